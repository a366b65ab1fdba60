//! Which crate may depend on what.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::workspace;

/// The crates from the bottom to the top: each may depend on those before it and on no other.
const LAYERS: [&str; 5] = ["verbale-record", "verbale-process", "verbale-store", "verbale-server", "verbale"];

/// Libraries that belong to one concern, and the only crates that may use them directly: only `server` knows HTTP,
/// only `store` knows SQL, only the binary (and xtask) knows the terminal, the network as a client, and
/// randomness.
const CONCERNS: &[(&str, &[&str])] = &[
    ("askama", &["verbale-server"]),
    ("axum", &["verbale-server"]),
    ("clap", &["verbale", "xtask"]),
    ("getrandom", &["verbale", "xtask"]),
    ("hyper", &["verbale-server"]),
    ("hyper-util", &["verbale-server"]),
    ("indicatif", &["verbale"]),
    ("rusqlite", &[]),
    ("sqlx", &["verbale-store"]),
    ("tokio", &["verbale-store", "verbale-server", "verbale", "xtask"]),
    ("tower", &["verbale-server"]),
    ("tower-http", &["verbale-server"]),
    ("tracing-subscriber", &["verbale"]),
    ("ureq", &["verbale", "xtask"]),
];

/// Direct dependencies of each package of the workspace, dev- and build-dependencies too.
fn direct(metadata: &Value) -> BTreeMap<&str, BTreeSet<&str>> {
    let members: BTreeSet<&str> = array(&metadata["workspace_members"]).filter_map(Value::as_str).collect();
    let mut direct = BTreeMap::new();
    for package in array(&metadata["packages"]) {
        if !package["id"].as_str().is_some_and(|id| members.contains(id)) {
            continue;
        }
        let names = array(&package["dependencies"]).filter_map(|d| d["name"].as_str()).collect();
        direct.insert(package["name"].as_str().unwrap_or_default(), names);
    }
    direct
}

pub(super) fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Dependencies between the workspace's own crates that do not point downwards.
pub fn directions(metadata: &Value) -> Vec<String> {
    let direct = direct(metadata);
    let mut findings = Vec::new();
    for (package, dependencies) in &direct {
        let own = dependencies.iter().filter(|name| direct.contains_key(*name));
        let level = LAYERS.iter().position(|layer| layer == package);
        for dependency in own {
            let below = LAYERS.iter().position(|layer| layer == dependency);
            let is_allowed = match (level, below) {
                (Some(level), Some(below)) => below < level,
                (None, Some(_)) => *package == "xtask",
                (_, None) => false,
            };
            if !is_allowed {
                findings.push(format!(
                    "{package} depends on {dependency}; the direction is {}: move what is needed down",
                    LAYERS.iter().rev().copied().collect::<Vec<_>>().join(" → ")
                ));
            }
        }
        if level.is_none() && *package != "xtask" {
            findings.push(format!("{package} has no place among the crates: give it one in {}", file!()));
        }
    }
    findings
}

/// Direct uses of a library outside the crate whose concern it is.
pub fn concerns(metadata: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    for (package, dependencies) in direct(metadata) {
        for (library, allowed) in CONCERNS {
            if dependencies.contains(library) && !allowed.contains(&package) {
                findings.push(format!("{package} uses {library}, which only {} may", allowed.join(", ")));
            }
        }
    }
    findings
}

/// Direct dependencies that ARCHITECTURE.md gives no reason for: each stands there once as `` `name` ``.
///
/// # Errors
/// When a file cannot be read.
pub fn reasons(metadata: &Value) -> Result<Vec<String>> {
    let path = workspace::root().join("ARCHITECTURE.md");
    let Ok(architecture) = std::fs::read_to_string(&path) else {
        return Ok(vec![
            "ARCHITECTURE.md is missing: write it, with a line for each direct dependency".into(),
        ]);
    };
    let direct = direct(metadata);
    let mut names: BTreeSet<String> = direct.values().flatten().map(|name| (*name).to_owned()).collect();
    names.retain(|name| !direct.contains_key(name.as_str()));
    let web = workspace::web().join("package.json");
    let package: Value = serde_json::from_slice(&std::fs::read(web).context("web/package.json")?)?;
    for part in ["dependencies", "devDependencies"] {
        names.extend(package[part].as_object().into_iter().flatten().map(|(name, _)| name.clone()));
    }
    names.retain(|name| !architecture.contains(&format!("`{name}`")));
    Ok(names
        .iter()
        .map(|name| format!("ARCHITECTURE.md says nothing of `{name}`: add a line with its reason"))
        .collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{concerns, directions};

    fn workspace(package: &str, dependency: &str) -> serde_json::Value {
        let names =
            ["verbale-record", "verbale-process", "verbale-store", "verbale-server", "verbale", "xtask"];
        let packages: Vec<_> = names
            .iter()
            .map(|name| {
                let dependencies = if *name == package { json!([{ "name": dependency }]) } else { json!([]) };
                json!({ "id": name, "name": name, "dependencies": dependencies })
            })
            .collect();
        json!({ "packages": packages, "workspace_members": names })
    }

    #[test]
    fn a_dependency_upwards_is_found() {
        assert!(directions(&workspace("verbale-store", "verbale-record")).is_empty());
        assert!(directions(&workspace("xtask", "verbale-server")).is_empty());
        assert_eq!(directions(&workspace("verbale-record", "verbale-process")).len(), 1);
        assert_eq!(directions(&workspace("verbale-process", "xtask")).len(), 1);
    }

    #[test]
    fn a_library_outside_its_concern_is_found() {
        assert!(concerns(&workspace("verbale-store", "sqlx")).is_empty());
        assert_eq!(concerns(&workspace("verbale-process", "sqlx")).len(), 1);
        assert_eq!(concerns(&workspace("verbale-record", "getrandom")).len(), 1);
    }
}
