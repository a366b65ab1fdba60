//! Figures beside their bars.

use std::fmt::Write as _;

use anyhow::Result;
use serde::Serialize;

use super::machine::Machine;

/// What a figure must be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bar {
    /// At least so much.
    AtLeast(f64),
    /// At most so much.
    AtMost(f64),
    /// Nothing: it is measured for what it explains.
    None,
}

#[derive(Clone, Debug, Serialize)]
struct Row {
    what: &'static str,
    figure: f64,
    unit: &'static str,
    bar: Bar,
    is_held: bool,
}

/// All figures of a run.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Enters a figure, and says it at once.
    pub fn enter(&mut self, what: &'static str, figure: f64, unit: &'static str, bar: Bar) {
        let is_held = match bar {
            Bar::AtLeast(least) => figure >= least,
            Bar::AtMost(most) => figure <= most,
            Bar::None => true,
        };
        let row = Row { what, figure, unit, bar, is_held };
        eprintln!("  {}", line(&row));
        self.rows.push(row);
    }

    /// Whether every bar is held.
    pub fn all_held(&self) -> bool {
        self.rows.iter().all(|row| row.is_held)
    }

    /// For people.
    pub fn text(&self, machine: &Machine) -> String {
        let mut text = format!("\n{machine}\n");
        for row in &self.rows {
            let _ = writeln!(text, "{}", line(row));
        }
        let missed = self.rows.iter().filter(|row| !row.is_held).count();
        let bars = self.rows.iter().filter(|row| row.bar != Bar::None).count();
        let _ = writeln!(text, "\n{} of {bars} bars held", bars - missed);
        text
    }

    /// For programs.
    ///
    /// # Errors
    /// When a figure is no number.
    pub fn json(&self, machine: &Machine) -> Result<String> {
        Ok(serde_json::to_string_pretty(&serde_json::json!({ "machine": machine, "figures": self.rows }))?)
    }
}

fn line(row: &Row) -> String {
    let (bar, verdict) = match row.bar {
        Bar::AtLeast(least) => {
            (format!("at least {}", number(least)), if row.is_held { "held" } else { "MISSED" })
        }
        Bar::AtMost(most) => {
            (format!("at most {}", number(most)), if row.is_held { "held" } else { "MISSED" })
        }
        Bar::None => (String::new(), ""),
    };
    format!("{:<58} {:>10} {:<18} {bar:<18} {verdict}", row.what, number(row.figure), row.unit)
        .trim_end()
        .to_owned()
}

/// Three digits that count, without an exponent.
fn number(figure: f64) -> String {
    let digits = if figure >= 100.0 {
        0
    } else if figure >= 10.0 {
        1
    } else {
        2
    };
    format!("{figure:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::{Bar, Table, number};

    #[test]
    fn a_figure_beyond_its_bar_is_missed() {
        let mut table = Table::default();
        table.enter("a", 2.0, "s", Bar::AtMost(2.0));
        table.enter("b", 2.0, "s", Bar::AtLeast(2.0));
        table.enter("c", 9.0, "s", Bar::None);
        assert!(table.all_held());
        table.enter("d", 2.1, "s", Bar::AtMost(2.0));
        assert!(!table.all_held());
    }

    #[test]
    fn numbers_have_the_digits_that_count() {
        assert_eq!([number(0.051), number(12.34), number(10_345.6)], ["0.05", "12.3", "10346"]);
    }
}
