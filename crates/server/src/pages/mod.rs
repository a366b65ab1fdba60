//! Pages: what the venue shows to people, complete without any script.
//!
//! Each page is a pure function from its context, a view and a standing to its text; [`router`]
//! is where they meet HTTP. A page says nothing that is not in the locales or on the record.

mod account;
mod acting;
mod acts;
pub mod alternat;
mod commitments;
mod comparison;
mod documents;
mod error;
mod fold_text;
pub mod frame;
mod group;
mod item;
pub mod links;
mod lists;
pub mod markup;
mod method;
mod minutes;
mod note;
mod picture;
mod portal;
mod record;
mod routes;
mod search;
mod sentences;
mod standing;
mod statement;
mod statements;
mod venue;
mod verify;
mod verify_words;
pub mod voice;

pub use account::{Circulating, OwnAccount, TellingFace, Visited, invitation_page, me_page, sign_in_page};
use acting::island_words as acting_words;
pub use acting::{
    Waiting, catalogue_page, charter_draft_page, charter_page, charter_words, circulation_page, form_page,
    found_page, members_page, review,
};
pub use commitments::commitments_page;
pub use error::error_page;
pub use frame::{PageContext, Reader};
pub use group::group_page;
pub use item::{absent_page, item_page};
pub use lists::{Filter, groups_page, items_page, rounds_page};
pub use method::method_page;
pub use note::note_page;
pub use picture::picture_page;
pub use portal::portal_page;
pub use record::record_page;
pub use routes::{framed_router, member_router, router};
pub use search::search_page;
pub use standing::standing_page;
pub use statements::{StatementFilter, statements_page};
pub use venue::venue_page;
pub use verify::verify_page;

/// A page's text. Writing to memory does not fail, and templates are checked when they are
/// compiled; what cannot happen shows as an empty page rather than as an end of the venue.
fn render(page: &impl askama::Template) -> String {
    let rendered = page.render();
    debug_assert!(rendered.is_ok(), "{:?}", rendered.as_ref().err());
    rendered.unwrap_or_default()
}

#[cfg(test)]
mod tests;
