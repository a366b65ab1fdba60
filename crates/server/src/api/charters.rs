//! Charters that all sign from the first day on: drafted by a secretariat, agreed by those whom they
//! name, each on their own device. With the last signature the process is founded.
//!
//! Nobody but these sees that there is such a charter; all others are answered as if there were none.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use verbale_record::{ActorId, VerifierKey, signed_note::Signature};
use verbale_store::{CharterDraft, CharterId, CharterSigner};

use super::{accounts::account_problem, foundings};
use crate::{
    agreeing::{Agreeing, CharterPlan},
    asker::{Asker, SignedIn},
    audience, base64_text,
    extract::{Path, Sent},
    founding::FoundingAsked,
    language::Language,
    limits::DECLINING_CHARS_MAX,
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
};

/// A charter that is being agreed.
#[derive(Debug, Serialize, ToSchema)]
pub struct CharterShown {
    /// Its id.
    id: String,
    /// The process's name: once it is founded, where it is.
    process: String,
    /// Whether the process is founded.
    founded: bool,
    /// What was filled in; none once it is founded.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<FoundingAsked>,
    /// Those who sign it.
    signers: Vec<SignerShown>,
    /// The draft file (`verbale/draft/v1`) that all sign; none until every key is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<String>,
}

/// One who signs a charter.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignerShown {
    /// The actor.
    actor: String,
    /// The name of their key, once they have come.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// `awaited`, `came`, `signed` or `declined`.
    state: &'static str,
    /// Why they do not sign, in their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    declined: Option<String>,
}

/// A signature.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CharterSignatureSent {
    /// The signature line of a C2SP signed note over the draft's text.
    signature: String,
}

/// What a signature came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CharterSigned {
    /// The actors that have not signed yet.
    awaited: Vec<String>,
    /// The process, where it was the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    process: Option<String>,
}

/// Why somebody does not sign.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CharterDeclined {
    /// In their words.
    words: String,
}

/// What is the newest of a charter, everything done that was due.
pub(crate) enum Settled {
    /// It founded the process of that name.
    Founded(String),
    /// It is being agreed.
    Open {
        /// It.
        agreeing: Box<Agreeing>,
        /// Why it goes no further although all that it needs is there.
        stuck: Option<Problem>,
    },
}

impl SignerShown {
    fn of(signer: &CharterSigner) -> SignerShown {
        SignerShown {
            actor: signer.actor.to_string(),
            key: key_name(signer),
            state: state_of(signer),
            declined: signer.declined.clone(),
        }
    }
}

/// How far a signer is: `awaited`, `came`, `signed` or `declined`.
pub(crate) fn state_of(signer: &CharterSigner) -> &'static str {
    match signer {
        CharterSigner { signature: Some(_), .. } => "signed",
        CharterSigner { declined: Some(_), .. } => "declined",
        CharterSigner { person: Some(_), vkey: Some(_), .. } => "came",
        _ => "awaited",
    }
}

/// The name of a signer's key.
pub(crate) fn key_name(signer: &CharterSigner) -> Option<String> {
    let key = VerifierKey::parse(signer.vkey.as_deref()?).ok()?;
    Some(key.name().to_owned())
}

fn shown(kept: &CharterDraft, settled: &Settled) -> CharterShown {
    let (process, agreeing) = match settled {
        Settled::Founded(name) => (name.clone(), None),
        Settled::Open { agreeing, .. } => (agreeing.plan.asked.name.clone(), Some(agreeing)),
    };
    let kept = agreeing.map_or(kept, |agreeing| &agreeing.kept);
    CharterShown {
        id: base64_text::url_encode(&kept.id.0),
        process,
        founded: agreeing.is_none(),
        asked: agreeing.map(|agreeing| agreeing.plan.asked.clone()),
        signers: kept.signers.iter().map(SignerShown::of).collect(),
        draft: kept.draft.clone(),
    }
}

/// A charter that the asker may see, with everything done that was due.
pub(crate) async fn find(
    state: &AppState,
    asker: &Asker,
    id: &str,
) -> Result<(CharterDraft, Settled), Problem> {
    let id = base64_text::url_decode(id).and_then(|bytes| bytes.try_into().ok()).map(CharterId);
    let id = id.ok_or_else(Problem::not_found)?;
    let kept = state.accounts().charter_draft(id).await.map_err(store_problem)?;
    let seen = kept.filter(|kept| audience::sees_charter(asker.member().map(|m| m.person.id), kept));
    let kept = seen.ok_or_else(Problem::not_found)?;
    let settled = settle(state, kept.clone()).await?;
    Ok((kept, settled))
}

/// Does what is due on a charter: fixes the text when every key is there, and founds the process when
/// all have signed. Both are found due again after a crash in between, and doing them again changes
/// nothing.
pub(crate) async fn settle(state: &AppState, mut kept: CharterDraft) -> Result<Settled, Problem> {
    let accounts = state.accounts();
    loop {
        if let Some(process) = &kept.process {
            let registry = state.registry_of(process).await?.ok_or_else(Problem::not_found)?;
            return Ok(Settled::Founded(registry.name().to_owned()));
        }
        let id = kept.id;
        let agreeing = Agreeing::read(kept)?;
        let done = if agreeing.is_signed() {
            let (note, salt) = agreeing.ready()?;
            match foundings::begin(state, &note, salt).await {
                Ok(process) => accounts.charter_founded(id, &process.id).await.map_err(store_problem),
                Err(problem) => Err(problem),
            }
        } else if agreeing.draft.is_none() && agreeing.is_complete() {
            match fix(state, &agreeing).await {
                Ok(fixed) => accounts.change_charter(&fixed).await.map(|_| ()).map_err(account_problem),
                Err(problem) => Err(problem),
            }
        } else {
            return Ok(Settled::Open { agreeing: Box::new(agreeing), stuck: None });
        };
        if let Err(problem) = done {
            return Ok(Settled::Open { agreeing: Box::new(agreeing), stuck: Some(problem) });
        }
        let again = accounts.charter_draft(id).await.map_err(store_problem)?;
        kept = again.ok_or_else(Problem::not_found)?;
    }
}

/// The charter with its text fixed. The log's key is made and kept now, before anybody signs.
async fn fix(state: &AppState, agreeing: &Agreeing) -> Result<CharterDraft, Problem> {
    let name = &agreeing.charter.name;
    foundings::require_new_name(state, name).await?;
    let log_key = state.keep_log_key(name)?;
    let draft = agreeing.fixed(&log_key, || state.random())?;
    let (draft, fixed_ms) = (Some(draft.to_json()), Some(state.now_ms()));
    Ok(CharterDraft { draft, fixed_ms, ..agreeing.kept.clone() })
}

/// Draft a charter for all to sign
///
/// Of talks that begin when the last actor named has signed. Each is then invited to sign.
#[utoipa::path(
    post,
    path = "/api/v1/charters",
    operation_id = "draft_charter_for_all",
    tag = "process",
    request_body = FoundingAsked,
    responses((status = 200, description = "it waits for its signers", body = CharterShown))
)]
pub async fn draft(
    State(state): State<AppState>,
    asker: Asker,
    Language(locale): Language,
    Sent(asked): Sent<FoundingAsked>,
) -> Result<Json<CharterShown>, Problem> {
    let member = foundings::founder(&asker)?;
    let plan = CharterPlan { language: locale.tag().to_owned(), asked };
    let signers = planned(&state, member, &plan, &[]).await?;
    let kept = CharterDraft {
        id: CharterId(state.random()?),
        made_by: member.person.id,
        made_ms: state.now_ms(),
        revision: 0,
        plan: plan.to_json(),
        draft: None,
        fixed_ms: None,
        process: None,
        signers,
    };
    state.accounts().draft_charter(&kept).await.map_err(account_problem)?;
    let settled = settle(&state, kept.clone()).await?;
    Ok(Json(shown(&kept, &settled)))
}

/// Looks at what was filled in, and gives those who are to sign it.
async fn planned(
    state: &AppState,
    founder: &SignedIn,
    plan: &CharterPlan,
    before: &[CharterSigner],
) -> Result<Vec<CharterSigner>, Problem> {
    let devices = state.accounts().devices(founder.person.id).await.map_err(store_problem)?;
    if !devices.iter().any(|device| device.vkey == plan.asked.key) {
        return Err(Problem::invalid("The key is not one of yours.", "Found it with a key of this device."));
    }
    let signers = plan.signers(founder.person.id, before)?;
    foundings::require_new_name(state, plan.asked.name.trim()).await?;
    Ok(signers)
}

/// The charters that wait for you
///
/// Those that you draft or are to sign, in the order in which they were begun.
#[utoipa::path(
    get,
    path = "/api/v1/charters",
    operation_id = "list_charters",
    tag = "process",
    responses((status = 200, description = "the charters", body = Vec<CharterShown>))
)]
pub async fn list(State(state): State<AppState>, asker: Asker) -> Result<Json<Vec<CharterShown>>, Problem> {
    let member = asker.require()?;
    let drafts = state.accounts().charter_drafts_of(member.person.id).await.map_err(store_problem)?;
    let mut listed = Vec::with_capacity(drafts.len());
    for kept in drafts {
        let settled = settle(&state, kept.clone()).await?;
        listed.push(shown(&kept, &settled));
    }
    Ok(Json(listed))
}

/// A charter that is being agreed
#[utoipa::path(
    get,
    path = "/api/v1/charters/{charter}",
    operation_id = "show_charter",
    tag = "process",
    params(("charter" = String, Path)),
    responses((status = 200, description = "how far it is", body = CharterShown))
)]
pub async fn show(
    State(state): State<AppState>,
    asker: Asker,
    Path(charter): Path<String>,
) -> Result<Json<CharterShown>, Problem> {
    let (kept, settled) = find(&state, &asker, &charter).await?;
    Ok(Json(shown(&kept, &settled)))
}

/// A charter that its drafter may still change or take back: one that founded nothing.
async fn own_open(state: &AppState, asker: &Asker, charter: &str) -> Result<Agreeing, Problem> {
    let (kept, settled) = find(state, asker, charter).await?;
    if asker.member().is_none_or(|member| member.person.id != kept.made_by) {
        return Err(Problem::new(
            ProblemKind::NotYours,
            "Only who drafts the charter changes it or takes it back.",
            "Ask the secretariat; or decline to sign it, and say why.",
        ));
    }
    match settled {
        Settled::Founded(name) => Err(founded(&name)),
        // All have signed, and whether the record has it is not known: nothing is changed before it is.
        Settled::Open { agreeing, stuck: Some(problem) }
            if agreeing.is_signed() && problem.kind != ProblemKind::Conflict =>
        {
            Err(problem)
        }
        Settled::Open { agreeing, .. } => Ok(*agreeing),
    }
}

fn founded(name: &str) -> Problem {
    Problem::new(
        ProblemKind::Conflict,
        format!("All have signed it, and the process {name} is founded."),
        "Change its charter from now on by an amendment.",
    )
}

/// Change a charter before it is signed by all
///
/// Whatever is changed voids the signatures given so far: all are asked anew.
#[utoipa::path(
    post,
    path = "/api/v1/charters/{charter}",
    operation_id = "change_charter",
    tag = "process",
    params(("charter" = String, Path)),
    request_body = FoundingAsked,
    responses((status = 200, description = "as it is now", body = CharterShown))
)]
pub async fn change(
    State(state): State<AppState>,
    asker: Asker,
    Path(charter): Path<String>,
    Sent(asked): Sent<FoundingAsked>,
) -> Result<Json<CharterShown>, Problem> {
    let member = asker.require()?;
    loop {
        let Agreeing { plan, mut kept, .. } = own_open(&state, &asker, &charter).await?;
        let plan = CharterPlan { asked: asked.clone(), ..plan };
        let json = plan.to_json();
        if json != kept.plan {
            kept.signers = planned(&state, member, &plan, &kept.signers).await?;
            kept.plan = json;
            kept.reopen();
            // It is another text: who declined the one before is asked anew.
            kept.signers.iter_mut().for_each(|signer| signer.declined = None);
            if !state.accounts().change_charter(&kept).await.map_err(account_problem)? {
                continue;
            }
        }
        let (kept, settled) = find(&state, &asker, &charter).await?;
        return Ok(Json(shown(&kept, &settled)));
    }
}

/// Take a charter back
///
/// Its drafter ends it, with its invitations; nothing of it is on any record.
#[utoipa::path(
    delete,
    path = "/api/v1/charters/{charter}",
    operation_id = "end_charter",
    tag = "process",
    params(("charter" = String, Path)),
    responses((status = 204, description = "it is no more"))
)]
pub async fn end(
    State(state): State<AppState>,
    asker: Asker,
    Path(charter): Path<String>,
) -> Result<StatusCode, Problem> {
    loop {
        let Agreeing { kept, .. } = own_open(&state, &asker, &charter).await?;
        if state.accounts().end_charter(kept.id, kept.revision).await.map_err(store_problem)? {
            return Ok(StatusCode::NO_CONTENT);
        }
    }
}

/// Sign a charter
///
/// For the actor to whose seat you were invited, with the key that you brought; the last signature
/// founds the process. The same again changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/charters/{charter}/signatures",
    operation_id = "sign_charter",
    tag = "process",
    params(("charter" = String, Path)),
    request_body = CharterSignatureSent,
    responses((status = 200, description = "who has not signed yet, or the process", body = CharterSigned))
)]
pub async fn sign(
    State(state): State<AppState>,
    asker: Asker,
    Path(charter): Path<String>,
    Sent(sent): Sent<CharterSignatureSent>,
) -> Result<Json<CharterSigned>, Problem> {
    let person = asker.require()?.person.id;
    let signature = Signature::parse_line(&sent.signature).map_err(|error| {
        Problem::invalid(format!("The signature is none: {error}."), "Send the line of a C2SP signed note.")
    })?;
    loop {
        let (_, settled) = find(&state, &asker, &charter).await?;
        let (agreeing, stuck) = match settled {
            Settled::Founded(name) => {
                return Ok(Json(CharterSigned { awaited: Vec::new(), process: Some(name) }));
            }
            Settled::Open { agreeing, stuck } => (agreeing, stuck),
        };
        let own = agreeing.kept.signer(person).ok_or_else(Problem::not_found)?;
        if !agreeing.is_signature_of(own, &signature) {
            return Err(Problem::invalid(
                "The signature is not one of your key over the charter as it is.",
                "It may have been changed since you read it: read it again, and sign that.",
            ));
        }
        if own.signature.is_some() {
            // Signed before; the first signature stays.
            let awaited = agreeing.awaited().iter().map(ToString::to_string).collect();
            return stuck.map_or(Ok(Json(CharterSigned { awaited, process: None })), Err);
        }
        let mut after = agreeing.kept.clone();
        for signer in after.signers.iter_mut().filter(|signer| signer.person == Some(person)) {
            signer.signature = Some(sent.signature.trim_end().to_owned());
            signer.declined = None;
        }
        // Where somebody else came first, it is read again; where that was all, the next look says so.
        state.accounts().change_charter(&after).await.map_err(account_problem)?;
    }
}

/// Decline to sign a charter
///
/// With words that all who are in it read. Who has declined may still sign.
#[utoipa::path(
    post,
    path = "/api/v1/charters/{charter}/declines",
    operation_id = "decline_charter",
    tag = "process",
    params(("charter" = String, Path)),
    request_body = CharterDeclined,
    responses((status = 200, description = "as it is now", body = CharterShown))
)]
pub async fn decline(
    State(state): State<AppState>,
    asker: Asker,
    Path(charter): Path<String>,
    Sent(sent): Sent<CharterDeclined>,
) -> Result<Json<CharterShown>, Problem> {
    let person = asker.require()?.person.id;
    let words = sent.words.trim();
    let control = |c: char| c.is_control() && c != '\n';
    if words.is_empty() {
        return Err(Problem::field("words", "say why").with_faults([("words", "missing")]));
    }
    if words.chars().count() > DECLINING_CHARS_MAX || words.chars().any(control) {
        return Err(Problem::field("words", &format!("give at most {DECLINING_CHARS_MAX} characters")));
    }
    loop {
        let (_, settled) = find(&state, &asker, &charter).await?;
        let agreeing = match settled {
            Settled::Founded(name) => return Err(founded(&name)),
            Settled::Open { stuck: Some(problem), agreeing } if agreeing.is_signed() => return Err(problem),
            Settled::Open { agreeing, .. } => agreeing,
        };
        let mut after = agreeing.kept.clone();
        after.signer(person).ok_or_else(Problem::not_found)?;
        for signer in after.signers.iter_mut().filter(|signer| signer.person == Some(person)) {
            signer.signature = None;
            signer.declined = Some(words.to_owned());
        }
        if state.accounts().change_charter(&after).await.map_err(account_problem)? {
            let (kept, settled) = find(&state, &asker, &charter).await?;
            return Ok(Json(shown(&kept, &settled)));
        }
    }
}

/// The seat that an asker may invite somebody to: one of a charter that they draft, and not their own.
pub(crate) async fn inviting(
    state: &AppState,
    asker: &Asker,
    charter: &str,
    actor: &str,
) -> Result<(CharterId, ActorId), Problem> {
    let agreeing = own_open(state, asker, charter).await?;
    let kept = &agreeing.kept;
    let signer = kept.signers.iter().find(|signer| signer.actor.as_str() == actor);
    let signer = signer.filter(|signer| signer.person != Some(kept.made_by)).ok_or_else(|| {
        Problem::invalid("Nobody is to sign the charter for that actor.", "Give the id of one who signs it.")
    })?;
    Ok((kept.id, signer.actor.clone()))
}
