//! What is done to a vault in R1, R2 and R4: from where it starts, in which steps, and what must hold
//! afterwards beside what it says.

use crate::Try;
use crate::ground::{copy_tree, tell};
use crate::home::{
    self, BY, NEW_WORDS, NOW, WORDS, bring, details, find, newcomer, open, put, record, unlock,
};
use kin_vault::{
    BackupSecret, DeviceKey, KdfStrength, OpenedBackup, Passphrase, Record, Right, Unlocked, Vault,
    VaultError,
};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder with a vault in it, or none yet, and what lies beside the vault.
pub(crate) struct World {
    outer: PathBuf,
    vault: Option<Unlocked>,
}

/// The vault's folder in a world's.
pub(crate) fn vault_in(outer: &Path) -> PathBuf {
    outer.join("vault")
}

impl World {
    /// Opens the vault when there is one.
    pub(crate) fn begin(outer: &Path, start: Start) -> Try<Self> {
        let vault = match start {
            Start::Nothing | Start::OnlyBackup | Start::Golden => None,
            _ => Some(open(&vault_in(outer))?),
        };
        Ok(Self {
            outer: outer.to_owned(),
            vault,
        })
    }

    fn dir(&self) -> PathBuf {
        vault_in(&self.outer)
    }

    fn v(&self) -> Try<&Unlocked> {
        Ok(self.vault.as_ref().ok_or("the vault is not open")?)
    }

    fn r(&self) -> Try<Arc<Record>> {
        record(self.v()?)
    }

    fn lock(&mut self) {
        self.vault.take().map(Unlocked::lock);
    }

    fn reopen(&mut self) -> Try<()> {
        self.lock();
        self.vault = Some(open(&self.dir())?);
        Ok(())
    }

    pub(crate) fn told(&self) -> Try<String> {
        match &self.vault {
            Some(vault) => told(&self.outer, vault),
            None => Ok(NO_VAULT.to_owned()),
        }
    }

    pub(crate) fn end(mut self) {
        self.lock();
    }
}

/// What is said where no vault was ever finished.
pub(crate) const NO_VAULT: &str = "no vault\n";

/// What the vault says, and which backups beside it are whole.
fn told(outer: &Path, vault: &Unlocked) -> Try<String> {
    let mut out = home::told(vault)?;
    let mut names: Vec<PathBuf> = fs::read_dir(outer)?
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "kinfolio"))
        .collect();
    names.sort();
    for path in names {
        let backup = vault.backup_source()?.open(&path)?;
        let scratch = vault_in(outer).join("staging");
        let contents = backup.verify(&scratch, &mut |_, _| true)?;
        if contents.missing == 0 {
            let entries: Vec<_> = contents.people.iter().map(|p| p.entries).collect();
            writeln!(out, "whole backup of {entries:?}")?;
        }
    }
    Ok(out)
}

/// Looks at what is left: `(what it says, a report of the check that is not clean)`.
pub(crate) fn look(outer: &Path) -> Try<(World, String)> {
    let mut world = World {
        outer: outer.to_owned(),
        vault: None,
    };
    match Vault::open(&world.dir()) {
        Err(VaultError::NotAVault | VaultError::Unfinished) => {
            return Ok((world, NO_VAULT.to_owned()));
        }
        other => drop(other.map_err(|why| format!("does not open: {why}"))?),
    }
    world.vault = Some(open(&world.dir()).map_err(|why| format!("does not unlock: {why}"))?);
    let report = world.v()?.check(true)?;
    if !report.ok() {
        return Err(format!("the check finds {:?}", report.problems).into());
    }
    let says = world.told()?;
    Ok((world, says))
}

/// The vault is still written; where there is none, one is made.
pub(crate) fn go_on(world: &mut World) -> Try<()> {
    if world.vault.is_none() {
        create(world).map_err(|why| format!("it cannot be made again: {why}"))?;
        add_person(world)?;
        let report = world.v()?.check(true)?;
        if !report.ok() {
            return Err(format!("made again, the check finds {:?}", report.problems).into());
        }
        world.reopen()?;
    }
    let r = match world.v()?.people().is_empty() {
        true => return Ok(world.v()?.set_setting("after", "still writable")?),
        false => world.r()?,
    };
    r.set_setting("after", "still writable")?;
    Ok(())
}

/// Where a scenario starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Start {
    /// An empty place.
    Nothing,
    /// [`home::make`], locked.
    Usual,
    /// A vault of the first released format.
    Golden,
    /// Hua owns the record, Wei and Mei may change it, Lan may open nothing.
    Family,
    /// A backup beside the vault, which has gone on since.
    Backup,
    /// A backup and no vault: a new computer.
    OnlyBackup,
}

pub(crate) const STARTS: [Start; 6] = [
    Start::Nothing,
    Start::Usual,
    Start::Golden,
    Start::Family,
    Start::Backup,
    Start::OnlyBackup,
];

impl Start {
    /// Makes it in an empty folder.
    pub(crate) fn make(self, outer: &Path) -> Try<()> {
        let dir = vault_in(outer);
        match self {
            Self::Nothing => {}
            Self::Usual => home::make(&dir)?,
            Self::Golden => {
                let here = Path::new(env!("CARGO_MANIFEST_DIR"));
                copy_tree(&here.join("../../../tests/fixtures/vaults/v1/vault"), &dir)?;
            }
            Self::Family => family(&dir)?,
            Self::Backup | Self::OnlyBackup => {
                home::make(&dir)?;
                let mut world = Self::Usual.world(outer)?;
                make_backup(&mut world)?;
                put(world.v()?, "later", "after the backup")?;
                world.end();
                if self == Self::OnlyBackup {
                    fs::remove_dir_all(&dir)?;
                }
            }
        }
        Ok(())
    }

    fn world(self, outer: &Path) -> Try<World> {
        World::begin(outer, self)
    }
}

fn family(dir: &Path) -> Try<()> {
    home::make(dir)?;
    let vault = open(dir)?;
    let words = Passphrase::new(WORDS)?;
    let person = || -> Try<_> { Ok(vault.people().into_iter().next().ok_or("no person")?.0) };
    for name in ["Wei", "Mei"] {
        vault.add_keyholder(&newcomer(name, &words), &[(person()?, Right::Edit)])?;
    }
    vault.add_keyholder(&newcomer("Lan", &words), &[])?;
    drop(vault.lock());
    Ok(())
}

/// One step: one call whose success is an acknowledgement.
pub(crate) type Step = fn(&mut World) -> Try<()>;

/// A scenario.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) start: Start,
    pub(crate) steps: &'static [Step],
    /// What must hold in the end beside what the vault says; it is open.
    pub(crate) also: Option<Step>,
    /// Ends of lines that may stand there when a step was interrupted between its halves.
    pub(crate) half: &'static [&'static str],
}

const fn usual(name: &'static str, steps: &'static [Step]) -> Scenario {
    from(name, Start::Usual, steps, None)
}

const fn from(
    name: &'static str,
    start: Start,
    steps: &'static [Step],
    also: Option<Step>,
) -> Scenario {
    Scenario {
        name,
        start,
        steps,
        also,
        half: &[],
    }
}

fn create(w: &mut World) -> Try<()> {
    let words = Passphrase::new(WORDS)?;
    let (vault, _) = Vault::create(&w.dir(), &newcomer(BY, &words))?;
    w.vault = Some(vault);
    Ok(())
}

fn add_person(w: &mut World) -> Try<()> {
    w.v()?.create_person(&details("Li Hua"), NOW)?;
    Ok(())
}

fn make_backup(w: &mut World) -> Try<()> {
    let source = w.v()?.backup_source()?;
    let name = w.outer.join("first.kinfolio");
    let name = if name.exists() {
        w.outer.join("second.kinfolio")
    } else {
        name
    };
    let made = source.make(&name, NOW, &mut |_, _| true)?;
    if made.missing > 0 {
        // Made, and never called whole: a record did not open.
        return Err("something is missing in the backup".into());
    }
    source
        .open(&name)?
        .verify(&w.dir().join("staging"), &mut |_, _| true)?;
    Ok(())
}

fn restore(w: &mut World) -> Try<()> {
    w.lock();
    let words = Passphrase::new(WORDS)?;
    let path = w.outer.join("first.kinfolio");
    let backup = OpenedBackup::open(&path, BackupSecret::Passphrase(&words))?;
    let restored = backup.restore_beside(&w.dir(), &mut |_, _| true)?;
    restored.swap("2026-01-02")?;
    w.reopen()
}

fn keyholder(w: &World, name: &str) -> Try<kin_vault::KeyholderId> {
    let all = w.v()?.keyholders();
    let found = all.into_iter().find(|k| k.nickname == name);
    Ok(found.ok_or("no such keyholder")?.id)
}

fn person(w: &World) -> Try<kin_model::PersonId> {
    let people = w.v()?.people();
    Ok(people.into_iter().next().ok_or("no person")?.0)
}

/// Unlocks as somebody else, who takes what waits for them; whether the record opens.
fn opens_for(w: &mut World, name: &str) -> Try<bool> {
    let (who, rid) = (keyholder(w, name)?, person(w)?);
    w.lock();
    let vault = unlock(Vault::open(&w.dir())?, &who)?;
    vault.catch_up(NOW);
    drop(vault.accept_letter(&rid, NOW));
    let opens = vault.record(&rid).and_then(|r| r.details()).is_ok();
    drop(vault.lock());
    w.reopen()?;
    Ok(opens)
}

fn named(w: &World, name: &str) -> Try<bool> {
    Ok(w.r()?.holders()?.iter().any(|h| h.name == name))
}

/// Who is named opens the record, who is not does not.
fn doors_fit(w: &mut World) -> Try<()> {
    w.v()?.catch_up(NOW);
    for name in ["Mei", "Wei"] {
        let (named, opens) = (named(w, name)?, opens_for(w, name)?);
        if named != opens {
            return Err(format!("{name}: named {named}, opens {opens}").into());
        }
    }
    Ok(())
}

fn grant_lan(w: &mut World) -> Try<()> {
    let (rid, lan) = (person(w)?, keyholder(w, "Lan")?);
    w.v()?.grant(&rid, &lan, Right::Edit, true, NOW)?;
    Ok(())
}

/// A grant that was interrupted is made again, and then the door is open.
fn lan_comes_in(w: &mut World) -> Try<()> {
    grant_lan(w)?;
    if !opens_for(w, "Lan")? {
        return Err("the letter of Lan opens nothing".into());
    }
    Ok(())
}

fn add_nan(w: &mut World) -> Try<()> {
    let words = Passphrase::new(WORDS)?;
    let grants = [(person(w)?, Right::Edit)];
    w.v()?.add_keyholder(&newcomer("Nan", &words), &grants)?;
    Ok(())
}

/// Who is named and never came is struck out again; then Nan comes in.
fn nan_comes_in(w: &mut World) -> Try<()> {
    let tiles = w.v()?.keyholders();
    for holder in w.r()?.holders()? {
        if !tiles.iter().any(|t| t.id == holder.id) {
            w.v()?.revoke(&person(w)?, &holder.id, NOW)?;
        }
    }
    if keyholder(w, "Nan").is_err() {
        add_nan(w)?;
    }
    if !opens_for(w, "Nan")? {
        return Err("Nan was added and cannot open the record".into());
    }
    Ok(())
}

const FIRST: &str = "Note first-0";

/// The scenarios.
pub(crate) const SCENARIOS: &[Scenario] = &[
    from("create vault", Start::Nothing, &[create, add_person], None),
    usual("first unlock", &[|w| w.r().map(drop)]),
    usual("import 1k", &[|w| bring(&*w.r()?, "large", 1000)]),
    usual(
        "edit",
        &[
            |w| put(w.v()?, "new", "one"),
            |w| put(w.v()?, "new", "two"),
            |w| Ok(w.r()?.revert(find(w.v()?, "Note new")?, BY, NOW)?),
            |w| Ok(w.r()?.set_setting("unit", "mmol")?),
        ],
    ),
    usual(
        "attach 20 MB",
        &[|w| {
            w.r()?
                .put_attachment("film", "video/mp4", &vec![9; 20 << 20], BY, NOW)?;
            Ok(())
        }],
    ),
    usual(
        "hide and erase",
        &[
            |w| Ok(w.r()?.hide(find(w.v()?, FIRST)?, BY, NOW)?),
            |w| Ok(w.r()?.restore(find(w.v()?, FIRST)?, BY, NOW)?),
            |w| Ok(w.r()?.hide(find(w.v()?, FIRST)?, BY, NOW)?),
            |w| Ok(w.r()?.erase(find(w.v()?, FIRST)?, BY, NOW)?),
        ],
    ),
    usual(
        "undo import",
        &[
            |w| bring(&*w.r()?, "second", 30),
            |w| {
                let r = w.r()?;
                let newest = r.imports()?.into_iter().find(|i| i.can_undo);
                r.undo_import(newest.ok_or("no import")?.origin.import, BY, NOW)?;
                Ok(())
            },
        ],
    ),
    usual(
        "passphrase change",
        &[|w| {
            Ok(w.v()?
                .set_passphrase(&Passphrase::new(NEW_WORDS)?, KdfStrength::Test)?)
        }],
    ),
    usual(
        "quick unlock",
        &[
            |w| Ok(w.v()?.forget_quick_unlock()?),
            |w| Ok(w.v()?.set_quick_unlock(&DeviceKey::from_text(home::KEY)?)?),
        ],
    ),
    usual(
        "recovery renew",
        &[|w| Ok(w.v()?.new_recovery_code().map(drop)?)],
    ),
    usual(
        "people",
        &[
            |w| Ok(w.v()?.create_person(&details("Li Wei"), NOW).map(drop)?),
            |w| {
                let people = w.v()?.people();
                let found = people.iter().find(|p| p.1.name.text == "Li Wei");
                Ok(w.v()?.remove_person(&found.ok_or("gone")?.0)?)
            },
        ],
    ),
    usual(
        "details",
        &[|w| Ok(w.r()?.set_details(&details("Li Hua Ying"), NOW)?)],
    ),
    usual(
        "settings",
        &[
            |w| Ok(w.v()?.set_setting("look", "dark")?),
            |w| Ok(w.v()?.set_keyholder("Ying", "teal")?),
            |w| Ok(w.r()?.log_access("export", "summary", NOW)?),
        ],
    ),
    usual(
        "many small changes",
        &[
            |w| put(w.v()?, "a", "1"),
            |w| put(w.v()?, "b", "2"),
            |w| put(w.v()?, "c", "3"),
            |w| put(w.v()?, "d", "4"),
        ],
    ),
    usual(
        "checkpoint",
        &[
            |w| bring(&*w.r()?, "third", 200),
            World::reopen,
            |w| put(w.v()?, "after", "the checkpoint"),
        ],
    ),
    usual("backup and verify", &[make_backup]),
    from("restore over", Start::Backup, &[restore], None),
    from("restore anew", Start::OnlyBackup, &[restore], None),
    from(
        "migrate v1",
        Start::Golden,
        &[World::reopen, |w| put(w.v()?, "today", "in the new format")],
        None,
    ),
    from(
        "revoke",
        Start::Family,
        &[|w| {
            let (rid, wei) = (person(w)?, keyholder(w, "Wei")?);
            Ok(w.v()?.revoke(&rid, &wei, NOW)?)
        }],
        Some(doors_fit),
    ),
    from(
        "renew keys",
        Start::Family,
        &[|w| {
            let words = (&Passphrase::new(WORDS)?, &Passphrase::new(NEW_WORDS)?);
            let done = w
                .v()?
                .renew_keys(words, KdfStrength::Test, NOW, &|_, _| true)?;
            match done.left.is_empty() && done.failed.is_empty() {
                true => Ok(()),
                false => Err("a record keeps its key".into()),
            }
        }],
        Some(doors_fit),
    ),
    from("grant", Start::Family, &[grant_lan], Some(lan_comes_in)),
    Scenario {
        // The record names who is to come before there is a key, so that nobody holds one unseen.
        half: &["holder Nan edit", " grant Hua", " Hua grant"],
        ..from(
            "keyholder added",
            Start::Usual,
            &[add_nan],
            Some(nan_comes_in),
        )
    },
];

/// Names the large allocation that a player is refused; 0 only counts them.
pub(crate) const REFUSED: &str = "KINFOLIO_TORTURE_REFUSED";

/// Plays a scenario in a folder where its start lies, and says so on standard output after each step.
pub(crate) fn player(outer: &Path, name: &str) -> Try<bool> {
    let scenario = SCENARIOS.iter().find(|s| s.name == name);
    let scenario = scenario.ok_or("no such scenario")?;
    let refused = std::env::var(REFUSED).ok();
    if let Some(at) = &refused {
        tell(&format!("alloc/{at}"));
    }
    let mut world = World::begin(outer, scenario.start)?;
    let mut out = std::io::stdout();
    for n in 0..scenario.steps.len() {
        let step = scenario.steps.get(n).ok_or("no such step")?;
        step(&mut world)?;
        writeln!(out, "{n}")?;
        out.flush()?;
    }
    world.end();
    if refused.is_some() {
        writeln!(out, "large {}", fs::read_to_string("/kin-faults/large")?)?;
    }
    Ok(true)
}

/// A starting folder for each start, made once.
pub(crate) struct Starts(Vec<(Start, tempfile::TempDir)>);

impl Starts {
    pub(crate) fn make() -> Try<Self> {
        let mut all = Vec::new();
        for start in STARTS {
            let folder = crate::ground::folder()?;
            start.make(folder.path())?;
            all.push((start, folder));
        }
        Ok(Self(all))
    }

    pub(crate) fn of(&self, start: Start) -> Try<&Path> {
        let found = self.0.iter().find(|(s, _)| *s == start);
        Ok(found.ok_or("no such start")?.1.path())
    }
}
