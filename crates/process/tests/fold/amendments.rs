//! Amendments of the charter: by whose consent, of what, and what they change.

use jiff::civil::{Date, date};
use verbale_process::{
    At, Charter,
    amendment::{Change, Kept, changes},
    charter::{ProcessKind, Role},
};

use crate::fixture::{
    actor,
    talks::{ROOMS, Talks, check},
};

/// The names of the actors of the charter in force.
fn actors(charter: &Charter) -> Vec<&str> {
    charter.actors.iter().map(|a| a.id.as_str()).collect()
}

/// A register with a reported proposal, which becomes talks and then asks for endorsement.
const BECOMES_TALKS: &str = "register
    without principals: alpha beta
    05-01 editor charter as=c
    05-02 editor proposal as=p to=beta by=alpha on=05-02
    05-03 editor amendment as=a of=c change=talks,await,principal:alpha,principal:beta,role:editor:secretariat signs=all";

#[test]
fn an_amendment_takes_effect_when_every_principal_has_signed_it() {
    let charter = "05-01 mediator charter as=c";
    let all = "05-02 mediator amendment as=a of=c change=period:7 signs=all";
    check(&format!("{charter}\n{all}"), "");
    let talks = Talks::play(&format!("{charter}\n{all}"));
    assert_eq!(talks.process().charter().rules.reply_period_days, Some(7));
    for but_one in ["beta,mediator,secretariat,observer,editor", "mediator", "alpha,beta"] {
        let script = format!("{charter}\n05-02 mediator amendment as=a of=c change=period:7 signs={but_one}");
        check(&script, "without effect a: no_consent");
        assert_eq!(Talks::play(&script).process().charter().rules.reply_period_days, None);
    }
    // A report that all consented is nobody's consent.
    let reported = format!("{charter}\n{all} by=alpha on=05-02");
    check(&reported, "without effect a: no_consent");
}

#[test]
fn a_principal_consents_with_the_key_that_is_in_force() {
    let changed = "05-01 mediator charter as=c
        05-02 alpha key_change actor=alpha key=k";
    let former = "05-03 mediator amendment as=a of=c change=title signs=all";
    check(&format!("{changed}\n{former}"), "without effect a: no_consent");
    let signs = "k,beta,mediator,secretariat,observer,editor";
    check(&format!("{changed}\n05-03 mediator amendment as=a of=c change=title signs={signs}"), "");
    // Full powers are a person's; consent to a charter is the principal's own.
    let deputy = "05-01 mediator charter as=c
        05-02 alpha credential key=k powers=bind
        05-03 mediator amendment as=a of=c change=title signs=";
    check(&format!("{deputy}{signs}"), "without effect a: no_consent");
}

#[test]
fn who_becomes_a_principal_signs_with_the_key_that_the_amendment_states() {
    let charter = "05-01 mediator charter as=c";
    let added = "change=actor:gamma:party";
    let without = "signs=alpha,beta,mediator,secretariat,observer,editor";
    check(
        &format!("{charter}\n05-02 mediator amendment as=a of=c {added} {without}"),
        "without effect a: no_consent",
    );
    let with = format!("{charter}\n05-02 mediator amendment as=a of=c {added} signs=all");
    let offer = format!("{with}\n05-03 alpha proposal as=p to=gamma\n05-04 gamma reply re=p position=accept");
    check(&offer, "p: accepted 05-04");
    // And consents to the next one like everybody else.
    let next = "05-03 mediator amendment as=b of=a change=title";
    check(&format!("{with}\n{next} {without}"), "without effect b: no_consent");
    check(&format!("{with}\n{next} signs=all"), "");
}

#[test]
fn what_the_record_is_known_by_and_was_judged_by_stays_as_it_is() {
    for change in [
        "name",
        "offset",
        "log_key",
        "register",
        "drop:beta",
        "drop:editor",
        "role:observer:party",
        "role:editor:secretariat",
        "replace:alpha",
        "kind:public",
        "leave:caucus:alpha",
        "member:plenary:alpha",
    ] {
        let script = format!(
            "members of caucus: alpha mediator\n05-01 mediator charter as=c\n05-02 mediator amendment as=a of=c change={change} signs=all"
        );
        // Whoever lost its key could not sign, so consent is asked for last.
        check(&script, "without effect a: not_amendable");
    }
    for change in ["twice:alpha", "witness:odd", "member:caucus:nobody"] {
        let script = format!(
            "members of caucus: alpha mediator\n05-01 mediator charter as=c\n05-02 mediator amendment as=a of=c change={change} signs=all"
        );
        check(&script, "without effect a: unsound_charter");
    }
    for change in ["title", "language", "await", "period:3", "witness:w", "named:alpha", "member:caucus:beta"]
    {
        let script = format!(
            "members of caucus: alpha mediator\n05-01 mediator charter as=c\n05-02 mediator amendment as=a of=c change={change} signs=all"
        );
        check(&script, "");
    }
}

#[test]
fn each_difference_between_two_charters_is_told() {
    let told = |change: &str| {
        let talks = Talks::play(&format!(
            "members of caucus: alpha mediator\n05-01 mediator charter as=c\n05-02 mediator amendment as=a of=c change={change} signs=all"
        ));
        let stated = talks.process();
        let Some(verbale_process::Kind::Amendment { charter, .. }) =
            stated.entry(&talks.name("a")).map(|entry| entry.act.kind.clone())
        else {
            panic!("no amendment");
        };
        changes(&talks.charter, &charter)
    };
    assert_eq!(told(""), []);
    assert_eq!(
        told(
            "title,language,await,period:3,witness:w,actor:gamma:party,named:beta,member:caucus:beta,group:group:alpha+beta"
        ),
        [
            Change::Titles,
            Change::Languages,
            Change::ReportedActs,
            Change::ReplyPeriod,
            Change::Witnesses,
            Change::ActorNamed(actor("beta")),
            Change::ActorAdded(actor("gamma")),
            Change::MembersAdded("caucus".to_owned()),
            Change::RoomAdded("group".to_owned()),
        ]
    );
    assert_eq!(told("leave:caucus:alpha"), [Change::Forbidden(Kept::Members("caucus".to_owned()))]);
    assert_eq!(told("replace:alpha"), [Change::Forbidden(Kept::Principal(actor("alpha")))]);
    let script = Talks::play(BECOMES_TALKS);
    let process = script.process();
    let found = changes(&script.charter, process.charter());
    assert_eq!(
        found,
        [
            Change::BecomesTalks,
            Change::ReportedActs,
            Change::PrincipalGiven(actor("alpha")),
            Change::PrincipalGiven(actor("beta")),
            Change::EditorBecomes(actor("editor"), Role::Secretariat),
        ]
    );
}

#[test]
fn of_two_amendments_that_cross_the_later_is_crossed() {
    let both = "05-01 mediator charter as=c
        05-02 mediator amendment as=a of=c change=period:7 signs=all
        05-03 mediator amendment as=b of=c change=title signs=all";
    check(both, "without effect b: crossed");
    // One without effect comes between nothing, and is no charter to amend.
    let one_sided = "05-01 mediator charter as=c
        05-02 mediator amendment as=a of=c change=period:7 signs=mediator";
    let no_consent = "without effect a: no_consent";
    check(&format!("{one_sided}\n05-03 mediator amendment as=b of=c change=title signs=all"), no_consent);
    check(
        &format!("{one_sided}\n05-03 mediator amendment as=b of=a change=title signs=all"),
        &format!("{no_consent}\nwithout effect b: unknown_item"),
    );
    check(
        "05-01 mediator charter as=c\n05-02 mediator amendment as=a of=c change=title signs=all room=plenary",
        "without effect a: other_room",
    );
}

#[test]
fn what_was_reported_before_waits_for_endorsement_once_the_charter_asks_for_it() {
    check(BECOMES_TALKS, "without effect p on p: not_endorsed");
    let endorsed = format!("{BECOMES_TALKS}\n05-04 alpha endorsement as=e re=p");
    let awaits = "p: beta reply since 05-02 made\np beside: e";
    check(&endorsed, awaits);
    check(&format!("{endorsed}\n05-05 beta reply re=p position=reject"), "p: rejected 05-05\np beside: e");
    // On a day, or at a size, of before the amendment it stands as the register had it.
    let before = "p: beta reply since 05-02 made";
    check(&format!("{endorsed}\nas of 05-02"), before);
    let talks = Talks::play(&endorsed);
    let process = talks.process();
    let at = At { as_of: Date::MAX, at_size: Some(2) };
    assert_eq!(process.standing(at).open_items().count(), 1);
    assert_eq!(process.standing(At { at_size: Some(3), ..at }).open_items().count(), 0);
    assert_eq!(process.charter_at(at).process, ProcessKind::Register);
    assert_eq!(process.charter_at(At { at_size: Some(3), ..at }).process, ProcessKind::Talks);
    let day = At { as_of: date(2030, 5, 2), at_size: None };
    assert_eq!(process.charter_at(day).process, ProcessKind::Register);
}

#[test]
fn a_charter_that_ceases_to_ask_for_endorsement_lets_what_was_reported_count() {
    let reported = "await endorsement
        05-01 mediator charter as=c
        05-02 secretariat proposal as=p to=beta by=alpha on=05-02";
    check(reported, "without effect p on p: not_endorsed");
    let counts = "05-03 mediator amendment as=a of=c change=count signs=all";
    check(&format!("{reported}\n{counts}"), "p: beta reply since 05-02 made");
}

#[test]
fn who_kept_the_register_acts_no_more_alone_once_it_is_talks() {
    // Before it nobody but the editor registers, and after it nobody acts for another.
    let early = BECOMES_TALKS
        .replace("05-03 editor amendment", "05-02 alpha question as=q to=beta\n05-03 editor amendment");
    check(&early, "without effect p on p: not_endorsed\nwithout effect q on q: not_editor");
    check(
        &format!("{BECOMES_TALKS}\n05-04 editor round as=r\n05-04 editor reply as=x re=p position=accept"),
        "rounds r\nwithout effect p on p: not_endorsed\nwithout effect x on p: not_yet_open",
    );
    let still_editor = BECOMES_TALKS.replace(",role:editor:secretariat", "");
    check(
        &format!("{still_editor}\n05-04 editor reply as=x re=p position=accept by=beta on=05-04"),
        "without effect p on p: not_endorsed\nwithout effect x on p: not_secretariat",
    );
}

#[test]
fn a_room_that_an_amendment_adds_takes_notes_of_its_members_from_then_on() {
    let charter = "05-01 mediator charter as=c";
    let amendment = "05-03 mediator amendment as=a of=c change=group:group:alpha+beta signs=all";
    let script = format!(
        "{charter}
        05-02 alpha proposal as=early to=beta room=group
        {amendment}
        05-04 alpha proposal as=p to=beta room=group
        05-05 mediator proposal as=x to=beta room=group
        05-06 beta reply re=p position=accept room=group"
    );
    check(
        &script,
        "p: accepted 05-06\nwithout effect early on early: not_member\nwithout effect x on x: not_member",
    );
    let talks = Talks::play(&script);
    let process = talks.process();
    let rooms = |at_size| {
        let at = At { as_of: Date::MAX, at_size };
        (process.standing(at).room_sizes.len(), process.charter_at(at).rooms.len())
    };
    let planned = ROOMS.len() + 1;
    let with_group = (planned + 1, planned + 1);
    assert_eq!((rooms(Some(1)), rooms(Some(3)), rooms(None)), ((planned, planned), with_group, with_group));
    assert_eq!(actors(process.charter()), actors(&talks.charter));
}

#[test]
fn a_party_that_joins_approves_what_is_tabled_from_then_on() {
    let script = "05-01 mediator charter as=c
        05-02 mediator minutes as=m of=r
        05-03 mediator amendment as=a of=c change=actor:gamma:party signs=all
        05-04 mediator minutes as=n of=r";
    check(
        script,
        "m: alpha approval since 05-02 made; beta approval since 05-02 made
        n: alpha approval since 05-04 made; beta approval since 05-04 made; gamma approval since 05-04 made",
    );
}

#[test]
fn a_party_that_joins_is_not_concerned_in_what_the_parties_did_before() {
    let script = "05-01 mediator charter as=c
        05-02 secretariat round as=r by=nobody on=05-02
        05-03 mediator amendment as=a of=c change=actor:gamma:party signs=all
        05-04 gamma objection as=o re=r against=existence";
    check(script, "rounds r\nwithout effect o on r: not_concerned");
}
