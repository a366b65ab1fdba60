//! `verbale man`: the manual pages, made from the help.

use std::{fs, path::PathBuf};

use clap::CommandFactory as _;

use crate::{cli::Cli, console::Console, failure::Failure};

/// Write manual pages into a folder.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale man ~/.local/share/man/man1
  man verbale-standing")]
pub struct Args {
    /// The folder; it is made where it is missing, and pages of the same names are replaced.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Does it.
pub fn run(args: &Args, console: Console) -> Result<(), Failure> {
    fs::create_dir_all(&args.folder)
        .map_err(|error| Failure::file("make the folder", &args.folder, &error))?;
    clap_mangen::generate_to(Cli::command(), &args.folder)
        .map_err(|error| Failure::file("write the manual pages", &args.folder, &error))?;
    console.remark(&format!("The manual pages are in {}.", args.folder.display()));
    Ok(())
}
