//! A small HTTP/1.1 client for the project's own server: one connection, kept alive, one request at a time. It adds
//! little to what is measured, and counts the bytes that cross the wire.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// Longest head of a response, in bytes.
const HEAD_BYTES_MAX: usize = 65_536;

/// A connection to the server.
pub struct Connection {
    stream: BufReader<TcpStream>,
    address: SocketAddr,
}

/// What the server answered.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Lines of the head, without the status.
    pub headers: Vec<(String, String)>,
    /// The body as it came, still compressed if it was.
    pub body: Vec<u8>,
    /// Bytes that crossed the wire towards us: head, body and framing.
    pub wire_bytes: usize,
}

impl Response {
    /// The value of a header, by its lowercase name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The body, when the status is one of success.
    ///
    /// # Errors
    /// With status and body when it is not.
    pub fn success(self) -> Result<Vec<u8>> {
        ensure!(
            (200..300).contains(&self.status),
            "the server answered {}: {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        Ok(self.body)
    }
}

impl Connection {
    /// Opens a connection.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn open(address: SocketAddr) -> Result<Connection> {
        let stream =
            TcpStream::connect(address).await.with_context(|| format!("{address} does not answer"))?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream: BufReader::with_capacity(16_384, stream), address })
    }

    /// Asks for a page.
    ///
    /// # Errors
    /// When the connection breaks or the answer is not HTTP.
    pub async fn get(&mut self, path: &str, headers: &[(&str, &str)]) -> Result<Response> {
        self.request("GET", path, headers, b"").await
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// When the connection breaks or the answer is not HTTP.
    pub async fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Response> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address).into_bytes();
        for (name, value) in headers {
            request.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        if method != "GET" {
            request.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
        }
        request.extend_from_slice(b"\r\n");
        request.extend_from_slice(body);
        self.stream.get_mut().write_all(&request).await.context("the server closed the connection")?;
        self.response().await
    }

    async fn response(&mut self) -> Result<Response> {
        let mut wire_bytes = 0;
        let first = self.line(&mut wire_bytes).await?;
        let mut parts = first.splitn(3, ' ');
        ensure!(parts.next() == Some("HTTP/1.1"), "not HTTP/1.1: {first:?}");
        let status =
            parts.next().and_then(|s| s.parse().ok()).with_context(|| format!("no status: {first:?}"))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line(&mut wire_bytes).await?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').with_context(|| format!("no header: {line:?}"))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut response = Response { status, headers, body: Vec::new(), wire_bytes };
        if response.header("transfer-encoding").is_some_and(|v| v.eq_ignore_ascii_case("chunked")) {
            self.chunks(&mut response).await?;
        } else if let Some(length) = response.header("content-length") {
            response.body = vec![0; length.parse().with_context(|| format!("length {length:?}"))?];
            self.stream.read_exact(&mut response.body).await.context("the body ends early")?;
            response.wire_bytes += response.body.len();
        } else if !matches!(status, 204 | 304) {
            bail!("an answer {status} without a length");
        }
        Ok(response)
    }

    async fn chunks(&mut self, response: &mut Response) -> Result<()> {
        loop {
            let line = self.line(&mut response.wire_bytes).await?;
            let length = usize::from_str_radix(line.trim(), 16).with_context(|| format!("chunk {line:?}"))?;
            let begin = response.body.len();
            response.body.resize(begin + length, 0);
            self.stream.read_exact(&mut response.body[begin..]).await.context("a chunk ends early")?;
            response.wire_bytes += length;
            self.line(&mut response.wire_bytes).await?;
            if length == 0 {
                return Ok(());
            }
        }
    }

    async fn line(&mut self, wire_bytes: &mut usize) -> Result<String> {
        let mut line = Vec::new();
        let read = (&mut self.stream).take(HEAD_BYTES_MAX as u64).read_until(b'\n', &mut line).await?;
        *wire_bytes += read;
        ensure!(line.ends_with(b"\r\n"), "the server closed the connection");
        line.truncate(line.len() - 2);
        String::from_utf8(line).context("a line of the head is not UTF-8")
    }
}
