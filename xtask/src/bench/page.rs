//! The standing page of the demonstration, and the memory of the server that serves it.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context, Result, ensure};

use super::{
    measured,
    sample::median,
    table::{Bar, Table},
};
use crate::{
    http::{Connection, Response},
    load,
    venue::{Server, Venue},
};

/// The page.
const PAGE: &str = "/istanbul";
/// Times that it is asked for.
const REQUESTS: usize = 300;
/// What a browser says that it takes.
const ENCODINGS: (&str, &str) = ("accept-encoding", "gzip, deflate, br");

/// Measures page and memory.
///
/// # Errors
/// When the demonstration cannot be served.
pub fn measure(verbale: &Path, table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let venue = Venue::demonstration(verbale, &folder.path().join("data"))?;
    let server = venue.serve()?;
    let idle = measured::resident(server.process_id())?.now_bytes;
    let runtime = load::runtime()?;
    runtime.block_on(page(&server, table))?;
    let after = measured::resident(server.process_id())?;
    let mb = |bytes: u64| bytes as f64 / 1e6;
    table.enter("idle server with the demonstration: resident", mb(idle), "MB", Bar::AtMost(40.0));
    table.enter("the same after the pages were asked for", mb(after.now_bytes), "MB", Bar::AtMost(40.0));
    table.enter("most that it ever had resident", mb(after.peak_bytes), "MB", Bar::None);
    Ok(())
}

async fn page(server: &Server, table: &mut Table) -> Result<()> {
    let mut connection = Connection::open(server.address()).await?;
    let first = ok(connection.get(PAGE, &[ENCODINGS]).await?, PAGE)?;
    let mut times = Vec::new();
    let mut other_days = Vec::new();
    for n in 0..REQUESTS {
        let begin = std::time::Instant::now();
        ok(connection.get(PAGE, &[ENCODINGS]).await?, PAGE)?;
        times.push(begin.elapsed());
        // A day that nobody asked for before, so that nothing kept from the last answer helps.
        let path = format!("{PAGE}?as_of=2025-{:02}-{:02}", 1 + n / 28 % 12, 1 + n % 28);
        let begin = std::time::Instant::now();
        ok(connection.get(&path, &[ENCODINGS]).await?, &path)?;
        other_days.push(begin.elapsed());
    }
    table.enter(
        "standing page, asked for again: time",
        median(times).as_secs_f64() * 1e3,
        "ms",
        Bar::AtMost(5.0),
    );
    table.enter(
        "standing page of another day: time",
        median(other_days).as_secs_f64() * 1e3,
        "ms",
        Bar::AtMost(5.0),
    );

    let plain = ok(connection.get(PAGE, &[]).await?, PAGE)?;
    let html = String::from_utf8(plain.body).context("the page is not UTF-8")?;
    let mut wire_bytes = first.wire_bytes;
    let mut fonts = 0;
    let mut waiting: Vec<String> = references(&html);
    let mut loaded = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if !loaded.insert(path.clone()) {
            continue;
        }
        let asset = ok(connection.get(&path, &[ENCODINGS]).await?, &path)?;
        if asset.header("content-type").is_some_and(|kind| kind.starts_with("font/")) {
            fonts += asset.wire_bytes;
            continue;
        }
        wire_bytes += asset.wire_bytes;
        if path.ends_with(".css") || path.ends_with(".js") {
            let plain = ok(connection.get(&path, &[]).await?, &path)?;
            waiting.extend(references(&String::from_utf8_lossy(&plain.body)));
        }
    }
    ensure!(loaded.iter().any(|path| path.ends_with(".css")), "the page loads no style: {loaded:?}");
    let kb = |bytes: usize| bytes as f64 / 1e3;
    table.enter("standing page with what it loads, but fonts", kb(wire_bytes), "kB", Bar::AtMost(60.0));
    table.enter("of it the page itself", kb(first.wire_bytes), "kB", Bar::None);
    table.enter("all fonts that its style names", kb(fonts), "kB", Bar::None);
    Ok(())
}

fn ok(response: Response, path: &str) -> Result<Response> {
    ensure!(response.status == 200, "{path}: the server answered {}", response.status);
    Ok(response)
}

/// Addresses of the venue's own files that a text names: what a page's `src` and `href` of styles, scripts and icons,
/// a style's `url()` and a script's `import` point at. Links to other pages are no files.
fn references(text: &str) -> Vec<String> {
    let is_end = |c: char| matches!(c, '"' | '\'' | ')' | '>' | ' ' | '\\' | '#' | '?');
    let mut found = Vec::new();
    for (at, _) in text.match_indices("/assets/") {
        let path = &text[at..];
        found.push(path[..path.find(is_end).unwrap_or(path.len())].to_owned());
    }
    // Bundled styles and scripts name their neighbours.
    for (at, start) in text.match_indices("\"./").chain(text.match_indices("url(./")) {
        let path = &text[at + start.len()..];
        found.push(format!("/assets/{}", &path[..path.find(is_end).unwrap_or(path.len())]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::references;

    #[test]
    fn the_files_that_a_page_loads_are_found() {
        let html = r#"<link rel="stylesheet" href="/assets/s-1.css"><script src='/assets/v-2.js'></script><a href="/a">"#;
        assert_eq!(references(html), ["/assets/s-1.css", "/assets/v-2.js"]);
        assert_eq!(references("src:url(./f-3.woff2)"), ["/assets/f-3.woff2"]);
        assert_eq!(references(r#"import"./c-4.js";"#), ["/assets/c-4.js"]);
    }
}
