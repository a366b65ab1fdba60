//! What a note names, and what the naming does.

use verbale_record::Commitment;

use crate::{
    act::{ItemId, Kind, Phase},
    entry::Entry,
};

/// What a note names, by what the naming does.
#[derive(Default)]
pub(crate) struct Named<'a> {
    /// The note or item that it is about.
    pub re: Option<Commitment>,
    /// Further items that it moves.
    pub moves: &'a [ItemId],
    /// Items that it speaks of without moving them.
    pub about: &'a [ItemId],
    /// Commitments that an execution names: those it counts towards, may count towards, and
    /// declares complete.
    pub stages: [&'a [ItemId]; 3],
}

impl Named<'_> {
    /// Each commitment that an execution names, as often as it names it.
    pub fn stages(&self) -> impl Iterator<Item = &ItemId> {
        self.stages.into_iter().flatten()
    }
}

pub(crate) fn named(entry: &Entry) -> Named<'_> {
    let mut named = Named { re: entry.act.kind.re(), ..Named::default() };
    match &entry.act.kind {
        Kind::Proposal { supersedes, .. } => named.moves = supersedes.as_slice(),
        Kind::Round { fulfils, .. } => named.moves = fulfils,
        Kind::Statement { about, .. } => named.about = about,
        Kind::Execution { counts_towards, may_count_towards, declares_complete, .. } => {
            named.stages = [counts_towards, may_count_towards, declares_complete];
        }
        _ => {}
    }
    named
}

impl Kind {
    /// The note or item that an act is about.
    pub fn re(&self) -> Option<Commitment> {
        match self {
            Kind::Answer { re, .. }
            | Kind::Delivery { re, .. }
            | Kind::Reply { re, .. }
            | Kind::Withdrawal { re }
            | Kind::Receipt { re }
            | Kind::NotReceived { re }
            | Kind::ConditionMet { re }
            | Kind::ConditionLifted { re }
            | Kind::Confirmation { re, .. }
            | Kind::Objection { re, .. }
            | Kind::Endorsement { re }
            | Kind::Approval { re, .. }
            | Kind::Amend { re, .. }
            | Kind::Initial { re }
            | Kind::Sign { re, .. }
            | Kind::Correction { re }
            | Kind::Overtaken { re, .. }
            | Kind::Release { re, .. }
            | Kind::Publication { re } => Some(*re),
            Kind::Session { group, .. } => Some(*group),
            Kind::Group { from, phase: Phase::Dissolved, .. } => Some(*from),
            _ => None,
        }
    }
}

/// Whether a note may contest or endorse another.
pub(crate) fn is_account(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Objection { .. } | Kind::NotReceived { .. } | Kind::Endorsement { .. } | Kind::Receipt { .. }
    )
}

/// Whether an act may bear on what another note does to an item, and not only on the item.
pub(crate) fn speaks_of_another(kind: &Kind) -> bool {
    is_account(kind) || matches!(kind, Kind::Confirmation { .. } | Kind::Withdrawal { .. })
}

/// Acts that keep the record itself, and are nobody's act in the negotiation.
pub(crate) fn is_housekeeping(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Charter(_)
            | Kind::Amendment { .. }
            | Kind::KeyChange { .. }
            | Kind::Credential { .. }
            | Kind::Revocation { .. }
            | Kind::Publication { .. }
            | Kind::Correction { .. }
            | Kind::Erased { .. }
    )
}
