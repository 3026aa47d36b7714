//! From a row of the vault to a line for people, in the language of the app.

use super::trend;
use crate::clock::Clock;
use crate::dto::{EntryView, SourceView};
use crate::error::ApiResult;
use crate::session::Session;
use kin_i18n::{Catalogue, Lang, date_text};
use kin_model::{
    Abnormal, Absent, EntryRow, ImportId, Kind, OriginKind, PartialDate, StatusClass,
    readable_value,
};
use kin_vault::Record;
use std::collections::BTreeMap;

/// The language of kin-terms for one of kin-i18n.
pub(crate) const fn terms_lang(lang: Lang) -> kin_terms::Lang {
    match lang {
        Lang::En => kin_terms::Lang::En,
        Lang::ZhCn => kin_terms::Lang::Zh,
    }
}

/// Makes lines of one record.
pub(crate) struct Viewer {
    pub(crate) lang: Lang,
    clock: Clock,
    person: String,
    sources: BTreeMap<i64, (String, OriginKind)>,
    days: BTreeMap<i64, PartialDate>,
}

impl Viewer {
    pub(crate) fn new(session: &Session, person: &str, record: &Record) -> ApiResult<Self> {
        let origins = record.origins()?;
        let days = origins
            .iter()
            .filter_map(|origin| {
                let day = origin.at.split('T').next()?;
                Some((origin.import.0, day.parse().ok()?))
            })
            .collect();
        let sources = origins
            .into_iter()
            .map(|origin| (origin.import.0, (origin.label, origin.kind)))
            .collect();
        Ok(Self {
            lang: session.lang(),
            clock: session.clock().clone(),
            person: person.to_owned(),
            sources,
            days,
        })
    }

    /// When an entry is, for showing. What a person goes to is told by the clock that they will look at: systems write
    /// appointments in UTC. What has been keeps the clock of the place where it was.
    pub(crate) fn when(&self, row: &EntryRow) -> Option<PartialDate> {
        let date = row.date?;
        Some(match row.kind {
            Kind::Appointment => self.clock.here(&date),
            _ => date,
        })
    }

    /// A date of an opened entry in words, told by the same clock as its head: an appointment by the one on this wall,
    /// with what the clock of the place will say beside it.
    pub(crate) fn date_of(&self, kind: Kind, date: &PartialDate) -> String {
        let here = match kind {
            Kind::Appointment => self.clock.here(date),
            _ => *date,
        };
        when_text(
            self.lang,
            &here,
            (kind == Kind::Appointment).then_some(date),
        )
    }

    /// One source in short.
    pub(crate) fn source(&self, import: ImportId) -> SourceView {
        let (label, kind) = self
            .sources
            .get(&import.0)
            .cloned()
            .unwrap_or_else(|| (String::new(), OriginKind::File));
        SourceView {
            import: import.0,
            label,
            kind,
        }
    }

    /// The day on which a source was brought in or typed.
    pub(crate) fn brought(&self, import: ImportId) -> Option<PartialDate> {
        self.days.get(&import.0).copied()
    }

    /// A title in the language of the app, and the source's words where they differ.
    pub(crate) fn title(&self, row: &EntryRow) -> (String, Option<String>) {
        if let Some(title) = self.own_title(row, self.lang) {
            return (title, None);
        }
        if kin_fhir::is_nameless(&row.title, row.kind) {
            return (nameless(row.kind, self.lang), None);
        }
        let (title, _) = kin_terms::localize(&row.codings, Some(&row.title), terms_lang(self.lang));
        if title.is_empty() {
            return (kind_text(row.kind, self.lang), None);
        }
        let original = (title != row.title && !row.title.is_empty()).then(|| row.title.clone());
        (title, original)
    }

    /// The title of a referral that was made here: our own words, so they are told in the reader's language. What was
    /// handed out keeps the words with which it went.
    pub(crate) fn own_title(&self, row: &EntryRow, lang: Lang) -> Option<String> {
        (row.kind == Kind::Referral && self.is_typed(row))
            .then(|| super::referrals::title_in(&row.title, lang))
            .flatten()
    }

    /// A line.
    pub(crate) fn entry(&self, row: &EntryRow) -> EntryView {
        let (title, title_original) = self.title(row);
        let when = self.when(row);
        let date = when.as_ref().map(ToString::to_string);
        EntryView {
            id: row.id.to_string(),
            kind: row.kind,
            kind_text: kind_text(row.kind, self.lang),
            title,
            title_original,
            date_text: date
                .as_deref()
                .map(|d| date_text(self.lang, d))
                .unwrap_or_default(),
            time_text: when.as_ref().and_then(time_text),
            date,
            value: row.value.as_deref().map(|v| value_text(v, self.lang)),
            value_text: match &row.absent {
                Some(absent) => Some(absent_text(absent, self.lang)),
                None => row.value.as_deref().map(|v| reading(v, self.lang)),
            },
            unit: row.unit.clone(),
            unit_text: unit_text(row.unit.as_deref()),
            range: row.range.clone(),
            abnormal: row.abnormal,
            abnormal_text: abnormal_text(row.abnormal, self.lang),
            // What somebody typed is always `final`: that says something of a laboratory only.
            status_text: self
                .status_of(row)
                .filter(|s| *s != "final" || !self.is_typed(row))
                .map(|s| status_text(s, self.lang)),
            doubt_text: self
                .status_of(row)
                .and_then(|s| doubt(row, s))
                .map(|s| status_text(s, self.lang)),
            status: row.status.clone(),
            status_class: row.status_class,
            who: row.who.clone(),
            person: self.person.clone(),
            sources: row.imports.iter().map(|i| self.source(*i)).collect(),
            hidden: row.hidden,
            trend_key: trend::key_of(row),
            same: super::seeing::same(row),
            cursor: row.cursor.to_string(),
        }
    }

    /// The status that is shown. An allergy that the person typed is "unconfirmed" for whoever receives it as data; to
    /// say so beside it would doubt the person's word: whose word it is says its source.
    pub(crate) fn status_of<'r>(&self, row: &'r EntryRow) -> Option<&'r str> {
        let own = row.kind == Kind::Allergy && self.is_typed(row);
        match row.status.as_deref() {
            Some("unconfirmed") if own => Some("active"),
            status => status,
        }
    }

    fn is_typed(&self, row: &EntryRow) -> bool {
        let mut imports = row.imports.iter();
        imports.all(|i| self.source(*i).kind == OriginKind::Hand)
    }

    pub(crate) fn entries(&self, rows: &[EntryRow]) -> Vec<EntryView> {
        rows.iter().map(|row| self.entry(row)).collect()
    }
}

/// The status where it makes a line less than it seems: withdrawn, denied, not certain; a medicine that is on hold or
/// only proposed; a vaccine that may not protect.
///
/// # Source
/// HL7 FHIR 4.0.1, value sets condition-ver-status and allergyintolerance-verification; `presumed` of R5 5.0.0;
/// `Immunization.isSubpotent`.
fn doubt<'r>(row: &EntryRow, status: &'r str) -> Option<&'r str> {
    let told = match row.status_class {
        StatusClass::Error | StatusClass::Negated => true,
        StatusClass::Planned => row.kind == Kind::Medication,
        _ => matches!(
            status,
            "unconfirmed" | "provisional" | "differential" | "presumed" | "subpotent"
        ),
    };
    told.then_some(status)
}

/// `08:15`, where the source gave a time.
pub(crate) fn time_text(date: &PartialDate) -> Option<String> {
    let time = date.time()?;
    Some(format!("{:02}:{:02}", time.hour, time.minute))
}

/// Day and time in words; where the place has another clock, also what that one will say.
pub(crate) fn when_text(lang: Lang, here: &PartialDate, written: Option<&PartialDate>) -> String {
    let words = |date: &PartialDate| {
        let day = date_text(lang, &date.date_only().to_string());
        [Some(day), time_text(date)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let here_text = words(here);
    let there = written.and_then(|d| Some((d, d.offset_minutes()?)));
    match there {
        // UTC is no place.
        Some((date, offset)) if offset != 0 && Some(offset) != here.offset_minutes() => {
            let (there, zone) = (words(date), zone_text(offset));
            let args = [
                ("here", here_text.as_str()),
                ("there", there.as_str()),
                ("zone", zone.as_str()),
            ];
            Catalogue::text(lang, "plan-when-there", &args)
        }
        _ => here_text,
    }
}

/// `UTC+8`, `UTC-3:30`.
fn zone_text(offset: i16) -> String {
    let (sign, all) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
    match (all.div_euclid(60), all.rem_euclid(60)) {
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// What an entry is called whose source gives it no name.
pub(crate) fn nameless(kind: Kind, lang: Lang) -> String {
    let kind = kind_text(kind, lang);
    Catalogue::text(lang, "title-nameless", &[("kind", &kind)])
}

/// A kind in words.
pub(crate) fn kind_text(kind: Kind, lang: Lang) -> String {
    Catalogue::text(lang, &format!("kind-{kind}"), &[])
}

/// A status in words; a code without words stands as it is. Some servers write codes with capital letters.
pub(crate) fn status_text(status: &str, lang: Lang) -> String {
    let words = |code: &str| Catalogue::find(lang, &format!("status-{code}"), &[]);
    words(status)
        .or_else(|| words(&status.to_ascii_lowercase()))
        .unwrap_or_else(|| status.to_owned())
}

/// A value that is words in the language of the app; digits stay as they are.
pub(crate) fn value_text(value: &str, lang: Lang) -> String {
    if value.starts_with(|c: char| c.is_ascii_digit() || "<>-=".contains(c)) {
        return value.to_owned();
    }
    kin_terms::localize_text(value, terms_lang(lang)).unwrap_or_else(|| value.to_owned())
}

/// Why there is no value, in words.
pub(crate) fn absent_text(absent: &Absent, lang: Lang) -> String {
    let words = value_text(&absent.words, lang);
    let known = match absent.code.as_str() {
        "sampled-data" => return Catalogue::text(lang, "value-sampled", &[]),
        "attachment" => return Catalogue::text(lang, "value-attached", &[]),
        code => kin_terms::code_word("data-absent-reason", code, terms_lang(lang)),
    };
    match (known, words.as_str()) {
        (Some(known), "") => Catalogue::text(lang, "value-absent", &[("why", known)]),
        (Some(known), words) if !words.eq_ignore_ascii_case(known) => {
            let args = [("why", known), ("words", words)];
            Catalogue::text(lang, "value-absent-words", &args)
        }
        (Some(why), _) | (None, why) => Catalogue::text(lang, "value-absent", &[("why", why)]),
    }
}

/// The same for reading: words in the language of the app, overlong numbers rounded with `≈`.
pub(crate) fn reading(value: &str, lang: Lang) -> String {
    if matches!(value, "true" | "false")
        && let Some(word) = kin_terms::code_word("value", value, terms_lang(lang))
    {
        return word.to_owned();
    }
    readable_value(&value_text(value, lang)).into_owned()
}

/// A unit as people read it: `10^9/L` -> 10⁹/L. One that is no unit but a note (`{score}`) is none.
pub(crate) fn unit_text(unit: Option<&str>) -> Option<String> {
    let shown = kin_terms::ucum::print_unit(unit?);
    (!shown.is_empty()).then(|| shown.into_owned())
}

/// Out of range in words.
pub(crate) fn abnormal_text(abnormal: Abnormal, lang: Lang) -> Option<String> {
    let key = match abnormal {
        Abnormal::No => return None,
        Abnormal::Low => "abnormal-low",
        Abnormal::High => "abnormal-high",
        Abnormal::CriticalLow => "abnormal-critical-low",
        Abnormal::CriticalHigh => "abnormal-critical-high",
        Abnormal::Yes => "abnormal-yes",
    };
    Some(Catalogue::text(lang, key, &[]))
}

/// An RFC 3339 time in words: date and `HH:MM`.
pub(crate) fn moment_text(at: &str, lang: Lang) -> String {
    let time = at.get(11..16).filter(|_| at.get(10..11) == Some("T"));
    match time {
        Some(time) => format!("{} {time}", date_text(lang, at)),
        None => date_text(lang, at),
    }
}
