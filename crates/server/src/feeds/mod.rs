//! Feeds: what is on a process's record, for the readers and calendars that people already have.
//!
//! They are made of the view that the asker's pages are made of, so that nobody is told by a feed
//! what no page would show. A program that follows one has signed in nowhere and gets what is
//! public. They know no clocks: a feed tells what stands now.

pub(crate) mod atom;
pub(crate) mod calendar;

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use verbale_process::Standing;

use crate::{
    asker::Asker,
    clocks::Clocks,
    extract::Path,
    language::Language,
    locale::Locale,
    pages::{PageContext, links::Links, voice::Voice},
    problem::Problem,
    state::AppState,
    view::View,
};

/// The media type of Atom feeds (RFC 4287).
pub const ATOM_MEDIA_TYPE: &str = "application/atom+xml";
/// The media type of calendars (RFC 5545).
pub const CALENDAR_MEDIA_TYPE: &str = "text/calendar; charset=utf-8";
/// The name of the feed of notes below a process's address.
pub const ATOM_FILE: &str = "feed.atom";
/// The name of the calendar below a process's address.
pub const CALENDAR_FILE: &str = "calendar.ics";

/// The addresses of the feeds.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(notes)).routes(routes!(days))
}

/// A process's notes as an Atom feed
///
/// The newest first, one entry for each note. Entries keep their ids for ever: they are the notes'
/// commitments.
#[utoipa::path(
    get,
    path = "/{process}/feed.atom",
    operation_id = "feed",
    tag = "processes",
    params(("process" = String, Path, description = "The process's name")),
    responses((status = 200, description = "the feed, in the language of `?lang=`", body = String, content_type = ATOM_MEDIA_TYPE))
)]
async fn notes(
    State(state): State<AppState>,
    asker: Asker,
    Path(process): Path<String>,
    Language(locale): Language,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &asker, &process, locale).await?;
    Ok(asked.answer(ATOM_MEDIA_TYPE, atom::feed(&asked.voice(), asked.address.as_deref())))
}

/// A process's days as a calendar
///
/// Its rounds, and the days until which replies are asked for.
#[utoipa::path(
    get,
    path = "/{process}/calendar.ics",
    operation_id = "calendar",
    tag = "processes",
    params(("process" = String, Path, description = "The process's name")),
    responses((status = 200, description = "the calendar, in the language of `?lang=`", body = String, content_type = CALENDAR_MEDIA_TYPE))
)]
async fn days(
    State(state): State<AppState>,
    asker: Asker,
    Path(process): Path<String>,
    Language(locale): Language,
) -> Result<Response, Problem> {
    let asked = Asked::read(&state, &asker, &process, locale).await?;
    Ok(asked.answer(CALENDAR_MEDIA_TYPE, calendar::calendar(&asked.voice(), asked.address.as_deref())))
}

/// What a feed is made from.
struct Asked {
    view: Arc<View>,
    standing: Arc<Standing>,
    /// As a page's, of no reader in particular: the file goes where nobody knows who reads it.
    context: PageContext,
    /// Under which the venue is reached; without one, addresses in a feed are relative to its own.
    address: Option<String>,
}

impl Asked {
    async fn read(
        state: &AppState,
        asker: &Asker,
        process: &str,
        locale: &'static Locale,
    ) -> Result<Asked, Problem> {
        let view = state.view(asker, process).await?;
        let standing = view.standing(Clocks::default().at(state, &view)?);
        let context = PageContext::new(locale, state.venue(), state.today(&view));
        Ok(Asked { standing, view, context, address: state.venue().address.clone() })
    }

    fn voice(&self) -> Voice<'_> {
        let links = Links::new(self.view.name(), Clocks::default());
        Voice::new(&self.context, &self.view, &self.standing, links)
    }

    fn answer(&self, media_type: &'static str, body: String) -> Response {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(self.context.locale.tag())),
        ];
        (headers, body).into_response()
    }
}

/// Text without the characters that XML 1.0 and RFC 5545 forbid, which stand as U+FFFD. A feed with
/// one of them would be no feed to any reader.
fn printable(text: &str) -> String {
    let forbidden =
        |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.replace("\r\n", "\n").chars().map(|c| if forbidden(c) { '\u{fffd}' } else { c }).collect()
}

/// An address of the venue: absolute where the venue's own is known.
fn absolute(address: Option<&str>, path: &str) -> String {
    format!("{}{path}", address.unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_no_feed_may_hold_is_replaced() {
        assert_eq!(
            printable("a\r\nb\tc\u{0}\u{1b}\u{85}\u{fffe}ç"),
            "a\nb\tc\u{fffd}\u{fffd}\u{fffd}\u{fffd}ç"
        );
    }
}
