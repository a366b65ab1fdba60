//! Styles, fonts and islands over HTTP: compressed when they were built, kept by browsers for ever.

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    assets::{self, ASSET_CACHE_CONTROL},
    conditional::has_tag,
    extract::Path,
    problem::Problem,
    state::AppState,
};

/// The address of the assets.
pub fn router() -> Router<AppState> {
    Router::new().route("/assets/{file}", get(asset))
}

async fn asset(Path(file): Path<String>, request: Request) -> Result<Response, Problem> {
    let asset = assets::by_file(&file).ok_or_else(Problem::not_found)?;
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or("");
    let (encoding, body) = asset.body(accepted);
    let tag = asset.etag(encoding);
    let mut response = if has_tag(request.headers(), &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, asset.content_type)], body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(ASSET_CACHE_CONTROL));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if response.status() == StatusCode::OK
        && let Some(encoding) = encoding.header()
    {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}
