//! Submitting notes to a server, one or many at a time.

use anyhow::{Context, Result, ensure};

use crate::{
    http::{Connection, Response},
    notes::SignedNote,
    venue,
};

/// A runtime for clients.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no runtime")
}

/// Sends a note and gives the answer, whatever it is.
///
/// # Errors
/// When the connection breaks.
pub async fn send(connection: &mut Connection, note: &SignedNote) -> Result<Response> {
    let path = format!("/api/v1/processes/{}/rooms/{}/notes", venue::PROCESS, venue::ROOM);
    connection.request("POST", &path, &[("content-type", "application/json")], &note.request()).await
}

/// Submits a note and gives its index in the log.
///
/// # Errors
/// When it is not acknowledged.
pub async fn submit(connection: &mut Connection, note: &SignedNote) -> Result<u64> {
    acknowledged_index(&send(connection, note).await?.success()?)
}

/// The index in the log that an acknowledgement names.
///
/// # Errors
/// When it names none.
pub fn acknowledged_index(body: &[u8]) -> Result<u64> {
    let answer: serde_json::Value = serde_json::from_slice(body).context("the acknowledgement is no JSON")?;
    let index = answer["index"].as_u64();
    ensure!(index.is_some(), "the acknowledgement names no index: {answer}");
    Ok(index.unwrap_or_default())
}
