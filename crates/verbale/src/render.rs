//! The standing and items as well-set plain text. The content is that of the JSON; the order of
//! the parties is the alternat's, as on the pages.

pub mod changes;
pub mod comparison;
pub mod item;
pub mod names;
pub mod standing;

/// Width of the text in characters.
pub const WIDTH: usize = 96;
