//! `verbale note`: writes, signs, submits and shows notes.

mod documents;
mod show;

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Serialize;
use verbale_process::{charter::RoomKind, documents::FIELD, wire, wording::Wording};
use verbale_record::{
    ActorId, Hash, KeyName, Leaf, NoteDraft, Opening, SigningKey, VerifierKey,
    checkpoint::SignedCheckpoint,
    commitment::Kind as CommitmentKind,
    key::KeyKind,
    note::{ANNEX_BYTES_MAX, AnnexRole, NOTE_BYTES_MAX},
    proof::TlogProof,
};
use verbale_server::{
    api::submission::{AnnexSent, ReceiptShown, SubmissionSent},
    draft::{Draft, DraftRoom, OpenedAnnex, ReadyNote},
};
use verbale_store::RoomTree;

use documents::Named;
pub use show::ShowArgs;

use crate::{
    cancel::Cancel,
    cli::Source,
    console::Console,
    draft,
    failure::{Failure, Kind},
    folder::{DataFolder, read_text},
    key_file,
    loaded::Loaded,
    random,
    remote::{Remote, blocking},
    source,
    venue::HeldVenue,
    writer::Writer,
};

/// Fields of an act that name other notes: labels in them are replaced by commitments.
const REFERENCES: &[&str] = &[
    "re",
    "from",
    "presented_at",
    "supersedes",
    "counter_to",
    "counter_id",
    "by_item",
    "group",
    "of",
    "about",
    "fulfils",
    "counts_towards",
    "may_count_towards",
    "declares_complete",
    "needs",
    "before",
    "annex",
];

/// Write, sign, submit and look at notes.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write a draft of a note, with the head of the room as it was verified.
    ///
    /// The act is a JSON object with `act`, its kind, and the fields of that kind; items may be
    /// named by their labels. Prose belongs into the wording: --text, --title, --label, or a JSON
    /// file with --wording.
    #[command(after_long_help = "Examples:
  echo '{\"act\":\"receipt\",\"re\":\"three-groups\"}' > act.json
  verbale note new river --act act.json --signer alpha.key --out receipt.draft
  verbale note sign receipt.draft --key alpha.key
  verbale note submit receipt.draft
  verbale note new river --act act.json --signer alpha.key --out pact.draft \\
    --document pakt.pdf:tr:authentic --document pact.pdf:en --parallel

With --url URL at `new` and `submit`, the record is a server's.")]
    New(Box<NewArgs>),
    /// Sign a draft. A joint note is signed by each of its signers in turn, in any order.
    #[command(after_long_help = "Examples:
  verbale note sign receipt.draft --key alpha.key")]
    Sign(SignArgs),
    /// Submit a signed draft, and check that it is on the record.
    ///
    /// Says that the note was entered only when its inclusion in a checkpoint of the process's
    /// log key was proved. The very same note may be submitted again: it is entered once.
    #[command(after_long_help = "Examples:
  verbale note submit receipt.draft --url https://venue.example
  verbale note submit receipt.draft --data /srv/verbale --proof receipt.tlog-proof")]
    Submit(SubmitArgs),
    /// Show a draft, or a note of a process's record.
    ///
    /// Of the draft of an amendment it says what would change; the charter in force is read from
    /// the data folder, or with --url from a server.
    #[command(after_long_help = "Examples:
  verbale note show receipt.draft
  verbale note show amendment.draft --url https://venue.example
  verbale note show three-groups --process istanbul
  verbale note show 9f3a61c2 --process istanbul --json")]
    Show(ShowArgs),
}

/// What a draft is made of.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// The process: its name, or its id (64 hexadecimal digits).
    #[arg(value_name = "PROCESS")]
    process: String,
    /// The act, a JSON file; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    act: PathBuf,
    /// Who will sign: a key file, or the name of a key; several for a joint note.
    #[arg(long, value_name = "KEY", required = true)]
    signer: Vec<String>,
    /// The actor for which the note speaks [default: the one that the first signer's key signs for].
    #[arg(long, value_name = "ACTOR")]
    actor: Option<ActorId>,
    /// The room [default: the public room].
    #[arg(long, value_name = "NAME")]
    room: Option<String>,
    /// The wording's text.
    #[arg(long, value_name = "TEXT", conflicts_with = "wording")]
    text: Option<String>,
    /// The wording's title.
    #[arg(long, value_name = "TEXT", conflicts_with = "wording")]
    title: Option<String>,
    /// A label for the item that the note opens.
    #[arg(long, value_name = "LABEL", conflicts_with = "wording")]
    label: Option<String>,
    /// The whole wording, a JSON file.
    #[arg(long, value_name = "FILE")]
    wording: Option<PathBuf>,
    /// A document that the note carries, its language by its code, and whether that version is
    /// authentic: contract.pdf:tr:authentic. May be given several times.
    #[arg(long, value_name = "FILE[:LANGUAGE[:authentic]]")]
    document: Vec<String>,
    /// The documents are versions of one another.
    #[arg(long, requires = "document")]
    parallel: bool,
    /// The draft file to be written. A file of that name is never replaced.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    source: Source,
}

/// A draft and a key.
#[derive(Debug, clap::Args)]
pub struct SignArgs {
    /// The draft file; the signature is added to it.
    #[arg(value_name = "DRAFT")]
    draft: PathBuf,
    /// The key file.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

/// A draft and where it goes.
#[derive(Debug, clap::Args)]
pub struct SubmitArgs {
    /// The draft file.
    #[arg(value_name = "DRAFT")]
    draft: PathBuf,
    /// Write the proof that the note is on the record to this file, as a C2SP tlog-proof.
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

/// Does it.
pub async fn run(command: Command, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    match command {
        Command::New(args) => new(*args, console, cancel).await,
        Command::Sign(args) => sign(&args, console),
        Command::Submit(args) => submit(args, console).await,
        Command::Show(args) => show::run(args, console, cancel).await,
    }
}

async fn new(args: NewArgs, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let loaded = source::load(&args.source, &args.process, console, cancel).await?;
    let charter = loaded.process.charter();
    let room = match &args.room {
        Some(name) => loaded.rooms.iter().find(|room| room.name == *name),
        None => {
            loaded.rooms.iter().find(|room| charter.rooms[usize::from(room.index)].kind == RoomKind::Public)
        }
    };
    let room = room.ok_or_else(|| {
        let names: Vec<&str> = loaded.rooms.iter().map(|room| room.name.as_str()).collect();
        Failure::new(Kind::NotFound, "the process has no such room")
            .hint(format!("the rooms are: {}", names.join(", ")))
    })?;
    let mut signers = args.signer.iter().map(|text| signer(text, &loaded)).collect::<Result<Vec<_>, _>>()?;
    let author = match &args.actor {
        Some(actor) => actor.clone(),
        None => signers
            .first()
            .and_then(|name| loaded.process.registry().key(name))
            .map(|record| record.actor.clone())
            .ok_or_else(|| {
                Failure::new(Kind::Usage, "for which actor does the note speak?")
                    .hint("give one with --actor")
            })?,
    };
    signers.sort();
    signers.dedup();

    let named: Vec<Named> = args.document.iter().map(|text| documents::named(text, Path::exists)).collect();
    let mut annexes = Vec::new();
    if let Some(content) = wording(&args, &named)? {
        annexes.push(annex(AnnexRole::Wording, content, &room.origin)?);
    }
    for Named { path, .. } in &named {
        let content =
            std::fs::read(path).map_err(|error| Failure::file("read the document", path, &error))?;
        if content.len() > ANNEX_BYTES_MAX {
            return Err(Failure::input(path, format!("a document has at most {ANNEX_BYTES_MAX} bytes"))
                .hint("divide it"));
        }
        annexes.push(annex(AnnexRole::Document, content, &room.origin)?);
    }
    let note = NoteDraft {
        origin: room.origin.clone(),
        author,
        nonce: random::bytes()?,
        head: room.head,
        act: act(&args.act, &loaded, &signers, &annexes)?,
    };
    let log_key = log_key(&loaded, room.origin.as_str())?;
    let draft_room =
        DraftRoom { process: loaded.id, name: &room.name, log_key: &log_key, checkpoint: &room.checkpoint };
    draft::write_new(&Draft::new(&draft_room, note.text(), random::bytes()?, &annexes), &args.out)?;
    console.remark(&format!(
        "The draft is in {0}. Sign it with: verbale note sign {0} --key FILE",
        args.out.display()
    ));
    Ok(())
}

/// The name of a signer's key, from its file or as it is, which the registry must know.
fn signer(text: &str, loaded: &Loaded) -> Result<KeyName, Failure> {
    let name = match KeyName::new(text) {
        Ok(name) => name,
        Err(_) => {
            let key = key_file::read_public(Path::new(text))?;
            KeyName::new(key.name())
                .map_err(|error| Failure::input(Path::new(text), error).hint("name a member's key"))?
        }
    };
    if loaded.process.registry().key(&name).is_none() {
        return Err(Failure::new(Kind::Refused, format!("the registry knows no key {name}"))
            .hint("its principal gives it full powers with a `credential` in the registry room"));
    }
    Ok(name)
}

/// The act with its signers and annexes, as the note's line has it.
fn act(
    path: &Path,
    loaded: &Loaded,
    signers: &[KeyName],
    annexes: &[OpenedAnnex],
) -> Result<String, Failure> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin()
            .take(NOTE_BYTES_MAX as u64)
            .read_to_string(&mut text)
            .map_err(|error| Failure::new(Kind::Store, format!("cannot read standard input: {error}")))?;
        text
    } else {
        read_text(path, NOTE_BYTES_MAX as u64, "act")?
    };
    let wrong =
        |what: String| Failure::input(path, what).hint("docs/cli.md and `verbale note new --help` show acts");
    verbale_record::json::validate(text.trim())
        .map_err(|error| wrong(format!("no JSON of the strict form: {error}")))?;
    let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text.trim())
        .map_err(|error| wrong(format!("an act is one JSON object: {error}")))?;
    for made in ["signers", "annexes"] {
        if fields.contains_key(made) {
            return Err(wrong(format!("leave `{made}` out: it is made from the options")));
        }
    }
    for field in REFERENCES {
        match fields.get_mut(*field) {
            Some(serde_json::Value::Array(list)) => list.iter_mut().for_each(|value| resolve(value, loaded)),
            Some(value) => resolve(value, loaded),
            None => {}
        }
    }
    fields.insert("signers".to_owned(), signers.iter().map(ToString::to_string).collect());
    if !annexes.is_empty() {
        let listed = annexes.iter().map(|annex| {
            serde_json::json!({
                "commitment": annex.commitment.to_string(),
                "role": annex.role.as_str(),
                "bytes": annex.opening.content.len(),
            })
        });
        fields.insert("annexes".to_owned(), listed.collect());
    }
    let act = wire::parse(&serde_json::Value::Object(fields).to_string())
        .map_err(|error| wrong(error.to_string()))?;
    Ok(wire::write(&act))
}

/// Replaces a label by the commitment of the note that has it.
fn resolve(value: &mut serde_json::Value, loaded: &Loaded) {
    if let Some(note) = value.as_str().and_then(|label| loaded.wordings.labelled(label)) {
        *value = note.to_string().into();
    }
}

/// The content of the note's wording, if it has one. It says what the documents are, unless the wording
/// that was given does.
fn wording(args: &NewArgs, named: &[Named]) -> Result<Option<Vec<u8>>, Failure> {
    let mut wording = match &args.wording {
        Some(path) => {
            let text = read_text(path, ANNEX_BYTES_MAX as u64, "wording")?;
            Wording::parse(text.as_bytes()).map_err(|error| {
                Failure::input(path, format!("this is no wording: {error}"))
                    .hint("a wording is a JSON object with title, text, …")
            })?
        }
        None => Wording {
            label: args.label.clone(),
            title: args.title.clone(),
            text: args.text.clone(),
            ..Wording::default()
        },
    };
    if !wording.rest.contains_key(FIELD) {
        wording.describe(&documents::described(named, args.parallel)?);
    }
    let says_something = args.wording.is_some() || wording != Wording::default();
    Ok(says_something.then(|| wording.to_bytes()))
}

fn annex(role: AnnexRole, content: Vec<u8>, origin: &verbale_record::Origin) -> Result<OpenedAnnex, Failure> {
    let opening = Opening { salt: random::bytes()?, content };
    Ok(OpenedAnnex { role, commitment: opening.commit(CommitmentKind::Annex, origin), opening })
}

/// The key that signs the checkpoints of a room.
fn log_key(loaded: &Loaded, origin: &str) -> Result<VerifierKey, Failure> {
    let wrong = |error: String| Failure::new(Kind::Input, format!("the charter's log key: {error}"));
    let public =
        Hash::from_base64(&loaded.process.charter().log_key).map_err(|error| wrong(error.to_string()))?;
    VerifierKey::from_public(origin, KeyKind::Ed25519, &public.0).map_err(|error| wrong(error.to_string()))
}

/// Names of keys, as a line.
fn names(keys: &[KeyName]) -> String {
    keys.iter().map(KeyName::as_str).collect::<Vec<_>>().join(", ")
}

fn sign(args: &SignArgs, console: Console) -> Result<(), Failure> {
    let mut draft = draft::read(&args.draft)?;
    let key: SigningKey = key_file::read(&args.key)?;
    if !draft.signers().iter().any(|name| name.as_str() == key.name()) {
        return Err(Failure::new(Kind::Refused, format!("{} is no signer of this note", key.name()))
            .at(args.draft.display())
            .hint(format!("its signers are: {}", names(&draft.signers()))));
    }
    draft.sign(&key);
    draft::replace(&draft, &args.draft)?;
    let awaited = draft.awaited();
    if awaited.is_empty() {
        console.remark("The note is signed. Submit it with: verbale note submit");
    } else {
        console.remark(&format!("Signed. It still awaits the signatures of: {}", names(&awaited)));
    }
    Ok(())
}

/// What came of a submission, as JSON.
#[derive(Serialize)]
struct Submitted {
    note: String,
    origin: String,
    index: u64,
    time_ms: u64,
    checkpoint: String,
}

async fn submit(args: SubmitArgs, console: Console) -> Result<(), Failure> {
    let draft = draft::read(&args.draft)?;
    let ready = draft::ready(&draft, &args.draft)?;
    if draft.act()["act"] == "charter" {
        return Err(Failure::new(Kind::Usage, "a charter begins a process, and is not submitted to one")
            .at(args.draft.display())
            .hint("found the talks with: verbale process found"));
    }
    let receipt = match &args.source.url {
        Some(url) => submit_to_server(url, args.source.as_key.clone(), &draft, &ready).await?,
        None => submit_to_folder(&args.source.folder.data, &draft, &ready, console).await?,
    };
    let proof = proved(&draft, &ready, &receipt, &args.draft)?;
    if let Some(path) = &args.proof {
        std::fs::write(path, proof.to_bytes())
            .map_err(|error| Failure::file("write the proof", path, &error))?;
    }
    let submitted = Submitted {
        note: receipt.commitment,
        origin: receipt.origin,
        index: receipt.index,
        time_ms: receipt.time_ms,
        checkpoint: receipt.checkpoint,
    };
    if args.json {
        return console.print_json(&submitted);
    }
    console.print(&format!(
        "The note is on the record, and its inclusion is proved.\nnote   {}\nroom   {}\nentry  {}\n",
        submitted.note, draft.room, submitted.index
    ))
}

async fn submit_to_server(
    url: &str,
    key: Option<PathBuf>,
    draft: &Draft,
    ready: &ReadyNote,
) -> Result<ReceiptShown, Failure> {
    let annexes = ready.annexes.iter().map(|annex| AnnexSent {
        commitment: annex.commitment.to_string(),
        salt: BASE64_STANDARD.encode(annex.opening.salt),
        content: BASE64_STANDARD.encode(&annex.opening.content),
    });
    let sent = SubmissionSent {
        note: String::from_utf8_lossy(ready.note.as_bytes()).into_owned(),
        salt: BASE64_STANDARD.encode(ready.opening.salt),
        annexes: annexes.collect(),
    };
    let (url, process, room) = (url.to_owned(), draft.process.clone(), draft.room.clone());
    blocking(move || {
        let remote = Remote::asked_by(&url, key.as_deref())?;
        let name = remote.process_name(&process)?;
        remote.submit(&name, &room, &sent)
    })
    .await
}

async fn submit_to_folder(
    data: &Path,
    draft: &Draft,
    ready: &ReadyNote,
    console: Console,
) -> Result<ReceiptShown, Failure> {
    let venue = HeldVenue::open(&DataFolder::open(data)?, "note submit").await?;
    venue.require_writable()?;
    let process = venue.process(&draft.process).await?;
    let writer = Writer::start(venue).await?;
    let entered = enter(&writer, ready).await;
    // The note is on the record whatever becomes of this; what is not carried now, is by whoever
    // writes next.
    if entered.is_ok()
        && let Err(failure) = writer.carry(process.id).await
    {
        console.warn(&format!("what was published or released is not carried yet: {}", failure.message));
    }
    writer.close().await?;
    entered
}

async fn enter(writer: &Writer, ready: &ReadyNote) -> Result<ReceiptShown, Failure> {
    let receipt = writer.submit(ready.submission()).await?;
    let tree = RoomTree::new(&**writer.store(), &receipt.room, receipt.checkpoint.head.size);
    let proof = tree.prove_inclusion(receipt.index).await.map_err(|error| {
        Failure::new(Kind::Store, format!("the note was entered, and its proof cannot be made: {error}"))
            .hint("submit the very same note again to get the proof")
    })?;
    Ok(ReceiptShown {
        origin: receipt.room.to_string(),
        index: receipt.index,
        commitment: receipt.leaf.commitment.to_string(),
        time_ms: receipt.leaf.time_ms,
        leaf: BASE64_STANDARD.encode(receipt.leaf.to_bytes()),
        checkpoint: String::from_utf8_lossy(&receipt.checkpoint.checkpoint).into_owned(),
        proof: proof.iter().map(Hash::to_base64).collect(),
    })
}

/// Checks a receipt: that the leaf is this note's, and that its proof leads to a checkpoint that
/// the room's log key signed.
fn proved(
    draft: &Draft,
    ready: &ReadyNote,
    receipt: &ReceiptShown,
    path: &Path,
) -> Result<TlogProof, Failure> {
    let wrong = |what: String| {
        Failure::new(
            Kind::CheckFailed,
            format!("the receipt does not prove that the note is on the record: {what}"),
        )
        .hint("submit the very same note again; if it lasts, show draft and receipt to the members")
    };
    let log_key = VerifierKey::parse(&draft.log_key).map_err(|error| Failure::input(path, error))?;
    let hashes = receipt
        .proof
        .iter()
        .map(|hash| Hash::from_base64(hash))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| wrong(error.to_string()))?;
    let checkpoint =
        SignedCheckpoint::parse(receipt.checkpoint.as_bytes()).map_err(|error| wrong(error.to_string()))?;
    if checkpoint.checkpoint().size < ready.note.head.size {
        return Err(wrong("its checkpoint is older than the head that the note cites".to_owned()));
    }
    let leaf = Leaf { time_ms: receipt.time_ms, commitment: ready.commitment };
    let proof = TlogProof { extra: None, index: receipt.index, hashes, checkpoint };
    proof.verify(leaf.hash(), &log_key).map_err(|error| wrong(error.to_string()))?;
    Ok(proof)
}
