//! Acts, items, powers and the fold: from signed notes to the standing of a process.
//!
//! Pure: no clock, no randomness, no database, no network. [`fold::Process`] takes notes as
//! [`entry::Entry`]s and answers [`fold::Process::standing`]; the rest explains or prints it.
//!
//! | module | concept |
//! |---|---|
//! | [`act`] (with `words`), [`wire`] | what a note says, as types and as JSON |
//! | [`charter`], [`registry`] | who takes part, by what rules, with which keys and powers |
//! | [`amendment`] | what of a charter may change, and by whose consent |
//! | [`entry`] | a note with its place; the three orders |
//! | [`rules`] | the fold's table: what moves what, and who may |
//! | `effect` | whether an act can have effect: author, room, consent, powers, endorsement |
//! | `item` | how one item moves |
//! | [`carrying`] | what is published and released, and where it is to be entered |
//! | [`fold`] | all items, incrementally; `naming`: what a note names |
//! | `reading`, `contest` | an item with and without each contested act; what is contested |
//! | [`standing`] | the results |
//! | `assemble`, `commitments`, [`deadlock`], `moves` | how they are put together |
//! | [`wording`], [`report`] | prose by note; the public JSON of a standing |
//! | [`documents`] | what the documents are that a note carries |
//! | [`chronicle`] | acts as JSON lines, as a register imports them |
//! | [`verify`] | whose keys signed, and whether they were in force |

pub mod act;
pub mod amendment;
mod assemble;
pub mod carrying;
pub mod charter;
pub mod chronicle;
mod commitments;
mod contest;
pub mod deadlock;
pub mod documents;
mod effect;
pub mod entry;
pub mod fold;
mod item;
mod mirrors;
mod moves;
mod naming;
pub mod paragraphs;
mod reading;
pub mod registry;
pub mod report;
pub mod rules;
pub mod standing;
pub mod verify;
pub mod wire;
pub mod wording;
mod words;

pub use act::{Act, ItemId, Kind};
pub use assemble::days;
pub use carrying::Due;
pub use charter::Charter;
pub use entry::{Entry, Place};
pub use fold::{At, Process};
pub use registry::Registry;
pub use standing::Standing;
pub use wording::{Wording, Wordings};
