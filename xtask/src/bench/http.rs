//! Notes submitted over HTTP: from many clients at once, and one alone.

use std::{path::Path, time::Instant};

use anyhow::Result;
use verbale_record::{Origin, checkpoint::SignedCheckpoint};

use super::{
    machine::Machine,
    measured,
    sample::{median, median_of},
    table::{Bar, Table},
};
use crate::{
    http::Connection,
    load,
    notes::Author,
    random::Random,
    venue::{PROCESS, ROOM, Server, Venue},
};

/// Notes of one run.
const NOTES: usize = 20_000;
/// Runs.
const RUNS: u64 = 3;
/// Clients at the same time, each with a connection that it keeps.
const CLIENTS: usize = 64;
/// Notes submitted one after the other.
const NOTES_ALONE: usize = 300;
/// Bytes of a note.
const NOTE_BYTES: usize = 1_024;

/// Measures both.
///
/// # Errors
/// When the server refuses a note.
pub fn measure(verbale: &Path, machine: &Machine, table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let venue = Venue::found(verbale, &folder.path().join("data"))?;
    let server = venue.serve()?;
    let runtime = load::runtime()?;
    let key = venue.editor_key()?;
    let origin = runtime.block_on(origin(&server))?;

    let mut alone = Vec::new();
    let notes = Author::new(&key, origin.clone(), NOTE_BYTES, Random::from_seed(21)).notes(NOTES_ALONE);
    runtime.block_on(async {
        let mut connection = Connection::open(server.address()).await?;
        for note in &notes {
            let begin = Instant::now();
            load::submit(&mut connection, note).await?;
            alone.push(begin.elapsed());
        }
        anyhow::Ok(())
    })?;
    let alone = median(alone).as_secs_f64();
    table.enter("one note alone, over HTTP: time", alone * 1e3, "ms", Bar::None);
    table.enter("the same in syncs of a page", alone / machine.sync_s, "syncs", Bar::None);

    let mut rates = Vec::new();
    for run in 0..RUNS {
        let bodies: Vec<Vec<u8>> =
            Author::new(&key, origin.clone(), NOTE_BYTES, Random::from_seed(100 + run))
                .notes(NOTES)
                .iter()
                .map(|note| note.request())
                .collect();
        rates.push(runtime.block_on(many(&server, bodies))?);
    }
    table.enter("notes over HTTP from 64 clients", median_of(rates), "notes/s", Bar::AtLeast(5_000.0));
    let resident = measured::resident(server.process_id())?;
    table.enter(
        "most memory of the server under this load",
        resident.peak_bytes as f64 / 1e6,
        "MB",
        Bar::None,
    );
    Ok(())
}

/// The origin of the room that notes are submitted to.
///
/// # Errors
/// When the server does not answer with a checkpoint.
pub async fn origin(server: &Server) -> Result<Origin> {
    let mut connection = Connection::open(server.address()).await?;
    let checkpoint = connection.get(&format!("/{PROCESS}/{ROOM}/checkpoint"), &[]).await?.success()?;
    Ok(SignedCheckpoint::parse(&checkpoint)?.checkpoint().origin.clone())
}

/// Submits all and gives how many a second were acknowledged.
async fn many(server: &Server, bodies: Vec<Vec<u8>>) -> Result<f64> {
    let count = bodies.len();
    let mut shares: Vec<Vec<Vec<u8>>> = vec![Vec::new(); CLIENTS];
    for (at, body) in bodies.into_iter().enumerate() {
        shares[at % CLIENTS].push(body);
    }
    let mut connections = Vec::new();
    for share in shares {
        connections.push((Connection::open(server.address()).await?, share));
    }
    let begin = Instant::now();
    let mut clients = Vec::new();
    for (mut connection, share) in connections {
        clients.push(tokio::spawn(async move {
            for body in &share {
                load::send_body(&mut connection, body).await?.success()?;
            }
            anyhow::Ok(())
        }));
    }
    for client in clients {
        client.await??;
    }
    Ok(count as f64 / begin.elapsed().as_secs_f64())
}
