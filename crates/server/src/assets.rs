//! The files that pages load besides themselves: styles, fonts, islands, the icon, the fonts' licences.
//!
//! They are bundled from `web/` when this crate is built and stand in the binary, so that a venue serves everything
//! itself and needs no folder beside it. A file's name holds a hash of its content: what is served under it never
//! changes, and may be kept by browsers for ever.

/// Where the files are served, with a slash at both ends.
pub const ASSETS_PATH: &str = "/assets/";

/// How long a browser may keep an asset: its name changes with its content.
pub const ASSET_CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The hash of the whole bundle in hex: it changes when any asset does, and so whenever the same page would link to
/// other files.
pub const VERSION: &str = BUNDLE_VERSION;

/// One file, in every encoding in which it is kept.
#[derive(Debug)]
pub struct Asset {
    /// The name that templates use, such as `styles.css`.
    pub name: &'static str,
    /// The name under which it is served, such as `styles-DGKUFE6G.css`.
    pub file: &'static str,
    /// The value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The value of the `integrity` attribute (W3C Subresource Integrity), such as `sha384-…`.
    pub integrity: &'static str,
    /// The bytes as they are.
    pub identity: &'static [u8],
    /// The bytes compressed with brotli; fonts are compressed in themselves and have none.
    pub br: Option<&'static [u8]>,
    /// The bytes compressed with gzip.
    pub gzip: Option<&'static [u8]>,
}

/// How the bytes of an answer are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As they are: the answer has no `Content-Encoding`.
    Identity,
    /// `br`.
    Brotli,
    /// `gzip`.
    Gzip,
}

impl Encoding {
    /// The value of the `Content-Encoding` header, if the answer needs one.
    pub fn header(self) -> Option<&'static str> {
        match self {
            Encoding::Identity => None,
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
        }
    }
}

impl Asset {
    /// The path from the root of the site, such as `/assets/styles-DGKUFE6G.css`.
    pub fn url(&self) -> String {
        format!("{ASSETS_PATH}{}", self.file)
    }

    /// The smallest bytes that a client takes which sent this `Accept-Encoding` (RFC 9110, section 12.5.3). A coding
    /// with weight zero is refused; anything that cannot be read is passed over, identity is always possible.
    pub fn body(&self, accept_encoding: &str) -> (Encoding, &'static [u8]) {
        if let Some(br) = self.br
            && accepts(accept_encoding, "br")
        {
            return (Encoding::Brotli, br);
        }
        if let Some(gzip) = self.gzip
            && accepts(accept_encoding, "gzip")
        {
            return (Encoding::Gzip, gzip);
        }
        (Encoding::Identity, self.identity)
    }

    /// A strong entity tag, quotes included. It differs between encodings, since their bytes differ.
    pub fn etag(&self, encoding: Encoding) -> String {
        format!("\"{}-{}\"", self.file, encoding.header().unwrap_or("identity"))
    }
}

/// The asset served under `file` (the last part of the path), or `None` if there is none.
pub fn by_file(file: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.file == file)
}

/// The asset that templates call `name`, or `None` if the bundle has none of that name.
pub fn by_name(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// The URL of the asset that templates call `name`.
///
/// # Panics
/// If the bundle has none of that name: a bug in a template, which any test that renders it shows.
pub fn url(name: &str) -> String {
    named(name).url()
}

/// The `integrity` attribute of the asset that templates call `name`.
///
/// # Panics
/// As [`url`].
pub fn integrity(name: &str) -> &'static str {
    named(name).integrity
}

/// Every asset, sorted by logical name.
pub fn all() -> &'static [Asset] {
    ASSETS
}

fn named(name: &str) -> &'static Asset {
    by_name(name).unwrap_or_else(|| panic!("web/build.mjs bundles nothing called {name:?}"))
}

fn accepts(accept_encoding: &str, coding: &str) -> bool {
    accept_encoding.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding))
            && !parts.any(|parameter| {
                parameter.split_once('=').is_some_and(|(key, weight)| {
                    key.trim().eq_ignore_ascii_case("q") && weight.trim().parse() == Ok(0.0_f32)
                })
            })
    })
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_files_are_unique_and_files_carry_a_hash() {
        for (index, asset) in ASSETS.iter().enumerate() {
            assert_eq!(by_name(asset.name).unwrap().file, asset.file);
            assert_eq!(by_file(asset.file).unwrap().name, asset.name);
            assert!(asset.file.len() > asset.name.len(), "{} has no hash", asset.file);
            assert!(ASSETS[..index].iter().all(|before| before.name < asset.name));
        }
    }

    #[test]
    fn what_pages_load_is_there() {
        for name in ["styles.css", "clock.js", "timeline.js", "verify.js", "icon.svg"] {
            assert!(url(name).starts_with(ASSETS_PATH));
            assert!(integrity(name).starts_with("sha384-"));
        }
    }

    #[test]
    fn a_font_stands_beside_its_licence() {
        let fonts = all().iter().filter(|asset| asset.content_type == "font/woff2");
        for font in fonts {
            let family = ["source-sans-3", "source-serif-4"]
                .into_iter()
                .find(|family| font.name.starts_with(family))
                .unwrap_or_else(|| panic!("{} is of no known family", font.name));
            let licence = by_name(&format!("{family}.LICENSE.txt")).unwrap();
            assert!(
                licence
                    .identity
                    .windows(12)
                    .any(|words| words == b"OPEN LICENSE" || words == b"Open Font Li")
            );
        }
    }

    #[test]
    fn the_smallest_encoding_that_the_client_takes_is_chosen() {
        let styles = by_name("styles.css").unwrap();
        assert_eq!(styles.body("gzip, deflate, br;q=0.5").0, Encoding::Brotli);
        assert_eq!(styles.body("gzip, br;q=0").0, Encoding::Gzip);
        assert_eq!(styles.body("gzip;q=0.0, identity").0, Encoding::Identity);
        assert_eq!(styles.body("").0, Encoding::Identity);
        assert_eq!(styles.body(";;,=,q=,br;q").0, Encoding::Brotli);
        let (_, br) = styles.body("br");
        let (_, identity) = styles.body("");
        assert!(br.len() < identity.len());
        assert_ne!(styles.etag(Encoding::Brotli), styles.etag(Encoding::Identity));
    }
}
