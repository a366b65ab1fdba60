//! Powers at the leaf, and acts beyond them (Vienna Convention on the Law of Treaties, 7 and 8).

use crate::fixture::talks::{Talks, check};

#[test]
fn a_credential_gives_its_powers_and_no_others() {
    for (powers, position, within) in [
        ("reply", "consider", true),
        ("reply", "conditional", true),
        ("reply", "accept", false),
        ("reply", "accept_ad_referendum", false),
        ("sign_ad_referendum", "accept_ad_referendum", true),
        ("sign_ad_referendum", "accept", false),
        ("bind", "accept", true),
        ("bind", "reject", false),
        ("propose,initial,negotiate,lodge_lists,read", "note", false),
    ] {
        let script = format!(
            "05-01 beta credential key=k powers={powers}
            05-02 alpha proposal as=p to=beta
            05-03 beta reply as=r re=p position={position} signs=k"
        );
        let without = Talks::play(&script).standing().without_effect;
        let reasons: Vec<&str> = without.iter().map(|w| w.reason.name()).collect();
        assert_eq!(reasons.is_empty(), within, "{powers} for {position}: {reasons:?}");
        assert!(reasons.iter().all(|r| *r == "beyond_powers"));
    }
}

#[test]
fn powers_begin_and_end_with_their_days() {
    for (day, within) in [("05-04", false), ("05-05", true), ("05-10", true), ("05-11", false)] {
        let script = format!(
            "05-01 beta credential key=k powers=reply first_day=05-05 last_day=05-10
            05-02 alpha proposal as=p to=beta
            {day} beta reply as=r re=p position=consider signs=k"
        );
        assert_eq!(Talks::play(&script).standing().without_effect.is_empty(), within, "{day}");
    }
}

#[test]
fn a_key_that_was_revoked_before_its_note_has_no_power_and_what_it_signed_before_stays() {
    let revoked = "05-01 beta credential key=k powers=reply
        05-02 alpha proposal as=p to=beta
        05-03 beta reply re=p position=consider signs=k
        05-04 beta revocation key=k";
    check(revoked, "p: beta reply since 05-02 under_consideration");
    check(
        &format!("{revoked}\n05-05 beta reply as=r re=p position=note signs=k"),
        "p: beta reply since 05-02 under_consideration
        without effect r on p: beyond_powers",
    );
}

#[test]
fn a_colleague_may_revoke_a_key_and_another_actor_may_not() {
    check(
        "05-01 beta credential key=k powers=reply
        05-01 beta credential key=l powers=read
        05-02 alpha revocation as=a key=k
        05-03 beta revocation key=k signs=l
        05-04 alpha proposal as=p to=beta
        05-05 beta reply as=r re=p position=note signs=k",
        "p: beta reply since 05-04 made
        without effect a: beyond_powers
        without effect r on p: beyond_powers",
    );
}

#[test]
fn a_principal_is_replaced_by_a_key_change_alone_and_takes_no_other_key_with_it() {
    check(
        "05-01 beta revocation as=x key=beta
        05-02 beta key_change actor=beta key=new signs=beta,alpha
        05-03 alpha proposal as=p to=beta
        05-04 beta reply as=old re=p position=note
        05-05 beta reply re=p position=defer signs=new",
        "p: beta reply since 05-03 deferred
        without effect x: beyond_powers
        without effect old on p: beyond_powers",
    );
}

#[test]
fn only_its_own_principal_gives_an_actors_powers_and_a_key_is_admitted_once() {
    check(
        "05-01 beta credential key=k powers=bind
        05-02 beta credential as=self key=l powers=bind signs=k
        05-03 alpha credential as=taken key=k powers=bind
        05-03 alpha key_change as=other actor=beta key=m",
        "without effect self: beyond_powers
        without effect taken: nothing_to_move
        without effect other: beyond_powers",
    );
}

#[test]
fn an_act_beyond_powers_takes_effect_on_the_day_it_is_confirmed() {
    let accepted = "05-01 beta credential key=k powers=reply
        05-02 alpha proposal as=p to=beta
        05-03 beta reply as=r re=p position=accept signs=k";
    check(
        accepted,
        "p: beta reply since 05-02 made
        without effect r on p: beyond_powers",
    );
    check(&format!("{accepted}\n05-07 beta confirmation re=r"), "p: accepted 05-07");
    check(
        &format!("{accepted}\n05-07 beta confirmation as=c re=r given=false"),
        "p: beta reply since 05-02 made
        p beside: c
        without effect r on p: beyond_powers",
    );
    check(
        &format!("{accepted}\n05-07 alpha confirmation as=c re=r"),
        "p: beta reply since 05-02 made
        without effect r on p: beyond_powers
        without effect c on p: not_concerned",
    );
    // Confirming is itself an act that needs power.
    check(
        &format!("{accepted}\n05-07 beta confirmation as=c re=r signs=k"),
        "p: beta reply since 05-02 made
        without effect r on p: beyond_powers
        without effect c on p: beyond_powers",
    );
}

#[test]
fn a_confirmed_proposal_is_made_on_the_day_of_the_first_confirmation() {
    check(
        "05-01 alpha credential key=k powers=reply
        05-01 alpha proposal as=old to=beta
        05-02 alpha proposal as=p to=beta supersedes=old signs=k
        05-03 beta reply as=early re=p position=consider
        05-04 alpha confirmation re=p
        05-05 beta reply re=p position=conditional
        05-06 alpha confirmation as=again re=p",
        "old: superseded 05-04
        p: alpha answer_to_conditions since 05-05 made
        without effect early on p: not_yet_open
        without effect again on old: nothing_to_move
        without effect again on p: nothing_to_move",
    );
}

#[test]
fn a_confirmed_act_that_moves_no_item_counts_since_its_confirmation() {
    check(
        "05-01 alpha credential key=k powers=reply
        05-02 alpha readiness as=x stance=ready for=talks signs=k
        05-03 alpha readiness stance=not_ready for=talks
        05-04 alpha confirmation re=x",
        "readiness alpha talks: ready since 05-04",
    );
    check(
        "05-01 alpha credential key=k powers=reply
        05-02 alpha execution as=x handed_over=alpha:3 signs=k",
        "without effect x on x: beyond_powers",
    );
}

#[test]
fn what_reading_is_enough_for_is_nothing_but_reading() {
    check(
        "05-01 mediator credential key=k powers=read
        05-02 mediator round as=r signs=k
        05-02 mediator statement as=s signs=k
        05-02 mediator meeting as=m signs=k
        05-02 mediator proposal as=p to=beta by=alpha on=05-02 signs=k",
        "without effect r on r: beyond_powers
        without effect s on s: beyond_powers
        without effect m on m: beyond_powers
        without effect p on p: beyond_powers",
    );
}

#[test]
fn keys_and_powers_are_the_registrys_affair() {
    check(
        "05-01 beta credential as=c key=k powers=bind room=plenary
        05-02 alpha proposal as=p to=beta
        05-03 beta reply as=r re=p position=accept signs=k",
        "p: beta reply since 05-02 made
        without effect c: other_room
        without effect r on p: beyond_powers",
    );
}

#[test]
fn anothers_key_among_the_signers_lends_no_power() {
    check(
        "05-01 beta credential key=k powers=reply
        05-02 alpha proposal as=p to=beta
        05-03 beta reply as=r re=p position=accept signs=k,alpha",
        "p: beta reply since 05-02 made
        without effect r on p: beyond_powers",
    );
}
