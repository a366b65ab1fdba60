//! The command line: what can be asked for, and how it is explained.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{
    cancel::Cancel,
    commands::{
        backup, completions, demo, export, import, init, item, key, log, man, note, process, restore, serve,
        standing, verify,
    },
    console::{ColorChoice, Console},
    failure::{EXIT_CODES, Failure},
};

/// The data folder where none is named.
pub const DATA_DEFAULT: &str = "verbale-data";

/// A standing, neutral venue for mediated negotiations.
///
/// Each act of a negotiation is a signed note on a tamper-evident record. What each side owes the
/// other is never typed in by anybody: it is computed from the record, and anyone who may read
/// the record can check it on their own machine.
#[derive(Debug, Parser)]
#[command(
    name = "verbale",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_long_help = after()
)]
pub struct Cli {
    /// When to colour what is printed.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", display_order = 900)]
    pub color: ColorChoice,
    /// Print results, warnings and errors only: no remarks and no progress.
    #[arg(long, short, global = true, display_order = 901)]
    pub quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What stands below the help.
fn after() -> String {
    format!(
        "Examples:
  verbale demo
      set up the demonstration and serve it
  verbale standing istanbul --as-of 2025-11-12
      who owed what to whom on that day
  verbale verify istanbul.verbale --charter HASH
      check an archive that somebody gave you

{EXIT_CODES}"
    )
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set up the demonstration and serve it.
    Demo(demo::Args),
    /// Make a venue: an empty data folder with its settings.
    Init(init::Args),
    /// Found processes in a venue, and list them.
    #[command(subcommand)]
    Process(process::Command),
    /// Serve a venue over HTTP.
    Serve(serve::Args),
    /// Make and look at keys.
    #[command(subcommand)]
    Key(key::Command),
    /// Write, sign, submit and look at notes.
    #[command(subcommand)]
    Note(note::Command),
    /// List the entries of a process's record.
    Log(log::Args),
    /// Print the standing of a process: who owes what since when.
    Standing(standing::Args),
    /// Print one item: its exchange, and its standing after each move.
    Item(item::Args),
    /// Register reported acts from a file of JSON lines.
    Import(import::Args),
    /// Write a process's record to an archive, or its logs to folders of tiles.
    Export(export::Args),
    /// Check a record: an archive, a folder of tiles, or a server's.
    Verify(verify::Args),
    /// Copy a data folder's record to a file.
    Backup(backup::Args),
    /// Put a backup into an empty data folder.
    Restore(restore::Args),
    /// Print completions for a shell.
    Completions(completions::Args),
    /// Write manual pages into a folder.
    Man(man::Args),
}

/// Where a record is: a data folder that no server holds, or a server.
#[derive(Clone, Debug, clap::Args)]
pub struct Source {
    #[command(flatten)]
    pub folder: Folder,
    /// A server to ask instead of a data folder, such as https://venue.example.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
}

/// A data folder.
#[derive(Clone, Debug, clap::Args)]
pub struct Folder {
    /// The data folder.
    #[arg(long, value_name = "DIR", env = "VERBALE_DATA", default_value = DATA_DEFAULT, hide_env_values = true)]
    pub data: PathBuf,
}

/// Does what was asked.
pub async fn run(cli: Cli, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    match cli.command {
        Command::Demo(args) => demo::run(args, console, cancel).await,
        Command::Init(args) => init::run(args, console).await,
        Command::Process(command) => process::run(command, console, cancel).await,
        Command::Serve(args) => serve::run(args, console, cancel).await,
        Command::Key(command) => key::run(command, console),
        Command::Note(command) => note::run(command, console, cancel).await,
        Command::Log(args) => log::run(args, console, cancel).await,
        Command::Standing(args) => standing::run(args, console, cancel).await,
        Command::Item(args) => item::run(args, console, cancel).await,
        Command::Import(args) => import::run(args, console, cancel).await,
        Command::Export(args) => export::run(args, console, cancel).await,
        Command::Verify(args) => verify::run(args, console, cancel).await,
        Command::Backup(args) => backup::run(args, console, cancel).await,
        Command::Restore(args) => restore::run(args, console, cancel).await,
        Command::Completions(args) => completions::run(&args, console),
        Command::Man(args) => man::run(&args, console),
    }
}
