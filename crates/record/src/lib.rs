//! The record: notes, keys, commitments, the Merkle tree, tiles, checkpoints,
//! cosignatures, proofs and archives, and what is needed to verify them.
//!
//! This crate does no I/O, reads no clock and draws no randomness: times, nonces,
//! salts and seeds are parameters. It is enough to write a verifier with. The
//! formats are those of C2SP (signed-note, tlog-checkpoint, tlog-tiles,
//! tlog-cosignature, tlog-proof) and RFC 6962; the project's own are described in
//! `docs/formats/`, with the test vectors that this crate is held to.
//!
//! A note's way through the crate: [`note::NoteDraft`] makes its text,
//! [`key::SigningKey`] signs it, [`commitment::Opening`] hides it, [`leaf::Leaf`]
//! dates it, [`tree::Frontier`] counts it in, and [`checkpoint::Checkpoint`] states the
//! result. [`verify::RoomVerifier`] goes the same way from the other end. A note that is entered
//! in a further room takes [`carried::Evidence`] with it.

mod base64_text;
mod lines;

pub mod archive;
pub mod carried;
pub mod checkpoint;
pub mod commitment;
pub mod cosignature;
pub mod fork_proof;
pub mod hash;
pub mod ids;
pub mod json;
pub mod key;
pub mod leaf;
pub mod note;
pub mod proof;
pub mod signed_note;
pub mod tile;
pub mod tree;
pub mod verify;
pub mod witness;

pub use carried::Evidence;
pub use commitment::{Commitment, Opening};
pub use hash::Hash;
pub use ids::{ActorId, KeyName, Origin, ProcessId};
pub use key::{SigningKey, VerifierKey};
pub use leaf::Leaf;
pub use note::{Head, Note, NoteDraft};
