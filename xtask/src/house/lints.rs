//! The lints that hold the architecture are switched on everywhere.

use anyhow::{Context, Result};

use super::text::Files;
use crate::workspace;

/// Crates with no clock, no randomness, no I/O and no order-less maps.
const PURE_CRATES: [&str; 2] = ["record", "process"];

/// Modules of the standard library that a pure crate has no use for.
const IMPURE: [&str; 4] = ["std::env", "std::fs", "std::net", "std::process"];

/// A pure crate's `clippy.toml` replaces the workspace's, so it must hold the same list; its sources outside tests
/// name no module that does I/O; and every crate takes the workspace's lints.
///
/// # Errors
/// When a file cannot be read.
pub fn pure_crates(files: &Files) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    let methods = disallowed_methods(&read("clippy.toml")?);
    for name in PURE_CRATES {
        let path = format!("crates/{name}/clippy.toml");
        let own = disallowed_methods(&read(&path)?);
        findings.extend(methods.iter().filter(|m| !own.contains(m)).map(|m| format!("{path} lacks {m}")));
        let sources = format!("crates/{name}/src");
        for (file, text) in files.below(&sources) {
            let outside_tests = text.split("#[cfg(test)]").next().unwrap_or(text);
            for module in IMPURE.iter().filter(|module| outside_tests.contains(**module)) {
                findings
                    .push(format!("{}: {module}: this crate does no I/O; take a parameter", file.display()));
            }
        }
    }
    for (file, text) in files.below("crates").chain(files.below("xtask")) {
        if file.ends_with("Cargo.toml") && !text.contains("[lints]\nworkspace = true") {
            findings.push(format!("{} does not take the workspace's lints", file.display()));
        }
    }
    Ok(findings)
}

fn read(path: &str) -> Result<String> {
    std::fs::read_to_string(workspace::root().join(path)).with_context(|| path.to_owned())
}

/// The entries of a `clippy.toml`'s list, one a line.
fn disallowed_methods(text: &str) -> Vec<String> {
    let list = text
        .split("disallowed-methods = [")
        .nth(1)
        .and_then(|rest| rest.split("\n]").next())
        .unwrap_or_default();
    list.lines().map(|line| line.trim().to_owned()).filter(|line| line.starts_with('{')).collect()
}
