//! The documents that a note carries, by work: the versions of one text in several languages stand
//! together, and which of them are authentic is said in words.

use askama::Template;
use verbale_process::{
    act::{AnnexRef, AnnexRole},
    documents::{Document, works},
};
use verbale_record::Commitment;

use super::{markup::Html, voice::Voice};
use crate::documents::safe_name;

/// One document.
struct Version {
    name: Html,
    language: Option<Html>,
    /// Whether it is authentic; none where nothing is said of it, there being no other version.
    authentic: Option<Html>,
    bytes: Option<Html>,
    /// Where it is to be had; none before the note is on the record, or after its erasure.
    href: Option<String>,
    erased: bool,
}

/// A work and its versions.
struct Work {
    title: Option<Html>,
    versions: Vec<Version>,
    /// What is to be known of all its versions.
    remark: Option<Html>,
}

#[derive(Template)]
#[template(path = "documents.html")]
struct Documents {
    works: Vec<Work>,
    erased: Html,
}

/// The documents of a note on the record or of an act that is tried; none where it carries none.
pub fn documents(voice: &Voice<'_>, note: &Commitment) -> Option<Html> {
    let entry = voice.view.process.entry(note)?;
    let annexes: Vec<&AnnexRef> =
        entry.act.annexes.iter().filter(|annex| annex.role == AnnexRole::Document).collect();
    let mut all = voice.wording(note).map(|wording| wording.documents()).unwrap_or_default();
    // An act that is tried carries no annexes yet; of those that a note carries each is listed.
    if !annexes.is_empty() || !entry.act.annexes.is_empty() {
        all.resize(annexes.len(), Document::default());
    }
    if all.is_empty() {
        return None;
    }
    let room = voice.view.charter().rooms.get(usize::from(entry.arrived.room))?;
    let version = |place: usize, of_several: bool| {
        let document = &all[place];
        let annex = annexes.get(place);
        let name = document.name.as_deref().and_then(safe_name);
        let erased = annex.is_some_and(|annex| voice.view.is_erased(&annex.commitment));
        let said = document.authentic || of_several;
        let authentic = if document.authentic { "document-authentic" } else { "document-not-marked" };
        Version {
            name: name.map_or_else(|| voice.say("document-unnamed"), |name| voice.brief(&name)),
            language: document.language.as_deref().map(|tag| voice.term("tongue", tag)),
            authentic: said.then(|| voice.say(authentic)),
            bytes: annex.map(|annex| voice.html("bytes", &[("n", annex.bytes.into())])),
            href: annex.filter(|_| !erased).map(|annex| {
                voice.links.file(&format!("{}/annex/{}?note={note}", room.name, annex.commitment))
            }),
            erased,
        }
    };
    let works = works(&all).into_iter().map(|places| {
        let any = |is: fn(&Document) -> bool| places.iter().any(|place| is(&all[*place]));
        let title = places.iter().find_map(|place| all[*place].title.as_deref());
        let several = places.len() > 1;
        let none_marked = several && !any(|document| document.authentic);
        Work {
            title: title.filter(|title| !title.trim().is_empty()).map(|title| voice.brief(title)),
            // Where none is marked, one sentence says it of all.
            versions: places.iter().map(|place| version(*place, several && !none_marked)).collect(),
            remark: none_marked.then(|| voice.say("documents-none-authentic")),
        }
    });
    let page = Documents { works: works.collect(), erased: voice.say("document-erased") };
    Some(Html::trusted(super::render(&page)))
}

/// The languages that a form offers for a document: those of the process first, then those in which
/// treaties are most often written.
pub fn tongues(voice: &Voice<'_>) -> Vec<(String, Html)> {
    let own = voice.charter_then().languages.iter().map(String::as_str);
    let mut tags: Vec<&str> = Vec::new();
    for tag in own.chain(["ar", "en", "es", "fr", "ru", "tr", "uk", "zh"]) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.into_iter().map(|tag| (tag.to_owned(), voice.term("tongue", tag))).collect()
}
