//! Chinese names by their sound: 血糖 is found by `xuetang`, `xue tang`, `xuet` and `xt`.
//!
//! Names of what stands in a record are few, whatever its size, so nothing is stored for this: the
//! names with Chinese characters are read once and kept beside the reader. Readings of characters
//! come from the crate `pinyin` (pinyin-data); a character with several is found by each.
//! Rejected: pinyin in the stored index, which would find English words by syllables of Chinese
//! ones in every language, and would ask for a new version of the format.

use crate::VaultError;
use crate::db::cached;
use pinyin::ToPinyinMulti as _;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Names kept, and Chinese characters of one of them; what is beyond is found by its characters.
const MOST_NAMES: usize = 50_000;
const LONGEST: usize = 128;
/// Letters that somebody types of one name.
const MOST_LETTERS: usize = 40;
/// Places of the matches that are told, to mark them.
const MOST_TOLD: usize = 64;

/// The names with Chinese characters that a record knows.
#[derive(Debug, Default)]
pub(crate) struct Sounds {
    /// Number of the last concept that was looked at.
    last: i64,
    /// Number of a concept, and its Chinese characters: runs with a blank between them.
    names: Vec<(i64, Box<[char]>)>,
}

/// A name that sounds as typed: how well it fits (lower is better), and the characters.
pub(crate) struct Heard {
    pub(crate) concept: i64,
    pub(crate) score: f64,
    pub(crate) text: String,
}

/// The letters of what was typed, where it can be the sound of a name: at least two, and nothing
/// but letters, blanks and apostrophes.
pub(crate) fn letters(typed: &str) -> Option<Vec<char>> {
    let mut out = Vec::new();
    for c in typed.chars() {
        match c {
            ' ' | '\'' | '’' => {}
            'ü' | 'Ü' => out.push('v'),
            _ if c.is_ascii_alphabetic() => out.push(c.to_ascii_lowercase()),
            _ => return None,
        }
    }
    (2..=MOST_LETTERS).contains(&out.len()).then_some(out)
}

impl Sounds {
    /// Reads the names that came since the last time. Numbers of concepts only grow, and a concept
    /// keeps its name.
    pub(crate) fn catch_up(&mut self, conn: &Connection) -> Result<(), VaultError> {
        let mut statement = cached(
            conn,
            "SELECT id, words FROM concept WHERE id > ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([self.last])?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            if let Some(name) = chinese(row.get_ref(1)?.as_str().unwrap_or_default())
                && self.names.len() < MOST_NAMES
            {
                self.names.push((id, name));
            }
            self.last = id;
        }
        Ok(())
    }

    /// The names that sound like these letters. What was removed from the record since is among
    /// them: ask the record.
    pub(crate) fn heard<'a>(&'a self, letters: &'a [char]) -> impl Iterator<Item = Heard> + 'a {
        self.names.iter().filter_map(|(concept, name)| {
            let best = (0..name.len()).filter_map(|at| {
                let run = name.get(at..)?;
                let begins = at == 0 || name.get(at - 1) == Some(&' ');
                let (length, whole) = sounds_as(run, letters)?;
                // A whole sound before first letters, the beginning of a name before its inside,
                // and a short name before a long one.
                let rest = run.iter().take_while(|c| **c != ' ').count();
                let part = f64::from(u32::try_from(length).ok()?)
                    / f64::from(u32::try_from(rest).ok()?.max(1));
                let score = -part - f64::from(u8::from(begins)) - 2.0 * f64::from(u8::from(whole));
                Some((score, run.get(..length)?))
            });
            let (score, text) = best.min_by(|a, b| a.0.total_cmp(&b.0))?;
            Some(Heard {
                concept: *concept,
                score,
                text: text.iter().collect(),
            })
        })
    }
}

/// The texts of what was heard, to mark them.
pub(crate) fn told(texts: &mut BTreeSet<String>, text: String) {
    if texts.len() < MOST_TOLD {
        texts.insert(text);
    }
}

/// The Chinese characters of a text that have a sound; nothing where there is none.
fn chinese(text: &str) -> Option<Box<[char]>> {
    if text.is_ascii() {
        return None;
    }
    let mut out: Vec<char> = Vec::new();
    for c in text.chars() {
        if out.len() >= LONGEST {
            break;
        }
        if c.to_pinyin_multi().is_some() {
            out.push(c);
        } else if out.last().is_some_and(|last| *last != ' ') {
            out.push(' ');
        }
    }
    (!out.is_empty()).then(|| out.into())
}

/// How many characters at the beginning of `run` sound as `letters`, and whether by their whole
/// sounds (the last one may have begun only) or by their first letters.
fn sounds_as(run: &[char], letters: &[char]) -> Option<(usize, bool)> {
    if let Some(length) = whole_sounds(run, letters) {
        return Some((length, true));
    }
    let first = letters
        .iter()
        .enumerate()
        .all(|(i, letter)| run.get(i).is_some_and(|c| begins_with(*c, *letter)));
    first.then_some((letters.len(), false))
}

fn begins_with(c: char, letter: char) -> bool {
    readings(c).any(|sound| sound.chars().next().is_some_and(|s| same(s, letter)))
}

fn whole_sounds(run: &[char], letters: &[char]) -> Option<usize> {
    let (c, behind) = run.split_first()?;
    readings(*c).find_map(|sound| {
        let mut left = letters;
        for s in sound.chars() {
            match left.split_first() {
                None => return Some(1),
                Some((letter, rest)) if same(s, *letter) => left = rest,
                Some(_) => return None,
            }
        }
        if left.is_empty() {
            return Some(1);
        }
        whole_sounds(behind, left).map(|more| more + 1)
    })
}

/// The sounds of a character without tones, each once; a blank has none.
fn readings(c: char) -> impl Iterator<Item = &'static str> {
    let all = c.to_pinyin_multi();
    let nth = move |n: usize| {
        all.and_then(|all| all.get_opt(n))
            .map(pinyin::Pinyin::plain)
    };
    (0..all.map_or(0, pinyin::PinyinMulti::count))
        .filter_map(move |n| nth(n).filter(|sound| (0..n).all(|m| nth(m) != Some(sound))))
}

/// `ü` has no key of its own: 绿 is typed `lv`, by some `lu`.
fn same(sound: char, typed: char) -> bool {
    sound == typed || (sound == 'ü' && matches!(typed, 'v' | 'u'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(name: &str, typed: &str) -> Option<String> {
        let sounds = Sounds {
            last: 1,
            names: chinese(name).map(|c| (1, c)).into_iter().collect(),
        };
        let letters = letters(typed)?;
        sounds.heard(&letters).next().map(|heard| heard.text)
    }

    #[test]
    fn a_name_is_found_by_its_sound_and_by_its_first_letters() {
        for (name, typed, text) in [
            ("空腹血糖", "xuetang", "血糖"),
            ("空腹血糖", "xue tang", "血糖"),
            ("空腹血糖", "Xue'Tang", "血糖"),
            ("空腹血糖", "xuet", "血糖"),
            ("空腹血糖", "kf", "空腹"),
            ("空腹血糖", "kfxt", "空腹血糖"),
            ("苯磺酸氨氯地平片 5mg", "anlvdiping", "氨氯地平"),
            ("苯磺酸氨氯地平片 5mg", "anludiping", "氨氯地平"),
            ("苯磺酸氨氯地平片 5mg", "aldp", "氨氯地平"),
            ("二甲双胍", "erjiashuanggua", "二甲双胍"),
            ("心率", "xinlv", "心率"),
            ("心率", "xinlü", "心率"),
            ("体重", "tizhong", "体重"),
            ("重度", "chong", "重"),
            ("血压\n收缩压", "ssy", "收缩压"),
            ("西安", "xian", "西安"),
            ("Glucose 葡萄糖", "putaotang", "葡萄糖"),
        ] {
            assert_eq!(
                found(name, typed).as_deref(),
                Some(text),
                "{name} by {typed}"
            );
        }
    }

    #[test]
    fn what_is_no_sound_of_it_finds_nothing() {
        for (name, typed) in [
            ("空腹血糖", "x"),
            ("空腹血糖", "xuetangs"),
            ("空腹血糖", "tangxue"),
            ("空腹血糖", "xt2"),
            ("空腹血糖", "血糖"),
            ("空腹 血糖", "fx"),
            ("空腹 血糖", "fuxue"),
            ("Glucose", "gl"),
            ("", "xt"),
        ] {
            assert_eq!(found(name, typed), None, "{name} by {typed}");
        }
    }

    #[test]
    fn a_whole_sound_goes_before_first_letters_and_a_beginning_before_an_inside() {
        let names = ["糖化血红蛋白", "血糖", "空腹血糖", "血糖监测仪"];
        let sounds = Sounds {
            last: 4,
            names: (0..)
                .zip(names)
                .map(|(i, n)| (i, chinese(n).unwrap()))
                .collect(),
        };
        let order = |typed: &str| {
            let letters = letters(typed).unwrap();
            let mut all: Vec<Heard> = sounds.heard(&letters).collect();
            all.sort_by(|a, b| a.score.total_cmp(&b.score));
            all.into_iter().map(|h| h.concept).collect::<Vec<_>>()
        };
        assert_eq!(order("xuetang"), [1, 3, 2]);
        assert_eq!(order("thxh"), [0]);
        assert_eq!(order("xu"), [1, 3, 2, 0]);
    }

    proptest! {
        #[test]
        fn any_text_and_any_typing_end(name in "[\\PC\u{4e00}-\u{4e80} ]{0,60}", typed in "[a-zü' ]{0,50}") {
            if let Some(text) = found(&name, &typed) {
                prop_assert!(name.contains(&text));
            }
        }
    }
}
