//! `verbale export`: writes a record to files.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use verbale_record::Origin;
use verbale_server::archive::Pieces;
use verbale_store::{ExportError, Process, Store, export_tiles};

use crate::{
    cancel::Cancel,
    cli::Folder,
    console::Console,
    failure::{Failure, Kind},
    folder::DataFolder,
    progress::Progress,
    venue::HeldVenue,
    verify::tiles::CHARTER_FILE,
};

/// Write a process's record to an archive, or its logs to folders of tiles.
///
/// An archive holds everything that is needed to check the record and to compute its standing:
/// charter, keys, notes, wordings, checkpoints. Two archives of the same record are the same file,
/// byte for byte. Folders of tiles are in the format of C2SP tlog-tiles, one a room, as the venue
/// serves them; any web server can serve them again.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale export istanbul --archive istanbul.verbale
  verbale export river --archive public.verbale --room public
  verbale export istanbul --tiles istanbul-tiles")]
pub struct Args {
    /// The process: its name, or its id (64 hexadecimal digits).
    #[arg(value_name = "PROCESS")]
    process: String,
    #[command(flatten)]
    to: To,
    /// Write this room only, besides the registry, as its reader may have it; may be given several
    /// times [default: all rooms].
    #[arg(long, value_name = "NAME")]
    room: Vec<String>,
    #[command(flatten)]
    folder: Folder,
}

/// What to write.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct To {
    /// Write an archive to this file. A file of that name is never replaced.
    #[arg(long, value_name = "FILE")]
    archive: Option<PathBuf>,
    /// Write folders of tiles into this folder; tiles that are there already are kept.
    #[arg(long, value_name = "DIR")]
    tiles: Option<PathBuf>,
}

/// A room that is exported, at the size that it has.
struct ExportedRoom {
    name: String,
    origin: Origin,
    size: u64,
}

/// Does it.
pub async fn run(args: Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let venue = HeldVenue::open(&DataFolder::open(&args.folder.data)?, "export").await?;
    let process = venue.process(&args.process).await?;
    let store: Arc<dyn Store> = Arc::new(venue.opened.store);
    let mut held = store.rooms().await?;
    held.retain(|room| room.process == process.id);
    if let Some(unknown) = args.room.iter().find(|name| !held.iter().any(|room| room.name == **name)) {
        let names: Vec<&str> = held.iter().map(|room| room.name.as_str()).collect();
        return Err(Failure::new(Kind::NotFound, format!("the process has no room {unknown:?}"))
            .hint(format!("its rooms are {}", names.join(", "))));
    }
    let is_asked = |room: &verbale_store::Room| {
        args.room.is_empty() || room.origin == process.registry || args.room.contains(&room.name)
    };
    let mut rooms = Vec::new();
    for room in held.into_iter().filter(is_asked) {
        let size = store.head(&room.origin).await?.head.size;
        rooms.push(ExportedRoom { name: room.name, origin: room.origin, size });
    }
    match (&args.to.archive, &args.to.tiles) {
        (Some(path), _) => archive(path, &process, &rooms, &store, console, cancel).await?,
        (None, Some(path)) => tiles(path, &process, &rooms, &*store, console, cancel).await?,
        (None, None) => {
            return Err(Failure::new(Kind::Usage, "say what to write: --archive FILE or --tiles DIR"));
        }
    }
    drop((store, venue.lock));
    Ok(())
}

async fn archive(
    path: &Path,
    process: &Process,
    rooms: &[ExportedRoom],
    store: &Arc<dyn Store>,
    console: Console,
    cancel: &Cancel,
) -> Result<(), Failure> {
    let no_registry = || Failure::new(Kind::Store, "the process has no registry");
    let registry = rooms.iter().find(|room| room.origin == process.registry).ok_or_else(no_registry)?;
    let others = rooms.iter().filter(|room| room.origin != process.registry);
    let others = others.map(|room| (room.origin.clone(), room.size)).collect();
    let registry = (registry.origin.clone(), registry.size);
    let archiving =
        |error: verbale_server::archive::ArchivingError| Failure::new(Kind::Store, error.to_string());
    let mut pieces = Pieces::new(Arc::clone(store), process.id, registry, others).map_err(archiving)?;

    // Written beside and renamed: a file of the name asked for is always whole.
    let part = part_of(path);
    if path.exists() {
        return Err(Failure::file("write the archive", path, &std::io::ErrorKind::AlreadyExists.into()));
    }
    let mut file =
        fs::File::create(&part).map_err(|error| Failure::file("make the archive", &part, &error))?;
    let progress = Progress::of(console, "exporting", 0);
    let written: Result<u64, Failure> = async {
        let mut bytes = 0;
        while let Some(piece) = pieces.next().await.map_err(archiving)? {
            cancel.check("no archive was written")?;
            file.write_all(&piece).map_err(|error| Failure::file("write the archive", &part, &error))?;
            bytes += piece.len() as u64;
            progress.set(bytes);
        }
        file.sync_all().map_err(|error| Failure::file("write the archive", &part, &error))?;
        fs::rename(&part, path).map_err(|error| Failure::file("name the archive", path, &error))?;
        Ok(bytes)
    }
    .await;
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    let bytes = written?;
    console.remark(&format!("The archive is in {} ({bytes} bytes).", path.display()));
    Ok(())
}

/// Where a file is written before it gets its name.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

async fn tiles(
    folder: &Path,
    process: &Process,
    rooms: &[ExportedRoom],
    store: &dyn Store,
    console: Console,
    cancel: &Cancel,
) -> Result<(), Failure> {
    let charter = store.entries(&process.registry, 0..1).await?.pop();
    let charter =
        charter.ok_or_else(|| Failure::new(Kind::Store, "the process has no charter"))?.opening.content;
    let file = folder.join(CHARTER_FILE);
    match fs::read(&file) {
        Ok(there) if there == charter => {}
        Ok(_) => {
            return Err(Failure::new(Kind::Refused, "the folder holds the tiles of another process")
                .at(folder.display())
                .hint("give another folder"));
        }
        Err(_) => write(&file, &charter)?,
    }
    for room in rooms {
        let bar = Progress::of(console, "exporting", 1);
        let mut progress = |done, total| bar.of_total(done, total);
        let to = folder.join(&room.name);
        tokio::select! {
            exported = export_tiles(store, &room.origin, room.size, &to, &mut progress) => {
                exported.map_err(export_failure)?;
            }
            () = cancel.asked() => {
                return Err(Failure::cancelled("the tiles that were written are whole; export again to write the rest"));
            }
        }
    }
    console.remark(&format!("The tiles are in {}.", folder.display()));
    Ok(())
}

fn export_failure(error: ExportError) -> Failure {
    match error {
        ExportError::OtherLog { folder, what } => {
            Failure::new(Kind::Refused, format!("the folder holds {what}"))
                .at(folder)
                .hint("choose another folder")
        }
        ExportError::File { file, error } => Failure::file("write the tile", Path::new(&file), &error),
        ExportError::Store(error) => Failure::from(error),
    }
}

/// Writes a whole file: beside, then renamed into place.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let part = part_of(path);
    let written = path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(&part, bytes))
        .and_then(|()| fs::rename(&part, path));
    written.map_err(|error| Failure::file("write the file", path, &error))
}
