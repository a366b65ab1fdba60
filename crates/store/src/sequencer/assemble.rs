//! Building one transaction out of what is queued.

use std::collections::BTreeMap;
use std::sync::Arc;

use verbale_record::tree::EMPTY_ROOT;
use verbale_record::{Hash, Head, Leaf, Opening, Origin, SigningKey};

use super::admission::{Admitted, Candidate, Declined};
use super::carried::Carried;
use super::check::Checked;
use super::refusal::RefusalCode;
use super::submission::{Recorded, Refused};
use super::worker::{Queued, Work, Worker};
use super::{BATCH_BYTES_MAX, RoomDesk};
use crate::batch::{Batch, Erasure, NewEntry};
use crate::error::StoreError;
use crate::growth::Growth;
use crate::process::{Process, Room, is_name};
use crate::tip::Tip;

/// One transaction, and what becomes of each submission if it is committed.
pub(super) struct Plan {
    pub batch: Batch,
    /// For each append, what its entries are proved by.
    pub growths: Vec<Growth>,
    /// One for each of the first submissions; those after them wait for the next batch.
    pub outcomes: Vec<Outcome>,
    /// Rooms that begin.
    pub opened: Vec<RoomDesk>,
}

/// What becomes of a submission.
pub(super) enum Outcome {
    /// It is an entry of this batch.
    Entered { origin: Origin, index: u64, leaf: Leaf },
    /// It is in the record already.
    Again(Recorded),
    /// It may not enter.
    Refused(Refused),
}

/// A plan in the making.
struct Draft {
    now_ms: u64,
    tips: BTreeMap<Origin, Tip>,
    /// Texts that this batch records in a room: index and leaf.
    texts: BTreeMap<(Origin, Hash), (u64, Leaf)>,
    bytes: usize,
    plan: Plan,
}

/// Judges the submissions in their order, and builds the batch of those that enter. Ends
/// after a note of a registry, so that what follows is judged by what that note
/// has changed, and where the batch is large enough.
pub(super) async fn assemble(worker: &mut Worker, queued: &[Queued]) -> Result<Plan, StoreError> {
    let mut draft = Draft {
        now_ms: worker.shared.clock.now_ms(),
        tips: BTreeMap::new(),
        texts: BTreeMap::new(),
        bytes: 0,
        plan: Plan {
            batch: Batch::default(),
            growths: Vec::new(),
            outcomes: Vec::with_capacity(queued.len()),
            opened: Vec::new(),
        },
    };
    let recorded = find_recorded(worker, queued).await?;
    for (work, recorded) in queued.iter().map(|queued| &queued.work).zip(recorded) {
        let outcome = match work {
            Work::Note(desk, checked) => judge(worker, &mut draft, desk, checked, recorded).await?,
            Work::Carry(desk, carried) => carry(worker, &mut draft, desk, carried, recorded).await?,
            Work::Founding { process, rooms, charter, log_key } => {
                found(worker, &mut draft, process, rooms, charter, log_key).await?
            }
        };
        let entered = matches!(outcome, Outcome::Entered { .. });
        draft.plan.outcomes.push(outcome);
        if entered && (work.desk().is_none_or(|desk| desk.is_registry) || draft.bytes >= BATCH_BYTES_MAX) {
            break;
        }
    }
    let Draft { tips, mut plan, .. } = draft;
    for (origin, mut tip) in tips {
        // All that would have grown it was refused.
        if tip.is_untouched() {
            continue;
        }
        if tip.has_entries() {
            let desk = plan.opened.iter().find(|desk| desk.room.origin == origin);
            let signed = match desk {
                Some(desk) => desk.sign(tip.head()),
                None => worker.end(&origin).desk.sign(tip.head()),
            };
            tip.push_checkpoint(signed.checkpoint);
        }
        plan.growths.push(tip.take_growth());
        plan.batch.appends.push(tip.into_append());
    }
    Ok(plan)
}

/// For each submission, the index of the entry that has its text already.
async fn find_recorded(worker: &Worker, queued: &[Queued]) -> Result<Vec<Option<u64>>, StoreError> {
    let mut by_room: BTreeMap<&Origin, (Vec<usize>, Vec<Hash>)> = BTreeMap::new();
    for (position, queued) in queued.iter().enumerate() {
        let (desk, text) = match &queued.work {
            Work::Note(desk, checked) => (desk, checked.text),
            Work::Carry(desk, carried) => (desk, carried.text),
            Work::Founding { .. } => continue,
        };
        if worker.end(&desk.room.origin).held.head.size > 0 {
            let (positions, texts) = by_room.entry(&desk.room.origin).or_default();
            positions.push(position);
            texts.push(text);
        }
    }
    let mut recorded = vec![None; queued.len()];
    for (origin, (positions, texts)) in by_room {
        let found = worker.shared.store.find_texts(origin, &texts).await?;
        positions.into_iter().zip(found).for_each(|(position, found)| recorded[position] = found);
    }
    Ok(recorded)
}

async fn judge(
    worker: &mut Worker,
    draft: &mut Draft,
    desk: &Arc<RoomDesk>,
    checked: &Checked,
    recorded: Option<u64>,
) -> Result<Outcome, StoreError> {
    let origin = &desk.room.origin;
    let refuse = |declined: Declined| {
        Outcome::Refused(worker.shared.refuse(desk, checked.sent, declined.code, &declined.reason))
    };
    let already = |index| Declined {
        code: RefusalCode::AlreadyRecorded,
        reason: format!(
            "this text is entry {index} of the room, with another salt or signature; nothing is to be done"
        ),
    };
    // The same commitment is the same submission: it opens to one note and salt only, and
    // the note commits to its annexes.
    if let Some(index) = recorded {
        return Ok(match worker.recorded(origin, index).await? {
            recorded if recorded.leaf.commitment == checked.commitment => Outcome::Again(recorded),
            _ => refuse(already(index)),
        });
    }
    if let Some((index, leaf)) = draft.texts.get(&(origin.clone(), checked.text)) {
        return Ok(if leaf.commitment == checked.commitment {
            Outcome::Entered { origin: origin.clone(), index: *index, leaf: *leaf }
        } else {
            refuse(already(*index))
        });
    }
    if !worker.has_signed(origin, checked.note.head).await? {
        return Ok(refuse(Declined {
            code: RefusalCode::ForeignHead,
            reason: format!(
                "the head of size {} that the note cites was never signed for this room; compare it with \
                 another member's, and keep both as proof of a fork if they differ",
                checked.note.head.size
            ),
        }));
    }
    let bytes = checked.bytes();
    if let Err(wait_ms) =
        worker.quota.count(&desk.room.process, &checked.note.author, bytes as u64, draft.now_ms)
    {
        let wait_s = wait_ms.div_ceil(1_000);
        let reason = format!("too much was sent in a short time; submit the note again in {wait_s} s");
        return Ok(refuse(Declined { code: RefusalCode::Quota, reason }));
    }
    let held = &worker.end(origin).held;
    let tip = draft.tips.entry(origin.clone()).or_insert_with(|| Tip::of(origin.clone(), held));
    let time_ms = tip.leaf_time_ms(draft.now_ms);
    let candidate =
        Candidate { room: &desk.room, note: &checked.note, commitment: checked.commitment, time_ms };
    let admitted = worker.shared.admission.admit(&candidate).and_then(|admitted| {
        let opened = open_rooms(worker, desk, &admitted)?;
        Ok((admitted, opened))
    });
    let (admitted, opened) = match admitted {
        Ok(admitted) => admitted,
        Err(declined) => return Ok(refuse(declined)),
    };
    let tip = draft.tips.get_mut(origin).expect("put in above");
    let leaf = Leaf { time_ms, commitment: checked.commitment };
    let index = tip.push(new_entry(checked, leaf));
    draft.texts.insert((origin.clone(), checked.text), (index, leaf));
    draft.bytes += bytes;
    // An annex is erased in every room that its note was carried to.
    let rooms = worker.rooms().filter(|room| room.process == desk.room.process).map(|room| &room.origin);
    for origin in rooms {
        let erasure = |&commitment: &_| Erasure { origin: origin.clone(), commitment };
        draft.plan.batch.erased.extend(admitted.erases.iter().map(erasure));
    }
    for desk in opened {
        begin(draft, desk, leaf.time_ms);
    }
    Ok(Outcome::Entered { origin: origin.clone(), index, leaf })
}

/// Enters a note of another room. It was admitted where it was written, and is not judged again.
async fn carry(
    worker: &Worker,
    draft: &mut Draft,
    desk: &Arc<RoomDesk>,
    carried: &Carried,
    recorded: Option<u64>,
) -> Result<Outcome, StoreError> {
    let origin = &desk.room.origin;
    // The text names the room that it was written for, so no other note has it here.
    if let Some(index) = recorded {
        return Ok(Outcome::Again(worker.recorded(origin, index).await?));
    }
    if let Some((index, leaf)) = draft.texts.get(&(origin.clone(), carried.text)) {
        return Ok(Outcome::Entered { origin: origin.clone(), index: *index, leaf: *leaf });
    }
    let annexes = carried.annexes(&*worker.shared.store).await?;
    let held = &worker.end(origin).held;
    let tip = draft.tips.entry(origin.clone()).or_insert_with(|| Tip::of(origin.clone(), held));
    // Never before it was entered where it came from, even when the clock goes back.
    let time_ms = tip.leaf_time_ms(draft.now_ms).max(carried.leaf.time_ms);
    let leaf = Leaf { time_ms, commitment: carried.leaf.commitment };
    let (opening, evidence) = (carried.opening.clone(), Some(carried.evidence.clone()));
    let index = tip.push(NewEntry { leaf, opening, evidence, text: carried.text, annexes });
    draft.texts.insert((origin.clone(), carried.text), (index, leaf));
    draft.bytes += carried.bytes();
    Ok(Outcome::Entered { origin: origin.clone(), index, leaf })
}

/// The rooms that a note of the registry opens.
fn open_rooms(worker: &Worker, desk: &RoomDesk, admitted: &Admitted) -> Result<Vec<RoomDesk>, Declined> {
    assert!(admitted.opens.is_empty() || desk.is_registry, "only a note of the registry opens rooms");
    let declined = |reason| Declined { code: RefusalCode::Form, reason };
    let process = desk.room.process;
    let mut opened: Vec<RoomDesk> = Vec::new();
    for (origin, name) in &admitted.opens {
        let room = Room { process, origin: origin.clone(), name: name.clone() };
        let held = worker.rooms().chain(opened.iter().map(|desk| &desk.room));
        let taken = { held }
            .any(|other| other.origin == *origin || (other.process == process && other.name == *name));
        if taken || !is_name(name) {
            return Err(declined(format!(
                "the room {name} ({origin}) cannot begin: choose another name and origin"
            )));
        }
        let desk = RoomDesk::new(room, false, &desk.log_key, empty()).expect("an origin can be a key's name");
        opened.push(desk);
    }
    Ok(opened)
}

/// Lets a room begin, with the checkpoint of the empty log. Its leaves are of `since_ms` or later:
/// by their times, nobody has written in it before it was opened.
fn begin(draft: &mut Draft, desk: RoomDesk, since_ms: u64) {
    let mut tip = Tip::begun(desk.room.origin.clone(), since_ms);
    tip.push_checkpoint(desk.sign(tip.head()).checkpoint);
    draft.tips.insert(desk.room.origin.clone(), tip);
    draft.plan.batch.rooms.push(desk.room.clone());
    draft.plan.opened.push(desk);
}

async fn found(
    worker: &Worker,
    draft: &mut Draft,
    process: &Process,
    rooms: &[Room],
    charter: &Checked,
    log_key: &SigningKey,
) -> Result<Outcome, StoreError> {
    if let Some(held) = worker.held_process(&process.id) {
        let recorded = worker.recorded(&held.registry, 0).await?;
        if recorded.leaf.commitment == charter.commitment && held == process {
            return Ok(Outcome::Again(recorded));
        }
        return Err(StoreError::Exists { what: format!("process {}", process.id) });
    }
    for room in rooms {
        let is_registry = room.origin == process.registry;
        let desk = RoomDesk::new(room.clone(), is_registry, log_key, empty())
            .expect("an origin can be a key's name");
        begin(draft, desk, 0);
    }
    draft.plan.batch.processes.push(process.clone());
    let origin = &process.registry;
    let tip = draft.tips.get_mut(origin).expect("the registry is among the rooms");
    let leaf = Leaf { time_ms: tip.leaf_time_ms(draft.now_ms), commitment: charter.commitment };
    let index = tip.push(new_entry(charter, leaf));
    Ok(Outcome::Entered { origin: origin.clone(), index, leaf })
}

fn new_entry(checked: &Checked, leaf: Leaf) -> NewEntry {
    NewEntry {
        leaf,
        opening: Opening { salt: checked.salt, content: checked.note.as_bytes().to_vec() },
        evidence: None,
        text: checked.text,
        annexes: checked.annexes.clone(),
    }
}

fn empty() -> Head {
    Head { size: 0, root: EMPTY_ROOT }
}
