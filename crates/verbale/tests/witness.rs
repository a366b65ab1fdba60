//! A witness, asked as a log asks it.
#![cfg(unix)]

mod program;

use program::{Bench, PROPOSAL, REPLY, served::Served};
use verbale_record::{
    Hash, SigningKey, VerifierKey,
    checkpoint::SignedCheckpoint,
    signed_note::SignedNote,
    tree::{MemoryHashes, leaf_hash, prove_consistency},
    witness::{AddCheckpoint, answered},
};

const ORIGIN: &str = "log.example/other";

/// A log of somebody's own, and its key.
struct Log {
    key: SigningKey,
    hashes: MemoryHashes,
}

impl Log {
    fn new() -> Log {
        Log { key: SigningKey::from_seed(ORIGIN, [3; 32]).unwrap(), hashes: MemoryHashes::new() }
    }

    fn grow_to(&mut self, size: u64) {
        (self.hashes.size()..size).for_each(|n| self.hashes.append(leaf_hash(&n.to_be_bytes())));
    }

    fn checkpoint(&self) -> SignedNote {
        self.signed(self.hashes.root())
    }

    fn signed(&self, root: Hash) -> SignedNote {
        let text = format!("{ORIGIN}\n{}\n{}\n", self.hashes.size(), root.to_base64());
        SignedNote { signatures: vec![self.key.sign(&text)], text }
    }

    fn request(&self, old: u64) -> Vec<u8> {
        let proof = prove_consistency(old, self.hashes.size(), &self.hashes).unwrap();
        AddCheckpoint::bytes(old, &proof, &self.checkpoint())
    }
}

/// Asks the witness; its status, media type and words.
fn ask(witness: &Served, body: &[u8]) -> (u16, String, String) {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut answer = agent.post(format!("{}/add-checkpoint", witness.address)).send(body).unwrap();
    let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
    (answer.status().as_u16(), kind.unwrap_or_default(), answer.body_mut().read_to_string().unwrap())
}

fn serve(bench: &Bench) -> Served {
    Served::start_as(bench, &["witness", "serve", "--dir", "w", "--listen", "127.0.0.1:0"])
}

fn made(bench: &Bench) -> VerifierKey {
    let made = bench.run(&["witness", "init", "witness.example/north", "--dir", "w"]).ok();
    made.out.trim().parse().expect("a witness's key")
}

#[test]
fn a_witness_cosigns_what_grows_and_nothing_else_and_forgets_nothing_when_it_is_killed() {
    let bench = Bench::new();
    let key = made(&bench);
    let mut log = Log::new();
    let vkey = log.key.verifier().to_string();
    bench.run(&["witness", "add", "--log", &vkey, "--dir", "w"]).ok().prints("1 logs are new");
    bench.run(&["witness", "add", "--log", &vkey, "--dir", "w"]).ok().prints("0 logs are new");

    let witness = serve(&bench);
    log.grow_to(5);
    let (status, _, line) = ask(&witness, &log.request(0));
    assert_eq!(status, 200);
    answered(&line, &log.checkpoint(), &key).expect("a cosignature");
    witness.kill();

    let witness = serve(&bench);
    let (status, kind, size) = ask(&witness, &log.request(0));
    assert_eq!((status, kind.as_str(), size.as_str()), (409, "text/x.tlog.size", "5\n"));
    let fork = AddCheckpoint::bytes(5, &[], &log.signed(Hash([9; 32])));
    assert_eq!(ask(&witness, &fork).0, 409);
    let forks: Vec<_> = std::fs::read_dir(bench.path("w/forks")).unwrap().collect();
    assert_eq!(forks.len(), 1, "the two checkpoints are kept");
    log.grow_to(40);
    let (status, _, line) = ask(&witness, &log.request(5));
    assert_eq!(status, 200);
    answered(&line, &log.checkpoint(), &key).expect("a cosignature");
    assert_eq!(ask(&witness, b"old 40\n").0, 400);

    // A log that it does not know, and one that it comes to know while it is served.
    let other = SigningKey::from_seed("log.example/third", [4; 32]).unwrap();
    let text = format!("log.example/third\n0\n{}\n", verbale_record::tree::EMPTY_ROOT.to_base64());
    let note = SignedNote { signatures: vec![other.sign(&text)], text };
    let body = AddCheckpoint::bytes(0, &[], &note);
    assert_eq!(ask(&witness, &body).0, 404);
    bench.run(&["witness", "add", "--log", &other.verifier().to_string(), "--dir", "w"]).ok();
    assert_eq!(ask(&witness, &body).0, 200);
    let shown = bench.json(&["witness", "show", "--dir", "w"]);
    assert_eq!(shown["key"], key.to_string());
    assert_eq!(shown["logs"][0]["size"], 40);
    witness.stop();
}

#[test]
fn a_witness_knows_every_room_of_a_process_that_it_is_told_of() {
    let bench = Bench::with_acts(&[PROPOSAL, REPLY]);
    let key = made(&bench);
    bench.run(&["witness", "add", "river", "--data", "data", "--dir", "w"]).ok().prints("2 logs are new");
    let venue = Served::start(&bench);
    let witness = serve(&bench);
    let agent: ureq::Agent = ureq::Agent::config_builder().build().into();
    for room in ["registry", "public"] {
        let mut answer = agent.get(format!("{}/river/{room}/checkpoint", venue.address)).call().unwrap();
        let bytes = answer.body_mut().read_to_vec().unwrap();
        let checkpoint = SignedCheckpoint::parse(&bytes).unwrap();
        let (status, _, line) = ask(&witness, &AddCheckpoint::bytes(0, &[], checkpoint.note()));
        assert_eq!(status, 200, "{line}");
        answered(&line, checkpoint.note(), &key).expect("a cosignature");
    }
}

#[test]
fn what_is_no_witness_is_not_served_nor_is_one_served_twice() {
    let bench = Bench::new();
    bench.run(&["witness", "serve", "--dir", "w"]).fails(4).says("there is no witness here");
    bench.run(&["witness", "init", "two words", "--dir", "w"]).fails(2);
    made(&bench);
    bench.run(&["witness", "init", "witness.example/north", "--dir", "w"]).fails(2).says("never overwritten");
    let witness = serve(&bench);
    bench.run(&["witness", "serve", "--dir", "w", "--listen", "127.0.0.1:0"]).fails(5).says("in use");
    let mut log = Log::new();
    log.grow_to(1);
    bench.run(&["witness", "add", "--log", &log.key.verifier().to_string(), "--dir", "w"]).ok();
    let other = SigningKey::from_seed(ORIGIN, [4; 32]).unwrap();
    bench
        .run(&["witness", "add", "--log", &other.verifier().to_string(), "--dir", "w"])
        .fails(1)
        .says("another key");
    // A file that is cut off is not taken for a log that was never cosigned.
    assert_eq!(ask(&witness, &log.request(0)).0, 200);
    let file = std::fs::read_dir(bench.path("w/logs")).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &text[..text.len() - 20]).unwrap();
    assert_eq!(ask(&witness, &log.request(0)).0, 500);
    bench.run(&["witness", "show", "--dir", "w"]).fails(3).says("is not what the witness wrote");
}

#[test]
fn a_record_that_too_few_of_its_witnesses_have_cosigned_does_not_verify() {
    let bench = Bench::new();
    let key = made(&bench);
    let actors = [("team", "secretariat"), ("alpha", "party"), ("beta", "party")].map(|(id, role)| {
        let made = bench.json(&["key", "new", &format!("{id}.key")]);
        format!(
            "[actors.{id}]\nrole = \"{role}\"\nnames = {{ en = \"{id}\" }}\nprincipal = {}\n",
            made["public"]
        )
    });
    bench.write(
        "talks.toml",
        format!(
            "name = \"river\"\noffset = \"+00:00\"\nlanguages = [\"en\"]\nwitnesses = [\"{key}\"]\n[titles]\nen = \"River\"\n\
             [rules]\nwitness_quorum = 1\nhead_age_max_s = 3600\n{}[rooms.public]\nkind = \"public\"\n",
            actors.concat()
        ),
    );
    bench.run(&["init", "--data", "data", "--name", "Venue"]).ok();
    bench.run(&["process", "draft", "talks.toml", "--out", "charter.draft", "--data", "data"]).ok();
    for id in ["team", "alpha", "beta"] {
        bench.run(&["note", "sign", "charter.draft", "--key", &format!("{id}.key")]).ok();
    }
    bench.run(&["process", "found", "charter.draft", "--data", "data"]).ok();
    bench.write("act.json", r#"{"act":"statement","form":"quote","about":[],"asserts_awaits":[]}"#);
    bench
        .run(&[
            "note", "new", "river", "--room", "public", "--act", "act.json", "--signer", "team.key",
            "--text", "We met.", "--out", "n.draft", "--data", "data",
        ])
        .ok();
    bench.run(&["note", "sign", "n.draft", "--key", "team.key"]).ok();
    bench.run(&["note", "submit", "n.draft", "--data", "data"]).ok();
    let venue = Served::start(&bench);
    bench.run(&["verify", &format!("{}/river", venue.address)]).fails(1).says("too few witnesses cosigned");
    venue.stop();
}
