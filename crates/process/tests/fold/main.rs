//! The fold's rules on scripts of signed and reported acts, each rule by its name.

#[path = "../fixture/mod.rs"]
mod fixture;

mod amendments;
mod carrying;
mod consent;
mod contested;
mod deadlocks;
mod minutes;
mod moves;
mod powers;
mod reasons;
mod terms;
