//! Looking, while files are brought in, for what answers a referral that was handed out.
//!
//! Answers name the referral by its identifier, by a reference to it, or by a reference to the copy that another
//! system keeps under a number of its own. So requests that carry our identifier are remembered as other names, and
//! what refers to any request is held until the files are through. A record without referrals costs nothing.

use super::book::Book;
use crate::dto::ReferralNews;
use crate::error::ApiResult;
use crate::session::Session;
use kin_fhir::ips::referral::{Answering, answers, asked, identifier_value};
use kin_model::{Draft, EntryId, Kind};
use kin_vault::{Added, Importer, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Entries of one import that are looked at.
const MOST: usize = 100_000;

/// One referral that is waited for.
#[derive(Debug)]
struct Known {
    entry: String,
    uuid: String,
    value: String,
    /// Other names: `ServiceRequest/7`.
    names: BTreeSet<String>,
    /// The numbers alone, for `urn:uuid:` references.
    ids: BTreeSet<String>,
}

impl Known {
    fn is_meant(&self, answering: &Answering) -> bool {
        let by_identifier = answering.identifiers.iter().any(|value| {
            value.eq_ignore_ascii_case(&self.value) || value.eq_ignore_ascii_case(&self.uuid)
        });
        by_identifier
            || answering.references.iter().any(|reference| {
                let reference = reference
                    .split_once("/_history/")
                    .map_or(reference.as_str(), |(r, _)| r);
                let number = reference
                    .strip_prefix("urn:uuid:")
                    .or_else(|| reference.rsplit('/').next())
                    .unwrap_or_default();
                number.eq_ignore_ascii_case(&self.uuid)
                    || (reference.starts_with("urn:uuid:") && self.ids.contains(number))
                    || self
                        .names
                        .iter()
                        .any(|n| reference == n || reference.ends_with(&format!("/{n}")))
            })
    }
}

/// What is seen of one import.
#[derive(Debug)]
pub(crate) struct Watch {
    known: Vec<Known>,
    /// Entries by file.
    files: BTreeMap<u32, Vec<EntryId>>,
    /// What refers to some request: file, entry (none for what is no fact), reference.
    referring: Vec<(u32, Option<EntryId>, Answering)>,
    seen: usize,
}

/// True for what tells something about the person.
const fn tells(kind: Kind) -> bool {
    !matches!(kind, Kind::Directory | Kind::Other)
}

impl Watch {
    /// For a record: what it has handed out and not closed.
    pub(crate) fn new(record: &Record) -> ApiResult<Self> {
        let book = Book::read(record)?;
        let open = book.0.into_iter().filter(|k| !k.uuid.is_empty());
        Ok(Self {
            known: open
                .map(|kept| Known {
                    value: identifier_value(&kept.uuid),
                    entry: kept.entry,
                    uuid: kept.uuid,
                    names: BTreeSet::new(),
                    ids: BTreeSet::new(),
                })
                .collect(),
            files: BTreeMap::new(),
            referring: Vec::new(),
            seen: 0,
        })
    }

    /// Looks at what was stored.
    pub(crate) fn saw(&mut self, file: u32, added: Added, draft: &Draft<'_>) {
        if self.known.is_empty() || self.seen >= MOST {
            return;
        }
        self.seen = self.seen.saturating_add(1);
        let (Added::Added(entry)
        | Added::Updated(entry)
        | Added::AlreadyThere(entry)
        | Added::SameFact(entry)) = added;
        let own = entry.to_string();
        if self.known.iter().any(|k| k.entry == own) {
            return;
        }
        if tells(draft.kind) {
            self.files.entry(file).or_default().push(entry);
        }
        let body = draft.body.as_ref();
        let is_request = matches!(
            draft.resource_type.as_ref(),
            "ServiceRequest" | "ReferralRequest"
        );
        // What is stored was checked to be text.
        let text = std::str::from_utf8(body).unwrap_or_default();
        if is_request {
            let Some(request) = asked(body) else { return };
            for known in &mut self.known {
                let ours = request.identifiers.iter().any(|(_, value)| {
                    value.eq_ignore_ascii_case(&known.value)
                        || value.eq_ignore_ascii_case(&known.uuid)
                });
                if ours {
                    known
                        .names
                        .insert(format!("{}/{}", draft.resource_type, draft.id));
                    known.ids.insert(draft.id.to_string());
                }
            }
            return;
        }
        let refers = text.contains("ServiceRequest")
            || text.contains("ReferralRequest")
            || (text.contains("urn:uuid:") && text.contains("basedOn"))
            || self.known.iter().any(|k| text.contains(&k.uuid));
        if refers && let Some(answering) = answers(body) {
            let entry = tells(draft.kind).then_some(entry);
            self.referring.push((file, entry, answering));
        }
    }

    /// Which entries answer which referral.
    fn found(&self) -> BTreeMap<&str, BTreeSet<EntryId>> {
        let mut found: BTreeMap<&str, BTreeSet<EntryId>> = BTreeMap::new();
        for (file, entry, answering) in &self.referring {
            for known in self.known.iter().filter(|k| k.is_meant(answering)) {
                let entries = found.entry(&known.entry).or_default();
                entries.extend(entry);
                if answering.whole {
                    entries.extend(self.files.get(file).into_iter().flatten());
                }
            }
        }
        found.retain(|_, entries| !entries.is_empty());
        found
    }

    /// Notes what was found together with what comes in: both are kept, or neither.
    pub(crate) fn keep(
        &self,
        session: &Session,
        record: &Record,
        importer: &mut Importer<'_>,
    ) -> ApiResult<Vec<ReferralNews>> {
        let found = self.found();
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let mut book = Book::read(record)?;
        let import = importer.id().0;
        let mut news = Vec::new();
        for (referral, entries) in found {
            let entries: Vec<String> = entries.iter().map(ToString::to_string).collect();
            let at = session.clock().now_text();
            let new = book.change(referral, |kept| kept.take(at, Some(import), entries));
            let title = referral
                .parse()
                .ok()
                .and_then(|id| record.row(id).ok())
                .map(|row| row.title);
            news.push(ReferralNews {
                id: referral.to_owned(),
                title: title.unwrap_or_default(),
                again: !new,
            });
        }
        if news.iter().any(|n| !n.again) {
            book.write_with(importer)?;
        }
        Ok(news)
    }
}
