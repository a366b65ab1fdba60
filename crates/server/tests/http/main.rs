//! The venue over HTTP, request by request.

mod addresses;
mod agreeing;
mod amending;
mod archive;
mod ask;
mod audiences;
mod caching;
mod carried_documents;
mod circulating;
mod conduct;
mod documents;
mod events;
mod feeds;
#[path = "../fixture/mod.rs"]
mod fixture;
mod log;
mod portal;
mod privacy;
mod problems;
mod signing_in;
mod submission;
