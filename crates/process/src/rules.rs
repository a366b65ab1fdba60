//! The fold's table: what each reply does, and who may move what (DESIGN section 5).
//!
//! | reply | the item then awaits | status |
//! |---|---|---|
//! | `consider`, `note`, `defer` | the same addressee still, since the same day | `under_consideration`, `noted`, `deferred` |
//! | `accept` | that addressee no more | |
//! | `accept_ad_referendum` | that addressee's principal: confirmation | |
//! | `conditional` | the proposer: answer to conditions | |
//! | `reject`, `counter` | nobody | |
//!
//! The tables below are what the fold reads; the one above is for people.

use crate::{
    act::{Kind, Position},
    standing::{Closing, ItemKind, Status},
};

/// Whose move it is in one addressee's part of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The addressee owes.
    Addressee,
    /// The addressee's principal owes a confirmation.
    Principal,
    /// The proposer owes an answer to conditions.
    Proposer,
    /// This part has ended.
    Ended(Closing),
}

/// What one position of a reply does to its author's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyRule {
    /// The position.
    pub position: Position,
    /// Whose move it is then.
    pub turn: Turn,
    /// How far the item then is, where the reply says so.
    pub status: Option<Status>,
}

/// One row a position.
pub const REPLIES: [ReplyRule; 8] = [
    row(Position::Accept, Turn::Ended(Closing::Accepted), None),
    row(Position::AcceptAdReferendum, Turn::Principal, None),
    row(Position::Conditional, Turn::Proposer, None),
    row(Position::Consider, Turn::Addressee, Some(Status::UnderConsideration)),
    row(Position::Note, Turn::Addressee, Some(Status::Noted)),
    row(Position::Defer, Turn::Addressee, Some(Status::Deferred)),
    row(Position::Reject, Turn::Ended(Closing::Rejected), None),
    row(Position::Counter, Turn::Ended(Closing::Countered), None),
];

const fn row(position: Position, turn: Turn, status: Option<Status>) -> ReplyRule {
    ReplyRule { position, turn, status }
}

/// The row of a position.
pub fn reply_rule(position: Position) -> ReplyRule {
    match position {
        Position::Accept => REPLIES[0],
        Position::AcceptAdReferendum => REPLIES[1],
        Position::Conditional => REPLIES[2],
        Position::Consider => REPLIES[3],
        Position::Note => REPLIES[4],
        Position::Defer => REPLIES[5],
        Position::Reject => REPLIES[6],
        Position::Counter => REPLIES[7],
    }
}

/// Who may make a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mover {
    /// An addressee of the item.
    Addressee,
    /// Who proposed, asked, stated, lodged or tabled it.
    Author,
    /// The item's author, the mediator or the secretariat.
    AuthorOrMediator,
    /// A party.
    Party,
    /// Anybody who takes part.
    Anybody,
}

/// Which kinds of item a move goes with, and who may make it.
pub fn mover(kind: &Kind, item: ItemKind) -> Option<Mover> {
    use ItemKind as I;
    Some(match (kind, item) {
        (Kind::Reply { position, .. }, I::Question) if reply_rule(*position).status.is_some() => {
            Mover::Addressee
        }
        (Kind::Reply { .. }, I::Proposal | I::List | I::Text) => Mover::Addressee,
        (Kind::Answer { conditions: None, .. }, I::Question) => Mover::Addressee,
        (Kind::Answer { conditions: Some(_), .. }, I::Proposal | I::List | I::Text) => Mover::Author,
        (Kind::Delivery { .. }, I::Proposal | I::Question | I::List | I::Text | I::Minutes) => {
            Mover::AuthorOrMediator
        }
        (
            Kind::Receipt { .. } | Kind::NotReceived { .. },
            I::Proposal | I::Question | I::List | I::Text | I::Minutes,
        ) => Mover::Addressee,
        (
            Kind::Withdrawal { .. },
            I::Proposal | I::Question | I::List | I::Text | I::Minutes | I::Condition | I::Objection,
        ) => Mover::Author,
        (Kind::Proposal { supersedes: Some(_), .. }, I::Proposal | I::Question | I::List | I::Text) => {
            Mover::Author
        }
        (Kind::Round { .. }, I::Proposal) => Mover::Anybody,
        (Kind::ConditionMet { .. } | Kind::ConditionLifted { .. }, I::Condition) => Mover::Author,
        (Kind::Confirmation { .. }, _) => Mover::Anybody,
        (Kind::Approval { .. }, I::Minutes) => Mover::Addressee,
        (Kind::Amend { .. }, I::Text | I::Proposal | I::Minutes) => Mover::Author,
        (Kind::Initial { .. } | Kind::Sign { .. }, I::Text | I::Communique) => Mover::Party,
        (Kind::Overtaken { .. }, I::Proposal | I::Question | I::List | I::Text | I::Condition) => {
            Mover::Anybody
        }
        (Kind::Group { .. } | Kind::Session { .. }, I::Group) => Mover::Anybody,
        (
            Kind::Objection { .. }
            | Kind::Endorsement { .. }
            | Kind::Correction { .. }
            | Kind::Publication { .. }
            | Kind::Release { .. },
            _,
        ) => Mover::Anybody,
        _ => return None,
    })
}

/// Whether an act stands beside what it names and moves nothing.
pub fn is_beside(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Objection { .. }
            | Kind::NotReceived { .. }
            | Kind::Endorsement { .. }
            | Kind::Correction { .. }
            | Kind::Publication { .. }
            | Kind::Release { .. }
            | Kind::Session { .. }
    )
}

/// Whether an act is a party's word on single paragraphs of minutes: that moves them, as an approval does.
pub fn speaks_on_paragraphs(kind: &Kind) -> bool {
    matches!(kind, Kind::Objection { paragraphs, .. } if !paragraphs.is_empty())
}

/// Whether an act names the item that it moves, and not one of the item's notes: nobody shall
/// close an item by a word on one of its papers.
pub fn names_its_item(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Reply { .. }
            | Kind::Answer { conditions: None, .. }
            | Kind::Delivery { .. }
            | Kind::Receipt { .. }
            | Kind::Withdrawal { .. }
            | Kind::ConditionMet { .. }
            | Kind::ConditionLifted { .. }
            | Kind::Approval { .. }
            | Kind::Amend { .. }
            | Kind::Initial { .. }
            | Kind::Sign { .. }
            | Kind::Overtaken { .. }
            | Kind::Publication { .. }
            | Kind::Group { .. }
            | Kind::Session { .. }
    )
}

/// Whether an act takes effect only on the terms that its author had seen: else it is *crossed*.
pub fn is_bound_to_terms(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Reply { position: Position::Accept | Position::AcceptAdReferendum, .. }
            | Kind::Confirmation { given: true, .. }
            | Kind::Approval { .. }
            | Kind::Initial { .. }
            | Kind::Sign { .. }
            | Kind::Release { .. }
    ) || speaks_on_paragraphs(kind)
}
