//! Key files: where the holder of a key keeps it.
//!
//! ```text
//! verbale/key/v1
//! protection none
//! public k0123456789abcdef+1f2e3d4c+AQ…
//! secret PRIVATE+KEY+k0123456789abcdef+1f2e3d4c+AQ…
//! ```
//! The first line names the format. `protection` says how the last line is kept: `none` is in the
//! clear, with the file readable by its owner alone; `age` is an age file under a passphrase
//! (age-encryption.org/v1, scrypt), in base64, which the ordinary `age` opens too. A file with
//! another protection is refused by name, so that a release which knows more of them can use the
//! same header. `public` is the
//! verifier key and `secret` the signing key as C2SP's signed-note tools write them.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
};

use age::secrecy::SecretString;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use verbale_record::{SigningKey, VerifierKey};
use zeroize::Zeroizing;

use crate::{
    failure::{Failure, Kind},
    passphrase,
};

/// Longest key file.
const KEY_FILE_BYTES_MAX: u64 = 4096;
const FORMAT: &str = "verbale/key/v1";

/// Writes a key to a new file that only its owner can read. Never replaces a file.
pub fn write_new(path: &Path, key: &SigningKey) -> Result<(), Failure> {
    let secret = Zeroizing::new(key.secret_text());
    let text =
        Zeroizing::new(format!("{FORMAT}\nprotection none\npublic {}\nsecret {}\n", key.verifier(), *secret));
    write_private(path, text.as_bytes())
}

/// Writes a key to a new file, its secret under a passphrase.
pub fn write_protected(path: &Path, key: &SigningKey, passphrase: SecretString) -> Result<(), Failure> {
    let secret = Zeroizing::new(key.secret_text());
    let sealed = age::encrypt(&age::scrypt::Recipient::new(passphrase), secret.as_bytes())
        .map_err(|error| Failure::new(Kind::Bug, format!("sealing the key: {error}")))?;
    let sealed = BASE64_STANDARD.encode(sealed);
    write_private(
        path,
        format!("{FORMAT}\nprotection age\npublic {}\nsecret {sealed}\n", key.verifier()).as_bytes(),
    )
}

/// Writes a new file that only its owner can read. Never replaces a file.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::new(Kind::Usage, "there is a file of that name, and keys are never overwritten")
                .at(path.display())
                .hint("give another name, or move the file away if its key is no longer needed")
        }
        _ => Failure::file("make the file", path, &error),
    })?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|error| Failure::file("write the file", path, &error))
}

/// Reads a key with its secret. Refuses a file that others than its owner can read.
pub fn read(path: &Path) -> Result<SigningKey, Failure> {
    let (public, secret, protection) = read_fields(path)?;
    refuse_open_file(path, "key file")?;
    let secret = match protection {
        Protection::None => secret,
        Protection::Age => open(path, &secret, passphrase::of(path)?)?,
    };
    let key = SigningKey::parse_secret(&secret)
        .map_err(|error| Failure::input(path, format!("the secret of the key file: {error}")).hint(WHOLE))?;
    if *key.verifier() != public {
        return Err(
            Failure::input(path, "the key file's public key does not belong to its secret").hint(WHOLE)
        );
    }
    Ok(key)
}

/// Reads the public half.
pub fn read_public(path: &Path) -> Result<VerifierKey, Failure> {
    read_fields(path).map(|(public, ..)| public)
}

/// How a file keeps its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protection {
    None,
    Age,
}

/// Opens a secret with its passphrase.
fn open(path: &Path, sealed: &str, passphrase: SecretString) -> Result<Zeroizing<String>, Failure> {
    let wrong = |what: &str| Failure::input(path, what).hint(WHOLE);
    let sealed =
        BASE64_STANDARD.decode(sealed).map_err(|_| wrong("the secret of the key file is not base64"))?;
    let opened =
        age::decrypt(&age::scrypt::Identity::new(passphrase), &sealed).map_err(|error| match error {
            age::DecryptError::DecryptionFailed | age::DecryptError::NoMatchingKeys => {
                Failure::new(Kind::Refused, "the passphrase does not open the key file")
                    .at(path.display())
                    .hint("try again; nobody can open the key without its passphrase")
            }
            error => wrong(&format!("the secret of the key file: {error}")),
        })?;
    let opened = Zeroizing::new(opened);
    let text = std::str::from_utf8(&opened).map_err(|_| wrong("the secret of the key file is not a key"))?;
    Ok(Zeroizing::new(text.to_owned()))
}

const WHOLE: &str = "restore the file from the copy that you keep; a key file is never edited by hand";

fn read_fields(path: &Path) -> Result<(VerifierKey, Zeroizing<String>, Protection), Failure> {
    let mut text = Zeroizing::new(String::new());
    fs::File::open(path)
        .and_then(|file| file.take(KEY_FILE_BYTES_MAX + 1).read_to_string(&mut text))
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidData => not_a_key_file(path),
            _ => Failure::file("read the key file", path, &error),
        })?;
    if text.len() as u64 > KEY_FILE_BYTES_MAX {
        return Err(not_a_key_file(path));
    }
    let mut lines = text.lines();
    if lines.next() != Some(FORMAT) {
        return Err(not_a_key_file(path));
    }
    let mut field =
        |name: &str| {
            let line = lines.next().and_then(|line| line.split_once(' '));
            match line {
                Some((found, value)) if found == name => Ok(value),
                _ => Err(Failure::input(path, format!("the key file should have a line `{name} …` here"))
                    .hint(WHOLE)),
            }
        };
    let protection = match field("protection")? {
        "none" => Protection::None,
        "age" => Protection::Age,
        other => {
            return Err(Failure::input(
                path,
                format!("the key is protected by {other:?}, which this release does not know"),
            )
            .hint("use the release that made the file, or a newer one"));
        }
    };
    let public = VerifierKey::parse(field("public")?).map_err(|error| {
        Failure::input(path, format!("the public key of the key file: {error}")).hint(WHOLE)
    })?;
    let secret = Zeroizing::new(field("secret")?.to_owned());
    match lines.next() {
        None => Ok((public, secret, protection)),
        Some(_) => Err(Failure::input(path, "the key file has lines after its secret").hint(WHOLE)),
    }
}

fn not_a_key_file(path: &Path) -> Failure {
    Failure::input(path, format!("this is no key file: its first line is not {FORMAT:?}"))
        .hint("make one with: verbale key new FILE")
}

/// Refuses a file that others than its owner can use; `what` it is, in words.
#[cfg(unix)]
pub fn refuse_open_file(path: &Path, what: &str) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path)
        .map_err(|error| Failure::file(&format!("look at the {what}"), path, &error))?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(Failure::new(
        Kind::Refused,
        format!("others than its owner can use the {what} (its mode is {:o})", mode & 0o777),
    )
    .at(path.display())
    .hint(format!("if nobody else has read it: chmod 600 {}", path.display())))
}

/// Refuses a file that others than its owner can use, where files have such a mode.
#[cfg(not(unix))]
pub fn refuse_open_file(_path: &Path, _what: &str) -> Result<(), Failure> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_seed("k0123456789abcdef", [7; 32]).expect("a key name")
    }

    #[test]
    fn a_key_is_read_back_as_it_was_written_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.key");
        write_new(&path, &key()).expect("written");
        assert_eq!(read(&path).expect("read").verifier(), key().verifier());
        assert_eq!(&read_public(&path).expect("read"), key().verifier());
        assert_eq!(write_new(&path, &key()).expect_err("refused").kind, Kind::Usage);
    }

    #[test]
    fn a_protected_key_is_opened_by_its_passphrase_and_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.key");
        write_protected(&path, &key(), "correct horse battery".to_owned().into()).expect("written");
        assert!(!fs::read_to_string(&path).expect("read").contains("PRIVATE"));
        let (public, sealed, protection) = read_fields(&path).expect("read");
        assert_eq!((&public, protection), (key().verifier(), Protection::Age));
        let opened = open(&path, &sealed, "correct horse battery".to_owned().into()).expect("opened");
        assert_eq!(*opened, key().secret_text());
        let refused = open(&path, &sealed, "wrong horse battery".to_owned().into()).expect_err("refused");
        assert_eq!(refused.kind, Kind::Refused);
        assert_eq!(open(&path, "AAAA", "x".to_owned().into()).expect_err("no age file").kind, Kind::Input);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.key");
        write_new(&path, &key()).expect("written");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("changed");
        assert_eq!(read(&path).expect_err("refused").kind, Kind::Refused);
    }

    #[test]
    fn what_is_no_key_file_is_refused_with_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.key");
        write_new(&path, &key()).expect("written");
        let good = fs::read_to_string(&path).expect("read");
        let other = SigningKey::from_seed("k0123456789abcdef", [8; 32]).expect("a key name");
        for bad in [
            String::new(),
            good.replace("v1", "v2"),
            good.replace("protection none", "protection passphrase"),
            good.replace("protection none\n", ""),
            good.replace("public k", "public x"),
            good.replace(&key().verifier().to_string(), &other.verifier().to_string()),
            format!("{good}more\n"),
            good.lines().take(3).collect::<Vec<_>>().join("\n"),
            "x".repeat(5000),
        ] {
            fs::write(&path, &bad).expect("written");
            let failure = read(&path).expect_err(&bad);
            assert_eq!(failure.kind, Kind::Input, "{bad}");
            assert!(failure.place.is_some() && failure.hint.is_some());
        }
    }
}
