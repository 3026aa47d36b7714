//! Tests of the whole crate: through the public API, with a look inside where that is the point.

mod backup;
mod compact;
mod family;
mod formats;
mod golden;
mod hostile;
mod import;
mod keys;
mod mending;
mod mishaps;
mod quick;
mod renew;
mod samples;
mod search;
mod tamper;
mod undo;

use crate::{ImportStart, KdfStrength, NewVault, Passphrase, Record, Unlocked, Vault};
use kin_model::{
    Abnormal, Coding, Draft, Kind, OriginKind, PersonDetails, PersonId, PersonName, Sex,
    StatusClass,
};
use std::fmt::Write as _;
use std::sync::Arc;
use tempfile::TempDir;

pub(crate) const NOW: &str = "2026-01-02T03:04:05Z";
pub(crate) const PASS: &str = "violet anchor dusk";

pub(crate) fn pass(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

pub(crate) fn details(name: &str) -> PersonDetails {
    PersonDetails {
        name: PersonName {
            text: name.into(),
            ..PersonName::default()
        },
        other_names: vec![],
        born: "1954-03-18".parse().ok(),
        sex: Sex::Female,
        relation: String::new(),
        colour: "plum".into(),
        phone: String::new(),
        identifiers: vec![],
        contacts: Vec::new(),
        doctor: None,
    }
}

pub(crate) struct Home {
    pub(crate) dir: TempDir,
    pub(crate) vault: Unlocked,
    pub(crate) person: PersonId,
    pub(crate) record: Arc<Record>,
}

/// A vault with one person.
pub(crate) fn home() -> Home {
    let dir = tempfile::tempdir().unwrap();
    let (vault, _) = Vault::create(
        dir.path(),
        &NewVault {
            nickname: "Hua",
            colour: "plum",
            passphrase: &pass(PASS),
            kdf: KdfStrength::Test,
            now: NOW,
        },
    )
    .unwrap();
    let person = vault.create_person(&details("Li Hua"), NOW).unwrap();
    let record = vault.record(&person).unwrap();
    Home {
        dir,
        vault,
        person,
        record,
    }
}

pub(crate) fn start(label: &str) -> ImportStart {
    ImportStart {
        kind: OriginKind::File,
        label: label.into(),
        by: "Hua".into(),
        file_name: format!("{label}.json"),
        file_hash: String::new(),
        now: NOW.into(),
    }
}

/// An observation as a reader would hand it over.
pub(crate) fn obs(
    ns: &str,
    id: &str,
    code: &str,
    title: &str,
    date: &str,
    value: &str,
) -> Draft<'static> {
    let body = format!(
        r#"{{"resourceType":"Observation","id":"{id}","code":{{"coding":[{{"code":"{code}"}}],"text":"{title}"}},"effectiveDateTime":"{date}","valueQuantity":{{"value":{value}}}}}"#
    );
    Draft {
        namespace: ns.to_owned().into(),
        resource_type: "Observation".into(),
        id: id.to_owned().into(),
        kind: Kind::Result,
        codings: vec![Coding {
            system: "http://loinc.org".into(),
            code: code.into(),
            display: Some(title.into()),
        }],
        title: title.to_owned().into(),
        date: date.parse().ok(),
        value: Some(value.to_owned().into()),
        unit: Some("mmol/L".into()),
        range: Some("3.9–6.1".into()),
        status: Some("final".into()),
        status_class: StatusClass::Past,
        abnormal: Abnormal::No,
        who: Some("Clinic".into()),
        own_words: String::new(),
        body: body.into_bytes().into(),
    }
}

/// A note with words of its own.
pub(crate) fn note(ns: &str, id: &str, date: &str, words: &str) -> Draft<'static> {
    let mut draft = obs(ns, id, "note", "Note", date, "0");
    draft.kind = Kind::Note;
    draft.codings.clear();
    draft.value = None;
    draft.unit = None;
    draft.own_words = words.to_owned();
    draft.body = format!(r#"{{"resourceType":"Communication","id":"{id}","note":"{words}"}}"#)
        .into_bytes()
        .into();
    draft
}

pub(crate) fn import(record: &Record, label: &str, drafts: &[Draft<'_>]) -> kin_model::ImportId {
    let mut importer = record.begin_import(&start(label)).unwrap();
    for draft in drafts {
        importer.add(draft, &mut String::new).unwrap();
    }
    importer.commit().unwrap()
}

/// Everything a record says, without numbers that are only for the machine.
pub(crate) fn dump(record: &Record) -> String {
    record
        .read(|r| {
            let mut out = String::new();
            for sql in [
                "SELECT 'item', i.k, i.h, i.kind, c.title, c.codings, c.words, i.shape, i.bits, \
                 i.value, u.text, r.text, s.text, w.text, n.text, d.content, i.import \
                 FROM item i JOIN concept c ON c.id = i.concept JOIN ident d ON d.h = i.h \
                 LEFT JOIN dim u ON u.id = i.unit LEFT JOIN dim r ON r.id = i.range \
                 LEFT JOIN dim s ON s.id = i.status LEFT JOIN dim w ON w.id = i.who \
                 LEFT JOIN dim n ON n.id = i.ns ORDER BY i.k",
                "SELECT 'ident', h, k, content, target FROM ident ORDER BY h",
                "SELECT 'also', h2, h, bits, value, content, import FROM also ORDER BY h2",
                "SELECT 'version', h, n, bits, value, content, import, target FROM version \
                 ORDER BY h, n",
                "SELECT 'dim', text, uses FROM dim ORDER BY text",
                "SELECT 'concept', kind, title, codings, uses FROM concept ORDER BY key",
                "SELECT 'codes', count(*) FROM concept_code",
                "SELECT 'tally', year, kind, n FROM tally ORDER BY year, kind",
                "SELECT 'file', name, sha256 FROM attachment ORDER BY id",
                "SELECT 'words', rowid FROM own_fts ORDER BY rowid",
                "SELECT 'concept words', count(*) FROM concept_fts",
            ] {
                let mut statement = r.conn.prepare(sql)?;
                let columns = statement.column_count();
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    for i in 0..columns {
                        let value: rusqlite::types::Value = row.get(i)?;
                        write!(out, "{value:?}|").unwrap();
                    }
                    out.push('\n');
                }
            }
            // The originals themselves.
            let items: Vec<i64> = r
                .conn
                .prepare("SELECT body FROM item ORDER BY k")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for body in items {
                let text = r.body(body)?;
                writeln!(out, "{}", String::from_utf8_lossy(&text)).unwrap();
            }
            Ok(out)
        })
        .unwrap()
}

/// The check of the whole vault must find nothing.
pub(crate) fn assert_whole(vault: &Unlocked) {
    let report = vault.check(true).unwrap();
    assert_eq!(report.problems, vec![], "a full check finds nothing");
    let report = vault.check(false).unwrap();
    assert_eq!(report.problems, vec![], "a quick check finds nothing");
}
