//! What a row says beside its title and value: reaction, what for, limits of a dose, notes; each once, in the language
//! of the summary where its words are known.

use kin_i18n::Lang;
use kin_model::summary::SummaryLanguage;
use kin_model::{Coding, Detail, DetailRow, EntryRow, Kind};

/// Labels of `kin_fhir::detail` whose values a doctor reads beside the title.
const fn labels(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Allergy => &[
            "onset",
            "reaction",
            "manifestation",
            "severity",
            CRITICALITY,
            "note",
        ],
        Kind::Medication => &[
            "dosage",
            "max-dose-per-period",
            "max-dose-per-administration",
            "max-dose-per-lifetime",
            "additional-instruction",
            "patient-instruction",
            "reason",
            "reason-code",
            "reason-reference",
            "status-reason",
            "note",
        ],
        Kind::Condition => &["onset", "severity", "body-site", "stage", "note"],
        Kind::Result | Kind::VitalSign => &["interpretation-text", "note"],
        Kind::FamilyHistory => &["relationship", "condition", "note"],
        Kind::SocialHistory | Kind::Alert | Kind::AdvanceDirective | Kind::Goal => &["note"],
        Kind::Procedure => &[
            "reason",
            "reason-code",
            "reason-reference",
            "body-site",
            "note",
        ],
        Kind::Immunization => &["occurrence", "reason", "reason-code", "body-site", "note"],
        Kind::Symptom => &["body-site", "note"],
        Kind::Note => &["value"],
        _ => &[],
    }
}

/// What a page without room leaves for the details: the dose and what is a danger come before it.
const fn may_wait(kind: Kind, label: &str) -> bool {
    matches!(kind, Kind::Medication)
        && matches!(
            label.as_bytes(),
            b"patient-instruction" | b"reason" | b"reason-code" | b"reason-reference" | b"note"
        )
}

/// How dangerous an allergy is; only what is a high risk is worth a line.
const CRITICALITY: &str = "criticality";

/// Label of what the sender added and what may change the meaning of the entry; a doctor reads it first.
const MODIFIER: &str = "modifier-extension";

/// Most characters of one row's further words, and of somebody's own words, which are all that their row says.
const MOST_WORDS: usize = 300;
const MOST_OWN_WORDS: usize = 4_000;

/// Values of a panel that its line holds.
const PARTS: usize = 4;

/// An entry with its original as it is read.
pub(super) struct Said<'a> {
    pub(super) entry: &'a EntryRow,
    pub(super) detail: &'a Detail,
    pub(super) coded: &'a kin_fhir::Coded,
    pub(super) body: &'a [u8],
    pub(super) language: SummaryLanguage,
}

/// The value as the summary gives it, and the words that stand beside it.
pub(super) struct Further {
    pub(super) value: Option<String>,
    pub(super) note: Option<String>,
    /// Those that a page without room leaves for the details.
    pub(super) aside: Option<String>,
}

impl Said<'_> {
    /// Value and further words, none of them said twice.
    pub(super) fn further(&self, over: Option<&str>) -> Further {
        let kind = self.entry.kind;
        let between = self.language.semicolon();
        let said = self.entry.value.as_deref().unwrap_or_default();
        let pieces: Vec<&str> = said.split("; ").map(str::trim).collect();
        let mut parts: Vec<&str> = Vec::new();
        let (mut told, mut aside): (Vec<String>, Vec<String>) = Default::default();
        for row in labels(kind).iter().flat_map(|label| self.labelled(label)) {
            let value = row.value.as_str();
            if value == said || value == self.entry.title || parts.contains(&value) {
                continue;
            }
            // A reaction stands in the value already, alone or among others.
            if kind == Kind::Allergy && pieces.contains(&value) {
                continue;
            }
            if let Some(words) = self.told(row) {
                parts.push(value);
                match may_wait(kind, &row.label) {
                    true => aside.push(words),
                    false => told.push(words),
                }
            }
        }
        let panel = self.panel();
        told.extend(panel.clone());
        // Somebody's own words stand there as a whole, not with their beginning before them; and what a relative had is
        // told with its age.
        let covered = |piece: &&str| parts.iter().any(|part| part.starts_with(*piece));
        let value = match kind {
            Kind::Note if !told.is_empty() => None,
            Kind::FamilyHistory if !said.is_empty() && pieces.iter().all(covered) => None,
            // The row knows a single one in each language.
            Kind::Allergy if pieces.len() > 1 => {
                let each = pieces.iter().map(|piece| self.reaction(piece));
                Some(each.collect::<Vec<_>>().join(between))
            }
            _ => self.entry.value.clone(),
        };
        let rows = self.detail.sections.iter().flat_map(|s| &s.rows);
        let modifiers = rows.filter(|r| r.label == MODIFIER);
        let modifiers = modifiers.map(|r| self.named("field-modifier-extension", &r.value));
        let over = over.map(str::to_owned);
        let all: Vec<String> = over.into_iter().chain(modifiers).chain(told).collect();
        let most = match kind {
            Kind::Note => MOST_OWN_WORDS,
            _ if panel.is_some() => MOST_OWN_WORDS,
            _ => MOST_WORDS,
        };
        Further {
            value,
            note: shown(&all.join(between), most),
            aside: shown(&aside.join(between), MOST_WORDS),
        }
    }

    /// Every value of a panel that has more of them than its line can hold.
    fn panel(&self) -> Option<String> {
        let parts = || (self.detail.sections.iter()).filter(|s| s.label == "component");
        let measured = matches!(self.entry.kind, Kind::Result | Kind::VitalSign);
        (measured && parts().count() > PARTS).then_some(())?;
        let said: Vec<String> = parts()
            .filter_map(|part| {
                let row = |label: &str| part.rows.iter().find(|r| r.label == label);
                let value = in_language(&row("value")?.value, &[], self.language);
                let name = part.title.as_deref().unwrap_or_default();
                let name = in_language(name, &[], self.language);
                let flag = row("interpretation").filter(|r| !matches!(&*r.value, "N" | "Normal"));
                let flag =
                    flag.map(|r| format!(" ({})", in_language(&r.value, &[], self.language)));
                Some(format!("{name} {value}{}", flag.unwrap_or_default()))
            })
            .collect();
        Some(said.join(self.language.semicolon())).filter(|said| !said.is_empty())
    }

    /// Lines of the original with this label that say something.
    fn labelled<'s>(&'s self, label: &'s str) -> impl Iterator<Item = &'s DetailRow> {
        let rows = self.detail.sections.iter().flat_map(|s| &s.rows);
        rows.filter(move |r| r.label == label && !r.value.is_empty())
            // A day stands in its own column; an age or words stand here.
            .filter(move |r| !matches!(label, "onset" | "occurrence") || r.date.is_none())
    }

    /// One line in words that are understood without its label; nothing where it adds nothing.
    fn told(&self, row: &DetailRow) -> Option<String> {
        let words = || in_language(&row.value, &self.coded.codings(&row.path), self.language);
        let kind = self.entry.kind;
        Some(match (kind, row.label.as_str()) {
            (Kind::Allergy, CRITICALITY) => {
                let word = |lang| kin_terms::code_word(CRITICALITY, "high", lang);
                let (en, zh) = (word(kin_terms::Lang::En)?, word(kin_terms::Lang::Zh)?);
                (row.value == "high").then_some(())?;
                match self.language {
                    SummaryLanguage::En => en.to_lowercase(),
                    SummaryLanguage::ZhCn => zh.to_owned(),
                    SummaryLanguage::Both => format!("{} {zh}", en.to_lowercase()),
                }
            }
            (Kind::Medication | Kind::Procedure, "reason-reference") => {
                let reason = in_language(&self.own_display(&row.path)?, &[], self.language);
                in_each_with(self.language, "print-reason-for", &reason)
            }
            (Kind::Medication | Kind::Procedure, "reason" | "reason-code") => {
                in_each_with(self.language, "print-reason-for", &words())
            }
            (Kind::Medication, "status-reason") => self.named("field-status-reason", &words()),
            (Kind::Medication, label) if label.starts_with("max-dose") => {
                // Numbers that stand for words have their limit among them.
                let dose = kin_fhir::author::prescribed(self.body);
                (dose.words == dose.text).then_some(())?;
                let limit = row.value.replace(" : 1 ", "/").replace(" : ", "/");
                self.named(&format!("field-{label}"), &limit)
            }
            (Kind::Condition | Kind::Allergy, "onset") => {
                // A beginning without an end is the day in its own column.
                (!row.value.ends_with('–')).then_some(())?;
                self.named("field-onset", &words())
            }
            (Kind::FamilyHistory, "condition") => {
                let pieces = row.value.split(" · ");
                // "Contributed to the death" without its name is a word without meaning.
                let pieces = pieces.filter(|p| !matches!(*p, "true" | "false"));
                let pieces = pieces.map(|piece| in_language(piece, &[], self.language));
                pieces.collect::<Vec<_>>().join(" · ")
            }
            (Kind::Note, _) => row.value.clone(),
            _ => words(),
        })
    }

    /// What the original itself calls another entry that it refers to. The name that the record has for that one stays
    /// out: it may be hidden, left out or of a topic that is not ticked.
    fn own_display(&self, path: &str) -> Option<String> {
        let body: serde_json::Value = serde_json::from_slice(self.body).ok()?;
        let pointer = path.replace(['[', '.'], "/").replace(']', "");
        let display = body
            .pointer(&format!("/{pointer}/display"))?
            .as_str()?
            .trim();
        (!display.is_empty()).then(|| display.to_owned())
    }

    /// One of several reactions in the language of the summary.
    fn reaction(&self, words: &str) -> String {
        let mut rows = (self.detail.sections.iter())
            .flat_map(|s| &s.rows)
            .filter(|r| matches!(r.label.as_str(), "reaction" | "manifestation"));
        let row = rows.find(|r| r.value == words);
        let codings = row.map(|r| self.coded.codings(&r.path));
        in_language(words, &codings.unwrap_or_default(), self.language)
    }

    /// A label of the catalogue and what it names.
    fn named(&self, key: &str, what: &str) -> String {
        let colon = match self.language {
            SummaryLanguage::ZhCn => "：",
            SummaryLanguage::En | SummaryLanguage::Both => ": ",
        };
        format!("{}{colon}{what}", in_each(self.language, key))
    }
}

/// The text as far as its row holds it; nothing where it is empty.
fn shown(text: &str, most: usize) -> Option<String> {
    let cut: String = text.chars().take(most).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    Some(format!("{cut}{more}")).filter(|text| !text.is_empty())
}

/// Words of ours in the language or languages of the summary.
pub(super) fn in_each(language: SummaryLanguage, key: &str) -> String {
    let words = |lang| kin_i18n::text(lang, key, &[]);
    match language {
        SummaryLanguage::En => words(Lang::En),
        SummaryLanguage::ZhCn => words(Lang::ZhCn),
        SummaryLanguage::Both => format!("{} {}", words(Lang::En), words(Lang::ZhCn)),
    }
}

/// The same with something in it: `for hypertension`, `用于高血压`; in both languages the words once.
fn in_each_with(language: SummaryLanguage, key: &str, what: &str) -> String {
    let words = |lang| kin_i18n::text(lang, key, &[("what", what)]);
    match language {
        SummaryLanguage::En => words(Lang::En),
        SummaryLanguage::ZhCn => words(Lang::ZhCn),
        SummaryLanguage::Both => {
            kin_i18n::text(Lang::En, &format!("both-{key}"), &[("what", what)])
        }
    }
}

/// Words such as `moderate` in the language of the summary where they are known, by themselves or by their code; the
/// source's own words otherwise. In both languages the other one follows.
fn in_language(words: &str, codings: &[Coding], language: SummaryLanguage) -> String {
    let known = |lang| {
        kin_terms::missing_reference(words, lang)
            .or_else(|| kin_terms::localize_text(words, lang))
            .or_else(|| kin_fhir::name_in(codings, words, lang))
    };
    match language {
        SummaryLanguage::En => known(kin_terms::Lang::En).unwrap_or_else(|| words.to_owned()),
        SummaryLanguage::ZhCn => known(kin_terms::Lang::Zh).unwrap_or_else(|| words.to_owned()),
        SummaryLanguage::Both if words.contains(kin_terms::LEADS_NOWHERE) => {
            let both = [kin_terms::Lang::En, kin_terms::Lang::Zh].map(known);
            both.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        SummaryLanguage::Both => {
            let named = |lang| {
                let (name, known) = kin_terms::localize(codings, Some(words), lang);
                (known && !codings.is_empty()).then_some(name)
            };
            let other = [kin_terms::Lang::Zh, kin_terms::Lang::En]
                .into_iter()
                .filter_map(|lang| kin_terms::localize_text(words, lang).or_else(|| named(lang)))
                .find(|w| w != words);
            other.map_or_else(|| words.to_owned(), |other| format!("{words} {other}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_language;
    use kin_model::Coding;
    use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};

    #[test]
    fn known_words_follow_the_language_and_others_stay() {
        assert_eq!(in_language("moderate", &[], ZhCn), "中度");
        assert_eq!(in_language("moderate", &[], En), "moderate");
        assert_eq!(in_language("moderate", &[], Both), "moderate 中度");
        assert_eq!(in_language("中度", &[], En), "Moderate");
        for language in [En, ZhCn, Both] {
            assert_eq!(
                in_language("after lunch only", &[], language),
                "after lunch only"
            );
        }
    }

    #[test]
    fn a_coded_reaction_is_named_in_the_language_of_the_summary() {
        let hives = [Coding {
            system: kin_model::system::SNOMED.into(),
            code: "247472004".into(),
            display: None,
        }];
        let told = |language| in_language("bumps all over", &hives, language);
        assert_eq!(told(En), "bumps all over");
        assert_eq!(told(ZhCn), "荨麻疹(风团) “bumps all over”");
        assert_eq!(told(Both), "bumps all over 荨麻疹(风团)");
    }
}
