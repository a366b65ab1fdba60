//! A mail server that takes what it is handed, or refuses it, saying the address.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::TcpListener,
    sync::mpsc,
};
use tokio_rustls::TlsAcceptor;
use verbale_server::telling::{Authorities, MailSettings, Mailer};

/// The address that mail is from.
pub const FROM: &str = "venue@venue.example";
/// The name that the mail server asks for.
const NAME: &str = "name";
/// The password that the mail server asks for.
pub const PASSWORD: &str = "password";

/// What a mail server has of TLS.
#[derive(Clone)]
pub enum Tls {
    /// None.
    None,
    /// From the beginning.
    Implicit(TlsAcceptor),
    /// Once it is asked for.
    Starttls(TlsAcceptor),
}

pub struct Mailbox {
    pub mailer: Mailer,
    /// Its port, on this machine.
    pub port: u16,
    refuses: Arc<AtomicBool>,
    mails: mpsc::UnboundedReceiver<String>,
}

impl Mailbox {
    pub async fn open() -> Mailbox {
        Mailbox::with(Tls::None).await
    }

    pub async fn with(tls: Tls) -> Mailbox {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (told, mails) = mpsc::unbounded_channel();
        let refuses = Arc::new(AtomicBool::new(false));
        let refusing = Arc::clone(&refuses);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, tls.clone(), told.clone(), Arc::clone(&refusing)));
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
    mailer_of(server, Authorities::default())
}

/// Hands mail over to a server with a certificate of such authorities.
pub fn mailer_of(server: String, authorities: Authorities) -> Mailer {
    let credentials = Some((NAME.to_owned(), PASSWORD.to_owned()));
    let settings = MailSettings { server, from: FROM.to_owned(), credentials, authorities };
    Mailer::new(settings).expect("a mailer")
}

/// A connection, whatever it goes through.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

async fn serve(
    stream: impl Stream + 'static,
    tls: Tls,
    told: mpsc::UnboundedSender<String>,
    refuses: Arc<AtomicBool>,
) -> Option<()> {
    let mut stream: Box<dyn Stream> = match &tls {
        Tls::Implicit(acceptor) => Box::new(acceptor.accept(stream).await.ok()?),
        Tls::None | Tls::Starttls(_) => Box::new(stream),
    };
    stream.write_all(b"220 mail.example\r\n").await.ok()?;
    match tls {
        Tls::Starttls(acceptor) => {
            // What is said before TLS is not kept: nothing of a mail is to be among it.
            let stream = converse(stream, true, &told, &refuses).await?;
            converse(Box::new(acceptor.accept(stream).await.ok()?), false, &told, &refuses).await?;
        }
        Tls::None | Tls::Implicit(_) => {
            converse(stream, false, &told, &refuses).await?;
        }
    }
    Some(())
}

/// Takes mails until the client goes or, where that is offered, asks for TLS; gives the stream then.
async fn converse(
    stream: Box<dyn Stream>,
    offers_tls: bool,
    told: &mpsc::UnboundedSender<String>,
    refuses: &AtomicBool,
) -> Option<Box<dyn Stream>> {
    let mut stream = BufReader::new(stream);
    let mut mail = String::new();
    while let Some(line) = next_line(&mut stream).await {
        mail.push_str(&line);
        mail.push('\n');
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.ok()?;
                while let Some(line) = next_line(&mut stream).await.filter(|line| line != ".") {
                    mail.push_str(&line);
                    mail.push('\n');
                }
                told.send(std::mem::take(&mut mail)).ok()?;
                "250 taken".to_owned()
            }
            "RCPT" if refuses.load(Ordering::Relaxed) => format!("550 nobody here: {line}"),
            "EHLO" if offers_tls => "250-mail.example\r\n250-AUTH PLAIN\r\n250 STARTTLS".to_owned(),
            "EHLO" => "250-mail.example\r\n250 AUTH PLAIN".to_owned(),
            "STARTTLS" if offers_tls => {
                stream.write_all(b"220 go on\r\n").await.ok()?;
                return Some(stream.into_inner());
            }
            "AUTH" => "235 welcome".to_owned(),
            "QUIT" => "221 bye".to_owned(),
            _ => "250 mail.example".to_owned(),
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
    None
}

async fn next_line(stream: &mut BufReader<Box<dyn Stream>>) -> Option<String> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await.ok()?;
    (read > 0).then(|| line.trim_end().to_owned())
}
