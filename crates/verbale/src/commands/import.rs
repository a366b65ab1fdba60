//! `verbale import`: registers reported acts from a file.

use std::{fmt::Write as _, path::PathBuf};

use serde::Serialize;
use verbale_process::{charter::Role, chronicle::ChronicleError};

use crate::{
    cancel::Cancel,
    cli::Folder,
    console::Console,
    failure::{Failure, Kind},
    folder::{DataFolder, read_text},
    key_file,
    loaded::Loaded,
    progress::Progress,
    registering::{self, Registrar},
    source,
    venue::HeldVenue,
    writer::Writer,
};

/// Largest file of acts.
const ACTS_BYTES_MAX: u64 = 1_073_741_824;

/// Register reported acts from a file of JSON lines.
///
/// Each line becomes one note of the register's editor: the fields that move the standing as the
/// act, everything else (titles, texts, persons, sources) as its wording. The whole file is
/// checked before anything is written. Acts that the register holds already are passed over, so
/// that importing a file twice adds nothing and a longer file adds its new lines.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale import acts.jsonl --process river
  verbale import acts.jsonl --process river --dry-run

docs/cli.md describes the lines.")]
pub struct Args {
    /// The file, one JSON object a line.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The register.
    #[arg(long, value_name = "PROCESS")]
    process: String,
    /// The editor's key file [default: the one that the venue keeps].
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Check the file and say what would be registered, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: Folder,
}

/// What was registered, as JSON.
#[derive(Serialize)]
struct Imported {
    process: String,
    /// Labels of the acts registered now; acts without a label by their commitment.
    registered: Vec<String>,
    /// Acts that the register held already.
    already_there: usize,
    /// Whether nothing was written.
    dry_run: bool,
    /// Entries of the register's room afterwards.
    size: u64,
}

/// Does it.
pub async fn run(args: Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let text = read_text(&args.file, ACTS_BYTES_MAX, "file of acts")?;
    let folder = DataFolder::open(&args.folder.data)?;
    let venue = HeldVenue::open(&folder, "import").await?;
    venue.require_writable()?;
    let process = venue.process(&args.process).await?;
    let writer = Writer::start(venue).await?;
    let imported = import(&args, &text, &process, &writer, console, cancel).await;
    writer.close().await?;
    let imported = imported?;
    if args.json {
        return console.print_json(&imported);
    }
    let mut said = match (imported.registered.len(), imported.dry_run) {
        (0, _) => "Nothing is new.".to_owned(),
        (n, true) => format!("{} would be registered.", acts(n)),
        (n, false) => format!("{} registered.", acts(n)),
    };
    if imported.already_there > 0 {
        let _ = write!(said, " The register held {} already.", acts(imported.already_there));
    }
    console.print(&said)
}

async fn import(
    args: &Args,
    text: &str,
    process: &verbale_store::Process,
    writer: &Writer,
    console: Console,
    cancel: &Cancel,
) -> Result<Imported, Failure> {
    let loaded = source::from_store(&**writer.store(), process, console).await?;
    let plan =
        registering::plan(text, &loaded).map_err(|errors| refused_lines(&args.file, &errors, console))?;
    let key_path = match &args.key {
        Some(path) => path.clone(),
        None => writer.folder.actor_key_path(&process.name, &editor(&loaded)?),
    };
    let key = key_file::read(&key_path)?;
    let registrar = Registrar::of(&loaded, &key)?;
    let size = registrar.head.size;
    if args.dry_run {
        return Ok(Imported {
            process: process.name.clone(),
            registered: plan.new_names(),
            already_there: plan.already,
            dry_run: true,
            size,
        });
    }
    let progress = Progress::of(console, "registering", plan.new_acts() as u64);
    let labels = registering::labels(&loaded);
    let registered = plan.carry_out(&registrar, &labels, writer, &progress, cancel).await?;
    let size = registered.last.as_ref().map_or(size, |receipt| receipt.index + 1);
    let names =
        registered.notes.into_iter().map(|(label, note)| label.unwrap_or_else(|| note.to_string())).collect();
    Ok(Imported {
        process: process.name.clone(),
        registered: names,
        already_there: plan.already,
        dry_run: false,
        size,
    })
}

/// The id of the register's editor.
fn editor(loaded: &Loaded) -> Result<String, Failure> {
    let charter = loaded.process.charter();
    let editor = charter.actors.iter().find(|actor| actor.role == Role::Editor);
    editor.map(|actor| actor.id.to_string()).ok_or_else(|| {
        Failure::new(Kind::Refused, format!("{} is no register: it has no editor", charter.name))
            .hint("acts are imported into registers; in talks the actors act themselves")
    })
}

/// Every error of the file, one a line, and a failure that sums them up.
fn refused_lines(file: &std::path::Path, errors: &[ChronicleError], console: Console) -> Failure {
    for error in errors {
        console.complain(&format!("{}: {error}", file.display()));
    }
    let n = errors.len();
    let errors = if n == 1 { "1 error".to_owned() } else { format!("{n} errors") };
    Failure::input(file, format!("{errors} in the file; nothing was registered"))
        .hint("mend the lines named above and import again")
}

/// `1 act`, `2 acts`.
fn acts(n: usize) -> String {
    if n == 1 { "1 act".to_owned() } else { format!("{n} acts") }
}
