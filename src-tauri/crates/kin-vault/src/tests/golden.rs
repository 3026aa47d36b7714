//! Vaults of every released format, kept in the fixtures and opened for ever.

use super::{NOW, details, note, obs, pass, start};
use crate::{Filter, KdfStrength, NewVault, SearchOptions, Unlocked, Vault};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) const PHRASE: &str = "golden vault of version one";

pub(super) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/vaults")
}

pub(super) fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// A kept vault as a copy that may be changed, open for who has the phrase, and what it said when it was made.
struct Kept {
    vault: Unlocked,
    folder: PathBuf,
    _dir: tempfile::TempDir,
}

impl Kept {
    fn open(version: &str, phrase: &str) -> Self {
        let folder = fixtures().join(version);
        let dir = tempfile::tempdir().unwrap();
        copy_tree(&folder.join("vault"), dir.path());
        let vault = Vault::open(dir.path()).unwrap();
        let vault = vault.unlock(None, &pass(phrase)).unwrap();
        Self {
            vault,
            folder,
            _dir: dir,
        }
    }

    fn expected(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }

    /// Takes the first import of the first person back.
    fn undo_first(&self) {
        let (person, _) = self.vault.people().remove(0);
        let record = self.vault.record(&person).unwrap();
        let first = record.imports().unwrap().pop().unwrap().origin.import;
        record.undo_import(first, "Hua", NOW).unwrap();
    }
}

/// The folder of a version whose vault is about to be made.
fn unmade(version: &str) -> PathBuf {
    let folder = fixtures().join(version);
    assert!(!folder.exists(), "a golden vault is made once");
    folder
}

fn holder<'a>(nickname: &'a str, passphrase: &'a crate::Passphrase) -> NewVault<'a> {
    NewVault {
        nickname,
        colour: "plum",
        passphrase,
        kdf: KdfStrength::Test,
        now: NOW,
    }
}

/// A vault of Hua with one person in it, about to be filled.
fn begun(folder: &Path) -> (Unlocked, crate::RecoveryCode, kin_model::PersonId) {
    let (vault, code) =
        Vault::create(&folder.join("vault"), &holder("Hua", &pass(PHRASE))).unwrap();
    let person = vault
        .create_person(&details("李华 (synthetic)"), NOW)
        .unwrap();
    (vault, code, person)
}

/// Locks a vault that was filled, as it goes into the fixtures.
fn finished(vault: Unlocked, folder: &Path) {
    drop(vault.lock());
    fs::remove_file(folder.join("vault/vault.lock")).unwrap();
}

/// Writes down what a finished vault says when its first import is taken back.
fn write_undone(version: &str, told: fn(&Unlocked) -> String) {
    let kept = Kept::open(version, PHRASE);
    kept.undo_first();
    fs::write(kept.folder.join("expected-undone.txt"), told(&kept.vault)).unwrap();
}

/// A kept vault says what it always said, also after its first import is taken back.
fn says_the_same(version: &str, told: fn(&Unlocked) -> String) {
    let kept = Kept::open(version, PHRASE);
    assert_eq!(told(&kept.vault), kept.expected("expected.txt"));
    super::assert_whole(&kept.vault);
    kept.undo_first();
    assert_eq!(told(&kept.vault), kept.expected("expected-undone.txt"));
    super::assert_whole(&kept.vault);
}

/// What the vault says, through the public API alone.
pub(super) fn told(vault: &Unlocked) -> String {
    let mut out = String::new();
    for (person, details) in vault.people() {
        let born = details.born.map(|d| d.to_string());
        writeln!(out, "person {} {born:?}", details.name.text).unwrap();
        let record = vault.record(&person).unwrap();
        let everything = Filter {
            include_hidden: true,
            ..Filter::default()
        };
        let page = record.timeline(&everything, None, 1000).unwrap();
        for row in page.rows {
            let entry = record.entry(row.id).unwrap();
            writeln!(
                out,
                "entry {} {} {:?} {:?} {:?} {:?} hidden {} imports {:?} sources {} versions {}",
                row.id,
                row.title,
                row.date.map(|d| d.to_string()),
                row.value,
                row.unit,
                row.range,
                row.hidden,
                row.imports.iter().map(|i| i.0).collect::<Vec<_>>(),
                entry.sources.len(),
                entry.versions.len()
            )
            .unwrap();
            let body = entry.body;
            writeln!(
                out,
                "  {} bytes {}",
                body.len(),
                crate::keyring::hex(&kin_crypto::safe::sha256(&body))
            )
            .unwrap();
        }
        for words in ["血糖", "glu", "headache", "4548-4"] {
            let hits = record.search(words, &SearchOptions::default()).unwrap();
            writeln!(out, "search {words} {}", hits.page.rows.len()).unwrap();
        }
        for import in record.imports().unwrap() {
            writeln!(
                out,
                "import {} {} {} {} {} {:?}",
                import.origin.label,
                import.counts.added,
                import.counts.updated,
                import.counts.already_there,
                import.counts.same_fact,
                import.undone
            )
            .unwrap();
        }
        for change in record.changes(100).unwrap() {
            writeln!(out, "change {} {} {}", change.seq, change.op, change.at).unwrap();
        }
        writeln!(out, "setting {:?}", record.setting("unit").unwrap()).unwrap();
    }
    out
}

#[test]
fn the_vault_of_version_one_opens_and_says_what_it_always_said() {
    let kept = Kept::open("v1", PHRASE);
    assert_eq!(told(&kept.vault), kept.expected("expected.txt"));
    let vault = &kept.vault;
    super::assert_whole(vault);
    // It is also still written.
    let (person, _) = vault.people().remove(0);
    let record = vault.record(&person).unwrap();
    record
        .put(
            &note("hand", "new", "2026", "written today"),
            &mut String::new,
            "Hua",
            NOW,
        )
        .unwrap();
    super::assert_whole(vault);
    let code = crate::RecoveryCode::parse(kept.expected("recovery-code.txt").trim()).unwrap();
    assert!(kept.vault.lock().unlock_with_recovery(None, &code).is_ok());
}

/// Makes the fixture. Run once for a format, never again:
/// `cargo test -p kin-vault --lib golden -- --ignored`.
#[test]
#[ignore = "makes the fixture"]
fn make_the_vault_of_version_one() {
    let folder = unmade("v1");
    let (vault, code, person) = begun(&folder);
    let record = vault.record(&person).unwrap();
    let mut importer = record.begin_import(&start("first")).unwrap();
    for i in 0..12 {
        let date = format!("{}-0{}-1{}", 2015 + i, i % 9 + 1, i % 10);
        let draft = obs(
            "hospital",
            &i.to_string(),
            "4548-4",
            "Haemoglobin A1c",
            &date,
            &format!("6.{i}0"),
        );
        importer
            .add(&draft, &mut || "糖化血红蛋白 血糖".to_owned())
            .unwrap();
    }
    importer
        .add(
            &note("hospital", "n", "2024-02-29", "mild headache 头痛"),
            &mut String::new,
        )
        .unwrap();
    let mut large = obs("hospital", "large", "scan", "Scan", "2020", "1");
    let digits: String = (0..70_000_u64)
        .map(|n| (n * n * 7919 % 10_007).to_string())
        .collect();
    large.body = format!(r#"{{"resourceType":"Observation","id":"large","data":"{digits}"}}"#)
        .into_bytes()
        .into();
    importer.add(&large, &mut String::new).unwrap();
    importer
        .add_attachment("letter.txt", "text/plain", b"a letter")
        .unwrap();
    importer.commit().unwrap();
    super::import(
        &record,
        "second",
        &[
            obs(
                "hospital",
                "1",
                "4548-4",
                "Haemoglobin A1c",
                "2016-02-11",
                "6.15",
            ),
            obs("other", "x", "4548-4", "HbA1c", "2018-04-13", "6.30"),
        ],
    );
    let third = super::import(
        &record,
        "third",
        &[obs("other", "y", "2339-0", "Glucose", "2021", "5.6")],
    );
    record.undo_import(third, "Hua", NOW).unwrap();
    record
        .put(
            &note("hand", "h", "2025-05", "typed 血糖"),
            &mut String::new,
            "Hua",
            NOW,
        )
        .unwrap();
    let id = record
        .find_by_reference("hospital", "Observation", "3")
        .unwrap()
        .unwrap();
    record.hide(id, "Hua", NOW).unwrap();
    record.set_setting("unit", "mmol/L").unwrap();
    vault
        .create_person(&details("Second (synthetic)"), NOW)
        .unwrap();
    fs::write(folder.join("expected.txt"), told(&vault)).unwrap();
    fs::write(folder.join("recovery-code.txt"), code.grouped().as_str()).unwrap();
    finished(vault, &folder);
}

const SECOND: &str = "second keyholder of the golden vault";

/// What version 1.1 added: keyholders, rights, the log, former keys.
fn told_of_family(vault: &Unlocked) -> String {
    let mut out = told(vault);
    for (person, _) in vault.people() {
        let record = vault.record(&person).unwrap();
        for holder in record.holders().unwrap() {
            let (name, right) = (&holder.name, holder.right.as_str());
            writeln!(out, "holder {name} {right} by {}", holder.by_name).unwrap();
        }
        for line in record.access_log(None, 100).unwrap().lines {
            writeln!(out, "log {} {} {}", line.at, line.actor, line.op).unwrap();
        }
        for moving in record.moves().unwrap() {
            writeln!(out, "moved {} {:?}", moving.entry, moving.state).unwrap();
        }
    }
    out
}

#[test]
fn the_vault_of_version_one_one_opens_for_both_keyholders() {
    for (phrase, file) in [(PHRASE, "expected.txt"), (SECOND, "expected-second.txt")] {
        let kept = Kept::open("v1.1", phrase);
        assert_eq!(told_of_family(&kept.vault), kept.expected(file));
        super::assert_whole(&kept.vault);
    }
}

/// As [`make_the_vault_of_version_one`], for 1.1.
#[test]
#[ignore = "makes the fixture"]
fn make_the_vault_of_version_one_one() {
    let folder = unmade("v1.1");
    let (vault, _, person) = begun(&folder);
    let second = vault
        .create_person(&details("Second (synthetic)"), NOW)
        .unwrap();
    let record = vault.record(&person).unwrap();
    record.log_access("open", "", NOW).unwrap();
    let drafts: Vec<_> = (0..5)
        .map(|i| obs("hospital", &i.to_string(), "4548-4", "HbA1c", "2024", "6.1"))
        .collect();
    super::import(&record, "first", &drafts);
    record
        .put_attachment("scan.bin", "image/png", &vec![3; 300_000], "Hua", NOW)
        .unwrap();
    let typed = note("hand", "h", "2025-05", "typed 血糖");
    let id = record.put(&typed, &mut String::new, "Hua", NOW).unwrap();
    record.move_begin(id, &second, "Hua", NOW).unwrap();
    let moving = record.moves().unwrap().remove(0);
    let target = vault.record(&second).unwrap();
    let there = target.put(&typed, &mut String::new, "Hua", NOW).unwrap();
    record.move_done(&moving, there, "Hua", NOW).unwrap();
    let grants = [(person.clone(), crate::Right::Edit)];
    let (left, stays) = (pass("somebody who left"), pass(SECOND));
    let (gone, _) = vault
        .add_keyholder(&holder("Gone", &left), &grants)
        .unwrap();
    vault
        .add_keyholder(&holder("Wei", &stays), &grants)
        .unwrap();
    drop((record, target));
    vault.revoke(&person, &gone, NOW).unwrap();
    fs::write(folder.join("expected.txt"), told_of_family(&vault)).unwrap();
    let vault = vault.lock().unlock(None, &pass(SECOND)).unwrap();
    vault.catch_up(NOW);
    fs::write(folder.join("expected-second.txt"), told_of_family(&vault)).unwrap();
    finished(vault, &folder);
}

/// What version 1.2 added: places of originals, and who else brought the same.
fn told_of_places(vault: &Unlocked) -> String {
    let mut out = told(vault);
    let (person, _) = vault.people().remove(0);
    let record = vault.record(&person).unwrap();
    for row in record.timeline(&Filter::default(), None, 100).unwrap().rows {
        let place = record.place(row.id, None).unwrap();
        let place = place.map(|p| (p.file, p.index));
        writeln!(out, "place {} {place:?}", row.id).unwrap();
    }
    out
}

#[test]
fn the_vault_of_version_one_two_knows_who_brought_what_too() {
    says_the_same("v1.2", told_of_places);
}

/// As [`make_the_vault_of_version_one`], for 1.2.
#[test]
#[ignore = "makes the fixture"]
fn make_the_vault_of_version_one_two() {
    let folder = unmade("v1.2");
    let (vault, _, person) = begun(&folder);
    let record = vault.record(&person).unwrap();
    let bring = |label: &str, ids: &[u64], value: &str| {
        let mut importer = record.begin_import(&start(label)).unwrap();
        for (index, id) in (0..).zip(ids) {
            importer.at(crate::Place { file: 0, index });
            let (date, name) = (format!("20{}", 10 + id), id.to_string());
            let draft = obs("hospital", &name, "4548-4", "HbA1c", &date, value);
            importer.add(&draft, &mut String::new).unwrap();
        }
        importer
            .add_attachment("letter.txt", "text/plain", b"a letter")
            .unwrap();
        importer.commit().unwrap();
    };
    bring("first", &[1, 2, 3, 4, 5], "6.1");
    bring("second", &[5, 3, 1], "6.1");
    bring("third", &[2, 5], "6.2");
    fs::write(folder.join("expected.txt"), told_of_places(&vault)).unwrap();
    drop(record);
    finished(vault, &folder);
    write_undone("v1.2", told_of_places);
}

/// What version 1.3 added: samples.
fn told_of_samples(vault: &Unlocked) -> String {
    let mut out = told(vault);
    let (person, _) = vault.people().remove(0);
    let record = vault.record(&person).unwrap();
    for series in record.sample_series().unwrap() {
        let (key, imports) = (&series.key, &series.imports);
        writeln!(
            out,
            "series {} {} {} {imports:?} {} {} {}",
            key.codings[0].code, key.unit, key.device, series.first, series.last, series.count
        )
        .unwrap();
        record
            .samples(series.id, i64::MIN, i64::MAX, &mut |s| {
                let (at, bound) = (s.at().unwrap(), s.comparator.as_str());
                writeln!(out, "  {at} {bound}{} {}", s.value(), s.span).unwrap();
            })
            .unwrap();
    }
    out
}

#[test]
fn the_vault_of_version_one_three_still_has_its_samples() {
    says_the_same("v1.3", told_of_samples);
}

/// As [`make_the_vault_of_version_one`], for 1.3.
#[test]
#[ignore = "makes the fixture"]
fn make_the_vault_of_version_one_three() {
    use super::samples::{bring, key, sample};
    let folder = unmade("v1.3");
    let (vault, _, person) = begun(&folder);
    let record = vault.record(&person).unwrap();
    let (glucose, steps) = (key("2339-0", "sensor"), key("55423-8", "watch"));
    let mut low = sample(35, "40");
    low.comparator = crate::Comparator::Less;
    let day = (0..6).map(|n| sample(n * 5, &format!("10{n}")));
    bring(&record, "first", &glucose, day.clone().chain([low]));
    bring(&record, "second", &glucose, day.clone().skip(2));
    let mut walk = sample(600, "312");
    walk.span = 540;
    bring(&record, "third", &steps, [walk]);
    bring(
        &record,
        "fourth",
        &glucose,
        [sample(10, "102"), sample(900, "5.60")],
    );
    fs::write(folder.join("expected.txt"), told_of_samples(&vault)).unwrap();
    drop(record);
    finished(vault, &folder);
    write_undone("v1.3", told_of_samples);
}
