//! Talks on a river, as those who take part run them through the program: each with a key of their
//! own, acts drafted, signed and submitted, and what then stands.

use serde_json::{Value, json};

use super::{Bench, Run};

/// An actor's id and role.
pub type Actor = (&'static str, &'static str);
/// A room's name, kind and members.
pub type Room = (&'static str, &'static str, &'static [&'static str]);

/// A venue in `data` with the process `river` in it, or with what it is founded from.
pub struct River {
    pub bench: Bench,
}

impl River {
    /// A venue, each principal's key in a file of its name, and the plan of talks in `talks.toml`.
    pub fn planned(actors: &[Actor], rooms: &[Room]) -> River {
        let bench = Bench::new();
        bench.run(&["init", "--data", "data", "--name", "Venue"]).ok();
        let mut plan = String::from(
            "name = \"river\"\noffset = \"+03:00\"\nlanguages = [\"en\"]\n[titles]\nen = \"The river talks\"\n",
        );
        for (id, role) in actors {
            let key = bench.json(&["key", "new", &format!("{id}.key")]);
            plan.push_str(&format!(
                "[actors.{id}]\nrole = \"{role}\"\nnames = {{ en = \"{id}\" }}\nprincipal = {}\n",
                key["public"]
            ));
        }
        for (name, kind, members) in rooms {
            plan.push_str(&format!("[rooms.{name}]\nkind = \"{kind}\"\n"));
            if !members.is_empty() {
                plan.push_str(&format!("members = {members:?}\n"));
            }
        }
        bench.write("talks.toml", plan);
        River { bench }
    }

    /// The same with the charter in `charter.draft`.
    pub fn drafted(actors: &[Actor], rooms: &[Room]) -> River {
        let river = River::planned(actors, rooms);
        river.bench.run(&["process", "draft", "talks.toml", "--out", "charter.draft", "--data", "data"]).ok();
        river
    }

    /// The same, signed by all and founded.
    pub fn founded(actors: &[Actor], rooms: &[Room]) -> River {
        let river = River::drafted(actors, rooms);
        let all: Vec<&str> = actors.iter().rev().map(|(id, _)| *id).collect();
        river.sign("charter.draft", &all);
        river.bench.run(&["process", "found", "charter.draft", "--data", "data"]).ok();
        river
    }

    /// A register with these reported acts in it, and the keys of those who would talk.
    pub fn registered(acts: &[&str]) -> River {
        let bench = Bench::with_acts(acts);
        for id in ["alpha", "beta"] {
            bench.run(&["key", "new", &format!("{id}.key")]).ok();
        }
        River { bench }
    }

    /// The plan of talks that were the register, with `more` at its end.
    pub fn talks_plan(&self, more: &str) -> String {
        let key = |id: &str| self.bench.json(&["key", "show", &key_file(id)])["public"].to_string();
        format!(
            "name = \"river\"\noffset = \"+03:00\"\nlanguages = [\"en\"]\n[titles]\nen = \"The river talks\"\n\
             [rules]\nreported_acts = \"await_endorsement\"\n\
             [actors.chronicler]\nrole = \"secretariat\"\nnames = {{ en = \"Chronicler\" }}\n\
             [actors.alpha]\nrole = \"party\"\nnames = {{ en = \"Alpha\" }}\nprincipal = {}\n\
             [actors.beta]\nrole = \"party\"\nnames = {{ en = \"Beta\" }}\nprincipal = {}\n\
             [rooms.public]\nkind = \"public\"\n{more}",
            key("alpha"),
            key("beta")
        )
    }

    /// Drafts the amendment that a plan makes of the charter.
    pub fn amend(&self, plan: &str, draft: &str) -> Run {
        std::fs::remove_file(self.bench.path(draft)).ok();
        self.bench.write("amended.toml", plan);
        self.bench.run(&["process", "amend", "river", "amended.toml", "--out", draft, "--data", "data"])
    }

    /// Amends the charter to what a plan says, with everybody's signature.
    pub fn amended(&self, plan: &str) -> String {
        self.amend(plan, "amendment.draft").ok();
        self.sign("amendment.draft", &["beta", "chronicler", "alpha"]);
        self.submit_file("amendment.draft")
    }

    /// Makes a key for a member of an actor, and gives it these powers.
    pub fn credential(&self, actor: &str, key: &str, powers: &[&str]) -> String {
        let made = self.bench.json(&["key", "new", &key_file(key)]);
        let act = json!({ "act": "credential", "actor": actor, "key": made["public"], "powers": powers });
        self.enter("registry", &act, &[actor])
    }

    /// Drafts an act in a room, as `note.draft`.
    pub fn draft(&self, room: &str, act: &Value, signers: &[&str]) -> Run {
        self.draft_saying(room, act, signers, "")
    }

    /// The same with a wording.
    pub fn draft_saying(&self, room: &str, act: &Value, signers: &[&str], text: &str) -> Run {
        std::fs::remove_file(self.bench.path("note.draft")).ok();
        self.bench.write("act.json", act.to_string());
        let files: Vec<String> = signers.iter().map(|id| key_file(id)).collect();
        let mut command = vec!["note", "new", "river", "--room", room, "--act", "act.json", "--data", "data"];
        files.iter().for_each(|file| command.extend(["--signer", file]));
        if !text.is_empty() {
            command.extend(["--text", text]);
        }
        command.extend(["--out", "note.draft"]);
        self.bench.run(&command)
    }

    /// Signs a draft for each who is named.
    pub fn sign(&self, draft: &str, signers: &[&str]) {
        for signer in signers {
            self.bench.run(&["note", "sign", draft, "--key", &key_file(signer)]).ok();
        }
    }

    /// Submits a draft that is signed, and gives the note's commitment.
    pub fn submit_file(&self, draft: &str) -> String {
        let submitted = self.bench.json(&["note", "submit", draft, "--data", "data"]);
        submitted["note"].as_str().expect("a commitment").to_owned()
    }

    /// Signs and submits what was drafted last.
    pub fn submit(&self, signers: &[&str]) -> String {
        self.sign("note.draft", signers);
        self.submit_file("note.draft")
    }

    /// Drafts, signs and submits an act, and gives the note's commitment.
    pub fn enter(&self, room: &str, act: &Value, signers: &[&str]) -> String {
        self.enter_saying(room, act, signers, "")
    }

    /// The same with a wording.
    pub fn enter_saying(&self, room: &str, act: &Value, signers: &[&str], text: &str) -> String {
        self.draft_saying(room, act, signers, text).ok();
        self.submit(signers)
    }

    /// Puts the draft aside, as `name`, for somebody to sign later.
    pub fn set_aside(&self, name: &str) {
        std::fs::rename(self.bench.path("note.draft"), self.bench.path(name)).expect("kept");
    }

    /// The standing of all rooms, today.
    pub fn standing(&self) -> Value {
        self.bench.json(&["standing", "river", "--data", "data"])
    }

    /// What an open item awaits, each as `actor: what`; empty where it is not open.
    pub fn awaited(&self, item: &str) -> Vec<String> {
        awaited(&self.standing(), item)
    }

    /// Why a note had no effect, if it had none.
    pub fn without_effect(&self, note: &str) -> Option<String> {
        let standing = self.standing();
        let listed = standing["without_effect"].as_array().expect("a list").iter();
        let mut of_note = listed.filter(|w| w["note"] == note);
        of_note.next().and_then(|w| w["reason"].as_str()).map(str::to_owned)
    }

    /// One item, with its exchange.
    pub fn item(&self, item: &str) -> Value {
        self.bench.json(&["item", "river", item, "--data", "data"])
    }

    /// How an item ended; none while it is open.
    pub fn closed(&self, item: &str) -> Option<String> {
        self.item(item)["outcome"]["closed"].as_str().map(str::to_owned)
    }

    /// An archive of these rooms, or of all where none is named, and its name.
    pub fn archive(&self, rooms: &[&str]) -> String {
        let file = format!("river-{}.verbale", rooms.join("-"));
        std::fs::remove_file(self.bench.path(&file)).ok();
        let mut command = vec!["export", "river", "--archive", &file, "--data", "data"];
        rooms.iter().for_each(|room| command.extend(["--room", room]));
        self.bench.run(&command).ok();
        file
    }

    /// The verdict on an archive of these rooms, which verifies with nothing but the file.
    pub fn verdict(&self, rooms: &[&str]) -> Value {
        let verdict = self.bench.json(&["verify", &self.archive(rooms)]);
        assert_eq!(verdict["verdict"], "verified");
        verdict
    }

    /// The standing that whoever may see these rooms finds in their archive.
    pub fn verified(&self, rooms: &[&str]) -> Value {
        self.verdict(rooms)["standing"].clone()
    }

    /// Whether a text stands anywhere in an archive of these rooms.
    pub fn holds(&self, rooms: &[&str], text: &str) -> bool {
        let bytes = std::fs::read(self.bench.path(&self.archive(rooms))).expect("an archive");
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    }
}

/// The file of a key: the venue drew that of the register's editor.
fn key_file(id: &str) -> String {
    match id {
        "chronicler" => "data/keys/river.chronicler.key".to_owned(),
        _ => format!("{id}.key"),
    }
}

/// The item in a standing, where it is open.
pub fn open_item(standing: &Value, item: &str) -> Option<Value> {
    let mut items = standing["open_items"].as_array().expect("a list").iter();
    items.find(|open| open["item"] == item).cloned()
}

/// What an open item awaits in a standing, each as `actor: what`; empty where it is not open.
pub fn awaited(standing: &Value, item: &str) -> Vec<String> {
    let awaits = open_item(standing, item).map(|open| open["awaits"].clone());
    let awaits = awaits.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    awaits.iter().map(|a| format!("{}: {}", text(&a["actor"]), text(&a["for"]))).collect()
}

/// A proposal to an actor.
pub fn proposal(to: &str) -> Value {
    json!({ "act": "proposal", "to": [to], "track": "political", "topic": "bridge" })
}

/// A release of what a note says to an actor.
pub fn release(re: &str, to: &str) -> Value {
    json!({ "act": "release", "re": re, "to": [to] })
}
