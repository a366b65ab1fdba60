//! What a process shows: per open item, who owes what since when, and all that goes with it.
//!
//! These are results. How they come about is in [`crate::fold`] and the modules that it names.

use std::collections::BTreeMap;

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment};

use crate::{
    act::{Figures, ItemId, Per, Reading, Scope, Stance, Track, Unit},
    entry::Place,
    words::named,
};

named! {
    /// What sort of item it is.
    ItemKind {
        /// A proposal.
        Proposal = "proposal",
        /// A question.
        Question = "question",
        /// Minutes of a meeting.
        Minutes = "minutes",
        /// A list of persons.
        List = "list",
        /// A negotiating text.
        Text = "text",
        /// A condition.
        Condition = "condition",
        /// A commitment.
        Commitment = "commitment",
        /// An execution.
        Execution = "execution",
        /// A round.
        Round = "round",
        /// A meeting that is no round.
        Meeting = "meeting",
        /// A working group.
        Group = "group",
        /// A group's report.
        Report = "report",
        /// A joint public text.
        Communique = "communique",
        /// A statement.
        Statement = "statement",
        /// An objection.
        Objection = "objection",
    }
}

impl ItemKind {
    /// Whether items of this kind await something of somebody.
    pub fn awaits(self) -> bool {
        matches!(
            self,
            ItemKind::Proposal | ItemKind::Question | ItemKind::Minutes | ItemKind::List | ItemKind::Text
        )
    }
}

named! {
    /// What is awaited.
    Due {
        /// A reply to a proposal.
        Reply = "reply",
        /// An answer to a question.
        Answer = "answer",
        /// The proposer's answer to conditions.
        AnswerToConditions = "answer_to_conditions",
        /// The principal's confirmation.
        Confirmation = "confirmation",
        /// The proposer's delivery of the text.
        Delivery = "delivery",
        /// Approval of minutes.
        Approval = "approval",
        /// A revision of the paragraphs of minutes to which a party objects.
        Revision = "revision",
    }
}
named! {
    /// How far an item has come with an addressee.
    Status {
        /// Made.
        Made = "made",
        /// Delivered.
        Delivered = "delivered",
        /// Received, by the addressee's own word.
        Received = "received",
        /// Under consideration.
        UnderConsideration = "under_consideration",
        /// Noted.
        Noted = "noted",
        /// Deferred.
        Deferred = "deferred",
    }
}

/// One thing that one actor owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Await {
    /// Who owes it.
    pub actor: ActorId,
    /// What.
    pub what: Due,
    /// Since when.
    pub since: Date,
    /// Until when, where that was said.
    pub due: Option<Date>,
    /// How far the item has come with its addressee.
    pub status: Status,
    /// Until when the addressee put it off, where it said so.
    pub until: Option<Date>,
}

named! {
    /// How an item closed.
    Closing {
        /// Accepted by all that had to.
        Accepted = "accepted",
        /// Rejected.
        Rejected = "rejected",
        /// Answered by a proposal of its own.
        Countered = "countered",
        /// Each addressee ended its own part, in different ways.
        Divided = "divided",
        /// Answered.
        Answered = "answered",
        /// Taken back by its author.
        Withdrawn = "withdrawn",
        /// Replaced by a later item of its author.
        Superseded = "superseded",
        /// Carried out by a round.
        CarriedOut = "carried_out",
        /// Overtaken by events, as proposer and addressees agree.
        Overtaken = "overtaken",
        /// Its last day passed while an addressee owed.
        Expired = "expired",
        /// Minutes that each party approved.
        Agreed = "agreed",
        /// A condition met.
        Met = "met",
        /// A condition lifted.
        Lifted = "lifted",
        /// A condition whose occasion has passed.
        Moot = "moot",
        /// A working group dissolved.
        Dissolved = "dissolved",
        /// Its words were released: it goes on where they were released to, and no more where they
        /// were written.
        Released = "released",
    }
}

/// How, when and by which note an item closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// How.
    pub how: Closing,
    /// The day.
    pub on: Date,
    /// The note that closed it; none where a date did.
    pub by: Option<Commitment>,
    /// How far it had come, for an item that expired.
    pub last_status: Option<Status>,
}

/// The state of an item in one reading of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It exists and is not closed; who owes what (nobody, for kinds that await nothing).
    Open(Vec<Await>),
    /// It is closed.
    Closed(Closed),
    /// In this reading it does not exist.
    Absent,
}

impl Outcome {
    /// What is awaited; nothing when closed or absent.
    pub fn awaits(&self) -> &[Await] {
        match self {
            Outcome::Open(awaits) => awaits,
            _ => &[],
        }
    }
    /// Whether the item is open.
    pub fn is_open(&self) -> bool {
        matches!(self, Outcome::Open(_))
    }
}

/// Why an act had no effect. The texts are stable names; sentences are the pages' affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It names an item that is not on the record of this view.
    UnknownItem,
    /// The item lives in another room.
    OtherRoom,
    /// The item was opened later.
    NotYetOpen,
    /// The item is closed.
    ClosedItem,
    /// The item's last day had passed.
    Expired,
    /// Its author is no addressee of the item.
    NotAddressee,
    /// Its author is not the item's proposer.
    NotProposer,
    /// Its author is not who stated the condition.
    NotStater,
    /// Its author is no party.
    NotParty,
    /// Its author is not concerned in what it contests.
    NotConcerned,
    /// Its author is no member of the room that it stands in.
    NotMember,
    /// The act does not go with an item of that kind.
    WrongKind,
    /// Nothing is there to be answered, confirmed or contested.
    NothingToMove,
    /// That addressee's part has ended.
    PartEnded,
    /// It exceeds its author's powers and is not confirmed.
    BeyondPowers,
    /// The terms changed after the head that it cites.
    Crossed,
    /// It waits for the endorsement that the charter asks for.
    NotEndorsed,
    /// The consent that the charter asks for is not on the record.
    NoConsent,
    /// In a register only the editor registers acts, and only reported ones.
    NotEditor,
    /// Acts that happened elsewhere are registered by the secretariat.
    NotSecretariat,
    /// It would change of the charter what an amendment leaves as it is.
    NotAmendable,
    /// The charter that it states contradicts itself, or a key in it cannot be used.
    UnsoundCharter,
    /// Words pass from a shuttle room by release alone, and these were not released.
    NotReleased,
    /// A note is released by its author.
    NotAuthor,
    /// The actor whose room it is has not approved the secretariat's words.
    NotApproved,
    /// The words were released before.
    AlreadyReleased,
    /// No room has just the author and the recipients as its members.
    NoRoom,
    /// This version cannot read it.
    Unreadable,
}

impl Reason {
    /// Every reason with its stable name.
    pub const NAMES: &'static [(Reason, &'static str)] = &[
        (Reason::UnknownItem, "unknown_item"),
        (Reason::OtherRoom, "other_room"),
        (Reason::NotYetOpen, "not_yet_open"),
        (Reason::ClosedItem, "closed_item"),
        (Reason::Expired, "expired"),
        (Reason::NotAddressee, "not_addressee"),
        (Reason::NotProposer, "not_proposer"),
        (Reason::NotStater, "not_stater"),
        (Reason::NotParty, "not_party"),
        (Reason::NotConcerned, "not_concerned"),
        (Reason::NotMember, "not_member"),
        (Reason::WrongKind, "wrong_kind"),
        (Reason::NothingToMove, "nothing_to_move"),
        (Reason::PartEnded, "part_ended"),
        (Reason::BeyondPowers, "beyond_powers"),
        (Reason::Crossed, "crossed"),
        (Reason::NotEndorsed, "not_endorsed"),
        (Reason::NoConsent, "no_consent"),
        (Reason::NotEditor, "not_editor"),
        (Reason::NotSecretariat, "not_secretariat"),
        (Reason::NotAmendable, "not_amendable"),
        (Reason::UnsoundCharter, "unsound_charter"),
        (Reason::NotReleased, "not_released"),
        (Reason::NotAuthor, "not_author"),
        (Reason::NotApproved, "not_approved"),
        (Reason::AlreadyReleased, "already_released"),
        (Reason::NoRoom, "no_room"),
        (Reason::Unreadable, "unreadable"),
    ];

    /// Its stable name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(r, _)| *r == self).map_or("", |(_, n)| n)
    }
}

/// A note that had no effect on an item, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithoutEffect {
    /// The note.
    pub note: Commitment,
    /// The item that it would have moved, where it names one that is known.
    pub item: Option<ItemId>,
    /// Why not.
    pub reason: Reason,
}

/// A contested act with both outcomes of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contest {
    /// The contested note.
    pub act: Commitment,
    /// Whose account it is, where it is somebody's account.
    pub according_to: Option<ActorId>,
    /// The objections to it.
    pub objections: Vec<ItemId>,
    /// The item with the act.
    pub with: Outcome,
    /// The item without it.
    pub without: Outcome,
}

/// One item, as of the standing's two clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemStanding {
    /// Its id.
    pub id: ItemId,
    /// What sort of item.
    pub kind: ItemKind,
    /// Where the note that opened it stands.
    pub place: Place,
    /// Who opened it, where somebody did.
    pub by: Option<ActorId>,
    /// Who joined in it.
    pub with: Vec<ActorId>,
    /// Its addressees (for a condition those of whom it asks, for a commitment those obliged).
    pub to: Vec<ActorId>,
    /// Subject matter.
    pub track: Option<Track>,
    /// Its series.
    pub series: Option<String>,
    /// The day on which it was opened.
    pub opened: Date,
    /// Its state, every act counted.
    pub outcome: Outcome,
    /// Contested acts, each with both outcomes.
    pub contests: Vec<Contest>,
    /// Objections and others' accounts that stand beside it and change nothing.
    pub beside: Vec<Commitment>,
    /// *Perhaps overtaken by*, as the secretariat marked it.
    pub perhaps_overtaken: Vec<Commitment>,
    /// The paragraphs of minutes that have any, in their order.
    pub paragraphs: Vec<ParagraphStanding>,
}

/// One paragraph of minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParagraphStanding {
    /// Its number, from 1.
    pub number: u16,
    /// Who has approved it as it reads.
    pub approved: Vec<ActorId>,
    /// Who has objected to it as it reads.
    pub objected: Vec<ActorId>,
    /// The note that gave it the words that it has.
    pub words: Commitment,
}

/// What an act did to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It opened or moved it.
    Moved,
    /// It stands beside it: a statement about it, an objection, another's account.
    Beside,
    /// It had no effect.
    Without(Reason),
}

/// One step of an item's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The note.
    pub note: Commitment,
    /// The day on which it took effect.
    pub on: Date,
    /// Whether the note itself is contested.
    pub contested: bool,
    /// What it did.
    pub effect: Effect,
    /// The item after it.
    pub after: Outcome,
}

/// A party's readiness for one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// The stance.
    pub stance: Stance,
    /// Since which day it has been on the record.
    pub on: Date,
    /// The note.
    pub note: Commitment,
    /// The actor's own open conditions before that scope.
    pub conditions: Vec<ItemId>,
    /// Whether it is another's account that the actor has not endorsed, or the actor objects.
    pub contested: bool,
}

/// An open condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its id.
    pub id: ItemId,
    /// Who stated it, or is said to have.
    pub by: Option<ActorId>,
    /// Of whom it asks something.
    pub requires_of: Vec<ActorId>,
    /// What must come first.
    pub needs: String,
    /// What it must precede.
    pub before: String,
    /// The day on which it was stated.
    pub on: Date,
    /// Its series.
    pub series: Option<String>,
    /// Whether it rests on a contested act.
    pub contested: bool,
}

/// A cycle of open conditions, each of which needs first what another would have first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlock {
    /// The conditions, in the order in which one needs the next.
    pub conditions: Vec<ItemId>,
    /// Whether one of them is contested.
    pub contested: bool,
}

/// The rounds of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounds {
    /// The rounds held, in order.
    pub rounds: Vec<ItemId>,
    /// The day of the last.
    pub last: Date,
    /// Days from the last to the standing's day.
    pub days_since: i32,
}

/// A working group, proposed or established.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The proposal, or where established the note that established it.
    pub id: ItemId,
    /// Tracks.
    pub tracks: Vec<Track>,
    /// The day.
    pub on: Date,
    /// The series.
    pub series: Option<String>,
}

/// How a commitment binds an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    /// It signed it.
    Signed,
    /// It accepted, or proposed, what it comes from.
    Accepted,
    /// It is said to be bound.
    SaidToBe,
}

impl Binding {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Binding::Signed => "signed",
            Binding::Accepted => "accepted",
            Binding::SaidToBe => "said_to_be",
        }
    }
}

/// A sum over stages in which some may not have been reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The sum of what was reported: the whole is at least this.
    pub at_least: u64,
    /// Stages whose figure nobody reported.
    pub unreported: u32,
}

/// What one side handed over towards a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    /// The sum, counting for each stage the least figure that anybody gave.
    pub sum: Sum,
    /// The sum in each account, where accounts differ.
    pub by_account: BTreeMap<ActorId, Sum>,
    /// The sum with the stages for which it is open whether they count.
    pub with_open_stages: Option<Sum>,
}

/// How one account reads a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountReading {
    /// Whom it obliges.
    pub obliges: Vec<ActorId>,
    /// How many.
    pub quantity: Option<u64>,
    /// How that is counted.
    pub per: Option<Per>,
    /// Whether the executed figures reach it: `None` where that is unknown.
    pub reached: Option<bool>,
}

/// A commitment and its execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentStanding {
    /// Its id.
    pub id: ItemId,
    /// What it comes from.
    pub from: ItemId,
    /// Its series.
    pub series: Option<String>,
    /// A word such as `prisoners`.
    pub category: String,
    /// Of what.
    pub unit: Option<Unit>,
    /// How many.
    pub quantity: Option<u64>,
    /// How that is counted.
    pub per: Option<Per>,
    /// Due day.
    pub due: Option<Date>,
    /// Whom it obliges and how it binds each of them.
    pub obliges: Vec<(ActorId, Binding)>,
    /// The fields that differ, by the actor whose reading it is.
    pub accounts: BTreeMap<ActorId, Reading>,
    /// Each account's whole reading, held against the figures.
    pub readings: BTreeMap<ActorId, AccountReading>,
    /// The base reading held against the figures, where it is not disputed.
    pub reached: Option<bool>,
    /// By the actor that handed over.
    pub executed: BTreeMap<ActorId, Executed>,
    /// Its stages: executions that count towards it.
    pub stages: Vec<ItemId>,
    /// Executions for which that is open.
    pub open_stages: Vec<ItemId>,
    /// Who called it complete: their own declaration.
    pub declared_complete_by: Vec<ActorId>,
    /// Whether those concerned all called it complete, or every reading is reached.
    pub complete: bool,
}

/// The figures of one execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionFigures {
    /// Its id.
    pub id: ItemId,
    /// A word such as `prisoners`.
    pub category: String,
    /// Of what.
    pub unit: Unit,
    /// By the actor that handed over.
    pub handed_over: Figures,
    /// Where figures differ, by the actor that reports.
    pub accounts: BTreeMap<ActorId, Figures>,
    /// What it counts towards.
    pub counts_towards: Vec<ItemId>,
    /// What it may count towards.
    pub may_count_towards: Vec<ItemId>,
}

/// A move open to an actor, and what would then be owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The item.
    pub item: ItemId,
    /// The act's name.
    pub act: &'static str,
    /// The position, where the act is a reply; the answer, where it answers conditions.
    pub position: Option<&'static str>,
    /// What the item would then await.
    pub then: Outcome,
}

/// A statement that claims whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The statement.
    pub id: ItemId,
    /// Who spoke; none where no speaker is named.
    pub by: Option<ActorId>,
    /// The day.
    pub on: Date,
    /// Who must move next, by its word.
    pub asserts_awaits: Vec<ActorId>,
    /// The items that it is about.
    pub about: Vec<ItemId>,
}

/// A suspension that no resumption has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// What is suspended.
    pub scope: String,
    /// By whom.
    pub by: Option<ActorId>,
    /// Since when.
    pub on: Date,
    /// The note.
    pub note: Commitment,
}

/// The standing of a process in one view, as of its two clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The day: acts that happened later do not count.
    pub as_of: Date,
    /// Entries of the record that count, in the order in which they were entered.
    pub at_size: u64,
    /// Entries of each room that count, in the order of rooms of the charter at that size.
    pub room_sizes: Vec<u64>,
    /// Every item, open or closed, in the order in which they were opened.
    pub items: Vec<ItemStanding>,
    /// By actor, then by scope.
    pub readiness: BTreeMap<ActorId, BTreeMap<Scope, Readiness>>,
    /// Open conditions, oldest first.
    pub conditions: Vec<Condition>,
    /// Cycles among them.
    pub deadlocks: Vec<Deadlock>,
    /// By series.
    pub rounds: BTreeMap<String, Rounds>,
    /// Working groups that exist.
    pub groups_established: Vec<Group>,
    /// Working groups that are proposed.
    pub groups_proposed: Vec<Group>,
    /// Commitments, in the order in which they were made.
    pub commitments: Vec<CommitmentStanding>,
    /// Executions, in order.
    pub executions: Vec<ExecutionFigures>,
    /// Suspensions in force.
    pub suspensions: Vec<Suspension>,
    /// By actor: moves open to it, oldest item first.
    pub moves: BTreeMap<ActorId, Vec<Move>>,
    /// Statements that claim whose turn it is, in order.
    pub claims: Vec<Claim>,
    /// Notes without effect, in order.
    pub without_effect: Vec<WithoutEffect>,
}

impl Standing {
    /// Items that await something, oldest first.
    pub fn open_items(&self) -> impl Iterator<Item = &ItemStanding> {
        self.items.iter().filter(|i| i.kind.awaits() && i.outcome.is_open())
    }

    /// What one actor owes, oldest first.
    pub fn owed_by<'a>(&'a self, actor: &'a ActorId) -> Vec<(&'a ItemStanding, &'a Await)> {
        let mut owed: Vec<_> = self
            .open_items()
            .flat_map(|i| i.outcome.awaits().iter().filter(|a| a.actor == *actor).map(move |a| (i, a)))
            .collect();
        owed.sort_by_key(|(i, a)| (a.since, i.place));
        owed
    }

    /// The item of that id.
    pub fn item(&self, id: &ItemId) -> Option<&ItemStanding> {
        self.items.iter().find(|i| i.id == *id)
    }
}
