//! What can be checked of a submission by itself: done by its submitter's task, not by
//! the sequencer's, so that signatures are verified on all cores.

use std::sync::Arc;

use verbale_record::commitment::Kind;
use verbale_record::note::{ANNEX_BYTES_MAX, NOTE_ANNEXES_MAX, NOTE_BYTES_MAX, NoteError};
use verbale_record::tree::EMPTY_ROOT;
use verbale_record::{Commitment, Hash, Head, KeyName, Note, Opening, Origin, VerifierKey};

use super::RoomDesk;
use super::admission::{Admission, Declined};
use super::refusal::RefusalCode;
use super::submission::{Founding, Submission};
use crate::batch::NewAnnex;
use crate::process::is_name;

/// How many signatures are verified where the submission came in. More would hold up what
/// else waits on that thread (each takes some 60 µs), so they go to a thread of their own.
const SIGNATURES_INLINE_MAX: usize = 4;
/// How many bytes are hashed where the submission came in.
const BYTES_INLINE_MAX: usize = 131_072;

/// A submission whose size, form, annexes and signatures are right.
#[derive(Debug)]
pub(super) struct Checked {
    pub note: Note,
    pub salt: [u8; 32],
    pub commitment: Commitment,
    /// SHA-256 of the note's text.
    pub text: Hash,
    /// SHA-256 of the bytes that were sent.
    pub sent: Hash,
    /// The annexes that came with it, in the order of the act's list.
    pub annexes: Vec<NewAnnex>,
    /// Annexes that it lists and that did not come with it: the room must have them.
    pub elsewhere: Vec<Commitment>,
}

impl Checked {
    /// Bytes of the note and its annexes.
    pub fn bytes(&self) -> usize {
        let annexes = self.annexes.iter().filter_map(|annex| annex.opening.as_ref());
        self.note.as_bytes().len() + annexes.map(|opening| opening.content.len()).sum::<usize>()
    }
}

/// Checks a submission to a room; `sent` is SHA-256 of its note's bytes.
pub(super) async fn check(
    submission: Submission,
    sent: Hash,
    desk: &Arc<RoomDesk>,
    admission: &Arc<dyn Admission>,
) -> Result<Checked, Declined> {
    let size = check_size(&submission)?;
    let lines = submission.note.iter().filter(|byte| **byte == b'\n').count();
    if lines <= NOTE_LINES + SIGNATURES_INLINE_MAX && size <= BYTES_INLINE_MAX {
        return check_here(submission, sent, desk, &**admission);
    }
    let (desk, admission) = (Arc::clone(desk), Arc::clone(admission));
    let checked = tokio::task::spawn_blocking(move || check_here(submission, sent, &desk, &*admission)).await;
    checked.expect("checking does not panic and is not aborted")
}

/// Lines of a note without its signatures.
const NOTE_LINES: usize = 7;

fn check_here(
    submission: Submission,
    sent: Hash,
    desk: &RoomDesk,
    admission: &dyn Admission,
) -> Result<Checked, Declined> {
    let process = desk.room.process;
    check_form(submission, sent, &desk.room.origin, |note, name, id| {
        admission.verifier_key(&process, note, name, id)
    })
}

/// Checks a charter and the rooms that begin with it.
pub(super) fn check_charter(founding: &Founding) -> Result<Checked, Declined> {
    let named = founding.rooms.iter().map(|(_, name)| name).chain([&founding.name]);
    if let Some(name) = named.into_iter().find(|name| !is_name(name)) {
        return Err(form(format!(
            "{name:?} cannot be a name: lowercase letters, digits, - and _, at most 64"
        )));
    }
    for (position, (origin, name)) in founding.rooms.iter().enumerate() {
        let earlier = &founding.rooms[..position];
        if earlier.iter().any(|(other, other_name)| other == origin || other_name == name) {
            return Err(form(format!("the room {name} or its origin stands in the list twice")));
        }
    }
    if !founding.rooms.iter().any(|(origin, _)| *origin == founding.charter.room) {
        return Err(form("the registry, to which the charter is sent, is not among the rooms".to_owned()));
    }
    check_size(&founding.charter)?;
    let known = |_: &Note, name: &KeyName, id| {
        founding.keys.iter().find(|key| key.name() == name.as_str() && key.id() == id).cloned()
    };
    let sent = Hash::of(&founding.charter.note);
    let checked = check_form(founding.charter.clone(), sent, &founding.charter.room, known)?;
    if checked.note.head != (Head { size: 0, root: EMPTY_ROOT }) {
        return Err(Declined {
            code: RefusalCode::ForeignHead,
            reason: "a charter cites the head of the empty log, size 0".to_owned(),
        });
    }
    if let Some(commitment) = checked.elsewhere.first() {
        return Err(form(format!("annex {commitment} is listed but was not sent; send it with the charter")));
    }
    Ok(checked)
}

/// Checks the limits that can be seen without reading, and gives the bytes in all.
fn check_size(submission: &Submission) -> Result<usize, Declined> {
    let declined = |reason| Declined { code: RefusalCode::Size, reason };
    if submission.note.len() > NOTE_BYTES_MAX {
        return Err(declined(format!(
            "a note has at most {NOTE_BYTES_MAX} bytes; put prose and documents into annexes"
        )));
    }
    if submission.annexes.len() > NOTE_ANNEXES_MAX {
        return Err(declined(format!(
            "a note has at most {NOTE_ANNEXES_MAX} annexes; send the others with a further note"
        )));
    }
    if submission.annexes.iter().any(|annex| annex.content.len() > ANNEX_BYTES_MAX) {
        return Err(declined(format!("an annex has at most {ANNEX_BYTES_MAX} bytes; divide it")));
    }
    Ok(submission.note.len() + submission.annexes.iter().map(|annex| annex.content.len()).sum::<usize>())
}

fn check_form(
    submission: Submission,
    sent: Hash,
    room: &Origin,
    mut known: impl FnMut(&Note, &KeyName, u32) -> Option<VerifierKey>,
) -> Result<Checked, Declined> {
    let note = Note::from_bytes(submission.note).map_err(|error| form(error.to_string()))?;
    if note.origin != *room {
        return Err(form(format!("the note is for the room {}; send it there", note.origin)));
    }
    let (annexes, elsewhere) = match_annexes(&note, submission.annexes)?;
    note.verify(|name, id| known(&note, name, id)).map_err(|error| match error {
        NoteError::UnknownKey(_) => Declined { code: RefusalCode::UnknownKey, reason: error.to_string() },
        error => form(error.to_string()),
    })?;
    let commitment = verbale_record::commitment::commit(Kind::Note, room, &submission.salt, note.as_bytes());
    let text = Hash::of(note.text().as_bytes());
    Ok(Checked { note, salt: submission.salt, commitment, text, sent, annexes, elsewhere })
}

/// Puts the openings that were sent into the order in which the act lists their commitments.
fn match_annexes(note: &Note, sent: Vec<Opening>) -> Result<(Vec<NewAnnex>, Vec<Commitment>), Declined> {
    let mut sent: Vec<(Commitment, Opening)> =
        sent.into_iter().map(|opening| (opening.commit(Kind::Annex, &note.origin), opening)).collect();
    let (mut annexes, mut elsewhere) = (Vec::new(), Vec::new());
    for listed in &note.annexes {
        let Some(position) = sent.iter().position(|(commitment, _)| *commitment == listed.commitment) else {
            elsewhere.push(listed.commitment);
            continue;
        };
        let (commitment, opening) = sent.swap_remove(position);
        if opening.content.len() as u64 != listed.bytes {
            return Err(form(format!(
                "annex {commitment} has {} bytes, the act says {}",
                opening.content.len(),
                listed.bytes
            )));
        }
        annexes.push(NewAnnex { commitment, opening: Some(opening) });
    }
    match sent.first() {
        Some((commitment, _)) => {
            Err(form(format!("the act does not list the annex {commitment} that was sent")))
        }
        None => Ok((annexes, elsewhere)),
    }
}

fn form(reason: String) -> Declined {
    Declined { code: RefusalCode::Form, reason }
}
