//! A log exported as files, and the tiles that a server gives from rows.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use verbale_record::Leaf;
use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::tile::{TileHashes, TileKind, TilePath, decode_entries, entry_bundles, hash_tiles};
use verbale_record::tree::{Frontier, root_at};
use verbale_store::{ExportError, MemoryStore, RoomTree, Store, export_tiles};

mod support;
use support::{append, entry, founding, origin, room_key};

async fn store_of(size: u64) -> MemoryStore {
    let store = MemoryStore::new();
    store.commit(&founding(1, &[10, 11])).await.unwrap();
    grow(&store, 0, size).await;
    store
}

async fn grow(store: &MemoryStore, from: u64, to: u64) {
    append(store, &origin(11), (from..to).map(|n| entry(&origin(11), n, &[]))).await;
}

async fn export(store: &MemoryStore, folder: &Path) -> Result<u64, ExportError> {
    let size = store.head(&origin(11)).await.unwrap().head.size;
    export_tiles(store, &origin(11), size, folder, &mut |_, _| {}).await
}

/// Reads an export as anybody would: checkpoint, entries, and the root from tiles alone.
fn verify(folder: &Path) -> u64 {
    let checkpoint = SignedCheckpoint::parse(&std::fs::read(folder.join("checkpoint")).unwrap()).unwrap();
    checkpoint.verify(room_key(&origin(11)).verifier()).unwrap();
    let head = checkpoint.checkpoint().head();
    let mut frontier = Frontier::new();
    for bundle in entry_bundles(0, head.size) {
        let bytes = std::fs::read(folder.join(bundle.to_string())).unwrap();
        let entries = decode_entries(&bytes).unwrap();
        assert_eq!(entries.len(), usize::from(bundle.width()));
        for entry in entries {
            frontier.append(Leaf::from_bytes(entry).unwrap().hash());
        }
    }
    assert_eq!((frontier.size(), frontier.root()), (head.size, head.root));
    let cache = RefCell::new(BTreeMap::new());
    let fetch = |path: TilePath| {
        let mut cache = cache.borrow_mut();
        Some(
            cache
                .entry(path)
                .or_insert_with(|| std::fs::read(folder.join(path.to_string())).unwrap())
                .clone(),
        )
    };
    assert_eq!(root_at(head.size, &TileHashes::new(head.size, fetch)), Ok(head.root));
    head.size
}

#[tokio::test]
async fn an_export_is_a_log_that_verifies() {
    for size in [0, 1, 255, 256, 257, 600] {
        let folder = tempfile::tempdir().unwrap();
        let store = store_of(size).await;
        export(&store, folder.path()).await.unwrap();
        assert_eq!(verify(folder.path()), size);
    }
}

#[tokio::test]
async fn an_export_goes_on_where_the_last_one_ended() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_of(300).await;
    assert_eq!(export(&store, folder.path()).await.unwrap(), 6);
    assert_eq!(export(&store, folder.path()).await.unwrap(), 1, "only the checkpoint is written again");
    grow(&store, 300, 520).await;
    // The bundle and tile 1, the partial bundle and tile 2, the tile above, and the checkpoint.
    assert_eq!(export(&store, folder.path()).await.unwrap(), 6);
    assert_eq!(verify(folder.path()), 520);
    // What was lost is written again; what a crash left is in nobody's way.
    std::fs::remove_file(folder.path().join("tile/0/000")).unwrap();
    std::fs::write(folder.path().join("tile/entries/001"), b"short").unwrap();
    std::fs::write(folder.path().join("checkpoint.part"), b"half").unwrap();
    assert_eq!(export(&store, folder.path()).await.unwrap(), 3);
    assert_eq!(verify(folder.path()), 520);
}

#[tokio::test]
async fn a_folder_of_another_log_or_a_newer_state_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_of(20).await;
    export(&store, folder.path()).await.unwrap();
    let older = store_of(10).await;
    let refused = export(&older, folder.path()).await;
    assert!(
        matches!(&refused, Err(ExportError::OtherLog { what, .. }) if what.contains("newer")),
        "{refused:?}"
    );
    let forked = store_of(0).await;
    append(&forked, &origin(11), (50..80).map(|n| entry(&origin(11), n, &[]))).await;
    let refused = export(&forked, folder.path()).await;
    assert!(
        matches!(&refused, Err(ExportError::OtherLog { what, .. }) if what.contains("differs")),
        "{refused:?}"
    );
    let other = export_tiles(&store, &origin(10), 1, folder.path(), &mut |_, _| {}).await;
    assert!(
        matches!(&other, Err(ExportError::OtherLog { what, .. }) if what.contains("the log")),
        "{other:?}"
    );
    assert_eq!(verify(folder.path()), 20);
}

#[tokio::test]
async fn a_server_gives_the_tiles_of_every_earlier_size_and_none_beyond() {
    let store = store_of(600).await;
    let room = origin(11);
    let tree = RoomTree::new(&store, &room, 520);
    let leaves = store.leaves(&room, 0..600).await.unwrap();
    for path in hash_tiles(0, 520).chain(entry_bundles(0, 520)) {
        let full_or_partial = tree.tile(&path).await.unwrap().unwrap();
        // Each narrower one begins as it does.
        for width in 1..path.width() {
            let narrow = TilePath::new(path.kind(), path.index(), width).unwrap();
            let bytes = tree.tile(&narrow).await.unwrap().unwrap();
            assert!(full_or_partial.starts_with(&bytes) && bytes.len() < full_or_partial.len(), "{narrow}");
        }
    }
    let first = tree.tile(&TilePath::parse("tile/0/000").unwrap()).await.unwrap().unwrap();
    assert_eq!(first[..32], leaves[0].hash().0);
    for beyond in [
        TilePath::new(TileKind::Hashes(0), 2, 9),
        TilePath::new(TileKind::Hashes(0), 2, 256),
        TilePath::new(TileKind::Entries, 2, 9),
        TilePath::new(TileKind::Entries, 3, 1),
        TilePath::new(TileKind::Hashes(1), 0, 3),
        TilePath::new(TileKind::Hashes(2), 0, 1),
        TilePath::new(TileKind::Hashes(7), 0, 1),
        TilePath::new(TileKind::Entries, u64::MAX >> 8, 256),
    ] {
        assert_eq!(tree.tile(&beyond.unwrap()).await.unwrap(), None, "{}", beyond.unwrap());
    }
}
