//! The command line: what can be asked for, and how it is explained.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Parser, Subcommand};

use crate::{
    cancel::Cancel,
    commands::{
        backup, completions, demo, export, import, init, invite, item, key, log, man, note, process, restore,
        serve, standing, verify, witness,
    },
    console::{ColorChoice, Console},
    failure::{EXIT_CODES, Failure, Kind},
    folder::{DataFolder, Venue, WitnessTable},
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
    /// When to colour what is printed: auto (on a terminal), always, never.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        hide_possible_values = true
    )]
    #[arg(hide_default_value = true, display_order = 900)]
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
    // What each does is said where it is done, so that the long help has all of it.
    Demo(demo::Args),
    Init(init::Args),
    Invite(invite::Args),
    #[command(subcommand)]
    Process(process::Command),
    Serve(serve::Args),
    #[command(subcommand)]
    Key(key::Command),
    #[command(subcommand)]
    Note(note::Command),
    Log(log::Args),
    Standing(standing::Args),
    Item(item::Args),
    Import(import::Args),
    Export(export::Args),
    Verify(verify::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    #[command(subcommand)]
    Witness(witness::Command),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// Whether Ctrl-C has to wait until nothing is half done. The others have nothing to bring
    /// in order: what they write is a transaction of the store, or one small file.
    fn has_to_end_in_order(&self) -> bool {
        match self {
            Command::Demo(_)
            | Command::Serve(_)
            | Command::Import(_)
            | Command::Export(_)
            | Command::Verify(_)
            | Command::Backup(_)
            | Command::Restore(_)
            | Command::Witness(_) => true,
            Command::Init(_)
            | Command::Invite(_)
            | Command::Process(_)
            | Command::Key(_)
            | Command::Note(_)
            | Command::Log(_)
            | Command::Standing(_)
            | Command::Item(_)
            | Command::Completions(_)
            | Command::Man(_) => false,
        }
    }
}

/// Where a record is: a data folder that no server holds, or a server.
#[derive(Clone, Debug, clap::Args)]
pub struct Source {
    #[command(flatten)]
    pub folder: Folder,
    /// A server to ask instead of a data folder, such as https://venue.example.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Ask the server as the owner of this key: a key file. It shows what that key's credentials
    /// let its owner see.
    #[arg(long = "as", value_name = "KEY", requires = "url")]
    pub as_key: Option<PathBuf>,
}

/// A data folder.
#[derive(Clone, Debug, clap::Args)]
pub struct Folder {
    /// The data folder.
    #[arg(long, value_name = "DIR", env = "VERBALE_DATA", default_value = DATA_DEFAULT, hide_env_values = true)]
    pub data: PathBuf,
}

/// Settings that are given otherwise than in `venue.toml`, such as to a container.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Settings {
    /// The venue's name [default: the one in venue.toml].
    #[arg(long, value_name = "TEXT", env = "VERBALE_NAME", hide_env_values = true)]
    pub name: Option<String>,
    /// The address under which people reach it [default: the one in venue.toml].
    #[arg(long, value_name = "URL", env = "VERBALE_ADDRESS", hide_env_values = true)]
    pub address: Option<String>,
    /// The languages of its pages, the first where nothing else is asked for [default: those in venue.toml].
    #[arg(
        long,
        value_name = "TAGS",
        env = "VERBALE_LANGUAGES",
        value_delimiter = ',',
        hide_env_values = true
    )]
    pub languages: Option<Vec<String>>,
    /// The address and port to listen on [default: the one in venue.toml].
    #[arg(long, value_name = "ADDR", env = "VERBALE_LISTEN", hide_env_values = true)]
    pub listen: Option<SocketAddr>,
    /// Witnesses that are asked to cosign, each its key, a space and its address [default: those in venue.toml].
    #[arg(
        long,
        value_name = "KEY URL",
        env = "VERBALE_WITNESSES",
        value_delimiter = ',',
        hide_env_values = true
    )]
    pub witnesses: Option<Vec<WitnessTable>>,
}

impl Settings {
    /// The settings of a data folder, with what was given otherwise in their place.
    pub fn over(&self, folder: &DataFolder) -> Result<Venue, Failure> {
        let mut venue = folder.venue()?;
        venue.name = self.name.clone().unwrap_or(venue.name);
        venue.address = self.address.clone().or(venue.address);
        venue.languages = self.languages.clone().or(venue.languages);
        venue.listen = self.listen.unwrap_or(venue.listen);
        venue.witnesses = self.witnesses.clone().unwrap_or(venue.witnesses);
        venue.check().map_err(|error| Failure::new(Kind::Usage, error).hint("see docs/operator.md"))?;
        Ok(venue)
    }
}

/// Does what was asked.
pub async fn run(cli: Cli, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    if cli.command.has_to_end_in_order() {
        cancel.listen();
    }
    match cli.command {
        Command::Demo(args) => demo::run(args, console, cancel).await,
        Command::Init(args) => init::run(args, console).await,
        Command::Invite(args) => invite::run(args, console).await,
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
        Command::Witness(command) => witness::run(command, console, cancel).await,
        Command::Completions(args) => completions::run(&args, console),
        Command::Man(args) => man::run(&args, console),
    }
}
