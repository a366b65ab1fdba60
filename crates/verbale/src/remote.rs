//! Asking a server: its public record as an archive, its checkpoints, and submitting notes.
//!
//! Nothing that a server answers is taken on trust: archives are verified like those that come
//! from a file, and a receipt counts when its proof leads to a checkpoint of the process's log key.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    path::Path,
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use verbale_record::{
    Commitment, Note, Opening, SigningKey, archive::ARCHIVE_BYTES_MAX, checkpoint::SignedCheckpoint,
    commitment::Kind as CommitmentKind,
};
use verbale_server::{
    api::submission::{ReceiptShown, SubmissionSent},
    key_sign_in_text,
};
use zeroize::Zeroizing;

use crate::{
    cancel::Cancel,
    console::Console,
    failure::{Failure, Kind},
    folder::check_address,
    key_file,
    loaded::Loaded,
    progress::Progress,
    verify::{self, Kept, Options, Report},
};

/// Longest answer that is read into memory.
const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// How long a server may take until it begins to answer.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(60);
/// How long a connection may take.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(15);

/// A server.
pub struct Remote {
    base: String,
    agent: ureq::Agent,
    /// The session, where somebody has signed in.
    session: Option<Session>,
}

/// A session that ends when this is dropped.
struct Session {
    base: String,
    agent: ureq::Agent,
    authorization: Zeroizing<String>,
}

impl Drop for Session {
    fn drop(&mut self) {
        // Left open it would end by itself.
        let out = self.agent.post(format!("{}/api/v1/sign-out", self.base));
        let _ = out.header("authorization", &*self.authorization).send_empty();
    }
}

/// A challenge, as a server gives it.
#[derive(Deserialize)]
struct Challenge {
    challenge: String,
    origin: String,
}

/// That somebody has signed in.
#[derive(Deserialize)]
struct SignedIn {
    token: Zeroizing<String>,
}

/// A process, as a server lists it.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedProcess {
    /// Its name, as addresses have it.
    pub name: String,
    /// The hash of its charter.
    pub id: String,
    /// Its titles by language.
    pub titles: std::collections::BTreeMap<String, String>,
    /// Entries of all its public rooms.
    pub size: u64,
}

#[derive(Deserialize)]
struct ShownProcess {
    rooms: Vec<ShownRoom>,
}

#[derive(Deserialize)]
struct ShownRoom {
    name: String,
}

#[derive(Deserialize)]
struct ReadNote {
    opening: ReadOpening,
}

#[derive(Deserialize)]
struct ReadOpening {
    note: String,
    salt: String,
}

/// What a server says when it cannot do what it was asked.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    title: String,
    detail: String,
    hint: String,
    code: Option<String>,
}

impl Remote {
    /// The server at an address.
    pub fn new(url: &str) -> Result<Remote, Failure> {
        check_address(url).map_err(|error| Failure::new(Kind::Usage, error).at("--url"))?;
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(CONNECT_TIME_MAX))
            .timeout_recv_response(Some(ANSWER_TIME_MAX))
            .http_status_as_error(false)
            .user_agent(concat!("verbale/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Remote { base: url.trim_end_matches('/').to_owned(), agent: config.into(), session: None })
    }

    /// The server at an address, asked as the owner of a key where one is given.
    pub fn asked_by(url: &str, key: Option<&Path>) -> Result<Remote, Failure> {
        let mut remote = Remote::new(url)?;
        if let Some(path) = key {
            remote.session = Some(remote.sign_in(&key_file::read(path)?)?);
        }
        Ok(remote)
    }

    /// Signs in with a key: it signs a challenge that names the server by the address that was
    /// asked, so that no other server can have passed on a challenge of this one's.
    fn sign_in(&self, key: &SigningKey) -> Result<Session, Failure> {
        let path = "/api/v1/sign-in/challenge";
        // A body that the server has no use for may end the connection on which the answer comes.
        let asked = self.agent.post(format!("{}{path}", self.base)).send_empty();
        let mut asked = asked.map_err(|error| self.broken(path, &error.to_string()))?;
        let Challenge { challenge, origin } =
            self.parse(path, &self.body(path, &mut asked, ANSWER_BYTES_MAX)?)?;
        let local = |address: &str| {
            address.starts_with("http://localhost:") || address.starts_with("http://127.0.0.1:")
        };
        if origin != self.base && !(local(&origin) && local(&self.base)) {
            return Err(Failure::new(Kind::CheckFailed, format!("the server calls itself {origin}"))
                .at(&self.base)
                .hint("give the address that it is known by; a server that passes itself off as another is not signed in to"));
        }
        let text = key_sign_in_text(&origin, &challenge);
        let answer = serde_json::json!({
            "challenge": challenge,
            "key": key.verifier().to_string(),
            "signature": key.sign(&text).to_line().trim_end(),
        });
        let SignedIn { token } = self.post("/api/v1/sign-in/key", &answer)?;
        let authorization = Zeroizing::new(format!("Bearer {}", *token));
        Ok(Session { base: self.base.clone(), agent: self.agent.clone(), authorization })
    }

    fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Failure> {
        let mut request = self.agent.post(format!("{}{path}", self.base));
        if let Some(session) = &self.session {
            request = request.header("authorization", &*session.authorization);
        }
        let mut response = request.send_json(body).map_err(|error| self.broken(path, &error.to_string()))?;
        let bytes = self.body(path, &mut response, ANSWER_BYTES_MAX)?;
        self.parse(path, &bytes)
    }

    /// Takes the address of a process apart: the server's, and the process's name.
    pub fn of_process(address: &str) -> Result<(Remote, String), Failure> {
        let trimmed = address.trim_end_matches('/');
        let split =
            trimmed.rsplit_once('/').filter(|(base, name)| check_address(base).is_ok() && !name.is_empty());
        let Some((base, name)) = split else {
            return Err(Failure::new(Kind::Usage, format!("{address:?} is no address of a process"))
                .hint("give it as https://VENUE/PROCESS, such as https://venue.example/istanbul"));
        };
        Ok((Remote::new(base)?, name.to_owned()))
    }

    /// The processes that it lists.
    pub fn processes(&self) -> Result<Vec<ListedProcess>, Failure> {
        self.json("/api/v1/processes")
    }

    /// The name of the process of that name or id.
    pub fn process_name(&self, name_or_id: &str) -> Result<String, Failure> {
        if name_or_id.parse::<verbale_record::ProcessId>().is_err() {
            return Ok(name_or_id.to_owned());
        }
        let listed = self.processes()?;
        let found = listed.into_iter().find(|process| process.id == name_or_id).map(|process| process.name);
        found.ok_or_else(|| {
            Failure::new(Kind::NotFound, format!("there is no process {name_or_id}"))
                .at(&self.base)
                .hint("check the id; to ask as one who takes part, name your key with --as")
        })
    }

    /// The newest checkpoint of each of a process's rooms.
    pub fn checkpoints(&self, process: &str) -> Result<Vec<Kept>, Failure> {
        let shown: ShownProcess = self.json(&format!("/api/v1/processes/{process}"))?;
        let mut kept = Vec::with_capacity(shown.rooms.len());
        for room in shown.rooms {
            let path = format!("/{process}/{}/checkpoint", room.name);
            let bytes = self.get(&path, ANSWER_BYTES_MAX)?;
            let checkpoint = SignedCheckpoint::parse(&bytes).map_err(|error| {
                Failure::new(
                    Kind::CheckFailed,
                    format!("what the server gives as its checkpoint is none: {error}"),
                )
                .at(format!("{}{path}", self.base))
                .hint("tell the members; a server that shows no checkpoint shows no record")
            })?;
            kept.push(Kept { from: format!("{}{path}", self.base), checkpoint });
        }
        Ok(kept)
    }

    /// Fetches a process's archive into a temporary file, which goes when it is closed.
    pub fn archive(&self, process: &str, console: Console, cancel: &Cancel) -> Result<File, Failure> {
        let path = format!("/{process}/archive.verbale");
        let mut response = self.call(&path)?;
        let total = response.body().content_length().unwrap_or_default();
        let progress = Progress::of_bytes(console, "fetching", total);
        let local = |error: std::io::Error| {
            Failure::new(Kind::Store, format!("cannot write a temporary file: {error}"))
        };
        let mut file = tempfile::tempfile().map_err(local)?;
        let mut body = response.body_mut().as_reader();
        let mut buffer = vec![0; 1 << 16];
        let mut fetched = 0;
        loop {
            cancel.check("nothing was changed")?;
            let n = body.read(&mut buffer).map_err(|error| self.broken(&path, &error.to_string()))?;
            if n == 0 {
                break;
            }
            fetched += n as u64;
            if fetched > ARCHIVE_BYTES_MAX {
                return Err(
                    self.broken(&path, &format!("the archive is longer than {ARCHIVE_BYTES_MAX} bytes"))
                );
            }
            file.write_all(&buffer[..n]).map_err(local)?;
            progress.set(fetched);
        }
        file.flush().map_err(local)?;
        Ok(file)
    }

    /// The exact bytes of a note, which its salt shows to be those of the commitment, made under the
    /// origin of the room that it was written for.
    pub fn note(&self, process: &str, id: &Commitment) -> Result<Vec<u8>, Failure> {
        let path = format!("/api/v1/processes/{process}/notes/{id}");
        let read: ReadNote = self.json(&path)?;
        let salt = BASE64_STANDARD.decode(&read.opening.salt).ok().and_then(|salt| salt.try_into().ok());
        let opening = salt.map(|salt| Opening { salt, content: read.opening.note.into_bytes() });
        opening
            .filter(|opening| {
                let note = Note::parse(&opening.content);
                note.is_ok_and(|note| opening.commit(CommitmentKind::Note, &note.origin) == *id)
            })
            .map(|opening| opening.content)
            .ok_or_else(|| {
                Failure::new(Kind::CheckFailed, "what the server gives does not open the note's commitment")
                    .at(format!("{}{path}", self.base))
                    .hint("tell the members; `verbale verify` checks the whole record")
            })
    }

    /// Submits a note to a room.
    pub fn submit(
        &self,
        process: &str,
        room: &str,
        submission: &SubmissionSent,
    ) -> Result<ReceiptShown, Failure> {
        let path = format!("/api/v1/processes/{process}/rooms/{room}/notes");
        self.post(&path, submission)
    }

    fn json<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let bytes = self.get(path, ANSWER_BYTES_MAX)?;
        self.parse(path, &bytes)
    }

    fn parse<T: DeserializeOwned>(&self, path: &str, bytes: &[u8]) -> Result<T, Failure> {
        serde_json::from_slice(bytes)
            .map_err(|error| self.broken(path, &format!("the answer is not as expected: {error}")))
    }

    fn get(&self, path: &str, bytes_max: u64) -> Result<Vec<u8>, Failure> {
        let mut response = self.call(path)?;
        self.body(path, &mut response, bytes_max)
    }

    fn call(&self, path: &str) -> Result<ureq::http::Response<ureq::Body>, Failure> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(session) = &self.session {
            request = request.header("authorization", &*session.authorization);
        }
        let mut response = request.call().map_err(|error| self.broken(path, &error.to_string()))?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(self.problem(path, &mut response))
    }

    fn body(
        &self,
        path: &str,
        response: &mut ureq::http::Response<ureq::Body>,
        bytes_max: u64,
    ) -> Result<Vec<u8>, Failure> {
        if !response.status().is_success() {
            return Err(self.problem(path, response));
        }
        response
            .body_mut()
            .with_config()
            .limit(bytes_max)
            .read_to_vec()
            .map_err(|error| self.broken(path, &error.to_string()))
    }

    /// What the server says is wrong.
    fn problem(&self, path: &str, response: &mut ureq::http::Response<ureq::Body>) -> Failure {
        let status = response.status();
        let bytes =
            response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec().unwrap_or_default();
        let problem: Problem = serde_json::from_slice(&bytes).unwrap_or_default();
        let kind = match (status.as_u16(), &problem.code) {
            (404, _) => Kind::NotFound,
            (401 | 403, _) | (_, Some(_)) => Kind::Refused,
            (400 | 413 | 415 | 422, _) => Kind::Input,
            _ => Kind::Network,
        };
        let said = match (problem.detail.as_str(), problem.title.as_str()) {
            ("", "") => format!("the server answered {status}"),
            ("", title) => title.to_owned(),
            (detail, _) => detail.to_owned(),
        };
        let code = problem.code.map(|code| format!("the note was refused ({code}): ")).unwrap_or_default();
        let hint = if problem.hint.is_empty() { "check the address".to_owned() } else { problem.hint };
        Failure::new(kind, format!("{code}{said}")).at(format!("{}{path}", self.base)).hint(hint)
    }

    fn broken(&self, path: &str, what: &str) -> Failure {
        Failure::new(Kind::Network, what.to_owned())
            .at(format!("{}{path}", self.base))
            .hint("check the address and the connection, and that the server is running")
    }
}

/// Reads a process from a server: fetches its archive, verifies and folds it.
pub async fn load(
    url: &str,
    key: Option<&Path>,
    process: &str,
    console: Console,
    cancel: &Cancel,
) -> Result<Loaded, Failure> {
    let (url, key) = (url.to_owned(), key.map(Path::to_owned));
    let (process, cancel) = (process.to_owned(), cancel.clone());
    blocking(move || {
        let remote = Remote::asked_by(&url, key.as_deref())?;
        let name = remote.process_name(&process)?;
        let file = remote.archive(&name, console, &cancel)?;
        let options = Options {
            charter: process.parse().ok(),
            kept: &[],
            now_s: None,
            fork_proof: None,
            fold_entries_max: u64::MAX,
            threads: verify::threads(),
            console,
            cancel: &cancel,
        };
        let mut report = Report::new(console, false);
        let verified = verify::archive::archive(&file, &options, &mut report)?;
        verified.folded().ok_or_else(|| Failure::new(Kind::Bug, "the record was not folded"))
    })
    .await
}

/// Does what waits for files and servers on a thread of its own.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Failure::new(Kind::Bug, format!("the work ended badly: {error}"))),
    }
}
