//! Reading rendered pages as a browser would: elements, their nesting and their text.

/// One piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// An element begins: its name and attributes.
    Open(String, Vec<(String, String)>),
    /// An element ends.
    Close(String),
    /// Text, with its entities resolved.
    Text(String),
}

/// Elements that have no end tag.
const VOID: &[&str] = &["meta", "link", "input", "br", "hr", "img"];

/// Splits a page into pieces; elements that end themselves give both an opening and a closing.
pub fn pieces(page: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        if at > 0 {
            out.push(Piece::Text(resolve(&rest[..at])));
        }
        let end = rest[at..].find('>').expect("every tag ends") + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            out.push(Piece::Close(name.to_owned()));
            continue;
        }
        let (tag, own_end) = match tag.strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        let name = tag.split_whitespace().next().expect("a name").to_owned();
        out.push(Piece::Open(name.clone(), attributes(&tag[name.len()..])));
        if own_end || VOID.contains(&name.as_str()) {
            out.push(Piece::Close(name));
        }
    }
    if !rest.is_empty() {
        out.push(Piece::Text(resolve(rest)));
    }
    out
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        if let Some(after) = rest.strip_prefix("=\"") {
            let close = after.find('"').expect("every attribute's quote ends");
            out.push((name, resolve(&after[..close])));
            rest = &after[close + 1..];
        } else {
            assert!(!rest.starts_with('='), "attribute {name} is not quoted");
            out.push((name, String::new()));
        }
        rest = rest.trim_start();
    }
    out
}

fn resolve(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// An attribute of an opening piece.
pub fn attribute<'p>(attributes: &'p [(String, String)], name: &str) -> Option<&'p str> {
    attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// The text of the page's main part as a reader sees it, one block a line.
pub fn text(page: &str) -> String {
    const BLOCKS: &[&str] = &[
        "p",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "section",
        "div",
        "dt",
        "tr",
        "table",
        "caption",
        "ol",
        "ul",
        "dl",
        "summary",
        "details",
        "figure",
        "figcaption",
        "header",
        "form",
        "nav",
        "thead",
        "tbody",
        "blockquote",
    ];
    let mut out = String::new();
    let mut within = false;
    let mut skipping = 0;
    for piece in pieces(page) {
        match piece {
            Piece::Open(name, _) if name == "main" => within = true,
            Piece::Close(name) if name == "main" => within = false,
            Piece::Open(name, _) if name == "svg" => skipping += 1,
            Piece::Close(name) if name == "svg" => skipping -= 1,
            Piece::Open(name, _) if within && BLOCKS.contains(&name.as_str()) => {
                out.push('\n');
                out.push_str(&"#".repeat(heading(&name).unwrap_or(0)));
                out.push(' ');
            }
            Piece::Close(name) if BLOCKS.contains(&name.as_str()) => out.push('\n'),
            Piece::Open(name, _) | Piece::Close(name)
                if matches!(name.as_str(), "td" | "th" | "dd" | "span") =>
            {
                out.push(' ')
            }
            Piece::Text(text) if within && skipping == 0 => out.push_str(&text),
            _ => {}
        }
    }
    let lines = out.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What makes a page whole: elements nested, ids unique, references met, headings in order,
/// fields labelled, no inline style or script, one main part.
pub fn check(page: &str) -> Result<(), String> {
    let pieces = pieces(page);
    let mut open: Vec<String> = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    let mut references: Vec<String> = Vec::new();
    let mut labelled: Vec<String> = Vec::new();
    let mut fields: Vec<(Option<String>, bool)> = Vec::new();
    let mut level = 0;
    for piece in &pieces {
        match piece {
            Piece::Open(name, attributes) => {
                let get = |n| attribute(attributes, n);
                if let Some(id) = get("id") {
                    if ids.iter().any(|i| i == id) {
                        return Err(format!("the id {id} stands twice"));
                    }
                    ids.push(id.to_owned());
                }
                for n in ["aria-labelledby", "aria-describedby"] {
                    references.extend(get(n).into_iter().flat_map(|v| v.split(' ')).map(str::to_owned));
                }
                if name == "a" && get("href").is_none() {
                    return Err("a link leads nowhere".to_owned());
                }
                references.extend(get("href").and_then(|h| h.strip_prefix('#')).map(str::to_owned));
                if let Some(fill) = get("fill").and_then(|f| f.strip_prefix("url(#")) {
                    references.push(fill.trim_end_matches(')').to_owned());
                }
                if let Some(bad) = attributes.iter().find(|(n, _)| n == "style" || n.starts_with("on")) {
                    return Err(format!("<{name}> has the attribute {}", bad.0));
                }
                if name == "style" || (name == "script" && get("src").is_none()) {
                    return Err(format!("an inline <{name}>"));
                }
                if name == "label" {
                    labelled.extend(get("for").map(str::to_owned));
                }
                if matches!(name.as_str(), "input" | "select" | "textarea") && get("type") != Some("hidden") {
                    fields.push((get("id").map(str::to_owned), open.iter().any(|o| o == "label")));
                }
                if let Some(n) = heading(name) {
                    if n > level + 1 {
                        return Err(format!("a heading of level {n} follows one of level {level}"));
                    }
                    level = n;
                }
                open.push(name.clone());
            }
            Piece::Close(name) => match open.pop() {
                Some(last) if last == *name => {}
                last => return Err(format!("</{name}> closes {last:?}")),
            },
            Piece::Text(_) => {}
        }
    }
    if !open.is_empty() {
        return Err(format!("{open:?} are not closed"));
    }
    if let Some(missing) = references.iter().find(|r| !ids.contains(r)) {
        return Err(format!("nothing has the id {missing}"));
    }
    for (id, within) in fields {
        if !within && !id.as_ref().is_some_and(|id| labelled.contains(id)) {
            return Err(format!("the field {id:?} has no label"));
        }
    }
    let count =
        |wanted: &str| pieces.iter().filter(|p| matches!(p, Piece::Open(n, _) if n == wanted)).count();
    if count("h1") != 1 || count("main") != 1 || count("title") < 1 {
        return Err("a page has one title, one main part and one heading of the first level".to_owned());
    }
    Ok(())
}

fn heading(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}
