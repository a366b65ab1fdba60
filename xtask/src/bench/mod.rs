//! `cargo xtask bench`: figures against their bars, with what the machine itself can do measured in the same run.

mod append;
mod archive;
mod fold;
mod http;
mod live;
mod machine;
mod measured;
mod page;
mod sample;
mod table;

use anyhow::{Result, ensure};

use self::{machine::Machine, table::Table};
use crate::workspace::{self, Profile};

/// The parts that can be measured alone.
pub const PARTS: [&str; 6] = ["fold", "append", "http", "page", "verify", "memory"];

/// Measures all parts, or the one that is named; gives whether every bar is held.
///
/// # Errors
/// When a part cannot be set up.
pub fn record(json: bool, only: Option<&str>) -> Result<bool> {
    if cfg!(debug_assertions) {
        return in_release("record", json, only);
    }
    let machine = Machine::measure()?;
    let mut table = Table::default();
    let verbale = || workspace::build_verbale(Profile::Release);
    for part in PARTS.into_iter().filter(|part| only.is_none_or(|only| only == *part)) {
        eprintln!("measuring: {part}");
        match part {
            "fold" => fold::measure(&mut table)?,
            "append" => append::measure(&verbale()?, &machine, &mut table)?,
            "http" => http::measure(&verbale()?, &machine, &mut table)?,
            "page" => page::measure(&verbale()?, &mut table)?,
            "verify" => archive::measure(&verbale()?, &machine, &mut table)?,
            _ => archive::measure_memory(&verbale()?, &mut table)?,
        }
    }
    say(&table, &machine, json)
}

/// Measures how soon all who follow a process are told of a note; gives whether every bar is held.
///
/// # Errors
/// When it cannot be set up.
pub fn live(json: bool) -> Result<bool> {
    if cfg!(debug_assertions) {
        return in_release("live", json, None);
    }
    let machine = Machine::measure()?;
    let mut table = Table::default();
    live::measure(&workspace::build_verbale(Profile::Release)?, &mut table)?;
    say(&table, &machine, json)
}

fn say(table: &Table, machine: &Machine, json: bool) -> Result<bool> {
    if json {
        println!("{}", table.json(machine)?);
    } else {
        print!("{}", table.text(machine));
    }
    Ok(table.all_held())
}

/// Does the same in a program that is built as it is released.
fn in_release(what: &str, json: bool, only: Option<&str>) -> Result<bool> {
    let mut command = workspace::cargo();
    command.args(["run", "--quiet", "--locked", "--release", "--package", "xtask", "--", "bench", what]);
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
