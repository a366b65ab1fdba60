//! Forms: what each kind of act asks its author for, as a table, and reading what was filled in.
//!
//! A form's fields have the names that the act has in JSON ([`verbale_process::wire`]), so whoever
//! knows the one knows the other. Where a field belongs into the wording it is said so. The page
//! that shows a form is [`crate::pages`]'s affair, what it comes to is [`mod@read`]'s.

pub mod read;

use verbale_process::{
    act::{
        Against, ConditionsAnswer, Form as Taken, Medium, Mode, Needs, Per, Phase, Position, Power, Scope,
        Stance, Track, Unit,
    },
    charter::Role,
};

/// A form: one kind of act.
#[derive(Clone, Copy, Debug)]
pub struct ActForm {
    /// The act's name in JSON.
    pub kind: &'static str,
    /// Where it is filed.
    pub place: PlaceOf,
    /// Whether several usually sign it together.
    pub joint: bool,
    /// What it asks for, in the order of the page.
    pub fields: &'static [Field],
}

/// In which room an act is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceOf {
    /// One that the author chooses.
    Chosen,
    /// The room of the item that a field names.
    Item(&'static str),
    /// The registry.
    Registry,
    /// The public room.
    Public,
}

/// One field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name: in the act's JSON, or in the wording.
    pub name: &'static str,
    /// What is filled in.
    pub input: Input,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether the act has it as an empty list where nothing was chosen.
    pub listed: bool,
}

/// What a field takes.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// One item, of one of these kinds; of none in particular where the list is empty.
    Item(&'static [&'static str]),
    /// Several.
    Items(&'static [&'static str]),
    /// One actor.
    Actor,
    /// Several.
    Actors,
    /// One of some words; the terms of the locale begin with the first text.
    Choice(&'static str, &'static [&'static str]),
    /// Several of them.
    Choices(&'static str, &'static [&'static str]),
    /// Yes or no.
    Flag,
    /// Yes or no, where both have to be said.
    YesNo,
    /// A day.
    Date,
    /// A whole number.
    Number,
    /// A number for each party; one that is left empty is unknown.
    Figures,
    /// A word such as a topic: or an item.
    Word,
    /// The name of a group's room.
    Room,
    /// Numbers of paragraphs.
    Paragraphs,
    /// A key, as a C2SP vkey or the name of one.
    Key,
    /// An annex, by its commitment.
    Annex,
    /// A line of the wording.
    Line,
    /// The wording's text.
    Text,
    /// A day, or several lines, of the wording that are a list there.
    Lines,
    /// A source: its address and its title.
    Sources,
}

impl Input {
    /// Whether what is filled in belongs into the wording.
    pub fn is_wording(self) -> bool {
        matches!(self, Input::Line | Input::Text | Input::Lines | Input::Sources)
    }
}

const fn act(kind: &'static str, place: PlaceOf, fields: &'static [Field]) -> ActForm {
    ActForm { kind, place, joint: false, fields }
}

const fn joint(kind: &'static str, place: PlaceOf, fields: &'static [Field]) -> ActForm {
    ActForm { kind, place, joint: true, fields }
}

const fn must(name: &'static str, input: Input) -> Field {
    Field { name, input, required: true, listed: false }
}

const fn may(name: &'static str, input: Input) -> Field {
    Field { name, input, required: false, listed: false }
}

const fn list(name: &'static str, input: Input) -> Field {
    Field { name, input, required: false, listed: true }
}

const TITLE: Field = must("title", Input::Line);
const TEXT: Field = must("text", Input::Text);
const WORDS: Field = may("text", Input::Text);
const TRACK: Field = must("track", Input::Choice("track", Track::NAMES));
const PARAGRAPHS: Field = may("paragraphs", Input::Paragraphs);
const SERIES: Field = may("series", Input::Word);
const RE: Field = must("re", Input::Item(&[]));
const RE_ADDRESSED: Field = must("re", Input::Item(&["proposal", "question", "list", "text"]));

/// What is registered of an act that happened elsewhere: asked for where the author registers one.
pub const REPORTED: &[Field] = &[
    may("reported.by", Input::Actor),
    may("reported.with", Input::Actors),
    may("reported.on", Input::Date),
    may("reported.medium", Input::Choice("medium", Medium::NAMES)),
    may("reported.according_to", Input::Actor),
    may("reported.received_by", Input::Actor),
    may("reported.received_on", Input::Date),
    may("person", Input::Line),
    may("office", Input::Line),
    may("sources", Input::Sources),
];

/// Every form, in the order in which pages offer them.
pub const FORMS: &[ActForm] = &[
    act(
        "proposal",
        PlaceOf::Chosen,
        &[
            TITLE,
            TEXT,
            must("to", Input::Actors),
            TRACK,
            must("topic", Input::Word),
            may("reply_by", Input::Date),
            may("needs", Input::Choice("needs", Needs::NAMES)),
            may("groups", Input::Choices("track", Track::NAMES)),
            may("terms", Input::Text),
            may("members", Input::Lines),
            may("agenda", Input::Lines),
            may("lifetime", Input::Line),
            may("presented_at", Input::Item(&["round"])),
            may("counter_to", Input::Item(&["proposal"])),
            may("supersedes", Input::Item(&["proposal"])),
            SERIES,
            may("label", Input::Line),
        ],
    ),
    act(
        "reply",
        PlaceOf::Item("re"),
        &[
            must("re", Input::Item(&["proposal", "list", "text"])),
            must("position", Input::Choice("position", Position::NAMES)),
            WORDS,
            may("until", Input::Date),
            may("counter_id", Input::Item(&["proposal"])),
        ],
    ),
    act(
        "answer",
        PlaceOf::Item("re"),
        &[
            must("re", Input::Item(&["proposal", "question"])),
            may("conditions", Input::Choice("position", ConditionsAnswer::NAMES)),
            WORDS,
        ],
    ),
    act(
        "question",
        PlaceOf::Chosen,
        &[
            TITLE,
            TEXT,
            must("to", Input::Actors),
            TRACK,
            must("topic", Input::Word),
            may("presented_at", Input::Item(&["round"])),
            SERIES,
            may("label", Input::Line),
        ],
    ),
    act("receipt", PlaceOf::Item("re"), &[RE_ADDRESSED, WORDS]),
    act("not_received", PlaceOf::Item("re"), &[RE_ADDRESSED, WORDS]),
    act("withdrawal", PlaceOf::Item("re"), &[RE_ADDRESSED, WORDS]),
    act(
        "objection",
        PlaceOf::Item("re"),
        &[RE, must("against", Input::Choice("against", Against::NAMES)), PARAGRAPHS, TEXT],
    ),
    act("endorsement", PlaceOf::Item("re"), &[RE, WORDS]),
    act("overtaken", PlaceOf::Item("re"), &[RE, may("by_item", Input::Item(&[])), WORDS]),
    act("delivery", PlaceOf::Item("re"), &[RE_ADDRESSED, must("to", Input::Actors), WORDS]),
    act(
        "condition",
        PlaceOf::Chosen,
        &[
            TITLE,
            TEXT,
            list("requires_of", Input::Actors),
            must("needs", Input::Word),
            must("before", Input::Word),
            may("checkable", Input::Flag),
            SERIES,
            may("label", Input::Line),
        ],
    ),
    act("condition_met", PlaceOf::Item("re"), &[must("re", Input::Item(&["condition"])), WORDS]),
    act("condition_lifted", PlaceOf::Item("re"), &[must("re", Input::Item(&["condition"])), WORDS]),
    act(
        "readiness",
        PlaceOf::Chosen,
        &[
            must("stance", Input::Choice("stance", Stance::NAMES)),
            must("for", Input::Choice("scope", Scope::NAMES)),
            WORDS,
        ],
    ),
    act(
        "statement",
        PlaceOf::Chosen,
        &[
            must("form", Input::Choice("form", Taken::NAMES)),
            TEXT,
            list("about", Input::Items(&[])),
            list("asserts_awaits", Input::Actors),
            may("mediator", Input::Flag),
            may("outlet", Input::Line),
        ],
    ),
    joint(
        "round",
        PlaceOf::Chosen,
        &[
            TITLE,
            may("number", Input::Number),
            must("mode", Input::Choice("mode", Mode::NAMES)),
            may("dates", Input::Line),
            may("venue", Input::Line),
            may("agenda", Input::Lines),
            may("heads", Input::Lines),
            may("attendance", Input::Lines),
            may("opened", Input::Line),
            may("closed", Input::Line),
            may("outcomes", Input::Lines),
            WORDS,
            may("fulfils", Input::Items(&["proposal"])),
            SERIES,
            may("label", Input::Line),
        ],
    ),
    act("suspension", PlaceOf::Chosen, &[must("scope", Input::Word), WORDS]),
    act("resumption", PlaceOf::Chosen, &[must("scope", Input::Word), WORDS]),
    act(
        "meeting",
        PlaceOf::Chosen,
        &[
            TITLE,
            must("participants", Input::Actors),
            may("track", Input::Choice("track", Track::NAMES)),
            WORDS,
        ],
    ),
    act(
        "minutes",
        PlaceOf::Item("of"),
        &[must("of", Input::Item(&["round", "group"])), TITLE, TEXT, may("label", Input::Line)],
    ),
    act("approval", PlaceOf::Item("re"), &[must("re", Input::Item(&["minutes"])), PARAGRAPHS, WORDS]),
    act(
        "group",
        PlaceOf::Item("from"),
        &[
            must("from", Input::Item(&["proposal", "group"])),
            TRACK,
            must("phase", Input::Choice("phase", &[Phase::Established.name(), Phase::Dissolved.name()])),
            may("title", Input::Line),
            may("terms", Input::Text),
            may("agenda", Input::Lines),
            may("members", Input::Lines),
            may("rapporteur", Input::Line),
            may("works_in", Input::Room),
            may("until", Input::Date),
        ],
    ),
    act(
        "session",
        PlaceOf::Item("group"),
        &[
            must("group", Input::Item(&["group"])),
            must("phase", Input::Choice("phase", &[Phase::Opened.name(), Phase::Closed.name()])),
            WORDS,
        ],
    ),
    act("report", PlaceOf::Item("group"), &[must("group", Input::Item(&["group"])), TITLE, TEXT]),
    joint(
        "commitment",
        PlaceOf::Item("from"),
        &[
            must("from", Input::Item(&["round", "proposal"])),
            TITLE,
            WORDS,
            must("obliges", Input::Actors),
            must("category", Input::Word),
            may("quantity", Input::Number),
            may("unit", Input::Choice("unit", Unit::NAMES)),
            may("per", Input::Choice("per", Per::NAMES)),
            may("due", Input::Date),
            may("label", Input::Line),
        ],
    ),
    act(
        "execution",
        PlaceOf::Chosen,
        &[
            must("category", Input::Word),
            must("unit", Input::Choice("unit", Unit::NAMES)),
            must("handed_over", Input::Figures),
            list("counts_towards", Input::Items(&["commitment"])),
            may("may_count_towards", Input::Items(&["commitment"])),
            may("declares_complete", Input::Items(&["commitment"])),
            WORDS,
        ],
    ),
    act(
        "list",
        PlaceOf::Chosen,
        &[TITLE, WORDS, must("to", Input::Actors), must("category", Input::Word), may("label", Input::Line)],
    ),
    act("text", PlaceOf::Chosen, &[TITLE, TEXT, must("to", Input::Actors), TRACK, may("label", Input::Line)]),
    act(
        "amend",
        PlaceOf::Item("re"),
        &[must("re", Input::Item(&["text", "proposal", "minutes"])), PARAGRAPHS, TEXT],
    ),
    act("initial", PlaceOf::Item("re"), &[must("re", Input::Item(&["text"])), WORDS]),
    act(
        "sign",
        PlaceOf::Item("re"),
        &[must("re", Input::Item(&["text"])), must("ad_referendum", Input::YesNo), WORDS],
    ),
    joint(
        "communique",
        PlaceOf::Chosen,
        &[
            TITLE,
            TEXT,
            may("mirror", Input::Flag),
            may("from", Input::Item(&["round", "proposal"])),
            may("label", Input::Line),
        ],
    ),
    act("correction", PlaceOf::Item("re"), &[RE, TEXT]),
    act("confirmation", PlaceOf::Item("re"), &[RE, must("given", Input::YesNo), WORDS]),
    act("release", PlaceOf::Item("re"), &[RE, must("to", Input::Actors)]),
    joint("publication", PlaceOf::Public, &[RE, WORDS]),
    act(
        "credential",
        PlaceOf::Registry,
        &[
            must("key", Input::Key),
            must("powers", Input::Choices("power", Power::NAMES)),
            may("from", Input::Date),
            may("until", Input::Date),
            may("person", Input::Line),
            may("office", Input::Line),
        ],
    ),
    act("erased", PlaceOf::Chosen, &[must("annex", Input::Annex)]),
    act("revocation", PlaceOf::Registry, &[must("key", Input::Key), WORDS]),
    act("key_change", PlaceOf::Registry, &[must("key", Input::Key), WORDS]),
];

/// The form of a kind of act.
pub fn form(kind: &str) -> Option<&'static ActForm> {
    FORMS.iter().find(|form| form.kind == kind)
}

/// The forms of acts about an item of a kind, with the field that names it.
pub fn about(kind: &str) -> impl Iterator<Item = (&'static ActForm, &'static str)> {
    FORMS.iter().filter_map(move |form| {
        let named = match form.place {
            PlaceOf::Item(name) => name,
            PlaceOf::Public => "re",
            PlaceOf::Chosen | PlaceOf::Registry => return None,
        };
        match form.field(named)?.input {
            Input::Item(kinds) if kinds.is_empty() || kinds.contains(&kind) => Some((form, named)),
            _ => None,
        }
    })
}

impl ActForm {
    /// Whether an actor of that role has a use for it: what others write with it changes nothing.
    pub fn is_for(&self, role: Role) -> bool {
        self.kind != "erased" || role.may_erase()
    }

    /// Whether documents go with it. A list's names never come to the venue in the clear.
    pub fn takes_documents(&self) -> bool {
        self.kind != "list"
    }

    /// The field of that name, those of a registered act included.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().chain(REPORTED).find(|field| field.name == name)
    }
}
