//! What holds of every record, whatever is on it.

mod fixture;

use std::collections::{BTreeMap, BTreeSet};

use fixture::random::{Record, records};
use proptest::{prelude::*, test_runner::FileFailurePersistence};
use serde_json::Value;
use verbale_process::{
    At, Charter, Entry, Place, Process, Standing, Wording, Wordings, report,
    standing::{ItemStanding, Outcome},
    wire,
};
use verbale_record::{Commitment, Hash};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None::<Box<FileFailurePersistence>>.map(|p| p as _),
        ..ProptestConfig::default()
    }
}

fn day(text: &str) -> jiff::civil::Date {
    text.parse().expect("a day")
}

/// The days at which records are asked: in their midst, and after all that they hold.
fn days() -> [jiff::civil::Date; 3] {
    [day("2030-05-06"), day("2030-05-16"), jiff::civil::Date::MAX]
}

fn at(as_of: jiff::civil::Date) -> At {
    At { as_of, at_size: None }
}

fn report_of(process: &Process, standing: &Standing, wordings: &Wordings) -> Value {
    let report = report::report(process, &Hash([0; 32]), standing, wordings, "all", Vec::new());
    serde_json::to_value(report).expect("JSON")
}

/// The text of an act with two actors renamed into each other.
fn renamed_text(text: &str, pair: (&str, &str)) -> String {
    let quoted = |id: &str| format!("\"{id}\"");
    text.replace(&quoted(pair.0), "\"\u{1}\"")
        .replace(&quoted(pair.1), &quoted(pair.0))
        .replace("\"\u{1}\"", &quoted(pair.1))
}

fn renamed_id(id: &verbale_record::ActorId, pair: (&str, &str)) -> verbale_record::ActorId {
    let name = if id.as_str() == pair.0 {
        pair.1
    } else if id.as_str() == pair.1 {
        pair.0
    } else {
        id.as_str()
    };
    fixture::actor(name)
}

fn renamed_charter(charter: &Charter, pair: (&str, &str)) -> Charter {
    let text = serde_json::to_string(charter).expect("JSON");
    serde_json::from_str(&renamed_text(&text, pair)).expect("a charter")
}

fn renamed_entry(entry: &Entry, pair: (&str, &str)) -> Entry {
    let mut renamed = entry.clone();
    renamed.author = renamed_id(&entry.author, pair);
    if !entry.is_unreadable() {
        renamed.act = wire::parse(&renamed_text(&wire::write(&entry.act), pair)).expect("an act");
    }
    renamed
}

/// Everything that can be asked of a process, as JSON, without what the standing already has.
fn histories(process: &Process, standing: &Standing, as_of: jiff::civil::Date) -> Value {
    let steps = |item: &ItemStanding| -> Value {
        let steps = process.history(&item.id, at(as_of)).into_iter().map(|step| {
            let after = serde_json::to_value(report::outcome(&step.after)).expect("JSON");
            serde_json::json!([
                step.note.to_string(),
                step.on.to_string(),
                step.contested,
                format!("{:?}", step.effect),
                after
            ])
        });
        steps.collect()
    };
    standing.items.iter().map(steps).collect()
}

/// The items of a standing but for where they stand in it.
fn items(standing: &Standing) -> BTreeMap<Commitment, &ItemStanding> {
    standing.items.iter().map(|item| (item.id, item)).collect()
}

/// A standing without the counts of entries, which say how much was held and not what it came to.
fn uncounted(standing: &Standing) -> Standing {
    Standing { at_size: 0, room_sizes: Vec::new(), ..standing.clone() }
}

fn awaits(standing: &Standing) -> BTreeMap<Commitment, (Outcome, Vec<(Commitment, Outcome)>)> {
    let contests = |item: &ItemStanding| item.contests.iter().map(|c| (c.act, c.without.clone())).collect();
    standing
        .items
        .iter()
        .filter(|item| item.kind.awaits() || item.kind == verbale_process::standing::ItemKind::Condition)
        .map(|item| (item.id, (item.outcome.clone(), contests(item))))
        .collect()
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn renaming_two_parties_renames_the_standing(record in records(50), one in 0usize..8, other in 0usize..8) {
        let parties: Vec<String> = record.charter.parties().map(|p| p.id.to_string()).collect();
        let pair = (parties[one % parties.len()].as_str(), parties[other % parties.len()].as_str());
        let renamed = Record {
            charter: renamed_charter(&record.charter, pair),
            entries: record.entries.iter().map(|e| renamed_entry(e, pair)).collect(),
        };
        let (process, other) = (record.process(), renamed.process());
        for as_of in days() {
            let (standing, of_renamed) = (process.standing(at(as_of)), other.standing(at(as_of)));
            let report = report_of(&process, &standing, &Wordings::default()).to_string();
            let expected: Value = serde_json::from_str(&renamed_text(&report, pair)).expect("JSON");
            prop_assert_eq!(report_of(&other, &of_renamed, &Wordings::default()), expected);
            let steps = histories(&process, &standing, as_of).to_string();
            let expected: Value = serde_json::from_str(&renamed_text(&steps, pair)).expect("JSON");
            prop_assert_eq!(histories(&other, &of_renamed, as_of), expected);
        }
    }

    #[test]
    fn the_order_in_which_notes_come_changes_nothing(
        (record, shuffled) in records(50).prop_flat_map(|r| {
            let entries = Just(r.entries.clone()).prop_shuffle();
            (Just(r), entries)
        })
    ) {
        let (process, other) = (record.process(), record.process_of(shuffled.iter()));
        for as_of in days() {
            for at_size in [None, Some(record.entries.len() as u64 / 2)] {
                let at = At { as_of, at_size };
                prop_assert_eq!(process.standing(at), other.standing(at));
            }
            let standing = process.standing(at(as_of));
            prop_assert_eq!(histories(&process, &standing, as_of), histories(&other, &standing, as_of));
        }
    }

    #[test]
    fn one_more_note_gives_what_a_fold_from_the_start_gives(
        (record, shuffled) in records(32).prop_flat_map(|r| {
            let entries = Just(r.entries.clone()).prop_shuffle();
            (Just(r), entries)
        })
    ) {
        let mut process = Process::new(record.charter.clone()).expect("a sound charter");
        for count in 0..shuffled.len() {
            process.add(shuffled[count].clone());
            let mut from_start: Vec<&Entry> = shuffled[..=count].iter().collect();
            from_start.sort_by_key(|e| e.place);
            let from_start = record.process_of(from_start.into_iter());
            let at = at(jiff::civil::Date::MAX);
            prop_assert_eq!(process.standing(at), from_start.standing(at), "after {} notes", count + 1);
        }
    }

    #[test]
    fn a_cut_is_the_fold_of_what_it_leaves(record in records(50)) {
        let process = record.process();
        for size in [0, record.entries.len() / 3, record.entries.len() * 2 / 3, record.entries.len()] {
            let cut = record.process_of(record.entries.iter().take(size));
            for as_of in days() {
                let found = process.standing(At { as_of, at_size: Some(size as u64) });
                prop_assert_eq!(found, cut.standing(at(as_of)), "size {} as of {}", size, as_of);
            }
        }
        for as_of in days() {
            // Keys and powers are those in force where a note stands, however late it was entered.
            let happened = |e: &Entry| e.place.room == 0 || e.day(record.charter.offset_min) <= as_of;
            let cut = record.process_of(record.entries.iter().filter(|e| happened(e)));
            prop_assert_eq!(uncounted(&process.standing(at(as_of))), uncounted(&cut.standing(at(as_of))), "as of {}", as_of);
        }
    }

    #[test]
    fn two_views_agree_on_every_item_that_both_hold(record in records(60), hidden in 1u16..6) {
        let process = record.process();
        let view = record.process_of(record.entries.iter().filter(|e| e.arrived.room != hidden));
        for as_of in days() {
            let (all, some) = (process.standing(at(as_of)), view.standing(at(as_of)));
            for (id, item) in items(&some) {
                let of_all = items(&all)[&id];
                match of_all.place.room == item.place.room {
                    true => prop_assert_eq!(of_all, item, "item {} as of {}", id, as_of),
                    // Who does not see the room to which the words passed knows that they passed.
                    false => prop_assert!(!item.outcome.is_open(), "item {} as of {}", id, as_of),
                }
            }
        }
    }

    #[test]
    fn a_published_item_is_to_outsiders_what_it_is_in_its_room(record in records(60), places in proptest::collection::vec(any::<u8>(), 1..6)) {
        let members = |record: &Record| {
            let seen: Vec<&Entry> = record.entries.iter().filter(|e| matches!(e.arrived.room, 0 | 1 | 3)).collect();
            record.process_of(seen.into_iter())
        };
        // What is published is what this publishes; what was released stays so.
        let mut record = record;
        let publishes = |e: &Entry| matches!(e.act.kind, verbale_process::Kind::Publication { .. });
        record.entries.retain(|e| !publishes(e) && (e.arrived.room != 3 || e.place.room == 3));
        let before = members(&record);
        let items_of: Vec<Commitment> = items(&before.standing(at(jiff::civil::Date::MAX)))
            .into_iter()
            .filter(|(_, item)| item.place.room == 1)
            .map(|(id, _)| id)
            .collect();
        let parties = record.charter.parties().count();
        for (number, place) in (0u64..).zip(places).filter(|_| !items_of.is_empty()) {
            // Published somewhere in the midst of the record, signed by every principal's first key.
            let re = items_of[usize::from(place) % items_of.len()];
            let keys: Vec<String> = (1..=parties as u8).map(|n| format!("\"{}\"", fixture::key_name(n))).collect();
            let act = format!(r#"{{"act":"publication","signers":[{}],"re":"{re}"}}"#, keys.join(","));
            let at = usize::from(place) * record.entries.len() / 256;
            let place = Place { time_ms: record.entries[at].place.time_ms, room: 3, leaf: 1_000 + number };
            record.entries.push(Entry {
                place,
                arrived: place,
                released_from: None,
                commitment: fixture::commitment(700_000 + number),
                author: fixture::actor("alpha"),
                cited: 0,
                act: wire::parse(&act).expect("an act"),
            });
        }
        let process = record.process();
        let mut seen: Vec<Entry> =
            record.entries.iter().filter(|e| matches!(e.arrived.room, 0 | 3)).cloned().collect();
        let mut published: BTreeSet<Commitment> = BTreeSet::new();
        for (n, due) in (0u64..).zip(process.due()).filter(|(_, due)| due.to_room == 3) {
            prop_assert_eq!(due.from.room, 1, "no other room is published with what is not of it");
            let entry = process.entry(&due.note).expect("a note").clone();
            prop_assert_eq!(entry.place, due.from);
            published.extend(process.home(&due.note));
            seen.push(Entry { arrived: Place { time_ms: u64::MAX / 2 + n, room: 3, leaf: 10_000 + n }, ..entry });
        }
        let outsiders = record.process_of(seen.iter());
        let members = members(&record);
        let without_effect: BTreeSet<Commitment> =
            members.standing(at(jiff::civil::Date::MAX)).without_effect.iter().map(|listed| listed.note).collect();
        for as_of in days() {
            let (all, some) = (members.standing(at(as_of)), outsiders.standing(at(as_of)));
            let (all, some) = (items(&all), items(&some));
            // What they see, they see as it is; what is published, they see.
            for (id, item) in some.iter().filter(|(_, item)| item.place.room == 1 && item.kind.awaits()) {
                prop_assert_eq!(all.get(id), Some(item), "item {} as of {}", id, as_of);
                prop_assert!(published.contains(id));
            }
            for publication in record.entries.iter().filter(|e| e.commitment.0[..8] >= 700_000u64.to_be_bytes()[..]) {
                let id = publication.act.kind.re().expect("a publication names an item");
                // One that came before its item publishes nothing, though the item may have been
                // carried along with another.
                if !without_effect.contains(&publication.commitment)
                    && members.due().iter().any(|due| due.note == id && due.to_room == 3)
                {
                    prop_assert_eq!(some.get(&id), all.get(&id), "item {} as of {}", id, as_of);
                }
            }
        }
    }

    #[test]
    fn statements_and_objections_to_figures_move_nothing(record in records(50), places in proptest::collection::vec(any::<(u8, u8, bool)>(), 1..8)) {
        let mut more = record.clone();
        let count = record.entries.len().max(1);
        for (number, (target, who, states)) in (0u64..).zip(places) {
            let re = fixture::commitment((usize::from(target) % count) as u64);
            let act = match states {
                true => format!(r#"{{"act":"statement","signers":["{}"],"form":"quote","about":["{re}"],"asserts_awaits":["alpha"]}}"#, fixture::key_name(1)),
                false => format!(r#"{{"act":"objection","signers":["{}"],"re":"{re}","against":"figures"}}"#, fixture::key_name(1)),
            };
            let place = Place { time_ms: record.entries.get(usize::from(who) % count).map_or(0, |e| e.place.time_ms), room: 1, leaf: 1_000 + number };
            more.entries.push(Entry {
                place,
                arrived: place,
                released_from: None,
                commitment: fixture::commitment(500_000 + number),
                author: fixture::actor("alpha"),
                cited: 0,
                act: wire::parse(&act).expect("an act"),
            });
        }
        let (process, other) = (record.process(), more.process());
        for as_of in days() {
            prop_assert_eq!(awaits(&process.standing(at(as_of))), awaits(&other.standing(at(as_of))));
        }
    }

    #[test]
    fn without_any_wording_the_standing_stays_and_the_report_loses_titles_and_labels(record in records(40)) {
        let process = record.process();
        let mut wordings = Wordings::default();
        for (number, entry) in record.entries.iter().enumerate() {
            let wording = Wording {
                label: Some(format!("label-{number}")),
                title: Some(format!("Title {number}")),
                ..Wording::default()
            };
            wordings.insert(entry.commitment, wording);
        }
        let standing = process.standing(at(jiff::civil::Date::MAX));
        let mut told = report_of(&process, &standing, &wordings).to_string();
        for (number, entry) in record.entries.iter().enumerate() {
            told = told.replace(&format!("\"label-{number}\""), &format!("\"{}\"", entry.commitment));
            told = told.replace(&format!("\"Title {number}\""), "null");
        }
        let told: Value = serde_json::from_str(&told).expect("JSON");
        prop_assert_eq!(told, report_of(&process, &standing, &Wordings::default()));
    }

    #[test]
    fn an_act_that_is_written_is_read_as_it_was(record in records(60)) {
        for entry in record.entries.iter().filter(|e| !e.is_unreadable()) {
            let json = wire::write(&entry.act);
            prop_assert_eq!(&wire::parse(&json).expect("an act"), &entry.act);
            prop_assert!(verbale_record::json::validate(&json).is_ok());
        }
    }
}

proptest! {
    #![proptest_config(config(1024))]

    #[test]
    fn reading_any_text_as_an_act_answers_with_an_act_or_an_error(text in "\\PC*", cut in any::<usize>()) {
        let _ = wire::parse(&text);
        let unreadable = matches!(wire::read(&text).kind, verbale_process::Kind::Unreadable { .. });
        prop_assert_eq!(unreadable, wire::parse(&text).is_err());
        // The beginning of an act, and an act with a part that is another.
        let act = r#"{"act":"commitment","signers":["k0101010101010101"],"reported":{"by":"alpha","on":"2030-05-01","medium":"oral"},"from":"0000000000000000000000000000000000000000000000000000000000000000","obliges":["alpha"],"category":"papers","quantity":3,"accounts":{"beta":{"per":"side"}}}"#;
        prop_assert!(wire::parse(act).is_ok());
        let at = cut % act.len();
        prop_assert!(wire::parse(&act[..at]).is_err());
        let _ = wire::parse(&format!("{}{text}{}", &act[..at], &act[at..]));
    }
}
