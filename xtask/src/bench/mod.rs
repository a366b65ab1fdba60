//! `cargo xtask bench record`: figures against their bars, with what the machine itself can do measured in the same run.

mod fold;
mod machine;
mod sample;
mod table;

use anyhow::{Result, ensure};

use self::{machine::Machine, table::Table};
use crate::workspace;

/// The parts that can be measured alone.
pub const PARTS: [&str; 1] = ["fold"];

/// Measures all parts, or the one that is named; gives whether every bar is held.
///
/// # Errors
/// When a part cannot be set up.
pub fn record(json: bool, only: Option<&str>) -> Result<bool> {
    if cfg!(debug_assertions) {
        return in_release(json, only);
    }
    let machine = Machine::measure()?;
    let mut table = Table::default();
    let parts: [(&str, fn(&Machine, &mut Table) -> Result<()>); PARTS.len()] =
        [(PARTS[0], |_, table| fold::measure(table))];
    for (name, measure) in parts {
        if only.is_none_or(|only| only == name) {
            eprintln!("measuring: {name}");
            measure(&machine, &mut table)?;
        }
    }
    if json {
        println!("{}", table.json(&machine)?);
    } else {
        print!("{}", table.text(&machine));
    }
    Ok(table.all_held())
}

/// Does the same in a program that is built as it is released.
fn in_release(json: bool, only: Option<&str>) -> Result<bool> {
    let mut command = workspace::cargo();
    command.args(["run", "--quiet", "--locked", "--release", "--package", "xtask", "--", "bench", "record"]);
    if json {
        command.arg("--json");
    }
    if let Some(only) = only {
        command.args(["--only", only]);
    }
    let status = command.status()?;
    ensure!(status.code().is_some_and(|code| code <= 1), "the benchmark ended with {status}");
    Ok(status.success())
}
