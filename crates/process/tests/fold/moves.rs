//! How an item moves: each row of the table of DESIGN section 5.

use crate::fixture::talks::check;

#[test]
fn a_proposal_awaits_each_addressees_reply_since_the_day_it_was_made() {
    check(
        "parties 3
        05-01 alpha proposal as=p to=beta,gamma
        as of 05-09",
        "p: beta reply since 05-01 made; gamma reply since 05-01 made",
    );
}

#[test]
fn a_question_awaits_an_answer_of_each_addressee_and_ends_with_the_last() {
    let asked = "parties 3
        05-01 alpha question as=q to=beta,gamma
        05-02 beta answer re=q";
    check(asked, "q: gamma answer since 05-01 made");
    check(&format!("{asked}\n05-03 gamma answer re=q"), "q: answered 05-03");
}

#[test]
fn a_question_can_be_noted_considered_or_put_off_but_not_accepted() {
    check(
        "05-01 alpha question as=q to=beta
        05-02 beta reply re=q position=defer until=06-01
        05-03 beta reply as=r re=q position=accept",
        "q: beta answer since 05-01 deferred until 06-01
        without effect r on q: wrong_kind",
    );
}

#[test]
fn delivery_and_receipt_say_how_far_a_proposal_has_come() {
    let made = "05-01 alpha proposal as=p to=beta\n05-02 alpha delivery re=p to=beta";
    check(made, "p: beta reply since 05-01 delivered");
    check(&format!("{made}\n05-03 beta receipt re=p"), "p: beta reply since 05-01 received");
    // A delivery after the receipt takes nothing back, and the mediator may deliver too.
    check(
        &format!("{made}\n05-03 beta receipt re=p\n05-04 mediator delivery re=p to=beta"),
        "p: beta reply since 05-01 received",
    );
}

#[test]
fn consider_note_and_defer_leave_the_reply_owed_since_the_same_day() {
    for (position, status) in [("consider", "under_consideration"), ("note", "noted"), ("defer", "deferred")]
    {
        check(
            &format!("05-01 alpha proposal as=p to=beta\n05-04 beta reply re=p position={position}"),
            &format!("p: beta reply since 05-01 {status}"),
        );
        check(
            &format!(
                "05-01 alpha proposal as=p to=beta\n05-04 beta reply re=p position={position} until=07-01"
            ),
            &format!("p: beta reply since 05-01 {status} until 07-01"),
        );
    }
}

#[test]
fn accept_ends_the_addressees_part_and_the_last_accepts_the_item() {
    let first = "parties 3
        05-01 alpha proposal as=p to=beta,gamma
        05-02 beta reply re=p position=accept";
    check(first, "p: gamma reply since 05-01 made");
    check(&format!("{first}\n05-03 gamma reply re=p position=accept"), "p: accepted 05-03");
}

#[test]
fn accept_ad_referendum_awaits_the_addressees_confirmation() {
    let waiting = "05-01 alpha proposal as=p to=beta
        05-02 beta reply re=p position=consider until=06-01
        05-03 beta reply as=r re=p position=accept_ad_referendum";
    check(waiting, "p: beta confirmation since 05-03 made");
    check(&format!("{waiting}\n05-05 beta confirmation re=r"), "p: accepted 05-05");
    check(&format!("{waiting}\n05-05 beta confirmation re=p"), "p: accepted 05-05");
    check(&format!("{waiting}\n05-05 beta confirmation re=r given=false"), "p: rejected 05-05");
    check(
        &format!("{waiting}\n05-05 alpha confirmation as=c re=r"),
        "p: beta confirmation since 05-03 made
        without effect c on p: nothing_to_move",
    );
}

#[test]
fn a_confirmation_goes_to_the_reply_that_it_names() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 beta reply as=r re=p position=accept_ad_referendum
        05-03 beta reply as=s re=p position=accept_ad_referendum
        05-04 beta confirmation as=c re=r
        05-05 beta reply as=t re=p position=consider",
        "p: beta reply since 05-01 under_consideration
        without effect c on p: nothing_to_move",
    );
}

#[test]
fn conditional_awaits_the_proposers_answer_since_the_first_conditional_reply() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-03 beta reply re=p position=conditional
        05-06 beta reply re=p position=conditional",
        "p: alpha answer_to_conditions since 05-03 made",
    );
}

#[test]
fn a_later_reply_replaces_the_conditions_and_the_reply_is_owed_since_the_same_day() {
    let set = "05-01 alpha proposal as=p to=beta\n05-03 beta reply re=p position=conditional";
    check(
        &format!("{set}\n05-04 beta reply re=p position=consider"),
        "p: beta reply since 05-01 under_consideration",
    );
    check(&format!("{set}\n05-04 beta reply re=p position=accept"), "p: accepted 05-04");
    check(&format!("{set}\n05-04 beta reply re=p position=reject"), "p: rejected 05-04");
    check(
        &format!(
            "{set}\n05-04 beta reply re=p position=consider\n05-05 beta reply re=p position=conditional"
        ),
        "p: alpha answer_to_conditions since 05-03 made",
    );
}

#[test]
fn an_answer_to_conditions_hands_the_turn_back_since_that_day() {
    for answer in ["met", "amended", "declined"] {
        let answered = format!(
            "05-01 alpha proposal as=p to=beta
            05-02 alpha delivery re=p to=beta
            05-03 beta reply as=r re=p position=conditional
            05-06 alpha answer re=r conditions={answer}"
        );
        check(&answered, "p: beta reply since 05-06 delivered");
        // Conditions set anew begin a new turn.
        check(
            &format!("{answered}\n05-09 beta reply re=p position=conditional"),
            "p: alpha answer_to_conditions since 05-09 delivered",
        );
    }
}

#[test]
fn an_answer_to_one_conditional_reply_concerns_its_author_and_to_the_item_all() {
    let set = "parties 3
        05-01 alpha proposal as=p to=beta,gamma
        05-02 beta reply as=b re=p position=conditional
        05-03 gamma reply as=g re=p position=conditional";
    // One thing is owed to both, since the first of them set conditions.
    check(set, "p: alpha answer_to_conditions since 05-02 made");
    check(
        &format!("{set}\n05-04 alpha answer re=b conditions=met"),
        "p: beta reply since 05-04 made; alpha answer_to_conditions since 05-03 made",
    );
    check(
        &format!("{set}\n05-04 alpha answer re=p conditions=met"),
        "p: beta reply since 05-04 made; gamma reply since 05-04 made",
    );
}

#[test]
fn one_rejection_or_counter_ends_a_proposal_that_needs_all() {
    for (position, how) in [("reject", "rejected"), ("counter counter_id=c", "countered")] {
        check(
            &format!(
                "parties 3
                05-01 alpha proposal as=p to=beta,gamma
                05-02 beta proposal as=c to=alpha counter_to=p
                05-02 beta reply re=p position={position}
                05-03 gamma reply as=late re=p position=accept"
            ),
            &format!(
                "p: {how} 05-02
                c: alpha reply since 05-02 made
                without effect late on p: closed_item"
            ),
        );
    }
}

#[test]
fn where_each_decides_a_rejection_ends_its_own_part_only() {
    let first = "parties 3
        05-01 alpha proposal as=p to=beta,gamma needs=each
        05-02 beta reply re=p position=reject";
    check(first, "p: gamma reply since 05-01 made");
    check(&format!("{first}\n05-03 gamma reply re=p position=accept"), "p: divided 05-03");
    check(&format!("{first}\n05-03 gamma reply re=p position=reject"), "p: rejected 05-03");
    check(
        &format!("{first}\n05-03 beta reply as=again re=p position=accept"),
        "p: gamma reply since 05-01 made
        without effect again on p: part_ended",
    );
}

#[test]
fn withdrawal_closes_and_only_the_proposer_may() {
    check("05-01 alpha proposal as=p to=beta\n05-02 alpha withdrawal re=p", "p: withdrawn 05-02");
    check(
        "05-01 alpha proposal as=p to=beta\n05-02 beta withdrawal as=w re=p",
        "p: beta reply since 05-01 made
        without effect w on p: not_proposer",
    );
}

#[test]
fn supersession_closes_the_former_item_and_only_the_proposer_may() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-01 alpha question as=q to=beta
        05-02 alpha proposal as=n to=beta supersedes=p
        05-03 alpha proposal as=m to=beta supersedes=q",
        "p: superseded 05-02
        q: superseded 05-03
        n: beta reply since 05-02 made
        m: beta reply since 05-03 made",
    );
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 beta proposal as=n to=alpha supersedes=p",
        "p: beta reply since 05-01 made
        n: alpha reply since 05-02 made
        without effect n on p: not_proposer",
    );
}

#[test]
fn a_round_carries_out_what_it_fulfils_even_where_that_was_accepted() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-01 alpha proposal as=a to=beta
        05-02 beta reply re=a position=accept
        05-03 mediator round as=r fulfils=p,a",
        "p: carried_out 05-03
        a: carried_out 05-03
        rounds r",
    );
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 beta reply re=p position=reject
        05-03 mediator round as=r fulfils=p",
        "p: rejected 05-02
        rounds r
        without effect r on p: closed_item",
    );
}

#[test]
fn proposer_and_addressees_together_agree_that_an_item_is_overtaken() {
    let first = "parties 3
        05-01 alpha proposal as=p to=beta,gamma
        05-02 alpha overtaken re=p
        05-03 beta overtaken re=p";
    check(first, "p: beta reply since 05-01 made; gamma reply since 05-01 made");
    check(&format!("{first}\n05-04 gamma overtaken re=p"), "p: overtaken 05-04");
}

#[test]
fn the_secretariat_marks_an_item_as_perhaps_overtaken_and_others_may_not() {
    check(
        "parties 3
        05-01 alpha proposal as=p to=beta
        05-02 secretariat overtaken as=m re=p
        05-03 gamma overtaken as=g re=p",
        "p: beta reply since 05-01 made
        p beside: m
        p perhaps overtaken: m
        without effect g on p: not_concerned",
    );
}

#[test]
fn a_reply_is_owed_on_its_last_day_and_expired_on_the_next_with_its_last_status() {
    let made = "05-01 alpha proposal as=p to=beta reply_by=05-10";
    check(&format!("{made}\nas of 05-10"), "p: beta reply since 05-01 due 05-10 made");
    check(&format!("{made}\nas of 05-11"), "p: expired 05-11");
    check(&format!("{made}\n05-02 beta reply re=p position=defer\nas of 06-01"), "p: expired 05-11");
    check(
        &format!("{made}\n05-12 beta reply as=late re=p position=accept"),
        "p: expired 05-11
        without effect late on p: expired",
    );
    check(&format!("{made}\n05-10 beta reply re=p position=accept\nas of 06-01"), "p: accepted 05-10");
}

#[test]
fn what_waits_for_the_proposer_or_for_confirmation_does_not_expire() {
    check(
        "05-01 alpha proposal as=p to=beta reply_by=05-10
        05-02 beta reply re=p position=conditional
        as of 06-01",
        "p: alpha answer_to_conditions since 05-02 made",
    );
    check(
        "05-01 alpha proposal as=p to=beta reply_by=05-10
        05-02 beta reply re=p position=accept_ad_referendum
        as of 06-01",
        "p: beta confirmation since 05-02 made",
    );
}

#[test]
fn a_turn_that_begins_after_the_last_day_is_not_bound_to_it() {
    check(
        "05-01 alpha proposal as=p to=beta reply_by=05-10
        05-02 beta reply re=p position=conditional
        05-20 alpha answer re=p conditions=met
        as of 06-01",
        "p: beta reply since 05-20 made",
    );
}

#[test]
fn where_each_decides_only_the_parts_still_owed_expire() {
    check(
        "parties 3
        05-01 alpha proposal as=p to=beta,gamma needs=each reply_by=05-10
        05-02 beta reply re=p position=conditional
        as of 05-11",
        "p: alpha answer_to_conditions since 05-02 made",
    );
    check(
        "parties 3
        05-01 alpha proposal as=p to=beta,gamma needs=each reply_by=05-10
        05-02 beta reply re=p position=accept
        as of 05-11",
        "p: divided 05-11",
    );
}

#[test]
fn the_charters_reply_period_sets_a_day_but_nothing_expires_by_it() {
    check(
        "reply period 14
        05-01 alpha proposal as=p to=beta
        05-01 alpha proposal as=d to=beta reply_by=06-10
        as of 05-30",
        "p: beta reply since 05-01 due 05-15 made
        d: beta reply since 05-01 due 06-10 made",
    );
}

#[test]
fn a_condition_is_open_until_its_stater_says_it_is_met_or_lifts_it() {
    let stated = "05-01 alpha condition as=c requires_of=beta needs=papers before=summit";
    check(stated, "c: open");
    check(&format!("{stated}\n05-02 alpha condition_met re=c"), "c: met 05-02");
    check(&format!("{stated}\n05-02 alpha condition_lifted re=c"), "c: lifted 05-02");
    check(&format!("{stated}\n05-02 alpha withdrawal re=c"), "c: lifted 05-02");
    check(
        &format!("{stated}\n05-02 beta condition_met as=m re=c\n05-03 beta withdrawal as=w re=c"),
        "c: open
        c beside: m
        without effect w on c: not_stater",
    );
}

#[test]
fn a_round_meets_what_needs_talks_and_makes_moot_what_was_to_precede_them() {
    check(
        "05-01 alpha condition as=c needs=papers before=talks series=2030
        05-01 beta condition as=d needs=round before=papers series=2030
        05-01 beta condition as=e needs=papers before=summit series=2030
        05-01 beta condition as=f needs=talks before=papers series=2029
        05-01 alpha condition as=g needs=talks before=papers
        05-02 mediator round as=r series=2030
        05-03 mediator round as=s series=2030",
        "c: moot 05-02
        d: met 05-02
        e: open
        f: open
        g: met 05-02
        rounds 2030r, s",
    );
}

#[test]
fn a_round_before_a_condition_is_no_answer_to_it() {
    check(
        "05-01 mediator round as=r
        05-02 alpha condition as=c needs=papers before=talks
        as of 05-09",
        "c: open
        rounds r",
    );
}

#[test]
fn minutes_await_each_partys_approval() {
    let tabled = "parties 3
        05-01 mediator round as=r
        05-02 secretariat minutes as=m of=r
        05-03 alpha approval re=m
        05-04 gamma approval re=m";
    check(tabled, "m: beta approval since 05-02 made\nrounds r");
    check(&format!("{tabled}\n05-05 beta approval re=m"), "m: agreed 05-05\nrounds r");
    check(
        &format!("{tabled}\n05-05 observer approval as=o re=m"),
        "m: beta approval since 05-02 made
        rounds r
        without effect o on m: not_party",
    );
}

#[test]
fn lists_and_texts_await_replies_like_proposals() {
    check(
        "05-01 alpha list as=l to=beta
        05-01 alpha text as=t to=beta
        05-02 beta reply re=l position=accept
        05-02 beta reply re=t position=conditional",
        "l: accepted 05-02
        t: alpha answer_to_conditions since 05-02 made",
    );
}

#[test]
fn readiness_is_the_last_word_of_each_actor_for_each_scope_with_its_own_conditions() {
    check(
        "05-01 alpha readiness stance=not_ready for=talks
        05-02 alpha condition as=c needs=papers before=talks
        05-03 alpha readiness stance=conditional for=talks
        05-03 alpha readiness stance=ready for=summit
        05-04 beta condition as=d needs=papers before=talks",
        "c: open
        d: open
        readiness alpha talks: conditional since 05-03 on c
        readiness alpha summit: ready since 05-03",
    );
}

#[test]
fn a_suspension_ends_by_the_word_of_whoever_declared_it() {
    let suspended = "05-01 alpha suspension scope=talks\n05-02 beta resumption scope=talks";
    check(suspended, "suspended talks by alpha since 05-01");
    check(&format!("{suspended}\n05-03 alpha resumption scope=talks"), "");
}

#[test]
fn a_statement_never_moves_what_it_is_about() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 beta statement as=s about=p asserts_awaits=alpha
        05-03 mediator statement about=p by=beta on=05-02",
        "p: beta reply since 05-01 made",
    );
}

#[test]
fn eight_parties_each_owe_and_the_last_acceptance_closes() {
    let addressees = "beta,gamma,delta,epsilon,zeta,eta,theta";
    let mut script = format!("parties 8\n05-01 alpha proposal as=p to={addressees}");
    for actor in addressees.split(',').take(6) {
        script += &format!("\n05-02 {actor} reply re=p position=accept");
    }
    check(&script, "p: theta reply since 05-01 made");
    check(&format!("{script}\n05-03 theta reply re=p position=accept"), "p: accepted 05-03");
    check(&format!("{script}\n05-03 theta reply re=p position=reject"), "p: rejected 05-03");
}

#[test]
fn a_commitment_binds_who_signed_or_accepted_and_of_others_it_is_said() {
    check(
        "parties 3
        05-01 alpha proposal as=p to=beta
        05-02 beta reply re=p position=accept
        05-03 secretariat commitment as=c from=p obliges=alpha,beta,gamma
        05-04 alpha commitment as=d from=p obliges=alpha,gamma signs=alpha,gamma",
        "p: accepted 05-02
        commitment c: alpha accepted, beta accepted, gamma said_to_be
        commitment d: alpha signed, gamma signed",
    );
}

#[test]
fn a_commitment_is_complete_when_figures_reach_it_or_all_concerned_say_so() {
    let made = "05-01 alpha proposal as=p to=beta
        05-02 beta reply re=p position=accept
        05-03 secretariat commitment as=c from=p obliges=alpha,beta quantity=10 unit=documents per=side
        05-04 secretariat execution counts_towards=c handed_over=alpha:10,beta:4";
    let open = "p: accepted 05-02\ncommitment c: alpha accepted, beta accepted";
    check(made, open);
    check(
        &format!("{made}\n05-05 secretariat execution counts_towards=c handed_over=beta:6"),
        &format!("{open}, complete"),
    );
    let unknown = format!("{made}\n05-05 secretariat execution counts_towards=c handed_over=beta:?");
    check(&unknown, open);
    let alpha =
        format!("{unknown}\n05-06 alpha execution counts_towards=c handed_over=alpha:0 declares_complete=c");
    check(&alpha, open);
    check(
        &format!("{alpha}\n05-07 beta execution counts_towards=c handed_over=beta:0 declares_complete=c"),
        &format!("{open}, complete"),
    );
}

#[test]
fn a_stage_that_may_not_count_leaves_it_open_whether_a_quantity_is_reached() {
    use crate::fixture::talks::Talks;
    let reached = |rest: &str| {
        let script = format!(
            "05-01 secretariat commitment as=c from=r obliges=alpha quantity=10 unit=documents per=side
            05-02 secretariat execution counts_towards=c handed_over=alpha:6
            {rest}"
        );
        Talks::play(&script).standing().commitments[0].reached
    };
    assert_eq!(reached(""), Some(false));
    assert_eq!(reached("05-03 secretariat execution may_count_towards=c handed_over=alpha:3"), Some(false));
    assert_eq!(reached("05-03 secretariat execution may_count_towards=c handed_over=alpha:4"), None);
    assert_eq!(reached("05-03 secretariat execution may_count_towards=c handed_over=alpha:?"), None);
    assert_eq!(reached("05-03 secretariat execution counts_towards=c handed_over=alpha:4"), Some(true));
    assert_eq!(reached("05-03 secretariat execution counts_towards=c handed_over=alpha:?"), None);
}

#[test]
fn acts_of_one_day_apply_as_they_were_entered_signed_or_reported() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-01 secretariat reply re=p position=accept by=beta on=05-01",
        "p: accepted 05-01",
    );
    check(
        "05-01 secretariat proposal as=p to=beta by=alpha on=05-01
        05-01 beta reply re=p position=accept",
        "p: accepted 05-01",
    );
    // Entered later, it comes after what was signed on its day.
    check(
        "05-01 alpha proposal as=p to=beta
        05-03 alpha withdrawal re=p
        05-04 secretariat reply as=r re=p position=accept by=beta on=05-02",
        "p: accepted 05-02
        without effect #2 on p: closed_item",
    );
}
