//! Licences of what the project is made of: all must go with Apache-2.0.

use anyhow::{Context, Result};
use serde_json::Value;

use super::dependencies::array;
use crate::workspace;

/// Licences under which any dependency is welcome.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Licences allowed for one package only, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    // Mozilla's list of certificate authorities: data, under a permissive licence made for data.
    ("webpki-roots", "CDLA-Permissive-2.0"),
    // Fonts, shipped with their licence beside them.
    ("@fontsource/source-sans-3", "OFL-1.1"),
    ("@fontsource/source-serif-4", "OFL-1.1"),
    // Passkeys. The licence binds changes to these crates' own files, and they are used unchanged.
    ("crypto-glue", "MPL-2.0"),
    ("webauthn-attestation-ca", "MPL-2.0"),
    ("webauthn-rs", "MPL-2.0"),
    ("webauthn-rs-core", "MPL-2.0"),
    ("webauthn-rs-proto", "MPL-2.0"),
    // Runs in the browser's tests only, unchanged; nothing of it is shipped.
    ("axe-core", "MPL-2.0"),
];

/// Crates of the lockfile whose licence is not allowed.
pub fn crates(metadata: &Value) -> Vec<String> {
    array(&metadata["packages"])
        .filter_map(|package| judge(package["name"].as_str()?, package["license"].as_str()))
        .collect()
}

/// Packages of `web/package-lock.json` whose licence is not allowed.
///
/// # Errors
/// When the file cannot be read.
pub fn npm_packages() -> Result<Vec<String>> {
    let path = workspace::web().join("package-lock.json");
    let lock: Value = serde_json::from_slice(&std::fs::read(&path).context("web/package-lock.json")?)?;
    let packages = lock["packages"].as_object().context("web/package-lock.json has no packages")?;
    Ok(packages
        .iter()
        .filter_map(|(path, package)| {
            let name = path.rsplit_once("node_modules/").map_or("verbale-web", |(_, name)| name);
            judge(name, package["license"].as_str())
        })
        .collect())
}

fn judge(name: &str, licence: Option<&str>) -> Option<String> {
    let Some(licence) = licence else {
        return Some(format!("{name} names no licence: replace it"));
    };
    let is_exception = |one: &str| EXCEPTIONS.iter().any(|(package, l)| *package == name && *l == one);
    let is_allowed = Expression::of(licence).holds(&|one| ALLOWED.contains(&one) || is_exception(one));
    if is_allowed {
        None
    } else {
        Some(format!("{name} is under {licence}, which is not allowed: replace it"))
    }
}

/// A licence expression of SPDX, read from left to right: `AND` binds more than `OR`; `/` is an old way to write `OR`.
struct Expression<'a> {
    tokens: Vec<&'a str>,
    at: usize,
}

impl<'a> Expression<'a> {
    fn of(text: &'a str) -> Self {
        let mut tokens = Vec::new();
        let mut rest = text.trim();
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '(' | ')' | '/' => 1,
                _ => rest.find(['(', ')', '/', ' ']).unwrap_or(rest.len()),
            };
            // "Apache-2.0 WITH LLVM-exception" is one name.
            let length = match rest[length..].strip_prefix(" WITH ") {
                Some(exception) => {
                    rest.len() - exception.len() + exception.find([' ', ')']).unwrap_or(exception.len())
                }
                None => length,
            };
            tokens.push(&rest[..length]);
            rest = rest[length..].trim_start();
        }
        Expression { tokens, at: 0 }
    }

    fn holds(mut self, is_allowed: &dyn Fn(&str) -> bool) -> bool {
        let holds = self.any(is_allowed);
        holds && self.at == self.tokens.len()
    }

    fn accept(&mut self, wanted: &[&str]) -> bool {
        let is_next = self.tokens.get(self.at).is_some_and(|token| wanted.contains(token));
        self.at += usize::from(is_next);
        is_next
    }

    fn any(&mut self, is_allowed: &dyn Fn(&str) -> bool) -> bool {
        let mut holds = self.all(is_allowed);
        while self.accept(&["OR", "/"]) {
            holds |= self.all(is_allowed);
        }
        holds
    }

    fn all(&mut self, is_allowed: &dyn Fn(&str) -> bool) -> bool {
        let mut holds = self.one(is_allowed);
        while self.accept(&["AND"]) {
            holds &= self.one(is_allowed);
        }
        holds
    }

    fn one(&mut self, is_allowed: &dyn Fn(&str) -> bool) -> bool {
        if self.accept(&["("]) {
            let holds = self.any(is_allowed);
            return self.accept(&[")"]) && holds;
        }
        let token = self.tokens.get(self.at).copied();
        self.at += 1;
        token.is_some_and(is_allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::judge;

    fn check(licence: &str, is_allowed: bool) {
        assert_eq!(judge("a", Some(licence)).is_none(), is_allowed, "{licence}");
    }

    #[test]
    fn a_licence_is_allowed_when_one_of_its_choices_is() {
        check("MIT", true);
        check("MIT OR Apache-2.0", true);
        check("MIT/Apache-2.0", true);
        check("GPL-2.0-only OR Apache-2.0", true);
        check("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true);
        check("(MIT OR Apache-2.0) AND Unicode-3.0", true);
        check("GPL-3.0-or-later", false);
        check("MIT AND AGPL-3.0-only", false);
        check("(GPL-2.0-only OR MIT) AND (LGPL-2.1-only OR GPL-3.0-only)", false);
        check("GPL-2.0-only WITH Classpath-exception-2.0", false);
        check("", false);
        check("(MIT", false);
        check("MIT Apache-2.0", false);
    }

    #[test]
    fn an_exception_is_for_its_package_only() {
        assert!(judge("axe-core", Some("MPL-2.0")).is_none());
        assert!(judge("another", Some("MPL-2.0")).is_some());
        assert!(judge("another", None).is_some());
    }
}
