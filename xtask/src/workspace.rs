//! Where things are, and how the project's own programs are built.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

/// The profile that a program is built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The one profile of all tests.
    Dev,
    /// For measurements.
    Release,
}

/// The project's folder.
pub fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The folder of the browser's part.
pub fn web() -> PathBuf {
    root().join("web")
}

/// A command that runs in the project's folder.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that runs this task.
pub fn cargo() -> Command {
    command(option_env!("CARGO").unwrap_or("cargo"))
}

/// What `cargo metadata` says, as JSON.
///
/// # Errors
/// When cargo cannot be run, or refuses the workspace.
pub fn metadata(with_dependencies: bool) -> Result<serde_json::Value> {
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--locked"]);
    if !with_dependencies {
        command.arg("--no-deps");
    }
    let output = command.output().context("cargo metadata did not start")?;
    ensure!(
        output.status.success(),
        "cargo metadata failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    serde_json::from_slice(&output.stdout).context("cargo metadata printed no JSON")
}

/// The folder in which cargo builds, wherever the environment or its configuration puts it.
///
/// # Errors
/// As [`metadata`].
pub fn target_folder() -> Result<PathBuf> {
    let metadata = metadata(false)?;
    let folder = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(PathBuf::from(folder))
}

/// Builds the `verbale` program and says where it is.
///
/// The whole workspace is built with it in the dev profile: the same features are then on as in the tests, so
/// nothing is compiled twice.
///
/// # Errors
/// When it does not compile.
pub fn build_verbale(profile: Profile) -> Result<PathBuf> {
    let mut command = cargo();
    match profile {
        Profile::Dev => command.args(["build", "--quiet", "--locked", "--workspace"]),
        Profile::Release => {
            command.args(["build", "--quiet", "--locked", "--release", "--package", "verbale"])
        }
    };
    let status = command.status().context("cargo build did not start")?;
    ensure!(status.success(), "verbale does not compile; cargo build --workspace says why");
    let folder = if profile == Profile::Dev { "debug" } else { "release" };
    let program = target_folder()?.join(folder).join("verbale");
    ensure!(program.is_file(), "cargo built no {}", program.display());
    Ok(program)
}

/// Files of the project as git sees them: those it tracks and those it would, never what it ignores.
///
/// # Errors
/// When git cannot be run here.
pub fn files() -> Result<Vec<PathBuf>> {
    let output = command("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .output()
        .context("git did not start")?;
    ensure!(
        output.status.success(),
        "git ls-files failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let text = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
    let mut files: Vec<PathBuf> =
        text.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect();
    files.retain(|file| root().join(file).is_file());
    files.sort();
    files.dedup();
    Ok(files)
}
