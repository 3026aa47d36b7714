//! The program in a throwaway home.

use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub(crate) const PASSPHRASE: &str = "quiet river carries seven lanterns home";

pub(crate) struct Home {
    pub(crate) dir: TempDir,
}

pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// The document of `--json`.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|e| panic!("{e}: {:?} {:?}", self.out, self.err))
    }

    /// The stable code of the error.
    pub(crate) fn error(&self) -> &str {
        let lines: Vec<&str> = self.err.lines().collect();
        assert_eq!(lines.len(), 2, "what happened, what to do: {:?}", self.err);
        lines[0]
            .rsplit_once('[')
            .and_then(|(_, code)| code.strip_suffix(']'))
            .unwrap_or_else(|| panic!("no code in {:?}", self.err))
    }
}

impl Home {
    /// Without a vault.
    pub(crate) fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        Self { dir }
    }

    /// With a vault.
    pub(crate) fn new() -> Self {
        let home = Self::empty();
        home.ok(&["vault", "create", "--nickname", "Mei"]);
        home
    }

    /// With a vault and one person.
    pub(crate) fn with_person() -> Self {
        let home = Self::new();
        home.ok(&[
            "person",
            "add",
            "Zhao Lan",
            "--born",
            "1953-02-11",
            "--sex",
            "female",
        ]);
        home
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kinfolio"));
        command
            .env_clear()
            .env("HOME", self.dir.path())
            .env("XDG_DATA_HOME", self.path("data"))
            .env("KINFOLIO_PASSPHRASE_FILE", self.path("passphrase"))
            .env("KINFOLIO_TEST_KDF", "fast")
            .stdin(Stdio::null())
            .args(args);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        said(self.command(args).output().unwrap())
    }

    /// Runs with `--json` what must work.
    pub(crate) fn ok(&self, args: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(args);
        let said = self.run(&all);
        assert_eq!(said.code, 0, "{args:?}: {}", said.err);
        assert_eq!(said.err, "", "nothing on standard error: {args:?}");
        said.json()
    }

    /// Runs with something on standard input.
    pub(crate) fn feed(&self, args: &[&str], input: &[u8]) -> Said {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        said(child.wait_with_output().unwrap())
    }
}

fn said(output: Output) -> Said {
    Said {
        code: output.status.code().expect("no signal"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/fhir")
        .join(name)
        .to_str()
        .unwrap()
        .to_owned()
}
