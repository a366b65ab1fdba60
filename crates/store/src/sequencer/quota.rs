//! How much one author may send in a time.

use std::collections::BTreeMap;

use verbale_record::{ActorId, ProcessId};

/// How much one actor may send to one process within a window of time. It protects the
/// server; it is no rule of the process, is nowhere shown, and is forgotten at each window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Length of a window, in milliseconds.
    pub window_ms: u64,
    /// Most notes within it.
    pub notes_max: u32,
    /// Most bytes within it, annexes included.
    pub bytes_max: u64,
}

/// What was sent in the present window.
pub(super) struct QuotaBook {
    quota: Option<Quota>,
    window: u64,
    sent: BTreeMap<(ProcessId, ActorId), (u32, u64)>,
}

impl QuotaBook {
    pub fn new(quota: Option<Quota>) -> QuotaBook {
        QuotaBook { quota, window: 0, sent: BTreeMap::new() }
    }

    /// Counts a note of `bytes` bytes, or says within how many milliseconds it may be sent again.
    /// A batch that is built anew counts anew: this limits load, it is no account.
    pub fn count(
        &mut self,
        process: &ProcessId,
        author: &ActorId,
        bytes: u64,
        now_ms: u64,
    ) -> Result<(), u64> {
        let Some(quota) = self.quota else { return Ok(()) };
        let window = now_ms / quota.window_ms;
        if window != self.window {
            self.window = window;
            self.sent.clear();
        }
        let (notes, total) = self.sent.entry((*process, author.clone())).or_default();
        if *notes >= quota.notes_max || total.saturating_add(bytes) > quota.bytes_max {
            return Err((window + 1) * quota.window_ms - now_ms);
        }
        *notes += 1;
        *total += bytes;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_author_has_its_own_quota_in_each_window() {
        let mut book = QuotaBook::new(Some(Quota { window_ms: 1_000, notes_max: 2, bytes_max: 100 }));
        let process = ProcessId([1; 32]);
        let (alpha, beta) = (ActorId::new("alpha").unwrap(), ActorId::new("beta").unwrap());
        assert_eq!(book.count(&process, &alpha, 10, 5_000), Ok(()));
        assert_eq!(book.count(&process, &alpha, 91, 5_100), Err(900));
        assert_eq!(book.count(&process, &alpha, 90, 5_200), Ok(()));
        assert_eq!(book.count(&process, &alpha, 0, 5_999), Err(1));
        assert_eq!(book.count(&process, &beta, 100, 5_999), Ok(()));
        assert_eq!(book.count(&ProcessId([2; 32]), &alpha, 100, 5_999), Ok(()));
        assert_eq!(book.count(&process, &alpha, 100, 6_000), Ok(()));
    }

    #[test]
    fn without_a_quota_everything_is_let_through() {
        let mut book = QuotaBook::new(None);
        for _ in 0..10 {
            assert_eq!(book.count(&ProcessId([1; 32]), &ActorId::new("alpha").unwrap(), u64::MAX, 0), Ok(()));
        }
    }
}
