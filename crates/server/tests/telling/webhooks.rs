//! Webhooks: each note that somebody may see is told once, signed, and to nobody else.

use axum::http::{Method, StatusCode};
use serde_json::json;
use verbale_record::SigningKey;
use verbale_server::telling::{
    Reach, Telling, run,
    signature::verifies,
    webhooks::{GIVEN_UP_MS, Outbox, RETRY_MS, RETRY_MS_MAX},
};
use verbale_store::WEBHOOKS_MAX;

use crate::{
    Told, assert_content_free,
    fixture::{Author, NOW_MS, PRIVATE, PUBLIC},
    receiver::{Answer, Call, Receiver},
};

/// Webhooks that reach private addresses, with the authorities of Mozilla's list.
fn private_reach() -> Telling {
    Telling { reach: Reach::Private, ..Telling::default() }
}

/// Adds a webhook for the talks; gives its id and its secret.
pub async fn add(told: &Told, token: &str, url: &str) -> (String, [u8; 32]) {
    let asked = json!({"process": PRIVATE, "url": url});
    let answer = told.ask(Method::POST, "/api/v1/me/webhooks", token, Some(asked)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let made = answer.json();
    let secret = made["secret"].as_str().and_then(|text| text.strip_prefix("whsec_")).expect("a secret");
    let secret = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, secret).expect("base64");
    (made["id"].as_str().expect("an id").to_owned(), secret.try_into().expect("32 bytes"))
}

/// Calls what is due, and waits until nothing is under way.
pub async fn pass(told: &Told) {
    let mut outbox = Outbox::new(told.state.clone());
    outbox.begin_due().await.expect("begun");
    outbox.ended().await;
}

fn places(calls: &[Call]) -> Vec<u64> {
    calls.iter().map(|call| call.json()["data"]["index"].as_u64().expect("an index")).collect()
}

#[tokio::test]
async fn each_note_is_told_once_in_its_rooms_order_and_signed_and_nothing_of_what_it_says() {
    let mut told = Told::by(private_reach()).await;
    let alpha = told.member("alpha").await;
    told.say("beta", "plenary").await;
    let mut receiver = Receiver::answering(&[]).await;
    let (_, secret) = add(&told, &alpha, &receiver.url).await;
    pass(&told).await;
    assert!(receiver.so_far().is_empty(), "what came before is not told");
    let receipts = [
        told.say("beta", "plenary").await,
        told.say("team", "plenary").await,
        told.say("beta", "between-two").await,
    ];
    pass(&told).await;
    pass(&told).await;
    let calls = receiver.so_far();
    assert_eq!(places(&calls), [1, 2, 0]);
    for (call, receipt) in calls.iter().zip(&receipts) {
        assert!(call.text.starts_with("POST /hook?a=b HTTP/1.1\r\n"), "{}", call.text);
        assert_content_free(&call.text);
        let data = &call.json()["data"];
        assert_eq!(data["commitment"], receipt.leaf.commitment.to_hex());
        assert_eq!(
            data["room"].as_str().map(str::len),
            Some(Author::of_talks("beta", "plenary").room.as_str().len())
        );
        assert_eq!(
            (&call.json()["type"], &call.json()["timestamp"]),
            (&json!("note"), &json!("2025-11-22T12:00:00Z"))
        );
        let timestamp = call.headers["webhook-timestamp"].parse().expect("seconds");
        assert_eq!(timestamp, NOW_MS / 1_000);
        let signature = &call.headers["webhook-signature"];
        assert!(verifies(&secret, call.id(), timestamp, call.body.as_bytes(), signature));
        assert!(!verifies(&[0; 32], call.id(), timestamp, call.body.as_bytes(), signature));
    }
    assert!(calls[0].id() != calls[1].id() && calls[1].id() != calls[2].id());
}

#[tokio::test]
async fn a_note_in_a_room_that_its_owner_does_not_see_is_not_told() {
    let mut told = Told::by(private_reach()).await;
    let watcher = told.member("watcher").await;
    let mut receiver = Receiver::answering(&[]).await;
    add(&told, &watcher, &receiver.url).await;
    for room in ["between-two", "panel-of-three", "to-and-from-beta"] {
        told.say("beta", room).await;
    }
    let seen = told.say("beta", "plenary").await;
    pass(&told).await;
    let calls = receiver.so_far();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].json()["data"]["commitment"], seen.leaf.commitment.to_hex());
    assert_eq!(told.me(&watcher).await["webhooks"][0]["waiting"], 0);
}

#[tokio::test]
async fn one_whose_key_was_revoked_is_told_nothing_more_not_even_what_waited() {
    let mut told = Told::by(private_reach()).await;
    let clerk = SigningKey::from_seed("k00000000000000aa", [9; 32]).expect("a key");
    let registry = Author::of_talks("alpha", "registry");
    let signer = registry.key.name().to_owned();
    let credential = format!(
        r#"{{"act":"credential","signers":["{signer}"],"actor":"alpha","key":"{}","powers":["read"]}}"#,
        clerk.verifier()
    );
    told.enter(&registry, &credential, Vec::new()).await;
    let token = told.person(&clerk).await;
    let mut receiver = Receiver::answering(&[Answer::Status(204), Answer::Status(500)]).await;
    add(&told, &token, &receiver.url).await;
    told.say("beta", "plenary").await;
    told.say("beta", "plenary").await;
    pass(&told).await;
    assert_eq!(receiver.so_far().len(), 2, "the second one is not taken");
    assert_eq!(told.me(&token).await["webhooks"][0]["waiting"], 1);
    let revocation = format!(r#"{{"act":"revocation","signers":["{signer}"],"key":"{}"}}"#, clerk.name());
    told.enter(&registry, &revocation, Vec::new()).await;
    told.say("beta", "plenary").await;
    told.later(RETRY_MS_MAX);
    pass(&told).await;
    assert!(receiver.so_far().is_empty());
    let shown = &told.me(&token).await["webhooks"][0];
    assert_eq!((&shown["process"], &shown["waiting"]), (&json!(null), &json!(0)));
}

#[tokio::test]
async fn a_note_that_is_not_taken_is_sent_again_with_the_same_id_ever_less_often_and_then_given_up() {
    let mut told = Told::by(private_reach()).await;
    let alpha = told.member("alpha").await;
    let mut receiver = Receiver::answering(&[Answer::Status(500)]).await;
    let (id, _) = add(&told, &alpha, &receiver.url).await;
    told.say("beta", "plenary").await;
    told.say("beta", "plenary").await;
    pass(&told).await;
    pass(&told).await;
    let first = receiver.so_far();
    assert_eq!(first.len(), 1, "not again before its time, and nothing before it");
    let shown = told.me(&alpha).await["webhooks"][0].clone();
    assert_eq!(
        (&shown["fault"], &shown["waiting"], &shown["taken_ms"]),
        (&json!("status-500"), &json!(2), &json!(null))
    );
    // Ever less often, until it is given up.
    let (mut waited_ms, mut tries, mut last_ms) = (0, 1, 0);
    while told.me(&alpha).await["webhooks"][0]["given_up"] == false {
        let next_ms = told.me(&alpha).await["webhooks"][0]["next_ms"].as_u64().expect("a time");
        let wait_ms = next_ms - NOW_MS - waited_ms;
        assert!(wait_ms >= last_ms && (RETRY_MS..=RETRY_MS_MAX).contains(&wait_ms), "{wait_ms}");
        (waited_ms, last_ms, tries) = (waited_ms + wait_ms, wait_ms, tries + 1);
        told.later(wait_ms);
        receiver.answer_next(Answer::Status(503));
        pass(&told).await;
        let again = receiver.so_far();
        assert_eq!((again.len(), again[0].id()), (1, first[0].id()));
        assert_eq!(again[0].body, first[0].body);
    }
    assert!(waited_ms >= GIVEN_UP_MS && tries < 40, "{tries} tries in {waited_ms} ms");
    told.later(RETRY_MS_MAX);
    pass(&told).await;
    assert!(receiver.so_far().is_empty(), "it is given up");
    // Its owner, and nobody else, has it go on from where it stopped: nothing is lost.
    let resume = format!("/api/v1/me/webhooks/{id}/resume");
    let beta = told.member("beta").await;
    assert_eq!(told.ask(Method::POST, &resume, &beta, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(told.ask(Method::POST, &resume, &alpha, None).await.status, StatusCode::NO_CONTENT);
    pass(&told).await;
    let calls = receiver.so_far();
    assert_eq!((places(&calls), calls[0].id()), (vec![0, 1], first[0].id()));
    let shown = &told.me(&alpha).await["webhooks"][0];
    assert_eq!((&shown["fault"], &shown["waiting"]), (&json!(null), &json!(0)));
    assert!(shown["taken_ms"].is_u64());
}

#[tokio::test]
async fn a_receiver_that_is_gone_for_good_is_called_no_more() {
    let mut told = Told::by(private_reach()).await;
    let alpha = told.member("alpha").await;
    let mut receiver = Receiver::answering(&[Answer::Status(410)]).await;
    add(&told, &alpha, &receiver.url).await;
    told.say("beta", "plenary").await;
    pass(&told).await;
    told.later(RETRY_MS_MAX);
    pass(&told).await;
    assert_eq!(receiver.so_far().len(), 1);
}

#[tokio::test]
async fn a_kill_loses_nothing_and_doubles_at_most_what_was_under_way_with_the_same_id() {
    let mut told = Told::by(private_reach()).await;
    let alpha = told.member("alpha").await;
    let mut receiver = Receiver::answering(&[Answer::Status(200), Answer::Nothing]).await;
    add(&told, &alpha, &receiver.url).await;
    for _ in 0..3 {
        told.say("beta", "plenary").await;
    }
    let mut outbox = Outbox::new(told.state.clone());
    outbox.begin_due().await.expect("begun");
    let (first, second) = (receiver.next().await, receiver.next().await);
    // The second has come, and its answer has not.
    drop(outbox);
    let told = told.started_anew().await;
    pass(&told).await;
    let rest = receiver.so_far();
    assert_eq!(places(&[first, second.clone()]), [0, 1]);
    assert_eq!((places(&rest), rest[0].id()), (vec![1, 2], second.id()));
    let told = told.started_anew().await;
    pass(&told).await;
    assert!(receiver.so_far().is_empty());
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_delays_nobody_else() {
    let mut told = Told::by(private_reach()).await;
    let (alpha, beta) = (told.member("alpha").await, told.member("beta").await);
    let mut slow = Receiver::answering(&[Answer::Nothing]).await;
    let mut quick = Receiver::answering(&[]).await;
    add(&told, &alpha, &slow.url).await;
    add(&told, &alpha, &quick.url).await;
    add(&told, &beta, &quick.url).await;
    told.say("team", "plenary").await;
    let mut outbox = Outbox::new(told.state.clone());
    outbox.begin_due().await.expect("begun");
    slow.next().await;
    let ids = [quick.next().await, quick.next().await].map(|call| call.id().to_owned());
    assert!(ids[0] != ids[1], "each webhook has ids of its own");
    // While it is under way it is not begun again.
    outbox.begin_due().await.expect("begun");
    assert!(slow.so_far().is_empty());
}

#[tokio::test]
async fn a_redirection_is_not_followed() {
    let mut told = Told::by(private_reach()).await;
    let alpha = told.member("alpha").await;
    let mut elsewhere = Receiver::answering(&[]).await;
    let receiver = Receiver::answering(&[Answer::Elsewhere(elsewhere.url.clone())]).await;
    add(&told, &alpha, &receiver.url).await;
    told.say("beta", "plenary").await;
    pass(&told).await;
    assert_eq!(told.me(&alpha).await["webhooks"][0]["fault"], "status-307");
    assert!(elsewhere.so_far().is_empty());
}

#[tokio::test]
async fn only_addresses_that_the_operator_allows_and_processes_that_one_sees_are_taken() {
    let told = Told::by(Telling::default()).await;
    let alpha = told.member("alpha").await;
    let add = async |process: &str, url: &str| {
        let asked = json!({"process": process, "url": url});
        told.ask(Method::POST, "/api/v1/me/webhooks", &alpha, Some(asked)).await
    };
    for url in [
        "http://127.0.0.1:9/",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "http://hooks.example/",
        "x",
    ] {
        assert_eq!(add(PRIVATE, url).await.problem(), "invalid_value", "{url}");
    }
    assert_eq!(add("nowhere", "https://hooks.example/").await.problem(), "not_found");
    for _ in 0..WEBHOOKS_MAX {
        assert_eq!(add(PUBLIC, "https://hooks.example/").await.status, StatusCode::OK);
    }
    assert_eq!(add(PUBLIC, "https://hooks.example/").await.problem(), "conflict");
    let stranger = told.person(&SigningKey::from_seed("k00000000000000bb", [8; 32]).expect("a key")).await;
    let unseen = json!({"process": PRIVATE, "url": "https://hooks.example/"});
    let unseen = told.ask(Method::POST, "/api/v1/me/webhooks", &stranger, Some(unseen)).await;
    assert_eq!(
        (unseen.problem().as_str(), unseen.body),
        ("not_found", add("nowhere", "https://a.example").await.body)
    );
}

#[tokio::test]
async fn a_secret_is_shown_once_and_a_webhook_is_its_owners_alone() {
    let told = Told::by(private_reach()).await;
    let (alpha, beta) = (told.member("alpha").await, told.member("beta").await);
    let receiver = Receiver::answering(&[]).await;
    let (id, secret) = add(&told, &alpha, &receiver.url).await;
    let secret = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, secret);
    for address in ["/api/v1/me", "/me"] {
        let shown = told.ask(Method::GET, address, &alpha, None).await;
        let others = told.ask(Method::GET, address, &beta, None).await;
        assert!(shown.text().contains("/hook?a=b") && !shown.text().contains(&secret[..20]), "{address}");
        assert!(!others.text().contains("/hook?a=b"), "{address}");
    }
    let address = format!("/api/v1/me/webhooks/{id}");
    assert_eq!(told.ask(Method::DELETE, &address, &beta, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(told.ask(Method::DELETE, &address, &alpha, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(told.me(&alpha).await["webhooks"], json!([]));
}

#[tokio::test]
async fn a_venue_calls_at_its_start_and_after_each_note_until_it_closes() {
    let mut told = Told::by(private_reach()).await;
    let alpha = told.member("alpha").await;
    let mut receiver = Receiver::answering(&[]).await;
    add(&told, &alpha, &receiver.url).await;
    told.say("beta", "plenary").await;
    let running = tokio::spawn(run(told.state.clone()));
    assert_eq!(places(&[receiver.next().await]), [0]);
    receiver.answer_next(Answer::Nothing);
    told.say("beta", "plenary").await;
    assert_eq!(places(&[receiver.next().await]), [1]);
    // A call that is under way is broken off.
    told.state.close();
    running.await.expect("ended");
}
