//! `verbale demo`: the demonstration.

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use verbale_process::charter::Role;
use verbale_server::telling::Telling;

use crate::{
    cancel::Cancel,
    cli::Folder,
    commands::serve::serve,
    console::Console,
    failure::{Failure, Kind},
    folder::{DataFolder, LISTEN_DEFAULT, Venue},
    founding, key_file,
    plan::{PlannedActor, register::Plan},
    progress::Progress,
    registering::{self, Registrar},
    source,
    venue::HeldVenue,
    writer::Writer,
};

const ACTS: &str = include_str!("../../demo/acts.jsonl");
const ACTORS: &str = include_str!("../../demo/actors.json");
/// The name of the demonstration's process.
const PROCESS: &str = "istanbul";
/// The id of its editor: of this chronicle's own, and of nobody else.
const EDITOR: &str = "chronicler";
/// The file by which a folder is known as the demonstration's own, and its content.
const MARK: (&str, &str) =
    ("demonstration", "This folder was made by `verbale demo`, and `verbale demo --reset` deletes it.\n");
/// What is in a folder of the demonstration; `--reset` deletes no folder that holds anything else.
const CONTENT: &[&str] = &[
    "demonstration",
    "venue.toml",
    "keys",
    "lock",
    "published",
    "restored",
    "losses",
    "record.sqlite3",
    "record.sqlite3-wal",
    "record.sqlite3-shm",
];

/// Set up the demonstration and serve it.
///
/// The demonstration is a venue with the process `istanbul`: an unofficial chronicle, from public
/// reports, of the talks between Russia and Ukraine hosted by Türkiye. Nobody named in it takes
/// part or signed anything. A second start finds what the first one set up.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale demo
  verbale demo --listen 127.0.0.1:9000
  verbale demo --no-serve
  verbale demo --reset")]
pub struct Args {
    #[command(flatten)]
    folder: Folder,
    /// The address and port to listen on.
    #[arg(long, value_name = "ADDR", default_value = LISTEN_DEFAULT)]
    listen: SocketAddr,
    /// Delete the demonstration that is in the folder and set it up anew. Only a folder that the
    /// demonstration made is ever deleted.
    #[arg(long)]
    reset: bool,
    /// Set up and stop.
    #[arg(long)]
    no_serve: bool,
}

/// Does it.
pub async fn run(args: Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let path = args.folder.data.as_path();
    if args.reset {
        reset(path)?;
    }
    let folder = if path.join(MARK.0).is_file() {
        DataFolder::open(path)?
    } else {
        set_up(path, args.listen, console, cancel).await?
    };
    if args.no_serve {
        console.remark(&format!("The demonstration is in {}. Serve it with: verbale demo", path.display()));
        return Ok(());
    }
    let venue = Venue { listen: args.listen, ..folder.venue()? };
    serve(&folder, venue, Telling::default(), console, cancel, |address| {
        console.remark(&format!(
            "\n  {address}/{PROCESS}                        the standing of today\n  \
             {address}/{PROCESS}?as_of=2025-11-12       the day on which one side said that the ball was in the other's court\n  \
             {address}/{PROCESS}/item/three-groups      an item with its whole exchange\n  \
             {address}/{PROCESS}/verify                 check it all in your browser\n\n\
             An unofficial chronicle from public reports; nobody named in it takes part.\n"
        ));
        Ok(())
    })
    .await
}

/// Sets the demonstration up beside the folder and renames it into place: a folder of that name
/// is always whole.
async fn set_up(
    path: &Path,
    listen: SocketAddr,
    console: Console,
    cancel: &Cancel,
) -> Result<DataFolder, Failure> {
    if fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::new(
            Kind::Refused,
            "the folder is there already and is not the demonstration's",
        )
        .at(path.display())
        .hint("give another folder with --data; what is there is not touched"));
    }
    let part = part_of(path);
    if part.join(MARK.0).is_file() {
        delete(&part)?;
    }
    let made = fill(&part, listen, console, cancel).await;
    if let Err(failure) = made {
        if part.join(MARK.0).is_file() {
            delete(&part)?;
        }
        return Err(failure);
    }
    // An empty folder may be there: a rename replaces it.
    fs::rename(&part, path)
        .map_err(|error| Failure::file("name the demonstration's folder", path, &error))?;
    DataFolder::open(path)
}

async fn fill(part: &Path, listen: SocketAddr, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let venue = Venue {
        name: "Verbale: demonstration".to_owned(),
        address: None,
        listen,
        languages: None,
        authorities: None,
        mail: None,
        webhooks: Default::default(),
        witnesses: Vec::new(),
    };
    let folder = DataFolder::create(part, &venue)?;
    let mark = part.join(MARK.0);
    fs::write(&mark, MARK.1).map_err(|error| Failure::file("mark the folder", &mark, &error))?;
    let writer = Writer::start(HeldVenue::create(&folder, "demo").await?).await?;
    let registered = register(&folder, &writer, console, cancel).await;
    writer.close().await?;
    registered
}

async fn register(
    folder: &DataFolder,
    writer: &Writer,
    console: Console,
    cancel: &Cancel,
) -> Result<(), Failure> {
    founding::found(folder, writer, &plan()?).await?;
    let process = writer.process(PROCESS).await?;
    let loaded = source::from_store(&**writer.store(), &process, console).await?;
    let own = |error: &dyn std::fmt::Display| {
        Failure::new(Kind::Bug, format!("the demonstration's own data: {error}"))
    };
    let plan = registering::plan(ACTS, &loaded).map_err(|errors| own(&errors[0]))?;
    let key = key_file::read(&folder.actor_key_path(PROCESS, EDITOR))?;
    let registrar = Registrar::of(&loaded, &key)?;
    let progress = Progress::of(console, "setting up", plan.new_acts() as u64);
    plan.carry_out(&registrar, &BTreeMap::new(), writer, &progress, cancel).await?;
    Ok(())
}

/// The plan of the demonstration's register.
fn plan() -> Result<Plan, Failure> {
    let own =
        |error: serde_json::Error| Failure::new(Kind::Bug, format!("the demonstration's own data: {error}"));
    let mut actors: BTreeMap<String, PlannedActor> = serde_json::from_str(ACTORS).map_err(own)?;
    let texts = |texts: [(&str, &str); 4]| {
        texts.map(|(language, text)| (language.to_owned(), text.to_owned())).into()
    };
    actors.insert(
        EDITOR.to_owned(),
        PlannedActor {
            role: Role::Editor,
            names: texts([("en", "Chronicler"), ("tr", "Vakanüvis"), ("uk", "Хроніст"), ("ru", "Хронист")]),
            principal: None,
        },
    );
    Ok(Plan {
        name: PROCESS.to_owned(),
        offset: "+03:00".to_owned(),
        languages: ["en", "tr", "uk", "ru"].map(str::to_owned).to_vec(),
        editor: EDITOR.to_owned(),
        titles: texts([
            ("en", "The Istanbul process"),
            ("tr", "İstanbul süreci"),
            ("uk", "Стамбульський процес"),
            ("ru", "Стамбульский процесс"),
        ]),
        actors,
    })
}

/// Deletes the demonstration, if that is what the folder is.
fn reset(path: &Path) -> Result<(), Failure> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::file("look at the folder", path, &error)),
        Ok(_) => {}
    }
    // Taken and given back: a demonstration that is being served is not deleted under its server.
    if path.join(MARK.0).is_file() {
        drop(verbale_store::LockedFolder::lock(path, "verbale demo --reset")?);
    }
    delete(path)
}

/// Deletes a folder that holds the mark, and nothing but what the demonstration makes.
fn delete(path: &Path) -> Result<(), Failure> {
    let refused = |what: String| {
        Failure::new(Kind::Refused, what)
            .at(path.display())
            .hint("delete it yourself, if that is what you want")
    };
    if fs::read_to_string(path.join(MARK.0)).ok().as_deref() != Some(MARK.1) {
        return Err(refused("the folder was not made by the demonstration; nothing was deleted".to_owned()));
    }
    let entries = fs::read_dir(path).map_err(|error| Failure::file("look into the folder", path, &error))?;
    for entry in entries {
        let name = entry.map_err(|error| Failure::file("look into the folder", path, &error))?.file_name();
        if !CONTENT.iter().any(|known| name == *known) {
            return Err(refused(format!(
                "the folder holds {}, which the demonstration did not make; nothing was deleted",
                name.display()
            )));
        }
    }
    fs::remove_dir_all(path).map_err(|error| Failure::file("delete the folder", path, &error))
}

/// Where the demonstration is set up before its folder gets its name.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}
