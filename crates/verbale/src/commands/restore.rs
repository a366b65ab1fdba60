//! `verbale restore`: puts a backup back, and brings a record that is behind up to date.

use std::{
    fs,
    path::{Path, PathBuf},
};

use verbale_store::{
    AccountsPutBack, LockedFolder, Member, SqliteStore, Store as _, StoreError, StoreState, copy_room,
};

use crate::{
    cancel::Cancel,
    cli::Folder,
    clock,
    commands::backup::{backup_failure, copy_failure},
    console::Console,
    failure::{Failure, Kind},
    folder::{DataFolder, create_private_folder},
    key_file,
    progress::Progress,
    venue::{HeldVenue, read_only},
};

/// Put a backup into a data folder that has no record, or recover a record that is behind.
///
/// A record that lacks what it has published opens read-only: whoever saw the newer head could
/// prove that the log forked. So it is with yesterday's copy in today's folder, and with any
/// backup in a folder that does not know what was published after it. Bring such a record up to
/// date from a newer backup with --recover; where there is none, give up what is missing with
/// --accept-loss and tell the members. Accounts come back without sessions and invitations, where
/// the folder has none of its own. docs/operator.md says more.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale restore /backups/venue-2025-11-12 --data /srv/verbale-new
  verbale restore /backups/venue-newest --recover --data /srv/verbale
  verbale restore --accept-loss 'Decided by the operator: the disk is lost, no replica exists' --data /srv/verbale")]
pub struct Args {
    /// The backup.
    #[arg(value_name = "FILE", required_unless_present = "accept_loss")]
    from: Option<PathBuf>,
    /// Append to the folder's record what the backup holds beyond it.
    #[arg(long, requires = "from")]
    recover: bool,
    /// Give up what the record lacks; the text says who decided, and is kept in the folder.
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["from", "recover"])]
    accept_loss: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

/// Does it.
pub async fn run(args: Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let data = &args.folder.data;
    match (&args.from, &args.accept_loss) {
        (_, Some(decision)) => accept_loss(data, decision, console).await,
        (Some(from), None) if args.recover => recover(from, data, console, cancel).await,
        (Some(from), None) => put_back(from, data, console, cancel).await,
        (None, None) => Err(Failure::new(Kind::Usage, "name a backup, or give --accept-loss")),
    }
}

async fn put_back(from: &Path, data: &Path, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let lock = LockedFolder::lock(data, &format!("verbale restore (process {})", std::process::id()))?;
    let bar = Progress::of(console, "restoring", 1);
    let mut progress = |done, total| bar.of_total(done, total);
    let put_back = tokio::select! {
        restored = verbale_store::restore(from, &lock, &mut progress) => restored.map_err(|error| backup_failure(error, from))?,
        () = cancel.asked() => return Err(Failure::cancelled("the folder holds no record")),
    };
    drop(bar);
    for member in &put_back.members {
        put_member(data, member, console)?;
    }
    console.remark(match put_back.accounts {
        AccountsPutBack::PutBack => {
            "People, their passkeys and devices are back. Everybody signs in anew; invitations that were not taken up are made anew."
        }
        AccountsPutBack::Kept => "The folder has accounts of its own, and they stay as they are.",
        AccountsPutBack::NotInIt => "The backup holds no accounts: members take up new invitations.",
    });
    let opened = lock.open().await?;
    let state = opened.state.clone();
    opened.store.close().await?;
    say_state(&state, data, console);
    Ok(())
}

/// Puts back a file that the backup carries; what is in the folder already stays.
fn put_member(data: &Path, member: &Member, console: Console) -> Result<(), Failure> {
    let key = member.name.strip_prefix("keys/").filter(|name| is_plain_name(name));
    let path = match (member.name.as_str(), key) {
        ("venue.toml", _) => data.join("venue.toml"),
        (_, Some(name)) => {
            create_private_folder(&data.join("keys"))?;
            data.join("keys").join(name)
        }
        (name, None) => {
            console.warn(&format!(
                "the backup carries {name:?}, which this release does not know; it was left out"
            ));
            return Ok(());
        }
    };
    if path.exists() {
        if fs::read(&path).ok().as_deref() != Some(&member.bytes) {
            console.warn(&format!("{} is there already and was left as it is", path.display()));
        }
        return Ok(());
    }
    key_file::write_private(&path, &member.bytes)
}

fn is_plain_name(name: &str) -> bool {
    !name.starts_with('.')
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

async fn recover(from: &Path, data: &Path, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let folder = DataFolder::open(data)?;
    let venue = HeldVenue::open(&folder, "restore").await?;
    // A copy is opened, never the backup itself: opening a store may write to it.
    let scratch = tempfile::tempdir()
        .map_err(|error| Failure::new(Kind::Store, format!("cannot make a temporary folder: {error}")))?;
    let copy = scratch.path().join("replica");
    fs::copy(from, &copy).map_err(|error| Failure::file("read the backup", from, &error))?;
    let replica = SqliteStore::open(&copy).await.map_err(|error| match error {
        StoreError::NotAStore { .. } | StoreError::Damaged { .. } => {
            Failure::input(from, "this is no backup of Verbale").hint("check the path")
        }
        error => Failure::from(error),
    })?;
    let bar = Progress::of(console, "recovering", 1);
    let mut appended = 0;
    for process in venue.opened.store.processes().await? {
        let log_key = folder.log_key(&process.name)?;
        for room in venue.opened.store.rooms().await?.into_iter().filter(|room| room.process == process.id) {
            cancel.check("what was recovered so far stays; recover again to go on")?;
            let verifier = log_key
                .verifier()
                .renamed(room.origin.as_str())
                .map_err(|error| Failure::new(Kind::Bug, error.to_string()))?;
            let mut progress = |done, total| bar.of_total(done, total);
            match copy_room(&replica, &venue.opened.store, &room.origin, &verifier, &mut progress).await {
                Ok(entries) => appended += entries,
                Err(verbale_store::CopyError::Store(StoreError::UnknownRoom(_))) => {}
                Err(error) => return Err(copy_failure(error)),
            }
        }
    }
    drop(bar);
    replica.close().await?;
    let HeldVenue { lock, opened, .. } = venue;
    opened.store.close().await?;
    let opened = lock.open().await?;
    let state = opened.state.clone();
    opened.store.close().await?;
    console.print(&format!("{} recovered.", crate::verify::entries(appended)))?;
    say_state(&state, data, console);
    Ok(())
}

async fn accept_loss(data: &Path, decision: &str, console: Console) -> Result<(), Failure> {
    if decision.trim().is_empty() {
        return Err(Failure::new(Kind::Usage, "say who decided, and why").at("--accept-loss"));
    }
    let folder = DataFolder::open(data)?;
    let mut venue = HeldVenue::open(&folder, "restore").await?;
    if venue.opened.state == StoreState::Ready {
        venue.close().await?;
        return console.print("The record lacks nothing; there is nothing to give up.");
    }
    let dated = format!("{} ms since 1970: {decision}", clock::now_ms());
    venue.lock.accept_loss(&mut venue.opened, &dated).await?;
    let state = venue.opened.state.clone();
    venue.close().await?;
    say_state(&state, data, console);
    console.warn(
        "whoever holds a newer checkpoint can prove that the log forked: tell the members what was given up",
    );
    Ok(())
}

fn say_state(state: &StoreState, data: &Path, console: Console) {
    match state {
        StoreState::Ready => {
            console.remark(&format!("The record in {} is whole and may be written to.", data.display()))
        }
        state => console.warn(&format!("{}. See docs/operator.md.", read_only(state))),
    }
}
