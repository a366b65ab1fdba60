//! Ctrl-C. The first one asks the command to stop where nothing is half done; the second one ends
//! the program at once.
#![allow(clippy::disallowed_methods, reason = "only the binary ends the process")]

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::Notify;

use crate::failure::{Failure, Kind};

/// Tells long work that it should stop.
#[derive(Clone, Default)]
pub struct Cancel(Arc<Shared>);

#[derive(Default)]
struct Shared {
    asked: AtomicBool,
    wake: Notify,
}

impl Cancel {
    /// Listens for Ctrl-C from now on, and on Unix for the signal by which a service is stopped.
    /// Called by what has something to bring in order first; until then Ctrl-C ends the program
    /// as it ends any other. Must be called inside the runtime.
    pub fn listen(&self) {
        let heard = self.clone();
        tokio::spawn(async move {
            while stop_asked().await {
                if heard.0.asked.swap(true, Ordering::SeqCst) {
                    std::process::exit(i32::from(Kind::Cancelled.exit_code()));
                }
                heard.0.wake.notify_waiters();
            }
        });
    }

    /// Whether it was asked for.
    pub fn is_asked(&self) -> bool {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// Fails when it was asked for; `left` says in what state things are left.
    pub fn check(&self, left: &str) -> Result<(), Failure> {
        if self.is_asked() { Err(Failure::cancelled(left)) } else { Ok(()) }
    }

    /// Waits until it is asked for.
    pub async fn asked(&self) {
        let wake = self.0.wake.notified();
        tokio::pin!(wake);
        // Registered before the flag is read, so that no request falls between the two.
        wake.as_mut().enable();
        if !self.is_asked() {
            wake.await;
        }
    }
}

/// Waits for one request to stop; `false` where the system has no such requests.
async fn stop_asked() -> bool {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return false };
        tokio::select! {
            heard = tokio::signal::ctrl_c() => heard.is_ok(),
            heard = terminate.recv() => heard.is_some(),
        }
    }
    #[cfg(not(unix))]
    {
        tokio::signal::ctrl_c().await.is_ok()
    }
}
