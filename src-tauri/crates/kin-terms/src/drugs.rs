//! Names of medicines: the ingredient inside a product's name, and the whole name in the other
//! language.
//!
//! A product's name is made of few kinds of words: ingredients, salts, strengths, release and
//! dosage forms. The name is translated only when every word of it is understood; with one unknown
//! word the source's name stands, because half a medicine's name is worse than a foreign one.

use crate::tables::{DRUG_WORDS, INGREDIENTS, Names, PRODUCTS};
use crate::{Lang, has_han};
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Ingredient(usize),
    /// A product's name, or another way of writing: its place in the table.
    Product(usize),
    Salt,
    /// Release form, e.g. 缓释.
    Release(&'static str),
    /// Dosage form, e.g. 片.
    Form(&'static str),
}

struct Lexicon {
    words: BTreeMap<String, Word>,
    /// Most words (English) or characters (Chinese) in one key.
    longest: usize,
}

/// Products' names of one script: Chinese is read without spaces, so that `asa` would be found in `asacol片`.
fn products(words: &mut BTreeMap<String, Word>, chinese: bool) {
    for (i, product) in PRODUCTS.iter().enumerate() {
        for name in product.names.iter().filter(|n| has_han(n) == chinese) {
            words.entry((*name).to_owned()).or_insert(Word::Product(i));
        }
    }
}

static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut words = BTreeMap::new();
    for (i, d) in INGREDIENTS.iter().enumerate() {
        for name in std::iter::once(&d.names.en).chain(d.names.synonyms) {
            words.insert((*name).to_owned(), Word::Ingredient(i));
        }
    }
    products(&mut words, false);
    for (kind, word, zh) in DRUG_WORDS.iter() {
        let word = (*word).to_owned();
        match *kind {
            "salt" => words.entry(word).or_insert(Word::Salt),
            "release" => words.entry(word).or_insert(Word::Release(zh)),
            "form" => words.entry(word).or_insert(Word::Form(zh)),
            _ => continue,
        };
    }
    let longest = words
        .keys()
        .map(|k| k.split(' ').count())
        .max()
        .unwrap_or(1);
    Lexicon { words, longest }
});

static CHINESE: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut words = BTreeMap::new();
    for (i, d) in INGREDIENTS.iter().enumerate() {
        words.insert(d.names.zh.to_owned(), Word::Ingredient(i));
    }
    products(&mut words, true);
    for (kind, word, en) in DRUG_WORDS.iter() {
        let word = (*word).to_owned();
        match *kind {
            "zhsalt" => words.entry(word).or_insert(Word::Salt),
            "zhform" => words.entry(word).or_insert(Word::Form(en)),
            _ => continue,
        };
    }
    let longest = words.keys().map(|k| k.chars().count()).max().unwrap_or(1);
    Lexicon { words, longest }
});

/// What stands in a name, in order.
#[derive(Clone, PartialEq, Eq)]
enum Piece {
    Known(Word),
    /// A number, unit or sign that stays as it is.
    Kept(String),
    Unknown,
}

/// Units as RxNorm and labels write them -> as we print them.
fn unit(word: &str) -> Option<&'static str> {
    Some(match word {
        "mg" => "mg",
        "mcg" | "ug" | "µg" | "μg" => "µg",
        "g" | "gm" => "g",
        "ml" => "mL",
        "l" => "L",
        "unt" | "unit" | "units" | "iu" => "U",
        "mg/ml" => "mg/mL",
        "mcg/ml" => "µg/mL",
        "unt/ml" | "unit/ml" | "units/ml" => "U/mL",
        "mg/actuat" => "mg/喷",
        "actuat" => "喷",
        "mg/hr" => "mg/h",
        "meq" => "mEq",
        "%" => "%",
        _ => return None,
    })
}

fn number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-'))
}

/// A word that is a number, a unit, both together (`500mg`) or a sign.
fn kept(word: &str) -> Option<String> {
    if number(word) {
        return Some(word.to_owned());
    }
    if let Some(unit) = unit(word) {
        return Some(unit.to_owned());
    }
    if matches!(word, "/" | "+" | ";") {
        return Some("/".to_owned());
    }
    let cut = word.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
    let (digits, rest) = word.split_at_checked(cut)?;
    (number(digits)).then(|| Some(format!("{digits} {}", unit(rest)?)))?
}

fn english_pieces(text: &str) -> Vec<Piece> {
    // A brand in brackets says nothing that the ingredients do not: [Toprol].
    let text = text.to_lowercase();
    let text = match (text.find('['), text.rfind(']')) {
        (Some(a), Some(b)) if a < b && a > 0 => {
            format!(
                "{}{}",
                text.get(..a).unwrap_or_default(),
                text.get(b + 1..).unwrap_or_default()
            )
        }
        _ => text,
    };
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|w| !w.is_empty())
        .collect();
    let mut pieces = Vec::new();
    let mut rest = words.as_slice();
    'words: while let Some((first, after)) = rest.split_first() {
        for n in (1..=ENGLISH.longest.min(rest.len())).rev() {
            let Some((head, tail)) = rest.split_at_checked(n) else {
                continue;
            };
            if let Some(word) = ENGLISH.words.get(&head.join(" ")) {
                pieces.push(Piece::Known(*word));
                rest = tail;
                continue 'words;
            }
        }
        pieces.push(kept(first).map_or(Piece::Unknown, Piece::Kept));
        rest = after;
    }
    pieces
}

fn chinese_pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    'text: while let Some(first) = rest.chars().next() {
        let ends: Vec<usize> = rest
            .char_indices()
            .map(|(i, c)| i + c.len_utf8())
            .take(CHINESE.longest)
            .collect();
        for end in ends.iter().rev() {
            let Some((head, tail)) = rest.split_at_checked(*end) else {
                continue;
            };
            if let Some(word) = CHINESE.words.get(head) {
                pieces.push(Piece::Known(*word));
                rest = tail;
                continue 'text;
            }
        }
        if first.is_ascii() {
            let end = rest
                .find(|c: char| !c.is_ascii() || c.is_whitespace())
                .unwrap_or(rest.len());
            let (head, tail) = rest.split_at_checked(end.max(1)).unwrap_or((rest, ""));
            if !head.trim().is_empty() {
                let word = head.to_lowercase();
                pieces
                    .push(kept(word.trim_matches(['(', ')'])).map_or(Piece::Unknown, Piece::Kept));
            }
            rest = tail;
        } else {
            pieces.push(Piece::Unknown);
            rest = rest
                .split_at_checked(first.len_utf8())
                .map_or("", |(_, t)| t);
        }
    }
    pieces
}

fn pieces(text: &str) -> Vec<Piece> {
    if text.len() > 400 {
        return Vec::new();
    }
    if has_han(text) {
        chinese_pieces(text)
    } else {
        english_pieces(text)
    }
}

fn ingredients(pieces: &[Piece]) -> Vec<usize> {
    let mut found: Vec<usize> = pieces
        .iter()
        .flat_map(|p| match p {
            Piece::Known(Word::Ingredient(i)) => vec![*i],
            Piece::Known(Word::Product(i)) => PRODUCTS
                .get(*i)
                .map(|p| p.ingredients.clone())
                .unwrap_or_default(),
            _ => Vec::new(),
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// All ingredients named in a text, for searching.
pub(crate) fn ingredients_in(text: &str) -> impl Iterator<Item = Names> {
    ingredients(&pieces(text))
        .into_iter()
        .filter_map(|i| INGREDIENTS.get(i).map(|d| d.names))
}

/// Positions of all ingredients named in a text.
pub(crate) fn ingredients_of(text: &str) -> Vec<usize> {
    ingredients(&pieces(text))
}

/// A product of which not every ingredient is known here.
fn in_part(piece: &Piece) -> bool {
    matches!(piece, Piece::Known(Word::Product(i)) if PRODUCTS.get(*i).is_some_and(|p| !p.whole))
}

/// The one ingredient in a medicine's name: `Metformin 500 MG Oral Tablet` -> metformin, 二甲双胍.
///
/// `None` when there is none or more than one: a combination is not its first part.
#[must_use]
pub fn drug_name(text: &str) -> Option<Names> {
    let pieces = pieces(text);
    if pieces.iter().any(in_part) {
        return None;
    }
    match ingredients(&pieces).as_slice() {
        [one] => INGREDIENTS.get(*one).map(|d| d.names),
        _ => None,
    }
}

/// A medicine's whole name in one language, when every word of it is understood and at least one is
/// an ingredient: `Metformin 500 MG Oral Tablet` -> `二甲双胍 500 mg 片`.
#[must_use]
pub fn drug_label(text: &str, lang: Lang) -> Option<String> {
    let pieces = pieces(text);
    if ingredients(&pieces).is_empty() {
        return None;
    }
    let (mut out, mut release) = (Vec::<String>::new(), String::new());
    for piece in &pieces {
        match piece {
            Piece::Unknown => return None,
            Piece::Kept(text) if lang == Lang::En => out.push(text.replace('喷', "spray")),
            Piece::Kept(text) => out.push(text.clone()),
            Piece::Known(Word::Salt) => {}
            Piece::Known(Word::Ingredient(i)) => {
                out.push(INGREDIENTS.get(*i)?.names.in_lang(lang).to_owned());
            }
            // A product of several substances keeps its own name.
            Piece::Known(Word::Product(i)) => {
                let product = PRODUCTS.get(*i).filter(|p| p.whole)?;
                let [one] = product.ingredients.as_slice() else {
                    return None;
                };
                out.push(INGREDIENTS.get(*one)?.names.in_lang(lang).to_owned());
            }
            // Release form stands before dosage form and grows together with it: 缓释片.
            Piece::Known(Word::Release(zh)) => release.push_str(zh),
            Piece::Known(Word::Form(form)) => {
                out.push(format!("{}{form}", std::mem::take(&mut release)));
            }
        }
    }
    if !release.is_empty() {
        out.push(release);
    }
    Some(crate::localize::capital(&out.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ingredients_are_found_in_product_names() {
        assert_eq!(
            drug_name("Metformin 500 MG Oral Tablet").unwrap().zh,
            "二甲双胍"
        );
        assert_eq!(
            drug_name("predniSONE 5 MG Oral Tablet").unwrap().zh,
            "泼尼松"
        );
        assert_eq!(drug_name("Tylenol 500mg").unwrap().zh, "对乙酰氨基酚");
        assert_eq!(drug_name("阿托伐他汀钙片 20mg").unwrap().en, "atorvastatin");
        assert_eq!(
            drug_name("sodium chloride 0.9 % Injection").unwrap().zh,
            "氯化钠"
        );
        assert!(drug_name("Camila 28 Day Pack").is_none());
        assert!(
            drug_name("Hydrochlorothiazide 12.5 MG / Lisinopril 10 MG Oral Tablet").is_none(),
            "a combination is not its first part"
        );
        for brand in ["Augmentin", "Entresto", "Vytorin"] {
            let name = format!("{brand} Oral Tablet");
            assert_eq!(ingredients_of(&name).len(), 2, "{brand}");
            assert!(drug_name(&name).is_none(), "{brand} is not its first part");
            assert!(drug_label(&name, Lang::Zh).is_none(), "it keeps its name");
        }
        assert!(
            drug_name("感康").is_none(),
            "it holds more than is known here"
        );
    }

    #[test]
    fn a_label_is_translated_whole_or_not_at_all() {
        let zh = |t| drug_label(t, Lang::Zh);
        assert_eq!(
            zh("Hydrochlorothiazide 12.5 MG / Lisinopril 10 MG Oral Tablet").as_deref(),
            Some("氢氯噻嗪 12.5 mg / 赖诺普利 10 mg 片")
        );
        assert_eq!(
            zh("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]")
                .as_deref(),
            Some("24小时 美托洛尔 100 mg 缓释片")
        );
        assert_eq!(
            zh("0.4 ML Enoxaparin sodium 100 MG/ML Prefilled Syringe").as_deref(),
            Some("0.4 mL 依诺肝素 100 mg/mL 预充注射器")
        );
        assert_eq!(
            zh("Metformin with mystery leaf 500 MG"),
            None,
            "one unknown word"
        );
        assert_eq!(zh("Oral Tablet 5 MG"), None, "no ingredient");
        assert_eq!(zh(&"metformin ".repeat(100)), None, "too long for a name");
        assert_eq!(
            drug_label("盐酸二甲双胍缓释片 0.5g", Lang::En).as_deref(),
            Some("Metformin extended-release tablet 0.5 g")
        );
        assert_eq!(drug_label("复方丹参滴丸", Lang::En), None);
    }
}
