//! Errors in two lines and their exit codes.

use kin_api::{ApiError, ErrorCode};
use kin_i18n::{Catalogue, Lang};
use std::io::Write as _;
use std::process::ExitCode;

/// Why a command did not do all that was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The core said no; nothing was changed.
    Api(ApiError),
    /// A file of an import said no; nothing was changed. The words are ready.
    Said {
        what: String,
        code: String,
        next: &'static str,
    },
    /// Wrong usage: key of the sentence.
    Usage(&'static str),
    /// Done in part; the findings are printed already.
    Part,
    /// Failed, and said so already.
    Failed,
}

impl Failure {
    pub(crate) const fn usage(key: &'static str) -> Self {
        Self::Usage(key)
    }

    const fn code(&self) -> u8 {
        match self {
            Self::Api(error) => match error.code {
                ErrorCode::PersonNeeded => 2,
                _ => 1,
            },
            Self::Said { .. } | Self::Failed => 1,
            Self::Usage(_) => 2,
            Self::Part => 3,
        }
    }

    /// Prints what is to be said and gives the exit code.
    pub(crate) fn report(self, lang: Lang) -> ExitCode {
        let code = self.code();
        let lines = match self {
            Self::Api(error) => Some(of_api(&error, lang)),
            Self::Said { what, code, next } => {
                Some((format!("{what} [{code}]"), Catalogue::text(lang, next, &[])))
            }
            Self::Usage(key) => Some((
                Catalogue::text(lang, key, &[]),
                Catalogue::text(lang, "cli-see-help", &[]),
            )),
            Self::Part | Self::Failed => None,
        };
        if let Some((what, next)) = lines {
            let text = format!("{what}\n{next}\n");
            // Nobody reads it when standard error is gone.
            std::io::stderr()
                .write_all(text.as_bytes())
                .unwrap_or_default();
        }
        ExitCode::from(code)
    }
}

/// What differs of a person, in words.
pub(crate) fn differing(codes: &[&str], lang: Lang) -> String {
    let named = |code: &&str| {
        let key = format!("papers-differs-{code}");
        Catalogue::find(lang, &key, &[]).unwrap_or_else(|| (*code).to_owned())
    };
    let named: Vec<String> = codes.iter().map(named).collect();
    named.join(kin_i18n::pause(lang))
}

/// What happened and what to do next, in words.
pub(crate) fn of_api(error: &ApiError, lang: Lang) -> (String, String) {
    let mut params = error.params.clone();
    if let Some(codes) = params.get_mut("differs") {
        let each: Vec<&str> = codes.split(", ").collect();
        *codes = differing(&each, lang);
    }
    let args: Vec<(&str, &str)> = params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let mut what = Catalogue::text(lang, &format!("err-{}", error.code), &args);
    let fields: Vec<String> = error
        .fields
        .iter()
        .map(|field| {
            let words = Catalogue::find(lang, &format!("problem-{}", field.code), &[]);
            format!(
                "{}: {}",
                field.field,
                words.unwrap_or_else(|| field.code.clone())
            )
        })
        .collect();
    if !fields.is_empty() {
        what = format!("{what} ({})", fields.join("; "));
    }
    (
        format!("{what} [{}]", error.code),
        Catalogue::find(lang, &format!("cli-rec-{}", error.code), &args)
            .unwrap_or_else(|| Catalogue::text(lang, &format!("rec-{}", error.code), &args)),
    )
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Self::Api(code.into())
    }
}
