//! What the outside programs are told: one JSON file, read by `xtask/oracle/go` and `xtask/oracle/python`.

use std::path::PathBuf;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Serialize;

/// What is to be verified.
#[derive(Clone, Debug, Serialize)]
pub struct Job {
    /// URL or folder of the log.
    pub log: String,
    /// Verifier key of the log, as a C2SP vkey.
    pub log_key: String,
    /// Verifier key of the witness, likewise.
    pub witness_key: String,
    /// File with the checkpoint, signed by the log and the witness.
    pub cosigned: PathBuf,
    /// Heads that the log had before.
    pub older: Vec<OlderHead>,
    /// Inclusion proofs that the log served.
    pub proofs: Vec<Proof>,
}

/// A head that the log had before.
#[derive(Clone, Debug, Serialize)]
pub struct OlderHead {
    /// Number of entries.
    pub size: u64,
    /// Root of the tree of that size, in base64.
    pub root: String,
}

/// An inclusion proof that the log served.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    /// A file in the format of C2SP tlog-proof.
    pub file: PathBuf,
    /// The entry that it is for, in base64.
    pub entry: String,
}

impl Proof {
    /// A proof in a file, for an entry.
    pub fn new(file: PathBuf, entry: &[u8]) -> Proof {
        Proof { file, entry: BASE64_STANDARD.encode(entry) }
    }
}
