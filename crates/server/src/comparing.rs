//! What a note says otherwise than another: a counter-proposal than what it counters, a later version
//! than the one in whose place it stands, an amendment than the terms before it.
//!
//! Pages and the command line show the same, each in its own words. Neither of the two is the right
//! one; what is said of one may be said of the other.

use std::borrow::Cow;

use jiff::civil::Date;
use verbale_process::{
    act::{ItemId, Kind, Needs, Track},
    fold::{At, Process},
    standing::{Effect, Standing},
    wording::{self, Wording, Wordings},
};
use verbale_record::{ActorId, Commitment};

/// What a note is to the item that it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It counters it.
    Counter,
    /// Its proposer put it in the place of an earlier one.
    Later,
    /// It changes its terms.
    Amended,
}

impl Relation {
    /// Its name in data and in the keys of messages.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Counter => "counter",
            Relation::Later => "later",
            Relation::Amended => "amended",
        }
    }
}

/// The two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Texts<'t> {
    /// Neither has one.
    None,
    /// One was erased, or both.
    Erased {
        /// The one that it is compared with.
        old: bool,
        /// Its own.
        new: bool,
    },
    /// The one that it is compared with, and its own.
    Both(Cow<'t, str>, Cow<'t, str>),
}

/// What a proposal says beside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field<'t> {
    /// Its title, if it has one.
    Title(Option<&'t str>),
    /// Who owes a reply.
    To(&'t [ActorId]),
    /// Its subject matter.
    Track(Track),
    /// Its topic.
    Topic(&'t str),
    /// The last day for a reply, if it names one.
    ReplyBy(Option<Date>),
    /// Whether one rejection ends it for all.
    Needs(Needs),
    /// The groups that it would establish.
    Groups(&'t [Track]),
}

/// A note beside what it says otherwise than.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared<'t> {
    /// What it is to it.
    pub relation: Relation,
    /// The item that it is compared with.
    pub with: ItemId,
    /// The texts.
    pub texts: Texts<'t>,
    /// Of a proposal what differs beside the text, in the other and in itself; an amendment has nothing
    /// but its text.
    pub fields: Option<Vec<(Field<'t>, Field<'t>)>>,
}

/// A note that is compared, whether it is on the record or a draft.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'t> {
    /// Which it is; none of a draft, which would come after all that is on the record.
    pub note: Option<Commitment>,
    /// What it says to the fold.
    pub kind: &'t Kind,
    /// Its words, where they are held.
    pub wording: Option<&'t Wording>,
    /// Whether it had words that are not held any more.
    pub is_erased: bool,
}

impl<'t> Subject<'t> {
    /// A note of a record; none where it is not there.
    pub fn of(process: &'t Process, wordings: &'t Wordings, note: &Commitment) -> Option<Subject<'t>> {
        let act = &process.entry(note)?.act;
        let wording = wordings.get(note);
        let is_erased = wording.is_none() && act.wording().is_some();
        Some(Subject { note: Some(*note), kind: &act.kind, wording, is_erased })
    }

    fn text(&self) -> &'t str {
        self.wording.and_then(|wording| wording.text.as_deref()).unwrap_or_default()
    }

    /// What a proposal says beside its text; none of another note.
    fn fields(&self) -> Option<[Field<'t>; 7]> {
        let Kind::Proposal { to, track, topic, reply_by, groups, needs, .. } = self.kind else { return None };
        Some([
            Field::Title(self.wording.and_then(|wording| wording.title.as_deref())),
            Field::To(to),
            Field::Track(*track),
            Field::Topic(topic),
            Field::ReplyBy(*reply_by),
            Field::Needs(*needs),
            Field::Groups(groups),
        ])
    }
}

/// A note beside each that it says otherwise than; nothing where that is not on the record as of the
/// standing.
pub fn compared<'t>(
    process: &'t Process,
    wordings: &'t Wordings,
    standing: &Standing,
    subject: Subject<'t>,
) -> Vec<Compared<'t>> {
    let is_other = |with: &ItemId| subject.note != Some(*with) && standing.item(with).is_some();
    match subject.kind {
        Kind::Proposal { counter_to, supersedes, .. } => {
            [(Relation::Counter, counter_to), (Relation::Later, supersedes)]
                .into_iter()
                .filter_map(|(relation, with)| {
                    let with = with.filter(is_other)?;
                    let old = Subject::of(process, wordings, &with)?;
                    proposals(relation, with, &old, &subject)
                })
                .collect()
        }
        Kind::Amend { re, paragraphs } if is_other(re) => {
            let former = Former::of(process, standing, re, subject.note);
            former
                .and_then(|former| former.texts(process, wordings, &subject, paragraphs))
                .map(|texts| Compared { relation: Relation::Amended, with: *re, texts, fields: None })
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The note that changed an item's terms last, as of a standing; none where none did.
pub fn last_amended(process: &Process, standing: &Standing, item: &ItemId) -> Option<Commitment> {
    let at = At { as_of: standing.as_of, at_size: Some(standing.at_size) };
    let mut moved = process.history(item, at).into_iter().rev().filter(|step| step.effect == Effect::Moved);
    let is_amend = |note: &Commitment| matches!(kind(process, note), Some(Kind::Amend { .. }));
    moved.find(|step| is_amend(&step.note)).map(|step| step.note)
}

/// How a paragraph reads in a note that worded it: minutes as they were tabled, or what rewords them
/// in whole or in part. None where the words are not held.
pub fn paragraph(process: &Process, wordings: &Wordings, note: &Commitment, number: u16) -> Option<String> {
    let text = wording::paragraphs(wordings.get(note)?.text.as_deref()?);
    let place = match kind(process, note) {
        Some(Kind::Amend { paragraphs, .. }) if !paragraphs.is_empty() => {
            paragraphs.iter().position(|named| *named == number)?
        }
        _ => usize::from(number).checked_sub(1)?,
    };
    text.into_iter().nth(place)
}

fn kind<'t>(process: &'t Process, note: &Commitment) -> Option<&'t Kind> {
    process.entry(note).map(|entry| &entry.act.kind)
}

fn proposals<'t>(
    relation: Relation,
    with: ItemId,
    old: &Subject<'t>,
    new: &Subject<'t>,
) -> Option<Compared<'t>> {
    let (old_fields, new_fields) = (old.fields()?, new.fields()?);
    let texts = match (old.is_erased, new.is_erased, old.text(), new.text()) {
        (false, false, "", "") => Texts::None,
        (false, false, old, new) => Texts::Both(old.into(), new.into()),
        (old, new, ..) => Texts::Erased { old, new },
    };
    // A title is among the words that were erased.
    let is_held = |field: &Field<'_>| !matches!((field, &texts), (Field::Title(_), Texts::Erased { .. }));
    let pairs = old_fields.into_iter().zip(new_fields);
    let fields = pairs.filter(|(old, new)| old != new && is_held(old)).collect();
    Some(Compared { relation, with, texts, fields: Some(fields) })
}

/// Where the terms of an item stood before a note.
struct Former {
    /// The note that has them as a whole.
    whole: Commitment,
    /// Those that reworded some of its paragraphs since, in order.
    parts: Vec<Commitment>,
}

impl Former {
    /// Before a note, or by all that is on the record.
    fn of(
        process: &Process,
        standing: &Standing,
        item: &ItemId,
        before: Option<Commitment>,
    ) -> Option<Former> {
        let at = At { as_of: standing.as_of, at_size: Some(standing.at_size) };
        let history = process.history(item, at);
        // A note that the item's history does not have, at these clocks or ever, changes nothing.
        if before.is_some_and(|before| history.iter().all(|step| step.note != before)) {
            return None;
        }
        let mut former = Former { whole: *item, parts: Vec::new() };
        for step in history.into_iter().take_while(|step| Some(step.note) != before) {
            match kind(process, &step.note) {
                _ if step.effect != Effect::Moved => {}
                Some(Kind::Amend { paragraphs, .. }) if paragraphs.is_empty() => {
                    former = Former { whole: step.note, parts: Vec::new() };
                }
                Some(Kind::Amend { .. }) => former.parts.push(step.note),
                _ => {}
            }
        }
        Some(former)
    }

    /// The terms before a note beside those in it: of the paragraphs that it names alone, where it names
    /// some. None where it has no words for them.
    fn texts<'t>(
        &self,
        process: &'t Process,
        wordings: &'t Wordings,
        new: &Subject<'t>,
        named: &[u16],
    ) -> Option<Texts<'t>> {
        let is_gone =
            |note: &Commitment| Subject::of(process, wordings, note).is_none_or(|subject| subject.is_erased);
        let erased = match named {
            [] => std::iter::once(&self.whole).chain(&self.parts).any(is_gone),
            named => named.iter().any(|number| is_gone(self.worded(process, *number))),
        };
        if erased || new.is_erased {
            return Some(Texts::Erased { old: erased, new: new.is_erased });
        }
        let old = match (named, self.parts.as_slice()) {
            ([], []) => Cow::Borrowed(Subject::of(process, wordings, &self.whole)?.text()),
            ([], _) => {
                let whole = wordings.get(&self.whole)?.text.as_deref().unwrap_or_default();
                let count = u16::try_from(wording::paragraphs(whole).len()).unwrap_or(u16::MAX);
                Cow::Owned(self.joined(process, wordings, 1..=count))
            }
            (named, _) => Cow::Owned(self.joined(process, wordings, named.iter().copied())),
        };
        (!new.text().is_empty()).then(|| Texts::Both(old, new.text().into()))
    }

    /// The note that worded a paragraph last.
    fn worded(&self, process: &Process, number: u16) -> &Commitment {
        let has = |note: &&Commitment| matches!(kind(process, note), Some(Kind::Amend { paragraphs, .. }) if paragraphs.contains(&number));
        self.parts.iter().rev().find(has).unwrap_or(&self.whole)
    }

    fn joined(&self, process: &Process, wordings: &Wordings, numbers: impl Iterator<Item = u16>) -> String {
        let words =
            numbers.filter_map(|number| paragraph(process, wordings, self.worded(process, number), number));
        words.collect::<Vec<_>>().join("\n\n")
    }
}
