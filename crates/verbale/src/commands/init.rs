//! `verbale init`: makes a venue.

use std::{io::IsTerminal as _, net::SocketAddr};

use crate::{
    cli::Folder,
    commands::invite::first_invitation,
    console::Console,
    failure::{Failure, Kind},
    folder::{DataFolder, LISTEN_DEFAULT, Venue},
    venue::HeldVenue,
};

/// Make a venue: an empty data folder with its settings.
///
/// Asks for what no option gives when it is run on a terminal. The settings are in `venue.toml`
/// in the folder and can be changed there. Prints an invitation for the first member of the venue's
/// secretariat.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale init --name 'Chronicle of the river talks'
  verbale init --data /srv/verbale --name Venue --address https://venue.example --listen 127.0.0.1:8080
  verbale process new plan.toml --data /srv/verbale
      found a process in it")]
pub struct Args {
    #[command(flatten)]
    folder: Folder,
    /// The venue's name, as its pages show it.
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// The address under which people reach it, such as https://venue.example.
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// The languages that its pages speak, the first where nothing else is asked for: en, tr, uk, ru.
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    languages: Option<Vec<String>>,
    /// The address and port on which it listens.
    #[arg(long, value_name = "ADDR", default_value = LISTEN_DEFAULT)]
    listen: SocketAddr,
}

/// Does it.
pub async fn run(args: Args, console: Console) -> Result<(), Failure> {
    let Args { folder, name, address, languages, listen } =
        if args.name.is_some() { args } else { ask(args, console)? };
    let name = name.unwrap_or_default();
    let venue = Venue {
        name,
        address,
        listen,
        languages,
        authorities: None,
        mail: None,
        webhooks: Default::default(),
        witnesses: Vec::new(),
    };
    venue.check().map_err(|error| Failure::new(Kind::Usage, error))?;
    let folder = DataFolder::create(&folder.data, &venue)?;
    let held = HeldVenue::create(&folder, "init").await?;
    let link = first_invitation(&held, &venue).await?;
    held.close().await?;
    console.remark(&format!(
        "The venue is in {}. Serve it with `verbale serve`, then open this link: it makes you the first of its \
         secretariat. It works once, for three days; `verbale invite` makes another.",
        folder.path().display()
    ));
    console.print(&link)
}

/// Asks the person at the terminal for what no option gave.
fn ask(args: Args, console: Console) -> Result<Args, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(Kind::Usage, "the venue needs a name").hint("give one with --name"));
    }
    let name = question(console, "Name of the venue, as its pages show it")?;
    let address = match args.address {
        Some(address) => Some(address),
        None => Some(question(console, "Address under which people reach it (empty: none yet)")?)
            .filter(|address| !address.is_empty()),
    };
    let languages = match args.languages {
        Some(languages) => Some(languages),
        None => {
            let tags =
                question(console, "Languages of its pages, such as en, tr, uk, ru (empty: all of them)")?;
            let tags: Vec<String> =
                tags.split([',', ' ']).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
            Some(tags).filter(|tags| !tags.is_empty())
        }
    };
    Ok(Args { name: Some(name), address, languages, ..args })
}

fn question(console: Console, text: &str) -> Result<String, Failure> {
    console.ask(text)?;
    let mut line = String::new();
    match std::io::stdin().read_line(&mut line) {
        Ok(0) => Err(Failure::new(Kind::Usage, "standard input ended before an answer")),
        Ok(_) => Ok(line.trim().to_owned()),
        Err(error) => Err(Failure::new(Kind::Store, format!("cannot read standard input: {error}"))),
    }
}
