//! Passphrases: asked for at the terminal without showing them, or read from a file that a variable
//! names, for those who run the program unattended. Never an argument, which other users can see.
#![allow(clippy::disallowed_methods, reason = "this module reads the one variable that it says")]

use std::{io::IsTerminal as _, path::Path};

use age::secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::{
    failure::{Failure, Kind},
    folder::read_text,
};

/// The variable that names a file with a passphrase as its first line.
pub const PASSPHRASE_FILE: &str = "VERBALE_PASSPHRASE_FILE";
/// Longest file of a passphrase.
const PASSPHRASE_BYTES_MAX: u64 = 1_024;
/// Shortest passphrase, in characters.
pub const PASSPHRASE_CHARS_MIN: usize = 12;

/// The passphrase of a key file.
pub fn of(path: &Path) -> Result<SecretString, Failure> {
    match from_file()? {
        Some(passphrase) => Ok(passphrase),
        None => ask(&format!("Passphrase of {}", path.display())),
    }
}

/// A new passphrase: long enough, and typed twice.
pub fn new() -> Result<SecretString, Failure> {
    let passphrase = match from_file()? {
        Some(passphrase) => passphrase,
        None => {
            let first = ask("New passphrase")?;
            if ask("The same again")?.expose_secret() != first.expose_secret() {
                return Err(
                    Failure::new(Kind::Usage, "the two passphrases differ").hint("nothing was written")
                );
            }
            first
        }
    };
    if passphrase.expose_secret().chars().count() < PASSPHRASE_CHARS_MIN {
        return Err(Failure::new(
            Kind::Usage,
            format!("a passphrase has at least {PASSPHRASE_CHARS_MIN} characters"),
        )
        .hint("several words that nobody would put together are easy to remember"));
    }
    Ok(passphrase)
}

fn from_file() -> Result<Option<SecretString>, Failure> {
    let Some(path) = std::env::var_os(PASSPHRASE_FILE) else { return Ok(None) };
    let text = Zeroizing::new(read_text(Path::new(&path), PASSPHRASE_BYTES_MAX, "passphrase")?);
    Ok(Some(SecretString::from(text.lines().next().unwrap_or_default().to_owned())))
}

fn ask(question: &str) -> Result<SecretString, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(Kind::Usage, "the key file is protected by a passphrase")
            .hint(format!("run it at a terminal, or name a file with the passphrase in {PASSPHRASE_FILE}")));
    }
    rpassword::prompt_password(format!("{question}: "))
        .map(SecretString::from)
        .map_err(|error| Failure::new(Kind::Store, format!("cannot read the passphrase: {error}")))
}
