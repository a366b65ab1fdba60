//! Acts: what a note says, as types.
//!
//! One variant of [`Kind`] a kind of act, with the fields that the fold reads and no others:
//! prose and persons are in the wording (see [`crate::wording`]). References between notes are
//! commitments. The JSON form, with its names, is in [`crate::wire`].

use std::collections::BTreeMap;

use jiff::civil::Date;
use verbale_record::{ActorId, Commitment, Hash, KeyName};

use crate::charter::Charter;
pub use crate::words::{
    Against, AnnexRole, ConditionsAnswer, Form, Medium, Mode, Needs, Per, Phase, Position, Power, Scope,
    Stance, Track, Unit,
};

/// The id of an item: the commitment of the note that opened it.
pub type ItemId = Commitment;

/// One act, as its note carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Names of the keys that sign the note, in order.
    pub signers: Vec<KeyName>,
    /// Documents that the note carries by commitment.
    pub annexes: Vec<AnnexRef>,
    /// The round series that the act belongs to.
    pub series: Option<String>,
    /// Present when the act happened elsewhere and is registered here.
    pub reported: Option<Reported>,
    /// What was done.
    pub kind: Kind,
}

impl Act {
    /// The commitment of the annex that holds the note's prose and persons.
    pub fn wording(&self) -> Option<Commitment> {
        self.annexes.iter().find(|a| a.role == AnnexRole::Wording).map(|a| a.commitment)
    }
}

/// An annex as a note names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnexRef {
    /// The annex's commitment.
    pub commitment: Commitment,
    /// What it is to the note.
    pub role: AnnexRole,
    /// Length of the annex's content in bytes.
    pub bytes: u64,
}

/// What the fold reads of an act that happened elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// Who acted; a round, a meeting or a commitment may have nobody.
    pub by: Option<ActorId>,
    /// Who joined in it.
    pub with: Vec<ActorId>,
    /// The day on which it happened.
    pub on: Date,
    /// Whose account it is, where it is known only from another's word.
    pub according_to: Option<ActorId>,
    /// How it became known.
    pub medium: Medium,
    /// Who received it.
    pub received_by: Option<ActorId>,
    /// The day on which it was received.
    pub received_on: Option<Date>,
}

/// How a commitment is read in one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Whom it obliges.
    pub obliges: Option<Vec<ActorId>>,
    /// How many.
    pub quantity: Option<u64>,
    /// How the quantity is counted.
    pub per: Option<Per>,
}

/// Figures by the actor that handed over; `None` is *not reported*, never zero.
pub type Figures = BTreeMap<ActorId, Option<u64>>;

/// What was done. Each variant's documentation says what it opens or moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A process's first note.
    Charter(Box<Charter>),
    /// A change of the charter, by the consent of every principal.
    Amendment {
        /// The charter that it amends: the note of that charter, or of the amendment that made it.
        of: Commitment,
        /// The whole new charter.
        charter: Box<Charter>,
    },
    /// A principal's key replaced by another.
    KeyChange {
        /// Whose key.
        actor: ActorId,
        /// The new verifier key, as a C2SP vkey.
        key: String,
    },
    /// Full powers given to a person's key.
    Credential {
        /// For which actor.
        actor: ActorId,
        /// The person's verifier key, as a C2SP vkey.
        key: String,
        /// What the key may do.
        powers: Vec<Power>,
        /// First day.
        from: Option<Date>,
        /// Last day.
        until: Option<Date>,
    },
    /// Full powers, or a device's key, withdrawn.
    Revocation {
        /// The name of the key that is revoked.
        key: KeyName,
    },
    /// The principal's word on an act beyond powers, or on one accepted ad referendum.
    Confirmation {
        /// The note confirmed.
        re: Commitment,
        /// Given, or refused.
        given: bool,
    },
    /// Opens a round: a formal meeting of the parties.
    Round {
        /// Number within its series.
        number: Option<u64>,
        /// At one place or by link.
        mode: Option<Mode>,
        /// Proposals that it carried out.
        fulfils: Vec<ItemId>,
    },
    /// Opens a contact that is no round.
    Meeting {
        /// Who met.
        participants: Vec<ActorId>,
        /// Subject matter.
        track: Option<Track>,
    },
    /// Opens a proposal.
    Proposal {
        /// Each owes a reply.
        to: Vec<ActorId>,
        /// Subject matter.
        track: Track,
        /// Its topic, a word such as `ceasefire`.
        topic: String,
        /// The round at which it was presented.
        presented_at: Option<ItemId>,
        /// The item that closes as superseded.
        supersedes: Option<ItemId>,
        /// The proposal that it counters.
        counter_to: Option<ItemId>,
        /// Last day for a reply, in the proposer's own words.
        reply_by: Option<Date>,
        /// Working groups that it would establish.
        groups: Vec<Track>,
        /// Whether one rejection ends it for all.
        needs: Needs,
    },
    /// Opens a question.
    Question {
        /// Each owes an answer.
        to: Vec<ActorId>,
        /// Subject matter.
        track: Track,
        /// Its topic.
        topic: String,
        /// The round at which it was put.
        presented_at: Option<ItemId>,
    },
    /// Answers a question, or the conditions of a conditional reply.
    Answer {
        /// The question, the proposal, or the conditional reply.
        re: Commitment,
        /// Set where conditions are answered.
        conditions: Option<ConditionsAnswer>,
    },
    /// A text was handed over.
    Delivery {
        /// The item.
        re: ItemId,
        /// To whom.
        to: Vec<ActorId>,
    },
    /// A reply to a proposal, a list or a text.
    Reply {
        /// The item.
        re: ItemId,
        /// The position taken.
        position: Position,
        /// The counter-proposal, with [`Position::Counter`].
        counter_id: Option<ItemId>,
        /// Until when, where a deferral said so.
        until: Option<Date>,
    },
    /// The item's author takes it back.
    Withdrawal {
        /// The item.
        re: ItemId,
    },
    /// The addressee has the item.
    Receipt {
        /// The item.
        re: ItemId,
    },
    /// The addressee says that it has not the item.
    NotReceived {
        /// The item.
        re: ItemId,
    },
    /// What a party says of its own readiness.
    Readiness {
        /// The stance.
        stance: Stance,
        /// What for.
        scope: Scope,
    },
    /// Opens a condition: one thing made to depend on another.
    Condition {
        /// Of whom it asks something.
        requires_of: Vec<ActorId>,
        /// What must come first: a topic, or an item's commitment in hexadecimal.
        needs: String,
        /// What it must precede, likewise.
        before: String,
        /// Whether third parties can check it.
        checkable: bool,
    },
    /// A condition is met.
    ConditionMet {
        /// The condition.
        re: ItemId,
    },
    /// A condition is lifted.
    ConditionLifted {
        /// The condition.
        re: ItemId,
    },
    /// Opens a commitment.
    Commitment {
        /// The round or proposal that it comes from.
        from: ItemId,
        /// Whom it obliges.
        obliges: Vec<ActorId>,
        /// A word such as `prisoners`.
        category: String,
        /// How many.
        quantity: Option<u64>,
        /// Of what.
        unit: Option<Unit>,
        /// How the quantity is counted.
        per: Option<Per>,
        /// The fields that differ, by the actor whose reading it is.
        accounts: BTreeMap<ActorId, Reading>,
        /// Due day.
        due: Option<Date>,
    },
    /// Opens an execution: something handed over.
    Execution {
        /// Commitments that it counts towards.
        counts_towards: Vec<ItemId>,
        /// Commitments for which that is open.
        may_count_towards: Vec<ItemId>,
        /// A word such as `prisoners`.
        category: String,
        /// Of what.
        unit: Unit,
        /// How many each side handed over.
        handed_over: Figures,
        /// Where figures differ, by the actor that reports.
        accounts: BTreeMap<ActorId, Figures>,
        /// Commitments that the author called complete.
        declares_complete: Vec<ItemId>,
    },
    /// A working group begins or ends.
    Group {
        /// The proposal that it comes from, or with [`Phase::Dissolved`] the group.
        from: ItemId,
        /// Subject matter.
        track: Track,
        /// Established or dissolved.
        phase: Phase,
        /// The name of the room in which it works, where it has one of its own.
        works_in: Option<String>,
        /// The last day for which it is established, where it is for a time.
        until: Option<Date>,
    },
    /// A group's meeting begins or ends.
    Session {
        /// The group.
        group: ItemId,
        /// Opened or closed.
        phase: Phase,
    },
    /// Words in public.
    Statement {
        /// Quoted or paraphrased.
        form: Form,
        /// The items that it is about.
        about: Vec<ItemId>,
        /// Who must move next, where the speaker says so.
        asserts_awaits: Vec<ActorId>,
        /// Whether the mediator speaks as such.
        mediator: bool,
        /// Whether no speaker is named.
        unnamed: bool,
    },
    /// An actor contests something on the record.
    Objection {
        /// The item, statement or note contested.
        re: Commitment,
        /// What in it.
        against: Against,
        /// The paragraphs of minutes that a party does not agree to.
        paragraphs: Vec<u16>,
    },
    /// The actor that an act is ascribed to endorses it.
    Endorsement {
        /// The note endorsed.
        re: Commitment,
    },
    /// The talks, or a part of them, are suspended.
    Suspension {
        /// What is suspended.
        scope: String,
    },
    /// They are resumed.
    Resumption {
        /// What is resumed.
        scope: String,
    },
    /// A meeting's record is tabled.
    Minutes {
        /// The round or session.
        of: ItemId,
        /// How many paragraphs they have; none where they are approved as a whole.
        paragraph_count: Option<u16>,
    },
    /// A party approves minutes.
    Approval {
        /// The minutes.
        re: ItemId,
        /// The paragraphs that it approves, by their numbers from 1; all where it names none.
        paragraphs: Vec<u16>,
    },
    /// A list is lodged.
    List {
        /// Each owes a reply.
        to: Vec<ActorId>,
        /// A word such as `prisoners`.
        category: String,
    },
    /// A group's report to the plenary.
    Report {
        /// The group.
        group: ItemId,
    },
    /// A negotiating text is tabled.
    Text {
        /// Each owes a reply.
        to: Vec<ActorId>,
        /// Subject matter.
        track: Track,
    },
    /// A text is amended: its terms are others from here on.
    Amend {
        /// The item.
        re: ItemId,
        /// Of minutes the paragraphs that read otherwise from here on; all where it names none.
        paragraphs: Vec<u16>,
    },
    /// A text is initialled.
    Initial {
        /// The text.
        re: ItemId,
    },
    /// A text is signed.
    Sign {
        /// The text.
        re: ItemId,
        /// Whether subject to confirmation.
        ad_referendum: bool,
    },
    /// A joint public text.
    Communique {
        /// What it comes from.
        from: Option<ItemId>,
        /// Of a mirror paper, which a party signs with the mediator alone: SHA-256 of its text in UTF-8, by
        /// which whoever sees two of them knows that they read the same.
        mirror: Option<Hash>,
    },
    /// A correction of an earlier note's wording.
    Correction {
        /// The note corrected.
        re: Commitment,
    },
    /// An item has been overtaken by events.
    Overtaken {
        /// The item.
        re: ItemId,
        /// By what, where an item did it.
        by: Option<ItemId>,
    },
    /// The author's leave for exact words to pass.
    Release {
        /// The note released.
        re: Commitment,
        /// To whom.
        to: Vec<ActorId>,
    },
    /// An item is published.
    Publication {
        /// The item.
        re: ItemId,
    },
    /// An annex's opening was deleted.
    Erased {
        /// The annex's commitment.
        annex: Commitment,
    },
    /// An act that this version cannot read: kept, without effect.
    Unreadable {
        /// What it called itself.
        name: String,
        /// Why.
        reason: String,
    },
}

impl Kind {
    /// The kind's name in JSON.
    pub fn name(&self) -> &str {
        match self {
            Kind::Charter(_) => "charter",
            Kind::Amendment { .. } => "amendment",
            Kind::KeyChange { .. } => "key_change",
            Kind::Credential { .. } => "credential",
            Kind::Revocation { .. } => "revocation",
            Kind::Confirmation { .. } => "confirmation",
            Kind::Round { .. } => "round",
            Kind::Meeting { .. } => "meeting",
            Kind::Proposal { .. } => "proposal",
            Kind::Question { .. } => "question",
            Kind::Answer { .. } => "answer",
            Kind::Delivery { .. } => "delivery",
            Kind::Reply { .. } => "reply",
            Kind::Withdrawal { .. } => "withdrawal",
            Kind::Receipt { .. } => "receipt",
            Kind::NotReceived { .. } => "not_received",
            Kind::Readiness { .. } => "readiness",
            Kind::Condition { .. } => "condition",
            Kind::ConditionMet { .. } => "condition_met",
            Kind::ConditionLifted { .. } => "condition_lifted",
            Kind::Commitment { .. } => "commitment",
            Kind::Execution { .. } => "execution",
            Kind::Group { .. } => "group",
            Kind::Session { .. } => "session",
            Kind::Statement { .. } => "statement",
            Kind::Objection { .. } => "objection",
            Kind::Endorsement { .. } => "endorsement",
            Kind::Suspension { .. } => "suspension",
            Kind::Resumption { .. } => "resumption",
            Kind::Minutes { .. } => "minutes",
            Kind::Approval { .. } => "approval",
            Kind::List { .. } => "list",
            Kind::Report { .. } => "report",
            Kind::Text { .. } => "text",
            Kind::Amend { .. } => "amend",
            Kind::Initial { .. } => "initial",
            Kind::Sign { .. } => "sign",
            Kind::Communique { .. } => "communique",
            Kind::Correction { .. } => "correction",
            Kind::Overtaken { .. } => "overtaken",
            Kind::Release { .. } => "release",
            Kind::Publication { .. } => "publication",
            Kind::Erased { .. } => "erased",
            Kind::Unreadable { name, .. } => name,
        }
    }

    /// Whether a note of this kind opens an item that other notes can name.
    pub fn opens(&self) -> bool {
        matches!(
            self,
            Kind::Round { .. }
                | Kind::Meeting { .. }
                | Kind::Proposal { .. }
                | Kind::Question { .. }
                | Kind::Condition { .. }
                | Kind::Commitment { .. }
                | Kind::Execution { .. }
                | Kind::Statement { .. }
                | Kind::Objection { .. }
                | Kind::Minutes { .. }
                | Kind::List { .. }
                | Kind::Text { .. }
                | Kind::Communique { .. }
                | Kind::Report { .. }
                | Kind::Group { phase: Phase::Established, .. }
        )
    }
}
