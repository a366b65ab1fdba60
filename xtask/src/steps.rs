//! Steps of a long task: run one after the other, each timed, all told in a table at the end.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Write as _},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

/// What a step counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Checks that held.
    pub passed: u64,
    /// Checks that did not.
    pub failed: u64,
}

impl Tally {
    /// One check that held.
    pub const PASSED: Tally = Tally { passed: 1, failed: 0 };
    /// One check that did not.
    pub const FAILED: Tally = Tally { passed: 0, failed: 1 };
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ran.
    Ran(Tally),
    /// What it needs is not here and cannot be installed; says what.
    LeftOut(String),
}

impl Outcome {
    /// One check that held.
    pub const PASSED: Outcome = Outcome::Ran(Tally::PASSED);
}

struct Finished {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

/// The steps done so far.
#[derive(Default)]
pub struct Steps {
    finished: Vec<Finished>,
}

impl Steps {
    /// Runs a step. An error is told at once and counts as one failure, so that the steps after it still run.
    pub fn run(&mut self, name: &'static str, step: impl FnOnce() -> Result<Outcome>) {
        println!("\n=== {name}");
        let begin = Instant::now();
        let outcome = step().unwrap_or_else(|error| {
            println!("{name}: {error:#}");
            Outcome::Ran(Tally::FAILED)
        });
        if let Outcome::LeftOut(why) = &outcome {
            println!("{name} is left out: {why}");
        }
        self.finished.push(Finished { name, outcome, took: begin.elapsed() });
    }

    /// Whether no step failed.
    pub fn all_passed(&self) -> bool {
        self.finished.iter().all(|f| !matches!(f.outcome, Outcome::Ran(Tally { failed: 1.., .. })))
    }

    /// The table, what was left out by name, and the closing line.
    pub fn summary(&self) -> String {
        let mut text = String::from("\n");
        let mut sum = Tally::default();
        let mut left_out = 0;
        let width = self.finished.iter().map(|f| f.name.len()).max().unwrap_or(0);
        let mut total = Duration::ZERO;
        for Finished { name, outcome, took } in &self.finished {
            let told = match outcome {
                Outcome::Ran(Tally { passed, failed: 0 }) => format!("{passed} passed"),
                Outcome::Ran(Tally { passed, failed }) => format!("{failed} FAILED, {passed} passed"),
                Outcome::LeftOut(why) => format!("LEFT OUT: {why}"),
            };
            match outcome {
                Outcome::Ran(tally) => {
                    sum.passed += tally.passed;
                    sum.failed += tally.failed;
                }
                Outcome::LeftOut(_) => left_out += 1,
            }
            total += *took;
            let _ = writeln!(text, "{name:width$}  {:>7.1} s  {told}", took.as_secs_f64());
        }
        let _ = writeln!(text, "{:width$}  {:>7.1} s", "in all", total.as_secs_f64());
        let _ = write!(text, "\n{} passed, {} failed", sum.passed, sum.failed);
        if left_out > 0 {
            let _ = write!(text, ", {left_out} skipped");
        }
        text.push('\n');
        text
    }
}

/// Runs a command, shows what it prints as it prints it, and counts the tests that it tells of. A command that
/// names no tests counts as one check; one that fails without naming a failed test, as one failure.
///
/// # Errors
/// When it cannot be started.
pub fn run_counted(mut command: Command) -> Result<Outcome> {
    let told = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{told} did not start"))?;
    let stderr = child.stderr.take().context("no standard error")?;
    let errors = thread::spawn(move || {
        for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
            eprintln!("{}", String::from_utf8_lossy(&line));
        }
    });
    let mut tally = Tally::default();
    let stdout = child.stdout.take().context("no standard output")?;
    for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        if let Some(counted) = counts(&line) {
            tally.passed += counted.passed;
            tally.failed += counted.failed;
        }
    }
    let status = child.wait().with_context(|| format!("{told} cannot be waited for"))?;
    let _ = errors.join();
    let _ = std::io::stdout().flush();
    if !status.success() {
        println!("{told}: {status}");
        tally.failed = tally.failed.max(1);
    } else if tally == Tally::default() {
        tally = Tally::PASSED;
    }
    Ok(Outcome::Ran(tally))
}

/// What a line of a test runner counts: cargo's `test result: ok. 3 passed; 0 failed; …`, node's `# pass 3`
/// and `ℹ pass 3`.
fn counts(line: &str) -> Option<Tally> {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    if let Some(rest) = line.strip_prefix("test result: ") {
        let (_, rest) = rest.split_once(". ")?;
        let (passed, rest) = rest.split_once(" passed; ")?;
        let (failed, _) = rest.split_once(" failed")?;
        return Some(Tally { passed: number(passed)?, failed: number(failed)? });
    }
    let rest = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ "))?;
    match rest.split_once(' ')? {
        ("pass", n) => Some(Tally { passed: number(n)?, failed: 0 }),
        ("fail", n) => Some(Tally { passed: 0, failed: number(n)? }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Steps, Tally, counts};

    #[test]
    fn lines_of_cargo_and_node_are_counted() {
        let cargo = "test result: FAILED. 12 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(counts(cargo), Some(Tally { passed: 12, failed: 1 }));
        assert_eq!(counts("# pass 4"), Some(Tally { passed: 4, failed: 0 }));
        assert_eq!(counts("ℹ fail 2"), Some(Tally { passed: 0, failed: 2 }));
        assert_eq!(counts("# tests 4"), None);
        assert_eq!(counts("test a ... ok"), None);
    }

    #[test]
    fn the_closing_line_names_what_was_left_out_as_skipped() {
        let mut steps = Steps::default();
        steps.run("one", || Ok(Outcome::Ran(Tally { passed: 3, failed: 0 })));
        assert!(steps.summary().ends_with("\n3 passed, 0 failed\n"));
        steps.run("two", || Ok(Outcome::LeftOut("no such program".into())));
        assert!(steps.all_passed());
        steps.run("three", || anyhow::bail!("broken"));
        assert!(!steps.all_passed());
        let summary = steps.summary();
        assert!(summary.contains("LEFT OUT: no such program"));
        assert!(summary.ends_with("\n3 passed, 1 failed, 1 skipped\n"));
    }
}
