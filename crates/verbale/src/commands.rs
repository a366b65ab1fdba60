//! The commands: one file each, with its options, its help and what it does.

pub mod backup;
pub mod completions;
pub mod demo;
pub mod export;
pub mod import;
pub mod init;
pub mod invite;
pub mod item;
pub mod key;
pub mod log;
pub mod man;
pub mod note;
pub mod process;
pub mod restore;
pub mod serve;
pub mod standing;
pub mod verify;
pub mod witness;
