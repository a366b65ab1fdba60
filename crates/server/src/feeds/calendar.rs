//! The days of a process as a calendar (RFC 5545): its rounds, and the days until which replies are
//! asked for.

use icalendar::{Calendar, Component, Event, Property};
use jiff::{Timestamp, civil::Date};
use verbale_process::{
    charter::ProcessKind,
    standing::{Await, ItemKind, ItemStanding, Outcome},
};

use crate::pages::{frame::process_title_text, voice::Voice};

use super::{absolute, printable};

/// Days that the calendar holds: the latest.
pub const CALENDAR_DAYS_MAX: usize = 1_000;

/// What wrote the calendar (RFC 5545, section 3.7.3).
const PRODUCT: &str = concat!("-//Verbale//Verbale ", env!("CARGO_PKG_VERSION"), "//EN");

/// The calendar of a voice's view, in its language. `address` is the venue's own, where it is known.
pub(crate) fn calendar(voice: &Voice<'_>, address: Option<&str>) -> String {
    let title = printable(&process_title_text(voice.view, voice.locale));
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", PRODUCT),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("NAME", &title),
        ("X-WR-CALNAME", &title),
    ] {
        calendar.append_property(Property::new(name, value));
    }
    if voice.charter_then().process == ProcessKind::Register {
        let unofficial = printable(&voice.text("unofficial", &[]));
        calendar.append_property(Property::new("DESCRIPTION", unofficial));
    }
    let mut days: Vec<(Date, Event)> = Vec::new();
    for item in voice.standing.items.iter().filter(|item| item.outcome != Outcome::Absent) {
        if item.kind == ItemKind::Round {
            let text = voice.act_name("round");
            days.push((item.opened, event(voice, item, "round", item.opened, text, address)));
        }
        for (day, awaits) in deadlines(item) {
            let actors: Vec<_> = awaits.iter().map(|a| a.actor.clone()).collect();
            let in_order = voice.ordered(&actors);
            let mut lines = Vec::with_capacity(awaits.len());
            for actor in &in_order {
                lines.extend(awaits.iter().filter(|a| a.actor == *actor).map(|a| owed(voice, a)));
            }
            days.push((day, event(voice, item, "reply-by", day, lines.join("\n"), address)));
        }
    }
    days.sort_by_key(|(day, _)| *day);
    for (_, event) in days.split_off(days.len().saturating_sub(CALENDAR_DAYS_MAX)) {
        calendar.push(event);
    }
    calendar.to_string()
}

/// The days until which something is owed for an item, in any reading of the record, each with what
/// is owed.
fn deadlines(item: &ItemStanding) -> Vec<(Date, Vec<&Await>)> {
    let contested = item.contests.iter().flat_map(|contest| [&contest.with, &contest.without]);
    let mut days: Vec<(Date, Vec<&Await>)> = Vec::new();
    for outcome in contested.chain([&item.outcome]) {
        let Outcome::Open(awaits) = outcome else { continue };
        for awaited in awaits {
            let Some(due) = awaited.due else { continue };
            match days.iter_mut().find(|(day, _)| *day == due) {
                Some((_, same))
                    if same.iter().any(|a| (&a.actor, a.what) == (&awaited.actor, awaited.what)) => {}
                Some((_, same)) => same.push(awaited),
                None => days.push((due, vec![awaited])),
            }
        }
    }
    days
}

/// *Alpha owes a reply.*
fn owed(voice: &Voice<'_>, awaited: &Await) -> String {
    let args = [
        ("actor", voice.name_text(&awaited.actor).into()),
        ("what", voice.term_text("due", awaited.what.name()).into()),
    ];
    voice.text("calendar-owed", &args)
}

/// A whole day, which keeps nobody busy.
fn event(
    voice: &Voice<'_>,
    item: &ItemStanding,
    what: &'static str,
    day: Date,
    description: String,
    address: Option<&str>,
) -> Event {
    let title = voice.title_text(&item.id);
    let summary = match what {
        "round" => title,
        _ => voice.text("calendar-reply-by", &[("title", title.into())]),
    };
    let contested = voice.text("mark-contested", &[]);
    let summary = if item.contests.is_empty() { summary } else { format!("{summary} ({contested})") };
    let mut event = Event::new();
    // Unique among all calendars, for ever: a commitment is.
    event.uid(&format!("{}.{what}", item.id));
    event.append_property(Property::new("DTSTAMP", stamp(item.place.time_ms)));
    event.append_property(Property::new("DTSTART", basic(day)).add_parameter("VALUE", "DATE").done());
    event.append_property(Property::new("TRANSP", "TRANSPARENT"));
    event.summary(&printable(&summary));
    event.description(&printable(&description));
    // A calendar has no address of its own against which another would be read.
    if address.is_some() {
        event.url(&absolute(address, &voice.item_href(&item.id)));
    }
    event.done()
}

/// A day as RFC 5545 writes it.
fn basic(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// When the note was entered, in UTC.
fn stamp(time_ms: u64) -> String {
    let timestamp = i64::try_from(time_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let text = timestamp.unwrap_or(Timestamp::UNIX_EPOCH).to_string();
    let seconds: String = text.chars().take_while(|c| *c != '.' && *c != 'Z').collect();
    format!("{}Z", seconds.replace(['-', ':'], ""))
}

#[cfg(test)]
mod tests {
    use super::{basic, stamp};

    #[test]
    fn days_and_times_have_the_basic_form() {
        assert_eq!(basic(jiff::civil::date(2025, 6, 2)), "20250602");
        assert_eq!(stamp(1_763_812_800_123), "20251122T120000Z");
        assert_eq!(stamp(u64::MAX), "19700101T000000Z");
    }
}
