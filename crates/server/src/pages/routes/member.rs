//! The pages on which people sign in and members act.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use verbale_record::KeyName;

use super::{Asked, Visit, answer, venue_context};
use crate::{
    api::{
        charters::{self, Settled},
        circulations,
    },
    asker::Asker,
    clocks::Clocks,
    extract::Path,
    forms,
    pages::{
        Circulating, OwnAccount, TellingFace, Visited, Waiting, catalogue_page, charter_draft_page,
        charter_page, circulation_page, form_page, found_page, invitation_page, me_page, members_page,
        review, sign_in_page,
    },
    position::Position,
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
    telling::webhooks,
    trial::Trial,
    view::View,
};

pub async fn sign_in(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let (_, context) = venue_context(&state, visit);
    Ok(answer(&context, sign_in_page(&context)))
}

pub async fn invitation(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let (_, context) = venue_context(&state, visit);
    Ok(answer(&context, invitation_page(&context)))
}

/// A member's own first page.
pub async fn me(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let (asker, context) = venue_context(&state, visit);
    let member = asker.require()?;
    let (accounts, person, now_ms) = (state.accounts(), member.person.id, state.now_ms());
    // First, since one that all have signed is founded by looking at it.
    let mut agreed = Vec::new();
    for kept in accounts.charter_drafts_of(person).await.map_err(store_problem)? {
        if let Settled::Open { agreeing, .. } = charters::settle(&state, kept).await? {
            agreed.push(*agreeing);
        }
    }
    let mut visited = Vec::new();
    for (view, audience) in state.concerned(&asker).await? {
        let at = Clocks::default().at(&state, &view)?;
        let position = Position::of(&view).id();
        let seen = accounts.visit(person, &view.id, &position, now_ms).await.map_err(store_problem)?;
        let circulating = circulations::seen(&state, &asker, &view).await?;
        visited.push(Visited {
            standing: view.standing(at),
            actors: audience.actors().cloned().collect(),
            seen: seen.as_deref().and_then(Position::parse),
            circulating: circulating
                .into_iter()
                .map(|(circulation, draft)| Circulating { circulation, draft })
                .collect(),
            view,
        });
    }
    let account = OwnAccount {
        devices: accounts.devices(person).await.map_err(store_problem)?,
        passkeys: accounts.passkeys(person).await.map_err(store_problem)?,
        sessions: accounts.sessions(person, now_ms).await.map_err(store_problem)?,
        this_session: member.session.number,
    };
    let mail = accounts.mail(person).await.map_err(store_problem)?;
    let webhooks = webhooks::own(&state, &asker).await?;
    let telling = TellingFace::new(context.locale, state.telling(), mail, &webhooks);
    let page = me_page(&context, &visited, &agreed, &account, telling);
    Ok(answer(&context, page))
}

pub async fn catalogue(
    State(state): State<AppState>,
    Path(process): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    let page = catalogue_page(&asked.context, &asked.view, &asked.standing);
    Ok(asked.answer(page.ok_or_else(Problem::not_found)?))
}

pub async fn act(
    State(state): State<AppState>,
    Path((process, kind)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    let form = forms::form(&kind).ok_or_else(Problem::not_found)?;
    let page = form_page(&asked.context, &asked.view, &asked.standing, form, state.now_ms());
    Ok(asked.answer(page.ok_or_else(Problem::not_found)?))
}

pub async fn circulation(
    State(state): State<AppState>,
    Path((process, id)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let (asker, locale) = (visit.asker.clone(), visit.locale);
    let asked = Asked::read(&state, &process, visit).await?;
    let (circulation, draft) = match circulations::find(&state, &asker, &asked.view, &id).await {
        Err(absent) if absent.kind == ProblemKind::NotFound => return entered(&state, &asked, &id).await,
        found => found?,
    };
    let room = asked.view.rooms.iter().find(|room| room.index == draft.room);
    let room = room.ok_or_else(Problem::not_found)?.clone();
    let words = |trial: &Trial| review(&state, &asker, locale, trial, &room);
    let now_ms = state.now_ms();
    let page =
        circulation_page(&asked.context, &asked.view, &asked.standing, &circulation, &draft, words, now_ms);
    Ok(asked.answer(page))
}

/// Leads to the note that a draft of that id became: whoever was asked to sign it finds it there.
async fn entered(state: &AppState, asked: &Asked, id: &str) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let found = circulations::find_entered(state, &asked.view, &id).await?;
    let (_, entry) = found.ok_or_else(Problem::not_found)?;
    let note = format!("/{}/note/{}", asked.view.name(), entry.leaf.commitment);
    Ok(Redirect::to(&note).into_response())
}

/// Those who have a seat in a process, with their devices but for those whose keys sign in another
/// one: who is here learns nothing of where else somebody takes part.
async fn waiting(state: &AppState, view: &View) -> Result<Vec<Waiting>, Problem> {
    let mut waiting = Vec::new();
    for (person, actor) in state.accounts().seated(&view.id).await.map_err(store_problem)? {
        let mut devices = state.accounts().devices(person.id).await.map_err(store_problem)?;
        let keys = devices.iter().map(|device| device.key.clone()).collect();
        let parts = state.parts_of(&Asker::absent(keys)).await?;
        let elsewhere = |key: &KeyName| {
            let others = parts.iter().filter(|(registry, _)| registry.id != view.id);
            others.into_iter().any(|(registry, _)| registry.process.registry().key(key).is_some())
        };
        devices.retain(|device| !elsewhere(&device.key));
        waiting.push(Waiting { person, actor, devices });
    }
    Ok(waiting)
}

pub async fn members(
    State(state): State<AppState>,
    Path(process): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    let waiting = waiting(&state, &asked.view).await?;
    let page = members_page(&asked.context, &asked.view, &asked.standing, &waiting, state.now_ms());
    Ok(asked.answer(page.ok_or_else(Problem::not_found)?))
}

/// The charter is open to whoever sees the process; those who are invited, only to its members.
pub async fn charter(
    State(state): State<AppState>,
    Path(process): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    let takes_part = !asked.context.own_actors().is_empty();
    let waiting = if takes_part { waiting(&state, &asked.view).await? } else { Vec::new() };
    let page = charter_page(&asked.context, &asked.view, &asked.standing, &waiting, state.now_ms());
    Ok(asked.answer(page))
}

pub async fn found(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let (_, context) = venue_context(&state, visit);
    let page = found_page(&context).ok_or_else(Problem::not_found)?;
    Ok(answer(&context, page))
}

/// A charter that is being agreed; once its process is founded, that is what is shown.
pub async fn charter_draft(
    State(state): State<AppState>,
    Path(charter): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let (asker, context) = venue_context(&state, visit);
    let (agreeing, stuck) = match charters::find(&state, &asker, &charter).await?.1 {
        Settled::Founded(name) => return Ok(Redirect::to(&format!("/{name}")).into_response()),
        Settled::Open { agreeing, stuck } => (agreeing, stuck),
    };
    let mut people = Vec::with_capacity(agreeing.kept.signers.len());
    for signer in &agreeing.kept.signers {
        people.push(match signer.person {
            Some(person) => state.accounts().person(person).await.map_err(store_problem)?,
            None => None,
        });
    }
    Ok(answer(&context, charter_draft_page(&context, &agreeing, stuck.as_ref(), &people)))
}
