//! House checks: rules of the project that no compiler knows.
//!
//! Each check reads files and answers with findings, one line each, that say where, what, and what to do.

mod dependencies;
mod licences;
mod lints;
mod text;

use anyhow::Result;

use crate::{
    steps::{Outcome, Tally},
    workspace,
};

/// Runs every house check and prints what it finds.
///
/// # Errors
/// When the project's files cannot be read.
pub fn check() -> Result<Outcome> {
    let metadata = workspace::metadata(true)?;
    let files = text::Files::read()?;
    let findings: [(&str, Vec<String>); 9] = [
        ("crates depend downwards only", dependencies::directions(&metadata)),
        ("only the crate whose concern it is uses a library", dependencies::concerns(&metadata)),
        ("every direct dependency is in ARCHITECTURE.md", dependencies::reasons(&metadata)?),
        ("the licences of all crates are allowed", licences::crates(&metadata)),
        ("the licences of all npm packages are allowed", licences::npm_packages()?),
        ("each file is one concept under a name of its own", files.names_and_lengths()),
        ("nothing is left unfinished", files.unfinished()),
        ("no test waits for time to pass", files.sleeping_tests()),
        ("the pure crates repeat the workspace's lints and do no I/O", lints::pure_crates(&files)?),
    ];
    let mut tally = Tally::default();
    for (rule, found) in findings {
        if found.is_empty() {
            println!("{rule}: ok");
            tally.passed += 1;
        } else {
            println!("{rule}: FAILED");
            tally.failed += 1;
        }
        for line in found {
            println!("  {line}");
        }
    }
    Ok(Outcome::Ran(tally))
}
