//! The venue over HTTP, request by request.

mod addresses;
mod archive;
mod ask;
mod caching;
mod conduct;
mod documents;
mod events;
#[path = "../fixture/mod.rs"]
mod fixture;
mod log;
mod privacy;
mod problems;
mod submission;
