//! Carried notes: a note entered word for word in a further room, with evidence of where it
//! stood before.
//!
//! The entry in the further room has a leaf of its own time and the note's own commitment, under
//! the origin of the room that the note was written for. Its evidence is a tlog-proof of the
//! leaf in the log that it was carried from, whose extra data is that leaf:
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base64 of the 40 bytes of the leaf in the room that it was carried from>
//! index 2
//! <base64 hash, from the leaf's sibling up, one a line>
//!
//! <that room's checkpoint, signed by the log key alone>
//! ```
//! So whoever sees the further room alone can check that the note stood where it is said to
//! have stood, and when. A note that was carried twice (released, and then published) has been
//! given evidence before: that stands in the extra data behind the leaf.
//!
//! Evidence has one form. Cosignatures come later than the note and are left out of it, so that
//! what is carried does not depend on the moment at which it is.

use crate::checkpoint::SignedCheckpoint;
use crate::hash::Hash;
use crate::ids::Origin;
use crate::key::VerifierKey;
use crate::leaf::{LEAF_BYTES, Leaf};
use crate::proof::{TlogProof, TlogProofError};

/// Largest evidence that is read. One room's has some 3 KiB in the deepest tree; that of two is
/// within this, too.
pub const EVIDENCE_BYTES_MAX: usize = 16_384;
/// Most rooms that a note comes through before the one in which its evidence is read: the room
/// that it was written in, and the one that it was released to.
pub const EVIDENCE_ROOMS_MAX: usize = 2;

/// Where a carried note stood: in the room that it came from, and where it had been carried
/// there, in the room before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    proof: TlogProof,
    leaf: Leaf,
    earlier: Option<Box<Evidence>>,
}

/// Why bytes are no evidence, or why it does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// Too many bytes.
    #[error("evidence has at most {EVIDENCE_BYTES_MAX} bytes, this has {bytes}")]
    TooLong {
        /// How many there are.
        bytes: usize,
    },
    /// It is no proof, or one that does not hold.
    #[error(transparent)]
    Proof(#[from] TlogProofError),
    /// The extra data do not begin with a leaf.
    #[error("the extra data must begin with the {LEAF_BYTES} bytes of the leaf that is proved")]
    Leaf,
    /// The checkpoint has other signature lines than the log's one.
    #[error("the checkpoint must be signed by the log of {0} alone, once")]
    Signatures(Origin),
    /// It leads through too many rooms, or through one room twice.
    #[error("it must lead through at most {EVIDENCE_ROOMS_MAX} rooms, each once, and not through this one")]
    Rooms,
    /// Its leaf is another note's.
    #[error("its leaf is of another note")]
    OtherNote,
    /// The note was carried before it was entered.
    #[error("the note was entered in {0} later than in the room that it was carried to")]
    Time(Origin),
    /// The room that it came from is none of the process.
    #[error("{0} is no room of this process")]
    UnknownRoom(Origin),
}

impl Evidence {
    /// Evidence that the leaf stands at `index` in the tree of the checkpoint, which has the log's
    /// signature alone; with the evidence by which the note stands there, where it was carried there.
    ///
    /// # Errors
    /// Where [`Evidence::parse`] would refuse it.
    pub fn new(
        index: u64,
        hashes: Vec<Hash>,
        checkpoint: SignedCheckpoint,
        leaf: Leaf,
        earlier: Option<Evidence>,
    ) -> Result<Evidence, EvidenceError> {
        let mut extra = leaf.to_bytes().to_vec();
        if let Some(earlier) = &earlier {
            extra.extend(earlier.to_bytes());
        }
        let proof = TlogProof { extra: Some(extra), index, hashes, checkpoint };
        Evidence { proof, leaf, earlier: earlier.map(Box::new) }.in_form()
    }

    /// Reads evidence in its one form.
    pub fn parse(bytes: &[u8]) -> Result<Evidence, EvidenceError> {
        Evidence::parse_within(bytes, EVIDENCE_ROOMS_MAX)
    }

    fn parse_within(bytes: &[u8], rooms_max: usize) -> Result<Evidence, EvidenceError> {
        if bytes.len() > EVIDENCE_BYTES_MAX {
            return Err(EvidenceError::TooLong { bytes: bytes.len() });
        }
        if rooms_max == 0 {
            return Err(EvidenceError::Rooms);
        }
        let proof = TlogProof::parse(bytes)?;
        let extra = proof.extra.as_deref().unwrap_or_default();
        let (leaf, earlier) = extra.split_at_checked(LEAF_BYTES).ok_or(EvidenceError::Leaf)?;
        let leaf = Leaf::from_bytes(leaf).map_err(|_| EvidenceError::Leaf)?;
        let earlier = match earlier {
            [] => None,
            earlier => Some(Box::new(Evidence::parse_within(earlier, rooms_max - 1)?)),
        };
        Evidence { proof, leaf, earlier }.in_form()
    }

    /// What holds of all evidence, whatever it is evidence of.
    fn in_form(self) -> Result<Evidence, EvidenceError> {
        let origin = self.origin();
        let lines = &self.proof.checkpoint.note().signatures;
        if lines.len() != 1 || lines[0].name != origin.as_str() {
            return Err(EvidenceError::Signatures(origin.clone()));
        }
        if let Some(earlier) = &self.earlier {
            earlier.goes_before(origin, &self.leaf)?;
        }
        if self.rooms().count() > EVIDENCE_ROOMS_MAX {
            return Err(EvidenceError::Rooms);
        }
        Ok(self)
    }

    /// Whether this can be evidence of an entry of the room `origin` with this leaf: of the same
    /// note, from another room, and not later.
    pub fn goes_before(&self, origin: &Origin, leaf: &Leaf) -> Result<(), EvidenceError> {
        if self.rooms().any(|room| room.origin() == origin) {
            return Err(EvidenceError::Rooms);
        }
        if self.leaf.commitment != leaf.commitment {
            return Err(EvidenceError::OtherNote);
        }
        if self.leaf.time_ms > leaf.time_ms {
            return Err(EvidenceError::Time(self.origin().clone()));
        }
        Ok(())
    }

    /// The bytes; [`Evidence::parse`] reads them.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.proof.to_bytes()
    }

    /// The room that the note was carried from.
    pub fn origin(&self) -> &Origin {
        &self.proof.checkpoint.checkpoint().origin
    }

    /// The note's leaf there.
    pub fn leaf(&self) -> Leaf {
        self.leaf
    }

    /// Its index there.
    pub fn index(&self) -> u64 {
        self.proof.index
    }

    /// This evidence, and that by which the note stands in the room that it was carried from.
    pub fn rooms(&self) -> impl Iterator<Item = &Evidence> {
        std::iter::successors(Some(self), |evidence| evidence.earlier.as_deref())
    }

    /// The evidence of where the note stood first: in the room that it was written for.
    pub fn first(&self) -> &Evidence {
        self.rooms().last().unwrap_or(self)
    }

    /// Verifies that the leaf stood in the log of each room that the note came through.
    /// `log_key` knows the key of each room of the process, and of no other.
    pub fn verify(&self, log_key: impl Fn(&Origin) -> Option<VerifierKey>) -> Result<(), EvidenceError> {
        for evidence in self.rooms() {
            let origin = evidence.origin();
            let key = log_key(origin).ok_or_else(|| EvidenceError::UnknownRoom(origin.clone()))?;
            evidence.proof.verify(evidence.leaf.hash(), &key)?;
        }
        Ok(())
    }
}
