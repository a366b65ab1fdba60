//! `cargo xtask test`: every check of the project, in an order in which the quick ones speak first.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{
    crash, house,
    oracle::{self, Language},
    provision,
    steps::{Outcome, Steps, run_counted},
    venue::{Server, Venue},
    workspace::{self, Profile},
};

/// Kills in the tests; `cargo xtask crash --times 10000` is the long run.
const KILLS: u64 = 100;

type Check = fn() -> Result<Outcome>;

/// Runs every check and prints a table; `quick` leaves out what needs a browser, outside programs or crashes, and says
/// so. Gives whether all passed.
pub fn run(quick: bool) -> bool {
    let mut steps = Steps::default();
    steps.run("npm packages", || provision::npm_packages().map(|()| Outcome::PASSED));
    steps.run("cargo fmt", || run_counted(cargo(&["fmt", "--all", "--", "--check", "--files-with-diff"])));
    steps.run("house checks", house::check);
    steps.run("cargo clippy", || {
        run_counted(cargo(&["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
    steps.run("cargo test", || run_counted(cargo(&["test", "--locked", "--workspace", "--no-fail-fast"])));
    steps.run("npm run check", || run_counted(npm(&["run", "check"])));
    steps.run("npm test", || run_counted(npm(&["test"])));
    let outside: [(&'static str, Check); 5] = [
        ("browser tests", browser),
        ("oracle: Go", || oracle::run(&workspace::build_verbale(Profile::Dev)?, Language::Go)),
        ("oracle: Python", || oracle::run(&workspace::build_verbale(Profile::Dev)?, Language::Python)),
        ("crashes", || crash::run(&workspace::build_verbale(Profile::Dev)?, KILLS, None)),
        ("durability", || crash::durability(&workspace::build_verbale(Profile::Dev)?)),
    ];
    for (name, step) in outside {
        if quick {
            steps.run(name, || Ok(Outcome::LeftOut("--quick".into())));
        } else {
            steps.run(name, step);
        }
    }
    print!("{}", steps.summary());
    steps.all_passed()
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = workspace::cargo();
    command.args(arguments);
    command
}

fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(workspace::web());
    command
}

/// The browser's tests, against the demonstration.
fn browser() -> Result<Outcome> {
    let chromium = match provision::chromium() {
        Ok(chromium) => chromium,
        Err(missing) => return Ok(Outcome::LeftOut(missing)),
    };
    let program = workspace::build_verbale(Profile::Dev)?;
    let folder = tempfile::tempdir()?;
    let venue = Venue::demonstration(&program, &folder.path().join("data"))?;
    let server: Server = venue.serve().context("the demonstration")?;
    let mut command = npm(&["run", "test:browser"]);
    command
        .env("VERBALE_TEST_URL", format!("http://{}", server.address()))
        .env("VERBALE_TEST_PROGRAM", &program)
        .env("VERBALE_CHROMIUM", chromium);
    run_counted(command)
}
