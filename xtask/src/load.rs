//! Submitting notes to a server, one or many at a time.

use anyhow::{Context, Result};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use verbale_record::{Hash, Leaf, checkpoint::SignedCheckpoint};

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
    send_body(connection, &note.request()).await
}

/// Sends the body of such a request.
///
/// # Errors
/// When the connection breaks.
pub async fn send_body(connection: &mut Connection, body: &[u8]) -> Result<Response> {
    let path = format!("/api/v1/processes/{}/rooms/{}/notes", venue::PROCESS, venue::ROOM);
    connection.request("POST", &path, &[("content-type", "application/json")], body).await
}

/// Submits a note and gives its receipt.
///
/// # Errors
/// When it is not acknowledged.
pub async fn submit(connection: &mut Connection, note: &SignedNote) -> Result<Receipt> {
    Receipt::read(&send(connection, note).await?.success()?)
}

/// What a server says when it acknowledges a note.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Index of the note's entry.
    pub index: u64,
    /// Its entry.
    pub leaf: Leaf,
    /// The first checkpoint that covers it, with the log's signature.
    pub checkpoint: SignedCheckpoint,
    /// The proof that the entry is in the checkpoint's tree.
    pub proof: Vec<Hash>,
}

#[derive(Deserialize)]
struct ReceiptJson {
    index: u64,
    leaf: String,
    checkpoint: String,
    proof: Vec<String>,
}

impl Receipt {
    /// Reads the body of an acknowledgement.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(body: &[u8]) -> Result<Receipt> {
        let json: ReceiptJson = serde_json::from_slice(body).context("the acknowledgement is no receipt")?;
        let proof = json.proof.iter().map(|hash| Hash::from_base64(hash)).collect::<Result<_, _>>()?;
        Ok(Receipt {
            index: json.index,
            leaf: Leaf::from_bytes(&BASE64_STANDARD.decode(&json.leaf)?)?,
            checkpoint: SignedCheckpoint::parse(json.checkpoint.as_bytes())?,
            proof,
        })
    }
}
