//! The vault under test: how it is made, what is done to it, and what it says.

use crate::Try;
use kin_model::{Abnormal, Draft, Kind, OriginKind, PersonDetails, PersonName, Sex, StatusClass};
use kin_vault::{
    DeviceKey, Filter, ImportStart, KdfStrength, KeyholderId, Locked, NewVault, Passphrase, Record,
    Unlocked, Vault,
};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) const NOW: &str = "2026-01-02T03:04:05Z";
pub(crate) const BY: &str = "Hua";
/// The extra slot opens in milliseconds; a passphrase would cost a sixth of a second each time.
pub(crate) const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

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

pub(crate) fn note(id: &str, words: &str) -> Draft<'static> {
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

pub(crate) fn bring(record: &Record, label: &str, entries: usize) -> Try<()> {
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

pub(crate) fn put(vault: &Unlocked, id: &str, words: &str) -> Try<()> {
    record(vault)?.put(&note(id, words), &mut String::new, BY, NOW)?;
    Ok(())
}

pub(crate) fn find(vault: &Unlocked, title: &str) -> Try<kin_model::EntryId> {
    let all = Filter {
        include_hidden: true,
        ..Filter::default()
    };
    let rows = record(vault)?.timeline(&all, None, 5000)?.rows;
    let row = rows.iter().find(|row| row.title == title);
    Ok(row.ok_or("no such entry")?.id)
}

/// What somebody types to make a vault or to come into one.
pub(crate) fn newcomer<'a>(name: &'a str, words: &'a Passphrase) -> NewVault<'a> {
    NewVault {
        nickname: name,
        colour: "plum",
        passphrase: words,
        kdf: KdfStrength::Test,
        now: NOW,
    }
}

pub(crate) const WORDS: &str = "violet anchor dusk";
pub(crate) const NEW_WORDS: &str = "amber window nine";
pub(crate) const GOLDEN_WORDS: &str = "golden vault of version one";

/// Makes the vault every run starts from: one person, forty entries, one large file, locked.
pub(crate) fn make(dir: &Path) -> Try<()> {
    let passphrase = Passphrase::new(WORDS)?;
    let new = newcomer(BY, &passphrase);
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
    unlock(locked, &who.id)
}

/// What may open a vault of the bench.
const ALL_WORDS: [&str; 3] = [WORDS, NEW_WORDS, GOLDEN_WORDS];
/// Which of them opened last.
static LAST: AtomicUsize = AtomicUsize::new(0);

/// By quick unlock where that is, else by one of the passphrases.
pub(crate) fn unlock(locked: Locked, who: &KeyholderId) -> Try<Unlocked> {
    let mut locked = match locked.unlock_quickly(who, &DeviceKey::from_text(KEY)?) {
        Ok(vault) => return Ok(vault),
        Err(refused) => refused.locked,
    };
    // A new passphrase ends quick unlock. What opened last is tried first: each try costs.
    let mut why = None;
    let last = LAST.load(Ordering::Relaxed);
    for n in [last, 0, 1, 2] {
        let words = ALL_WORDS.get(n).copied().unwrap_or_default();
        if why.is_some() && n == last {
            continue;
        }
        match locked.unlock(Some(who), &Passphrase::new(words)?) {
            Ok(vault) => {
                LAST.store(n, Ordering::Relaxed);
                return Ok(vault);
            }
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
    let mut tiles: Vec<_> = vault.keyholders();
    tiles.sort_by(|a, b| a.nickname.cmp(&b.nickname));
    for tile in tiles {
        writeln!(out, "tile {} {}", tile.nickname, tile.colour)?;
    }
    for (person, details) in vault.people() {
        writeln!(out, "person {}", details.name.text)?;
        let record = vault.record(&person)?;
        told_of(&record, &mut out)?;
    }
    Ok(out)
}

fn told_of(record: &Record, out: &mut String) -> Try<()> {
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
    for (n, row) in record
        .timeline(&all, None, 5000)?
        .rows
        .into_iter()
        .enumerate()
    {
        let mut line = format!("{} {:?} {}", row.title, row.value, row.hidden);
        // The originals of a large import are read by the check.
        if n < 100 {
            let entry = record.entry(row.id)?;
            let body = String::from_utf8_lossy(&entry.body).into_owned();
            write!(line, " {body} versions {}", entry.versions.len())?;
        }
        lines.push(line);
    }
    lines.sort();
    for (n, line) in lines.iter().enumerate() {
        writeln!(out, "{n} {line}")?;
    }
    for import in record.imports()? {
        let (counts, label) = (import.counts, import.origin.label);
        writeln!(
            out,
            "import {label} {} {}",
            counts.added,
            import.undone.is_some()
        )?;
    }
    let mut holders: Vec<_> = record
        .holders()?
        .iter()
        .map(|h| format!("holder {} {}", h.name, h.right.as_str()))
        .collect();
    holders.sort();
    writeln!(out, "{}", holders.join("\n"))?;
    for change in record.changes(10_000)?.iter().rev() {
        writeln!(out, "change {} {} {}", change.seq, change.op, change.actor)?;
    }
    for line in record.access_log(None, 100)?.lines {
        writeln!(out, "access {} {} {}", line.at, line.actor, line.op)?;
    }
    Ok(())
}

/// Adds entries until it is killed, and says so on standard output after each.
pub(crate) fn victim(dir: &Path) -> Try<bool> {
    let vault = open(dir)?;
    let mut out = std::io::stdout();
    let mut say = |text: &str| -> Try<()> {
        writeln!(out, "{text}")?;
        Ok(out.flush()?)
    };
    let r = record(&vault)?;
    let newest = || -> Try<String> {
        let change = r.changes(1)?.into_iter().next().ok_or("no change")?;
        Ok(format!("change {} {} ", change.seq, change.op))
    };
    for n in 0..=u8::MAX {
        let id = format!("k{n}");
        put(&vault, &id, &id)?;
        say(&format!("Note {id} "))?;
        if n % 7 == 3 {
            bring(&r, &format!("i{n}"), 20)?;
            say(&format!("Note i{n}-19 "))?;
        }
        match n % 5 {
            1 => r.hide(find(&vault, &format!("Note {id}"))?, BY, NOW)?,
            2 => drop(r.put_attachment(&id, "image/png", &vec![n; 300_000], BY, NOW)?),
            3 => r.set_details(&details(&format!("Li Hua {n}")), NOW)?,
            _ => continue,
        }
        say(&newest()?)?;
    }
    Ok(true)
}
