//! The venue's router: every address, and what every request passes through.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
};
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::NotForContentType},
};

use crate::{
    api::{self, Addresses},
    asker, conditional, faces,
    limits::{self, BODY_BYTES_MAX},
    pages, security, served_assets,
    state::AppState,
};

/// How hard answers are compressed that are made for one request: beyond this, brotli takes
/// longer than a page takes to render and saves little.
const COMPRESSION_QUALITY: CompressionLevel = CompressionLevel::Precise(4);

/// The router of a venue. From the outside in, a request passes: security headers, compression,
/// the faces of problems, limits, methods, who asks, and its route. Streams of events pass no
/// compression: it would hold their events back, and its state takes more memory than the stream.
pub fn app(state: AppState) -> Router {
    let Addresses { shown, told, other } = api::routers();
    let conditional = from_fn_with_state(state.clone(), conditional::conditional);
    let identify = from_fn_with_state(state.clone(), asker::identify);
    // Assets are the same for everybody, and are not asked whose they are.
    let answered = Router::new()
        .merge(shown.merge(pages::router()).route_layer(conditional.clone()))
        .merge(other)
        .merge(pages::member_router())
        .fallback(limits::not_found)
        .layer(identify.clone())
        .merge(served_assets::router());
    // Made for nobody in particular, who is not asked for either.
    let framed = pages::framed_router().route_layer(conditional);
    held(answered, &state)
        .merge(held(framed, &state).layer(from_fn(security::framed)))
        .layer(CompressionLayer::new().quality(COMPRESSION_QUALITY).compress_when(is_compressible()))
        .merge(held(told.layer(identify), &state))
        .layer(from_fn_with_state(state.clone(), security::headers))
        .with_state(state)
}

/// Routes with what holds for every request.
fn held(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    routes
        .method_not_allowed_fallback(limits::method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(limits::methods))
        .layer(from_fn(limits::limits))
        .layer(from_fn_with_state(state.clone(), faces::faces))
}

/// Hashes, archives and fonts do not shrink.
fn is_compressible() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("font/"))
}
