//! The report on medicines as a page.

use super::now;
use super::report::{Span, med_report};
use super::words::day_text;
use crate::dto::{AdherenceView, MedReportLine, MedReportRequest, MedReportView, OutputFile};
use crate::error::ApiResult;
use crate::session::Session;
use crate::use_cases::tracking::{asked_paper, person_line};
use kin_i18n::{Catalogue, Lang, date_text};
use kin_print::{MedicineReport, ReportDay, ReportPart, print_medicine_report};
use kin_rules::time::Day;
use std::collections::BTreeMap;

pub(crate) fn med_report_page(
    session: &Session,
    request: MedReportRequest,
) -> ApiResult<OutputFile> {
    let lang = session.lang();
    let person = person_line(session, &request.person)?;
    let span = Span::of(&request, now(session)?.day())?;
    let paper = asked_paper(request.paper);
    let view = med_report(session, request)?;
    let word = |key: &str| Catalogue::text(lang, key, &[]);
    let today = session.clock().today_text();
    let report = MedicineReport {
        title: word("med-report-title"),
        person,
        period: view.period_text.clone(),
        answer: answer(lang, &view.overall),
        sentence: view.sentence.clone(),
        strip_title: word("med-report-strip"),
        strip_ends: (day_text(lang, span.from), day_text(lang, span.until)),
        strip_words: [
            word("med-taken"),
            word("med-skipped"),
            word("med-not-recorded"),
        ],
        days: days(&view, span),
        parts: parts(lang, &view),
        method: view.method.clone(),
        foot: Catalogue::text(lang, "print-made", &[("date", &date_text(lang, &today))]),
    };
    let pdf = print_medicine_report(&report, lang, &today, paper)?;
    session
        .outputs()
        .put("medicines.pdf", "pdf", "application/pdf", pdf)
}

/// What is known, largest on the page: of how many doses something is noted, and how many of these were taken.
fn answer(lang: Lang, all: &AdherenceView) -> String {
    if all.planned == 0 {
        return String::new();
    }
    let key = if all.noted == 0 {
        "paper-med-answer-nothing"
    } else {
        "paper-med-answer"
    };
    let number = |n: u64| n.to_string();
    let (planned, noted, taken) = (number(all.planned), number(all.noted), number(all.taken));
    let args = [
        ("planned", planned.as_str()),
        ("noted", noted.as_str()),
        ("taken", taken.as_str()),
    ];
    Catalogue::text(lang, key, &args)
}

/// Every day of the time, those without a planned dose too.
fn days(view: &MedReportView, span: Span) -> Vec<ReportDay> {
    if view.days.is_empty() {
        return Vec::new();
    }
    let known: BTreeMap<Day, ReportDay> = view
        .days
        .iter()
        .filter_map(|d| {
            let day = Day::of(&d.day.parse().ok()?)?;
            let doses = ReportDay {
                planned: d.doses.planned,
                taken: d.doses.taken,
                skipped: d.doses.skipped,
            };
            Some((day, doses))
        })
        .collect();
    (span.from.0..=span.until.0)
        .map(|n| known.get(&Day(n)).copied().unwrap_or_default())
        .collect()
}

fn parts(lang: Lang, view: &MedReportView) -> Vec<ReportPart> {
    let word = |key: &str| Catalogue::text(lang, key, &[]);
    let (now, past): (Vec<_>, Vec<_>) = view.lines.iter().partition(|l| l.medicine.active);
    let heads: Vec<String> = [
        "med-head-medicine",
        "med-head-how",
        "med-taken",
        "med-skipped",
        "med-not-recorded",
        "med-head-percent",
    ]
    .iter()
    .map(|key| word(key))
    .collect();
    let rows = |lines: &[&MedReportLine]| lines.iter().map(|l| row(lang, l)).collect::<Vec<_>>();
    let texts = |remarks: &[crate::dto::RemarkView]| {
        remarks.iter().map(|r| r.text.clone()).collect::<Vec<_>>()
    };
    let reasons = view.lines.iter().flat_map(|l| {
        let title = l.medicine.title.clone();
        l.reasons.iter().map(move |r| match lang {
            Lang::En => format!("{title}: {}", r.text),
            Lang::ZhCn => format!("{title}：{}", r.text),
        })
    });
    let mut remarks: Vec<String> = texts(&view.remarks);
    remarks.extend(reasons);
    vec![
        ReportPart {
            title: word("med-report-ask"),
            lines: texts(&view.questions),
            ..ReportPart::default()
        },
        ReportPart {
            title: word("medicines-now"),
            heads: heads.clone(),
            rows: rows(&now),
            lines: Vec::new(),
        },
        ReportPart {
            title: word("med-report-stopped"),
            heads,
            rows: rows(&past),
            lines: Vec::new(),
        },
        ReportPart {
            title: word("med-report-remarks"),
            lines: remarks,
            ..ReportPart::default()
        },
    ]
}

fn row(lang: Lang, line: &MedReportLine) -> Vec<String> {
    let medicine = &line.medicine;
    let mut how: Vec<String> = Vec::new();
    how.extend(medicine.dosage.clone());
    how.extend(medicine.plan_texts.iter().cloned());
    if line.needed > 0 {
        let n = line.needed.to_string();
        how.push(Catalogue::text(lang, "med-report-needed", &[("n", &n)]));
    }
    if let Some(until) = &medicine.until_text {
        let reason = medicine.stop_reason.clone().unwrap_or_default();
        let args = [("until", until.as_str()), ("reason", reason.as_str())];
        how.push(Catalogue::text(lang, "med-report-until", &args));
    }
    let a = &line.adherence;
    let number = |n: u64| {
        if a.planned == 0 {
            "–".to_owned()
        } else {
            n.to_string()
        }
    };
    vec![
        medicine.title.clone(),
        how.join(kin_i18n::semicolon(lang)),
        number(a.taken),
        number(a.skipped),
        number(a.not_recorded),
        a.percent_of_noted
            .as_ref()
            .map_or_else(|| "–".to_owned(), |p| format!("{p} %")),
    ]
}
