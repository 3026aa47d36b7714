//! R7: the restore drill.

use crate::ground::{Dice, Until, difference, folder, my_part};
use crate::home::{self, BY, NOW, WORDS, details, newcomer, note};
use crate::{Count, Try};
use kin_model::{Draft, Kind};
use kin_vault::{
    AttachmentId, BackupSecret, ImportStart, OpenedBackup, Passphrase, Right, Unlocked, Vault,
};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Fewer say nothing, however short the time.
const LEAST: u64 = 4;
/// Vaults of the long run.
const WANTED: u64 = 500;

/// Words of every width, with marks that turn the line around or that stand above others.
const SAYINGS: [&str; 6] = [
    "血糖偏高，饭后两小时",
    "Übelkeit – très légère",
    "שלום עולם",
    "𠮷野家 👩‍👩‍👧 e\u{301}",
    "10\u{a0}mg · ≥ 3×",
    "plain",
];

/// Files of a generated vault: whose, under which number.
type Files = Vec<(kin_model::PersonId, AttachmentId)>;

fn pick<'a, T>(from: &'a [T], dice: &mut Dice) -> Try<&'a T> {
    let n = usize::try_from(dice.below(from.len() as u64))?;
    Ok(from.get(n).ok_or("nothing to pick from")?)
}

fn drawn(n: u64, dice: &mut Dice) -> Try<Draft<'static>> {
    let saying = *pick(&SAYINGS, dice)?;
    let long = saying.repeat(if dice.below(20) == 0 { 3000 } else { 1 });
    let mut draft = note(&format!("g{n}"), &long);
    draft.kind = *pick(Kind::ALL, dice)?;
    draft.title = format!("{saying} {n}").into();
    let (year, month) = (1950 + dice.below(76), 1 + dice.below(12));
    let date = match dice.below(4) {
        0 => format!("{year}"),
        1 => format!("{year}-{month:02}"),
        2 => format!("{year}-{month:02}-{:02}", 1 + dice.below(28)),
        _ => String::new(),
    };
    draft.date = date.parse().ok();
    Ok(draft)
}

/// A vault that differs with every number: people, entries of all kinds, files, corrections, hidden
/// entries, imports taken back, keyholders.
fn generated(dir: &Path, number: u64) -> Try<(Unlocked, Files)> {
    let mut dice = Dice(number.wrapping_mul(7_919));
    let words = Passphrase::new(WORDS)?;
    let (vault, _) = Vault::create(dir, &newcomer(BY, &words))?;
    let mut files = Vec::new();
    for person in 0..1 + dice.below(3) {
        let name = format!("{} {person}", pick(&SAYINGS, &mut dice)?);
        let id = vault.create_person(&details(&name), NOW)?;
        let record = vault.record(&id)?;
        for source in 0..1 + dice.below(3) {
            let mut importer = record.begin_import(&ImportStart {
                kind: kin_model::OriginKind::File,
                label: format!("来源 {source}"),
                by: BY.into(),
                file_name: format!("{source}.json"),
                file_hash: String::new(),
                now: NOW.into(),
            })?;
            for _ in 0..1 + dice.below(25) {
                let n = dice.below(40);
                importer.add(&drawn(n, &mut dice)?, &mut String::new)?;
            }
            importer.commit()?;
        }
        for _ in 0..dice.below(4) {
            let n = dice.below(40);
            record.put(&drawn(n, &mut dice)?, &mut String::new, BY, NOW)?;
        }
        for _ in 0..dice.below(3) {
            let len = match dice.below(3) {
                0 => 0,
                1 => 5_000,
                _ => 300_000,
            };
            let bytes: Vec<u8> = (0..len).map(|_| dice.below(256).to_le_bytes()[0]).collect();
            let name = format!("扫描 {len}.png");
            let file = record.put_attachment(&name, "image/png", &bytes, BY, NOW)?;
            files.push((id.clone(), file));
        }
        let rows = record
            .timeline(&kin_vault::Filter::default(), None, 5000)?
            .rows;
        for row in rows.iter().filter(|r| r.id.0 % 9 == 0) {
            record.hide(row.id, BY, NOW)?;
        }
        if dice.below(3) == 0
            && let Some(newest) = record.imports()?.into_iter().find(|i| i.can_undo)
        {
            record.undo_import(newest.origin.import, BY, NOW)?;
        }
        record.set_setting("unit", pick(&SAYINGS, &mut dice)?)?;
        if dice.below(3) == 0 {
            let right = *pick(&[Right::Read, Right::Edit, Right::Owner], &mut dice)?;
            let name = format!("家人 {person}");
            vault.add_keyholder(&newcomer(&name, &words), &[(id, right)])?;
        }
    }
    vault.set_setting("look", pick(&SAYINGS, &mut dice)?)?;
    Ok((vault, files))
}

/// What the vault says, with every file, without the other keyholders' tiles: a backup holds the
/// keys of who made it.
fn logical(vault: &Unlocked, files: &Files) -> Try<String> {
    let mut out: String = home::told(vault)?
        .lines()
        .filter(|line| !line.starts_with("tile "))
        .fold(String::new(), |all, line| all + line + "\n");
    for (person, file) in files {
        let file = vault.record(person)?.attachment(*file)?;
        writeln!(
            out,
            "file {} {} {}",
            file.name,
            file.sha256,
            file.bytes.len()
        )?;
        if file.bytes.len() < 10_000 {
            writeln!(out, "{:?}", file.bytes)?;
        }
    }
    Ok(out)
}

fn drill(number: u64) -> Try<usize> {
    let (home, away) = (folder()?, folder()?);
    let dir = home.path().join("vault");
    let (vault, files) = generated(&dir, number)?;
    let before = logical(&vault, &files)?;
    let path = away.path().join("kinfolio-backup.tar");
    let made = vault.backup_source()?.make(&path, NOW, &mut |_, _| true)?;
    if made.missing > 0 {
        return Err("the backup lacks files".into());
    }
    drop(vault.lock());
    fs::remove_dir_all(&dir)?;

    let words = Passphrase::new(WORDS)?;
    let backup = OpenedBackup::open(&path, BackupSecret::Passphrase(&words))?;
    backup
        .restore_beside(&dir, &mut |_, _| true)?
        .swap("2026-01-02")?;
    let vault = match Vault::open(&dir)?.unlock(None, &words) {
        Ok(vault) => vault,
        Err(refused) => return Err(refused.why.into()),
    };
    let after = logical(&vault, &files)?;
    if after != before {
        return Err(format!("something is different: {}", difference(&before, &after)).into());
    }
    let report = vault.check(true)?;
    if !report.ok() {
        return Err(format!("the check finds {:?}", report.problems).into());
    }
    drop(vault.lock());
    Ok(before.lines().count())
}

/// R7: generated vaults through backup, wipe and restore; each says what it said.
pub(crate) fn run(until: Until) -> Try<Count> {
    let (mut count, mut lines) = (Count::default(), 0);
    let numbers: Vec<u64> = (0..WANTED).collect();
    for number in my_part(&numbers) {
        if until.over(count.runs, LEAST) {
            break;
        }
        count.run();
        match drill(*number) {
            Ok(more) => lines += more,
            Err(why) => count.add_bad(format!("vault {number}: {why}")),
        }
    }
    count.words = format!("{lines} lines compared");
    Ok(count)
}
