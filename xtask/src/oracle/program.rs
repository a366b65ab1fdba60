//! The outside programs, made ready to run.

use std::{
    fmt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::job::Job;
use crate::{
    provision::{self, Missing},
    venue, workspace,
};

/// What an outside program is written in, and with which library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Go, with `golang.org/x/mod/sumdb`.
    Go,
    /// Python, with `tlog-scales`.
    Python,
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Language::Go => "golang.org/x/mod/sumdb (Go)",
            Language::Python => "tlog-scales (Python)",
        })
    }
}

/// A program that verifies jobs.
pub struct Program {
    program: PathBuf,
    arguments: Vec<PathBuf>,
}

impl Program {
    /// Verifies a job and gives what the program said.
    ///
    /// # Errors
    /// When it refuses.
    pub fn verify(&self, job: &Job, folder: &Path) -> Result<String> {
        let file = folder.join("job.json");
        std::fs::write(&file, serde_json::to_vec(job)?).context("the job")?;
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(&file);
        venue::run(command)
    }
}

/// Makes the program ready; `folder` is for what it is built into.
///
/// # Errors
/// Says what is missing.
pub fn prepare(language: Language, folder: &Path) -> Result<Program, Missing> {
    let sources = workspace::root().join("xtask/oracle");
    match language {
        Language::Go => {
            let packages = provision::go_packages()?;
            let program = folder.join("go-oracle");
            let mut command = Command::new("go");
            command
                .args(["build", "-o"])
                .arg(&program)
                .arg(sources.join("go/main.go"))
                .env("GO111MODULE", "off")
                .env("GOPATH", packages)
                .env("GOFLAGS", "")
                .env("GOCACHE", folder.join("go-cache"));
            venue::run(command).map_err(|error| format!("{error:#}"))?;
            Ok(Program { program, arguments: Vec::new() })
        }
        Language::Python => {
            let python = provision::python(&sources.join("python/requirements.txt"))?;
            Ok(Program { program: python, arguments: vec![sources.join("python/oracle.py")] })
        }
    }
}
