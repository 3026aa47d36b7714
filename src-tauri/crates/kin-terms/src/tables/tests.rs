use super::*;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn a_code_is_named_as_its_field_means_it() {
    assert_eq!(
        code_word("category", "vital-signs", Lang::Zh),
        Some("生命体征")
    );
    assert_eq!(
        code_word("category", "medication", Lang::En),
        Some("Medicine")
    );
    assert_eq!(
        code_word("clinical-status", "active", Lang::Zh),
        Some("活动")
    );
    assert_eq!(code_word("status", "active", Lang::Zh), Some("进行中"));
    assert_eq!(
        code_word("class", "AMB", Lang::En),
        Some("Outpatient visit")
    );
    assert_eq!(code_word("note", "Dizzy", Lang::Zh), None);
    assert_eq!(
        crate::localize_text("Home", Lang::Zh),
        None,
        "a code is no word of the source"
    );
}

#[test]
fn every_row_is_whole_and_its_code_is_there_once() {
    for (name, rows, at_least) in [
        ("loinc", &*LOINC, 950),
        ("snomed", &*SNOMED, 690),
        ("cvx", &*CVX, 170),
        ("icd10", &*ICD10, 780),
        ("units", &*UNITS, 120),
    ] {
        assert!(rows.len() >= at_least, "{name} has {} rows", rows.len());
        for pair in rows.windows(2) {
            assert_ne!(pair[0].code, pair[1].code, "{name}: a code twice");
        }
        for row in rows {
            let n = row.names;
            assert!(!n.en.is_empty() && !n.zh.is_empty(), "{name} {}", row.code);
            assert!(
                crate::has_han(n.zh) || n.zh.contains(n.en),
                "{name} {}: {} is no Chinese",
                row.code,
                n.zh
            );
            assert!(
                !crate::has_han(n.en),
                "{name} {}: {} is no English",
                row.code,
                n.en
            );
        }
    }
    assert!(
        INGREDIENTS.len() >= 780,
        "{} ingredients",
        INGREDIENTS.len()
    );
    for codes in [&*RXNORM, &*ATC] {
        for pair in codes.windows(2) {
            assert_ne!(pair[0].0, pair[1].0, "a drug code twice");
        }
    }
}

#[test]
fn loinc_check_digits_are_right() {
    // LOINC Users' Guide, appendix C: the last digit is the Mod 10 check digit (Luhn).
    // Codes of answers (LA…) have no check digit of this kind.
    for row in LOINC.iter().filter(|r| !r.code.starts_with("LA")) {
        let (body, check) = row.code.split_once('-').unwrap();
        let sum: u32 = body
            .bytes()
            .rev()
            .enumerate()
            .map(|(i, b)| {
                let d = u32::from(b - b'0') * if i % 2 == 0 { 2 } else { 1 };
                d / 10 + d % 10
            })
            .sum();
        assert_eq!(
            ((10 - sum % 10) % 10).to_string(),
            check,
            "LOINC {}",
            row.code
        );
    }
}

#[test]
fn snomed_check_digits_are_right() {
    // SNOMED CT identifiers end in a Verhoeff check digit (Technical Implementation Guide).
    const D: [[usize; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const P: [[usize; 10]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];
    for row in SNOMED.iter() {
        let mut c = 0;
        for (i, b) in row.code.bytes().rev().enumerate() {
            c = D[c][P[i % 8][usize::from(b - b'0')]];
        }
        assert_eq!(c, 0, "SNOMED CT {} {}", row.code, row.names.en);
    }
}

#[test]
fn codes_are_found_by_uri_and_oid() {
    assert_eq!(
        names("http://loinc.org", "4548-4").unwrap().zh,
        "糖化血红蛋白(HbA1c)"
    );
    assert_eq!(
        names("urn:oid:2.16.840.1.113883.6.96", "44054006")
            .unwrap()
            .zh,
        "2型糖尿病"
    );
    assert_eq!(
        names("http://hl7.org/fhir/sid/cvx", "3").unwrap().zh,
        "麻腮风疫苗"
    );
    assert_eq!(
        names("http://hl7.org/fhir/sid/icd-10-cm", "E119")
            .unwrap()
            .en,
        "Type 2 diabetes without complications"
    );
    assert_eq!(
        names("http://www.whocc.no/atc", "C08CA01").unwrap().zh,
        "氨氯地平"
    );
    assert!(
        names("http://hl7.org/fhir/sid/icd-10-cm", "E11.319").is_none(),
        "a category's name is not the code's name"
    );
    assert_eq!(icd10_category("E11.319").unwrap().zh, "2型糖尿病伴眼并发症");
    assert_eq!(icd10_category("I10.x00x002").unwrap().zh, "原发性高血压");
    let chinese = "urn:oid:2.16.156.10011.2.3.3.11";
    assert_eq!(names(chinese, "I10.x00").unwrap().en, "High blood pressure");
    assert!(names(chinese, "I10.x00x002").is_none(), "it says more");
    assert!(
        names(chinese, "E11.900").is_none(),
        "the editions differ here"
    );
    assert!(names("urn:local", "1").is_none());
    assert_eq!(unit_names("mm[Hg]").unwrap().zh, "毫米汞柱");
    assert_eq!(unit_names("mm").unwrap().en, "millimetres");
    assert!(
        unit_names("mmHg").is_none(),
        "a unit in the source's words is no code"
    );
    assert_eq!(status_word("on-hold", Lang::Zh), Some("暂停"));
}

/// The tables of codes as they stand in the files: name, text, position of the Chinese name, fields, sources.
const FILES: &[(&str, &str, usize, usize, &[&str])] = &[
    ("loinc", include_str!("../../tables/loinc.tsv"), 2, 5, CODES),
    (
        "snomed",
        include_str!("../../tables/snomed.tsv"),
        2,
        5,
        CODES,
    ),
    ("icd10", include_str!("../../tables/icd10.tsv"), 2, 5, CODES),
    (
        "vaccines",
        include_str!("../../tables/vaccines.tsv"),
        2,
        5,
        CODES,
    ),
    (
        "drugs",
        include_str!("../../tables/drugs.tsv"),
        1,
        5,
        &["data", "seen", "known", "none"],
    ),
    (
        "units",
        include_str!("../../tables/units.tsv"),
        2,
        5,
        &["data", "ucum"],
    ),
];
const CODES: &[&str] = &["data", "seen", "known"];

fn fields(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(|l| l.split('|').collect())
}

#[test]
fn every_line_says_where_its_code_comes_from() {
    for (name, text, _, count, sources) in FILES {
        for row in fields(text) {
            assert_eq!(row.len(), *count, "{name}: {row:?}");
            let source = row.last().unwrap();
            assert!(sources.contains(source), "{name}: {row:?} has no source");
            if *name == "drugs" {
                let coded = !row[2].is_empty() || !row[3].is_empty();
                assert_eq!(coded, *source != "none", "{row:?}");
            }
        }
        let head: String = text.lines().take_while(|l| l.starts_with('#')).collect();
        for source in *sources {
            assert!(
                head.contains(&format!("`{source}`")),
                "{name} does not explain {source}"
            );
        }
        assert!(head.to_lowercase().contains("own "), "{name}: whose words?");
    }
    for text in [
        include_str!("../../tables/fhir.tsv"),
        include_str!("../../tables/aliases.tsv"),
        include_str!("../../tables/drug_words.tsv"),
        include_str!("../../tables/drug_classes.tsv"),
        include_str!("../../tables/sensitive.tsv"),
    ] {
        let head: String = text.lines().take_while(|l| l.starts_with('#')).collect();
        assert!(
            head.contains("CC0") || head.to_lowercase().contains("own "),
            "{head}"
        );
    }
}

/// Rows of the parts of a file whose heading holds none of these words.
fn rows_but(text: &'static str, not: &[&str]) -> Vec<Vec<&'static str>> {
    let mut out = Vec::new();
    let mut wanted = true;
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("# --- ") {
            wanted = !not.iter().any(|word| heading.contains(word));
        } else if wanted && !line.is_empty() && !line.starts_with('#') {
            out.push(line.split('|').collect());
        }
    }
    out
}

fn distinct(rows: &[Vec<&'static str>], at: usize) -> BTreeSet<&'static str> {
    rows.iter().map(|row| row[at]).collect()
}

#[test]
fn there_are_enough_results_problems_and_substances() {
    let results = rows_but(
        include_str!("../../tables/loinc.tsv"),
        &["documents", "social", "imaging", "answers"],
    );
    let results = distinct(&results, 2);
    assert!(results.len() >= 500, "{} results", results.len());
    let mut problems = distinct(
        &rows_but(
            include_str!("../../tables/snomed.tsv"),
            &[
                "procedures",
                "visits",
                "plans",
                "smoking",
                "qualifiers",
                "allergies",
                "reactions",
            ],
        ),
        2,
    );
    let snomed = problems.len();
    problems.extend(distinct(
        &rows_but(include_str!("../../tables/icd10.tsv"), &[]),
        2,
    ));
    assert!(
        problems.len() >= 700,
        "{} problems, {snomed} of SNOMED CT",
        problems.len()
    );
    let substances: BTreeSet<&str> = INGREDIENTS.iter().map(|d| d.names.zh).collect();
    assert!(substances.len() >= 430, "{} substances", substances.len());
    assert_eq!(
        substances.len(),
        INGREDIENTS.len(),
        "two substances with one name"
    );
}

#[test]
fn chinese_names_are_chinese_and_written_alike() {
    // Proper names and abbreviations that are written so in Chinese, too.
    let proper = [
        "pro", "Apgar", "Graves", "Tdap", "m", "tris", "Light", "Zifivax", "Scl", "Jo",
    ];
    for (name, text, zh, ..) in FILES {
        for row in fields(text) {
            let chinese = row[*zh];
            let mut words = chinese
                .split(|c: char| !c.is_ascii_alphabetic())
                .filter(|w| w.chars().filter(char::is_ascii_lowercase).count() >= 3);
            let english = words.find(|w| {
                !proper
                    .iter()
                    .any(|p| w.trim_end_matches(char::is_uppercase) == *p)
            });
            assert_eq!(english, None, "{name}: {chinese}");
            let wide = chinese.contains(['（', '）', '，', '：', '　']);
            assert!(
                !wide && !chinese.contains(" ("),
                "{name}: {chinese} is written otherwise"
            );
            let open = chinese.matches('(').count();
            assert_eq!(open, chinese.matches(')').count(), "{name}: {chinese}");
            assert_eq!(chinese, chinese.trim(), "{name}: {chinese}");
        }
    }
}

#[test]
fn one_chinese_name_means_one_thing() {
    // The same in Chinese, though English has two words.
    let alike = ["呼吸困难", "流涕", "肌内注射", "静脉注射", "急诊就诊"];
    for (name, text, ..) in FILES.iter().filter(|f| f.0 != "drugs" && f.0 != "units") {
        let mut english: BTreeMap<&str, &str> = BTreeMap::new();
        for row in fields(text) {
            let (en, zh) = (row[1], row[2]);
            let before = english.entry(zh).or_insert(en);
            assert!(
                *before == en || alike.contains(&zh),
                "{name}: {zh} is {before} and {en}"
            );
        }
    }
}

#[test]
fn codes_have_the_shape_of_their_system() {
    for d in INGREDIENTS.iter() {
        assert!(
            d.rxnorm.bytes().all(|b| b.is_ascii_digit()),
            "RxNorm {}",
            d.rxnorm
        );
        assert!(is_atc(d.atc), "ATC {} of {}", d.atc, d.names.en);
        for name in std::iter::once(&d.names.en).chain(d.names.synonyms) {
            assert_eq!(
                name.to_lowercase(),
                **name,
                "words are found in small letters"
            );
        }
    }
    for row in CVX.iter() {
        assert!(
            row.code.len() >= 2 && row.code.bytes().all(|b| b.is_ascii_digit()),
            "{}",
            row.code
        );
    }
    for row in ICD10.iter() {
        let (head, tail) = row.code.split_once('.').unwrap_or((row.code, "1"));
        let letter = head.starts_with(|c: char| c.is_ascii_uppercase());
        let digits = head.len() == 3 && head.bytes().skip(1).all(|b| b.is_ascii_digit());
        assert!(
            letter && digits && !tail.is_empty() && tail.len() <= 4,
            "{}",
            row.code
        );
    }
    for row in UNITS.iter() {
        assert!(crate::ucum::is_ucum(row.code), "{}", row.code);
    }
}

/// Empty, or one letter, two digits, two letters, two digits, or the beginning of that.
fn is_atc(code: &str) -> bool {
    let shape = "ADDAADD";
    code.len() <= 7
        && code.chars().zip(shape.chars()).all(|(c, s)| match s {
            'A' => c.is_ascii_uppercase(),
            _ => c.is_ascii_digit(),
        })
}

#[test]
fn what_is_easily_confused_is_told_apart() {
    let zh = |code: &str| names("http://loinc.org", code).unwrap().zh;
    for (one, other) in [
        ("48065-7", "48066-5"), // D-dimer in FEU and in DDU: twofold
        ("1742-6", "1920-8"),   // ALT and AST
        ("1975-2", "1968-7"),   // bilirubin, total and direct
        ("1968-7", "1971-1"),   // bilirubin, direct and indirect
        ("5902-2", "6301-6"),   // prothrombin time and INR
        ("5902-2", "5894-1"),   // prothrombin time and activity
        ("3094-0", "22664-7"),  // urea nitrogen and urea
        ("3034-6", "2502-3"),   // transferrin and its saturation
        ("2160-0", "2161-8"),   // creatinine in serum and urine
        ("2345-7", "5792-7"),   // glucose in serum and urine
        ("2823-3", "2828-2"),   // potassium in serum and urine
        ("2161-8", "2162-6"),   // creatinine in urine, of a day
        ("1751-7", "1754-1"),   // albumin in serum and urine
        ("2857-1", "10886-0"),  // PSA, total and free
        ("3026-2", "3024-7"),   // thyroxine, total and free
        ("1989-3", "62292-8"),  // vitamin D3 alone and with D2
        ("5195-3", "16935-9"),  // hepatitis B surface antigen and antibody
        ("13954-3", "13953-5"), // hepatitis B e antigen and antibody
        ("8480-6", "8462-4"),   // systolic and diastolic
    ] {
        assert_ne!(zh(one), zh(other), "{one} and {other}");
    }
    assert!(
        names("http://hl7.org/fhir/sid/cvx", "502")
            .unwrap()
            .en
            .contains("COVAXIN")
    );
    assert!(
        names("http://hl7.org/fhir/sid/cvx", "510")
            .unwrap()
            .zh
            .contains("国药")
    );
}

#[test]
fn every_product_names_substances_that_are_known() {
    let (mut names, mut substances) = (BTreeSet::new(), BTreeSet::new());
    for d in INGREDIENTS.iter() {
        substances.insert(d.names.en);
        names.extend(d.names.synonyms.iter().copied());
        names.extend([d.names.en, d.names.zh]);
    }
    let rows = fields(include_str!("../../tables/products.tsv"));
    let mut count = 0;
    for row in rows {
        count += 1;
        assert_eq!(row.len(), 5, "{row:?}");
        for holds in row[1].split(';') {
            assert!(substances.contains(holds), "{holds} in {row:?}");
        }
        assert!(matches!(row[2], "all" | "part"), "{row:?}");
        assert!(matches!(
            row[4],
            "rxnorm" | "label" | "lists" | "one" | "page"
        ));
        for name in row[0].split(';') {
            assert_eq!(name, name.to_lowercase(), "{name}");
            assert!(names.insert(name), "{name} stands there twice");
        }
    }
    assert!(count >= 40, "{count} products");
}
