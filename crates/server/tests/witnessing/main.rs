//! A venue asks its witness: what it publishes is cosigned, and what the witness says is believed only
//! as far as its signature goes.

#[path = "../fixture/mod.rs"]
mod fixture;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use fixture::{Fixture, NOW_MS, PUBLIC, StandingClock, open_venue, test_venue, witness_key};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
};
use verbale_record::{Origin, SigningKey, VerifierKey, cosignature::CosignerKey};
use verbale_server::{
    AppState, Venue,
    connections::serve_router,
    witness::{Kept, Witness},
    witnessing::{self, WitnessAt},
};

/// What a request to the witness was answered with, told after the answer was made.
type Answered = mpsc::UnboundedReceiver<u16>;

/// A witness at work, and the venue that asks it.
struct Asked {
    fixture: Fixture,
    state: AppState,
    answered: Answered,
    kept: Kept,
    _folder: tempfile::TempDir,
    _stop: oneshot::Sender<()>,
}

async fn tell(
    State((tell, instead)): State<(mpsc::UnboundedSender<u16>, Option<String>)>,
    request: Request,
    next: Next,
) -> Response {
    let response = match instead {
        Some(words) => words.into_response(),
        None => next.run(request).await,
    };
    let _ = tell.send(response.status().as_u16());
    response
}

impl Asked {
    /// With what is answered in the witness's place.
    async fn begun(instead: Option<String>) -> Asked {
        let fixture = Fixture::with_acts(3).await;
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::open(folder.path()).unwrap();
        for room in fixture.store.rooms().await.unwrap() {
            let key = fixture.sequencer.log_key(&room.origin).unwrap();
            kept.add(room.origin.as_str(), &key).unwrap();
        }
        let key = CosignerKey::of(&witness_key());
        let witness = Witness::new(key, Arc::new(StandingClock(NOW_MS)), kept.clone());
        let (told, answered) = mpsc::unbounded_channel();
        let app: Router = witness.router().layer(from_fn_with_state((told, instead), tell));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move { drop(stopped.await) };
        tokio::spawn(serve_router(8, listener, app, stopped, || {}));
        let witness = WitnessAt::new(witness_key().verifier().cosigning(), &url).unwrap();
        let venue = Venue { witnesses: vec![witness], ..test_venue() };
        let state = open_venue(venue, fixture.sequencer.clone()).await;
        Asked { fixture, state, answered, kept, _folder: folder, _stop: stop }
    }

    /// The status of the next so many answers.
    async fn answers(&mut self, count: usize) -> Vec<u16> {
        let mut statuses = Vec::new();
        for _ in 0..count {
            statuses.push(self.answered.recv().await.expect("the witness is asked"));
        }
        statuses
    }

    /// The times at which the witness cosigned a room's newest published checkpoint.
    async fn cosigned(&self, room: &Origin) -> Vec<u64> {
        let size = self.fixture.sequencer.published(room).unwrap().head.size;
        let store = self.fixture.store.as_ref();
        let checkpoint = verbale_store::cosigned_checkpoint(store, room, size).await.unwrap().unwrap();
        let witness: VerifierKey = witness_key().verifier().cosigning();
        checkpoint.cosigned(&[witness]).unwrap().into_iter().map(|one| one.time_s).collect()
    }
}

#[tokio::test]
async fn every_room_is_cosigned_at_the_start_and_again_when_it_grows() {
    let mut asked = Asked::begun(None).await;
    let rooms = asked.fixture.store.rooms().await.unwrap();
    tokio::spawn(witnessing::run(asked.state.clone()));
    let first = asked.answers(rooms.len()).await;
    assert_eq!(first, vec![200; rooms.len()]);
    let room = asked.fixture.editor.room.clone();
    let before = asked.fixture.sequencer.published(&room).unwrap().head.size;
    let note = asked.fixture.editor.submission(&asked.fixture.editor.statement(), "one more", Vec::new());
    asked.fixture.submit(note).await;
    // One request more, for the room that has grown, with the proof from where it stood.
    assert_eq!(asked.answers(1).await, [200]);
    let known = asked.kept.log(room.as_str()).unwrap().unwrap();
    assert_eq!(known.head().unwrap().size, before + 1);
    // What was asked for next shows that the answers before it are kept.
    let other = asked.fixture.member.submission(&asked.fixture.member.statement(), "another", Vec::new());
    asked.fixture.submit(other).await;
    assert_eq!(asked.answers(1).await, [200]);
    assert_eq!(asked.cosigned(&room).await, [NOW_MS / 1_000]);
    let view = asked.state.view(&verbale_server::asker::Asker::absent(Vec::new()), PUBLIC).await.unwrap();
    let seen = view.rooms.iter().find(|seen| seen.entry.origin == room).unwrap();
    assert_eq!(seen.cosigned(view.charter()).len(), 1, "whoever reads the record is shown it");
}

#[tokio::test]
async fn a_witness_that_has_cosigned_before_tells_from_where() {
    let mut asked = Asked::begun(None).await;
    let rooms = asked.fixture.store.rooms().await.unwrap().len();
    let running = tokio::spawn(witnessing::run(asked.state.clone()));
    asked.answers(rooms).await;
    running.abort();
    let again = asked.state.clone();
    tokio::spawn(witnessing::run(again));
    // Who asks anew begins at nothing: rooms that hold something are in conflict first.
    let empty = {
        let mut empty = 0;
        for room in asked.fixture.store.rooms().await.unwrap() {
            empty += usize::from(asked.fixture.sequencer.published(&room.origin).unwrap().head.size == 0);
        }
        empty
    };
    let answers = asked.answers(empty + 2 * (rooms - empty)).await;
    assert_eq!(answers.iter().filter(|status| **status == 409).count(), rooms - empty);
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), rooms);
}

#[tokio::test]
async fn what_is_not_signed_by_the_witness_is_not_kept() {
    let other = CosignerKey::of(&SigningKey::from_seed("witness.example/w1", [9; 32]).unwrap());
    let line = other.cosign_text(NOW_MS / 1_000, "other\n1\nx\n").unwrap().to_line();
    let mut asked = Asked::begun(Some(line)).await;
    let rooms = asked.fixture.store.rooms().await.unwrap();
    let running = tokio::spawn(witnessing::run(asked.state.clone()));
    asked.answers(rooms.len()).await;
    running.abort();
    for room in rooms {
        assert!(asked.cosigned(&room.origin).await.is_empty());
    }
}
