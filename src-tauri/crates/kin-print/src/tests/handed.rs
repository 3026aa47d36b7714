//! What a page says of strange people and strange values.

use super::common::{rich, row};
use super::{flow, page_text};
use crate::medicine_report::{MedicineReport, ReportPart, print_medicine_report};
use crate::{Paper, PrintOptions, print_summary, summary_text};
use kin_i18n::Lang;
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};
use kin_model::summary::{Section, Summary};
use kin_model::{Abnormal, Kind};
use std::process::Command;

fn section(summary: &mut Summary, wanted: Section, rows: Vec<kin_model::summary::Row>) {
    let found = summary.sections.iter_mut().find(|s| s.section == wanted);
    found.unwrap().rows = rows;
}

#[test]
fn a_long_name_gives_way_and_the_day_of_birth_stays_on_every_page() {
    for language in [En, ZhCn, Both] {
        let mut summary = rich(language);
        summary.person.name.text = "Maria Theresia ".repeat(12);
        let flow = flow(&summary, Paper::A4);
        assert!(flow.pages.len() > 1);
        let words = crate::words::Words::new(&summary);
        let born = words.date(summary.person.born.as_ref().unwrap());
        for n in 1..flow.pages.len() {
            let page = page_text(&flow, n);
            assert!(
                page.contains('…') && page.contains(&born),
                "{language:?} {n}: {page}"
            );
        }
    }
}

#[test]
fn the_flag_of_one_value_of_several_is_not_put_behind_the_last() {
    let mut summary = rich(En);
    let panel = |value: &str, abnormal| kin_model::summary::Row {
        value: Some(value.to_owned()),
        date: "2026-05-01".parse().ok(),
        abnormal,
        ..row(Kind::Result, "Electrolytes", "电解质")
    };
    let low = panel("Sodium 128 mmol/L (L); Chloride 99 mmol/L", Abnormal::Low);
    section(&mut summary, Section::Results, vec![low]);
    let text = summary_text(&summary);
    assert!(
        text.contains("Chloride 99 mmol/L") && !text.contains("mmol/L L ↓"),
        "{text}"
    );
    let words = panel("Rods seen; many", Abnormal::Yes);
    section(&mut summary, Section::Results, vec![words]);
    let text = summary_text(&summary);
    assert!(
        text.contains("Rods seen; many A"),
        "words keep their flag: {text}"
    );
}

#[test]
fn a_critical_reading_comes_before_the_others_on_a_crowded_page() {
    let mut summary = rich(En);
    summary.home.clear();
    let reading = |name: &str, abnormal| kin_model::summary::Row {
        value: Some("88".to_owned()),
        unit: Some("%".to_owned()),
        date: "2026-05-01".parse().ok(),
        abnormal,
        ..row(Kind::VitalSign, name, name)
    };
    let mut rows: Vec<_> = (0..20)
        .map(|n| reading(&format!("Reading {n}"), Abnormal::No))
        .collect();
    rows.push(reading("Oxygen saturation", Abnormal::CriticalLow));
    section(&mut summary, Section::VitalSigns, rows);
    let page = page_text(&flow(&summary, Paper::A4), 0);
    assert!(page.contains("Oxygen saturation"), "{page}");
}

#[test]
fn brackets_about_a_contact_are_those_of_the_language() {
    let mut summary = rich(ZhCn);
    summary.person.contacts = vec![kin_model::Contact {
        name: "王芳".to_owned(),
        relation: "女儿".to_owned(),
        phone: "139".to_owned(),
    }];
    let page = page_text(&flow(&summary, Paper::A4), 0);
    assert!(page.contains("王芳（女儿）"), "{page}");
}

#[test]
fn what_no_typeface_has_is_read_as_what_it_is_and_explained() {
    let mut summary = rich(En);
    summary.person.name.text = "王\u{20bb7} محمد".to_owned();
    let last = {
        let flow = flow(&summary, Paper::A4);
        page_text(&flow, flow.pages.len() - 1)
    };
    assert!(last.contains("□ stands for a character"), "{last}");
    let plain = flow(&rich(En), Paper::A4);
    assert!(!page_text(&plain, plain.pages.len() - 1).contains("□ stands for"));

    let pdf = print_summary(&summary, &PrintOptions::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("summary.pdf");
    std::fs::write(&path, pdf).unwrap();
    let Ok(out) = Command::new("pdftotext").arg(&path).arg("-").output() else {
        println!("skipped: pdftotext is not installed");
        return;
    };
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(text.contains("王\u{20bb7}"), "{text}");
    // Readers that take the page for one written from the left turn these round.
    let turned: String = "محمد".chars().rev().collect();
    assert!(text.contains("محمد") || text.contains(&turned), "{text}");
}

#[test]
fn every_page_of_the_report_on_medicines_names_the_person() {
    let report = MedicineReport {
        title: "Medicines as taken".to_owned(),
        person: "Li Hua 李华 · born 11 Feb 1953".to_owned(),
        foot: "made 26 Nov 2026".to_owned(),
        parts: vec![ReportPart {
            title: "Medicines".to_owned(),
            heads: vec!["Medicine".to_owned(), "How".to_owned()],
            rows: (0..90)
                .map(|n| vec![format!("Medicine {n}"), "1–0–1".to_owned()])
                .collect(),
            ..ReportPart::default()
        }],
        ..MedicineReport::default()
    };
    let pdf = print_medicine_report(&report, Lang::En, "2026-11-26", Paper::A4).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.pdf");
    std::fs::write(&path, pdf).unwrap();
    let Ok(out) = Command::new("pdftotext").arg(&path).arg("-").output() else {
        println!("skipped: pdftotext is not installed");
        return;
    };
    let text = String::from_utf8_lossy(&out.stdout);
    let pages: Vec<&str> = text
        .split('\u{c}')
        .filter(|p| !p.trim().is_empty())
        .collect();
    assert!(pages.len() > 1);
    for page in pages {
        assert!(
            page.contains("Li Hua") && page.contains("made 26 Nov 2026"),
            "{page}"
        );
    }
}

#[test]
fn results_out_of_range_that_have_no_room_on_page_one_are_counted() {
    for (language, said) in [(En, "out of range)"), (ZhCn, "项超出范围）")] {
        let mut summary = rich(language);
        let rows = (0..40).map(|n| kin_model::summary::Row {
            value: Some("9.1".to_owned()),
            date: "2026-05-01".parse().ok(),
            abnormal: Abnormal::High,
            ..row(Kind::Result, &format!("Analyte {n}"), &format!("项目{n}"))
        });
        section(&mut summary, Section::Results, rows.collect());
        let page = page_text(&flow(&summary, Paper::A4), 0);
        assert!(page.contains(said), "{page}");
    }
}

#[test]
fn why_somebody_came_is_no_result() {
    let mut summary = rich(ZhCn);
    let visit = |n: usize| kin_model::summary::Row {
        value: Some("病毒性鼻窦炎".to_owned()),
        date: format!("2020-01-{:02}", n + 1).parse().ok(),
        ..row(Kind::Visit, "Check-up", "健康检查")
    };
    section(&mut summary, Section::Visits, (0..12).map(visit).collect());
    let mut found = false;
    let flow = flow(&summary, Paper::A4);
    for n in 1..flow.pages.len() {
        let page = page_text(&flow, n);
        if let Some((_, below)) = page.split_once("就诊与住院\n") {
            let heads = below.split("健康检查").next().unwrap();
            assert!(heads.contains("原因") && !heads.contains("结果"), "{heads}");
            found = true;
        }
    }
    assert!(found);
}
