//! Rooms, notes and batches for the tests: made from small numbers, the same each time.
// Each test program uses a part of this.
#![allow(dead_code)]

pub mod venue;

use verbale_record::checkpoint::Checkpoint;
use verbale_record::commitment::Kind;
use verbale_record::{
    ActorId, Commitment, Hash, Head, Leaf, Note, NoteDraft, Opening, Origin, ProcessId, SigningKey,
};
use verbale_store::{Append, Batch, NewAnnex, NewEntry, Process, Room, RoomHead, Store, Tip};

/// A room's origin.
pub fn origin(n: u8) -> Origin {
    Origin::from_bytes([n; 16])
}

/// The log key of every process in the tests.
pub fn log_key() -> SigningKey {
    SigningKey::from_seed("log", [200; 32]).unwrap()
}

/// The log key as it is named in a room.
pub fn room_key(origin: &Origin) -> SigningKey {
    log_key().renamed(origin.as_str()).unwrap()
}

/// A member's key.
pub fn member_key(n: u8) -> SigningKey {
    SigningKey::from_seed(&format!("k{n:016x}"), [n; 32]).unwrap()
}

/// A room of process `process`, the registry if its number ends in 0.
pub fn room(process: u8, n: u8) -> Room {
    let name = if n.is_multiple_of(10) { "registry".to_owned() } else { format!("room-{n}") };
    Room { process: ProcessId([process; 32]), origin: origin(n), name }
}

/// A process whose registry is the room `registry`.
pub fn process(n: u8, registry: u8) -> Process {
    Process { id: ProcessId([n; 32]), name: format!("process-{n}"), registry: origin(registry) }
}

/// What a note of the tests says.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    pub origin: &'a Origin,
    pub n: u64,
    pub head: Head,
    pub kind: &'a str,
    pub annexes: &'a [Opening],
    pub key: &'a SigningKey,
}

/// The signed bytes of a note; `n` makes its nonce, and so the note, its own.
pub fn note(said: &Said<'_>) -> Vec<u8> {
    let mut nonce = [0; 16];
    nonce[..8].copy_from_slice(&said.n.to_be_bytes());
    let annexes: Vec<String> = said
        .annexes
        .iter()
        .map(|opening| {
            let commitment = opening.commit(Kind::Annex, said.origin);
            format!(r#"{{"bytes":{},"commitment":"{commitment}","role":"wording"}}"#, opening.content.len())
        })
        .collect();
    let act = format!(
        r#"{{"act":"{}","annexes":[{}],"signers":["{}"]}}"#,
        said.kind,
        annexes.join(","),
        said.key.name()
    );
    let author = ActorId::new("alpha").unwrap();
    let draft = NoteDraft { origin: said.origin.clone(), author, nonce, head: said.head, act };
    draft.sign(&[said.key]).unwrap()
}

/// The head of an empty log.
pub fn empty() -> Head {
    Head { size: 0, root: verbale_record::tree::EMPTY_ROOT }
}

/// A salt that is like no other's.
pub fn salt(n: u64) -> [u8; 32] {
    Hash::of(&n.to_be_bytes()).0
}

/// An annex's opening.
pub fn annex(n: u64, content: &str) -> Opening {
    Opening { salt: salt(n | 1 << 63), content: content.as_bytes().to_vec() }
}

/// An entry whose note is the `n`th of its room, at time `n`.
pub fn entry(origin: &Origin, n: u64, annexes: &[Opening]) -> NewEntry {
    let key = member_key(1);
    let bytes = note(&Said { origin, n, head: empty(), kind: "statement", annexes, key: &key });
    let note = Note::parse(&bytes).unwrap();
    let text = Hash::of(note.text().as_bytes());
    let opening = Opening { salt: salt(n), content: bytes };
    let leaf = Leaf { time_ms: 1_000 + n, commitment: opening.commit(Kind::Note, origin) };
    let annexes = annexes.iter().map(|opening| NewAnnex {
        commitment: opening.commit(Kind::Annex, origin),
        opening: Some(opening.clone()),
    });
    NewEntry { leaf, opening, evidence: None, text, annexes: annexes.collect() }
}

/// Signs the head of the tip.
pub fn sign(tip: &mut Tip) {
    let Head { size, root } = tip.head();
    let checkpoint = Checkpoint { origin: tip.origin().clone(), size, root };
    let signed = checkpoint.sign(&room_key(tip.origin())).unwrap();
    tip.push_checkpoint(signed.to_bytes());
}

/// What a room that begins grows by: nothing, and the checkpoint of the empty log.
pub fn begin(origin: &Origin) -> Append {
    let mut tip = Tip::empty(origin.clone());
    sign(&mut tip);
    tip.into_append()
}

/// A batch in which a process begins, with the rooms given; the first is its registry.
pub fn founding(n: u8, rooms: &[u8]) -> Batch {
    let registry = origin(rooms[0]);
    let mut tip = Tip::empty(registry.clone());
    sign(&mut tip);
    tip.push(entry(&registry, 0, &[]));
    sign(&mut tip);
    let mut appends = vec![tip.into_append()];
    appends.extend(rooms[1..].iter().map(|n| begin(&origin(*n))));
    Batch {
        processes: vec![process(n, rooms[0])],
        rooms: rooms.iter().map(|number| room(n, *number)).collect(),
        appends,
        erased: Vec::new(),
    }
}

/// What a room grows by: the entries given, on what it holds.
pub fn growth(origin: &Origin, held: &RoomHead, entries: impl IntoIterator<Item = NewEntry>) -> Append {
    let mut tip = Tip::of(origin.clone(), held);
    for entry in entries {
        tip.push(entry);
    }
    sign(&mut tip);
    tip.into_append()
}

/// Appends entries to a room of the store.
pub async fn append(store: &dyn Store, origin: &Origin, entries: impl IntoIterator<Item = NewEntry>) {
    let held = store.head(origin).await.unwrap();
    let append = growth(origin, &held, entries);
    store.commit(&Batch { appends: vec![append], ..Batch::default() }).await.unwrap();
}

/// A commitment that is none of the store's.
pub fn foreign_commitment() -> Commitment {
    Commitment([0xee; 32])
}
