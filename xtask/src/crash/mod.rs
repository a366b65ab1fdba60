//! Crashes: the server is killed at random moments under load, and what it had said must still be true.

mod durability;
mod ledger;
mod trace;

use std::{
    net::SocketAddr,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tokio::sync::mpsc;

pub use self::durability::run as durability;
use self::ledger::Ledger;
use crate::{
    http::Connection,
    load::{self, Receipt},
    notes::{Author, SignedNote},
    random::Random,
    steps::{Outcome, Tally},
    venue::{PROCESS, ROOM, Server, Venue},
};

/// Kills in one series; each series has a data folder of its own, so that its log stays short.
const KILLS_PER_SERIES: u64 = 100;
/// Every so many kills, the built program verifies the whole record as it would for anybody.
const KILLS_PER_FULL_CHECK: u64 = 10;
/// Submitters at the same time.
const SUBMITTERS: usize = 8;
/// Bytes of each note.
const NOTE_BYTES: usize = 700;
/// Most acknowledgements before a kill.
const ACKNOWLEDGED_MAX: u64 = 60;
/// Longest wait after the last of them, so that the kill falls anywhere in the order of writes.
const DELAY_US_MAX: u64 = 4_000;
/// Notes that a submitter may have at hand; more than can be acknowledged before the kill.
const NOTES_PER_KILL: usize = 160;
/// One kill in so many is followed by another one during the start after it.
const START_KILLS_ONE_IN: u64 = 8;
/// Longest time into the start at which that other kill falls.
const START_DELAY_US_MAX: u64 = 40_000;

/// Kills the server so many times.
///
/// # Errors
/// When something that was acknowledged or shown is no longer so; says with which seed.
pub fn run(verbale: &Path, times: u64, seed: Option<u64>) -> Result<Outcome> {
    let seed = seed.map_or_else(Random::fresh_seed, Ok)?;
    println!("{times} kills with seed {seed}");
    let mut random = Random::from_seed(seed);
    let runtime = load::runtime()?;
    let mut left = times;
    let mut tally = Tally::default();
    while left > 0 {
        let kills = left.min(KILLS_PER_SERIES);
        runtime.block_on(series(verbale, kills, &mut random)).with_context(|| {
            format!("after a crash; again with: cargo xtask crash --times {times} --seed {seed}")
        })?;
        left -= kills;
        tally.passed += kills;
        if times > KILLS_PER_SERIES {
            println!("{} of {times} kills", times - left);
        }
    }
    Ok(Outcome::Ran(tally))
}

async fn series(verbale: &Path, kills: u64, random: &mut Random) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let venue = Venue::found(verbale, &folder.path().join("data"))?;
    let key = venue.editor_key()?;
    let begin = Instant::now();

    let mut server = venue.serve()?;
    let mut ledger = Ledger::open(&venue, &server).await?;
    let author_seed = random.next();
    let mut author = Author::new(&key, ledger.origin().clone(), NOTE_BYTES, Random::from_seed(author_seed));
    let mut unanswered: Vec<SignedNote> = Vec::new();
    for kill in 1..=kills {
        let mut notes = std::mem::take(&mut unanswered);
        let fresh = NOTES_PER_KILL.saturating_sub(notes.len());
        notes.extend(author.notes(fresh));
        let target = usize::try_from(random.below(ACKNOWLEDGED_MAX))?;
        let delay = Duration::from_micros(random.below(DELAY_US_MAX));
        unanswered = load_until_kill(&mut server, &mut ledger, notes, target, delay).await?;

        if random.below(START_KILLS_ONE_IN) == 0 {
            let mut child = venue.serve_command().stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
            tokio::time::sleep(Duration::from_micros(random.below(START_DELAY_US_MAX))).await;
            child.kill()?;
            child.wait()?;
        }
        server = venue.serve().with_context(|| format!("after kill {kill}"))?;
        ledger.check(&server).await.with_context(|| format!("after kill {kill}"))?;
        if kill % KILLS_PER_FULL_CHECK == 0 || kill == kills {
            ledger.check_all(&server).await.with_context(|| format!("after kill {kill}"))?;
            let url = format!("http://{}/{PROCESS}", server.address());
            venue.verify(&url).with_context(|| format!("after kill {kill}"))?;
        }
    }
    println!(
        "{kills} kills: {} notes acknowledged, {} entries, {} checkpoints seen, {} sent again; {:.1} s",
        ledger.acknowledged(),
        ledger.size(),
        ledger.checkpoints_seen(),
        ledger.sent_again(),
        begin.elapsed().as_secs_f64()
    );
    Ok(())
}

/// What a submitter learned before the kill.
enum Learned {
    /// A note was acknowledged.
    Acknowledged(SignedNote, Receipt),
    /// A note was sent and not answered: it may be on the record or not.
    Unanswered(SignedNote),
    /// A note was refused; none should be.
    Refused(String),
}

/// Submits notes from many clients, kills the server once `target` are acknowledged and `delay` has passed, enters
/// what the clients learned into the ledger, and gives the notes that were not answered.
async fn load_until_kill(
    server: &mut Server,
    ledger: &mut Ledger,
    notes: Vec<SignedNote>,
    target: usize,
    delay: Duration,
) -> Result<Vec<SignedNote>> {
    let (learn, mut learned) = mpsc::unbounded_channel();
    let (show, mut shown) = mpsc::unbounded_channel();
    for client in 0..SUBMITTERS {
        let share: Vec<SignedNote> = notes.iter().skip(client).step_by(SUBMITTERS).cloned().collect();
        tokio::spawn(submitter(server.address(), share, learn.clone()));
    }
    drop(learn);
    tokio::spawn(watcher(server.address(), show));

    let mut unanswered = Vec::new();
    let mut acknowledged = 0;
    let mut enter = |ledger: &mut Ledger, fact| -> Result<usize> {
        match fact {
            Learned::Acknowledged(note, receipt) => ledger.acknowledge(&note, &receipt)?,
            Learned::Unanswered(note) => {
                unanswered.push(note);
                return Ok(0);
            }
            Learned::Refused(why) => bail!("a note was refused: {why}"),
        }
        Ok(1)
    };
    // Submitters end when they have nothing left or are not answered, so this ends even if the server hangs up.
    while acknowledged < target {
        let Some(fact) = learned.recv().await else { break };
        acknowledged += enter(ledger, fact)?;
    }
    tokio::time::sleep(delay).await;
    server.kill();
    while let Some(fact) = learned.recv().await {
        enter(ledger, fact)?;
    }
    while let Some(checkpoint) = shown.recv().await {
        ledger.see(&checkpoint)?;
    }
    Ok(unanswered)
}

async fn submitter(address: SocketAddr, notes: Vec<SignedNote>, learn: mpsc::UnboundedSender<Learned>) {
    let Ok(mut connection) = Connection::open(address).await else { return };
    for note in notes {
        let fact = match load::send(&mut connection, &note).await {
            Err(_) => Learned::Unanswered(note),
            Ok(answer) => match answer.success().and_then(|body| Receipt::read(&body)) {
                Ok(receipt) => Learned::Acknowledged(note, receipt),
                Err(error) => Learned::Refused(format!("{error:#}")),
            },
        };
        let goes_on = matches!(fact, Learned::Acknowledged(..));
        if learn.send(fact).is_err() || !goes_on {
            return;
        }
    }
}

/// Asks for the checkpoint again and again, until the server is gone.
async fn watcher(address: SocketAddr, show: mpsc::UnboundedSender<Vec<u8>>) {
    let Ok(mut connection) = Connection::open(address).await else { return };
    let path = format!("/{PROCESS}/{ROOM}/checkpoint");
    while let Ok(answer) = connection.get(&path, &[]).await {
        let Ok(checkpoint) = answer.success() else { continue };
        if show.send(checkpoint).is_err() {
            return;
        }
    }
}
