//! Whether an act can have effect at all, whatever it names: who wrote it, where, by what powers
//! and by whose consent.

use jiff::civil::Date;
use verbale_record::ActorId;

use crate::{
    act::{Kind, Phase},
    charter::{ActorEntry, ProcessKind, Role, RoomKind},
    entry::{Entry, Order},
    fold::{Cut, Process},
    naming::is_housekeeping,
    registry::Registry,
    standing::Reason,
};

impl Process {
    /// Why an act has no effect, as far as the act and the registry say; none where it may have.
    /// What the registry says of a place does not change with later entries, so this is asked
    /// once a note.
    pub(crate) fn barred(&self, index: u32) -> Option<Reason> {
        let entry = &*self.held(index).entry;
        let kind = &entry.act.kind;
        if entry.is_unreadable() {
            return Some(Reason::Unreadable);
        }
        if let Some(reason) = self.registry_without(index) {
            return Some(reason);
        }
        // What may be done is by the charter that was in force where it was done. A room that it
        // does not name yet has no members.
        let charter = self.charter_where(entry.place);
        let room = charter.rooms.get(usize::from(entry.place.room));
        if room.is_none_or(|room| !room.admits(&entry.author)) {
            return Some(Reason::NotMember);
        }
        // Before release a note of a shuttle room moves nothing in any other view.
        let is_elsewhere = entry.arrived.room != entry.place.room;
        if is_elsewhere && room.is_some_and(|room| room.kind == RoomKind::Shuttle) {
            return Some(Reason::NotReleased);
        }
        match kind {
            Kind::Charter(_) => {
                return (entry.place.room != 0 || entry.place.leaf != 0).then_some(Reason::NothingToMove);
            }
            kind if Registry::concerns(kind) => return (entry.place.room != 0).then_some(Reason::OtherRoom),
            _ => {}
        }
        let role = charter.actor(&entry.author).map(|a| a.role);
        let is_mediator = role.is_some_and(Role::mediates);
        let is_reported = entry.act.reported.is_some();
        match charter.process {
            ProcessKind::Register => {
                if role != Some(Role::Editor) || (!is_reported && !is_housekeeping(kind)) {
                    return Some(Reason::NotEditor);
                }
            }
            ProcessKind::Talks if is_reported => {
                if !is_mediator {
                    return Some(Reason::NotSecretariat);
                }
            }
            ProcessKind::Talks => {
                // Consent before powers: a confirmation makes good what powers lacked, not what
                // others did not consent to.
                let by_all = || charter.parties().all(|party| self.registry().has_signed(&party.id, entry));
                let consented = match kind {
                    Kind::Round { .. } | Kind::Group { phase: Phase::Dissolved, .. } => {
                        is_mediator || by_all()
                    }
                    // The same words, signed by each party with the mediator alone.
                    Kind::Communique { mirror: Some(_), .. } => {
                        let signed = |actor: &ActorEntry| self.registry().has_signed(&actor.id, entry);
                        charter.parties().any(signed)
                            && charter.actors.iter().filter(|actor| actor.role.mediates()).any(signed)
                    }
                    Kind::Communique { .. } => by_all(),
                    _ => true,
                };
                if !consented {
                    return Some(Reason::NoConsent);
                }
                let tables = matches!(kind, Kind::Minutes { .. } | Kind::Group { .. });
                if tables && !is_mediator && role != Some(Role::Party) {
                    return Some(Reason::NotParty);
                }
            }
        }
        (!self.registry().is_within_powers(entry)).then_some(Reason::BeyondPowers)
    }

    /// Why an act has no effect whatever it names, as far as a cut reaches.
    pub(crate) fn gate(&self, index: u32, cut: &Cut) -> Option<Reason> {
        let held = self.held(index);
        if held.barred.is_some() {
            return held.barred;
        }
        let endorsed = match cut.is_all() {
            true => held.endorsed,
            false => self.is_endorsed_as_asked(index, cut),
        };
        (!endorsed).then_some(Reason::NotEndorsed)
    }

    /// When an act took effect: at its own place, or, beyond powers, when it was confirmed
    /// (Vienna Convention on the Law of Treaties, article 8). None while it has none.
    pub(crate) fn in_effect(&self, index: u32, cut: &Cut) -> Option<(Order, Date)> {
        let held = self.held(index);
        match self.gate(index, cut) {
            None => Some((held.order, held.day)),
            Some(Reason::BeyondPowers) => {
                let confirms = |i: &u32| {
                    let by = self.held(*i);
                    let is_here = by.entry.place.room == 0 || by.entry.place.room == held.entry.place.room;
                    let given = matches!(by.entry.act.kind, Kind::Confirmation { given: true, .. });
                    given
                        && is_here
                        && confirms_own(&by.entry, &held.entry)
                        && cut.holds(by)
                        && self.gate(*i, cut).is_none()
                };
                let first = self.naming(held).filter(confirms).map(|i| self.held(i));
                first.min_by_key(|by| by.order).map(|by| (by.order, by.day))
            }
            Some(_) => None,
        }
    }

    /// Whether a reported act has the endorsement that the charter asks for, where it asks: the
    /// signature of each actor that it is ascribed to; where it is ascribed to nobody, of each who
    /// was a party when it was registered. Whoever registers its own act has signed it. Whether
    /// one is asked for is by the charter in force at the cut, for what was reported before it too.
    pub(crate) fn is_endorsed_as_asked(&self, index: u32, cut: &Cut) -> bool {
        let held = self.held(index);
        let entry = &*held.entry;
        let Some(reported) = &entry.act.reported else { return true };
        if !self.awaits_endorsement(cut)
            || is_housekeeping(&entry.act.kind)
            || matches!(entry.act.kind, Kind::Statement { .. } | Kind::Endorsement { .. })
        {
            return true;
        }
        let endorsed_by = |actor: &ActorId| {
            entry.author == *actor
                || self.naming(held).any(|i| {
                    let endorsement = self.held(i);
                    matches!(endorsement.entry.act.kind, Kind::Endorsement { .. })
                        && endorsement.entry.act.reported.is_none()
                        && endorsement.barred.is_none()
                        && endorsement.entry.author == *actor
                        && endorsement.entry.place.room == entry.place.room
                        && cut.holds(endorsement)
                })
        };
        match &reported.by {
            Some(by) => endorsed_by(by) && reported.with.iter().all(endorsed_by),
            None => self.charter_where(entry.place).parties().all(|party| endorsed_by(&party.id)),
        }
    }
}

/// Whether a confirmation is by the actor in whose name the act beyond powers was signed.
pub(crate) fn confirms_own(confirmation: &Entry, act: &Entry) -> bool {
    confirmation.is_by(&act.author)
}
