//! The images of a study, fetched from an archive that does what it is told.

use crate::portal_bench::{Bench, Reply, Server, capability};
use kin_demo_clinic::{Clinic, Faults};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

const TOKEN: &str = "canary-access-images-77";
const STUDY: &str = "1.2.840.99999.7";
const SERIES: &str = "1.2.840.99999.7.1";

fn uid(n: usize) -> String {
    format!("{SERIES}.{n}")
}

/// A small DICOM file: its head, and some bytes that stand for the rest.
fn dicom(uid: &str) -> Vec<u8> {
    let mut out = vec![0; 128];
    out.extend_from_slice(b"DICM");
    out.extend_from_slice(&[2, 0, 3, 0, b'U', b'I']);
    let padded = uid.len() + uid.len() % 2;
    out.extend_from_slice(&u16::try_from(padded).unwrap().to_le_bytes());
    out.extend_from_slice(uid.as_bytes());
    out.resize(out.len() + padded - uid.len(), 0);
    out.extend((0..100_000_u32).map(|n| u8::try_from(n % 251).unwrap()));
    out
}

fn reply(kind: &str, body: Vec<u8>) -> Reply {
    Reply {
        status: 200,
        headers: vec![("content-type".to_owned(), kind.to_owned())],
        body,
    }
}

fn parts(bytes: &[u8]) -> Reply {
    let mut body = b"\r\n--edge\r\nContent-Type: application/dicom\r\n\r\n".to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    reply(
        "multipart/related; type=\"application/dicom\"; boundary=edge",
        body,
    )
}

fn image_path(n: usize) -> String {
    format!(
        "/dicom-web/studies/{STUDY}/series/{SERIES}/instances/{}",
        uid(n)
    )
}

fn status(status: u16) -> Reply {
    Reply {
        status,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

/// Makes a server an archive of so many images.
fn hold_images(archive: &Server, count: usize) {
    let json = |value: Value| reply("application/dicom+json", value.to_string().into_bytes());
    let ui = |uid: &str| json!({"vr": "UI", "Value": [uid]});
    let number = |n: usize| json!({"vr": "IS", "Value": [n]});
    archive.says(
        &format!("/dicom-web/studies/{STUDY}/series"),
        json(json!([{"0020000D": ui(STUDY), "0020000E": ui(SERIES), "00200011": number(2)}])),
    );
    let images: Vec<Value> = (1..=count)
        .map(|n| json!({"0020000E": ui(SERIES), "00080018": ui(&uid(n)), "00200013": number(n)}))
        .collect();
    archive.says(
        &format!("/dicom-web/studies/{STUDY}/series/{SERIES}/instances"),
        json(json!(images)),
    );
    for n in 1..=count {
        archive.says(&image_path(n), parts(&dicom(&uid(n))));
    }
}

/// A record with one study whose images are at `address`; its person and entry.
fn study(bench: &Bench, portal: &Server, address: &str) -> (Value, Value) {
    portal.says("/fhir/metadata", capability(&["ImagingStudy"]));
    portal.holds(
        "ImagingStudy",
        &[json!({
            "resourceType": "ImagingStudy", "id": "s1", "status": "available",
            "identifier": [{"system": "urn:dicom:uid", "value": format!("urn:oid:{STUDY}")}],
            "subject": {"reference": "Patient/p1"}, "started": "2026-01-02", "numberOfInstances": 3,
            "description": "Chest CT", "endpoint": [{"reference": "Endpoint/e1"}],
        })],
        None,
    );
    portal.says(
        "/fhir/Endpoint/e1",
        Reply::json(&json!({
            "resourceType": "Endpoint", "id": "e1", "status": "active", "address": address,
            "connectionType": {"system": "http://terminology.hl7.org/CodeSystem/endpoint-connection-type", "code": "dicom-wado-rs"},
            "payloadType": [{"text": "DICOM"}],
        })),
    );
    let request = json!({"address": portal.fhir(), "newPersonFromPortal": true});
    let end = portal.connect(bench, request);
    assert_eq!(end["state"], "done", "{end}");
    let view = end["result"].clone();
    let end = bench.sync(&view);
    assert_eq!(end["state"], "done", "{end}");
    let page = bench.ask(
        "timeline",
        json!({"person": view["person"], "limit": 50, "before": null}),
    );
    let entry = page["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["kind"] == "imaging");
    let entry = entry.unwrap_or_else(|| panic!("{page}"))["id"].clone();
    (view["person"].clone(), entry)
}

fn fetch(bench: &Bench, person: &Value, entry: &Value) -> Value {
    bench.end_of(&bench.ask("portal_images", json!({"person": person, "id": entry})))
}

fn reasons(end: &Value) -> Vec<String> {
    let gaps = end["result"]["gaps"]
        .as_array()
        .unwrap_or_else(|| panic!("{end}"));
    gaps.iter()
        .map(|one| format!("{} {}", one["count"], one["reason"].as_str().unwrap()))
        .collect()
}

#[test]
fn images_come_whole_once_and_can_be_undone() {
    let portal = Server::portal(TOKEN);
    hold_images(&portal, 3);
    let bench = Bench::new();
    let (person, entry) = study(&bench, &portal, &format!("{}/dicom-web", portal.base));
    let asked = json!({"person": person, "id": entry});
    let before = bench.ask("entry_images", asked.clone());
    assert_eq!(before["canFetch"], true, "{before}");
    assert_eq!(before["expected"], 3);
    assert_eq!(before["images"], json!([]));

    // One is another image than was asked for: the rest comes.
    portal.says(&image_path(2), parts(&dicom(&uid(9))));
    let end = fetch(&bench, &person, &entry);
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(end["result"]["fetched"], 2);
    assert_eq!(reasons(&end), ["1 broken"]);
    assert_eq!(
        end["result"]["images"][0]["title"],
        "DICOM image, series 2, image 1"
    );
    let first = end["result"]["import"].clone();

    // Only what is missing is asked for.
    portal.says(&image_path(2), parts(&dicom(&uid(2))));
    let mark = portal.asked().len();
    let end = fetch(&bench, &person, &entry);
    assert_eq!(end["result"]["fetched"], 1, "{end}");
    assert_eq!(reasons(&end), Vec::<String>::new());
    let asked_images: Vec<String> = portal
        .asked()
        .into_iter()
        .skip(mark)
        .filter(|text| text.contains("/instances/"))
        .collect();
    assert_eq!(asked_images.len(), 1, "{asked_images:?}");
    assert!(
        asked_images[0].contains(TOKEN),
        "the portal's own archive sees the token"
    );
    let images = end["result"]["images"].as_array().unwrap().clone();
    assert_eq!(images.len(), 3);
    for image in &images {
        let request = json!({"person": person, "id": image["entry"], "index": image["index"]});
        let bytes: Vec<u8> = serde_json::from_value(bench.ask("attachment", request)).unwrap();
        assert_eq!(bytes.len() as u64, image["size"].as_u64().unwrap());
        let title = image["title"].as_str().unwrap();
        let n: usize = title.rsplit(' ').next().unwrap().parse().unwrap();
        assert_eq!(bytes, dicom(&uid(n)), "byte for byte");
    }
    let again = fetch(&bench, &person, &entry);
    assert_eq!(again["result"]["fetched"], 0);
    assert_eq!(again["result"]["import"], Value::Null);

    // It is no news of the portal, it lasts, and it can be undone.
    assert_eq!(bench.portals(&person)[0]["fresh"], 0);
    bench.ask("vault_lock", json!({}));
    bench.unlock();
    assert_eq!(
        bench.ask("entry_images", asked.clone())["images"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    bench.ask("import_undo", json!({"person": person, "import": first}));
    assert_eq!(
        bench.ask("entry_images", asked.clone())["images"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let end = fetch(&bench, &person, &entry);
    assert_eq!(end["result"]["fetched"], 2, "{end}");
    assert_eq!(end["result"]["images"].as_array().unwrap().len(), 3);
}

#[test]
fn an_archive_on_another_server_never_sees_the_token() {
    let (portal, archive) = (Server::portal(TOKEN), Server::open());
    hold_images(&archive, 2);
    let bench = Bench::new();
    let (person, entry) = study(
        &bench,
        &portal,
        &format!("{}/dicom-web/studies", archive.base),
    );
    // Whom that would be is said first, and nobody is asked until the person agrees to it.
    let host = archive.base.strip_prefix("http://").unwrap();
    let agree = |host: &str| {
        let request = json!({"person": person, "id": entry, "agreedHost": host});
        bench.end_of(&bench.ask("portal_images", request))
    };
    for end in [
        fetch(&bench, &person, &entry),
        agree("pacs.example.org"),
        agree(""),
    ] {
        assert_eq!(end["state"], "done", "{end}");
        assert_eq!(end["result"]["askHost"], host);
        assert_eq!(end["result"]["fetched"], 0);
        assert_eq!(end["result"]["canFetch"], true);
        assert_eq!(end["result"]["expected"], 3, "as the hospital says");
    }
    assert_eq!(archive.calls.load(Ordering::SeqCst), 0, "nobody was asked");
    let end = agree(host);
    assert_eq!(
        end["result"]["fetched"], 2,
        "an open archive gives them: {end}"
    );
    assert_eq!(end["result"]["askHost"], Value::Null);
    // Once is enough.
    archive.says(&image_path(1), status(401));
    archive.says(&format!("/dicom-web/studies/{STUDY}/series"), status(401));
    let end = fetch(&bench, &person, &entry);
    assert_eq!(end["error"]["code"], "portal-images-refused", "{end}");
    assert_eq!(end["error"]["params"]["reason"], "images-elsewhere");
    let why = end["error"]["params"]["why"].as_str().unwrap();
    assert!(why.contains("on another website"), "{why}");
    assert!(archive.calls.load(Ordering::SeqCst) > 3, "it was asked");
    for text in archive.asked() {
        assert!(!text.contains(TOKEN), "the token got out");
        assert!(!text.to_lowercase().contains("authorization"), "{text}");
    }
}

#[test]
fn an_archive_that_misbehaves_changes_nothing() {
    let (portal, sink) = (Server::portal(TOKEN), Server::open());
    hold_images(&portal, 8);
    let bench = Bench::new();
    let (person, entry) = study(&bench, &portal, &format!("{}/dicom-web", portal.base));
    let record = bench.entries(&person);
    // No end of the parts; no parts; a page; elsewhere; too busy to say.
    let whole = parts(&dicom(&uid(1)));
    let cut = Reply {
        body: whole.body[..whole.body.len() - 10].to_vec(),
        ..whole.clone()
    };
    portal.says(&image_path(1), cut);
    portal.says(
        &image_path(2),
        reply("multipart/related; boundary=edge", b"nothing".to_vec()),
    );
    portal.says(
        &image_path(3),
        reply("text/html", b"<html>sign in".to_vec()),
    );
    portal.says(
        &image_path(4),
        Reply::to(&format!("{}{}", sink.base, image_path(4))),
    );
    portal.says(&image_path(5), status(500));
    let end = fetch(&bench, &person, &entry);
    assert_eq!(end["result"]["fetched"], 0, "{end}");
    // After five in a row the rest waits for another time.
    assert_eq!(
        reasons(&end),
        ["2 broken", "4 network", "1 redirected", "1 server-fault"]
    );
    assert_eq!(end["result"]["import"], Value::Null);
    assert_eq!(sink.calls.load(Ordering::SeqCst), 0, "nobody called");
    assert_eq!(bench.entries(&person), record);
    // A list that is none.
    portal.says(
        &format!("/dicom-web/studies/{STUDY}/series"),
        reply("text/html", b"<html>".to_vec()),
    );
    let end = fetch(&bench, &person, &entry);
    assert_eq!(end["error"]["code"], "portal-images-refused", "{end}");
    // Access has ended, and is not given again.
    portal.says(&format!("/dicom-web/studies/{STUDY}/series"), status(401));
    let refused = Reply {
        status: 400,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: br#"{"error":"invalid_grant"}"#.to_vec(),
    };
    portal.says("/token", refused);
    let end = fetch(&bench, &person, &entry);
    assert_eq!(end["error"]["code"], "portal-sign-in-again", "{end}");
    assert_eq!(bench.entries(&person), record);
}

#[test]
fn a_study_without_an_archive_says_so() {
    let portal = Server::portal(TOKEN);
    let bench = Bench::new();
    let (person, entry) = study(&bench, &portal, "http://pacs.example.org/dicom-web");
    let end = fetch(&bench, &person, &entry);
    assert_eq!(end["error"]["code"], "portal-unsafe-address", "{end}");
    assert!(
        !bench.entries(&person).is_empty(),
        "the study is still there"
    );
}

/// David Morgan's record from the demo clinic: its person, and the study whose images can be fetched.
fn from_the_clinic(bench: &Bench, clinic: &Clinic) -> (Value, Value, String) {
    let all = clinic.patients();
    let (patient, _) = all.iter().find(|(_, name)| name == "David Morgan").unwrap();
    let request = json!({"address": clinic.fhir(), "newPersonFromPortal": true});
    let end = bench.connect(request, patient);
    assert_eq!(end["state"], "done", "{end}");
    let end = bench.sync(&end["result"]);
    assert_eq!(end["state"], "done", "{end}");
    let person = end["result"]["portal"]["person"].clone();
    let page = bench.ask(
        "timeline",
        json!({"person": person, "limit": 500, "kinds": ["imaging"]}),
    );
    let entries = page["entries"].as_array().unwrap().iter();
    let found: Vec<Value> = entries
        .map(|one| one["id"].clone())
        .filter(|id| {
            let request = json!({"person": person, "id": id});
            bench.ask("entry_images", request)["canFetch"] == true
        })
        .collect();
    assert_eq!(found.len(), 1, "one study has an archive: {page}");
    (person, found[0].clone(), patient.clone())
}

/// Waits until so many images of a fetching are done.
fn until(bench: &Bench, job: &Value, done: u64) {
    loop {
        let view = bench.ask("job", json!({"id": job["id"]}));
        assert_eq!(view["state"], "running", "{view}");
        let stage = &view["stage"];
        if stage["code"] == "images" && stage["of"] != 0 && stage["done"].as_u64() >= Some(done) {
            assert!(!stage["text"].as_str().unwrap().is_empty());
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn whoever_stops_in_the_middle_keeps_what_is_whole_and_the_next_time_brings_the_rest() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let (person, entry, patient) = from_the_clinic(&bench, &clinic);
    let there: BTreeSet<Vec<u8>> = clinic
        .images(&patient)
        .into_iter()
        .map(|one| one.1)
        .collect();
    let all = there.len() as u64;
    let asked = json!({"person": person, "id": entry});
    let imports = || bench.ask("imports", json!({"person": person}))["imports"].clone();
    let (record, before) = (bench.entries(&person), imports());
    let slow = |images_slow| Faults {
        images_slow,
        ..Faults::default()
    };

    // Before the first image is there: nothing is stored.
    clinic.set_faults(slow(Duration::from_millis(400)));
    let job = bench.ask("portal_images", asked.clone());
    until(&bench, &job, 0);
    bench.ask("job_cancel", json!({"id": job["id"]}));
    let end = bench.end_of(&job);
    assert_eq!(end["state"], "cancelled", "{end}");
    assert_eq!(end["error"], Value::Null, "it was the person's wish: {end}");
    assert_eq!(bench.entries(&person), record);
    assert_eq!(imports(), before);

    // In the middle: what is whole stays, the one on its way does not.
    clinic.set_faults(slow(Duration::from_millis(150)));
    let job = bench.ask("portal_images", asked.clone());
    until(&bench, &job, 3);
    bench.ask("job_cancel", json!({"id": job["id"]}));
    let end = bench.end_of(&job);
    assert_eq!(end["state"], "done", "{end}");
    let half = end["result"].clone();
    assert_eq!(half["stopped"], true, "{half}");
    assert_eq!(half["gaps"], json!([]), "nothing was wrong: {half}");
    assert_eq!(half["expected"], json!(all));
    let came = half["fetched"].as_u64().unwrap();
    assert!((3..all).contains(&came), "{came}");
    let stored = |view: &Value| -> BTreeSet<Vec<u8>> {
        let images = view["images"].as_array().unwrap();
        images
            .iter()
            .map(|image| {
                let request =
                    json!({"person": person, "id": image["entry"], "index": image["index"]});
                let bytes: Vec<u8> =
                    serde_json::from_value(bench.ask("attachment", request)).unwrap();
                assert_eq!(image["size"], json!(bytes.len()));
                bytes
            })
            .collect()
    };
    let kept = stored(&half);
    assert_eq!(kept.len() as u64, came);
    assert!(kept.is_subset(&there), "each is whole, byte for byte");
    assert_eq!(
        imports().as_array().unwrap().len(),
        2,
        "one import: {}",
        imports()
    );
    let staging = bench.folder.path().join("vault/staging");
    assert_eq!(
        std::fs::read_dir(&staging).unwrap().count(),
        0,
        "nothing is left on the way"
    );

    // Stopped or not, the vault is as good as before.
    bench.ask("vault_lock", json!({}));
    bench.unlock();
    let view = bench.ask("entry_images", asked.clone());
    assert_eq!(stored(&view), kept);
    assert_eq!(view["expected"], json!(all));

    // The rest, and only the rest.
    clinic.set_faults(Faults::default());
    let end = fetch(&bench, &person, &entry);
    let view = &end["result"];
    assert_eq!(view["fetched"], json!(all - came), "{end}");
    assert_eq!(view["stopped"], false);
    assert_eq!(view["gaps"], json!([]));
    assert_eq!(stored(view), there, "all of them, byte for byte");
    assert_eq!(std::fs::read_dir(&staging).unwrap().count(), 0);
}

#[test]
fn a_clinic_that_refuses_its_images_is_told_of_in_words() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let (person, entry, _) = from_the_clinic(&bench, &clinic);
    let record = bench.entries(&person);
    clinic.set_faults(Faults {
        images_refused: true,
        ..Faults::default()
    });
    let end = fetch(&bench, &person, &entry);
    assert_eq!(end["error"]["code"], "portal-images-refused", "{end}");
    let why = end["error"]["params"]["why"].as_str().unwrap();
    assert!(why.contains("refused"), "{why}");
    assert_eq!(bench.entries(&person), record);
}
