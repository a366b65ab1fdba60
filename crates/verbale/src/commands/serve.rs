//! `verbale serve`: a venue over HTTP.

use std::sync::Arc;

use tokio::net::TcpListener;
use tracing::Level;
use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};
use verbale_server::{AppState, Machine, limits::FILE_HANDLES_MAX, telling::Telling};

use crate::{
    cancel::Cancel,
    cli::{Folder, Settings},
    console::Console,
    failure::{Failure, Kind},
    folder::{DataFolder, Venue},
    founding::FolderKeeper,
    telling::TellingOptions,
    venue::{HeldVenue, read_only},
    writer::{MachineClock, MachineRandom, Writer},
};

/// What is logged unless [`LOG_VARIABLE`] says otherwise.
const LOG_DEFAULT: Level = Level::INFO;
/// Names what is logged: a level, or levels by parts of the program, such as `info,verbale_server=debug`.
const LOG_VARIABLE: &str = "RUST_LOG";

/// Serve a venue over HTTP.
///
/// Speaks plain HTTP: on the open network put a proxy before it that speaks TLS, and name the
/// address that people use in `venue.toml`. Ctrl-C or a termination signal ends it: requests under
/// way are answered first. Logs go to standard error, without addresses of visitors; RUST_LOG says how
/// much.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  verbale serve
  verbale serve --data /srv/verbale --listen 127.0.0.1:8080")]
pub struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    telling: TellingOptions,
    #[command(flatten)]
    folder: Folder,
}

/// Does it.
pub async fn run(args: Args, console: Console, cancel: &Cancel) -> Result<(), Failure> {
    let folder = DataFolder::open(&args.folder.data)?;
    let settings = args.settings.over(&folder)?;
    let telling = args.telling.over(&settings, &folder)?;
    serve(&folder, settings, telling, console, cancel, |_| Ok(())).await
}

/// Serves a venue until Ctrl-C; `ready` is told the address once it is listened on.
pub async fn serve(
    folder: &DataFolder,
    settings: Venue,
    telling: Telling,
    console: Console,
    cancel: &Cancel,
    ready: impl FnOnce(&str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let listen = settings.listen;
    // The port first: a port that is taken is the mistake that is made most often.
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        Failure::new(Kind::Store, format!("cannot listen: {error}"))
            .at(listen)
            .hint("another program may use the port: give another one with --listen, such as 127.0.0.1:0 for any that is free")
    })?;
    let bound = listener
        .local_addr()
        .map_err(|error| Failure::new(Kind::Store, format!("cannot listen: {error}")))?;
    let venue = HeldVenue::open(folder, "serve").await?;
    let writer = Writer::start(venue).await?;
    start_log();
    if *writer.sequencer.state() != verbale_store::StoreState::Ready {
        console.warn(&format!(
            "{}. No note is taken; see docs/operator.md.",
            read_only(writer.sequencer.state())
        ));
    }
    let accounts = Arc::new(writer.accounts().await?);
    let machine = Machine {
        clock: Arc::new(MachineClock),
        random: Arc::new(MachineRandom),
        log_keys: Arc::new(FolderKeeper(folder.clone())),
        telling,
    };
    let state =
        AppState::open(settings.served(bound), machine, writer.sequencer.clone(), Arc::clone(&accounts))
            .await
            .map_err(|error| Failure::new(Kind::Store, error.to_string()).at(folder.path().display()))?;
    hold_within_file_handles(&state);
    let address = format!("http://{bound}");
    console.print(&format!("Serving at {address} (Ctrl-C ends it)."))?;
    ready(&address)?;
    tracing::info!(%bound, data = %folder.path().display(), "serving");
    let stop = cancel.clone();
    let ended = verbale_server::serve(listener, state, async move { stop.asked().await }).await;
    tracing::info!("ended");
    accounts.close().await?;
    writer.close().await?;
    ended.map_err(|error| Failure::new(Kind::Store, format!("the server ended: {error}")))
}

/// Asks the system for as many file handles as the venue may use, and keeps within what it gives.
fn hold_within_file_handles(state: &AppState) {
    match rlimit::increase_nofile_limit(FILE_HANDLES_MAX) {
        Ok(given) => state.hold_within(given),
        // Systems without such a limit say so by an error; then the venue's own limits hold alone.
        Err(error) => tracing::debug!(%error, "the limit of open files is not known"),
    }
}

/// Logs to standard error: a readable sentence with fields, no addresses of visitors.
#[expect(clippy::disallowed_methods, reason = "the binary reads the environment")]
pub fn start_log() {
    let asked = std::env::var(LOG_VARIABLE).ok();
    let log = fmt::layer().with_writer(std::io::stderr).with_target(false);
    // A log that was set up before stays.
    let _ = tracing_subscriber::registry().with(log).with(logged(asked.as_deref())).try_init();
}

/// What is logged, as it was asked for; what nobody can read is not asked for.
fn logged(asked: Option<&str>) -> Targets {
    let asked = asked.filter(|asked| !asked.trim().is_empty());
    asked.and_then(|asked| asked.parse().ok()).unwrap_or_else(|| Targets::new().with_default(LOG_DEFAULT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_says_as_much_as_was_asked_for_and_else_what_operators_need() {
        for (asked, info, debug) in [
            (None, true, false),
            (Some(""), true, false),
            (Some("verbale_server=loud"), true, false),
            (Some("debug"), true, true),
            (Some("error"), false, false),
            (Some("error,verbale_server=debug"), true, true),
            (Some("debug,verbale_server=warn"), false, false),
        ] {
            let logged = logged(asked);
            let shows = |level| logged.would_enable("verbale_server::telling", &level);
            assert_eq!((shows(Level::INFO), shows(Level::DEBUG)), (info, debug), "{asked:?}");
        }
    }
}
