//! SQLite's errors, by what may be done after them.

use crate::error::StoreError;

/// Primary result codes of SQLite (sqlite.org/rescode.html).
mod code {
    pub const BUSY: i32 = 5;
    pub const LOCKED: i32 = 6;
    pub const CORRUPT: i32 = 11;
    pub const FULL: i32 = 13;
    pub const CONSTRAINT: i32 = 19;
    pub const NOT_A_DATABASE: i32 = 26;
}

/// The store error for an error of the database. What is not known to have left the
/// database whole counts as a failure of the medium: after one, SQLite's own retry could
/// report as durable what the system has dropped (a failed fsync is reported once).
pub(super) fn fault(error: sqlx::Error) -> StoreError {
    let what = error.to_string();
    match &error {
        sqlx::Error::PoolClosed => StoreError::Closed,
        sqlx::Error::PoolTimedOut => StoreError::Busy { what },
        sqlx::Error::Io(io) => StoreError::io("database", io),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => StoreError::Damaged { what },
        sqlx::Error::Database(_) => match primary_code(&error) {
            Some(code::BUSY | code::LOCKED) => StoreError::Busy { what },
            Some(code::FULL) => StoreError::Full { what },
            Some(code::CORRUPT | code::NOT_A_DATABASE) => StoreError::Damaged { what },
            _ => StoreError::Io { what },
        },
        _ => StoreError::Io { what },
    }
}

/// Whether a row was refused because another like it is there.
pub(super) fn is_there_already(error: &sqlx::Error) -> bool {
    primary_code(error) == Some(code::CONSTRAINT)
        && error.as_database_error().is_some_and(|error| error.is_unique_violation())
}

/// Whether a null was refused in a column that takes none.
pub(super) fn is_null_refused(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.kind() == sqlx::error::ErrorKind::NotNullViolation)
}

/// Whether there was a transaction where none was to be, or none where there was to be one.
pub(super) fn is_about_transactions(error: &sqlx::Error) -> bool {
    let says = |words: &str| error.as_database_error().is_some_and(|error| error.message().contains(words));
    says("within a transaction") || says("no transaction is active")
}

fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}
