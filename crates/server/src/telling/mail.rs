//! Mail: that there is something, and nothing of what. Whoever reads a mail on its way, or the
//! person's mailbox, learns the venue's address and that something came.
//!
//! A mail is due when the record holds a note that its reader may see, that is not theirs, and that
//! came after they were last on their own page and after the last mail; or when a draft, or the charter
//! of talks to come, waits for their signature since then. What somebody owes only ever grows by a note or a draft, so this is
//! when they owe more, too.

use std::time::Duration;

use verbale_record::{Hash, ProcessId};
use verbale_store::{AddressGiven, Known, PersonId};

use super::mailer::{Mail, Mailer, read_address};
use crate::{
    api::{
        charters::{self, Settled},
        circulations,
    },
    asker::Asker,
    locale::Locale,
    position::{Position, beyond},
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
    view::View,
};

/// Least time between two mails that tell one person of something, in milliseconds: an hour.
pub const MAIL_INTERVAL_MS: u64 = 3_600_000;
/// Least time between two codes for one person, in milliseconds: ten minutes.
pub const CODE_INTERVAL_MS: u64 = 600_000;
/// How long a code works, in milliseconds: half an hour.
pub const CODE_MS_MAX: u64 = 1_800_000;
/// Time until a mail that was not taken is tried again, in milliseconds: ten minutes.
pub const MAIL_RETRY_MS: u64 = 600_000;
/// How often it is looked for mail that is due.
pub(super) const MAIL_PAUSE: Duration = Duration::from_secs(60);

/// Characters of a code: those that nobody takes for one another, 32 of them.
const CODE_ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Characters of a code: 60 bits.
const CODE_CHARS: usize = 12;
/// Characters after which a code has a hyphen.
const CODE_GROUP_CHARS: usize = 4;

/// Sends the mail that is due, and gives how many were taken by the server.
///
/// # Errors
/// Where the store fails. A mail that is not taken is no error: it is tried again.
pub async fn send_due(state: &AppState) -> Result<usize, Problem> {
    let Some(mailer) = &state.telling().mail else { return Ok(0) };
    let (accounts, now_ms) = (state.accounts(), state.now_ms());
    let mut sent = 0;
    for due in accounts.mail_due(now_ms).await.map_err(store_problem)? {
        let Some(to) = &due.address else { continue };
        let told = news(state, due.person, due.sent_ms).await?;
        if told.is_empty() && !is_charter_new(state, due.person, due.sent_ms).await? {
            continue;
        }
        let locale = Locale::find(&due.language).unwrap_or(Locale::fallback());
        match send(state, mailer, to, locale, ["mail-subject", "mail-text"], &[]).await? {
            true => {
                let next_ms = now_ms + MAIL_INTERVAL_MS;
                accounts.mailed(due.person, &told, now_ms, next_ms).await.map_err(store_problem)?;
                sent += 1;
            }
            false => {
                let next_ms = now_ms + MAIL_RETRY_MS;
                accounts.mail_failed(due.person, next_ms).await.map_err(store_problem)?;
            }
        }
    }
    Ok(sent)
}

/// The processes in which something came that a person was not told, and how far they are told
/// with it.
async fn news(
    state: &AppState,
    person: PersonId,
    sent_ms: Option<u64>,
) -> Result<Vec<(ProcessId, String)>, Problem> {
    let asker = super::absent(state, person).await?;
    let mut news = Vec::new();
    for (view, _) in state.concerned(&asker).await? {
        let known = state.accounts().known(person, &view.id).await.map_err(store_problem)?;
        if is_note_new(&view, &asker, &known) || is_draft_new(state, &view, &asker, &known, sent_ms).await? {
            news.push((view.id, Position::of(&view).id()));
        }
    }
    Ok(news)
}

fn is_note_new(view: &View, asker: &Asker, known: &Known) -> bool {
    let mut position = Position::default();
    for id in [&known.seen, &known.mailed].into_iter().flatten() {
        position.join(&Position::parse(id).unwrap_or_default());
    }
    let is_own = |signers: &[_]| !signers.is_empty() && signers.iter().all(|key| asker.keys().contains(key));
    beyond(view, &position).into_iter().any(|entry| !is_own(&entry.act.signers))
}

async fn is_draft_new(
    state: &AppState,
    view: &View,
    asker: &Asker,
    known: &Known,
    sent_ms: Option<u64>,
) -> Result<bool, Problem> {
    let drafts = circulations::seen(state, asker, view).await?;
    Ok(drafts.iter().any(|(circulation, draft)| {
        known.seen_ms.max(sent_ms).is_none_or(|ms| circulation.made_ms > ms)
            && draft.draft.awaited().iter().any(|key| asker.keys().contains(key))
    }))
}

/// Whether the charter of talks to come waits for a person's signature since the last mail.
async fn is_charter_new(state: &AppState, person: PersonId, sent_ms: Option<u64>) -> Result<bool, Problem> {
    for kept in state.accounts().charter_drafts_of(person).await.map_err(store_problem)? {
        // One that goes no further is told of on its own page, and keeps nobody else's mail back.
        let Ok(Settled::Open { agreeing, .. }) = charters::settle(state, kept).await else { continue };
        let own = agreeing.kept.signer(person);
        let waits = own.is_some_and(|own| own.signature.is_none() && own.declined.is_none());
        if waits && agreeing.kept.fixed_ms.is_some_and(|fixed_ms| sent_ms.is_none_or(|ms| fixed_ms > ms)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Sends a code to an address that a person gives, which is used once they have typed it in.
///
/// # Errors
/// Where it is no address, where one was given a moment ago, and where the mail is not taken.
pub async fn give_address(
    state: &AppState,
    person: PersonId,
    address: &str,
    locale: &Locale,
) -> Result<(), Problem> {
    let mailer = state.telling().mail.as_ref().ok_or_else(no_mail)?;
    let address = address.trim();
    read_address(address).ok_or_else(|| {
        Problem::invalid(
            "This is no address that mail can be sent to.",
            "Give one such as name@example.org, in ASCII and without a name beside it.",
        )
    })?;
    let (code, now_ms) = (code(state.random()?), state.now_ms());
    let given = AddressGiven {
        address,
        language: locale.tag(),
        code: hash(&code),
        code_until_ms: now_ms + CODE_MS_MAX,
        next_ms: now_ms + CODE_INTERVAL_MS,
    };
    let (accounts, interval_min) = (state.accounts(), CODE_INTERVAL_MS / 60_000);
    if !accounts.give_address(person, &given, now_ms).await.map_err(store_problem)? {
        return Err(Problem::new(
            ProblemKind::Conflict,
            "Mail was sent for you a moment ago.",
            format!("Try again later: {interval_min} minutes after a code, an hour after any other mail."),
        ));
    }
    if send(state, mailer, address, locale, ["mail-code-subject", "mail-code-text"], &[("code", code)])
        .await?
    {
        return Ok(());
    }
    accounts.remove_address(person).await.map_err(store_problem)?;
    Err(Problem::new(
        ProblemKind::Conflict,
        "The mail server did not take the mail with the code.",
        format!("Check the address, and try again in {interval_min} minutes."),
    ))
}

/// Confirms a person's address with the code that was sent there.
///
/// # Errors
/// Where it is not that code, or is none any more.
pub async fn confirm_address(state: &AppState, person: PersonId, typed: &str) -> Result<(), Problem> {
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    let (hash, now_ms) = (hash(&code.to_ascii_uppercase()), state.now_ms());
    match state.accounts().confirm_address(person, &hash, now_ms).await.map_err(store_problem)? {
        true => Ok(()),
        false => Err(Problem::invalid(
            "This is not the code that was sent, or it does not work any more.",
            "Type it in as the mail has it, or give the address again.",
        )),
    }
}

/// The answer where the operator has set up no mail.
pub(crate) fn no_mail() -> Problem {
    Problem::new(
        ProblemKind::Conflict,
        "This venue sends no mail.",
        "Follow a process by its events, or ask the operator to set mail up.",
    )
}

/// Hands a mail over whose subject and text are messages of the locales; false where it was not
/// taken.
async fn send(
    state: &AppState,
    mailer: &Mailer,
    to: &str,
    locale: &Locale,
    [subject, text]: [&str; 2],
    args: &[(&'static str, String)],
) -> Result<bool, Problem> {
    let mut values: Vec<(&'static str, String)> = vec![("address", state.venue().origin().to_owned())];
    values.extend_from_slice(args);
    let values: Vec<_> = values.into_iter().map(|(name, value)| (name, value.into())).collect();
    let subject = locale.text(subject, &[]);
    let text = locale.text(text, &values) + "\n";
    let mail = Mail { to, subject, text, id: state.random()?, time_ms: state.now_ms() };
    let taken = mailer.send(mail).await;
    if let Err(error) = taken {
        tracing::warn!(%error, "a mail was not taken");
    }
    Ok(taken.is_ok())
}

/// A code of random bytes, as it is typed in.
fn code(random: [u8; CODE_CHARS]) -> String {
    let letters = random.map(|byte| char::from(CODE_ALPHABET[usize::from(byte) % CODE_ALPHABET.len()]));
    let groups: Vec<String> = letters.chunks(CODE_GROUP_CHARS).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// What is kept of a code: nothing of its hyphens.
fn hash(code: &str) -> Hash {
    Hash::of(code.replace('-', "").as_bytes())
}
