//! The clinic's archive of images: one study of one patient, by DICOMweb, at `/dicom-web`.
//!
//! The images are drawn here; no machine and no body was ever involved.
//!
//! # Source
//! DICOM PS3.18 sections 10.4 (WADO-RS) and 10.6 (QIDO-RS); PS3.10 section 7.1 (files); PS3.3
//! section A.8.1 (Secondary Capture, the kind of image that needs no machine).

use crate::State;
use crate::http::{Call, Reply};
use serde_json::{Value, json};

/// Where the archive is, below the clinic.
pub(crate) const PATH: &str = "/dicom-web";
/// `Endpoint.id`.
const ENDPOINT: &str = "images";
/// `ImagingStudy.id`.
pub(crate) const RESOURCE: &str = "angiography-images";
/// The patient who has images: the name in the sample family.
const WHO: &str = "David Morgan";

const STUDY: &str = "1.2.840.99999.1.2";
const SERIES: u32 = 2;
const IMAGES: u32 = 6;
/// Rows, and columns, of an image.
const SIDE: u16 = 256;

const SECONDARY_CAPTURE: &str = "1.2.840.10008.5.1.4.1.1.7";
const EXPLICIT_LITTLE_ENDIAN: &str = "1.2.840.10008.1.2.1";
const BOUNDARY: &str = "kinfolio-demo-clinic";

fn series_uid(series: u32) -> String {
    format!("{STUDY}.{series}")
}

fn image_uid(series: u32, image: u32) -> String {
    format!("{STUDY}.{series}.{image}")
}

/// The study of a patient, if this is the one who has one.
pub(crate) fn study(patient: &str, name: &str) -> Option<Value> {
    let series: Vec<Value> = (1..=SERIES)
        .map(|n| {
            json!({
                "uid": series_uid(n), "number": n, "numberOfInstances": IMAGES,
                "modality": {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "XA"},
                "description": if n == 1 { "Left coronary artery" } else { "Right coronary artery" },
            })
        })
        .collect();
    (name == WHO).then(|| {
        json!({
            "resourceType": "ImagingStudy",
            "id": RESOURCE,
            "status": "available",
            "identifier": [{"system": "urn:dicom:uid", "value": format!("urn:oid:{STUDY}")}],
            "subject": {"reference": format!("Patient/{patient}")},
            "started": "2023-02-11T08:10:00-05:00",
            "modality": [{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "XA"}],
            "description": "Coronary angiography",
            "numberOfSeries": SERIES,
            "numberOfInstances": SERIES * IMAGES,
            "endpoint": [{"reference": format!("Endpoint/{ENDPOINT}")}],
            "series": series,
        })
    })
}

/// Where the images of all studies are.
pub(crate) fn endpoint(base: &str) -> Value {
    json!({
        "resourceType": "Endpoint",
        "id": ENDPOINT,
        "status": "active",
        "connectionType": {
            "system": "http://terminology.hl7.org/CodeSystem/endpoint-connection-type",
            "code": "dicom-wado-rs",
        },
        "name": "Images of the demo clinic",
        "payloadType": [{"text": "DICOM"}],
        "address": format!("{base}{PATH}"),
    })
}

/// This server under another name: to a program it is another server.
pub(crate) fn elsewhere(base: &str) -> String {
    base.replace("127.0.0.1", "localhost")
}

/// Whose images may be seen; the archive of another name shows what it has to everybody.
fn patient(state: &State, call: &Call) -> Result<String, Reply> {
    let open = call.is_for(&elsewhere(&state.base));
    let ended = state.faults.expired || state.faults.revoked;
    let grant = state.auth.grant(call.header("authorization"));
    let grant = grant.filter(|_| !ended);
    let refused = state.faults.images_refused;
    match grant {
        _ if refused => Err(Reply::text(403, "not granted")),
        _ if open => {
            let mut all = state.data.patients().into_iter();
            let found = all.find(|(_, name)| name == WHO);
            found
                .map(|(id, _)| id)
                .ok_or_else(|| Reply::text(404, "not found"))
        }
        Some(grant) if grant.may_read("ImagingStudy") => Ok(grant.patient.clone()),
        Some(_) => Err(Reply::text(403, "not granted")),
        None => Err(Reply::text(401, "sign in")),
    }
}

pub(crate) fn answer(state: &State, call: &Call) -> Reply {
    let patient = match patient(state, call) {
        Ok(patient) => patient,
        Err(reply) => return reply,
    };
    // Whoever has no study here hears what somebody hears who asks for none.
    if state
        .data
        .read(&patient, "ImagingStudy", RESOURCE)
        .is_none()
    {
        return Reply::text(404, "not found");
    }
    let path = call.path.strip_prefix(PATH).unwrap_or_default();
    let steps: Vec<&str> = path.trim_matches('/').split('/').collect();
    let series = |uid: &str| (1..=SERIES).find(|n| series_uid(*n) == uid);
    match *steps.as_slice() {
        ["studies"] => list(call, vec![line(&[("0020000D", "UI", json!(STUDY))])]),
        ["studies", STUDY, "series"] => list(
            call,
            (1..=SERIES)
                .map(|n| {
                    line(&[
                        ("00080060", "CS", json!("XA")),
                        ("0020000D", "UI", json!(STUDY)),
                        ("0020000E", "UI", json!(series_uid(n))),
                        ("00200011", "IS", json!(n)),
                        ("00201209", "IS", json!(IMAGES)),
                    ])
                })
                .collect(),
        ),
        ["studies", STUDY, "series", uid, "instances"] => match series(uid) {
            Some(n) => list(
                call,
                (1..=IMAGES)
                    .map(|image| {
                        line(&[
                            ("00080016", "UI", json!(SECONDARY_CAPTURE)),
                            ("00080018", "UI", json!(image_uid(n, image))),
                            ("0020000D", "UI", json!(STUDY)),
                            ("0020000E", "UI", json!(series_uid(n))),
                            ("00200013", "IS", json!(image)),
                            ("00280010", "US", json!(SIDE)),
                            ("00280011", "US", json!(SIDE)),
                        ])
                    })
                    .collect(),
            ),
            None => Reply::text(404, "not found"),
        },
        ["studies", STUDY, "series", uid, "instances", image] => {
            let found = series(uid).and_then(|n| {
                let image = (1..=IMAGES).find(|one| image_uid(n, *one) == image)?;
                Some((n, image))
            });
            match found {
                Some((n, image)) => whole(call, &file(&patient, n, image)),
                None => Reply::text(404, "not found"),
            }
        }
        _ => Reply::text(404, "not found"),
    }
}

/// One line of a list: DICOM JSON (PS3.18 annex F).
fn line(tags: &[(&str, &str, Value)]) -> Value {
    tags.iter()
        .map(|(tag, kind, value)| ((*tag).to_owned(), json!({"vr": kind, "Value": [value]})))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn list(call: &Call, all: Vec<Value>) -> Reply {
    let number = |name: &str| call.asked(name).parse::<usize>().ok();
    let page: Vec<Value> = all
        .into_iter()
        .skip(number("offset").unwrap_or(0))
        .take(number("limit").unwrap_or(usize::MAX))
        .collect();
    Reply::bytes(
        "application/dicom+json",
        Value::from(page).to_string().into_bytes(),
    )
}

fn whole(call: &Call, file: &[u8]) -> Reply {
    let wished = call.header("accept").unwrap_or("*/*");
    if !["application/dicom", "multipart/related", "*/*"]
        .iter()
        .any(|kind| wished.contains(kind))
    {
        return Reply::text(406, "only as a file");
    }
    let mut body = format!("--{BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n").into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    Reply::bytes(
        &format!("multipart/related; type=\"application/dicom\"; boundary={BOUNDARY}"),
        body,
    )
}

/// Data elements, one behind the other, in explicit VR, little endian (PS3.5 section 7.1.2).
#[derive(Default)]
struct Elements(Vec<u8>);

impl Elements {
    fn put(&mut self, (group, element): (u16, u16), kind: &str, value: &[u8]) {
        let padding = if kind == "UI" || kind == "OB" {
            0
        } else {
            b' '
        };
        let mut value = value.to_vec();
        if value.len() % 2 == 1 {
            value.push(padding);
        }
        self.0.extend_from_slice(&group.to_le_bytes());
        self.0.extend_from_slice(&element.to_le_bytes());
        self.0.extend_from_slice(kind.as_bytes());
        if kind == "OB" {
            self.0.extend_from_slice(&[0, 0]);
            let length = u32::try_from(value.len()).unwrap_or_default();
            self.0.extend_from_slice(&length.to_le_bytes());
        } else {
            let length = u16::try_from(value.len()).unwrap_or_default();
            self.0.extend_from_slice(&length.to_le_bytes());
        }
        self.0.append(&mut value);
    }

    fn text(&mut self, tag: (u16, u16), kind: &str, value: &str) {
        self.put(tag, kind, value.as_bytes());
    }

    fn number(&mut self, tag: (u16, u16), value: u16) {
        self.put(tag, "US", &value.to_le_bytes());
    }
}

/// All images of a patient, as files.
pub(crate) fn files(patient: &str) -> Vec<(String, Vec<u8>)> {
    (1..=SERIES)
        .flat_map(|series| (1..=IMAGES).map(move |image| (series, image)))
        .map(|(series, image)| (image_uid(series, image), file(patient, series, image)))
        .collect()
}

/// One image as a file.
fn file(patient: &str, series: u32, image: u32) -> Vec<u8> {
    let uid = image_uid(series, image);
    let mut head = Elements::default();
    head.put((2, 1), "OB", &[0, 1]);
    head.text((2, 2), "UI", SECONDARY_CAPTURE);
    head.text((2, 3), "UI", &uid);
    head.text((2, 0x10), "UI", EXPLICIT_LITTLE_ENDIAN);
    head.text((2, 0x12), "UI", "1.2.840.99999.1");
    let mut out = Elements(vec![0; 128]);
    out.0.extend_from_slice(b"DICM");
    let length = u32::try_from(head.0.len()).unwrap_or_default();
    out.put((2, 0), "UL", &length.to_le_bytes());
    out.0.append(&mut head.0);

    out.text((8, 0x05), "CS", "ISO_IR 192");
    out.text((8, 0x08), "CS", "DERIVED\\SECONDARY");
    out.text((8, 0x16), "UI", SECONDARY_CAPTURE);
    out.text((8, 0x18), "UI", &uid);
    out.text((8, 0x20), "DA", "20230211");
    out.text((8, 0x30), "TM", "081000");
    out.text((8, 0x50), "SH", "");
    out.text((8, 0x60), "CS", "XA");
    out.text((8, 0x64), "CS", "SYN");
    out.text((8, 0x80), "LO", "Kinfolio demo clinic");
    out.text((8, 0x90), "PN", "");
    out.text((8, 0x1030), "LO", "Coronary angiography");
    out.text((0x10, 0x10), "PN", "Morgan^David");
    out.text((0x10, 0x20), "LO", patient);
    out.text((0x10, 0x30), "DA", "19780602");
    out.text((0x10, 0x40), "CS", "M");
    out.text((0x20, 0x0D), "UI", STUDY);
    out.text((0x20, 0x0E), "UI", &series_uid(series));
    out.text((0x20, 0x10), "SH", "1");
    out.text((0x20, 0x11), "IS", &series.to_string());
    out.text((0x20, 0x13), "IS", &image.to_string());
    out.text((0x20, 0x20), "CS", "");
    out.number((0x28, 0x02), 1);
    out.text((0x28, 0x04), "CS", "MONOCHROME2");
    out.number((0x28, 0x10), SIDE);
    out.number((0x28, 0x11), SIDE);
    out.number((0x28, 0x100), 8);
    out.number((0x28, 0x101), 8);
    out.number((0x28, 0x102), 7);
    out.number((0x28, 0x103), 0);
    out.put((0x7FE0, 0x10), "OB", &drawing(series, image));
    out.0
}

/// Grey, with a winding dark band that has moved a little from image to image: nobody's heart.
fn drawing(series: u32, image: u32) -> Vec<u8> {
    let side = i32::from(SIDE);
    let (series, image) = (series.cast_signed(), image.cast_signed());
    let lean = if series == 1 { 1 } else { -1 };
    let mut out = Vec::with_capacity(usize::from(SIDE) * usize::from(SIDE));
    for y in 0..side {
        // A wave out of pieces of parabolas.
        let (part, within) = (y / 64, y % 64);
        let bow = within * (64 - within) / 24 * if part % 2 == 0 { 1 } else { -1 };
        let middle = side / 2 + lean * (bow + (y - side / 2) / 4) + image * 3;
        let width = 3 + (side - y) / 24;
        for x in 0..side {
            let (dx, dy) = (x - side / 2, y - side / 2);
            let light = 190 - (dx * dx + dy * dy) / 220;
            let inside = (x - middle).abs() <= width;
            let value = if inside { light - 70 } else { light };
            out.push(u8::try_from(value.clamp(8, 250)).unwrap_or_default());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{IMAGES, SERIES, SIDE, drawing, file, image_uid};

    #[test]
    fn a_file_is_built_as_the_standard_says() {
        let file = file("p", 1, 2);
        assert_eq!(file.get(128..132), Some(&b"DICM"[..]));
        assert_eq!(kin_smart::instance_uid(&file), Some(image_uid(1, 2)));
        // Element by element to the very end, in the order of the tags.
        let mut rest = file.get(132..).unwrap();
        let (mut last, mut pixels) = ((0, 0), 0);
        while !rest.is_empty() {
            let short = |at: usize| u16::from_le_bytes([rest[at], rest[at + 1]]);
            let tag = (short(0), short(2));
            assert!(tag > last, "{tag:x?} after {last:x?}");
            last = tag;
            let long = &rest[4..6] == b"OB";
            let (length, start) = if long {
                let four: [u8; 4] = rest[8..12].try_into().unwrap();
                (u32::from_le_bytes(four) as usize, 12)
            } else {
                (usize::from(short(6)), 8)
            };
            assert_eq!(length % 2, 0, "{tag:x?} has an even length");
            if tag == (0x7FE0, 0x10) {
                pixels = length;
            }
            rest = rest.get(start + length..).unwrap();
        }
        assert_eq!(pixels, usize::from(SIDE) * usize::from(SIDE));
    }

    #[test]
    fn no_two_images_are_the_same() {
        let mut all: Vec<Vec<u8>> = (1..=SERIES)
            .flat_map(|series| (1..=IMAGES).map(move |image| drawing(series, image)))
            .collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), (SERIES * IMAGES) as usize);
    }
}
