//! `verbale key`: makes and shows keys.

use std::path::PathBuf;

use serde::Serialize;
use verbale_record::{KeyName, SigningKey, VerifierKey};

use crate::{
    console::Console,
    failure::{Failure, Kind},
    key_file, passphrase, random,
};

/// Make and look at keys.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a new key and write it to a file that only you can read.
    ///
    /// The key gets a random name: use one key in one process only, so that nobody learns from it
    /// where else you take part. What the command prints is the public half: give that to the
    /// person who writes the charter or gives you full powers. Whoever has the file can sign in
    /// your name; keep a copy of it in a safe place, for nobody can make it again.
    #[command(
        after_long_help = "Examples:\n  verbale key new alpha.key --protect\n  verbale key new alpha.key --json"
    )]
    New(NewArgs),
    /// Show the public half of a key file.
    #[command(
        after_long_help = "Examples:\n  verbale key show alpha.key\n  verbale key show alpha.key --json"
    )]
    Show(Args),
}

/// A key file.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The key file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A new key file.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// Keep the secret under a passphrase: asked for at the terminal, or the first line of the file
    /// that VERBALE_PASSPHRASE_FILE names. Nobody can open the key without it.
    #[arg(long)]
    protect: bool,
    #[command(flatten)]
    args: Args,
}

/// The public half of a key, as it is printed.
#[derive(Serialize)]
struct Shown {
    name: String,
    id: String,
    public: String,
}

/// Does it.
pub fn run(command: Command, console: Console) -> Result<(), Failure> {
    match command {
        Command::New(NewArgs { protect, args }) => {
            let key = new_key()?;
            match protect {
                true => key_file::write_protected(&args.file, &key, passphrase::new()?)?,
                false => key_file::write_new(&args.file, &key)?,
            }
            show(key.verifier(), args.json, console)?;
            console.remark(&format!(
                "The key is in {}. Keep a copy of it in a safe place.",
                args.file.display()
            ));
            Ok(())
        }
        Command::Show(args) => show(&key_file::read_public(&args.file)?, args.json, console),
    }
}

/// A key with a random name.
pub fn new_key() -> Result<SigningKey, Failure> {
    let name = KeyName::from_bytes(random::bytes()?);
    SigningKey::from_seed(name.as_str(), random::bytes()?)
        .map_err(|error| Failure::new(Kind::Bug, format!("a fresh key: {error}")))
}

fn show(key: &VerifierKey, json: bool, console: Console) -> Result<(), Failure> {
    if json {
        let shown =
            Shown { name: key.name().to_owned(), id: format!("{:08x}", key.id()), public: key.to_string() };
        return console.print_json(&shown);
    }
    console.print(&format!("name    {}\nid      {:08x}\npublic  {key}\n", key.name(), key.id()))
}
