//! One item as text: what it is, its exchange, its standing after each move, what is said of it.

use std::fmt::Write as _;

use verbale_process::{
    fold::At,
    standing::{Effect, ItemStanding, Standing},
};
use verbale_record::{ActorId, Commitment};

use crate::{
    console::{Console, Tone, plain, wrapped},
    render::{
        WIDTH,
        comparison::comparisons_of_item,
        names::{Names, act_name, effect_text},
    },
};

/// An item as text.
pub fn item(console: Console, names: &Names<'_>, standing: &Standing, item: &ItemStanding, at: At) -> String {
    let mut out = String::new();
    let line = |out: &mut String, indent: usize, text: &str| {
        for line in wrapped(text, WIDTH - indent, 2).lines() {
            let _ = writeln!(out, "{:indent$}{line}", "");
        }
    };
    let _ = writeln!(out, "{}", console.tone(Tone::Strong, &names.title(&item.id)));
    let by = item.by.as_ref().map(|by| format!(" by {}", names.actor(by))).unwrap_or_default();
    let with =
        if item.with.is_empty() { String::new() } else { format!(" with {}", names.actors(&item.with)) };
    let to = if item.to.is_empty() { String::new() } else { format!(" to {}", names.actors(&item.to)) };
    let track = item.track.map(|track| format!(", {}", track.name())).unwrap_or_default();
    let series =
        item.series.as_ref().map(|series| format!(", series {}", act_name(series))).unwrap_or_default();
    line(
        &mut out,
        0,
        &format!(
            "{} [{}]{by}{with}{to}, {}{track}{series}",
            act_name(item.kind.name()),
            names.label(&item.id),
            item.opened
        ),
    );
    let _ = writeln!(out, "{}", console.tone(Tone::Faint, &format!("note {}", item.id)));
    line(&mut out, 0, &format!("As of {}: {}", standing.as_of, names.outcome(&item.outcome, standing.as_of)));
    for contest in &item.contests {
        line(
            &mut out,
            0,
            &format!("Contested is {} [{}].", names.act(&contest.act), names.label(&contest.act)),
        );
        line(&mut out, 2, &format!("with it:    {}", names.outcome(&contest.with, standing.as_of)));
        line(&mut out, 2, &format!("without it: {}", names.outcome(&contest.without, standing.as_of)));
    }
    for paragraph in &item.paragraphs {
        let names = |said: &str, actors: &[ActorId]| match actors {
            [] => String::new(),
            actors => format!(", {said} by {}", names.actors(actors)),
        };
        let approved = names("approved", &paragraph.approved);
        let objected = names("objected to", &paragraph.objected);
        line(&mut out, 0, &format!("Paragraph {}{approved}{objected}.", paragraph.number));
    }
    for note in &item.perhaps_overtaken {
        line(&mut out, 0, &format!("Perhaps overtaken, as marked in {}.", names.label(note)));
    }

    for comparison in comparisons_of_item(names, standing, &item.id) {
        let _ = write!(out, "\n{}\n", console.tone(Tone::Heading, comparison.heading()));
        for paragraph in comparison.paragraphs() {
            let _ = writeln!(out, "  {}", wrapped(&paragraph, WIDTH - 2, 2));
        }
    }

    let _ = write!(out, "\n{}\n", console.tone(Tone::Heading, "Exchange"));
    for step in names.process.history(&item.id, at) {
        let contested = if step.contested { " (contested)" } else { "" };
        let label =
            names.wordings.label(&step.note).map(|label| format!(" [{}]", plain(label))).unwrap_or_default();
        let head = format!("{}  {}{label}{contested}", step.on, names.act(&step.note));
        line(&mut out, 2, &head);
        words(&mut out, names, &step.note);
        match &step.effect {
            Effect::Moved => line(&mut out, 6, &format!("then: {}", names.outcome(&step.after, step.on))),
            other => line(&mut out, 6, &effect_text(other)),
        }
    }

    let about = names.process.about(&item.id, at);
    if !about.is_empty() {
        let _ = write!(out, "\n{}\n", console.tone(Tone::Heading, "Said about it (statements move nothing)"));
        for note in about {
            let on =
                names.process.entry(&note).map(|e| e.day(names.process.charter().offset_min).to_string());
            line(
                &mut out,
                2,
                &format!("{}  {} [{}]", on.unwrap_or_default(), names.act(&note), names.label(&note)),
            );
            words(&mut out, names, &note);
        }
    }
    out
}

/// A note's own words, with its sources.
fn words(out: &mut String, names: &Names<'_>, note: &Commitment) {
    let Some(wording) = names.wordings.get(note) else {
        let _ = writeln!(out, "      (its wording is not held here)");
        return;
    };
    if let Some(text) = &wording.text {
        let _ = writeln!(out, "      {}", wrapped(text, WIDTH - 6, 6));
    }
    for source in &wording.sources {
        let _ = writeln!(out, "      {}", plain(&source.url).replace('\n', " "));
    }
}
