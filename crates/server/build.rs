//! Bundles `web/` (islands, styles, fonts) into `OUT_DIR` and lists the files for `src/assets.rs`, and the languages
//! of `locales/` for `src/locale.rs`.
//!
//! 1. `npm ci` in `web/`, only when `package-lock.json` differs from the one installed last. The installed lockfile
//!    is kept as a stamp inside `node_modules`, written last, so an interrupted install is done again. A file lock
//!    lets several builds share the folder: one installs, and nobody bundles meanwhile.
//! 2. `node build.mjs --out OUT_DIR/web`.
//! 3. The manifest that this wrote becomes `assets.rs` in `OUT_DIR`.
//! 4. Each folder of `locales/` is a language; their files become `locales.rs` in `OUT_DIR`.
//!
//! `VERBALE_WEB_ASSETS` names a folder that `node build.mjs --out FOLDER` filled elsewhere; steps 1 and 2 are then
//! left out and neither node nor npm is needed.
#![allow(
    clippy::disallowed_methods,
    reason = "a build script is told by cargo through the environment what to do"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

const ASSETS_VARIABLE: &str = "VERBALE_WEB_ASSETS";

fn main() -> Result<(), Box<dyn Error>> {
    let manifest_dir = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out_dir = PathBuf::from(std::env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={ASSETS_VARIABLE}");

    let assets = match std::env::var_os(ASSETS_VARIABLE) {
        Some(folder) => {
            let folder = fs::canonicalize(&folder).map_err(|error| {
                format!("{ASSETS_VARIABLE} names {}: {error}; give a folder filled by `node build.mjs --out FOLDER`", folder.display())
            })?;
            println!("cargo::rerun-if-changed={}", folder.display());
            folder
        }
        None => {
            let web = fs::canonicalize(manifest_dir.join("../../web"))?;
            for input in ["package.json", "package-lock.json", "build.mjs", "tsconfig.json", "src", "styles"]
            {
                println!("cargo::rerun-if-changed={}", web.join(input).display());
            }
            let folder = out_dir.join("web");
            bundle(&web, &folder)?;
            folder
        }
    };
    fs::write(out_dir.join("assets.rs"), listing(&assets)?)?;

    let locales = manifest_dir.join("locales");
    println!("cargo::rerun-if-changed={}", locales.display());
    fs::write(out_dir.join("locales.rs"), languages(&locales)?)?;
    Ok(())
}

/// Installs what `web/` needs if it is not there, and bundles into `out`.
fn bundle(web: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let lock = File::create(web.join(".install.lock")).map_err(|error| {
        format!("{} cannot be written: {error}; set {ASSETS_VARIABLE} to build without it", web.display())
    })?;
    let wanted = fs::read(web.join("package-lock.json"))?;
    let stamp = web.join("node_modules/.installed-lockfile");
    let is_installed = || fs::read(&stamp).is_ok_and(|installed| installed == wanted);

    lock.lock_shared()?;
    if !is_installed() {
        lock.unlock()?;
        lock.lock()?;
        // Another build may have installed while this one waited.
        if !is_installed() {
            run(Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(web))?;
            fs::write(&stamp, &wanted)?;
        }
        lock.unlock()?;
        lock.lock_shared()?;
    }
    run(Command::new("node").arg("build.mjs").arg("--out").arg(out).current_dir(web))
}

fn run(command: &mut Command) -> Result<(), Box<dyn Error>> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| {
        format!(
            "{program} could not be started ({error}). The pages' styles and islands are bundled with Node.js 20 or \
             newer and its npm: install them, or set {ASSETS_VARIABLE} to a folder of files bundled elsewhere"
        )
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{program} ended with {} in web/\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
    .into())
}

/// Turns `manifest.tsv` into the Rust items that `src/assets.rs` includes.
fn listing(folder: &Path) -> Result<String, Box<dyn Error>> {
    let path = folder.join("manifest.tsv");
    let manifest = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut assets = String::new();
    for line in manifest.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, file, content_type, integrity, br, gzip] = fields[..] else {
            return Err(format!("{}: six fields were expected in {line:?}", path.display()).into());
        };
        let include = |file: &str| format!("include_bytes!({:?})", folder.join(file));
        let optional = |is_there: bool, file: String| {
            if is_there { format!("Some({})", include(&file)) } else { "None".to_owned() }
        };
        writeln!(
            assets,
            "    Asset {{ name: {name:?}, file: {file:?}, content_type: {content_type:?}, integrity: {integrity:?}, \
             identity: {}, br: {}, gzip: {} }},",
            include(file),
            optional(br == "br", format!("{file}.br")),
            optional(gzip == "gzip", format!("{file}.gz")),
        )?;
    }
    let version_path = folder.join("version");
    let version =
        fs::read_to_string(&version_path).map_err(|error| format!("{}: {error}", version_path.display()))?;
    Ok(format!("const BUNDLE_VERSION: &str = {version:?};\n\nstatic ASSETS: &[Asset] = &[\n{assets}];\n"))
}

/// The language that is spoken where nothing else is asked for.
const FIRST_LANGUAGE: &str = "en";

/// Turns the folders of `locales/` into the Rust item that `src/locale.rs` includes, the first language first.
fn languages(folder: &Path) -> Result<String, Box<dyn Error>> {
    let names = |folder: &Path| -> Result<Vec<String>, Box<dyn Error>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    };
    let mut tags = names(folder)?;
    tags.sort_by_key(|tag| tag != FIRST_LANGUAGE);
    let mut out = String::new();
    for tag in tags {
        let own = folder.join(&tag);
        let files = names(&own)?.into_iter().filter(|file| file.ends_with(".ftl"));
        let texts: Vec<String> = files.map(|file| format!("include_str!({:?})", own.join(file))).collect();
        writeln!(out, "    Folder {{ tag: {tag:?}, texts: &[{}] }},", texts.join(", "))?;
    }
    Ok(format!("const FOLDERS: &[Folder] = &[\n{out}];\n"))
}
