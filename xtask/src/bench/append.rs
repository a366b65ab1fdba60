//! The sequencer on its durable store, with nothing before it: form, strict signature, tree, checkpoint, rows, marks.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result};
use verbale_record::{KeyName, Leaf, Note, Origin, ProcessId, SigningKey, VerifierKey};
use verbale_store::{
    Admission, Admitted, Candidate, Clock, Declined, LockedFolder, LogKeys, Parts, Room, Sequencer,
    Store as _, Submission,
};

use super::{
    machine::Machine,
    sample::{median, median_of},
    table::{Bar, Table},
};
use crate::{
    load,
    notes::{Author, SignedNote},
    random::Random,
    venue::{PROCESS, ROOM, Venue},
};

/// Notes of one run.
const NOTES: usize = 30_000;
/// Runs.
const RUNS: u64 = 3;
/// Submitters at the same time.
const SUBMITTERS: usize = 2_048;
/// Notes submitted one after the other.
const NOTES_ALONE: usize = 300;
/// Bytes of a note.
const NOTE_BYTES: usize = 1_024;

/// Lets in whoever has the editor's key.
struct OneKey(VerifierKey);

impl Admission for OneKey {
    fn verifier_key(&self, _: &ProcessId, _: &Note, name: &KeyName, key_id: u32) -> Option<VerifierKey> {
        Some(self.0.clone()).filter(|key| key.name() == name.as_str() && key.id() == key_id)
    }

    fn admit(&self, _: &Candidate<'_>) -> Result<Admitted, Declined> {
        Ok(Admitted::default())
    }

    fn registered(&self, _: &Room, _: u64, _: &Leaf, _: &Note) {}
}

struct OneLogKey(SigningKey);

impl LogKeys for OneLogKey {
    fn log_key(&self, _: &ProcessId) -> Option<SigningKey> {
        Some(self.0.clone())
    }
}

struct MachineClock;

impl Clock for MachineClock {
    fn now_ms(&self) -> u64 {
        let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

/// Measures many notes at once, and one alone.
///
/// # Errors
/// When a note is refused.
pub fn measure(verbale: &Path, machine: &Machine, table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let venue = Venue::found(verbale, &folder.path().join("data"))?;
    load::runtime()?.block_on(async {
        let lock = LockedFolder::lock(&venue.data, "xtask")?;
        let opened = lock.open().await?;
        let rooms = opened.store.rooms().await?;
        let room =
            rooms.into_iter().find(|room| room.name == ROOM).context("the register has no public room")?;
        let key = venue.editor_key()?;
        let parts = Parts {
            store: Arc::new(opened.store),
            marks: Box::new(opened.marks),
            state: opened.state,
            admission: Arc::new(OneKey(key.verifier().clone())),
            log_keys: Arc::new(OneLogKey(venue.log_signing_key(PROCESS, &room.origin)?)),
            clock: Arc::new(MachineClock),
            quota: None,
        };
        let (sequencer, task) = Sequencer::start(parts).await?;
        let notes = |seed, count| {
            Author::new(&key, room.origin.clone(), NOTE_BYTES, Random::from_seed(seed)).notes(count)
        };

        let alone = alone(&sequencer, &room.origin, notes(1, NOTES_ALONE)).await?.as_secs_f64();
        table.enter("one note alone: time", alone * 1e3, "ms", Bar::None);
        table.enter("one note alone, in syncs of a page", alone / machine.sync_s, "syncs", Bar::AtMost(4.0));
        let mut rates = Vec::new();
        for run in 0..RUNS {
            rates.push(many(&sequencer, &room.origin, notes(10 + run, NOTES)).await?);
        }
        table.enter("append of 1 KiB notes, durable", median_of(rates), "notes/s", Bar::AtLeast(10_000.0));
        drop(sequencer);
        task.await.context("the sequencer ended badly")
    })
}

fn submission(origin: &Origin, note: SignedNote) -> Submission {
    Submission {
        room: origin.clone(),
        note: note.opening.content,
        salt: note.opening.salt,
        annexes: Vec::new(),
    }
}

async fn alone(sequencer: &Sequencer, origin: &Origin, notes: Vec<SignedNote>) -> Result<Duration> {
    let mut times = Vec::new();
    for note in notes {
        let submission = submission(origin, note);
        let begin = Instant::now();
        sequencer.submit(submission).await?;
        times.push(begin.elapsed());
    }
    Ok(median(times))
}

async fn many(sequencer: &Sequencer, origin: &Origin, notes: Vec<SignedNote>) -> Result<f64> {
    let count = notes.len();
    let mut shares: Vec<Vec<Submission>> = vec![Vec::new(); SUBMITTERS];
    for (at, note) in notes.into_iter().enumerate() {
        shares[at % SUBMITTERS].push(submission(origin, note));
    }
    let begin = Instant::now();
    let mut submitters = Vec::new();
    for share in shares {
        let sequencer = sequencer.clone();
        submitters.push(tokio::spawn(async move {
            for submission in share {
                sequencer.submit(submission).await?;
            }
            anyhow::Ok(())
        }));
    }
    for submitter in submitters {
        submitter.await??;
    }
    Ok(count as f64 / begin.elapsed().as_secs_f64())
}
