//! Progress of long work, on standard error, only on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::console::Console;

/// A bar that grows, or nothing where nobody looks.
pub struct Progress(ProgressBar);

impl Progress {
    /// Of something counted; `total` 0 where it is not known.
    pub fn of(console: Console, what: &'static str, total: u64) -> Progress {
        let template = match total {
            0 => "{msg} {human_pos} {spinner} {elapsed}",
            _ => "{msg} {wide_bar} {human_pos}/{human_len} {eta}",
        };
        Progress::new(console, what, total, template)
    }

    /// Of bytes.
    pub fn of_bytes(console: Console, what: &'static str, total: u64) -> Progress {
        Progress::new(console, what, total, "{msg} {wide_bar} {bytes}/{total_bytes} {eta}")
    }

    fn new(console: Console, what: &'static str, total: u64, template: &str) -> Progress {
        if !console.shows_progress() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what);
        Progress(bar)
    }

    /// How far it has come.
    pub fn set(&self, done: u64) {
        self.0.set_position(done);
    }

    /// How far it has come, of a total that is known only now.
    pub fn of_total(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }

    /// That much more is done.
    pub fn add(&self, done: u64) {
        self.0.inc(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
