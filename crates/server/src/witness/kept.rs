//! What a witness keeps: a file for each log, written whole, so that a crash leaves the old or the new.
//!
//! ```text
//! logs/<SHA-256 of the origin>      verbale/witness/v1
//!                                   origin <the origin>
//!                                   key <the log's vkey>
//!
//!                                   <the last checkpoint cosigned, if there is one>
//! forks/<SHA-256 of the origin>-<size>-<SHA-256 of the second text>
//!                                   two signed checkpoints of one size, one after the other
//! ```

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use verbale_record::{
    Hash, VerifierKey,
    checkpoint::ForeignCheckpoint,
    key::KeyKind,
    note::Head,
    signed_note::{SIGNED_NOTE_BYTES_MAX, SignedNote},
};
use verbale_store::files;

/// Most logs that a witness knows.
pub const LOGS_MAX: usize = 100_000;
/// Most forks of which the evidence is kept; further ones are refused all the same.
const FORKS_MAX: usize = 1_000;
/// Longest file of a log.
const LOG_BYTES_MAX: u64 = SIGNED_NOTE_BYTES_MAX as u64 + 2_048;
const FORMAT: &str = "verbale/witness/v1";

/// The folder of what a witness keeps.
#[derive(Clone, Debug)]
pub struct Kept {
    logs: PathBuf,
    forks: PathBuf,
}

/// A log that a witness knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLog {
    /// Its key.
    pub key: VerifierKey,
    /// The last checkpoint that the witness cosigned.
    pub last: Option<SignedNote>,
}

/// Why what a witness keeps cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// The file system.
    #[error("{what} {path}: {error}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// With which file.
        path: String,
        /// What came of it.
        error: io::Error,
    },
    /// A file is not what the witness wrote. It must not cosign without it.
    #[error(
        "{path} is not what the witness wrote ({what}); put it back from a copy that is not older, or retire this key"
    )]
    Broken {
        /// The file.
        path: String,
        /// What is wrong.
        what: &'static str,
    },
    /// Another key for a log that is known.
    #[error("the log {0:?} is known with another key, which stays")]
    OtherKey(String),
    /// The key cannot be a log's.
    #[error("{0} is no key of a log: its kind is another")]
    Kind(String),
    /// Too many logs.
    #[error("a witness knows at most {LOGS_MAX} logs")]
    Full,
}

impl KnownLog {
    /// What the last checkpoint cosigned states.
    pub fn head(&self) -> Option<Head> {
        let stated = ForeignCheckpoint::parse_text(&self.last.as_ref()?.text).ok()?;
        Some(Head { size: stated.size, root: stated.root })
    }
}

impl Kept {
    /// The folder, made where it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(path: &Path) -> Result<Kept, KeptError> {
        let kept = Kept { logs: path.join("logs"), forks: path.join("forks") };
        for folder in [&kept.logs, &kept.forks] {
            files::create_private_folder(folder).map_err(io_error("making the folder", folder))?;
        }
        Ok(kept)
    }

    /// Lets the witness know a log; false where it did already.
    ///
    /// # Errors
    /// Where it knows the log with another key, or too many, or the file cannot be written.
    pub fn add(&self, origin: &str, key: &VerifierKey) -> Result<bool, KeptError> {
        if key.kind() != KeyKind::Ed25519 {
            return Err(KeptError::Kind(key.to_string()));
        }
        if let Some(known) = self.log(origin)? {
            return if known.key == *key { Ok(false) } else { Err(KeptError::OtherKey(origin.to_owned())) };
        }
        if self.names()?.len() >= LOGS_MAX {
            return Err(KeptError::Full);
        }
        self.keep(origin, &KnownLog { key: key.clone(), last: None })?;
        Ok(true)
    }

    /// A log, if the witness knows it.
    ///
    /// # Errors
    /// Where its file cannot be read, or is not what was written.
    pub fn log(&self, origin: &str) -> Result<Option<KnownLog>, KeptError> {
        let path = self.path_of(origin);
        let Some((found, log)) = read(&path)? else { return Ok(None) };
        if found != origin {
            return Err(KeptError::Broken { path: path.display().to_string(), what: "another log's origin" });
        }
        Ok(Some(log))
    }

    /// Every log with its origin, by origin.
    ///
    /// # Errors
    /// As [`Kept::log`].
    pub fn all(&self) -> Result<Vec<(String, KnownLog)>, KeptError> {
        let mut logs = Vec::new();
        for name in self.names()? {
            logs.extend(read(&self.logs.join(name))?);
        }
        logs.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(logs)
    }

    /// Keeps a log, durably.
    ///
    /// # Errors
    /// Where it cannot be written; then what was there stays.
    pub fn keep(&self, origin: &str, log: &KnownLog) -> Result<(), KeptError> {
        let mut bytes = format!("{FORMAT}\norigin {origin}\nkey {}\n\n", log.key).into_bytes();
        bytes.extend(log.last.iter().flat_map(SignedNote::to_bytes));
        write(&self.path_of(origin), &bytes)
    }

    /// Keeps the evidence that a log has forked: the checkpoint cosigned, and another of its size.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep_fork(&self, log: &KnownLog, other: &SignedNote) -> Result<(), KeptError> {
        let (Some(last), Some(head)) = (&log.last, log.head()) else { return Ok(()) };
        let kept = fs::read_dir(&self.forks).map_err(io_error("reading the folder", &self.forks))?.count();
        let origin = other.text.lines().next().unwrap_or_default();
        let name =
            format!("{}-{}-{}", Hash::of(origin.as_bytes()), head.size, Hash::of(other.text.as_bytes()));
        let path = self.forks.join(name);
        if kept >= FORKS_MAX || path.exists() {
            return Ok(());
        }
        write(&path, &[last.to_bytes(), other.to_bytes()].concat())
    }

    fn path_of(&self, origin: &str) -> PathBuf {
        self.logs.join(Hash::of(origin.as_bytes()).to_hex())
    }

    /// The names of the files of logs; what a crash left half written is none.
    fn names(&self) -> Result<Vec<std::ffi::OsString>, KeptError> {
        let entries = fs::read_dir(&self.logs).map_err(io_error("reading the folder", &self.logs))?;
        let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
        let names: io::Result<Vec<_>> = names.collect();
        let mut names = names.map_err(io_error("reading the folder", &self.logs))?;
        names.retain(|name| Path::new(name).extension().is_none());
        Ok(names)
    }
}

fn io_error(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeptError {
    move |error| KeptError::Io { what, path: path.display().to_string(), error }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), KeptError> {
    files::replace(path, bytes, true)
        .and_then(|()| files::sync_folder_of(path))
        .map_err(io_error("writing", path))
}

/// The log of a file with its origin; none where there is no such file.
fn read(path: &Path) -> Result<Option<(String, KnownLog)>, KeptError> {
    let broken = |what| KeptError::Broken { path: path.display().to_string(), what };
    match fs::metadata(path) {
        Ok(found) if found.len() > LOG_BYTES_MAX => return Err(broken("too long")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        _ => {}
    }
    let text = fs::read_to_string(path).map_err(io_error("reading", path))?;
    let mut parts = text.splitn(5, '\n');
    let mut next = |start: &str| parts.next().and_then(|line| line.strip_prefix(start));
    next(FORMAT).filter(|rest| rest.is_empty()).ok_or_else(|| broken("another format"))?;
    let origin = next("origin ").ok_or_else(|| broken("no origin"))?.to_owned();
    let key = next("key ").and_then(|key| VerifierKey::parse(key).ok());
    let key = key.filter(|key| key.kind() == KeyKind::Ed25519).ok_or_else(|| broken("no key of a log"))?;
    next("").filter(|rest| rest.is_empty()).ok_or_else(|| broken("no empty line after the key"))?;
    let last = match parts.next().ok_or_else(|| broken("cut off"))? {
        "" => None,
        note => Some(SignedNote::parse(note.as_bytes()).map_err(|_| broken("no checkpoint"))?),
    };
    let log = KnownLog { key, last };
    if log.last.is_some() && log.head().is_none() {
        return Err(broken("no checkpoint"));
    }
    Ok(Some((origin, log)))
}
