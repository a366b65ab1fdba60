//! `verbale backup`: copies a data folder's record.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Serialize;
use verbale_store::{BackupError, Member};

use crate::{
    cancel::Cancel,
    cli::Folder,
    clock,
    console::Console,
    failure::{Failure, Kind},
    folder::DataFolder,
    progress::Progress,
    venue::HeldVenue,
};

/// Copy a data folder's record, accounts and settings to a file.
///
/// Every row is checked on the way, and the file appears when it is whole. Sessions and
/// invitations are not in it, so that a copy opens nothing; names of people are. It holds no keys
/// unless --with-keys says so: whoever has the keys can sign in the venue's name, so keep them
/// in a place of their own. What is erased later stays in backups made before: delete those.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale backup /backups/venue-2025-11-12
  verbale backup /backups/venue --data /srv/verbale --with-keys")]
pub struct Args {
    /// The file to be written. A file of that name is never replaced.
    #[arg(value_name = "FILE")]
    to: PathBuf,
    /// Put the folder of keys into the backup as well. Keep such a file as you keep the keys.
    #[arg(long)]
    with_keys: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: Folder,
}

/// A backup, as JSON.
#[derive(Serialize)]
struct BackupReport {
    file: String,
    taken_ms: u64,
    heads: Vec<HeadReport>,
    keys: bool,
}

#[derive(Serialize)]
struct HeadReport {
    origin: String,
    size: u64,
    root: String,
}

/// Does it.
pub async fn run(args: Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let folder = DataFolder::open(&args.folder.data)?;
    let mut members = vec![member(&folder.venue_path(), "venue.toml")?];
    if args.with_keys {
        for path in folder.key_paths()? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            members.push(member(&path, &format!("keys/{name}"))?);
        }
    }
    let venue = HeldVenue::open(&folder, "backup").await?;
    let accounts = venue.lock.accounts().await?;
    let bar = Progress::of(console, "backing up", 1);
    let mut progress = |done, total| bar.of_total(done, total);
    let made = tokio::select! {
        made = verbale_store::backup(&venue.opened.store, Some(&accounts), &args.to, clock::now_ms(), &members, &mut progress) => {
            made.map_err(|error| backup_failure(error, &args.to))
        }
        () = cancel.asked() => Err(Failure::cancelled("no backup was written")),
    };
    drop(bar);
    accounts.close().await?;
    venue.close().await?;
    if made.is_err() {
        remove_part(&args.to);
    }
    let manifest = made?;
    if args.json {
        let heads = manifest.heads.iter().map(|(origin, head)| HeadReport {
            origin: origin.to_string(),
            size: head.size,
            root: head.root.to_string(),
        });
        return console.print_json(&BackupReport {
            file: args.to.display().to_string(),
            taken_ms: manifest.taken_ms,
            heads: heads.collect(),
            keys: args.with_keys,
        });
    }
    let keys =
        if args.with_keys { "with the venue's keys" } else { "without keys: keep copies of those elsewhere" };
    console.remark(&format!("The backup is in {}, {keys}.", args.to.display()));
    Ok(())
}

fn member(path: &Path, name: &str) -> Result<Member, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::file("read the file", path, &error))?;
    Ok(Member { name: name.to_owned(), bytes })
}

/// Removes what a backup that was not finished left.
fn remove_part(to: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"]
        .iter()
        .flat_map(|log| [".part", ".accounts.part"].map(|of| format!("{of}{log}")))
    {
        let mut path = to.as_os_str().to_owned();
        path.push(&ending);
        let _ = fs::remove_file(PathBuf::from(path));
    }
}

/// Why a backup was not made or put back.
pub fn backup_failure(error: BackupError, file: &Path) -> Failure {
    match error {
        BackupError::FileExists(_) => {
            Failure::new(Kind::Usage, "there is a file of that name, and backups are never overwritten")
                .at(file.display())
                .hint("choose another name")
        }
        BackupError::NotABackup { why, .. } => {
            Failure::input(file, format!("this is no backup of Verbale: {why}")).hint("check the path")
        }
        BackupError::Folder(error) => Failure::from(error),
        BackupError::Copy(error) => copy_failure(error),
    }
}

/// Why rows were not taken over.
pub fn copy_failure(error: verbale_store::CopyError) -> Failure {
    match error {
        verbale_store::CopyError::Differs { origin, what } => Failure::new(Kind::CheckFailed, what)
            .at(format!("room {origin}"))
            .hint("take another backup or replica"),
        verbale_store::CopyError::Store(error) => Failure::from(error),
    }
}
