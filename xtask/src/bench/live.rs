//! `cargo xtask bench live`: how soon all who follow a process are told of a note, and what each of them costs the server.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Notify,
    task::JoinSet,
};

use super::{
    http::origin,
    measured,
    sample::{median, percentile},
    table::{Bar, Table},
};
use crate::{
    http::Connection,
    load,
    notes::Author,
    random::Random,
    venue::{PROCESS, Server, Venue},
};

/// Streams of events that are open.
const STREAMS: usize = 5_000;
/// Connections that are being opened at the same time.
const OPENED_AT_ONCE: usize = 64;
/// Notes that are told, one after the other.
const NOTES: usize = 100;
/// Notes before them that are not counted.
const NOTES_BEFORE: usize = 5;
/// Bytes of a note.
const NOTE_BYTES: usize = 1_024;
/// Longest time for one note to reach all. A limit for when a stream hangs, not a pause.
const TOLD_TIME_MAX: Duration = Duration::from_secs(60);
/// File handles beside those of the streams.
const OTHER_FILE_HANDLES: u64 = 256;
/// What every event of a note ends in, and no other frame.
const EVENT_END: &[u8] = b"}\n\n";

/// Measures with one server process, its clients in this one.
///
/// # Errors
/// When a stream breaks or a note is refused.
pub fn measure(verbale: &Path, table: &mut Table) -> Result<()> {
    let wanted = STREAMS as u64 + OTHER_FILE_HANDLES;
    let handles = rlimit::increase_nofile_limit(wanted)?;
    ensure!(handles >= wanted, "the system gives {handles} file handles; {STREAMS} streams need {wanted}");
    let folder = tempfile::tempdir()?;
    let venue = Venue::found(verbale, &folder.path().join("data"))?;
    let server = venue.serve()?;
    load::runtime()?.block_on(follow(&venue, &server, table))
}

async fn follow(venue: &Venue, server: &Server, table: &mut Table) -> Result<()> {
    let key = venue.editor_key()?;
    let mut author = Author::new(&key, origin(server).await?, NOTE_BYTES, Random::from_seed(31));
    let mut connection = Connection::open(server.address()).await?;
    for note in author.notes(NOTES_BEFORE) {
        load::submit(&mut connection, &note).await?;
    }
    let before = measured::resident(server.process_id())?.now_bytes;
    let told = Arc::new(Told::default());
    let mut streams = open_all(server.address(), &told).await?;
    let open = measured::resident(server.process_id())?.now_bytes;
    let (mut acknowledged, mut reached) = (Vec::new(), Vec::new());
    for (number, note) in author.notes(NOTES_BEFORE + NOTES).into_iter().enumerate() {
        told.expect(STREAMS);
        let begin = Instant::now();
        load::submit(&mut connection, &note).await?;
        let answered = begin.elapsed();
        tokio::select! {
            () = told.by_all() => {}
            ended = streams.join_next() => {
                ended.context("there are streams")???;
                anyhow::bail!("a stream ended");
            }
            () = tokio::time::sleep(TOLD_TIME_MAX) => anyhow::bail!("a note did not reach all streams"),
        }
        if number >= NOTES_BEFORE {
            acknowledged.push(answered);
            reached.push(begin.elapsed());
        }
    }
    let after = measured::resident(server.process_id())?.now_bytes;
    // Whoever does not follow is answered as ever.
    let begin = Instant::now();
    connection.get(&format!("/{PROCESS}"), &[]).await?.success()?;
    let page = begin.elapsed();

    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let each = |bytes: u64| bytes.saturating_sub(before) as f64 / STREAMS as f64 / 1e3;
    table.enter("streams of events open", streams.len() as f64, "streams", Bar::AtLeast(STREAMS as f64));
    table.enter("a note, from its submission to its receipt", ms(median(acknowledged)), "ms", Bar::None);
    table.enter(
        "the same to the last stream's event, median of 100",
        ms(median(reached.clone())),
        "ms",
        Bar::AtMost(250.0),
    );
    table.enter("the same, 99 of 100", ms(percentile(reached, 99)), "ms", Bar::None);
    table.enter("memory of a stream when it has been opened", each(open), "kB", Bar::None);
    table.enter("memory of a stream after these notes", each(after), "kB", Bar::AtMost(20.0));
    table.enter("a page meanwhile, asked for by another", ms(page), "ms", Bar::None);
    Ok(())
}

/// How many streams have still to tell of the note that was sent last.
#[derive(Default)]
struct Told {
    left: AtomicUsize,
    none_left: Notify,
}

impl Told {
    fn expect(&self, streams: usize) {
        self.left.store(streams, Ordering::SeqCst);
    }

    fn by_one(&self) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.none_left.notify_one();
        }
    }

    /// Ready when none is left.
    async fn by_all(&self) {
        self.none_left.notified().await;
    }
}

async fn open_all(address: SocketAddr, told: &Arc<Told>) -> Result<JoinSet<Result<()>>> {
    let mut streams = JoinSet::new();
    let mut opening = JoinSet::new();
    let mut opened = 0;
    for _ in 0..STREAMS {
        if opening.len() == OPENED_AT_ONCE {
            let stream = opening.join_next().await.context("some are being opened")???;
            streams.spawn(read(stream, Arc::clone(told)));
            opened += 1;
        }
        opening.spawn(open(address));
    }
    while let Some(stream) = opening.join_next().await {
        streams.spawn(read(stream??, Arc::clone(told)));
        opened += 1;
    }
    ensure!(opened == STREAMS, "{opened} streams are open");
    Ok(streams)
}

/// Asks for the events, and reads the answer's head.
async fn open(address: SocketAddr) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /api/v1/processes/{PROCESS}/events HTTP/1.1\r\nhost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.context("the server closed the connection")?);
    }
    let head = String::from_utf8_lossy(&head);
    ensure!(head.starts_with("HTTP/1.1 200"), "the server answered {head}");
    Ok(stream)
}

/// Reads a stream's events as they come, until it ends.
async fn read(mut stream: TcpStream, told: Arc<Told>) -> Result<()> {
    let mut ends = Ends::default();
    let mut part = [0; 2_048];
    loop {
        let length = stream.read(&mut part).await?;
        ensure!(length > 0, "the server ended a stream");
        for _ in 0..ends.count(&part[..length]) {
            told.by_one();
        }
    }
}

/// Finds the ends of events in bytes that come in parts.
#[derive(Default)]
struct Ends {
    /// How many bytes of [`EVENT_END`] the last part ended in.
    matched: usize,
}

impl Ends {
    fn count(&mut self, part: &[u8]) -> usize {
        let mut found = 0;
        for byte in part {
            if *byte == EVENT_END[self.matched] {
                self.matched += 1;
            } else {
                self.matched = usize::from(*byte == EVENT_END[0]);
            }
            if self.matched == EVENT_END.len() {
                found += 1;
                self.matched = 0;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Ends;

    #[test]
    fn an_event_ends_once_however_its_bytes_come() {
        let text = b"5\r\n:\n\n\r\nevent: note\nid: 1-2\ndata: {\"a\":{}}\n\n\r\ndata: {}}\n\n";
        for length in 1..=text.len() {
            let mut ends = Ends::default();
            let found: usize = text.chunks(length).map(|part| ends.count(part)).sum();
            assert_eq!(found, 2, "in parts of {length}");
        }
    }
}
