//! Apple's `export.xml`: streamed, whatever its size.
//!
//! Records become samples of series; blood pressure, weight and temperature become entries. A blood
//! pressure stands in the file up to three times (two records and a correlation of both): upper and
//! lower values of one moment and source are put together, doubles fall away. What is no record
//! (workouts, daily rings) is kept as it stands.

mod archive;
mod quick;
mod types;
mod when;

pub use archive::RECORDS;
pub(crate) use archive::{owner, read as read_archive};
pub use types::{apple_unit, known_types};

use crate::{Fact, ImportError, Meal, Reading, What};
use archive::Held;
use kin_model::{Decimal, Finding, PartialDate, Sample, SeriesKey, Severity, SubjectIdentity};
use quick::{Lead, Next, Window};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Read};
use std::sync::LazyLock;
use types::{GlucoseFrom, How, glucose_from, how};
use when::moment;

/// Whose numbering the ids are.
const NAMESPACE: &str = "urn:x-kinfolio:apple-health";
/// Bytes that one element may have.
const ELEMENT: usize = 1 << 20;
/// Series of one file.
const SERIES: usize = 20_000;
/// Beginnings of records that are looked for: sources take turns, a watch and a telephone.
const LEADS: usize = 4;
/// Blood pressure values that wait to be put together.
const PRESSURES: usize = 2_000_000;

/// Whether a file begins as Apple's export does.
pub(crate) fn is_export(head: &[u8]) -> bool {
    let start = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    start.starts_with(b"<") && head.windows(11).any(|w| w == b"<HealthData")
}

const fn damaged() -> ImportError {
    ImportError::Damaged { what: "xml" }
}

fn reader<R: BufRead>(source: R) -> Reader<R> {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    reader
}

/// Who the export says it is of: birth date and sex stand near its beginning; a name never does.
pub(crate) fn subject(source: &mut dyn Read) -> Option<SubjectIdentity> {
    let mut reader = reader(BufReader::new(source));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == "Me" => {
                let mut who = SubjectIdentity::default();
                for attribute in tag.attributes().flatten() {
                    let value = attribute.value.as_ref();
                    match attribute.key.as_ref() {
                        "HKCharacteristicTypeIdentifierDateOfBirth" => {
                            who.born = value.parse().ok();
                        }
                        "HKCharacteristicTypeIdentifierBiologicalSex" => {
                            who.sex = match value {
                                "HKBiologicalSexFemale" => Some(kin_model::Sex::Female),
                                "HKBiologicalSexMale" => Some(kin_model::Sex::Male),
                                _ => None,
                            };
                        }
                        _ => {}
                    }
                }
                return Some(who).filter(|w| w.born.is_some());
            }
            Event::Start(tag) if tag.name().as_ref() == "Record" => return None,
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The attributes of a record that count. Slices of the tag: nothing is copied for a record.
#[derive(Default)]
struct Attributes<'a> {
    kind: &'a [u8],
    source: &'a [u8],
    device: &'a [u8],
    unit: &'a [u8],
    start: &'a [u8],
    end: &'a [u8],
    value: &'a [u8],
}

/// Splits a tag into its attributes. Apple writes `name="value"` with one blank or a line between; what
/// is written otherwise makes the element one that is refused.
fn attributes(tag: &[u8]) -> Option<Attributes<'_>> {
    let mut out = Attributes::default();
    let mut rest = tag;
    loop {
        rest = rest.trim_ascii_start();
        if rest.is_empty() {
            return Some(out);
        }
        let equals = memchr::memchr(b'=', rest)?;
        let name = rest.get(..equals)?.trim_ascii_end();
        rest = rest.get(equals + 1..)?.trim_ascii_start();
        let quote = *rest.first()?;
        if quote != b'"' && quote != b'\'' {
            return None;
        }
        rest = rest.get(1..)?;
        let end = memchr::memchr(quote, rest)?;
        let value = rest.get(..end)?;
        rest = rest.get(end + 1..)?;
        match name {
            b"type" | b"workoutActivityType" => out.kind = value,
            b"sourceName" => out.source = value,
            b"device" => out.device = value,
            b"unit" => out.unit = value,
            b"startDate" => out.start = value,
            b"endDate" => out.end = value,
            b"value" => out.value = value,
            _ => {}
        }
    }
}

/// Text of an attribute, its five entities resolved.
fn words(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    if !text.contains('&') {
        return text.into_owned();
    }
    quick_xml::escape::unescape(&text)
        .map_or_else(|_| text.to_string(), std::borrow::Cow::into_owned)
}

/// Source and device in the words that do not change from one export to the next: numbers in memory and
/// versions of programs do.
fn device(source: &[u8], device: &[u8]) -> String {
    let mut out = words(source);
    let device = words(device);
    for part in device.trim_matches(['<', '>']).split(", ") {
        if let Some(model) = part.strip_prefix("hardware:") {
            out.push_str(" (");
            out.push_str(model.trim_end_matches('>'));
            out.push(')');
        }
    }
    out
}

/// What stands inside a record of glucose.
#[derive(Debug, Clone, Copy)]
struct Inside {
    /// A person typed it in.
    typed_in: bool,
    meal: Meal,
}

/// Most of the time there is nothing inside.
const NOTHING: Inside = Inside {
    typed_in: false,
    meal: Meal::Unknown,
};

/// Whether the attributes are those of a record of glucose, whose inside says how it was measured.
fn is_glucose(raw: &[u8]) -> bool {
    const TYPE: &[u8] = b"HKQuantityTypeIdentifierBloodGlucose";
    let raw = raw.trim_ascii_start();
    match raw.strip_prefix(b"type=") {
        Some(value) => value.get(1..).is_some_and(|v| v.starts_with(TYPE)),
        None => attributes(raw).is_some_and(|a| a.kind == TYPE),
    }
}

/// Reads what stands inside a record, to its end.
///
/// # Source
/// Apple, HealthKit: `HKMetadataKeyWasUserEntered`; `HKBloodGlucoseMealTime`, 1 preprandial, 2 postprandial (as
/// remembered 2026-11, to be confirmed).
fn inside<R: BufRead>(reader: &mut Reader<R>) -> Result<Inside, ImportError> {
    let mut out = NOTHING;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| damaged())? {
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == "MetadataEntry" => {
                let (mut key, mut value) = (String::new(), String::new());
                for attribute in tag.attributes().flatten() {
                    match attribute.key.as_ref() {
                        "key" => key = attribute.value.as_ref().to_owned(),
                        "value" => value = attribute.value.as_ref().to_owned(),
                        _ => {}
                    }
                }
                match (key.as_str(), value.as_str()) {
                    ("HKWasUserEntered", "1") => out.typed_in = true,
                    ("HKBloodGlucoseMealTime", "1") => out.meal = Meal::Before,
                    ("HKBloodGlucoseMealTime", "2") => out.meal = Meal::After,
                    _ => {}
                }
            }
            Event::End(tag) if tag.name().as_ref() == "Record" => return Ok(out),
            Event::Eof => return Err(damaged()),
            _ => {}
        }
    }
}

/// One half of a blood pressure.
#[derive(Default)]
struct Halves {
    /// When, as the file has it first.
    at: Option<PartialDate>,
    upper: BTreeSet<String>,
    lower: BTreeSet<String>,
}

struct Export<'e> {
    each: &'e mut dyn FnMut(Fact<'_>) -> bool,
    /// Type, unit, source and device, as they stand, to the number of the series.
    known: HashMap<Vec<u8>, Option<Known>>,
    /// The newest of these and what becomes of it.
    latest: (Vec<u8>, Option<Known>),
    numbers: BTreeMap<SeriesKey, u32>,
    /// How records of late began, the newest first.
    leads: Vec<Lead>,
    scratch: Vec<u8>,
    when: when::Memory,
    /// By moment and source: an export that was made in another zone writes the same moment otherwise.
    pressures: BTreeMap<(i64, String), Halves>,
    pressure_records: u64,
    index: u64,
    held: Option<&'e mut Held>,
}

/// What becomes of the records of one type, unit and source.
#[derive(Clone)]
enum Known {
    Series {
        number: u32,
        shift: u8,
    },
    /// The value is a word: each has a series of its own.
    Words,
    Weight {
        unit: String,
        device: String,
    },
    Temperature {
        unit: String,
        device: String,
    },
    Stick {
        unit: String,
        device: String,
    },
    Upper {
        source: String,
    },
    Lower {
        source: String,
    },
}

/// Reads an export. Gives remarks about the whole.
pub(crate) fn read(
    source: &mut dyn Read,
    each: &mut dyn FnMut(Fact<'_>) -> bool,
) -> Result<Vec<Finding>, ImportError> {
    read_holding(source, each, None)
}

fn read_holding<'e>(
    source: &mut dyn Read,
    each: &'e mut dyn FnMut(Fact<'_>) -> bool,
    held: Option<&'e mut Held>,
) -> Result<Vec<Finding>, ImportError> {
    let mut reader = reader(Window::new(source));
    let mut export = Export {
        each,
        known: HashMap::new(),
        latest: (Vec::new(), None),
        numbers: BTreeMap::new(),
        leads: Vec::new(),
        scratch: Vec::new(),
        when: when::Memory::default(),
        pressures: BTreeMap::new(),
        pressure_records: 0,
        index: 0,
        held,
    };
    let mut buffer = Vec::new();
    let mut seen = false;
    // Between two elements: what comes next can be looked at before the reader takes it.
    let mut between = false;
    loop {
        if between {
            export.quick(reader.get_mut())?;
        }
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|_| damaged())?;
        between = matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_));
        match event {
            Event::Start(tag) => match tag.name().as_ref() {
                "Record" if is_glucose(tag.attributes_raw().as_bytes()) => {
                    let tag = tag.into_owned();
                    let inside = inside(&mut reader)?;
                    export.record(&tag, inside)?;
                }
                "Record" => export.record(&tag, NOTHING)?,
                "HealthData" => seen = true,
                "Correlation" | "MetadataEntry" | "HeartRateVariabilityMetadataList" => {}
                _ => {
                    let tag = tag.into_owned();
                    export.kept(&mut reader, &tag)?;
                }
            },
            Event::Empty(tag) => match tag.name().as_ref() {
                "Record" => {
                    export.record(&tag, NOTHING)?;
                    export.learn_lead(tag.attributes_raw().as_bytes());
                }
                "ExportDate"
                | "Me"
                | "MetadataEntry"
                | "Correlation"
                | "InstantaneousBeatsPerMinute" => {}
                "HealthData" => seen = true,
                _ => {
                    let text = format!("<{}/>", &*tag);
                    export.keep(&tag, &text)?;
                }
            },
            Event::Eof => break,
            _ => {}
        }
        if buffer.capacity() > ELEMENT {
            buffer.shrink_to(ELEMENT);
        }
    }
    if !seen {
        return Err(damaged());
    }
    export.finish()
}

impl Export<'_> {
    fn emit(&mut self, fact: Fact<'_>) -> Result<(), ImportError> {
        if (self.each)(fact) {
            Ok(())
        } else {
            Err(ImportError::Stopped)
        }
    }

    fn refuse(&mut self, code: &'static str, what: &[u8]) -> Result<(), ImportError> {
        let what = String::from_utf8_lossy(what).into_owned();
        let index = self.index;
        self.emit(Fact::Refused {
            index,
            code,
            what: types::bare(&what),
        })
    }

    /// Keeps how the record began that was just read, if it was a sample.
    fn learn_lead(&mut self, attributes: &[u8]) {
        let Some(Known::Series { number, shift }) = self.latest.1 else {
            return;
        };
        if let Some(lead) = Lead::of(attributes, number, shift) {
            self.leads.truncate(LEADS - 1);
            self.leads.insert(0, lead);
        }
    }

    /// Takes the records that begin as one shortly before.
    fn quick<R: Read>(&mut self, window: &mut Window<R>) -> Result<(), ImportError> {
        let mut which = 0;
        while let Some(lead) = self.leads.get(which) {
            let (number, shift) = (lead.number, lead.shift);
            let next = lead.next(window.unread());
            let found = match next {
                Next::Record(found) => found,
                Next::Cut => {
                    which += usize::from(!window.more());
                    continue;
                }
                Next::Other => {
                    which += 1;
                    continue;
                }
            };
            let when = self.when.times(found.start, found.end);
            let Some(sample) = when.and_then(|when| sample(found.value, shift, when)) else {
                // Why not is told by the other way.
                return Ok(());
            };
            let len = found.len;
            window.consume(len);
            self.index += 1;
            self.emit(Fact::Sample {
                series: number,
                sample,
            })?;
            self.leads.swap(0, which);
            which = 0;
        }
        Ok(())
    }

    fn record(&mut self, tag: &BytesStart<'_>, inside: Inside) -> Result<(), ImportError> {
        let raw = tag.attributes_raw().as_bytes();
        let Some(a) = attributes(raw) else {
            self.refuse("record-unreadable", b"Record")?;
            self.index += 1;
            return Ok(());
        };
        self.scratch.clear();
        for part in [a.kind, a.unit, a.source, a.device] {
            self.scratch.extend_from_slice(part);
            self.scratch.push(0);
        }
        self.scratch.push(u8::from(inside.typed_in));
        // Records of one kind and source follow one another: mostly nothing has to be looked up.
        if self.scratch != self.latest.0 {
            if !self.known.contains_key(&self.scratch) {
                let found = self.learn(&a, inside.typed_in)?;
                if self.known.len() >= SERIES {
                    // Not honest any more, but not wrong: it only costs time.
                    self.known.clear();
                }
                self.known.insert(self.scratch.clone(), found);
            }
            let known = self.known.get(&self.scratch).cloned().flatten();
            self.latest = (self.scratch.clone(), known);
        }
        let known = self.latest.1.clone();
        let Some((at, span)) = self.when.times(a.start, a.end) else {
            self.refuse("no-time", a.kind)?;
            self.index += 1;
            return Ok(());
        };
        let done = match known {
            Some(Known::Series { number, shift }) => self.sample(&a, number, shift, (at, span)),
            Some(Known::Words) | None => self.word(&a, (at, span)),
            Some(Known::Weight { unit, device }) => {
                self.reading(&a, at, device, |value| What::Weight { value, unit })
            }
            Some(Known::Stick { unit, device }) => {
                let meal = inside.meal;
                self.reading(&a, at, device, |value| What::Glucose { value, unit, meal })
            }
            Some(Known::Temperature { unit, device }) => {
                self.reading(&a, at, device, |value| What::Temperature { value, unit })
            }
            Some(Known::Upper { source }) => {
                self.half((at.seconds, source), &a, |h, v| h.upper.insert(v));
                return Ok(());
            }
            Some(Known::Lower { source }) => {
                self.half((at.seconds, source), &a, |h, v| h.lower.insert(v));
                return Ok(());
            }
        };
        self.index += 1;
        done
    }

    /// What becomes of records like this one.
    fn learn(&mut self, a: &Attributes<'_>, typed_in: bool) -> Result<Option<Known>, ImportError> {
        let kind = words(a.kind);
        let unit = words(a.unit);
        let device = device(a.source, a.device);
        let from = if types::bare(&kind) == "BloodGlucose" {
            let words = format!("{} {}", words(a.source), words(a.device));
            glucose_from(&words, typed_in)
        } else {
            GlucoseFrom::Unknown
        };
        Ok(Some(match how(&kind, &unit, from) {
            How::Words => return Ok(Some(Known::Words)),
            How::Upper => Known::Upper {
                source: words(a.source),
            },
            How::Lower => Known::Lower {
                source: words(a.source),
            },
            How::Weight(unit) => Known::Weight {
                unit: unit.to_owned(),
                device,
            },
            How::Temperature(unit) => Known::Temperature {
                unit: unit.to_owned(),
                device,
            },
            How::Stick(unit) => Known::Stick {
                unit: unit.to_owned(),
                device,
            },
            How::Series {
                codings,
                title,
                unit,
                shift,
            } => {
                let key = SeriesKey {
                    codings,
                    title,
                    unit,
                    device,
                    namespace: NAMESPACE.to_owned(),
                };
                Known::Series {
                    number: self.number(key)?,
                    shift,
                }
            }
        }))
    }

    fn number(&mut self, key: SeriesKey) -> Result<u32, ImportError> {
        if let Some(number) = self.numbers.get(&key) {
            return Ok(*number);
        }
        if self.numbers.len() >= SERIES {
            return Err(ImportError::OverLimit {
                what: "series",
                limit: SERIES as u64,
            });
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.emit(Fact::Series { number, key: &key })?;
        self.numbers.insert(key, number);
        Ok(number)
    }

    fn sample(
        &mut self,
        a: &Attributes<'_>,
        number: u32,
        shift: u8,
        when: (when::Moment, u32),
    ) -> Result<(), ImportError> {
        let Some(sample) = sample(a.value, shift, when) else {
            return self.refuse("not-a-number", a.kind);
        };
        self.emit(Fact::Sample {
            series: number,
            sample,
        })
    }

    /// A record whose value is a word: how long it was so.
    fn word(
        &mut self,
        a: &Attributes<'_>,
        (at, span): (when::Moment, u32),
    ) -> Result<(), ImportError> {
        let (kind, value) = (words(a.kind), words(a.value));
        let key = SeriesKey {
            codings: types::category(&kind),
            title: types::category_title(&kind, &value),
            unit: "s".to_owned(),
            device: device(a.source, a.device),
            namespace: NAMESPACE.to_owned(),
        };
        let number = self.number(key)?;
        let Some(mut sample) = at.sample(&span.to_string()) else {
            return self.refuse("not-a-number", a.kind);
        };
        sample.span = span;
        self.emit(Fact::Sample {
            series: number,
            sample,
        })
    }

    fn reading(
        &mut self,
        a: &Attributes<'_>,
        moment_at: when::Moment,
        device: String,
        what: impl FnOnce(Decimal) -> What,
    ) -> Result<(), ImportError> {
        let (Ok(value), Some(at)) = (words(a.value).parse(), moment(a.start)) else {
            return self.refuse("not-a-number", a.kind);
        };
        // The moment, not how its zone writes it: an export made on a journey is the same.
        let id = crate::fingerprint(
            [
                words(a.kind).as_str(),
                &moment_at.seconds.to_string(),
                &words(a.value),
                &device,
            ]
            .into_iter(),
        );
        let reading = Reading {
            id,
            at,
            what: what(value),
            note: String::new(),
            device,
            namespace: NAMESPACE.to_owned(),
        };
        self.emit(Fact::Reading(&reading))
    }

    fn half(
        &mut self,
        key: (i64, String),
        a: &Attributes<'_>,
        put: impl FnOnce(&mut Halves, String) -> bool,
    ) {
        self.pressure_records += 1;
        if self.pressures.len() < PRESSURES {
            let halves = self.pressures.entry(key).or_default();
            halves.at = halves.at.or_else(|| moment(a.start));
            put(halves, words(a.value));
        }
    }

    /// Keeps an element with everything in it.
    fn kept<R: BufRead>(
        &mut self,
        reader: &mut Reader<R>,
        tag: &BytesStart<'_>,
    ) -> Result<(), ImportError> {
        let name = tag.name().as_ref().to_owned();
        let mut text = format!("<{}>", &**tag);
        let mut depth = 1_u32;
        let mut buffer = Vec::new();
        let mut whole = true;
        while depth > 0 {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer).map_err(|_| damaged())?;
            let piece = match event {
                Event::Start(inner) => {
                    depth += u32::from(inner.name().as_ref() == name);
                    format!("<{}>", &*inner)
                }
                Event::Empty(inner) => format!("<{}/>", &*inner),
                Event::End(inner) => {
                    depth -= u32::from(inner.name().as_ref() == name);
                    format!("</{}>", &*inner)
                }
                Event::Text(inner) => inner.to_string(),
                Event::Eof => return Err(damaged()),
                _ => String::new(),
            };
            // The way of a run may have a hundred thousand points: its head is kept.
            if text.len() + piece.len() <= ELEMENT / 2 {
                text.push_str(&piece);
            } else {
                whole = false;
            }
        }
        if !whole {
            text.push_str("<!-- … -->");
        }
        self.keep(tag, &text)
    }

    fn keep(&mut self, tag: &BytesStart<'_>, text: &str) -> Result<(), ImportError> {
        let name = tag.name().as_ref().to_owned();
        let raw = tag.attributes_raw().as_bytes();
        let a = attributes(raw).unwrap_or_default();
        let kind = words(a.kind);
        let title = if kind.is_empty() {
            name
        } else {
            format!("{name}: {}", types::bare(&kind))
        };
        let id = crate::fingerprint([when::zoneless(text).as_str()].into_iter());
        self.index += 1;
        if let Some(held) = self.held.as_mut()
            && held.takes(tag.name().as_ref(), raw)
        {
            held.push(raw, (title, id), moment(a.start), text);
            return Ok(());
        }
        self.emit(Fact::Kept {
            kind: &title,
            id: &id,
            at: moment(a.start),
            text,
            namespace: NAMESPACE,
        })
    }

    /// Puts the blood pressures together.
    fn finish(mut self) -> Result<Vec<Finding>, ImportError> {
        let mut findings = Vec::new();
        let (mut used, mut alone) = (0_u64, 0_u64);
        for ((seconds, source), halves) in std::mem::take(&mut self.pressures) {
            let at = halves.at;
            let mut lower = halves.lower.into_iter();
            for upper in halves.upper {
                let pair = lower
                    .next()
                    .and_then(|l| Some((upper.parse().ok()?, l.parse().ok()?, at?)));
                let Some((systolic, diastolic, at)) = pair else {
                    alone += 1;
                    self.refuse("bp-half", b"BloodPressureSystolic")?;
                    continue;
                };
                used += 2;
                let seconds = seconds.to_string();
                let id = crate::fingerprint(
                    ["bp", seconds.as_str(), source.as_str(), &upper].into_iter(),
                );
                let reading = Reading {
                    id,
                    at,
                    what: What::BloodPressure {
                        systolic,
                        diastolic,
                        pulse: None,
                    },
                    note: String::new(),
                    device: source.clone(),
                    namespace: NAMESPACE.to_owned(),
                };
                self.emit(Fact::Reading(&reading))?;
            }
            for _ in lower {
                alone += 1;
                self.refuse("bp-half", b"BloodPressureDiastolic")?;
            }
        }
        let doubled = self.pressure_records.saturating_sub(used + alone);
        if doubled > 0 {
            findings.push(Finding::new(
                "doubled-records",
                Severity::Info,
                "",
                doubled.to_string(),
            ));
        }
        Ok(findings)
    }
}

/// A sample of this value; `None` when it is no number.
fn sample(value: &[u8], shift: u8, (at, span): (when::Moment, u32)) -> Option<Sample> {
    let mut sample = at.sample(std::str::from_utf8(value).unwrap_or_default())?;
    sample.span = span;
    // A share of one, shown per hundred: the point moves, no digit changes.
    if shift > 0 {
        if sample.places >= shift {
            sample.places -= shift;
        } else {
            let up = 10_i64.pow(u32::from(shift - sample.places));
            sample.digits = sample.digits.checked_mul(up)?;
            sample.places = 0;
        }
    }
    Some(sample)
}

/// A sample of a moment that is known already.
impl when::Moment {
    fn sample(self, value: &str) -> Option<Sample> {
        static ANY: LazyLock<Option<PartialDate>> =
            LazyLock::new(|| PartialDate::from_stored(0, 4));
        let mut sample = Sample::new(ANY.as_ref()?, value)?;
        sample.seconds = self.seconds;
        sample.shape = self.shape;
        Some(sample)
    }
}
