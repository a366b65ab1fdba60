//! The fold on the public record of the Istanbul process, checked by hand against the data.

mod fixture;

use fixture::face::{face, outcome};
use jiff::civil::Date;
use serde_json::Value;
use verbale_process::{
    At, report,
    report::{MoveReport, StandingReport},
};
use verbale_record::Hash;

fn report_at(as_of: &str, at_size: Option<u64>) -> StandingReport {
    let (process, wordings) = fixture::process(fixture::ACTS);
    let at = At { as_of: as_of.parse().expect("a day"), at_size };
    let standing = process.standing(at);
    report::report(&process, &Hash([0; 32]), &standing, &wordings, "public", Vec::new())
}

fn check_at(as_of: &str, at_size: Option<u64>, expect: &str) {
    let expect = expect.lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
    pretty(&face(&report_at(as_of, at_size)), expect.trim());
}

fn check(as_of: &str, expect: &str) {
    check_at(as_of, None, expect);
}

/// Compares line by line, so that a failure names the lines that differ.
fn pretty(found: &str, expected: &str) {
    let missing: Vec<&str> = expected.lines().filter(|l| !found.lines().any(|f| f == *l)).collect();
    let extra: Vec<&str> = found.lines().filter(|l| !expected.lines().any(|e| e == *l)).collect();
    assert!(
        found == expected,
        "expected and not found:\n{}\nfound and not expected:\n{}",
        missing.join("\n"),
        extra.join("\n")
    );
}

#[test]
fn in_april_2022_a_draft_awaits_a_reply_or_its_delivery_by_whose_account_holds() {
    check(
        "2022-04-25",
        "as of 2022-04-25, 225 entries
        open neutrality-for-guarantees: proposal political 2022 by ukraine 2022-03-29 | russia reply since 2022-03-29 made
        open draft-april-2022: proposal political 2022 by russia 2022-04-20 | ukraine reply since 2022-04-20 delivered | contested
        contested draft-april-2022: delivery according to russia, objected ob-2022-04-20-delivery | with: ukraine reply since 2022-04-20 delivered | without: russia delivery since 2022-04-20 made
        condition treaty-before-leaders-2022
        rounds of 2022: 6, last 2022-03-29, 27 days ago
        commitment corridors-2022 from round-2022-2:  | russia said_to_be, ukraine said_to_be | reached unknown",
    );
}

#[test]
fn before_the_talks_of_2025_two_conditions_block_each_other_on_one_contested_account() {
    check(
        "2025-05-12",
        "as of 2025-05-12, 225 entries
        open neutrality-for-guarantees: proposal political 2022 by ukraine 2022-03-29 | russia reply since 2022-03-29 made
        open draft-april-2022: proposal political 2022 by russia 2022-04-20 | ukraine reply since 2022-04-20 delivered | contested
        open ceasefire-30-days-jeddah: proposal military 2025 by ukraine 2025-03-11 | ukraine answer_to_conditions since 2025-03-13 made
        open halt-of-strikes-on-civilian-sites: proposal military 2025 by ukraine 2025-04-19 | russia reply since 2025-04-19 under_consideration
        open ceasefire-12-may: proposal military 2025 by ukraine 2025-05-10 | russia reply since 2025-05-10 made
        open direct-talks-istanbul: proposal procedure 2025 by russia 2025-05-11 | russia answer_to_conditions since 2025-05-11 made
        open presidents-15-may: proposal political 2025 by ukraine 2025-05-11 | russia reply since 2025-05-11 due 2025-05-15 made
        contested draft-april-2022: delivery according to russia, objected ob-2022-04-20-delivery | with: ukraine reply since 2022-04-20 delivered | without: russia delivery since 2022-04-20 made
        contested talks-before-ceasefire: condition according to turkiye | with: open | without: absent
        readiness of ukraine for summit: not_ready since 2022-10-04
        condition treaty-before-leaders-2022
        condition ceasefire-before-talks
        condition talks-before-ceasefire
        deadlock ceasefire-before-talks > talks-before-ceasefire
        rounds of 2022: 6, last 2022-03-29, 1140 days ago
        commitment corridors-2022 from round-2022-2:  | russia said_to_be, ukraine said_to_be | reached unknown",
    );
}

#[test]
fn the_first_round_carries_out_the_invitation_and_ends_both_conditions() {
    check(
        "2025-05-16",
        "as of 2025-05-16, 225 entries
        open neutrality-for-guarantees: proposal political 2022 by ukraine 2022-03-29 | russia reply since 2022-03-29 made
        open draft-april-2022: proposal political 2022 by russia 2022-04-20 | ukraine reply since 2022-04-20 delivered | contested
        open ceasefire-30-days-jeddah: proposal military 2025 by ukraine 2025-03-11 | ukraine answer_to_conditions since 2025-03-13 made
        open halt-of-strikes-on-civilian-sites: proposal military 2025 by ukraine 2025-04-19 | russia reply since 2025-04-19 under_consideration
        open ceasefire-12-may: proposal military 2025 by ukraine 2025-05-10 | russia reply since 2025-05-10 made
        open leaders-meeting-may: proposal political 2025 by ukraine 2025-05-16 | russia reply since 2025-05-16 noted
        contested draft-april-2022: delivery according to russia, objected ob-2022-04-20-delivery | with: ukraine reply since 2022-04-20 delivered | without: russia delivery since 2022-04-20 made
        contested talks-before-ceasefire: condition according to turkiye | with: met 2025-05-16 | without: absent
        expired presidents-15-may on 2025-05-16, made
        readiness of ukraine for summit: not_ready since 2022-10-04
        condition treaty-before-leaders-2022
        rounds of 2022: 6, last 2022-03-29, 1144 days ago
        rounds of 2025: 1, last 2025-05-16, 0 days ago
        commitment corridors-2022 from round-2022-2:  | russia said_to_be, ukraine said_to_be | reached unknown
        commitment exchange-1000 from round-1: 1000 persons per side | russia said_to_be, ukraine said_to_be | reached unknown
        commitment written-ceasefire-terms from round-1: 1 documents per side | russia said_to_be, ukraine said_to_be | reached unknown",
    );
}

#[test]
fn in_june_2025_papers_questions_and_a_deferred_meeting_are_open() {
    check(
        "2025-06-27",
        "as of 2025-06-27, 225 entries
        open neutrality-for-guarantees: proposal political 2022 by ukraine 2022-03-29 | russia reply since 2022-03-29 made
        open draft-april-2022: proposal political 2022 by russia 2022-04-20 | ukraine reply since 2022-04-20 delivered | contested
        open ceasefire-30-days-jeddah: proposal military 2025 by ukraine 2025-03-11 | ukraine answer_to_conditions since 2025-03-13 made
        open halt-of-strikes-on-civilian-sites: proposal military 2025 by ukraine 2025-04-19 | russia reply since 2025-04-19 under_consideration
        open ceasefire-12-may: proposal military 2025 by ukraine 2025-05-10 | russia reply since 2025-05-10 made
        open leaders-meeting-may: proposal political 2025 by ukraine 2025-05-16 | russia reply since 2025-05-16 noted
        open ukrainian-draft: proposal political 2025 by ukraine 2025-06-01 | russia reply since 2025-06-01 delivered
        open local-pauses-june: proposal military 2025 by russia 2025-06-02 | ukraine reply since 2025-06-02 made
        open meeting-20-30-june: proposal procedure 2025 by ukraine 2025-06-02 | russia reply since 2025-06-02 due 2025-06-30 deferred
        open children-list: question humanitarian 2025 by ukraine 2025-06-02 | russia answer since 2025-06-02 made
        open third-round-on-the-papers: proposal procedure 2025 by russia 2025-06-27 | ukraine reply since 2025-06-27 made
        contested draft-april-2022: delivery according to russia, objected ob-2022-04-20-delivery | with: ukraine reply since 2022-04-20 delivered | without: russia delivery since 2022-04-20 made
        contested talks-before-ceasefire: condition according to turkiye | with: met 2025-05-16 | without: absent
        expired presidents-15-may on 2025-05-16, made
        readiness of russia for round: ready since 2025-06-27
        readiness of ukraine for summit: not_ready since 2022-10-04
        condition treaty-before-leaders-2022
        rounds of 2022: 6, last 2022-03-29, 1186 days ago
        rounds of 2025: 2, last 2025-06-02, 25 days ago
        commitment corridors-2022 from round-2022-2:  | russia said_to_be, ukraine said_to_be | reached unknown
        commitment exchange-1000 from round-1: 1000 persons per side | russia said_to_be, ukraine said_to_be | russia 1000 | ukraine at least 390, 2 unreported | reached unknown, complete says ukraine
        commitment written-ceasefire-terms from round-1: 1 documents per side | russia said_to_be, ukraine said_to_be | russia 1 | ukraine 1 | reached, closed
        commitment exchange-categories from round-2: persons per side | russia said_to_be, ukraine said_to_be | russia at least 0, 7 unreported | ukraine at least 0, 7 unreported | reached unknown
        commitment bodies-6000 from round-2: 6000 bodies per disputed | russia said_to_be | russia 6057, russia says 6060, ukraine says 6057 | ukraine at least 27, 4 unreported | russia reads 6000 per total of russia: reached | ukraine reads 6000 per side of russia, ukraine: reached unknown | reached unknown, complete says ukraine",
    );
}

#[test]
fn a_meeting_put_off_beyond_its_proposers_last_day_expires_on_the_next() {
    let july = report_at("2025-07-01", None);
    let june = report_at("2025-06-27", None);
    let open = |r: &StandingReport| r.open_items.iter().map(|i| i.item.clone()).collect::<Vec<_>>();
    let left: Vec<String> = open(&june).into_iter().filter(|i| i != "meeting-20-30-june").collect();
    assert_eq!(open(&july), left);
    let lines = face(&july);
    for line in [
        "expired presidents-15-may on 2025-05-16, made",
        "expired meeting-20-30-june on 2025-07-01, deferred",
        "rounds of 2022: 6, last 2022-03-29, 1190 days ago",
        "rounds of 2025: 2, last 2025-06-02, 29 days ago",
    ] {
        assert!(lines.lines().any(|l| l == line), "{line}\nnot in\n{lines}");
    }
    // On the last day itself the reply is still owed.
    assert!(open(&report_at("2025-06-30", None)).contains(&"meeting-20-30-june".to_owned()));
}

/// What is open from 12 November 2025 to the end of the record.
const OPEN_IN_NOVEMBER: &str = "\
open neutrality-for-guarantees: proposal political 2022 by ukraine 2022-03-29 | russia reply since 2022-03-29 made
open draft-april-2022: proposal political 2022 by russia 2022-04-20 | ukraine reply since 2022-04-20 delivered | contested
open ceasefire-30-days-jeddah: proposal military 2025 by ukraine 2025-03-11 | ukraine answer_to_conditions since 2025-03-13 made
open halt-of-strikes-on-civilian-sites: proposal military 2025 by ukraine 2025-04-19 | russia reply since 2025-04-19 under_consideration
open ceasefire-12-may: proposal military 2025 by ukraine 2025-05-10 | russia reply since 2025-05-10 made
open ukrainian-draft: proposal political 2025 by ukraine 2025-06-01 | russia reply since 2025-06-01 delivered
open three-groups: proposal procedure 2025 by russia 2025-07-23 | ukraine reply since 2025-07-23 under_consideration | contested
open pauses-24-48-hours: proposal military 2025 by russia 2025-07-23 | ukraine reply since 2025-07-23 made
open leaders-meeting-august: proposal political 2025 by ukraine 2025-07-23 | ukraine answer_to_conditions since 2025-07-23 made
open invitation-to-kyiv: proposal political 2025 by ukraine 2025-09-05 | russia reply since 2025-09-05 made";

const CONTESTED_EARLIER: &str = "\
contested draft-april-2022: delivery according to russia, objected ob-2022-04-20-delivery | with: ukraine reply since 2022-04-20 delivered | without: russia delivery since 2022-04-20 made
contested talks-before-ceasefire: condition according to turkiye | with: met 2025-05-16 | without: absent";

const CONTESTED_GROUPS: &str = "contested three-groups: reply according to russia | with: ukraine reply since 2025-07-23 under_consideration | without: ukraine reply since 2025-07-23 made";

const EXPIRED: &str = "\
expired presidents-15-may on 2025-05-16, made
expired meeting-20-30-june on 2025-07-01, deferred";

const READY_AND_CONDITIONS: &str = "\
readiness of russia for round: ready since 2025-06-27
readiness of russia for talks: ready since 2025-11-12
readiness of ukraine for summit: ready since 2025-09-03
condition treaty-before-leaders-2022
condition terms-before-leaders";

const GROUPS_AND_COMMITMENTS: &str = "\
groups proposed three-groups: political, military, humanitarian
commitment corridors-2022 from round-2022-2:  | russia said_to_be, ukraine said_to_be | reached unknown
commitment exchange-1000 from round-1: 1000 persons per side | russia said_to_be, ukraine said_to_be | russia 1000 | ukraine at least 390, 2 unreported | reached unknown, complete says ukraine
commitment written-ceasefire-terms from round-1: 1 documents per side | russia said_to_be, ukraine said_to_be | russia 1 | ukraine 1 | reached, closed
commitment exchange-categories from round-2: persons per side | russia said_to_be, ukraine said_to_be | russia at least 250, 8 unreported | ukraine at least 250, 8 unreported | reached unknown, complete says russia
commitment bodies-6000 from round-2: 6000 bodies per disputed | russia said_to_be | russia 6057, russia says 6060, ukraine says 6057 | ukraine at least 27, 4 unreported | russia reads 6000 per total of russia: reached | ukraine reads 6000 per side of russia, ukraine: reached unknown | reached unknown, complete says ukraine
commitment exchange-1200 from round-3: 1200 persons per disputed | russia said_to_be, ukraine said_to_be | russia 331, with open stages 415 | ukraine 331, with open stages 415 | russia reads 1200 per side of russia, ukraine: not reached | ukraine reads 1200 per total of russia, ukraine: not reached | reached unknown
commitment bodies-3000-return from bodies-3000: 3000 bodies per total | russia accepted | russia 3000 | ukraine 74 | reached, closed";

#[test]
fn on_12_november_2025_proposals_of_both_sides_are_open_and_one_reply_is_contested() {
    check(
        "2025-11-12",
        &[
            "as of 2025-11-12, 225 entries",
            OPEN_IN_NOVEMBER,
            CONTESTED_EARLIER,
            CONTESTED_GROUPS,
            EXPIRED,
            READY_AND_CONDITIONS,
            "rounds of 2022: 6, last 2022-03-29, 1324 days ago",
            "rounds of 2025: 3, last 2025-07-23, 112 days ago",
            GROUPS_AND_COMMITMENTS,
        ]
        .join("\n"),
    );
}

const CONTESTED_REJECTION: &str = "contested russian-memorandum-settlement: reply, objected ob-2025-11-18-no-reaction | with: rejected 2025-06-04 | without: ukraine reply since 2025-06-02 delivered";

#[test]
fn an_objection_that_there_was_no_reply_opens_a_rejected_paper_in_one_reading() {
    check(
        "2025-11-18",
        &[
            "as of 2025-11-18, 225 entries",
            OPEN_IN_NOVEMBER,
            CONTESTED_EARLIER,
            CONTESTED_REJECTION,
            CONTESTED_GROUPS,
            EXPIRED,
            READY_AND_CONDITIONS,
            "rounds of 2022: 6, last 2022-03-29, 1330 days ago",
            "rounds of 2025: 3, last 2025-07-23, 118 days ago",
            GROUPS_AND_COMMITMENTS,
        ]
        .join("\n"),
    );
}

#[test]
fn at_the_end_of_the_record_nothing_but_time_has_moved() {
    check(
        "2026-02-06",
        &[
            "as of 2026-02-06, 225 entries",
            OPEN_IN_NOVEMBER,
            CONTESTED_EARLIER,
            CONTESTED_REJECTION,
            CONTESTED_GROUPS,
            EXPIRED,
            READY_AND_CONDITIONS,
            "rounds of 2022: 6, last 2022-03-29, 1410 days ago",
            "rounds of 2025: 3, last 2025-07-23, 198 days ago",
            GROUPS_AND_COMMITMENTS,
        ]
        .join("\n"),
    );
}

#[test]
fn at_a_size_the_standing_is_what_the_record_held_then_whatever_the_day() {
    // 154 entries end with the proposal of three groups, the next is the reply to it.
    for (size, line) in [
        (153, None),
        (154, Some("ukraine reply since 2025-07-23 made")),
        (155, Some("ukraine reply since 2025-07-23 under_consideration | contested")),
    ] {
        let report = report_at("2025-11-12", Some(size));
        assert_eq!(report.at_size, size);
        let open = face(&report).lines().find(|l| l.starts_with("open three-groups")).map(str::to_owned);
        assert_eq!(open.is_some(), line.is_some(), "at {size}");
        if let (Some(open), Some(line)) = (open, line) {
            assert!(open.ends_with(line), "at {size}: {open}");
        }
    }
    check_at("2025-11-12", Some(0), "as of 2025-11-12, 0 entries");
    // The second clock alone says what anybody could have known, the first what had happened.
    check_at(
        "2022-03-03",
        Some(4),
        "as of 2022-03-03, 4 entries
        rounds of 2022: 2, last 2022-03-03, 0 days ago
        commitment corridors-2022 from round-2022-2:  | russia said_to_be, ukraine said_to_be | reached unknown",
    );
}

#[test]
fn claims_are_the_statements_that_say_whose_turn_it_is_word_for_word_and_move_nothing() {
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    };
    let day: Date = "2025-11-12".parse().expect("a day");
    let said: Vec<_> = fixture::ACTS
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .filter(|act| act["act"] == "statement" && act["asserts_awaits"].is_array())
        .filter(|act| act["on"].as_str().and_then(|on| on.parse::<Date>().ok()).expect("a day") <= day)
        .map(|act| {
            let text = |field: &str| act[field].as_str().map(str::to_owned);
            let id = text("id").expect("an id");
            let (claimed, about) = (texts(&act["asserts_awaits"]), texts(&act["about"]));
            (id, text("by"), text("on").expect("a day"), claimed, about)
        })
        .collect();
    assert!(said.len() > 10);
    let report = report_at("2025-11-12", None);
    let claims: Vec<_> = report
        .claims
        .iter()
        .map(|c| (c.statement.clone(), c.by.clone(), c.on.clone(), c.asserts_awaits.clone(), c.about.clone()))
        .collect();
    assert_eq!(claims, said);

    // Without any of the record's statements everything else stands as it did.
    let acts: Vec<&str> =
        fixture::ACTS.lines().filter(|line| !line.contains("\"act\": \"statement\"")).collect();
    let objects_to_statement = |line: &str| line.contains("\"re\": \"st-");
    let acts: Vec<&str> = acts.into_iter().filter(|line| !objects_to_statement(line)).collect();
    let (process, wordings) = fixture::process(&acts.join("\n"));
    let standing = process.standing(At { as_of: day, at_size: None });
    let silent = report::report(&process, &Hash([0; 32]), &standing, &wordings, "public", Vec::new());
    let rest = |text: String| text.lines().skip(1).collect::<Vec<_>>().join("\n");
    assert_eq!(rest(face(&silent)), rest(face(&report)));
}

#[test]
fn moves_open_to_each_side_say_what_would_then_be_owed() {
    let report = report_at("2025-11-12", None);
    let moves = |actor: &str, item: &str| -> Vec<String> {
        let line = |m: &MoveReport| format!("{} {}: {}", m.act, m.position.unwrap_or("-"), outcome(&m.then));
        report.moves[actor].iter().filter(|m| m.item == item).map(line).collect()
    };
    assert_eq!(
        moves("ukraine", "three-groups"),
        [
            "reply accept: accepted 2025-11-12",
            "reply accept_ad_referendum: ukraine confirmation since 2025-11-12 made",
            "reply conditional: russia answer_to_conditions since 2025-11-12 made",
            "reply consider: ukraine reply since 2025-07-23 under_consideration",
            "reply note: ukraine reply since 2025-07-23 noted",
            "reply defer: ukraine reply since 2025-07-23 deferred",
            "reply reject: rejected 2025-11-12",
            "reply counter: countered 2025-11-12",
        ]
    );
    assert_eq!(moves("russia", "three-groups"), ["withdrawal -: withdrawn 2025-11-12"]);
    assert_eq!(
        moves("ukraine", "leaders-meeting-august"),
        [
            "answer met: russia reply since 2025-11-12 made",
            "answer amended: russia reply since 2025-11-12 made",
            "answer declined: russia reply since 2025-11-12 made",
            "withdrawal -: withdrawn 2025-11-12",
        ]
    );
    // A later reply of the addressee would replace its conditions; since when stays the first.
    assert_eq!(
        moves("russia", "leaders-meeting-august"),
        [
            "reply accept: accepted 2025-11-12",
            "reply accept_ad_referendum: russia confirmation since 2025-11-12 made",
            "reply conditional: ukraine answer_to_conditions since 2025-07-23 made",
            "reply consider: russia reply since 2025-07-23 under_consideration",
            "reply note: russia reply since 2025-07-23 noted",
            "reply defer: russia reply since 2025-07-23 deferred",
            "reply reject: rejected 2025-11-12",
            "reply counter: countered 2025-11-12",
        ]
    );
    assert_eq!(
        moves("russia", "terms-before-leaders"),
        ["condition_met -: met 2025-11-12", "condition_lifted -: lifted 2025-11-12"]
    );
    let actors: Vec<&String> = report.moves.keys().collect();
    assert_eq!(actors, ["russia", "ukraine"], "nobody else can move an open item");
}

#[test]
fn an_items_history_is_its_exchange_with_the_item_after_each_note() {
    let (process, wordings) = fixture::process(fixture::ACTS);
    let item = wordings.labelled("russian-memorandum-settlement").expect("an item");
    let at = At { as_of: Date::MAX, at_size: None };
    let steps: Vec<String> = process
        .history(&item, at)
        .iter()
        .map(|step| {
            let act = process.entry(&step.note).expect("a note").act.kind.name().to_owned();
            let after = outcome(&report::outcome(&step.after));
            format!(
                "{} {act}{}: {:?} | {after}",
                step.on,
                if step.contested { ", contested" } else { "" },
                step.effect
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "2025-06-02 proposal: Moved | ukraine reply since 2025-06-02 made",
            "2025-06-02 delivery: Moved | ukraine reply since 2025-06-02 delivered",
            "2025-06-04 reply, contested: Moved | rejected 2025-06-04",
            "2025-11-18 objection: Beside | rejected 2025-06-04",
        ]
    );
    let about: Vec<String> = process.about(&item, at).iter().map(|s| wordings.name(s)).collect();
    assert_eq!(
        about,
        ["st-2025-06-02-umerov", "st-2025-06-10-tykhyi", "st-2025-07-23-tykhyi", "st-2025-10-31-galuzin"]
    );
}
