//! Venues for checks: a data folder made by the built program, and the program serving it.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use verbale_record::{Origin, SigningKey, VerifierKey};

/// The register that checks submit notes to.
pub const PROCESS: &str = "river";
/// Its room.
pub const ROOM: &str = "public";
/// Its editor.
pub const EDITOR: &str = "chronicler";

/// Longest time until a server must answer after its start. A limit for when it hangs, not a pause.
const START_TIME_MAX: Duration = Duration::from_secs(60);

/// What founds the register.
const PLAN: &str = r#"name = "river"
offset = "+03:00"
languages = ["en"]
editor = "chronicler"

[titles]
en = "The river talks"

[actors.chronicler]
role = "editor"
names = { en = "Chronicler" }

[actors.alpha]
role = "party"
names = { en = "Alpha" }

[actors.beta]
role = "party"
names = { en = "Beta" }
"#;

/// A data folder with a venue in it.
pub struct Venue {
    /// The `verbale` program.
    pub program: PathBuf,
    /// The data folder.
    pub data: PathBuf,
}

impl Venue {
    /// Makes a venue with a register and nothing in it but its charter.
    ///
    /// # Errors
    /// When the program refuses.
    pub fn found(program: &Path, data: &Path) -> Result<Venue> {
        let venue = Venue { program: program.to_owned(), data: data.to_owned() };
        venue.run(&["init", "--name", "Venue"])?;
        venue.found_register()?;
        Ok(venue)
    }

    /// Makes the venue of the demonstration.
    ///
    /// # Errors
    /// When the program refuses.
    pub fn demonstration(program: &Path, data: &Path) -> Result<Venue> {
        let venue = Venue { program: program.to_owned(), data: data.to_owned() };
        venue.run(&["demo", "--no-serve"])?;
        Ok(venue)
    }

    /// Founds the register that checks submit notes to.
    ///
    /// # Errors
    /// When the program refuses.
    pub fn found_register(&self) -> Result<()> {
        let plan = self.data.join("plan.toml");
        std::fs::write(&plan, PLAN).context("the plan")?;
        self.run(&["process", "new", path_text(&plan)?, "--publish"]).map(drop)
    }

    /// Has the program verify a record as it does for anybody, a server's by its address.
    ///
    /// # Errors
    /// With its verdict, when something does not verify.
    pub fn verify(&self, target: &str) -> Result<String> {
        let mut command = Command::new(&self.program);
        command.args(["--quiet", "verify", target, "--no-standing"]);
        run(command)
    }

    /// Runs a command of the program on this data folder and gives what it prints.
    ///
    /// # Errors
    /// When it fails; with what it said.
    pub fn run(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(&self.program);
        command.arg("--quiet").args(arguments).arg("--data").arg(&self.data);
        run(command)
    }

    /// The key of the register's editor, which signs its notes.
    ///
    /// # Errors
    /// When the file is not there or is no key.
    pub fn editor_key(&self) -> Result<SigningKey> {
        let secret = self.key_field(&format!("{PROCESS}.{EDITOR}.key"), "secret")?;
        Ok(SigningKey::parse_secret(&secret)?)
    }

    /// The key that verifies the checkpoints of a process's room.
    ///
    /// # Errors
    /// When the file is not there or is no key.
    pub fn log_key(&self, process: &str, origin: &Origin) -> Result<VerifierKey> {
        let public = self.key_field(&format!("{process}.log.key"), "public")?;
        Ok(VerifierKey::parse(&public)?.renamed(origin.as_str())?)
    }

    /// The key that signs them.
    ///
    /// # Errors
    /// When the file is not there or is no key.
    pub fn log_signing_key(&self, process: &str, origin: &Origin) -> Result<SigningKey> {
        let secret = self.key_field(&format!("{process}.log.key"), "secret")?;
        Ok(SigningKey::parse_secret(&secret)?.renamed(origin.as_str())?)
    }

    fn key_field(&self, file: &str, field: &str) -> Result<String> {
        let path = self.data.join("keys").join(file);
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let value = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(' '));
        Ok(value.with_context(|| format!("{}: no line `{field} …`", path.display()))?.to_owned())
    }

    /// The command that serves the venue on a free port of this machine.
    pub fn serve_command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&self.data);
        command
    }

    /// Serves the venue.
    ///
    /// # Errors
    /// When the server does not start.
    pub fn serve(&self) -> Result<Server> {
        Server::start(self.serve_command())
    }
}

/// Runs a command and gives what it prints.
///
/// # Errors
/// When it fails; with what it said.
pub fn run(mut command: Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("{command:?} did not start"))?;
    ensure!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).context("the program printed what is not UTF-8")
}

fn path_text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is not UTF-8", path.display()))
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts a command that serves, and waits until it names its address.
    ///
    /// # Errors
    /// When it ends before, or hangs; with what it said.
    pub fn start(mut command: Command) -> Result<Server> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{command:?} did not start"))?;
        let (send, lines) = mpsc::channel();
        follow(child.stdout.take(), send.clone());
        follow(child.stderr.take(), send);
        let mut said = String::new();
        let address = loop {
            match lines.recv_timeout(START_TIME_MAX) {
                Ok(line) => {
                    if let Some(address) = address_in(&line) {
                        break Ok(address);
                    }
                    said.push_str(&line);
                    said.push('\n');
                }
                Err(mpsc::RecvTimeoutError::Timeout) => break Err(anyhow!("it names no address")),
                Err(mpsc::RecvTimeoutError::Disconnected) => break Err(anyhow!("it ended")),
            }
        };
        let mut server = Server { child, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        match address {
            Ok(address) => server.address = address,
            Err(error) => {
                server.kill();
                bail!("{command:?}: {error}\n{said}");
            }
        }
        Ok(server)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process id.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Stops it as a power cut would: SIGKILL, and it is gone when this returns.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Waits until it ends by itself.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn wait(&mut self) -> Result<()> {
        self.child.wait().map(drop).context("the server cannot be waited for")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Reads a stream to its end, so that its writer never waits, and sends its lines on.
fn follow(stream: Option<impl Read + Send + 'static>, send: mpsc::Sender<String>) {
    let Some(stream) = stream else { return };
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            // Nobody listens any more once the address is known.
            let _ = send.send(String::from_utf8_lossy(&line).into_owned());
        }
    });
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ':').unwrap_or(rest.len());
    rest[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::address_in;

    #[test]
    fn the_address_is_found_in_what_a_server_says() {
        let address = "127.0.0.1:4123".parse().ok();
        assert_eq!(address_in("Serving at http://127.0.0.1:4123/"), address);
        assert_eq!(address_in("listening address=http://127.0.0.1:4123"), address);
        assert_eq!(address_in("http://venue.example"), None);
        assert_eq!(address_in("no address"), None);
    }
}
