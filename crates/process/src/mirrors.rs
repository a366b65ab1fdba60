//! Mirror papers: one text, signed by each party with the mediator alone, so that the parties sign nothing
//! with each other.

use verbale_record::Hash;

use crate::{
    act::{ItemId, Kind},
    fold::Process,
    standing::Standing,
};

impl Process {
    /// The papers of a standing that read the same as a mirror paper, itself among them, in the order in
    /// which they were signed; nothing for an item of another sort.
    pub fn mirrors(&self, standing: &Standing, paper: &ItemId) -> Vec<ItemId> {
        let Some(text) = self.mirror_text(paper) else { return Vec::new() };
        let papers = standing.items.iter().filter(|item| self.mirror_text(&item.id) == Some(text));
        papers.map(|item| item.id).collect()
    }

    fn mirror_text(&self, paper: &ItemId) -> Option<Hash> {
        match self.entry(paper)?.act.kind {
            Kind::Communique { mirror, .. } => mirror,
            _ => None,
        }
    }
}
