//! A program that runs to its end, with its time and memory.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

/// How often its memory is looked at. The system keeps the highest, so that only the last moments can be missed.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// From start to end.
    pub took: Duration,
    /// From start until it printed what was waited for.
    pub said: Duration,
    /// Most memory that was resident, in bytes.
    pub peak_bytes: u64,
}

/// Runs a command to its end, which prints a line that begins with a text.
///
/// # Errors
/// When it fails, or never prints that.
pub fn run(mut command: Command, says: &'static str) -> Result<Measured> {
    let begin = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{command:?} did not start"))?;
    let out = BufReader::new(child.stdout.take().context("it has an output")?);
    // Read to its end, so that the program never waits for its reader.
    let listening = thread::spawn(move || {
        let mut said = None;
        for line in out.lines().map_while(Result::ok) {
            said = said.or_else(|| line.starts_with(says).then(|| begin.elapsed()));
        }
        said
    });
    let mut peak_bytes = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak_bytes = resident(child.id()).map_or(peak_bytes, |resident| resident.peak_bytes.max(peak_bytes));
        thread::sleep(LOOK_EVERY);
    };
    let took = begin.elapsed();
    ensure!(status.success(), "{command:?}: {status}");
    let said = listening.join().expect("listening does not panic");
    let said = said.with_context(|| format!("{command:?} never said {says:?}"))?;
    Ok(Measured { took, said, peak_bytes })
}

/// Resident memory of a process, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Resident {
    /// The most that it ever had.
    pub peak_bytes: u64,
    /// What it has now.
    pub now_bytes: u64,
}

/// The resident memory of a running process.
///
/// # Errors
/// When the system does not say.
pub fn resident(process: u32) -> Result<Resident> {
    let path = format!("/proc/{process}/status");
    let status = std::fs::read_to_string(&path).with_context(|| path.clone())?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kib| kib * 1024)
    };
    let peak_bytes = field("VmHWM:").with_context(|| format!("{path} has no VmHWM"))?;
    let now_bytes = field("VmRSS:").with_context(|| format!("{path} has no VmRSS"))?;
    Ok(Resident { peak_bytes, now_bytes })
}

#[cfg(test)]
mod tests {
    use super::resident;

    #[test]
    fn this_program_has_memory() {
        let Ok(resident) = resident(std::process::id()) else { return };
        assert!(resident.peak_bytes >= resident.now_bytes && resident.now_bytes > 0);
    }
}
