//! The core, asked by name; the person that is meant; questions to whoever sits at the terminal.

use crate::args::Global;
use crate::fail::Failure;
use crate::out::{field, items};
use kin_api::{ErrorCode, Response, Session, SessionConfig, places};
use kin_i18n::{Catalogue, Lang};
use serde_json::{Value, json};
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;

pub(crate) struct Core {
    pub(crate) session: Session,
    pub(crate) global: Global,
    pub(crate) lang: Lang,
    pub(crate) vault: PathBuf,
}

impl Core {
    /// `clinic` is the demo clinic, where one runs.
    pub(crate) fn new(
        global: &Global,
        lang: Lang,
        clinic: Option<String>,
    ) -> Result<Self, Failure> {
        let mut config = match &global.vault {
            Some(dir) => {
                let dir = std::path::absolute(dir).map_err(|_| Failure::usage("cli-no-place"))?;
                SessionConfig::new(&dir)
            }
            // The usual one, or the one that was chosen in the window instead.
            None => {
                let usual = places::default_vault().ok_or(Failure::usage("cli-no-place"))?;
                SessionConfig::remembering(&usual)
            }
        };
        let vault = config.folder();
        config.lang = lang;
        config.demo_clinic = clinic;
        config.reader = kin_api::reading::ReaderProgram::itself();
        // What a script asks for on one command line is nobody's setting.
        config.fixed_lang = Some(lang);
        Ok(Self {
            session: Session::new(config),
            global: global.clone(),
            lang,
            vault,
        })
    }

    /// Runs a command that answers JSON.
    pub(crate) fn ask(&self, name: &str, request: Value) -> Result<Value, Failure> {
        match self.session.dispatch(name, request)? {
            Response::Json(value) => Ok(value),
            Response::Bytes(_) => Err(ErrorCode::Internal.into()),
        }
    }

    /// Runs a command that answers bytes.
    pub(crate) fn bytes(&self, name: &str, request: Value) -> Result<Vec<u8>, Failure> {
        match self.session.dispatch(name, request)? {
            Response::Bytes(bytes) => Ok(bytes),
            Response::Json(_) => Err(ErrorCode::Internal.into()),
        }
    }

    /// The person that `--person` means, or the only one.
    pub(crate) fn person(&self) -> Result<Value, Failure> {
        self.find_person(self.global.person.as_deref())
    }

    /// The id of [`Self::person`].
    pub(crate) fn person_id(&self) -> Result<String, Failure> {
        Ok(field(&self.person()?, "id"))
    }

    /// A person by id, by the beginning of the id, or by name.
    pub(crate) fn find_person(&self, wanted: Option<&str>) -> Result<Value, Failure> {
        let answer = self.ask("people_list", json!({}))?;
        let people = items(&answer, "people");
        let Some(wanted) = wanted.map(str::trim).filter(|w| !w.is_empty()) else {
            return match people {
                [only] => Ok(only.clone()),
                _ => Err(ErrorCode::PersonNeeded.into()),
            };
        };
        let folded = wanted.to_lowercase();
        let exact = people.iter().find(|p| field(p, "id") == wanted);
        let named = |p: &&Value| {
            let others = items(p, "otherNames");
            field(p, "name").to_lowercase() == folded
                || others
                    .iter()
                    .any(|n| n.as_str().is_some_and(|n| n.to_lowercase() == folded))
        };
        let begins = |p: &&Value| wanted.len() >= 6 && field(p, "id").starts_with(wanted);
        let mut found = people.iter().filter(|p| named(p) || begins(p));
        match (exact, found.next(), found.next()) {
            (Some(person), ..) | (None, Some(person), None) => Ok(person.clone()),
            (None, Some(_), Some(_)) => Err(ErrorCode::PersonNeeded.into()),
            _ => Err(ErrorCode::UnknownPerson.into()),
        }
    }

    /// Asks for a word that confirms; `--yes` answers for scripts.
    pub(crate) fn confirm(&self, question: &str, args: &[(&str, &str)]) -> Result<(), Failure> {
        if self.global.yes {
            return Ok(());
        }
        if !std::io::stdin().is_terminal() {
            return Err(Failure::usage("cli-needs-yes"));
        }
        let text = Catalogue::text(self.lang, question, args);
        let word = Catalogue::text(self.lang, "cli-yes-word", &[]);
        let mut stderr = std::io::stderr();
        write!(stderr, "{text} ").unwrap_or_default();
        stderr.flush().unwrap_or_default();
        let mut answer = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut answer)
            .unwrap_or_default();
        let answer = answer.trim().to_lowercase();
        if answer == word || answer == "yes" || answer == "y" {
            Ok(())
        } else {
            Err(ErrorCode::Cancelled.into())
        }
    }
}
