//! What is said in public of whose turn it is, each beside what the record shows.

use verbale_process::standing::Claim;

use crate::pages::{
    markup::Html,
    statement::{StatementFace, statement_face},
    voice::Voice,
};

use super::Shown;

/// Statements that the standing page shows: the newest.
const SAID_MAX: usize = 6;

/// A statement beside the record.
pub struct Said {
    pub statement: StatementFace,
    pub claim: Html,
    pub shows: Vec<Html>,
}

/// The newest statements that claim whose turn it is, newest first.
pub(super) fn said(voice: &Voice<'_>, shown: &Shown) -> Vec<Said> {
    let mut claims: Vec<&Claim> = voice
        .standing
        .claims
        .iter()
        .filter(|c| voice.find(&c.id).is_none_or(|i| shown.has(&i.series)))
        .collect();
    claims.reverse();
    claims.sort_by_key(|c| std::cmp::Reverse(c.on));
    claims
        .into_iter()
        .take(SAID_MAX)
        .map(|claim| Said {
            statement: statement_face(voice, &claim.id),
            claim: voice.claim_says(claim),
            shows: voice.record_shows(&claim.about),
        })
        .collect()
}
