//! What every request can reach: the venue, its clock and the views of its processes.

use std::{sync::Arc, time::Duration};

use jiff::civil::Date;

use crate::{clock::Clock, problem::Problem, view::View, views::Views};

/// What the venue is called and where it is reached.
#[derive(Clone, Debug)]
pub struct Venue {
    /// Its name, as pages show it.
    pub name: String,
    /// The address under which it is reached, such as `https://venue.example`; none where it is
    /// not known, and then no page names one.
    pub address: Option<String>,
    /// Whether the address is reached over TLS: only then browsers are told to insist on it.
    pub tls: bool,
}

/// The state that routes share; a clone is another handle to the same.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

struct Shared {
    venue: Venue,
    clock: Arc<dyn Clock>,
    views: Views,
}

impl AppState {
    /// The venue.
    pub fn venue(&self) -> &Venue {
        &self.0.venue
    }

    /// Milliseconds since 1970, by the venue's clock.
    pub fn now_ms(&self) -> u64 {
        self.0.clock.now_ms()
    }

    /// Today, in the process's own offset.
    pub fn today(&self, view: &View) -> Date {
        view.day(self.now_ms())
    }

    /// The processes that outsiders may see, in the order of their names.
    pub async fn processes(&self) -> Result<Vec<Arc<View>>, Problem> {
        self.0.views.all().await
    }

    /// The view of a process, current up to the newest durable head. What is private is as if it
    /// did not exist.
    pub async fn view(&self, process: &str) -> Result<Arc<View>, Problem> {
        self.0.views.of(process).await
    }
}
