//! Archives over HTTP: everything that may be seen of a process, in one file that anybody can
//! check offline. It is made while it is sent, one chunk of entries at a time.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use utoipa_axum::{router::OpenApiRouter, routes};
use verbale_record::{
    Origin, ProcessId,
    archive::{AnnexState, ArchiveError, ArchiveWriter, CHUNK_ENTRIES, Header},
};
use verbale_store::{Store, StoreError, cosigned_checkpoint};

use crate::{
    asker::Asker,
    extract::Path,
    openings,
    problem::{Problem, ProblemKind},
    state::AppState,
};

/// Archives that are made at a time; each holds a chunk of notes in memory.
pub const ARCHIVES_MAX: usize = 4;

const ARCHIVE_MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/zip");

/// The address of archives.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(archive))
}

/// Why an archive could not be made to its end.
#[derive(Debug, thiserror::Error)]
pub enum ArchivingError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The archive cannot have this form, as when it grows too large.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A room has no checkpoint of the size asked for.
    #[error("room {origin} has no checkpoint of size {size}; verify the record")]
    NoCheckpoint {
        /// The room.
        origin: Origin,
        /// The size.
        size: u64,
    },
}

/// An archive, made piece by piece.
pub struct Pieces {
    store: Arc<dyn Store>,
    /// The archive, which writes into the buffer; none once it has ended.
    writer: Option<ArchiveWriter<Buffer>>,
    buffer: Buffer,
    /// Rooms that are not yet begun, with the size at which each is archived.
    rooms: VecDeque<(Origin, u64)>,
    /// The room that is being written, and the entries that are not.
    room: Option<(Origin, std::ops::Range<u64>)>,
    /// Entries whose annexes are not yet written, of the chunk written last.
    annexes: std::ops::Range<u64>,
}

impl Pieces {
    /// Begins the archive of a process: its registry and other rooms, each at a size for which a
    /// checkpoint was signed.
    ///
    /// # Errors
    /// When there are more rooms than an archive can have, or one is named twice.
    pub fn new(
        store: Arc<dyn Store>,
        process: ProcessId,
        registry: (Origin, u64),
        mut others: Vec<(Origin, u64)>,
    ) -> Result<Pieces, ArchivingError> {
        // An archive has its rooms in this order.
        others.sort();
        let origins = others.iter().map(|(origin, _)| origin.clone()).collect();
        let header = Header::new(process, registry.0.clone(), origins).ok_or_else(too_many_rooms)?;
        let buffer = Buffer::default();
        let writer = ArchiveWriter::new(buffer.clone(), &header)?;
        let rooms = std::iter::once(registry).chain(others).collect();
        Ok(Pieces { store, writer: Some(writer), buffer, rooms, room: None, annexes: 0..0 })
    }

    /// The next piece; none when the archive is whole.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, ArchivingError> {
        while self.writer.is_some() {
            self.step().await?;
            let piece = self.buffer.take();
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }

    /// Writes what comes next: a few annexes, a chunk of entries, a room's beginning, or the end.
    async fn step(&mut self) -> Result<(), ArchivingError> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        if let Some((origin, rest)) = &mut self.room {
            if !self.annexes.is_empty() {
                for note in openings::read(self.store.as_ref(), origin, self.annexes.clone()).await? {
                    self.annexes.start = note.leaf + 1;
                    for annex in note.annexes {
                        writer.annex(&annex.opening.map_or(AnnexState::Erased, AnnexState::Open))?;
                    }
                }
                return Ok(());
            }
            if !rest.is_empty() {
                let chunk = rest.start..rest.end.min(rest.start + CHUNK_ENTRIES as u64);
                let entries = self.store.entries(origin, chunk.clone()).await?;
                let (mut leaves, mut openings, mut evidence) = (Vec::new(), Vec::new(), BTreeMap::new());
                for (position, entry) in entries.into_iter().enumerate() {
                    leaves.push(entry.leaf);
                    openings.push(entry.opening);
                    evidence.extend(entry.evidence.map(|bytes| (position, bytes)));
                }
                writer.entries(&leaves, &openings, &evidence)?;
                rest.start = chunk.end;
                self.annexes = chunk;
                return Ok(());
            }
        }
        match self.rooms.pop_front() {
            Some((origin, size)) => {
                let checkpoint = cosigned_checkpoint(self.store.as_ref(), &origin, size).await?;
                let no_checkpoint = || ArchivingError::NoCheckpoint { origin: origin.clone(), size };
                writer.room(&checkpoint.ok_or_else(no_checkpoint)?)?;
                self.room = Some((origin, 0..size));
            }
            None => {
                if let Some(writer) = self.writer.take() {
                    writer.finish()?;
                }
            }
        }
        Ok(())
    }
}

fn too_many_rooms() -> ArchivingError {
    use verbale_record::archive::{ARCHIVE_ROOMS_MAX, ArchiveFault};
    let text = format!("an archive has at most {ARCHIVE_ROOMS_MAX} rooms, each once; export fewer");
    let fault = ArchiveFault::Io(io::Error::new(io::ErrorKind::InvalidInput, text));
    ArchivingError::Archive(ArchiveError { member: "archive".to_owned(), offset: 0, fault })
}

/// What was written and not yet sent; clones share it.
#[derive(Clone, Debug, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn take(&self) -> Vec<u8> {
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that may be seen of a process, in one file
///
/// A `.verbale` archive: registry and public rooms with their leaves, openings, annexes and cosigned
/// checkpoints. `verbale verify FILE --charter HASH` checks it offline.
#[utoipa::path(
    get,
    path = "/{process}/archive.verbale",
    operation_id = "fetch_archive",
    tag = "log",
    params(("process" = String, Path)),
    responses((status = 200, description = "the archive", content_type = "application/zip"))
)]
async fn archive(
    State(state): State<AppState>,
    asker: Asker,
    Path(process): Path<String>,
) -> Result<Response, Problem> {
    let view = state.view(&asker, &process).await?;
    let Ok(place) = state.archive_places().try_acquire_owned() else {
        return Err(Problem::new(
            ProblemKind::Overloaded,
            format!("{ARCHIVES_MAX} archives are being made, which is as many as the venue makes at a time."),
            "Try again in a few seconds.",
        ));
    };
    let mut rooms = view.rooms.iter().map(|room| (room.entry.origin.clone(), room.head.size));
    let registry = rooms.next().ok_or_else(Problem::not_found)?;
    let pieces = Pieces::new(Arc::clone(state.sequencer().store()), view.id, registry, rooms.collect())
        .map_err(|error| {
            tracing::error!(%error, process, "no archive of the process can be made");
            Problem::new(
                ProblemKind::StoreFailed,
                "No archive of this process can be made.",
                "Tell the operator.",
            )
        })?;
    let body =
        Body::from_stream(stream::unfold((pieces, place, false), |(mut pieces, place, failed)| async move {
            if failed {
                return None;
            }
            match pieces.next().await {
                Ok(piece) => piece.map(|piece| (Ok(Bytes::from(piece)), (pieces, place, false))),
                Err(error) => {
                    // The answer has begun: cutting it off is all that still tells its reader.
                    tracing::error!(%error, "an archive was cut off");
                    Some((Err(error), (pieces, place, true)))
                }
            }
        }));
    let name = format!("attachment; filename=\"{}.verbale\"", view.name());
    let mut response = ([(header::CONTENT_TYPE, ARCHIVE_MEDIA_TYPE)], body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
