//! No change to a note, tile, checkpoint or proof goes unseen by who has the keys.

use proptest::prelude::*;
use verbale_record::checkpoint::SignedCheckpoint;
use verbale_record::cosignature;
use verbale_record::proof::TlogProof;
use verbale_record::signed_note::SignedNote;
use verbale_record::tile::{TileHashes, TilePath, entry_bundles, hash_tiles, tile_bytes};
use verbale_record::tree::{leaf_hash, prove_inclusion, root_at};
use verbale_record::{Leaf, Note, VerifierKey};

mod room;
use room::{Room, keys, log_key, member_key, witness};

/// A change to bytes: one replaced, removed or inserted.
#[derive(Clone, Debug)]
enum Change {
    Flip(prop::sample::Index, u8),
    Remove(prop::sample::Index, usize),
    Insert(prop::sample::Index, u8),
    Double(prop::sample::Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        4 => (at(), 0u8..8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        1 => (at(), 1usize..40).prop_map(|(at, n)| Change::Remove(at, n)),
        1 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        1 => (at(), 1usize..40).prop_map(|(at, n)| Change::Double(at, n)),
    ]
}

impl Change {
    fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut changed = bytes.to_vec();
        let n = bytes.len();
        match self {
            Change::Flip(at, bit) => changed[at.index(n)] ^= 1 << bit,
            Change::Remove(at, count) => drop(changed.drain(at.index(n)..(at.index(n) + count).min(n))),
            Change::Insert(at, byte) => changed.insert(at.index(n + 1), *byte),
            Change::Double(at, count) => {
                let at = at.index(n);
                let part = bytes[at..(at + count).min(n)].to_vec();
                drop(changed.splice(at..at, part));
            }
        }
        changed
    }
}

fn verifies(note: &[u8]) -> bool {
    let keys = keys();
    Note::parse(note).is_ok_and(|note| note.verify(|name, id| keys(&note.author, name, id)).is_ok())
}

/// Whether the checkpoint verifies, with every line of it known.
fn checkpoint_verifies(bytes: &[u8], log_key: &VerifierKey) -> bool {
    SignedCheckpoint::parse(bytes).is_ok_and(|checkpoint| {
        verbale_record::verify::checkpoint(&checkpoint, log_key, &[witness().verifier().clone()])
            .is_ok_and(|verified| verified.cosigned.len() == 1 && verified.unknown.is_empty())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_changed_note_is_found(change in change()) {
        let room = Room::of(1, 2);
        let note = &room.entries[1].opening.content;
        prop_assert!(verifies(note));
        let changed = change.apply(note);
        prop_assume!(changed != *note);
        prop_assert!(!verifies(&changed), "{:?}", String::from_utf8_lossy(&changed));
    }

    #[test]
    fn a_changed_checkpoint_is_found(change in change()) {
        let room = Room::of(1, 3);
        let key = log_key(&room.origin);
        let bytes = room.checkpoint().to_bytes();
        prop_assert!(checkpoint_verifies(&bytes, key.verifier()));
        let changed = change.apply(&bytes);
        // A line given twice says nothing new; archives have each once.
        let lines_only = SignedNote::parse(&changed).is_ok_and(|mut note| {
            note.signatures.dedup();
            note.to_bytes() == bytes
        });
        prop_assume!(!lines_only);
        prop_assert!(!checkpoint_verifies(&changed, key.verifier()), "{:?}", String::from_utf8_lossy(&changed));
    }

    #[test]
    fn a_changed_proof_file_is_found(index in 0u64..11, change in change()) {
        let room = Room::of(1, 11);
        let key = log_key(&room.origin);
        let leaf = room.entries[index as usize].leaf.hash();
        let hashes = prove_inclusion(index, 11, &room.hashes).unwrap();
        let checkpoint = room.checkpoint();
        let proof = TlogProof { extra: None, index, hashes, checkpoint };
        let bytes = proof.to_bytes();
        let holds = |bytes: &[u8]| {
            TlogProof::parse(bytes).is_ok_and(|proof| {
                proof.verify(leaf, key.verifier()).is_ok()
                    && checkpoint_verifies(&proof.checkpoint.to_bytes(), key.verifier())
            })
        };
        prop_assert!(holds(&bytes));
        let changed = change.apply(&bytes);
        let same_statement = TlogProof::parse(&changed).is_ok_and(|changed| {
            // Extra data is authenticated by nothing, and a line given twice says nothing new.
            changed.hashes == proof.hashes && changed.index == index && changed.checkpoint.note().text == proof.checkpoint.note().text
        });
        prop_assume!(!same_statement);
        prop_assert!(!holds(&changed), "{:?}", String::from_utf8_lossy(&changed));
    }

    #[test]
    fn a_changed_bundle_of_leaves_is_found(size in 1u64..20, change in change()) {
        let room = Room::of(1, size);
        let path = entry_bundles(0, size).next().unwrap();
        let leaves: Vec<_> = room.entries.iter().map(|e| e.leaf.to_bytes()).collect();
        let bundle = verbale_record::tile::encode_entries(leaves.iter().map(|l| &l[..])).unwrap();
        prop_assert_eq!(u64::from(path.width()), size);
        let changed = change.apply(&bundle);
        prop_assume!(changed != bundle);
        let root = verbale_record::tile::decode_entries(&changed).ok().and_then(|entries| {
            let mut frontier = verbale_record::tree::Frontier::new();
            for entry in &entries {
                frontier.append(Leaf::from_bytes(entry).ok()?.hash());
            }
            (frontier.size() == size).then(|| frontier.root())
        });
        prop_assert_ne!(root, Some(room.head_at(size).root));
    }
}

proptest! {
    // Each case proves every entry of the log.
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_changed_tile_is_found(size in 1u64..600, tile in any::<prop::sample::Index>(), change in change()) {
        let room = tree_of(size);
        let paths: Vec<TilePath> = hash_tiles(0, size).collect();
        let spoiled = paths[tile.index(paths.len())];
        let good = tile_bytes(&spoiled, &room).unwrap();
        let changed = change.apply(&good);
        prop_assume!(changed.get(..good.len()) != Some(&good));
        let fetch = |path: TilePath| {
            if path == spoiled { Some(changed.clone()) } else { tile_bytes(&path, &room).ok() }
        };
        let reader = TileHashes::new(size, fetch);
        // The root needs the right edge, each leaf's proof its own tile too.
        let root = root_at(size, &room).unwrap();
        let whole = root_at(size, &reader) == Ok(root);
        let every = (0..size).all(|n| {
            let leaf = leaf_hash(&n.to_be_bytes());
            prove_inclusion(n, size, &reader)
                .is_ok_and(|proof| verbale_record::tree::verify_inclusion(n, size, leaf, &proof, root).is_ok())
        });
        prop_assert!(!(whole && every), "{}", spoiled);
    }
}

fn tree_of(size: u64) -> verbale_record::tree::MemoryHashes {
    let mut tree = verbale_record::tree::MemoryHashes::new();
    tree.extend((0..size).map(|n| leaf_hash(&n.to_be_bytes())));
    tree
}

#[test]
fn a_signature_of_one_kind_is_none_of_the_other() {
    let room = Room::of(1, 3);
    let text = room.checkpoint().checkpoint().text();
    let witness = witness();
    let cosignature = cosignature::sign(5, &witness, room.checkpoint().checkpoint()).unwrap();
    assert!(witness.verifier().verify(&text, &cosignature));
    let member = member_key(1);
    let mut signature = member.sign(&text);
    assert!(member.verifier().verify(&text, &signature));
    signature.name = witness.verifier().name().to_owned();
    signature.key_id = witness.verifier().id();
    assert!(!witness.verifier().verify(&text, &signature));
    // What a witness signs begins with words that no checkpoint and no note begins with.
    let message = format!("cosignature/v1\ntime 5\n{text}");
    assert!(SignedCheckpoint::parse(format!("{message}\n— k k\n").as_bytes()).is_err());
    assert!(witness.verifier().verify_bytes(message.as_bytes(), &cosignature.bytes[8..]));
}
