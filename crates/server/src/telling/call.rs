//! One call of a webhook: its address, and what is sent. Nothing is read of the answer but its head,
//! and nothing of that is shown but the status.

use std::time::Duration;

use hyper::StatusCode;
use url::Url;

use super::{authorities::Authorities, reach::Reach};
use crate::outgoing::{Sent, literal, post};

pub use crate::outgoing::Fault;

/// Longest address of a webhook, in bytes.
pub const URL_BYTES_MAX: usize = 1_024;
/// Time of a call from resolving the name to the head of the answer.
pub const CALL_TIME_MAX: Duration = Duration::from_secs(10);

/// What is sent.
#[derive(Clone, Debug)]
pub struct Message {
    /// `webhook-id`: the same in every try.
    pub id: String,
    /// `webhook-timestamp`: of this try, in seconds since 1970.
    pub timestamp_s: u64,
    /// `webhook-signature`.
    pub signature: String,
    /// JSON.
    pub body: Vec<u8>,
}

/// Reads the address of a webhook: https, or http to this machine where the operator allows it;
/// with a host and without credentials or a fragment. None where it is none, or one that would
/// never be called.
pub fn read_url(text: &str, reach: Reach) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|_| text.len() <= URL_BYTES_MAX)?;
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let permitted = match (literal(&url)?, url.scheme()) {
        (Some(address), "http") => reach.permits_plain(address),
        (None, "http") => reach == Reach::Private && url.host_str() == Some("localhost"),
        (Some(address), "https") => reach.permits(address),
        (None, "https") => reach != Reach::Off,
        _ => false,
    };
    (is_bare && permitted).then_some(url)
}

/// Calls a webhook, and gives why it was not taken, if it was not.
///
/// # Errors
/// With the reason; the note is to be sent again with the same id.
pub async fn call(url: &Url, reach: Reach, authorities: &Authorities, message: Message) -> Result<(), Fault> {
    let status = tokio::time::timeout(CALL_TIME_MAX, send(url, reach, authorities, message)).await;
    match status.unwrap_or(Err(Fault::Time))? {
        status if status.is_success() => Ok(()),
        status => Err(Fault::Status(status)),
    }
}

async fn send(
    url: &Url,
    reach: Reach,
    authorities: &Authorities,
    message: Message,
) -> Result<StatusCode, Fault> {
    // What was allowed when it was given may not be any more.
    if read_url(url.as_str(), reach).is_none() {
        return Err(Fault::Address);
    }
    let plain = url.scheme() == "http";
    let permits = |address| if plain { reach.permits_plain(address) } else { reach.permits(address) };
    let headers = vec![
        ("webhook-id", message.id),
        ("webhook-timestamp", message.timestamp_s.to_string()),
        ("webhook-signature", message.signature),
    ];
    let sent = Sent { media_type: "application/json", headers, body: message.body };
    Ok(post(url, permits, authorities, sent, 0).await?.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_and_names_nobody_and_no_place_that_is_not_called() {
        for good in ["https://hooks.example/x?y=1", "https://9.9.9.9:8443/", "https://[2a00::1]/"] {
            assert!(read_url(good, Reach::Public).is_some(), "{good}");
            assert!(read_url(good, Reach::Off).is_none(), "{good}");
        }
        let long = format!("https://hooks.example/{}", "x".repeat(URL_BYTES_MAX));
        for bad in [
            "",
            "hooks.example",
            "http://hooks.example/",
            "http://127.0.0.1/",
            "ftp://hooks.example/",
            "file:///etc/passwd",
            "https://user@hooks.example/",
            "https://user:word@hooks.example/",
            "https://hooks.example/#x",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest/",
            long.as_str(),
        ] {
            assert!(read_url(bad, Reach::Public).is_none(), "{bad}");
        }
        for (address, taken) in [
            ("http://127.0.0.1:9/", true),
            ("http://[::1]:9/", true),
            ("http://localhost:9/", true),
            ("https://10.0.0.1/", true),
            ("http://10.0.0.1/", false),
            ("http://hooks.example/", false),
            ("https://224.0.0.1/", false),
        ] {
            assert_eq!(read_url(address, Reach::Private).is_some(), taken, "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_not_called_unless_the_operator_says_so() {
        let message =
            Message { id: String::new(), timestamp_s: 0, signature: String::new(), body: Vec::new() };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let url = Url::parse(&format!("https://localhost:{port}/")).expect("a URL");
        assert_eq!(
            call(&url, Reach::Public, &Authorities::default(), message.clone()).await,
            Err(Fault::Address)
        );
        // Nobody came: the next to connect is who is let in first.
        let own = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.expect("connected");
        let (_, first) = listener.accept().await.expect("accepted");
        assert_eq!(first, own.local_addr().expect("an address"));
    }
}
