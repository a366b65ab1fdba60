//! The venue over HTTP: pages, JSON API and the public logs.
//!
//! [`app`] makes a router from a state; [`serve`] runs it on a listener with the limits that a
//! public address needs. The way of a request: connection limits ([`serve`]), security headers
//! ([`security`]), limits ([`limits`]), faces of problems ([`faces`]), the route, which asks
//! [`audience`] what its asker may see and reads from a [`view::View`].
//!
//! This crate knows HTTP and nothing else does. It reads no environment and no clock
//! ([`clock::Clock`] is a parameter), draws no randomness, knows no SQL, and decides nothing
//! about a process: that is the fold's affair.

pub mod clock;
pub mod clocks;
pub mod extract;
pub mod language;
pub mod openings;
pub mod problem;
pub mod state;
pub mod view;
pub mod views;
