//! One call of a webhook: a POST to the address that was judged, and nothing more. No redirect is
//! followed, nothing is read of the answer but its head, and nothing of that is shown but the status.

use std::{
    net::{IpAddr, SocketAddr},
    pin::pin,
    time::Duration,
};

use axum::body::Bytes;
use http_body_util::Full;
use hyper::{
    Request, StatusCode, Uri,
    client::conn::http1,
    header::{CONNECTION, CONTENT_TYPE, HOST, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use url::{Host, Url};

use super::{
    authorities::{Authorities, Distrust},
    reach::Reach,
};

/// Longest address of a webhook, in bytes.
pub const URL_BYTES_MAX: usize = 1_024;
/// Time of a call from resolving the name to the head of the answer.
pub const CALL_TIME_MAX: Duration = Duration::from_secs(10);
/// Most addresses of a name that are tried in a call.
const ADDRESSES_TRIED_MAX: usize = 4;
/// Largest head of an answer, in bytes. Its body is not read.
const ANSWER_HEAD_BYTES_MAX: usize = 16 * 1_024;
/// Most headers of an answer.
const ANSWER_HEADERS_MAX: usize = 100;

/// Why a call was not taken, as its owner is told: enough to look for the reason at their own end,
/// and too little to explore a network with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The name leads nowhere, or only to addresses that are not called.
    #[error("address")]
    Address,
    /// No connection, or no answer that could be read.
    #[error("connection")]
    Connection,
    /// A certificate of no trusted authority, of another name, or out of its time.
    #[error("certificate")]
    Certificate,
    /// No answer in time.
    #[error("time")]
    Time,
    /// An answer with another status than one of 200 to 299.
    #[error("status-{}", .0.as_u16())]
    Status(StatusCode),
}

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

/// The address that a URL's host is, where it is no name.
fn literal(url: &Url) -> Option<Option<IpAddr>> {
    Some(match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    })
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
    let stream =
        connect(url, |address| if plain { reach.permits_plain(address) } else { reach.permits(address) });
    let stream = stream.await?;
    let request = request(url, message).ok_or(Fault::Address)?;
    if plain {
        return exchange(stream, request).await;
    }
    let name = match literal(url).flatten() {
        Some(address) => ServerName::from(address),
        None => {
            ServerName::try_from(url.host_str().unwrap_or_default().to_owned()).map_err(|_| Fault::Address)?
        }
    };
    let tls = TlsConnector::from(authorities.client()).connect(name, stream).await;
    let tls = tls.map_err(|error| match Distrust::of(&error) {
        Some(_) => Fault::Certificate,
        None => Fault::Connection,
    });
    exchange(tls?, request).await
}

/// Connects to the first address that is permitted and answers.
async fn connect(url: &Url, permits: impl Fn(IpAddr) -> bool) -> Result<TcpStream, Fault> {
    let port = url.port_or_known_default().ok_or(Fault::Address)?;
    let addresses: Vec<SocketAddr> = match literal(url).ok_or(Fault::Address)? {
        Some(address) => vec![SocketAddr::new(address, port)],
        None => {
            let host = url.host_str().unwrap_or_default();
            tokio::net::lookup_host((host, port)).await.map_err(|_| Fault::Address)?.collect()
        }
    };
    let mut fault = Fault::Address;
    for address in addresses.into_iter().filter(|address| permits(address.ip())).take(ADDRESSES_TRIED_MAX) {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(_) => fault = Fault::Connection,
        }
    }
    Err(fault)
}

fn request(url: &Url, message: Message) -> Option<Request<Full<Bytes>>> {
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    Request::post(target.parse::<Uri>().ok()?)
        .header(HOST, host)
        .header(USER_AGENT, concat!("verbale/", env!("CARGO_PKG_VERSION")))
        .header(CONNECTION, "close")
        .header(CONTENT_TYPE, "application/json")
        .header("webhook-id", message.id)
        .header("webhook-timestamp", message.timestamp_s)
        .header("webhook-signature", message.signature)
        .body(Full::new(Bytes::from(message.body)))
        .ok()
}

/// Sends a request and reads the head of its answer; then the connection is dropped.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    request: Request<Full<Bytes>>,
) -> Result<StatusCode, Fault> {
    let mut builder = http1::Builder::new();
    builder.max_buf_size(ANSWER_HEAD_BYTES_MAX).max_headers(ANSWER_HEADERS_MAX);
    let failed = |_| Fault::Connection;
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let mut connection = pin!(connection);
    let mut answer = pin!(sender.send_request(request));
    let answer = tokio::select! {
        biased;
        answer = &mut answer => answer,
        // The connection may end with the answer in it.
        _ = &mut connection => answer.await,
    };
    Ok(answer.map_err(failed)?.status())
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
        let own = TcpStream::connect(("127.0.0.1", port)).await.expect("connected");
        let (_, first) = listener.accept().await.expect("accepted");
        assert_eq!(first, own.local_addr().expect("an address"));
    }
}
