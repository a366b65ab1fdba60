//! `verbale note show`: a draft or a note of the record, and what an amendment changes.

use std::path::Path;

use serde::Serialize;
use verbale_process::{act::Kind as ActKind, wire};
use verbale_record::{Commitment, Note};
use verbale_server::draft::Draft;

use crate::{
    cancel::Cancel,
    cli::Source,
    console::{Console, plain},
    draft,
    failure::{Failure, Kind},
    loaded::Loaded,
    render, source,
};

/// Which note.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// A draft file; with --process a label, or a commitment or its beginning.
    #[arg(value_name = "NOTE")]
    note: String,
    /// The process on whose record the note is: its name, or its id.
    #[arg(long, value_name = "PROCESS")]
    process: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

/// A note, as JSON.
#[derive(Serialize)]
struct Shown {
    #[serde(skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    act: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    wording: Option<serde_json::Value>,
    /// What an amendment changes, a line each.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<String>>,
    text: String,
    signatures: Vec<String>,
}

/// Does it.
pub async fn run(args: ShowArgs, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let shown = match &args.process {
        None => of_draft(&args, console, cancel).await?,
        Some(process) => of_record(&args, process, console, cancel).await?,
    };
    if args.json {
        return console.print_json(&shown);
    }
    let mut out = String::new();
    if let Some(commitment) = &shown.commitment {
        out.push_str(&format!("note  {commitment}\n"));
    }
    if let Some(item) = &shown.item {
        out.push_str(&format!("item  {}\n", plain(item)));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&plain(&shown.text));
    out.push('\n');
    for line in &shown.signatures {
        out.push_str(&plain(line));
        out.push('\n');
    }
    if let Some(changes) = &shown.changes {
        out.push_str("\nchanges of the charter\n");
        for line in changes {
            out.push_str(&format!("- {}\n", plain(line)));
        }
    }
    if let Some(wording) = &shown.wording {
        let pretty = serde_json::to_string_pretty(wording).unwrap_or_default();
        out.push_str(&format!("\nwording\n{}\n", plain(&pretty)));
    }
    console.print(&out)
}

async fn of_draft(args: &ShowArgs, console: Console, cancel: &Cancel) -> Result<Shown, Failure> {
    let path = Path::new(&args.note);
    let draft = draft::read(path)?;
    Ok(Shown {
        changes: changes(&draft, &args.source, console, cancel).await,
        commitment: draft.ready().ok().map(|ready| ready.commitment.to_string()),
        item: None,
        act: draft.act(),
        wording: draft.wording().and_then(|bytes| serde_json::from_slice(&bytes).ok()),
        text: draft.text.clone(),
        signatures: draft.signatures.clone(),
    })
}

/// What an amendment on the record changed of the charter before it.
fn amended(loaded: &Loaded, note: &Commitment) -> Option<Vec<String>> {
    let charters = loaded.process.registry().charters();
    let mut two = charters.windows(2).filter(|two| two[1].note == Some(*note));
    two.next().map(|two| render::changes::words(&two[0].charter, &two[1].charter))
}

/// What the draft of an amendment changes of the charter in force; none of another draft, or where
/// the record is not at hand.
async fn changes(draft: &Draft, source: &Source, console: Console, cancel: &Cancel) -> Option<Vec<String>> {
    let ActKind::Amendment { of, charter } = wire::read(&draft.act().to_string()).kind else { return None };
    match source::load(source, &draft.process, console, cancel).await {
        Ok(loaded) => {
            let mut lines = render::changes::words(loaded.process.charter(), &charter);
            let newest = loaded.process.registry().charters().last();
            if newest.is_none_or(|newest| newest.note != Some(of)) {
                lines.push(
                    "the charter was amended since this was drafted: it would be crossed, and have no effect"
                        .to_owned(),
                );
            }
            Some(lines)
        }
        Err(failure) => {
            console.remark(&format!(
                "What the amendment changes cannot be said without the process's record: {}.\n\
                 Give it with --data DIR or --url URL before you sign.",
                failure.message
            ));
            None
        }
    }
}

async fn of_record(
    args: &ShowArgs,
    process: &str,
    console: Console,
    cancel: &Cancel,
) -> Result<Shown, Failure> {
    let (loaded, id, bytes) = source::load_note(&args.source, process, &args.note, console, cancel).await?;
    let note = Note::parse(&bytes).map_err(|error| {
        Failure::new(Kind::Store, format!("what the record holds is no note: {error}"))
            .hint("verify the record")
    })?;
    let text = note.text().to_owned();
    let whole = String::from_utf8_lossy(note.as_bytes()).into_owned();
    Ok(Shown {
        commitment: Some(id.to_string()),
        item: loaded.process.home(&id).map(|item| loaded.wordings.name(&item)),
        act: serde_json::from_str(&note.act).unwrap_or_default(),
        wording: loaded.wordings.get(&id).and_then(|wording| serde_json::to_value(wording).ok()),
        changes: amended(&loaded, &id),
        signatures: whole[text.len()..].lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        text,
    })
}
