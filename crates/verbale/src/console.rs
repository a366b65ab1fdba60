//! The terminal: results on standard output, remarks and failures on standard error.
//!
//! Text that comes from a record was written by others: before it is printed, characters that
//! could steer a terminal or turn the direction of the text around are made visible.
#![allow(clippy::disallowed_methods, reason = "the binary reads the environment: NO_COLOR, TERM")]

use std::{
    fmt::Write as _,
    io::{IsTerminal as _, Write as _},
};

use anstyle::Style;

use crate::failure::Failure;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How this run prints.
#[derive(Clone, Copy, Debug)]
pub struct Console {
    color_out: bool,
    color_err: bool,
    quiet: bool,
    bars: bool,
}

/// What a word in the output is.
#[derive(Clone, Copy, Debug)]
pub enum Tone {
    /// A heading.
    Heading,
    /// A word that matters in its line.
    Strong,
    /// What may be skipped.
    Faint,
    /// A check that passed.
    Good,
    /// A check that failed.
    Bad,
}

impl Tone {
    fn style(self) -> Style {
        use anstyle::AnsiColor::{Green, Red};
        match self {
            Tone::Heading => Style::new().bold().underline(),
            Tone::Strong => Style::new().bold(),
            Tone::Faint => Style::new().dimmed(),
            Tone::Good => Style::new().fg_color(Some(Green.into())),
            Tone::Bad => Style::new().bold().fg_color(Some(Red.into())),
        }
    }
}

impl Console {
    /// As the options, the environment and the terminals have it.
    pub fn new(color: ColorChoice, quiet: bool) -> Console {
        let auto = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            && std::env::var_os("TERM").is_none_or(|v| v != "dumb");
        let decide = |terminal: bool| match color {
            ColorChoice::Auto => auto && terminal,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        let err_terminal = std::io::stderr().is_terminal();
        Console {
            color_out: decide(std::io::stdout().is_terminal()),
            color_err: decide(err_terminal),
            quiet,
            bars: err_terminal && !quiet,
        }
    }

    /// Whether progress bars make sense.
    pub fn shows_progress(self) -> bool {
        self.bars
    }

    /// Marks a text for standard output.
    pub fn tone(self, tone: Tone, text: &str) -> String {
        paint(self.color_out, tone, text)
    }

    /// Prints a result. The text ends in its own newline or gets one.
    pub fn print(self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())
            .and_then(|()| if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") })
            .and_then(|()| out.flush())
            .map_err(|error| Failure::output(&error))
    }

    /// Prints a result as JSON: one object, indented, and a newline.
    pub fn print_json(self, value: &impl serde::Serialize) -> Result<(), Failure> {
        let json = serde_json::to_string_pretty(value)
            .map_err(|error| Failure::new(crate::failure::Kind::Bug, format!("JSON: {error}")))?;
        self.print(&json)
    }

    /// A remark on standard error, left out with `--quiet`. What cannot be written there is lost:
    /// it is no result.
    pub fn remark(self, text: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }

    /// A question on standard error, with the cursor left behind it.
    pub fn ask(self, question: &str) -> Result<(), Failure> {
        let mut err = std::io::stderr().lock();
        write!(err, "{question}: ").and_then(|()| err.flush()).map_err(|error| Failure::output(&error))
    }

    /// A warning on standard error, printed also with `--quiet`.
    pub fn warn(self, text: &str) {
        let word = paint(self.color_err, Tone::Strong, "warning:");
        let _ = writeln!(std::io::stderr(), "{word} {text}");
    }

    /// One of several errors, on standard error, before the failure that sums them up.
    pub fn complain(self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{}", plain(text));
    }

    /// A failure on standard error.
    pub fn fail(self, failure: &Failure) {
        let mut text =
            format!("{} {}\n", paint(self.color_err, Tone::Bad, "error:"), plain(&failure.message));
        for (word, part) in [("where:", &failure.place), ("hint:", &failure.hint)] {
            if let Some(part) = part {
                let _ = writeln!(text, "{} {}", paint(self.color_err, Tone::Strong, word), plain(part));
            }
        }
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
}

fn paint(color: bool, tone: Tone, text: &str) -> String {
    if color {
        let style = tone.style();
        format!("{}{text}{}", style.render(), style.render_reset())
    } else {
        text.to_owned()
    }
}

/// A text written by others, made safe to print: control characters (but the newline) and the
/// characters that change the direction of what follows are replaced.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => c,
            '\t' => ' ',
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                '\u{fffd}'
            }
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// Breaks a text into lines of at most `width` characters, each after the first indented.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in plain(text).split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            let _ = write!(out, "\n{:indent$}", "");
            column = indent;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        } else {
            column = indent;
        }
        out.push_str(word);
        column += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_others_cannot_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c\u{7}\nd\te"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}\nd e");
        assert_eq!(plain("Türkiye, Україна, “quoted”"), "Türkiye, Україна, “quoted”");
    }

    #[test]
    fn long_texts_break_between_words() {
        assert_eq!(wrapped("one two three four", 12, 2), "one two\n  three four");
        assert_eq!(wrapped("", 10, 2), "");
        assert_eq!(wrapped("unbreakable-and-long", 5, 2), "unbreakable-and-long");
    }
}
