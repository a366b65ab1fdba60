//! Writing to the record of a venue that this process holds: the sequencer with the venue's keys.

use std::{collections::BTreeMap, sync::Arc};

use tokio::task::JoinHandle;
use verbale_record::{ProcessId, SigningKey};
use verbale_server::{
    Random,
    carrier::{Carrier, CarryError},
};
use verbale_store::{
    Accounts, Clock, Founding, LogKeys, Opened, Parts, Process, Receipt, RefusalCode, Refused, Sequencer,
    SqliteStore, StartError, Store as _, Submission, SubmitError,
};

use crate::{
    admission::RegistryAdmission,
    clock,
    failure::{Failure, Kind},
    folder::DataFolder,
    random,
    venue::HeldVenue,
};

/// The sequencer of a held venue.
pub struct Writer {
    /// Its settings and keys.
    pub folder: DataFolder,
    /// The sequencer.
    pub sequencer: Sequencer,
    store: Arc<SqliteStore>,
    task: JoinHandle<()>,
    // Held until all else has ended.
    lock: verbale_store::LockedFolder,
}

/// The machine's clock.
pub struct MachineClock;

/// The machine's randomness.
pub struct MachineRandom;

impl Random for MachineRandom {
    fn fill(&self, bytes: &mut [u8]) -> bool {
        random::fill(bytes)
    }
}

impl Clock for MachineClock {
    fn now_ms(&self) -> u64 {
        clock::now_ms()
    }
}

/// The log keys of the venue's processes, read once from the folder of keys.
struct FolderKeys(BTreeMap<ProcessId, SigningKey>);

impl LogKeys for FolderKeys {
    fn log_key(&self, process: &ProcessId) -> Option<SigningKey> {
        self.0.get(process).cloned()
    }
}

impl Writer {
    /// Starts the sequencer of a venue. Where the record is read-only it starts too, and
    /// refuses every note.
    pub async fn start(venue: HeldVenue) -> Result<Writer, Failure> {
        let HeldVenue { folder, lock, opened } = venue;
        let Opened { store, marks, state } = opened;
        let store = Arc::new(store);
        let mut log_keys = BTreeMap::new();
        for process in store.processes().await? {
            log_keys.insert(process.id, folder.log_key(&process.name)?);
        }
        let parts = Parts {
            store: Arc::clone(&store) as Arc<dyn verbale_store::Store>,
            marks: Box::new(marks),
            state,
            admission: Arc::new(RegistryAdmission::default()),
            log_keys: Arc::new(FolderKeys(log_keys)),
            clock: Arc::new(MachineClock),
            quota: None,
        };
        let (sequencer, task) =
            Sequencer::start(parts).await.map_err(|error| start_failure(error, &folder))?;
        Ok(Writer { folder, sequencer, store, task, lock })
    }

    /// People and how they sign in.
    pub async fn accounts(&self) -> Result<Accounts, Failure> {
        self.lock.accounts().await.map_err(Failure::from)
    }

    /// The rows.
    pub fn store(&self) -> &Arc<SqliteStore> {
        &self.store
    }

    /// The process of that name or id.
    pub async fn process(&self, name_or_id: &str) -> Result<Process, Failure> {
        crate::venue::find_process(&*self.store, name_or_id, &self.folder).await
    }

    /// Refuses a name that a process of the venue has already.
    pub async fn require_new_name(&self, name: &str) -> Result<(), Failure> {
        if self.store.processes().await?.iter().any(|process| process.name == name) {
            return Err(Failure::new(Kind::Refused, format!("the venue has a process {name:?} already"))
                .at(self.folder.path().display())
                .hint("choose another name"));
        }
        Ok(())
    }

    /// Submits a note.
    pub async fn submit(&self, submission: Submission) -> Result<Receipt, Failure> {
        self.sequencer.submit(submission).await.map_err(submit_failure)
    }

    /// Carries what is due in a process by what is on its record: after a note was submitted to a
    /// folder that no server holds.
    pub async fn carry(&self, process: ProcessId) -> Result<usize, Failure> {
        Carrier::new(self.sequencer.clone()).carry_in(process).await.map_err(|error| match error {
            CarryError::Store(error) => Failure::from(error),
            CarryError::Refused { .. } => Failure::new(Kind::Store, error.to_string()),
        })
    }

    /// Founds a process.
    pub async fn found(&self, founding: Founding) -> Result<Receipt, Failure> {
        self.sequencer.found(founding).await.map_err(submit_failure)
    }

    /// Ends the sequencer, closes the record and gives the folder free.
    pub async fn close(self) -> Result<(), Failure> {
        let Writer { sequencer, store, task, lock: _lock, .. } = self;
        drop(sequencer);
        if let Err(error) = task.await {
            return Err(Failure::new(Kind::Bug, format!("the sequencer ended badly: {error}")));
        }
        match Arc::try_unwrap(store) {
            Ok(store) => store.close().await.map_err(Failure::from),
            // Somebody still reads; the next open does what closing would have done.
            Err(_) => Ok(()),
        }
    }
}

fn start_failure(error: StartError, folder: &DataFolder) -> Failure {
    match error {
        StartError::NoLogKey(_) | StartError::WrongLogKey { .. } => {
            let text = error.to_string();
            let (what, hint) = text.split_once("; ").unwrap_or((&text, "put the key back"));
            Failure::new(Kind::Store, what).at(folder.path().display()).hint(hint)
        }
        StartError::Store(error) => Failure::from(error),
    }
}

/// Why a note was not entered.
pub fn submit_failure(error: SubmitError) -> Failure {
    match error {
        SubmitError::Refused(refused) => refused_failure(&refused),
        SubmitError::Store(error) => Failure::new(Kind::Store, error.to_string())
            .hint("whether the note was entered is not known; submitting the very same again is safe"),
        SubmitError::Stopped(why) => Failure::new(Kind::Store, format!("no notes are taken: {why}"))
            .hint("whether the note was entered is not known; submitting the very same again is safe"),
    }
}

/// A refusal, with what to do next as the sequencer says it.
fn refused_failure(refused: &Refused) -> Failure {
    let (what, hint) = match refused.reason.rsplit_once("; ") {
        Some((what, hint)) => (what, hint.to_owned()),
        None => (refused.reason.as_str(), refused_hint(refused.code).to_owned()),
    };
    Failure::new(Kind::Refused, format!("the note was refused ({}): {what}", refused.code)).hint(hint)
}

/// What to do next about a refusal whose reason does not say so.
pub fn refused_hint(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::Form => "make the note anew with `verbale note new`",
        RefusalCode::Size => "put prose and documents into annexes",
        RefusalCode::Quota => "send it again later",
        RefusalCode::UnknownKey => "sign with a key that the registry knows for the author",
        RefusalCode::RevokedKey => "sign with a key that is in force",
        RefusalCode::ForeignHead => {
            "the note cites a head that this log never had: keep both heads, and prove the fork with `verbale verify --fork-proof`"
        }
        RefusalCode::AlreadyRecorded => "the act is on the record already",
        RefusalCode::UnknownRoom => "check the room",
        RefusalCode::ReadOnly => "the operator has to put the record right first",
    }
}
