//! Contested acts: both outcomes, and what ends a contest.

use crate::fixture::talks::check;

/// Alpha's proposal, and alpha's account that it was handed over.
const HANDED_OVER: &str = "05-01 alpha proposal as=p to=beta
    05-02 secretariat delivery as=d re=p to=beta by=alpha on=05-02 according_to=alpha";

/// Alpha's proposal, and the secretariat's word that beta considers it.
const REPLIED: &str = "05-01 alpha proposal as=p to=beta
    05-02 secretariat reply as=r re=p position=reject by=beta on=05-02";

#[test]
fn a_delivery_by_its_authors_own_account_is_contested_until_the_addressee_has_it() {
    check(
        HANDED_OVER,
        "p: beta reply since 05-01 delivered
        p without d: alpha delivery since 05-01 made",
    );
    for ending in ["beta receipt re=p", "beta endorsement as=e re=d"] {
        let script = format!("{HANDED_OVER}\n05-03 {ending}");
        let rest = if ending.contains("receipt") { "received" } else { "delivered\np beside: e" };
        check(&script, &format!("p: beta reply since 05-01 {rest}"));
    }
    // Alpha cannot endorse its own account, nor give the receipt.
    check(
        &format!("{HANDED_OVER}\n05-03 alpha endorsement as=e re=d\n05-03 alpha receipt as=x re=p"),
        "p: beta reply since 05-01 delivered
        p without d: alpha delivery since 05-01 made
        p beside: e
        without effect x on p: not_addressee",
    );
}

#[test]
fn without_a_delivery_an_addressee_that_replied_has_the_text_all_the_same() {
    check(
        &format!("{HANDED_OVER}\n05-03 beta reply re=p position=consider"),
        "p: beta reply since 05-01 under_consideration
        p without d: beta reply since 05-01 under_consideration",
    );
    check(
        &format!(
            "{HANDED_OVER}\n05-03 mediator delivery re=p to=beta\n05-04 beta objection as=o re=d against=delivery"
        ),
        "p: beta reply since 05-01 delivered
        p without d (o): beta reply since 05-01 delivered
        p beside: o",
    );
}

#[test]
fn an_act_known_from_anothers_word_is_contested_until_its_actor_endorses_it() {
    let account = format!("{REPLIED} according_to=alpha");
    check(
        &account,
        "p: rejected 05-02
        p without r: beta reply since 05-01 made",
    );
    check(&format!("{account}\n05-03 beta endorsement as=e re=r"), "p: rejected 05-02\np beside: e");
    for other in ["alpha", "mediator", "observer"] {
        check(
            &format!("{account}\n05-03 {other} endorsement as=e re=r"),
            "p: rejected 05-02
            p without r: beta reply since 05-01 made
            p beside: e",
        );
    }
}

#[test]
fn an_objection_of_an_actor_concerned_contests_the_reported_act() {
    for (actor, against, item) in
        [("alpha", "reply", "p"), ("beta", "reply", "p"), ("beta", "reply", "r"), ("alpha", "existence", "r")]
    {
        check(
            &format!("{REPLIED}\n05-03 {actor} objection as=o re={item} against={against}"),
            "p: rejected 05-02
            p without r (o): beta reply since 05-01 made
            p beside: o",
        );
    }
}

#[test]
fn an_objection_without_effect_is_listed_and_contests_nothing() {
    for (objection, reason) in [
        ("observer objection as=o re=p against=reply", "not_concerned"),
        ("observer objection as=o re=r against=existence", "not_concerned"),
        ("beta objection as=o re=p against=delivery", "nothing_to_move"),
        ("beta objection as=o re=r against=delivery", "nothing_to_move"),
    ] {
        check(
            &format!("{REPLIED}\n05-03 {objection}"),
            &format!("p: rejected 05-02\nwithout effect o on p: {reason}"),
        );
    }
}

#[test]
fn an_objection_to_figures_dates_or_words_stands_beside_and_changes_nothing() {
    for against in ["figures", "date", "wording", "scope", "classification"] {
        check(
            &format!("{REPLIED}\n05-03 beta objection as=o re=p against={against}"),
            "p: rejected 05-02
            p beside: o",
        );
    }
}

#[test]
fn a_signed_act_is_proved_and_an_objection_forks_nothing() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 alpha delivery re=p to=beta
        05-03 beta objection as=o re=p against=delivery
        05-03 beta not_received as=n re=p
        05-04 beta reply re=p position=reject
        05-05 alpha objection as=a re=p against=reply
        05-05 beta objection as=e re=p against=existence",
        "p: rejected 05-04
        p beside: o, n, a, e",
    );
}

#[test]
fn a_withdrawn_objection_contests_no_more() {
    let objected = format!("{REPLIED}\n05-03 alpha objection as=o re=p against=reply");
    check(
        &format!("{objected}\n05-04 alpha withdrawal re=o"),
        "p: rejected 05-02
        p beside: o
        o: withdrawn 05-04",
    );
    check(
        &format!("{objected}\n05-04 beta withdrawal as=w re=o"),
        "p: rejected 05-02
        p without r (o): beta reply since 05-01 made
        p beside: o
        without effect w on o: not_proposer",
    );
}

#[test]
fn an_actors_last_word_on_an_act_holds() {
    let objected = "05-01 alpha proposal as=p to=beta
        05-02 secretariat delivery as=d re=p to=beta by=alpha on=05-02
        05-03 beta not_received as=n re=p";
    check(
        objected,
        "p: beta reply since 05-01 delivered
        p without d (n): alpha delivery since 05-01 made
        p beside: n",
    );
    let received = format!("{objected}\n05-04 beta receipt re=p");
    check(
        &received,
        "p: beta reply since 05-01 received
        p beside: n",
    );
    // Who has given a receipt and objects again is heard again, but it has the text.
    check(
        &format!("{received}\n05-05 beta objection as=o re=p against=delivery"),
        "p: beta reply since 05-01 received
        p without d (o): beta reply since 05-01 received
        p beside: n, o",
    );
}

#[test]
fn an_objection_contests_what_came_before_it_and_not_what_comes_after() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 secretariat reply as=r re=p position=consider by=beta on=05-02
        05-03 beta objection as=o re=p against=reply
        05-04 secretariat reply as=s re=p position=note by=beta on=05-04",
        "p: beta reply since 05-01 noted
        p without r (o): beta reply since 05-01 noted
        p beside: o",
    );
}

#[test]
fn of_several_contested_acts_each_has_its_own_second_outcome() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 secretariat delivery as=d re=p to=beta by=alpha on=05-02 according_to=alpha
        05-03 secretariat reply as=c re=p position=conditional by=beta on=05-03 according_to=alpha
        05-05 secretariat reply as=r re=p position=conditional by=beta on=05-05 according_to=alpha",
        "p: alpha answer_to_conditions since 05-03 delivered
        p without d: alpha answer_to_conditions since 05-03 made
        p without c: alpha answer_to_conditions since 05-05 delivered
        p without r: alpha answer_to_conditions since 05-03 delivered",
    );
}

#[test]
fn a_contested_proposal_is_absent_in_one_reading_and_what_it_supersedes_is_open() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 secretariat proposal as=n to=beta supersedes=p by=alpha on=05-02 according_to=beta",
        "p: superseded 05-02
        p without n: beta reply since 05-01 made
        n: beta reply since 05-02 made
        n without n: absent",
    );
}

#[test]
fn an_objection_to_a_superseding_proposal_reaches_the_item_that_it_superseded() {
    let superseded = "05-01 alpha proposal as=p to=beta
        05-02 secretariat proposal as=n to=beta supersedes=p by=alpha on=05-02
        05-03 alpha objection as=o re=n against=existence";
    check(
        superseded,
        "p: superseded 05-02
        p without n (o): beta reply since 05-01 made
        n: beta reply since 05-02 made
        n without n (o): absent
        n beside: o",
    );
    check(
        &format!("{superseded}\n05-04 alpha withdrawal re=o"),
        "p: superseded 05-02
        n: beta reply since 05-02 made
        n beside: o
        o: withdrawn 05-04",
    );
}

#[test]
fn a_contested_round_is_contested_wherever_it_is_the_fact_of_talks() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-01 alpha condition as=c needs=talks before=papers
        05-02 secretariat round as=r by=mediator on=05-02 fulfils=p
        05-03 beta objection as=o re=r against=existence
        05-04 mediator round as=s",
        "p: carried_out 05-02
        p without r (o): beta reply since 05-01 made
        c: met 05-02
        c without r (o): met 05-04
        r without r (o): absent
        r beside: o
        rounds r, s",
    );
}

#[test]
fn a_condition_by_anothers_account_is_contested_and_so_is_the_deadlock_on_it() {
    check(
        "05-01 alpha condition as=c needs=ceasefire before=papers
        05-02 secretariat condition as=d requires_of=alpha needs=papers before=ceasefire by=beta on=05-02 according_to=mediator",
        "c: open
        d: open
        d without d: absent
        deadlock c > d contested",
    );
}

#[test]
fn a_reply_to_what_had_no_effect_is_not_contested() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 alpha withdrawal re=p
        05-03 secretariat reply as=r re=p position=reject by=beta on=05-03 according_to=alpha",
        "p: withdrawn 05-02
        without effect r on p: closed_item",
    );
}

#[test]
fn a_reported_act_of_nobody_by_an_account_is_contested_until_another_concerned_endorses_it() {
    let round = "05-02 secretariat round as=r by=nobody on=05-02 according_to=alpha";
    check(round, "r without r: absent\nrounds r");
    check(
        &format!("{round}\n05-03 alpha endorsement as=e re=r"),
        "r without r: absent\nr beside: e\nrounds r",
    );
    check(&format!("{round}\n05-03 beta endorsement as=e re=r"), "r beside: e\nrounds r");
}

#[test]
fn a_statement_that_is_objected_to_is_not_contested() {
    check(
        "05-01 alpha statement as=s
        05-02 beta objection as=o re=s against=existence",
        "s beside: o",
    );
}

#[test]
fn readiness_by_anothers_account_is_contested_until_its_actor_endorses_it() {
    let account = "05-01 secretariat readiness as=x stance=ready for=talks by=beta on=05-01";
    let ready = "readiness beta talks: ready since 05-01";
    check(account, ready);
    check(&format!("{account} according_to=beta"), ready);
    check(&format!("{account} according_to=alpha"), &format!("{ready} contested"));
    check(&format!("{account} according_to=alpha\n05-02 beta endorsement re=x"), ready);
    check(
        &format!("{account} according_to=alpha\n05-02 alpha endorsement re=x"),
        &format!("{ready} contested"),
    );
    let objected = format!("{account}\n05-02 beta objection as=o re=x against=existence");
    check(&objected, &format!("{ready} contested"));
    check(&format!("{objected}\n05-03 beta withdrawal re=o"), &format!("o: withdrawn 05-03\n{ready}"));
    check(&format!("{objected}\n05-03 beta endorsement re=x"), ready);
}
