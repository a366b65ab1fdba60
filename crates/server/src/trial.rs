//! Trying an act: what it would do if it were entered now, said before anybody signs it.
//!
//! The act is added to a copy of the view and folded like any other. Nothing is predicted: what
//! others do meanwhile can change it, and the record alone decides.

use std::sync::Arc;

use verbale_process::{
    act::Act,
    entry::{Entry, Place},
    fold::At,
    standing::{Reason, Standing},
    wording::Wording,
};
use verbale_record::{ActorId, Commitment};

use crate::view::View;

/// The commitment that an act has while it is tried: that of no note.
const TRIED: Commitment = Commitment([0xff; 32]);

/// What an act would come to.
pub struct Trial {
    /// The view with the act in it.
    pub view: View,
    /// Its standing.
    pub standing: Arc<Standing>,
    /// Why it would have no effect, if it would have none.
    pub reason: Option<Reason>,
}

impl Trial {
    /// Tries an act in a room of a view.
    pub fn of(
        view: &View,
        room: u16,
        author: &ActorId,
        act: Act,
        wording: Option<Wording>,
        now_ms: u64,
    ) -> Trial {
        let mut view = view.clone();
        let size = view.rooms.iter().find(|seen| seen.index == room).map_or(0, |seen| seen.head.size);
        let place = Place { time_ms: now_ms, room, leaf: size };
        let entry = Entry {
            place,
            arrived: place,
            released_from: None,
            commitment: TRIED,
            author: author.clone(),
            cited: size,
            act,
        };
        view.process.add(entry);
        if let Some(wording) = wording {
            view.wordings.insert(TRIED, wording);
        }
        let at = At { as_of: view.day(now_ms), at_size: None };
        let standing = view.standing(at);
        let reason = standing.without_effect.iter().find(|listed| listed.note == TRIED);
        let reason = reason.map(|listed| listed.reason);
        Trial { view, standing, reason }
    }

    /// The act, as it is tried.
    pub fn entry(&self) -> &Entry {
        self.view.process.entry(&TRIED).expect("what was added is there")
    }

    /// The item that it would open, move or stand beside.
    pub fn item(&self) -> Option<Commitment> {
        self.view.process.home(&TRIED)
    }
}
