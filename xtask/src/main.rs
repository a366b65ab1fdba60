//! Development tasks of Verbale: `cargo xtask --help`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own beside the project: it measures time, starts programs and talks to a terminal"
)]

mod bench;
mod crash;
mod fuzz;
mod house;
mod http;
mod load;
mod notes;
mod oracle;
mod provision;
mod random;
mod steps;
mod suite;
mod venue;
mod workspace;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

use crate::{
    oracle::Language,
    steps::{Outcome, Steps, Tally},
    workspace::Profile,
};

/// Development tasks of Verbale
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Every check of the project: what a change must pass
    ///
    /// Installs what it needs where it can (npm's packages; Debian's Chromium, Go and strace; Python's tlog-scales) and
    /// names at the end what was left out because it is not here.
    Test {
        /// Leave out the browser, the outside verifiers and the crashes
        #[arg(long)]
        quick: bool,
    },
    /// House checks: dependencies, licences, names, lengths, words, lints
    Check,
    /// Have a served log verified by programs that know nothing of Verbale, and have them refuse it once it is changed
    Oracle {
        /// Use this `verbale` program instead of building one
        #[arg(long, value_name = "FILE")]
        program: Option<PathBuf>,
    },
    /// Kill the server at random moments under load, and check that what it said is still true
    Crash {
        /// How often
        #[arg(long, default_value_t = 100, value_name = "N")]
        times: u64,
        /// Repeat the run that had this seed
        #[arg(long, value_name = "N")]
        seed: Option<u64>,
        /// Instead, check the order of writes under strace, a disk that fails, and a database from before put back
        #[arg(long, conflicts_with_all = ["times", "seed"])]
        strace: bool,
        /// Use this `verbale` program instead of building one
        #[arg(long, value_name = "FILE")]
        program: Option<PathBuf>,
    },
    /// Measure speed and memory against their bars
    Bench {
        /// What is measured
        #[arg(value_enum)]
        what: Benchmark,
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// Only this part
        #[arg(long, value_name = "PART", value_parser = bench::PARTS)]
        only: Option<String>,
    },
    /// Let the fuzz targets run for a while
    Fuzz {
        /// For how long each, in seconds
        #[arg(long, default_value_t = 60, value_name = "N")]
        seconds: u64,
        /// Only this target
        #[arg(long, value_name = "NAME")]
        target: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Benchmark {
    /// The record, the fold, the store, the server
    Record,
    /// Many who follow one process: how soon they are told, and what each costs
    Live,
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does the task and gives whether everything that it checked holds.
fn run(task: Task) -> Result<bool> {
    let outcome = match task {
        Task::Test { quick } => return Ok(suite::run(quick)),
        Task::Bench { what: Benchmark::Record, json, only } => return bench::record(json, only.as_deref()),
        Task::Bench { what: Benchmark::Live, json, only } => {
            anyhow::ensure!(only.is_none(), "only `bench record` has parts");
            return bench::live(json);
        }
        Task::Oracle { program } => return Ok(both_oracles(&built(program)?)),
        Task::Check => house::check()?,
        Task::Crash { times, seed, strace, program } => {
            let verbale = built(program)?;
            if strace { crash::durability(&verbale)? } else { crash::run(&verbale, times, seed)? }
        }
        Task::Fuzz { seconds, target } => fuzz::run(seconds, target.as_deref())?,
    };
    if let Outcome::LeftOut(missing) = &outcome {
        println!("left out: {missing}");
    }
    Ok(matches!(outcome, Outcome::Ran(Tally { failed: 0, .. })))
}

/// The program that is named, else one that is built now.
fn built(program: Option<PathBuf>) -> Result<PathBuf> {
    program.map_or_else(|| workspace::build_verbale(Profile::Dev), |named| Ok(named.canonicalize()?))
}

fn both_oracles(verbale: &Path) -> bool {
    let mut steps = Steps::default();
    steps.run("Go", || oracle::run(verbale, Language::Go));
    steps.run("Python", || oracle::run(verbale, Language::Python));
    print!("{}", steps.summary());
    steps.all_passed()
}
