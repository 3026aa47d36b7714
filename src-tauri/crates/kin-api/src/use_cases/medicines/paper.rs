//! The report on medicines as a page.

use super::now;
use super::report::{Span, med_report};
use super::words::day_text;
use crate::dto::{MedReportLine, MedReportRequest, MedReportView, OutputFile};
use crate::error::ApiResult;
use crate::session::Session;
use crate::use_cases::people::shown_name;
use kin_i18n::{Catalogue, Lang, date_text};
use kin_print::{MedicineReport, Paper, ReportDay, ReportPart, print_medicine_report};
use kin_rules::time::Day;
use std::collections::BTreeMap;

pub(crate) fn med_report_page(
    session: &Session,
    request: MedReportRequest,
) -> ApiResult<OutputFile> {
    let lang = session.lang();
    let record = session.record(&request.person)?;
    let details = record.details()?;
    let span = Span::of(&request, now(session)?.day())?;
    let view = med_report(session, request)?;
    let word = |key: &str| Catalogue::text(lang, key, &[]);
    let today = session.clock().today_text();
    let born = details.born.as_ref().map(|b| {
        let date = date_text(lang, &b.to_string());
        Catalogue::text(lang, "print-born", &[("date", &date)])
    });
    let name = shown_name(&details, lang).to_owned();
    let report = MedicineReport {
        title: word("med-report-title"),
        person: born.map_or(name.clone(), |born| format!("{name} · {born}")),
        period: view.period_text.clone(),
        answer: view
            .overall
            .percent
            .as_ref()
            .map_or_else(String::new, |percent| {
                Catalogue::text(lang, "paper-med-answer", &[("percent", percent)])
            }),
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
    let pdf = print_medicine_report(&report, lang, &today, Paper::A4)?;
    session
        .outputs()
        .put("medicines.pdf", "pdf", "application/pdf", pdf)
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
        how.join("; "),
        number(a.taken),
        number(a.skipped),
        number(a.not_recorded),
        a.percent
            .as_ref()
            .map_or_else(|| "–".to_owned(), |p| format!("{p} %")),
    ]
}
