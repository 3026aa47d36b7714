//! R6: bit rot.

use crate::ground::{Dice, copy_tree, files_below, folder};
use crate::{Count, Try, home};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// R6: one bit flipped, the end cut off, a file gone: named by the check, or without any effect.
pub(crate) fn run(until: Instant) -> Try<Count> {
    let start = folder()?;
    home::make(start.path())?;
    let before = home::told(&home::open(start.path())?)?;
    let mut files = Vec::new();
    files_below(start.path(), &mut files)?;
    let (mut count, mut dice) = (Count::default(), Dice(6));
    let mut unseen: BTreeMap<String, u64> = BTreeMap::new();
    while Instant::now() < until {
        let dir = folder()?;
        copy_tree(start.path(), dir.path())?;
        let picked = usize::try_from(dice.below(files.len() as u64))?;
        let path = files
            .get(picked)
            .ok_or("no file")?
            .strip_prefix(start.path())?;
        let target = dir.path().join(path);
        let mut bytes = fs::read(&target)?;
        let at = usize::try_from(dice.below(bytes.len() as u64))?;
        let how = match dice.below(10) {
            0 => {
                fs::remove_file(&target)?;
                "removed".to_owned()
            }
            1 | 2 => {
                bytes.truncate(at);
                fs::write(&target, &bytes)?;
                format!("cut to {at} bytes")
            }
            _ => {
                let bit = dice.below(8);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << bit;
                }
                fs::write(&target, &bytes)?;
                format!("bit {bit} of byte {at}")
            }
        };
        count.runs += 1;
        let look = || -> Try<(bool, String)> {
            let vault = home::open(dir.path())?;
            let clean = vault.check(true)?.ok();
            Ok((clean, home::told(&vault)?))
        };
        match catch_unwind(AssertUnwindSafe(look)) {
            Err(_) => count.add_bad(format!("{}, {how}: panic", path.display())),
            Ok(Ok((true, says))) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if says == before {
                    *unseen.entry(name.into_owned()).or_default() += 1;
                } else {
                    count.add_bad(format!("{name}, {how}: a wrong value and no warning"));
                }
            }
            Ok(_) => {}
        }
    }
    count.words = format!("not seen by the check and without effect: {unseen:?}");
    Ok(count)
}
