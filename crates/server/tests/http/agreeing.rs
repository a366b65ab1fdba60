//! Charters that all sign from the first day on: agreed by several, seen by nobody else, and founded
//! once by the last signature.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode},
};
use serde_json::{Value, json};
use verbale_process::{entry::Place, verify::VerifiedRegistry};
use verbale_record::{KeyName, Note, SigningKey};
use verbale_server::{AppState, app, draft::Draft};
use verbale_store::{
    Accounts, CharterDraft, CharterId, Device, Founding, Person, PersonId, Seat, Submission,
};

use crate::{
    addresses,
    ask::{Answer, get_with, send},
    fixture::{Fixture, ORIGIN, PRIVATE, log_key, member_key, open_with, test_venue},
    signing_in::answer_challenge,
};

const NAME: &str = "river";

/// A venue with people who have accounts.
struct Table {
    app: Router,
    fixture: Fixture,
    accounts: Arc<Accounts>,
}

/// Somebody with an account, who signs with a key.
struct Signer {
    token: String,
    key: SigningKey,
}

impl Table {
    async fn laid() -> Table {
        let fixture = Fixture::with_acts(1).await;
        let accounts = Arc::new(Accounts::in_memory().await.expect("accounts"));
        let state = open_with(test_venue(), fixture.sequencer.clone(), Arc::clone(&accounts)).await;
        Table { app: app(state), fixture, accounts }
    }

    /// The same venue after a restart: what is in memory is gone.
    async fn restarted(self) -> Table {
        let accounts = Arc::clone(&self.accounts);
        let state: AppState = open_with(test_venue(), self.fixture.sequencer.clone(), accounts).await;
        Table { app: app(state), ..self }
    }

    async fn person(&self, n: u8, of_venue: bool) -> Signer {
        let key = member_key(&format!("person {n}"));
        let person = Person { id: PersonId([n; 16]), name: format!("Person {n}"), of_venue };
        self.accounts.add_person(&person, &device(&key), 1).await.expect("added");
        let answer = answer_challenge(&self.app, &key, ORIGIN).await;
        Signer { token: answer.json()["token"].as_str().expect("a token").to_owned(), key }
    }

    async fn ask(&self, who: &Signer, method: Method, address: &str, body: Option<Value>) -> Answer {
        let sent = Request::builder()
            .method(method)
            .uri(address)
            .header("authorization", format!("Bearer {}", who.token))
            .header("content-type", "application/json");
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        send(&self.app, sent.body(body).expect("a request")).await
    }

    async fn post(&self, who: &Signer, address: &str, body: Value) -> Answer {
        self.ask(who, Method::POST, address, Some(body)).await
    }

    async fn get(&self, who: &Signer, address: &str) -> Answer {
        self.ask(who, Method::GET, address, None).await
    }

    /// Invites to sign for an actor; gives the link's secret.
    async fn invite(&self, founder: &Signer, charter: &str, actor: &str) -> String {
        let asked = json!({"to": "charter", "charter": charter, "actor": actor});
        let made = self.post(founder, "/api/v1/invitations", asked).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        made.json()["token"].as_str().expect("a secret").to_owned()
    }

    async fn join(&self, who: &Signer, token: &str) -> Answer {
        let device = json!({"key": who.key.verifier().to_string(), "label": "laptop"});
        self.post(who, "/api/v1/invitations/join", json!({"token": token, "device": device})).await
    }

    async fn draft(&self, who: &Signer, charter: &str) -> Draft {
        let shown = self.get(who, &format!("/api/v1/charters/{charter}")).await.json();
        Draft::parse(shown["draft"].as_str().expect("a fixed text")).expect("a draft")
    }

    async fn send_signature(&self, who: &Signer, charter: &str, key: &SigningKey, text: &str) -> Answer {
        let line = key.sign(text).to_line().trim_end().to_owned();
        self.post(who, &format!("/api/v1/charters/{charter}/signatures"), json!({"signature": line})).await
    }

    async fn sign(&self, who: &Signer, charter: &str) -> Answer {
        let text = self.draft(who, charter).await.text;
        self.send_signature(who, charter, &who.key, &text).await
    }

    async fn kept(&self, charter: &str) -> CharterDraft {
        let id = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, charter);
        let id = CharterId(id.expect("base64").try_into().expect("an id"));
        self.accounts.charter_draft(id).await.expect("asked").expect("a charter")
    }
}

fn device(key: &SigningKey) -> Device {
    Device {
        key: KeyName::new(key.name()).expect("a key name"),
        vkey: key.verifier().to_string(),
        label: "laptop".to_owned(),
        made_ms: 1,
    }
}

fn asked(founder: &Signer) -> Value {
    json!({
        "process": "talks", "name": NAME, "title": "The river talks", "offset": "+03:00", "actor": "team",
        "actor_name": "The team", "parties": "alpha Alpha\nbeta Beta", "others": "other press The press",
        "key": founder.key.verifier().to_string(),
    })
}

/// A charter that team drafts and for which alpha and beta have come.
struct Drafted {
    table: Table,
    charter: String,
    team: Signer,
    alpha: Signer,
    beta: Signer,
}

async fn drafted() -> Drafted {
    let table = Table::laid().await;
    let [team, alpha, beta] =
        [table.person(1, true).await, table.person(2, false).await, table.person(3, false).await];
    let made = table.post(&team, "/api/v1/charters", asked(&team)).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let charter = made.json()["id"].as_str().expect("an id").to_owned();
    for (who, actor) in [(&alpha, "alpha"), (&beta, "beta")] {
        let token = table.invite(&team, &charter, actor).await;
        assert_eq!(table.join(who, &token).await.status, StatusCode::NO_CONTENT);
    }
    Drafted { table, charter, team, alpha, beta }
}

fn states(shown: &Value) -> Vec<String> {
    let signers = shown["signers"].as_array().expect("signers").iter();
    signers.map(|s| format!("{} {}", s["actor"].as_str().unwrap(), s["state"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn talks_begin_with_the_last_signature_and_everybody_is_the_principal_of_their_actor() {
    let Drafted { table, charter, team, alpha, beta } = drafted().await;
    let address = format!("/api/v1/charters/{charter}");
    assert_eq!(table.sign(&alpha, &charter).await.json(), json!({"awaited": ["beta", "team"]}));
    let shown = table.get(&team, &address).await.json();
    // Who is merely named signs nothing.
    assert_eq!(states(&shown), ["alpha signed", "beta came", "team came"]);
    assert_eq!(table.sign(&beta, &charter).await.json(), json!({"awaited": ["team"]}));
    let listed = table.get(&team, "/api/v1/processes").await.json().to_string();
    assert!(!listed.contains(NAME), "{listed}");
    assert_eq!(table.sign(&team, &charter).await.json(), json!({"awaited": [], "process": NAME}));
    for (who, actor) in [(&team, "team"), (&alpha, "alpha"), (&beta, "beta")] {
        let me = table.get(who, "/api/v1/me").await.json();
        let expected = json!([{"process": NAME, "actor": actor, "principal": true}]);
        let part = &me["parts"][0];
        assert_eq!(
            json!([{"process": part["process"], "actor": part["actor"], "principal": part["principal"]}]),
            expected,
            "{me}"
        );
        let page = table.get(who, &format!("/found/{charter}")).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/river"));
    }
    let shown = table.get(&alpha, &address).await.json();
    assert_eq!((&shown["founded"], &shown["process"]), (&json!(true), &json!(NAME)));
    let stranger = table.person(9, false).await;
    assert_eq!(table.get(&stranger, "/river").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_sees_its_own_actor_first_and_the_same_of_all_others() {
    let Drafted { table, charter, team, alpha, beta } = drafted().await;
    for (who, first) in [(&team, "team"), (&alpha, "alpha"), (&beta, "beta")] {
        let page = table.get(who, &format!("/found/{charter}")).await;
        let (_, signers) = page.text().split_once("data-signers").expect("a table");
        let (_, actor) = signers.split_once("<code>").expect("an actor");
        assert!(actor.starts_with(&format!("{first}</code>")), "{first}: {actor}");
        for key in [&team.key, &alpha.key, &beta.key] {
            assert!(signers.contains(key.name()), "{first} sees every key");
        }
    }
}

#[tokio::test]
async fn members_of_one_process_learn_nothing_of_the_keys_with_which_somebody_signs_in_another() {
    let Drafted { table, charter, team, alpha, beta } = drafted().await;
    for who in [&team, &alpha, &beta] {
        table.sign(who, &charter).await;
    }
    let elsewhere = table.fixture.member.clone();
    let id = table.fixture.store.processes().await.expect("processes");
    let process = id.iter().find(|process| process.name == PRIVATE).expect("the talks").id;
    let seat = Seat { process, actor: elsewhere.actor.clone() };
    table.accounts.add_seat(PersonId([2; 16]), &seat).await.expect("seated");
    let further = member_key("further");
    table.accounts.add_device(PersonId([2; 16]), &device(&further)).await.expect("added");
    let answer = answer_challenge(&table.app, &elsewhere.key, ORIGIN).await;
    let token = answer.json()["token"].as_str().expect("a token").to_owned();
    let principal = Signer { token, key: elsewhere.key };
    let page = table.get(&principal, &format!("/{PRIVATE}/members")).await;
    assert!(page.text().contains("Person 2") && page.text().contains(further.name()), "{}", page.text());
    assert!(!page.text().contains(alpha.key.name()), "{}", page.text());
}

#[tokio::test]
async fn signing_again_changes_nothing_before_and_after_the_founding() {
    let Drafted { table, charter, team, alpha, beta } = drafted().await;
    let text = table.draft(&alpha, &charter).await.text;
    for _ in 0..2 {
        assert_eq!(table.sign(&alpha, &charter).await.json(), json!({"awaited": ["beta", "team"]}));
    }
    // The last two sign at the same moment.
    let (one, other) = tokio::join!(table.sign(&beta, &charter), table.sign(&team, &charter));
    assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
    let founded = json!({"awaited": [], "process": NAME});
    assert!([&one, &other].iter().any(|answer| answer.json() == founded), "{} {}", one.text(), other.text());
    assert_eq!(table.send_signature(&alpha, &charter, &alpha.key, &text).await.json(), founded);
    let processes = table.fixture.store.processes().await.expect("processes");
    assert_eq!(processes.iter().filter(|process| process.name == NAME).count(), 1);
}

#[tokio::test]
async fn nobody_signs_for_another_nor_over_another_text() {
    let Drafted { table, charter, team, alpha, beta } = drafted().await;
    let text = table.draft(&alpha, &charter).await.text;
    let stranger = member_key("stranger");
    let impostor = SigningKey::from_seed(alpha.key.name(), [9; 32]).expect("a key");
    for (key, text) in [
        (&stranger, text.clone()),
        (&impostor, text.clone()),
        (&beta.key, text.clone()),
        (&team.key, text.clone()),
        (&alpha.key, text.replace("Beta", "Gamma")),
        (&alpha.key, String::from("verbale/note/v1\n")),
    ] {
        let answer = table.send_signature(&alpha, &charter, key, &text).await;
        assert_eq!(answer.problem(), "invalid_value", "{}", key.name());
    }
    let address = format!("/api/v1/charters/{charter}/signatures");
    assert_eq!(table.post(&alpha, &address, json!({"signature": "none"})).await.problem(), "invalid_value");
    let outsider = table.person(9, false).await;
    let answer = table.send_signature(&outsider, &charter, &alpha.key, &text).await;
    assert_eq!(answer.problem(), "not_found");
    let shown = table.get(&team, &format!("/api/v1/charters/{charter}")).await.json();
    assert_eq!(states(&shown), ["alpha came", "beta came", "team came"]);
}

#[tokio::test]
async fn a_link_to_sign_works_once_and_brings_nobody_elses_key() {
    let Drafted { table, charter, team, alpha, beta } = drafted().await;
    let token = table.invite(&team, &charter, "beta").await;
    let [newcomer, late] = [table.person(4, false).await, table.person(5, false).await];
    // The key of another's device, a second seat, a guess.
    let thief = Signer { token: newcomer.token.clone(), key: alpha.key.clone() };
    assert_eq!(table.join(&thief, &token).await.problem(), "conflict");
    assert_eq!(table.join(&alpha, &token).await.problem(), "conflict");
    assert_eq!(table.join(&newcomer, &"A".repeat(43)).await.problem(), "sign_in_failed");
    let look = json!({"token": token});
    let shown = table.post(&newcomer, "/api/v1/invitations/look", look).await.json();
    assert_eq!((&shown["to"], &shown["actor"]), (&json!("charter"), &json!("Beta")));
    assert_eq!(shown["next"], format!("/found/{charter}"));
    assert_eq!(table.join(&newcomer, &token).await.status, StatusCode::NO_CONTENT);
    assert_eq!(table.join(&late, &token).await.problem(), "sign_in_failed");
    // Who was replaced knows of nothing any more.
    let address = format!("/api/v1/charters/{charter}");
    assert_eq!(table.get(&beta, &address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(table.get(&newcomer, &address).await.status, StatusCode::OK);
    // Only who drafts it invites, and to seats that there are but for their own.
    for (who, actor, problem) in [
        (&alpha, "beta", "not_yours"),
        (&late, "beta", "not_found"),
        (&team, "team", "invalid_value"),
        (&team, "press", "invalid_value"),
    ] {
        let asked = json!({"to": "charter", "charter": charter, "actor": actor});
        assert_eq!(table.post(who, "/api/v1/invitations", asked).await.problem(), problem, "{actor}");
    }
}

#[tokio::test]
async fn what_is_changed_before_the_last_signature_voids_those_given() {
    let Drafted { table, charter, team, alpha, beta } = drafted().await;
    let address = format!("/api/v1/charters/{charter}");
    let before = table.draft(&alpha, &charter).await.text;
    table.sign(&alpha, &charter).await;
    // The same again is no change.
    let unchanged = table.post(&team, &address, asked(&team)).await.json();
    assert_eq!(states(&unchanged)[0], "alpha signed");
    let mut changed = asked(&team);
    changed["reply_period_days"] = json!("30");
    assert_eq!(table.post(&alpha, &address, changed.clone()).await.problem(), "not_yours");
    let shown = table.post(&team, &address, changed.clone()).await.json();
    assert_eq!(states(&shown), ["alpha came", "beta came", "team came"]);
    let after = table.draft(&alpha, &charter).await.text;
    assert_ne!(before, after);
    let stale = table.send_signature(&alpha, &charter, &alpha.key, &before).await;
    assert_eq!(stale.problem(), "invalid_value");
    // Another key makes another text, too.
    table.sign(&alpha, &charter).await;
    let token = table.invite(&team, &charter, "beta").await;
    let newcomer = table.person(4, false).await;
    table.join(&newcomer, &token).await;
    assert_ne!(table.draft(&alpha, &charter).await.text, after);
    // An actor who is left out is no signer, and sees nothing.
    changed["parties"] = json!("alpha Alpha\ngamma Gamma");
    let shown = table.post(&team, &address, changed).await.json();
    assert_eq!(states(&shown), ["alpha came", "gamma awaited", "team came"]);
    assert_eq!(shown["draft"], Value::Null);
    assert_eq!(table.get(&newcomer, &address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(table.get(&beta, &address).await.status, StatusCode::NOT_FOUND);
    let early = table.send_signature(&alpha, &charter, &alpha.key, &after).await;
    assert_eq!(early.problem(), "invalid_value");
}

#[tokio::test]
async fn who_declines_says_why_and_may_still_sign() {
    let Drafted { table, charter, team, alpha, beta } = drafted().await;
    let address = format!("/api/v1/charters/{charter}");
    let decline = async |words: &str| {
        table.post(&alpha, &format!("{address}/declines"), json!({ "words": words })).await
    };
    table.sign(&alpha, &charter).await;
    for (words, problem) in [(" ", "invalid_value"), (&*"x".repeat(2_001), "invalid_value")] {
        assert_eq!(decline(words).await.problem(), problem);
    }
    assert_eq!(decline("The offset is <wrong>.").await.status, StatusCode::OK);
    for who in [&team, &beta] {
        let shown = table.get(who, &address).await.json();
        assert_eq!(states(&shown)[0], "alpha declined");
        assert_eq!(shown["signers"][0]["declined"], "The offset is <wrong>.");
        let page = table.get(who, &format!("/found/{charter}")).await;
        assert!(page.text().contains("The offset is &#60;wrong&#62;."), "{}", page.text());
        table.sign(who, &charter).await;
    }
    assert_eq!(table.sign(&alpha, &charter).await.json()["process"], NAME);
    assert_eq!(decline("Too late.").await.problem(), "conflict");
}

#[tokio::test]
async fn a_charter_that_is_taken_back_is_gone_with_its_links() {
    let Drafted { table, charter, team, alpha, .. } = drafted().await;
    let address = format!("/api/v1/charters/{charter}");
    let token = table.invite(&team, &charter, "beta").await;
    assert_eq!(table.ask(&alpha, Method::DELETE, &address, None).await.problem(), "not_yours");
    assert_eq!(table.ask(&team, Method::DELETE, &address, None).await.status, StatusCode::NO_CONTENT);
    for who in [&team, &alpha] {
        assert_eq!(table.get(who, &address).await.problem(), "not_found");
        assert_eq!(table.get(who, "/api/v1/charters").await.json(), json!([]));
    }
    let newcomer = table.person(4, false).await;
    assert_eq!(table.join(&newcomer, &token).await.problem(), "sign_in_failed");
}

#[tokio::test]
async fn what_could_not_be_founded_is_said_when_it_is_drafted() {
    let table = Table::laid().await;
    let [team, alpha] = [table.person(1, true).await, table.person(2, false).await];
    for (field, value) in [
        ("process", json!("register")),
        ("parties", json!("alpha Alpha")),
        ("name", json!("istanbul")),
        ("name", json!("found")),
        ("others", json!((0..20).map(|n| format!("observer o{n} O\n")).collect::<String>())),
        ("rooms", json!("group maps nobody")),
        ("key", json!(alpha.key.verifier().to_string())),
    ] {
        let mut asked = asked(&team);
        asked[field] = value;
        let answer = table.post(&team, "/api/v1/charters", asked).await;
        let expected = if field == "name" { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        assert_eq!(answer.status, expected, "{field}: {}", answer.text());
    }
    assert_eq!(table.post(&alpha, "/api/v1/charters", asked(&alpha)).await.problem(), "not_yours");
}

#[tokio::test]
async fn a_name_that_was_taken_meanwhile_is_said_and_another_one_frees_the_charter() {
    let Drafted { table, charter, team, alpha, beta } = drafted().await;
    let address = format!("/api/v1/charters/{charter}");
    let read = table.draft(&alpha, &charter).await;
    // Another charter of the same name is founded first.
    let rival = table.post(&team, "/api/v1/charters", asked(&team)).await.json();
    let rival = rival["id"].as_str().expect("an id").to_owned();
    let others = [table.person(14, false).await, table.person(15, false).await];
    for (who, actor) in others.iter().zip(["alpha", "beta"]) {
        let token = table.invite(&team, &rival, actor).await;
        table.join(who, &token).await;
    }
    for who in &others {
        table.sign(who, &rival).await;
    }
    assert_eq!(table.sign(&team, &rival).await.json()["process"], NAME);
    table.sign(&alpha, &charter).await;
    table.sign(&beta, &charter).await;
    assert_eq!(table.sign(&team, &charter).await.problem(), "conflict");
    assert_eq!(table.draft(&team, &charter).await.text, read.text);
    let page = table.get(&alpha, &format!("/found/{charter}")).await;
    assert!(page.text().contains("The name river is taken."), "{}", page.text());
    let mut renamed = asked(&team);
    renamed["name"] = json!("delta");
    assert_eq!(table.post(&team, &address, renamed).await.status, StatusCode::OK);
    for who in [&alpha, &beta] {
        table.sign(who, &charter).await;
    }
    assert_eq!(table.sign(&team, &charter).await.json()["process"], "delta");
}

/// The charter with the signatures of these on it, and nothing done that was due.
async fn signed_by(drafted: &Drafted, signers: &[(&str, &Signer)]) -> CharterDraft {
    let text = drafted.table.draft(&drafted.team, &drafted.charter).await.text;
    let mut kept = drafted.table.kept(&drafted.charter).await;
    for (actor, who) in signers {
        let signer = kept.signers.iter_mut().find(|signer| signer.actor.as_str() == *actor);
        signer.expect("a signer").signature = Some(who.key.sign(&text).to_line().trim_end().to_owned());
    }
    kept
}

#[tokio::test]
async fn a_crash_after_the_last_signature_and_before_the_founding_is_finished_by_the_next_look() {
    let drafted = drafted().await;
    let all = [("team", &drafted.team), ("alpha", &drafted.alpha), ("beta", &drafted.beta)];
    let kept = signed_by(&drafted, &all).await;
    assert!(drafted.table.accounts.change_charter(&kept).await.expect("asked"));
    let Drafted { table, beta, .. } = drafted;
    let table = table.restarted().await;
    assert_eq!(table.get(&beta, "/river").await.status, StatusCode::NOT_FOUND);
    let me = table.get(&beta, "/me").await;
    assert!(me.text().contains("href=\"/river\""), "{}", me.text());
    assert_eq!(table.get(&beta, "/river").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_crash_after_the_founding_and_before_it_was_noted_founds_nothing_twice() {
    let drafted = drafted().await;
    let kept = signed_by(&drafted, &[("alpha", &drafted.alpha), ("beta", &drafted.beta)]).await;
    assert!(drafted.table.accounts.change_charter(&kept).await.expect("asked"));
    let Drafted { table, charter, team, alpha, beta } = drafted;
    let mut draft = table.draft(&team, &charter).await;
    [&team, &alpha, &beta].into_iter().for_each(|who| draft.sign(&who.key));
    let submission: Submission = draft.ready().expect("a note").submission();
    let note = Note::parse(&submission.note).expect("a note");
    let verified = VerifiedRegistry::of_charter(&note, Place::default()).expect("a charter");
    let rooms = verified.charter().rooms.iter().map(|room| (room.origin.clone(), room.name.clone()));
    let founding = Founding {
        name: NAME.to_owned(),
        rooms: rooms.collect(),
        charter: submission,
        keys: verified.registry().keys().map(|(_, record)| record.verifier.clone()).collect(),
        log_key: log_key(NAME),
    };
    table.fixture.sequencer.found(founding).await.expect("founded");
    let table = table.restarted().await;
    // Its signer tries again, as they had no answer.
    assert_eq!(table.sign(&team, &charter).await.json()["process"], NAME);
    let processes = table.fixture.store.processes().await.expect("processes");
    assert_eq!(processes.iter().filter(|process| process.name == NAME).count(), 1);
    let seats = table.accounts.seats(PersonId([2; 16])).await.expect("asked");
    assert_eq!(seats.iter().map(|seat| seat.process).collect::<Vec<_>>(), [verified.id()]);
}

#[tokio::test]
async fn to_all_others_a_charter_is_as_if_it_did_not_exist() {
    let Drafted { table, charter, team, .. } = drafted().await;
    let colleague = table.person(8, true).await;
    let outsider = table.person(9, false).await;
    let of_charters: Vec<_> =
        addresses::all().into_iter().filter(|address| address.template.contains("{charter}")).collect();
    assert_eq!(of_charters.len(), 4, "{of_charters:?}");
    let unknown = "A".repeat(charter.len());
    let signature = team.key.sign("text").to_line().trim_end().to_owned();
    for address in of_charters {
        for method in &address.methods {
            let body = match address.template.rsplit('/').next() {
                Some("signatures") => json!({ "signature": signature }),
                Some("declines") => json!({ "words": "no" }),
                _ => asked(&team),
            };
            for who in [&colleague, &outsider] {
                let answers = [&charter, &unknown].map(|id| address.template.replace("{charter}", id));
                let answer = table.ask(who, method.clone(), &answers[0], Some(body.clone())).await;
                let nothing = table.ask(who, method.clone(), &answers[1], Some(body.clone())).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {}", answers[0]);
                let masked = |answer: &Answer, id: &str| answer.text().replace(id, "ID");
                assert_eq!(masked(&answer, &charter), masked(&nothing, &unknown), "{method} {}", answers[0]);
            }
            let uri = address.template.replace("{charter}", &charter);
            let signed_out = send(
                &table.app,
                Request::builder()
                    .method(method.clone())
                    .uri(&uri)
                    .header("content-type", "application/json")
                    .body(Body::from(body.to_string()))
                    .expect("a request"),
            )
            .await;
            assert!([404, 401].contains(&signed_out.status.as_u16()), "{method} {uri}");
            let nothing = get_with(&table.app, &uri.replace(&charter, &unknown), &[]).await;
            assert!(!nothing.text().contains(NAME));
        }
    }
    for address in ["/api/v1/charters", "/me", "/", "/api/v1/processes", "/api/v1/me"] {
        for who in [&colleague, &outsider] {
            let answer = table.get(who, address).await;
            assert!(!answer.text().contains("river") && !answer.text().contains(&charter), "{address}");
        }
    }
    // The very request by which a member of the secretariat would learn of a name in use says nothing.
    let mut same = asked(&team);
    same["key"] = json!(colleague.key.verifier().to_string());
    assert_eq!(table.post(&colleague, "/api/v1/charters", same).await.status, StatusCode::OK);
}
