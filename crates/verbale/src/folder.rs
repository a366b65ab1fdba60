//! The data folder of a venue.
//!
//! ```text
//! verbale-data/
//!   venue.toml                     settings, written by people
//!   …                              the record and its lock: the store's affair
//!   keys/istanbul.log.key          signs the checkpoints of a process
//!   keys/istanbul.chronicler.key   signs the acts of a register's editor
//! ```

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use verbale_record::{SigningKey, VerifierKey, key::KeyKind};
use verbale_server::{language::Languages, witnessing::WitnessAt};

use crate::{
    failure::{Failure, Kind},
    key_file,
    telling::{MailTable, WebhooksTable},
};

/// Where a venue listens unless its settings say otherwise: on this machine only.
pub const LISTEN_DEFAULT: &str = "127.0.0.1:8080";
/// Longest settings file.
const VENUE_BYTES_MAX: u64 = 65_536;
const VENUE_FILE: &str = "venue.toml";
const KEYS_FOLDER: &str = "keys";

/// The settings of a venue, as `venue.toml` has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// Its name, as its pages show it.
    pub name: String,
    /// The address under which people reach it, such as `https://venue.example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The address and port on which it listens.
    #[serde(default = "listen_default")]
    pub listen: SocketAddr,
    /// The languages that its pages speak, the first where nothing else is asked for; all that there are
    /// where this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<String>>,
    /// A PEM file of further certificate authorities that mail servers' and webhooks' certificates may be
    /// of, beside Mozilla's list; from the data folder where it is relative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorities: Option<PathBuf>,
    /// How mail is sent; none is where this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailTable>,
    /// What webhooks may call.
    #[serde(default)]
    pub webhooks: WebhooksTable,
    /// The witnesses that are asked to cosign what charters want them to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<WitnessTable>,
}

/// `[[witnesses]]`: where one is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessTable {
    /// Its key, as charters name it.
    pub key: String,
    /// Its address: https, or http on this machine.
    pub url: String,
}

impl FromStr for WitnessTable {
    type Err = String;

    fn from_str(text: &str) -> Result<WitnessTable, String> {
        let (key, url) =
            text.trim().split_once(' ').ok_or("give a witness's key, a space and its address")?;
        Ok(WitnessTable { key: key.to_owned(), url: url.trim().to_owned() })
    }
}

/// Most witnesses that a venue asks.
const WITNESSES_MAX: usize = 16;

fn listen_default() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

impl Venue {
    /// Refuses what could not be served.
    pub fn check(&self) -> Result<(), String> {
        if self.name.trim().is_empty()
            || self.name.chars().count() > 200
            || self.name.chars().any(char::is_control)
        {
            return Err("`name` must have 1 to 200 characters and no control characters".to_owned());
        }
        self.languages()?;
        self.witnesses()?;
        match self.address.as_deref() {
            None => Ok(()),
            Some(address) => check_address(address),
        }
    }

    /// The origins under which its pages are its own: the address that people use, or, while it
    /// has none, this machine's. Passkeys are made for the first, and a bare IP address can have
    /// none (Web Authentication, section 5.1.2), so this machine is called localhost.
    pub fn origins(&self, bound: SocketAddr) -> Vec<String> {
        match &self.address {
            Some(address) => vec![address.trim_end_matches('/').to_owned()],
            None => vec![format!("http://localhost:{}", bound.port()), format!("http://{bound}")],
        }
    }

    /// The languages that its pages speak.
    fn languages(&self) -> Result<Languages, String> {
        match &self.languages {
            Some(tags) => Languages::of(tags).map_err(|error| format!("`languages`: {error}")),
            None => Ok(Languages::default()),
        }
    }

    /// The witnesses that are asked.
    fn witnesses(&self) -> Result<Vec<WitnessAt>, String> {
        if self.witnesses.len() > WITNESSES_MAX {
            return Err(format!("`[[witnesses]]`: at most {WITNESSES_MAX} are asked"));
        }
        let read = |table: &WitnessTable| {
            let key = VerifierKey::parse(&table.key).map_err(|error| format!("{}: {error}", table.key))?;
            if key.kind() != KeyKind::CosignatureV1 {
                return Err(format!("{}: is no key of a witness", table.key));
            }
            WitnessAt::new(key, &table.url)
        };
        self.witnesses
            .iter()
            .map(|table| read(table).map_err(|error| format!("`[[witnesses]]`: {error}")))
            .collect()
    }

    /// The venue as it is served at an address of this machine.
    pub fn served(&self, bound: SocketAddr) -> verbale_server::Venue {
        verbale_server::Venue {
            name: self.name.clone(),
            address: self.address.as_deref().map(|address| address.trim_end_matches('/').to_owned()),
            origins: self.origins(bound),
            languages: self.languages().unwrap_or_default(),
            witnesses: self.witnesses().unwrap_or_default(),
        }
    }

    fn text(&self) -> String {
        let quoted = |text: &str| toml_string(text);
        let address = match &self.address {
            Some(address) => format!("address = {}\n", quoted(address)),
            None => "# address = \"https://venue.example\"\n".to_owned(),
        };
        let languages = match &self.languages {
            Some(tags) => {
                format!(
                    "languages = [{}]\n",
                    tags.iter().map(|tag| quoted(tag)).collect::<Vec<_>>().join(", ")
                )
            }
            None => "# languages = [\"en\", \"tr\", \"uk\", \"ru\"]\n".to_owned(),
        };
        format!(
            "# Settings of this venue; read when it is served. See docs/operator.md.\n\n\
             # Its name, as its pages show it.\nname = {}\n\n\
             # The address under which people reach it: https where something in front of it speaks TLS.\n{address}\n\
             # The address and port on which it listens.\nlisten = \"{}\"\n\n\
             # The languages that its pages speak; the first where nothing else is asked for.\n{languages}\n\
             # A PEM file of certificate authorities that are trusted beside Mozilla's list, by mail and webhooks.\n\
             # authorities = \"authorities.pem\"\n\n\
             # Mail that says that there is something, and nothing else; without this table none is sent.\n\
             # [mail]\n# server = \"smtps://mail.example\"\n# from = \"venue@venue.example\"\n\
             # credentials = \"keys/mail\"\n\n\
             # What members' webhooks may call: \"public\" addresses, \"private\" ones too, or none (\"off\").\n\
             # [webhooks]\n# reach = \"public\"\n\n\
             # Witnesses that are asked to cosign, where a charter names their key.\n\
             # [[witnesses]]\n# key = \"witness.example/north+…\"\n# url = \"https://witness.example\"\n",
            quoted(&self.name),
            self.listen
        )
    }
}

/// Whether an address is one that pages can be built under.
pub fn check_address(address: &str) -> Result<(), String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let host = rest.map(|rest| rest.trim_end_matches('/'));
    match host {
        Some(host)
            if !host.is_empty()
                && !host
                    .contains(|c: char| c.is_whitespace() || c.is_control() || "/?#@\\\"<>".contains(c)) =>
        {
            Ok(())
        }
        _ => Err(format!(
            "{address:?} is no address of a venue: give https://HOST or http://HOST:PORT, without a path"
        )),
    }
}

/// A text as TOML's basic string.
fn toml_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A data folder that holds a venue.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// Makes one: the folder, its settings and its folder of keys. Refuses a folder that is
    /// not empty.
    pub fn create(path: &Path, venue: &Venue) -> Result<DataFolder, Failure> {
        venue.check().map_err(|error| Failure::new(Kind::Usage, error))?;
        match fs::read_dir(path) {
            Ok(entries) => {
                if entries.into_iter().next().is_some() {
                    return Err(Failure::new(
                        Kind::Refused,
                        "the data folder is there already and is not empty",
                    )
                    .at(path.display())
                    .hint("give an empty or a new folder with --data; what is there is not touched"));
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::file("look into the data folder", path, &error)),
        }
        let keys = path.join(KEYS_FOLDER);
        create_private_folder(path)?;
        create_private_folder(&keys)?;
        let file = path.join(VENUE_FILE);
        fs::write(&file, venue.text()).map_err(|error| Failure::file("write the settings", &file, &error))?;
        Ok(DataFolder { path: path.to_owned() })
    }

    /// Opens one: checks that there is a venue.
    pub fn open(path: &Path) -> Result<DataFolder, Failure> {
        let folder = DataFolder { path: path.to_owned() };
        if folder.path.join(VENUE_FILE).is_file() {
            return Ok(folder);
        }
        Err(Failure::new(Kind::NotFound, format!("there is no venue here: {VENUE_FILE} is missing"))
            .at(path.display())
            .hint("name a data folder with --data, make one with `verbale init`, or the demonstration with `verbale demo`"))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its settings.
    pub fn venue(&self) -> Result<Venue, Failure> {
        let path = self.path.join(VENUE_FILE);
        let text = read_text(&path, VENUE_BYTES_MAX, "settings")?;
        let venue: Venue = toml::from_str(&text).map_err(|error| {
            Failure::input(&path, format!("the settings cannot be read: {}", error.to_string().trim_end()))
                .hint("the settings are `name`, `address`, `listen`, `languages`, `authorities`, `[mail]`, `[webhooks]` and `[[witnesses]]`; see docs/operator.md")
        })?;
        venue.check().map_err(|error| Failure::input(&path, error).hint("see docs/operator.md"))?;
        Ok(venue)
    }

    /// Where the key is kept that signs the checkpoints of a process.
    pub fn log_key_path(&self, process: &str) -> PathBuf {
        self.path.join(KEYS_FOLDER).join(format!("{process}.log.key"))
    }

    /// Where the key of an actor of a process is kept, if the venue itself keeps one.
    pub fn actor_key_path(&self, process: &str, actor: &str) -> PathBuf {
        self.path.join(KEYS_FOLDER).join(format!("{process}.{actor}.key"))
    }

    /// Its settings file.
    pub fn venue_path(&self) -> PathBuf {
        self.path.join(VENUE_FILE)
    }

    /// Every key file in it, by name.
    pub fn key_paths(&self) -> Result<Vec<PathBuf>, Failure> {
        let folder = self.path.join(KEYS_FOLDER);
        let entries = fs::read_dir(&folder)
            .map_err(|error| Failure::file("look into the folder of keys", &folder, &error))?;
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| Failure::file("look into the folder of keys", &folder, &error))?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "key"));
        paths.sort();
        Ok(paths)
    }

    /// The key that signs the checkpoints of a process.
    pub fn log_key(&self, process: &str) -> Result<SigningKey, Failure> {
        key_file::read(&self.log_key_path(process))
    }
}

/// Makes a folder that only its owner can enter; leaves one that is there as it is.
pub fn create_private_folder(path: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|error| Failure::file("make the folder", path, &error))
}

/// Reads a text file of at most `bytes_max` bytes.
pub fn read_text(path: &Path, bytes_max: u64, what: &str) -> Result<String, Failure> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(bytes_max + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::file(&format!("read the {what}"), path, &error))?;
    if bytes.len() as u64 > bytes_max {
        return Err(Failure::input(path, format!("the {what} is longer than {bytes_max} bytes")));
    }
    String::from_utf8(bytes).map_err(|error| {
        Failure::input(
            path,
            format!("the {what} is not UTF-8 from byte {} on", error.utf8_error().valid_up_to()),
        )
        .hint("save it as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn venue() -> Venue {
        Venue {
            name: "A \"venue\" \\ of ours".to_owned(),
            address: Some("https://venue.example".to_owned()),
            listen: listen_default(),
            languages: None,
            authorities: None,
            mail: None,
            webhooks: WebhooksTable::default(),
            witnesses: Vec::new(),
        }
    }

    #[test]
    fn settings_are_read_back_as_they_were_written() {
        let spoken = Some(vec!["tr".to_owned(), "en".to_owned()]);
        for venue in [venue(), Venue { address: None, languages: spoken, ..venue() }] {
            assert_eq!(toml::from_str::<Venue>(&venue.text()).expect("TOML"), venue);
        }
        assert_eq!(LISTEN_DEFAULT.parse(), Ok(listen_default()));
    }

    #[test]
    fn settings_with_an_unknown_key_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = DataFolder::create(&folder.path().join("data"), &venue()).expect("made");
        assert_eq!(data.venue().expect("read"), venue());
        let file = data.path().join(VENUE_FILE);
        for bad in [
            "name = \"x\"\nnmae = \"y\"\n",
            "",
            "name = 3\n",
            "name = \"\"\n",
            "name = \"x\"\naddress = \"venue.example\"\n",
            "\u{0}",
        ] {
            fs::write(&file, bad).expect("written");
            let failure = data.venue().expect_err(bad);
            assert_eq!(failure.kind, Kind::Input, "{bad:?}");
        }
    }

    #[test]
    fn a_folder_that_is_not_empty_is_never_made_a_venue() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("mine"), "x").expect("written");
        assert_eq!(DataFolder::create(folder.path(), &venue()).expect_err("refused").kind, Kind::Refused);
        assert_eq!(DataFolder::open(folder.path()).expect_err("no venue").kind, Kind::NotFound);
    }

    #[test]
    fn an_address_has_a_host_and_no_path() {
        for good in ["https://venue.example", "http://127.0.0.1:8080", "https://venue.example/"] {
            assert!(check_address(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "venue.example",
            "ftp://x",
            "https://",
            "https://a/b",
            "https://a b",
            "https://a?b",
            "https://u@a",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }
}
