//! The program as tests run it: a folder of its own, and its commands.
#![allow(dead_code, reason = "each test file uses a part of this")]

pub mod river;
#[cfg(unix)]
pub mod served;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

/// The plan of a small register, with two parties that are alike.
pub const PLAN: &str = r#"
name = "river"
offset = "+03:00"
languages = ["en"]
editor = "chronicler"
[titles]
en = "The river talks"
[actors.chronicler]
role = "editor"
names = { en = "Chronicler" }
[actors.alpha]
role = "party"
names = { en = "Alpha" }
[actors.beta]
role = "party"
names = { en = "Beta" }
"#;

/// A proposal of alpha to beta.
pub const PROPOSAL: &str = r#"{"act":"proposal","id":"a-bridge","on":"2025-03-01","by":"alpha","title":"A bridge","to":["beta"],"track":"political","topic":"bridge","text":"Alpha proposed a bridge.","sources":[{"url":"https://news.example/1","title":"News (1 March 2025)"}],"series":"2025"}"#;
/// Beta's reply to it.
pub const REPLY: &str = r#"{"act":"reply","on":"2025-03-05","by":"beta","re":"a-bridge","position":"consider","text":"Beta said that it would look at it.","sources":[{"url":"https://news.example/2","title":"News (5 March 2025)"}]}"#;
/// A question of beta to alpha.
pub const QUESTION: &str = r#"{"act":"question","id":"who-pays","on":"2025-03-06","by":"beta","title":"Who pays?","to":["alpha"],"track":"political","topic":"bridge","text":"Beta asked who pays.","sources":[{"url":"https://news.example/3","title":"News (6 March 2025)"}],"series":"2025"}"#;

/// A folder of its own for one test.
pub struct Bench {
    folder: tempfile::TempDir,
}

/// What a run of the program came to.
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Bench {
    /// An empty folder.
    pub fn new() -> Bench {
        Bench { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A folder with a venue in `data` and the register `river` in it.
    pub fn with_register() -> Bench {
        let bench = Bench::new();
        bench.write("plan.toml", PLAN);
        bench.run(&["init", "--data", "data", "--name", "Venue"]).ok();
        bench.run(&["process", "new", "plan.toml", "--publish", "--data", "data"]).ok();
        bench
    }

    /// The same with some acts registered.
    pub fn with_acts(acts: &[&str]) -> Bench {
        let bench = Bench::with_register();
        bench.import("data", acts).ok();
        bench
    }

    /// Registers acts in a data folder.
    pub fn import(&self, data: &str, acts: &[&str]) -> Run {
        self.write("acts.jsonl", format!("{}\n", acts.join("\n")));
        self.run(&["import", "acts.jsonl", "--process", "river", "--data", data])
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).expect("written");
    }

    /// Reads a text file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("read")
    }

    /// Copies a folder.
    pub fn copy_folder(&self, from: &str, to: &str) {
        copy(&self.path(from), &self.path(to));
    }

    /// The program, in the folder, with an environment of its own.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verbale"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for variable in ["VERBALE_DATA", "RUST_LOG", "COLUMNS", "NO_COLOR"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().expect("the program starts"), arguments)
    }

    /// Runs the program, which succeeds, and reads the JSON that it prints.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let mut with_json = arguments.to_vec();
        with_json.push("--json");
        let run = self.run(&with_json).ok();
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", run.out))
    }
}

impl Run {
    /// What an output says.
    pub fn of(output: Output, arguments: &[&str]) -> Run {
        let code = output.status.code().unwrap_or_else(|| panic!("{arguments:?} was killed: {output:?}"));
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
        Run { code, out: text(output.stdout), err: text(output.stderr) }
    }

    /// The run succeeded.
    #[track_caller]
    pub fn ok(self) -> Run {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    /// The run failed with this code, and said what is wrong and what to do.
    #[track_caller]
    pub fn fails(self, code: i32) -> Run {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert!(self.err.contains("error: "), "{}", self.err);
        assert!(self.err.contains("hint: "), "{}", self.err);
        self
    }

    /// Standard error holds a text.
    #[track_caller]
    pub fn says(self, text: &str) -> Run {
        assert!(self.err.contains(text), "{text:?} is not in:\n{}", self.err);
        self
    }

    /// Standard output holds a text.
    #[track_caller]
    pub fn prints(self, text: &str) -> Run {
        assert!(self.out.contains(text), "{text:?} is not in:\n{}", self.out);
        self
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}
