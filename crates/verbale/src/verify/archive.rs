//! Verifying an archive, in one pass: the registry note by note, the other rooms on every core.

use std::{
    cell::RefCell,
    collections::VecDeque,
    fs::File,
    io::{self, BufReader, Read, Seek as _},
    rc::Rc,
};

use verbale_process::{
    charter::{ProcessKind, Role},
    entry::{Entry, Place},
    verify::{RegistryFault, RegistryVerifier, VerifiedRegistry},
};
use verbale_record::{
    ActorId, Commitment, Hash, KeyName, Note, Origin, VerifierKey,
    archive::{AnnexState, ArchiveError, ArchiveFault, ArchiveReader, Event, Header},
    checkpoint::Cosigned,
    checkpoint::SignedCheckpoint,
    fork_proof::Evidence,
    note::AnnexRole,
    tree::MemoryHashes,
    verify::{self, Fault, Piece, Place as RecordPlace, RoomError, RoomPlan, RoomVerified, Seen},
};

use crate::{
    failure::{Failure, Kind},
    loaded::{Loaded, LoadedRoom},
    progress::Progress,
    verify::{
        Options, Report, Verified, entries, failed,
        fork::{Conflict, Other},
    },
};

/// Verifies an archive. What holds is said in the report as it is found; the first thing that
/// does not ends the verification.
pub fn archive(archive: &File, options: &Options<'_>, report: &mut Report) -> Result<Verified, Failure> {
    let from_its_beginning = || {
        let mut file = archive.try_clone()?;
        file.rewind().map(|()| file)
    };
    let open = || {
        from_its_beginning().map_err(|error: io::Error| {
            Failure::new(Kind::Store, format!("cannot read the archive: {error}"))
        })
    };
    let file = open()?;
    let bytes = file.metadata().map(|data| data.len()).unwrap_or_default();
    let progress = Rc::new(Progress::of_bytes(options.console, "verifying", bytes));
    let counted = Counted { inner: file, read: 0, progress: Rc::clone(&progress) };
    let mut pass = Pass {
        reader: ArchiveReader::new(BufReader::with_capacity(1 << 20, counted)),
        options,
        report,
        loaded: None,
        folding: options.fold_entries_max > 0,
        read: Vec::new(),
        counts: Counts::default(),
    };
    match pass.run() {
        Ok(verified) => Ok(verified),
        Err(Stop::Failure(failure)) => Err(failure),
        Err(Stop::Conflict(conflict)) => {
            drop(progress);
            let second = second_look(open()?, &conflict)?;
            Err(report.fails("fork", conflict.settle(second, options.fork_proof.as_deref())?))
        }
    }
}

/// Why a pass ended early.
enum Stop {
    Failure(Failure),
    Conflict(Box<Conflict>),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failure(failure)
    }
}

struct Pass<'a, R> {
    reader: ArchiveReader<R>,
    options: &'a Options<'a>,
    report: &'a mut Report,
    loaded: Option<Loaded>,
    /// Whether the record is folded too.
    folding: bool,
    read: Vec<LoadedRoom>,
    counts: Counts,
}

#[derive(Default)]
struct Counts {
    notes: u64,
    signatures: u64,
    beyond_powers: u64,
    unreadable: u64,
}

impl<R: Read> Pass<'_, R> {
    fn run(&mut self) -> Result<Verified, Stop> {
        let header = match self.event()? {
            Event::Header(header) => header,
            other => return Err(bug(&other).into()),
        };
        let registry = self.registry(&header)?;
        let mut missing: Vec<&str> = Vec::new();
        let charter = registry.charter().clone();
        for room in &charter.rooms[1..] {
            if !header.rooms().contains(&room.origin) {
                missing.push(&room.name);
            }
        }
        for origin in header.rooms() {
            self.room(origin, &registry)?;
        }
        let bytes = match self.event()? {
            Event::End { bytes } => bytes,
            other => return Err(bug(&other).into()),
        };
        self.report.holds("form", format!("the archive has its one form to the last of {bytes} bytes"))?;
        self.powers()?;
        if !missing.is_empty() {
            self.report.leaves_out(format!("rooms that the archive does not hold: {}", missing.join(", ")));
        }
        for kept in self.options.kept {
            let origin = &kept.checkpoint.checkpoint().origin;
            if origin != header.registry() && !header.rooms().contains(origin) {
                return Err(Failure::new(
                    Kind::Input,
                    format!("the checkpoint is of room {origin}, which the record does not hold"),
                )
                .at(&kept.from)
                .hint("give a checkpoint of one of the record's rooms")
                .into());
            }
        }
        if charter.process == ProcessKind::Register {
            self.report.leaves_out(
                "whether what is reported happened: the register's editor vouches for it, with its sources",
            );
        }
        if charter.witnesses.is_empty() {
            self.report.leaves_out(
                "whether the host shows everybody the same record: no witness cosigns it; compare heads with somebody",
            );
        }
        let mut loaded = self.loaded.take().filter(|_| self.folding);
        if let Some(loaded) = &mut loaded {
            loaded.set_rooms(std::mem::take(&mut self.read));
        } else {
            let max = self.options.fold_entries_max;
            if max > 0 {
                self.report.leaves_out(format!(
                    "the standing: the record has more than {max} entries; --standing computes it"
                ));
            }
        }
        Ok(Verified { id: registry.id(), loaded, notes_checked: true })
    }

    fn event(&mut self) -> Result<Event, Stop> {
        self.options.cancel.check("nothing was changed")?;
        match self.reader.next_event() {
            Ok(Some(event)) => Ok(event),
            Ok(None) => Err(Failure::new(Kind::Bug, "the archive was read beyond its end").into()),
            Err(error) => Err(self.form(&error).into()),
        }
    }

    /// The archive itself is not as it should be.
    fn form(&mut self, error: &ArchiveError) -> Failure {
        if let ArchiveFault::Io(io) = &error.fault {
            return Failure::new(Kind::Store, format!("cannot read the archive: {io}"));
        }
        self.report.fails("form", failed(error.to_string()))
    }

    fn registry(&mut self, header: &Header) -> Result<VerifiedRegistry, Stop> {
        let checkpoint = self.begun_room()?;
        let mut verifier = RegistryVerifier::new(header.registry().clone());
        let mut worded = VecDeque::new();
        let mut entered: Vec<Entry> = Vec::new();
        loop {
            match self.event()? {
                Event::Entries(chunk) => {
                    for (position, (leaf, opening)) in chunk.leaves.iter().zip(chunk.openings).enumerate() {
                        let place = Place { time_ms: leaf.time_ms, room: 0, leaf: verifier.size() };
                        let evidence = chunk.evidence.get(&position).map(Vec::as_slice);
                        let opened = match verifier.entry(leaf, opening, evidence) {
                            Ok(opened) => opened,
                            Err(fault) => return Err(self.registry_stop(fault, &checkpoint)),
                        };
                        self.counts.count(&opened.note);
                        if !opened.note.annexes.is_empty() {
                            worded.push_back((place.leaf, leaf.commitment));
                        }
                        let entry = Entry::read(&opened.note, leaf.commitment, place);
                        if self.folding {
                            Loaded::take(&mut self.loaded, &opened.note, entry.clone())?;
                        }
                        entered.push(entry);
                    }
                }
                Event::Annexes(annexes) => {
                    for annex in &annexes {
                        let matched = match verifier.annex(annex) {
                            Ok(matched) => matched,
                            Err(fault) => return Err(self.registry_stop(fault, &checkpoint)),
                        };
                        if let Some(loaded) = &mut self.loaded {
                            word(loaded, &mut worded, matched.entry, matched.annex.role, annex);
                        }
                    }
                }
                Event::RoomEnd(_) => break,
                other => return Err(bug(&other).into()),
            }
        }
        let kept = self.kept_roots(header.registry(), |size| verifier.root_at(size));
        let (verified, registry) = match verifier.finish(&checkpoint) {
            Ok(finished) => finished,
            Err(fault) => return Err(self.registry_stop(fault, &checkpoint)),
        };
        self.charter(header, &registry)?;
        self.counts.powers(&registry, &entered);
        self.room_holds(0, &verified, &checkpoint, &registry)?;
        self.continues(kept, &checkpoint, &registry)?;
        Ok(registry)
    }

    fn begun_room(&mut self) -> Result<SignedCheckpoint, Stop> {
        match self.event()? {
            Event::Room(checkpoint) => Ok(*checkpoint),
            other => Err(bug(&other).into()),
        }
    }

    /// Whether it is the process that it must be.
    fn charter(&mut self, header: &Header, registry: &VerifiedRegistry) -> Result<(), Failure> {
        let id = registry.id();
        if header.process() != id {
            let failure = failed(format!(
                "the archive says that it holds the process {}, and its charter's hash is {id}",
                header.process()
            ));
            return Err(self.report.fails("charter", failure));
        }
        match self.options.charter {
            Some(asked) if asked != id => {
                let failure = Failure::new(
                    Kind::CheckFailed,
                    format!("this is the process {id}, not the one asked for, {asked}"),
                )
                .hint("check the hash that you were given, and who gave you this record");
                Err(self.report.fails("charter", failure))
            }
            asked => {
                let charter = registry.charter();
                let editor = charter.actors.iter().find(|actor| actor.role == Role::Editor);
                let kept = editor.map(|editor| format!(", kept by {}", editor.id)).unwrap_or_default();
                let compared = if asked.is_some() { "; it is the one asked for" } else { "" };
                let amended = match registry.registry().charters().len() {
                    0 | 1 => String::new(),
                    2 => ", amended once".to_owned(),
                    charters => format!(", amended {} times", charters - 1),
                };
                self.report.holds(
                    "charter",
                    format!("{} {}{kept}{amended}: {id}{compared}", charter.process.name(), charter.name),
                )
            }
        }
    }

    fn room(&mut self, origin: &Origin, registry: &VerifiedRegistry) -> Result<(), Stop> {
        let checkpoint = self.begun_room()?;
        let charter = registry.charter();
        let Some(index) =
            (0u16..).zip(&charter.rooms).find(|(_, room)| room.origin == *origin).map(|(index, _)| index)
        else {
            let failure =
                failed(format!("the archive holds the room {origin}, which the charter does not name"));
            return Err(self.report.fails("rooms", failure).into());
        };
        let size = self.read.iter().map(|room| room.head.size).sum::<u64>() + checkpoint.checkpoint().size;
        if size > self.options.fold_entries_max {
            self.folding = false;
            self.loaded = None;
        }
        let plan = RoomPlan { threads: self.options.threads, annexes: true };
        let keys = |_: &ActorId, name: &KeyName, id: u32| -> Option<VerifierKey> { registry.key(name, id) };
        let log_key = |room: &Origin| registry.room_log_key(room);
        let stopped: RefCell<Option<RegistryFault>> = RefCell::new(None);
        let Pass { reader, options, counts, loaded, .. } = self;
        let pieces = || -> Result<Option<Piece>, Source> {
            if stopped.borrow().is_some() {
                return Err(Source::Stopped);
            }
            options.cancel.check("nothing was changed").map_err(Source::Cancelled)?;
            reader.next_piece().map_err(Source::Archive)
        };
        let mut worded = VecDeque::new();
        let seen = |seen: Seen<'_>| match seen {
            Seen::Entry { .. } if stopped.borrow().is_some() => {}
            Seen::Entry { index: leaf, entry } => {
                let place = Place { time_ms: entry.leaf.time_ms, room: index, leaf };
                let act = match registry.entered(entry, place) {
                    Ok(act) => act,
                    Err(fault) => {
                        *stopped.borrow_mut() = Some(fault);
                        return;
                    }
                };
                counts.count(&entry.note);
                counts.powers(registry, std::slice::from_ref(&act));
                if let Some(loaded) = loaded.as_mut() {
                    if !entry.note.annexes.is_empty() {
                        worded.push_back((leaf, entry.leaf.commitment));
                    }
                    // Whether the record holds is said before what it comes to is computed.
                    loaded.enter_later(act);
                }
            }
            Seen::Annex { matched, state } => {
                if let Some(loaded) = loaded.as_mut() {
                    word(loaded, &mut worded, matched.entry, matched.annex.role, state);
                }
            }
            Seen::Progress { .. } => {}
        };
        let outcome = verify::room(origin, plan, pieces, &keys, &log_key, seen);
        if let Some(fault) = stopped.into_inner() {
            return Err(self.report.fails("keys", failed(fault.to_string())).into());
        }
        let verifier = match outcome {
            Ok(verifier) => verifier,
            Err(RoomError::Source(Source::Archive(error))) => return Err(self.form(&error).into()),
            Err(RoomError::Source(Source::Cancelled(failure))) => return Err(failure.into()),
            Err(RoomError::Source(Source::Stopped)) => {
                return Err(Failure::new(Kind::Bug, "stopped without a reason").into());
            }
            Err(RoomError::Failure(failure)) => {
                return Err(self.record_stop(failure, &checkpoint, Some(registry)));
            }
        };
        let kept = self.kept_roots(origin, |size| verifier.root_at(size));
        let log_key = registry.log_key(origin).map_err(|error| failed(error.to_string()))?;
        let verified = match verifier.finish(&checkpoint, &log_key, registry.witnesses()) {
            Ok(verified) => verified,
            Err(failure) => return Err(self.record_stop(failure, &checkpoint, Some(registry))),
        };
        self.room_holds(index, &verified, &checkpoint, registry)?;
        self.continues(kept, &checkpoint, registry)
    }

    /// The record's root at the size of each checkpoint kept of this room.
    fn kept_roots(
        &self,
        origin: &Origin,
        root_at: impl Fn(u64) -> Option<Hash>,
    ) -> Vec<(usize, Option<Hash>)> {
        let kept = self.options.kept.iter().enumerate();
        let of_room = kept.filter(|(_, kept)| kept.checkpoint.checkpoint().origin == *origin);
        of_room.map(|(position, kept)| (position, root_at(kept.checkpoint.checkpoint().size))).collect()
    }

    /// Whether the room continues the checkpoints kept of it.
    fn continues(
        &mut self,
        kept: Vec<(usize, Option<Hash>)>,
        here: &SignedCheckpoint,
        registry: &VerifiedRegistry,
    ) -> Result<(), Stop> {
        for (position, root) in kept {
            let kept = &self.options.kept[position];
            let head = kept.checkpoint.checkpoint().head();
            let log_key =
                registry.log_key(&here.checkpoint().origin).map_err(|error| failed(error.to_string()))?;
            if let Err(error) = kept.checkpoint.verify(&log_key) {
                let failure = Failure::new(
                    Kind::CheckFailed,
                    format!("the checkpoint kept is not this process's: {error}"),
                )
                .at(&kept.from)
                .hint("check that it is of the same process, and that it was kept whole");
                return Err(self.report.fails("since", failure).into());
            }
            match root {
                Some(root) if root == head.root => {
                    self.report
                        .holds("since", format!("continues {} ({})", kept.from, entries(head.size)))?;
                }
                Some(_) => {
                    return Err(Stop::Conflict(Box::new(Conflict {
                        here: here.clone(),
                        other: Other::Evidence(Evidence::Checkpoint(kept.checkpoint.clone())),
                        head,
                        from: kept.from.clone(),
                        keys: Some(registry.clone()),
                    })));
                }
                None => {
                    let size = here.checkpoint().size;
                    let failure = Failure::new(
                        Kind::CheckFailed,
                        format!("the record has {}, and the checkpoint kept counts {}: it is an older copy, or entries were taken away", entries(size), head.size),
                    )
                    .at(&kept.from)
                    .hint("take a newer copy; where there is none, show the checkpoint to the members");
                    return Err(self.report.fails("since", failure).into());
                }
            }
        }
        Ok(())
    }

    fn room_holds(
        &mut self,
        index: u16,
        verified: &RoomVerified,
        checkpoint: &SignedCheckpoint,
        registry: &VerifiedRegistry,
    ) -> Result<(), Stop> {
        let charter = registry.charter();
        let name = charter.rooms[usize::from(index)].name.clone();
        self.report.head(&name, &verified.origin, verified.head);
        self.report.holds(
            "room",
            format!(
                "{name}: {} with times, commitments, notes, signatures and heads cited; root and checkpoint",
                entries(verified.head.size)
            ),
        )?;
        let (open, erased, withheld) =
            (verified.annexes_open, verified.annexes_erased, verified.annexes_withheld);
        if open + erased + withheld > 0 {
            self.report.holds(
                "annexes",
                format!(
                    "{name}: {open} open what their notes commit to, {erased} erased, {withheld} withheld"
                ),
            )?;
        }
        if erased + withheld > 0 {
            self.report
                .leaves_out(format!("annexes of {name} that were erased or withheld: {}", erased + withheld));
        }
        let witnesses: Vec<&str> =
            verified.checkpoint.cosigned.iter().map(|cosigned| cosigned.witness.as_str()).collect();
        let quorum = charter.rules.witness_quorum;
        let mut distinct = witnesses.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if !charter.witnesses.is_empty() || quorum > 0 {
            let found = format!(
                "{name}: {} of the charter's {} witnesses, {quorum} needed",
                distinct.len(),
                charter.witnesses.len()
            );
            if (distinct.len() as u64) < u64::from(quorum) {
                let failure = Failure::new(Kind::CheckFailed, format!("too few witnesses cosigned: {found}"))
                    .hint(
                        "take a copy from another source, or ask the witnesses for their newest checkpoint",
                    );
                return Err(self.report.fails("witnesses", failure).into());
            }
            self.report.holds("witnesses", found)?;
        }
        if let (Some(age_s), Some(now_s)) = (charter.rules.head_age_max_s, self.options.now_s) {
            let young = witnesses_since(&verified.checkpoint.cosigned, now_s.saturating_sub(age_s));
            let found = format!("{name}: {young} witnesses within the last {age_s} seconds");
            if (young as u64) < u64::from(quorum) {
                let failure = Failure::new(
                    Kind::CheckFailed,
                    format!("the witnesses' word is too old: {found}, {quorum} needed"),
                )
                .hint("the host may show an old record: ask a witness, or another member, for a newer head");
                return Err(self.report.fails("age", failure).into());
            }
            self.report.holds("age", found)?;
        }
        for unknown in &verified.checkpoint.unknown {
            self.report.leaves_out(format!(
                "a signature on the checkpoint of {name} by {unknown}, whom the charter does not name"
            ));
        }
        self.read.push(LoadedRoom {
            index,
            name,
            origin: verified.origin.clone(),
            head: verified.head,
            checkpoint: checkpoint.to_bytes(),
        });
        Ok(())
    }

    fn powers(&mut self) -> Result<(), Failure> {
        let Counts { notes, signatures, beyond_powers, unreadable } = self.counts;
        self.report.holds(
            "keys",
            format!("{signatures} signatures on {notes} notes, each by a key in force where it stands"),
        )?;
        let found = match (beyond_powers, unreadable) {
            (0, 0) => "every act is within its author's powers".to_owned(),
            (n, 0) => format!("{n} acts are beyond their authors' powers and have no effect until confirmed"),
            (n, m) => format!(
                "{n} acts are beyond their authors' powers, {m} cannot be read by this release; they have no effect"
            ),
        };
        self.report.holds("powers", found)
    }

    /// What ends the verification of a registry.
    fn registry_stop(&mut self, fault: RegistryFault, checkpoint: &SignedCheckpoint) -> Stop {
        match fault {
            RegistryFault::Record(failure) => self.record_stop(failure, checkpoint, None),
            other => self.report.fails("registry", failed(other.to_string())).into(),
        }
    }

    /// What ends the verification of a room: a fork where a note cites a foreign head.
    fn record_stop(
        &mut self,
        failure: verify::Failure,
        checkpoint: &SignedCheckpoint,
        registry: Option<&VerifiedRegistry>,
    ) -> Stop {
        if let (RecordPlace::Entry(entry), Fault::ForeignHead { cited, .. }) =
            (failure.place, &*failure.fault)
        {
            return Stop::Conflict(Box::new(Conflict {
                here: checkpoint.clone(),
                other: Other::NoteAt(entry),
                head: *cited,
                from: format!("the note of entry {entry}"),
                keys: registry.cloned(),
            }));
        }
        self.report.fails("room", failed(failure.to_string())).into()
    }
}

impl Counts {
    fn count(&mut self, note: &Note) {
        self.notes += 1;
        self.signatures += note.signatures.len() as u64;
    }

    fn powers(&mut self, registry: &VerifiedRegistry, entries: &[Entry]) {
        for entry in entries {
            self.unreadable += u64::from(entry.is_unreadable());
            self.beyond_powers += u64::from(!registry.registry().is_within_powers(entry));
        }
    }
}

/// Why there is no next piece of a room.
enum Source {
    Archive(ArchiveError),
    Cancelled(Failure),
    /// A key was not in force: the fault is kept beside.
    Stopped,
}

/// Takes a note's wording in. `worded` are the notes with annexes read so far, oldest first.
fn word(
    loaded: &mut Loaded,
    worded: &mut VecDeque<(u64, Commitment)>,
    entry: u64,
    role: AnnexRole,
    state: &AnnexState,
) {
    while worded.front().is_some_and(|(index, _)| *index < entry) {
        worded.pop_front();
    }
    if let (AnnexRole::Wording, AnnexState::Open(opening), Some((_, note))) = (role, state, worded.front()) {
        loaded.word(*note, &opening.content);
    }
}

/// Reads the archive once more for what the proof of a fork needs: the leaves of one room, and
/// the note of one entry.
fn second_look(file: File, conflict: &Conflict) -> Result<(MemoryHashes, Option<Note>), Failure> {
    let mut reader = ArchiveReader::new(BufReader::with_capacity(1 << 20, file));
    let mut hashes = MemoryHashes::new();
    let mut note = None;
    let mut inside = false;
    loop {
        match reader.next_event() {
            Ok(Some(Event::Room(checkpoint))) => {
                inside = checkpoint.checkpoint().origin == conflict.here.checkpoint().origin;
            }
            Ok(Some(Event::Entries(chunk))) if inside => {
                hashes.extend(chunk.leaves.iter().map(verbale_record::Leaf::hash));
                if let Other::NoteAt(entry) = conflict.other
                    && let Some(at) = entry.checked_sub(chunk.first)
                    && let Some(opening) = usize::try_from(at).ok().and_then(|at| chunk.openings.get(at))
                {
                    note = Note::parse(&opening.content).ok();
                }
            }
            Ok(Some(Event::RoomEnd(_))) if inside => return Ok((hashes, note)),
            Ok(Some(_)) => {}
            Ok(None) => return Ok((hashes, note)),
            Err(error) => return Err(failed(error.to_string())),
        }
    }
}

fn bug(event: &Event) -> Failure {
    let what = match event {
        Event::Header(_) => "a header",
        Event::Room(_) => "a room",
        Event::Entries(_) => "entries",
        Event::Annexes(_) => "annexes",
        Event::RoomEnd(_) => "the end of a room",
        Event::End { .. } => "the end",
    };
    Failure::new(Kind::Bug, format!("the archive's reader gave {what} where nothing of it belongs"))
}

/// Counts the bytes read for the bar.
struct Counted {
    inner: File,
    read: u64,
    progress: Rc<Progress>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read += n as u64;
        self.progress.set(self.read);
        Ok(n)
    }
}

/// How many witnesses cosigned at a time or later, in seconds since 1970.
fn witnesses_since(cosigned: &[Cosigned], since_s: u64) -> usize {
    let young = cosigned.iter().filter(|one| one.time_s >= since_s);
    young.map(|one| one.witness.as_str()).collect::<std::collections::BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_counts_once_and_by_its_newest_word() {
        let cosigned = |witness: &str, time_s| Cosigned { witness: witness.to_owned(), time_s };
        let all = [cosigned("a", 10), cosigned("a", 30), cosigned("b", 20)];
        for (since_s, count) in [(0, 2), (20, 2), (21, 1), (30, 1), (31, 0)] {
            assert_eq!(witnesses_since(&all, since_s), count, "since {since_s}");
        }
    }
}
