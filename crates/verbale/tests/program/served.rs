//! The program as a server.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use super::Bench;

/// A venue being served; stopped when dropped.
pub struct Served {
    child: Child,
    /// Its address.
    pub address: String,
}

impl Served {
    /// Serves the folder `data` at a port that is free.
    pub fn start(bench: &Bench) -> Served {
        Served::start_as(bench, &["serve", "--data", "data", "--listen", "127.0.0.1:0"])
    }

    /// Serves what the arguments say, which print an address first.
    pub fn start_as(bench: &Bench, arguments: &[&str]) -> Served {
        let mut command = bench.command(arguments);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let address =
            line.split_whitespace().find(|word| word.starts_with("http://")).expect("an address").to_owned();
        Served { child, address }
    }

    /// Kills it, as a machine that fails.
    pub fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Stops it as a service is stopped.
    pub fn stop(mut self) {
        let stopped =
            Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill runs");
        assert!(stopped.success());
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0), "it ends in order");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
