//! What is submitted, and what comes back.

use std::sync::Arc;

use verbale_record::commitment::SALT_BYTES;
use verbale_record::tree::prove_inclusion;
use verbale_record::{Hash, Leaf, Opening, Origin, SigningKey, VerifierKey};

use crate::batch::SignedHead;
use crate::contract::Store;
use crate::error::StoreError;
use crate::growth::Growth;
use crate::sequencer::refusal::RefusalCode;
use crate::tiles::{RoomTree, RoomTreeError};

/// A note that is sent to a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The room that it is sent to; the note must name the same.
    pub room: Origin,
    /// The note's exact signed bytes.
    pub note: Vec<u8>,
    /// The salt of its commitment, from the author's client.
    pub salt: [u8; SALT_BYTES],
    /// The openings of the annexes that its act lists, in any order. One that is in the
    /// room already need not be sent again.
    pub annexes: Vec<Opening>,
}

/// A process that is to begin.
#[derive(Clone, Debug)]
pub struct Founding {
    /// The venue's short name for the process, see [`crate::is_name`].
    pub name: String,
    /// All its rooms, by origin and name; the registry among them.
    pub rooms: Vec<(Origin, String)>,
    /// The charter, sent to the registry; it cites the empty log.
    pub charter: Submission,
    /// The keys that the charter itself states: its signatures must verify with them.
    pub keys: Vec<VerifierKey>,
    /// The process's log key, under any name.
    pub log_key: SigningKey,
}

/// That a note is in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The room.
    pub room: Origin,
    /// Index of its entry.
    pub index: u64,
    /// Its leaf: time and commitment.
    pub leaf: Leaf,
    /// The first checkpoint that covers it.
    pub checkpoint: Arc<SignedHead>,
    /// The proof that the leaf is in the checkpoint's tree, from the leaf up.
    pub proof: Vec<Hash>,
}

/// Where a note is in the record: its receipt but for the proof.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    pub room: Origin,
    pub index: u64,
    pub leaf: Leaf,
    pub checkpoint: Arc<SignedHead>,
    /// What the batch that it entered with grew the log by; none where that is long ago.
    pub growth: Option<Arc<Growth>>,
}

impl Recorded {
    /// The receipt. What takes time here is its submitter's, not the sequencer's.
    pub async fn receipt(self, store: &dyn Store) -> Result<Receipt, StoreError> {
        let Recorded { room, index, leaf, checkpoint, growth } = self;
        let size = checkpoint.head.size;
        let proof = match growth {
            Some(growth) => prove_inclusion(index, size, &*growth).map_err(RoomTreeError::Beyond),
            None => RoomTree::new(store, &room, size).prove_inclusion(index).await,
        };
        let proof = proof.map_err(|error| match error {
            RoomTreeError::Store(error) => error,
            RoomTreeError::Beyond(error) => StoreError::damaged(format!("room {room}: {error}")),
        })?;
        Ok(Receipt { room, index, leaf, checkpoint, proof })
    }
}

/// That a note was refused, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason, as a stable code.
    pub code: RefusalCode,
    /// The reason in English, saying what to do next.
    pub reason: String,
    /// The [`crate::Refusal`] signed by the log key; none where there is no log that could sign.
    pub signed: Option<Vec<u8>>,
}

impl Refused {
    pub(super) fn unsigned(code: RefusalCode, reason: String) -> Refused {
        Refused { code, reason, signed: None }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "refused ({}): {}", self.code, self.reason)
    }
}

/// Why there is no receipt.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SubmitError {
    /// The note may not enter. Submitted again unchanged it will be refused again, except
    /// where the code says that time or the operator helps.
    #[error("{0}")]
    Refused(Refused),
    /// The store failed: whether the note is in the record is not known. Submitting the very
    /// same again is safe.
    #[error("{0}")]
    Store(Arc<StoreError>),
    /// The sequencer takes no notes any more: whether the note is in the record is not known.
    #[error("no notes are taken: {0}; submit the note again when the server is back")]
    Stopped(String),
}

impl SubmitError {
    pub(super) fn store(error: StoreError) -> SubmitError {
        SubmitError::Store(Arc::new(error))
    }
}

impl From<Refused> for SubmitError {
    fn from(refused: Refused) -> SubmitError {
        SubmitError::Refused(refused)
    }
}
