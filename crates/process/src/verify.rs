//! Verifying what the record alone cannot say: whose keys signed, and whether they were in force.
//!
//! The registry is verified first, note by note, since each may admit or revoke keys for those
//! after it, or amend the charter; the charter, its first note, is signed with keys that it states
//! itself, an amendment also with those of the principals that are new in it. With the
//! registry known, the other rooms can be verified in any order and on every core
//! ([`verbale_record::verify::room`]): signatures with [`VerifiedRegistry::key`], and that the
//! keys were in force at the leaf with [`VerifiedRegistry::in_force`], which for a carried note is
//! the leaf where it was written ([`VerifiedRegistry::entered`]).
//!
//! What a note lacks in powers is no fault of the record: the fold lists such acts as without
//! effect.

use verbale_record::{
    ActorId, Hash, KeyName, Leaf, Note, Opening, Origin, ProcessId, VerifierKey,
    archive::AnnexState,
    checkpoint::SignedCheckpoint,
    key::KeyError,
    verify::{
        Failure, Fault, MatchedAnnex, OpenedEntry, Place as RecordPlace, RoomVerified, RoomVerifier,
        check_signatures, open_annex, open_entry,
    },
};

use crate::{
    act::Kind,
    charter::{Charter, CharterError, ProcessKind},
    entry::{Entry, Place},
    registry::{KeyStatus, Registry},
    wire,
};

/// What is wrong with a registry, or with a note's keys.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RegistryFault {
    /// The record does not hold.
    #[error(transparent)]
    Record(#[from] Failure),
    /// The first note is no charter that can be used.
    #[error("entry 0 of the registry: {0}")]
    Charter(#[from] CharterError),
    /// The registry has no entry, and so no charter.
    #[error("the registry is empty; it begins with the charter")]
    Empty,
    /// The registry that the charter names is another.
    #[error("the charter names the registry {named}, and stands in {found}")]
    OtherRegistry {
        /// The charter's registry.
        named: Origin,
        /// The room that it stands in.
        found: Origin,
    },
    /// Not every principal has signed the charter of talks.
    #[error(
        "entry 0 of the registry: the charter of talks is not signed for {0}; talks begin when the principal of each actor that has one has signed"
    )]
    Unsigned(String),
    /// A key signed where it was not in force.
    #[error("room {room}, entry {leaf}: {fault}")]
    Key {
        /// The room.
        room: Origin,
        /// Index of the entry.
        leaf: u64,
        /// What is wrong.
        fault: KeyFault,
    },
}

/// Why a note's keys do not speak for its author where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The registry never admitted the key, or only later.
    #[error("the key {0} was not admitted when the note was entered")]
    NotAdmitted(KeyName),
    /// It was revoked before.
    #[error("the key {0} had been revoked when the note was entered")]
    Revoked(KeyName),
    /// None of the keys signs for the author.
    #[error("none of the keys signs for {0}, in whose name the note was written")]
    NotOfAuthor(ActorId),
}

/// Verifies a registry, entry by entry.
pub struct RegistryVerifier {
    room: RoomVerifier,
    known: Option<VerifiedRegistry>,
}

/// A process's charter and keys, verified.
#[derive(Clone, Debug)]
pub struct VerifiedRegistry {
    id: ProcessId,
    registry: Registry,
    log_key: VerifierKey,
    witnesses: Vec<VerifierKey>,
}

impl RegistryVerifier {
    /// Begins with the empty log of the registry.
    pub fn new(origin: Origin) -> RegistryVerifier {
        RegistryVerifier { room: RoomVerifier::new(origin), known: None }
    }

    /// Number of entries admitted.
    pub fn size(&self) -> u64 {
        self.room.size()
    }

    /// The root that the log had at this size, if it was so large.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        self.room.root_at(size)
    }

    /// Verifies the next entry: commitment, form, signatures, time and head cited. Nothing is carried
    /// to a registry, so evidence, where there is any, does not hold.
    ///
    /// # Errors
    /// With the first thing that does not hold, and its place.
    pub fn entry(
        &mut self,
        leaf: &Leaf,
        opening: Opening,
        evidence: Option<&[u8]>,
    ) -> Result<OpenedEntry, RegistryFault> {
        let index = self.room.size();
        let origin = self.room.origin().clone();
        let failure = |fault: Fault| failure(&origin, RecordPlace::Entry(index), fault);
        let opened = open_entry(&origin, leaf, opening, evidence, |_| None).map_err(failure)?;
        let place = Place { time_ms: leaf.time_ms, room: 0, leaf: index };
        let entry = Entry::read(&opened.note, leaf.commitment, place);
        match &mut self.known {
            None => {
                let mut known = VerifiedRegistry::of_charter(&opened.note, place)?;
                known.apply(&entry)?;
                self.known = Some(known);
            }
            Some(known) => {
                let stated = |name: &KeyName, id| known.registry.stated_key(&entry.act.kind, name, id);
                check_signatures(&opened.note, |_, name, id| {
                    known.key(name, id).or_else(|| stated(name, id))
                })
                .map_err(failure)?;
                if let Some(fault) = known.key_fault(&opened.note, place, stated) {
                    return Err(RegistryFault::Key { room: origin, leaf: index, fault });
                }
                known.apply(&entry)?;
            }
        }
        self.room.admit(&opened)?;
        Ok(opened)
    }

    /// Verifies the next annex of the entries admitted so far.
    ///
    /// # Errors
    /// Where it is not the one that its note names.
    pub fn annex(&mut self, annex: &AnnexState) -> Result<MatchedAnnex, RegistryFault> {
        let origin = self.room.origin().clone();
        Ok(self.room.annex(&open_annex(&origin, annex))?)
    }

    /// Ends the registry: its log is the checkpoint's, and the charter's log key signed that.
    ///
    /// # Errors
    /// Where one of it does not hold, or there is no charter.
    pub fn finish(
        self,
        signed: &SignedCheckpoint,
    ) -> Result<(RoomVerified, VerifiedRegistry), RegistryFault> {
        let known = self.known.ok_or(RegistryFault::Empty)?;
        let log_key = known.log_key(self.room.origin())?;
        let verified = self.room.finish(signed, &log_key, &known.witnesses)?;
        Ok((verified, known))
    }
}

impl VerifiedRegistry {
    /// What a charter alone says, verified with the keys that it states itself: a registry whose
    /// further notes, which may admit or revoke keys, are not at hand.
    ///
    /// # Errors
    /// Where it is no charter, or not signed as it should be.
    pub fn of_charter(note: &Note, place: Place) -> Result<VerifiedRegistry, RegistryFault> {
        let known = VerifiedRegistry::stated_by(note)?;
        check_signatures(note, |_, name, id| known.key(name, id))
            .map_err(|fault| failure(&note.origin, RecordPlace::Entry(place.leaf), fault))?;
        known.in_force(note, &note.origin, place)?;
        known.signed_by_all(note)?;
        Ok(known)
    }

    /// Talks are by consent of all who take part; a register's editor alone answers for it.
    fn signed_by_all(&self, note: &Note) -> Result<(), RegistryFault> {
        if self.charter().process == ProcessKind::Register {
            return Ok(());
        }
        let has_signed = |actor: &ActorId| {
            note.signatures.iter().any(|s| self.registry.verifier(actor, &s.name, s.key_id).is_some())
        };
        let with_principal = self.charter().actors.iter().filter(|a| a.principal.is_some());
        let missing: Vec<&str> =
            with_principal.map(|a| &a.id).filter(|id| !has_signed(id)).map(ActorId::as_str).collect();
        if missing.is_empty() { Ok(()) } else { Err(RegistryFault::Unsigned(missing.join(", "))) }
    }

    fn stated_by(note: &Note) -> Result<VerifiedRegistry, RegistryFault> {
        let origin = &note.origin;
        let charter = match wire::read(&note.act).kind {
            Kind::Charter(charter) => *charter,
            Kind::Unreadable { name, reason } => {
                return Err(CharterError::NoCharter(format!("{name} that cannot be read ({reason})")).into());
            }
            other => return Err(CharterError::NoCharter(other.name().to_owned()).into()),
        };
        charter.check()?;
        let registry = Registry::new(&charter)?;
        if charter.rooms[0].origin != *origin {
            return Err(RegistryFault::OtherRegistry {
                named: charter.rooms[0].origin.clone(),
                found: origin.clone(),
            });
        }
        let log_key = charter.log_key_of(origin)?;
        let witnesses = witnesses(&charter)?;
        Ok(VerifiedRegistry { id: ProcessId::of(note.as_bytes()), registry, log_key, witnesses })
    }

    /// Applies a further note of the registry.
    fn apply(&mut self, entry: &Entry) -> Result<(), RegistryFault> {
        // What has no effect stays on the record all the same, and the fold lists it.
        if self.registry.apply(entry).is_ok() && matches!(entry.act.kind, Kind::Amendment { .. }) {
            self.witnesses = witnesses(self.registry.charter())?;
        }
        Ok(())
    }

    /// The process: the hash of its charter's exact signed bytes.
    pub fn id(&self) -> ProcessId {
        self.id
    }

    /// The charter in force after all notes of the registry.
    pub fn charter(&self) -> &Charter {
        self.registry.charter()
    }

    /// Keys and powers.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The key that signs the checkpoints of a room.
    ///
    /// # Errors
    /// Never for an origin: every origin can name a key.
    pub fn log_key(&self, room: &Origin) -> Result<VerifierKey, CharterError> {
        self.log_key
            .renamed(room.as_str())
            .map_err(|e: KeyError| CharterError::Key { whose: "log key".to_owned(), reason: e.to_string() })
    }

    /// The key that signs the checkpoints of a room of the charter; `None` for any other room.
    pub fn room_log_key(&self, room: &Origin) -> Option<VerifierKey> {
        self.charter().rooms.iter().find(|entry| entry.origin == *room)?;
        self.log_key(room).ok()
    }

    /// An entry of a room whose record holds, as the fold takes it: with the place where it counts.
    /// Its keys must have been in force where it was written. `arrived` is where it stands.
    ///
    /// # Errors
    /// With the key that was not.
    pub fn entered(&self, opened: &OpenedEntry, arrived: Place) -> Result<Entry, RegistryFault> {
        let (note, commitment) = (&opened.note, opened.leaf.commitment);
        let entry = opened
            .evidence
            .as_ref()
            .and_then(|evidence| Entry::carried(self.charter(), note, commitment, arrived, evidence))
            .unwrap_or_else(|| Entry::read(note, commitment, arrived));
        self.in_force(note, &note.origin, entry.written())?;
        Ok(entry)
    }

    /// The witnesses that the charter in force names.
    pub fn witnesses(&self) -> &[VerifierKey] {
        &self.witnesses
    }

    /// The key of that name and id, whoever it signs for.
    pub fn key(&self, name: &KeyName, key_id: u32) -> Option<VerifierKey> {
        let record = self.registry.key(name)?;
        (record.verifier.id() == key_id).then(|| record.verifier.clone())
    }

    /// Whether the keys that signed a note were in force where it stands, and one of them signs
    /// for its author. `place.room` is the room's index in the charter.
    ///
    /// # Errors
    /// With the key that was not.
    pub fn in_force(&self, note: &Note, room: &Origin, place: Place) -> Result<(), RegistryFault> {
        match self.key_fault(note, place, |_, _| None) {
            None => Ok(()),
            Some(fault) => Err(RegistryFault::Key { room: room.clone(), leaf: place.leaf, fault }),
        }
    }

    /// What is wrong with a note's keys; `stated` are those that the note states itself, and that
    /// may sign it.
    fn key_fault(
        &self,
        note: &Note,
        place: Place,
        stated: impl Fn(&KeyName, u32) -> Option<VerifierKey>,
    ) -> Option<KeyFault> {
        for signature in &note.signatures {
            let name = &signature.name;
            if stated(name, signature.key_id).is_some() {
                continue;
            }
            match self.registry.status(name, place) {
                KeyStatus::Unknown => return Some(KeyFault::NotAdmitted(name.clone())),
                KeyStatus::Revoked => return Some(KeyFault::Revoked(name.clone())),
                KeyStatus::Active => {}
            }
            if self.registry.key(name).is_some_and(|key| !key.is_active(place)) {
                return Some(KeyFault::NotAdmitted(name.clone()));
            }
        }
        let of_author = |s: &verbale_record::note::NoteSignature| {
            self.registry.verifier(&note.author, &s.name, s.key_id).is_some()
        };
        (!note.signatures.iter().any(of_author)).then(|| KeyFault::NotOfAuthor(note.author.clone()))
    }
}

fn witnesses(charter: &Charter) -> Result<Vec<VerifierKey>, CharterError> {
    let parse = |vkey: &String| {
        VerifierKey::parse(vkey).map_err(|error| key_error("witness", format!("{vkey}: {error}")))
    };
    charter.witnesses.iter().map(parse).collect()
}

fn key_error(whose: &str, reason: String) -> CharterError {
    CharterError::Key { whose: whose.to_owned(), reason }
}

fn failure(origin: &Origin, place: RecordPlace, fault: Fault) -> RegistryFault {
    RegistryFault::Record(Failure { origin: origin.clone(), place, fault: Box::new(fault) })
}
