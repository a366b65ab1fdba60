//! Connections: a router on a listener, with the limits that a public address needs.
//!
//! HTTP/1.1 over plain TCP: on the open network a proxy stands before it that speaks TLS. What
//! [`crate::limits`] names is held here for connections: how many, how long a head may take, how
//! large it may be, how long a reader may take nothing.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use axum::Router;
use hyper::{
    Request,
    body::Incoming,
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Sleep,
};

use crate::limits::{
    ACCEPT_PAUSE, HEAD_BYTES_MAX, HEAD_TIME_MAX, HEADERS_MAX, SHUTDOWN_TIME_MAX, WRITE_STALL_TIME_MAX,
};

/// Serves a router, at most so many connections at a time, until `shutdown` is ready; then calls
/// `closing` and lets the requests under way end.
///
/// # Errors
/// When the listener fails for good; failures of one connection end that connection alone.
pub async fn serve_router(
    connections_max: usize,
    listener: TcpListener,
    app: Router,
    shutdown: impl Future<Output = ()>,
    closing: impl FnOnce(),
) -> io::Result<()> {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME_MAX)
        .max_headers(HEADERS_MAX)
        .max_header_size(HEAD_BYTES_MAX);
    let places = Arc::new(Semaphore::new(connections_max));
    let connections = GracefulShutdown::new();
    tokio::pin!(shutdown);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place.map_err(io::Error::other)?,
            () = &mut shutdown => break,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) if is_of_one_connection(&error) => continue,
                Err(error) if is_want_of_handles(&error) => {
                    tracing::warn!(%error, "no connection can be accepted until another ends");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
                Err(error) => return Err(error),
            },
            () = &mut shutdown => break,
        };
        // Answers are written whole; waiting to fill a packet would only delay them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection ended before it was served");
            continue;
        }
        let place = ConnectionPlace::new(place);
        let service = TowerToHyperService::new(app.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(place.clone());
            service.call(request)
        });
        let connection =
            connections.watch(http.serve_connection(TokioIo::new(Unstalled::new(stream)), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    closing();
    if tokio::time::timeout(SHUTDOWN_TIME_MAX, connections.shutdown()).await.is_err() {
        tracing::warn!(seconds = SHUTDOWN_TIME_MAX.as_secs(), "requests that had not ended were cut off");
    }
    Ok(())
}

/// A connection's place among [`CONNECTIONS_MAX`], free again when the connection ends, or before
/// where what is answered on it has a place of another kind. Each of its requests has it as an
/// extension.
#[derive(Clone, Debug)]
pub struct ConnectionPlace(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl ConnectionPlace {
    fn new(place: OwnedSemaphorePermit) -> ConnectionPlace {
        ConnectionPlace(Arc::new(Mutex::new(Some(place))))
    }

    /// Gives the place back. The connection has none from then on, and must take no further request.
    pub fn give_back(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// Whether accepting failed for want of file handles, of the process or of the system.
fn is_want_of_handles(error: &io::Error) -> bool {
    // EMFILE and ENFILE, the same on all Unix systems; the standard library has no names for them.
    cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24))
}

/// Whether accepting failed for the one connection.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
            | io::ErrorKind::WouldBlock
    )
}

/// A connection that ends when its reader takes nothing for [`WRITE_STALL_TIME_MAX`]: hyper bounds
/// how slowly a request may come, and nothing bounds how slowly an answer may go.
struct Unstalled {
    stream: TcpStream,
    /// Runs while a write waits.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Unstalled {
    fn new(stream: TcpStream) -> Self {
        Unstalled { stream, stalled: None }
    }

    /// Passes on what a write answered; where it waits, lets the time run.
    fn bound<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let sleep = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_STALL_TIME_MAX)));
        ready!(sleep.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the reader took nothing for too long")))
    }
}

impl AsyncRead for Unstalled {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Unstalled {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.bound(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.bound(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.bound(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let ended = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.bound(cx, ended)
    }
}
