//! Each public room's log, as tlog-tiles asks, and the openings of its notes.
//!
//! | address | answer |
//! | --- | --- |
//! | `/<process>/<room>/checkpoint` | the newest checkpoint, cosigned |
//! | `/<process>/<room>/tile/<level>/<index>[.p/<width>]` | a tile of hashes |
//! | `/<process>/<room>/tile/entries/<index>[.p/<width>]` | a bundle of leaves |
//! | `/<process>/<room>/notes?from=N&to=M` | openings of the entries from N up to, not including, M |
//! | `/<process>/<room>/proof/<commitment>` | a `.tlog-proof` of a note's entry |
//! | `/<process>/<room>/annex/<commitment>[?note=<commitment>]` | an annex's content, under the name that the note gives it |
//!
//! A reader fetches the checkpoint first and then only tiles that it covers.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verbale_process::{act::AnnexRole, documents::Document, wording::Wording};
use verbale_record::{Commitment, checkpoint::SignedCheckpoint, proof::TlogProof, tile::TilePath};
use verbale_store::{RoomTree, RoomTreeError, cosigned_checkpoint};

use crate::{
    asker::Asker,
    base64_text, documents,
    extract::{Path, Query},
    openings::{self, AnnexOpening, NoteOpening},
    problem::{Problem, ProblemKind, store_problem},
    state::AppState,
    view::View,
    views::{SeenRoom, shown_head},
};

/// How long caches may keep a checkpoint: no reader is further behind than this.
pub const CHECKPOINT_CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=1");
/// How long caches may keep what can never change.
pub const IMMUTABLE_CACHE_CONTROL: HeaderValue =
    HeaderValue::from_static("public, max-age=31536000, immutable");
/// How long caches may keep a partial tile: it cannot change either, but the full one replaces it.
pub const PARTIAL_CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=3600");
/// Caches may keep no opening: what it opens can be erased.
pub const OPENING_CACHE_CONTROL: HeaderValue = HeaderValue::from_static("no-store");

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// Which note carries an annex that is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct CarriedBy {
    /// The note's commitment, 64 lowercase hexadecimal digits.
    note: Option<String>,
}

/// The addresses of the logs.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(checkpoint))
        .routes(routes!(tile))
        .routes(routes!(notes))
        .routes(routes!(proof))
        .routes(routes!(annex))
}

/// The newest checkpoint
///
/// A C2SP signed note (tlog-checkpoint) with the log's signature and those of the witnesses. Every
/// entry that it covers is durable.
#[utoipa::path(
    get,
    path = "/{process}/{room}/checkpoint",
    operation_id = "fetch_checkpoint",
    tag = "log",
    params(("process" = String, Path), ("room" = String, Path)),
    responses((status = 200, description = "the checkpoint", body = String, content_type = "text/plain"))
)]
async fn checkpoint(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, room)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let room = state.room(&asker, &process, &room).await?;
    let checkpoint = newest_checkpoint(&state, &room).await?;
    Ok(answer(TEXT, CHECKPOINT_CACHE_CONTROL, checkpoint.to_bytes()))
}

/// A tile
///
/// `<level>/<index>` with `.p/<width>` where it is partial, the index in groups of three digits
/// (`x001/067`), as tlog-tiles has it; `entries` in place of a level for a bundle of leaves.
#[utoipa::path(
    get,
    path = "/{process}/{room}/tile/{*path}",
    operation_id = "fetch_tile",
    tag = "log",
    params(
        ("process" = String, Path),
        ("room" = String, Path),
        ("path" = String, Path, description = "such as 0/x001/067, 1/000.p/17, entries/000"),
    ),
    responses((status = 200, description = "the tile", content_type = "application/octet-stream"))
)]
async fn tile(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, room, path)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let room = state.room(&asker, &process, &room).await?;
    let path = TilePath::parse(&format!("tile/{path}")).map_err(|_| no_tile())?;
    let tree = RoomTree::new(state.store(), &room.origin, state.published(&room)?.head.size);
    let tile = tree.tile(&path).await.map_err(store_problem)?;
    let caching = if path.is_partial() { PARTIAL_CACHE_CONTROL } else { IMMUTABLE_CACHE_CONTROL };
    Ok(answer(BYTES, caching, tile.ok_or_else(no_tile)?))
}

/// Which entries are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Index of the first entry; 0 where it is left out.
    #[serde(default)]
    from: u64,
    /// Index after the last entry; the size of the log where it is left out.
    to: Option<u64>,
}

/// Openings of a room's notes
///
/// From the beginning of the range, as many as one page holds (at most 256 entries, and some
/// megabytes): ask on from the index after the last. Beyond the end of the log the list is empty.
/// The note is the exact text that was signed, so that its bytes and the salt give the commitment
/// in the leaf.
#[utoipa::path(
    get,
    path = "/{process}/{room}/notes",
    operation_id = "fetch_openings",
    tag = "log",
    params(("process" = String, Path), ("room" = String, Path), Asked),
    responses((status = 200, description = "the openings", body = NotesPage))
)]
async fn notes(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, room)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let room = state.room(&asker, &process, &room).await?;
    let size = shown_head(state.sequencer(), &room.origin).await.map_err(store_problem)?.size;
    if let Some(to) = asked.to.filter(|to| asked.from > *to) {
        return Err(Problem::invalid(
            format!(
                "from={} lies behind to={to}: entries are numbered from 0, and `to` is not included.",
                asked.from
            ),
            "Give from and to with from up to to.",
        ));
    }
    let to = asked.to.unwrap_or(size).min(size);
    let range = asked.from.min(to)..to;
    let entries = openings::read(state.store(), &room.origin, range).await.map_err(store_problem)?;
    let page = NotesPage { from: asked.from, entries: entries.into_iter().map(NoteShown::from).collect() };
    let mut response = Json(page).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, OPENING_CACHE_CONTROL);
    Ok(response)
}

/// A page of openings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpeningsPage)]
pub struct NotesPage {
    /// Index of the first entry asked for.
    pub from: u64,
    /// The entries, in the order of the log.
    pub entries: Vec<NoteShown>,
}

/// An entry with its opening.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoteOpening)]
pub struct NoteShown {
    /// The entry's index in the log.
    pub index: u64,
    /// The leaf's time in milliseconds since 1970.
    pub time_ms: u64,
    /// The salt of the commitment, in base64.
    pub salt: String,
    /// The exact text of the signed note.
    pub note: String,
    /// Its annexes, in the order of the act.
    pub annexes: Vec<AnnexShown>,
    /// Where the note stood before, if it was carried to this room: a tlog-proof whose extra data
    /// is the leaf that it proves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// An annex with its opening, or without where it was erased.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnnexOpening)]
pub struct AnnexShown {
    /// The annex's commitment, in hexadecimal.
    pub commitment: String,
    /// `wording` or `document`.
    pub role: &'static str,
    /// The salt of the commitment, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The content, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Present, and true, where the annex was erased.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

impl From<NoteOpening> for NoteShown {
    fn from(opening: NoteOpening) -> NoteShown {
        NoteShown {
            index: opening.leaf,
            time_ms: opening.time_ms,
            salt: base64_text::encode(&opening.opening.salt),
            // A note is UTF-8; were one not, its commitment would not fit what is shown, and be found out.
            note: String::from_utf8_lossy(&opening.opening.content).into_owned(),
            annexes: opening.annexes.into_iter().map(AnnexShown::from).collect(),
            evidence: opening.evidence.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
}

impl From<AnnexOpening> for AnnexShown {
    fn from(annex: AnnexOpening) -> AnnexShown {
        AnnexShown {
            commitment: annex.commitment.to_hex(),
            role: annex.role.as_str(),
            erased: annex.opening.is_none(),
            salt: annex.opening.as_ref().map(|opening| base64_text::encode(&opening.salt)),
            content: annex.opening.as_ref().map(|opening| base64_text::encode(&opening.content)),
        }
    }
}

/// A proof that a note is in the log
///
/// A C2SP tlog-proof: it is checked with the log's key alone, offline.
#[utoipa::path(
    get,
    path = "/{process}/{room}/proof/{commitment}",
    operation_id = "fetch_proof",
    tag = "log",
    params(
        ("process" = String, Path),
        ("room" = String, Path),
        ("commitment" = String, Path, description = "the note's commitment, 64 lowercase hexadecimal digits"),
    ),
    responses((status = 200, description = "the proof", body = String, content_type = "text/plain"))
)]
async fn proof(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, room, commitment)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let room = state.room(&asker, &process, &room).await?;
    let commitment = parse_commitment(&commitment)?;
    let checkpoint = newest_checkpoint(&state, &room).await?;
    let size = checkpoint.checkpoint().size;
    let index = state.store().find_note(&room.origin, &commitment).await.map_err(store_problem)?;
    // What was entered after the checkpoint was read is in the next one.
    let index = index.filter(|index| *index < size).ok_or_else(Problem::not_found)?;
    let tree = RoomTree::new(state.store(), &room.origin, size);
    let hashes = tree.prove_inclusion(index).await.map_err(|error| match error {
        RoomTreeError::Store(error) => store_problem(error),
        RoomTreeError::Beyond(_) => Problem::not_found(),
    })?;
    let proof = TlogProof { extra: None, index, hashes, checkpoint };
    let mut response = answer(TEXT, CHECKPOINT_CACHE_CONTROL, proof.to_bytes());
    let name = format!("attachment; filename=\"{}.tlog-proof\"", &commitment.to_hex()[..16]);
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// An annex's content
///
/// The header `verbale-salt` has the salt that opens the commitment, in base64. An annex that was
/// erased is answered with 410. It is always to be kept as a file; where the note that carries it is
/// given, under the name that the note's wording has for it.
#[utoipa::path(
    get,
    path = "/{process}/{room}/annex/{commitment}",
    operation_id = "fetch_annex",
    tag = "log",
    params(
        ("process" = String, Path),
        ("room" = String, Path),
        ("commitment" = String, Path, description = "the annex's commitment, 64 lowercase hexadecimal digits"),
        CarriedBy,
    ),
    responses((status = 200, description = "the content", content_type = "application/octet-stream"))
)]
async fn annex(
    State(state): State<AppState>,
    asker: Asker,
    Path((process, room, commitment)): Path<(String, String, String)>,
    Query(carried_by): Query<CarriedBy>,
) -> Result<Response, Problem> {
    let room = state.room(&asker, &process, &room).await?;
    let commitment = parse_commitment(&commitment)?;
    let described = match &carried_by.note {
        None => None,
        Some(note) => {
            let note = note.parse().map_err(|_| {
                Problem::invalid(
                    "The value of `note` is no commitment.",
                    "Give 64 lowercase hexadecimal digits, or leave it out.",
                )
            })?;
            let view = state.view(&asker, &process).await?;
            Some(described(&view, &note, &commitment).ok_or_else(Problem::not_found)?)
        }
    };
    let annex = state.store().annex(&room.origin, &commitment).await.map_err(store_problem)?;
    let opening = annex.ok_or_else(Problem::not_found)?.opening.ok_or_else(|| {
        Problem::new(
            ProblemKind::Erased,
            "The content of this annex was erased; its commitment remains on the record.",
            "The note that carried it, and the standing, are unchanged.",
        )
    })?;
    let salt = base64_text::encode(&opening.salt);
    // The content is whatever its author attached: it is downloaded, never shown as this venue's own.
    let mut response = answer(BYTES, OPENING_CACHE_CONTROL, opening.content);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    if let Ok(salt) = HeaderValue::from_str(&salt) {
        headers.insert(HeaderName::from_static("verbale-salt"), salt);
    }
    if let Some(document) = described {
        documents::describe(&document, headers);
    }
    Ok(response)
}

/// What a note says of a document that it carries; nothing in particular where its wording does not
/// say, or was erased. None where it carries no such document.
fn described(view: &View, note: &Commitment, document: &Commitment) -> Option<Document> {
    let annexes = &view.process.entry(note)?.act.annexes;
    let mut documents = annexes.iter().filter(|annex| annex.role == AnnexRole::Document);
    let place = documents.position(|annex| annex.commitment == *document)?;
    let all = view.wordings.get(note).map(Wording::documents).unwrap_or_default();
    Some(all.into_iter().nth(place).unwrap_or_default())
}

/// The newest published checkpoint of a room, with the cosignatures that have come in.
async fn newest_checkpoint(state: &AppState, room: &SeenRoom) -> Result<SignedCheckpoint, Problem> {
    let size = state.published(room)?.head.size;
    let checkpoint = cosigned_checkpoint(state.store(), &room.origin, size).await.map_err(store_problem)?;
    checkpoint.ok_or_else(|| {
        tracing::error!(origin = %room.origin, size, "the published head has no checkpoint; verify the record");
        Problem::new(ProblemKind::StoreFailed, "The record's checkpoint is missing.", "Tell the operator.")
    })
}

/// What is no commitment names nothing that exists.
fn parse_commitment(text: &str) -> Result<Commitment, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

fn no_tile() -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        "The log has no such tile.",
        "Fetch the checkpoint and ask only for tiles that it covers, partial ones at exactly the width that it gives.",
    )
}

fn answer(media_type: HeaderValue, caching: HeaderValue, body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, caching)], body).into_response()
}
