//! The JSON API under `/api/v1`, and its description as OpenAPI.
//!
//! What is written with `#[utoipa::path]` is routed and described from one place, so that the
//! description lists every address there is, the logs' included.

pub mod accounts;
pub mod amendments;
pub mod channels;
pub mod charters;
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

/// Addresses by what their answers pass through.
pub(crate) struct Addresses<T> {
    /// Functions of a view: they go through `conditional`, which answers those who have the newest
    /// already.
    pub(crate) shown: T,
    /// Streams without an end, which nothing is to hold back or to take up memory for.
    pub(crate) told: T,
    /// All others.
    pub(crate) other: T,
}

/// Every address that programs ask, with its description.
fn described() -> Addresses<OpenApiRouter<AppState>> {
    let shown = OpenApiRouter::with_openapi(openapi::base())
        .routes(routes!(processes::list))
        .routes(routes!(processes::show))
        .routes(routes!(standing::show))
        .routes(routes!(items::show))
        .routes(routes!(items::history))
        .routes(routes!(notes::list))
        .routes(routes!(notes::show))
        .merge(feeds::router());
    let told = OpenApiRouter::new().routes(routes!(events::follow));
    let other = OpenApiRouter::new()
        .routes(routes!(accounts::sign_in::begin))
        .routes(routes!(accounts::sign_in::finish))
        .routes(routes!(accounts::sign_in::challenge))
        .routes(routes!(accounts::sign_in::key))
        .routes(routes!(accounts::sign_in::out))
        .routes(routes!(accounts::invitations::invite))
        .routes(routes!(accounts::invitations::look))
        .routes(routes!(accounts::invitations::begin))
        .routes(routes!(accounts::invitations::accept))
        .routes(routes!(accounts::invitations::join))
        .routes(routes!(accounts::me::show))
        .routes(routes!(accounts::me::begin_passkey))
        .routes(routes!(accounts::me::add_passkey))
        .routes(routes!(accounts::me::remove_passkey))
        .routes(routes!(accounts::me::add_device))
        .routes(routes!(accounts::me::remove_device))
        .routes(routes!(accounts::me::end_session))
        .routes(routes!(accounts::telling::give_address, accounts::telling::remove_address))
        .routes(routes!(accounts::telling::confirm_address))
        .routes(routes!(accounts::telling::want_mail))
        .routes(routes!(accounts::telling::add_webhook))
        .routes(routes!(accounts::telling::resume_webhook))
        .routes(routes!(accounts::telling::remove_webhook))
        .routes(routes!(foundings::draft))
        .routes(routes!(foundings::found))
        .routes(routes!(charters::draft, charters::list))
        .routes(routes!(charters::show, charters::change, charters::end))
        .routes(routes!(charters::sign))
        .routes(routes!(charters::decline))
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
    Addresses { shown, told, other }
}

/// The routes of the API, the logs, the feeds and the archives.
pub(crate) fn routers() -> Addresses<Router<AppState>> {
    let Addresses { shown, told, other } = described();
    let route = |described: OpenApiRouter<AppState>| described.split_for_parts().0;
    Addresses { shown: route(shown), told: route(told), other: route(other) }
}
