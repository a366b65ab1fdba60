//! A program of a person's that webhooks call: keeps what it was sent, and answers as it is told.
//! Its answers promise a body that never comes: nobody may wait for it.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpListener,
    sync::mpsc,
};
use tokio_rustls::TlsAcceptor;

/// How it answers a call.
#[derive(Clone, Debug)]
pub enum Answer {
    Status(u16),
    /// A status of redirection, and where to.
    Elsewhere(String),
    /// Never.
    Nothing,
}

/// A call, as it came.
#[derive(Clone, Debug)]
pub struct Call {
    /// All of it.
    pub text: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Call {
    pub fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

pub struct Receiver {
    pub url: String,
    answers: Arc<Mutex<VecDeque<Answer>>>,
    calls: mpsc::UnboundedReceiver<Call>,
}

impl Receiver {
    /// One that answers so, and to what comes later with 204.
    pub async fn answering(answers: &[Answer]) -> Receiver {
        Receiver::behind(None, answers).await
    }

    /// One that is spoken to over TLS, if it is given what it shows.
    pub async fn behind(tls: Option<TlsAcceptor>, answers: &[Answer]) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}/hook?a=b", listener.local_addr().expect("an address"));
        let answers = Arc::new(Mutex::new(answers.iter().cloned().collect::<VecDeque<_>>()));
        let (told, calls) = mpsc::unbounded_channel();
        let queue = Arc::clone(&answers);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (told, queue, tls) = (told.clone(), Arc::clone(&queue), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => answer(stream, told, queue).await,
                        Some(tls) => answer(tls.accept(stream).await.ok()?, told, queue).await,
                    }
                });
            }
        });
        Receiver { url, answers, calls }
    }

    pub fn answer_next(&self, answer: Answer) {
        self.answers.lock().expect("unpoisoned").push_back(answer);
    }

    /// The next call, once it comes.
    pub async fn next(&mut self) -> Call {
        self.calls.recv().await.expect("the receiver listens")
    }

    /// What has come and was not asked for yet.
    pub fn so_far(&mut self) -> Vec<Call> {
        std::iter::from_fn(|| self.calls.try_recv().ok()).collect()
    }
}

async fn answer(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    told: mpsc::UnboundedSender<Call>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
) -> Option<()> {
    let mut bytes = Vec::new();
    let call = loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        if let Some(call) = whole(&bytes) {
            break call;
        }
    };
    let answer = answers.lock().expect("unpoisoned").pop_front().unwrap_or(Answer::Status(204));
    told.send(call).ok()?;
    let head = match answer {
        Answer::Status(status) => format!("HTTP/1.1 {status} x\r\ncontent-length: 1000000\r\n\r\n"),
        Answer::Elsewhere(to) => format!("HTTP/1.1 307 x\r\nlocation: {to}\r\ncontent-length: 9\r\n\r\n"),
        Answer::Nothing => String::new(),
    };
    stream.write_all(head.as_bytes()).await.ok()?;
    // Until the caller goes.
    let _ = stream.read_buf(&mut bytes).await;
    Some(())
}

fn whole(bytes: &[u8]) -> Option<Call> {
    let text = String::from_utf8(bytes.to_vec()).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let headers: BTreeMap<String, String> = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    let body = (body.len() == length).then(|| body.to_owned())?;
    Some(Call { headers, body, text })
}
