//! An archive holds everything that may be seen, and nothing else.

use verbale_record::archive::{AnnexState, ArchiveReader, Event};
use verbale_server::app;

use crate::{ask::get, fixture::Fixture};

#[tokio::test]
async fn an_archive_holds_every_published_entry_with_its_annexes_and_no_other_room() {
    let fixture = Fixture::whole().await;
    let app = app(fixture.state.clone());
    let view = fixture.state.view(&verbale_server::asker::Asker::OUTSIDER, "istanbul").await.expect("a view");
    let answer = get(&app, "/istanbul/archive.verbale").await;
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"istanbul.verbale\"");
    assert_eq!(answer.header("content-type"), "application/zip");
    let mut reader = ArchiveReader::new(&answer.body[..]);
    let (mut rooms, mut entries, mut annexes) = (Vec::new(), 0, 0);
    while let Some(event) = reader.next_event().expect("a canonical archive") {
        match event {
            Event::Header(header) => assert_eq!(header.process(), view.id),
            Event::Room(checkpoint) => rooms.push(checkpoint.checkpoint().origin.clone()),
            Event::Entries(chunk) => entries += chunk.leaves.len() as u64,
            Event::Annexes(chunk) => {
                assert!(chunk.iter().all(|annex| matches!(annex, AnnexState::Open(_))));
                annexes += chunk.len() as u64;
            }
            Event::RoomEnd(_) => {}
            Event::End { bytes } => assert_eq!(bytes, answer.body.len() as u64),
        }
    }
    let expected: Vec<_> = view.rooms.iter().map(|room| room.entry.origin.clone()).collect();
    assert_eq!(rooms, expected);
    assert_eq!(
        (entries, annexes),
        (view.size(), view.size() - 1),
        "every act has a wording, the charter has none"
    );
}

#[tokio::test]
async fn an_archive_of_the_same_heads_is_the_same_file() {
    let fixture = Fixture::with_acts(30).await;
    let app = app(fixture.state.clone());
    let first = get(&app, "/istanbul/archive.verbale").await;
    assert_eq!(get(&app, "/istanbul/archive.verbale").await.body, first.body);
}
