//! A note that is carried: read from the room where it stands, to be entered in another.

use std::sync::Arc;

use verbale_record::carried::EvidenceError;
use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::commitment::Kind;
use verbale_record::{Evidence, Hash, Leaf, Note, Opening, Origin};

use super::{RoomDesk, stored_note};
use crate::batch::NewAnnex;
use crate::contract::Store;
use crate::error::StoreError;
use crate::tiles::{RoomTree, RoomTreeError};

/// An entry of one room on its way to another. All of it but the annexes, which may be erased
/// meanwhile, is as it will always be.
pub(super) struct Carried {
    pub from: Arc<RoomDesk>,
    /// Its leaf there.
    pub leaf: Leaf,
    pub opening: Opening,
    pub note: Note,
    /// SHA-256 of the note's text.
    pub text: Hash,
    /// That it stands there.
    pub evidence: Vec<u8>,
}

impl Carried {
    /// Reads an entry, and makes its evidence by the first checkpoint that covers it. `None` where
    /// the room has no such entry, or one that can go no further. From committed rows only, like everything that leaves a room.
    pub async fn read(
        store: &dyn Store,
        from: Arc<RoomDesk>,
        index: u64,
    ) -> Result<Option<Carried>, StoreError> {
        let origin = &from.room.origin;
        let Some(entry) = store.entries(origin, index..index.saturating_add(1)).await?.pop() else {
            return Ok(None);
        };
        let damaged = |what: &str| StoreError::damaged(format!("room {origin}, entry {index}: {what}"));
        let covering = store.checkpoints(origin, index + 1..u64::MAX, 1).await?;
        let signed = covering.into_iter().next().ok_or_else(|| damaged("no checkpoint covers it"))?;
        let hashes = RoomTree::new(store, origin, signed.head.size).prove_inclusion(index).await;
        let hashes = hashes.map_err(|error| match error {
            RoomTreeError::Store(error) => error,
            RoomTreeError::Beyond(error) => damaged(&error.to_string()),
        })?;
        let checkpoint =
            SignedCheckpoint::parse(&signed.checkpoint).map_err(|error| damaged(&error.to_string()))?;
        let earlier = entry.evidence.as_deref().map(Evidence::parse).transpose();
        let earlier = earlier.map_err(|error| damaged(&error.to_string()))?;
        let evidence = match Evidence::new(index, hashes, checkpoint, entry.leaf, earlier) {
            Ok(evidence) => evidence,
            // It came through as many rooms as a note can.
            Err(EvidenceError::Rooms) => return Ok(None),
            Err(error) => return Err(damaged(&error.to_string())),
        };
        let note = stored_note(&entry.opening.content)?;
        let text = Hash::of(note.text().as_bytes());
        let (leaf, opening) = (entry.leaf, entry.opening);
        Ok(Some(Carried { from, leaf, opening, note, text, evidence: evidence.to_bytes() }))
    }

    /// Its annexes as they are now: read at the entry's turn, so that one that was erased
    /// before is not carried open.
    pub async fn annexes(&self, store: &dyn Store) -> Result<Vec<NewAnnex>, StoreError> {
        let mut annexes = Vec::with_capacity(self.note.annexes.len());
        for named in &self.note.annexes {
            let held = store.annex(&self.from.room.origin, &named.commitment).await?;
            let opening = held.and_then(|annex| annex.opening);
            annexes.push(NewAnnex { commitment: named.commitment, opening });
        }
        Ok(annexes)
    }

    /// Whether the evidence can be that of an entry of a room: the note did not come from there.
    pub fn can_enter(&self, to: &Origin) -> bool {
        Evidence::parse(&self.evidence).is_ok_and(|evidence| evidence.goes_before(to, &self.leaf).is_ok())
    }

    /// Bytes of the note, its evidence and its annexes.
    pub fn bytes(&self) -> usize {
        let annexes =
            self.note.annexes.iter().map(|annex| usize::try_from(annex.bytes).unwrap_or(usize::MAX));
        let note = self.opening.content.len() + self.evidence.len();
        annexes.fold(note, usize::saturating_add)
    }

    /// The commitment opens under the origin of the room that the note was written for.
    pub fn opens(&self) -> bool {
        self.opening.commit(Kind::Note, &self.note.origin) == self.leaf.commitment
    }
}
