//! What binds only to the terms that its author had seen.

use crate::fixture::talks::check;

#[test]
fn an_acceptance_that_had_not_seen_an_amendment_is_crossed() {
    let crossing = "05-01 alpha proposal as=p to=beta
        05-02 beta reply as=c re=p position=conditional
        05-03 alpha answer as=a re=c conditions=amended";
    check(
        &format!("{crossing}\n05-03 beta reply as=r re=p position=accept sees=c"),
        "p: beta reply since 05-03 made
        without effect r on p: crossed",
    );
    check(&format!("{crossing}\n05-03 beta reply as=r re=p position=accept sees=a"), "p: accepted 05-03");
    // What binds nobody does not cross.
    check(
        &format!("{crossing}\n05-03 beta reply as=r re=p position=consider sees=c"),
        "p: beta reply since 05-03 under_consideration",
    );
}

#[test]
fn an_acceptance_that_had_not_seen_the_proposal_is_crossed() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 beta reply as=r re=p position=accept sees=nothing",
        "p: beta reply since 05-01 made
        without effect r on p: crossed",
    );
}

#[test]
fn each_act_that_binds_can_cross() {
    let tabled = "05-01 alpha text as=t to=beta
        05-02 alpha amend as=a re=t";
    for (act, label) in [
        ("beta reply as=x re=t position=accept sees=t", "x"),
        ("beta reply as=x re=t position=accept_ad_referendum sees=t", "x"),
        ("beta initial as=x re=t sees=t", "x"),
        ("beta sign as=x re=t sees=t", "x"),
        ("beta sign as=x re=t ad_referendum=true sees=t", "x"),
    ] {
        check(
            &format!("{tabled}\n05-03 {act}"),
            &format!("t: beta reply since 05-01 made\nwithout effect {label} on t: crossed"),
        );
    }
    check(
        "05-01 secretariat minutes as=m of=r
        05-02 alpha approval as=x re=m sees=nothing",
        "m: alpha approval since 05-01 made; beta approval since 05-01 made
        without effect x on m: crossed",
    );
    check(&format!("{tabled}\n05-03 beta sign as=x re=t"), "t: beta reply since 05-01 made");
}

#[test]
fn who_accepted_former_terms_is_asked_again_about_the_amended_ones() {
    let amended = "parties 3
        05-01 alpha proposal as=p to=beta,gamma
        05-02 beta reply re=p position=accept
        05-03 alpha amend re=p";
    check(amended, "p: beta reply since 05-03 made; gamma reply since 05-01 made");
    // The last acceptance of the new terms does not bind the one who saw only the old.
    check(&format!("{amended}\n05-04 gamma reply re=p position=accept"), "p: beta reply since 05-03 made");
    check(
        "parties 3
        05-01 alpha proposal as=p to=beta,gamma
        05-02 beta reply re=p position=accept
        05-02 gamma reply re=p position=conditional
        05-03 alpha answer re=p conditions=amended
        05-04 gamma reply re=p position=accept",
        "p: beta reply since 05-03 made",
    );
}

#[test]
fn a_confirmation_of_a_reply_to_former_terms_finds_nothing_to_confirm() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 beta reply as=r re=p position=accept_ad_referendum
        05-03 alpha amend re=p
        05-04 beta confirmation as=c re=r",
        "p: beta reply since 05-03 made
        without effect c on p: crossed",
    );
}

#[test]
fn a_confirmation_of_an_act_beyond_powers_binds_to_the_terms_that_the_act_had_seen() {
    check(
        "05-01 beta credential key=k powers=reply
        05-01 alpha proposal as=p to=beta
        05-02 beta reply as=r re=p position=accept signs=k
        05-03 alpha amend re=p
        05-04 beta confirmation as=c re=r",
        "p: beta reply since 05-01 made
        without effect r on p: crossed",
    );
}

#[test]
fn only_the_author_amends_and_only_what_has_terms() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-01 alpha question as=q to=beta
        05-02 beta amend as=b re=p
        05-02 alpha amend as=a re=q",
        "p: beta reply since 05-01 made
        q: beta answer since 05-01 made
        without effect b on p: not_proposer
        without effect a on q: wrong_kind",
    );
}

#[test]
fn a_reported_acceptance_cites_no_head_and_does_not_cross() {
    check(
        "05-01 alpha proposal as=p to=beta
        05-02 secretariat reply re=p position=accept by=beta on=05-02 sees=nothing",
        "p: accepted 05-02",
    );
}
