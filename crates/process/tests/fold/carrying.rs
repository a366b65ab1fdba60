//! What is published and what is released: where it is to be entered, and what it is there.

use verbale_process::{
    At, Process, Standing,
    standing::{Closing, Effect, ItemStanding, Outcome, Reason},
};
use verbale_record::Commitment;

use crate::fixture::talks::Talks;

const ROOMS: &str = "members of plenary: alpha beta secretariat mediator observer
    members of shuttle: alpha secretariat
    members of bilateral: alpha beta secretariat";

fn play(script: &str) -> Talks {
    Talks::play(&format!("{ROOMS}\n{script}"))
}

fn played(script: &str) -> Talks {
    let mut talks = play(script);
    talks.carry();
    talks
}

fn at(process: &Process) -> At {
    At { as_of: process.last_day().expect("a day"), at_size: None }
}

fn item(process: &Process, id: &Commitment) -> Option<ItemStanding> {
    process.standing(at(process)).item(id).cloned()
}

fn carried_to(talks: &Talks, room: &str) -> Vec<String> {
    talks.due().into_iter().filter(|(_, to)| *to == room).map(|(note, _)| note).collect()
}

#[test]
fn an_item_published_by_all_parties_of_its_room_is_carried_with_each_of_its_notes() {
    let script = "05-01 alpha proposal as=p to=beta
        05-01 alpha proposal as=other to=beta
        05-02 beta reply as=r re=p position=consider
        05-02 beta objection as=o re=r against=wording
        05-03 alpha publication as=pub re=p signs=alpha,beta
        05-04 beta reply as=late re=p position=accept";
    let talks = play(script);
    assert_eq!(talks.without("pub"), []);
    assert_eq!(carried_to(&talks, "public"), ["p", "r", "o", "late"]);
    let talks = played(script);
    assert_eq!(carried_to(&talks, "public"), ["p", "r", "o", "late"], "carried, it is the same");
    let (members, outsiders) = (talks.view(&["plenary", "public"]), talks.view(&["public"]));
    let id = talks.name("p");
    assert!(item(&members, &id).is_some());
    assert_eq!(item(&outsiders, &id), item(&members, &id));
    assert_eq!(outsiders.history(&id, at(&outsiders)), members.history(&id, at(&members)));
    assert_eq!(item(&outsiders, &talks.name("other")), None);
    assert_eq!(outsiders.standing(at(&outsiders)).without_effect, []);
}

#[test]
fn at_every_day_outsiders_find_the_published_item_as_its_room_does() {
    let talks = played(
        "05-01 alpha proposal as=p to=beta reply_by=05-20
        05-02 secretariat delivery as=d re=p to=beta by=alpha on=05-02 according_to=alpha
        05-03 beta not_received re=p
        05-04 beta publication re=p signs=beta,alpha
        05-05 beta reply as=c re=p position=conditional
        05-07 alpha answer re=c conditions=amended
        05-09 beta reply re=p position=accept_ad_referendum
        05-12 beta confirmation re=p
        05-13 alpha correction re=p",
    );
    let (members, outsiders) = (talks.view(&["plenary", "public"]), talks.view(&["public"]));
    let id = talks.name("p");
    for day in 1..=25 {
        let at = At { as_of: jiff::civil::date(2030, 5, day), at_size: None };
        let of = |process: &Process| process.standing(at).item(&id).cloned();
        assert_eq!(of(&outsiders), of(&members), "{day} May");
    }
}

#[test]
fn without_each_party_of_the_room_nothing_is_published() {
    let script = |signs: &str, room: &str| {
        format!(
            "parties 3
            {ROOMS}
            05-01 alpha credential key=k powers=negotiate,propose,reply
            05-02 alpha proposal as=p to=beta room={room}
            05-03 alpha publication as=x re=p signs={signs}"
        )
    };
    for (signs, room, reasons) in [
        ("alpha,beta", "plenary", &[][..]),
        ("alpha", "plenary", &[Reason::NoConsent]),
        ("alpha,secretariat", "plenary", &[Reason::NoConsent]),
        // A key that may not bind.
        ("k,beta", "plenary", &[Reason::NoConsent]),
        // The third party is none of the plenary; in the caucus, which lists no members, it is.
        ("alpha,beta", "caucus", &[Reason::NoConsent]),
        ("alpha,beta,gamma", "caucus", &[]),
    ] {
        let talks = Talks::play(&script(signs, room));
        assert_eq!(talks.without("x"), reasons, "{signs} in {room}");
        assert_eq!(talks.due().is_empty(), !reasons.is_empty(), "{signs} in {room}");
    }
}

#[test]
fn a_publication_names_an_item_and_stands_in_a_public_room() {
    for (publication, reason) in [
        ("alpha publication as=x re=r signs=alpha,beta", Reason::UnknownItem),
        ("alpha publication as=x re=p signs=alpha,beta room=plenary", Reason::OtherRoom),
        ("alpha publication as=x re=nothing signs=alpha,beta", Reason::UnknownItem),
        ("secretariat publication as=x re=p by=alpha on=05-03", Reason::NoConsent),
    ] {
        let talks = play(&format!(
            "05-01 alpha proposal as=p to=beta\n05-02 beta reply as=r re=p position=consider\n05-03 {publication}"
        ));
        assert_eq!(talks.without("x"), [reason], "{publication}");
        assert_eq!(talks.due(), []);
    }
}

#[test]
fn where_no_member_is_a_party_every_member_consents() {
    let script = |signs: &str| {
        format!(
            "members of bilateral: secretariat observer
            05-01 secretariat question as=q to=observer room=bilateral
            05-02 secretariat publication as=x re=q signs={signs}"
        )
    };
    assert_eq!(Talks::play(&script("secretariat")).without("x"), [Reason::NoConsent]);
    assert_eq!(Talks::play(&script("secretariat,observer")).due().len(), 1);
}

#[test]
fn a_note_of_two_items_is_published_with_one_and_opens_no_other() {
    let talks = played(
        "05-01 alpha proposal as=p to=beta
        05-02 alpha publication re=p signs=alpha,beta
        05-03 alpha proposal as=q to=beta supersedes=p
        05-04 beta reply re=q position=accept",
    );
    let (members, outsiders) = (talks.view(&["plenary", "public"]), talks.view(&["public"]));
    let (p, q) = (talks.name("p"), talks.name("q"));
    assert_eq!(item(&outsiders, &p), item(&members, &p));
    // Its reply was not published, so outsiders would find it waiting.
    assert_eq!(item(&outsiders, &q), None);
    assert!(outsiders.standing(at(&outsiders)).moves.is_empty());
    assert!(item(&members, &q).is_some());
    let talks = played(
        "05-01 alpha proposal as=p to=beta
        05-02 alpha publication re=p signs=alpha,beta
        05-03 alpha proposal as=q to=beta supersedes=p
        05-04 beta reply re=q position=accept
        05-05 beta publication re=q signs=alpha,beta",
    );
    let (members, outsiders) = (talks.view(&["plenary", "public"]), talks.view(&["public"]));
    assert!(item(&outsiders, &q).is_some());
    assert_eq!(item(&outsiders, &q), item(&members, &q));
}

#[test]
fn a_released_note_counts_in_the_room_of_author_and_recipients_for_all_who_see_it() {
    let script = "05-01 alpha proposal as=p to=beta room=shuttle
        05-02 secretariat reply as=s re=p position=note room=shuttle by=beta on=05-02
        05-03 alpha release as=rel re=p to=beta room=shuttle
        05-05 beta statement as=later room=plenary";
    let before = play(script);
    assert_eq!(before.due(), [("p".to_owned(), "bilateral")]);
    let id = before.name("p");
    for rooms in [&["bilateral", "plenary", "public"][..], &["plenary", "public"], &["public"]] {
        assert!(before.view(rooms).entry(&id).is_none(), "before release it is in no other view");
    }
    let mut talks = played(script);
    talks.note("05-06 beta reply as=r re=p position=conditional room=bilateral");
    talks.note("05-07 beta withdrawal as=x re=p room=shuttle");
    let author = talks.view(&["plenary", "shuttle", "bilateral", "public"]);
    let recipient = talks.view(&["plenary", "bilateral", "public"]);
    let standing = item(&recipient, &id).expect("the item lives where it was released to");
    assert_eq!(standing.place.room, 5);
    assert_eq!(standing.outcome.awaits()[0].actor.as_str(), "alpha");
    assert_eq!(item(&author, &id), Some(standing));
    let moved = |process: &Process| {
        let steps = process.history(&id, at(process)).into_iter();
        steps
            .filter(|step| step.effect == Effect::Moved)
            .map(|step| (step.note, step.after))
            .collect::<Vec<_>>()
    };
    assert_eq!(moved(&author), moved(&recipient));
    assert_eq!(moved(&recipient).len(), 2);
    let reasons = |label: &str| {
        let without = author.standing(at(&author)).without_effect;
        without.iter().filter(|w| w.note == talks.name(label)).map(|w| w.reason).collect::<Vec<_>>()
    };
    assert_eq!(reasons("rel"), [], "what let it pass stays behind, without a word on it");
    assert_eq!(reasons("x"), [Reason::NotMember]);
}

#[test]
fn who_sees_only_the_room_that_the_words_left_finds_the_item_closed_by_their_release() {
    let mut talks = played(
        "05-01 alpha proposal as=p to=secretariat room=shuttle
        05-02 secretariat reply re=p position=consider room=shuttle
        05-03 alpha release as=rel re=p to=beta room=shuttle",
    );
    talks.note("05-04 beta reply as=r re=p position=accept room=bilateral");
    talks.note("05-05 secretariat reply as=late re=p position=reject room=shuttle");
    let id = talks.name("p");
    let left = talks.view(&["shuttle", "public"]);
    let closed = |process: &Process| match item(process, &id).expect("the item").outcome {
        Outcome::Closed(closed) => Some((closed.how, closed.by)),
        _ => None,
    };
    assert_eq!(closed(&left), Some((Closing::Released, Some(talks.name("rel")))));
    assert_eq!(left.standing(at(&left)).moves.len(), 0);
    let reasons = |process: &Process| -> Vec<(Commitment, Reason)> {
        let without = process.standing(at(process)).without_effect;
        without.into_iter().map(|listed| (listed.note, listed.reason)).collect()
    };
    assert_eq!(reasons(&left), [(talks.name("late"), Reason::ClosedItem)]);
    let both = talks.view(&["shuttle", "bilateral"]);
    assert_eq!(item(&both, &id), item(&talks.view(&["bilateral"]), &id));
    // Each day before the release they see what those of the shuttle room see.
    let on = |process: &Process, day: i8| {
        let at = At { as_of: jiff::civil::date(2030, 5, day), at_size: None };
        process.standing(at).item(&id).cloned()
    };
    assert_eq!(on(&both, 1), on(&left, 1));
    assert_eq!(on(&both, 2), on(&left, 2));
    assert!(on(&both, 2).is_some_and(|item| item.outcome.is_open()));
}

#[test]
fn the_size_that_an_answer_gives_of_a_room_is_that_of_its_log() {
    let mut talks = played(
        "05-01 alpha proposal as=p to=beta room=shuttle
        05-01 alpha proposal as=q to=beta
        05-02 alpha release re=p to=beta room=shuttle
        05-02 alpha publication re=q signs=alpha,beta",
    );
    talks.note("05-04 beta reply re=q position=reject");
    talks.carry();
    for rooms in [
        &["plenary", "public"][..],
        &["shuttle", "bilateral"],
        &["shuttle", "bilateral", "plenary", "public"],
    ] {
        let view = talks.view(rooms);
        for size in 0..=view.size() {
            let standing = view.standing(At { at_size: Some(size), ..at(&view) });
            let entered: Vec<&verbale_process::Entry> =
                view.entries().take(usize::try_from(size).unwrap()).collect();
            assert_eq!(standing.at_size, size);
            for (room, size) in (0u16..).zip(standing.room_sizes) {
                let leaves = entered.iter().filter(|entry| entry.arrived.room == room);
                assert_eq!(leaves.count() as u64, size, "room {room} of {rooms:?}");
            }
        }
    }
}

#[test]
fn a_release_lets_pass_by_the_author_to_a_room_of_just_those_once() {
    let script = |release: &str| {
        format!(
            "05-01 alpha proposal as=p to=beta room=shuttle
            05-01 secretariat proposal as=s to=alpha room=shuttle
            05-01 alpha readiness as=ready stance=ready for=talks room=shuttle
            05-02 {release}"
        )
    };
    for (release, reasons, due) in [
        ("alpha release as=x re=p to=beta room=shuttle", &[][..], 1),
        ("alpha release as=x re=p to=beta,secretariat room=shuttle", &[], 1),
        ("alpha release as=x re=ready to=beta room=shuttle", &[], 1),
        ("secretariat release as=x re=p to=beta room=shuttle", &[Reason::NotAuthor], 0),
        ("secretariat release as=x re=ready to=beta room=shuttle", &[Reason::NotAuthor], 0),
        ("alpha release as=x re=p to=observer room=shuttle", &[Reason::NoRoom], 0),
        ("alpha release as=x re=p to=alpha room=shuttle", &[Reason::NoRoom], 0),
        ("alpha release as=x re=p to=beta room=plenary", &[Reason::OtherRoom], 0),
        ("alpha release as=x re=nothing to=beta room=shuttle", &[Reason::UnknownItem], 0),
        ("secretariat release as=x re=s to=beta room=shuttle", &[Reason::NotApproved], 0),
        ("secretariat release as=x re=p to=beta room=shuttle by=alpha on=05-02", &[Reason::NotAuthor], 0),
        // The head cited does not show the words.
        ("alpha release as=x re=p to=beta room=shuttle sees=nothing", &[Reason::Crossed], 0),
    ] {
        let talks = play(&script(release));
        assert_eq!(talks.without("x"), reasons, "{release}");
        assert_eq!(talks.due().len(), due, "{release}");
    }
    let again = play(&format!(
        "{}\n05-03 alpha release as=y re=p to=beta,secretariat room=shuttle",
        script("alpha release as=x re=p to=beta room=shuttle")
    ));
    assert_eq!(again.without("y"), [Reason::AlreadyReleased]);
    assert_eq!(again.due().len(), 1);
    let mut again = again;
    again.carry();
    assert_eq!((again.without("x"), again.without("y")), (vec![], vec![Reason::AlreadyReleased]));
}

#[test]
fn of_rooms_that_fit_a_release_goes_to_the_first_of_the_charter() {
    let script = "05-01 alpha proposal as=p to=beta room=shuttle
        05-02 alpha release re=p to=beta room=shuttle";
    let fits = |plenary: &str| {
        let setting = ROOMS.replace("alpha beta secretariat mediator observer", plenary);
        Talks::play(&format!("{setting}\n{script}")).due()[0].1
    };
    assert_eq!(fits("alpha beta"), "plenary");
    assert_eq!(fits("alpha beta mediator secretariat"), "plenary");
    assert_eq!(fits("alpha beta observer"), "bilateral");
    assert_eq!(fits("beta mediator secretariat"), "bilateral");
}

#[test]
fn words_that_their_author_changed_are_released_as_they_are_now_or_not_at_all() {
    let script = |sees: &str| {
        format!(
            "05-01 alpha proposal as=p to=beta room=shuttle
            05-02 alpha amend as=a re=p room=shuttle
            05-03 alpha release as=x re=p to=beta room=shuttle {sees}"
        )
    };
    assert_eq!(play(&script("sees=p")).without("x"), [Reason::Crossed]);
    assert_eq!(play(&script("sees=a")).without("x"), []);
}

#[test]
fn words_of_the_secretariat_pass_when_the_actor_approved_them_before() {
    let rooms = ROOMS
        .replace("members of bilateral: alpha beta secretariat", "members of bilateral: beta secretariat");
    let script = |approval: &str, after: &str| {
        format!(
            "{rooms}
            05-01 secretariat proposal as=p to=beta room=shuttle
            {approval}
            05-03 secretariat release as=x re=p to=beta room=shuttle
            {after}"
        )
    };
    let approval = "05-02 alpha approval as=ok re=p room=shuttle";
    let mut talks = Talks::play(&script(approval, ""));
    assert_eq!((talks.without("ok"), talks.without("x")), (vec![], vec![]));
    assert_eq!(talks.due(), [("p".to_owned(), "bilateral")]);
    talks.carry();
    assert_eq!((talks.without("ok"), talks.without("x")), (vec![], vec![]));
    assert!(item(&talks.view(&["bilateral"]), &talks.name("p")).is_some());
    for (approval, after) in [
        ("", ""),
        ("", "05-04 alpha approval re=p room=shuttle"),
        ("05-02 secretariat approval re=p room=shuttle", ""),
        ("05-02 beta approval re=p room=shuttle", ""),
        ("05-02 secretariat approval re=p room=shuttle by=alpha on=05-02", ""),
        ("05-02 alpha approval re=p room=plenary", ""),
    ] {
        let talks = Talks::play(&script(approval, after));
        assert_eq!(talks.without("x"), [Reason::NotApproved], "{approval}");
        assert_eq!(talks.due(), []);
    }
}

#[test]
fn an_acceptance_that_is_released_binds_to_the_terms_that_it_names() {
    let script = |amended: &str| {
        format!(
            "05-01 beta proposal as=p to=alpha room=bilateral
            {amended}
            05-03 alpha reply as=r re=p position=accept room=shuttle
            05-04 alpha release re=r to=beta room=shuttle"
        )
    };
    let talks = played(&script(""));
    let members = talks.view(&["bilateral"]);
    let standing = item(&members, &talks.name("p")).unwrap();
    assert!(!standing.outcome.is_open());
    // A head of the shuttle room shows nothing of this one: terms that came since are not accepted.
    let talks = played(&script("05-02 beta amend re=p room=bilateral"));
    let members = talks.view(&["bilateral"]);
    assert!(item(&members, &talks.name("p")).unwrap().outcome.is_open());
    let crossed = members.standing(at(&members)).without_effect;
    assert_eq!(crossed.iter().map(|w| w.reason).collect::<Vec<_>>(), [Reason::Crossed]);
}

#[test]
fn what_was_released_can_be_published_from_where_it_lives() {
    let mut talks = played(
        "05-01 alpha proposal as=p to=beta room=shuttle
        05-02 alpha release re=p to=beta room=shuttle",
    );
    talks.note("05-04 beta reply as=r re=p position=accept room=bilateral");
    talks.note("05-05 alpha publication as=x re=p signs=alpha,beta");
    talks.carry();
    assert_eq!(talks.without("x"), []);
    assert_eq!(carried_to(&talks, "public"), ["p", "r"]);
    let (members, outsiders) = (talks.view(&["bilateral", "public"]), talks.view(&["public"]));
    let id = talks.name("p");
    assert!(item(&members, &id).is_some());
    assert_eq!(item(&outsiders, &id), item(&members, &id));
    let author = talks.view(&["shuttle", "bilateral", "public"]);
    assert_eq!(item(&author, &id), item(&members, &id));
}

#[test]
fn in_whatever_order_a_note_is_seen_in_two_rooms_the_standing_is_the_same() {
    let mut talks = played(
        "05-01 alpha proposal as=p to=beta room=shuttle
        05-01 alpha proposal as=q to=beta
        05-02 alpha release re=p to=beta room=shuttle
        05-02 alpha publication re=q signs=alpha,beta",
    );
    talks.note("05-04 beta reply re=p position=consider room=bilateral");
    talks.note("05-05 beta reply re=q position=reject");
    talks.carry();
    let standing = |process: &Process| -> Standing { process.standing(at(process)) };
    let expected = standing(&talks.process());
    let count = talks.entries.len();
    for turn in 0..count {
        let mut entries = talks.entries.clone();
        entries.rotate_left(turn);
        let mut one = Process::new(talks.charter.clone()).unwrap();
        entries.iter().cloned().for_each(|entry| one.add(entry));
        assert_eq!(standing(&one), expected, "turned by {turn}");
        entries.reverse();
        let mut all = Process::new(talks.charter.clone()).unwrap();
        all.add_all(entries);
        assert_eq!(standing(&all), expected, "turned by {turn}, at once");
        assert_eq!(all.due(), one.due());
    }
}

#[test]
fn a_shuttle_note_that_a_host_shows_elsewhere_moves_nothing_there() {
    let mut talks = play("05-01 alpha proposal as=p to=beta room=shuttle");
    let shown = talks.entries[0].clone();
    let arrived = verbale_process::Place { time_ms: shown.place.time_ms + 1, room: 3, leaf: 0 };
    talks.entries.push(verbale_process::Entry { arrived, ..shown });
    let outsiders = talks.view(&["public"]);
    assert_eq!(item(&outsiders, &talks.name("p")), None);
    let without = outsiders.standing(at(&outsiders)).without_effect;
    assert_eq!(without.iter().map(|w| w.reason).collect::<Vec<_>>(), [Reason::NotReleased]);
}
