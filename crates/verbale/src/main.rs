//! The `verbale` command: command line, configuration and wiring.
//!
//! Nothing is decided here about a process or its record: that is the affair of the crates
//! `record` and `process`. What only this crate does: it reads the clock ([`clock`]), randomness
//! ([`random`]), the environment, files and standard input, and it ends the program.

use std::process::ExitCode;

use clap::Parser as _;

mod admission;
mod amending;
mod cancel;
mod cli;
mod clock;
mod commands;
mod console;
mod draft;
mod failure;
mod folder;
mod founding;
mod key_file;
mod loaded;
mod passphrase;
mod plan;
mod progress;
mod random;
mod registering;
mod remote;
mod render;
mod source;
mod telling;
mod venue;
mod verify;
mod writer;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let console = console::Console::new(cli.color, cli.quiet);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return end(
                console,
                Err(failure::Failure::new(failure::Kind::Store, format!("cannot start: {error}"))),
            );
        }
    };
    let cancel = cancel::Cancel::default();
    let result = runtime.block_on(cli::run(cli, console, &cancel));
    end(console, result)
}

/// Says what went wrong and gives the exit code.
fn end(console: console::Console, result: Result<(), failure::Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::from(failure::EXIT_OK),
        Err(failure) => {
            if failure.kind != failure::Kind::OutputClosed {
                console.fail(&failure);
            }
            ExitCode::from(failure.kind.exit_code())
        }
    }
}
