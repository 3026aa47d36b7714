//! The sample family: three invented people in a vault of their own.

use super::import::import_sample;
use crate::dto::{AppState, AppStatus, Empty, PersonRequest};
use crate::error::ApiResult;
use crate::session::{SAMPLE_PASSPHRASE, Session};
use kin_model::Sex;
use kin_vault::{NewVault, Passphrase, Vault, VaultError};

macro_rules! sample {
    ($file:literal, $label:literal) => {
        (
            $file,
            $label,
            include_bytes!(concat!(
                "../../../../../tests/fixtures/sample-family/",
                $file
            )) as &[u8],
        )
    };
}

struct Member {
    name: &'static str,
    other_name: Option<&'static str>,
    born: &'static str,
    sex: Sex,
    relation: &'static str,
    colour: &'static str,
    /// File, what the source is called, content.
    files: &'static [(&'static str, &'static str, &'static [u8])],
}

/// Who keeps the records of the family.
const KEYHOLDER: &str = "Mei";

const FAMILY: [Member; 3] = [
    Member {
        name: "Li Hua",
        other_name: Some("李华"),
        born: "1954-03-18",
        sex: Sex::Female,
        relation: "mother",
        colour: "plum",
        files: &[
            sample!("li-hua-central-hospital.json", "中心医院 Central Hospital"),
            sample!(
                "li-hua-second-hospital-ips.json",
                "第二人民医院 Second People’s Hospital"
            ),
            sample!("li-hua-home.json", "家里的测量 Home readings"),
        ],
    },
    Member {
        name: "David Morgan",
        other_name: None,
        born: "1978-06-02",
        sex: Sex::Male,
        relation: "husband",
        colour: "teal",
        files: &[sample!("david-riverside.json", "Riverside Medical Center")],
    },
    Member {
        name: "Emma Morgan",
        other_name: None,
        born: "2018-09-14",
        sex: Sex::Female,
        relation: "daughter",
        colour: "amber",
        files: &[sample!("emma-green-lane.json", "Green Lane Pediatrics")],
    },
];

/// Vault setting: how many of the family are complete.
const COMPLETE: &str = "sample-complete";

pub(crate) fn vault_open_sample(session: &Session, _: Empty) -> ApiResult<AppStatus> {
    session.switch(true);
    if let Err(error) = open(session) {
        session.switch(false);
        return Err(error);
    }
    session.status()
}

pub(crate) fn vault_close_sample(session: &Session, _: Empty) -> ApiResult<AppStatus> {
    session.switch(false);
    session.status()
}

fn open(session: &Session) -> ApiResult<()> {
    let passphrase = Passphrase::new(SAMPLE_PASSPHRASE).map_err(VaultError::from)?;
    match session.status()?.state {
        AppState::Unlocked => return Ok(()),
        AppState::Locked => session.unlock_by(|locked| locked.unlock(None, &passphrase))?,
        AppState::NoVault => {
            let new = NewVault {
                nickname: KEYHOLDER,
                colour: "teal",
                passphrase: &passphrase,
                kdf: session.kdf(),
                now: &session.clock().now_text(),
            };
            let (vault, _) = Vault::create(&session.dir(), &new)?;
            session.take(vault)?;
        }
    }
    fill(session)
}

/// Brings in whoever is not complete yet: a start that was stopped half way goes on here.
fn fill(session: &Session) -> ApiResult<()> {
    let text = session.with(|open| Ok(open.vault.setting(COMPLETE)))?;
    let complete: usize = text.and_then(|t| t.parse().ok()).unwrap_or(0);
    for (n, member) in FAMILY.iter().enumerate().skip(complete) {
        session.with(|open| {
            for (id, details) in open.vault.people() {
                if details.name.text == member.name {
                    open.vault.remove_person(&id)?;
                }
            }
            Ok(())
        })?;
        let mut person = None;
        for (file, label, bytes) in member.files {
            let new = PersonRequest {
                name: member.name.to_owned(),
                other_name: member.other_name.map(str::to_owned),
                born: Some(member.born.to_owned()),
                sex: member.sex,
                relation: Some(member.relation.to_owned()),
                colour: Some(member.colour.to_owned()),
                phone: None,
                contacts: None,
                doctor: None,
            };
            let done = import_sample(session, (file, label), bytes, person.take(), new)?;
            person = done.person;
        }
        let complete = (n + 1).to_string();
        session.with(|open| Ok(open.vault.set_setting(COMPLETE, &complete)?))?;
    }
    Ok(())
}
