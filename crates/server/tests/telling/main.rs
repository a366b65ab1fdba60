//! People are told outside the pages that something came: by mail and by webhooks. Mail server and
//! receiving programs are in the test's own process, and the clock moves when it is told to.

#[allow(dead_code, reason = "the tests of requests use the rest of it")]
#[path = "../http/ask.rs"]
mod ask;
#[path = "../fixture/mod.rs"]
mod fixture;
mod logged;
mod mail;
mod mailbox;
mod receiver;
mod tls;
mod webhooks;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use ask::{Answer, send};
use axum::{
    body::Body,
    http::{Method, Request},
};
use fixture::{Author, Fixture, NOW_MS, member_key, open_telling, start, test_venue};
use serde_json::Value;
use verbale_record::{Hash, Opening, SigningKey, commitment::Kind};
use verbale_server::{AppState, Clock, app, telling::Telling};
use verbale_store::{Accounts, Device, MemoryStore, Person, PersonId, Receipt, Sequencer, Store, StoreState};

/// Words of a note's wording, which are to be told to nobody.
const WORDS: &str = "the bridge at low water";

/// A clock that moves when it is told to.
struct MovedClock(AtomicU64);

impl Clock for MovedClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A venue that tells people, with accounts in a file.
struct Told {
    store: Arc<dyn Store>,
    sequencer: Sequencer,
    accounts: Arc<Accounts>,
    clock: Arc<MovedClock>,
    telling: Telling,
    state: AppState,
    folder: tempfile::TempDir,
    said: u64,
}

impl Told {
    async fn by(telling: Telling) -> Told {
        let Fixture { store, sequencer, .. } = Fixture::in_store(Arc::new(MemoryStore::new()), 1).await;
        let folder = tempfile::tempdir().expect("a folder");
        let accounts = open_accounts(folder.path()).await;
        let clock = Arc::new(MovedClock(AtomicU64::new(NOW_MS)));
        let state = opened(&sequencer, &accounts, &clock, &telling).await;
        Told { store, sequencer, accounts, clock, telling, state, folder, said: 0 }
    }

    /// As after the program was killed and started again.
    async fn started_anew(self) -> Told {
        let Told { store, sequencer, accounts, clock, telling, state, folder, said } = self;
        drop((state, sequencer));
        accounts.close().await.expect("closed");
        let sequencer = start(Arc::clone(&store), StoreState::Ready).await;
        let accounts = open_accounts(folder.path()).await;
        let state = opened(&sequencer, &accounts, &clock, &telling).await;
        Told { store, sequencer, accounts, clock, telling, state, folder, said }
    }

    /// The id of somebody who signs with a key.
    fn id_of(&self, key: &SigningKey) -> PersonId {
        PersonId(Hash::of(key.name().as_bytes()).0[..16].try_into().expect("16 bytes"))
    }

    /// Somebody who signs with a key, and the token of their session.
    async fn person(&self, key: &SigningKey) -> String {
        let name = key.name().to_owned();
        let id = self.id_of(key);
        let person = Person { id, name: name.clone(), of_venue: false };
        let vkey = key.verifier().to_string();
        let device =
            Device { key: name.parse().expect("a key name"), vkey, label: name.clone(), made_ms: NOW_MS };
        self.accounts.add_person(&person, &device, NOW_MS).await.expect("added");
        let token = Hash::of(format!("token of {name}").as_bytes()).0;
        let begun = self.accounts.begin_session(id, &Hash::of(&token), "test", NOW_MS, u64::MAX / 4).await;
        begun.expect("a session");
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, token)
    }

    /// The principal of an actor of the talks.
    async fn member(&self, actor: &str) -> String {
        self.person(&member_key(actor)).await
    }

    async fn ask(&self, method: Method, address: &str, token: &str, body: Option<Value>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())));
        send(&app(self.state.clone()), request.expect("a request")).await
    }

    async fn me(&self, token: &str) -> Value {
        self.ask(Method::GET, "/api/v1/me", token, None).await.json()
    }

    /// Somebody says something in a room of the talks.
    async fn say(&mut self, actor: &str, room: &str) -> Receipt {
        let author = Author::of_talks(actor, room);
        let content = format!(r#"{{"text":"{WORDS}"}}"#).into_bytes();
        let wording = Opening { salt: [7; 32], content };
        let annex = wording.commit(Kind::Annex, &author.room);
        let act = format!(
            r#"{{"act":"statement","signers":["{}"],"annexes":[{{"commitment":"{annex}","role":"wording","bytes":{}}}],"form":"quote","about":[],"asserts_awaits":[]}}"#,
            author.key.name(),
            wording.content.len()
        );
        self.enter(&author, &act, vec![wording]).await
    }

    async fn enter(&mut self, author: &Author, act: &str, annexes: Vec<Opening>) -> Receipt {
        self.said += 1;
        let seed = format!("{} {}", author.actor, self.said);
        self.sequencer.submit(author.submission(act, &seed, annexes)).await.expect("a receipt")
    }

    fn later(&self, ms: u64) {
        self.clock.0.fetch_add(ms, Ordering::Relaxed);
    }
}

async fn open_accounts(folder: &Path) -> Arc<Accounts> {
    Arc::new(Accounts::open(&folder.join("accounts.sqlite3")).await.expect("accounts"))
}

async fn opened(
    sequencer: &Sequencer,
    accounts: &Arc<Accounts>,
    clock: &Arc<MovedClock>,
    telling: &Telling,
) -> AppState {
    let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
    open_telling(test_venue(), sequencer.clone(), Arc::clone(accounts), clock, telling.clone()).await
}

/// That nothing of the process is in what was sent: neither its names nor its words.
#[track_caller]
fn assert_content_free(sent: &str) {
    let rooms = fixture::ROOMS_OF_TALKS.iter().map(|(room, _, _)| *room).filter(|room| *room != "public");
    let names = [
        WORDS,
        fixture::PRIVATE,
        fixture::PUBLIC,
        "Test venue",
        "statement",
        "alpha",
        "beta",
        "team",
        "watcher",
    ];
    for name in names.into_iter().chain(rooms) {
        assert!(!sent.contains(name), "{name:?} is in what was sent: {sent}");
    }
}
