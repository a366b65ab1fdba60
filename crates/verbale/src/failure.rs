//! Failures: what the command line says when it cannot do what it was asked, and the exit code.
//!
//! Every failure says what is wrong, where, and what to do next. The kinds of failure and their
//! exit codes are a public interface (docs/cli.md); one exhaustive match maps the one to the other.

use std::{fmt, io, path::Path};

/// The exit code when everything asked for was done and every check passed.
pub const EXIT_OK: u8 = 0;

/// What sort of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What was to be checked does not hold.
    CheckFailed,
    /// A rule of the process or the server said no.
    Refused,
    /// The command line itself is wrong.
    Usage,
    /// A file or text given does not have the form that it must have.
    Input,
    /// What was named is not there.
    NotFound,
    /// The data folder, a file or the operating system failed.
    Store,
    /// A server could not be reached or did not answer as it should.
    Network,
    /// The program contradicts itself.
    Bug,
    /// The person at the keyboard stopped it.
    Cancelled,
    /// Whoever read the output has stopped reading: nothing is to be said.
    OutputClosed,
}

impl Kind {
    /// The exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::CheckFailed | Kind::Refused => 1,
            Kind::Usage => 2,
            Kind::Input => 3,
            Kind::NotFound => 4,
            Kind::Store => 5,
            Kind::Network => 6,
            Kind::Bug => 70,
            Kind::Cancelled => 130,
            Kind::OutputClosed => EXIT_OK,
        }
    }
}

/// The exit codes as the help prints them.
pub const EXIT_CODES: &str = "\
Exit codes:
  0    done, and every check passed
  1    a check failed, or a rule refused it
  2    the command line is wrong
  3    a file or text given does not have the right form
  4    what was named is not there
  5    the data folder, a file or the machine failed
  6    a server could not be reached, or answered wrongly
  70   the program contradicts itself: please report it
  130  stopped with Ctrl-C";

/// What went wrong, where, and what to do next.
#[derive(Debug)]
pub struct Failure {
    /// What sort.
    pub kind: Kind,
    /// What is wrong.
    pub message: String,
    /// Where: a file, a line, a field, a leaf.
    pub place: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
}

impl Failure {
    /// A failure of that kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Failure {
        Failure { kind, message: message.into(), place: None, hint: None }
    }

    /// Says where.
    pub fn at(mut self, place: impl fmt::Display) -> Failure {
        self.place = Some(place.to_string());
        self
    }

    /// Says what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    /// A file or folder that could not be read or written.
    pub fn file(doing: &str, path: &Path, error: &io::Error) -> Failure {
        let (kind, hint) = match error.kind() {
            io::ErrorKind::NotFound => (Kind::NotFound, "check the path"),
            io::ErrorKind::AlreadyExists => (Kind::Usage, "give another path, or move what is there"),
            io::ErrorKind::PermissionDenied => (Kind::Store, "check who may read and write it"),
            io::ErrorKind::StorageFull => (Kind::Store, "make room on the disk and try again"),
            io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory => {
                (Kind::Usage, "a file was expected where a folder is, or the other way round")
            }
            _ => (Kind::Store, "check the disk and the path"),
        };
        Failure::new(kind, format!("cannot {doing}: {error}")).at(path.display()).hint(hint)
    }

    /// A file whose content does not have the form that it must have.
    pub fn input(path: &Path, message: impl fmt::Display) -> Failure {
        Failure::new(Kind::Input, message.to_string()).at(path.display())
    }

    /// Output that could not be written.
    pub fn output(error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::new(Kind::OutputClosed, "the output was closed"),
            _ => Failure::new(Kind::Store, format!("cannot write the output: {error}")),
        }
    }

    /// Ctrl-C.
    pub fn cancelled(left: &str) -> Failure {
        Failure::new(Kind::Cancelled, format!("stopped; {left}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_is_in_the_help() {
        for kind in [
            Kind::CheckFailed,
            Kind::Refused,
            Kind::Usage,
            Kind::Input,
            Kind::NotFound,
            Kind::Store,
            Kind::Network,
            Kind::Bug,
            Kind::Cancelled,
            Kind::OutputClosed,
        ] {
            let line = format!("\n  {:<5}", kind.exit_code());
            assert!(EXIT_CODES.contains(&line), "{kind:?}");
        }
    }
}
