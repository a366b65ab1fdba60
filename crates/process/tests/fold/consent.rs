//! Consent before existence, endorsement where the charter asks for it, rooms, and registers.

use crate::fixture::talks::{Talks, check};

const ACCEPTED: &str = "05-01 alpha proposal as=p to=beta groups=political,military
    05-02 beta reply re=p position=accept";

#[test]
fn a_group_is_proposed_until_the_proposal_of_it_is_accepted_and_it_is_established() {
    check(
        "05-01 alpha proposal as=p to=beta groups=political,military
        05-02 mediator group as=g from=p track=political",
        "p: beta reply since 05-01 made
        g: open
        group p proposed: political, military
        without effect g on g: no_consent",
    );
    check(ACCEPTED, "p: accepted 05-02\ngroup p proposed: political, military");
    check(
        &format!("{ACCEPTED}\n05-03 mediator group as=g from=p track=political"),
        "p: accepted 05-02
        g: open
        group g established: political
        group p proposed: military",
    );
}

#[test]
fn a_group_of_a_track_that_was_not_proposed_or_established_twice_does_not_exist() {
    check(
        &format!(
            "{ACCEPTED}
            05-03 mediator group as=h from=p track=humanitarian
            05-03 mediator group as=g from=p track=political
            05-04 alpha group as=again from=p track=political"
        ),
        "p: accepted 05-02
        h: open
        g: open
        again: open
        group g established: political
        group p proposed: military
        without effect h on h: no_consent
        without effect again on again: nothing_to_move",
    );
}

#[test]
fn a_round_of_the_mediator_alone_consents_to_no_group() {
    check(
        "05-01 alpha proposal as=p to=beta groups=political
        05-02 mediator round as=r fulfils=p
        05-03 mediator group as=g from=p track=political",
        "p: carried_out 05-02
        g: open
        rounds r
        without effect g on g: no_consent",
    );
}

#[test]
fn a_group_comes_from_a_proposal_of_its_room() {
    check(
        &format!(
            "{ACCEPTED}
            05-03 alpha question as=q to=beta
            05-04 mediator group as=x from=nothing track=political
            05-04 mediator group as=y from=q track=political
            05-04 mediator group as=z from=p track=political room=public"
        ),
        "p: accepted 05-02
        q: beta answer since 05-03 made
        x: open
        y: open
        z: open
        group p proposed: political, military
        without effect x on x: unknown_item
        without effect y on y: wrong_kind
        without effect z on z: other_room",
    );
}

#[test]
fn a_group_is_dissolved_by_the_mediator_or_by_all_parties_and_not_by_one() {
    let group = format!("{ACCEPTED}\n05-03 mediator group as=g from=p track=political");
    check(
        &format!("{group}\n05-04 alpha group as=d from=g track=political phase=dissolved"),
        "p: accepted 05-02
        g: open
        group g established: political
        group p proposed: military
        without effect d on g: no_consent",
    );
    for by in ["mediator group", "alpha group signs=alpha,beta"] {
        check(
            &format!("{group}\n05-04 {by} from=g track=political phase=dissolved"),
            "p: accepted 05-02
            g: dissolved 05-04
            group p proposed: military",
        );
    }
}

#[test]
fn a_session_belongs_to_a_group() {
    check(
        &format!(
            "{ACCEPTED}
            05-03 mediator group as=g from=p track=political
            05-04 mediator session as=s group=g phase=opened
            05-04 mediator session as=x group=p phase=opened"
        ),
        "p: accepted 05-02
        g: open
        g beside: s
        group g established: political
        group p proposed: military
        without effect x on p: wrong_kind",
    );
}

#[test]
fn a_round_is_the_mediators_word_or_signed_by_every_party() {
    check("05-01 mediator round as=r", "rounds r");
    check("05-01 secretariat round as=r by=nobody on=04-30", "rounds r");
    check("05-01 alpha round as=r signs=alpha,beta", "rounds r");
    check("05-01 alpha round as=r", "without effect r on r: no_consent");
    check("parties 3\n05-01 alpha round as=r signs=alpha,beta", "without effect r on r: no_consent");
    // A party's signature consents with a key that could bind it.
    check(
        "05-01 beta credential key=k powers=negotiate
        05-02 alpha round as=r signs=alpha,k",
        "without effect r on r: no_consent",
    );
}

#[test]
fn powers_that_are_confirmed_are_no_consent_of_others() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 alpha round as=r fulfils=p
        05-03 alpha confirmation as=c re=r",
        "p: beta reply since 05-01 made
        without effect r on r: no_consent
        without effect c on p: nothing_to_move
        without effect c on r: not_yet_open",
    );
}

#[test]
fn a_mirror_paper_is_signed_by_a_party_with_the_mediator_and_tells_which_papers_read_the_same() {
    let text = "a".repeat(64);
    let papers = format!(
        "05-01 alpha communique as=one mirror={text} signs=alpha,mediator
        05-02 mediator communique as=two mirror={text} signs=beta,mediator
        05-02 beta communique as=other mirror={} signs=beta,mediator
        05-03 alpha communique as=joint signs=alpha,beta",
        "b".repeat(64)
    );
    check(&papers, "");
    let talks = Talks::play(&papers);
    let standing = talks.standing();
    let mirrors = |label| talks.process().mirrors(&standing, &talks.name(label));
    let both = vec![talks.name("one"), talks.name("two")];
    assert_eq!((mirrors("one"), mirrors("two")), (both.clone(), both));
    assert_eq!((mirrors("other"), mirrors("joint")), (vec![talks.name("other")], Vec::new()));
    for alone in ["alpha", "mediator", "alpha,beta"] {
        check(
            &format!(
                "05-01 {} communique as=c mirror={text} signs={alone}",
                alone.split(',').next().unwrap_or_default()
            ),
            "without effect c on c: no_consent",
        );
    }
}

#[test]
fn a_communique_is_signed_by_every_party() {
    check("05-01 alpha communique as=c signs=alpha,beta", "");
    check("05-01 mediator communique as=c", "without effect c on c: no_consent");
}

#[test]
fn minutes_are_tabled_by_the_mediators_side_or_a_party() {
    check(
        "05-01 alpha minutes as=m of=r",
        "m: alpha approval since 05-01 made; beta approval since 05-01 made",
    );
    check("05-01 observer minutes as=m of=r", "without effect m on m: not_party");
}

#[test]
fn where_the_charter_asks_for_it_a_reported_act_waits_for_its_actors_signature() {
    let reported = "await endorsement
        05-01 alpha proposal as=p to=beta
        05-03 secretariat reply as=r re=p position=accept by=beta on=05-02";
    let waits = "p: beta reply since 05-01 made\nwithout effect r on p: not_endorsed";
    check(reported, waits);
    check(&format!("{reported}\n05-04 beta endorsement as=e re=r"), "p: accepted 05-02\np beside: e");
    // Nobody else's word endorses, nor the secretariat's account that it was endorsed.
    check(
        &format!("{reported}\n05-04 alpha endorsement as=e re=r"),
        &format!(
            "{}\np beside: e\n{}",
            "p: beta reply since 05-01 made", "without effect r on p: not_endorsed"
        ),
    );
    check(
        &format!("{reported}\n05-04 secretariat endorsement as=e re=r by=beta on=05-04"),
        &format!(
            "{}\np beside: e\n{}",
            "p: beta reply since 05-01 made", "without effect r on p: not_endorsed"
        ),
    );
}

#[test]
fn unendorsed_a_reported_proposal_opens_nothing_and_endorsed_it_does_since_its_day() {
    let reported = "await endorsement
        05-03 secretariat proposal as=p to=beta by=alpha on=05-01
        05-04 beta reply as=r re=p position=consider";
    check(
        reported,
        "without effect p on p: not_endorsed
        without effect r on p: not_yet_open",
    );
    check(
        &format!("{reported}\n05-05 alpha endorsement as=e re=p"),
        "p: beta reply since 05-01 under_consideration
        p beside: e",
    );
}

#[test]
fn endorsement_is_asked_of_all_who_joined_and_of_every_party_where_nobody_acted() {
    let joint = "parties 3
        await endorsement
        05-01 secretariat proposal as=p to=gamma by=alpha with=beta on=05-01
        05-02 alpha endorsement as=a re=p";
    check(joint, "without effect p on p: not_endorsed\nwithout effect a on p: not_yet_open");
    check(
        &format!("{joint}\n05-03 beta endorsement as=b re=p"),
        "p: gamma reply since 05-01 made\np beside: a, b",
    );
    let round = "await endorsement
        05-02 secretariat round as=r by=nobody on=05-01
        05-03 alpha endorsement as=a re=r";
    check(round, "without effect r on r: not_endorsed\nwithout effect a on r: not_yet_open");
    check(&format!("{round}\n05-03 beta endorsement as=b re=r"), "r beside: a, b\nrounds r");
}

#[test]
fn what_the_registrar_reports_of_itself_and_what_anybody_said_need_no_endorsement() {
    check(
        "await endorsement
        05-02 secretariat proposal as=p to=beta by=secretariat on=05-01
        05-03 secretariat statement as=s by=beta on=05-02 about=p
        05-04 secretariat readiness as=x by=beta on=05-03 stance=ready for=talks",
        "p: beta reply since 05-01 made
        without effect x: not_endorsed",
    );
    check(
        "await endorsement
        05-04 secretariat readiness as=x by=beta on=05-03 stance=ready for=talks
        05-05 beta endorsement re=x",
        "readiness beta talks: ready since 05-03",
    );
}

#[test]
fn in_talks_the_mediators_side_registers_what_happened_elsewhere() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 mediator reply as=m re=p position=consider by=beta on=05-02
        05-03 alpha reply as=a re=p position=accept by=beta on=05-03
        05-03 observer reply as=o re=p position=reject by=beta on=05-03",
        "p: beta reply since 05-01 under_consideration
        without effect a on p: not_secretariat
        without effect o on p: not_secretariat",
    );
}

#[test]
fn in_a_register_only_the_editor_registers_and_only_what_others_did() {
    check(
        "register
        05-01 editor proposal as=p to=beta by=alpha on=04-30
        05-02 editor proposal as=own to=beta
        05-02 mediator reply as=m re=p position=accept by=beta on=05-01
        05-02 alpha withdrawal as=w re=p
        05-03 editor correction as=c re=p",
        "p: beta reply since 04-30 made
        p beside: c
        without effect m on p: not_editor
        without effect own on own: not_editor
        without effect w on p: not_editor",
    );
}

#[test]
fn an_item_is_moved_in_its_own_room_alone() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 beta reply as=r re=p position=accept room=caucus
        05-02 alpha withdrawal as=w re=p room=registry
        05-02 beta objection as=o re=p against=existence room=public
        05-02 alpha proposal as=n to=beta supersedes=p room=caucus
        05-02 mediator round as=x fulfils=p room=public",
        "p: beta reply since 05-01 made
        n: beta reply since 05-02 made
        rounds x
        without effect r on p: other_room
        without effect w on p: other_room
        without effect o on p: other_room
        without effect n on p: other_room
        without effect x on p: other_room",
    );
}

#[test]
fn a_round_of_another_room_is_no_fact_of_talks_for_a_condition() {
    check(
        "05-01 alpha condition as=c needs=talks before=papers room=caucus
        05-02 mediator round as=r",
        "c: open
        rounds r",
    );
}

#[test]
fn a_publication_names_an_item_of_another_room_and_is_in_the_public_one() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 mediator publication as=x re=p signs=mediator,alpha,beta
        05-02 mediator publication as=n re=p
        05-02 mediator publication as=y re=p room=plenary",
        "p: beta reply since 05-01 made
        without effect n on p: no_consent
        without effect y on p: other_room",
    );
}

#[test]
fn a_note_by_one_who_is_no_member_of_its_room_has_no_effect() {
    check(
        "members of caucus: alpha secretariat
        05-01 alpha proposal as=p to=secretariat room=caucus
        05-02 beta objection as=o re=p against=existence room=caucus
        05-02 beta proposal as=n to=alpha room=caucus
        05-03 secretariat reply re=p position=accept room=caucus",
        "p: accepted 05-03
        without effect o on o: not_member
        without effect n on n: not_member",
    );
}
