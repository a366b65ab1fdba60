//! Entries: notes as the fold takes them, each with its place on the record.

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment, Evidence, Leaf, Note, Origin};

use crate::{
    act::{Act, Kind},
    charter::{Charter, RoomKind},
    wire,
};

/// Where a note stands: the log's time, then the room, then the leaf. Two places compare in the
/// order in which acts of one effective time apply (DESIGN section 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The leaf's time in milliseconds since 1970.
    pub time_ms: u64,
    /// The room, as its index in the charter; the registry is 0.
    pub room: u16,
    /// The leaf's index in the room's log.
    pub leaf: u64,
}

impl Place {
    /// The place of a leaf in the log of a room; `None` where the charter has no such room.
    pub fn of(charter: &Charter, origin: &Origin, leaf: &Leaf, index: u64) -> Option<Place> {
        let room = charter.rooms.iter().position(|room| room.origin == *origin)?;
        Some(Place { time_ms: leaf.time_ms, room: u16::try_from(room).ok()?, leaf: index })
    }
}

/// A note as the fold takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it counts: where it was entered first, or for a released note, in the room that it was
    /// released to. Decides its order, its room, and that of the item that it opens.
    pub place: Place,
    /// The leaf that shows it; another place than `place` only for a published note, which is
    /// entered again in the public room.
    pub arrived: Place,
    /// Where a released note was written: in a shuttle room.
    pub released_from: Option<Place>,
    /// The note's commitment.
    pub commitment: Commitment,
    /// The actor in whose name it was signed.
    pub author: ActorId,
    /// Size of the head that it cites.
    pub cited: u64,
    /// What it says.
    pub act: Act,
}

impl Entry {
    /// Takes a note from the room in which it was first entered. An act that cannot be read is
    /// kept as [`Kind::Unreadable`]: nothing on the record stops the fold.
    pub fn read(note: &Note, commitment: Commitment, place: Place) -> Entry {
        Entry {
            place,
            arrived: place,
            released_from: None,
            commitment,
            author: note.author.clone(),
            cited: note.head.size,
            act: wire::read(&note.act),
        }
    }

    /// Takes a note that was carried to the room in which it stands at `arrived`, with the evidence
    /// of where it stood before; `None` where that leads through a room which is none of the charter's.
    ///
    /// In a public room it was published: it counts where it stood before. In any other it was
    /// released: it counts there, from its own leaf on.
    pub fn carried(
        charter: &Charter,
        note: &Note,
        commitment: Commitment,
        arrived: Place,
        evidence: &Evidence,
    ) -> Option<Entry> {
        let stood =
            |evidence: &Evidence| Place::of(charter, evidence.origin(), &evidence.leaf(), evidence.index());
        let (before, first) = (stood(evidence)?, stood(evidence.first())?);
        let is_public =
            charter.rooms.get(usize::from(arrived.room)).map(|room| room.kind) == Some(RoomKind::Public);
        let place = if is_public { before } else { arrived };
        let released_from = (first != place).then_some(first);
        Some(Entry { place, arrived, released_from, ..Entry::read(note, commitment, arrived) })
    }

    /// Where it was written, and so where its keys must have been in force.
    pub fn written(&self) -> Place {
        self.released_from.unwrap_or(self.place)
    }

    /// The actor whose act it is: who acted where it is reported, else who signed.
    pub fn actor(&self) -> Option<&ActorId> {
        match &self.act.reported {
            Some(reported) => reported.by.as_ref(),
            None => Some(&self.author),
        }
    }

    /// All who acted here.
    pub fn actors(&self) -> impl Iterator<Item = &ActorId> {
        self.actor().into_iter().chain(self.act.reported.iter().flat_map(|r| &r.with))
    }

    /// Whether an actor acted here, alone or with others.
    pub fn is_by(&self, actor: &ActorId) -> bool {
        self.actor() == Some(actor) || self.act.reported.as_ref().is_some_and(|r| r.with.contains(actor))
    }

    /// The day on which it takes effect: the day reported, else the leaf's day at an offset. What
    /// was released takes effect in its room from its leaf there on, whatever day it reports.
    pub fn day(&self, offset_min: i32) -> Date {
        let entered = day_of(self.place.time_ms, offset_min);
        match (&self.act.reported, self.released_from) {
            (Some(reported), None) => reported.on,
            (Some(reported), Some(_)) => reported.on.max(entered),
            (None, _) => entered,
        }
    }

    /// Where it applies among the acts of a room or of several: effective time, room, leaf.
    ///
    /// A reported act's day is known and no time of it. Within that day it takes effect when it
    /// was entered: at once where it was entered that day, as the day ends where later. So a note
    /// always comes after those of the same day that it names. One that was released took effect
    /// nowhere else before its leaf.
    pub fn order(&self, offset_min: i32) -> Order {
        let entered_ms = i64::try_from(self.place.time_ms).unwrap_or(i64::MAX);
        let effective_ms = match &self.act.reported {
            Some(reported) => {
                let begins_ms = day_begins_ms(reported.on, offset_min);
                let ends_ms = if self.released_from.is_some() { i64::MAX } else { begins_ms + (DAY_MS - 1) };
                entered_ms.clamp(begins_ms, ends_ms)
            }
            None => entered_ms,
        };
        Order { effective_ms, room: self.place.room, leaf: self.place.leaf }
    }

    /// Whether the act cannot be read by this version.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.act.kind, Kind::Unreadable { .. })
    }
}

/// The three orders of the fold: effective time, then room, then leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    /// Milliseconds since 1970.
    pub effective_ms: i64,
    /// The room's index.
    pub room: u16,
    /// The leaf's index.
    pub leaf: u64,
}

const DAY_MS: i64 = 86_400_000;

/// The day of an instant at an offset from UTC. Instants beyond the calendar are its last day.
pub fn day_of(time_ms: u64, offset_min: i32) -> Date {
    let local = i64::try_from(time_ms).unwrap_or(i64::MAX).saturating_add(i64::from(offset_min) * 60_000);
    let days = i32::try_from(local.div_euclid(DAY_MS)).unwrap_or(i32::MAX);
    jiff::Span::new()
        .try_days(days)
        .ok()
        .and_then(|span| jiff::civil::date(1970, 1, 1).checked_add(span).ok())
        .unwrap_or(Date::MAX)
}

/// The instant at which a day begins at an offset from UTC.
pub fn day_begins_ms(day: Date, offset_min: i32) -> i64 {
    days_between(jiff::civil::date(1970, 1, 1), day) * DAY_MS - i64::from(offset_min) * 60_000
}

/// Days from one day to another; negative when the second is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
