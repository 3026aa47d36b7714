//! The few arguments of the window.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

pub(crate) const HELP: &str = "kinfolio-app [--demo] [--vault DIR] [--clinic ADDRESS] [--background] [LINK]

  --demo             opens on the sample family, in a vault of its own
  --vault DIR        opens this vault instead of the usual one
  --clinic ADDRESS   offers the demo clinic at this address of this computer to be tried
  --background       begins with its window put away, as at login
  LINK               a health link or health card (shlink:/…, shc:/…, a web address with one behind its #), looked at
                     in the window; nobody is asked before you say so";

/// Longest link that is taken, in bytes: a web address with cards in it.
const LONGEST_LINK: usize = 64 * 1024;

/// Whether a word may be a health link or a health card; whether it is one is found out where it is read.
pub(crate) fn is_code(word: &str) -> bool {
    let held = |what: &str| word.starts_with("https://") && word.contains(what);
    word.len() <= LONGEST_LINK
        && (word.starts_with("shlink:/")
            || word.starts_with("shc:/")
            || held("#shlink:/")
            || held("#{\"verifiableCredential\"")
            || held("#%7B%22verifiableCredential%22"))
}

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Args {
    pub(crate) demo: bool,
    pub(crate) vault: Option<PathBuf>,
    pub(crate) clinic: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) help: bool,
    pub(crate) background: bool,
}

/// Reads them.
pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Args, &'static str> {
    let mut args = Args::default();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--demo") => args.demo = true,
            Some("--background") => args.background = true,
            Some("--help" | "-h") => args.help = true,
            Some("--vault") => {
                let dir = words.next().ok_or("--vault needs a folder")?;
                let dir = std::path::absolute(PathBuf::from(dir))
                    .map_err(|_| "--vault needs a folder")?;
                args.vault = Some(dir);
            }
            Some("--clinic") => {
                let address = words.next().and_then(|word| word.into_string().ok());
                let here = address.filter(|text| text.starts_with("http://127.0.0.1:"));
                args.clinic = Some(here.ok_or("--clinic needs an address of this computer")?);
            }
            Some(word) if is_code(word) => args.code = Some(word.to_owned()),
            _ => {
                return Err(
                    "kinfolio-app takes only --demo, --vault DIR, --clinic ADDRESS, --background and a health link",
                );
            }
        }
    }
    Ok(args)
}

/// The name by which a second start finds the first: one window per vault.
pub(crate) fn instance_name(vault: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    vault.hash(&mut hasher);
    format!("org.kinfolio.desktop.v{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Args, &'static str> {
        parse(words.iter().map(OsString::from))
    }

    #[test]
    fn the_arguments_are_read_and_others_refused() {
        assert_eq!(read(&[]), Ok(Args::default()));
        let both = read(&["--vault", "/tmp/v", "--demo"]).unwrap();
        assert!(both.demo, "demo");
        assert_eq!(both.vault, Some(PathBuf::from("/tmp/v")));
        assert!(read(&["--vault"]).is_err(), "without its folder");
        let clinic = read(&["--clinic", "http://127.0.0.1:8080/fhir"]).unwrap();
        assert_eq!(clinic.clinic.as_deref(), Some("http://127.0.0.1:8080/fhir"));
        for other in ["https://example.org/fhir", "http://10.0.0.1/fhir", ""] {
            assert!(read(&["--clinic", other]).is_err(), "{other}");
        }
        assert!(
            read(&["file.json"]).is_err(),
            "files come by dialog or drop"
        );
    }

    #[test]
    fn a_health_link_is_taken_and_another_address_is_not() {
        for link in [
            "shlink:/eyJ1",
            "shc:/5676",
            "https://viewer.example.org/#shlink:/eyJ1",
            "https://viewer.example.org/a#{\"verifiableCredential\":[\"eyJ\"]}",
        ] {
            assert_eq!(read(&[link]).unwrap().code.as_deref(), Some(link));
        }
        let long = format!("shlink:/{}", "A".repeat(70_000));
        for other in [
            "https://example.org/",
            "http://viewer.example.org/#shlink:/eyJ1",
            "file:///etc/passwd#shlink:/",
            "--shlink:/",
            &long,
        ] {
            assert!(read(&[other]).is_err(), "{other}");
        }
    }

    #[test]
    fn two_vaults_have_two_names() {
        assert_ne!(
            instance_name(Path::new("/a")),
            instance_name(Path::new("/b"))
        );
    }
}
