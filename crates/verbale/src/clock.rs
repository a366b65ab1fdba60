//! The clock: the one place of the program that reads the time. Everything else is given it.
#![allow(clippy::disallowed_methods, reason = "this module is the clock that the other crates are given")]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 by the machine's clock; 0 on a machine whose clock stands before 1970.
pub fn now_ms() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}
