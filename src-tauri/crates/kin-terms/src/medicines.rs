//! What a medicine is made of and which group it belongs to: from the codes of the record and from the
//! ingredients in its name, nothing else.
//!
//! A medicine of which nothing is found is said to be unknown; nobody may take silence for "no match".

use crate::drugs::ingredients_of;
use crate::tables::{INGREDIENTS, PRODUCTS, System, current_atc, system_of};
use crate::{Lang, Names, has_han};
use kin_model::Coding;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// An ingredient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Substance {
    /// Its name in English: the same for every way of writing it.
    pub key: &'static str,
    /// Its names.
    pub names: Names,
    /// Its ATC code; may be empty.
    pub atc: &'static str,
}

/// A group of medicines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrugClass {
    /// Its name for machines.
    pub key: &'static str,
    atc: &'static [&'static str],
    en: &'static [&'static str],
    zh: &'static [&'static str],
    snomed: &'static [&'static str],
}

impl DrugClass {
    /// Its name in one language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &'static str {
        let names = match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        };
        names.first().copied().unwrap_or(self.key)
    }
}

fn list(text: &'static str) -> &'static [&'static str] {
    let parts: Vec<&str> = text.split(';').filter(|w| !w.is_empty()).collect();
    Box::leak(parts.into_boxed_slice())
}

static CLASSES: LazyLock<Vec<DrugClass>> = LazyLock::new(|| {
    include_str!("../tables/drug_classes.tsv")
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .filter_map(|line| {
            let mut parts = line.split('|');
            Some(DrugClass {
                key: parts.next()?,
                atc: list(parts.next()?),
                en: list(parts.next()?),
                zh: list(parts.next()?),
                snomed: list(parts.next()?),
            })
        })
        .collect()
});

fn substance(at: usize) -> Option<Substance> {
    INGREDIENTS.get(at).map(|d| Substance {
        key: d.names.en,
        names: d.names,
        atc: d.atc,
    })
}

/// The ingredients of a medicine, or of an allergy's substance, as far as its codes and its words tell.
#[must_use]
pub fn substances(codings: &[Coding], title: &str) -> Vec<Substance> {
    let mut found = BTreeSet::new();
    for coding in codings {
        if !coding.code.is_empty() {
            let of_code = INGREDIENTS
                .iter()
                .position(|d| match system_of(&coding.system) {
                    Some(System::RxNorm) => d.rxnorm == coding.code,
                    Some(System::Atc) => !d.atc.is_empty() && d.atc == current_atc(&coding.code),
                    _ => false,
                });
            found.extend(of_code);
            if matches!(system_of(&coding.system), Some(System::Atc)) {
                let combined = PRODUCTS.iter().filter(|p| p.atc == coding.code);
                found.extend(combined.flat_map(|p| p.ingredients.iter().copied()));
            }
        }
        found.extend(coding.display.as_deref().into_iter().flat_map(written));
    }
    found.extend(written(title));
    found.into_iter().filter_map(substance).collect()
}

/// Ingredients that a name speaks of, as it is written and with full-width letters as the usual ones.
fn written(text: &str) -> BTreeSet<usize> {
    let mut found = named(text);
    found.extend(named(&plain(text)));
    found
}

/// Ingredients that a name speaks of, whatever stands between them: `Amoxicillin/Clavulanate`, `Tylenol
/// (acetaminophen)`, `Metformin 二甲双胍`.
fn named(text: &str) -> BTreeSet<usize> {
    let mut found: BTreeSet<usize> = ingredients_of(text).into_iter().collect();
    let apart = |c: char| !(c.is_alphanumeric() || c == ' ' || c == '.' || c == '%');
    // 5-ASA is mesalazine, and no ASA.
    let lower = text.to_lowercase();
    let split = lower.replace("5-asa", " ");
    // (co-amoxiclav): a hyphen may belong to the name.
    for part in lower.split(|c: char| c != '-' && apart(c)) {
        found.extend(ingredients_of(part));
    }
    for part in split.split(apart) {
        found.extend(ingredients_of(part));
        if has_han(part) {
            // The words of the other script beside it.
            let latin: String = part
                .chars()
                .map(|c| if c.is_ascii() { c } else { ' ' })
                .collect();
            found.extend(ingredients_of(&latin));
        }
    }
    found
}

/// Does a name speak of a product of which only a part is known? Its other substances were compared with nothing.
#[must_use]
pub fn known_in_part(title: &str) -> bool {
    let title = plain(title).to_lowercase();
    let words: Vec<&str> = title
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .collect();
    let written = |name: &str| {
        if has_han(name) {
            title.contains(name)
        } else {
            words.contains(&name)
        }
    };
    // 泰诺 is known in part, 泰诺福韦 is another product, and known.
    let longer = |name: &str| {
        let mut whole = PRODUCTS.iter().filter(|product| product.whole);
        whole.any(|product| {
            let mut names = product.names.iter();
            names.any(|other| *other != name && other.contains(name) && written(other))
        })
    };
    let mut part = PRODUCTS.iter().filter(|product| !product.whole);
    part.any(|product| {
        let mut names = product.names.iter();
        names.any(|name| written(name) && !longer(name))
    })
}

/// The ATC codes of a medicine: its own, and those of its ingredients.
fn atc_codes<'a>(codings: &'a [Coding], substances: &'a [Substance]) -> Vec<&'a str> {
    let own = codings
        .iter()
        .filter(|c| matches!(system_of(&c.system), Some(System::Atc)))
        .map(|c| c.code.as_str());
    let known = substances.iter().map(|s| s.atc);
    own.chain(known)
        .filter(|code| !code.is_empty())
        .map(current_atc)
        .collect()
}

/// The groups that a medicine belongs to.
#[must_use]
pub fn classes_of_medicine(codings: &[Coding], substances: &[Substance]) -> Vec<DrugClass> {
    let codes = atc_codes(codings, substances);
    let in_class = |class: &&DrugClass| {
        let mut beginnings = class.atc.iter();
        beginnings.any(|b| codes.iter().any(|code| code.starts_with(b)))
    };
    CLASSES.iter().filter(in_class).copied().collect()
}

/// The groups that an allergy speaks of: by name, by code, or as the group of the substance it names.
#[must_use]
pub fn classes_of_allergy(
    codings: &[Coding],
    title: &str,
    substances: &[Substance],
) -> Vec<DrugClass> {
    let words: Vec<&str> = std::iter::once(title)
        .chain(codings.iter().filter_map(|c| c.display.as_deref()))
        .collect();
    let of_substance = classes_of_medicine(codings, substances);
    let named = |class: &DrugClass| {
        let coded = codings.iter().any(|c| {
            matches!(system_of(&c.system), Some(System::Snomed))
                && class.snomed.contains(&c.code.as_str())
        });
        coded || words.iter().any(|text| says(text, class))
    };
    CLASSES
        .iter()
        .filter(|class| of_substance.contains(class) || named(class))
        .copied()
        .collect()
}

/// Does a text name the group? Chinese: as a part of the text; else as whole words.
fn says(text: &str, class: &DrugClass) -> bool {
    if has_han(text) {
        return class.zh.iter().any(|word| text.contains(word));
    }
    let text = text.to_lowercase();
    let padded: String = text
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '-' {
                c
            } else {
                ' '
            }
        })
        .collect();
    let words = |text: &str| {
        let text: Vec<&str> = text.split_whitespace().collect();
        format!(" {} ", text.join(" "))
    };
    // `Penicillin-allergy`: a hyphen may join words, or be one of the group's own.
    let (joined, apart) = (words(&padded), words(&padded.replace('-', " ")));
    class.en.iter().any(|word| {
        let word = format!(" {} ", word.to_lowercase());
        joined.contains(&word) || apart.contains(&word)
    })
}

/// What the lines of a medicine's box say: a draft for the person to confirm.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoxText {
    /// Its name.
    pub name: Option<String>,
    /// Strength: `500 mg`, `0.5 g`.
    pub strength: Option<String>,
    /// Dosage form: `tablets`, `片`.
    pub form: Option<String>,
    /// How many are in it, with the unit: `30 片`.
    pub pack: Option<String>,
    /// Approval number: `国药准字H20023370`.
    pub approval: Option<String>,
    /// Lines that nothing was made of.
    pub left: Vec<String>,
}

/// Words before the name on a Chinese box.
const NAME_LABELS: &[&str] = &["通用名称", "通用名", "药品名称", "品名"];
const STRENGTH_LABELS: &[&str] = &["规格", "strength"];
/// What the name of a medicine ends with in Chinese.
const ZH_FORMS: &[&str] = &[
    "缓释片",
    "控释片",
    "肠溶片",
    "咀嚼片",
    "分散片",
    "口崩片",
    "泡腾片",
    "缓释胶囊",
    "肠溶胶囊",
    "软胶囊",
    "口服溶液",
    "口服液",
    "干混悬剂",
    "吸入气雾剂",
    "吸入粉雾剂",
    "注射液",
    "滴眼液",
    "乳膏",
    "软膏",
    "凝胶",
    "颗粒",
    "胶囊",
    "糖浆",
    "滴丸",
    "丸",
    "散",
    "片",
];
const EN_FORMS: &[&str] = &[
    "tablets",
    "tablet",
    "capsules",
    "capsule",
    "caplets",
    "syrup",
    "oral solution",
    "suspension",
    "cream",
    "ointment",
    "gel",
    "eye drops",
    "drops",
    "inhaler",
    "injection",
    "patches",
    "patch",
];
const UNITS: &[&str] = &[
    "mg", "µg", "μg", "ug", "mcg", "g", "ml", "iu", "毫克", "微克", "克", "毫升", "单位",
];

/// Reads the lines of a box, in English or Chinese.
///
/// Nothing is guessed: a name is a line that names a known ingredient, that follows a label such as
/// 通用名称, or that ends with a dosage form.
#[must_use]
pub fn box_text(text: &str) -> BoxText {
    let mut found = BoxText::default();
    for line in text.lines().take(200) {
        let line = plain(line);
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let used = [
            approval(line, &mut found),
            pack(line, &mut found),
            name(line, &mut found),
            strength(line, &mut found),
        ];
        if !used.contains(&true) && found.left.len() < 40 {
            found.left.push(line.chars().take(120).collect());
        }
    }
    found
}

/// Full-width letters, digits and signs as their usual ones.
fn plain(line: &str) -> String {
    line.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32((c as u32).saturating_sub(0xfee0)).unwrap_or(c)
            }
            '【' | '】' | '[' | ']' => ' ',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect()
}

fn approval(line: &str, found: &mut BoxText) -> bool {
    let Some((_, rest)) = line.split_once("国药准字") else {
        return false;
    };
    let code: String = rest
        .trim_start_matches([' ', ':'])
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    // A letter and eight digits.
    let fits = code.len() == 9
        && code.starts_with(|c: char| c.is_ascii_alphabetic())
        && code.chars().skip(1).all(|c| c.is_ascii_digit());
    if fits {
        found.approval = Some(format!("国药准字{code}"));
    }
    fits
}

/// A number and what follows it, from the first digit on: (`500`, `mg x 30`).
fn numbers(line: &str) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = rest.get(at..).unwrap_or_default();
        let end = tail
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
            .unwrap_or(tail.len());
        let (number, after) = tail.split_at_checked(end).unwrap_or((tail, ""));
        let number = number.trim_end_matches(['.', ',']);
        out.push((number, after));
        rest = after;
    }
    out
}

fn unit_after(after: &str) -> Option<&'static str> {
    let after = after.trim_start().to_lowercase();
    UNITS.iter().copied().find(|unit| {
        after.strip_prefix(unit).is_some_and(|rest| {
            // `mg` is not the beginning of a word.
            !rest.starts_with(|c: char| c.is_ascii_alphabetic())
        })
    })
}

fn strength(line: &str, found: &mut BoxText) -> bool {
    let lower = line.to_lowercase();
    let labelled = STRENGTH_LABELS.iter().any(|l| lower.contains(l));
    if found.strength.is_some() && !labelled {
        return false;
    }
    let dose = numbers(line)
        .into_iter()
        .find_map(|(number, after)| unit_after(after).map(|unit| (number, unit)));
    let Some((number, unit)) = dose else {
        return labelled;
    };
    let unit = match unit {
        "ml" => "mL",
        "iu" => "IU",
        "ug" | "μg" | "mcg" => "µg",
        unit => unit,
    };
    found.strength = Some(format!("{number} {unit}"));
    true
}

fn pack(line: &str, found: &mut BoxText) -> bool {
    let words = [
        "片", "粒", "袋", "支", "丸", "tablets", "capsules", "caplets", "sachets",
    ];
    // 12片×2板: so many on a sheet, so many sheets; 30片/盒.
    let each = numbers(line).into_iter().find_map(|(number, after)| {
        let after = after.trim_start().to_lowercase();
        let word = words.iter().find(|w| after.starts_with(**w))?;
        let rest = after.strip_prefix(word)?.to_owned();
        Some((number.to_owned(), *word, rest))
    });
    let Some((number, word, rest)) = each else {
        return false;
    };
    if found.pack.is_some() {
        return false;
    }
    let sheets = rest
        .trim_start_matches(['/', ' '])
        .trim_start_matches("板")
        .trim_start_matches([' ', '×', 'x', '*']);
    let times: u64 = match numbers(sheets).first() {
        Some((n, after)) if sheets.starts_with(*n) && after.trim_start().starts_with('板') => {
            n.parse().unwrap_or(1)
        }
        _ => 1,
    };
    let Ok(number) = number.parse::<u64>() else {
        return false;
    };
    // One tablet is a dose, not a pack.
    if number.saturating_mul(times) < 2 {
        return false;
    }
    found.pack = Some(format!("{} {word}", number.saturating_mul(times)));
    true
}

fn name(line: &str, found: &mut BoxText) -> bool {
    let labelled = NAME_LABELS
        .iter()
        .find_map(|l| line.strip_prefix(l))
        .map(|rest| rest.trim_start_matches([':', ' ']).trim());
    let candidate = labelled.filter(|rest| !rest.is_empty()).unwrap_or(line);
    let bare = without_numbers(candidate);
    let form = form_of(&bare);
    let known = !ingredients_of(&bare).is_empty();
    if labelled.is_none() && (found.name.is_some() || !(known || ends_with_form(&bare))) {
        return false;
    }
    if bare.is_empty() || bare.chars().count() > 60 {
        return false;
    }
    found.name = Some(bare);
    found.form = found.form.take().or(form);
    true
}

/// A line without strength and pack: `Metformin 500 mg tablets` -> `Metformin tablets`.
fn without_numbers(line: &str) -> String {
    let mut out = Vec::new();
    let mut skip = false;
    for word in line.split_whitespace() {
        let lower = word.to_lowercase();
        let begins = word.starts_with(|c: char| c.is_ascii_digit());
        if begins {
            skip = true;
            continue;
        }
        if skip && UNITS.contains(&lower.as_str()) {
            skip = false;
            continue;
        }
        skip = false;
        out.push(word);
    }
    let text = out.join(" ");
    // 二甲双胍缓释片0.5g: the strength stands right behind the name.
    match text.find(|c: char| c.is_ascii_digit()) {
        Some(at) if has_han(&text) && at > 0 => text
            .get(..at)
            .unwrap_or_default()
            .trim_matches([' ', '(', ':'])
            .to_owned(),
        _ => text.trim_matches([' ', ':', ',']).to_owned(),
    }
}

fn ends_with_form(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words = name.split_whitespace().count();
    (has_han(name) && name.chars().count() > 2 && ZH_FORMS.iter().any(|f| name.ends_with(f)))
        || (words > 1 && words < 7 && EN_FORMS.iter().any(|f| lower.ends_with(&format!(" {f}"))))
}

fn form_of(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let zh = ZH_FORMS.iter().find(|f| name.ends_with(**f));
    let en = EN_FORMS.iter().find(|f| lower.ends_with(&format!(" {f}")));
    zh.or(en).map(|f| (*f).to_owned())
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod lines;
