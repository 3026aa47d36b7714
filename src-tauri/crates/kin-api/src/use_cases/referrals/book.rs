//! What is known of each referral beside its entry.

use crate::error::{ApiError, ApiResult, ErrorCode};
use kin_vault::{Importer, Record};
use serde::{Deserialize, Serialize};

/// Record setting.
const BOOK: &str = "referrals";
/// Referrals that are remembered; the oldest are forgotten, their entries stay.
const MOST: usize = 500;
/// Entries of one answer.
const ENTRIES: usize = 2_000;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeptAnswer {
    /// When it was brought in.
    pub(super) at: String,
    /// By which import; none where a person said so.
    pub(super) import: Option<i64>,
    /// The entries.
    pub(super) entries: Vec<String>,
}

/// One referral.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Kept {
    /// Its entry.
    pub(super) entry: String,
    /// Its own number, where it was handed out from here; else empty.
    pub(super) uuid: String,
    /// When it was handed out.
    pub(super) sent: Vec<String>,
    /// What came back.
    pub(super) answers: Vec<KeptAnswer>,
    /// Since when it is done with.
    pub(super) closed: Option<String>,
    /// When it was answered from here.
    pub(super) replied: Vec<String>,
}

impl Kept {
    /// Takes entries as an answer, each once; false where all of them answered it already.
    pub(super) fn take(&mut self, at: String, import: Option<i64>, entries: Vec<String>) -> bool {
        let known: Vec<&String> = self.answers.iter().flat_map(|a| &a.entries).collect();
        let new: Vec<String> = entries
            .iter()
            .filter(|e| !known.contains(e) && **e != self.entry)
            .cloned()
            .collect();
        if new.is_empty() {
            return false;
        }
        self.answers.push(KeptAnswer {
            at,
            import,
            entries: new,
        });
        true
    }

    /// These are no answer after all.
    pub(super) fn forget(&mut self, entries: &[String]) {
        for answer in &mut self.answers {
            answer.entries.retain(|e| !entries.contains(e));
        }
        self.answers.retain(|a| !a.entries.is_empty());
    }
}

/// All of a record.
#[derive(Debug, Default)]
pub(super) struct Book(pub(super) Vec<Kept>);

impl Book {
    pub(super) fn read(record: &Record) -> ApiResult<Self> {
        let Some(text) = record.setting(BOOK)? else {
            return Ok(Self::default());
        };
        serde_json::from_str(&text)
            .map(Self)
            .map_err(|_| ApiError::from(ErrorCode::VaultDamaged).with("part", "referrals"))
    }

    pub(super) fn write(self, record: &Record) -> ApiResult<()> {
        Ok(record.set_setting(BOOK, &self.text()?)?)
    }

    /// Writes it together with what is brought in: both are kept, or neither.
    pub(super) fn write_with(self, importer: &mut Importer<'_>) -> ApiResult<()> {
        Ok(importer.set_setting(BOOK, &self.text()?)?)
    }

    fn text(mut self) -> ApiResult<String> {
        let old = self.0.len().saturating_sub(MOST);
        self.0.drain(..old);
        for answer in self.0.iter_mut().flat_map(|k| &mut k.answers) {
            answer.entries.truncate(ENTRIES);
        }
        serde_json::to_string(&self.0).map_err(|_| ErrorCode::Internal.into())
    }

    pub(super) fn get(&self, entry: &str) -> Option<&Kept> {
        self.0.iter().find(|k| k.entry == entry)
    }

    /// Changes the line of a referral, made where there is none.
    pub(super) fn change<T>(&mut self, entry: &str, change: impl FnOnce(&mut Kept) -> T) -> T {
        if let Some(kept) = self.0.iter_mut().find(|k| k.entry == entry) {
            return change(kept);
        }
        let mut kept = Kept {
            entry: entry.to_owned(),
            ..Kept::default()
        };
        let done = change(&mut kept);
        self.0.push(kept);
        done
    }
}
