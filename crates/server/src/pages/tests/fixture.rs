//! The project's copy of the public record as a view, without logs: what a page is made from.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use verbale_process::{
    At, Charter, Entry, Place, Process, Standing, Wordings,
    act::{AnnexRef, AnnexRole},
    charter::{ActorEntry, ProcessKind, ReportedActs, Role, RoomEntry, RoomKind, Rules},
    chronicle,
};
use verbale_record::{ActorId, Commitment, Head, KeyName, Origin, ProcessId, SigningKey, tree::EMPTY_ROOT};

use crate::{
    clocks::Clocks,
    language::Languages,
    locale::Locale,
    pages::PageContext,
    view::{RoomView, View},
};

/// The project's copy of the public record, one act a line.
pub const ACTS: &str = include_str!("../../../../verbale/demo/acts.jsonl");
const ACTORS: &str = include_str!("../../../../verbale/demo/actors.json");

/// An actor's id.
pub fn actor(id: &str) -> ActorId {
    id.parse().expect("an actor id")
}

/// The editor's key.
fn editor_key() -> SigningKey {
    SigningKey::from_seed("k0123456789abcdef", [1; 32]).expect("a key")
}

/// A charter with these actors: id, role, English name, Turkish name.
pub fn charter(actors: &[(&str, Role, &str, &str)]) -> Charter {
    let room = |name: &str, kind, byte| RoomEntry {
        name: name.to_owned(),
        kind,
        origin: Origin::from_bytes([byte; 16]),
        members: Vec::new(),
    };
    Charter {
        process: ProcessKind::Register,
        name: "istanbul".to_owned(),
        titles: BTreeMap::from([
            ("en".to_owned(), "Istanbul process".to_owned()),
            ("tr".to_owned(), "İstanbul süreci".to_owned()),
        ]),
        actors: actors
            .iter()
            .map(|(id, role, en, tr)| ActorEntry {
                id: actor(id),
                role: *role,
                names: BTreeMap::from([
                    ("en".to_owned(), (*en).to_owned()),
                    ("tr".to_owned(), (*tr).to_owned()),
                ]),
                principal: (*role == Role::Editor).then(|| editor_key().verifier().to_string()),
            })
            .collect(),
        rooms: vec![room("registry", RoomKind::Registry, 1), room("public", RoomKind::Public, 2)],
        languages: vec!["en".to_owned()],
        offset_min: 180,
        rules: Rules {
            fold: 1,
            reported_acts: ReportedActs::Count,
            reply_period_days: None,
            witness_quorum: 0,
            head_age_max_s: None,
        },
        log_key: String::new(),
        witnesses: Vec::new(),
    }
}

/// The charter of the chronicle, with the names that the project ships.
pub fn istanbul_charter() -> Charter {
    let actors: serde_json::Value = serde_json::from_str(ACTORS).expect("JSON");
    let mut named: Vec<(&str, Role, &str, &str)> = Vec::new();
    for id in ["russia", "ukraine", "turkiye"] {
        let role = if id == "turkiye" { Role::Mediator } else { Role::Party };
        named.push((id, role, text(&actors[id]["names"]["en"]), text(&actors[id]["names"]["tr"])));
    }
    named.push(("chronicler", Role::Editor, "Chronicler", "Vakanüvis"));
    for (id, entry) in actors.as_object().expect("an object") {
        if !named.iter().any(|(known, ..)| known == id) {
            named.push((id, Role::Other, text(&entry["names"]["en"]), text(&entry["names"]["tr"])));
        }
    }
    charter(&named)
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().expect("a text")
}

/// A commitment that is a function of a number.
pub fn commitment(n: u64) -> Commitment {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    Commitment(bytes)
}

/// A view of a chronicle. Notes whose label or line is in `erased` have lost their wording.
pub fn view(lines: &str, charter: Charter, erased: &[&str]) -> View {
    let acts = chronicle::parse(lines, &charter, &BTreeSet::new()).expect("a valid chronicle");
    let mut labels = BTreeMap::new();
    let mut wordings = Wordings::default();
    let rooms = charter.rooms.clone();
    let mut process = Process::new(charter).expect("a sound charter");
    let signers = [KeyName::new(editor_key().name()).expect("a key name")];
    for (leaf, act) in acts.iter().enumerate() {
        let leaf = leaf as u64;
        let note = commitment(leaf);
        let place = Place { time_ms: 1_763_800_000_000, room: 1, leaf };
        let annex = AnnexRef { commitment: commitment(leaf + 1_000_000), role: AnnexRole::Wording, bytes: 1 };
        process.add(Entry {
            place,
            arrived: place,
            released_from: None,
            commitment: note,
            author: actor("chronicler"),
            cited: leaf,
            act: act.act(&labels, &signers, &[annex]).expect("resolved labels"),
        });
        if !act.label().is_some_and(|label| erased.contains(&label)) {
            wordings.insert(note, act.wording());
        }
        if let Some(label) = act.label() {
            labels.insert(label.to_owned(), note);
        }
    }
    let size = process.size();
    let rooms = (0u16..).zip(rooms).map(|(index, entry)| {
        let head = Head { size: if index == 1 { size } else { 0 }, root: EMPTY_ROOT };
        RoomView { index, folded: head.size, erasures: 0, entry, head, checkpoint: None, cosigned_times: 0 }
    });
    View {
        name: process.charter().name.clone(),
        id: ProcessId([3; 32]),
        process,
        wordings,
        erased: Default::default(),
        rooms: rooms.collect(),
        standings: Default::default(),
    }
}

/// The view of the project's copy of the public record.
pub fn istanbul() -> View {
    view(ACTS, istanbul_charter(), &[])
}

/// The context of a page, for a day that the reader asked for.
pub fn context(locale: &str, path: &str, day: &str) -> PageContext {
    let as_of: Date = day.parse().expect("a day");
    PageContext {
        locale: Locale::find(locale).expect("a language"),
        venue: "Verbale".to_owned(),
        languages: Languages::default(),
        path: path.to_owned(),
        query: vec![("as_of".to_owned(), day.to_owned())],
        clocks: Clocks { as_of: Some(as_of), at_size: None },
        today: as_of.max("2026-06-01".parse().expect("a day")),
        read_only: false,
        reader: None,
    }
}

/// The standing as of a day.
pub fn standing(view: &View, day: &str) -> Standing {
    view.process.standing(At { as_of: day.parse().expect("a day"), at_size: None })
}
