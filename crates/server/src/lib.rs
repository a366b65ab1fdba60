//! The venue over HTTP: pages, JSON API and the public logs.
//!
//! [`app`] makes a router from a state; [`serve`] runs it on a listener with the limits that a
//! public address needs. A request passes the connection's limits ([`mod@serve`]), [`security`],
//! compression, [`faces`], [`limits`], and reaches a route of [`api`], [`log`], [`archive`], `pages`
//! or [`served_assets`]. What its asker may see is decided in [`audience`] and held in [`views`].
//! Beside the requests the [`carrier`] enters in further rooms what was published or released,
//! and [`telling`] sends mail and calls webhooks.
//!
//! This crate knows HTTP and nothing else does. It reads no environment and no clock
//! ([`Clock`] is a parameter), draws no randomness, knows no SQL, and decides nothing
//! about a process: that is the fold's affair.

pub mod agreeing;
pub mod api;
mod app;
pub mod archive;
pub mod asker;
pub mod assets;
pub mod audience;
mod base64_text;
pub mod carrier;
mod ceremonies;
pub mod circulating;
pub mod clocks;
pub mod comparing;
pub mod conditional;
pub mod connections;
pub mod differences;
mod documents;
pub mod draft;
pub mod extract;
pub mod faces;
pub mod feeds;
pub mod forms;
pub mod founding;
pub mod language;
pub mod limits;
pub mod locale;
pub mod log;
pub mod openings;
mod outgoing;
pub mod pages;
mod position;
pub mod problem;
pub mod security;
pub mod serve;
pub mod served_assets;
pub mod state;
pub mod telling;
pub mod trial;
pub mod view;
pub mod views;
pub mod witness;
pub mod witnessing;

pub use app::app;
pub use ceremonies::key_sign_in_text;
pub use serve::serve;
pub use state::{AppState, LogKeyKeeper, Machine, OpenError, Random, Venue};
pub use verbale_store::Clock;
