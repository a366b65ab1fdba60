//! The two clocks of a request: `as_of`, when acts happened, and `at_size`, what the record held.

use axum::{extract::FromRequestParts, http::request::Parts};
use jiff::civil::Date;
use serde::Deserialize;
use verbale_process::fold::At;

use crate::{extract::Query, problem::Problem, state::AppState, view::View};

/// The two clocks, as a request gives them. Both are optional: without them the standing is that
/// of today, with everything that the record holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    /// The day up to which acts count.
    pub as_of: Option<Date>,
    /// How many entries of the view count, in the order in which they were entered.
    pub at_size: Option<u64>,
}

#[derive(Deserialize)]
struct Asked {
    as_of: Option<String>,
    at_size: Option<String>,
}

impl Clocks {
    /// Reads the two values; an empty one, as a form sends it, is none.
    pub fn read(as_of: Option<&str>, at_size: Option<&str>) -> Result<Clocks, Problem> {
        let as_of = match as_of.filter(|v| !v.is_empty()) {
            None => None,
            Some(text) => Some(parse_date(text)?),
        };
        let at_size = match at_size.filter(|v| !v.is_empty()) {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| {
                Problem::malformed(
                    "at_size is not a whole number of entries.",
                    "Give at_size=N, with N from 0 to the record's size, or leave it out for all entries.",
                )
            })?),
        };
        Ok(Clocks { as_of, at_size })
    }

    /// Both clocks resolved against a view: today where no day is given. A size beyond the
    /// record's is a problem, since what the record will hold is not known.
    pub fn at(&self, state: &AppState, view: &View) -> Result<At, Problem> {
        if let Some(size) = self.at_size.filter(|size| *size > view.size()) {
            return Err(Problem::invalid(
                format!("at_size={size} is more than the record holds: {} entries.", view.size()),
                "Give a size up to the record's, or leave at_size out.",
            ));
        }
        Ok(At { as_of: self.as_of.unwrap_or_else(|| state.today(view)), at_size: self.at_size })
    }
}

/// Reads a day in its one form, `YYYY-MM-DD`.
fn parse_date(text: &str) -> Result<Date, Problem> {
    let form = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    text.parse().ok().filter(|_| form).ok_or_else(|| {
        Problem::malformed(
            "as_of is not a day of the calendar.",
            "Give as_of=YYYY-MM-DD, such as as_of=2025-11-12.",
        )
    })
}

impl<S: Send + Sync> FromRequestParts<S> for Clocks {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(asked) = Query::<Asked>::from_request_parts(parts, state).await?;
        Clocks::read(asked.as_of.as_deref(), asked.at_size.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_left_out_or_empty_is_none() {
        assert_eq!(Clocks::read(None, None).unwrap(), Clocks::default());
        assert_eq!(Clocks::read(Some(""), Some("")).unwrap(), Clocks::default());
    }

    #[test]
    fn a_day_has_one_form() {
        assert!(Clocks::read(Some("2025-11-12"), None).unwrap().as_of.is_some());
        for bad in
            ["2025-11-32", "2025-1-1", "20251112", "2025-11-12T00:00", "12.11.2025", "today", "-002025-11-12"]
        {
            assert!(Clocks::read(Some(bad), None).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_size_is_a_whole_number() {
        assert_eq!(Clocks::read(None, Some("17")).unwrap().at_size, Some(17));
        for bad in ["-1", "1.5", "many", "99999999999999999999"] {
            assert!(Clocks::read(None, Some(bad)).is_err(), "{bad}");
        }
    }
}
