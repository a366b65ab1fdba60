//! Telling people outside the pages that something came: by mail ([`mail`]) and by calling programs
//! of theirs ([`webhooks`]). Both say as little as will do, and only what the person may see at that
//! moment, as [`crate::audience`] has it.
//!
//! What is due is computed from the record and from how far somebody was told; what a kill leaves
//! untold is due at the next start.

pub mod authorities;
pub mod call;
pub mod mail;
pub mod mailer;
pub mod reach;
pub mod signature;
pub mod webhooks;

use tokio::sync::broadcast::error::RecvError;
use verbale_store::PersonId;

use crate::{
    asker::Asker,
    problem::{Problem, store_problem},
    state::AppState,
};

pub use authorities::{Authorities, AuthoritiesError};
pub use mailer::{MailError, MailSettings, Mailer};
pub use reach::Reach;

/// What people are told by, as the operator decides.
#[derive(Clone, Default)]
pub struct Telling {
    /// Hands mail over; none where the venue sends none.
    pub mail: Option<Mailer>,
    /// What webhooks may call.
    pub reach: Reach,
    /// Whose certificates webhooks show.
    pub authorities: Authorities,
}

/// Tells what is due, now and after each change, until the venue stops. What is under way then is
/// broken off, and due again at the next start.
pub async fn run(state: AppState) {
    let mut closing = state.closing();
    let told = async { tokio::join!(send_mail(&state), call_webhooks(&state)) };
    tokio::select! {
        _ = told => {}
        _ = closing.wait_for(|closing| *closing) => {}
    }
}

async fn send_mail(state: &AppState) {
    if state.telling().mail.is_none() {
        return;
    }
    loop {
        if let Err(problem) = mail::send_due(state).await {
            tracing::error!(problem = %problem.detail, "mail that may be due was not looked for; it is tried again");
        }
        tokio::time::sleep(mail::MAIL_PAUSE).await;
    }
}

async fn call_webhooks(state: &AppState) {
    if state.telling().reach == Reach::Off {
        return;
    }
    let mut changes = state.sequencer().changes();
    let mut outbox = webhooks::Outbox::new(state.clone());
    loop {
        if let Err(problem) = outbox.begin_due().await {
            tracing::error!(problem = %problem.detail, "webhooks that may be due were not called; it is tried again");
        }
        // What changes meanwhile is told in one go.
        tokio::time::sleep(webhooks::GATHERED).await;
        tokio::select! {
            changed = changes.recv() => if let Err(RecvError::Closed) = changed { return },
            () = tokio::time::sleep(webhooks::WEBHOOKS_PAUSE) => {}
        }
        while changes.try_recv().is_ok() {}
    }
}

/// A person who is told without being there: they see what the keys of their devices let them see
/// at this moment.
async fn absent(state: &AppState, person: PersonId) -> Result<Asker, Problem> {
    let devices = state.accounts().devices(person).await.map_err(store_problem)?;
    Ok(Asker::absent(devices.into_iter().map(|device| device.key).collect()))
}
