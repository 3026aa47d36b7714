//! What page one says beside the rows: readings at home, doses planned and taken, and what two sources tell
//! differently. All of it is computed from what the selection holds: an entry that is left out, or tells of a topic that
//! is not ticked, is not in a mean and not in a conflict either.

use super::rows::RowMaker;
use super::sensitive::Sensitive;
use crate::error::ApiResult;
use crate::session::Session;
use crate::use_cases::absent::{self, Absence};
use crate::use_cases::medicines::{doses_of, two_doses};
use crate::use_cases::seeing::holds;
use crate::use_cases::tracking::{Allowed, home_glucose, home_pressure};
use crate::use_cases::trend;
use kin_i18n::{Catalogue, Lang};
use kin_model::standing::{HomeReadings, OpenConflict};
use kin_model::summary::{EntryIdText, Row, Section, SourceMark, Summary};
use kin_model::{EntryId, EntryRow, ImportId, Kind, OriginKind, StatusClass, system};
use kin_rules::time::Day;
use kin_vault::{ConceptQuery, Record};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What decides whether an entry may be counted.
struct Choice<'a, 'r> {
    record: &'a Record,
    maker: &'a RowMaker<'r>,
    sensitive: &'a Sensitive,
    left_out: &'a BTreeSet<String>,
    sections: BTreeSet<Section>,
    since: Option<Day>,
}

impl Choice<'_, '_> {
    /// The original of an entry that goes along; nothing for one that does not.
    fn body(&self, row: &EntryRow) -> ApiResult<Option<Vec<u8>>> {
        let section = match row.kind {
            Kind::VitalSign => Section::VitalSigns,
            Kind::Result => Section::Results,
            Kind::Allergy => Section::Allergies,
            Kind::Medication => Section::Medications,
            _ => return Ok(None),
        };
        if !self.sections.contains(&section) || self.left_out.contains(&row.id.to_string()) {
            return Ok(None);
        }
        let body = self.record.entry(row.id)?.body;
        Ok(self.sensitive.would_let(row, &body).then_some(body))
    }
}

impl Allowed for Choice<'_, '_> {
    fn at_home(&mut self, row: &EntryRow) -> ApiResult<bool> {
        let Some(body) = self.body(row)? else {
            return Ok(false);
        };
        let by_hand = row.imports.iter().any(|import| {
            matches!(
                self.maker.kind_of(*import),
                OriginKind::Hand | OriginKind::Device
            )
        });
        Ok(by_hand || by_the_person(&body))
    }

    fn samples(&self) -> bool {
        self.sections.contains(&Section::VitalSigns)
    }

    fn since(&self) -> Option<Day> {
        self.since
    }

    fn marks(&self, row: &EntryRow) -> Vec<SourceMark> {
        self.maker.marks(row)
    }

    fn device(&self, import: ImportId) -> SourceMark {
        self.maker.device(import)
    }
}

/// Whether the original names the person, or somebody of the family, and nobody else as who measured.
///
/// # Source
/// FHIR R4 (4.0.1), Observation.performer: "Who was responsible for asserting the observed value as true".
fn by_the_person(body: &[u8]) -> bool {
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        return false;
    };
    let Some(performers) = json.get("performer").and_then(Value::as_array) else {
        return false;
    };
    let own = |performer: &Value| {
        let reference = performer.get("reference").and_then(Value::as_str);
        reference.is_some_and(|r| r.contains("Patient/") || r.contains("RelatedPerson/"))
    };
    !performers.is_empty() && performers.iter().all(own)
}

/// Fills in what page one says beside the rows.
pub(super) fn fill(
    session: &Session,
    record: &Record,
    maker: &RowMaker<'_>,
    sensitive: &Sensitive,
    left_out: &BTreeSet<String>,
    wanted: &[Section],
    summary: &mut Summary,
) -> ApiResult<()> {
    let mut choice = Choice {
        record,
        maker,
        sensitive,
        left_out,
        sections: wanted.iter().copied().collect(),
        since: summary.since.as_ref().and_then(Day::of),
    };
    if choice.sections.contains(&Section::VitalSigns) {
        summary.home.extend(home_pressure(record, &mut choice)?);
    }
    if choice.sections.contains(&Section::VitalSigns) || choice.sections.contains(&Section::Results)
    {
        summary
            .home
            .extend(home_glucose(session, record, &mut choice)?);
    }
    let rows = |section: Section, summary: &Summary| -> Vec<Row> {
        let found = summary.sections.iter().find(|s| s.section == section);
        let rows = found.map_or(&[][..], |s| &s.rows);
        rows.iter()
            .filter(|r| !left_out.contains(&r.entry.0))
            .cloned()
            .collect()
    };
    let medicines = rows(Section::Medications, summary);
    let doses = doses(session, record, &medicines)?;
    summary.home.extend(doses);
    let mut conflicts = medicine_conflicts(session, record, &medicines)?;
    let allergies = rows(Section::Allergies, summary);
    conflicts.extend(allergy_conflicts(&choice, &allergies)?);
    conflicts.extend(blood_groups(&choice)?);
    summary.conflicts.extend(conflicts);
    Ok(())
}

fn both(key: &str, args: impl Fn(Lang) -> Vec<(&'static str, String)>) -> (String, String) {
    let one = |lang| {
        let args = args(lang);
        let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
        Catalogue::text(lang, key, &args)
    };
    (one(Lang::En), one(Lang::ZhCn))
}

/// Planned against taken of the medicines that are listed.
fn doses(session: &Session, record: &Record, rows: &[Row]) -> ApiResult<Vec<HomeReadings>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for one in doses_of(session, record)? {
        let Some(row) = rows.iter().find(|r| one.entries.contains(&r.entry.0)) else {
            continue;
        };
        let doses = one.doses;
        let args = |_: Lang| {
            vec![
                ("days", one.days.to_string()),
                ("taken", doses.taken.to_string()),
                ("planned", doses.planned.to_string()),
                ("skipped", doses.skipped.to_string()),
                ("unknown", doses.not_recorded.to_string()),
            ]
        };
        let (method_en, method_zh) = both("page-method-doses", args);
        out.push(HomeReadings {
            series: "medicine".to_owned(),
            method_en,
            method_zh,
            lines: vec![both("page-doses", args)],
            entries: vec![row.entry.clone()],
            sources: row
                .sources
                .iter()
                .filter(|s| matches!(s.letter, 'P' | 'C'))
                .cloned()
                .collect(),
            picture: None,
        });
    }
    Ok(out)
}

fn id(row: &Row) -> Option<EntryId> {
    row.entry.0.parse().ok()
}

/// A row in one line for a conflict: title and what is said with it.
fn said(row: &Row, lang: Lang) -> String {
    let title = match lang {
        Lang::En => &row.title_en,
        Lang::ZhCn => &row.title_zh,
    };
    let more = row.value.as_deref().or(row.note.as_deref());
    match more.map(str::trim).filter(|m| !m.is_empty()) {
        Some(more) => format!("{title}, {more}"),
        None => title.clone(),
    }
}

fn conflict(key: &str, first: &Row, second: &Row) -> OpenConflict {
    let (text_en, text_zh) = both(key, |lang| {
        vec![("first", said(first, lang)), ("second", said(second, lang))]
    });
    OpenConflict {
        text_en,
        text_zh,
        entries: vec![first.entry.clone(), second.entry.clone()],
        sources: first
            .sources
            .iter()
            .chain(&second.sources)
            .cloned()
            .collect(),
    }
}

/// The same medicine with two doses.
fn medicine_conflicts(
    session: &Session,
    record: &Record,
    rows: &[Row],
) -> ApiResult<Vec<OpenConflict>> {
    let now: Vec<&Row> = rows
        .iter()
        .filter(|r| matches!(r.status_class, StatusClass::Current | StatusClass::Unknown))
        .collect();
    if now.len() < 2 {
        return Ok(Vec::new());
    }
    let mut shown = Vec::new();
    let mut lines = Vec::new();
    for row in now {
        if let Some(id) = id(row) {
            shown.push(record.row(id)?);
            lines.push(row);
        }
    }
    Ok(two_doses(session, record, &shown)?
        .into_iter()
        .filter_map(|(a, b)| Some(conflict("page-conflict-dose", lines.get(a)?, lines.get(b)?)))
        .collect())
}

/// An allergy that one source states and another one denies.
fn allergy_conflicts(choice: &Choice<'_, '_>, rows: &[Row]) -> ApiResult<Vec<OpenConflict>> {
    let stated: Vec<&Row> = rows
        .iter()
        .filter(|r| {
            let entry = id(r).and_then(|id| choice.record.row(id).ok());
            entry.is_some_and(|e| absent::of_row(&e).is_none())
        })
        .collect();
    if stated.is_empty() {
        return Ok(Vec::new());
    }
    let denies = |row: &EntryRow| {
        let none = holds(row) && absent::of_row(row) == Some(Absence::KnownNone);
        none || row.status_class == StatusClass::Negated
    };
    let mut out = Vec::new();
    for denial in choice.record.newest_of_each(&[Kind::Allergy], 1, &denies)? {
        if choice.body(&denial)?.is_none() {
            continue;
        }
        let none = absent::of_row(&denial).is_some();
        let about: Vec<&&Row> = stated
            .iter()
            .filter(|r| none || same_concept(r, &denial))
            .collect();
        if about.is_empty() {
            continue;
        }
        let names = |lang| {
            let names: Vec<&str> = about
                .iter()
                .map(|r| match lang {
                    Lang::En => r.title_en.as_str(),
                    Lang::ZhCn => r.title_zh.as_str(),
                })
                .collect();
            names.join(if lang == Lang::En { ", " } else { "、" })
        };
        let key = if none {
            "page-conflict-allergy-none"
        } else {
            "page-conflict-allergy"
        };
        let (text_en, text_zh) = both(key, |lang| vec![("what", names(lang))]);
        let mut entries: Vec<EntryIdText> = about.iter().map(|r| r.entry.clone()).collect();
        entries.push(denial.id.into());
        let stated = about.iter().flat_map(|r| r.sources.iter().cloned());
        out.push(OpenConflict {
            text_en,
            text_zh,
            entries,
            sources: stated.chain(choice.maker.marks(&denial)).collect(),
        });
    }
    Ok(out)
}

fn same_concept(row: &Row, entry: &EntryRow) -> bool {
    let own = row.code.text.as_deref().unwrap_or(&row.title_en);
    let words = [own, &row.title_en, &row.title_zh];
    if words
        .iter()
        .any(|w| w.to_lowercase() == entry.title.to_lowercase())
    {
        return true;
    }
    // A code that both have says so only where the words of one are its name: it may be a general one.
    let shared = row.code.codings.iter().filter(|c| {
        let same = |o: &&kin_model::Coding| o.system == c.system && o.code == c.code;
        !c.code.is_empty() && entry.codings.iter().any(|o| same(&o))
    });
    let mut shared = shared
        .map(|c| kin_terms::names_the_code(c, own) || kin_terms::names_the_code(c, &entry.title));
    shared.any(|named| named)
}

/// Codes of the blood group.
///
/// # Source
/// LOINC 2.78 (Regenstrief Institute, 2024): 882-1 ABO and Rh group, 883-9 ABO group, 10331-7 Rh; all in blood.
const BLOOD_GROUPS: [&str; 3] = ["882-1", "883-9", "10331-7"];
/// Newest statements of a blood group that are looked at.
const LOOKED_AT: usize = 100;

/// Two blood groups of one person.
fn blood_groups(choice: &Choice<'_, '_>) -> ApiResult<Vec<OpenConflict>> {
    let mut out = Vec::new();
    for code in BLOOD_GROUPS {
        let mut query = ConceptQuery::default();
        query
            .codes
            .push((system::LOINC.to_owned(), code.to_owned()));
        let mut groups: BTreeMap<String, EntryRow> = BTreeMap::new();
        for row in choice.record.newest_of(&query, LOOKED_AT)?.0 {
            let Some(value) = row.value.clone().filter(|_| trend::is_shown(&row)) else {
                continue;
            };
            let day = row.date.as_ref().and_then(Day::of);
            let early = choice
                .since
                .zip(day)
                .is_some_and(|(since, day)| day < since);
            if !early && choice.body(&row)?.is_some() {
                groups.insert(plain(&value), row);
            }
        }
        if groups.len() < 2 {
            continue;
        }
        let values: Vec<&str> = groups.values().filter_map(|r| r.value.as_deref()).collect();
        let said = |lang: Lang| {
            let lang = crate::use_cases::view::terms_lang(lang);
            let each = values
                .iter()
                .map(|v| kin_terms::localize_text(v, lang).unwrap_or_else(|| (*v).to_owned()));
            each.collect::<Vec<_>>().join(" / ")
        };
        let (text_en, text_zh) = both("page-conflict-blood", |lang| vec![("what", said(lang))]);
        out.push(OpenConflict {
            text_en,
            text_zh,
            entries: groups.values().map(|r| r.id.into()).collect(),
            sources: groups
                .values()
                .flat_map(|r| choice.maker.marks(r))
                .collect(),
        });
    }
    Ok(out)
}

/// A blood group without the words and signs that laboratories write it with: `Group A`, `A型`, `A Rh(D) positive`.
fn plain(value: &str) -> String {
    let lower = value.to_lowercase();
    let sign = if ["pos", "阳", "+"].iter().any(|w| lower.contains(w)) {
        "+"
    } else if ["neg", "阴", "-"].iter().any(|w| lower.contains(w)) {
        "-"
    } else {
        ""
    };
    let words = lower
        .replace("group", " ")
        .replace("blood", " ")
        .replace("rh", " ");
    let group = words
        .split(|c: char| !c.is_ascii_alphanumeric())
        .find(|w| matches!(*w, "a" | "b" | "ab" | "o"))
        .unwrap_or_default();
    if group.is_empty() && sign.is_empty() {
        return lower.trim().to_owned();
    }
    format!("{group}{sign}")
}

#[cfg(test)]
mod tests {
    use super::{by_the_person, plain};

    #[test]
    fn a_blood_group_is_the_same_in_whatever_words() {
        for (value, want) in [
            ("Group A", "a"),
            ("A型", "a"),
            ("A Rh(D) positive", "a+"),
            ("AB型 Rh阴性", "ab-"),
            ("O +", "o+"),
            ("positive", "+"),
            ("pending", "pending"),
        ] {
            assert_eq!(plain(value), want, "{value}");
        }
    }

    #[test]
    fn only_who_measured_themselves_measured_at_home() {
        let by = |who: &str| by_the_person(format!(r#"{{"performer":{who}}}"#).as_bytes());
        assert!(by(r#"[{"reference":"Patient/p"}]"#));
        assert!(!by(
            r#"[{"reference":"Patient/p"},{"reference":"Organization/o"}]"#
        ));
        assert!(!by("[]"));
        assert!(!by_the_person(b"{}"), "nobody said who measured");
        assert!(!by_the_person(b"not json"));
    }
}
