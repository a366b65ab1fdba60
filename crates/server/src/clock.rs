//! The venue's clock. Time is a parameter: the binary gives the real one, tests a fixed one.

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_ms(&self) -> u64;
}

/// A clock that stands still, for tests and for serving a record as of one instant.
#[derive(Clone, Copy, Debug)]
pub struct StandingClock(pub u64);

impl Clock for StandingClock {
    fn now_ms(&self) -> u64 {
        self.0
    }
}
