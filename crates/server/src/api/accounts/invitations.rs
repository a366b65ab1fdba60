//! Invitations: made by members, taken up by those who come.
//!
//! An invitation's secret stands in the fragment of its link, which browsers send to nobody, and
//! in the bodies of these requests; in no log and no address that a server sees.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use verbale_record::{ActorId, Hash};
use verbale_store::{Invitation, InvitedTo, Newcomer, Passkey, PersonId, Seat};

use super::{CeremonyAsked, DeviceSent, SignedInShown, account_problem, begin_session, client_label, label};
use crate::{
    agreeing::Agreeing,
    api::charters,
    asker::{Asker, SignedIn},
    audience::Audience,
    base64_text,
    ceremonies::failed,
    extract::Sent,
    language::Language,
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
    view::View,
};

/// How long an invitation works, in milliseconds: three days.
pub const INVITATION_MS_MAX: u64 = 3 * 24 * 3_600_000;
/// Bytes of an invitation's secret.
pub const INVITATION_BYTES: usize = 32;

/// What to invite somebody to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "lowercase", deny_unknown_fields)]
pub enum InvitationAsked {
    /// The venue's own secretariat.
    Venue,
    /// A seat in a process: the person may then be given powers there.
    Seat {
        /// The process.
        process: String,
        /// The actor.
        actor: String,
    },
    /// Signing a charter for an actor: the key that they bring is its principal's.
    Charter {
        /// The charter.
        charter: String,
        /// The actor.
        actor: String,
    },
    /// Their own account, for a colleague who cannot sign in any more.
    Return {
        /// Whose, by the id in the list of the members.
        person: String,
    },
}

/// An invitation that was made. Its secret is told once.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationMade {
    /// The link to hand over, on a way that nobody else reads.
    link: String,
    /// The secret in it.
    token: String,
    /// Until when it works, in milliseconds since 1970.
    until_ms: u64,
}

/// The secret of an invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationSent {
    /// The secret of its link.
    token: String,
}

/// What an invitation is to.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationShown {
    /// `venue`, `seat`, `charter` or `return`.
    to: &'static str,
    /// The venue's name.
    venue: String,
    /// The process's title, where it is to a seat in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    process: Option<String>,
    /// The actor's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<String>,
    /// Who comes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The page on which whoever takes it up goes on.
    next: String,
    /// Until when it works, in milliseconds since 1970.
    until_ms: u64,
}

/// An invitation taken up by somebody who has signed in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationJoined {
    /// The secret of the link.
    token: String,
    /// The device that they use.
    device: DeviceSent,
}

/// Who takes an invitation up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewcomerSent {
    /// The secret of the link.
    token: String,
    /// What they want to be called here; left out where they come back.
    name: Option<String>,
}

/// An invitation taken up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationTaken {
    /// The secret of the link.
    token: String,
    /// What they want to be called here; left out where they come back.
    name: Option<String>,
    /// What the authenticator was asked with.
    ceremony: String,
    /// What `navigator.credentials.create` gave, its bytes in base64url.
    credential: Value,
    /// What the passkey is called.
    label: String,
    /// The device that they use.
    device: Option<DeviceSent>,
}

/// Invite somebody
///
/// The venue's secretariat invites to it; a process's secretariat, and each actor for itself, to
/// a seat; who drafts a charter to sign it; a colleague of the same actor back to their account. An invitation gives no powers.
#[utoipa::path(
    post,
    path = "/api/v1/invitations",
    operation_id = "invite",
    tag = "account",
    request_body = InvitationAsked,
    responses((status = 200, description = "the link, told once", body = InvitationMade))
)]
pub async fn invite(
    State(state): State<AppState>,
    asker: Asker,
    Sent(asked): Sent<InvitationAsked>,
) -> Result<Json<InvitationMade>, Problem> {
    let member = asker.require()?;
    let to = match asked {
        InvitationAsked::Venue if member.person.of_venue => InvitedTo::Venue,
        InvitationAsked::Venue => return Err(not_yours("Only the venue's secretariat invites to it.")),
        InvitationAsked::Seat { process, actor } => to_seat(&state, &asker, &process, &actor).await?,
        InvitationAsked::Charter { charter, actor } => {
            let (charter, actor) = charters::inviting(&state, &asker, &charter, &actor).await?;
            InvitedTo::Charter { charter, actor }
        }
        InvitationAsked::Return { person } => to_return(&state, &asker, member, &person).await?,
    };
    let secret: [u8; INVITATION_BYTES] = state.random()?;
    let now_ms = state.now_ms();
    let until_ms = now_ms + INVITATION_MS_MAX;
    let invitation = Invitation { token: Hash::of(&secret), to, made_by: Some(member.person.id), until_ms };
    state.accounts().invite(&invitation, now_ms).await.map_err(account_problem)?;
    let token = base64_text::url_encode(&secret);
    Ok(Json(InvitationMade { link: invitation_link(state.venue().origin(), &token), token, until_ms }))
}

/// The link of an invitation: its secret stands in the fragment, which browsers send to nobody.
pub fn invitation_link(origin: &str, token: &str) -> String {
    format!("{origin}/invitation#{token}")
}

fn not_yours(detail: &'static str) -> Problem {
    Problem::new(ProblemKind::NotYours, detail, "Ask somebody of the actor, or of the secretariat, to do it.")
}

/// The part of an asker in a process.
async fn part(
    state: &AppState,
    asker: &Asker,
    process: &str,
) -> Result<(std::sync::Arc<View>, Audience), Problem> {
    let parts = state.parts_of(asker).await?;
    parts.into_iter().find(|(registry, _)| registry.name() == process).ok_or_else(Problem::not_found)
}

async fn to_seat(state: &AppState, asker: &Asker, process: &str, actor: &str) -> Result<InvitedTo, Problem> {
    let (registry, audience) = part(state, asker, process).await?;
    let charter = registry.charter();
    let actor: ActorId = actor.parse().map_err(|_| no_actor())?;
    charter.actor(&actor).ok_or_else(no_actor)?;
    let runs_it = |id: &ActorId| charter.actor(id).is_some_and(|actor| actor.role.keeps_going());
    if !audience.actors().any(|id| *id == actor || runs_it(id)) {
        return Err(not_yours("Each actor invites its own people, and the secretariat anybody's."));
    }
    Ok(InvitedTo::Seat(Seat { process: registry.id, actor }))
}

fn no_actor() -> Problem {
    Problem::invalid("The process has no such actor.", "Give the id of one of the charter's actors.")
}

/// A colleague is somebody who has a seat with an actor for which the asker's own key signs.
async fn to_return(
    state: &AppState,
    asker: &Asker,
    member: &SignedIn,
    person: &str,
) -> Result<InvitedTo, Problem> {
    let unknown = || not_yours("Only a colleague of the same actor brings somebody back.");
    let id = base64_text::decode(person).and_then(|bytes| bytes.try_into().ok()).map(PersonId);
    let id = id.ok_or_else(unknown)?;
    let colleague = state.accounts().person(id).await.map_err(store_problem)?.ok_or_else(unknown)?;
    let parts = state.parts_of(asker).await?;
    let seats = state.accounts().seats(id).await.map_err(store_problem)?;
    let shared = seats.iter().any(|seat| {
        let here = parts.iter().filter(|(registry, _)| registry.id == seat.process);
        here.into_iter().any(|(_, audience)| audience.actors().any(|actor| *actor == seat.actor))
    });
    let of_venue = member.person.of_venue && colleague.of_venue;
    if id == member.person.id || !(shared || of_venue) {
        return Err(unknown());
    }
    Ok(InvitedTo::Return(id))
}

/// The invitation with a secret, if it still works. Guessing at it takes 2^256 tries, and each
/// answer takes one look-up by a hash.
async fn open(state: &AppState, token: &str) -> Result<Invitation, Problem> {
    let bytes = base64_text::url_decode(token).filter(|bytes| bytes.len() == INVITATION_BYTES);
    let hash = Hash::of(&bytes.unwrap_or_default());
    let found = state.accounts().invitation(&hash, state.now_ms()).await.map_err(store_problem)?;
    found.ok_or_else(|| {
        Problem::new(
            ProblemKind::SignInFailed,
            "This invitation does not work: it was used, is over, or its link was not copied whole.",
            "Ask whoever sent it for another one.",
        )
    })
}

/// Look at an invitation
///
/// Says what it is to, and uses nothing up.
#[utoipa::path(
    post,
    path = "/api/v1/invitations/look",
    operation_id = "look_at_invitation",
    tag = "account",
    request_body = InvitationSent,
    responses((status = 200, description = "what it is to", body = InvitationShown))
)]
pub async fn look(
    State(state): State<AppState>,
    Language(locale): Language,
    Sent(sent): Sent<InvitationSent>,
) -> Result<Json<InvitationShown>, Problem> {
    let invitation = open(&state, &sent.token).await?;
    let mut shown = InvitationShown {
        to: "venue",
        venue: state.venue().name.clone(),
        process: None,
        actor: None,
        name: None,
        next: "/me".to_owned(),
        until_ms: invitation.until_ms,
    };
    match &invitation.to {
        InvitedTo::Venue => {}
        InvitedTo::Seat(seat) => {
            shown.to = "seat";
            if let Some(registry) = state.registry_of(&seat.process).await? {
                let (charter, language) = (registry.charter(), locale.tag());
                let title = charter.titles.get(language).or_else(|| charter.titles.get("en"));
                shown.process = Some(title.unwrap_or(&charter.name).clone());
                shown.actor = Some(charter.actor_name(&seat.actor, language).to_owned());
            }
        }
        InvitedTo::Charter { charter, actor } => {
            shown.to = "charter";
            shown.next = format!("/found/{}", base64_text::url_encode(&charter.0));
            let kept = state.accounts().charter_draft(*charter).await.map_err(store_problem)?;
            let agreeing = Agreeing::read(kept.ok_or_else(failed)?)?;
            shown.process = Some(agreeing.plan.asked.title.clone());
            shown.actor = Some(agreeing.charter.actor_name(actor, &agreeing.plan.language).to_owned());
        }
        InvitedTo::Return(person) => {
            shown.to = "return";
            let person = state.accounts().person(*person).await.map_err(store_problem)?;
            shown.name = person.map(|person| person.name);
        }
    }
    Ok(Json(shown))
}

/// Ask to take an invitation up
///
/// Gives the options for `navigator.credentials.create`.
#[utoipa::path(
    post,
    path = "/api/v1/invitations/begin",
    operation_id = "begin_invitation",
    tag = "account",
    request_body = NewcomerSent,
    responses((status = 200, description = "what the authenticator is asked", body = CeremonyAsked))
)]
pub async fn begin(
    State(state): State<AppState>,
    Sent(sent): Sent<NewcomerSent>,
) -> Result<Json<CeremonyAsked>, Problem> {
    let invitation = open(&state, &sent.token).await?;
    let (person, name, others) = match &invitation.to {
        InvitedTo::Return(person) => {
            let known = state.accounts().person(*person).await.map_err(store_problem)?.ok_or_else(failed)?;
            let passkeys = state.accounts().passkeys(*person).await.map_err(store_problem)?;
            (person.0, known.name, passkeys.into_iter().map(|passkey| passkey.id).collect())
        }
        _ => (state.random()?, name(sent.name.as_deref())?, Vec::new()),
    };
    let asked =
        state.ceremonies().begin_registration(state.random()?, person, &name, others, state.now_ms())?;
    Ok(Json(asked.into()))
}

/// Take an invitation up with the account that you have
///
/// It is used up; you have the seat that it was to, with a key of the device that you use.
#[utoipa::path(
    post,
    path = "/api/v1/invitations/join",
    operation_id = "join_by_invitation",
    tag = "account",
    request_body = InvitationJoined,
    responses((status = 204, description = "taken up"))
)]
pub async fn join(
    State(state): State<AppState>,
    asker: Asker,
    Sent(sent): Sent<InvitationJoined>,
) -> Result<StatusCode, Problem> {
    let member = asker.require()?;
    let invitation = open(&state, &sent.token).await?;
    let now_ms = state.now_ms();
    let device = sent.device.read(now_ms)?;
    let joined = state.accounts().join(&invitation.token, member.person.id, &device, now_ms).await;
    joined.map_err(account_problem)?.ok_or_else(failed)?;
    Ok(StatusCode::NO_CONTENT)
}

fn name(sent: Option<&str>) -> Result<String, Problem> {
    label(sent.unwrap_or_default(), "name")
}

/// Take an invitation up
///
/// It is used up; whoever took it up has an account, and is signed in.
#[utoipa::path(
    post,
    path = "/api/v1/invitations/accept",
    operation_id = "accept_invitation",
    tag = "account",
    request_body = InvitationTaken,
    responses((status = 200, description = "signed in", body = SignedInShown))
)]
pub async fn accept(
    State(state): State<AppState>,
    headers: HeaderMap,
    Sent(sent): Sent<InvitationTaken>,
) -> Result<Response, Problem> {
    let invitation = open(&state, &sent.token).await?;
    let now_ms = state.now_ms();
    let comes_back = matches!(invitation.to, InvitedTo::Return(_));
    let name = if comes_back { String::new() } else { name(sent.name.as_deref())? };
    let device = sent.device.map(|device| device.read(now_ms)).transpose()?;
    if device.is_none() && matches!(invitation.to, InvitedTo::Charter { .. }) {
        return Err(Problem::invalid("A charter is signed with a key.", "Bring the key of a device."));
    }
    let label = label(&sent.label, "label")?;
    let made = state.ceremonies().finish_registration(&sent.ceremony, sent.credential, now_ms)?;
    if matches!(invitation.to, InvitedTo::Return(person) if person.0 != made.person) {
        return Err(failed());
    }
    let passkey = Passkey { id: made.id, label, state: made.state, made_ms: now_ms, used_ms: None };
    let newcomer = Newcomer { id: PersonId(made.person), name, passkey, device };
    let taken = state.accounts().take_up(&invitation.token, &newcomer, now_ms).await;
    let person = taken.map_err(account_problem)?.ok_or_else(failed)?;
    let (_, until_ms, cookie) = begin_session(&state, &person, &client_label(&headers)).await?;
    let shown = SignedInShown { name: person.name, until_ms, token: None };
    Ok(([(header::SET_COOKIE, cookie)], Json(shown)).into_response())
}
