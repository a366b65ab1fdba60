//! How the standing is computed: the fold's own table, in words.

use askama::Template;
use verbale_process::{
    charter::ProcessKind,
    rules::{REPLIES, Turn},
    standing::Standing,
};

use crate::view::View;

use super::{
    frame::{Frame, PageContext},
    links::Links,
    markup::Html,
    voice::Voice,
};

/// One row of the table of replies, read from the fold's own.
struct Reply {
    position: Html,
    then: Html,
    status: Html,
}

#[derive(Template)]
#[template(path = "method.html")]
struct MethodPage {
    frame: Frame,
    register: bool,
    replies: Vec<Reply>,
    moves: Vec<(Html, Html)>,
    sections: Vec<(&'static str, Html, Vec<Html>)>,
}

/// Rows of the table of moves that are no replies: message of the move, message of what follows.
const MOVES: &[(&str, &str)] = &[
    ("method-made", "method-made-then"),
    ("method-answered", "method-answered-then"),
    ("method-conditions-answered", "method-conditions-answered-then"),
    ("method-reply-by", "method-reply-by-then"),
    ("method-withdrawn", "method-withdrawn-then"),
    ("method-condition", "method-condition-then"),
    ("method-commitment", "method-commitment-then"),
    ("method-minutes", "method-minutes-then"),
];

/// The sections of prose below the table.
const SECTIONS: &[(&str, &str, &[&str])] = &[
    ("clocks", "method-clocks", &["method-clocks-1", "method-clocks-2"]),
    ("contested", "method-contested", &["method-contested-1", "method-contested-2"]),
    ("figures", "method-figures", &["method-figures-1", "method-figures-2"]),
    ("order", "method-order", &["method-order-1", "method-order-2"]),
    ("not", "method-not", &["method-not-1", "method-not-2"]),
    ("licences", "method-licences", &["method-licences-1"]),
];

/// The page on the method.
pub fn method_page(context: &PageContext, view: &View, standing: &Standing) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let replies = REPLIES
        .iter()
        .map(|rule| Reply {
            position: voice.term("position", rule.position.name()),
            then: match rule.turn {
                Turn::Addressee => voice.say("method-turn-addressee"),
                Turn::Principal => voice.say("method-turn-principal"),
                Turn::Proposer => voice.say("method-turn-proposer"),
                Turn::Ended(how) => {
                    voice.html("method-turn-ended", &[("how", voice.term("closing", how.name()).into())])
                }
            },
            status: rule.status.map(|s| voice.status(s)).unwrap_or_default(),
        })
        .collect();
    let frame = Frame::of_process(context, &voice, "method", Some(voice.text("method-title", &[])));
    let page = MethodPage {
        register: voice.charter_then().process == ProcessKind::Register,
        replies,
        moves: MOVES.iter().map(|(key, then)| (voice.say(key), voice.say(then))).collect(),
        sections: SECTIONS
            .iter()
            .map(|(id, heading, texts)| {
                (*id, voice.say(heading), texts.iter().map(|t| voice.say(t)).collect())
            })
            .collect(),
        frame,
    };
    super::render(&page)
}
