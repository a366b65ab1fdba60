//! A mail server that takes what it is handed, or refuses it, saying the address.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use verbale_server::telling::{MailSettings, Mailer};

/// The address that mail is from.
pub const FROM: &str = "venue@venue.example";

pub struct Mailbox {
    pub mailer: Mailer,
    /// Its port, on this machine.
    pub port: u16,
    refuses: Arc<AtomicBool>,
    mails: mpsc::UnboundedReceiver<String>,
}

impl Mailbox {
    pub async fn open() -> Mailbox {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (told, mails) = mpsc::unbounded_channel();
        let refuses = Arc::new(AtomicBool::new(false));
        let refusing = Arc::clone(&refuses);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, told.clone(), Arc::clone(&refusing)));
            }
        });
        Mailbox { mailer: mailer("127.0.0.1", port), port, refuses, mails }
    }

    pub fn refuse(&self, refuse: bool) {
        self.refuses.store(refuse, Ordering::Relaxed);
    }

    /// The mails that came and were not asked for yet, envelopes included.
    pub fn so_far(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.mails.try_recv().ok()).collect()
    }
}

/// Hands mail over to a server without TLS from the beginning.
pub fn mailer(host: &str, port: u16) -> Mailer {
    let server = format!("smtp://{host}:{port}");
    let credentials = Some(("name".to_owned(), "password".to_owned()));
    Mailer::new(MailSettings { server, from: FROM.to_owned(), credentials }).expect("a mailer")
}

async fn converse(
    stream: TcpStream,
    told: mpsc::UnboundedSender<String>,
    refuses: Arc<AtomicBool>,
) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 mail.example\r\n").await.ok()?;
    let mut mail = String::new();
    while let Some(line) = lines.next_line().await.ok()? {
        mail.push_str(&line);
        mail.push('\n');
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                    mail.push_str(&line);
                    mail.push('\n');
                }
                told.send(std::mem::take(&mut mail)).ok()?;
                "250 taken".to_owned()
            }
            "RCPT" if refuses.load(Ordering::Relaxed) => format!("550 nobody here: {line}"),
            "EHLO" => "250-mail.example\r\n250 AUTH PLAIN".to_owned(),
            "AUTH" => "235 welcome".to_owned(),
            "QUIT" => "221 bye".to_owned(),
            _ => "250 mail.example".to_owned(),
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
    Some(())
}
