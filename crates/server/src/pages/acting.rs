//! Pages on which members act: the forms of acts, what would be signed, drafts that wait for
//! signatures, and who may do what.

mod catalogue;
mod charter;
mod circulation;
mod form;
mod founding;
mod members;
mod review;

pub use catalogue::catalogue_page;
pub use charter::{charter_page, charter_words};
pub use circulation::circulation_page;
pub use form::form_page;
pub use founding::{charter_draft_page, found_page};
pub use members::{Waiting, members_page};
pub use review::review;

use verbale_process::registry::KeyRecord;
use verbale_record::{ActorId, KeyName};

use crate::view::View;

use super::markup::Html;
use super::voice::Voice;

/// The words of the islands that act: each key with its words, for the page to bring along.
pub fn island_words(locale: &crate::locale::Locale) -> Vec<(&'static str, Html)> {
    // The islands fill in the braces, so each value is put in as its own name in braces.
    let places = ["count", "reason", "name", "size", "most"].map(|name| (name, format!("{{{name}}}").into()));
    ISLAND_WORDS.iter().map(|key| (*key, locale.html(&format!("acting-{key}"), &places))).collect()
}

/// What the islands say by themselves; the locales have each with `acting-` before it.
const ISLAND_WORDS: &[&str] = &[
    "drafting",
    "signing",
    "sending",
    "waiting",
    "sent",
    "sent-link",
    "refused",
    "circulated",
    "circulated-link",
    "charter-signed",
    "no-device",
    "offline",
    "failed",
    "unsupported",
    "passkey-failed",
    "summary",
    "fault-missing",
    "fault-choice",
    "fault-number",
    "fault-source",
    "fault-paragraphs",
    "fault-unknown",
    "fault-other",
    "new-notes",
    "show-new",
    "unsent",
    "invitation",
    "webhook-made",
    "forked",
    "documents-chosen",
    "documents-none",
    "documents-remove",
    "documents-too-many",
    "documents-too-large",
    "documents-too-large-together",
    "documents-empty",
    "documents-not-kept",
    "progress",
    "cancel",
    "cancelled",
    "not-cancelled",
];

/// The keys of a process that sign for an actor today, by name.
fn keys_of<'v>(view: &'v View, actor: &ActorId, now_ms: u64) -> Vec<(&'v KeyName, &'v KeyRecord)> {
    let today = view.day(now_ms);
    let keys = view.process.registry().keys();
    keys.filter(|(_, key)| key.actor == *actor && key.signs_on(today)).collect()
}

/// What a key may do, in words.
fn powers_words(voice: &Voice<'_>, key: &KeyRecord) -> Html {
    if key.principal {
        return voice.say("members-principal");
    }
    let words: Vec<Html> = key.powers.iter().map(|power| voice.term("power", power.name())).collect();
    voice.list(&words)
}
