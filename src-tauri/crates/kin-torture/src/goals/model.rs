//! R10: random commands against the vault and against a plain model of it in memory.

use crate::ground::{Dice, Until, copy_tree, folder, seed};
use crate::home::{BY, NOW, WORDS, details, newcomer, note};
use crate::{Count, Try};
use kin_model::PersonId;
use kin_vault::{
    BackupSecret, Filter, ImportStart, KeyholderId, OpenedBackup, Passphrase, Record, Right,
    Unlocked, Vault,
};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// Fewer say nothing, however short the time.
const LEAST: u64 = 20;
/// Commands in a sequence, at most.
const LONGEST: u64 = 12;

/// A command; the number says which of the things it could be done to.
#[derive(Debug, Clone, Copy)]
enum Command {
    UnlockOwner,
    UnlockOther,
    Lock,
    /// The program dies: what lies in the folder at that moment is all there is.
    Crash,
    Edit(u64),
    Hide(u64),
    Show(u64),
    Import(u64),
    Undo(u64),
    Move(u64),
    Grant(u64),
    Revoke(u64),
    Backup,
    Restore,
}

fn draw(dice: &mut Dice) -> Command {
    let n = dice.below(1000);
    match dice.below(20) {
        0 => Command::UnlockOwner,
        1 => Command::UnlockOther,
        2 => Command::Lock,
        3 | 4 => Command::Crash,
        5..=7 => Command::Edit(n),
        8 => Command::Hide(n),
        9 => Command::Show(n),
        10 | 11 => Command::Import(n),
        12 | 13 => Command::Undo(n),
        14 | 15 => Command::Move(n),
        16 => Command::Grant(n),
        17 => Command::Revoke(n),
        18 => Command::Backup,
        _ => Command::Restore,
    }
}

/// What the model knows of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    words: String,
    versions: usize,
    hidden: bool,
}

/// What the model knows of a record: entries by title, imports and whether they were taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Plain {
    entries: BTreeMap<String, Entry>,
    imports: BTreeMap<String, bool>,
    /// Imports whose entries were changed since: what an undo does then is another test's matter.
    touched: Vec<String>,
    /// Whether the other keyholder holds a key.
    given: bool,
}

#[derive(Debug, Clone, Default)]
struct Model {
    records: [Plain; 2],
}

/// Where every sequence starts: Hua owns two records, Wei can unlock and opens none.
struct Start {
    folder: TempDir,
    people: Vec<PersonId>,
    owner: KeyholderId,
    other: KeyholderId,
}

fn start() -> Try<Start> {
    let folder = folder()?;
    let words = Passphrase::new(WORDS)?;
    let dir = folder.path().join("vault");
    let (vault, _) = Vault::create(&dir, &newcomer(BY, &words))?;
    vault.create_person(&details("Li Hua"), NOW)?;
    vault.create_person(&details("Li Ming"), NOW)?;
    let (other, _) = vault.add_keyholder(&newcomer("Wei", &words), &[])?;
    let owner = vault.keyholder().id;
    let people = vault.people().into_iter().map(|p| p.0).collect();
    drop(vault.lock());
    Ok(Start {
        folder,
        people,
        owner,
        other,
    })
}

struct Run<'s> {
    start: &'s Start,
    folder: TempDir,
    vault: Option<Unlocked>,
    /// Whether the owner is the one who unlocked.
    owner: bool,
    model: Model,
    /// Whether the other keyholder is still one: a backup holds the keys of who made it.
    wei: bool,
    backup: Option<(PathBuf, Model)>,
    n: u64,
}

impl Run<'_> {
    fn dir(&self) -> PathBuf {
        self.folder.path().join("vault")
    }

    fn lock(&mut self) {
        self.vault.take().map(Unlocked::lock);
    }

    fn unlock(&mut self, owner: bool) -> Try<()> {
        self.lock();
        let who = if owner {
            &self.start.owner
        } else {
            &self.start.other
        };
        let words = Passphrase::new(WORDS)?;
        let vault = Vault::open(&self.dir())?
            .unlock(Some(who), &words)
            .map_err(|refused| refused.why)?;
        vault.catch_up(NOW);
        if !owner {
            for person in &self.start.people {
                drop(vault.accept_letter(person, NOW));
            }
        }
        self.vault = Some(vault);
        self.owner = owner;
        self.compare()
    }

    /// A record that may be changed now, with its number.
    fn pick(&self, n: u64) -> Try<Option<(usize, Arc<Record>)>> {
        let k = usize::try_from(n % 2)?;
        let given = self.model.records.get(k).is_some_and(|r| r.given);
        match (&self.vault, self.start.people.get(k)) {
            (Some(vault), Some(person)) if self.owner || given => {
                Ok(Some((k, vault.record(person)?)))
            }
            _ => Ok(None),
        }
    }

    fn plain(&mut self, k: usize) -> Try<&mut Plain> {
        Ok(self.model.records.get_mut(k).ok_or("no such record")?)
    }

    /// A title of the model that is hidden or not.
    fn title(&mut self, k: usize, n: u64, hidden: bool) -> Try<Option<String>> {
        let entries = &self.plain(k)?.entries;
        let all: Vec<_> = entries.iter().filter(|e| e.1.hidden == hidden).collect();
        let at = usize::try_from(n / 2 % (all.len().max(1) as u64))?;
        Ok(all.get(at).map(|e| e.0.clone()))
    }

    fn set_hidden(&mut self, n: u64, hidden: bool) -> Try<()> {
        let Some((k, record)) = self.pick(n)? else {
            return Ok(());
        };
        let Some(title) = self.title(k, n, !hidden)? else {
            return Ok(());
        };
        let id = find(&record, &title)?;
        if hidden {
            record.hide(id, BY, NOW)?;
        } else {
            record.restore(id, BY, NOW)?;
        }
        self.touch(k, &title, hidden)
    }

    fn touch(&mut self, k: usize, title: &str, hidden: bool) -> Try<()> {
        let plain = self.plain(k)?;
        if let Some(entry) = plain.entries.get_mut(title) {
            entry.hidden = hidden;
        }
        if let Some(label) = label_of(title) {
            plain.touched.push(label.to_owned());
        }
        Ok(())
    }

    fn put(&mut self, k: usize, record: &Record, id: &str) -> Try<kin_model::EntryId> {
        self.n += 1;
        let words = format!("words {}", self.n);
        let at = record.put(&note(id, &words), &mut String::new, BY, NOW)?;
        let entries = &mut self.plain(k)?.entries;
        let title = format!("Note {id}");
        let versions = entries.get(&title).map_or(0, |e| e.versions + 1);
        let entry = Entry {
            words,
            versions,
            hidden: false,
        };
        entries.insert(title, entry);
        Ok(at)
    }

    fn import(&mut self, n: u64) -> Try<()> {
        let Some((k, record)) = self.pick(n)? else {
            return Ok(());
        };
        self.n += 1;
        let label = format!("i{}", self.n);
        let mut importer = record.begin_import(&ImportStart {
            kind: kin_model::OriginKind::File,
            label: label.clone(),
            by: BY.into(),
            file_name: String::new(),
            file_hash: String::new(),
            now: NOW.into(),
        })?;
        for i in 0..1 + n / 2 % 5 {
            let (id, words) = (format!("{label}-{i}"), format!("{label} {i}"));
            importer.add(&note(&id, &words), &mut String::new)?;
            let entry = Entry {
                words,
                versions: 0,
                hidden: false,
            };
            self.plain(k)?.entries.insert(format!("Note {id}"), entry);
        }
        importer.commit()?;
        self.plain(k)?.imports.insert(label, false);
        Ok(())
    }

    fn undo(&mut self, n: u64) -> Try<()> {
        let Some((k, record)) = self.pick(n)? else {
            return Ok(());
        };
        let plain = self.plain(k)?;
        let newest = record
            .imports()?
            .into_iter()
            .find(|i| i.can_undo && plain.imports.contains_key(&i.origin.label));
        let Some(import) = newest.filter(|i| !plain.touched.contains(&i.origin.label)) else {
            return Ok(());
        };
        record.undo_import(import.origin.import, BY, NOW)?;
        let label = import.origin.label;
        plain.entries.retain(|t, _| label_of(t) != Some(&*label));
        plain.imports.insert(label, true);
        Ok(())
    }

    fn move_entry(&mut self, n: u64) -> Try<()> {
        let (Some((from, source)), Some((to, target))) = (self.pick(n)?, self.pick(n + 1)?) else {
            return Ok(());
        };
        let Some(title) = self.title(from, n, false)? else {
            return Ok(());
        };
        let person = self.start.people.get(to).ok_or("no such person")?;
        let number = source.move_begin(find(&source, &title)?, person, BY, NOW)?;
        self.n += 1;
        let id = format!("m{}", self.n);
        let there = self.put(to, &target, &id)?;
        let moving = source.moves()?.into_iter().find(|m| m.id == number);
        source.move_done(&moving.ok_or("the move is lost")?, there, BY, NOW)?;
        self.touch(from, &title, true)
    }

    fn share(&mut self, n: u64, give: bool) -> Try<()> {
        let (Some((k, _)), true, true) = (self.pick(n)?, self.owner, self.wei) else {
            return Ok(());
        };
        let person = self.start.people.get(k).ok_or("no such person")?;
        let vault = self.vault.as_ref().ok_or("locked")?;
        if give {
            vault.grant(person, &self.start.other, Right::Edit, true, NOW)?;
        } else if self.model.records.get(k).is_some_and(|r| r.given) {
            vault.revoke(person, &self.start.other, NOW)?;
        }
        self.plain(k)?.given = give;
        Ok(())
    }

    fn crash(&mut self) -> Try<()> {
        let after = folder()?;
        copy_tree(self.folder.path(), after.path())?;
        self.vault = None;
        self.folder = after;
        if let Some((path, _)) = &mut self.backup
            && let Some(name) = path.file_name().map(ToOwned::to_owned)
        {
            *path = self.folder.path().join(name);
        }
        self.unlock(true)
    }

    fn make_backup(&mut self) -> Try<()> {
        let Some(vault) = self.vault.as_ref().filter(|_| self.owner) else {
            return Ok(());
        };
        self.n += 1;
        let path = self.folder.path().join(format!("b{}.kinfolio", self.n));
        vault.backup_source()?.make(&path, NOW, &mut |_, _| true)?;
        self.backup = Some((path, self.model.clone()));
        Ok(())
    }

    fn restore(&mut self) -> Try<()> {
        let Some((path, model)) = self.backup.clone() else {
            return Ok(());
        };
        self.lock();
        let words = Passphrase::new(WORDS)?;
        let backup = OpenedBackup::open(&path, BackupSecret::Passphrase(&words))?;
        let restored = backup.restore_beside(&self.dir(), &mut |_, _| true)?;
        restored.swap("2026-01-02")?;
        self.model = model;
        let tiles = Vault::open(&self.dir())?.keyholders();
        self.wei = tiles.iter().any(|t| t.id == self.start.other);
        self.unlock(true)
    }

    fn step(&mut self, command: Command) -> Try<()> {
        match command {
            Command::UnlockOwner => self.unlock(true),
            Command::UnlockOther if self.wei => self.unlock(false),
            Command::UnlockOther => Ok(()),
            Command::Lock => {
                self.lock();
                Ok(())
            }
            Command::Crash => self.crash(),
            Command::Edit(n) => {
                if let Some((k, record)) = self.pick(n)? {
                    let id = format!("e{}", n / 2 % 4);
                    let title = format!("Note {id}");
                    // A hidden entry is shown first, as the screens do.
                    if !self.plain(k)?.entries.get(&title).is_some_and(|e| e.hidden) {
                        self.put(k, &record, &id)?;
                    }
                }
                Ok(())
            }
            Command::Hide(n) => self.set_hidden(n, true),
            Command::Show(n) => self.set_hidden(n, false),
            Command::Import(n) => self.import(n),
            Command::Undo(n) => self.undo(n),
            Command::Move(n) => self.move_entry(n),
            Command::Grant(n) => self.share(n, true),
            Command::Revoke(n) => self.share(n, false),
            Command::Backup => self.make_backup(),
            Command::Restore => self.restore(),
        }
    }

    /// The vault says what the model says, and who holds no key opens nothing.
    fn compare(&self) -> Try<()> {
        let Some(vault) = &self.vault else {
            return Ok(());
        };
        for (k, (person, plain)) in self
            .start
            .people
            .iter()
            .zip(&self.model.records)
            .enumerate()
        {
            let record = vault.record(person);
            if !self.owner && !plain.given {
                if record.and_then(|r| r.details()).is_ok() {
                    return Err(format!("record {k} opens without a key").into());
                }
                continue;
            }
            let record = record?;
            let mut says = BTreeMap::new();
            for row in rows(&record)? {
                let entry = Entry {
                    versions: record.entry(row.id)?.versions.len(),
                    words: row.value.unwrap_or_default(),
                    hidden: row.hidden,
                };
                says.insert(row.title, entry);
            }
            if says != plain.entries {
                let meant = &plain.entries;
                return Err(format!("record {k}: {meant:?} became {says:?}").into());
            }
            let ours = |i: &kin_vault::ImportInfo| plain.imports.contains_key(&i.origin.label);
            let imports: BTreeMap<String, bool> = record
                .imports()?
                .into_iter()
                .filter(ours)
                .map(|i| (i.origin.label, i.undone.is_some()))
                .collect();
            if imports != plain.imports {
                return Err(format!("record {k}: {:?} became {imports:?}", plain.imports).into());
            }
        }
        Ok(())
    }
}

/// The import an entry came with.
fn label_of(title: &str) -> Option<&str> {
    title
        .strip_prefix("Note ")?
        .split_once('-')
        .map(|(label, _)| label)
}

fn rows(record: &Record) -> Try<Vec<kin_model::EntryRow>> {
    let all = Filter {
        include_hidden: true,
        ..Filter::default()
    };
    Ok(record.timeline(&all, None, 5000)?.rows)
}

fn find(record: &Record, title: &str) -> Try<kin_model::EntryId> {
    let row = rows(record)?.into_iter().find(|row| row.title == title);
    Ok(row.ok_or("no such entry")?.id)
}

/// Plays a sequence from the start to its end; the end is an opening and a full check.
fn play(start: &Start, commands: &[Command]) -> Result<(), String> {
    let run = || -> Try<()> {
        let folder = folder()?;
        copy_tree(start.folder.path(), folder.path())?;
        let mut run = Run {
            start,
            folder,
            vault: None,
            owner: true,
            model: Model::default(),
            wei: true,
            backup: None,
            n: 0,
        };
        run.unlock(true)?;
        for (n, command) in commands.iter().enumerate() {
            run.step(*command)
                .map_err(|why| format!("{n}, {command:?}: {why}"))?;
        }
        run.compare()?;
        run.unlock(true)?;
        let report = run.vault.as_ref().ok_or("locked")?.check(true)?;
        if !report.ok() {
            return Err(format!("the check finds {:?}", report.problems).into());
        }
        run.lock();
        clean(&run.dir())
    };
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(outcome) => outcome.map_err(|why| why.to_string()),
        Err(_) => Err("panic".to_owned()),
    }
}

/// Nothing half-done stays where copies are worked on.
fn clean(dir: &Path) -> Try<()> {
    let left = fs::read_dir(dir.join("staging")).map_or(0, Iterator::count);
    if left > 0 {
        return Err(format!("{left} files are left in the staging folder").into());
    }
    Ok(())
}

/// The shortest part of a sequence that still fails: one command after the other is left out.
fn shrunk(start: &Start, mut commands: Vec<Command>) -> Vec<Command> {
    let mut at = 0;
    while at < commands.len() {
        let mut fewer = commands.clone();
        fewer.remove(at);
        if play(start, &fewer).is_err() {
            commands = fewer;
        } else {
            at += 1;
        }
    }
    commands
}

/// R10: sequences of commands; each is a seed that can be played again.
pub(crate) fn run(until: Until) -> Try<Count> {
    let start = start()?;
    let (mut count, mut done) = (Count::default(), 0);
    while !until.over(count.runs, LEAST) {
        let number = seed().wrapping_add(count.runs);
        let mut dice = Dice(number.wrapping_mul(104_729));
        let len = 1 + dice.below(LONGEST);
        let commands: Vec<_> = (0..len).map(|_| draw(&mut dice)).collect();
        count.run();
        done += len;
        if let Err(why) = play(&start, &commands) {
            // The first few are made small; then it is time to mend.
            let small = if count.bad.len() < 5 {
                shrunk(&start, commands)
            } else {
                commands
            };
            let shown = play(&start, &small).err().unwrap_or(why);
            count.add_bad(format!("sequence {number}: {small:?}: {shown}"));
        }
    }
    count.words = format!("{done} commands, at most {LONGEST} in a sequence");
    Ok(count)
}
