//! Draft files: where the command line keeps a note that is not yet on the record.
//!
//! What stands in them is [`verbale_server::draft`]'s affair.

use std::{fs, io::Write as _, path::Path};

use verbale_server::draft::{Draft, DraftError, ReadyNote};

use crate::{failure::Failure, folder::read_text};

/// Longest draft file: the largest annexes that a note can carry, in base64.
const DRAFT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Reads a draft file.
pub fn read(path: &Path) -> Result<Draft, Failure> {
    let text = read_text(path, DRAFT_BYTES_MAX, "draft")?;
    Draft::parse(&text).map_err(|error| unusable(path, &error))
}

/// The note of a draft file, where all its signers have signed and every opening belongs to it.
pub fn ready(draft: &Draft, path: &Path) -> Result<ReadyNote, Failure> {
    draft.ready().map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, error: &DraftError) -> Failure {
    let failure = Failure::input(path, error.to_string());
    match error {
        DraftError::Form(_) => failure.hint("make one with: verbale note new"),
        DraftError::Format(_) => failure.hint("use the release that made the file, or a newer one"),
        DraftError::Note(_) => {
            failure.hint("every signer signs the draft with `verbale note sign` before it is submitted")
        }
        _ => failure,
    }
}

/// Writes a new draft file; never replaces one.
pub fn write_new(draft: &Draft, path: &Path) -> Result<(), Failure> {
    write_private(path, draft.to_json().as_bytes(), true)
}

/// Replaces the draft file as a whole.
pub fn replace(draft: &Draft, path: &Path) -> Result<(), Failure> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    write_private(part, draft.to_json().as_bytes(), false)?;
    fs::rename(part, path).map_err(|error| Failure::file("write the draft", path, &error))
}

/// Writes a file that only its owner can read.
fn write_private(path: &Path, bytes: &[u8], new: bool) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).create_new(new);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(|error| Failure::file("make the file", path, &error))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|error| Failure::file("write the file", path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_never_replaced_by_a_new_one() {
        let cases: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../../docs/formats/vectors/drafts.json")).expect("vectors");
        let draft = Draft::parse(cases[0]["draft"].as_str().expect("a draft")).expect("read");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("draft.json");
        write_new(&draft, &path).expect("written");
        assert!(write_new(&draft, &path).is_err());
        replace(&draft, &path).expect("replaced");
        assert_eq!(read(&path).expect("read"), draft);
    }
}
