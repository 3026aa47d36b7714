//! Health cards and links: brought in like any file, kept as they came, shown again.

use crate::support::Bench;
use kin_codes::{CardSigningKey, LinkKey, sign_card};
use serde_json::{Value, json};
use std::path::PathBuf;

const CARD: &str = r#"{"iss":"https://clinic.example.org/cards","nbf":1715107763,"vc":{"type":["https://smarthealth.cards#health-card"],"credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"resource:0","resource":{"resourceType":"Patient","name":[{"family":"Zhao","given":["Lan"]}],"birthDate":"1953-05-06","gender":"female"}},{"fullUrl":"resource:1","resource":{"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"207"}]},"patient":{"reference":"resource:0"},"occurrenceDateTime":"2021-01-01","lotNumber":"0000001"}},{"fullUrl":"resource:2","resource":{"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"207"}]},"patient":{"reference":"resource:0"},"occurrenceDateTime":"2021-01-29","lotNumber":"0000007"}}]}}}}"#;

fn signed(content: &str) -> String {
    sign_card(content, &CardSigningKey::generate().unwrap()).unwrap()
}

fn file(bench: &Bench, name: &str, text: &str) -> Value {
    json!(
        bench
            .session
            .register_bytes(name, text.as_bytes().to_vec())
            .unwrap()
            .token
    )
}

fn codes(file: &Value) -> Vec<&str> {
    let all = file["findings"].as_array().unwrap();
    all.iter().map(|f| f["code"].as_str().unwrap()).collect()
}

#[test]
fn a_card_comes_in_like_any_file_and_is_shown_again_as_it_came() {
    let bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-05-06", "female");
    let card = signed(CARD);
    let digits = format!("shc:/{}", kin_codes::to_numeric(&card).unwrap());
    let end = bench.import(json!({"files": [file(&bench, "code.txt", &digits)]}));
    assert_eq!(end["state"], "done", "{end}");
    let report = &end["result"]["files"][0];
    assert_eq!(report["kind"], "smart-health-card");
    assert_eq!(report["resources"], 3);
    assert_eq!(report["added"], 3, "{report}");
    assert_eq!(codes(report), ["card-unchecked"]);
    assert_eq!(end["result"]["person"], person);

    let source = &bench.ask("imports", json!({"person": person}))["imports"][0];
    assert_eq!(source["kind"], "code");
    assert_eq!(source["label"], "clinic.example.org");
    let cards = bench.ask("cards", json!({"person": person}));
    let seen = &cards["cards"][0];
    assert_eq!(seen["trust"], "unchecked");
    assert_eq!(seen["issued"], "2024-05-07");
    assert_eq!(seen["fitsCode"], true);

    let import = &source["import"];
    let request = json!({"person": person, "import": import, "number": 1});
    let shown = bench.ask("card_code", request);
    assert!(shown["svg"].as_str().unwrap().starts_with("<svg"));
    let bytes = bench.bytes("output", json!({"token": shown["file"]["token"]}));
    let kept: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(
        kept["verifiableCredential"],
        json!([card]),
        "not a letter differs"
    );

    // The same card as a file is known already.
    let again = json!({"verifiableCredential": [card]}).to_string();
    let end = bench.import(json!({"files": [file(&bench, "a.smart-health-card", &again)]}));
    assert_eq!(end["result"]["files"][0]["alreadyThere"], 3, "{end}");

    bench.ask("import_undo", json!({"person": person, "import": import}));
    let request = json!({"person": person, "import": import, "number": 1});
    assert_eq!(bench.code("card_code", request), "unknown-card");
}

#[test]
fn another_card_does_not_take_the_place_of_the_first() {
    let bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-05-06", "female");
    let second = CARD
        .replace("2021-01-01", "2022-03-01")
        .replace("2021-01-29", "2022-09-09");
    for content in [CARD, second.as_str()] {
        let end = bench.import(json!({"files": [file(&bench, "c.txt", &signed(content))]}));
        assert_eq!(end["state"], "done", "{end}");
        assert_eq!(end["result"]["files"][0]["updated"], 0, "{end}");
    }
    let page = bench.ask(
        "timeline",
        json!({"person": person, "kinds": ["immunization"], "limit": 50}),
    );
    assert_eq!(page["entries"].as_array().unwrap().len(), 4, "{page}");
}

#[test]
fn a_card_about_somebody_else_or_one_that_has_ended_stores_nothing() {
    let bench = Bench::new();
    let person = bench.add_person("Qian Ming", "1981-07-30", "male");
    let card = file(&bench, "c.txt", &signed(CARD));
    let end = bench.import(json!({"files": [card], "person": person}));
    assert_eq!(end["error"]["code"], "wrong-person", "{end}");

    let lan = bench.add_person("Zhao Lan", "1953-05-06", "female");
    let ended = CARD.replace("\"vc\"", "\"exp\":1715107764,\"vc\"");
    let cut = signed(CARD);
    for (text, code) in [
        (signed(&ended), "card-expired"),
        (cut.replace('.', ""), "card-form"),
        ("shc:/1/2/5676".to_owned(), "code-parts-missing"),
        ("shc:5676".to_owned(), "code-header"),
    ] {
        let end = bench.import(json!({"files": [file(&bench, "c.txt", &text)], "person": lan}));
        let report = &end["result"]["files"][0];
        assert_eq!(codes(report), [code], "{end}");
        assert!(end["result"]["import"].is_null(), "{code}");
    }
    assert_eq!(
        bench.ask("cards", json!({"person": lan}))["cards"],
        json!([])
    );
}

#[test]
fn a_picture_of_a_code_is_a_card() {
    let bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-05-06", "female");
    let card = signed(CARD);
    let end = bench.import(json!({"files": [file(&bench, "c.txt", &card)], "person": person}));
    let request = json!({"person": person, "import": end["result"]["import"], "number": 1});
    let shown = bench.ask("card_code", request);
    let png = bench.bytes("output", json!({"token": shown["picture"]["token"]}));
    let token = bench
        .session
        .register_bytes("photo.png", png)
        .unwrap()
        .token;
    let end = bench.import(json!({"files": [token], "person": person}));
    let report = &end["result"]["files"][0];
    assert_eq!(report["kind"], "smart-health-card", "{end}");
    assert_eq!(report["alreadyThere"], 3, "{end}");
    // A picture without a code stays what it was.
    let png = b"\x89PNG\r\n\x1a\nIHDR".to_vec();
    let token = bench
        .session
        .register_bytes("photo.png", png)
        .unwrap()
        .token;
    let end = bench.import(json!({"files": [token], "person": person}));
    assert_eq!(codes(&end["result"]["files"][0]), ["format-image"], "{end}");
}

#[test]
fn the_public_cards_are_judged_by_the_list_that_ships() {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/testdata/shc");
    let Ok(card) =
        std::fs::read_to_string(beside.join("spec/example-00-f-qr-code-numeric-value-0.txt"))
    else {
        println!("skipped: no samples");
        return;
    };
    let bench = Bench::new();
    let request = json!({"files": [file(&bench, "c.txt", &card)], "newPersonFromFile": true});
    let end = bench.import(request);
    let report = &end["result"]["files"][0];
    assert_eq!(report["added"], 4, "{end}");
    // The issuer of the specification's examples is on no list: its key is not here.
    assert_eq!(codes(report)[0], "card-unchecked");
}

#[test]
fn a_link_says_where_it_leads_before_anybody_is_asked() {
    let bench = Bench::empty();
    let key = LinkKey::generate().unwrap();
    let link = |more: &str| {
        use base64::Engine as _;
        let json = format!(
            r#"{{"url":"https://links.example.org/x","key":"{}","label":"Visit"{more}}}"#,
            key.to_text().as_str()
        );
        let coded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json);
        json!({"link": format!("https://viewer.example.org/#shlink:/{coded}")})
    };
    let seen = bench.ask("link_look", link(r#","flag":"LP","exp":1715107763"#));
    assert_eq!(seen["host"], "links.example.org");
    assert_eq!(seen["label"], "Visit");
    assert_eq!(seen["passcode"], true);
    assert_eq!(seen["expired"], true);
    let error = bench
        .try_ask("link_look", link(r#","flag":"PU""#))
        .unwrap_err();
    assert_eq!(error.code.to_string(), "link-refused");
    assert_eq!(error.params["reason"], "link-flags");
    let bench = Bench::new();
    assert_eq!(
        bench.code("link_open", link(r#","flag":"P""#)),
        "link-passcode-needed"
    );
    let ended = bench.ask("link_open", link(r#","flag":"U","exp":1"#));
    let end = bench.end_of(&ended);
    assert_eq!(end["error"]["params"]["reason"], "link-expired", "{end}");
}

/// The codes of a card in so many parts.
fn parts(card: &str, all: usize) -> Vec<String> {
    let each = card.len().div_ceil(all);
    let texts = card
        .as_bytes()
        .chunks(each)
        .map(|c| std::str::from_utf8(c).unwrap());
    (1..)
        .zip(texts)
        .map(|(n, text)| format!("shc:/{n}/{all}/{}", kin_codes::to_numeric(text).unwrap()))
        .collect()
}

#[test]
fn a_good_card_beside_a_bad_one_comes_in_and_the_bad_one_is_named() {
    let bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-05-06", "female");
    let good = signed(CARD);
    let ended = signed(&CARD.replace("\"nbf\"", "\"exp\":1000,\"nbf\""));
    let broken = good.replacen('.', ".AAAA", 1);
    let file_of = |cards: &[&str]| json!({"verifiableCredential": cards}).to_string();
    for (cards, why) in [
        ([ended.as_str(), &good], "card-expired"),
        ([broken.as_str(), &good], "card-packing"),
    ] {
        let text = file_of(&cards);
        let looked = bench.ask(
            "cards_look",
            json!({"files": [file(&bench, "two.smart-health-card", &text)]}),
        );
        assert_eq!(looked["cards"].as_array().unwrap().len(), 1, "{looked}");
        assert!(codes(&looked).contains(&why), "{looked}");
        let end = bench.import(json!({"files": [file(&bench, "two.smart-health-card", &text)]}));
        assert_eq!(end["state"], "done", "{end}");
        let files = end["result"]["files"].as_array().unwrap();
        assert_eq!(files.len(), 2, "{end}");
        assert_eq!(files[0]["path"], "two.smart-health-card (1)");
        assert_eq!(codes(&files[0]), [why]);
        assert_eq!(files[0]["added"], 0);
        assert_eq!(files[1]["path"], "two.smart-health-card (2)");
        let (added, known) = (
            files[1]["added"].as_u64(),
            files[1]["alreadyThere"].as_u64(),
        );
        assert_eq!(added.unwrap() + known.unwrap(), 3, "{end}");
    }
    let cards = bench.ask("cards", json!({"person": person}));
    let kept = cards["cards"].as_array().unwrap();
    assert!(
        kept.iter().all(|card| card["expires"].is_null()),
        "none that was refused is kept: {cards}"
    );
}

#[test]
fn a_card_whose_parts_are_in_several_files_comes_together() {
    let bench = Bench::new();
    bench.add_person("Zhao Lan", "1953-05-06", "female");
    let codes_of = parts(&signed(CARD), 3);
    let some = |which: &[usize]| -> Vec<Value> {
        let name = |n: usize| format!("code-{n}.txt");
        which
            .iter()
            .map(|n| file(&bench, &name(*n), &codes_of[*n]))
            .collect()
    };
    let end = bench.import(json!({"files": some(&[2, 0])}));
    let files = end["result"]["files"].as_array().unwrap();
    assert_eq!(files.len(), 2, "{end}");
    for report in files {
        assert_eq!(codes(report), ["code-parts-missing"], "{end}");
        assert_eq!(report["added"], 0);
    }

    let end = bench.import(json!({"files": some(&[2, 0, 1])}));
    assert_eq!(end["state"], "done", "{end}");
    let files = end["result"]["files"].as_array().unwrap();
    assert_eq!(files.len(), 1, "{end}");
    assert_eq!(files[0]["path"], "code-2.txt + code-0.txt + code-1.txt");
    assert_eq!(files[0]["added"], 3);
    assert_eq!(files[0]["kind"], "smart-health-card");

    // A part of another card beside a whole one: said, and the whole one comes in.
    let more = parts(&signed(&CARD.replace("2021-01-01", "2020-01-01")), 4);
    let beside = format!("{}\n{}", more[0], signed(CARD));
    let end = bench.import(json!({"files": [file(&bench, "mixed.txt", &beside)]}));
    assert_eq!(end["state"], "done", "{end}");
    let files = end["result"]["files"].as_array().unwrap();
    assert_eq!(files[0]["alreadyThere"], 3, "{end}");
    assert_eq!(codes(&files[1]), ["code-parts-missing"]);
}

/// A drawing of a code as a camera sees it: shades of grey, and how many points wide it is.
fn seen(svg: &str, scale: usize) -> (usize, Vec<u8>) {
    let side: usize = svg
        .split("viewBox=\"0 0 ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let path = svg
        .rsplit("d=\"")
        .next()
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let width = side * scale;
    let mut shades = vec![235_u8; width * width];
    for piece in path.split('M').skip(1) {
        let numbers: Vec<usize> = piece
            .split(|c: char| !c.is_ascii_digit())
            .filter(|n| !n.is_empty())
            .map(|n| n.parse().unwrap())
            .collect();
        let [x, y, w, h, _] = numbers[..] else {
            panic!("{piece}")
        };
        for row in y * scale..(y + h) * scale {
            shades[row * width + x * scale..row * width + (x + w) * scale].fill(25);
        }
    }
    (width, shades)
}

fn frame(svg: &str, scan: &Value, scale: usize) -> Value {
    use base64::Engine as _;
    let (width, shades) = seen(svg, scale);
    let shades = base64::engine::general_purpose::STANDARD.encode(shades);
    json!({"scan": scan, "width": width, "height": width, "shades": shades})
}

#[test]
fn a_camera_sees_codes_until_all_are_here() {
    let bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-05-06", "female");
    let (one, two) = (
        signed(CARD),
        signed(&CARD.replace("2021-01-29", "2022-02-02")),
    );
    let two = parts(&two, 2);
    let draw = |text: &str| {
        let digits = text.rsplit('/').next().unwrap();
        let start = text.strip_suffix(digits).unwrap();
        kin_print::card_svg(start, digits).unwrap()
    };
    let scan = bench.ask("scan_begin", json!({}))["scan"].clone();
    let show = |text: &str| bench.ask("scan_frame", frame(&draw(text), &scan, 4));
    let blank = frame("<svg viewBox=\"0 0 90 90\" d=\"\"", &scan, 4);
    let seen = bench.ask("scan_frame", blank);
    assert_eq!(
        (&seen["seen"], &seen["cards"]),
        (&json!(0), &json!(0)),
        "{seen}"
    );

    let digits = format!("shc:/{}", kin_codes::to_numeric(&one).unwrap());
    let seen = show(&digits);
    assert_eq!(
        (&seen["seen"], &seen["cards"], &seen["news"]),
        (&json!(1), &json!(1), &json!(true)),
        "{seen}"
    );
    let seen = show(&digits);
    assert_eq!(
        (&seen["cards"], &seen["news"]),
        (&json!(1), &json!(false)),
        "the same again: {seen}"
    );
    let seen = show(&two[1]);
    assert_eq!(seen["parts"], json!([{"have": 1, "all": 2}]), "{seen}");
    let seen = show(&two[0]);
    assert_eq!(
        (&seen["cards"], &seen["parts"]),
        (&json!(2), &json!([])),
        "{seen}"
    );
    let text = json!({"scan": scan, "text": "WIFI:S:home;;"});
    let seen = bench.ask("scan_text", text);
    assert_eq!(
        (&seen["other"], &seen["cards"]),
        (&json!(true), &json!(2)),
        "{seen}"
    );
    let text = json!({"scan": scan, "text": "shlink:/eyJ1cmwiOiJ4In0"});
    assert_eq!(bench.ask("scan_text", text)["links"], 1);

    let end = bench.ask("scan_end", json!({"scan": scan}));
    assert_eq!(end["links"], json!(["shlink:/eyJ1cmwiOiJ4In0"]));
    assert_eq!(
        bench.code("scan_end", json!({"scan": scan})),
        "unknown-scan"
    );
    let brought = bench.import(json!({"files": [end["cards"]["token"]], "person": person}));
    assert_eq!(brought["state"], "done", "{brought}");
    let cards = bench.ask("cards", json!({"person": person}));
    assert_eq!(cards["cards"].as_array().unwrap().len(), 2, "{cards}");
}

#[test]
fn frames_that_are_none_are_refused() {
    let bench = Bench::new();
    let scan = bench.ask("scan_begin", json!({}))["scan"].clone();
    for (width, height, shades) in [
        (2, 2, "AAA="),
        (0, 0, ""),
        (100_000, 1, "AAAA"),
        (1, 3, "?"),
        (u32::MAX, u32::MAX, "AAAA"),
    ] {
        let request = json!({"scan": scan, "width": width, "height": height, "shades": shades});
        assert_eq!(
            bench.code("scan_frame", request),
            "bad-request",
            "{width} {height}"
        );
    }
    let request = json!({"scan": scan, "width": 1, "height": 3, "shades": "AAAA"});
    assert_eq!(bench.ask("scan_frame", request)["seen"], 0);
    let other = json!({"scan": 77, "text": "eyJ"});
    assert_eq!(bench.code("scan_text", other), "unknown-scan");
    bench.ask("vault_lock", json!({}));
    let again = json!({"scan": scan, "text": "eyJ"});
    assert_eq!(bench.code("scan_text", again), "locked");
}

#[test]
fn codes_are_read_without_a_vault() {
    let bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-05-06", "female");
    let card = signed(CARD);
    let end = bench.import(json!({"files": [file(&bench, "c.txt", &card)], "person": person}));
    let request = json!({"person": person, "import": end["result"]["import"], "number": 1});
    let shown = bench.ask("card_code", request);
    let png = bench.bytes("output", json!({"token": shown["picture"]["token"]}));
    bench.ask("vault_lock", json!({}));
    let picture = bench
        .session
        .register_bytes("photo.png", png)
        .unwrap()
        .token;
    let part = parts(&card, 2).remove(0);
    let texts = file(&bench, "t.txt", &format!("{part}\nshlink:/eyJ1"));
    let read = bench.ask(
        "codes_read",
        json!({"files": [picture, texts, file(&bench, "n.txt", "hello")]}),
    );
    let all: Vec<(&str, &str)> = read["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| {
            (
                code["kind"].as_str().unwrap(),
                code["text"].as_str().unwrap(),
            )
        })
        .collect();
    let digits = format!("shc:/{}", kin_codes::to_numeric(&card).unwrap());
    assert_eq!(
        all,
        [
            ("card", digits.as_str()),
            ("card-part", &part),
            ("link", "shlink:/eyJ1")
        ]
    );
    assert_eq!(codes(&read), ["code-none"]);
}

/// A PDF of one page; `objects` are numbered from 4, the page's content is number 3.
fn pdf(content: &str, resources: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<<{resources}>>>>"
    );
    let stream = format!("<</Length {}>>stream\n{content}\nendstream", content.len());
    let number = objects.len() + 4;
    let mut all = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{number} 0 R]/Count 1>>").into_bytes(),
        stream.into_bytes(),
    ];
    all.extend_from_slice(objects);
    all.push(page.into_bytes());
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&all) {
        places.push(out.len());
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let table = out.len();
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", all.len() + 1).as_bytes());
    for place in places {
        out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let end = format!(
        "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n",
        all.len() + 1
    );
    out.extend_from_slice(end.as_bytes());
    out
}

#[test]
fn a_code_on_a_page_is_read_whether_it_is_a_picture_or_drawn() {
    let bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-05-06", "female");
    let card = signed(CARD);
    let digits = kin_codes::to_numeric(&card).unwrap();
    let svg = kin_print::card_svg("shc:/", &digits).unwrap();
    let (width, shades) = seen(&svg, 3);
    let mut image = format!(
        "<</Type/XObject/Subtype/Image/Width {width}/Height {width}/BitsPerComponent 8/ColorSpace/DeviceGray/Length {}>>stream\n",
        shades.len()
    )
    .into_bytes();
    image.extend_from_slice(&shades);
    image.extend_from_slice(b"\nendstream");
    let pictured = pdf(
        "q 200 0 0 200 50 500 cm /Code Do Q",
        "/XObject<</Code 4 0 R>>",
        &[image],
    );
    let path = svg
        .rsplit("d=\"")
        .next()
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let mut drawn = String::from("q 0 g 1.5 0 0 -1.5 100 700 cm\n");
    for piece in path.split('M').skip(1) {
        let numbers: Vec<&str> = piece
            .split(|c: char| !c.is_ascii_digit())
            .filter(|n| !n.is_empty())
            .collect();
        drawn.push_str(&format!(
            "{} {} {} {} re f\n",
            numbers[0], numbers[1], numbers[2], numbers[3]
        ));
    }
    drawn.push('Q');
    let drawn = pdf(&drawn, "", &[]);
    for (name, bytes) in [("pictured.pdf", pictured), ("drawn.pdf", drawn)] {
        let token = |bytes: Vec<u8>| bench.session.register_bytes(name, bytes).unwrap().token;
        let read = bench.ask("codes_read", json!({"files": [token(bytes.clone())]}));
        assert_eq!(
            read["codes"][0]["text"],
            format!("shc:/{digits}"),
            "{name}: {read}"
        );
        let end = bench.import(json!({"files": [token(bytes)], "person": person}));
        let report = &end["result"]["files"][0];
        assert_eq!(report["kind"], "smart-health-card", "{end}");
    }
    // One without a code stays a PDF.
    let empty = bench
        .session
        .register_bytes("e.pdf", pdf("0 0 10 10 re f", "", &[]))
        .unwrap()
        .token;
    let end = bench.import(json!({"files": [empty], "person": person}));
    assert_eq!(codes(&end["result"]["files"][0]), ["format-pdf"], "{end}");
}

#[test]
fn the_code_on_our_own_paper_is_read_from_the_pdf() {
    let bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-05-06", "female");
    bench.import(json!({"files": [file(&bench, "c.txt", &signed(CARD))], "person": person}));
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": {"language": "en"}, "formats": ["pdf"]}),
    );
    let bytes = bench.bytes("output", json!({"token": made["files"][0]["token"]}));
    let token = bench
        .session
        .register_bytes("summary.pdf", bytes)
        .unwrap()
        .token;
    let read = bench.ask("codes_read", json!({"files": [token]}));
    let text = read["codes"][0]["text"].as_str().unwrap();
    assert!(text.contains("Zhao Lan"), "{read}");
}

#[test]
fn what_the_program_was_started_with_waits_for_the_vault_and_is_given_once() {
    let bench = Bench::new();
    bench.session.hand_code("shlink:/eyJ1");
    bench.ask("vault_lock", json!({}));
    assert_eq!(bench.code("code_handed", json!({})), "locked");
    bench.ask(
        "vault_unlock",
        json!({"passphrase": crate::support::PASSPHRASE}),
    );
    assert_eq!(bench.ask("code_handed", json!({}))["text"], "shlink:/eyJ1");
    assert_eq!(bench.ask("code_handed", json!({}))["text"], Value::Null);
}
