//! The vault under test: how it is made, what is done to it, and what it says.

use crate::Try;
use kin_model::{Abnormal, Draft, Kind, OriginKind, PersonDetails, PersonName, Sex, StatusClass};
use kin_vault::{
    DeviceKey, Filter, ImportStart, KdfStrength, NewVault, Passphrase, Record, Unlocked, Vault,
};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

pub(crate) const NOW: &str = "2026-01-02T03:04:05Z";
const BY: &str = "Hua";
/// The extra slot opens in milliseconds; a passphrase would cost a sixth of a second each time.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn details(name: &str) -> PersonDetails {
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
    }
}

fn note(id: &str, words: &str) -> Draft<'static> {
    let body = format!(r#"{{"resourceType":"Communication","id":"{id}","note":"{words}"}}"#);
    Draft {
        namespace: "hand".into(),
        resource_type: "Communication".into(),
        id: id.to_owned().into(),
        kind: Kind::Note,
        codings: vec![],
        title: format!("Note {id}").into(),
        date: "2025-06-01".parse().ok(),
        value: Some(words.to_owned().into()),
        unit: None,
        range: None,
        status: None,
        status_class: StatusClass::Past,
        abnormal: Abnormal::No,
        who: None,
        own_words: words.to_owned(),
        body: body.into_bytes().into(),
    }
}

fn bring(record: &Record, label: &str, entries: usize) -> Try<()> {
    let mut importer = record.begin_import(&ImportStart {
        kind: OriginKind::File,
        label: label.into(),
        by: BY.into(),
        file_name: format!("{label}.json"),
        file_hash: String::new(),
        now: NOW.into(),
    })?;
    for n in 0..entries {
        importer.add(
            &note(&format!("{label}-{n}"), &format!("{label} {n}")),
            &mut String::new,
        )?;
    }
    importer.commit()?;
    Ok(())
}

/// Makes the vault every run starts from: one person, forty entries, one large file, locked.
pub(crate) fn make(dir: &Path) -> Try<()> {
    let passphrase = Passphrase::new("violet anchor dusk")?;
    let new = NewVault {
        nickname: BY,
        colour: "plum",
        passphrase: &passphrase,
        kdf: KdfStrength::Test,
        now: NOW,
    };
    let (vault, _) = Vault::create(dir, &new)?;
    vault.set_quick_unlock(&DeviceKey::from_text(KEY)?)?;
    let person = vault.create_person(&details("Li Hua"), NOW)?;
    let record = vault.record(&person)?;
    bring(&record, "first", 40)?;
    record.put_attachment("scan", "image/png", &vec![7; 400_000], BY, NOW)?;
    drop(vault.lock());
    Ok(())
}

pub(crate) fn open(dir: &Path) -> Try<Unlocked> {
    let locked = Vault::open(dir)?;
    let who = locked
        .keyholders()
        .into_iter()
        .next()
        .ok_or("no keyholder")?;
    let mut locked = match locked.unlock_quickly(&who.id, &DeviceKey::from_text(KEY)?) {
        Ok(vault) => return Ok(vault),
        Err(refused) => refused.locked,
    };
    // A new passphrase ends quick unlock.
    let mut why = None;
    for words in ["amber window nine", "violet anchor dusk"] {
        match locked.unlock(Some(&who.id), &Passphrase::new(words)?) {
            Ok(vault) => return Ok(vault),
            Err(refused) => {
                locked = refused.locked;
                why = Some(refused.why);
            }
        }
    }
    Err(why.ok_or("no passphrase")?.into())
}

pub(crate) fn record(vault: &Unlocked) -> Try<Arc<Record>> {
    let (person, _) = vault.people().into_iter().next().ok_or("no person")?;
    Ok(vault.record(&person)?)
}

/// Everything the vault says, without random names.
pub(crate) fn told(vault: &Unlocked) -> Try<String> {
    let mut out = String::new();
    let me = vault.keyholder();
    writeln!(
        out,
        "{} {} {:?}",
        me.nickname,
        me.colour,
        vault.setting("look")
    )?;
    for (person, details) in vault.people() {
        writeln!(out, "person {}", details.name.text)?;
        let record = vault.record(&person)?;
        writeln!(
            out,
            "details {} {:?}",
            record.details()?.name.text,
            record.setting("unit")?
        )?;
        let all = Filter {
            include_hidden: true,
            ..Filter::default()
        };
        let mut lines = Vec::new();
        for row in record.timeline(&all, None, 5000)?.rows {
            lines.push(format!("{} {:?} {}", row.title, row.value, row.hidden));
        }
        lines.sort();
        for (n, line) in lines.iter().enumerate() {
            writeln!(out, "{n} {line}")?;
        }
        let mut files: Vec<_> = record
            .changes(10_000)?
            .iter()
            .map(|c| c.op.clone())
            .collect();
        files.retain(|op| op == "attach");
        writeln!(out, "files {}", files.len())?;
    }
    Ok(out)
}

/// One step: one call whose success is an acknowledgement.
pub(crate) type Step = fn(&Unlocked) -> Try<()>;

fn put(vault: &Unlocked, id: &str, words: &str) -> Try<()> {
    record(vault)?.put(&note(id, words), &mut String::new, BY, NOW)?;
    Ok(())
}

fn find(vault: &Unlocked, title: &str) -> Try<kin_model::EntryId> {
    let all = Filter {
        include_hidden: true,
        ..Filter::default()
    };
    let rows = record(vault)?.timeline(&all, None, 5000)?.rows;
    let row = rows.iter().find(|row| row.title == title);
    Ok(row.ok_or("no such entry")?.id)
}

const FIRST: &str = "Note first-0";

/// The scenarios: name and steps.
pub(crate) const SCENARIOS: &[(&str, &[Step])] = &[
    ("unlock", &[|v| record(v).map(drop)]),
    ("import 1k", &[|v| bring(&*record(v)?, "large", 1000)]),
    (
        "edit",
        &[
            |v| put(v, "new", "one"),
            |v| put(v, "new", "two"),
            |v| Ok(record(v)?.revert(find(v, "Note new")?, BY, NOW)?),
            |v| Ok(record(v)?.set_setting("unit", "mmol")?),
        ],
    ),
    (
        "attach 20 MB",
        &[|v| {
            record(v)?.put_attachment("film", "video/mp4", &vec![9; 20 << 20], BY, NOW)?;
            Ok(())
        }],
    ),
    (
        "hide and erase",
        &[
            |v| Ok(record(v)?.hide(find(v, FIRST)?, BY, NOW)?),
            |v| Ok(record(v)?.restore(find(v, FIRST)?, BY, NOW)?),
            |v| Ok(record(v)?.hide(find(v, FIRST)?, BY, NOW)?),
            |v| Ok(record(v)?.erase(find(v, FIRST)?, BY, NOW)?),
        ],
    ),
    (
        "undo import",
        &[
            |v| bring(&*record(v)?, "second", 30),
            |v| {
                let r = record(v)?;
                let newest = r.imports()?.into_iter().find(|i| i.can_undo);
                r.undo_import(newest.ok_or("no import")?.origin.import, BY, NOW)?;
                Ok(())
            },
        ],
    ),
    (
        "passphrase",
        &[|v| Ok(v.set_passphrase(&Passphrase::new("amber window nine")?, KdfStrength::Test)?)],
    ),
    (
        "recovery renew",
        &[|v| Ok(v.new_recovery_code().map(drop)?)],
    ),
    (
        "people",
        &[
            |v| Ok(v.create_person(&details("Li Wei"), NOW).map(drop)?),
            |v| {
                let people = v.people();
                let (id, _) = people
                    .iter()
                    .find(|p| p.1.name.text == "Li Wei")
                    .ok_or("gone")?;
                Ok(v.remove_person(id)?)
            },
        ],
    ),
    (
        "details",
        &[|v| Ok(record(v)?.set_details(&details("Li Hua Ying"), NOW)?)],
    ),
    (
        "settings",
        &[
            |v| Ok(v.set_setting("look", "dark")?),
            |v| Ok(v.set_keyholder("Ying", "teal")?),
        ],
    ),
    (
        "many small changes",
        &[
            |v| put(v, "a", "1"),
            |v| put(v, "b", "2"),
            |v| put(v, "c", "3"),
            |v| put(v, "d", "4"),
        ],
    ),
];

/// Adds entries until it is killed, and says so on standard output after each.
pub(crate) fn victim(dir: &Path) -> Try<bool> {
    let vault = open(dir)?;
    let mut out = std::io::stdout();
    for n in 0..100_000 {
        let id = format!("k{n}");
        put(&vault, &id, &id)?;
        writeln!(out, "{id}")?;
        out.flush()?;
        if n % 7 == 3 {
            bring(&*record(&vault)?, &format!("i{n}"), 20)?;
            writeln!(out, "i{n}-19")?;
            out.flush()?;
        }
    }
    Ok(true)
}
