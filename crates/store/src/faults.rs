//! Faults on purpose: what tests strike a [`crate::MemoryStore`] and
//! [`crate::MemoryMarks`] with, at each step of the order of durability.

use crate::error::StoreError;

/// A step at which a fault can strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Before a read.
    Read,
    /// Before the rows of a batch become durable.
    Commit,
    /// After the rows of a batch became durable and before anybody is told: what a
    /// machine leaves that stops in between.
    Committed,
    /// Before a published mark becomes durable.
    Raise,
    /// After a published mark became durable and before anybody is told.
    Raised,
}

/// Decides at each step whether it fails.
pub trait Faults: Send + Sync + 'static {
    /// The error that the step ends with, if it is to fail.
    fn strike(&self, step: Step) -> Option<StoreError>;
}

/// No faults.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFaults;

impl Faults for NoFaults {
    fn strike(&self, _: Step) -> Option<StoreError> {
        None
    }
}
