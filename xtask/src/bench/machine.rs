//! What the machine itself can do, measured with nothing of the project around it.

use std::{fmt, io::Write as _, thread, time::Duration};

use anyhow::{Context, Result};
use ed25519_dalek::{Signer as _, SigningKey};
use serde::Serialize;

use super::sample::{median, time};

/// Signatures that are verified; what an archive of as many notes is held against.
pub const SIGNATURES: usize = 100_000;
/// Length of what is signed, in bytes: that of a note.
const SIGNED_BYTES: usize = 1_024;
/// Different signatures among them; more would only measure memory.
const DIFFERENT: usize = 1_000;
/// Syncs that are timed.
const SYNCS: usize = 200;
/// What is appended before each sync, in bytes: a page.
const SYNCED_BYTES: usize = 4_096;

/// The rates of this machine.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Machine {
    /// Cores.
    pub cores: usize,
    /// Strict verifications of Ed25519 on one core, a second.
    pub verifications_per_second: f64,
    /// The time for [`SIGNATURES`] of them on all cores, in seconds.
    pub all_verified_s: f64,
    /// Median time of appending a page to a file and syncing it, in seconds.
    pub sync_s: f64,
}

impl Machine {
    /// Measures them.
    ///
    /// # Errors
    /// When the temporary folder cannot be written.
    pub fn measure() -> Result<Machine> {
        let cores = thread::available_parallelism()?.get();
        let key = SigningKey::from_bytes(&[1; 32]);
        let signed: Vec<(String, _)> = (0..DIFFERENT)
            .map(|n| {
                let text = format!("{n:0>SIGNED_BYTES$}");
                let signature = key.sign(text.as_bytes());
                (text, signature)
            })
            .collect();
        let verify = |count: usize| {
            let verifier = key.verifying_key();
            let is_signed =
                |(text, signature): &(String, _)| verifier.verify_strict(text.as_bytes(), signature).is_ok();
            let (all, took) = time(|| signed.iter().cycle().take(count).all(is_signed));
            assert!(all, "a signature that was just made verifies");
            took
        };
        let one = verify(SIGNATURES / 10);
        let ((), all) = time(|| {
            thread::scope(|scope| {
                for core in 0..cores {
                    let share = SIGNATURES / cores + usize::from(core < SIGNATURES % cores);
                    scope.spawn(move || verify(share));
                }
            });
        });
        Ok(Machine {
            cores,
            verifications_per_second: (SIGNATURES / 10) as f64 / one.as_secs_f64(),
            all_verified_s: all.as_secs_f64(),
            sync_s: sync()?.as_secs_f64(),
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "This machine, in this run:")?;
        writeln!(f, "  {} cores", self.cores)?;
        writeln!(f, "  {:.0} strict verifications a second on one core", self.verifications_per_second)?;
        writeln!(f, "  {:.2} s for {SIGNATURES} of them on all cores", self.all_verified_s)?;
        writeln!(f, "  {:.3} ms to append a page and sync it (median)", self.sync_s * 1e3)
    }
}

fn sync() -> Result<Duration> {
    let mut file = tempfile::tempfile().context("the temporary folder")?;
    let page = [7; SYNCED_BYTES];
    let mut times = Vec::new();
    for _ in 0..SYNCS {
        let (synced, took) = time(|| file.write_all(&page).and_then(|()| file.sync_data()));
        synced.context("the temporary folder")?;
        times.push(took);
    }
    Ok(median(times))
}
