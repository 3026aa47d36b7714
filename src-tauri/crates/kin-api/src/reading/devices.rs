//! Files of devices and apps, read where all foreign bytes are read. What is measured now and then becomes
//! a FHIR resource, as if it had been typed; what is measured all day becomes samples.

use super::work::End;
use super::{Each, Item, Looked};
use crate::error::{ApiError, ErrorCode};
use kin_fhir::author::{
    Authored, BloodPressure, Glucose, GlucoseUnit, MealContext, Measure, Measurement, Sitting,
    Typed, build,
};
use kin_fhir::{FhirError, Limits, RawResource, ResourceReader, ScanContext};
use kin_import::{Fact, HEAD, Hints, ImportError, Kind, Meal, Plan, Reading, What};
use kin_model::{Finding, PartialDate, Severity};
use memchr::memmem::Finder;
use serde_json::json;
use std::io::Read;

/// Bytes that are read at once.
const PIECE: usize = 256 << 10;

/// The beginning of a file.
pub(super) fn head(source: &mut dyn Read) -> Result<Vec<u8>, Finding> {
    let mut head = Vec::new();
    source
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|error| {
            super::whole_file(&FhirError::Read {
                offset: 0,
                source: error,
            })
        })?;
    Ok(head)
}

pub(super) fn whole(error: &ImportError) -> Finding {
    let detail = match error {
        ImportError::Damaged { what } => (*what).to_owned(),
        ImportError::OverLimit { limit, .. } => limit.to_string(),
        _ => String::new(),
    };
    Finding::new(error.code(), Severity::Error, "", detail)
}

/// The first pass.
pub(super) fn scan(
    kind: Kind,
    head: &[u8],
    rest: &mut dyn Read,
    hints: &Hints,
) -> Result<Looked, Finding> {
    let mut passing = Passing::new(head, rest);
    let look = kin_import::look(kind, head, &mut passing, hints).map_err(|error| whole(&error))?;
    let records = kind == Kind::AppleZip && passing.anywhere()?;
    Ok(Looked {
        device: Some(look),
        records,
        ..Looked::default()
    })
}

/// Looks in passing for the name of a file with a record of a hospital: names stand in a zip as they are.
struct Passing<'r> {
    inner: &'r mut dyn Read,
    name: Finder<'static>,
    /// The last bytes, in which a name may have begun.
    tail: Vec<u8>,
    found: bool,
}

impl<'r> Passing<'r> {
    fn new(head: &[u8], inner: &'r mut dyn Read) -> Self {
        let mut passing = Self {
            inner,
            name: Finder::new(kin_import::APPLE_RECORDS),
            tail: Vec::new(),
            found: false,
        };
        passing.pass(head);
        passing
    }

    fn pass(&mut self, bytes: &[u8]) {
        let length = self.name.needle().len();
        let begin = bytes.get(..bytes.len().min(length)).unwrap_or_default();
        self.tail.extend_from_slice(begin);
        self.found =
            self.found || self.name.find(&self.tail).is_some() || self.name.find(bytes).is_some();
        let whole = if bytes.len() > length {
            bytes
        } else {
            &self.tail
        };
        let last = whole.get(whole.len().saturating_sub(length)..);
        self.tail = last.unwrap_or_default().to_vec();
    }

    /// Whether there is one anywhere.
    fn anywhere(mut self) -> Result<bool, Finding> {
        let mut buffer = vec![0_u8; PIECE];
        while !self.found {
            match self.read(&mut buffer) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(source) => {
                    return Err(super::whole_file(&FhirError::Read { offset: 0, source }));
                }
            }
        }
        Ok(self.found)
    }
}

impl Read for Passing<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(into)?;
        if !self.found {
            self.pass(into.get(..n).unwrap_or_default());
        }
        Ok(n)
    }
}

/// Builds resources and reads them back as drafts.
struct Builder {
    reader: ResourceReader,
    context: ScanContext,
    namespace: String,
}

impl Builder {
    fn hand_on(
        &mut self,
        body: &[u8],
        namespace: &str,
        resource_type: &str,
        each: Each<'_>,
    ) -> Result<(), ApiError> {
        if self.namespace != namespace {
            self.context = ScanContext::default();
            self.context.set_default_namespace(namespace);
            namespace.clone_into(&mut self.namespace);
        }
        let raw = RawResource {
            index: 0,
            offset: 0,
            full_url: None,
            resource_type,
            bytes: body,
        };
        let draft = self
            .reader
            .read(&raw, &self.context)
            .map_err(|_| ErrorCode::Internal)?;
        each(Item::Draft(draft))
    }
}

/// The second pass.
pub(super) fn read(
    source: &mut dyn Read,
    plan: &Plan,
    each: Each<'_>,
) -> Result<(u64, Vec<Finding>), End> {
    let mut builder = Builder {
        reader: ResourceReader::new(Limits::default()),
        context: ScanContext::default(),
        namespace: String::new(),
    };
    let mut stopped = None;
    let mut source = super::wrapped::open(source).map_err(|_| End::Unreadable)?;
    let read = kin_import::read(&mut source, plan, &mut |fact| match hand_on(
        &mut builder,
        &fact,
        each,
    ) {
        Ok(()) => true,
        Err(error) => {
            stopped = Some(error);
            false
        }
    });
    match (read, stopped) {
        (_, Some(error)) => Err(End::Stopped(error)),
        (Ok(done), None) => Ok(done),
        (Err(_), None) => Err(End::Unreadable),
    }
}

fn hand_on(builder: &mut Builder, fact: &Fact<'_>, each: Each<'_>) -> Result<(), ApiError> {
    match fact {
        Fact::Series { number, key } => each(Item::Series {
            number: *number,
            key: (*key).clone(),
        }),
        Fact::Sample { series, sample } => each(Item::Sample {
            series: *series,
            sample: *sample,
        }),
        Fact::Refused { index, code, what } => each(Item::Refused {
            index: *index,
            code,
            resource_type: what,
        }),
        Fact::Kept {
            kind,
            id,
            at,
            text,
            namespace,
        } => {
            let body = kept(kind, id, at.as_ref(), text);
            builder.hand_on(&body, namespace, "Basic", each)
        }
        Fact::Reading(reading) => match built(reading) {
            Ok(body) => builder.hand_on(&body, &reading.namespace, "Observation", each),
            Err(code) => each(Item::Refused {
                index: 0,
                code,
                resource_type: "Observation",
            }),
        },
    }
}

/// What is not understood, as it stands in its file.
fn kept(kind: &str, id: &str, at: Option<&PartialDate>, text: &str) -> Vec<u8> {
    let mut body = json!({
        "resourceType": "Basic",
        "id": id,
        "code": { "text": kind },
    });
    if let (Some(at), Some(map)) = (at, body.as_object_mut()) {
        map.insert("created".to_owned(), json!(at.date_only().to_string()));
    }
    if let (false, Some(map)) = (text.is_empty(), body.as_object_mut()) {
        map.insert(
            "extension".to_owned(),
            json!([{ "url": "urn:x-kinfolio:as-it-came", "valueString": text }]),
        );
    }
    body.to_string().into_bytes()
}

/// The resource of a reading; the error is why no person has such a value.
fn built(reading: &Reading) -> Result<Vec<u8>, &'static str> {
    let typed = match &reading.what {
        What::BloodPressure {
            systolic,
            diastolic,
            pulse,
        } => Typed::BloodPressure(BloodPressure {
            systolic: systolic.clone(),
            diastolic: diastolic.clone(),
            pulse: pulse.clone(),
            arm: None,
            sitting: Sitting::default(),
        }),
        What::Glucose { value, unit, meal } => Typed::Glucose(Glucose {
            value: value.clone(),
            comparator: kin_model::Comparator::Exact,
            unit: if unit == "mmol/L" {
                GlucoseUnit::MmolPerL
            } else {
                GlucoseUnit::MgPerDl
            },
            context: match meal {
                Meal::Fasting => MealContext::Fasting,
                Meal::Before => MealContext::BeforeMeal,
                Meal::After => MealContext::AfterMeal,
                Meal::Bedtime => MealContext::Bedtime,
                Meal::Unknown => MealContext::Other,
            },
        }),
        What::Weight { value, unit } => measured(Measure::Weight, value, unit),
        What::Temperature { value, unit } => measured(Measure::Temperature, value, unit),
        What::Oxygen { value } => measured(Measure::Oxygen, value, "%"),
        What::HeartRate { value } => measured(Measure::HeartRate, value, "/min"),
    };
    // The same file again must give the same bytes: nothing of the day of the import stands in them.
    let authored = Authored {
        id: reading.id.clone(),
        subject: "self".to_owned(),
        at: Some(reading.at),
        recorded: reading.at.to_string(),
        by: reading.device.clone(),
        note: reading.note.clone(),
    };
    build(&authored, &typed)
        .map(|built| built.body)
        .map_err(|error| match error {
            FhirError::Impossible {
                reason: "above-systolic",
                ..
            } => "bp-upside-down",
            FhirError::Impossible {
                reason: "other-unit",
                ..
            } => "other-unit",
            _ => "implausible",
        })
}

fn measured(what: Measure, value: &kin_model::Decimal, unit: &str) -> Typed {
    Typed::Measurement(Measurement {
        what,
        value: value.clone(),
        unit: unit.to_owned(),
    })
}
