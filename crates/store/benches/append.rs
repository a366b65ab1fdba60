//! How fast notes enter: durable, with strict signature checks, beside the machine's own
//! rates measured in the same run. `cargo bench -p verbale-store --bench append [NOTES]`
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::print_stdout, reason = "its result is printed")]

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use verbale_record::commitment::Kind;
use verbale_record::{
    ActorId, Commitment, KeyName, Leaf, Note, NoteDraft, Opening, Origin, ProcessId, SigningKey, VerifierKey,
};
use verbale_store::{
    Admission, Admitted, Candidate, Clock, Declined, Founding, LockedFolder, LogKeys, Parts, Receipt, Room,
    Sequencer, Store, Submission,
};

/// Bytes of a note.
const NOTE_BYTES: usize = 1_024;
/// How many notes are measured for each width, unless told otherwise.
const NOTES: usize = 20_000;
/// How often the sync rate and single notes are measured.
const SINGLES: usize = 400;
/// How many signatures are verified to measure that.
const VERIFICATIONS: u32 = 10_000;

fn main() {
    let notes = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(NOTES);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    // Beside the target folder, on the same disk as what is built: a folder in memory would not sync.
    let target = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let folder = tempfile::tempdir_in(target).unwrap();

    let append_sync = sync_rate(folder.path(), false);
    let data_sync = sync_rate(folder.path(), true);
    let cpu_before = cpu_s();
    let verify = verify_rate();
    let verify_us = (cpu_s() - cpu_before) * 1e6 / f64::from(VERIFICATIONS);
    println!("appending 4 KiB and fsync:            {append_sync:>9.0}/s");
    println!("overwriting 512 bytes and fdatasync:  {data_sync:>9.0}/s");
    println!("strict verification, one core:        {verify:>9.0}/s, {verify_us:.0} µs of processor time");

    for width in [1, 16, 256, 1_000] {
        let many = if width == 1 { SINGLES } else { notes };
        let submissions = submissions(many, width as u8);
        let path = folder.path().join(format!("width-{width}"));
        let cpu_before = cpu_s();
        let (median, rate) = runtime.block_on(append(&path, submissions, width));
        let cpu_us = (cpu_s() - cpu_before) * 1e6 / many as f64;
        println!(
            "{width:>5} at once: {rate:>8.0} notes/s, {:>7.2} ms to the acknowledgement (median), {:>6.2} syncs' time, \
             {:.2} of the verification rate of two cores, {cpu_us:>4.0} µs of processor time a note",
            median.as_secs_f64() * 1e3,
            median.as_secs_f64() * append_sync,
            rate / (2.0 * verify),
        );
    }
}

/// Syncs of small writes a second.
fn sync_rate(folder: &Path, overwrite: bool) -> f64 {
    let mut file = File::create(folder.join("sync")).unwrap();
    let bytes = vec![1; if overwrite { 512 } else { 4_096 }];
    file.write_all(&vec![0; 65_536]).unwrap();
    file.sync_all().unwrap();
    let start = Instant::now();
    for n in 0..SINGLES {
        if overwrite {
            file.seek(SeekFrom::Start((n % 2) as u64 * 512)).unwrap();
        }
        file.write_all(&bytes).unwrap();
        if overwrite { file.sync_data() } else { file.sync_all() }.unwrap();
    }
    SINGLES as f64 / start.elapsed().as_secs_f64()
}

/// Strict verifications of a note's signature a second, on one core.
fn verify_rate() -> f64 {
    let key = key();
    let note = Note::parse(&submissions(1, 0)[0].note).unwrap();
    let start = Instant::now();
    for _ in 0..VERIFICATIONS {
        note.verify(|_, _| Some(key.verifier().clone())).unwrap();
    }
    f64::from(VERIFICATIONS) / start.elapsed().as_secs_f64()
}

/// Processor time that this process has used, in seconds, where the system tells (Linux
/// counts in hundredths); on a busy machine it says more than the rate.
fn cpu_s() -> f64 {
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else { return 0.0 };
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// Submits the notes, `width` at a time, and gives the median time to an acknowledgement
/// and the rate.
async fn append(path: &Path, submissions: Vec<Submission>, width: usize) -> (Duration, f64) {
    let folder = LockedFolder::lock(path, "measurement").unwrap();
    let opened = folder.create().await.unwrap();
    let parts = Parts {
        store: Arc::new(opened.store) as Arc<dyn Store>,
        marks: Box::new(opened.marks),
        state: opened.state,
        admission: Arc::new(Everyone(key().verifier().clone())),
        log_keys: Arc::new(NoKeys),
        clock: Arc::new(SystemClock),
        quota: None,
    };
    let (sequencer, task) = Sequencer::start(parts).await.unwrap();
    sequencer.found(founding()).await.unwrap();

    let many = submissions.len();
    let start = Instant::now();
    // As many clients as are to be served at once, each waiting for its acknowledgement.
    let mut shares: Vec<Vec<Submission>> = (0..width).map(|_| Vec::new()).collect();
    for (n, submission) in submissions.into_iter().enumerate() {
        shares[n % width].push(submission);
    }
    let clients: Vec<_> = shares
        .into_iter()
        .map(|share| {
            let sequencer = sequencer.clone();
            tokio::spawn(async move {
                let mut times = Vec::with_capacity(share.len());
                for submission in share {
                    let sent = Instant::now();
                    let _: Receipt = sequencer.submit(submission).await.unwrap();
                    times.push(sent.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::with_capacity(many);
    for client in clients {
        times.extend(client.await.unwrap());
    }
    let rate = many as f64 / start.elapsed().as_secs_f64();
    times.sort_unstable();
    drop(sequencer);
    task.await.unwrap();
    (times[many / 2], rate)
}

fn origin(n: u8) -> Origin {
    Origin::from_bytes([n; 16])
}

fn key() -> SigningKey {
    SigningKey::from_seed(KeyName::from_bytes([7; 8]).as_str(), [7; 32]).unwrap()
}

/// Notes of [`NOTE_BYTES`], each its own.
fn submissions(many: usize, seed: u8) -> Vec<Submission> {
    let key = key();
    (0..many).map(|n| submission(&origin(2), n as u64, seed, &key)).collect()
}

fn submission(origin: &Origin, n: u64, seed: u8, key: &SigningKey) -> Submission {
    let mut nonce = [seed; 16];
    nonce[..8].copy_from_slice(&n.to_be_bytes());
    let draft = |padding: &str| NoteDraft {
        origin: origin.clone(),
        author: ActorId::new("alpha").unwrap(),
        nonce,
        head: verbale_record::Head { size: 0, root: verbale_record::tree::EMPTY_ROOT },
        act: format!(r#"{{"act":"statement","padding":"{padding}","signers":["{}"]}}"#, key.name()),
    };
    let short = draft("").sign(&[key]).unwrap().len();
    let note = draft(&"x".repeat(NOTE_BYTES.saturating_sub(short))).sign(&[key]).unwrap();
    let salt = verbale_record::Hash::of(&nonce).0;
    Submission { room: origin.clone(), note, salt, annexes: Vec::new() }
}

fn founding() -> Founding {
    let key = key();
    Founding {
        name: "measured".to_owned(),
        rooms: vec![(origin(1), "registry".to_owned()), (origin(2), "plenary".to_owned())],
        charter: submission(&origin(1), 0, 0, &key),
        keys: vec![key.verifier().clone()],
        log_key: SigningKey::from_seed("log", [9; 32]).unwrap(),
    }
}

/// Lets one key in.
struct Everyone(VerifierKey);

impl Admission for Everyone {
    fn verifier_key(&self, _: &ProcessId, _: &Note, _: &KeyName, _: u32) -> Option<VerifierKey> {
        Some(self.0.clone())
    }

    fn admit(&self, _: &Candidate<'_>) -> Result<Admitted, Declined> {
        Ok(Admitted::default())
    }

    fn registered(&self, _: &Room, _: u64, leaf: &Leaf, note: &Note) {
        let opening =
            Opening { salt: verbale_record::Hash::of(&note.nonce).0, content: note.as_bytes().to_vec() };
        let commitment: Commitment = opening.commit(Kind::Note, &note.origin);
        assert_eq!(leaf.commitment, commitment);
    }
}

struct NoKeys;

impl LogKeys for NoKeys {
    fn log_key(&self, _: &ProcessId) -> Option<SigningKey> {
        None
    }
}

struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis() as u64
    }
}
