//! What the checks need besides cargo: found where it is installed, installed where that is possible, and
//! named where it is not.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use anyhow::{Context, Result, ensure};

use crate::workspace;

/// Why something that a check needs is not here.
pub type Missing = String;

/// Whether a program of that name is on the path.
fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// How Debian's packages can be installed: as root, or by sudo without a password.
fn apt_get() -> Option<Command> {
    on_path("apt-get")?;
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.trim_ascii() == b"0");
    let mut command;
    if is_root {
        command = Command::new("apt-get");
    } else {
        on_path("sudo")?;
        if !succeeds(Command::new("sudo").args(["-n", "true"])) {
            return None;
        }
        command = Command::new("sudo");
        command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    }
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Some(command)
}

/// Installs Debian packages; the list of packages is brought up to date once a run.
fn install(packages: &[&str]) -> Result<(), Missing> {
    static UPDATED: OnceLock<bool> = OnceLock::new();
    let names = packages.join(", ");
    let not = |why: &str| format!("Debian's {names} cannot be installed here: {why}");
    let mut update =
        apt_get().ok_or_else(|| not("neither root nor sudo without a password, or no apt-get"))?;
    let updated = UPDATED.get_or_init(|| {
        println!("bringing the list of Debian's packages up to date");
        succeeds(update.args(["-q", "update"]))
    });
    if !updated {
        return Err(not("apt-get update failed"));
    }
    println!("installing Debian's {names}");
    let mut command = apt_get().ok_or_else(|| not("no apt-get"))?;
    command.args(["-q", "-y", "--no-install-recommends", "install"]).args(packages);
    if succeeds(&mut command) { Ok(()) } else { Err(not("apt-get install failed")) }
}

/// The browser that the browser's tests drive.
///
/// # Errors
/// Says what is missing.
pub fn chromium() -> Result<PathBuf, Missing> {
    if let Some(named) = std::env::var_os("VERBALE_CHROMIUM") {
        return Ok(PathBuf::from(named));
    }
    let chromium = PathBuf::from("/usr/bin/chromium");
    if !chromium.is_file() {
        install(&["chromium"])?;
    }
    if chromium.is_file() { Ok(chromium) } else { Err("no /usr/bin/chromium".into()) }
}

/// The folder of Go packages that Debian installs, with Go itself on the path.
///
/// # Errors
/// Says what is missing.
pub fn go_packages() -> Result<PathBuf, Missing> {
    let packages = PathBuf::from("/usr/share/gocode");
    let module = packages.join("src/golang.org/x/mod/sumdb/tlog");
    if on_path("go").is_none() || !module.is_dir() {
        install(&["golang-go", "golang-golang-x-mod-dev"])?;
    }
    if on_path("go").is_none() {
        return Err("no go on the path".into());
    }
    if module.is_dir() { Ok(packages) } else { Err(format!("no {}", module.display())) }
}

/// Whether system calls can be traced.
///
/// # Errors
/// Says what is missing.
pub fn strace() -> Result<(), Missing> {
    if on_path("strace").is_none() {
        install(&["strace"])?;
    }
    if succeeds(Command::new("strace").args(["-f", "-o", "/dev/null", "true"])) {
        Ok(())
    } else {
        Err("strace cannot trace a process here".into())
    }
}

/// A Python with the packages that a file of requirements names, in an environment of its own under the folder in
/// which cargo builds. It is made once for each content of the file.
///
/// # Errors
/// Says what is missing.
pub fn python(requirements: &Path) -> Result<PathBuf, Missing> {
    let wanted = std::fs::read(requirements).map_err(|e| format!("{}: {e}", requirements.display()))?;
    let target = workspace::target_folder().map_err(|e| e.to_string())?;
    let environment = target.join("oracle-python");
    let python = environment.join("bin/python");
    let stamp = environment.join("requirements.installed");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) && python.is_file() {
        return Ok(python);
    }
    let is_new_enough = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";
    let new_enough = |python: &str| succeeds(Command::new(python).args(["-c", is_new_enough]));
    if !new_enough("python3") {
        install(&["python3", "python3-venv"])?;
    }
    if !new_enough("python3") {
        return Err("Python 3.11 or newer with venv is not here".into());
    }
    println!("installing the Python packages of {}", requirements.display());
    if !succeeds(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment)) {
        return Err(format!("no Python environment can be made at {}", environment.display()));
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(requirements);
    if !succeeds(&mut pip) {
        return Err(format!("pip cannot install {}", requirements.display()));
    }
    std::fs::write(&stamp, &wanted).map_err(|e| format!("{}: {e}", stamp.display()))?;
    Ok(python)
}

/// Installs the npm packages of `web/` as its lockfile says, once for each lockfile: with the stamp and the lock of
/// `crates/server/build.rs`, which needs the same packages.
///
/// # Errors
/// When npm is not here, or fails.
pub fn npm_packages() -> Result<()> {
    let web = workspace::web();
    let wanted = std::fs::read(web.join("package-lock.json")).context("web/package-lock.json")?;
    let lock = File::create(web.join(".install.lock")).context("web/.install.lock")?;
    lock.lock().context("web/.install.lock")?;
    let stamp = web.join("node_modules/.installed-lockfile");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    ensure!(on_path("npm").is_some(), "npm is not on the path: install Node.js 20 or newer with npm");
    println!("installing the npm packages of web/");
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&web);
    ensure!(npm.status().context("npm did not start")?.success(), "npm ci failed in web/");
    std::fs::write(&stamp, wanted).context("web/node_modules")
}
