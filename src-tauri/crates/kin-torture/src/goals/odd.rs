//! R9: two programs at once, a clock that is wrong, a stick that is pulled out, a computer that sleeps, a disk that does
//! not confirm.

use crate::ground::{Dice, Until, copy_tree, counted, folder, tell};
use crate::home::{self, BY, NOW, WORDS, newcomer, note, told};
use crate::{Count, Try};
use kin_vault::{BackupSecret, OpenedBackup, Passphrase, Right, Vault, VaultError};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A computer that was set ten years back, and ten years forward.
const CLOCKS: [&str; 3] = ["2016-01-02T03:04:05Z", NOW, "2036-01-02T03:04:05Z"];

fn child(dir: &Path) -> Try<Child> {
    Ok(Command::new(std::env::current_exe()?)
        .arg("--victim")
        .arg(dir)
        .env_remove("LD_PRELOAD")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?)
}

fn signal(child: &Child, name: &str) -> Try<()> {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([name, &id]).status()?;
    sent.success().then_some(()).ok_or("no signal")?;
    Ok(())
}

/// Opens, finds nothing wrong, and says what it says.
fn whole(dir: &Path) -> Try<String> {
    whole_but_for(dir, &[])
}

/// The same where the check has something to say that is true.
fn whole_but_for(dir: &Path, said: &[&str]) -> Try<String> {
    let vault = home::open(dir)?;
    let report = vault.check(true)?;
    if report.problems.iter().any(|p| !said.contains(&p.code)) {
        return Err(format!("the check finds {:?}", report.problems).into());
    }
    let says = told(&vault)?;
    drop(vault.lock());
    Ok(says)
}

/// A second program is told that the vault is open; the first one loses nothing.
fn two_at_once(dir: &Path, _: &mut Dice) -> Try<()> {
    let vault = home::open(dir)?;
    home::put(&vault, "before", "the other comes")?;
    let other = child(dir)?.wait_with_output()?;
    let words = String::from_utf8_lossy(&other.stderr).into_owned();
    if other.status.success() || !words.contains(&VaultError::AlreadyOpen.to_string()) {
        return Err(format!("the second program says {words:?}").into());
    }
    home::put(&vault, "after", "it has gone")?;
    drop(vault.lock());
    let says = whole(dir)?;
    let both = says.contains("Note before ") && says.contains("Note after ");
    both.then_some(()).ok_or("a change is lost")?;
    Ok(())
}

/// The clock jumps between any two changes; a letter is written in the future and read in the past.
fn wrong_clock(dir: &Path, dice: &mut Dice) -> Try<()> {
    let vault = home::open(dir)?;
    let (person, _) = vault.people().into_iter().next().ok_or("no person")?;
    let words = Passphrase::new(WORDS)?;
    let (wei, _) = vault.add_keyholder(&newcomer("Wei", &words), &[])?;
    let mut clock = || -> Try<&str> {
        let n = usize::try_from(dice.below(3))?;
        Ok(CLOCKS.get(n).copied().unwrap_or(NOW))
    };
    let record = vault.record(&person)?;
    for n in 0..6 {
        let draft = note(&format!("t{}", n % 3), &format!("words {n}"));
        record.put(&draft, &mut String::new, BY, clock()?)?;
    }
    record.hide(home::find(&vault, "Note t0")?, BY, clock()?)?;
    record.log_access("export", "summary", clock()?)?;
    vault.grant(&person, &wei, Right::Edit, true, clock()?)?;
    let path = dir.with_extension("kinfolio");
    vault
        .backup_source()?
        .make(&path, clock()?, &mut |_, _| true)?;
    drop(record);
    let before = told(&vault)?;
    drop(vault.lock());
    if whole(dir)? != before {
        return Err("it says something else after the clock jumped".into());
    }
    let locked = Vault::open(dir)?;
    let vault = locked
        .unlock(Some(&wei), &words)
        .map_err(|refused| refused.why)?;
    let at = clock()?;
    vault.catch_up(at);
    match vault.accept_letter(&person, at) {
        Ok(()) => drop(vault.record(&person)?.details()?),
        Err(VaultError::LetterExpired | VaultError::NoSuchLetter) => {}
        Err(why) => return Err(why.into()),
    }
    drop(vault.lock());
    let backup = OpenedBackup::open(&path, BackupSecret::Passphrase(&words))?;
    backup
        .restore_beside(dir, &mut |_, _| true)?
        .swap(clock()?.get(..10).unwrap_or_default())?;
    // A letter that nobody had taken does not come back with a backup: it has to be written again.
    whole_but_for(dir, &["letter-gone"])?;
    Ok(())
}

/// The stick with the backup is pulled out while it is written: no backup is said to be there that
/// is not, and the vault is as it was.
fn stick_pulled(dir: &Path, dice: &mut Dice) -> Try<()> {
    let before = whole(dir)?;
    let vault = home::open(dir)?;
    let stick = dir.with_extension("stick");
    fs::create_dir(&stick)?;
    let path = stick.join("backup.kinfolio");
    let (mut calls, at) = (0, dice.below(8));
    let mut pulled = false;
    let made = vault.backup_source()?.make(&path, NOW, &mut |_, _| {
        if calls == at {
            pulled = fs::remove_dir_all(&stick).is_ok();
        }
        calls += 1;
        true
    });
    if pulled && made.is_ok() {
        return Err("a backup is said to be made on a stick that is gone".into());
    }
    if made.is_ok() {
        let words = Passphrase::new(WORDS)?;
        let opened = OpenedBackup::open(&path, BackupSecret::Passphrase(&words))?;
        opened.verify(&dir.join("staging"), &mut |_, _| true)?;
    }
    drop(vault.lock());
    if whole(dir)? != before {
        return Err("the vault says something else".into());
    }
    Ok(())
}

/// The computer sleeps in the middle of changes and imports, wakes up again, and then dies.
fn sleeps(dir: &Path, dice: &mut Dice) -> Try<()> {
    let mut child = child(dir)?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    let mut said = Vec::new();
    for _ in 0..1 + dice.below(6) {
        said.extend(lines.next().transpose()?);
    }
    signal(&child, "-STOP")?;
    std::thread::sleep(Duration::from_millis(5 + dice.below(40)));
    let refused = matches!(Vault::open(dir), Err(VaultError::AlreadyOpen));
    signal(&child, "-CONT")?;
    for _ in 0..1 + dice.below(6) {
        said.extend(lines.next().transpose()?);
    }
    child.kill()?;
    child.wait()?;
    said.extend(lines.map_while(Result::ok));
    if !refused {
        return Err("a sleeping program does not keep the vault".into());
    }
    if said.is_empty() {
        return Err("nothing was changed".into());
    }
    let says = whole(dir)?;
    for line in &said {
        if !says.contains(line.as_str()) {
            return Err(format!("{line:?} was acknowledged and is lost").into());
        }
    }
    Ok(())
}

/// The disk does not confirm what was written, once: until the vault is locked and opened again nothing more is
/// written, everything can be read, and what was acknowledged is there.
fn not_confirmed(dir: &Path, dice: &mut Dice) -> Try<()> {
    // From the opening on: what was opened before is not seen, and the record's own log is what matters most.
    tell(&format!("root{}", dir.display()));
    tell("count");
    let vault = home::open(dir)?;
    home::put(&vault, "before", "all is well")?;
    let record = home::record(&vault)?;
    tell(&format!("fail/{}/4", 1 + dice.below(200)));
    let mut acknowledged = vec!["before".to_owned()];
    let mut refused = Vec::new();
    let mut changes = || -> Try<()> {
        for n in 0..12 {
            let (id, setting) = (format!("n{n}"), n % 3 == 2);
            let outcome = match setting {
                true => record.set_setting("unit", &id),
                false => record
                    .put(&note(&id, "words"), &mut String::new, BY, NOW)
                    .map(drop),
            };
            match outcome {
                Ok(()) if !refused.is_empty() => {
                    return Err("it was written to all the same".into());
                }
                Ok(()) if setting => {}
                Ok(()) => acknowledged.push(id),
                Err(VaultError::Unconfirmed) => refused.push(id),
                Err(why) => return Err(why.into()),
            }
        }
        Ok(())
    };
    let changed = changes();
    let hits = counted();
    tell("off");
    changed?;
    if hits?.1 != 1 || refused.is_empty() {
        return Err("no change was refused".into());
    }
    if !matches!(
        vault.set_setting("look", "other"),
        Err(VaultError::Unconfirmed)
    ) {
        return Err("a preference was written".into());
    }
    told(&vault)?;
    drop(record);
    drop(vault.lock());
    let says = whole(dir)?;
    let there = |id: &&String| says.contains(&format!("Note {id} "));
    if let Some(id) = acknowledged.iter().find(|id| !there(id)) {
        return Err(format!("{id} was acknowledged and is lost").into());
    }
    // The one that met the failure may be there or not.
    if let Some(id) = refused.iter().skip(1).find(there) {
        return Err(format!("{id} was refused and is there").into());
    }
    let vault = home::open(dir)?;
    home::put(&vault, "after", "it goes on")?;
    drop(vault.lock());
    whole(dir).map(drop)
}

type Scene = fn(&Path, &mut Dice) -> Try<()>;

/// R9: five scenes in turn, each with other dice.
pub(crate) fn run(until: Until) -> Try<Count> {
    let start = folder()?;
    home::make(start.path())?;
    let scenes: [(&str, Scene); 5] = [
        ("two programs", two_at_once),
        ("wrong clock", wrong_clock),
        ("stick pulled out", stick_pulled),
        ("sleep", sleeps),
        ("not confirmed", not_confirmed),
    ];
    let (mut count, mut dice) = (Count::default(), Dice(9));
    while !until.over(count.runs, 10) {
        for (name, scene) in scenes {
            let dir = folder()?;
            let vault = dir.path().join("vault");
            copy_tree(start.path(), &vault)?;
            count.run();
            if let Err(why) = scene(&vault, &mut dice) {
                count.add_bad(format!("{name}: {why}"));
            }
        }
    }
    count.words =
        "two programs, wrong clock, stick pulled out, sleep, not confirmed in turn".to_owned();
    Ok(count)
}
