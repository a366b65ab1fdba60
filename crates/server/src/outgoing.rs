//! Requests that the venue makes of others: a POST to the address that was judged, and nothing more.
//! No redirect is followed, and of the answer no more is read than was asked for.
//!
//! A name is resolved once, and the connection is made to the very address that was permitted.

use std::{
    net::{IpAddr, SocketAddr},
    pin::pin,
};

use axum::body::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
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

use crate::telling::authorities::{Authorities, Distrust};

/// Most addresses of a name that are tried in a call.
const ADDRESSES_TRIED_MAX: usize = 4;
/// Largest head of an answer, in bytes.
const ANSWER_HEAD_BYTES_MAX: usize = 16 * 1_024;
/// Most headers of an answer.
const ANSWER_HEADERS_MAX: usize = 100;

/// Why a call was not taken, as whoever it is made for is told: enough to look for the reason at
/// their own end, and too little to explore a network with.
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
pub struct Sent {
    /// The media type of the body.
    pub media_type: &'static str,
    /// Further headers, by name.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body; empty where none was asked for.
    pub body: Vec<u8>,
}

/// Posts to an address of those that are permitted, and reads of the answer a body of at most so
/// many bytes; none where that is 0. The caller bounds the time.
///
/// # Errors
/// Where the address is not permitted, cannot be reached, or its certificate is not believed.
pub async fn post(
    url: &Url,
    permits: impl Fn(IpAddr) -> bool,
    authorities: &Authorities,
    sent: Sent,
    answer_bytes_max: usize,
) -> Result<Answer, Fault> {
    let stream = connect(url, permits).await?;
    let request = request(url, sent).ok_or(Fault::Address)?;
    if url.scheme() == "http" {
        return exchange(stream, request, answer_bytes_max).await;
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
    exchange(tls?, request, answer_bytes_max).await
}

/// The address that a URL's host is, where it is no name.
pub fn literal(url: &Url) -> Option<Option<IpAddr>> {
    Some(match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    })
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

fn request(url: &Url, sent: Sent) -> Option<Request<Full<Bytes>>> {
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut request = Request::post(target.parse::<Uri>().ok()?)
        .header(HOST, host)
        .header(USER_AGENT, concat!("verbale/", env!("CARGO_PKG_VERSION")))
        .header(CONNECTION, "close")
        .header(CONTENT_TYPE, sent.media_type);
    for (name, value) in sent.headers {
        request = request.header(name, value);
    }
    request.body(Full::new(Bytes::from(sent.body))).ok()
}

/// Sends a request and reads what is wanted of its answer; then the connection is dropped.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    request: Request<Full<Bytes>>,
    answer_bytes_max: usize,
) -> Result<Answer, Fault> {
    let mut builder = http1::Builder::new();
    builder.max_buf_size(ANSWER_HEAD_BYTES_MAX).max_headers(ANSWER_HEADERS_MAX);
    let (mut sender, connection) =
        builder.handshake(TokioIo::new(stream)).await.map_err(|_| Fault::Connection)?;
    let mut connection = pin!(connection);
    let mut answer = pin!(async {
        let answer = sender.send_request(request).await.map_err(|_| Fault::Connection)?;
        let status = answer.status();
        let body = match answer_bytes_max {
            0 => Vec::new(),
            max => {
                let body = Limited::new(answer.into_body(), max).collect().await;
                body.map_err(|_| Fault::Connection)?.to_bytes().to_vec()
            }
        };
        Ok(Answer { status, body })
    });
    tokio::select! {
        biased;
        answer = &mut answer => answer,
        // The connection may end with the answer in it.
        _ = &mut connection => answer.await,
    }
}
