//! Other people's verifiers: what the venue serves must verify with programs that know nothing of Verbale, and
//! must not once a byte of it is changed.

mod job;
mod mirror;
mod program;

use std::path::Path;

use anyhow::{Context, Result, ensure};
use verbale_record::{
    Commitment, Hash, Leaf, Origin,
    checkpoint::SignedCheckpoint,
    cosignature::{self, CosignerKey},
    tile,
};

pub use self::program::Language;
use self::{
    job::{Job, OlderHead, Proof},
    mirror::Mirror,
};
use crate::{
    http::Connection,
    load,
    notes::Author,
    random::Random,
    steps::{Outcome, Tally},
    venue::{self, Server, Venue},
};

/// Notes in the log that is made for this: two full tiles and a partial one, and a second level of tiles.
const NOTES: usize = 700;
/// Notes between two checkpoints that are kept as older heads.
const NOTES_PER_HEAD: usize = 70;
/// Bytes of each note.
const NOTE_BYTES: usize = 700;
/// When the witness cosigns, in seconds since 1970. It is a test's witness, with a clock of its own.
const COSIGNED_S: u64 = 1_762_905_600;

/// Serves the demonstration and a larger log and has them verified by a program in this language.
///
/// # Errors
/// When the venue cannot be set up, or does not serve what it should.
pub fn run(verbale: &Path, language: Language) -> Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let program = match program::prepare(language, folder.path()) {
        Ok(program) => program,
        Err(missing) => return Ok(Outcome::LeftOut(missing)),
    };
    let venue = Venue::demonstration(verbale, &folder.path().join("data"))?;
    venue.found_register()?;
    let server = venue.serve()?;
    let runtime = load::runtime()?;
    let older = runtime.block_on(fill(&venue, &server))?;

    let mut tally = Tally::default();
    let logs: [(&str, &str, &[OlderHead]); 3] =
        [("istanbul", "registry", &[]), ("istanbul", "public", &[]), (venue::PROCESS, venue::ROOM, &older)];
    for (process, room, older) in logs {
        println!("{process}/{room}");
        let work = folder.path().join(format!("{process}-{room}"));
        let mirror =
            runtime.block_on(Mirror::fetch(&server, &format!("/{process}/{room}"), &work.join("log")))?;
        let checkpoint = SignedCheckpoint::parse(&mirror.read("checkpoint")?)?;
        let origin = checkpoint.checkpoint().origin.clone();
        let witness = CosignerKey::from_seed("witness.example/w1", [7; 32])?;
        let mut cosigned = checkpoint.clone();
        cosigned.add_signature(
            cosignature::sign(COSIGNED_S, &witness, checkpoint.checkpoint())
                .context("the time is too late")?,
        );
        let cosigned_file = work.join("cosigned");
        std::fs::write(&cosigned_file, cosigned.to_bytes())?;
        let job = Job {
            log: format!("http://{}/{process}/{room}", server.address()),
            log_key: venue.log_key(process, &origin)?.to_string(),
            witness_key: witness.verifier().to_string(),
            cosigned: cosigned_file,
            older: older.to_vec(),
            proofs: runtime.block_on(proofs(&server, process, room, &mirror, &work))?,
        };
        let said =
            program.verify(&job, &work).with_context(|| format!("{language} refuses {process}/{room}"))?;
        print!("{said}");
        tally.passed += 1;
        if room == venue::ROOM {
            tally.passed += refusals(&program, &job, &mirror, &work)?;
        }
    }
    Ok(Outcome::Ran(tally))
}

/// Submits the notes, and keeps heads that the log had on the way.
async fn fill(venue: &Venue, server: &Server) -> Result<Vec<OlderHead>> {
    let mut connection = Connection::open(server.address()).await?;
    let path = format!("/{}/{}/checkpoint", venue::PROCESS, venue::ROOM);
    let first = connection.get(&path, &[]).await?.success()?;
    let origin: Origin = SignedCheckpoint::parse(&first)?.checkpoint().origin.clone();
    let key = venue.editor_key()?;
    let mut author = Author::new(&key, origin, NOTE_BYTES, Random::from_seed(1));
    let mut older = Vec::new();
    for _ in 0..NOTES / NOTES_PER_HEAD {
        for note in author.notes(NOTES_PER_HEAD) {
            load::submit(&mut connection, &note).await?;
        }
        let checkpoint = SignedCheckpoint::parse(&connection.get(&path, &[]).await?.success()?)?;
        let checkpoint = checkpoint.checkpoint();
        older.push(OlderHead { size: checkpoint.size, root: checkpoint.root.to_base64() });
    }
    let sizes: Vec<u64> = older.iter().map(|head| head.size).collect();
    ensure!(sizes.is_sorted() && sizes.last() == Some(&(NOTES as u64)), "the log had the sizes {sizes:?}");
    Ok(older)
}

/// Fetches files of inclusion proofs: of the first, the last and some entries between.
async fn proofs(
    server: &Server,
    process: &str,
    room: &str,
    mirror: &Mirror,
    work: &Path,
) -> Result<Vec<Proof>> {
    let mut connection = Connection::open(server.address()).await?;
    let leaves = mirror.entries()?;
    let count = leaves.len();
    let mut proofs = Vec::new();
    for index in [0, count / 3, count / 2, count - 1] {
        let leaf = Leaf::from_bytes(&leaves[index])?;
        let commitment: Commitment = leaf.commitment;
        let body = connection.get(&format!("/{process}/{room}/proof/{commitment}"), &[]).await?.success()?;
        let file = work.join(format!("{index}.tlog-proof"));
        std::fs::write(&file, body)?;
        proofs.push(Proof::new(file, &leaves[index]));
    }
    Ok(proofs)
}

/// Negative controls: with one byte changed anywhere, the same program refuses the same log. Without them, a
/// program that verified nothing would pass.
fn refusals(program: &program::Program, job: &Job, mirror: &Mirror, work: &Path) -> Result<u64> {
    let mut refused = 0;
    let altered = work.join("altered");
    let on_disk = Job { log: altered.display().to_string(), ..job.clone() };
    let mut check = |what: &str, job: &Job| -> Result<()> {
        ensure!(program.verify(job, work).is_err(), "{what} was changed, and nothing was noticed");
        refused += 1;
        Ok(())
    };

    mirror.copy(&altered)?;
    program.verify(&on_disk, work).context("the unchanged copy is refused")?;

    let size = SignedCheckpoint::parse(&mirror.read("checkpoint")?)?.checkpoint().size;
    let tiles: Vec<String> =
        tile::hash_tiles(0, size).chain(tile::entry_bundles(0, size)).map(|tile| tile.to_string()).collect();
    for name in tiles.iter().map(String::as_str).chain(["checkpoint"]) {
        let bytes = mirror.read(name)?;
        // In a checkpoint the root, else the last hash or the last commitment.
        let at = if name == "checkpoint" { root_offset(&bytes)? } else { bytes.len() - 1 };
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        std::fs::write(altered.join(name), changed)?;
        check(name, &on_disk)?;
        std::fs::write(altered.join(name), bytes)?;
    }

    // The cosignature is the last line: its last byte of base64 before the padding is followed by a newline.
    let cosigned = std::fs::read(&job.cosigned)?;
    let mut changed = cosigned.clone();
    let at = changed.len() - 12;
    changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
    let file = work.join("cosigned-altered");
    std::fs::write(&file, changed)?;
    check("the cosignature", &Job { cosigned: file, ..job.clone() })?;

    for at in 0..job.older.len() {
        let mut older = job.older.clone();
        older[at].root = Hash::of(older[at].root.as_bytes()).to_base64();
        check(&format!("the older head of {} entries", older[at].size), &Job { older, ..job.clone() })?;
    }

    for at in 0..job.proofs.len() {
        let mut proofs = job.proofs.clone();
        proofs[at].entry = proofs[(at + 1) % job.proofs.len()].entry.clone();
        check("the entry of an inclusion proof", &Job { proofs, ..job.clone() })?;
    }
    println!("{refused} changes, each refused");
    Ok(refused)
}

/// Where the root stands in a checkpoint.
fn root_offset(checkpoint: &[u8]) -> Result<usize> {
    let newlines = checkpoint.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at);
    newlines.skip(1).map(|at| at + 1).next().context("a checkpoint of less than three lines")
}
