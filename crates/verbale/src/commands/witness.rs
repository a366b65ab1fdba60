//! `verbale witness`: a witness that cosigns the logs of venues.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Serialize;
use tokio::net::TcpListener;
use verbale_record::{SigningKey, VerifierKey, cosignature::CosignerKey};
use verbale_server::{
    connections::serve_router,
    witness::{Kept, KeptError, Witness},
};
use verbale_store::LockedFolder;

use crate::{
    cancel::Cancel,
    cli::Source,
    commands::serve::start_log,
    console::Console,
    failure::{Failure, Kind},
    key_file, passphrase, random, source,
    writer::MachineClock,
};

/// The witness's folder where none is named.
const WITNESS_DEFAULT: &str = "verbale-witness";
const KEY_FILE: &str = "witness.key";
/// Connections that a witness serves at a time: venues ask it, and nobody else has to.
const CONNECTIONS_MAX: usize = 128;

/// Cosign the logs of venues, as a witness.
///
/// A witness holds no note and sees none. It is told the newest checkpoint of a log, checks that the
/// log only grew since the one before, and signs it with the time. Whoever trusts the witness knows
/// that the host shows everybody the same log, and since when. What a witness does learn is how many
/// entries each room has, and when it grew. It speaks the protocol of
/// c2sp.org/tlog-witness; logs that are no Verbale's can be witnessed too.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a witness: a folder with a key of its own.
    ///
    /// What the command prints is the witness's public key: it goes into the charter's list of
    /// witnesses. Never run a witness from an older copy of its folder: it could then cosign what
    /// contradicts what it cosigned before. If its folder is lost, retire the key.
    #[command(after_long_help = "Examples:
  verbale witness init witness.example/north
  verbale witness init witness.example/north --dir /srv/witness --protect")]
    Init(InitArgs),
    /// Let a witness know logs: those of a process, or one log by its key.
    ///
    /// Of a process, every room that its charter names: name the data folder, or the server, that it is
    /// read from. Do it again when an amendment has added rooms; while the witness is served it knows
    /// them at once.
    #[command(after_long_help = "Examples:
  verbale witness add istanbul --url https://venue.example
  verbale witness add --log example.com/log+1a2b3c4d+AQ… --origin example.com/log")]
    Add(Box<AddArgs>),
    /// Show a witness: its key, and the logs that it knows with the size that it cosigned last.
    #[command(after_long_help = "Examples:\n  verbale witness show\n  verbale witness show --json")]
    Show(ShowArgs),
    /// Serve a witness over HTTP, until Ctrl-C.
    #[command(after_long_help = "Examples:
  verbale witness serve
  verbale witness serve --dir /srv/witness --listen 127.0.0.1:8090")]
    Serve(ServeArgs),
}

/// The witness's folder.
#[derive(Clone, Debug, clap::Args)]
pub struct WitnessFolder {
    /// The witness's folder.
    #[arg(long, value_name = "DIR", env = "VERBALE_WITNESS", default_value = WITNESS_DEFAULT, hide_env_values = true)]
    dir: PathBuf,
}

/// A new witness.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// The witness's name, without spaces: an address of its owner's and a word, such as
    /// witness.example/north.
    #[arg(value_name = "NAME")]
    name: String,
    /// Keep the secret under a passphrase: asked for at the terminal, or the first line of the file
    /// that VERBALE_PASSPHRASE_FILE names.
    #[arg(long)]
    protect: bool,
    #[command(flatten)]
    folder: WitnessFolder,
}

/// Logs that a witness is to know.
#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// The process: its name, or its id.
    #[arg(value_name = "PROCESS", required_unless_present = "log", conflicts_with = "log")]
    process: Option<String>,
    #[command(flatten)]
    source: Source,
    /// The key of one log, as a C2SP vkey.
    #[arg(long, value_name = "VKEY")]
    log: Option<VerifierKey>,
    /// That log's origin [default: the key's name].
    #[arg(long, value_name = "ORIGIN", requires = "log")]
    origin: Option<String>,
    #[command(flatten)]
    folder: WitnessFolder,
}

/// What to show of a witness.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: WitnessFolder,
}

/// How to serve a witness.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// The address and port to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    #[command(flatten)]
    folder: WitnessFolder,
}

/// A witness, as it is printed.
#[derive(Serialize)]
struct Shown {
    key: String,
    logs: Vec<ShownLog>,
}

#[derive(Serialize)]
struct ShownLog {
    origin: String,
    key: String,
    /// None where no checkpoint of it was cosigned yet.
    size: Option<u64>,
}

/// Does it.
pub async fn run(command: Command, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    match command {
        Command::Init(args) => init(&args, console),
        Command::Add(args) => add(*args, console, cancel).await,
        Command::Show(args) => show(&args, console),
        Command::Serve(args) => serve(args, console, cancel).await,
    }
}

fn init(args: &InitArgs, console: Console) -> Result<(), Failure> {
    let key = SigningKey::from_seed(&args.name, random::bytes()?).map_err(|error| {
        Failure::new(Kind::Usage, error.to_string()).at(&args.name).hint("such as witness.example/north")
    })?;
    kept(&args.folder.dir)?;
    let path = key_path(&args.folder.dir);
    match args.protect {
        true => key_file::write_protected(&path, &key, passphrase::new()?)?,
        false => key_file::write_new(&path, &key)?,
    }
    console.remark(&format!(
        "The witness is in {}. Let it know logs with `verbale witness add`; its key, for the charter:",
        args.folder.dir.display()
    ));
    console.print(&format!("{}\n", CosignerKey::of(&key).verifier()))
}

async fn add(args: AddArgs, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let kept = known(&args.folder.dir)?;
    let mut logs: Vec<(String, VerifierKey)> = Vec::new();
    if let Some(key) = args.log {
        logs.push((args.origin.unwrap_or_else(|| key.name().to_owned()), key));
    }
    if let Some(process) = &args.process {
        let loaded = source::load(&args.source, process, console, cancel).await?;
        let charter = loaded.process.charter();
        for room in &charter.rooms {
            let key = charter.log_key_of(&room.origin);
            let key = key.map_err(|error| Failure::new(Kind::CheckFailed, error.to_string()))?;
            logs.push((room.origin.as_str().to_owned(), key));
        }
    }
    let mut new = 0;
    for (origin, key) in &logs {
        new += usize::from(kept.add(origin, key)?);
    }
    console.print(&format!("{new} logs are new, {} were known.\n", logs.len() - new))
}

fn show(args: &ShowArgs, console: Console) -> Result<(), Failure> {
    let kept = known(&args.folder.dir)?;
    let public = key_file::read_public(&key_path(&args.folder.dir))?;
    let key = public.cosigning().to_string();
    let logs: Vec<ShownLog> = kept
        .all()?
        .into_iter()
        .map(|(origin, log)| ShownLog {
            size: log.head().map(|head| head.size),
            key: log.key.to_string(),
            origin,
        })
        .collect();
    if args.json {
        return console.print_json(&Shown { key, logs });
    }
    let mut out = format!("key  {key}\n");
    for log in logs {
        let size = log.size.map_or_else(|| "not cosigned yet".to_owned(), |size| format!("{size} entries"));
        out.push_str(&format!("log  {}  {size}\n", log.origin));
    }
    console.print(&out)
}

async fn serve(args: ServeArgs, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let kept = known(&args.folder.dir)?;
    let key = CosignerKey::of(&key_file::read(&key_path(&args.folder.dir))?);
    // One program at a time judges: two could each cosign another successor of one head.
    let lock = LockedFolder::lock(
        &args.folder.dir,
        &format!("verbale witness serve (process {})", std::process::id()),
    )?;
    let listener = TcpListener::bind(args.listen).await.map_err(|error| {
        Failure::new(Kind::Store, format!("cannot listen: {error}"))
            .at(args.listen)
            .hint("another program may use the port: give another one with --listen")
    })?;
    let bound = listener
        .local_addr()
        .map_err(|error| Failure::new(Kind::Store, format!("cannot listen: {error}")))?;
    start_log();
    console.print(&format!("Witness at http://{bound} (Ctrl-C ends it).\n"))?;
    let app = Witness::new(key, Arc::new(MachineClock), kept).router();
    let stop = cancel.clone();
    let ended = serve_router(CONNECTIONS_MAX, listener, app, async move { stop.asked().await }, || {}).await;
    drop(lock);
    ended.map_err(|error| Failure::new(Kind::Store, format!("the witness ended: {error}")))
}

fn key_path(dir: &Path) -> PathBuf {
    dir.join(KEY_FILE)
}

/// What a witness of this folder keeps, the folder made where it is not there.
fn kept(dir: &Path) -> Result<Kept, Failure> {
    Ok(Kept::open(dir)?)
}

/// The same of a witness that was made before.
fn known(dir: &Path) -> Result<Kept, Failure> {
    if !key_path(dir).is_file() {
        return Err(Failure::new(Kind::NotFound, format!("there is no witness here: {KEY_FILE} is missing"))
            .at(dir.display())
            .hint("make one with `verbale witness init NAME`, or name its folder with --dir"));
    }
    kept(dir)
}

impl From<KeptError> for Failure {
    fn from(error: KeptError) -> Failure {
        let kind = match &error {
            KeptError::Io { .. } => Kind::Store,
            KeptError::Broken { .. } | KeptError::Kind(_) => Kind::Input,
            KeptError::OtherKey(_) | KeptError::Full => Kind::Refused,
        };
        let hint = match &error {
            KeptError::Io { .. } => "see whether the folder can be written, and the disk has room",
            KeptError::Broken { .. } => {
                "a witness that has lost what it cosigned must not go on under its key"
            }
            KeptError::Kind(_) => "a log's key is an Ed25519 vkey, as its operator gives it",
            KeptError::OtherKey(_) => "ask whoever keeps the log which key is right; a log has one for good",
            KeptError::Full => "let another witness know the further logs",
        };
        Failure::new(kind, error.to_string()).hint(hint)
    }
}
