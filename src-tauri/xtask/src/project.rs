//! Where things are, and how another program is started.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What every command gives back.
pub(crate) type Done = Result<(), Failure>;

/// Why a command stopped: the exit code and the words for the person at the terminal.
#[derive(Debug)]
pub(crate) struct Failure {
    /// 1 failed, 2 wrong usage or something is missing on this machine.
    pub(crate) code: u8,
    /// What happened and what to do next; may be empty when it was said already.
    pub(crate) text: String,
}

impl Failure {
    /// Something that was tried did not work.
    pub(crate) fn failed(text: &str) -> Self {
        Self {
            code: 1,
            text: text.to_owned(),
        }
    }

    /// The person has to change something first.
    pub(crate) fn usage(text: &str) -> Self {
        Self {
            code: 2,
            text: text.to_owned(),
        }
    }
}

/// The folders of the project.
pub(crate) struct Project {
    /// The folder with the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Where cargo builds: `CARGO_TARGET_DIR`, or `target` in the root.
    pub(crate) target: PathBuf,
}

impl Project {
    /// Finds the project from the folder of this crate (cargo names it) or from the current folder upwards.
    pub(crate) fn find() -> Result<Self, Failure> {
        let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(dir) => PathBuf::from(dir),
            None => std::env::current_dir()
                .map_err(|cause| Failure::failed(&format!("no current folder: {cause}")))?,
        };
        let root = start
            .ancestors()
            .find(|dir| dir.join(".cargo/config.toml").is_file() && dir.join("src-tauri").is_dir())
            .ok_or_else(|| Failure::usage("start this inside the project's folder"))?
            .to_path_buf();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(dir) if !dir.is_empty() => root.join(PathBuf::from(dir)),
            _ => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// A folder of the project.
    pub(crate) fn dir(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A program built by cargo in the development profile.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.target
            .join("debug")
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A command that runs in the project's root.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// Cargo, in the project's root.
    pub(crate) fn cargo(&self) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = self.command(cargo);
        // What `cargo run` tells this program about itself is nobody else's business.
        for (name, _) in std::env::vars_os() {
            let Some(text) = name.to_str() else { continue };
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    /// npm in one of the project's folders.
    pub(crate) fn npm(&self, dir: &Path) -> Command {
        let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        command.current_dir(dir);
        command
    }
}

/// Runs a command, its output going to the terminal; an exit code other than 0 is a failure.
pub(crate) fn run(command: &mut Command) -> Done {
    let shown = shown(command);
    println!("$ {shown}");
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|cause| Failure::failed(&format!("cannot start {shown}: {cause}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::failed(&format!("{shown}: {status}")))
    }
}

/// Runs a command and gives its standard output; its errors are dropped.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let shown = shown(command);
    let out = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|cause| Failure::failed(&format!("cannot start {shown}: {cause}")))?;
    if out.status.success() {
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    } else {
        Err(Failure::failed(&format!("{shown}: {}", out.status)))
    }
}

/// Whether a program answers to `--version` (or the words given).
pub(crate) fn answers(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command as it would be typed, without the folder of the program.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_else(|| command.get_program());
    let mut text = program.to_string_lossy().into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}
