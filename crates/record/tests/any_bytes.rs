//! Every parser answers any bytes: the fuzz targets' seeds, changes of them, and bytes
//! drawn at random. The long runs are those of `fuzz/`.

use std::path::Path;

use proptest::prelude::*;

#[path = "../../../fuzz/src/lib.rs"]
mod targets;

/// The seeds of a target, by name.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a readable seed")).collect()
}

#[test]
fn every_seed_is_answered() {
    for (target, check) in targets::TARGETS {
        let seeds = seeds(target);
        assert!(!seeds.is_empty(), "{target} has no seeds");
        seeds.iter().for_each(|seed| check(seed));
    }
}

/// A change of a seed.
#[derive(Clone, Debug)]
enum Change {
    Set(prop::sample::Index, u8),
    Remove(prop::sample::Index, usize),
    Insert(prop::sample::Index, Vec<u8>),
    Repeat(prop::sample::Index, usize),
    Splice(prop::sample::Index, prop::sample::Index, prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (at(), 0usize..64).prop_map(|(at, n)| Change::Remove(at, n)),
        (at(), prop::collection::vec(any::<u8>(), 0..16)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (at(), 0usize..64).prop_map(|(at, n)| Change::Repeat(at, n)),
        (at(), at(), at()).prop_map(|(other, from, to)| Change::Splice(other, from, to)),
    ]
}

fn apply(seeds: &[Vec<u8>], mut bytes: Vec<u8>, change: &Change) -> Vec<u8> {
    let n = bytes.len();
    match change {
        Change::Insert(at, inserted) => {
            let at = at.index(n + 1);
            bytes.splice(at..at, inserted.iter().copied());
        }
        Change::Splice(other, from, to) => {
            let other = &seeds[other.index(seeds.len())];
            bytes.truncate(from.index(n + 1));
            bytes.extend_from_slice(&other[to.index(other.len() + 1)..]);
        }
        _ if n == 0 => {}
        Change::Set(at, byte) => bytes[at.index(n)] = *byte,
        Change::Remove(at, length) => {
            let at = at.index(n);
            bytes.drain(at..(at + length).min(n));
        }
        Change::Repeat(at, length) => {
            let at = at.index(n);
            let part = bytes[at..(at + length).min(n)].to_vec();
            bytes.splice(at..at, part);
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn changed_seeds_are_answered(seed in any::<prop::sample::Index>(), changes in prop::collection::vec(change(), 1..6)) {
        for (target, check) in targets::TARGETS {
            let seeds = seeds(target);
            let start = seeds[seed.index(seeds.len())].clone();
            check(&changes.iter().fold(start, |bytes, change| apply(&seeds, bytes, change)));
        }
    }

    #[test]
    fn bytes_drawn_at_random_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        targets::TARGETS.iter().for_each(|(_, check)| check(&bytes));
    }

    #[test]
    fn lines_drawn_at_random_are_answered(text in "(verbale/note/v1|c2sp.org/tlog-proof@v1|verbale/fork-proof/v1|head 0 |index 0|checkpoint 2|note 1|prefix 0 |— k k=|\\{\"act\":1\\}|[0-9]{0,3}|\n){0,30}") {
        targets::TARGETS.iter().for_each(|(_, check)| check(text.as_bytes()));
    }
}
