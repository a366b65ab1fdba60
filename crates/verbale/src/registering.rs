//! Registering reported acts: from the lines of a chronicle to notes on a register's record.
//!
//! The whole file is held against the register first. An act that the register holds already, with
//! the same label and content, is passed over; one that differs under a label that is taken is an
//! error. Only then are notes made, signed and submitted, in the order of the file.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use verbale_process::{
    act::{Act, AnnexRef, AnnexRole as ActAnnexRole},
    charter::RoomKind,
    chronicle::{self, CHRONICLE_ERRORS_MAX, ChronicleAct, ChronicleError},
    wire,
    wording::Wording,
};
use verbale_record::{
    ActorId, Commitment, Head, KeyName, NoteDraft, Opening, Origin, SigningKey,
    commitment::Kind as CommitmentKind,
};
use verbale_store::{Receipt, Submission};

use crate::{
    cancel::Cancel,
    failure::{Failure, Kind},
    loaded::Loaded,
    progress::Progress,
    random,
    writer::{Writer, submit_failure},
};

/// Most notes under way at once: as many as one transaction takes.
const UNDER_WAY_MAX: usize = 1_024;

/// What is to be done with the lines of a file.
pub struct Plan {
    acts: Vec<Planned>,
    /// Lines that the register holds already.
    pub already: usize,
}

struct Planned {
    act: ChronicleAct,
    /// Where the register holds it already.
    held: Option<Commitment>,
}

/// What came of it.
pub struct Registered {
    /// Labels and commitments of the notes that were entered, in their order.
    pub notes: Vec<(Option<String>, Commitment)>,
    /// The last receipt, where a note was entered.
    pub last: Option<Receipt>,
}

/// Who registers, where.
pub struct Registrar<'a> {
    /// The editor's key.
    pub key: &'a SigningKey,
    /// The actor that the key signs for.
    pub author: ActorId,
    /// The room.
    pub room: Origin,
    /// The head that the notes cite.
    pub head: Head,
}

impl<'a> Registrar<'a> {
    /// The holder of a key in a register that was loaded.
    pub fn of(loaded: &Loaded, key: &'a SigningKey) -> Result<Registrar<'a>, Failure> {
        let charter = loaded.process.charter();
        let refused = |what: String, hint: &str| Err(Failure::new(Kind::Refused, what).hint(hint));
        let Some(room) = charter.rooms.iter().find(|room| room.kind == RoomKind::Public) else {
            return refused(
                "the process has no public room to register acts in".to_owned(),
                "choose another process",
            );
        };
        let name = KeyName::new(key.name()).ok();
        let record = name.as_ref().and_then(|name| loaded.process.registry().key(name));
        let Some(record) = record.filter(|record| record.verifier == *key.verifier()) else {
            return refused(
                format!("the registry of {} knows no key {}", charter.name, key.name()),
                "name the editor's key file with --key",
            );
        };
        let head = loaded.rooms.iter().find(|read| read.origin == room.origin).map(|read| read.head);
        let Some(head) = head else {
            return refused(format!("the room {} is not on the record", room.name), "put back a backup");
        };
        Ok(Registrar { key, author: record.actor.clone(), room: room.origin.clone(), head })
    }
}

/// Holds a file against the register.
///
/// # Errors
/// Every error found, each with its line, up to a bound.
pub fn plan(text: &str, loaded: &Loaded) -> Result<Plan, Vec<ChronicleError>> {
    let held = Held::of(loaded);
    let own: BTreeSet<String> = text.lines().filter_map(label_of_line).collect();
    let known: BTreeSet<String> = held.labels.keys().filter(|label| !own.contains(*label)).cloned().collect();
    let acts = chronicle::parse(text, loaded.process.charter(), &known)?;

    let mut labels = held.labels.clone();
    let mut unlabelled = held.unlabelled.clone();
    let mut planned = Vec::with_capacity(acts.len());
    let mut errors = Vec::new();
    for (number, act) in acts.into_iter().enumerate() {
        if let Some(label) = act.label() {
            labels.entry(label.to_owned()).or_insert_with(|| stand_in(number));
        }
        let content = match act.act(&labels, &[], &[]) {
            Ok(content) => content,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        let wording = act.wording();
        let found = match act.label().and_then(|label| held.labels.get(label)) {
            Some(commitment) => {
                let differs = held.differences(loaded, commitment, &content, &wording);
                if let Some(differs) = differs {
                    errors.push(ChronicleError {
                        line: act.line,
                        label: act.label().map(str::to_owned),
                        what: format!(
                            "the register holds another act of this label ({differs}); nothing on a record is changed: \
                             register a further act, or give this one another label"
                        ),
                    });
                }
                Some(*commitment)
            }
            None => unlabelled.take(&content, &wording),
        };
        planned.push(Planned { act, held: found });
    }
    errors.truncate(CHRONICLE_ERRORS_MAX);
    if errors.is_empty() {
        let already = planned.iter().filter(|planned| planned.held.is_some()).count();
        Ok(Plan { acts: planned, already })
    } else {
        Err(errors)
    }
}

impl Plan {
    /// How many lines are new.
    pub fn new_acts(&self) -> usize {
        self.acts.len() - self.already
    }

    /// The labels, or lines, of what is new.
    pub fn new_names(&self) -> Vec<String> {
        let new = self.acts.iter().filter(|planned| planned.held.is_none());
        new.map(|planned| {
            planned.act.label().map_or_else(|| format!("line {}", planned.act.line), str::to_owned)
        })
        .collect()
    }

    /// Makes the notes, signs and submits them. Stopped on the way, it lets what is under way
    /// end: what was entered stays, and the same file again enters the rest.
    pub async fn carry_out(
        &self,
        registrar: &Registrar<'_>,
        labels: &BTreeMap<String, Commitment>,
        writer: &Writer,
        progress: &Progress,
        cancel: &Cancel,
    ) -> Result<Registered, Failure> {
        let mut labels = labels.clone();
        let mut made = Vec::new();
        for planned in self.acts.iter().filter(|planned| planned.held.is_none()) {
            cancel.check("nothing was registered")?;
            let (submission, commitment) = registrar.note(&planned.act, &labels)?;
            if let Some(label) = planned.act.label() {
                labels.insert(label.to_owned(), commitment);
            }
            made.push((planned.act.label().map(str::to_owned), commitment, submission));
        }
        let mut registered = Registered { notes: Vec::with_capacity(made.len()), last: None };
        // Queued one after the other, so that notes enter in the order of the file; their receipts
        // come in that order too, many notes to a sync.
        let mut waiting = VecDeque::new();
        let mut queued = 0;
        loop {
            while queued < made.len() && waiting.len() < UNDER_WAY_MAX && !cancel.is_asked() {
                let submission = made[queued].2.clone();
                waiting.push_back(writer.sequencer.queue_up(submission).await.map_err(submit_failure)?);
                queued += 1;
            }
            let Some(pending) = waiting.pop_front() else { break };
            let receipt = pending.receipt().await.map_err(submit_failure)?;
            let in_order = registered.last.as_ref().is_none_or(|last| last.index < receipt.index);
            assert!(in_order, "notes enter in the order of the file");
            let (label, commitment, _) = &made[registered.notes.len()];
            registered.notes.push((label.clone(), *commitment));
            registered.last = Some(receipt);
            progress.add(1);
        }
        if registered.notes.len() < made.len() {
            return Err(Failure::cancelled("the acts that were entered stay on the record")
                .hint("import the same file again to enter the rest"));
        }
        Ok(registered)
    }
}

impl Registrar<'_> {
    /// The note of one act, with its wording.
    fn note(
        &self,
        act: &ChronicleAct,
        labels: &BTreeMap<String, Commitment>,
    ) -> Result<(Submission, Commitment), Failure> {
        let bug = |error: String| Failure::new(Kind::Bug, format!("line {}: {error}", act.line));
        let wording = Opening { salt: random::bytes()?, content: act.wording().to_bytes() };
        let annex = AnnexRef {
            commitment: wording.commit(CommitmentKind::Annex, &self.room),
            role: ActAnnexRole::Wording,
            bytes: wording.content.len() as u64,
        };
        let signer = KeyName::new(self.key.name()).map_err(|error| bug(error.to_string()))?;
        let content = act.act(labels, &[signer], &[annex]).map_err(|error| bug(error.to_string()))?;
        let draft = NoteDraft {
            origin: self.room.clone(),
            author: self.author.clone(),
            nonce: random::bytes()?,
            head: self.head,
            act: wire::write(&content),
        };
        let note = draft.sign(&[self.key]).map_err(|error| {
            Failure::new(Kind::Input, format!("line {}: {error}", act.line))
                .hint("make the act smaller: prose belongs into `text`")
        })?;
        let opening = Opening { salt: random::bytes()?, content: note };
        let commitment = opening.commit(CommitmentKind::Note, &self.room);
        let submission = Submission {
            room: self.room.clone(),
            note: opening.content,
            salt: opening.salt,
            annexes: vec![wording],
        };
        Ok((submission, commitment))
    }
}

/// What the register holds, as lines are compared with it.
struct Held {
    labels: BTreeMap<String, Commitment>,
    unlabelled: Unlabelled,
}

/// Acts without a label, by what they say: several may say the same.
#[derive(Clone, Default)]
struct Unlabelled {
    worded: BTreeMap<(String, Vec<u8>), Vec<Commitment>>,
    /// Those whose wording was erased, which are known by what the fold reads alone.
    erased: BTreeMap<String, Vec<Commitment>>,
}

impl Unlabelled {
    /// Takes out one act that says the same, if there is one.
    fn take(&mut self, content: &Act, wording: &Wording) -> Option<Commitment> {
        let act = wire::write(content);
        let worded = self.worded.get_mut(&(act.clone(), wording.to_bytes())).and_then(Vec::pop);
        worded.or_else(|| self.erased.get_mut(&act).and_then(Vec::pop))
    }
}

impl Held {
    fn of(loaded: &Loaded) -> Held {
        let labels = labels(loaded);
        let mut unlabelled = Unlabelled::default();
        for entry in loaded.process.notes().filter(|entry| entry.act.reported.is_some()) {
            let note = entry.commitment;
            let act = wire::write(&content(&entry.act));
            match loaded.wordings.get(&note) {
                Some(_) if loaded.wordings.label(&note).is_some() => {}
                Some(wording) => unlabelled.worded.entry((act, wording.to_bytes())).or_default().push(note),
                None => unlabelled.erased.entry(act).or_default().push(note),
            }
        }
        Held { labels, unlabelled }
    }

    /// In what a line differs from the act that has its label.
    fn differences(
        &self,
        loaded: &Loaded,
        held: &Commitment,
        line: &Act,
        wording: &Wording,
    ) -> Option<String> {
        let entry = loaded.process.entry(held)?;
        let mut differing = Vec::new();
        if content(&entry.act) != *line {
            differing.push("what it says differs");
        }
        if loaded.wordings.get(held).is_some_and(|held| held != wording) {
            differing.push("its wording differs");
        }
        (!differing.is_empty()).then(|| differing.join(", "))
    }
}

/// The labels of a register.
pub fn labels(loaded: &Loaded) -> BTreeMap<String, Commitment> {
    let labelled =
        loaded.wordings.iter().filter_map(|(note, _)| Some((loaded.wordings.label(note)?.to_owned(), *note)));
    labelled.collect()
}

/// An act without what its note adds to it.
fn content(act: &Act) -> Act {
    Act { signers: Vec::new(), annexes: Vec::new(), ..act.clone() }
}

/// The label that a line gives, if it is a line at all.
fn label_of_line(line: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    Some(value.get("id")?.as_str()?.to_owned())
}

/// A commitment that no note has, for labels that are new.
fn stand_in(number: usize) -> Commitment {
    let mut bytes = [0xff; 32];
    bytes[..8].copy_from_slice(&(number as u64).to_be_bytes());
    Commitment(bytes)
}
