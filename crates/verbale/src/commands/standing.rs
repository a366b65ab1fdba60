//! `verbale standing`: who owes what since when.

use jiff::civil::Date;
use verbale_process::fold::At;
use verbale_server::pages::alternat::alternat;

use crate::{
    cancel::Cancel,
    cli::Source,
    clock,
    console::Console,
    failure::{Failure, Kind},
    loaded::Loaded,
    render::{
        names::Names,
        standing::{Heading, standing},
    },
    source,
};

/// Print the standing of a process: who owes what since when.
///
/// Two clocks are kept apart. `--as-of` goes by when acts happened; `--at-size` by what the
/// record held when it had that many entries, which is what anyone could have known then. Both
/// may be given. Without them: today, with everything on the record.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale standing istanbul
  verbale standing istanbul --as-of 2025-11-12
  verbale standing istanbul --as-of 2025-11-12 --json
  verbale standing istanbul --at-size 120
  verbale standing istanbul --url https://venue.example

With --url the public record is fetched and checked, and the standing is computed here. The JSON
is a public interface; docs/cli.md describes it.")]
pub struct Args {
    /// The process: its name, or its id (64 hexadecimal digits).
    #[arg(value_name = "PROCESS")]
    process: String,
    #[command(flatten)]
    clocks: Clocks,
    /// List also the moves open to each actor, with what would then be owed (JSON has them always).
    #[arg(long)]
    moves: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

/// The two clocks.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Clocks {
    /// Count acts that happened up to this day [default: today].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Date>,
    /// Count the first N entries of the record, in the order in which they were entered.
    #[arg(long, value_name = "N")]
    pub at_size: Option<u64>,
}

impl Clocks {
    /// Both clocks, held against a record of `size` entries.
    pub fn at(self, loaded: &Loaded) -> Result<At, Failure> {
        let size = loaded.process.size();
        if let Some(asked) = self.at_size.filter(|asked| *asked > size) {
            return Err(Failure::new(
                Kind::NotFound,
                format!("the record has {size} entries, not yet {asked}"),
            )
            .at("--at-size")
            .hint(format!("give a size up to {size}, or leave --at-size out")));
        }
        let as_of = self.as_of.unwrap_or_else(|| loaded.process.day(clock::now_ms()));
        Ok(At { as_of, at_size: self.at_size })
    }
}

/// Reads a day in its one form, `YYYY-MM-DD`.
pub fn day(text: &str) -> Result<Date, String> {
    let form = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    text.parse()
        .ok()
        .filter(|_| form)
        .ok_or_else(|| "give a day as YYYY-MM-DD, such as 2025-11-12".to_owned())
}

/// Does it.
pub async fn run(args: Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let loaded = source::load(&args.source, &args.process, console, cancel).await?;
    let at = args.clocks.at(&loaded)?;
    print(&loaded, at, args.moves, args.json, console)
}

/// Prints the standing of what was loaded.
pub fn print(loaded: &Loaded, at: At, moves: bool, json: bool, console: Console) -> Result<(), Failure> {
    let computed = loaded.process.standing(at);
    if json {
        return console.print_json(&loaded.report(&computed));
    }
    let parties: Vec<_> = loaded.process.charter_at(at).parties().map(|p| p.id.clone()).collect();
    let heading = Heading {
        process: &loaded.id.to_string(),
        view: loaded.view,
        size: loaded.process.size(),
        parties: &alternat(&parties, at.as_of),
        moves,
    };
    let names = Names::of(loaded);
    console.print(&standing(console, &names, &computed, &heading))
}
