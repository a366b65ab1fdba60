//! Webhooks: for each note that a person may see, a signed call to a program of theirs, as the
//! Standard Webhooks specification has it.
//!
//! ```text
//! {"type":"note","timestamp":"2025-11-22T12:00:00Z",
//!  "data":{"process":"<id>","room":"<origin>","index":7,"commitment":"<hex>"}}
//! ```
//! It says that there is a note and where it stands, and no name, title or word of it; whoever may
//! read it asks the venue.
//!
//! Notes go one after another, in the order in which they were entered; one that is not taken is
//! sent again with the same id, ever less often. Before each call it is asked anew what the person
//! may see. What was taken is noted after the answer, so a kill in between sends one note twice,
//! with the same id.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use serde::Serialize;
use tokio::{sync::Semaphore, task::JoinSet};
use verbale_process::entry::Entry;
use verbale_record::Hash;
use verbale_store::{FailedTry, Webhook, WebhookId};

use super::{
    call::{Fault, Message, call, read_url},
    signature::sign,
};
use crate::{
    asker::Asker,
    position::{Position, beyond},
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
    view::View,
};

/// Most calls under way at a time, of all webhooks together; one of each.
pub const CALLS_MAX: usize = 256;
/// Time until a note that was not taken is sent again, in milliseconds: half a minute, doubled with
/// each further try.
pub const RETRY_MS: u64 = 30_000;
/// Longest time until a note is sent again, in milliseconds: six hours.
pub const RETRY_MS_MAX: u64 = 6 * 3_600_000;
/// After how long without its next note being taken a webhook is called no more, in milliseconds:
/// three days. Its owner has it called again from where it stopped.
pub const GIVEN_UP_MS: u64 = 3 * 24 * 3_600_000;
/// How often it is looked for tries that are due, where nothing changes.
pub(super) const WEBHOOKS_PAUSE: Duration = Duration::from_secs(10);
/// For how long changes are gathered before it is looked again.
pub(super) const GATHERED: Duration = Duration::from_millis(200);

/// What a call says.
#[derive(Serialize)]
struct Told<'a> {
    r#type: &'static str,
    timestamp: String,
    data: NoteTold<'a>,
}

#[derive(Serialize)]
struct NoteTold<'a> {
    process: String,
    room: &'a str,
    index: u64,
    commitment: String,
}

/// The calls under way.
pub struct Outbox {
    state: AppState,
    places: Arc<Semaphore>,
    under_way: Arc<Mutex<BTreeSet<WebhookId>>>,
    /// Broken off when the outbox is dropped.
    calls: JoinSet<()>,
}

impl Outbox {
    /// An outbox with nothing under way.
    pub fn new(state: AppState) -> Outbox {
        let places = Arc::new(Semaphore::new(CALLS_MAX));
        Outbox { state, places, under_way: Arc::default(), calls: JoinSet::new() }
    }

    /// Begins to call the webhooks for which something waits and which may be called now.
    ///
    /// # Errors
    /// Where it cannot be found out which; those begun before go on.
    pub async fn begin_due(&mut self) -> Result<(), Problem> {
        while self.calls.try_join_next().is_some() {}
        let due = self.state.accounts().webhooks_due(self.state.now_ms()).await.map_err(store_problem)?;
        for webhook in due {
            if lock(&self.under_way).contains(&webhook.id) || next(&self.state, &webhook).await?.is_none() {
                continue;
            }
            lock(&self.under_way).insert(webhook.id);
            let (state, places) = (self.state.clone(), Arc::clone(&self.places));
            let under_way = Arc::clone(&self.under_way);
            self.calls.spawn(async move {
                let id = webhook.id;
                let place = places.acquire_owned().await;
                if let Err(problem) = tell(&state, webhook).await {
                    tracing::error!(problem = %problem.detail, "what a webhook has taken was not noted");
                }
                drop(place);
                lock(&under_way).remove(&id);
            });
        }
        Ok(())
    }

    /// Waits until nothing is under way.
    pub async fn ended(&mut self) {
        while self.calls.join_next().await.is_some() {}
    }
}

/// A note that is to be sent.
struct Next {
    /// What was taken once it is.
    after: Position,
    id: String,
    body: Vec<u8>,
}

/// Sends what waits for a webhook until nothing does, or a note is not taken.
async fn tell(state: &AppState, mut webhook: Webhook) -> Result<(), Problem> {
    while let Some(next) = next(state, &webhook).await? {
        let timestamp_s = state.now_ms() / 1_000;
        let signature = sign(&webhook.secret, &next.id, timestamp_s, &next.body);
        let message = Message { id: next.id, timestamp_s, signature, body: next.body };
        let (reach, authorities) = (state.telling().reach, &state.telling().authorities);
        let taken = match read_url(&webhook.url, reach) {
            Some(url) => call(&url, reach, authorities, message).await,
            None => Err(Fault::Address),
        };
        let (accounts, now_ms) = (state.accounts(), state.now_ms());
        if let Err(fault) = taken {
            let failed = failed(&webhook, fault, now_ms);
            return accounts.webhook_failed(webhook.id, &failed).await.map_err(store_problem);
        }
        webhook.position = next.after.id();
        (webhook.failures, webhook.since_ms) = (0, None);
        let advanced = accounts.advance_webhook(webhook.id, &webhook.position, Some(now_ms)).await;
        if !advanced.map_err(store_problem)? {
            break;
        }
    }
    Ok(())
}

/// The next note for a webhook, as its owner may see it now.
async fn next(state: &AppState, webhook: &Webhook) -> Result<Option<Next>, Problem> {
    let asker = super::absent(state, webhook.person).await?;
    let Some(view) = seen(state, &asker, webhook).await? else { return Ok(None) };
    let mut after = position(webhook);
    match beyond(&view, &after).first() {
        Some(entry) => {
            after.advance(entry);
            Ok(note(&view, entry, webhook).map(|(id, body)| Next { after, id, body }))
        }
        None => {
            // Entries that this version cannot read are in no view; they are passed over once.
            after.join(&Position::of(&view));
            if after != position(webhook) {
                let passed = state.accounts().advance_webhook(webhook.id, &after.id(), None).await;
                passed.map_err(store_problem)?;
            }
            Ok(None)
        }
    }
}

/// What is sent of a note: its id, which is the same in every try, and the body.
fn note(view: &View, entry: &Entry, webhook: &Webhook) -> Option<(String, Vec<u8>)> {
    let room = view.rooms.iter().find(|room| room.index == entry.arrived.room)?;
    let (origin, index) = (room.entry.origin.as_str(), entry.arrived.leaf);
    let named = [webhook.id.0.as_slice(), origin.as_bytes(), &index.to_be_bytes()].concat();
    let id: String = Hash::of(&named).0[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let time =
        i64::try_from(entry.arrived.time_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok())?;
    let commitment = entry.commitment.to_hex();
    let data = NoteTold { process: view.id.to_string(), room: origin, index, commitment };
    let body = serde_json::to_vec(&Told { r#type: "note", timestamp: time.to_string(), data }).ok()?;
    Some((format!("msg_{id}"), body))
}

/// What is kept of a try that failed.
fn failed(webhook: &Webhook, fault: Fault, now_ms: u64) -> FailedTry {
    let (failures, since_ms) = (webhook.failures.saturating_add(1), webhook.since_ms.unwrap_or(now_ms));
    let doubled = RETRY_MS.saturating_mul(1u64.checked_shl(failures - 1).unwrap_or(u64::MAX));
    // A receiver says by this status that it is gone for good.
    let is_gone = matches!(fault, Fault::Status(status) if status.as_u16() == 410);
    FailedTry {
        failures,
        since_ms,
        fault: fault.to_string(),
        next_ms: now_ms + doubled.min(RETRY_MS_MAX),
        given_up: is_gone || now_ms.saturating_sub(since_ms) >= GIVEN_UP_MS,
    }
}

/// A person's webhook, as it is shown to them.
pub(crate) struct Shown {
    /// It.
    pub(crate) webhook: Webhook,
    /// The process, where they still see it.
    pub(crate) view: Option<Arc<View>>,
    /// How many notes wait to be taken.
    pub(crate) waiting: usize,
}

/// The asker's own webhooks.
pub(crate) async fn own(state: &AppState, asker: &Asker) -> Result<Vec<Shown>, Problem> {
    let Some(member) = asker.member() else { return Ok(Vec::new()) };
    let mut shown = Vec::new();
    for webhook in state.accounts().webhooks(member.person.id).await.map_err(store_problem)? {
        let view = seen(state, asker, &webhook).await?;
        let waiting = view.as_ref().map_or(0, |view| beyond(view, &position(&webhook)).len());
        shown.push(Shown { webhook, view, waiting });
    }
    Ok(shown)
}

/// What the asker sees of a webhook's process, if they do.
async fn seen(state: &AppState, asker: &Asker, webhook: &Webhook) -> Result<Option<Arc<View>>, Problem> {
    let Some(registry) = state.registry_of(&webhook.process).await? else { return Ok(None) };
    match state.view(asker, registry.name()).await {
        Ok(view) => Ok(Some(view)),
        Err(problem) if problem.kind == ProblemKind::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

fn position(webhook: &Webhook) -> Position {
    Position::parse(&webhook.position).unwrap_or_default()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a webhook of the asker's for a process that they see, which tells what comes from now on.
///
/// # Errors
/// Where the address is none that is called, and where the asker does not see the process.
pub(crate) async fn add(
    state: &AppState,
    asker: &Asker,
    process: &str,
    url: &str,
) -> Result<Webhook, Problem> {
    let member = asker.require()?;
    let view = state.view(asker, process).await?;
    let url = read_url(url.trim(), state.telling().reach).ok_or_else(|| {
        Problem::invalid(
            "This is no address that the venue calls.",
            "Give one that begins with https://, leads to a public address, and has no name, password or fragment in it.",
        )
    })?;
    let webhook = Webhook {
        id: WebhookId(state.random()?),
        person: member.person.id,
        process: view.id,
        url: url.into(),
        secret: state.random()?,
        made_ms: state.now_ms(),
        position: Position::of(&view).id(),
        failures: 0,
        since_ms: None,
        fault: None,
        next_ms: state.now_ms(),
        taken_ms: None,
        given_up: false,
    };
    state.accounts().add_webhook(&webhook).await.map_err(crate::api::accounts::account_problem)?;
    Ok(webhook)
}
