//! Deadlocks: open conditions whose *this before that* runs in a circle.

use verbale_process::{deadlock::deadlocks, standing::Condition};

use crate::fixture::commitment;

/// Conditions written `needs>before`, optionally `@series` and `?` where contested; the deadlocks
/// are the positions of their conditions.
#[track_caller]
fn check(conditions: &[&str], expect: &[&str]) {
    let conditions: Vec<Condition> =
        conditions.iter().zip(0u64..).map(|(text, number)| condition(text, number)).collect();
    let found: Vec<String> = deadlocks(&conditions)
        .iter()
        .map(|deadlock| {
            let at = |id| conditions.iter().position(|c| c.id == id).expect("a condition");
            let members: Vec<String> = deadlock.conditions.iter().map(|id| at(*id).to_string()).collect();
            members.join(" ") + if deadlock.contested { "?" } else { "" }
        })
        .collect();
    assert_eq!(found, expect);
}

fn condition(text: &str, number: u64) -> Condition {
    let contested = text.ends_with('?');
    let text = text.trim_end_matches('?');
    let (edge, series) = text.split_once('@').map_or((text, None), |(edge, series)| (edge, Some(series)));
    let (needs, before) = edge.split_once('>').expect("an edge");
    Condition {
        id: commitment(number),
        by: None,
        requires_of: Vec::new(),
        needs: needs.to_owned(),
        before: before.to_owned(),
        on: jiff::civil::date(2030, 5, 1),
        series: series.map(str::to_owned),
        contested,
    }
}

#[test]
fn conditions_that_run_in_no_circle_block_nobody() {
    check(&[], &[]);
    check(&["a>b", "b>c", "a>c"], &[]);
    check(&["a>b", "a>b"], &[]);
}

#[test]
fn two_conditions_each_of_which_would_have_first_what_the_other_needs_first() {
    check(&["a>b", "b>a"], &["0 1"]);
}

#[test]
fn a_condition_that_needs_what_it_is_to_precede_blocks_itself() {
    check(&["a>a"], &["0"]);
}

#[test]
fn a_circle_of_three_is_told_from_its_oldest_in_the_order_in_which_one_needs_the_next() {
    // 0 needs a, which waits for b (1), which waits for c (2), which 0 would have first.
    check(&["a>c", "b>a", "c>b"], &["0 1 2"]);
    check(&["c>b", "a>c", "b>a"], &["0 1 2"]);
}

#[test]
fn talks_and_a_round_are_one_thing() {
    check(&["talks>a", "a>round"], &["0 1"]);
}

#[test]
fn circles_that_share_a_topic_are_each_told() {
    check(&["a>b", "b>a", "c>b", "b>c"], &["0 1", "2 3"]);
}

#[test]
fn of_parallel_conditions_each_is_named_in_a_smallest_circle() {
    check(&["a>b", "a>b", "b>a"], &["0 2", "1 2"]);
}

#[test]
fn a_shorter_circle_through_a_condition_is_told_before_a_longer() {
    check(&["a>b", "b>a", "b>c", "c>a"], &["0 1", "0 3 2"]);
}

#[test]
fn conditions_of_different_series_do_not_block_each_other() {
    check(&["a>b@2022", "b>a@2025"], &[]);
    check(&["a>b@2025", "b>a@2025", "b>a@2022"], &["0 1"]);
    check(&["a>b", "b>a@2025"], &[]);
}

#[test]
fn a_deadlock_says_that_it_rests_on_a_contested_condition() {
    check(&["a>b", "b>a?"], &["0 1?"]);
}

#[test]
fn ten_thousand_conditions_are_no_work_that_grows_with_their_cube() {
    // Each against each: every condition is in a circle of two.
    let both: Vec<String> = (0..10_000).map(|n| if n % 2 == 0 { "a>b" } else { "b>a" }.to_owned()).collect();
    let conditions: Vec<Condition> = both.iter().zip(0u64..).map(|(text, n)| condition(text, n)).collect();
    assert_eq!(deadlocks(&conditions).len(), 9_999);
    // A long way round with many ways at each step, and no way back.
    let chain: Vec<String> = (0..10_000).map(|n| format!("t{}>t{}", n % 100, n % 100 + 1)).collect();
    let conditions: Vec<Condition> = chain.iter().zip(0u64..).map(|(text, n)| condition(text, n)).collect();
    assert_eq!(deadlocks(&conditions).len(), 0);
    // One circle through two thousand topics.
    let ring: Vec<String> = (0..2_000).map(|n| format!("t{n}>t{}", (n + 1) % 2_000)).collect();
    let conditions: Vec<Condition> = ring.iter().zip(0u64..).map(|(text, n)| condition(text, n)).collect();
    assert_eq!(deadlocks(&conditions).len(), 1);
}
