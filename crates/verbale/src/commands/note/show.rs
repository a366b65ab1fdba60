//! `verbale note show`: a draft or a note of the record, and what it changes of the charter or of an item's
//! terms.

use std::path::Path;

use serde::Serialize;
use verbale_process::{act::Kind as ActKind, fold::At, wire, wording::Wording};
use verbale_record::{Commitment, Note};
use verbale_server::{comparing::Subject, draft::Draft};

use crate::{
    cancel::Cancel,
    cli::Source,
    clock,
    console::{Console, Tone, plain, wrapped},
    draft,
    failure::{Failure, Kind},
    loaded::Loaded,
    render::{
        self, WIDTH,
        comparison::{Comparison, comparisons},
        names::Names,
    },
    source,
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
    /// What it says otherwise than what it counters, takes the place of or amends.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    comparisons: Vec<Comparison>,
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
    for comparison in &shown.comparisons {
        out.push_str(&format!("\n{}\n", console.tone(Tone::Heading, &plain(comparison.heading()))));
        for paragraph in comparison.paragraphs() {
            out.push_str(&format!("  {}\n", wrapped(&paragraph, WIDTH - 2, 2)));
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
    let (changes, comparisons) = against_record(&draft, &args.source, console, cancel).await;
    Ok(Shown {
        changes,
        comparisons,
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

/// What the draft of an amendment changes of the charter in force, and what that of another note says
/// otherwise than what it names; nothing of a draft that does neither, or where the record is not at hand.
async fn against_record(
    draft: &Draft,
    source: &Source,
    console: Console,
    cancel: &Cancel,
) -> (Option<Vec<String>>, Vec<Comparison>) {
    let kind = wire::read(&draft.act().to_string()).kind;
    let is_compared = match &kind {
        ActKind::Amendment { .. } | ActKind::Amend { .. } => true,
        ActKind::Proposal { counter_to, supersedes, .. } => counter_to.or(*supersedes).is_some(),
        _ => false,
    };
    if !is_compared {
        return (None, Vec::new());
    }
    match source::load(source, &draft.process, console, cancel).await {
        Ok(loaded) => match kind {
            ActKind::Amendment { of, charter } => {
                let mut lines = render::changes::words(loaded.process.charter(), &charter);
                let newest = loaded.process.registry().charters().last();
                if newest.is_none_or(|newest| newest.note != Some(of)) {
                    lines.push(
                        "the charter was amended since this was drafted: it would be crossed, and have no effect"
                            .to_owned(),
                    );
                }
                (Some(lines), Vec::new())
            }
            kind => {
                let wording = draft.wording().and_then(|bytes| Wording::parse(&bytes).ok());
                let wording = wording.as_ref();
                let subject = Subject { note: None, kind: &kind, wording, is_erased: false };
                (None, compared(&loaded, subject))
            }
        },
        Err(failure) => {
            console.remark(&format!(
                "What the draft changes cannot be said without the process's record: {}.\n\
                 Give it with --data DIR or --url URL before you sign.",
                failure.message
            ));
            (None, Vec::new())
        }
    }
}

/// A note or a draft beside what it says otherwise than, by the record of today.
fn compared(loaded: &Loaded, subject: Subject<'_>) -> Vec<Comparison> {
    let at = At { as_of: loaded.process.day(clock::now_ms()), at_size: None };
    comparisons(&Names::of(loaded), &loaded.process.standing(at), subject)
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
        comparisons: Subject::of(&loaded.process, &loaded.wordings, &id)
            .map(|subject| compared(&loaded, subject))
            .unwrap_or_default(),
        signatures: whole[text.len()..].lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        text,
    })
}
