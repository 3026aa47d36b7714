use super::{Archive, Image, ImageLimits, Study, image_address, instance_uid};
use crate::fetch::{Answer, Authorization, Fetch, NetworkFault, Request};
use crate::sync::GapReason;
use crate::{FhirBase, Secret, SmartError};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Answers each path (with its query) as it was told.
#[derive(Default)]
struct Script {
    answers: BTreeMap<String, Answer>,
    asked: Vec<(String, bool)>,
}

impl Script {
    fn says(&mut self, path: &str, kind: &str, body: &[u8]) {
        let answer = Answer {
            status: 200,
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            body: body.to_vec(),
        };
        self.answers.insert(path.to_owned(), answer);
    }

    fn status(&mut self, path: &str, status: u16) {
        let answer = Answer {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        };
        self.answers.insert(path.to_owned(), answer);
    }
}

impl Fetch for Script {
    fn fetch(&mut self, request: &Request) -> Result<Answer, NetworkFault> {
        let path = match request.url.query() {
            Some(query) => format!("{}?{query}", request.url.path()),
            None => request.url.path().to_owned(),
        };
        let token = matches!(request.authorization, Authorization::Bearer(_));
        self.asked.push((path.clone(), token));
        let missing = Answer {
            status: 404,
            headers: Vec::new(),
            body: Vec::new(),
        };
        let answer = self.answers.get(&path).cloned().unwrap_or(missing);
        if answer.body.len() as u64 > request.limit {
            return Err(NetworkFault::TooLarge);
        }
        Ok(answer)
    }

    fn wait(&mut self, _time: Duration) -> Result<(), NetworkFault> {
        Ok(())
    }
}

/// The smallest DICOM file with this UID.
fn dicom(uid: &str) -> Vec<u8> {
    let mut out = vec![0; 128];
    out.extend_from_slice(b"DICM");
    out.extend_from_slice(&[2, 0, 1, 0, b'O', b'B', 0, 0, 2, 0, 0, 0, 0, 1]);
    out.extend_from_slice(&[2, 0, 3, 0, b'U', b'I']);
    let padded = uid.len() + uid.len() % 2;
    out.extend_from_slice(&u16::try_from(padded).unwrap().to_le_bytes());
    out.extend_from_slice(uid.as_bytes());
    out.resize(out.len() + padded - uid.len(), 0);
    out
}

fn parts(bytes: &[u8]) -> Vec<u8> {
    let mut out = b"--x\r\nContent-Type: application/dicom\r\n\r\n".to_vec();
    out.extend_from_slice(bytes);
    out.extend_from_slice(b"\r\n--x--");
    out
}

const MULTIPART: &str = "multipart/related; type=\"application/dicom\"; boundary=x";
const ONE: &str = "/dicom-web/studies/1.2/series/1.2.3/instances/1.2.3.4";

fn portal() -> FhirBase {
    FhirBase::parse("https://ehr.example.org/fhir").unwrap()
}

fn archive(address: &str) -> Archive {
    Archive::new(&portal(), address).unwrap()
}

fn study() -> Study {
    Study::parse(&json!({
        "resourceType": "ImagingStudy",
        "identifier": [{"system": "urn:accession", "value": "7"}, {"system": "urn:dicom:uid", "value": "urn:oid:1.2"}],
        "numberOfInstances": 2,
        "endpoint": [{"reference": "#e"}, {"reference": "Endpoint/2"}],
        "contained": [{"resourceType": "Endpoint", "id": "e"}, {"resourceType": "Patient"}],
        "series": [{"uid": "urn:oid:1.2.3", "number": 1, "endpoint": [{"reference": "Endpoint/2"}],
            "instance": [{"uid": "1.2.3.4", "number": 9}, {"uid": "../../x"}]}],
    }))
    .unwrap()
}

fn image() -> Image {
    Image {
        series: Some(1),
        number: Some(9),
        series_uid: "1.2.3".to_owned(),
        uid: "1.2.3.4".to_owned(),
    }
}

fn line(key: &str, uid: &str, number: (&str, Value)) -> Value {
    json!({"0020000D": {"vr": "UI", "Value": ["1.2"]}, key: {"vr": "UI", "Value": [uid]},
        number.0: {"vr": "IS", "Value": [number.1]}})
}

#[test]
fn a_study_says_which_it_is_and_where() {
    let study = study();
    assert_eq!(study.uid, "1.2");
    assert_eq!(study.expected, Some(2));
    assert_eq!(study.endpoints, ["#e", "Endpoint/2"]);
    assert_eq!(study.contained.len(), 1);
    assert_eq!(study.named, [image()]);
    let old = json!({"resourceType": "ImagingStudy", "uid": "urn:oid:1.2.840"});
    assert_eq!(Study::parse(&old).unwrap().uid, "1.2.840");
    for uid in ["", "urn:oid:", "../1.2", "1.2/3", "1..2", ".1", "1.", "a.b"] {
        let one = json!({"resourceType": "ImagingStudy", "identifier": [{"system": "urn:dicom:uid", "value": uid}]});
        assert!(Study::parse(&one).is_none(), "{uid}");
    }
}

#[test]
fn an_endpoint_is_known_by_its_code_however_it_is_written() {
    let address = "https://pacs.example.org/dicom-web";
    for kind in [
        json!({"system": "http://terminology.hl7.org/CodeSystem/endpoint-connection-type", "code": "dicom-wado-rs"}),
        json!({"system": "http://www.brandedinter.net", "code": "DICOM-WADO-RS"}),
        json!([{"coding": [{"code": "hl7-fhir-rest"}, {"code": "dicom-wado-rs"}]}]),
        json!("dicom-wado-rs"),
        json!([{"code": "dicom-qido-rs"}]),
    ] {
        let one = json!({"connectionType": kind, "address": format!(" {address} ")});
        assert_eq!(image_address(&one).as_deref(), Some(address), "{kind}");
    }
    for kind in [json!({"code": "hl7-fhir-rest"}), json!(null), json!(7)] {
        let one = json!({"connectionType": kind, "address": address});
        assert_eq!(image_address(&one), None, "{kind}");
    }
}

#[test]
fn the_token_goes_to_the_portals_own_origin_only() {
    for (address, own) in [
        ("https://ehr.example.org/dicom-web", true),
        ("https://ehr.example.org:443/dicom-web/studies/1.2", true),
        ("https://ehr.example.org:8443/dicom-web", false),
        ("https://pacs.example.org/dicom-web", false),
        ("https://ehr.example.org.evil.org/dicom-web", false),
    ] {
        let archive = archive(address);
        assert_eq!(archive.is_portal(), own, "{address}");
        let mut net = Script::default();
        net.says(ONE, MULTIPART, &parts(&dicom("1.2.3.4")));
        let token = Secret::new("t".to_owned());
        let limits = ImageLimits::default();
        let came = archive.image(&study(), &image(), &mut net, Some(&token), &limits);
        assert_eq!(came.unwrap(), dicom("1.2.3.4"));
        assert_eq!(net.asked, [(ONE.to_owned(), own)], "{address}");
    }
    for address in [
        "http://127.0.0.1:8042/dicom-web",
        "http://pacs.example.org/",
        "https://[::1]/",
    ] {
        assert!(
            matches!(
                Archive::new(&portal(), address),
                Err(SmartError::AddressNotSecure)
            ),
            "{address}"
        );
    }
    for address in [
        "",
        "pacs",
        "/dicom-web",
        "ftp://x.org/",
        "https://u:p@x.org/",
    ] {
        assert!(Archive::new(&portal(), address).is_err(), "{address}");
    }
}

#[test]
fn lists_are_read_page_by_page_and_end() {
    let archive = archive("https://ehr.example.org/dicom-web");
    let mut net = Script::default();
    let series = json!([line("0020000E", "1.2.3", ("00200011", json!("2"))),
        {"0020000D": {"Value": ["9.9"]}, "0020000E": {"Value": ["9.9.1"]}}, {"0020000E": {"Value": ["../x"]}}, 7]);
    net.says(
        "/dicom-web/studies/1.2/series?limit=200&offset=0",
        "application/dicom+json",
        series.to_string().as_bytes(),
    );
    let page = |from: usize| {
        let all: Vec<Value> = (from..from + 200)
            .map(|n| line("00080018", &format!("1.2.3.{n}"), ("00200013", json!(n))))
            .collect();
        json!(all).to_string()
    };
    let path = |offset: usize| {
        format!("/dicom-web/studies/1.2/series/1.2.3/instances?limit=200&offset={offset}")
    };
    net.says(&path(0), "application/dicom+json", page(0).as_bytes());
    net.says(&path(200), "application/dicom+json", page(200).as_bytes());
    net.status(&path(400), 204);
    let limits = ImageLimits::default();
    let all = archive.images(&study(), &mut net, None, &limits).unwrap();
    assert_eq!(all.len(), 400);
    let first = all.first().unwrap();
    assert_eq!((first.series, first.number), (Some(2), Some(0)));
    assert!(!net.asked.iter().any(|(path, _)| path.contains("9.9")));

    // The same page for ever: a server that knows no offset.
    net.says(&path(200), "application/dicom+json", page(0).as_bytes());
    let all = archive.images(&study(), &mut net, None, &limits).unwrap();
    assert_eq!(all.len(), 200);
    // Ever new ones.
    let few = ImageLimits {
        images: 300,
        ..limits
    };
    net.says(&path(200), "application/dicom+json", page(200).as_bytes());
    assert_eq!(
        archive.images(&study(), &mut net, None, &few),
        Err(GapReason::Limit)
    );
    let few = ImageLimits { pages: 1, ..limits };
    assert_eq!(
        archive.images(&study(), &mut net, None, &few),
        Err(GapReason::Endless)
    );
    net.says(&path(0), "text/html", b"<html>sign in</html>");
    assert_eq!(
        archive.images(&study(), &mut net, None, &limits),
        Err(GapReason::Broken)
    );
}

#[test]
fn an_archive_without_lists_is_asked_for_what_the_record_names() {
    let archive = archive("https://ehr.example.org/dicom-web");
    let limits = ImageLimits::default();
    let all = archive.images(&study(), &mut Script::default(), None, &limits);
    assert_eq!(all.unwrap(), [image()]);
    let unnamed = Study {
        named: Vec::new(),
        ..study()
    };
    let none = archive.images(&unnamed, &mut Script::default(), None, &limits);
    assert_eq!(none, Err(GapReason::NotOffered));
}

#[test]
fn what_is_not_the_image_is_not_taken() {
    let archive = archive("https://ehr.example.org/dicom-web");
    let good = dicom("1.2.3.4");
    let long = parts(&[good.clone(), vec![0; 2_000]].concat());
    let two = [
        parts(&good).strip_suffix(b"--").unwrap(),
        b"\r\nContent-Type: application/dicom\r\n\r\nx\r\n--x--",
    ]
    .concat();
    for (what, kind, body, reason) in [
        (
            "another image",
            MULTIPART,
            parts(&dicom("1.2.3.5")),
            GapReason::Broken,
        ),
        ("no DICOM", MULTIPART, parts(b"<html>"), GapReason::Broken),
        ("a page", "text/html", b"<html>".to_vec(), GapReason::Broken),
        (
            "cut",
            MULTIPART,
            parts(&good).strip_suffix(b"\r\n--x--").unwrap().to_vec(),
            GapReason::Network(NetworkFault::BrokenOff),
        ),
        ("two", MULTIPART, two, GapReason::Limit),
        ("too long", MULTIPART, long, GapReason::Limit),
    ] {
        let mut net = Script::default();
        net.says(ONE, kind, &body);
        let limits = ImageLimits {
            bytes: 1_000,
            ..ImageLimits::default()
        };
        let came = archive.image(&study(), &image(), &mut net, None, &limits);
        assert_eq!(came, Err(reason), "{what}");
    }
    let mut net = Script::default();
    net.says(ONE, "application/dicom", &good);
    let came = archive.image(&study(), &image(), &mut net, None, &ImageLimits::default());
    assert_eq!(came.unwrap(), good, "one part alone is as good");
    for (status, token, reason) in [
        (401, true, GapReason::AccessEnded),
        (401, false, GapReason::Refused),
        (403, true, GapReason::Refused),
        (302, true, GapReason::Redirected),
        (406, true, GapReason::NotOffered),
        (500, true, GapReason::ServerFault),
        (503, true, GapReason::Busy),
    ] {
        let secret = Secret::new("t".to_owned());
        let token = token.then_some(&secret);
        net.status(ONE, status);
        let came = archive.image(&study(), &image(), &mut net, token, &ImageLimits::default());
        assert_eq!(came, Err(reason), "{status}");
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_have_a_uid_or_none(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), cut in 0_usize..180) {
        drop(instance_uid(&bytes));
        let mut like = dicom("1.2.3.4");
        like.truncate(132);
        like.extend_from_slice(&bytes);
        drop(instance_uid(&like));
        let mut short = dicom("1.2.3.4");
        short.truncate(cut);
        drop(instance_uid(&short));
    }
}
