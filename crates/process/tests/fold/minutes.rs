//! Minutes, approved or objected to paragraph by paragraph.

use crate::fixture::talks::check;

const TABLED: &str = "05-01 mediator round as=r
    05-02 secretariat minutes as=m of=r paragraph_count=3";

#[test]
fn a_party_owes_until_it_has_spoken_on_every_paragraph() {
    check(
        &format!("{TABLED}\n05-03 alpha approval re=m paragraphs=1,3"),
        "m: alpha approval since 05-02 made; beta approval since 05-02 made
        m 1: yes alpha no  in m
        m 2: yes  no  in m
        m 3: yes alpha no  in m
        rounds r",
    );
    check(
        &format!(
            "{TABLED}\n05-03 alpha approval re=m paragraphs=1,3\n05-04 alpha approval re=m paragraphs=2"
        ),
        "m: beta approval since 05-02 made
        m 1: yes alpha no  in m
        m 2: yes alpha no  in m
        m 3: yes alpha no  in m
        rounds r",
    );
}

#[test]
fn an_objection_asks_for_a_revision_of_its_paragraphs_and_what_was_said_of_the_others_stands() {
    let objected = format!(
        "{TABLED}
        05-03 alpha approval re=m
        05-04 beta objection as=o re=m paragraphs=2
        05-05 beta approval re=m paragraphs=1,3"
    );
    check(
        &objected,
        "m: secretariat revision since 05-05 made
        m 1: yes alpha,beta no  in m
        m 2: yes alpha no beta in m
        m 3: yes alpha,beta no  in m
        rounds r",
    );
    let revised = format!("{objected}\n05-06 secretariat amend as=v re=m paragraphs=2");
    check(
        &revised,
        "m: alpha approval since 05-06 made; beta approval since 05-06 made
        m 1: yes alpha,beta no  in m
        m 2: yes  no  in v
        m 3: yes alpha,beta no  in m
        rounds r",
    );
    check(
        &format!("{revised}\n05-07 beta approval re=m paragraphs=2\n05-08 alpha approval re=m paragraphs=2"),
        "m: agreed 05-08
        m 1: yes alpha,beta no  in m
        m 2: yes alpha,beta no  in v
        m 3: yes alpha,beta no  in m
        rounds r",
    );
}

#[test]
fn a_party_takes_its_objection_back_by_approving_and_the_last_word_counts() {
    check(
        &format!(
            "{TABLED}
            05-03 alpha objection as=o re=m paragraphs=1,2,3
            05-04 alpha approval re=m
            05-05 beta objection as=n re=m paragraphs=1
            05-06 beta approval re=m paragraphs=1"
        ),
        "m: beta approval since 05-02 made
        m 1: yes alpha,beta no  in m
        m 2: yes alpha no  in m
        m 3: yes alpha no  in m
        rounds r",
    );
}

#[test]
fn minutes_as_a_whole_are_one_paragraph() {
    check(
        "05-01 mediator round as=r
        05-02 secretariat minutes as=m of=r
        05-03 alpha objection as=o re=m paragraphs=1
        05-04 beta approval re=m",
        "m: secretariat revision since 05-03 made\nrounds r",
    );
}

#[test]
fn words_on_paragraphs_that_are_not_there_or_read_otherwise_have_no_effect() {
    let untouched = "m: alpha approval since 05-02 made; beta approval since 05-02 made
        m 1: yes  no  in m
        m 2: yes  no  in m
        m 3: yes  no  in m";
    for kind in ["alpha approval", "alpha objection", "secretariat amend"] {
        check(
            &format!("{TABLED}\n05-03 {kind} as=x re=m paragraphs=4"),
            &format!("{untouched}\nrounds r\nwithout effect x on m: nothing_to_move"),
        );
    }
    for kind in ["approval", "objection"] {
        check(
            &format!(
                "{TABLED}
                05-03 secretariat amend as=v re=m paragraphs=2
                05-04 alpha {kind} as=x re=m paragraphs=2 sees=m"
            ),
            "m: alpha approval since 05-02 made; beta approval since 05-02 made
            m 1: yes  no  in m
            m 2: yes  no  in v
            m 3: yes  no  in m
            rounds r
            without effect x on m: crossed",
        );
    }
    check(
        &format!("{TABLED}\n05-03 observer objection as=x re=m paragraphs=2"),
        &format!("{untouched}\nm beside: x\nrounds r"),
    );
    check(
        &format!("{TABLED}\n05-03 alpha amend as=x re=m paragraphs=2"),
        &format!("{untouched}\nrounds r\nwithout effect x on m: not_proposer"),
    );
}
