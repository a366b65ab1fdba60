//! The form of an act.

use askama::Template;
use verbale_process::{
    charter::RoomKind,
    standing::{ItemStanding, Standing},
    wording::Wording,
};
use verbale_record::{ActorId, Commitment, note::ANNEX_BYTES_MAX};

use super::{catalogue::is_offered, island_words, keys_of, powers_words};
use crate::{
    forms::{ActForm, Field, Input, PlaceOf, REPORTED},
    limits::{DOCUMENTS_BYTES_MAX, DOCUMENTS_CIRCULATED_BYTES_MAX, DOCUMENTS_MAX},
    locale::Arg,
    pages::{
        documents::tongues,
        frame::{Frame, PageContext},
        links::Links,
        markup::{Html, escape},
        voice::Voice,
    },
    view::{RoomView, View},
};

/// Most items that a field offers: those that were opened last.
const ITEMS_OFFERED_MAX: usize = 200;

/// One thing that can be chosen.
struct Choice {
    value: String,
    words: Html,
    chosen: bool,
    /// The keys with which the reader signs for it, where it is an actor.
    keys: String,
}

/// How a field is filled in.
enum Face {
    /// It is given, and shown.
    Given { value: String, words: Html },
    /// One of a few.
    Radios(Vec<Choice>),
    /// Several.
    Checks(Vec<Choice>),
    /// One of many.
    Select(Vec<Choice>),
    /// A line, of an input type.
    Line(&'static str),
    /// Several lines.
    Area,
    /// A number for each party.
    Figures(Vec<(String, Html)>),
}

/// A field as the page has it.
struct FieldFace {
    name: &'static str,
    id: String,
    label: Html,
    hint: Option<Html>,
    required: bool,
    /// What a line begins with.
    value: Option<String>,
    face: Face,
}

#[derive(Template)]
#[template(path = "act_form.html")]
struct FormPage {
    frame: Frame,
    kind: &'static str,
    process: String,
    title: Html,
    lead: Html,
    draft_url: String,
    note_url: String,
    circulation_url: String,
    actors: Vec<Choice>,
    rooms: Vec<Choice>,
    fields: Vec<FieldFace>,
    reported: Vec<FieldFace>,
    joint: bool,
    cosigners: Vec<(ActorId, Html, Vec<Choice>)>,
    documents: Option<DocumentsFace>,
    /// What must be known before anything is filled in.
    warning: Option<Html>,
    words: Vec<(&'static str, Html)>,
}

/// What the form says and offers for the documents that go with the note.
struct DocumentsFace {
    /// Most documents.
    count_max: usize,
    /// Largest document, and all together, and all together where others sign too, in bytes.
    bytes_max: usize,
    together_max: usize,
    joint_max: usize,
    hint: Html,
    /// Languages: code and name.
    tongues: Vec<(String, Html)>,
}

impl DocumentsFace {
    fn new(voice: &Voice<'_>) -> DocumentsFace {
        let (together_max, joint_max) = (DOCUMENTS_BYTES_MAX, DOCUMENTS_CIRCULATED_BYTES_MAX);
        let kib = |bytes: usize| Arg::from(voice.locale.number((bytes / 1_024) as u64));
        let limits = [
            ("count", Arg::from(DOCUMENTS_MAX as u64)),
            ("size", kib(ANNEX_BYTES_MAX)),
            ("together", kib(together_max)),
            ("joint", kib(joint_max)),
        ];
        DocumentsFace {
            count_max: DOCUMENTS_MAX,
            bytes_max: ANNEX_BYTES_MAX,
            together_max,
            joint_max,
            hint: voice.html("act-form-documents-hint", &limits),
            tongues: tongues(voice),
        }
    }
}

/// The page of a form; nothing where the reader takes no part in the process.
pub fn form_page(
    context: &PageContext,
    view: &View,
    standing: &Standing,
    form: &'static ActForm,
    now_ms: u64,
) -> Option<String> {
    let own = context.own_actors();
    let first = own.first().filter(|_| is_offered(context, view, form))?;
    let voice = Voice::new(context, view, standing, Links::new(view.name(), context.clocks));
    let title = voice.say(&format!("do-{}", form.kind));
    let mirrored = mirrored(&voice, context, form);
    let given = |name: &str| {
        if let Some(wording) = mirrored {
            return match name {
                "title" => wording.title.as_deref(),
                "text" => wording.text.as_deref(),
                "mirror" => Some("yes"),
                _ => None,
            };
        }
        context.query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
    };
    let keys = context.reader.as_ref().map_or(&[][..], |reader| &reader.keys);
    let signing = |actor: &ActorId| {
        let own = keys_of(view, actor, now_ms).into_iter().filter(|(name, _)| keys.contains(name));
        own.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ")
    };
    let actors = own.iter().map(|actor| Choice {
        value: actor.to_string(),
        words: voice.name(actor),
        chosen: actor == first,
        keys: signing(actor),
    });
    let charter = view.charter();
    let registers = own.iter().filter_map(|actor| charter.actor(actor)).any(|actor| actor.role.keeps_going());
    let others = charter.actors.iter().filter(|actor| !own.contains(&actor.id));
    let cosigners = others.filter_map(|actor| {
        let keys = keys_of(view, &actor.id, now_ms).into_iter().map(|(name, key)| Choice {
            value: name.to_string(),
            words: Html::join(
                &[Html::trusted(format!("<code>{name}</code>")), powers_words(&voice, key)],
                " · ",
            ),
            chosen: false,
            keys: String::new(),
        });
        let keys: Vec<Choice> = keys.collect();
        (!keys.is_empty()).then(|| (actor.id.clone(), voice.name(&actor.id), keys))
    });
    let base = format!("/api/v1/processes/{}", view.name());
    let page = FormPage {
        frame: Frame::of_process(context, &voice, "act", Some(title.to_string())).with_island("act.js"),
        kind: form.kind,
        process: view.id.to_hex(),
        lead: voice.say("act-form-lead"),
        draft_url: format!("{base}/drafts"),
        note_url: format!("/{}/note/", view.name()),
        circulation_url: format!("/{}/circulation/", view.name()),
        actors: actors.collect(),
        rooms: rooms(&voice, form, own, given("room")),
        fields: form.fields.iter().map(|field| face(&voice, field, given(field.name))).collect(),
        reported: if registers && form.place != PlaceOf::Registry {
            REPORTED.iter().map(|field| face(&voice, field, given(field.name))).collect()
        } else {
            Vec::new()
        },
        joint: form.joint,
        cosigners: cosigners.collect(),
        documents: form.takes_documents().then(|| DocumentsFace::new(&voice)),
        warning: (!form.takes_documents()).then(|| voice.say("act-form-no-names")),
        words: island_words(context.locale),
        title,
    };
    Some(crate::pages::render(&page))
}

/// The words of the mirror paper that is to be signed with another party, where the address names one.
fn mirrored<'v>(voice: &'v Voice<'_>, context: &PageContext, form: &ActForm) -> Option<&'v Wording> {
    let (_, paper) =
        context.query.iter().find(|(name, _)| name == "mirrors").filter(|_| form.kind == "communique")?;
    let paper: Commitment = paper.parse().ok()?;
    let is_one = voice.view.process.mirrors(voice.standing, &paper).contains(&paper);
    voice.wording(&paper).filter(|_| is_one)
}

/// The rooms in which the author may file the act, where the author chooses.
fn rooms(voice: &Voice<'_>, form: &ActForm, own: &[ActorId], given: Option<&str>) -> Vec<Choice> {
    if form.place != PlaceOf::Chosen {
        return Vec::new();
    }
    let open = voice.view.rooms.iter().filter(|room| {
        room.entry.kind != RoomKind::Registry && own.iter().any(|actor| room.entry.admits(actor))
    });
    let mut rooms: Vec<_> = open.collect();
    // What is said in the plenary is the usual thing, what is public the rarest.
    rooms.sort_by_key(|room| (room.entry.kind == RoomKind::Public, room.entry.kind != RoomKind::Plenary));
    let choices = rooms.iter().enumerate().map(|(n, room)| {
        let name = Html::trusted(format!("<bdi>{}</bdi>", escape(&room.entry.name)));
        let kind = voice.term("room", room.entry.kind.name());
        Choice {
            value: room.entry.name.clone(),
            words: voice.html("act-form-room-choice", &[("name", name.into()), ("kind", kind.into())]),
            chosen: given.map_or(n == 0, |given| given == room.entry.name),
            keys: String::new(),
        }
    });
    choices.collect()
}

fn face(voice: &Voice<'_>, field: &'static Field, given: Option<&str>) -> FieldFace {
    let key = format!("input-{}", field.name.replace('.', "-"));
    let hint = format!("{key}-hint");
    FieldFace {
        name: field.name,
        id: format!("f-{}", field.name.replace('.', "-")),
        label: voice.say(&key),
        hint: voice.locale.has(&hint).then(|| voice.say(&hint)),
        required: field.required,
        value: given.map(str::to_owned),
        face: filled_in(voice, field, given),
    }
}

fn filled_in(voice: &Voice<'_>, field: &Field, given: Option<&str>) -> Face {
    let chosen = |value: &str| given == Some(value);
    let words_of = |table: &str, all: &[&'static str]| -> Vec<Choice> {
        let choice = |value: &&str| Choice {
            value: (*value).to_owned(),
            words: voice.term(table, value),
            chosen: chosen(value),
            keys: String::new(),
        };
        all.iter().map(choice).collect()
    };
    let actors = || -> Vec<Choice> {
        let all: Vec<ActorId> = voice.view.charter().actors.iter().map(|actor| actor.id.clone()).collect();
        let choice = |actor: ActorId| Choice {
            words: voice.name(&actor),
            chosen: chosen(actor.as_str()),
            value: actor.to_string(),
            keys: String::new(),
        };
        voice.ordered(&all).into_iter().map(choice).collect()
    };
    match field.input {
        Input::Item(kinds) => {
            let item: Option<Commitment> = given.and_then(|value| value.parse().ok());
            match item.filter(|item| voice.view.process.entry(item).is_some()) {
                Some(item) => Face::Given { value: item.to_string(), words: voice.cited(&item) },
                None => Face::Select(items(voice, kinds, given)),
            }
        }
        Input::Room => Face::Select(group_rooms(voice, given)),
        Input::Items(kinds) => Face::Checks(items(voice, kinds, given)),
        Input::Actor => Face::Select(actors()),
        Input::Actors => Face::Checks(actors()),
        Input::Choice(table, all) => Face::Radios(words_of(table, all)),
        Input::Choices(table, all) => Face::Checks(words_of(table, all)),
        Input::Flag | Input::YesNo => Face::Radios(words_of("yesno", &["yes", "no"])),
        Input::Date => Face::Line("date"),
        Input::Number => Face::Line("number"),
        Input::Figures => {
            let parties = voice.parties.iter();
            Face::Figures(parties.map(|party| (party.to_string(), voice.name(party))).collect())
        }
        Input::Key | Input::Annex => match given {
            Some(key) => Face::Given {
                value: key.to_owned(),
                words: Html::trusted(format!("<code class=\"hash\">{}</code>", escape(key))),
            },
            None => Face::Line("text"),
        },
        Input::Word | Input::Line | Input::Paragraphs => Face::Line("text"),
        Input::Text | Input::Lines | Input::Sources => Face::Area,
    }
}

/// The rooms of groups that the author sees.
fn group_rooms(voice: &Voice<'_>, given: Option<&str>) -> Vec<Choice> {
    let rooms = voice.view.rooms.iter().filter(|room| room.entry.kind == RoomKind::Group);
    let choice = |room: &RoomView| Choice {
        value: room.entry.name.clone(),
        words: Html::trusted(format!("<bdi>{}</bdi>", escape(&room.entry.name))),
        chosen: given == Some(room.entry.name.as_str()),
        keys: String::new(),
    };
    rooms.map(choice).collect()
}

/// The items of some kinds, those opened last first.
fn items(voice: &Voice<'_>, kinds: &[&str], given: Option<&str>) -> Vec<Choice> {
    let fits = |item: &&ItemStanding| kinds.is_empty() || kinds.contains(&item.kind.name());
    let of = voice.standing.items.iter().rev().filter(fits).take(ITEMS_OFFERED_MAX);
    let choice = |item: &ItemStanding| {
        let args = [
            ("title", Arg::from(escape(&voice.title_text(&item.id)))),
            ("kind", voice.term("kind", item.kind.name()).into()),
        ];
        let value = item.id.to_string();
        Choice {
            words: voice.html("act-form-item-choice", &args),
            chosen: given == Some(value.as_str()),
            value,
            keys: String::new(),
        }
    };
    of.map(choice).collect()
}
