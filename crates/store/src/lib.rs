//! Where the record is kept, and how it grows.
//!
//! - [`Store`] is the contract, in the terms of the record; [`SqliteStore`] and
//!   [`MemoryStore`] keep it, held to it by one conformance suite.
//! - [`LockedFolder`] is a data folder that one process holds alone; opening it says
//!   whether its record may be written to ([`StoreState`]).
//! - [`Sequencer`] takes notes in, in groups, in the order of durability.
//! - [`RoomTree`] gives tiles, roots and proofs from rows; [`export_tiles`] writes a log
//!   as files.
//! - [`Accounts`] are people and how they sign in, in a file of its own: nothing in it is evidence.
//! - [`backup`], [`restore`], [`copy_room`] and [`check_store`] make and check copies.
//!
//! This crate knows no acts: whose keys count and what a note does to the store are asked
//! of an [`Admission`]. It reads no clock: the time is asked of a [`Clock`].

mod accounts;
mod backup;
mod batch;
mod contract;
mod error;
mod export;
mod faults;
pub mod files;
mod folder;
mod growth;
mod memory;
mod process;
mod published;
mod replica;
mod sequencer;
mod sqlite;
mod tiles;
mod tip;

pub use accounts::{
    Accounts, AddressGiven, CHARTER_DRAFT_BYTES_MAX, CHARTER_DRAFTS_MAX, CIRCULATION_BYTES_MAX,
    CIRCULATION_ID_BYTES, CIRCULATIONS_MAX, CREDENTIALS_MAX, CharterDraft, CharterId, CharterSigner,
    Circulation, Device, FailedTry, INVITATIONS_MAX, Invitation, InvitedTo, Known, LABEL_CHARS_MAX, Mail,
    Newcomer, Passkey, Person, PersonId, SESSIONS_MAX, Seat, Session, SessionFollowed, VISIT_GAP_MS,
    WEBHOOKS_MAX, Webhook, WebhookId,
};
pub use backup::{
    AccountsPutBack, BackupError, MEMBER_BYTES_MAX, Manifest, Member, PutBack, backup, restore,
};
pub use batch::{Append, Batch, Erasure, NewAnnex, NewEntry, ROOM_ENTRIES_MAX, SignedHead, TileRoot};
pub use contract::{ANNEX_ROWS_MAX, Annex, COSIGNATURES_MAX, Entry, LEAVES_MAX, ROWS_MAX, RoomHead, Store};
pub use error::StoreError;
pub use export::{ExportError, export_tiles};
pub use faults::{Faults, NoFaults, Step};
pub use folder::{FolderError, Gap, HeldInstead, LockedFolder, Opened, StoreState, compare};
pub use memory::MemoryStore;
pub use process::{NAME_BYTES_MAX, Process, Room, is_name};
pub use published::{FileMarks, MemoryMarks, PublishedMarks};
pub use replica::{CopyError, Progress, check_store, copy_room};
pub use sequencer::{
    Admission, Admitted, BATCH_BYTES_MAX, BATCH_NOTES_MAX, CHANGES_KEPT, Candidate, Clock, Declined,
    Founding, LogKeys, Parts, Pending, QUEUE_BYTES_MAX, QUEUE_SUBMISSIONS_MAX, Quota, REASON_BYTES_MAX,
    Receipt, Refusal, RefusalCode, RefusalError, Refused, Sequencer, StartError, Submission, SubmitError,
};
pub use sqlite::SqliteStore;
pub use tiles::{RoomTree, RoomTreeError, cosigned_checkpoint};
pub use tip::Tip;
