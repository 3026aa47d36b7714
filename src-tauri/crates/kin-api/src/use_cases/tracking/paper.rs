//! Reports on one page: blood pressure and glucose for the physician's ten seconds.

use super::super::people::{han, person_view};
use super::super::view::Viewer;
use super::pressure::{found, report_of};
use super::{day_text, events, glucose, week};
use crate::dto::{
    BpFiguresView, BpReportRequest, BpReportView, GlucoseReport, GlucoseReportRequest,
    GlucoseReportView, OutputFile, PaperSize,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use kin_i18n::{Catalogue, Lang, date_text};
use kin_print::{Band, Curve, Paper, Part, Plot, Report, Share, Stroke, print_report};
use kin_rules::exact::{Exact, PARTS};
use kin_rules::glucose::{RangeSet, Unit};
use kin_rules::pressure::{PlanDay, Protocol, Reading, Scheme, plan_days};
use kin_rules::time::{Day, Moment};

/// Words of the page.
struct Say(Lang);

impl Say {
    fn word(&self, key: &str) -> String {
        Catalogue::text(self.0, key, &[])
    }

    fn text(&self, key: &str, args: &[(&str, &str)]) -> String {
        Catalogue::text(self.0, key, args)
    }
}

/// Name, the one in the other script, birth date and sex of the person, as the head of a page says them.
pub(crate) fn person_line(session: &Session, person: &str) -> ApiResult<String> {
    let view = person_view(session, person)?;
    let chinese = |name: &str| name.chars().any(han);
    let mut others = view.other_names.iter();
    let other = others.find(|o| chinese(o) != chinese(&view.name));
    let names = std::iter::once(&view.name).chain(other);
    let mut parts = vec![names.map(String::as_str).collect::<Vec<_>>().join(" ")];
    if let Some(born) = view.born_text {
        parts.push(Catalogue::text(
            session.lang(),
            "print-born",
            &[("date", &born)],
        ));
    }
    parts.push(view.sex_text);
    Ok(parts
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join(" · "))
}

/// The paper that was asked for.
pub(crate) fn asked_paper(asked: Option<PaperSize>) -> Paper {
    match asked.unwrap_or_default() {
        PaperSize::A4 => Paper::A4,
        PaperSize::Letter => Paper::Letter,
    }
}

fn printed(
    session: &Session,
    report: &Report,
    asked: Option<PaperSize>,
    name: &str,
) -> ApiResult<OutputFile> {
    let pdf = print_report(report, session.lang(), asked_paper(asked))
        .map_err(|_| ApiError::from(ErrorCode::Internal))?;
    session.outputs().put(name, "pdf", "application/pdf", pdf)
}

#[expect(clippy::cast_precision_loss, reason = "places of a drawing")]
fn place(value: Exact) -> f32 {
    value.0 as f32 / PARTS as f32
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn bp_report_page(session: &Session, request: BpReportRequest) -> ApiResult<OutputFile> {
    let person = request.person.clone();
    let record = session.record(&person)?;
    let (protocol, scheme, running) = week::chosen(&record)?;
    let protocol = match request.protocol.as_deref() {
        None => protocol,
        Some(key) => Protocol::of_key(key).ok_or(ErrorCode::BadRequest)?,
    };
    let scheme = match request.scheme.as_deref() {
        None => scheme,
        Some(key) => Scheme::of_key(key).ok_or(ErrorCode::BadRequest)?,
    };
    let from = super::day(request.from.as_deref())?.or(running);
    let (readings, rest) = found(&record)?;
    let lang = session.lang();
    let shown = report_of(readings.clone(), rest, protocol, scheme, from, lang);
    let first = super::day(shown.from.as_deref())?;
    let days = match first {
        Some(first) => plan_days(
            readings.clone(),
            protocol,
            first,
            Moment::at(first.plus(365), 0),
        ),
        None => Vec::new(),
    };
    let mut report = head(&Say(lang), &shown);
    report.person = person_line(session, &person)?;
    report.made = session.clock().today_text();
    let viewer = Viewer::new(session, &person, &record)?;
    if let Some(first) = first {
        let end = first.plus(protocol.days.into());
        let mut plot = week_plot(&readings, first, end, lang, scheme);
        for event in events::events(&record, &viewer, first, end.plus(-1))? {
            plot.events.push((event.seconds(), event.title));
        }
        // Doses that were missed stand at the readings of their day, as on the screen, and in words below.
        let mut missed = Vec::new();
        for (day, text, label) in super::chart::missed_doses(session, &record, first, end.plus(-1))?
        {
            let noon = day.0.saturating_mul(86_400).saturating_add(43_200);
            plot.events.push((noon, label));
            let date = day_text(day).unwrap_or_default();
            let date = date_text(lang, &date);
            missed.push(match lang {
                Lang::En => format!("{date}: {text}"),
                Lang::ZhCn => format!("{date}：{text}"),
            });
        }
        plot.events.sort();
        report.parts.extend(body(&Say(lang), &shown, &days, plot));
        if !missed.is_empty() {
            let title = Say(lang).word("med-report-strip");
            report.parts.push(Part::Heading(title, String::new()));
            report.parts.push(Part::List(missed));
        }
    }
    report.parts.push(Part::Small(method(&Say(lang), &shown)));
    printed(session, &report, request.paper, "blood-pressure.pdf")
}

fn head(say: &Say, shown: &BpReportView) -> Report {
    let answer = match &shown.overall {
        Some(f) => format!("{}/{} mmHg", f.systolic, f.diastolic),
        None => say.word("paper-no-mean"),
    };
    let mut meaning = shown
        .category_text
        .clone()
        .unwrap_or_else(|| shown.standing_text.clone());
    if shown.category_text.is_none() {
        let between = kin_i18n::between_sentences(say.0);
        for one in &shown.missing {
            meaning = format!("{meaning}{between}{}", one.text);
        }
    }
    Report {
        title: say.word("paper-bp-title"),
        answer,
        meaning,
        sentence: shown.sentence.clone(),
        alarms: shown.warnings.iter().map(|w| w.text.clone()).collect(),
        ..Report::default()
    }
}

/// The readings of the week as two lines.
fn week_plot(readings: &[Reading], first: Day, end: Day, lang: Lang, scheme: &Scheme) -> Plot {
    let mut inside: Vec<&Reading> = readings
        .iter()
        .filter(|r| (first..end).contains(&r.at.day()))
        .collect();
    inside.sort();
    let curve = |key: &str, stroke: Stroke, part: fn(&Reading) -> Exact| Curve {
        name: Catalogue::text(lang, key, &[]),
        points: inside
            .iter()
            .map(|r| (r.at.seconds(), place(part(r))))
            .collect(),
        stroke,
    };
    let (high, low) = scheme.home_limit();
    Plot {
        span: Some((first.0.saturating_mul(86_400), end.0.saturating_mul(86_400))),
        limits: vec![f32::from(high), f32::from(low)],
        curves: vec![
            curve("ui-chart-upper", Stroke::Marked, |r| r.systolic),
            curve("ui-chart-lower", Stroke::Dashed, |r| r.diastolic),
        ],
        ticks: (0..end.0.saturating_sub(first.0))
            .filter_map(|n| {
                let day = first.plus(n);
                let noon = day.0.saturating_mul(86_400).saturating_add(43_200);
                Some((noon, kin_i18n::day_text(lang, &day_text(day)?)))
            })
            .collect(),
        ..Plot::default()
    }
}

fn body(say: &Say, shown: &BpReportView, days: &[PlanDay], plot: Plot) -> Vec<Part> {
    let mut parts = vec![
        Part::Heading(say.word("paper-bp-readings"), say.word("paper-bp-limits")),
        Part::Plot(plot),
        Part::Heading(say.word("paper-figures"), "mmHg".to_owned()),
        Part::Table(
            [
                "cli-head-part",
                "cli-head-mean",
                "cli-head-deviation",
                "cli-head-readings",
            ]
            .map(|k| say.word(k))
            .to_vec(),
            figures(say, shown),
        ),
    ];
    let pair = |f: Option<kin_rules::pressure::Figures>, n: u64| {
        f.map_or_else(
            || "–".to_owned(),
            |f| format!("{}/{} ({n})", f.systolic, f.diastolic),
        )
    };
    let rows = days
        .iter()
        .filter(|d| d.morning.readings > 0 || d.evening.readings > 0)
        .filter_map(|d| {
            let mut day = date_text(say.0, &day_text(d.day)?);
            if !d.counts {
                day = format!("{day} · {}", say.word("bp-week-dropped"));
            }
            Some(vec![
                day,
                pair(d.morning.figures, d.morning.readings),
                pair(d.evening.figures, d.evening.readings),
            ])
        })
        .collect();
    parts.push(Part::Heading(
        say.word("paper-bp-days"),
        say.word("paper-bp-days-aside"),
    ));
    parts.push(Part::Table(
        ["bp-week-day", "bp-week-morning", "bp-week-evening"]
            .map(|k| say.word(k))
            .to_vec(),
        rows,
    ));
    if !shown.quality.is_empty() {
        parts.push(Part::Heading(say.word("paper-quality"), String::new()));
        parts.push(Part::List(
            shown.quality.iter().map(|q| q.text.clone()).collect(),
        ));
    }
    parts
}

fn figures(say: &Say, shown: &BpReportView) -> Vec<Vec<String>> {
    let row = |key: &str, f: Option<&BpFiguresView>| {
        let f = f?;
        let deviation = match (&f.systolic_deviation, &f.diastolic_deviation) {
            (Some(s), Some(d)) => format!("{s}/{d}"),
            _ => "–".to_owned(),
        };
        Some(vec![
            say.word(key),
            format!("{}/{}", f.systolic, f.diastolic),
            deviation,
            f.readings.to_string(),
        ])
    };
    [
        ("bp-week-overall", shown.overall.as_ref()),
        ("bp-week-morning", shown.morning.as_ref()),
        ("bp-week-evening", shown.evening.as_ref()),
    ]
    .into_iter()
    .filter_map(|(key, f)| row(key, f))
    .collect()
}

fn method(say: &Say, shown: &BpReportView) -> String {
    let text = say.text(
        "paper-bp-method",
        &[
            ("plan", &shown.plan),
            ("protocol", &shown.protocol.source),
            ("scheme", &shown.scheme.source),
        ],
    );
    if shown.protocol.confirmed && shown.scheme.confirmed {
        text
    } else {
        format!(
            "{text}{}{}",
            kin_i18n::between_sentences(say.0),
            say.word("paper-unconfirmed")
        )
    }
}

pub(crate) fn glucose_report_page(
    session: &Session,
    request: GlucoseReportRequest,
) -> ApiResult<OutputFile> {
    let person = request.person.clone();
    let asked = request.paper;
    let shown = glucose::glucose_report(session, request)?;
    let say = Say(session.lang());
    let mut report = Report {
        title: say.word("paper-glucose-title"),
        person: person_line(session, &person)?,
        made: session.clock().today_text(),
        answer: say.word("glucose-none"),
        ..Report::default()
    };
    let set = RangeSet::of_key(&shown.ranges.key).unwrap_or(&RangeSet::ADULT);
    if let Some(main) = shown.reports.first() {
        lead(&say, main, &mut report);
        for one in &shown.reports {
            report.parts.extend(glucose_parts(&say, one, set));
        }
    }
    if let Some(point) = &shown.hba1c {
        let unit = shown.hba1c_unit.as_deref().unwrap_or_default();
        let value = format!("{} {unit}", point.value_text);
        report.parts.push(Part::Text(say.text(
            "glucose-hba1c",
            &[("value", value.trim()), ("date", &point.date_text)],
        )));
    }
    if shown.cut {
        report.parts.push(Part::Text(say.word("glucose-cut")));
    }
    report.parts.push(Part::Small(glucose_method(&say, &shown)));
    printed(session, &report, asked, "glucose.pdf")
}

fn lead(say: &Say, main: &GlucoseReport, report: &mut Report) {
    let target = main.shares.iter().find(|s| s.target);
    let percent = target.and_then(|s| s.percent.clone());
    report.answer = match percent {
        // Of a few finger-sticks a share alone says more than is known.
        Some(_) if main.way == "finger-stick" => say.text(
            "paper-glucose-answer-of",
            &[
                ("n", &target.map_or(0, |s| s.readings).to_string()),
                ("all", &main.readings.to_string()),
            ],
        ),
        Some(percent) => say.text("paper-glucose-answer", &[("percent", &percent)]),
        None => say.word("glucose-none"),
    };
    let mean = main.mean.clone().unwrap_or_else(|| "–".to_owned());
    report.meaning = say.text(
        "paper-glucose-meaning",
        &[
            ("mean", &mean),
            ("unit", &main.unit),
            ("days", &main.days.to_string()),
            ("n", &main.readings.to_string()),
        ],
    );
    report.sentence.clone_from(&main.sentence);
}

fn glucose_parts(say: &Say, one: &GlucoseReport, set: &RangeSet) -> Vec<Part> {
    let number = |text: &str| text.parse::<f32>().ok();
    let mut parts = vec![Part::Heading(
        format!("{} · {}", one.way_text, one.unit),
        say.text("paper-share-of", &[("of", &one.shares_of)]),
    )];
    parts.push(Part::Shares(
        one.shares
            .iter()
            .filter_map(|s| {
                let percent = s.percent.as_deref()?;
                Some(Share {
                    text: say.text(
                        "paper-share",
                        &[
                            ("text", &s.text),
                            ("percent", percent),
                            ("n", &s.readings.to_string()),
                        ],
                    ),
                    percent: number(percent)?,
                    target: s.target,
                })
            })
            .collect(),
    ));
    let rows = [
        ("paper-mean", one.mean.as_ref(), one.unit.as_str()),
        ("paper-deviation", one.deviation.as_ref(), one.unit.as_str()),
        ("paper-variation", one.variation.as_ref(), "%"),
        ("paper-lowest", one.lowest.as_ref(), one.unit.as_str()),
        ("paper-highest", one.highest.as_ref(), one.unit.as_str()),
        ("paper-per-day", one.per_day.as_ref(), ""),
        ("paper-active", one.active.as_ref(), "%"),
        ("paper-gmi", one.gmi.as_ref(), "%"),
    ];
    parts.push(Part::Table(
        Vec::new(),
        rows.into_iter()
            .filter_map(|(key, value, unit)| {
                let value = format!("{} {unit}", value?);
                Some(vec![say.word(key), value.trim().to_owned()])
            })
            .collect(),
    ));
    if let Some(plot) = profile(say, one, set).or_else(|| modal_day(say, one, set)) {
        let key = if one.profile.is_empty() {
            "paper-modal"
        } else {
            "paper-profile"
        };
        parts.push(Part::Heading(say.word(key), one.unit.clone()));
        parts.push(Part::Plot(plot));
    }
    let events = one.events.iter().filter(|e| e.events > 0).map(|e| {
        say.text(
            "glucose-events",
            &[
                ("level", &say.word(&format!("glucose-range-{}", e.level))),
                ("events", &e.events.to_string()),
                ("minutes", &e.minutes.to_string()),
            ],
        )
    });
    let lines: Vec<String> = events
        .chain(one.remarks.iter().map(|r| r.text.clone()))
        .collect();
    if !lines.is_empty() {
        parts.push(Part::List(lines));
    }
    parts
}

fn hours() -> Vec<(i64, String)> {
    (0..=8)
        .map(|n| (n * 180, format!("{:02}:00", n * 3)))
        .collect()
}

/// The range that is wished for, on the axis of a unit.
fn target(one: &GlucoseReport, set: &RangeSet) -> Option<(f32, f32)> {
    let unit = Unit::of(&one.unit)?;
    let (low, high) = set.target(unit)?;
    Some((place(low), place(high)))
}

/// The percentiles of the day: two bands and the median.
fn profile(say: &Say, one: &GlucoseReport, set: &RangeSet) -> Option<Plot> {
    let bins: Vec<(i64, Vec<f32>)> = one
        .profile
        .iter()
        .filter_map(|b| {
            let all: Vec<f32> = b
                .percentiles
                .iter()
                .filter_map(|p| p.parse().ok())
                .collect();
            (all.len() == 5).then(|| (i64::from(b.minute) + 7, all))
        })
        .collect();
    if bins.len() < 2 {
        return None;
    }
    let band = |low: usize, high: usize, inner: bool| Band {
        points: bins
            .iter()
            .filter_map(|(m, p)| Some((*m, *p.get(low)?, *p.get(high)?)))
            .collect(),
        inner,
    };
    Some(Plot {
        height: 150.0,
        span: Some((0, 1440)),
        target: None,
        limits: target(one, set).map_or_else(Vec::new, |(a, b)| vec![a, b]),
        bands: vec![band(0, 4, false), band(1, 3, true)],
        curves: vec![Curve {
            name: say.word("paper-median"),
            points: bins
                .iter()
                .filter_map(|(m, p)| Some((*m, *p.get(2)?)))
                .collect(),
            stroke: Stroke::Solid,
        }],
        ticks: hours(),
        ..Plot::default()
    })
}

/// Finger-sticks by the hour of the day: mean, lowest and highest.
fn modal_day(say: &Say, one: &GlucoseReport, set: &RangeSet) -> Option<Plot> {
    let points = |part: fn(&crate::dto::GlucoseHourView) -> Option<&String>| {
        one.modal_day
            .iter()
            .filter_map(|h| {
                let value: f32 = part(h)?.parse().ok()?;
                Some((i64::from(h.hour) * 60 + 30, value))
            })
            .collect::<Vec<_>>()
    };
    let mean = points(|h| h.mean.as_ref());
    if mean.is_empty() {
        return None;
    }
    let dots = |points: Vec<(i64, f32)>| Curve {
        name: String::new(),
        points,
        stroke: Stroke::Dots,
    };
    Some(Plot {
        span: Some((0, 1440)),
        target: target(one, set),
        curves: vec![
            Curve {
                name: say.word("paper-hour-mean"),
                points: mean,
                stroke: Stroke::Marked,
            },
            dots(points(|h| h.lowest.as_ref())),
            dots(points(|h| h.highest.as_ref())),
        ],
        ticks: hours(),
        ..Plot::default()
    })
}

fn glucose_method(say: &Say, shown: &GlucoseReportView) -> String {
    say.text("paper-glucose-method", &[("source", &shown.ranges.source)])
}
