//! What a kill alone would not show, because the system keeps what a killed program wrote: each acknowledgement
//! follows the sync that covers it, a failing disk stops acknowledgements, and a database from yesterday is noticed.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use super::{
    ledger::Ledger,
    trace::{self, Call},
};
use crate::{
    http::Connection,
    load::{self, Receipt},
    notes::{Author, SignedNote},
    provision,
    random::Random,
    steps::{Outcome, Tally},
    venue::{Server, Venue},
};

/// Notes submitted one after the other under the trace.
const NOTES_ALONE: usize = 12;
/// Notes submitted at the same time, so that a sync covers several.
const NOTES_TOGETHER: usize = 24;
/// Bytes of each note.
const NOTE_BYTES: usize = 700;
/// Longest text of a call that the trace keeps, in bytes: more than a page of the database.
const TRACED_BYTES: usize = 65_536;
/// Syncs of one thread that succeed before all further ones fail.
const SYNCS_BEFORE_FAULT: u64 = 8;
/// Most notes sent until the fault is felt.
const NOTES_UNTIL_FAULT_MAX: usize = 100;

/// Where the rows are written first.
const WAL: &str = "record.sqlite3-wal";
/// Where the largest published heads are kept.
const MARKS: &str = "published";

/// Runs all three checks.
///
/// # Errors
/// When one does not hold.
pub fn run(verbale: &Path) -> Result<Outcome> {
    let runtime = load::runtime()?;
    let mut tally = Tally::default();
    tally.passed += runtime.block_on(restored_copy(verbale)).context("yesterday's copy put back")?;
    if let Err(missing) = provision::strace() {
        return Ok(Outcome::LeftOut(format!("{missing} (that a restored copy is noticed was checked)")));
    }
    tally.passed += runtime.block_on(order_of_writes(verbale)).context("the order of writes")?;
    tally.passed += runtime.block_on(failing_disk(verbale)).context("a disk that fails")?;
    Ok(Outcome::Ran(tally))
}

struct Traced {
    server: Server,
    file: PathBuf,
}

/// Serves the venue under strace.
fn serve_traced(venue: &Venue, file: PathBuf, options: &[String]) -> Result<Traced> {
    let served = venue.serve_command();
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-x", "-q", "-s", &TRACED_BYTES.to_string(), "-o"]).arg(&file).args(options);
    command.arg("--").arg(served.get_program()).args(served.get_args());
    Ok(Traced { server: Server::start(command)?, file })
}

impl Traced {
    /// Kills the traced server, waits until strace has written everything down, and gives it.
    fn end(mut self) -> Result<String> {
        let children = format!("/proc/{0}/task/{0}/children", self.server.process_id());
        let children = std::fs::read_to_string(&children).with_context(|| children.clone())?;
        let server = children.split_whitespace().next().context("strace has no child")?;
        let status = Command::new("sh").args(["-c", &format!("kill -9 {server}")]).status()?;
        ensure!(status.success(), "the traced server could not be killed");
        self.server.wait()?;
        std::fs::read_to_string(&self.file).with_context(|| self.file.display().to_string())
    }
}

/// Each acknowledgement was written after the sync of the write-ahead log that covers its note, and after the mark of
/// what was published.
async fn order_of_writes(verbale: &Path) -> Result<u64> {
    let folder = tempfile::tempdir()?;
    let venue = Venue::found(verbale, &folder.path().join("data"))?;
    let calls = "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync";
    let traced = serve_traced(&venue, folder.path().join("trace"), &["-e".into(), calls.into()])?;
    let ledger = Ledger::open(&venue, &traced.server).await?;
    let key = venue.editor_key()?;
    let mut author = Author::new(&key, ledger.origin().clone(), NOTE_BYTES, Random::from_seed(5));

    let mut answers: Vec<(SignedNote, Vec<u8>)> = Vec::new();
    let mut connection = Connection::open(traced.server.address()).await?;
    for note in author.notes(NOTES_ALONE) {
        let body = load::send(&mut connection, &note).await?.success()?;
        answers.push((note, body));
    }
    let mut sending = Vec::new();
    for note in author.notes(NOTES_TOGETHER) {
        let address = traced.server.address();
        sending.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let body = load::send(&mut connection, &note).await?.success()?;
            anyhow::Ok((note, body))
        }));
    }
    for sent in sending {
        answers.push(sent.await??);
    }

    let text = traced.end()?;
    let calls = trace::parse(&text);
    for (note, body) in &answers {
        let index = Receipt::read(body)?.index;
        covered(&calls, note, body, index)
            .with_context(|| format!("the acknowledgement of entry {index}"))?;
        // The same check on a trace without syncs must fail, or it checks nothing.
        let without: Vec<Call> = calls.iter().filter(|call| !call.is_sync()).cloned().collect();
        ensure!(covered(&without, note, body, index).is_err(), "the check passes on a trace without syncs");
    }
    println!("{} acknowledgements, each after the syncs that cover it", answers.len());
    Ok(answers.len() as u64)
}

/// Whether the rows of a note were synced, then a mark beyond it, and then its acknowledgement was written.
fn covered(calls: &[Call], note: &SignedNote, body: &[u8], index: u64) -> Result<()> {
    let acknowledged = calls
        .iter()
        .find(|call| call.is_to_socket() && contains(&call.bytes, body))
        .context("no write of it was traced")?;
    // The commitment stands in the row as 32 bytes.
    let rows = calls
        .iter()
        .find(|call| call.file.ends_with(WAL) && contains(&call.bytes, note.commitment.as_ref()))
        .context("no write of its rows was traced")?;
    let rows_synced =
        synced_after(calls, WAL, rows.ended).context("no sync of the write-ahead log after its rows")?;
    let mark = calls
        .iter()
        .find(|call| call.file.ends_with(MARKS) && marked_size(&call.bytes).is_some_and(|size| size > index))
        .context("no mark beyond it was traced")?;
    let mark_synced =
        synced_after(calls, MARKS, mark.ended).context("no sync of the marks after its mark")?;
    ensure!(rows_synced.ended < mark.began, "the mark was written before the rows were durable");
    ensure!(rows_synced.ended < acknowledged.began, "it was acknowledged before its rows were durable");
    ensure!(mark_synced.ended < acknowledged.began, "it was acknowledged before its mark was durable");
    Ok(())
}

/// The first sync of a file that began after a line.
fn synced_after<'a>(calls: &'a [Call], file: &str, line: usize) -> Option<&'a Call> {
    calls.iter().find(|call| call.is_sync() && call.file.ends_with(file) && call.began > line)
}

/// The size in a slot of the marks: 16 bytes of origin, then the size.
fn marked_size(slot: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(*slot.get(16..24)?.first_chunk()?))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Once a sync has failed nothing is acknowledged any more, and all that was acknowledged before is there after a
/// start on a disk that works.
async fn failing_disk(verbale: &Path) -> Result<u64> {
    let folder = tempfile::tempdir()?;
    let venue = Venue::found(verbale, &folder.path().join("data"))?;
    let fault = format!("inject=fsync,fdatasync:error=EIO:when={SYNCS_BEFORE_FAULT}+");
    let options = ["-e".into(), "trace=fsync,fdatasync".into(), "-e".into(), fault];
    let traced = serve_traced(&venue, folder.path().join("trace"), &options)?;
    let mut ledger = Ledger::open(&venue, &traced.server).await?;
    let key = venue.editor_key()?;
    let mut author = Author::new(&key, ledger.origin().clone(), NOTE_BYTES, Random::from_seed(6));
    let mut acknowledged = 0u64;
    let mut refused = 0u64;
    for note in author.notes(NOTES_UNTIL_FAULT_MAX) {
        let Ok(mut connection) = Connection::open(traced.server.address()).await else {
            // It stopped, which is one way not to acknowledge.
            refused += 1;
            continue;
        };
        match load::send(&mut connection, &note).await {
            Ok(answer) if answer.status < 300 => {
                ensure!(refused == 0, "a note was acknowledged after a sync had failed");
                ledger.acknowledge(&note, &Receipt::read(&answer.body)?)?;
                acknowledged += 1;
            }
            Ok(answer) if answer.status < 500 => {
                bail!("a sync failed, and the client was blamed: {answer:?}");
            }
            _ => refused += 1,
        }
    }
    ensure!(acknowledged > 0, "nothing was acknowledged before the fault: set it later");
    ensure!(refused > 0, "{acknowledged} notes were acknowledged, and no fault was felt");
    let text = traced.end().unwrap_or_default();
    ensure!(text.is_empty() || text.contains("INJECTED"), "no fault was injected");

    let server = venue.serve().context("after the disk was mended")?;
    ledger.check_all(&server).await?;
    venue.verify(&format!("http://{}/{}", server.address(), crate::venue::PROCESS))?;
    println!("{acknowledged} acknowledged before the fault and still there, none of {refused} after it");
    Ok(1)
}

/// A database from before is noticed: the venue can be read, nothing can be submitted, and no smaller head is shown as
/// if it were the newest.
async fn restored_copy(verbale: &Path) -> Result<u64> {
    let folder = tempfile::tempdir()?;
    let venue = Venue::found(verbale, &folder.path().join("data"))?;
    let key = venue.editor_key()?;
    let mut server = venue.serve()?;
    let mut ledger = Ledger::open(&venue, &server).await?;
    let mut author = Author::new(&key, ledger.origin().clone(), NOTE_BYTES, Random::from_seed(7));
    submit(&server, &mut ledger, author.notes(5)).await?;
    server.kill();

    let yesterday = folder.path().join("yesterday");
    std::fs::create_dir(&yesterday)?;
    copy_database(&venue.data, &yesterday)?;

    let mut server = venue.serve()?;
    submit(&server, &mut ledger, author.notes(5)).await?;
    ledger.check(&server).await?;
    server.kill();

    copy_database(&yesterday, &venue.data)?;
    let server = venue.serve().context("a restored copy must open, to be read")?;
    let mut connection = Connection::open(server.address()).await?;
    let page = connection.get(&format!("/{}", crate::venue::PROCESS), &[]).await?;
    ensure!(page.status == 200, "the standing of a restored copy cannot be read: {page:?}");
    for note in author.notes(2) {
        let answer = load::send(&mut connection, &note).await?;
        ensure!(answer.status >= 500, "a restored copy took a note: {answer:?}");
        ensure!(
            answer.header("content-type") == Some("application/problem+json"),
            "the refusal is no problem document: {answer:?}"
        );
    }
    println!("a database from before is served read-only");
    Ok(1)
}

async fn submit(server: &Server, ledger: &mut Ledger, notes: Vec<SignedNote>) -> Result<()> {
    let mut connection = Connection::open(server.address()).await?;
    for note in notes {
        let receipt = load::submit(&mut connection, &note).await?;
        ledger.acknowledge(&note, &receipt)?;
    }
    Ok(())
}

/// Copies the database as it lies, with what belongs to it; what is not in the source goes from the target.
fn copy_database(from: &Path, to: &Path) -> Result<()> {
    for name in ["record.sqlite3", WAL, "record.sqlite3-shm"] {
        let (from, to) = (from.join(name), to.join(name));
        if from.exists() {
            std::fs::copy(&from, &to).with_context(|| from.display().to_string())?;
        } else if to.exists() {
            std::fs::remove_file(&to).with_context(|| to.display().to_string())?;
        }
    }
    Ok(())
}
