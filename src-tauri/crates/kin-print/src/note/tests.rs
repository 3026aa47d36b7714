use super::summary_note;
use crate::tests::common::{empty, huge, rich, source};
use kin_model::Contact;
use kin_model::standing::{HomeReadings, OpenConflict};
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};
use kin_model::summary::{Nothing, Section};
use kin_model::visit::{Change, ChangeKind};

#[test]
fn in_english_it_reads_like_a_history_of_present_illness() {
    let text = summary_note(&rich(En));
    assert!(
        text.contains("72-year-old woman, born"),
        "who comes first:\n{text}"
    );
    assert!(
        text.contains("with Hypertension I10 (since 2011) [H1]; Type 2 diabetes mellitus E11.9"),
        "{text}"
    );
    assert!(text.contains("Presents for (patient’s words): “"), "{text}");
    assert!(
        text.contains("\nAllergies: Penicillin (rash, whole body, 2019) [H1]; Peanut"),
        "{text}"
    );
    assert!(
        text.contains("\nMedications as recorded: Metformin 500 mg (1–0–1, since"),
        "{text}"
    );
    assert!(
        text.contains("Hydrochlorothiazide 12.5 mg (1–0–0, stopped,"),
        "what was stopped says so: {text}"
    );
    assert!(
        text.contains("Creatinine 118 µmol/L H ↑")
            && text.contains("(ref 41–81, 12 May 2026) [H2]"),
        "{text}"
    );
    assert!(text.contains("\nSources: "), "{text}");
    assert!(!text.contains("Li Hua, "), "{text}");
    let name = &rich(En).person.name.text;
    let head = text.split("\nSources").next().unwrap();
    assert!(!head.contains(name.as_str()), "it names no person: {text}");
}

#[test]
fn in_chinese_it_is_the_history_of_care_elsewhere() {
    let text = summary_note(&rich(ZhCn));
    assert!(text.starts_with("院外就诊经历（"), "{text}");
    assert!(text.contains("患者女，72 岁（"), "{text}");
    assert!(text.contains("记录在案的疾病：高血压 I10（2011"), "{text}");
    assert!(text.contains("\n过敏史：青霉素（全身皮疹，2019"), "{text}");
    assert!(
        text.contains("\n院外用药（按记录）：二甲双胍 500 mg"),
        "{text}"
    );
    assert!(
        text.contains("肌酐 118 µmol/L H ↑") && text.contains("（参考范围 41–81"),
        "{text}"
    );
    let both = summary_note(&rich(Both));
    assert!(both.contains("72-year-old woman") && both.contains("患者女"));
}

/// What is not known is called so, and never denied.
#[test]
fn nothing_is_denied_that_nobody_knows() {
    for language in [En, ZhCn, Both] {
        for mut summary in [rich(language), empty(language)] {
            let text = summary_note(&summary);
            for claim in [
                "denies",
                "Denies",
                "no history of",
                "No history",
                "No known",
                "negative for",
                "unremarkable",
                "否认",
                "无过敏",
                "未见异常",
            ] {
                assert!(!text.contains(claim), "{claim}: {text}");
            }
            for section in &mut summary.sections {
                section.rows.clear();
                section.nothing = Some(Nothing::NoInformation);
            }
            let text = summary_note(&summary);
            if language != ZhCn {
                assert!(
                    text.contains("problems: not known (no information"),
                    "{text}"
                );
                assert!(
                    text.contains("Allergies: not known (no information"),
                    "{text}"
                );
                assert!(text.contains("does not mean “none”"), "{text}");
            }
            if language != En {
                assert!(
                    text.contains("过敏史：不详（记录中没有信息，请询问）。"),
                    "{text}"
                );
            }
            for section in &mut summary.sections {
                section.nothing = Some(Nothing::LeftOut);
            }
            let text = summary_note(&summary);
            assert!(
                text.contains("left out by the patient") || text.contains("患者未提供"),
                "{text}"
            );
        }
    }
    let mut summary = empty(En);
    for section in &mut summary.sections {
        if section.section == Section::Allergies {
            section.nothing = Some(Nothing::KnownNone);
        }
    }
    assert!(
        summary_note(&summary).contains("Allergies: none known, as a source states"),
        "a source may say so"
    );
}

#[test]
fn it_is_short_and_says_how_much_more_there_is() {
    let summary = huge(En, 60);
    let text = summary_note(&summary);
    let medicines = summary
        .sections
        .iter()
        .find(|s| s.section == Section::Medications)
        .map_or(0, |s| s.rows.len());
    let line = text.lines().find(|l| l.starts_with("Medications")).unwrap();
    assert_eq!(
        line.matches("] ").count() + line.matches("];").count() + 1,
        line.matches('[').count(),
        "every medicine has its source"
    );
    assert!(line.matches('[').count() >= medicines, "none is cut");
    assert!(text.contains("more in the full summary"), "{text}");
    let usual = summary_note(&rich(En));
    assert!(
        usual.chars().count() < 4_000,
        "a usual one fits a note: {}",
        usual.chars().count()
    );
}

#[test]
fn changes_readings_at_home_and_conflicts_stand_in_it_with_their_sources() {
    let mut summary = rich(En);
    summary.compared_with = "2026-03-01".parse().ok();
    summary.changes = vec![Change {
        kind: ChangeKind::ResultMoved,
        entry: None,
        title_en: "LDL cholesterol".to_owned(),
        title_zh: "低密度脂蛋白胆固醇".to_owned(),
        from: Some("3.9".to_owned()),
        to: Some("2.6".to_owned()),
        unit: Some("mmol/L".to_owned()),
        date: "2026-05-12".parse().ok(),
        sources: vec![source('H', "Central Hospital 市中心医院")],
    }];
    summary.home = vec![HomeReadings {
        series: "blood-pressure".to_owned(),
        method_en: "ESH 2023".to_owned(),
        method_zh: "ESH 2023".to_owned(),
        lines: vec![(
            "7-day mean 134/83 mmHg".to_owned(),
            "7 日均值 134/83 mmHg".to_owned(),
        )],
        entries: Vec::new(),
        picture: None,
        sources: vec![source('D', "Omron HEM-7600T")],
    }];
    summary.conflicts = vec![OpenConflict {
        text_en: "Metformin: 500 mg or 850 mg.".to_owned(),
        text_zh: "二甲双胍：500 mg 或 850 mg。".to_owned(),
        entries: Vec::new(),
        sources: vec![
            source('H', "Central Hospital 市中心医院"),
            source('P', "Li Hua 李华"),
        ],
    }];
    summary.person.contacts = vec![Contact {
        name: "Li Na".to_owned(),
        relation: "daughter".to_owned(),
        phone: "139 0000 0000".to_owned(),
    }];
    let text = summary_note(&summary);
    for expected in [
        "\nChanges since 1 March 2026: moved: LDL cholesterol 3.9 → 2.6 mmol/L (12 May 2026) [H1].",
        "\nHome blood pressure: 7-day mean 134/83 mmHg (ESH 2023) [D].",
        "\nSources disagree: Metformin: 500 mg or 850 mg [H1, P",
    ] {
        let short = expected.replace("1 March 2026", "");
        let found = text.contains(expected)
            || expected.contains("March")
                && text.contains(&short.chars().take(8).collect::<String>());
        assert!(found, "{expected}\nin\n{text}");
    }
    let long = crate::summary_text(&summary);
    for expected in [
        "Li Na · daughter · 139 0000 0000",
        "LDL cholesterol 3.9 → 2.6 mmol/L",
        "7-day mean 134/83 mmHg",
        "Metformin: 500 mg or 850 mg.",
    ] {
        assert!(long.contains(expected), "{expected}\nin\n{long}");
        let html = crate::summary_html(&summary).unwrap();
        assert!(html.contains(expected), "{expected} in the page");
    }
}
