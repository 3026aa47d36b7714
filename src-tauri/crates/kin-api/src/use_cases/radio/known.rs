//! Devices whose readings went into a record: kept in that record, and forgotten when the person says so.

use super::{Device, measures, service};
use crate::dto::{RadioDeviceView, RadioMeasures};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use crate::use_cases::people::shown_name;
use crate::use_cases::view::moment_text;
use kin_i18n::Lang;
use kin_model::PersonId;
use kin_vault::Record;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const PREFIX: &str = "radio.";
/// The number of a user that nobody is.
const NOBODY: u8 = 255;

/// A device, as it stands in the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Known {
    address: String,
    name: String,
    measures: Vec<RadioMeasures>,
    /// The users of the device whose readings went into this record; 255 is nobody.
    users: BTreeSet<u8>,
    /// When readings were last taken, RFC 3339.
    last: String,
}

impl Known {
    pub(super) fn last_text(&self, lang: Lang) -> String {
        moment_text(&self.last, lang)
    }

    pub(super) fn view(&self, id: &str, lang: Lang) -> RadioDeviceView {
        RadioDeviceView {
            id: id.to_owned(),
            name: self.name.clone(),
            measures: self.measures.clone(),
            signal: None,
            last_text: Some(self.last_text(lang)),
        }
    }

    pub(super) fn has(&self, user: Option<u8>) -> bool {
        self.users.contains(&user.unwrap_or(NOBODY))
    }
}

fn read(text: &str) -> Option<Known> {
    serde_json::from_str(text).ok()
}

pub(super) fn all(record: &Record) -> ApiResult<Vec<(String, Known)>> {
    let settings = record.settings(PREFIX)?;
    let known = settings.into_iter().filter_map(|(key, text)| {
        let id = key.strip_prefix(PREFIX)?.to_owned();
        Some((id, read(&text)?))
    });
    Ok(known.collect())
}

pub(super) fn of(record: &Record, id: &str) -> ApiResult<Option<Known>> {
    let text = record.setting(&format!("{PREFIX}{id}"))?;
    Ok(text.as_deref().and_then(read))
}

/// A known device as one to be read.
pub(super) fn device(record: &Record, id: &str) -> ApiResult<Option<Device>> {
    Ok(of(record, id)?.map(|known| Device {
        id: id.to_owned(),
        address: known.address,
        name: known.name,
        services: known.measures.iter().map(|m| service(*m)).collect(),
    }))
}

/// Remembers a device, and of which of its users the readings are.
pub(super) fn keep(
    record: &Record,
    device: &Device,
    users: impl Iterator<Item = Option<u8>>,
    now: &str,
) -> ApiResult<()> {
    let mut all = of(record, &device.id)?.map_or_else(BTreeSet::new, |known| known.users);
    all.extend(users.map(|user| user.unwrap_or(NOBODY)));
    let known = Known {
        address: device.address.clone(),
        name: device.name.clone(),
        measures: device.services.iter().map(|s| measures(*s)).collect(),
        users: all,
        last: now.to_owned(),
    };
    let text = serde_json::to_string(&known).map_err(|_| ErrorCode::Internal)?;
    Ok(record.set_setting(&format!("{PREFIX}{}", device.id), &text)?)
}

pub(super) fn forget(record: &Record, id: &str) -> ApiResult<()> {
    Ok(record.forget_setting(&format!("{PREFIX}{id}"))?)
}

/// Somebody else whose record this keyholder can open.
pub(super) struct Other {
    pub(super) name: String,
    /// The device, where readings of it went there.
    pub(super) known: Option<Known>,
    pub(super) record: std::sync::Arc<Record>,
}

/// Everybody but a person; a record that does not open now says nothing.
pub(super) fn others(session: &Session, person: &str, device: &str) -> ApiResult<Vec<Other>> {
    let me: PersonId = person.parse().map_err(|_| ErrorCode::UnknownPerson)?;
    let lang = session.lang();
    session.with(|open| {
        let mut others = Vec::new();
        for (id, details) in open.vault.people() {
            if id == me {
                continue;
            }
            let Ok(record) = open.vault.record(&id) else {
                continue;
            };
            let Ok(known) = of(&record, device) else {
                continue;
            };
            others.push(Other {
                name: shown_name(&details, lang).to_owned(),
                known,
                record,
            });
        }
        Ok(others)
    })
}
