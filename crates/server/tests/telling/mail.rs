//! Mail: that there is something, to an address that its owner has confirmed, and never too often.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use verbale_server::telling::{
    Reach, Telling,
    mail::{CODE_INTERVAL_MS, CODE_MS_MAX, MAIL_INTERVAL_MS, MAIL_RETRY_MS, send_due},
    mailer::{Mail, MailFault},
};

use verbale_store::{CharterDraft, CharterId, CharterSigner};

use crate::{
    Told, assert_content_free,
    fixture::{NOW_MS, ORIGIN, PRIVATE, drafted, member_key},
    logged::Log,
    mailbox::{FROM, Mailbox, mailer},
};

const ADDRESS: &str = "delegate@delegation.example";

async fn with_mail() -> (Told, Mailbox) {
    let mailbox = Mailbox::open().await;
    let told =
        Told::by(Telling { mail: Some(mailbox.mailer.clone()), reach: Reach::Off, ..Telling::default() })
            .await;
    (told, mailbox)
}

async fn give(told: &Told, token: &str, address: &str) -> crate::ask::Answer {
    told.ask(Method::POST, "/api/v1/me/mail", token, Some(json!({"address": address}))).await
}

async fn confirm(told: &Told, token: &str, code: &str) -> crate::ask::Answer {
    told.ask(Method::POST, "/api/v1/me/mail/code", token, Some(json!({"code": code}))).await
}

/// The code in a mail.
fn code(mail: &str) -> String {
    let is_code = |word: &&str| word.len() == 14 && word.split('-').all(|group| group.len() == 4);
    mail.split_whitespace().find(is_code).unwrap_or_else(|| panic!("no code in {mail}")).to_owned()
}

/// Somebody who has confirmed an address, an hour ago.
pub async fn confirmed(told: &Told, mailbox: &mut Mailbox, actor: &str) -> String {
    let token = told.member(actor).await;
    assert_eq!(give(told, &token, ADDRESS).await.status, StatusCode::NO_CONTENT);
    let code = code(&mailbox.so_far()[0]);
    assert_eq!(confirm(told, &token, &code).await.status, StatusCode::NO_CONTENT);
    visit(told, &token).await;
    told.later(MAIL_INTERVAL_MS);
    token
}

async fn visit(told: &Told, token: &str) {
    assert_eq!(told.ask(Method::GET, "/me", token, None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_address_is_used_once_its_code_was_typed_in_and_a_code_works_once_and_for_a_while() {
    let (mut told, mut mailbox) = with_mail().await;
    let (alpha, beta) = (told.member("alpha").await, told.member("beta").await);
    for bad in ["", "nobody", "a@b\r\nBcc: c@d.example", "A <a@b.example>"] {
        assert_eq!(give(&told, &alpha, bad).await.problem(), "invalid_value", "{bad}");
    }
    assert_eq!(give(&told, &alpha, ADDRESS).await.status, StatusCode::NO_CONTENT);
    assert_eq!(give(&told, &alpha, ADDRESS).await.problem(), "conflict", "not so soon again");
    let mails = mailbox.so_far();
    assert_eq!(mails.len(), 1);
    assert_content_free(&mails[0]);
    assert!(mails[0].contains(&format!("{ORIGIN}/me")) && mails[0].contains(FROM), "{}", mails[0]);
    let first = code(&mails[0]);
    told.say("beta", "plenary").await;
    told.later(CODE_INTERVAL_MS);
    assert_eq!(send_due(&told.state).await.expect("looked"), 0, "it is not confirmed");
    for (token, guess) in [(&alpha, "AAAA-AAAA-AAAA"), (&alpha, ""), (&beta, first.as_str())] {
        assert_eq!(confirm(&told, token, guess).await.problem(), "invalid_value", "{guess}");
    }
    // A second code ends the first, and ends itself with time.
    assert_eq!(give(&told, &alpha, ADDRESS).await.status, StatusCode::NO_CONTENT);
    let second = code(&mailbox.so_far()[0]);
    assert_eq!(confirm(&told, &alpha, &first).await.problem(), "invalid_value");
    told.later(CODE_MS_MAX);
    assert_eq!(confirm(&told, &alpha, &second).await.problem(), "invalid_value");
    assert_eq!(give(&told, &alpha, ADDRESS).await.status, StatusCode::NO_CONTENT);
    let third = code(&mailbox.so_far()[0]).to_lowercase().replace('-', " ");
    assert_eq!(confirm(&told, &alpha, &third).await.status, StatusCode::NO_CONTENT);
    assert_eq!(confirm(&told, &alpha, &third).await.problem(), "invalid_value");
    assert_eq!(told.me(&alpha).await["mail"]["confirmed"], true);
    assert_eq!(told.me(&beta).await["mail"], Value::Null);
}

#[tokio::test]
async fn a_mail_says_that_there_is_something_and_nothing_of_what_once_an_hour_at_most() {
    let (mut told, mut mailbox) = with_mail().await;
    confirmed(&told, &mut mailbox, "alpha").await;
    assert_eq!(send_due(&told.state).await.expect("looked"), 0, "nothing came");
    told.say("alpha", "plenary").await;
    assert_eq!(send_due(&told.state).await.expect("looked"), 0, "what one says oneself is no news");
    told.say("beta", "plenary").await;
    told.say("beta", "between-two").await;
    assert_eq!(send_due(&told.state).await.expect("looked"), 1);
    let mails = mailbox.so_far();
    assert_content_free(&mails[0]);
    assert!(mails[0].contains(ADDRESS) && mails[0].contains(&format!("{ORIGIN}/me\n")), "{}", mails[0]);
    assert!(mails[0].contains("Date: Sat, 22 Nov 2025 13:00:00"), "{}", mails[0]);
    told.say("beta", "plenary").await;
    told.later(MAIL_INTERVAL_MS - 1);
    assert_eq!(send_due(&told.state).await.expect("looked"), 0, "within the hour");
    let told = told.started_anew().await;
    told.later(1);
    assert_eq!(send_due(&told.state).await.expect("looked"), 1);
    told.later(MAIL_INTERVAL_MS);
    assert_eq!(send_due(&told.state).await.expect("looked"), 0, "of the same nothing is said twice");
    assert_eq!(mailbox.so_far().len(), 1);
}

#[tokio::test]
async fn what_somebody_has_seen_or_may_not_see_is_no_news_to_them() {
    let (mut told, mut mailbox) = with_mail().await;
    let watcher = confirmed(&told, &mut mailbox, "watcher").await;
    told.say("beta", "between-two").await;
    assert_eq!(send_due(&told.state).await.expect("looked"), 0, "the room is not theirs");
    told.say("beta", "plenary").await;
    visit(&told, &watcher).await;
    assert_eq!(send_due(&told.state).await.expect("looked"), 0, "they were there");
    told.say("beta", "plenary").await;
    assert_eq!(send_due(&told.state).await.expect("looked"), 1);
}

#[tokio::test]
async fn a_draft_that_waits_for_somebodys_signature_is_news_to_them_once() {
    let (told, mut mailbox) = with_mail().await;
    confirmed(&told, &mut mailbox, "beta").await;
    let alpha = told.member("alpha").await;
    told.later(1);
    let draft = drafted(&told.store, &[&member_key("beta")], "bridge").await;
    let address = format!("/api/v1/processes/{PRIVATE}/circulations");
    let put = told.ask(Method::POST, &address, &alpha, Some(json!({"draft": draft}))).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    assert_eq!(send_due(&told.state).await.expect("looked"), 1);
    assert_content_free(&mailbox.so_far()[0]);
    told.later(MAIL_INTERVAL_MS);
    assert_eq!(send_due(&told.state).await.expect("looked"), 0);
}

#[tokio::test]
async fn a_charter_whose_text_is_there_to_be_signed_is_news_to_its_signers_once() {
    let (told, mut mailbox) = with_mail().await;
    let beta = confirmed(&told, &mut mailbox, "beta").await;
    let team = told.member("team").await;
    let signer = |actor: &str, who: &str| CharterSigner {
        person: Some(told.id_of(&member_key(who))),
        vkey: Some(member_key(who).verifier().to_string()),
        ..CharterSigner::awaited(actor.parse().expect("an id"))
    };
    let asked = json!({
        "process": "talks", "name": "river", "title": "The river talks", "offset": "+03:00", "actor": "team",
        "actor_name": "The team", "parties": "alpha Alpha\nbeta Beta",
        "key": member_key("team").verifier().to_string(),
    });
    let mut draft = CharterDraft {
        id: CharterId([3; 16]),
        made_by: told.id_of(&member_key("team")),
        made_ms: NOW_MS,
        revision: 0,
        plan: json!({"language": "en", "asked": asked}).to_string(),
        draft: None,
        fixed_ms: None,
        process: None,
        signers: vec![
            CharterSigner::awaited("alpha".parse().expect("an id")),
            signer("beta", "beta"),
            signer("team", "team"),
        ],
    };
    told.accounts.draft_charter(&draft).await.expect("kept");
    assert_eq!(send_due(&told.state).await.expect("looked"), 0, "there is no text yet");
    told.member("alpha").await;
    draft.signers[0] = signer("alpha", "alpha");
    assert!(told.accounts.change_charter(&draft).await.expect("asked"));
    told.later(1);
    assert_eq!(send_due(&told.state).await.expect("looked"), 1);
    assert_content_free(&mailbox.so_far()[0]);
    told.later(MAIL_INTERVAL_MS);
    assert_eq!(send_due(&told.state).await.expect("looked"), 0);
    for token in [&beta, &team] {
        assert!(told.ask(Method::GET, "/me", token, None).await.text().contains("The river talks"));
    }
}

#[tokio::test]
async fn who_wants_no_mail_or_has_taken_their_address_back_gets_none() {
    let (mut told, mut mailbox) = with_mail().await;
    let alpha = confirmed(&told, &mut mailbox, "alpha").await;
    told.say("beta", "plenary").await;
    let want = async |wanted: bool| {
        let asked = Some(json!({"wanted": wanted}));
        told.ask(Method::POST, "/api/v1/me/mail/wanted", &alpha, asked).await.status
    };
    assert_eq!(want(false).await, StatusCode::NO_CONTENT);
    assert_eq!(send_due(&told.state).await.expect("looked"), 0);
    assert_eq!(want(true).await, StatusCode::NO_CONTENT);
    let remove = async || told.ask(Method::DELETE, "/api/v1/me/mail", &alpha, None).await.status;
    assert_eq!((remove().await, remove().await), (StatusCode::NO_CONTENT, StatusCode::NOT_FOUND));
    assert_eq!(want(true).await, StatusCode::NOT_FOUND);
    assert_eq!(send_due(&told.state).await.expect("looked"), 0);
    assert_eq!(told.me(&alpha).await["mail"], Value::Null);
    // Taking it back and giving it again gets nobody more mail.
    assert_eq!(give(&told, &alpha, ADDRESS).await.status, StatusCode::NO_CONTENT);
    assert_eq!(remove().await, StatusCode::NO_CONTENT);
    assert_eq!(give(&told, &alpha, ADDRESS).await.problem(), "conflict");
}

#[tokio::test]
async fn a_venue_without_a_mail_server_takes_no_address() {
    let told = Told::by(Telling::default()).await;
    let alpha = told.member("alpha").await;
    assert_eq!(give(&told, &alpha, ADDRESS).await.problem(), "conflict");
    let page = told.ask(Method::GET, "/me", &alpha, None).await;
    assert!(!page.text().contains("data-give-address") && page.text().contains("data-add-webhook"));
}

#[tokio::test]
async fn mail_goes_without_tls_to_this_machine_alone() {
    let mut mailbox = Mailbox::open().await;
    // The resolver takes the second for the first; it is no address of this machine as it stands.
    for (host, taken) in [("127.0.0.1", Ok(())), ("127.1", Err(MailFault::Unsuited))] {
        let (subject, text) = ("x".to_owned(), "x\n".to_owned());
        let mail = Mail { to: ADDRESS, subject, text, id: [1; 16], time_ms: NOW_MS };
        assert_eq!(mailer(host, mailbox.port).send(mail).await, taken, "{host}");
        let came = mailbox.so_far();
        assert_eq!(came.len(), usize::from(taken.is_ok()), "{host}");
    }
}

#[tokio::test]
async fn a_mail_that_is_refused_is_tried_again_and_no_log_has_the_address() {
    let log = Log::default();
    let _logged = tracing::subscriber::set_default(log.clone());
    let (mut told, mut mailbox) = with_mail().await;
    let alpha = confirmed(&told, &mut mailbox, "alpha").await;
    told.say("beta", "plenary").await;
    mailbox.refuse(true);
    assert_eq!(send_due(&told.state).await.expect("looked"), 0);
    assert_eq!(told.me(&alpha).await["mail"]["failed"], true);
    mailbox.refuse(false);
    assert_eq!(send_due(&told.state).await.expect("looked"), 0, "not at once");
    told.later(MAIL_RETRY_MS);
    assert_eq!(send_due(&told.state).await.expect("looked"), 1);
    assert_eq!(told.me(&alpha).await["mail"]["failed"], false);
    let logged = log.so_far();
    assert!(logged.contains("status 550"), "the failure is logged: {logged}");
    assert!(!logged.contains("delegat"), "{logged}");
}
