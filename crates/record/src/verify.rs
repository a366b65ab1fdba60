//! Verifying a room: from its leaves, the openings of its notes and its annexes to its
//! checkpoint. Pure building blocks, and a driver that uses every core.
//!
//! For each entry, in the order of the log:
//! 1. the leaf's time is not before the one before ([`RoomVerifier::admit`]);
//! 2. its commitment is that of the note opened ([`open_entry`]);
//! 3. the note has the one form and was written for this room ([`open_entry`]);
//! 4. its signatures verify, strictly ([`check_signatures`]);
//! 5. the head that it cites is one that this log had ([`RoomVerifier::admit`]);
//! 6. no note enters twice, and annexes are those that notes name.
//!
//! A carried note has evidence. It is opened under the origin of the room that it was written
//! for, whose log this verifier need not have: that it stood there is what the evidence shows
//! ([`open_entry`]), and the head that it cites is checked there, by whoever sees that room.
//!
//! Then the root of all leaves is the checkpoint's, and the checkpoint is signed
//! ([`RoomVerifier::finish`]). Whether an author had the powers to act, and what the acts
//! amount to, is the fold's to say.

use std::collections::BTreeMap;

use crate::archive::AnnexState;
use crate::carried::{Evidence, EvidenceError};
use crate::checkpoint::{CheckpointError, Cosigned};
use crate::commitment::{Commitment, Kind, Opening, commit};
use crate::hash::Hash;
use crate::ids::{ActorId, KeyName, Origin};
use crate::key::VerifierKey;
use crate::leaf::Leaf;
use crate::note::{Head, Note, NoteError};

mod parallel;
mod room;

pub use parallel::{RoomError, RoomPlan, Seen, room};
pub use room::{MatchedAnnex, RoomVerified, RoomVerifier};

/// Part of a room, as a verifier takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The next entries: as many leaves as openings of their notes.
    Entries {
        /// The leaves.
        leaves: Vec<Leaf>,
        /// The openings of their notes.
        openings: Vec<Opening>,
        /// The evidence of those that were carried here, by position among the leaves.
        evidence: BTreeMap<usize, Vec<u8>>,
    },
    /// The next annexes of notes given before, in the order of the notes and of each
    /// note's list.
    Annexes(Vec<AnnexState>),
}

/// The first thing found wrong in a room.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("room {origin}, {place}: {fault}")]
pub struct Failure {
    /// The room.
    pub origin: Origin,
    /// Where in it.
    pub place: Place,
    /// What is wrong.
    pub fault: Box<Fault>,
}

/// A place in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The entry of this index, from 0.
    Entry(u64),
    /// An annex of the note of an entry.
    Annex {
        /// Index of the entry.
        entry: u64,
        /// Position in the note's list of annexes, from 0.
        position: usize,
    },
    /// The room's log as a whole.
    Log,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Entry(index) => write!(f, "entry {index}"),
            Place::Annex { entry, position } => write!(f, "annex {position} of entry {entry}"),
            Place::Log => f.write_str("log"),
        }
    }
}

/// What is wrong in a room.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The content does not open the commitment.
    #[error("the content does not open the commitment {expected}; it opens {opened}")]
    Commitment {
        /// What the record holds.
        expected: Commitment,
        /// What the salt and content given make.
        opened: Commitment,
    },
    /// The note is none, or a signature fails.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The note was written for another room.
    #[error("the note was written for {0}")]
    OtherRoom(Origin),
    /// The evidence of a carried note is none, or does not hold.
    #[error("the evidence of the carried note: {0}")]
    Evidence(#[from] EvidenceError),
    /// The note was written for another room, and nothing shows that it stood there.
    #[error("the note was written for {0}, and no evidence is given that it stands there")]
    EvidenceMissing(Origin),
    /// Evidence is given for no entry.
    #[error("evidence is given that belongs to no entry")]
    EvidenceUnnamed,
    /// Time goes back.
    #[error("the leaf's time, {time_ms} ms, is before that of the entry before, {before_ms} ms")]
    Time {
        /// The leaf's time, in milliseconds since 1970.
        time_ms: u64,
        /// That of the leaf before.
        before_ms: u64,
    },
    /// The note cites a head that this log never had: a fork.
    #[error("a fork: the note cites the head {cited}, and this log {}", had(.cited, .here))]
    ForeignHead {
        /// What the note cites.
        cited: Head,
        /// The root that this log had at that size; `None` where it was never so large
        /// before the note.
        here: Option<Hash>,
    },
    /// The same text was entered before.
    #[error("the note's text was entered before, as entry {0}; an act enters once")]
    Again(u64),
    /// An annex has another length than its note says.
    #[error("the annex has {bytes} bytes, its note says {expected}")]
    AnnexBytes {
        /// Its length.
        bytes: u64,
        /// What the note says.
        expected: u64,
    },
    /// An annex is not given, not even as erased or withheld.
    #[error("the annex is missing: neither open nor said to be erased or withheld")]
    AnnexMissing,
    /// An annex is given that no note names.
    #[error("an annex is given that no note names")]
    AnnexUnnamed,
    /// Leaves and openings differ in number.
    #[error("{leaves} leaves and {openings} openings of notes were given together")]
    Uneven {
        /// Number of leaves.
        leaves: usize,
        /// Number of openings.
        openings: usize,
    },
    /// The log does not have the checkpoint's size.
    #[error("the log has {entries} entries, its checkpoint counts {size}")]
    Size {
        /// Entries given.
        entries: u64,
        /// What the checkpoint says.
        size: u64,
    },
    /// The log does not have the checkpoint's root.
    #[error("the root of the log is {computed}, its checkpoint says {signed}")]
    Root {
        /// The root of the leaves given.
        computed: Hash,
        /// What the checkpoint says.
        signed: Hash,
    },
    /// The checkpoint is of another room.
    #[error("the checkpoint is of {0}")]
    OtherCheckpoint(Origin),
    /// The checkpoint does not verify.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

fn had(cited: &Head, here: &Option<Hash>) -> String {
    match here {
        Some(root) => format!("had the head {}", Head { size: cited.size, root: *root }),
        None => "had not yet so many entries".to_owned(),
    }
}

/// An entry whose note was opened and read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedEntry {
    /// The leaf.
    pub leaf: Leaf,
    /// Its hash, as it stands in the tree.
    pub leaf_hash: Hash,
    /// The note.
    pub note: Note,
    /// SHA-256 of the note's text, by which an act that entered twice is found.
    pub text_hash: Hash,
    /// Where the note stood before, if it was carried here.
    pub evidence: Option<Evidence>,
}

/// Opens an entry: recomputes the commitment, reads the note, and sees that it was
/// written for this room; or, where there is evidence, for the room where the evidence begins, which
/// holds for the log keys of the process (`log_key`: none for a room that is not of it). Does not
/// verify the note's signatures ([`check_signatures`]).
pub fn open_entry(
    origin: &Origin,
    leaf: &Leaf,
    opening: Opening,
    evidence: Option<&[u8]>,
    log_key: impl Fn(&Origin) -> Option<VerifierKey>,
) -> Result<OpenedEntry, Fault> {
    let evidence = evidence.map(Evidence::parse).transpose()?;
    if let Some(evidence) = &evidence {
        evidence.goes_before(origin, leaf)?;
        evidence.verify(log_key)?;
    }
    let written_for = evidence.as_ref().map_or(origin, |evidence| evidence.first().origin());
    let opened = opening.commit(Kind::Note, written_for);
    if opened != leaf.commitment {
        return Err(match carried_from(leaf, &opening).filter(|_| evidence.is_none()) {
            Some(other) => Fault::EvidenceMissing(other),
            None => Fault::Commitment { expected: leaf.commitment, opened },
        });
    }
    let note = Note::from_bytes(opening.content)?;
    if note.origin != *written_for {
        return Err(Fault::OtherRoom(note.origin));
    }
    let text_hash = Hash::of(note.text().as_bytes());
    Ok(OpenedEntry { leaf: *leaf, leaf_hash: leaf.hash(), note, text_hash, evidence })
}

/// The room for which a note was written, where it opens the leaf's commitment under its origin.
fn carried_from(leaf: &Leaf, opening: &Opening) -> Option<Origin> {
    let note = Note::parse(&opening.content).ok()?;
    (opening.commit(Kind::Note, &note.origin) == leaf.commitment).then_some(note.origin)
}

/// Verifies a note's signatures, strictly, with the keys of its author's process.
pub fn check_signatures(
    note: &Note,
    keys: impl Fn(&ActorId, &KeyName, u32) -> Option<VerifierKey>,
) -> Result<(), Fault> {
    Ok(note.verify(|name, id| keys(&note.author, name, id))?)
}

/// What an annex given amounts to: to be matched with what its note names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenedAnnex {
    /// It is open, and this is what it opens.
    Open {
        /// What salt and content make.
        commitment: Commitment,
        /// Length of the content.
        bytes: u64,
    },
    /// It was erased.
    Erased,
    /// The reader may not see it.
    Withheld,
}

/// Opens an annex: computes its commitment. `origin` is the room that its note was written for.
pub fn open_annex(origin: &Origin, annex: &AnnexState) -> OpenedAnnex {
    match annex {
        AnnexState::Open(Opening { salt, content }) => OpenedAnnex::Open {
            commitment: commit(Kind::Annex, origin, salt, content),
            bytes: content.len() as u64,
        },
        AnnexState::Erased => OpenedAnnex::Erased,
        AnnexState::Withheld => OpenedAnnex::Withheld,
    }
}

/// What a checkpoint's signatures amount to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckpointVerified {
    /// Cosignatures of the witnesses given, in the order of the lines.
    pub cosigned: Vec<Cosigned>,
    /// Names on signature lines that are neither the log's nor a given witness's. Nobody
    /// vouches for them: they are to be shown as not checked.
    pub unknown: Vec<String>,
}

/// Verifies a checkpoint: the log key's signature, and the cosignatures of the witnesses
/// given. One of a known key that fails rejects it.
pub fn checkpoint(
    checkpoint: &crate::checkpoint::SignedCheckpoint,
    log_key: &VerifierKey,
    witnesses: &[VerifierKey],
) -> Result<CheckpointVerified, CheckpointError> {
    checkpoint.verify(log_key)?;
    let cosigned = checkpoint.cosigned(witnesses)?;
    let known = |name: &str, id: u32| {
        std::iter::once(log_key).chain(witnesses).any(|key| key.name() == name && key.id() == id)
    };
    let lines = checkpoint.note().signatures.iter();
    let unknown =
        lines.filter(|line| !known(&line.name, line.key_id)).map(|line| line.name.clone()).collect();
    Ok(CheckpointVerified { cosigned, unknown })
}
