//! Where pages meet HTTP: addresses, what they ask for, and the answer.

use std::sync::Arc;

use axum::{
    Router,
    extract::{FromRequestParts, State},
    http::{HeaderValue, header, request::Parts},
    response::{Html as HtmlBody, IntoResponse, Response},
    routing::get,
};

use verbale_record::{ActorId, Commitment};

use crate::{
    asker::Asker,
    clocks::Clocks,
    extract::{Path, Query},
    language::{LANGUAGE_COOKIE, LANGUAGE_PARAMETER},
    locale::Locale,
    problem::Problem,
    state::AppState,
    view::View,
};

use super::{
    Filter, PageContext, Reader, StatementFilter, absent_page, commitments_page, group_page, groups_page,
    item_page, items_page, method_page, note_page, picture_page, portal_page, record_page, rounds_page,
    search_page, standing_page, statements_page, venue_page, verify_page,
};

mod member;

/// How long a browser keeps the choice of a language, in seconds.
const LANGUAGE_COOKIE_AGE_S: u32 = 31_536_000;

/// The addresses of the pages on which people sign in and members act. They show more than the
/// record has, and so are made anew each time.
pub fn member_router() -> Router<AppState> {
    Router::new()
        .route("/sign-in", get(member::sign_in))
        .route("/invitation", get(member::invitation))
        .route("/me", get(member::me))
        .route("/found", get(member::found))
        .route("/found/{charter}", get(member::charter_draft))
        .route("/{process}/charter", get(member::charter))
        .route("/{process}/act", get(member::catalogue))
        .route("/{process}/act/{kind}", get(member::act))
        .route("/{process}/circulation/{id}", get(member::circulation))
        .route("/{process}/members", get(member::members))
}

/// The addresses of the pages that show a view.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(venue))
        .route("/{process}", get(standing))
        .route("/{process}/items", get(items))
        .route("/{process}/item/{item}", get(item))
        .route("/{process}/rounds", get(rounds))
        .route("/{process}/groups", get(groups))
        .route("/{process}/group/{item}", get(group))
        .route("/{process}/commitments", get(commitments))
        .route("/{process}/statements", get(statements))
        .route("/{process}/picture", get(picture))
        .route("/{process}/record", get(record))
        .route("/{process}/note/{note}", get(note))
        .route("/{process}/verify", get(verify))
        .route("/{process}/method", get(method))
        .route("/{process}/search", get(search))
}

/// The addresses of the pages that other sites may frame: the same for everybody.
pub fn framed_router() -> Router<AppState> {
    Router::new().route("/{process}/portal", get(portal))
}

/// What a request for a page says: who asks, in which language, at which address.
struct Visit {
    asker: Asker,
    locale: &'static Locale,
    path: String,
    /// The parameters of the address, in order.
    query: Vec<(String, String)>,
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let Ok(asker) = Asker::from_request_parts(parts, state).await;
        let Query(query) = Query::from_request_parts(parts, state).await?;
        let locale = state.venue().languages.of_request(&parts.uri, &parts.headers);
        Ok(Visit { asker, locale, path: parts.uri.path().to_owned(), query })
    }
}

/// What every page of a process is made from.
struct Asked {
    context: PageContext,
    view: Arc<View>,
    standing: Arc<verbale_process::Standing>,
}

impl Asked {
    async fn read(state: &AppState, process: &str, visit: Visit) -> Result<Asked, Problem> {
        let Visit { asker, locale, path, query } = visit;
        let view = state.view(&asker, process).await?;
        let clocks = Clocks::read(value(&query, "as_of"), value(&query, "at_size"))?;
        let at = clocks.at(state, &view)?;
        let context = PageContext {
            path,
            query,
            clocks,
            read_only: state.read_only().is_some(),
            reader: reader(&asker, state.audience(&asker, process).await?.actors().cloned().collect()),
            ..PageContext::new(locale, state.venue(), state.today(&view))
        };
        Ok(Asked { context, standing: view.standing(at), view })
    }

    fn item_page(&self, id: &Commitment) -> Result<String, Problem> {
        let opens = self.view.process.entry(id).is_some_and(|e| e.act.kind.opens());
        match item_page(&self.context, &self.view, &self.standing, id) {
            Some(page) => Ok(page),
            // It is on the record, but not as of the clocks that were asked for.
            None if opens => Ok(absent_page(&self.context, &self.view, &self.standing, id)),
            None => Err(Problem::not_found()),
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        value(&self.context.query, name)
    }

    fn answer(&self, page: String) -> Response {
        answer(&self.context, page)
    }
}

/// The reader of a page.
fn reader(asker: &Asker, actors: Vec<ActorId>) -> Option<Reader> {
    let member = asker.member()?;
    let (name, of_venue) = (member.person.name.clone(), member.person.of_venue);
    Some(Reader { id: member.person.id, name, of_venue, actors, keys: member.keys.clone() })
}

/// A parameter's value; an empty one, as a form sends it, is none.
fn value<'q>(query: &'q [(String, String)], name: &str) -> Option<&'q str> {
    query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
}

/// A page as an answer.
fn written(context: &PageContext, page: String) -> Response {
    let mut response = HtmlBody(page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(context.locale.tag()));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}

/// A page as an answer. A language that the address asks for is remembered.
fn answer(context: &PageContext, page: String) -> Response {
    let mut response = written(context, page);
    let headers = response.headers_mut();
    let asked = value(&context.query, LANGUAGE_PARAMETER).and_then(|tag| context.languages.find(tag));
    if let Some(locale) = asked {
        let cookie = format!(
            "{LANGUAGE_COOKIE}={}; Path=/; Max-Age={LANGUAGE_COOKIE_AGE_S}; SameSite=Lax",
            locale.tag()
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.insert(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// A whole number that a parameter asks for.
fn number(text: Option<&str>, name: &'static str) -> Result<Option<usize>, Problem> {
    let wrong = |_| {
        Problem::malformed(format!("{name} is not a whole number."), "Give a number from 1, or leave it out.")
    };
    text.map(|t| t.parse().map_err(wrong)).transpose()
}

/// What a page is made from that belongs to no process.
fn venue_context(state: &AppState, visit: Visit) -> (Asker, PageContext) {
    let Visit { asker, locale, path, query } = visit;
    let today = verbale_process::entry::day_of(state.now_ms(), 0);
    let context = PageContext {
        path,
        query,
        read_only: state.read_only().is_some(),
        reader: reader(&asker, Vec::new()),
        ..PageContext::new(locale, state.venue(), today)
    };
    (asker, context)
}

async fn venue(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let (asker, context) = venue_context(&state, visit);
    let views = state.processes(&asker).await?;
    let page = venue_page(&context, &views);
    Ok(answer(&context, page))
}

/// Defines a handler whose page needs nothing but what every page has.
macro_rules! plain_page {
    ($name:ident, $page:ident) => {
        async fn $name(
            State(state): State<AppState>,
            Path(process): Path<String>,
            visit: Visit,
        ) -> Result<Response, Problem> {
            let asked = Asked::read(&state, &process, visit).await?;
            Ok(asked.answer($page(&asked.context, &asked.view, &asked.standing)))
        }
    };
}

plain_page!(standing, standing_page);
plain_page!(rounds, rounds_page);
plain_page!(groups, groups_page);
plain_page!(verify, verify_page);
plain_page!(method, method_page);

/// What is published of a process, for pages of other sites. It keeps no choice of a language: it is
/// asked for as its frame asks.
async fn portal(
    State(state): State<AppState>,
    Path(process): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    let page = portal_page(&asked.context, &asked.view, &asked.standing, state.venue().origin());
    Ok(written(&asked.context, page))
}

async fn items(
    State(state): State<AppState>,
    Path(process): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    let filter = Filter {
        series: asked.value("series").map(str::to_owned),
        kind: asked.value("kind").map(str::to_owned),
    };
    Ok(asked.answer(items_page(&asked.context, &asked.view, &asked.standing, &filter)))
}

async fn item(
    State(state): State<AppState>,
    Path(named): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    item_in(&state, named, visit, |_, _| None).await
}

/// A group's own page; of any other item its page.
async fn group(
    State(state): State<AppState>,
    Path(named): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let page = |asked: &Asked, id: &Commitment| group_page(&asked.context, &asked.view, &asked.standing, id);
    item_in(&state, named, visit, page).await
}

/// The page that an item has of its own, or else the one that any has.
async fn item_in(
    state: &AppState,
    (process, item): (String, String),
    visit: Visit,
    own_page: impl FnOnce(&Asked, &Commitment) -> Option<String>,
) -> Result<Response, Problem> {
    let asked = Asked::read(state, &process, visit).await?;
    let id = asked.view.item(&item).ok_or_else(Problem::not_found)?;
    let page = own_page(&asked, &id).map_or_else(|| asked.item_page(&id), Ok)?;
    Ok(asked.answer(page))
}

async fn commitments(
    State(state): State<AppState>,
    Path(process): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    Ok(asked.answer(commitments_page(&asked.context, &asked.view, &asked.standing, asked.value("series"))))
}

async fn statements(
    State(state): State<AppState>,
    Path(process): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    let filter = StatementFilter {
        item: asked.value("item").map(str::to_owned),
        actor: asked.value("actor").and_then(|a| a.parse().ok()),
        claims: asked.value("claims").is_some(),
        sheet: number(asked.value("sheet"), "sheet")?.unwrap_or(1),
    };
    Ok(asked.answer(statements_page(&asked.context, &asked.view, &asked.standing, &filter)))
}

async fn picture(
    State(state): State<AppState>,
    Path(process): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    Ok(asked.answer(picture_page(&asked.context, &asked.view, &asked.standing, asked.value("series"))))
}

async fn record(
    State(state): State<AppState>,
    Path(process): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    let from = number(asked.value("from"), "from")?;
    Ok(asked.answer(record_page(&asked.context, &asked.view, &asked.standing, from)))
}

async fn note(
    State(state): State<AppState>,
    Path((process, note)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    let id = asked.view.item(&note).ok_or_else(Problem::not_found)?;
    let opening = state.opening(&asked.view, &id).await?;
    let page = note_page(&asked.context, &asked.view, &asked.standing, &id, Some(&opening));
    Ok(asked.answer(page.ok_or_else(Problem::not_found)?))
}

async fn search(
    State(state): State<AppState>,
    Path(process): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &process, visit).await?;
    let sought = asked.value("q").unwrap_or_default();
    Ok(asked.answer(search_page(&asked.context, &asked.view, &asked.standing, sought)))
}
