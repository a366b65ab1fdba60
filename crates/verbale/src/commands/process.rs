//! `verbale process`: founds and lists processes.

use std::path::{Path, PathBuf};

use serde::Serialize;

use verbale_store::Store as _;

use crate::{
    cancel::Cancel,
    cli::{Folder, Source},
    console::{Console, plain},
    draft,
    failure::Failure,
    folder::DataFolder,
    founding::{self, Founded},
    plan::{amending, register::Plan, talks},
    remote::{Remote, blocking},
    source,
    venue::HeldVenue,
    writer::Writer,
};

/// Found processes in a venue, and list them.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Found a register from a plan: a chronicle that one editor keeps.
    ///
    /// The plan is a TOML file with the register's name, titles, languages, offset from UTC,
    /// editor and actors. Origins and keys are drawn at random; the log key and the editor's key
    /// are put into the folder `keys` of the data folder. The charter is the process's first note
    /// and cannot be changed afterwards but by an amendment on the record.
    #[command(after_long_help = "Examples:
  verbale process new river.toml --publish
  verbale import acts.jsonl --process river

A plan:
  name = \"river\"
  offset = \"+03:00\"
  languages = [\"en\", \"tr\"]
  editor = \"chronicler\"
  [titles]
  en = \"The river talks\"
  [actors.chronicler]
  role = \"editor\"
  names = { en = \"Chronicler\" }
  [actors.alpha]
  role = \"party\"
  names = { en = \"Alpha\", tr = \"Alfa\" }")]
    New(NewArgs),
    /// Draft the charter of talks from a plan, for the principals to sign.
    ///
    /// The plan is a TOML file with the talks' name, titles, languages, offset from UTC, rules of
    /// procedure, actors with the public key of each one's principal, and rooms. Origins and the
    /// log's key are drawn at random. Each principal looks at the draft and signs it on their own
    /// machine; the talks are founded when the last has signed.
    #[command(after_long_help = "Examples:
  verbale process draft talks.toml --out charter.draft
  verbale note show charter.draft
  verbale note sign charter.draft --key alpha-principal.key
  verbale process found charter.draft

A plan:
  name = \"river\"
  offset = \"+03:00\"
  languages = [\"en\", \"tr\"]
  [titles]
  en = \"The river talks\"
  [rules]
  reported_acts = \"await_endorsement\"
  [actors.team]
  role = \"secretariat\"
  names = { en = \"The secretariat\" }
  principal = \"k…+…+…\"
  [actors.alpha]
  role = \"party\"
  names = { en = \"Alpha\" }
  principal = \"k…+…+…\"
  [actors.beta]
  role = \"party\"
  names = { en = \"Beta\" }
  principal = \"k…+…+…\"
  [rooms.plenary]
  kind = \"plenary\"
  members = [\"alpha\", \"beta\", \"team\"]")]
    Draft(DraftArgs),
    /// Found talks from a charter that every principal has signed.
    #[command(after_long_help = "Examples:
  verbale process found charter.draft
  verbale process found charter.draft --data /srv/verbale --json")]
    Found(FoundArgs),
    /// Draft an amendment of a process's charter from a plan, for every principal to sign.
    ///
    /// The plan gives the whole new charter, as one founds talks with. What is there stays, with
    /// its origins, keys and place; actors, rooms and members may be added, an actor may get a
    /// principal, titles, languages, rules and witnesses may change, and a register may become
    /// talks. The amendment takes effect when it is submitted with the signature of every
    /// principal, of the new ones too.
    #[command(after_long_help = "Examples:
  verbale process amend river talks.toml --out amendment.draft
  verbale note show amendment.draft
  verbale note sign amendment.draft --key alpha-principal.key
  verbale note submit amendment.draft

With --url URL, the record is a server's.")]
    Amend(AmendArgs),
    /// List processes.
    #[command(after_long_help = "Examples:
  verbale process list
  verbale process list --url https://venue.example --json")]
    List(ListArgs),
}

/// A plan and where it is carried out.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// The plan, a TOML file.
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Say that everything in the register is public as soon as the venue is served.
    #[arg(long, required = true)]
    publish: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: Folder,
}

/// A plan, and where the draft goes.
#[derive(Debug, clap::Args)]
pub struct DraftArgs {
    /// The plan, a TOML file.
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// The draft file to be written. A file of that name is never replaced.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    folder: Folder,
}

/// A process, a plan, and where the draft goes.
#[derive(Debug, clap::Args)]
pub struct AmendArgs {
    /// The process: its name, or its id (64 hexadecimal digits).
    #[arg(value_name = "PROCESS")]
    process: String,
    /// The plan, a TOML file.
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// The draft file to be written. A file of that name is never replaced.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    source: Source,
}

/// A charter.
#[derive(Debug, clap::Args)]
pub struct FoundArgs {
    /// The draft of the charter, with all signatures.
    #[arg(value_name = "DRAFT")]
    draft: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: Folder,
}

/// Whose processes.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

/// A process that was founded, as JSON.
#[derive(Serialize)]
struct FoundedReport {
    process: String,
    charter: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    editor_key: Option<String>,
    log_key: String,
}

/// A process in the list, as JSON.
#[derive(Serialize)]
struct Listed {
    process: String,
    charter: String,
    titles: std::collections::BTreeMap<String, String>,
    size: u64,
}

/// Does it.
pub async fn run(command: Command, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    match command {
        Command::New(args) => new(args, console).await,
        Command::Draft(args) => draft(args, console).await,
        Command::Found(args) => found(args, console).await,
        Command::Amend(args) => amend(args, console, cancel).await,
        Command::List(args) => list(args, console, cancel).await,
    }
}

async fn new(args: NewArgs, console: Console) -> Result<(), Failure> {
    let plan = Plan::read(&args.plan)?;
    let folder = DataFolder::open(&args.folder.data)?;
    let venue = HeldVenue::open(&folder, "process new").await?;
    venue.require_writable()?;
    let writer = Writer::start(venue).await?;
    let founded = founding::found(&folder, &writer, &plan).await;
    writer.close().await?;
    let founded = founded.map_err(|failure| in_plan(failure, &args.plan))?;
    let editor_key = folder.actor_key_path(&founded.charter.name, &plan.editor);
    say_founded(&folder, &founded, Some(editor_key), args.json, console)
}

async fn draft(args: DraftArgs, console: Console) -> Result<(), Failure> {
    let plan = talks::Plan::read(&args.plan)?;
    let folder = DataFolder::open(&args.folder.data)?;
    let venue = HeldVenue::open(&folder, "process draft").await?;
    venue.require_writable()?;
    let writer = Writer::start(venue).await?;
    let drafted = founding::talks::draft(&folder, &writer, &plan).await;
    writer.close().await?;
    let (drafted, charter) = drafted.map_err(|failure| in_plan(failure, &args.plan))?;
    draft::write_new(&drafted, &args.out)?;
    let signing = charter.actors.iter().filter(|actor| actor.principal.is_some());
    let signing: Vec<&str> = signing.map(|actor| actor.id.as_str()).collect();
    console.remark(&format!(
        "The draft of the charter is in {0}. It awaits the principals of: {1}.\n\
         Each signs it with: verbale note sign {0} --key FILE",
        args.out.display(),
        signing.join(", ")
    ));
    Ok(())
}

async fn found(args: FoundArgs, console: Console) -> Result<(), Failure> {
    let draft = draft::read(&args.draft)?;
    let folder = DataFolder::open(&args.folder.data)?;
    let venue = HeldVenue::open(&folder, "process found").await?;
    venue.require_writable()?;
    let writer = Writer::start(venue).await?;
    let founded = founding::talks::found(&folder, &writer, &draft, &args.draft).await;
    writer.close().await?;
    say_founded(&folder, &founded?, None, args.json, console)
}

async fn amend(args: AmendArgs, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let plan = amending::Plan::read(&args.plan)?;
    let loaded = source::load(&args.source, &args.process, console, cancel).await?;
    let drafted = crate::amending::draft(&loaded, &plan).map_err(|failure| in_plan(failure, &args.plan))?;
    draft::write_new(&drafted.draft, &args.out)?;
    let signing: Vec<&str> = drafted.signing.iter().map(|id| id.as_str()).collect();
    console.remark(&format!(
        "The draft of the amendment is in {0}. It changes:\n{1}\n\
         It awaits the principals of: {2}.\n\
         Each signs it with: verbale note sign {0} --key FILE",
        args.out.display(),
        drafted.changes.iter().map(|line| format!("- {}", plain(line))).collect::<Vec<_>>().join("\n"),
        signing.join(", ")
    ));
    Ok(())
}

/// A failure of the plan, said of its file.
fn in_plan(failure: Failure, plan: &Path) -> Failure {
    match failure.place.as_deref() {
        Some(founding::PLAN_PLACE) => failure.at(plan.display()),
        _ => failure,
    }
}

fn say_founded(
    folder: &DataFolder,
    founded: &Founded,
    editor_key: Option<PathBuf>,
    json: bool,
    console: Console,
) -> Result<(), Failure> {
    let name = &founded.charter.name;
    let report = FoundedReport {
        process: name.clone(),
        charter: founded.id.to_string(),
        editor_key: editor_key.map(|path| path.display().to_string()),
        log_key: folder.log_key_path(name).display().to_string(),
    };
    if json {
        return console.print_json(&report);
    }
    console.print(&format!("process  {}\ncharter  {}\n", report.process, report.charter))?;
    let keys: Vec<&str> = report.editor_key.iter().chain([&report.log_key]).map(String::as_str).collect();
    console.remark(&format!(
        "The charter's hash identifies the process for good: tell it to its readers by another way than the venue.\n\
         Keep copies of {}.",
        keys.join(" and ")
    ));
    Ok(())
}

async fn list(args: ListArgs, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let mut listed: Vec<Listed> = Vec::new();
    match &args.source.url {
        Some(url) => {
            let (url, key) = (url.clone(), args.source.as_key.clone());
            let processes = blocking(move || Remote::asked_by(&url, key.as_deref())?.processes());
            for process in processes.await? {
                let (process, charter, titles, size) =
                    (process.name, process.id, process.titles, process.size);
                listed.push(Listed { process, charter, titles, size });
            }
        }
        None => {
            let venue = HeldVenue::open(&DataFolder::open(&args.source.folder.data)?, "process list").await?;
            for process in venue.opened.store.processes().await? {
                cancel.check("nothing was changed")?;
                let loaded = source::from_store(&venue.opened.store, &process, console).await?;
                listed.push(Listed {
                    process: process.name,
                    charter: process.id.to_string(),
                    titles: loaded.process.charter().titles.clone(),
                    size: loaded.process.size(),
                });
            }
            venue.close().await?;
        }
    }
    if args.json {
        return console.print_json(&listed);
    }
    let lines: Vec<String> = listed
        .iter()
        .map(|process| {
            let title = process.titles.get("en").or_else(|| process.titles.values().next());
            let title = title.map(|title| plain(title)).unwrap_or_default();
            format!(
                "{}  {} entries  {title}\n  charter {}\n",
                plain(&process.process),
                process.size,
                plain(&process.charter)
            )
        })
        .collect();
    console.print(&lines.concat())
}
