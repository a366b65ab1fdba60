//! Handing mail over to the operator's mail server (SMTP, RFC 5321), under TLS unless the server
//! is this machine.
//!
//! What fails is logged by its kind alone: what a mail server says of a failure often has the
//! address in it.

use std::{
    net::IpAddr,
    time::{Duration, SystemTime},
};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        AsyncSmtpTransportBuilder,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use url::Url;

use super::authorities::{Authorities, Distrust};

/// Longest address of mail, in bytes (RFC 5321, section 4.5.3.1.3, without its angle brackets).
pub const ADDRESS_BYTES_MAX: usize = 254;
/// Time in which the server must take a mail.
pub const MAIL_TIME_MAX: Duration = Duration::from_secs(30);

/// Where mail is handed over, as the operator says.
#[derive(Clone)]
pub struct MailSettings {
    /// `smtps://HOST[:PORT]` for TLS from the beginning, `smtp://HOST[:PORT]` for STARTTLS, which
    /// the server must offer; without TLS where the host is this machine.
    pub server: String,
    /// The address that mail is from.
    pub from: String,
    /// Name and password, where the server asks for them.
    pub credentials: Option<(String, String)>,
    /// Of whom the server's certificate may be.
    pub authorities: Authorities,
}

/// Why mail cannot be handed over as the settings have it.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The server's address is none.
    #[error(
        "the mail server {0:?} is no address of one: give smtps://HOST or smtp://HOST, with a port if it is another"
    )]
    Server(String),
    /// The sender's address is none.
    #[error("{0:?}, which mail is to be from, is no address of mail: give one such as venue@venue.example")]
    From(String),
    /// TLS cannot be set up for the server's name.
    #[error("TLS cannot be set up for the mail server {0:?}: give its name as its certificate has it")]
    Tls(String),
}

/// A mail that was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailFault {
    /// The address is none that mail can be sent to.
    #[error("the address is none that mail can be sent to")]
    Address,
    /// The server refuses it for good.
    #[error("the mail server refuses the mail with status {0}")]
    Refused(u16),
    /// The server's certificate is not believed; nothing was sent.
    #[error("the mail server's certificate {0}")]
    Certificate(Distrust),
    /// The server does not do what the settings ask of it; nothing was sent.
    #[error(
        "the mail server offers no STARTTLS, or no way to sign in that is known: give smtps:// in its address where it speaks TLS from the beginning"
    )]
    Unsuited,
    /// It was not taken this time.
    #[error("the mail server could not be reached, or did not take the mail this time")]
    Unreached,
}

/// One mail.
#[derive(Clone, Debug)]
pub struct Mail<'a> {
    /// To whom.
    pub to: &'a str,
    /// Its subject, on one line.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// What its id is made of: 16 random bytes.
    pub id: [u8; 16],
    /// Its time, in milliseconds since 1970.
    pub time_ms: u64,
}

/// Hands mail over.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl Mailer {
    /// Hands mail over as the settings have it.
    ///
    /// # Errors
    /// Where one of them cannot be used.
    pub fn new(settings: MailSettings) -> Result<Mailer, MailError> {
        let from = read_address(&settings.from).ok_or(MailError::From(settings.from))?;
        let builder = transport(&settings.server, &settings.authorities)?
            .hello_name(ClientId::Domain(from.domain().to_owned()))
            .timeout(Some(MAIL_TIME_MAX));
        let builder = match settings.credentials {
            Some((name, password)) => builder.credentials(Credentials::new(name, password)),
            None => builder,
        };
        Ok(Mailer { transport: builder.build(), from })
    }

    /// Hands a mail over.
    ///
    /// # Errors
    /// Where the server did not take it.
    pub async fn send(&self, mail: Mail<'_>) -> Result<(), MailFault> {
        let to = read_address(mail.to).ok_or(MailFault::Address)?;
        let id: String = mail.id.iter().map(|byte| format!("{byte:02x}")).collect();
        let message = Message::builder()
            .from(Mailbox::new(None, self.from.clone()))
            .to(Mailbox::new(None, to))
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(mail.time_ms))
            .message_id(Some(format!("<{id}@{}>", self.from.domain())))
            .subject(mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text)
            .map_err(|_| MailFault::Address)?;
        match tokio::time::timeout(MAIL_TIME_MAX, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => {
                Err(MailFault::Refused(error.status().map_or(0, u16::from)))
            }
            Ok(Err(error)) if error.is_client() => Err(MailFault::Unsuited),
            Ok(Err(error)) => Err(Distrust::of(&error).map_or(MailFault::Unreached, MailFault::Certificate)),
            Err(_) => Err(MailFault::Unreached),
        }
    }
}

/// An address of mail in its plain form: ASCII, without quotes, comments or a name beside it.
pub fn read_address(text: &str) -> Option<Address> {
    let is_plain = text.len() <= ADDRESS_BYTES_MAX
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"\\()<>[],;:".contains(&byte));
    text.parse().ok().filter(|_| is_plain)
}

fn transport(server: &str, authorities: &Authorities) -> Result<AsyncSmtpTransportBuilder, MailError> {
    let none = || MailError::Server(server.to_owned());
    let url = Url::parse(server).map_err(|_| none())?;
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none();
    let host = url.host_str().filter(|host| is_bare && !host.is_empty()).ok_or_else(none)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_this_machine = host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback());
    type Transport = AsyncSmtpTransport<Tokio1Executor>;
    let unusable = |_| MailError::Tls(server.to_owned());
    let tls = || {
        let further = authorities.further().iter().map(|further| Certificate::from_der(further.to_vec()));
        let further = further.collect::<Result<Vec<_>, _>>().map_err(unusable)?;
        let parameters = TlsParameters::builder(host.to_owned());
        further
            .into_iter()
            .fold(parameters, |tls, one| tls.add_root_certificate(one))
            .build()
            .map_err(unusable)
    };
    let builder = match url.scheme() {
        "smtps" => Transport::relay(host).map_err(unusable)?.tls(Tls::Wrapper(tls()?)),
        "smtp" if is_this_machine => Transport::builder_dangerous(host),
        "smtp" => Transport::starttls_relay(host).map_err(unusable)?.tls(Tls::Required(tls()?)),
        _ => return Err(none()),
    };
    Ok(match url.port() {
        Some(port) => builder.port(port),
        None => builder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_mail_is_plain() {
        for good in ["a@venue.example", "first.last+tag@sub.venue.example"] {
            assert!(read_address(good).is_some(), "{good}");
        }
        let long = format!("{}@venue.example", "x".repeat(ADDRESS_BYTES_MAX));
        for bad in [
            "",
            "a",
            "a@",
            "@venue.example",
            "a@venue.example\r\nBcc: b@venue.example",
            "a b@venue.example",
            "\"a\"@venue.example",
            "A <a@venue.example>",
            "a@venue.example,b@venue.example",
            "a@[127.0.0.1]",
            "ä@venue.example",
            long.as_str(),
        ] {
            assert!(read_address(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_mail_server_is_named_without_credentials() {
        let made = |server: &str| {
            let from = "venue@venue.example".to_owned();
            Mailer::new(MailSettings {
                server: server.to_owned(),
                from,
                credentials: None,
                authorities: Authorities::default(),
            })
        };
        for good in
            ["smtps://mail.example", "smtp://mail.example:2525", "smtp://127.0.0.1:25", "smtp://[::1]:25"]
        {
            assert!(made(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "mail.example",
            "https://mail.example",
            "smtp://",
            "smtps://name:word@mail.example",
            "smtp://mail.example/x",
            "smtp://mail.example?tls=none",
        ] {
            assert!(matches!(made(bad), Err(MailError::Server(_))), "{bad}");
        }
    }
}
