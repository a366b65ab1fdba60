//! What must be checked in the order of the log.

use std::collections::VecDeque;

use super::{CheckpointVerified, Failure, Fault, OpenedAnnex, OpenedEntry, Place, checkpoint};
use crate::checkpoint::SignedCheckpoint;
use crate::hash::Hash;
use crate::ids::Origin;
use crate::key::VerifierKey;
use crate::note::{AnnexRef, Head};
use crate::tree::{EMPTY_ROOT, Frontier};

/// Checks a room entry by entry. Holds 72 bytes an entry: the root of each size, for
/// heads cited, and the hash of each text, for acts entered twice.
#[derive(Clone, Debug)]
pub struct RoomVerifier {
    origin: Origin,
    frontier: Frontier,
    /// The root at each size up to now, from 0.
    roots: Vec<Hash>,
    /// Hash of each note's text, with its entry's index.
    texts: Vec<(Hash, u64)>,
    first_time_ms: u64,
    last_time_ms: u64,
    /// Annexes that notes named and that were not given yet.
    awaited: VecDeque<MatchedAnnex>,
    /// The room that a note was written for, of those carried here whose annexes are awaited.
    written_for: VecDeque<(u64, Origin)>,
    annexes_open: u64,
    annexes_erased: u64,
    annexes_withheld: u64,
}

/// An annex as its note names it, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchedAnnex {
    /// Index of the note's entry.
    pub entry: u64,
    /// Position in the note's list of annexes, from 0.
    pub position: usize,
    /// What the note says of it.
    pub annex: AnnexRef,
}

/// A room that verified, with counts to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomVerified {
    /// The room.
    pub origin: Origin,
    /// Its head: size and root, which are the checkpoint's.
    pub head: Head,
    /// What the checkpoint's signatures amount to.
    pub checkpoint: CheckpointVerified,
    /// Times of the first and last leaf, in milliseconds since 1970; `None` of an empty log.
    pub times_ms: Option<(u64, u64)>,
    /// Number of annexes that were opened and hold.
    pub annexes_open: u64,
    /// Number of annexes said to be erased.
    pub annexes_erased: u64,
    /// Number of annexes that the reader may not see.
    pub annexes_withheld: u64,
}

impl RoomVerifier {
    /// Begins with the empty log of the room.
    pub fn new(origin: Origin) -> RoomVerifier {
        RoomVerifier {
            origin,
            frontier: Frontier::new(),
            roots: vec![EMPTY_ROOT],
            texts: Vec::new(),
            first_time_ms: 0,
            last_time_ms: 0,
            awaited: VecDeque::new(),
            written_for: VecDeque::new(),
            annexes_open: 0,
            annexes_erased: 0,
            annexes_withheld: 0,
        }
    }

    /// The room.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Number of entries admitted.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root that the log had at this size; `None` where it is not yet so large.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        self.roots.get(usize::try_from(size).ok()?).copied()
    }

    /// Admits the next entry, already opened: its time is not before the last, and the
    /// head that it cites is one that this log had; that of a carried note is another log's.
    /// Its annexes are awaited from now on.
    pub fn admit(&mut self, entry: &OpenedEntry) -> Result<u64, Failure> {
        let index = self.size();
        let (time_ms, before_ms) = (entry.leaf.time_ms, self.last_time_ms);
        if time_ms < before_ms {
            return Err(self.failure(Place::Entry(index), Fault::Time { time_ms, before_ms }));
        }
        let cited = entry.note.head;
        let here = self.root_at(cited.size);
        if entry.evidence.is_none() && here != Some(cited.root) {
            return Err(self.failure(Place::Entry(index), Fault::ForeignHead { cited, here }));
        }
        if index == 0 {
            self.first_time_ms = time_ms;
        }
        self.last_time_ms = time_ms;
        self.frontier.append(entry.leaf_hash);
        self.roots.push(self.frontier.root());
        self.texts.push((entry.text_hash, index));
        if entry.evidence.is_some() && !entry.note.annexes.is_empty() {
            self.written_for.push_back((index, entry.note.origin.clone()));
        }
        let annexes = entry.note.annexes.iter().enumerate();
        self.awaited.extend(annexes.map(|(position, &annex)| MatchedAnnex { entry: index, position, annex }));
        Ok(index)
    }

    /// The room under whose origin the next annex is committed to: the one that its note was
    /// written for.
    pub fn annex_origin(&self) -> &Origin {
        let carried = self.awaited.front().zip(self.written_for.front());
        carried
            .filter(|(awaited, (entry, _))| awaited.entry == *entry)
            .map_or(&self.origin, |(_, (_, from))| from)
    }

    /// Matches the next annex given with the next that a note named.
    pub fn annex(&mut self, given: &OpenedAnnex) -> Result<MatchedAnnex, Failure> {
        let Some(awaited) = self.awaited.pop_front() else {
            return Err(self.failure(Place::Log, Fault::AnnexUnnamed));
        };
        // The note's last annex: the next is of a later one.
        if self.written_for.front().is_some_and(|(entry, _)| *entry == awaited.entry)
            && self.awaited.front().is_none_or(|next| next.entry != awaited.entry)
        {
            self.written_for.pop_front();
        }
        let place = Place::Annex { entry: awaited.entry, position: awaited.position };
        match *given {
            OpenedAnnex::Open { commitment, bytes } => {
                let expected = awaited.annex.commitment;
                if commitment != expected {
                    return Err(self.failure(place, Fault::Commitment { expected, opened: commitment }));
                }
                if bytes != awaited.annex.bytes {
                    return Err(
                        self.failure(place, Fault::AnnexBytes { bytes, expected: awaited.annex.bytes })
                    );
                }
                self.annexes_open += 1;
            }
            OpenedAnnex::Erased => self.annexes_erased += 1,
            OpenedAnnex::Withheld => self.annexes_withheld += 1,
        }
        Ok(awaited)
    }

    /// Says that the annexes of all entries admitted so far were given.
    pub fn annexes_complete(&self) -> Result<(), Failure> {
        match self.awaited.front() {
            Some(awaited) => {
                let place = Place::Annex { entry: awaited.entry, position: awaited.position };
                Err(self.failure(place, Fault::AnnexMissing))
            }
            None => Ok(()),
        }
    }

    /// Says that annexes are verified elsewhere: those awaited are forgotten.
    pub fn without_annexes(&mut self) {
        self.awaited.clear();
        self.written_for.clear();
    }

    /// Ends the room: no act entered twice, all annexes were given, the log is the
    /// checkpoint's, and the checkpoint is signed by the log key, whose name must be the
    /// room's origin.
    pub fn finish(
        mut self,
        signed: &SignedCheckpoint,
        log_key: &VerifierKey,
        witnesses: &[VerifierKey],
    ) -> Result<RoomVerified, Failure> {
        self.annexes_complete()?;
        if let Some((place, fault)) = self.entered_twice() {
            return Err(self.failure(place, fault));
        }
        let head = signed.checkpoint().head();
        let failure =
            |fault| Failure { origin: self.origin.clone(), place: Place::Log, fault: Box::new(fault) };
        if signed.checkpoint().origin != self.origin {
            return Err(failure(Fault::OtherCheckpoint(signed.checkpoint().origin.clone())));
        }
        let entries = self.frontier.size();
        if entries != head.size {
            return Err(failure(Fault::Size { entries, size: head.size }));
        }
        let computed = self.frontier.root();
        if computed != head.root {
            return Err(failure(Fault::Root { computed, signed: head.root }));
        }
        let verified = checkpoint(signed, log_key, witnesses).map_err(|error| failure(error.into()))?;
        Ok(RoomVerified {
            head,
            checkpoint: verified,
            times_ms: (entries > 0).then_some((self.first_time_ms, self.last_time_ms)),
            annexes_open: self.annexes_open,
            annexes_erased: self.annexes_erased,
            annexes_withheld: self.annexes_withheld,
            origin: self.origin,
        })
    }

    /// The earliest entry whose text was entered before.
    fn entered_twice(&mut self) -> Option<(Place, Fault)> {
        self.texts.sort_unstable();
        let again = self.texts.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let first = again.map(|pair| (pair[1].1, pair[0].1)).min();
        first.map(|(index, before)| (Place::Entry(index), Fault::Again(before)))
    }

    pub(super) fn failure(&self, place: Place, fault: Fault) -> Failure {
        Failure { origin: self.origin.clone(), place, fault: Box::new(fault) }
    }
}
