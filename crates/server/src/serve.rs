//! Serving a venue: its addresses, and what goes on beside the requests.

use std::{future::Future, io};

use tokio::net::TcpListener;

use crate::{
    app::app, carrier, connections::serve_router, limits::CONNECTIONS_MAX, state::AppState, telling,
    witnessing,
};

/// Serves a venue until `shutdown` is ready, then lets the requests under way end.
///
/// # Errors
/// When the listener fails for good; failures of one connection end that connection alone.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_at_most(CONNECTIONS_MAX, listener, state, shutdown).await
}

/// The same with so many connections at a time.
///
/// # Errors
/// As [`serve`].
pub async fn serve_at_most(
    connections_max: usize,
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let app = app(state.clone());
    let carrying = tokio::spawn(carrier::run(state.sequencer().clone(), state.closing()));
    let telling = tokio::spawn(telling::run(state.clone()));
    let witnessing = tokio::spawn(witnessing::run(state.clone()));
    let closing = || state.close();
    let served = serve_router(connections_max, listener, app, shutdown, closing).await;
    state.close();
    // What it carries, it carries whole; what it has not carried, the next start does.
    if let Err(error) = carrying.await {
        tracing::error!(%error, "what carries published notes ended badly");
    }
    if let Err(error) = telling.await {
        tracing::error!(%error, "what sends mail and calls webhooks ended badly");
    }
    if let Err(error) = witnessing.await {
        tracing::error!(%error, "what asks witnesses ended badly");
    }
    served
}
