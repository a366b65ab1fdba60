//! The alternat: who stands first (DESIGN, law 1).

use jiff::civil::{Date, date};
use verbale_process::entry::days_between;
use verbale_record::ActorId;

/// The parties in the order of a day. The first place moves on by one with every day since
/// 1970-01-01; the others follow in the charter's order, so that each party is first equally often.
///
/// ```text
/// charter's order a, b, c:  1970-01-01 a b c,  1970-01-02 b c a,  1970-01-03 c a b, …
/// ```
pub fn alternat(parties: &[ActorId], day: Date) -> Vec<ActorId> {
    let mut places = parties.to_vec();
    if let Ok(count) = i64::try_from(places.len())
        && count > 0
    {
        let first = days_between(date(1970, 1, 1), day).rem_euclid(count);
        places.rotate_left(usize::try_from(first).unwrap_or(0));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Vec<ActorId> {
        names.iter().map(|n| n.parse().unwrap()).collect()
    }

    #[test]
    fn each_party_is_first_equally_often() {
        let parties = ids(&["alpha", "beta", "gamma"]);
        assert_eq!(alternat(&parties, date(1970, 1, 1)), parties);
        assert_eq!(alternat(&parties, date(1970, 1, 2)), ids(&["beta", "gamma", "alpha"]));
        assert_eq!(alternat(&parties, date(1969, 12, 31)), ids(&["gamma", "alpha", "beta"]));
        for first in &parties {
            let days = (1..=30).filter(|d| alternat(&parties, date(2025, 6, *d))[0] == *first).count();
            assert_eq!(days, 10);
        }
    }

    #[test]
    fn without_parties_there_is_no_order() {
        assert_eq!(alternat(&[], date(2025, 1, 1)), []);
    }
}
