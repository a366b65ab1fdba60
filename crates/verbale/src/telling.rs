//! The settings of mail and webhooks: tables of `venue.toml`, and options in their place.
//!
//! ```toml
//! authorities = "authorities.pem"   # beside Mozilla's list, where an institution has its own
//!
//! [mail]
//! server = "smtps://mail.example"
//! from = "venue@venue.example"
//! credentials = "keys/mail"   # a file with a name and a password, a line each
//!
//! [webhooks]
//! reach = "public"            # or "private", or "off"
//! ```

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use verbale_server::telling::{
    Authorities, MailSettings, Mailer, Reach, Telling, authorities::AUTHORITIES_BYTES_MAX,
};
use zeroize::Zeroizing;

use crate::{
    failure::{Failure, Kind},
    folder::{DataFolder, Venue, read_text},
    key_file::refuse_open_file,
};

/// Longest file of credentials, in bytes.
const CREDENTIALS_BYTES_MAX: u64 = 4_096;

/// `[mail]`: without it no mail is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailTable {
    /// The mail server: `smtps://HOST[:PORT]`, or `smtp://HOST[:PORT]` with STARTTLS.
    pub server: String,
    /// The address that mail is from.
    pub from: String,
    /// A file with the name and the password for the server, a line each; from the data folder
    /// where it is relative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<PathBuf>,
}

/// `[webhooks]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhooksTable {
    /// What they may call.
    #[serde(default)]
    pub reach: ReachSetting,
}

/// What webhooks may call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ReachSetting {
    /// Nothing: there are no webhooks.
    Off,
    /// Addresses of the open network.
    #[default]
    Public,
    /// Those of private networks and of this machine too.
    Private,
}

/// Settings of mail and webhooks that are given otherwise than in `venue.toml`.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct TellingOptions {
    /// The mail server, smtps://HOST or smtp://HOST [default: the one in venue.toml; none sends no mail].
    #[arg(long, value_name = "URL", env = "VERBALE_MAIL_SERVER", hide_env_values = true)]
    pub mail_server: Option<String>,
    /// The address that mail is from [default: the one in venue.toml].
    #[arg(long, value_name = "ADDRESS", env = "VERBALE_MAIL_FROM", hide_env_values = true)]
    pub mail_from: Option<String>,
    /// A file with name and password for the mail server, a line each [default: the one in venue.toml].
    #[arg(long, value_name = "FILE", env = "VERBALE_MAIL_CREDENTIALS", hide_env_values = true)]
    pub mail_credentials: Option<PathBuf>,
    /// A PEM file of certificate authorities that mail servers and webhooks may be certified by, beside
    /// Mozilla's list [default: the one in venue.toml].
    #[arg(long, value_name = "FILE", env = "VERBALE_AUTHORITIES", hide_env_values = true)]
    pub authorities: Option<PathBuf>,
    /// What webhooks may call: off, public, private [default: the one in venue.toml, else public].
    #[arg(long, value_enum, value_name = "REACH", env = "VERBALE_WEBHOOKS", hide_env_values = true)]
    #[arg(hide_possible_values = true)]
    pub webhooks: Option<ReachSetting>,
}

impl TellingOptions {
    /// What people are told by: the settings of a venue, with what was given otherwise in their place.
    pub fn over(&self, venue: &Venue, folder: &DataFolder) -> Result<Telling, Failure> {
        let reach = self.webhooks.unwrap_or(venue.webhooks.reach);
        let of_settings = || Some(folder.path().join(venue.authorities.as_ref()?));
        let authorities = match self.authorities.clone().or_else(of_settings) {
            Some(path) => read_authorities(&path)?,
            None => Authorities::default(),
        };
        let table = venue.mail.as_ref();
        let server = self.mail_server.clone().or_else(|| Some(table?.server.clone()));
        let from = self.mail_from.clone().or_else(|| Some(table?.from.clone()));
        let of_table = || Some(folder.path().join(table?.credentials.as_ref()?));
        let credentials = self.mail_credentials.clone().or_else(of_table);
        let mail = match (server, from, credentials) {
            (None, None, None) => None,
            (Some(server), Some(from), credentials) => {
                let credentials = credentials.as_deref().map(read_credentials).transpose()?;
                Some(
                    Mailer::new(MailSettings { server, from, credentials, authorities: authorities.clone() })
                        .map_err(usage)?,
                )
            }
            _ => return Err(usage("mail needs both the mail server and the address that it is from")),
        };
        let reach = match reach {
            ReachSetting::Off => Reach::Off,
            ReachSetting::Public => Reach::Public,
            ReachSetting::Private => Reach::Private,
        };
        Ok(Telling { mail, reach, authorities })
    }
}

fn usage(error: impl ToString) -> Failure {
    Failure::new(Kind::Usage, error.to_string()).hint("see the mail settings in docs/operator.md")
}

/// Reads certificate authorities that are trusted beside Mozilla's list.
fn read_authorities(path: &Path) -> Result<Authorities, Failure> {
    let pem = read_text(path, AUTHORITIES_BYTES_MAX, "file of certificate authorities")?;
    Authorities::with(pem.as_bytes()).map_err(|error| {
        Failure::input(path, error.to_string()).hint("see `authorities` in docs/operator.md")
    })
}

/// Reads a name and a password, a line each, from a file that its owner alone can read.
fn read_credentials(path: &Path) -> Result<(String, String), Failure> {
    const WHAT: &str = "file of mail credentials";
    let text = Zeroizing::new(read_text(path, CREDENTIALS_BYTES_MAX, WHAT)?);
    refuse_open_file(path, WHAT)?;
    let mut lines = text.lines();
    match (lines.next(), lines.next(), lines.next()) {
        (Some(name), Some(password), None) if !name.is_empty() && !password.is_empty() => {
            Ok((name.to_owned(), password.to_owned()))
        }
        _ => Err(Failure::input(path, "the file of mail credentials does not have two lines")
            .hint("write the name on the first line and the password on the second, and nothing else")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_file::write_private;

    fn venue(tables: &str) -> Result<Venue, toml::de::Error> {
        toml::from_str(&format!("name = \"x\"\n{tables}"))
    }

    fn told(options: &TellingOptions, tables: &str, folder: &Path) -> Result<Telling, Failure> {
        let venue = venue(tables).expect("settings");
        let plain = Venue { mail: None, ..venue.clone() };
        let data = DataFolder::create(&folder.join("data"), &plain)
            .or_else(|_| DataFolder::open(&folder.join("data")))
            .expect("a folder");
        options.over(&venue, &data)
    }

    #[test]
    fn without_settings_there_is_no_mail_and_webhooks_reach_public_addresses() {
        let folder = tempfile::tempdir().expect("a folder");
        let telling = told(&TellingOptions::default(), "", folder.path()).expect("settings");
        assert!(telling.mail.is_none());
        assert_eq!(telling.reach, Reach::Public);
        let telling = told(&TellingOptions::default(), "[webhooks]\nreach = \"off\"\n", folder.path());
        assert_eq!(telling.expect("settings").reach, Reach::Off);
        for bad in [
            "[webhooks]\nreach = \"all\"\n",
            "[mail]\nserver = \"x\"\n",
            "[mail]\nserver = \"x\"\nfrom = \"y\"\npassword = \"z\"\n",
        ] {
            assert!(venue(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn credentials_are_two_lines_of_a_file_that_nobody_else_reads() {
        let folder = tempfile::tempdir().expect("a folder");
        let tables = "[mail]\nserver = \"smtps://mail.example\"\nfrom = \"venue@venue.example\"\ncredentials = \"keys/mail\"\n";
        let missing = told(&TellingOptions::default(), tables, folder.path()).map(drop);
        assert_eq!(missing.expect_err("there is no file").kind, Kind::NotFound);
        let path = folder.path().join("data/keys/mail");
        for (text, taken) in [
            ("name\npassword\n", true),
            ("name\npassword", true),
            ("name\n", false),
            ("a\nb\nc\n", false),
            ("\n\n", false),
        ] {
            write_private(&path, text.as_bytes()).expect("written");
            let telling = told(&TellingOptions::default(), tables, folder.path());
            assert_eq!(telling.is_ok(), taken, "{text:?}");
            std::fs::remove_file(&path).expect("removed");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            write_private(&path, b"name\npassword\n").expect("written");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("opened");
            let open = told(&TellingOptions::default(), tables, folder.path()).map(drop);
            assert_eq!(open.expect_err("others can read it").kind, Kind::Refused);
        }
    }

    #[test]
    fn a_file_of_authorities_is_in_the_data_folder_and_has_certificates() {
        let folder = tempfile::tempdir().expect("a folder");
        let tables = "authorities = \"authorities.pem\"\n";
        let failed =
            |options: &TellingOptions| told(options, tables, folder.path()).map(drop).expect_err("bad");
        let missing = failed(&TellingOptions::default());
        assert_eq!(missing.kind, Kind::NotFound);
        assert!(missing.message.contains("file of certificate authorities"), "{}", missing.message);
        std::fs::write(folder.path().join("data/authorities.pem"), "no certificate\n").expect("written");
        assert_eq!(failed(&TellingOptions::default()).kind, Kind::Input);
        let elsewhere = folder.path().join("elsewhere.pem");
        let options = TellingOptions { authorities: Some(elsewhere), ..TellingOptions::default() };
        assert_eq!(failed(&options).kind, Kind::NotFound, "the option stands in its place");
    }

    #[test]
    fn an_option_stands_in_the_place_of_its_setting() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = TellingOptions {
            mail_server: Some("smtp://127.0.0.1:25".to_owned()),
            webhooks: Some(ReachSetting::Private),
            ..TellingOptions::default()
        };
        let lacking = told(&options, "", folder.path()).map(drop);
        assert_eq!(lacking.expect_err("from nobody").kind, Kind::Usage);
        let from = TellingOptions { mail_from: Some("venue@venue.example".to_owned()), ..options };
        let telling = told(&from, "[webhooks]\nreach = \"off\"\n", folder.path()).expect("settings");
        assert!(telling.mail.is_some());
        assert_eq!(telling.reach, Reach::Private);
    }
}
