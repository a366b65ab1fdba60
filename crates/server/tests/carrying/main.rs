//! What was published is carried by the server: after each note, and at the start, wherever the one
//! before had stopped.

#[path = "../fixture/mod.rs"]
mod fixture;

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use fixture::{Author, Fixture, PRIVATE, PUBLIC, member_key, start};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::sync::watch;
use tower::ServiceExt as _;
use verbale_record::carried::Evidence;
use verbale_record::commitment::Kind;
use verbale_record::{Commitment, Head, NoteDraft, Opening, Origin, SigningKey};
use verbale_server::carrier::{self, Carrier};
use verbale_server::{AppState, app};
use verbale_store::{MemoryStore, Receipt, Sequencer, Store, StoreState, Submission};

/// Talks of which an item was published by both parties, and nothing carried.
struct Talks {
    store: Arc<dyn Store>,
    sequencer: Sequencer,
    state: AppState,
    plenary: Author,
    public: Origin,
    offer: Commitment,
}

impl Talks {
    async fn begun() -> Talks {
        let Fixture { store, sequencer, state, member: plenary, .. } =
            Fixture::in_store(Arc::new(MemoryStore::new()), 2).await;
        let public = Author::of_talks("alpha", "public").room;
        let mut talks = Talks { store, sequencer, state, plenary, public, offer: Commitment([0; 32]) };
        let wording = talks.wording();
        let offer = format!(
            r#"{{"act":"proposal","signers":[],"annexes":[{{"commitment":"{}","role":"wording","bytes":{}}}],"to":["beta"],"track":"political","topic":"bridge"}}"#,
            wording.commit(Kind::Annex, &talks.plenary.room),
            wording.content.len(),
        );
        talks.offer = talks
            .enter_with(&talks.plenary.room, "alpha", &["alpha"], &offer, vec![wording])
            .await
            .leaf
            .commitment;
        talks
    }

    /// The wording of the offer.
    fn wording(&self) -> Opening {
        Opening { salt: [5; 32], content: br#"{"title":"A bridge"}"#.to_vec() }
    }

    /// The same, with a reply and the publication.
    async fn published() -> Talks {
        let talks = Talks::begun().await;
        talks.reply("consider").await;
        talks.publish().await;
        talks
    }

    async fn reply(&self, position: &str) -> Receipt {
        let act = format!(r#"{{"act":"reply","signers":[],"re":"{}","position":"{position}"}}"#, self.offer);
        self.say("beta", &act).await
    }

    async fn publish(&self) -> Receipt {
        let act = format!(r#"{{"act":"publication","signers":[],"re":"{}"}}"#, self.offer);
        self.enter(&self.public, "alpha", &["alpha", "beta"], &act).await
    }

    async fn say(&self, author: &str, act: &str) -> Receipt {
        self.enter(&self.plenary.room, author, &[author], act).await
    }

    /// Enters an act in a room, signed with the principals' keys.
    async fn enter(&self, room: &Origin, author: &str, signers: &[&str], act: &str) -> Receipt {
        self.enter_with(room, author, signers, act, Vec::new()).await
    }

    async fn enter_with(
        &self,
        room: &Origin,
        author: &str,
        signers: &[&str],
        act: &str,
        annexes: Vec<Opening>,
    ) -> Receipt {
        let mut keys: Vec<SigningKey> = signers.iter().map(|actor| member_key(actor)).collect();
        keys.sort_by(|a, b| a.name().cmp(b.name()));
        let names: Vec<String> = keys.iter().map(|key| format!("\"{}\"", key.name())).collect();
        let act = act.replace("\"signers\":[]", &format!("\"signers\":[{}]", names.join(",")));
        let Head { size, root } = self.sequencer.published(room).expect("the room is published").head;
        let nonce = verbale_record::Hash::of(format!("{size} {act}").as_bytes()).0;
        let draft = NoteDraft {
            origin: room.clone(),
            author: author.parse().expect("an actor"),
            nonce: nonce[..16].try_into().expect("sixteen bytes"),
            head: Head { size, root },
            act,
        };
        let note = draft.sign(&keys.iter().collect::<Vec<_>>()).expect("a note");
        let submission = Submission { room: room.clone(), note, salt: nonce, annexes };
        self.sequencer.submit(submission).await.expect("a receipt")
    }

    /// The commitments of the public room's entries, and where the evidence says that they stood.
    async fn public(&self) -> Vec<(Commitment, Option<u64>)> {
        let entries = self.store.entries(&self.public, 0..99).await.expect("entries");
        let stood = |bytes: &Vec<u8>| Evidence::parse(bytes).expect("evidence").index();
        entries.iter().map(|entry| (entry.leaf.commitment, entry.evidence.as_ref().map(stood))).collect()
    }

    /// As after a restart of the server.
    async fn started_anew(self) -> Talks {
        let Talks { store, plenary, public, offer, .. } = self;
        let sequencer = start(Arc::clone(&store), StoreState::Ready).await;
        let state = fixture::open(sequencer.clone()).await;
        Talks { store, sequencer, state, plenary, public, offer }
    }
}

async fn json(state: &AppState, path: &str) -> Value {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let answer = app(state.clone()).oneshot(request).await.expect("the router answers");
    let body = answer.into_body().collect().await.expect("a whole body").to_bytes();
    serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[tokio::test]
async fn what_is_published_is_carried_in_order_and_once() {
    let talks = Talks::published().await;
    assert_eq!(talks.public().await.len(), 1, "the publication alone");
    let mut carrier = Carrier::new(talks.sequencer.clone());
    assert_eq!(carrier.carry_all().await.expect("carried"), 2);
    assert_eq!(carrier.carry_all().await.expect("carried"), 0);
    let public = talks.public().await;
    assert_eq!(public[1..].iter().map(|(_, stood)| *stood).collect::<Vec<_>>(), [Some(0), Some(1)]);
    assert_eq!(public[1].0, talks.offer);
    // Another carrier, which knows nothing, finds nothing to do.
    assert_eq!(Carrier::new(talks.sequencer.clone()).carry_all().await.expect("carried"), 0);
    talks.reply("note").await;
    assert_eq!(carrier.carry_all().await.expect("carried"), 1);
    assert_eq!(talks.public().await.len(), 4);
}

#[tokio::test]
async fn a_server_that_ended_between_publication_and_carrying_is_mended_by_the_next_start() {
    let talks = Talks::published().await.started_anew().await;
    assert_eq!(Carrier::new(talks.sequencer.clone()).carry_all().await.expect("carried"), 2);
    // And one that ended between two notes of the item.
    let talks = Talks::published().await;
    talks.sequencer.carry(&talks.plenary.room, 0, &talks.public).await.expect("carried");
    let talks = talks.started_anew().await;
    assert_eq!(talks.public().await.len(), 2);
    assert_eq!(Carrier::new(talks.sequencer.clone()).carry_all().await.expect("carried"), 1);
    let stood: Vec<_> = talks.public().await.into_iter().map(|(_, stood)| stood).collect();
    assert_eq!(stood, [None, Some(0), Some(1)]);
}

#[tokio::test]
async fn a_served_venue_carries_at_its_start_and_after_each_note_until_it_closes() {
    let talks = Talks::published().await;
    let (closing, closed) = watch::channel(false);
    let mut head = talks.sequencer.follow(&talks.public).expect("the room is published");
    let running = tokio::spawn(carrier::run(talks.sequencer.clone(), closed));
    let mut grown_to = async |size| {
        head.wait_for(|head| head.as_ref().is_some_and(|head| head.head.size == size))
            .await
            .expect("it grows");
    };
    grown_to(3).await;
    talks.reply("note").await;
    grown_to(4).await;
    closing.send(true).expect("the carrier listens");
    running.await.expect("it ends");
}

#[tokio::test]
async fn what_nobody_published_is_carried_nowhere() {
    let talks = Talks::begun().await;
    talks.reply("consider").await;
    let act = format!(r#"{{"act":"publication","signers":[],"re":"{}"}}"#, talks.offer);
    talks.enter(&talks.public, "alpha", &["alpha"], &act).await;
    assert_eq!(Carrier::new(talks.sequencer.clone()).carry_all().await.expect("carried"), 0);
    assert_eq!(talks.public().await.len(), 1);
}

#[tokio::test]
async fn a_record_that_is_read_only_is_left_as_it_is() {
    let talks = Talks::published().await;
    let sequencer = start(Arc::clone(&talks.store), StoreState::Behind(Vec::new())).await;
    let (_closing, closed) = watch::channel(false);
    carrier::run(sequencer, closed).await;
    assert_eq!(talks.public().await.len(), 1);
}

#[tokio::test]
async fn outsiders_are_served_the_item_with_the_evidence_of_its_notes() {
    let talks = Talks::published().await;
    Carrier::new(talks.sequencer.clone()).carry_all().await.expect("carried");
    let item = json(&talks.state, &format!("/api/v1/processes/{PRIVATE}/items/{}", talks.offer)).await;
    assert_eq!(item["outcome"][0]["actor"], "beta", "{item}");
    let page = json(&talks.state, &format!("/{PRIVATE}/public/notes?from=0")).await;
    let evidence: Vec<bool> = (0..3).map(|n| page["entries"][n]["evidence"].is_string()).collect();
    assert_eq!(evidence, [false, true, true]);
    let text = page["entries"][1]["evidence"].as_str().expect("evidence");
    let evidence = Evidence::parse(text.as_bytes()).expect("evidence");
    assert_eq!((evidence.origin(), evidence.index()), (&talks.plenary.room, 0));
    // A register has nothing to carry, and its notes no evidence.
    let page = json(&talks.state, &format!("/{PUBLIC}/public/notes?from=0")).await;
    assert!(page["entries"][0].get("evidence").is_none());
}

#[tokio::test]
async fn what_was_erased_where_it_was_written_is_gone_at_once_for_who_sees_only_what_was_carried() {
    let talks = Talks::published().await;
    Carrier::new(talks.sequencer.clone()).carry_all().await.expect("carried");
    let item = format!("/api/v1/processes/{PRIVATE}/items/{}", talks.offer);
    assert_eq!(json(&talks.state, &item).await["title"], "A bridge");
    let annex = talks.wording().commit(Kind::Annex, &talks.plenary.room);
    let erased = format!(r#"{{"act":"erased","signers":[],"annex":"{annex}"}}"#);
    // A party may not; what it writes is on the record, and hides nothing.
    talks.say("beta", &erased).await;
    assert_eq!(json(&talks.state, &item).await["title"], "A bridge");
    talks.say("team", &erased).await;
    assert_eq!(json(&talks.state, &item).await["title"], Value::Null);
    let started = talks.started_anew().await;
    assert_eq!(json(&started.state, &item).await["title"], Value::Null);
}
