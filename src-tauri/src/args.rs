//! The few arguments of the window.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

pub(crate) const HELP: &str = "kinfolio-app [--demo] [--vault DIR] [--clinic ADDRESS]

  --demo             opens on the sample family, in a vault of its own
  --vault DIR        opens this vault instead of the usual one
  --clinic ADDRESS   offers the demo clinic at this address of this computer to be tried";

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Args {
    pub(crate) demo: bool,
    pub(crate) vault: Option<PathBuf>,
    pub(crate) clinic: Option<String>,
    pub(crate) help: bool,
}

/// Reads them.
pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Args, &'static str> {
    let mut args = Args::default();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--demo") => args.demo = true,
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
            _ => return Err("kinfolio-app takes only --demo, --vault DIR and --clinic ADDRESS"),
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
    fn two_vaults_have_two_names() {
        assert_ne!(
            instance_name(Path::new("/a")),
            instance_name(Path::new("/b"))
        );
    }
}
