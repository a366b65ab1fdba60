//! The page of an item: its exchange as a sequence of notes, and its standing after each.

use askama::Template;
use verbale_process::{
    act::{ItemId, Kind},
    fold::At,
    standing::{Effect, ItemKind, ItemStanding, Standing, Step},
};
use verbale_record::{ActorId, Commitment};

use crate::{
    forms::{self, ActForm},
    locale::Arg,
    view::View,
};

use super::{
    comparison::comparisons_of_item,
    documents::documents,
    frame::{Frame, PageContext},
    links::Links,
    markup::Html,
    minutes::{Paragraph, paragraphs},
    picture::Row,
    standing::{
        CommitmentFace, ContestFace, Mark, commitment_face, contest_face, figures_table, series_name,
        state_marks,
    },
    statement::{StatementFace, statement_face},
    voice::Voice,
};

/// One note of the exchange.
pub struct Move {
    /// Left, right or in the middle.
    pub place: &'static str,
    /// Whether it had no effect.
    pub without_effect: bool,
    /// The beginning of its commitment, unique on the page.
    pub id: String,
    /// Who.
    pub who: Html,
    /// What.
    pub act: Html,
    /// When it took effect.
    pub on: Html,
    /// What it says, in a sentence.
    pub says: Html,
    /// Its words; none where there are none.
    pub text: Option<Html>,
    /// Whether its words were erased.
    pub erased: bool,
    /// What else is known of it.
    pub facts: Vec<(Html, Html)>,
    /// Its documents.
    pub documents: Option<Html>,
    /// Its sources.
    pub sources: Vec<Html>,
    /// Its page.
    pub href: String,
    /// Its proof.
    pub proof: String,
    /// Whether it is contested.
    pub contested: bool,
    /// Why it had no effect, or that it stands beside the item.
    pub remark: Option<Html>,
    /// The item after it.
    pub after: Option<Html>,
}

#[derive(Template)]
#[template(path = "item.html")]
struct ItemPage {
    frame: Frame,
    kind: Html,
    series: Option<Html>,
    title: Html,
    erased: Option<Html>,
    subtitle: Html,
    marks: Vec<Mark>,
    standing: Html,
    contests: Vec<ContestFace>,
    paragraphs: Vec<Paragraph>,
    facts: Vec<(Html, Html)>,
    commitment: Option<CommitmentFace>,
    figures: Option<super::standing::Stages>,
    /// It, beside what it counters or takes the place of, and its terms beside those before.
    comparisons: Vec<Html>,
    moves: Vec<Move>,
    open_moves: Vec<(Html, Vec<Html>)>,
    /// To members: the acts about it, each with its form.
    forms: Vec<(String, Html)>,
    statements: Vec<(StatementFace, Option<Html>)>,
    note_href: String,
    items_href: String,
    /// A group's own page.
    group_href: Option<String>,
}

/// The page of an item; nothing where it is not on the record as of the clocks.
pub fn item_page(context: &PageContext, view: &View, standing: &Standing, id: &ItemId) -> Option<String> {
    let item = standing.item(id)?;
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let at = At { as_of: standing.as_of, at_size: context.clocks.at_size };
    let frame = Frame::of_process(context, &voice, "items", Some(voice.title_text(id))).with_patterns();
    let entry = view.process.entry(id)?;
    let commitment = standing.commitments.iter().find(|c| c.id == *id);
    let execution = voice.figures(id);
    let page = ItemPage {
        kind: voice.term("kind", item.kind.name()),
        series: item.series.as_deref().map(|s| series_name(&voice, s)),
        title: voice.title(id),
        erased: voice
            .is_erased(id)
            .then(|| voice.html("erased-wording", &[("prefix", voice.prefix(&id.to_string()).into())])),
        subtitle: voice.says(entry),
        marks: state_marks(&voice, item),
        standing: voice.outcome(item.kind, &item.outcome),
        contests: item.contests.iter().enumerate().map(|(n, c)| contest_face(&voice, item, c, n)).collect(),
        paragraphs: paragraphs(context, &voice, item),
        facts: facts(&voice, item),
        commitment: commitment.map(|c| commitment_face(&voice, c, true)),
        figures: execution.map(|e| {
            let caption =
                voice.html("stages-caption", &[("what", voice.term("category", &e.category).into())]);
            figures_table(&voice, &[e], caption, false)
        }),
        comparisons: comparisons_of_item(&voice, id, 2),
        moves: exchange(&voice, item, &view.process.history(id, at)),
        open_moves: open_moves(&voice, item),
        forms: if context.own_actors().is_empty() { Vec::new() } else { forms(&voice, item) },
        statements: statements(&voice, id, at),
        note_href: voice.links.note(id),
        group_href: (item.kind == ItemKind::Group).then(|| voice.links.to(&format!("group/{id}"))),
        items_href: voice.links.to("items"),
        frame,
    };
    Some(super::render(&page))
}

#[derive(Template)]
#[template(path = "absent.html")]
struct AbsentPage {
    frame: Frame,
    title: Html,
    words: Html,
    href: String,
}

/// The page of an item that is on the record, but not as of the clocks asked for.
pub fn absent_page(context: &PageContext, view: &View, standing: &Standing, id: &ItemId) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let page = AbsentPage {
        title: voice.title(id),
        words: voice.html("item-absent", &[("date", voice.date(standing.as_of).into())]),
        href: Links::new(view.name(), Default::default()).item(id, voice.label(id)),
        frame: Frame::of_process(context, &voice, "items", Some(voice.title_text(id))),
    };
    super::render(&page)
}

/// The acts about an item, each with its form.
pub fn forms(voice: &Voice<'_>, item: &ItemStanding) -> Vec<(String, Html)> {
    let id = item.id.to_string();
    let link = |(form, field): (&ActForm, &str)| {
        let href = voice.links.with(&format!("act/{}", form.kind), &[(field, &id)]);
        (href, voice.say(&format!("do-{}", form.kind)))
    };
    let mut links: Vec<(String, Html)> = forms::about(item.kind.name()).map(link).collect();
    if !voice.view.process.mirrors(voice.standing, &item.id).is_empty() {
        links.push((voice.links.with("act/communique", &[("mirrors", &id)]), voice.say("do-mirror")));
    }
    links
}

/// The notes of an exchange, statements aside: these stand in a list of their own.
fn exchange(voice: &Voice<'_>, item: &ItemStanding, steps: &[Step]) -> Vec<Move> {
    let told = steps.iter().filter(|s| {
        let kind = voice.view.process.entry(&s.note).map(|e| &e.act.kind);
        s.note == item.id || !matches!(kind, Some(Kind::Statement { .. }))
    });
    told.filter_map(|step| one_move(voice, item, step)).collect()
}

fn one_move(voice: &Voice<'_>, item: &ItemStanding, step: &Step) -> Option<Move> {
    let entry = voice.view.process.entry(&step.note)?;
    let remark = match step.effect {
        Effect::Moved => None,
        Effect::Beside => Some(voice.say("stands-beside")),
        Effect::Without(reason) => {
            let reason = voice.term("reason", reason.name());
            Some(voice.html("without-effect", &[("reason", reason.into())]))
        }
    };
    let mut facts = voice.person_facts(&step.note);
    facts.extend(voice.reported_facts(entry));
    Some(Move {
        place: place(voice, entry.actor()),
        without_effect: matches!(step.effect, Effect::Without(_)),
        id: format!("n-{}", super::voice::short(&step.note.to_string())),
        who: voice.doers(entry).unwrap_or_else(|| voice.say("nobody-named")),
        act: voice.term("act", entry.act.kind.name()),
        on: voice.date(step.on),
        says: voice.says(entry),
        text: voice.wording(&step.note).and_then(|w| w.text.as_deref()).map(|t| voice.wrote(t)),
        erased: voice.is_erased(&step.note),
        facts,
        documents: documents(voice, &step.note),
        sources: voice.sources(&step.note),
        href: voice.links.note(&step.note),
        proof: proof_href(voice, &step.note),
        contested: step.contested,
        after: matches!(step.effect, Effect::Moved).then(|| voice.outcome(item.kind, &step.after)),
        remark,
    })
}

/// Where a move stands: the first party of the day at the beginning of the line, the other
/// parties at its end, everybody else between them.
fn place(voice: &Voice<'_>, actor: Option<&ActorId>) -> &'static str {
    match actor.and_then(|a| voice.parties.iter().position(|p| p == a)) {
        Some(0) => "move-start",
        Some(_) => "move-end",
        None => "move-middle",
    }
}

/// Where the proof of a note is served.
pub fn proof_href(voice: &Voice<'_>, note: &Commitment) -> String {
    let room = voice.view.process.entry(note).map_or(0, |e| e.arrived.room);
    let name = voice.view.charter().rooms.get(usize::from(room)).map_or("", |r| r.name.as_str());
    voice.links.file(&format!("{name}/proof/{note}"))
}

/// What the act itself says of the item, beyond its sentence.
fn facts(voice: &Voice<'_>, item: &ItemStanding) -> Vec<(Html, Html)> {
    let mut facts = Vec::new();
    if let Some(track) = item.track {
        facts.push((voice.say("fact-track"), voice.term("track", track.name())));
    }
    if let Some(entry) = voice.view.process.entry(&item.id) {
        if let Some(form) = super::statement::form(entry) {
            facts.push((voice.say("fact-form"), voice.term("form", form.name())));
        }
        let cite = |ids: &[ItemId]| voice.list(&ids.iter().map(|i| voice.cited_note(i)).collect::<Vec<_>>());
        match &entry.act.kind {
            Kind::Proposal { presented_at, supersedes, counter_to, reply_by, groups, .. } => {
                facts.extend(presented_at.map(|i| (voice.say("fact-presented-at"), voice.cited_note(&i))));
                facts.extend(supersedes.map(|i| (voice.say("fact-supersedes"), voice.cited_note(&i))));
                facts.extend(counter_to.map(|i| (voice.say("fact-counter-to"), voice.cited_note(&i))));
                facts.extend(reply_by.map(|d| (voice.say("fact-reply-by"), voice.date(d))));
                if !groups.is_empty() {
                    let names: Vec<Html> = groups.iter().map(|g| voice.term("track", g.name())).collect();
                    facts.push((voice.say("fact-groups"), voice.list(&names)));
                }
            }
            Kind::Round { mode, fulfils, .. } => {
                facts.extend(mode.map(|m| (voice.say("fact-mode"), voice.term("mode", m.name()))));
                if !fulfils.is_empty() {
                    facts.push((voice.say("fact-fulfils"), cite(fulfils)));
                }
            }
            Kind::Execution { counts_towards, may_count_towards, declares_complete, .. } => {
                for (key, ids) in [
                    ("fact-counts-towards", counts_towards),
                    ("fact-may-count-towards", may_count_towards),
                    ("fact-declares-complete", declares_complete),
                ] {
                    if !ids.is_empty() {
                        facts.push((voice.say(key), cite(ids)));
                    }
                }
            }
            Kind::Statement { about, asserts_awaits, .. } => {
                if !about.is_empty() {
                    facts.push((voice.say("fact-about"), cite(about)));
                }
                if !asserts_awaits.is_empty() {
                    facts.push((voice.say("fact-asserts"), voice.names(asserts_awaits)));
                }
            }
            _ => {}
        }
    }
    let mirrors = voice.view.process.mirrors(voice.standing, &item.id);
    let others: Vec<Html> =
        mirrors.iter().filter(|paper| **paper != item.id).map(|paper| mirror(voice, paper)).collect();
    if !mirrors.is_empty() {
        let none = || voice.say("mirrors-none");
        facts.push((voice.say("fact-mirrors"), if others.is_empty() { none() } else { voice.list(&others) }));
    }
    facts.extend(voice.wording_facts(&item.id));
    if !item.perhaps_overtaken.is_empty() {
        let by: Vec<Html> = item.perhaps_overtaken.iter().map(|n| voice.cited_note(n)).collect();
        facts.push((voice.say("fact-perhaps-overtaken"), voice.list(&by)));
    }
    facts
}

/// Another paper that reads the same, with who signed it.
fn mirror(voice: &Voice<'_>, paper: &ItemId) -> Html {
    let signed = voice.view.process.entry(paper).and_then(|entry| voice.doers(entry)).unwrap_or_default();
    voice.html("mirror-of", &[("item", voice.cited(paper).into()), ("who", signed.into())])
}

/// The moves open on this item, by actor in the order of the day.
fn open_moves(voice: &Voice<'_>, item: &ItemStanding) -> Vec<(Html, Vec<Html>)> {
    let actors: Vec<ActorId> = voice.standing.moves.keys().cloned().collect();
    voice
        .ordered(&actors)
        .iter()
        .map(|actor| {
            let heading = voice.html("moves-heading", &[("actor", Arg::from(voice.name(actor)))]);
            (heading, super::standing::moves_of(voice, actor, |i| i.id == item.id))
        })
        .filter(|(_, moves)| !moves.is_empty())
        .collect()
}

/// Statements about the item, newest first, with whose turn each says it is.
fn statements(voice: &Voice<'_>, id: &ItemId, at: At) -> Vec<(StatementFace, Option<Html>)> {
    let mut about = voice.view.process.about(id, at);
    about.reverse();
    about
        .iter()
        .map(|s| {
            let claim = voice.standing.claims.iter().find(|c| c.id == *s).map(|c| voice.claim_says(c));
            (statement_face(voice, s), claim)
        })
        .collect()
}

/// One line about an item, for lists.
pub fn row(voice: &Voice<'_>, item: &ItemStanding) -> Row {
    Row {
        on: voice.date(item.opened),
        kind: voice.term("kind", item.kind.name()),
        item: voice.item(&item.id),
        by: voice.opener(item).unwrap_or_default(),
        marks: state_marks(voice, item),
        standing: voice.outcome(item.kind, &item.outcome),
    }
}
