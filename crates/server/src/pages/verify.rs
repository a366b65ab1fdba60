//! Checking the record in the reader's own browser, and how to repeat it without us.

use askama::Template;
use verbale_process::standing::Standing;
use verbale_record::Commitment;

use crate::view::View;

use super::{
    frame::{Frame, PageContext, RoomHead},
    links::Links,
    markup::{Html, escape},
    verify_words::verify_words,
    voice::Voice,
};

/// What the island needs to know: where the logs are, and what is to be checked.
pub struct VerifyFace {
    /// The process's path.
    pub base: String,
    /// Names of the rooms that are checked, separated by spaces.
    pub rooms: String,
    /// The note that is checked; none where the whole record is.
    pub note: Option<String>,
    /// The room and leaf of that note.
    pub leaf: Option<(String, u64)>,
    /// The island's words, by key.
    pub words: Vec<(&'static str, Html)>,
    /// The process's id, to be compared with what somebody else says it is.
    pub process: String,
    /// Whether it begins without being asked.
    pub starts: bool,
    /// Level of the headings that the island writes.
    pub level: usize,
    /// What to do without the island.
    pub without_script: Html,
}

/// The island's part of a page.
pub fn verify_face(voice: &Voice<'_>, note: Option<&Commitment>) -> VerifyFace {
    let rooms: Vec<&str> = voice.view.rooms.iter().map(|r| r.entry.name.as_str()).collect();
    let place = note.and_then(|n| voice.view.process.entry(n)).map(|e| e.arrived);
    let name = |room: u16| {
        voice.view.charter().rooms.get(usize::from(room)).map_or_else(String::new, |r| r.name.clone())
    };
    VerifyFace {
        base: voice.links.file("").trim_end_matches('/').to_owned(),
        rooms: rooms.join(" "),
        note: note.map(ToString::to_string),
        leaf: place.map(|p| (name(p.room), p.leaf)),
        words: verify_words(voice),
        process: voice.view.id.to_string(),
        starts: note.is_none(),
        level: if note.is_some() { 3 } else { 2 },
        without_script: voice.html("verify-without-script", &[("command", code(&command(voice)).into())]),
    }
}

/// How to check the downloaded record without this page.
fn command(voice: &Voice<'_>) -> String {
    format!("verbale verify {}.verbale --charter {}", voice.view.name(), voice.view.id)
}

fn code(text: &str) -> Html {
    Html::trusted(format!("<code class=\"hash\">{}</code>", escape(text)))
}

#[derive(Template)]
#[template(path = "verify_page.html")]
struct VerifyPage {
    frame: Frame,
    verify: VerifyFace,
    heads: Vec<RoomHead>,
    archive: String,
    command: Html,
}

/// The page on which the whole record is checked.
pub fn verify_page(context: &PageContext, view: &View, standing: &Standing) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let mut frame = Frame::of_process(context, &voice, "verify", Some(voice.text("verify-title", &[])))
        .with_island("verify.js");
    let heads = frame.process.as_mut().map(|p| std::mem::take(&mut p.heads)).unwrap_or_default();
    let page = VerifyPage {
        verify: verify_face(&voice, None),
        heads,
        archive: voice.links.file("archive.verbale"),
        command: code(&command(&voice)),
        frame,
    };
    super::render(&page)
}
