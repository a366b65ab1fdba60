//! `verbale verify`: checks a record.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use serde::Serialize;
use verbale_process::report::StandingReport;
use verbale_record::{checkpoint::SignedCheckpoint, signed_note::SIGNED_NOTE_BYTES_MAX};

use crate::{
    cancel::Cancel,
    clock,
    commands::standing::{self, Clocks},
    console::{Console, Tone, wrapped},
    failure::{Failure, Kind},
    folder::read_text,
    remote::{Remote, blocking},
    render::WIDTH,
    verify::{self, Kept, Options, Report, Verified},
};

/// Records of more entries are folded only where that is asked for: the fold holds every note in
/// memory, and verifying does not.
const FOLD_ENTRIES_MAX: u64 = 200_000;

/// Check a record: an archive, a folder of tiles, or a server's.
///
/// Archives and folders are checked without any network. Prints what is checked, one line a
/// check, then one verdict in words, what was not checked, and the standing.
///
/// A record proves itself only against something that you know from elsewhere. Give the hash of
/// the charter with --charter, as a member of the process told it to you; without it the verdict
/// asks you to compare. Give a checkpoint that you kept with --since: where the record is not a
/// continuation of it, both heads are named and, with --fork-proof, written to a file that proves
/// the fork to anybody.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale verify istanbul.verbale
  verbale verify istanbul.verbale --charter HASH
  verbale verify istanbul-tiles
  verbale verify https://venue.example/istanbul --since kept.checkpoint --fork-proof fork.json

Exit code 0 says that every check passed, 1 that one failed.")]
pub struct Args {
    /// An archive, a folder of tiles, or the address of a process.
    #[arg(value_name = "TARGET")]
    target: String,
    /// The charter's hash (64 hexadecimal digits), as a member of the process gave it.
    #[arg(long, value_name = "HASH")]
    charter: Option<verbale_record::ProcessId>,
    #[command(flatten)]
    clocks: Clocks,
    /// A checkpoint kept from earlier, which the record must continue; may be given several times.
    #[arg(long, value_name = "CHECKPOINTFILE")]
    since: Vec<PathBuf>,
    /// Where two heads conflict, write the proof of it to this file.
    #[arg(long, value_name = "FILE")]
    fork_proof: Option<PathBuf>,
    /// Print the standing also of a record of more than 200,000 entries, which takes memory.
    #[arg(long, conflicts_with = "no_standing")]
    standing: bool,
    /// Print no standing.
    #[arg(long)]
    no_standing: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A verification, as JSON.
#[derive(Serialize)]
struct Verdict<'a> {
    /// `verified`, or `failed`.
    verdict: &'static str,
    /// The process: the hash of its charter.
    charter: Option<String>,
    /// Whether that is the one that was asked for; null where none was.
    charter_as_asked: Option<bool>,
    /// The verdict in words.
    words: String,
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<StandingReport>,
}

/// Does it.
pub async fn run(args: Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let cancel = cancel.clone();
    blocking(move || verify_blocking(&args, console, &cancel)).await
}

fn verify_blocking(args: &Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let mut kept = args.since.iter().map(|path| kept(path)).collect::<Result<Vec<_>, _>>()?;
    let is_url = args.target.starts_with("https://") || args.target.starts_with("http://");
    let fetched = if is_url {
        let (remote, process) = Remote::of_process(&args.target)?;
        // The checkpoints come first: the archive, which comes later, must continue them.
        kept.extend(remote.checkpoints(&process)?);
        Some(remote.archive(&process, console, cancel)?)
    } else {
        None
    };
    let options = Options {
        charter: args.charter,
        kept: &kept,
        now_s: fetched.is_some().then(|| clock::now_ms() / 1_000),
        fork_proof: args.fork_proof.clone(),
        fold_entries_max: match (args.no_standing, args.standing) {
            (true, _) => 0,
            (_, true) => u64::MAX,
            _ => FOLD_ENTRIES_MAX,
        },
        threads: verify::threads(),
        console,
        cancel,
    };
    let mut report = Report::new(console, !args.json);
    let path = Path::new(&args.target);
    let outcome = match fetched {
        Some(archive) => verify::archive::archive(&archive, &options, &mut report),
        None if path.is_dir() => verify::tiles::folder(path, &options, &mut report),
        None => {
            let archive =
                File::open(path).map_err(|error| Failure::file("read the archive", path, &error))?;
            verify::archive::archive(&archive, &options, &mut report)
        }
    };
    match outcome {
        Ok(verified) => verified_record(args, verified, &report, console),
        Err(failure) if failure.kind == Kind::CheckFailed => {
            let words = "The record does not hold.".to_owned();
            if args.json {
                let charter_as_asked = None;
                let verdict = Verdict {
                    verdict: "failed",
                    charter: None,
                    charter_as_asked,
                    words,
                    report: &report,
                    standing: None,
                };
                console.print_json(&verdict)?;
            } else {
                console.print(&format!("\n{}", console.tone(Tone::Bad, &words)))?;
            }
            Err(failure)
        }
        Err(failure) => Err(failure),
    }
}

fn verified_record(
    args: &Args,
    verified: Verified,
    report: &Report,
    console: Console,
) -> Result<(), Failure> {
    let what = if verified.notes_checked {
        "The record is whole: every check passed"
    } else {
        "The logs are whole: every check passed"
    };
    let words = match args.charter {
        Some(_) => format!("{what}, and it is the process that you named."),
        None => format!(
            "{what}. Whether it is the process that you mean, only its charter's hash says: compare {} with a member of the process.",
            verified.id
        ),
    };
    if args.json {
        let charter = verified.id.to_string();
        let charter_as_asked = args.charter.map(|asked| asked == verified.id);
        let standing = match verified.folded() {
            Some(loaded) => {
                let at = args.clocks.at(&loaded)?;
                Some(loaded.report(&loaded.process.standing(at)))
            }
            None => None,
        };
        return console.print_json(&Verdict {
            verdict: "verified",
            charter: Some(charter),
            charter_as_asked,
            words,
            report,
            standing,
        });
    }
    let mut out = String::from("\n");
    for line in wrapped(&words, WIDTH, 0).lines() {
        out.push_str(&console.tone(Tone::Strong, line));
        out.push('\n');
    }
    if !report.not_checked.is_empty() {
        out.push_str("\nNot checked:\n");
        for what in &report.not_checked {
            out.push_str(&format!("  - {}\n", wrapped(what, WIDTH - 4, 4)));
        }
    }
    console.print(&out)?;
    match verified.folded() {
        Some(loaded) => {
            let at = args.clocks.at(&loaded)?;
            console.print("")?;
            standing::print(&loaded, at, false, false, console)
        }
        None => Ok(()),
    }
}

/// Reads a checkpoint that was kept.
fn kept(path: &Path) -> Result<Kept, Failure> {
    let text = read_text(path, SIGNED_NOTE_BYTES_MAX as u64, "checkpoint")?;
    let checkpoint = SignedCheckpoint::parse(text.as_bytes()).map_err(|error| {
        Failure::input(path, error).hint("give a file as /PROCESS/ROOM/checkpoint serves it")
    })?;
    Ok(Kept { from: path.display().to_string(), checkpoint })
}
