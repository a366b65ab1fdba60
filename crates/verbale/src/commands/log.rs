//! `verbale log`: the entries of a record.

use serde::Serialize;

use verbale_process::entry::Entry;

use crate::{
    cancel::Cancel,
    cli::Source,
    console::Console,
    failure::{Failure, Kind},
    loaded::Loaded,
    render::names::Names,
    source,
};

/// List the entries of a process's record, in the order in which they were entered.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale log istanbul
  verbale log istanbul --from 200 --limit 10 --json
  verbale log istanbul --room registry

A line holds the entry's room and index, when it was entered, when the act happened, and the act.")]
pub struct Args {
    /// The process: its name, or its id (64 hexadecimal digits).
    #[arg(value_name = "PROCESS")]
    process: String,
    /// Only entries of this room.
    #[arg(long, value_name = "NAME")]
    room: Option<String>,
    /// Leave out the first N entries.
    #[arg(long, value_name = "N", default_value_t = 0)]
    from: u64,
    /// At most so many entries.
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

/// An entry, as JSON.
#[derive(Serialize)]
struct Listed {
    /// Its place among all entries of the view, from 1: what `--at-size` counts.
    size: u64,
    room: String,
    index: u64,
    time_ms: u64,
    note: String,
    author: String,
    act: String,
    by: Option<String>,
    on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

/// Does it.
pub async fn run(args: Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let loaded = source::load(&args.source, &args.process, console, cancel).await?;
    let only = match &args.room {
        None => None,
        Some(name) => Some(room_index(&loaded, name)?),
    };
    let skipped = usize::try_from(args.from).unwrap_or(usize::MAX);
    let limit = args.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let entries = (1u64..)
        .zip(loaded.process.entries())
        .filter(|(_, entry)| only.is_none_or(|room| entry.arrived.room == room))
        .skip(skipped)
        .take(limit);
    if args.json {
        let listed: Vec<Listed> = entries.map(|(size, entry)| listed(&loaded, size, entry)).collect();
        return console.print_json(&listed);
    }
    let names = Names::of(&loaded);
    let mut out = String::new();
    for (size, entry) in entries {
        out.push_str(&line(&loaded, &names, size, entry));
    }
    console.print(&out)
}

fn room_index(loaded: &Loaded, name: &str) -> Result<u16, Failure> {
    let room = loaded.rooms.iter().find(|room| room.name == name);
    room.map(|room| room.index).ok_or_else(|| {
        let names: Vec<&str> = loaded.rooms.iter().map(|room| room.name.as_str()).collect();
        Failure::new(Kind::NotFound, format!("there is no room {name:?}"))
            .hint(format!("the rooms are: {}", names.join(", ")))
    })
}

fn room_name(loaded: &Loaded, entry: &Entry) -> String {
    let rooms = &loaded.process.charter().rooms;
    rooms.get(usize::from(entry.arrived.room)).map(|room| room.name.clone()).unwrap_or_default()
}

fn line(loaded: &Loaded, names: &Names<'_>, size: u64, entry: &Entry) -> String {
    let offset = loaded.process.charter().offset_min;
    let entered = loaded.process.day(entry.arrived.time_ms);
    let happened = entry.day(offset);
    let label =
        loaded.wordings.label(&entry.commitment).map(|_| format!(" [{}]", names.label(&entry.commitment)));
    format!(
        "{size:>6}  {}/{}  {entered}  {happened}  {}{}\n",
        room_name(loaded, entry),
        entry.arrived.leaf,
        names.act(&entry.commitment),
        label.unwrap_or_default()
    )
}

fn listed(loaded: &Loaded, size: u64, entry: &Entry) -> Listed {
    Listed {
        size,
        room: room_name(loaded, entry),
        index: entry.arrived.leaf,
        time_ms: entry.arrived.time_ms,
        note: entry.commitment.to_string(),
        author: entry.author.to_string(),
        act: entry.act.kind.name().to_owned(),
        by: entry.actor().map(ToString::to_string),
        on: entry.day(loaded.process.charter().offset_min).to_string(),
        label: loaded.wordings.label(&entry.commitment).map(str::to_owned),
        title: loaded.wordings.get(&entry.commitment).and_then(|wording| wording.title.clone()),
    }
}
