//! A hospital portal from the address to the record: connected, read, read again, let go; and what
//! becomes of each thing that real portals do wrong.

use crate::portal_bench::{Bench, consent, follow};
use crate::scan::{needles, scan};
use kin_demo_clinic::{Clinic, Faults};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn patient(clinic: &Clinic, name: &str) -> String {
    let all = clinic.patients();
    let (id, _) = all.iter().find(|(_, one)| one == name).unwrap();
    id.clone()
}

/// Connects David Morgan as a new person; the portal.
fn david(bench: &Bench, clinic: &Clinic) -> Value {
    let end = bench.connect(
        json!({"address": clinic.fhir(), "newPersonFromPortal": true}),
        &patient(clinic, "David Morgan"),
    );
    assert_eq!(end["state"], "done", "{end}");
    end["result"].clone()
}

#[test]
fn a_portal_is_connected_and_read_and_the_next_time_only_the_change_comes() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let looked = bench.end_of(&bench.ask("portal_look", json!({"address": clinic.fhir()})));
    assert_eq!(looked["result"]["canConnect"], true, "{looked}");
    assert_eq!(looked["result"]["needsClientId"], false);
    assert_eq!(looked["result"]["software"], "Kinfolio demo clinic");

    let portal = david(&bench, &clinic);
    let person = portal["person"].clone();
    assert_eq!(portal["type"], "portalConnected");
    assert_eq!(portal["state"], "neverRead", "{portal}");
    assert_eq!(portal["patientName"], "David Morgan");
    assert_eq!(portal["canRenew"], true);
    assert_eq!(bench.entries(&person).len(), 0, "nothing is read yet");
    let text = portal.to_string();
    assert!(
        !text.contains("Bearer") && !text.contains("token"),
        "{text}"
    );

    let first = bench.sync(&portal);
    assert_eq!(first["state"], "done", "{first}");
    assert_eq!(first["stage"]["code"], "storing");
    let shown = &first["result"]["portal"];
    assert_eq!(shown["state"], "ready", "{shown}");
    assert_eq!(shown["gaps"], json!([]));
    assert_eq!(shown["fresh"], 0, "all of it is new: that says nothing");
    let count = clinic.count(&patient(&clinic, "David Morgan"));
    assert_eq!(shown["lastSync"]["added"], json!(count), "all of it came");
    let record = bench.entries(&person);
    assert!(record.len() > 300);
    let imports = bench.ask("imports", json!({"person": person}));
    assert_eq!(imports["imports"][0]["kind"], "portal");
    assert_eq!(imports["imports"][0]["label"], "Kinfolio demo clinic");

    let second = bench.sync(&portal);
    assert_eq!(
        second["result"]["portal"]["lastSync"]["added"], 0,
        "{second}"
    );
    assert_eq!(second["result"]["run"]["import"], Value::Null);
    assert_eq!(
        bench.ask("imports", json!({"person": person}))["imports"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "no line for a reading without anything new"
    );
    assert_eq!(bench.entries(&person), record);

    clinic
        .new_result(&patient(&clinic, "David Morgan"))
        .unwrap();
    let third = bench.sync(&portal);
    let shown = &third["result"]["portal"];
    assert_eq!(shown["lastSync"]["added"], 1, "{shown}");
    assert_eq!(shown["lastSync"]["updated"], 0);
    assert_eq!(shown["fresh"], 1, "it is marked new");
    let import = &shown["lastSync"]["import"];
    let news = bench.ask(
        "timeline",
        json!({"person": person, "limit": 50, "import": import}),
    );
    assert_eq!(news["entries"].as_array().unwrap().len(), 1, "{news}");
    assert!(
        news["entries"][0]["title"]
            .as_str()
            .unwrap()
            .contains("Potassium")
    );
    // What came with several readings is shown together until it was looked at.
    clinic
        .new_result(&patient(&clinic, "David Morgan"))
        .unwrap();
    let fourth = bench.sync(&portal);
    let shown = &fourth["result"]["portal"];
    assert_eq!(shown["fresh"], 2, "{shown}");
    assert_eq!(
        shown["freshImports"],
        json!([shown["lastSync"]["import"], import])
    );
    let news = bench.ask(
        "timeline",
        json!({"person": person, "limit": 50, "imports": shown["freshImports"]}),
    );
    assert_eq!(news["entries"].as_array().unwrap().len(), 2, "{news}");
    let request = json!({"person": person, "portal": portal["portal"]});
    let seen = bench.ask("portal_seen", request);
    assert_eq!(seen["fresh"], 0);
    assert_eq!(seen["freshImports"], json!([]));

    let label = json!({"person": person, "portal": portal["portal"], "label": " Town  hospital "});
    assert_eq!(bench.ask("portal_rename", label)["label"], "Town hospital");
    let request = json!({"person": person, "portal": portal["portal"], "erase": true});
    let gone = bench.end_of(&bench.ask("portal_remove", request));
    assert_eq!(gone["result"]["revoked"], true, "{gone}");
    assert_eq!(gone["result"]["erased"], json!(count + 2), "{gone}");
    assert_eq!(bench.entries(&person).len(), 0);
    assert_eq!(bench.portals(&person).len(), 0);
}

#[test]
fn what_came_stays_when_the_portal_goes_and_signing_in_again_is_the_same_portal() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let portal = david(&bench, &clinic);
    let person = portal["person"].clone();
    bench.sync(&portal);
    let record = bench.entries(&person);
    let again = bench.connect(
        json!({"address": clinic.fhir(), "person": person, "label": "Town hospital"}),
        &patient(&clinic, "David Morgan"),
    );
    assert_eq!(again["result"]["portal"], portal["portal"], "{again}");
    assert_eq!(again["result"]["label"], "Town hospital");
    assert_eq!(
        again["result"]["entries"],
        json!(clinic.count(&patient(&clinic, "David Morgan")))
    );
    let done = bench.sync(&portal);
    assert_eq!(done["result"]["portal"]["lastSync"]["added"], 0, "{done}");

    clinic.set_faults(Faults {
        revoked: true,
        ..Faults::default()
    });
    let request = json!({"person": person, "portal": portal["portal"], "erase": false});
    let gone = bench.end_of(&bench.ask("portal_remove", request));
    assert_eq!(gone["result"]["erased"], 0, "{gone}");
    assert_eq!(bench.entries(&person), record, "the record is as it was");
    let code = bench.code(
        "portal_sync",
        json!({"person": person, "portal": portal["portal"]}),
    );
    assert_eq!(code, "portal-unknown");
}

/// The gaps of a reading: type, reason and words.
fn gaps(view: &Value) -> Vec<(String, String, String)> {
    let text = |gap: &Value, name: &str| gap[name].as_str().unwrap().to_owned();
    view["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| (text(gap, "kind"), text(gap, "reason"), text(gap, "text")))
        .collect()
}

#[test]
fn each_fault_of_a_reading_ends_in_its_words_and_its_state() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let portal = david(&bench, &clinic);
    let person = portal["person"].clone();
    let some = |kind: &str| Some(kind.to_owned());
    let read = |faults: Faults| {
        clinic.set_faults(faults);
        let end = bench.sync(&portal);
        clinic.set_faults(Faults::default());
        end
    };

    // Before anything is there: a portal that gives nothing changes nothing.
    let end = read(Faults {
        broken_type: some("Observation"),
        gap: some("Immunization"),
        ..Faults::default()
    });
    let view = &end["result"]["portal"];
    assert_eq!(view["state"], "incomplete", "{end}");
    assert_eq!(view["stateText"], "Read, but something is missing");
    assert_eq!(
        gaps(view),
        [
            (
                "Immunization".to_owned(),
                "refused".to_owned(),
                "Immunizations: the hospital refused.".to_owned()
            ),
            (
                "Observation".to_owned(),
                "server-fault".to_owned(),
                "Results and measurements: the hospital’s website made an error.".to_owned()
            ),
        ]
    );

    // Faults that are got over: all of it comes, and nothing is said of them.
    for faults in [
        Faults {
            category_needed: some("Observation"),
            ..Faults::default()
        },
        Faults {
            busy: 1,
            slow: Duration::from_millis(1),
            ..Faults::default()
        },
        Faults {
            expired: true,
            ..Faults::default()
        },
    ] {
        let name = format!("{faults:?}");
        let end = read(faults);
        let view = &end["result"]["portal"];
        assert_eq!(view["state"], "ready", "{name}: {end}");
        assert_eq!(
            view["entries"],
            json!(clinic.count(&patient(&clinic, "David Morgan"))),
            "{name}"
        );
    }
    let record = bench.entries(&person);

    let end = read(Faults {
        endless: true,
        ..Faults::default()
    });
    let view = &end["result"]["portal"];
    assert_eq!(view["state"], "incomplete");
    assert!(
        gaps(view).iter().all(|(_, reason, _)| reason == "endless"),
        "{view}"
    );
    assert_eq!(bench.entries(&person), record, "nothing came twice");

    // The consent was withdrawn: what came stays, and the person is asked to sign in.
    let end = read(Faults {
        revoked: true,
        ..Faults::default()
    });
    assert_eq!(end["state"], "failed");
    assert_eq!(end["error"]["code"], "portal-sign-in-again", "{end}");
    let shown = &bench.portals(&person)[0];
    assert_eq!(shown["state"], "signInAgain");
    assert_eq!(shown["problem"]["code"], "portal-sign-in-again");
    assert_eq!(bench.entries(&person), record);
}

#[test]
fn each_fault_of_a_sign_in_ends_in_its_words_and_nothing_is_stored() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let id = patient(&clinic, "David Morgan");
    let new = || json!({"address": clinic.fhir(), "newPersonFromPortal": true});
    let nobody = || {
        assert_eq!(
            bench.ask("people_list", json!({}))["people"],
            json!([]),
            "nothing is stored"
        );
    };
    for (faults, code) in [
        (
            Faults {
                wrong_issuer: true,
                ..Faults::default()
            },
            "portal-other-issuer",
        ),
        (
            Faults {
                wrong_patient: true,
                ..Faults::default()
            },
            "portal-no-patient",
        ),
    ] {
        clinic.set_faults(faults);
        let end = bench.connect(new(), &id);
        assert_eq!(end["error"]["code"], code, "{end}");
        nobody();
    }
    clinic.set_faults(Faults::default());
    let (job, address) = bench.begin(new());
    let back = consent(&address.unwrap(), &id, "no");
    assert!(follow(&back).unwrap().body.contains("did not work"));
    let end = bench.end_of(&job);
    assert_eq!(end["error"]["code"], "portal-denied", "{end}");
    nobody();

    // Somebody else's record: told with the name, stored only when the person says so.
    let person = bench.add("Zhao Lan", "1953-02-11", "female");
    let wrong = json!({"address": clinic.fhir(), "person": person});
    let end = bench.connect(wrong, &id);
    assert_eq!(end["error"]["code"], "wrong-person", "{end}");
    assert_eq!(end["result"]["type"], "portalWho");
    assert_eq!(end["result"]["name"], "David Morgan");
    assert_eq!(end["result"]["differs"], json!(["name", "born", "sex"]));
    assert!(
        !end["error"].to_string().contains("David"),
        "no name in an error"
    );
    assert_eq!(bench.portals(&json!(person)).len(), 0);
    assert_eq!(end["result"]["fits"], Value::Null, "nobody of the family");
    let fitting = bench.add("David Morgan", "1978-06-02", "male");
    let wrong = json!({"address": clinic.fhir(), "person": person});
    let end = bench.connect(wrong, &id);
    assert_eq!(end["result"]["fits"], json!(fitting), "{end}");

    // No lasting access, the usual thing at many hospitals.
    clinic.set_faults(Faults {
        no_refresh: true,
        ..Faults::default()
    });
    let portal = david(&bench, &clinic);
    assert_eq!(portal["canRenew"], false);
    assert_eq!(bench.sync(&portal)["state"], "done");
    clinic.set_faults(Faults {
        expired: true,
        ..Faults::default()
    });
    let end = bench.sync(&portal);
    assert_eq!(end["error"]["code"], "portal-sign-in-again", "{end}");
    let shown = &bench.portals(&portal["person"])[0];
    assert_eq!(shown["state"], "signInAgain");
    assert!(shown["entries"].as_u64().unwrap() > 300, "what came stays");
}

#[test]
fn a_portal_that_gives_no_refresh_token_but_takes_a_key_is_read_again_without_a_sign_in() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let keys = |expired, revoked| Faults {
        keys_only: true,
        expired,
        revoked,
        ..Faults::default()
    };
    clinic.set_faults(keys(false, false));
    let portal = david(&bench, &clinic);
    assert_eq!(portal["canRenew"], true, "a key was registered: {portal}");
    assert!(!portal.to_string().contains("384:"), "no key is shown");
    assert_eq!(bench.sync(&portal)["state"], "done");

    // The access ends and the vault was closed meanwhile: the key is in the record.
    bench.ask("vault_lock", json!({}));
    let hits = scan(&[bench.folder.path()], &needles("the key", "RS384:MII"));
    assert!(hits.is_empty(), "{hits:?}");
    bench.unlock();
    for _ in 0..2 {
        clinic.set_faults(keys(true, false));
        let end = bench.sync(&portal);
        assert_eq!(end["state"], "done", "{end}");
        assert_eq!(end["result"]["portal"]["state"], "ready");
    }
    // It is read by itself, too.
    bench.wait(25);
    bench.ask("activity", json!({}));
    clinic
        .new_result(&patient(&clinic, "David Morgan"))
        .unwrap();
    bench.session.sync_if_due();
    bench.until_fresh(&portal["person"]);

    // Signing in again registers a new key for the same portal.
    clinic.set_faults(keys(false, false));
    let request = json!({"address": clinic.fhir(), "person": portal["person"]});
    let again = bench.connect(request, &patient(&clinic, "David Morgan"));
    assert_eq!(again["result"]["portal"], portal["portal"], "{again}");
    assert_eq!(again["result"]["canRenew"], true);

    clinic.set_faults(keys(true, true));
    let end = bench.sync(&portal);
    assert_eq!(end["error"]["code"], "portal-sign-in-again", "{end}");
    let shown = &bench.portals(&portal["person"])[0];
    assert_eq!(
        (&shown["state"], &shown["canRenew"]),
        (&json!("signInAgain"), &json!(false))
    );
}

#[test]
fn a_private_key_that_is_none_is_refused_before_anybody_signs_in() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let client = json!({"id": "kinfolio", "key": key});
    let request = json!({"address": clinic.fhir(), "newPersonFromPortal": true, "client": client});
    let (job, address) = bench.begin(request);
    assert_eq!(address, None);
    assert_eq!(bench.end_of(&job)["error"]["code"], "portal-key");
}

#[test]
fn stopping_and_locking_end_the_work_and_leave_the_record_as_it_was() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let portal = david(&bench, &clinic);
    let person = portal["person"].clone();
    let request = json!({"person": person, "portal": portal["portal"]});
    clinic.set_faults(Faults {
        slow: Duration::from_millis(40),
        ..Faults::default()
    });
    let reading = |job: &Value| {
        while bench.ask("job", json!({"id": job["id"]}))["stage"]["code"] != "reading" {
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    let job = bench.ask("portal_sync", request.clone());
    reading(&job);
    // One portal is asked once at a time: its refresh token works once.
    let other = bench.end_of(&bench.ask("portal_sync", request.clone()));
    assert_eq!(other["error"]["code"], "busy", "{other}");
    bench.ask("job_cancel", json!({"id": job["id"]}));
    assert_eq!(bench.end_of(&job)["state"], "cancelled");
    assert_eq!(bench.entries(&person).len(), 0);

    let job = bench.ask("portal_sync", request.clone());
    reading(&job);
    bench.ask("vault_lock", json!({}));
    assert_eq!(bench.code("portals", json!({"person": person})), "locked");
    bench.unlock();
    assert_eq!(bench.entries(&person).len(), 0, "nothing half read");
    let shown = &bench.portals(&person)[0];
    assert_eq!(shown["state"], "neverRead", "{shown}");

    // Waiting for the browser ends with the vault, too, and its address is nobody's any more.
    let (job, address) = bench.begin(json!({"address": clinic.fhir(), "person": person}));
    bench.ask("vault_lock", json!({}));
    let told = bench.code("portal_sign_in_address", json!({"id": job["id"]}));
    assert_eq!(told, "locked");
    bench.unlock();
    clinic.set_faults(Faults::default());
    // It may be a moment until nobody listens any more.
    std::thread::sleep(Duration::from_millis(500));
    let back = consent(&address.unwrap(), &patient(&clinic, "David Morgan"), "yes");
    assert!(follow(&back).is_none(), "nobody waits for this answer");
    let staging = bench.folder.path().join("vault/staging");
    loop {
        let done = bench.sync(&portal);
        if done["error"]["code"] == "busy" {
            std::thread::sleep(Duration::from_millis(50));
            continue;
        }
        assert_eq!(done["state"], "done", "{done}");
        break;
    }
    assert_eq!(std::fs::read_dir(staging).unwrap().count(), 0);
}

#[test]
fn a_question_on_its_way_is_cut_when_the_vault_is_locked() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let portal = david(&bench, &clinic);
    let request = json!({"person": portal["person"], "portal": portal["portal"]});
    // Each answer takes longer than anybody waits.
    clinic.set_faults(Faults {
        slow: Duration::from_secs(50),
        ..Faults::default()
    });
    let running = |job: &Value| {
        std::thread::sleep(Duration::from_millis(100));
        bench.ask("job", json!({"id": job["id"]}))["state"] == "running"
    };
    let job = bench.ask("portal_sync", request.clone());
    assert!(running(&job), "it waits for its first answer");
    bench.ask("vault_lock", json!({}));
    let locked = Instant::now();
    bench.unlock();
    // The portal is free again as soon as the work has ended: two at once are refused.
    let again = loop {
        let job = bench.ask("portal_sync", request.clone());
        if running(&job) {
            break job;
        }
        assert_eq!(bench.end_of(&job)["error"]["code"], "busy");
    };
    let took = locked.elapsed();
    println!("cut and asked again {} ms after the lock", took.as_millis());
    assert!(took < Duration::from_secs(10), "{took:?}");
    // Who says stop does not wait for the answer either.
    let said = Instant::now();
    bench.ask("job_cancel", json!({"id": again["id"]}));
    assert_eq!(bench.end_of(&again)["state"], "cancelled");
    println!("stopped after {} ms", said.elapsed().as_millis());
    assert!(said.elapsed() < Duration::from_secs(10));
    clinic.set_faults(Faults::default());
    let done = bench.sync(&portal);
    assert_eq!(done["state"], "done", "{done}");
}

#[test]
fn once_a_day_a_portal_is_read_by_itself_while_the_vault_is_open() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let portal = david(&bench, &clinic);
    let person = portal["person"].clone();
    bench.session.sync_if_due();
    assert_eq!(
        bench.portals(&person)[0]["state"],
        "neverRead",
        "the first reading is the person's"
    );
    bench.sync(&portal);
    clinic
        .new_result(&patient(&clinic, "David Morgan"))
        .unwrap();
    bench.wait(23);
    bench.ask("activity", json!({}));
    bench.session.sync_if_due();
    // Reading takes longer than this; the next look is a minute later at the earliest.
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(bench.portals(&person)[0]["fresh"], 0, "it is not due yet");
    bench.wait(2);
    bench.ask("vault_lock", json!({}));
    bench.session.sync_if_due();
    bench.unlock();
    bench.wait(1);
    // Nobody is there: the vault is about to be locked, and nothing begins any more.
    bench.session.sync_if_due();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(bench.portals(&person)[0]["fresh"], 0, "nobody is there");
    bench.ask("activity", json!({}));
    bench.wait(1);
    bench.ask("activity", json!({}));
    bench.session.sync_if_due();
    bench.until_fresh(&person);
    // Whoever wants it otherwise says so.
    let mut settings = bench.ask("settings_get", json!({}));
    assert_eq!(settings["portalSyncHours"], 24);
    settings["portalSyncHours"] = json!(0);
    bench.ask("settings_set", json!({"settings": settings}));
    clinic
        .new_result(&patient(&clinic, "David Morgan"))
        .unwrap();
    bench.wait(48);
    bench.ask("activity", json!({}));
    bench.session.sync_if_due();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(bench.portals(&person)[0]["fresh"], 1);
}

/// The page on the web, as the browser test runs it: takes what the portal sent, gives where it passes it on.
fn over_the_page(location: &str, page: &str) -> String {
    let query = location
        .strip_prefix(page)
        .unwrap()
        .strip_prefix('?')
        .unwrap();
    let state = query
        .split('&')
        .find_map(|one| one.strip_prefix("state="))
        .unwrap();
    let (port, _) = state.split_once('.').unwrap();
    format!("http://127.0.0.1:{port}/callback?{query}")
}

#[test]
fn a_portal_that_answers_to_the_web_only_is_connected_over_a_page_and_again_without_typing_it() {
    const PAGE: &str = "https://clinic.example.org/kinfolio/";
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    clinic.set_faults(Faults {
        web_only: true,
        ..Faults::default()
    });
    let look = || {
        bench.end_of(&bench.ask("portal_look", json!({"address": clinic.fhir()})))["result"].clone()
    };
    let looked = look();
    assert_eq!(looked["webOnly"], true, "{looked}");
    assert_eq!(looked["bouncePage"], "");
    let doubts = looked["doubts"].as_array().unwrap();
    assert!(
        doubts.iter().any(|one| one["code"] == "web-only"),
        "{looked}"
    );

    // Without the page the portal sends nobody back.
    let david = patient(&clinic, "David Morgan");
    let straight = json!({"address": clinic.fhir(), "newPersonFromPortal": true});
    let (job, address) = bench.begin(straight);
    let refused = follow(&address.unwrap()).unwrap();
    assert_eq!(refused.status, 400);
    assert_eq!(refused.body, "unknown program or address");
    bench.ask("job_cancel", json!({"id": job["id"]}));
    assert_eq!(bench.end_of(&job)["state"], "cancelled");

    for wrong in [
        "http://clinic.example.org/",
        "clinic.example.org",
        "https://clinic.example.org/?x=1",
    ] {
        let request =
            json!({"address": clinic.fhir(), "newPersonFromPortal": true, "bouncePage": wrong});
        assert_eq!(
            bench.code("portal_connect", request),
            "portal-bounce-page",
            "{wrong}"
        );
    }

    let request =
        json!({"address": clinic.fhir(), "newPersonFromPortal": true, "bouncePage": PAGE});
    let (job, address) = bench.begin(request);
    let location = consent(&address.unwrap(), &david, "yes");
    assert!(location.starts_with(PAGE), "{location}");
    // What somebody else made up does not end the sign-in, over the page or not.
    let passed = over_the_page(&location, PAGE);
    let forged = passed.replace("state=", "state=x");
    assert_eq!(follow(&forged).unwrap().status, 400);
    assert_eq!(
        bench.ask("job", json!({"id": job["id"]}))["state"],
        "running"
    );
    assert_eq!(follow(&passed).unwrap().status, 200);
    let end = bench.end_of(&job);
    assert_eq!(end["state"], "done", "{end}");
    let portal = end["result"].clone();
    assert_eq!(bench.sync(&portal)["state"], "done");

    // The next sign-in knows the page, and says so.
    assert_eq!(look()["bouncePage"], PAGE);
    let again = json!({"address": clinic.fhir(), "person": portal["person"]});
    let (job, address) = bench.begin(again);
    let location = consent(&address.unwrap(), &david, "yes");
    assert!(location.starts_with(PAGE), "{location}");
    follow(&over_the_page(&location, PAGE)).unwrap();
    assert_eq!(
        bench.end_of(&job)["result"]["portal"],
        portal["portal"],
        "the same portal"
    );
}

#[test]
fn what_came_for_another_of_the_family_is_told_until_it_was_looked_at() {
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::new();
    let other = bench.add("Li Hua", "1955-03-04", "female");
    let portal = david(&bench, &clinic);
    bench.sync(&portal);
    let news = || bench.ask("portal_news", json!({}))["news"].clone();
    assert_eq!(
        news(),
        json!([]),
        "the first reading is all new: that says nothing"
    );
    let id = patient(&clinic, "David Morgan");
    clinic.new_result(&id).unwrap();
    bench.sync(&portal);
    clinic.new_result(&id).unwrap();
    let shown = bench.sync(&portal)["result"]["portal"].clone();
    let expected = json!([{
        "person": portal["person"], "portal": portal["portal"], "label": portal["label"],
        "fresh": 2, "freshImports": shown["freshImports"],
    }]);
    assert_eq!(news(), expected);
    // It is told without the record counting as opened by somebody.
    let opened = || {
        let log = bench.ask(
            "access_log",
            json!({"person": portal["person"], "limit": 100}),
        );
        log["lines"].as_array().map_or(0, Vec::len)
    };
    let before = opened();
    for _ in 0..3 {
        bench.ask("vault_lock", json!({}));
        assert_eq!(bench.code("portal_news", json!({})), "locked");
        bench.unlock();
        assert_eq!(news(), expected, "still after unlocking");
    }
    assert_eq!(
        opened(),
        before + 1,
        "by this very look at the log, and by nothing else"
    );
    let request = json!({"person": portal["person"], "portal": portal["portal"]});
    bench.ask("portal_seen", request);
    assert_eq!(news(), json!([]));
    assert!(bench.portals(&json!(other)).is_empty());
}
