//! Development tasks of Verbale: `cargo xtask --help`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own beside the project: it measures time, starts programs and talks to a terminal"
)]

mod house;
mod provision;
mod random;
mod steps;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::steps::{Outcome, Tally};

/// Development tasks of Verbale
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// House checks: dependencies, licences, names, lengths, words, lints
    Check,
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(Outcome::Ran(Tally { failed: 0, .. }) | Outcome::LeftOut(_)) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<Outcome> {
    match task {
        Task::Check => house::check(),
    }
}
