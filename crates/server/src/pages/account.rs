//! Pages of a person's own: signing in, taking up an invitation, and their first page.

mod doors;
mod me;
mod telling;

pub use doors::{invitation_page, sign_in_page};
pub use me::{Circulating, OwnAccount, Visited, me_page};
pub use telling::TellingFace;
