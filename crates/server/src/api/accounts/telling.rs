//! What a person is told by outside the pages: their mail address, their webhooks.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use verbale_store::WebhookId;

use super::found;
use crate::{
    asker::Asker,
    base64_text,
    extract::{Path, Sent},
    language::Language,
    problem::{Problem, store_problem},
    state::AppState,
    telling::{mail, signature::secret_text, webhooks},
};

/// The mail address of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailShown {
    /// It.
    address: String,
    /// Whether the code that was sent there was typed in.
    confirmed: bool,
    /// Whether the person wants to be told by mail.
    wanted: bool,
    /// Whether the last mail was not taken by the mail server.
    failed: bool,
}

/// A webhook, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookShown {
    /// Its id, in base64url.
    id: String,
    /// The process, by name; none where you do not see it any more.
    process: Option<String>,
    /// What is called.
    url: String,
    /// How many notes wait to be taken.
    waiting: usize,
    /// When it took one last, in milliseconds since 1970.
    taken_ms: Option<u64>,
    /// Why the last try was not taken: `address`, `connection`,
    /// `certificate`, `time` or `status-<three digits>`.
    fault: Option<String>,
    /// When it is called next at the earliest.
    next_ms: u64,
    /// Whether it is called no more, until you resume it.
    given_up: bool,
}

/// A mail address that you give.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressSent {
    /// It.
    address: String,
}

/// The code that was sent to an address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeSent {
    /// As it is typed in.
    code: String,
}

/// Whether you want to be told by mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailWanted {
    /// Whether.
    wanted: bool,
}

/// A webhook that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookSent {
    /// The process whose notes it tells, by name.
    process: String,
    /// What is to be called: an https address.
    url: String,
}

/// A webhook that was made. Its secret is told once.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookMade {
    /// Its id, in base64url.
    id: String,
    /// What its calls are signed with, for the receiving program.
    secret: String,
}

/// The asker's own address.
pub(super) async fn own_mail(state: &AppState, asker: &Asker) -> Result<Option<MailShown>, Problem> {
    let mail = state.accounts().mail(asker.require()?.person.id).await.map_err(store_problem)?;
    Ok(mail.and_then(|mail| {
        let (confirmed, wanted, failed) = (mail.confirmed, mail.wanted, mail.failed);
        Some(MailShown { address: mail.address?, confirmed, wanted, failed })
    }))
}

/// The asker's own webhooks.
pub(super) async fn own_webhooks(state: &AppState, asker: &Asker) -> Result<Vec<WebhookShown>, Problem> {
    let own = webhooks::own(state, asker).await?;
    let shown = own.into_iter().map(|webhooks::Shown { webhook, view, waiting }| WebhookShown {
        id: base64_text::url_encode(&webhook.id.0),
        process: view.map(|view| view.name().to_owned()),
        url: webhook.url,
        waiting,
        taken_ms: webhook.taken_ms,
        fault: webhook.fault,
        next_ms: webhook.next_ms,
        given_up: webhook.given_up,
    });
    Ok(shown.collect())
}

/// Give an address of mail
///
/// A code goes there; the address is used once you have sent it back. It takes the place of the one
/// that you gave before.
#[utoipa::path(
    post,
    path = "/api/v1/me/mail",
    operation_id = "give_address",
    tag = "account",
    request_body = AddressSent,
    responses((status = 204, description = "the code was sent"))
)]
pub async fn give_address(
    State(state): State<AppState>,
    asker: Asker,
    Language(locale): Language,
    Sent(sent): Sent<AddressSent>,
) -> Result<StatusCode, Problem> {
    let person = asker.require()?.person.id;
    mail::give_address(&state, person, &sent.address, locale).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Confirm an address of mail
#[utoipa::path(
    post,
    path = "/api/v1/me/mail/code",
    operation_id = "confirm_address",
    tag = "account",
    request_body = CodeSent,
    responses((status = 204, description = "the address is used from now on"))
)]
pub async fn confirm_address(
    State(state): State<AppState>,
    asker: Asker,
    Sent(sent): Sent<CodeSent>,
) -> Result<StatusCode, Problem> {
    mail::confirm_address(&state, asker.require()?.person.id, &sent.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say whether you want to be told by mail
#[utoipa::path(
    post,
    path = "/api/v1/me/mail/wanted",
    operation_id = "want_mail",
    tag = "account",
    request_body = MailWanted,
    responses((status = 204, description = "it is so from now on"))
)]
pub async fn want_mail(
    State(state): State<AppState>,
    asker: Asker,
    Sent(sent): Sent<MailWanted>,
) -> Result<StatusCode, Problem> {
    let person = asker.require()?.person.id;
    found(state.accounts().want_mail(person, sent.wanted).await)
}

/// Remove your address of mail
#[utoipa::path(
    delete,
    path = "/api/v1/me/mail",
    operation_id = "remove_address",
    tag = "account",
    responses((status = 204, description = "it is gone"))
)]
pub async fn remove_address(State(state): State<AppState>, asker: Asker) -> Result<StatusCode, Problem> {
    let person = asker.require()?.person.id;
    found(state.accounts().remove_address(person).await)
}

/// Add a webhook
///
/// It is called for each note that comes from now on and that you may see when it is called.
#[utoipa::path(
    post,
    path = "/api/v1/me/webhooks",
    operation_id = "add_webhook",
    tag = "account",
    request_body = WebhookSent,
    responses((status = 200, description = "its secret, told once", body = WebhookMade))
)]
pub async fn add_webhook(
    State(state): State<AppState>,
    asker: Asker,
    Sent(sent): Sent<WebhookSent>,
) -> Result<Json<WebhookMade>, Problem> {
    let made = webhooks::add(&state, &asker, &sent.process, &sent.url).await?;
    Ok(Json(WebhookMade { id: base64_text::url_encode(&made.id.0), secret: secret_text(&made.secret) }))
}

/// Have a webhook called again
///
/// At once, from where it stopped.
#[utoipa::path(
    post,
    path = "/api/v1/me/webhooks/{id}/resume",
    operation_id = "resume_webhook",
    tag = "account",
    params(("id" = String, Path)),
    responses((status = 204, description = "it is called from now on"))
)]
pub async fn resume_webhook(
    State(state): State<AppState>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (person, now_ms) = (asker.require()?.person.id, state.now_ms());
    found(state.accounts().resume_webhook(person, webhook_id(&id)?, now_ms).await)
}

/// Remove a webhook
#[utoipa::path(
    delete,
    path = "/api/v1/me/webhooks/{id}",
    operation_id = "remove_webhook",
    tag = "account",
    params(("id" = String, Path)),
    responses((status = 204, description = "it is gone, with its secret"))
)]
pub async fn remove_webhook(
    State(state): State<AppState>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let person = asker.require()?.person.id;
    found(state.accounts().remove_webhook(person, webhook_id(&id)?).await)
}

fn webhook_id(id: &str) -> Result<WebhookId, Problem> {
    let bytes = base64_text::url_decode(id).and_then(|bytes| bytes.try_into().ok());
    Ok(WebhookId(bytes.ok_or_else(Problem::not_found)?))
}
