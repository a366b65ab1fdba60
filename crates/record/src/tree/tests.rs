//! The tree against RFC 6962's own vectors, against its definition written out, and
//! against another implementation.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;

use super::*;

/// The eight inputs of the vectors that implementations of RFC 6962 share.
const INPUTS: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

/// Their roots for sizes 1 to 8.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn entry(n: u64) -> [u8; 8] {
    n.to_be_bytes()
}

fn tree_of(size: u64) -> MemoryHashes {
    let mut tree = MemoryHashes::new();
    tree.extend((0..size).map(|n| leaf_hash(&entry(n))));
    tree
}

/// RFC 6962's definition of the root, as it stands there.
fn defined_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
            node_hash(&defined_root(left), &defined_root(right))
        }
    }
}

#[test]
fn roots_are_those_of_the_known_vectors() {
    assert_eq!(EMPTY_ROOT, Hash::of(b""));
    let mut frontier = Frontier::new();
    assert_eq!(frontier.root(), EMPTY_ROOT);
    for (input, root) in INPUTS.iter().zip(ROOTS) {
        frontier.append(leaf_hash(input));
        assert_eq!(frontier.root().to_string(), root, "size {}", frontier.size());
    }
}

#[test]
fn inclusion_proofs_are_those_of_the_known_vectors() {
    let mut tree = MemoryHashes::new();
    tree.extend(INPUTS.iter().map(|input| leaf_hash(input)));
    let hex = |proof: Vec<Hash>| proof.iter().map(Hash::to_string).collect::<Vec<_>>();
    assert_eq!(hex(prove_inclusion(0, 1, &tree).unwrap()), Vec::<String>::new());
    assert_eq!(
        hex(prove_inclusion(0, 8, &tree).unwrap()),
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    assert_eq!(
        hex(prove_consistency(6, 8, &tree).unwrap()),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

#[test]
fn every_root_and_proof_of_small_trees_holds() {
    let leaves: Vec<Hash> = (0..40).map(|n| leaf_hash(&entry(n))).collect();
    let tree = tree_of(40);
    for size in 0..=40u64 {
        let root = defined_root(&leaves[..size as usize]);
        assert_eq!(root_at(size, &tree), Ok(root));
        assert_eq!(tree_of(size).root(), root);
        for index in 0..size {
            let proof = prove_inclusion(index, size, &tree).unwrap();
            assert_eq!(verify_inclusion(index, size, leaves[index as usize], &proof, root), Ok(()));
        }
        for old in 0..=size {
            let old_root = defined_root(&leaves[..old as usize]);
            let proof = prove_consistency(old, size, &tree).unwrap();
            assert!(proof.len() <= PROOF_HASHES_MAX);
            assert_eq!(verify_consistency(old, size, old_root, &proof, root), Ok(()));
        }
    }
}

#[test]
fn what_cannot_be_proved_is_an_error() {
    let tree = tree_of(5);
    assert_eq!(prove_inclusion(5, 5, &tree), Err(TreeError::NoSuchEntry { index: 5, size: 5 }));
    assert_eq!(prove_inclusion(0, 0, &tree), Err(TreeError::NoSuchEntry { index: 0, size: 0 }));
    assert_eq!(prove_consistency(6, 5, &tree), Err(TreeError::NotOlder { old: 6, new: 5 }));
    assert_eq!(root_at(8, &tree), Err(TreeError::Missing { level: 3, index: 0 }));
    assert_eq!(verify_inclusion(5, 5, EMPTY_ROOT, &[], EMPTY_ROOT), Err(ProofError::Range));
    assert_eq!(verify_consistency(2, 1, EMPTY_ROOT, &[], EMPTY_ROOT), Err(ProofError::Range));
    assert_eq!(verify_consistency(0, 5, leaf_hash(b""), &[], tree.root()), Err(ProofError::OldRoot));
}

#[test]
fn sizes_up_to_the_largest_are_answered() {
    let proof = vec![EMPTY_ROOT; 64];
    for size in [u64::MAX, u64::MAX - 1, 1 << 63, (1 << 63) + 1] {
        assert!(verify_inclusion(size - 1, size, EMPTY_ROOT, &proof, EMPTY_ROOT).is_err());
        assert!(verify_inclusion(0, size, EMPTY_ROOT, &proof, EMPTY_ROOT).is_err());
        assert!(verify_consistency(size - 1, size, EMPTY_ROOT, &proof, EMPTY_ROOT).is_err());
        assert!(verify_consistency(1, size, EMPTY_ROOT, &proof, EMPTY_ROOT).is_err());
    }
    assert!(root_at(u64::MAX, &MemoryHashes::new()).is_err());
}

#[test]
fn a_frontier_is_read_from_its_bytes_only() {
    for size in 0..70 {
        let mut frontier = Frontier::new();
        (0..size).for_each(|n| frontier.append(leaf_hash(&entry(n))));
        let bytes = frontier.to_bytes();
        assert_eq!(Frontier::from_bytes(&bytes).as_ref(), Ok(&frontier));
        assert!(Frontier::from_bytes(&bytes[1..]).is_err());
        assert!(Frontier::from_bytes(&[bytes, vec![0; 32]].concat()).is_err());
    }
}

proptest! {
    #[test]
    fn roots_and_proofs_are_those_of_another_implementation(size in 1u64..700, at in any::<prop::sample::Index>(), old in any::<prop::sample::Index>()) {
        let tree = tree_of(size);
        let mut other = MemoryBackedTree::<Sha256, [u8; 8]>::new();
        (0..size).for_each(|n| other.push(entry(n)));
        let index = at.index(size as usize);
        let old = old.index(size as usize) + 1;

        let root = other.root();
        prop_assert_eq!(&tree.root().0[..], root.as_bytes().as_slice());
        let inclusion = prove_inclusion(index as u64, size, &tree).unwrap();
        let bytes: Vec<u8> = inclusion.iter().flat_map(|hash| hash.0).collect();
        let other_inclusion = other.prove_inclusion(index);
        prop_assert_eq!(&bytes[..], other_inclusion.as_bytes());
        let consistency = prove_consistency(old as u64, size, &tree).unwrap();
        let bytes: Vec<u8> = consistency.iter().flat_map(|hash| hash.0).collect();
        let other_consistency = other.prove_consistency(size as usize - old);
        prop_assert_eq!(&bytes[..], other_consistency.as_bytes());
    }

    #[test]
    fn a_changed_proof_is_found(size in 1u64..300, at in any::<prop::sample::Index>(), change in any::<Change>()) {
        let tree = tree_of(size);
        let index = at.index(size as usize) as u64;
        let root = tree.root();
        let good = prove_inclusion(index, size, &tree).unwrap();
        let changed = change.apply(&good);
        if changed != good {
            prop_assert!(verify_inclusion(index, size, leaf_hash(&entry(index)), &changed, root).is_err());
        }
        prop_assert!(verify_inclusion(index, size, leaf_hash(&entry(index + 1)), &good, root).is_err());
        prop_assert!(verify_inclusion(index ^ 1, size, leaf_hash(&entry(index)), &good, root).is_err());

        let old = index + 1;
        let old_root = root_at(old, &tree).unwrap();
        let good = prove_consistency(old, size, &tree).unwrap();
        let changed = change.apply(&good);
        if changed != good {
            prop_assert!(verify_consistency(old, size, old_root, &changed, root).is_err());
        }
        prop_assert!(verify_consistency(old, size, leaf_hash(b"other"), &good, root).is_err());
        prop_assert!(verify_consistency(old, size, old_root, &good, leaf_hash(b"other")).is_err());
    }

    #[test]
    fn any_bytes_are_answered_as_a_frontier(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        if let Ok(frontier) = Frontier::from_bytes(&bytes) {
            prop_assert_eq!(frontier.to_bytes(), bytes);
        }
    }
}

/// A change to a list of hashes.
#[derive(Clone, Debug)]
enum Change {
    Flip(prop::sample::Index, u8, u8),
    Remove(prop::sample::Index),
    Insert(prop::sample::Index, [u8; 32]),
    Swap(prop::sample::Index, prop::sample::Index),
}

impl Change {
    fn apply(&self, hashes: &[Hash]) -> Vec<Hash> {
        let mut hashes = hashes.to_vec();
        let n = hashes.len();
        match self {
            Change::Insert(at, hash) => hashes.insert(at.index(n + 1), Hash(*hash)),
            _ if n == 0 => {}
            Change::Flip(at, byte, bit) => hashes[at.index(n)].0[usize::from(byte % 32)] ^= 1 << (bit % 8),
            Change::Remove(at) => drop(hashes.remove(at.index(n))),
            Change::Swap(a, b) => hashes.swap(a.index(n), b.index(n)),
        }
        hashes
    }
}

impl Arbitrary for Change {
    type Parameters = ();
    type Strategy = BoxedStrategy<Change>;

    fn arbitrary_with(_: ()) -> BoxedStrategy<Change> {
        prop_oneof![
            any::<(prop::sample::Index, u8, u8)>().prop_map(|(at, byte, bit)| Change::Flip(at, byte, bit)),
            any::<prop::sample::Index>().prop_map(Change::Remove),
            any::<(prop::sample::Index, [u8; 32])>().prop_map(|(at, hash)| Change::Insert(at, hash)),
            any::<(prop::sample::Index, prop::sample::Index)>().prop_map(|(a, b)| Change::Swap(a, b)),
        ]
        .boxed()
    }
}
