//! Long runs of the fuzz targets; the tests run the same parsers on what proptest makes up.

use anyhow::{Context, Result};

use crate::{
    steps::{Outcome, Tally},
    workspace,
};

/// Lets each target of `fuzz/` run for so many seconds, or the one that is named.
///
/// # Errors
/// When the targets cannot be listed.
pub fn run(seconds: u64, target: Option<&str>) -> Result<Outcome> {
    let folder = workspace::root().join("fuzz");
    let mut version = workspace::cargo();
    version.args(["fuzz", "--version"]);
    if !version.output().is_ok_and(|output| output.status.success()) {
        return Ok(Outcome::LeftOut(
            "cargo-fuzz is not here; install it with: cargo install cargo-fuzz".into(),
        ));
    }
    let mut targets: Vec<String> = std::fs::read_dir(folder.join("fuzz_targets"))
        .context("fuzz/fuzz_targets")?
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .filter(|name| target.is_none_or(|only| only == name))
        .collect();
    targets.sort();
    anyhow::ensure!(!targets.is_empty(), "no such target in fuzz/fuzz_targets");
    let mut tally = Tally::default();
    for name in targets {
        println!("{name}: {seconds} s");
        let mut command = workspace::cargo();
        // libFuzzer's coverage needs options of the compiler that stable refuses without this variable. Without the
        // address sanitizer: there is no unsafe code here for it to watch.
        command
            .current_dir(&folder)
            .env("RUSTC_BOOTSTRAP", "1")
            .args(["fuzz", "run", "--sanitizer", "none", &name, "--"])
            .args([
                &format!("-max_total_time={seconds}"),
                "-timeout=10",
                "-rss_limit_mb=2048",
                "-verbosity=0",
            ]);
        if command.status().context("cargo fuzz did not start")?.success() {
            tally.passed += 1;
        } else {
            println!("{name}: FAILED; the input is in fuzz/artifacts/{name}");
            tally.failed += 1;
        }
    }
    Ok(Outcome::Ran(tally))
}
