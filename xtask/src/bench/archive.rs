//! Verifying archives: how long it takes and how much memory.

use std::{fs::File, path::Path, path::PathBuf, process::Command, thread, time::Duration};

use anyhow::{Context, Result};
use verbale_record::{Hash, Leaf, Origin, checkpoint::Checkpoint};
use verbale_store::{Batch, LockedFolder, NewEntry, PublishedMarks as _, Store as _, Tip};

use super::{
    machine::{Machine, SIGNATURES},
    measured::{self, Measured},
    table::{Bar, Table},
};
use crate::{
    load,
    notes::{Author, SignedNote},
    random::Random,
    venue::{PROCESS, ROOM, Venue},
};

/// Notes in the large archive.
const ENTRIES_LARGE: usize = 1_000_000;
/// Bytes of a note.
const NOTE_BYTES: usize = 1_024;
/// Bytes of a note in the large archive, so that it fits on small disks.
const NOTE_BYTES_LARGE: usize = 600;
/// Entries that are written at once.
const BATCH_ENTRIES: usize = 20_000;
/// How the verdict begins that every check passed; the standing comes after it.
const VERDICT: &str = "The record is whole";
/// The time of all leaves, in milliseconds since 1970.
const TIME_MS: u64 = 4_000_000_000_000;

/// Measures how long an archive of as many notes as the machine verified signatures takes.
///
/// # Errors
/// When the archive cannot be made or does not verify.
pub fn measure(verbale: &Path, machine: &Machine, table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let archive = archive(verbale, folder.path(), SIGNATURES, NOTE_BYTES)?;
    let whole = verify(verbale, &archive, &[])?;
    let ratio = |took: Duration| took.as_secs_f64() / machine.all_verified_s;
    table.enter("verify of an archive of 100,000 notes: time", whole.said.as_secs_f64(), "s", Bar::None);
    table.enter(
        "the same by the machine's time for the signatures",
        ratio(whole.said),
        "×",
        Bar::AtMost(1.3),
    );
    table.enter("with the fold of all and the standing printed", ratio(whole.took), "×", Bar::None);
    table.enter("most memory of it", whole.peak_bytes as f64 / 1e6, "MB", Bar::None);
    Ok(())
}

/// Measures how much memory a large archive takes.
///
/// # Errors
/// When the archive cannot be made or does not verify.
pub fn measure_memory(verbale: &Path, table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let archive = archive(verbale, folder.path(), ENTRIES_LARGE, NOTE_BYTES_LARGE)?;
    let measured = verify(verbale, &archive, &["--no-standing"])?;
    table.enter(
        "verify of 1,000,000 entries: memory",
        measured.peak_bytes as f64 / 1e6,
        "MB",
        Bar::AtMost(200.0),
    );
    table.enter("verify of 1,000,000 entries: time", measured.took.as_secs_f64(), "s", Bar::None);
    Ok(())
}

fn verify(verbale: &Path, archive: &Path, options: &[&str]) -> Result<Measured> {
    let mut command = Command::new(verbale);
    command.args(["--quiet", "verify"]).arg(archive).args(options);
    measured::run(command, VERDICT)
}

/// Makes an archive of so many notes.
fn archive(verbale: &Path, folder: &Path, count: usize, note_bytes: usize) -> Result<PathBuf> {
    let venue = Venue::found(verbale, &folder.join("data"))?;
    load::runtime()?.block_on(fill(&venue, count, note_bytes))?;
    let archive = folder.join("river.verbale");
    let path = archive.to_str().context("the temporary folder is not UTF-8")?;
    venue.run(&["export", PROCESS, "--archive", path])?;
    // The disk is not to be at work on it while it is verified.
    File::open(&archive)?.sync_all()?;
    std::fs::remove_dir_all(&venue.data)?;
    Ok(archive)
}

/// Writes notes into a venue's store, past the sequencer: signed and well-formed, so that whoever verifies the record
/// finds nothing wrong.
async fn fill(venue: &Venue, count: usize, note_bytes: usize) -> Result<()> {
    let folder = LockedFolder::lock(&venue.data, "xtask")?;
    let mut opened = folder.open().await?;
    let rooms = opened.store.rooms().await?;
    let origin =
        rooms.into_iter().find(|room| room.name == ROOM).context("the register has no public room")?.origin;
    let log_key = venue.log_signing_key(PROCESS, &origin)?;
    let mut left = count;
    let mut seed = 1_000;
    while left > 0 {
        let batch = left.min(BATCH_ENTRIES);
        let notes = signed_on_all_cores(venue, &origin, batch, note_bytes, &mut seed)?;
        let mut tip = Tip::of(origin.clone(), &opened.store.head(&origin).await?);
        for note in notes {
            let text_end = note.opening.content.windows(2).rposition(|w| w == b"\n\n").map_or(0, |at| at + 1);
            let leaf = Leaf { time_ms: tip.leaf_time_ms(TIME_MS), commitment: note.commitment };
            let text = Hash::of(&note.opening.content[..text_end]);
            tip.push(NewEntry { leaf, opening: note.opening, evidence: None, text, annexes: Vec::new() });
        }
        let head = tip.head();
        let checkpoint = Checkpoint { origin: origin.clone(), size: head.size, root: head.root };
        tip.push_checkpoint(checkpoint.sign(&log_key)?.to_bytes());
        opened.store.commit(&Batch { appends: vec![tip.into_append()], ..Batch::default() }).await?;
        opened.marks.raise(&[(origin.clone(), head)])?;
        left -= batch;
    }
    Ok(opened.store.close().await?)
}

fn signed_on_all_cores(
    venue: &Venue,
    origin: &Origin,
    count: usize,
    note_bytes: usize,
    seed: &mut u64,
) -> Result<Vec<SignedNote>> {
    let key = venue.editor_key()?;
    let cores = thread::available_parallelism()?.get();
    let mut notes = Vec::with_capacity(count);
    thread::scope(|scope| {
        let mut signing = Vec::new();
        for core in 0..cores {
            let share = count / cores + usize::from(core < count % cores);
            *seed += 1;
            let random = Random::from_seed(*seed);
            let mut author = Author::new(&key, origin.clone(), note_bytes, random);
            signing.push(scope.spawn(move || author.notes(share)));
        }
        for signed in signing {
            notes.extend(signed.join().expect("signing does not panic"));
        }
    });
    Ok(notes)
}
