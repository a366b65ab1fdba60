//! The names by which vectors call the rules that a case breaks.

use verbale_record::archive::{ArchiveFault, ArchiveLimit};
use verbale_record::carried::EvidenceError;
use verbale_record::checkpoint::CheckpointError;
use verbale_record::fork_proof::ForkProofError;
use verbale_record::json::JsonErrorKind;
use verbale_record::key::KeyError;
use verbale_record::note::NoteError;
use verbale_record::proof::TlogProofError;
use verbale_record::signed_note::SignedNoteError;
use verbale_record::tile::EntriesError;
use verbale_record::tree::ProofError;
use verbale_record::verify::Fault;

pub(super) fn json(error: JsonErrorKind) -> String {
    match error {
        JsonErrorKind::Expected(_) => "expected",
        JsonErrorKind::Trailing => "trailing",
        JsonErrorKind::DuplicateKey => "duplicate_key",
        JsonErrorKind::Float => "float",
        JsonErrorKind::IntegerRange => "integer_range",
        JsonErrorKind::NumberForm => "number_form",
        JsonErrorKind::Depth => "depth",
        JsonErrorKind::ControlCharacter => "control_character",
        JsonErrorKind::Escape => "escape",
        JsonErrorKind::LoneSurrogate => "lone_surrogate",
    }
    .to_owned()
}

pub(super) fn key(error: KeyError) -> String {
    match error {
        KeyError::Name => "name",
        KeyError::VerifierForm | KeyError::SigningForm => "form",
        KeyError::Type(_) => "type",
        KeyError::Id => "id",
        KeyError::Point => "point",
    }
    .to_owned()
}

pub(super) fn signed_note(error: &SignedNoteError) -> String {
    match error {
        SignedNoteError::TooLong { .. } => "too_long",
        SignedNoteError::Utf8 { .. } => "utf8",
        SignedNoteError::ControlCharacter { .. } => "control_character",
        SignedNoteError::NoBlankLine => "no_blank_line",
        SignedNoteError::NoSignatures => "no_signatures",
        SignedNoteError::TooManySignatures { .. } => "too_many_signatures",
        SignedNoteError::SignatureLine { .. } => "signature_line",
        SignedNoteError::BadSignature { .. } => "bad_signature",
        SignedNoteError::NoKnownKey => "no_known_key",
    }
    .to_owned()
}

pub(super) fn note(error: &NoteError) -> String {
    match error {
        NoteError::SignedNote(error) => signed_note(error),
        NoteError::Line { line, .. } => format!("line_{line}"),
        NoteError::Json(error) => format!("json_{}", json(error.kind)),
        NoteError::Field { field, .. } => format!("field_{field}"),
        NoteError::Signers { .. } => "signers".to_owned(),
        NoteError::UnknownKey(_) => "unknown_key".to_owned(),
        NoteError::BadSignature(_) => "bad_signature".to_owned(),
    }
}

pub(super) fn checkpoint(error: &CheckpointError) -> String {
    match error {
        CheckpointError::SignedNote(error) => signed_note(error),
        CheckpointError::Line { line, .. } => format!("line_{line}"),
        CheckpointError::WrongKey { .. } => "wrong_key".to_owned(),
        CheckpointError::NotSignedByLog => "not_signed_by_log".to_owned(),
    }
}

pub(super) fn proof(error: ProofError) -> String {
    match error {
        ProofError::Range => "range",
        ProofError::Length { .. } => "length",
        ProofError::Root => "root",
        ProofError::OldRoot => "old_root",
    }
    .to_owned()
}

pub(super) fn tlog_proof(error: &TlogProofError) -> String {
    match error {
        TlogProofError::TooLong { .. } => "too_long".to_owned(),
        TlogProofError::Utf8 { .. } => "utf8".to_owned(),
        TlogProofError::Line { line, .. } => format!("line_{line}"),
        TlogProofError::Checkpoint(error) => format!("checkpoint_{}", checkpoint(error)),
        TlogProofError::Proof(error) => proof(*error),
    }
}

pub(super) fn entries(error: EntriesError) -> String {
    match error {
        EntriesError::TooLong { .. } => "too_long",
        EntriesError::TooMany => "too_many",
        EntriesError::Short { .. } => "short",
    }
    .to_owned()
}

pub(super) fn fork_proof(error: &ForkProofError) -> String {
    match error {
        ForkProofError::TooLong { .. } => "too_long".to_owned(),
        ForkProofError::Utf8 { .. } => "utf8".to_owned(),
        ForkProofError::Line { line, .. } => format!("line_{line}"),
        ForkProofError::Checkpoint(error) => format!("checkpoint_{}", checkpoint(error)),
        ForkProofError::Note(error) => format!("note_{}", note(error)),
        ForkProofError::OtherRoom(..) => "other_room".to_owned(),
        ForkProofError::Agree => "agree".to_owned(),
        ForkProofError::NoPrefix => "no_prefix".to_owned(),
        ForkProofError::Consistency(error) => format!("consistency_{}", proof(*error)),
    }
}

pub(super) fn evidence(error: &EvidenceError) -> String {
    match error {
        EvidenceError::TooLong { .. } => "too_long".to_owned(),
        EvidenceError::Proof(error) => format!("proof_{}", tlog_proof(error)),
        EvidenceError::Leaf => "leaf".to_owned(),
        EvidenceError::Signatures(_) => "signatures".to_owned(),
        EvidenceError::Rooms => "rooms".to_owned(),
        EvidenceError::OtherNote => "other_note".to_owned(),
        EvidenceError::Time(_) => "time".to_owned(),
        EvidenceError::UnknownRoom(_) => "unknown_room".to_owned(),
    }
}

pub(super) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Commitment { .. } => "commitment".to_owned(),
        Fault::Note(error) => format!("note_{}", note(error)),
        Fault::OtherRoom(_) => "other_room".to_owned(),
        Fault::Evidence(error) => format!("evidence_{}", evidence(error)),
        Fault::EvidenceMissing(_) => "evidence_missing".to_owned(),
        Fault::EvidenceUnnamed => "evidence_unnamed".to_owned(),
        Fault::Time { .. } => "time".to_owned(),
        Fault::ForeignHead { .. } => "foreign_head".to_owned(),
        Fault::Again(_) => "again".to_owned(),
        Fault::AnnexBytes { .. } => "annex_bytes".to_owned(),
        Fault::AnnexMissing => "annex_missing".to_owned(),
        Fault::AnnexUnnamed => "annex_unnamed".to_owned(),
        Fault::Uneven { .. } => "uneven".to_owned(),
        Fault::Size { .. } => "size".to_owned(),
        Fault::Root { .. } => "root".to_owned(),
        Fault::OtherCheckpoint(_) => "other_checkpoint".to_owned(),
        Fault::Checkpoint(error) => format!("checkpoint_{}", checkpoint(error)),
    }
}

pub(super) fn archive(fault: &ArchiveFault) -> String {
    match fault {
        ArchiveFault::Io(_) => "io".to_owned(),
        ArchiveFault::Short => "short".to_owned(),
        ArchiveFault::Trailing => "trailing".to_owned(),
        ArchiveFault::NotCanonical(_) => "not_canonical".to_owned(),
        ArchiveFault::Checksum => "checksum".to_owned(),
        ArchiveFault::Member(_) => "member".to_owned(),
        ArchiveFault::Line { line, .. } => format!("line_{line}"),
        ArchiveFault::Record { .. } => "record".to_owned(),
        ArchiveFault::Checkpoint(error) => format!("checkpoint_{}", checkpoint(error)),
        ArchiveFault::Limit(ArchiveLimit::Bytes) => "limit_bytes".to_owned(),
        ArchiveFault::Limit(ArchiveLimit::Members) => "limit_members".to_owned(),
        ArchiveFault::Limit(ArchiveLimit::MemberBytes) => "limit_member_bytes".to_owned(),
        ArchiveFault::Limit(ArchiveLimit::RoomEntries) => "limit_room_entries".to_owned(),
        ArchiveFault::Order(_) => "order".to_owned(),
    }
}
