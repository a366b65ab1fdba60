//! Addresses of a process's pages, with the clocks that the reader has set.

use crate::clocks::Clocks;
use verbale_record::Commitment;

use super::markup::percent;

/// Makes the addresses of one process's pages. The clocks go along, so that a reader who has gone
/// back to a day stays there from page to page.
#[derive(Clone, Debug)]
pub struct Links {
    base: String,
    clocks: Clocks,
}

impl Links {
    /// For a process and the clocks that were asked for.
    pub fn new(process: &str, clocks: Clocks) -> Links {
        Links { base: format!("/{}", percent(process)), clocks }
    }

    /// A page of the process (an empty path is the standing).
    pub fn to(&self, path: &str) -> String {
        self.with(path, &[])
    }

    /// A page with further parameters.
    pub fn with(&self, path: &str, more: &[(&str, &str)]) -> String {
        self.at(path, self.clocks, more)
    }

    /// A page at other clocks.
    pub fn at(&self, path: &str, clocks: Clocks, more: &[(&str, &str)]) -> String {
        let mut out = self.base.clone();
        if !path.is_empty() {
            out.push('/');
            out.push_str(path);
        }
        let (path, fragment) = match out.split_once('#') {
            Some((path, fragment)) => (path.to_owned(), Some(fragment.to_owned())),
            None => (out, None),
        };
        let mut out = path;
        let mut separator = '?';
        let mut put = |name: &str, value: &str| {
            out.push(separator);
            out.push_str(name);
            out.push('=');
            out.push_str(&percent(value));
            separator = '&';
        };
        if let Some(day) = clocks.as_of {
            put("as_of", &day.to_string());
        }
        if let Some(size) = clocks.at_size {
            put("at_size", &size.to_string());
        }
        for (name, value) in more {
            put(name, value);
        }
        if let Some(fragment) = fragment {
            out.push('#');
            out.push_str(&fragment);
        }
        out
    }

    /// A file of the process, which knows no clocks: a proof, the archive, a log.
    pub fn file(&self, path: &str) -> String {
        format!("{}/{path}", self.base)
    }

    /// The page of a note.
    pub fn note(&self, note: &Commitment) -> String {
        self.to(&format!("note/{note}"))
    }

    /// The page of an item, by its label where it has one.
    pub fn item(&self, item: &Commitment, label: Option<&str>) -> String {
        match label {
            Some(label) => self.to(&format!("item/{}", percent(label))),
            None => self.to(&format!("item/{item}")),
        }
    }

    /// The clocks that go along.
    pub fn clocks(&self) -> Clocks {
        self.clocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_go_along_and_a_fragment_stays_last() {
        let clocks = Clocks { as_of: Some(jiff::civil::date(2025, 11, 12)), at_size: Some(17) };
        let links = Links::new("talks", clocks);
        assert_eq!(links.to(""), "/talks?as_of=2025-11-12&at_size=17");
        assert_eq!(
            links.with("items#open", &[("series", "a b")]),
            "/talks/items?as_of=2025-11-12&at_size=17&series=a%20b#open"
        );
        assert_eq!(Links::new("talks", Clocks::default()).to("rounds"), "/talks/rounds");
        assert_eq!(links.file("archive.verbale"), "/talks/archive.verbale");
    }
}
