//! A venue that this process holds: its data folder, locked, with the record open.

use verbale_store::{FolderError, LockedFolder, Opened, Process, Store, StoreError, StoreState};

use crate::{
    failure::{Failure, Kind},
    folder::DataFolder,
};

/// A venue whose data folder this process holds until this is dropped.
pub struct HeldVenue {
    /// Its folder: settings and keys.
    pub folder: DataFolder,
    /// The lock.
    pub lock: LockedFolder,
    /// The record.
    pub opened: Opened,
}

impl HeldVenue {
    /// Makes the record of a new venue.
    pub async fn create(folder: &DataFolder, command: &str) -> Result<HeldVenue, Failure> {
        let lock = lock(folder, command)?;
        let opened = lock.create().await.map_err(Failure::from)?;
        Ok(HeldVenue { folder: folder.clone(), lock, opened })
    }

    /// Opens the record of a venue.
    pub async fn open(folder: &DataFolder, command: &str) -> Result<HeldVenue, Failure> {
        let lock = lock(folder, command)?;
        let opened = lock.open().await.map_err(Failure::from)?;
        Ok(HeldVenue { folder: folder.clone(), lock, opened })
    }

    /// The process of that name or id.
    pub async fn process(&self, name_or_id: &str) -> Result<Process, Failure> {
        find_process(&self.opened.store, name_or_id, &self.folder).await
    }

    /// Refuses to go on where the record may not be written to.
    pub fn require_writable(&self) -> Result<(), Failure> {
        match &self.opened.state {
            StoreState::Ready => Ok(()),
            state => Err(Failure::new(Kind::Refused, read_only(state)).at(self.folder.path().display()).hint(
                "recover it from a replica, or give up what is missing with `verbale restore --accept-loss`; \
                 docs/operator.md says what that means",
            )),
        }
    }

    /// Closes the record, then gives the folder free.
    pub async fn close(self) -> Result<(), Failure> {
        self.opened.store.close().await.map_err(Failure::from)
    }
}

/// The process of that name or id.
pub async fn find_process(
    store: &dyn Store,
    name_or_id: &str,
    folder: &DataFolder,
) -> Result<Process, Failure> {
    let processes = store.processes().await?;
    let found = processes.iter().find(|p| p.name == name_or_id || p.id.to_string() == name_or_id);
    found.cloned().ok_or_else(|| {
        let names: Vec<&str> = processes.iter().map(|p| p.name.as_str()).collect();
        let hint = match &names[..] {
            [] => "the venue has no process yet: found one with `verbale process new`".to_owned(),
            names => format!("the venue has: {}", names.join(", ")),
        };
        Failure::new(Kind::NotFound, format!("there is no process {name_or_id:?}"))
            .at(folder.path().display())
            .hint(hint)
    })
}

/// Why a record may not be written to, in words.
pub fn read_only(state: &StoreState) -> String {
    match state {
        StoreState::Ready => "the record may be written to".to_owned(),
        StoreState::Behind(gaps) => {
            let gaps: Vec<String> = gaps
                .iter()
                .map(|gap| {
                    format!(
                        "room {} has published a head of {} entries that it does not hold",
                        gap.origin, gap.published.size
                    )
                })
                .collect();
            format!("the record is read-only, since it lacks what it has published: {}", gaps.join("; "))
        }
        StoreState::Restored { note } => format!(
            "the record is read-only, since a backup was put back and nothing here knows what was published after it: {}",
            note.trim().replace('\n', "; ")
        ),
    }
}

fn lock(folder: &DataFolder, command: &str) -> Result<LockedFolder, Failure> {
    let holder = format!("verbale {command} (process {})", std::process::id());
    LockedFolder::lock(folder.path(), &holder).map_err(Failure::from)
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Failure {
        match error {
            FolderError::Locked { folder, holder } => {
                Failure::new(Kind::Store, format!("the data folder is in use by {holder}")).at(folder).hint(
                    "one process holds a data folder at a time: where a server holds it, ask the server with --url, or stop it first",
                )
            }
            FolderError::NoRecord { folder } => {
                Failure::new(Kind::NotFound, "the data folder holds no record").at(folder).hint("make one with `verbale init`, or check --data")
            }
            FolderError::HasRecord { folder } => {
                Failure::new(Kind::Refused, "the data folder holds a record already").at(folder).hint("choose an empty folder")
            }
            FolderError::Store(error) => Failure::from(error),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        let kind = match &error {
            StoreError::UnknownRoom(_)
            | StoreError::UnknownProcess(_)
            | StoreError::UnknownCheckpoint { .. } => Kind::NotFound,
            StoreError::Exists { .. } | StoreError::Limit { .. } | StoreError::HeadMoved { .. } => {
                Kind::Refused
            }
            StoreError::NewerSchema { .. }
            | StoreError::NotAStore { .. }
            | StoreError::Busy { .. }
            | StoreError::Full { .. }
            | StoreError::Closed
            | StoreError::Io { .. }
            | StoreError::Damaged { .. } => Kind::Store,
        };
        // The store's messages say what to do next themselves, after a semicolon.
        let text = error.to_string();
        match text.rsplit_once("; ") {
            Some((what, hint)) => Failure::new(kind, what).hint(hint),
            None => Failure::new(kind, text),
        }
    }
}
