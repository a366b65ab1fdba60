//! Copies of accounts: what a backup carries, and what is put back from it.
//!
//! A copy opens nothing: it is made without sessions and invitations, and whoever puts one back
//! ends those that it has all the same, since a session that was ended after the copy was made
//! would be open again. People, seats, passkeys, devices and drafts that wait for signatures stay.

use std::fs::OpenOptions;
use std::path::Path;

use verbale_record::Hash;

use super::Accounts;
use crate::error::StoreError;
use crate::files;
use crate::sqlite::SqliteStore;

/// Bytes of the parts in which a backup keeps the file of accounts, the last one shorter.
pub(crate) const PART_BYTES: usize = 1_048_576;

impl Accounts {
    /// Writes a copy into a file that is not there yet, for its owner alone, without sessions and
    /// invitations.
    pub(crate) async fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let text = path.to_str().ok_or_else(|| {
            StoreError::damaged(format!("the path {} is no Unicode: choose another", path.display()))
        })?;
        // SQLite writes into an empty file that is there, with the permissions that it has.
        let mut file = OpenOptions::new();
        files::for_owner_only(file.write(true).create_new(true));
        file.open(path).map_err(|error| StoreError::io(&format!("making {}", path.display()), &error))?;
        let copy = sqlx::query("VACUUM INTO ?1").bind(text);
        copy.execute(&mut *self.connection().await?).await.map_err(SqliteStore::fault)?;
        Accounts::as_copy(path).await
    }

    /// Makes a whole and lasting copy of what is in a file: nobody is signed in or invited by it.
    async fn as_copy(path: &Path) -> Result<(), StoreError> {
        let copy = Accounts::open(path).await?;
        let ended = sqlx::raw_sql(
            "DELETE FROM session; DELETE FROM invitation; PRAGMA journal_mode = DELETE; VACUUM",
        );
        ended.execute(&mut *copy.connection().await?).await.map_err(SqliteStore::fault)?;
        copy.close().await
    }

    /// Makes the file of a copy again from its parts, which must be those of these hashes.
    pub(crate) async fn put_together(
        path: &Path,
        parts: &[Vec<u8>],
        hashes: &[Hash],
    ) -> Result<(), StoreError> {
        if !parts.iter().map(|part| Hash::of(part)).eq(hashes.iter().copied()) {
            return Err(StoreError::damaged(
                "the accounts of the backup are not those of its manifest".to_owned(),
            ));
        }
        let fault = |error| StoreError::io(&format!("writing {}", path.display()), &error);
        let mut file = OpenOptions::new();
        files::for_owner_only(file.write(true).create_new(true));
        let mut file = file.open(path).map_err(fault)?;
        parts.iter().try_for_each(|part| std::io::Write::write_all(&mut file, part)).map_err(fault)?;
        drop(file);
        Accounts::as_copy(path).await
    }
}
