//! Nothing is handed over that is not chosen, and nothing chosen is missing: entries whose words are
//! found again letter by letter, through every form.

use crate::support::Bench;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_codes::{Card, CodeLimits, MovingReader, codes_in_pdf, codes_in_picture};
use kin_crypto::safe::{Passphrase, SealedPage, SlotKind, open_page, open_slot};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::io::Read as _;
use std::process::Command;

/// Section, topic, resource with `TITLE`, `NOTE` and `OTHER` for words of its own: the first two are printed with
/// the entry, the third stands in the original only or is the name of its source.
const ENTRIES: [(&str, Option<&str>, &str); 25] = [
    (
        "allergies",
        None,
        r#"{"resourceType":"AllergyIntolerance","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},"code":{"text":"TITLE pollen"},"patient":{"reference":"Patient/p"},"reaction":[{"manifestation":[{"text":"NOTE sneeze"}],"description":"OTHER seen"}]}"#,
    ),
    (
        "allergies",
        None,
        r#"{"resourceType":"AllergyIntolerance","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},"code":{"text":"TITLE nuts"},"patient":{"reference":"Patient/p"},"note":[{"text":"NOTE at school"}],"asserter":{"display":"OTHER practice"}}"#,
    ),
    (
        "problems",
        None,
        r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"text":"TITLE of the knee"},"subject":{"reference":"Patient/p"},"note":[{"text":"NOTE since spring"}],"recorder":{"display":"OTHER clinic"}}"#,
    ),
    (
        "problems",
        Some("mental-health"),
        r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.1"}],"text":"TITLE state"},"subject":{"reference":"Patient/p"},"note":[{"text":"NOTE winter"}]}"#,
    ),
    (
        "problems",
        Some("genetics"),
        r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"text":"TITLE BRCA1 carrier"},"subject":{"reference":"Patient/p"}}"#,
    ),
    (
        "medications",
        None,
        r#"{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"TITLE tablets"},"subject":{"reference":"Patient/p"},"effectivePeriod":{"start":"2024-01-01"},"dosage":[{"text":"NOTE mornings"}],"note":[{"text":"OTHERNOTE with food"}]}"#,
    ),
    (
        "medications",
        Some("mental-health"),
        r#"{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"TITLE (sertraline)"},"subject":{"reference":"Patient/p"},"effectivePeriod":{"start":"2024-01-01"},"dosage":[{"text":"NOTE evenings"}]}"#,
    ),
    (
        "medications",
        Some("sexual-health"),
        r#"{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"TITLE drops"},"reasonCode":[{"text":"syphilis"}],"subject":{"reference":"Patient/p"},"effectivePeriod":{"start":"2024-01-01"},"note":[{"text":"NOTE thrice"}]}"#,
    ),
    (
        "vital-signs",
        None,
        r#"{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],"code":{"text":"TITLE strength"},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-03-04","valueQuantity":{"value":7.3,"unit":"kg"},"note":[{"text":"NOTE left hand"}],"performer":[{"display":"OTHER ward"}]}"#,
    ),
    (
        "results",
        None,
        r#"{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"text":"TITLE in serum"},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-02-03","valueQuantity":{"value":4.2,"unit":"mmol/L"},"note":[{"text":"NOTE repeated"}],"performer":[{"display":"OTHER laboratory"}]}"#,
    ),
    (
        "results",
        None,
        r#"{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"text":"TITLE in plasma"},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2019-02-03","valueString":"NOTE found"}"#,
    ),
    (
        "results",
        Some("substance-use"),
        r#"{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"text":"TITLE cocaine in urine"},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-02-03","valueString":"NOTE positive"}"#,
    ),
    (
        "immunizations",
        None,
        r#"{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"TITLE vaccine"},"patient":{"reference":"Patient/p"},"occurrenceDateTime":"2023-05-06","note":[{"text":"NOTE second"}],"lotNumber":"OTHER"}"#,
    ),
    (
        "procedures",
        None,
        r#"{"resourceType":"Procedure","status":"completed","code":{"text":"TITLE repair"},"subject":{"reference":"Patient/p"},"performedDateTime":"2023-02-03","note":[{"text":"NOTE went well"}],"performer":[{"actor":{"display":"OTHER house"}}]}"#,
    ),
    (
        "procedures",
        None,
        r#"{"resourceType":"Procedure","status":"completed","code":{"text":"TITLE removal"},"subject":{"reference":"Patient/p"},"performedDateTime":"2011-02-03"}"#,
    ),
    (
        "procedures",
        Some("reproductive"),
        r#"{"resourceType":"Procedure","status":"completed","code":{"text":"TITLE vasectomy"},"subject":{"reference":"Patient/p"},"performedDateTime":"2023-02-03"}"#,
    ),
    (
        "past-problems",
        Some("violence"),
        r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]},"code":{"text":"TITLE, victim of domestic violence"},"subject":{"reference":"Patient/p"},"abatementDateTime":"2015"}"#,
    ),
    (
        "past-problems",
        None,
        r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]},"code":{"text":"TITLE fracture"},"subject":{"reference":"Patient/p"},"abatementDateTime":"2015","note":[{"text":"NOTE healed"}]}"#,
    ),
    (
        "devices",
        None,
        r#"{"resourceType":"Device","status":"active","type":{"text":"TITLE pump"},"patient":{"reference":"Patient/p"},"manufacturer":"OTHER works"}"#,
    ),
    (
        "social-history",
        None,
        r#"{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"social-history"}]}],"code":{"text":"TITLE at home"},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2024-02-03","valueString":"NOTE alone"}"#,
    ),
    (
        "family-history",
        None,
        r#"{"resourceType":"FamilyMemberHistory","status":"completed","patient":{"reference":"Patient/p"},"relationship":{"text":"TITLE aunt"},"condition":[{"code":{"text":"NOTE ache"}}]}"#,
    ),
    (
        "plan",
        None,
        r#"{"resourceType":"CarePlan","status":"active","intent":"plan","title":"TITLE walking","subject":{"reference":"Patient/p"},"period":{"start":"2025-01-01"},"description":"OTHER daily"}"#,
    ),
    (
        "alerts",
        None,
        r#"{"resourceType":"Flag","status":"active","code":{"text":"TITLE alarm"},"subject":{"reference":"Patient/p"},"period":{"start":"2024-01-01"}}"#,
    ),
    (
        "visits",
        None,
        r#"{"resourceType":"Encounter","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"type":[{"text":"TITLE review"}],"subject":{"reference":"Patient/p"},"period":{"start":"2024-05-06"},"serviceProvider":{"display":"OTHER hospital"}}"#,
    ),
    (
        "documents",
        None,
        r#"{"resourceType":"DocumentReference","status":"current","type":{"text":"TITLE letter"},"subject":{"reference":"Patient/p"},"date":"2024-05-06T10:00:00Z","content":[{"attachment":{"contentType":"text/plain","data":"aGVsbG8="}}]}"#,
    ),
];
const TOPICS: [&str; 6] = [
    "mental-health",
    "substance-use",
    "sexual-health",
    "reproductive",
    "genetics",
    "violence",
];
const SECTIONS: [&str; 15] = [
    "allergies",
    "problems",
    "medications",
    "vital-signs",
    "results",
    "immunizations",
    "procedures",
    "past-problems",
    "devices",
    "social-history",
    "family-history",
    "plan",
    "alerts",
    "visits",
    "documents",
];
/// Sections that "only since" cuts.
const DATED: [&str; 5] = [
    "vital-signs",
    "results",
    "procedures",
    "visits",
    "documents",
];
/// Every form that says everything that is chosen; of the others only that they say no more.
const WHOLE: [&str; 8] = [
    "pdf", "ips", "html", "txt", "ktc", "viewer", "package", "referral",
];
const PARTS: [&str; 5] = ["note", "qr", "card", "emergency", "wallet"];

/// The words of an entry: title, note, other.
struct Words {
    title: String,
    note: Option<String>,
    other: Option<String>,
}

/// Words that nobody else uses: letters of an alphabet in which no topic is written.
fn words(seed: &mut u64) -> String {
    let mut next = |of: &[u8]| {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(*seed >> 33).unwrap() % of.len();
        char::from(of[at])
    };
    let mut word = String::from("Q");
    for _ in 0..3 {
        word.push(next(b"aou"));
        word.push(next(b"bdfgklmprvz"));
    }
    word
}

pub(crate) fn pdf_text(bench: &Bench, bytes: &[u8]) -> Option<String> {
    let path = bench.folder.path().join("page.pdf");
    std::fs::write(&path, bytes).unwrap();
    let out = Command::new("pdftotext")
        .args(["-layout", path.to_str()?, "-"])
        .output()
        .ok()?;
    assert!(out.status.success(), "pdftotext reads the page");
    Some(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// A bundle with what its attachments say.
fn with_attachments(bench: &Bench, bundle: &Value) -> Option<String> {
    let mut all = bundle.to_string();
    for entry in bundle["entry"].as_array().unwrap() {
        let attachment = &entry["resource"]["content"][0]["attachment"];
        let data = attachment["data"].as_str();
        if let Some(data) = data.filter(|_| attachment["contentType"] == "application/pdf") {
            all.push_str(&pdf_text(bench, &STANDARD.decode(data).unwrap())?);
        }
    }
    Some(all)
}

/// The content of a page with a lock, opened with its words as the page itself does.
fn unlocked(page: &str, words: &str) -> Vec<String> {
    let part = |id: &str| {
        let (_, from) = page.split_once(&format!("<p id=\"{id}\">")).unwrap();
        let (held, _) = from.split_once('<').unwrap();
        STANDARD.decode(held).unwrap()
    };
    let sealed = SealedPage {
        salt: part("salt"),
        nonce: part("nonce"),
        sealed: part("sealed"),
    };
    let plain = open_page(&Passphrase::new(words).unwrap(), &sealed).unwrap();
    let inside: Value = serde_json::from_slice(&plain).unwrap();
    let said = |key: &str| inside[key].as_str().unwrap().to_owned();
    vec![
        said("page"),
        said("ips"),
        said("recordEn"),
        said("recordZh"),
    ]
}

/// What is in a package, each file of it.
fn unpacked(bench: &Bench, bytes: &[u8], words: &str) -> Option<Vec<String>> {
    let secret = Passphrase::new(words).unwrap();
    let archive = open_slot(SlotKind::Passphrase(&secret), bytes).unwrap();
    let mut all = Vec::new();
    for entry in tar::Archive::new(archive.as_slice()).entries().unwrap() {
        let mut entry = entry.unwrap();
        let pdf = entry
            .path()
            .unwrap()
            .extension()
            .is_some_and(|e| e == "pdf");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        all.push(if pdf {
            pdf_text(bench, &bytes)?
        } else {
            String::from_utf8(bytes).unwrap()
        });
    }
    assert_eq!(all.len(), 3, "paper, data and text");
    Some(all)
}

/// What people and programs can read in a file, part by part where each part says everything; `None`: not on this
/// machine.
fn readable(bench: &Bench, format: &str, bytes: &[u8], words: &str) -> Option<Vec<String>> {
    let text = || String::from_utf8(bytes.to_vec()).unwrap();
    let one = match format {
        "pdf" | "emergency" | "wallet" => pdf_text(bench, bytes)?,
        "ktc" => with_attachments(bench, &serde_json::from_slice(bytes).unwrap())?,
        "qr" => codes_in_picture(bytes, &CodeLimits::default())
            .unwrap()
            .concat(),
        "card" if bytes.starts_with(b"\x89PNG") => return None,
        "card" => {
            let file: Value = serde_json::from_slice(bytes).unwrap();
            let text = file["verifiableCredential"][0].as_str().unwrap();
            Card::parse(text, &CodeLimits::default()).unwrap().bundle
        }
        "viewer" => return Some(unlocked(&text(), words)),
        "package" => return unpacked(bench, bytes, words),
        _ => text(),
    };
    Some(vec![one])
}

struct Filled {
    bench: Bench,
    person: String,
    words: Vec<Words>,
}

impl Filled {
    fn new(mut seed: u64) -> Self {
        let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
        let mut all = Vec::new();
        let mut entries = Vec::new();
        for (i, (_, _, body)) in ENTRIES.iter().enumerate() {
            let mut say = || words(&mut seed);
            let said = Words {
                title: say(),
                note: body.contains("NOTE").then(&mut say),
                other: body.contains("OTHER").then(&mut say),
            };
            // The second note of one entry is printed, too, and counts as its other word.
            let body = body
                .replace("OTHERNOTE", "OTHER")
                .replace("TITLE", &said.title)
                .replace("NOTE", said.note.as_deref().unwrap_or_default())
                .replace("OTHER", said.other.as_deref().unwrap_or_default());
            let mut body: Value = serde_json::from_str(&body).unwrap();
            body["id"] = json!(format!("e{i}"));
            entries.push(json!({ "resource": body }));
            all.push(said);
        }
        let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": entries});
        let path = bench.folder.path().join("sentinels.json");
        std::fs::write(&path, bundle.to_string()).unwrap();
        let report = bench.import_into(&person, &path);
        assert_eq!(report["added"], ENTRIES.len(), "{report}");
        Self {
            bench,
            person,
            words: all,
        }
    }

    /// The id of each entry in the record, and its number.
    fn ids(&self) -> Vec<(String, usize)> {
        let all = json!({"purpose": "referral", "sections": SECTIONS, "topics": TOPICS});
        let view = self.bench.ask(
            "summary_preview",
            json!({"person": self.person, "options": all}),
        );
        let mut rows = Vec::new();
        for section in view["sections"].as_array().unwrap() {
            for row in section["rows"].as_array().unwrap() {
                let title = row["titleEn"].as_str().unwrap();
                let at = self.words.iter().position(|w| title.contains(&w.title));
                let at = at.unwrap_or_else(|| panic!("whose row is {row}?"));
                assert_eq!(section["section"], ENTRIES[at].0, "{row}");
                rows.push((row["entry"].as_str().unwrap().to_owned(), at));
            }
        }
        assert_eq!(
            rows.len(),
            ENTRIES.len(),
            "all of it can be chosen: {rows:?}"
        );
        rows
    }
}

/// A choice, and which entries are in it.
struct Choice {
    options: Value,
    chosen: Vec<bool>,
}

type Drawn = (
    Vec<&'static str>,
    Vec<&'static str>,
    Vec<(String, usize)>,
    bool,
    &'static str,
);

impl Choice {
    fn of((sections, topics, out, since, language): &Drawn) -> Self {
        let left_out: Vec<&String> = out.iter().map(|(id, _)| id).collect();
        let since = since.then_some("2022-01-01");
        let options = json!({"purpose": "referral", "sections": sections, "topics": topics,
            "leftOut": left_out, "language": language, "since": since});
        let chosen = ENTRIES
            .iter()
            .enumerate()
            .map(|(i, (section, topic, body))| {
                let old = body.contains("\"2019-") || body.contains("\"2011-");
                sections.contains(section)
                    && topic.is_none_or(|t| topics.contains(&t))
                    && !out.iter().any(|(_, of)| *of == i)
                    && !(since.is_some() && DATED.contains(section) && old)
            })
            .collect();
        Self { options, chosen }
    }
}

/// Says what is wrong with a text, if anything is: words of an entry that was not chosen, or, in a form that says
/// everything, a missing word of one that was.
fn judge(
    all: &[Words],
    chosen: &[bool],
    text: &str,
    whole: bool,
    data: bool,
) -> Result<(), String> {
    for (i, (words, chosen)) in all.iter().zip(chosen).enumerate() {
        let printed = std::iter::once(&words.title).chain(&words.note);
        for word in printed.clone().chain(&words.other) {
            if !chosen && text.contains(word.as_str()) {
                return Err(format!("{word} of {:?} was not chosen", ENTRIES[i]));
            }
        }
        for word in printed.filter(|_| whole && *chosen) {
            // A resource that goes along whole says everything; what is made of a row says the title.
            let needed = !data || word == &words.title;
            if needed && !text.contains(word.as_str()) {
                return Err(format!("{word} of {:?} is missing", ENTRIES[i]));
            }
        }
    }
    Ok(())
}

#[test]
fn what_is_chosen_is_in_every_form_and_nothing_else_is_in_any() {
    let filled = Filled::new(20_261_126);
    let (bench, person) = (&filled.bench, &filled.person);
    let choice = (
        proptest::sample::subsequence(SECTIONS.to_vec(), 0..=SECTIONS.len()),
        proptest::sample::subsequence(TOPICS.to_vec(), 0..=TOPICS.len()),
        proptest::sample::subsequence(filled.ids(), 0..=6),
        proptest::bool::ANY,
        proptest::sample::select(vec!["en", "zh-CN", "both"]),
    );
    let mut runner = TestRunner::new(Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    });
    let mut seen = 0_usize;
    let counter = std::cell::RefCell::new(&mut seen);
    runner
        .run(&choice, |drawn| {
            let choice = Choice::of(&drawn);
            let formats = [&WHOLE[..], &PARTS[..]].concat();
            let made = bench.ask(
                "summary_make",
                json!({"person": person, "options": choice.options, "formats": formats}),
            );
            let view = bench.ask(
                "summary_preview",
                json!({"person": person, "options": choice.options}),
            );
            let code = view["qrText"].as_str().unwrap();
            judge(&filled.words, &choice.chosen, code, false, false)
                .map_err(failed("code", &drawn))?;
            for (i, (_, topic, _)) in ENTRIES.iter().enumerate() {
                if topic.is_some_and(|t| !drawn.1.contains(&t)) {
                    let word = &filled.words[i].title;
                    prop_assert!(
                        !view.to_string().contains(word.as_str()),
                        "{word} in the preview"
                    );
                }
            }
            let words = made["words"].as_str().unwrap();
            for file in made["files"].as_array().unwrap() {
                let format = file["format"].as_str().unwrap();
                let bytes = bench.bytes("output", json!({"token": file["token"]}));
                let Some(parts) = readable(bench, format, &bytes, words) else {
                    continue;
                };
                **counter.borrow_mut() += 1;
                for (n, text) in parts.into_iter().enumerate() {
                    // The texts for a record that a page offers are short.
                    let whole = WHOLE.contains(&format) && !(format == "viewer" && n > 1);
                    let data = text.trim_start().starts_with('{');
                    judge(&filled.words, &choice.chosen, &text, whole, data)
                        .map_err(failed(format, &drawn))?;
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(seen >= 12 * 6, "files were read: {seen}");
}

fn failed<'d>(form: &'d str, drawn: &'d Drawn) -> impl Fn(String) -> TestCaseError + 'd {
    move |why| TestCaseError::fail(format!("{form}: {why}; {drawn:?}"))
}

/// The forms that carry the document as codes or behind a link, read back by whoever receives them: sheets as a PDF
/// with codes, the moving code picture by picture, both kinds of link.
#[test]
fn codes_on_paper_moving_codes_and_links_carry_the_choice_and_nothing_else() {
    let filled = Filled::new(7);
    let (bench, person) = (&filled.bench, &filled.person);
    let out: Vec<(String, usize)> = filled.ids().into_iter().step_by(3).collect();
    let sections = vec![
        "allergies",
        "medications",
        "results",
        "procedures",
        "family-history",
    ];
    let drawn: Drawn = (sections, vec!["mental-health"], out, true, "en");
    let choice = Choice::of(&drawn);
    assert!(choice.chosen.iter().filter(|c| **c).count() >= 4);
    let check = |form: &str, text: &str| {
        judge(&filled.words, &choice.chosen, text, true, true)
            .unwrap_or_else(|why| panic!("{form}: {why}"));
    };
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": choice.options, "formats": ["sheets"]}),
    );
    let sheets = bench.bytes("output", json!({"token": made["files"][0]["token"]}));
    if let Some(words) = pdf_text(bench, &sheets) {
        judge(&filled.words, &choice.chosen, &words, false, false).unwrap();
    }
    let limits = CodeLimits::default();
    let mut reader = MovingReader::default();
    for text in codes_in_pdf(&sheets, &limits).unwrap() {
        reader.take(&text).unwrap();
    }
    let document = reader.whole().unwrap().expect("the sheets hold all of it");
    check("sheets", &String::from_utf8(document).unwrap());

    let begin = json!({"person": person, "options": choice.options});
    let view = bench.ask("moving_begin", begin);
    let parts = view["parts"].as_u64().unwrap();
    let mut reader = MovingReader::default();
    for number in 1..=parts {
        let frame = json!({"token": view["token"], "number": number});
        let picture = bench.bytes("moving_frame", frame);
        for text in codes_in_picture(&picture, &limits).unwrap() {
            reader.take(&text).unwrap();
        }
    }
    let document = reader.whole().unwrap().expect("every part was seen");
    check("moving", &String::from_utf8(document).unwrap());

    for profile in ["plain", "ktc"] {
        let text = crate::links::linked(bench, person, &choice.options, profile);
        check(profile, &text);
        if let Some(all) = with_attachments(bench, &serde_json::from_str(&text).unwrap()) {
            check(profile, &all);
        }
    }
}

/// The answer to a referral carries the entries that were chosen for it, and nothing else of the record.
#[test]
fn an_answer_carries_the_chosen_entries_and_nothing_else() {
    let filled = Filled::new(11);
    let (bench, person) = (&filled.bench, &filled.person);
    let rows = filled.ids();
    bench.ask(
        "summary_make",
        json!({"person": person, "options": {"purpose": "referral", "reason": "a question"}, "formats": ["referral"]}),
    );
    let all = bench.ask("referrals", json!({"person": person}));
    let referral = all["referrals"][0]["id"].clone();
    for step in [2, 5, 100] {
        let taken: Vec<(String, usize)> = rows.iter().cloned().step_by(step).collect();
        let ids: Vec<&String> = taken.iter().map(|(id, _)| id).collect();
        let mut chosen = vec![false; ENTRIES.len()];
        for (_, at) in &taken {
            chosen[*at] = true;
        }
        let made = bench.ask(
            "referral_answer",
            json!({"person": person, "id": referral, "letter": "As asked.", "entries": ids}),
        );
        assert_eq!(made["selected"], taken.len());
        let bytes = bench.bytes("output", json!({"token": made["files"][0]["token"]}));
        let text = String::from_utf8(bytes).unwrap();
        judge(&filled.words, &chosen, &text, true, true).unwrap();
    }
}

/// Without a word about topics none goes along, whatever the purpose; the preview says how much is
/// held back and how much of it is medicines.
#[test]
fn sensitive_topics_are_off_until_ticked_and_counted() {
    let filled = Filled::new(3);
    let (bench, person) = (&filled.bench, &filled.person);
    for purpose in ["visit", "referral", "emergency"] {
        let view = bench.ask(
            "summary_preview",
            json!({"person": person, "options": {"purpose": purpose}}),
        );
        let text = view["sections"].to_string();
        for ((_, topic, _), words) in ENTRIES.iter().zip(&filled.words) {
            let word = &words.title;
            assert!(
                topic.is_none() || !text.contains(word.as_str()),
                "{purpose}: {word} {topic:?}"
            );
        }
    }
    let view = bench.ask(
        "summary_preview",
        json!({"person": person, "options": {"purpose": "referral", "topics": ["genetics"]}}),
    );
    let topics = view["sensitive"].as_array().unwrap();
    let of = |name: &str| topics.iter().find(|t| t["topic"] == name).unwrap();
    assert_eq!(of("mental-health")["entries"], 2, "{view}");
    assert_eq!(of("mental-health")["medicines"], 1);
    assert_eq!(of("mental-health")["ticked"], false);
    assert_eq!(of("mental-health")["title"], "Mental health");
    assert_eq!(of("genetics")["ticked"], true);
    assert_eq!(of("sexual-health")["medicines"], 1, "by its reason");
    assert_eq!(topics.len(), 6, "{topics:?}");
}
