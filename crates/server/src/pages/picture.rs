//! The picture of the process: lanes over time, and the same as a table.

use askama::Template;
use jiff::{ToSpan, civil::Date};
use verbale_process::{
    act::Unit,
    entry::days_between,
    standing::{ItemKind, ItemStanding, Outcome, Standing},
};

use crate::{locale::Arg, view::View};

use super::{
    frame::{Frame, PageContext},
    links::Links,
    markup::{Html, clamp, escape},
    standing::{Mark, Shown, current_series, series_in_order, series_name},
    voice::Voice,
};

/// Where the time axis begins and ends, in the drawing's own units.
const X0: i64 = 170;
const X1: i64 = 990;
/// Rows of bars in one lane; what does not fit shares the last row.
const ROWS_MAX: usize = 24;
const ROW_HEIGHT: i64 = 11;
const BAR_HEIGHT: i64 = 7;
const LANE_GAP: i64 = 14;
/// Half the height of the lane of pairs.
const PAIR_HEIGHT: i64 = 34;
/// Items that are drawn and listed: the newest.
const PICTURE_ITEMS_MAX: usize = 1_500;
/// Characters of a lane's name.
const LANE_NAME_CHARS_MAX: usize = 24;
/// Months between two labels of the axis are chosen so that no more than this many stand there.
const AXIS_LABELS_MAX: i32 = 14;

/// A drawn picture.
pub struct Picture {
    /// The `id` of its title.
    pub id: &'static str,
    /// Its sentence, as plain text.
    pub title: String,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Where the axis begins.
    pub x0: i64,
    /// Where it ends.
    pub x1: i64,
    /// Height of the drawing.
    pub height: i64,
    /// Address with `{on}` in place of a day.
    pub href: String,
    /// What the cursor says, with `{on}` in place of a day.
    pub cursor_label: String,
    /// Marks of the axis: place and words.
    pub axis: Vec<(i64, String)>,
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// Where the same stands as a table.
    pub table_href: String,
}

/// One lane.
pub struct Lane {
    /// Its name.
    pub name: Html,
    /// Where its name stands.
    pub name_y: i64,
    /// Where its lower rule runs.
    pub rule_y: i64,
    /// Its marks.
    pub marks: Vec<LaneMark>,
}

/// A mark in a lane.
pub enum LaneMark {
    /// A point in time.
    Tick {
        /// Classes.
        class: &'static str,
        /// Centre.
        x: i64,
        /// Centre.
        y: i64,
        /// Radius.
        r: i64,
        /// The day.
        on: Date,
        /// Its words, as plain text.
        label: String,
    },
    /// A length of time, or a count.
    Span {
        /// Classes.
        class: &'static str,
        /// Corner.
        x: i64,
        /// Corner.
        y: i64,
        /// Width.
        width: i64,
        /// Height.
        height: i64,
        /// The pattern's name.
        pattern: String,
        /// The first day.
        on: Date,
        /// The last day, where it is a length of time.
        to: Option<Date>,
        /// Its words, as plain text.
        label: String,
    },
}

/// Draws what is shown of a process; nothing where there is nothing to draw.
pub fn picture(voice: &Voice<'_>, shown: &Shown, id: &'static str) -> Option<Picture> {
    let items = newest(voice, shown);
    let in_series = items.iter().filter(|i| i.series.is_some() || shown.series.is_none());
    let start = in_series.map(|i| i.opened).min()?;
    let end = shown.as_of;
    let drawing = Drawing { voice, start, end };
    let mut lanes = Vec::new();
    let mut y = 30;
    lanes.extend(drawing.rounds(&items, &mut y));
    for party in &voice.parties {
        let own: Vec<_> =
            items.iter().copied().filter(|i| i.kind.awaits() && i.by.as_ref() == Some(party)).collect();
        let name = voice.text("lane-proposals", &[("actor", voice.name_text(party).into())]);
        lanes.extend(drawing.spans(&own, voice.pattern(party), name, &mut y));
    }
    lanes.extend(drawing.pairs(&items, &mut y));
    lanes.extend(drawing.statements(&items, &mut y));
    if lanes.is_empty() {
        return None;
    }
    let size = voice.links.clocks().at_size.map(|s| format!("&at_size={s}")).unwrap_or_default();
    Some(Picture {
        id,
        title: voice.text(
            "picture-title",
            &[("start", voice.date_text(start).into()), ("end", voice.date_text(end).into())],
        ),
        start,
        end,
        x0: X0,
        x1: X1,
        height: y + 6,
        href: format!("?as_of={{on}}{size}"),
        cursor_label: voice.text("picture-cursor", &[("on", "{on}".into())]),
        axis: drawing.axis(),
        lanes,
        table_href: voice.links.to("picture#table"),
    })
}

struct Drawing<'v, 'a> {
    voice: &'v Voice<'a>,
    start: Date,
    end: Date,
}

impl Drawing<'_, '_> {
    fn x(&self, day: Date) -> i64 {
        let whole = days_between(self.start, self.end).max(1);
        let past = days_between(self.start, day).clamp(0, whole);
        X0 + past * (X1 - X0) / whole
    }

    fn axis(&self) -> Vec<(i64, String)> {
        let months = i32::from(self.end.year() - self.start.year()) * 12
            + i32::from(self.end.month() - self.start.month());
        let step = (months / AXIS_LABELS_MAX + 1).max(1);
        let mut out = Vec::new();
        let mut day = self.start.first_of_month();
        for _ in 0..=months {
            let at = i32::from(day.year()) * 12 + i32::from(day.month());
            if day >= self.start && day <= self.end && at % step == 0 {
                let month = self.voice.locale.month_short(day);
                let words = if day.month() == 1 || out.is_empty() {
                    self.voice.text(
                        "axis-month-year",
                        &[("month", month.into()), ("year", day.year().to_string().into())],
                    )
                } else {
                    month
                };
                out.push((self.x(day), words));
            }
            match day.checked_add(1.month()) {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        out
    }

    fn lane(&self, name: String, top: i64, bottom: i64, marks: Vec<LaneMark>) -> Option<Lane> {
        let (head, cut) = clamp(&name, LANE_NAME_CHARS_MAX);
        let name = escape(&if cut { format!("{head}…") } else { head.to_owned() });
        (!marks.is_empty()).then_some(Lane { name, name_y: top + 12, rule_y: bottom, marks })
    }

    fn rounds(&self, items: &[&ItemStanding], y: &mut i64) -> Option<Lane> {
        let top = *y;
        let marks: Vec<LaneMark> = items
            .iter()
            .filter(|i| i.kind == ItemKind::Round)
            .map(|i| LaneMark::Tick {
                class: "tick",
                x: self.x(i.opened),
                y: top + 8,
                r: 5,
                on: i.opened,
                label: self.voice.title_text(&i.id),
            })
            .collect();
        let lane = self.lane(self.voice.text("lane-rounds", &[]), top, top + 20, marks)?;
        *y = top + 20 + LANE_GAP;
        Some(lane)
    }

    /// Bars from the day on which an item was opened to the day on which it closed.
    fn spans(
        &self,
        items: &[&ItemStanding],
        pattern: Option<usize>,
        name: String,
        y: &mut i64,
    ) -> Option<Lane> {
        let top = *y;
        let mut ends: Vec<Date> = Vec::new();
        let mut marks = Vec::new();
        for item in items {
            let closed = match &item.outcome {
                Outcome::Closed(closed) => Some(closed.on),
                _ => None,
            };
            let to = closed.unwrap_or(self.end);
            // The first row whose last bar has ended.
            let row = match ends.iter().position(|end| days_between(*end, item.opened) > 1) {
                Some(row) => row,
                None if ends.len() < ROWS_MAX => {
                    ends.push(to);
                    ends.len() - 1
                }
                None => ROWS_MAX - 1,
            };
            ends[row] = ends[row].max(to);
            let x = self.x(item.opened);
            marks.push(LaneMark::Span {
                class: if closed.is_some() { "span" } else { "span is-open" },
                x,
                y: top + 4 + i64::try_from(row).unwrap_or(0) * ROW_HEIGHT,
                width: (self.x(to) - x).max(4),
                height: BAR_HEIGHT,
                pattern: format!("pattern-{}", pattern.unwrap_or(1)),
                on: item.opened,
                to: Some(to),
                label: self.voice.title_text(&item.id),
            });
        }
        let bottom = top + (8 + i64::try_from(ends.len()).unwrap_or(0) * ROW_HEIGHT).max(20);
        let lane = self.lane(name, top, bottom, marks)?;
        *y = bottom + LANE_GAP;
        Some(lane)
    }

    /// Exchanges of persons as pairs of counts: what the first handed over above a middle line,
    /// what the second did below. Remains are never drawn.
    fn pairs(&self, items: &[&ItemStanding], y: &mut i64) -> Option<Lane> {
        let [above, below] = self.voice.parties.as_slice() else { return self.exchanges(items, y) };
        let top = *y;
        let middle = top + PAIR_HEIGHT + 2;
        let executions: Vec<_> = self
            .voice
            .standing
            .executions
            .iter()
            .filter(|e| e.unit == Unit::Persons && items.iter().any(|i| i.id == e.id))
            .collect();
        let longest = executions
            .iter()
            .flat_map(|e| e.handed_over.values().flatten())
            .max()
            .copied()
            .unwrap_or(0)
            .max(1);
        let mut marks = Vec::new();
        for e in executions {
            let Some(on) = self.voice.day_of(&e.id) else { continue };
            for (party, up) in [(above, true), (below, false)] {
                let figure = e.handed_over.get(party).copied().flatten();
                let tall = figure.map_or(PAIR_HEIGHT / 2, |n| {
                    i64::try_from(n.saturating_mul(PAIR_HEIGHT.unsigned_abs()) / longest)
                        .unwrap_or(PAIR_HEIGHT)
                        .max(2)
                });
                let words = match figure {
                    Some(n) => self.voice.text(
                        "pair-figure",
                        &[("n", n.into()), ("actor", self.voice.name_text(party).into())],
                    ),
                    None => self.voice.text("pair-unknown", &[("actor", self.voice.name_text(party).into())]),
                };
                marks.push(LaneMark::Span {
                    class: "span",
                    x: self.x(on) - 3,
                    y: if up { middle - tall } else { middle },
                    width: 6,
                    height: tall,
                    pattern: match figure {
                        Some(_) => format!("pattern-{}", self.voice.pattern(party).unwrap_or(1)),
                        None => "pattern-unknown".to_owned(),
                    },
                    on,
                    to: None,
                    label: words,
                });
            }
        }
        let bottom = middle + PAIR_HEIGHT + 2;
        let lane = self.lane(self.voice.text("lane-exchanges", &[]), top, bottom, marks)?;
        *y = bottom + LANE_GAP;
        Some(lane)
    }

    /// Exchanges among more than two parties, as points in time.
    fn exchanges(&self, items: &[&ItemStanding], y: &mut i64) -> Option<Lane> {
        let top = *y;
        let persons = |i: &&&ItemStanding| {
            self.voice.standing.executions.iter().any(|e| e.id == i.id && e.unit == Unit::Persons)
        };
        let marks: Vec<LaneMark> = items
            .iter()
            .filter(persons)
            .map(|i| LaneMark::Tick {
                class: "tick",
                x: self.x(i.opened),
                y: top + 8,
                r: 4,
                on: i.opened,
                label: self.voice.title_text(&i.id),
            })
            .collect();
        let lane = self.lane(self.voice.text("lane-exchanges", &[]), top, top + 20, marks)?;
        *y = top + 20 + LANE_GAP;
        Some(lane)
    }

    /// One tick for each day on which something was said.
    fn statements(&self, items: &[&ItemStanding], y: &mut i64) -> Option<Lane> {
        let top = *y;
        let mut days: Vec<(Date, u64)> = Vec::new();
        for item in items.iter().filter(|i| i.kind == ItemKind::Statement) {
            match days.iter_mut().find(|(day, _)| *day == item.opened) {
                Some((_, count)) => *count += 1,
                None => days.push((item.opened, 1)),
            }
        }
        let marks: Vec<LaneMark> = days
            .into_iter()
            .map(|(on, count)| LaneMark::Tick {
                class: "tick tick-statement",
                x: self.x(on),
                y: top + 8,
                r: 3,
                on,
                label: self.voice.text("statements-count", &[("n", count.into())]),
            })
            .collect();
        let lane = self.lane(self.voice.text("lane-statements", &[]), top, top + 20, marks)?;
        *y = top + 20 + LANE_GAP;
        Some(lane)
    }
}

/// One line of the table.
pub struct Row {
    /// The day.
    pub on: Html,
    /// What sort of item.
    pub kind: Html,
    /// Its title, leading to its page.
    pub item: Html,
    /// Who opened it.
    pub by: Html,
    /// Its state.
    pub marks: Vec<Mark>,
    /// How it stands, or the figures.
    pub standing: Html,
}

#[derive(Template)]
#[template(path = "picture_page.html")]
struct PicturePage {
    frame: Frame,
    picture: Option<Picture>,
    rows: Vec<Row>,
    series: Vec<super::frame::Choice>,
}

/// The page of the picture, with the whole table. `series` is what the reader chose.
pub fn picture_page(context: &PageContext, view: &View, standing: &Standing, series: Option<&str>) -> String {
    let links = Links::new(view.name(), context.clocks);
    let voice = Voice::new(context, view, standing, links);
    let all = series_in_order(standing);
    let chosen =
        series.filter(|s| all.iter().any(|a| a == s)).map(str::to_owned).or_else(|| current_series(standing));
    let shown = Shown { series: chosen.clone(), as_of: standing.as_of, is_whole: true };
    let choices = all
        .iter()
        .map(|s| super::frame::Choice {
            href: voice.links.with("picture", &[("series", s)]),
            words: series_name(&voice, s),
            current: Some(s) == chosen.as_ref(),
            lang: "",
        })
        .collect();
    let frame = Frame::of_process(context, &voice, "picture", Some(voice.text("nav-picture", &[])))
        .with_series(chosen.as_deref().map(|s| series_name(&voice, s)))
        .with_patterns()
        .with_island("timeline.js");
    let page = PicturePage {
        picture: picture(&voice, &shown, "picture"),
        rows: rows(&voice, &shown),
        series: choices,
        frame,
    };
    super::render(&page)
}

/// What is shown, in the order in which it was opened.
fn newest<'a>(voice: &Voice<'a>, shown: &Shown) -> Vec<&'a ItemStanding> {
    let fits = |i: &&ItemStanding| shown.has(&i.series) && i.outcome != Outcome::Absent;
    let mut items: Vec<&ItemStanding> =
        voice.standing.items.iter().rev().filter(fits).take(PICTURE_ITEMS_MAX).collect();
    items.reverse();
    items
}

fn contested(voice: &Voice<'_>) -> Vec<Mark> {
    vec![Mark { words: voice.say("mark-contested"), class: "mark mark-contested" }]
}

fn rows(voice: &Voice<'_>, shown: &Shown) -> Vec<Row> {
    newest(voice, shown)
        .into_iter()
        .map(|item| Row {
            on: voice.date(item.opened),
            kind: voice.term("kind", item.kind.name()),
            item: voice.item(&item.id),
            by: voice.opener(item).unwrap_or_default(),
            marks: if item.contests.is_empty() { Vec::new() } else { contested(voice) },
            standing: match voice.figures(&item.id) {
                Some(e) => {
                    let given: Vec<Html> = voice
                        .parties
                        .iter()
                        .filter(|p| e.handed_over.contains_key(*p))
                        .map(|p| match e.handed_over.get(p).copied().flatten() {
                            Some(n) => voice
                                .html("pair-figure", &[("n", n.into()), ("actor", Arg::from(voice.name(p)))]),
                            None => voice.html("pair-unknown", &[("actor", Arg::from(voice.name(p)))]),
                        })
                        .collect();
                    Html::join(&given, "; ")
                }
                None if item.kind.awaits() => voice.outcome(item.kind, &item.outcome),
                None => Html::default(),
            },
        })
        .collect()
}
