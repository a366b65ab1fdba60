//! The JSON API under `/api/v1`, and its description as OpenAPI.
//!
//! What is written with `#[utoipa::path]` is routed and described from one place, so that the
//! description lists every address there is, the logs' included.

pub mod accounts;
pub mod amendments;
pub mod channels;
pub mod circulations;
pub mod drafts;
pub mod events;
pub mod foundings;
pub mod items;
pub mod notes;
mod openapi;
mod problems;
pub mod processes;
pub mod standing;
pub mod submission;

use axum::Router;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{archive, feeds, log, state::AppState};

pub use openapi::document;

/// Every address that programs ask, with its description. What shows a view goes through
/// `conditional`, which answers those who have the newest already.
fn described() -> (OpenApiRouter<AppState>, OpenApiRouter<AppState>) {
    let shown = OpenApiRouter::with_openapi(openapi::base())
        .routes(routes!(processes::list))
        .routes(routes!(processes::show))
        .routes(routes!(standing::show))
        .routes(routes!(items::show))
        .routes(routes!(items::history))
        .routes(routes!(notes::list))
        .routes(routes!(notes::show))
        .merge(feeds::router());
    let other = OpenApiRouter::new()
        .routes(routes!(events::follow))
        .routes(routes!(accounts::sign_in::begin))
        .routes(routes!(accounts::sign_in::finish))
        .routes(routes!(accounts::sign_in::challenge))
        .routes(routes!(accounts::sign_in::key))
        .routes(routes!(accounts::sign_in::out))
        .routes(routes!(accounts::invitations::invite))
        .routes(routes!(accounts::invitations::look))
        .routes(routes!(accounts::invitations::begin))
        .routes(routes!(accounts::invitations::accept))
        .routes(routes!(accounts::me::show))
        .routes(routes!(accounts::me::begin_passkey))
        .routes(routes!(accounts::me::add_passkey))
        .routes(routes!(accounts::me::remove_passkey))
        .routes(routes!(accounts::me::add_device))
        .routes(routes!(accounts::me::remove_device))
        .routes(routes!(accounts::me::end_session))
        .routes(routes!(foundings::draft))
        .routes(routes!(foundings::found))
        .routes(routes!(amendments::draft))
        .routes(routes!(drafts::draft))
        .routes(routes!(circulations::circulate, circulations::list))
        .routes(routes!(circulations::sign, circulations::end))
        .routes(routes!(submission::submit))
        .routes(routes!(problems::list))
        .routes(routes!(problems::show))
        .routes(routes!(openapi::show))
        .merge(log::router())
        .merge(archive::router());
    (shown, other)
}

/// The routes of the API, the logs and the archives; the first of the pair are functions of a view.
pub fn routers() -> (Router<AppState>, Router<AppState>) {
    let (shown, other) = described();
    (shown.split_for_parts().0, other.split_for_parts().0)
}
