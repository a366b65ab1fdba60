//! Languages: every word that a page says, from the Fluent files of `locales/`.
//!
//! A language is a folder there, named by its tag, with the same messages taking the same values
//! as the English one (a test sees to it); nothing else is needed for the pages to speak it. A
//! message is trusted text: it may not hold markup (a test sees to that too), and what is put
//! into it is escaped unless it is [`Html`] already.

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use jiff::civil::Date;
use unic_langid::LanguageIdentifier;

use crate::pages::markup::{Html, escape};

/// One language's folder: its tag and the texts of its files.
struct Folder {
    tag: &'static str,
    texts: &'static [&'static str],
}

// FOLDERS: every language that the pages speak; the first is spoken where nothing else is asked for.
include!(concat!(env!("OUT_DIR"), "/locales.rs"));

static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(|| FOLDERS.iter().map(Locale::load).collect());

/// A value put into a message.
pub enum Arg {
    /// Plain text: escaped where the message becomes markup.
    Text(String),
    /// Markup, taken as it is.
    Html(Html),
    /// A number, by which a message may choose its plural form.
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}
impl From<Html> for Arg {
    fn from(html: Html) -> Arg {
        Arg::Html(html)
    }
}
macro_rules! number_args {
    ($($integer:ty),+) => { $(impl From<$integer> for Arg {
        fn from(number: $integer) -> Arg {
            // Figures beyond this are not met on pages; they would show as the greatest there is.
            Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
        }
    })+ };
}
number_args!(i32, i64, u32, u64, usize);

/// One language, ready to speak.
pub struct Locale {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Locale {
    /// All languages, in the order in which pages offer them.
    pub fn all() -> &'static [Locale] {
        &LOCALES
    }

    /// The language spoken where nothing else is asked for.
    pub fn fallback() -> &'static Locale {
        &LOCALES[0]
    }

    /// The language of a tag such as `tr` or `tr-CY`, if the pages speak it.
    pub fn find(tag: &str) -> Option<&'static Locale> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        LOCALES.iter().find(|l| l.tag.eq_ignore_ascii_case(primary))
    }

    /// Its BCP 47 tag.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// A message as plain text. Markup among the values would show as its source.
    pub fn text(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        self.format(key, args, |arg| match arg {
            Arg::Text(text) => FluentValue::from(text.as_str()),
            Arg::Html(html) => FluentValue::from(html.as_str()),
            Arg::Number(number) => FluentValue::from(*number),
        })
        .into_owned()
    }

    /// A message as markup.
    pub fn html(&self, key: &str, args: &[(&'static str, Arg)]) -> Html {
        let formatted = self.format(key, args, |arg| match arg {
            Arg::Text(text) => FluentValue::from(escape(text).into_string()),
            Arg::Html(html) => FluentValue::from(html.as_str()),
            Arg::Number(number) => FluentValue::from(*number),
        });
        Html::trusted(formatted.into_owned())
    }

    /// A message without values.
    pub fn say(&self, key: &str) -> Html {
        self.html(key, &[])
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// A day in full, as plain text: 12 November 2025.
    pub fn date(&self, date: Date) -> String {
        let month = self.text(MONTHS[usize::from(date.month().unsigned_abs()) - 1], &[]);
        let args = [
            ("day", Arg::from(i32::from(date.day()))),
            ("month", Arg::from(month)),
            // As text, so that it is never grouped like a quantity.
            ("year", Arg::from(date.year().to_string())),
        ];
        self.text("date-long", &args)
    }

    /// A month's short name, as plain text.
    pub fn month_short(&self, date: Date) -> String {
        self.text(MONTHS_SHORT[usize::from(date.month().unsigned_abs()) - 1], &[])
    }

    /// A number with the language's grouping.
    pub fn number(&self, number: u64) -> String {
        self.text("number", &[("n", Arg::from(number))])
    }

    fn format<'a>(
        &'a self,
        key: &'a str,
        args: &'a [(&'static str, Arg)],
        value: impl Fn(&'a Arg) -> FluentValue<'a>,
    ) -> Cow<'a, str> {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        debug_assert!(pattern.is_some(), "the language {} lacks the message {key}", self.tag);
        let Some(pattern) = pattern else { return Cow::Borrowed(key) };
        let mut errors = Vec::new();
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(*name, value(arg));
        }
        let text = self.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "message {key} in {}: {errors:?}", self.tag);
        Cow::Owned(text)
    }

    fn load(folder: &Folder) -> Locale {
        let id: LanguageIdentifier = folder.tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The pages isolate what users wrote with `bdi`; our own words need no isolation.
        bundle.set_use_isolating(false);
        for text in folder.texts {
            // A file with a mistake still yields its readable messages; a test finds the mistake.
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
            let added = bundle.add_resource(resource);
            debug_assert!(added.is_ok(), "{}: {added:?}", folder.tag);
        }
        let separator = bundle
            .get_message("number-group")
            .and_then(|m| m.value())
            .map(|p| bundle.format_pattern(p, None, &mut Vec::new()).into_owned())
            .unwrap_or_default();
        let added = bundle.add_function("GROUPED", move |values, _| match values.first() {
            Some(FluentValue::Number(number)) => FluentValue::from(grouped(number.value as i64, &separator)),
            _ => FluentValue::Error,
        });
        debug_assert!(added.is_ok(), "{}: {added:?}", folder.tag);
        Locale { tag: folder.tag, bundle }
    }
}

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9",
    "month-10", "month-11", "month-12",
];
const MONTHS_SHORT: [&str; 12] = [
    "month-short-1",
    "month-short-2",
    "month-short-3",
    "month-short-4",
    "month-short-5",
    "month-short-6",
    "month-short-7",
    "month-short-8",
    "month-short-9",
    "month-short-10",
    "month-short-11",
    "month-short-12",
];

/// Digits in groups of three.
fn grouped(number: i64, separator: &str) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() * 2);
    if number < 0 {
        out.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
}
