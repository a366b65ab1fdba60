//! Verifying a record: what is read from files and servers, what is held against what, and what
//! is said of it. The checks themselves are those of `verbale_record` and `verbale_process`.

pub mod archive;
pub mod fork;
pub mod tiles;

use std::{num::NonZeroUsize, path::PathBuf};

use serde::Serialize;
use verbale_record::{Head, ProcessId, checkpoint::SignedCheckpoint};

use crate::{
    cancel::Cancel,
    console::{Console, Tone, plain},
    failure::{Failure, Kind},
    loaded::Loaded,
};

/// What a verification goes by.
pub struct Options<'a> {
    /// The process that it must be, if somebody said which.
    pub charter: Option<ProcessId>,
    /// Checkpoints kept from earlier, which the record must continue.
    pub kept: &'a [Kept],
    /// The time, in seconds since 1970, where the record is said to be the newest: then the
    /// witnesses' word must be as young as the charter asks.
    pub now_s: Option<u64>,
    /// Where a proof is written when two heads conflict.
    pub fork_proof: Option<PathBuf>,
    /// Up to how many entries the record is also folded.
    pub fold_entries_max: u64,
    /// How many threads check signatures.
    pub threads: NonZeroUsize,
    /// The terminal.
    pub console: Console,
    /// Ctrl-C.
    pub cancel: &'a Cancel,
}

/// A checkpoint that the record must continue.
pub struct Kept {
    /// Where it is from.
    pub from: String,
    /// The checkpoint.
    pub checkpoint: SignedCheckpoint,
}

/// What was verified.
pub struct Verified {
    /// The process.
    pub id: ProcessId,
    /// The record, to be folded where that was asked for.
    loaded: Option<Loaded>,
    /// Whether the notes themselves were there to be checked, or only their logs.
    pub notes_checked: bool,
}

impl Verified {
    /// The record, folded, where that was asked for. Folding a long one takes a while; that it
    /// holds is known before.
    pub fn folded(self) -> Option<Loaded> {
        let mut loaded = self.loaded?;
        loaded.fold();
        Some(loaded)
    }
}

/// One thing that was checked.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What, in a word.
    pub check: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// What was seen.
    pub found: String,
}

/// What is said of a record, as it is verified.
#[derive(Serialize)]
pub struct Report {
    /// The checks, in their order; the last is the first that failed, if one did.
    pub checks: Vec<Check>,
    /// The head of each room, by name.
    pub heads: Vec<HeadShown>,
    /// What was not checked, and why.
    pub not_checked: Vec<String>,
    #[serde(skip)]
    console: Console,
    #[serde(skip)]
    live: bool,
}

/// A head, as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct HeadShown {
    room: String,
    origin: String,
    size: u64,
    root: String,
}

impl Report {
    /// An empty report; `live` prints each check as it is made.
    pub fn new(console: Console, live: bool) -> Report {
        Report { checks: Vec::new(), heads: Vec::new(), not_checked: Vec::new(), console, live }
    }

    /// Something holds.
    pub fn holds(&mut self, check: &'static str, found: impl Into<String>) -> Result<(), Failure> {
        self.add(Check { check, holds: true, found: found.into() })
    }

    /// Something does not hold: the verification ends with this failure.
    pub fn fails(&mut self, check: &'static str, failure: Failure) -> Failure {
        let mut found = failure.message.clone();
        if let Some(place) = &failure.place {
            found = format!("{place}: {found}");
        }
        match self.add(Check { check, holds: false, found }) {
            Ok(()) => failure,
            Err(closed) => closed,
        }
    }

    /// Something was not checked.
    pub fn leaves_out(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.not_checked.contains(&what) {
            self.not_checked.push(what);
        }
    }

    /// The head of a room that was verified.
    pub fn head(&mut self, room: &str, origin: &verbale_record::Origin, head: Head) {
        self.heads.push(HeadShown {
            room: room.to_owned(),
            origin: origin.to_string(),
            size: head.size,
            root: head.root.to_string(),
        });
    }

    fn add(&mut self, check: Check) -> Result<(), Failure> {
        if self.live {
            let (word, tone) = if check.holds { ("ok  ", Tone::Good) } else { ("FAIL", Tone::Bad) };
            let word = self.console.tone(tone, word);
            self.console.print(&format!("{word}  {:<10}  {}", check.check, plain(&check.found)))?;
        }
        self.checks.push(check);
        Ok(())
    }
}

/// A check that failed, with the place in the record.
pub fn failed(what: impl Into<String>) -> Failure {
    Failure::new(Kind::CheckFailed, what).hint(
        "the record is not what its signers signed: take a copy from another source, and tell the members",
    )
}

/// `1 entry`, `2 entries`.
pub fn entries(n: u64) -> String {
    if n == 1 { "1 entry".to_owned() } else { format!("{n} entries") }
}

/// As many threads as there are cores.
pub fn threads() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}
