//! Verifying a folder of tiles: the logs alone, without their notes.
//!
//! ```text
//! charter                      the charter's exact signed bytes: log key, rooms, witnesses
//! public/checkpoint            of each room, by name, what the venue serves
//! public/tile/0/000.p/226
//! public/tile/entries/000.p/226
//! ```

use std::{fs, io, path::Path};

use verbale_process::{Charter, entry::Place, verify::VerifiedRegistry};
use verbale_record::{
    Leaf, Note, VerifierKey,
    checkpoint::SignedCheckpoint,
    fork_proof::Evidence,
    note::NOTE_BYTES_MAX,
    signed_note::SIGNED_NOTE_BYTES_MAX,
    tile::{ENTRY_BYTES_MAX, TILE_WIDTH, TilePath, decode_entries, entry_bundles, hash_tiles, tile_bytes},
    tree::{MemoryHashes, root_at},
    verify,
};

use crate::{
    failure::{Failure, Kind},
    folder::read_text,
    progress::Progress,
    verify::{
        Options, Report, Verified, entries, failed,
        fork::{Conflict, Other},
    },
};

/// The file that holds the charter.
pub const CHARTER_FILE: &str = "charter";
/// Longest tile or bundle file.
const TILE_FILE_BYTES_MAX: u64 = TILE_WIDTH as u64 * (ENTRY_BYTES_MAX as u64 + 2);

/// Verifies a folder of tiles.
pub fn folder(path: &Path, options: &Options<'_>, report: &mut Report) -> Result<Verified, Failure> {
    let registry = charter(path, options, report)?;
    let mut found = 0;
    for room in &registry.charter().rooms {
        let folder = path.join(&room.name);
        if !folder.is_dir() {
            report.leaves_out(format!("room {}: the folder does not hold it", room.name));
            continue;
        }
        found += 1;
        let log_key = registry.log_key(&room.origin).map_err(|error| failed(error.to_string()))?;
        log(&folder, &room.name, &log_key, &registry, options, report)?;
    }
    for name in others(path, registry.charter())? {
        report.leaves_out(format!(
            "folder {name}: the charter of the beginning names no such room; one that an amendment added is in an archive"
        ));
    }
    if found == 0 {
        return Err(Failure::input(path, "the folder holds no room of its charter")
            .hint("make one with: verbale export PROCESS --tiles DIR"));
    }
    report.leaves_out("the notes: tiles hold only their commitments; an archive holds both");
    report.leaves_out("signatures on notes, powers, and the standing");
    Ok(Verified { id: registry.id(), loaded: None, notes_checked: false })
}

/// The names of folders that are no room's of the charter, in order.
fn others(path: &Path, charter: &Charter) -> Result<Vec<String>, Failure> {
    let unread = |error: io::Error| Failure::file("read the folder", path, &error);
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().map_err(unread)?.is_dir() && charter.room(&name).is_none() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn charter(path: &Path, options: &Options<'_>, report: &mut Report) -> Result<VerifiedRegistry, Failure> {
    let file = path.join(CHARTER_FILE);
    if !file.exists() {
        return Err(Failure::new(Kind::Input, "the folder holds no tiles: there is no charter in it")
            .at(path.display())
            .hint("make one with `verbale export PROCESS --tiles DIR`; what a data folder holds, `verbale export` writes out"));
    }
    let text = read_text(&file, NOTE_BYTES_MAX as u64, "charter")?;
    let note = Note::parse(text.as_bytes()).map_err(|error| {
        Failure::input(&file, error).hint("the file holds the charter's exact signed text")
    })?;
    let registry = VerifiedRegistry::of_charter(&note, Place::default())
        .map_err(|fault| report.fails("charter", failed(fault.to_string()).at(file.display())))?;
    let id = registry.id();
    if let Some(asked) = options.charter.filter(|asked| *asked != id) {
        let failure = Failure::new(
            Kind::CheckFailed,
            format!("this is the process {id}, not the one asked for, {asked}"),
        )
        .hint("check the hash that you were given, and who gave you this folder");
        return Err(report.fails("charter", failure));
    }
    let compared = if options.charter.is_some() { "; it is the one asked for" } else { "" };
    let charter = registry.charter();
    report.holds("charter", format!("{} {}: {id}{compared}", charter.process.name(), charter.name))?;
    Ok(registry)
}

fn log(
    folder: &Path,
    name: &str,
    log_key: &VerifierKey,
    registry: &VerifiedRegistry,
    options: &Options<'_>,
    report: &mut Report,
) -> Result<(), Failure> {
    let file = folder.join("checkpoint");
    let text = read_text(&file, SIGNED_NOTE_BYTES_MAX as u64, "checkpoint")?;
    let signed = SignedCheckpoint::parse(text.as_bytes())
        .map_err(|error| report.fails("checkpoint", failed(error.to_string()).at(file.display())))?;
    let verified = verify::checkpoint(&signed, log_key, registry.witnesses())
        .map_err(|error| report.fails("checkpoint", failed(error.to_string()).at(file.display())))?;
    let head = signed.checkpoint().head();
    let progress = Progress::of(options.console, "verifying", head.size);

    let mut hashes = MemoryHashes::new();
    let mut before_ms = 0;
    for path in entry_bundles(0, head.size) {
        options.cancel.check("nothing was changed")?;
        let bytes = tile(folder, &path, report)?;
        let at = || folder.join(path.to_string()).display().to_string();
        let wrong = |report: &mut Report, what: String| report.fails("leaves", failed(what).at(at()));
        let bundle = match decode_entries(&bytes) {
            Ok(bundle) if bundle.len() >= usize::from(path.width()) => bundle,
            Ok(bundle) => {
                return Err(wrong(
                    report,
                    format!("the bundle has {} entries of {}", bundle.len(), path.width()),
                ));
            }
            Err(error) => return Err(wrong(report, error.to_string())),
        };
        for entry in &bundle[..usize::from(path.width())] {
            let leaf = match Leaf::from_bytes(entry) {
                Ok(leaf) if leaf.time_ms >= before_ms => leaf,
                Ok(_) => {
                    return Err(wrong(
                        report,
                        format!("entry {} is earlier than the one before", hashes.size()),
                    ));
                }
                Err(error) => return Err(wrong(report, format!("entry {}: {error}", hashes.size()))),
            };
            before_ms = leaf.time_ms;
            hashes.append(leaf.hash());
        }
        progress.set(hashes.size());
    }
    if hashes.root() != head.root {
        let what = format!("the root of the leaves is {}, the checkpoint says {}", hashes.root(), head.root);
        return Err(report.fails("root", failed(what).at(file.display())));
    }
    for path in hash_tiles(0, head.size) {
        options.cancel.check("nothing was changed")?;
        let held = tile(folder, &path, report)?;
        let made = tile_bytes(&path, &hashes).map_err(|error| Failure::new(Kind::Bug, error.to_string()))?;
        if held.get(..made.len()) != Some(&made[..]) {
            let at = folder.join(path.to_string());
            return Err(report.fails("tiles", failed("the tile is not that of the leaves").at(at.display())));
        }
    }
    report.head(name, &signed.checkpoint().origin, head);
    report.holds("room", format!("{name}: {} in bundles, every tile that of the leaves; the root is the checkpoint's, which the log key signed", entries(head.size)))?;
    let cosigned = verified.cosigned.len();
    if !registry.witnesses().is_empty() {
        report.holds(
            "witnesses",
            format!(
                "{name}: {cosigned} cosignatures of the charter's {} witnesses",
                registry.witnesses().len()
            ),
        )?;
    }
    continues(&signed, &hashes, log_key, registry, options, report)
}

fn continues(
    here: &SignedCheckpoint,
    hashes: &MemoryHashes,
    log_key: &VerifierKey,
    registry: &VerifiedRegistry,
    options: &Options<'_>,
    report: &mut Report,
) -> Result<(), Failure> {
    for kept in options.kept {
        let checkpoint = kept.checkpoint.checkpoint();
        if checkpoint.origin != here.checkpoint().origin {
            continue;
        }
        if let Err(error) = kept.checkpoint.verify(log_key) {
            let failure = Failure::new(
                Kind::CheckFailed,
                format!("the checkpoint kept is not this process's: {error}"),
            )
            .at(&kept.from)
            .hint("check that it is of the same process, and that it was kept whole");
            return Err(report.fails("since", failure));
        }
        match root_at(checkpoint.size, hashes) {
            Ok(root) if root == checkpoint.root => {
                report.holds("since", format!("continues {} ({})", kept.from, entries(checkpoint.size)))?;
            }
            Ok(_) => {
                let conflict = Conflict {
                    here: here.clone(),
                    other: Other::Evidence(Evidence::Checkpoint(kept.checkpoint.clone())),
                    head: checkpoint.head(),
                    from: kept.from.clone(),
                    keys: Some(registry.clone()),
                };
                let failure = conflict.settle((hashes.clone(), None), options.fork_proof.as_deref())?;
                return Err(report.fails("fork", failure));
            }
            Err(_) => {
                let what = format!(
                    "the log has {}, and the checkpoint kept counts {}",
                    entries(here.checkpoint().size),
                    checkpoint.size
                );
                let failure = Failure::new(Kind::CheckFailed, what)
                    .at(&kept.from)
                    .hint("take a newer copy; where there is none, show the checkpoint to the members");
                return Err(report.fails("since", failure));
            }
        }
    }
    Ok(())
}

/// The bytes of a tile or bundle. For a partial one the full one will do, which begins with it.
fn tile(folder: &Path, path: &TilePath, report: &mut Report) -> Result<Vec<u8>, Failure> {
    let read = |path: &TilePath| {
        let file = folder.join(path.to_string());
        match fs::metadata(&file) {
            Ok(data) if data.len() > TILE_FILE_BYTES_MAX => {
                Err(io::Error::other("the file is larger than any tile"))
            }
            Ok(_) => fs::read(&file),
            Err(error) => Err(error),
        }
    };
    let bytes = match read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_partial() => read(&path.full()),
        other => other,
    };
    bytes.map_err(|error| {
        let file = folder.join(path.to_string());
        match error.kind() {
            io::ErrorKind::NotFound => {
                report.fails("tiles", failed("the tile is missing").at(file.display()))
            }
            _ => Failure::file("read the tile", &file, &error),
        }
    })
}
