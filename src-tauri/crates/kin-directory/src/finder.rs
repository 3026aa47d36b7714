//! Looking in the directory.
//!
//! All words must be found, in any order and anywhere: in the name, another name, the place. A word
//! matches a whole word best, then its beginning, then a word with a typing mistake. Where nothing
//! has all the words, mistakes are looked for in every word, then entries with most of the words
//! are shown: somebody who types "mayo clinic rochster" means one place.

use crate::directory::{Directory, Entry};
use crate::limits::LONGEST_WORDS;
use crate::spelling::{Rows, distance, forgiven, letters};
use crate::words::{
    begins_empty_word, fold, initials, is_empty_word, is_han, long_form, pairs, typed, words,
};
use crate::{List, Place};
use std::collections::{BTreeMap, HashMap};

const NAME: u8 = 1;
const ALSO: u8 = 2;
const INITIALS: u8 = 4;
const CITY: u8 = 8;
const POST_CODE: u8 = 16;
const STATE: u8 = 32;
const COUNTRY: u8 = 64;
const SOFTWARE: u8 = 128;

/// How much it counts that a word stands there.
const WEIGHTS: &[(u8, u32)] = &[
    (NAME, 20),
    (ALSO, 17),
    (INITIALS, 17),
    (CITY, 13),
    (POST_CODE, 13),
    (STATE, 9),
    (COUNTRY, 6),
    (SOFTWARE, 5),
];

/// A word in full, and the part that it has where it is not.
const WHOLE: u32 = 100;
const BEGINNING: u32 = 55;
const ONE_MISTAKE: u32 = 50;
const TWO_MISTAKES: u32 = 30;

/// Candidates that are looked at more closely.
const CLOSELY: usize = 1_000;

/// One entry that was found.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// The one of its places that fits what was typed best; its first otherwise.
    pub place: Option<&'a Place>,
    /// The list it is from.
    pub list: Option<&'a List>,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    /// The page that was asked for, the best first.
    pub hits: Vec<Hit<'a>>,
    /// How many there are in all.
    pub total: usize,
}

#[derive(Debug)]
struct Word {
    text: Box<str>,
    letters: u64,
    chars: u8,
}

/// The index over some directories.
#[derive(Debug)]
pub struct Finder {
    lists: Vec<List>,
    entries: Vec<Entry>,
    /// Sorted.
    vocabulary: Vec<Word>,
    /// Where the entries of each word begin in `entries_of`; one more than there are words.
    begins: Vec<usize>,
    entries_of: Vec<(u32, u8)>,
    /// How many words the name of each entry has.
    long: Vec<u8>,
}

#[derive(Default)]
struct Collector {
    numbers: HashMap<String, u32>,
    found: Vec<(u32, u32, u8)>,
}

impl Collector {
    fn put(&mut self, word: &str, entry: u32, field: u8) {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let number = match self.numbers.get(word) {
            Some(number) => *number,
            None => {
                self.numbers.insert(word.to_owned(), next);
                next
            }
        };
        self.found.push((number, entry, field));
    }

    fn text(&mut self, text: &str, entry: u32, field: u8) -> Vec<String> {
        let folded = fold(text);
        let all = words(&folded);
        // A name of nothing but such words is still a name.
        let says = all.iter().any(|word| !is_empty_word(word));
        for word in &all {
            if says && is_empty_word(word) && field & (NAME | ALSO) != 0 {
                continue;
            }
            self.put(word, entry, field);
            if let Some(long) = long_form(word, field & (STATE | COUNTRY) != 0) {
                self.put(long, entry, field);
            }
        }
        for pair in pairs(&folded) {
            self.put(&pair, entry, field);
        }
        all
    }
}

impl Finder {
    /// Makes the index over directories; the first counts where they name the same.
    #[must_use]
    pub fn new(directories: Vec<Directory>) -> Self {
        let mut lists: Vec<List> = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        let mut known: BTreeMap<(String, String), ()> = BTreeMap::new();
        let several = directories.len() > 1;
        for directory in directories {
            let before = lists.len();
            lists.extend(directory.lists);
            for mut entry in directory.entries {
                let new = !several
                    || known
                        .insert((entry.address.clone(), fold(&entry.name)), ())
                        .is_none();
                if new {
                    entry.list += before;
                    entries.push(entry);
                }
            }
        }
        let mut all = Collector::default();
        let mut long = Vec::with_capacity(entries.len());
        for (number, entry) in (0_u32..).zip(&entries) {
            let name = all.text(&entry.name, number, NAME);
            for one in initials(&name) {
                all.put(&one, number, INITIALS);
            }
            long.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            for other in &entry.also {
                let other = all.text(other, number, ALSO);
                for one in initials(&other) {
                    all.put(&one, number, INITIALS);
                }
            }
            for place in &entry.places {
                drop(all.text(&place.city, number, CITY));
                drop(all.text(&place.state, number, STATE));
                drop(all.text(&place.country, number, COUNTRY));
                // "92663-1234" is found by "92663".
                let code = place.post_code.split('-').next().unwrap_or_default();
                all.put(&fold(code), number, POST_CODE);
            }
            drop(all.text(&entry.software, number, SOFTWARE));
        }
        let Collector { numbers, mut found } = all;
        let mut texts: Vec<(String, u32)> = numbers.into_iter().collect();
        texts.sort_unstable();
        let mut place_of: Vec<u32> = vec![0; texts.len()];
        for (place, (_, number)) in (0_u32..).zip(&texts) {
            if let Some(slot) = place_of.get_mut(*number as usize) {
                *slot = place;
            }
        }
        for (word, _, _) in &mut found {
            *word = place_of.get(*word as usize).copied().unwrap_or_default();
        }
        found.sort_unstable();
        let mut begins = Vec::with_capacity(texts.len() + 1);
        let mut entries_of: Vec<(u32, u8)> = Vec::with_capacity(found.len());
        let mut current = None;
        for (word, entry, field) in found {
            if current == Some(word)
                && let Some((last, fields)) = entries_of.last_mut()
                && *last == entry
            {
                *fields |= field;
                continue;
            }
            if current != Some(word) {
                begins.push(entries_of.len());
                current = Some(word);
            }
            entries_of.push((entry, field));
        }
        begins.push(entries_of.len());
        let vocabulary = texts
            .into_iter()
            .map(|(text, _)| Word {
                letters: letters(&text),
                chars: u8::try_from(text.chars().count()).unwrap_or(u8::MAX),
                text: text.into_boxed_str(),
            })
            .collect();
        Self {
            lists,
            entries,
            vocabulary,
            begins,
            entries_of,
            long,
        }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Where the entries are from.
    #[must_use]
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// The entries with these words, the best first, `limit` of them from `offset` on.
    #[must_use]
    pub fn find(&self, text: &str, offset: usize, limit: usize) -> Found<'_> {
        let asked = typed(text);
        let folded = fold(&text.chars().take(LONGEST_WORDS).collect::<String>());
        let nothing = Found {
            hits: Vec::new(),
            total: 0,
        };
        if asked.is_empty() {
            return nothing;
        }
        let mut scores = self.pass(&asked, &folded, false);
        if !scores.complete {
            let lenient = self.pass(&asked, &folded, true);
            if lenient.most > scores.most || lenient.complete {
                scores = lenient;
            }
        }
        // The first letters of what was typed: "University of California San Francisco" is "UCSF".
        if !scores.complete && asked.len() >= 3 {
            for one in initials(&words(&folded)) {
                let short = self.pass(std::slice::from_ref(&one), &one, false);
                if short.complete {
                    scores = short;
                    break;
                }
            }
        }
        // Few words must be right all; of many, half may be unknown.
        if scores.most == 0 || (scores.most < asked.len().div_ceil(2) && !scores.complete) {
            return nothing;
        }
        let mut all = scores.best;
        let total = all.len();
        let window = CLOSELY.max(offset.saturating_add(limit)).min(total);
        let by_score = |a: &(u32, u32), b: &(u32, u32)| b.1.cmp(&a.1).then(a.0.cmp(&b.0));
        if window < total {
            all.select_nth_unstable_by(window, by_score);
            all.truncate(window);
        }
        for (number, score) in &mut all {
            *score += self.closely(*number, *score, &folded, &asked);
        }
        all.sort_unstable_by(|a, b| {
            b.1.cmp(&a.1)
                .then_with(|| self.name_of(a.0).cmp(self.name_of(b.0)))
                .then(a.0.cmp(&b.0))
        });
        let hits = all
            .into_iter()
            .skip(offset)
            .take(limit)
            .filter_map(|(number, _)| {
                let entry = self.entries.get(number as usize)?;
                Some(Hit {
                    entry,
                    place: best_place(entry, &asked),
                    list: self.lists.get(entry.list),
                })
            })
            .collect();
        Found { hits, total }
    }

    fn name_of(&self, number: u32) -> &str {
        self.entries
            .get(number as usize)
            .map_or("", |entry| &entry.name)
    }

    /// What a closer look adds: the name is what was typed, or begins with it; a newer FHIR version.
    fn closely(&self, number: u32, score: u32, folded: &str, asked: &[String]) -> u32 {
        let Some(entry) = self.entries.get(number as usize) else {
            return 0;
        };
        let name = fold(&entry.name);
        let other = || entry.also.iter().any(|one| fold(one) == *folded);
        let mut more = if name == folded {
            score / 2
        } else if other() {
            score / 3
        } else if name.starts_with(folded) {
            score / 4
        } else if name.contains(folded) {
            score / 8
        } else {
            0
        };
        // A short name of which much was typed is meant rather than a long one.
        let long = u32::from(self.long.get(number as usize).copied().unwrap_or(1)).max(1);
        let in_name = asked
            .iter()
            .filter(|word| name.split(' ').any(|one| one.starts_with(word.as_str())))
            .count();
        let in_name = u32::try_from(in_name).unwrap_or(long).min(long);
        more += score / 5 * in_name / long;
        if entry.fhir_version.starts_with('4') {
            more += score / 50;
        }
        more
    }

    /// Which words of the vocabulary a typed word may be, with how well it fits.
    fn meant(&self, word: &str, lenient: bool) -> Vec<(usize, u32)> {
        let mut found: BTreeMap<usize, u32> = BTreeMap::new();
        let mut put = |number: usize, fits: u32| {
            let best = found.entry(number).or_default();
            *best = (*best).max(fits);
        };
        let typed: Vec<char> = word.chars().collect();
        let long = typed.len();
        self.beginning(word, &mut put);
        for place in [false, true] {
            if let Some(full) = long_form(word, place)
                && let Some(number) = self.exactly(full)
            {
                put(number, WHOLE - 5);
            }
        }
        let han = word.chars().any(is_han);
        if !han && (lenient || found.is_empty()) {
            let allowed = forgiven(long);
            let mine = letters(word);
            let mut put = |number: usize, fits: u32| {
                let best = found.entry(number).or_default();
                *best = (*best).max(fits);
            };
            let (mut rows, mut chars) = (Rows::default(), Vec::new());
            for (number, known) in self.vocabulary.iter().enumerate() {
                let strange = (mine & !known.letters).count_ones() as usize;
                if allowed == 0 || strange > allowed || usize::from(known.chars) + allowed < long {
                    continue;
                }
                chars.clear();
                chars.extend(known.text.chars().take(long + allowed));
                let Some(steps) = distance(&typed, &chars, allowed, &mut rows) else {
                    continue;
                };
                let whole = if chars.len() < usize::from(known.chars) {
                    usize::MAX
                } else {
                    steps.whole
                };
                let fits = match (whole, steps.beginning) {
                    (0 | 1, _) if allowed >= 1 => ONE_MISTAKE,
                    (2, _) if allowed >= 2 => TWO_MISTAKES,
                    (_, 0 | 1) if long >= 5 => ONE_MISTAKE * 2 / 3,
                    (_, 2) if allowed >= 2 && long >= 8 => TWO_MISTAKES * 2 / 3,
                    _ => continue,
                };
                put(number, fits);
            }
        }
        found.into_iter().collect()
    }

    fn exactly(&self, word: &str) -> Option<usize> {
        self.vocabulary
            .binary_search_by(|known| (*known.text).cmp(word))
            .ok()
    }

    /// The words that begin with `word`.
    fn beginning(&self, word: &str, put: &mut dyn FnMut(usize, u32)) {
        let long = u32::try_from(word.chars().count()).unwrap_or(1);
        let from = self
            .vocabulary
            .partition_point(|known| (*known.text).cmp(word).is_lt());
        for (number, known) in self.vocabulary.iter().enumerate().skip(from) {
            if !known.text.starts_with(word) {
                break;
            }
            let chars = u32::from(known.chars).max(1);
            let fits = if chars == long {
                WHOLE
            } else if word.chars().any(is_han) {
                // The pair that begins with this character says nothing more than the character.
                continue;
            } else {
                BEGINNING + (WHOLE - BEGINNING - 15) * long / chars
            };
            put(number, fits);
        }
    }

    fn entries_with(&self, number: usize) -> &[(u32, u8)] {
        let from = self.begins.get(number).copied().unwrap_or_default();
        let to = self.begins.get(number + 1).copied().unwrap_or(from);
        self.entries_of.get(from..to).unwrap_or_default()
    }

    /// How rare a word is: rare ones say more.
    fn rarity(&self, times: usize) -> u32 {
        let ratio = self.entries.len() / times.max(1);
        2 + ratio.max(1).ilog2().min(10)
    }

    fn pass(&self, asked: &[String], folded: &str, lenient: bool) -> Scores {
        let mut sum: Vec<u32> = vec![0; self.entries.len()];
        let mut words: Vec<u8> = vec![0; self.entries.len()];
        let mut best: Vec<u32> = vec![0; self.entries.len()];
        let mut needed = 0_usize;
        let last = asked.len() - 1;
        for (at, word) in asked.iter().enumerate() {
            let meant = self.meant(word, lenient);
            let together;
            let meant = if meant.is_empty() {
                together = self.apart(word);
                &together
            } else {
                &meant
            };
            if meant.is_empty() && at == last && last > 0 && begins_empty_word(word) {
                continue;
            }
            needed += 1;
            let times: usize = meant
                .iter()
                .map(|(number, _)| self.entries_with(*number).len())
                .sum();
            let rarity = self.rarity(times);
            let mut touched: Vec<u32> = Vec::new();
            for (number, fits) in meant {
                for (entry, fields) in self.entries_with(*number) {
                    let score = fits * weight(*fields) * rarity / 10;
                    if let Some(slot) = best.get_mut(*entry as usize) {
                        if *slot == 0 {
                            touched.push(*entry);
                        }
                        *slot = (*slot).max(score.max(1));
                    }
                }
            }
            for entry in touched {
                let at = entry as usize;
                if let (Some(slot), Some(sum), Some(words)) =
                    (best.get_mut(at), sum.get_mut(at), words.get_mut(at))
                {
                    *sum = sum.saturating_add(std::mem::take(slot));
                    *words = words.saturating_add(1);
                }
            }
        }
        let most = usize::from(words.iter().copied().max().unwrap_or_default());
        // Characters side by side as they were typed.
        for pair in pairs(folded) {
            if let Some(number) = self.exactly(&pair) {
                for (entry, fields) in self.entries_with(number) {
                    if let Some(sum) = sum.get_mut(*entry as usize) {
                        *sum = sum.saturating_add(WHOLE * weight(*fields) / 5);
                    }
                }
            }
        }
        let best = (0_u32..)
            .zip(words.iter().zip(&sum))
            .filter(|(_, (words, _))| most > 0 && usize::from(**words) == most)
            .map(|(entry, (_, sum))| (entry, *sum))
            .collect();
        Scores {
            best,
            most,
            complete: most > 0 && most >= needed,
        }
    }

    /// A word that is two known ones written together: `goodhealth`.
    fn apart(&self, word: &str) -> Vec<(usize, u32)> {
        for (at, _) in word.char_indices().skip(3) {
            let (front, back) = word.split_at(at);
            if back.chars().count() < 3 {
                break;
            }
            if let (Some(front), Some(back)) = (self.exactly(front), self.exactly(back)) {
                // Entries with both words; the rarer one says which.
                let rarer = if self.entries_with(front).len() < self.entries_with(back).len() {
                    front
                } else {
                    back
                };
                return vec![(rarer, WHOLE - 10)];
            }
        }
        Vec::new()
    }
}

struct Scores {
    best: Vec<(u32, u32)>,
    /// Most words that any entry has.
    most: usize,
    /// Whether an entry has them all.
    complete: bool,
}

/// The best place where a word stands, and a little for each other: the town in the name and in the
/// address.
fn weight(fields: u8) -> u32 {
    let (mut best, mut sum) = (0, 0);
    for (field, weight) in WEIGHTS {
        if fields & field != 0 {
            best = best.max(*weight);
            sum += weight;
        }
    }
    best + (sum - best) / 4
}

fn best_place<'a>(entry: &'a Entry, asked: &[String]) -> Option<&'a Place> {
    let fits = |place: &&Place| {
        let parts = [&place.city, &place.post_code, &place.state];
        parts
            .iter()
            .map(|part| fold(part))
            .flat_map(|part| words(&part))
            .filter(|word| asked.iter().any(|one| word.starts_with(one.as_str())))
            .count()
    };
    let mut best = entry.places.first();
    let mut most = 0;
    for place in &entry.places {
        let now = fits(&place);
        if now > most {
            (best, most) = (Some(place), now);
        }
    }
    best
}

#[cfg(test)]
mod tests;
