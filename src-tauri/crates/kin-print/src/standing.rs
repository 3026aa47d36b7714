//! What is said beside the rows: readings at home with their picture, doses planned and taken, conflicts, changes.

use crate::block::{heading, list_entry, paragraph};
use crate::look::{BODY, HEADING, LEAD, SECTION_GAP, SMALL, STRONG, TINY};
use crate::page::Fragment;
use crate::plot::{Curve, Plot, Stroke};
use crate::text::{Rich, Style};
use crate::words::{Words, printed_unit};
use kin_model::readable_value;
use kin_model::standing::{HomeReadings, OpenConflict, Picture, PicturePoint};
use kin_model::summary::{Row, Summary};
use kin_model::visit::{Change, ChangeKind};

/// Height of a picture on page one, and in the details.
pub(crate) const SMALL_PICTURE: f32 = 46.0;
pub(crate) const LARGE_PICTURE: f32 = 90.0;

/// The readings at home, without the doses of medicines.
pub(crate) fn measured(summary: &Summary) -> impl Iterator<Item = &HomeReadings> {
    summary.home.iter().filter(|h| h.series != "medicine")
}

/// Planned against taken of one medicine.
pub(crate) fn doses(summary: &Summary, row: &Row, words: &Words) -> Option<String> {
    let found = summary
        .home
        .iter()
        .find(|h| h.series == "medicine" && h.entries.contains(&row.entry))?;
    let (en, zh) = found.lines.first()?;
    Some(words.told_of(en, zh))
}

/// The last change of one medicine.
pub(crate) fn last_change(summary: &Summary, row: &Row, words: &Words) -> Option<String> {
    let change = summary.changes.iter().find(|c| {
        c.entry.as_ref() == Some(&row.entry)
            && matches!(
                c.kind,
                ChangeKind::MedicineChanged
                    | ChangeKind::MedicineStarted
                    | ChangeKind::MedicineStopped
            )
    })?;
    let mut text = words.word(change_key(change.kind));
    if let Some(date) = &change.date {
        text = format!("{text} {}", words.date(date));
    }
    let moved = from_to(change);
    if !moved.is_empty() {
        text = words.named(&text, &moved);
    }
    Some(text)
}

/// True when two sources say something different of this row.
pub(crate) fn is_disputed(summary: &Summary, row: &Row) -> bool {
    summary
        .conflicts
        .iter()
        .any(|c| c.entries.contains(&row.entry))
}

/// The words of a kind of change.
const fn change_key(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Diagnosis => "page-change-diagnosis",
        ChangeKind::Allergy => "page-change-allergy",
        ChangeKind::CameIn => "page-change-came-in",
        ChangeKind::MedicineStarted => "page-change-medicine-started",
        ChangeKind::MedicineStopped => "page-change-medicine-stopped",
        ChangeKind::MedicineChanged => "page-change-medicine-changed",
        ChangeKind::ResultOut => "page-change-result-out",
        ChangeKind::ResultBack => "page-change-result-back",
        ChangeKind::ResultMoved => "page-change-result-moved",
        ChangeKind::MeanMoved => "page-change-mean-moved",
        ChangeKind::Event => "page-change-event",
        ChangeKind::Symptom => "page-change-symptom",
        _ => "page-change-other",
    }
}

fn from_to(change: &Change) -> String {
    let filled = |text: &Option<String>| {
        let text = text.as_deref().filter(|t| !t.trim().is_empty())?;
        Some(readable_value(text).into_owned())
    };
    let mut text = match (filled(&change.from), filled(&change.to)) {
        (Some(from), Some(to)) => format!("{from} → {to}"),
        (None, Some(to)) => to,
        (Some(from), None) => format!("{from} →"),
        (None, None) => return String::new(),
    };
    if let Some(unit) = printed_unit(change.unit.as_deref()) {
        text = format!("{text} {unit}");
    }
    text
}

/// Each change in a line of its own.
pub(crate) fn changes(summary: &Summary, words: &Words) -> Vec<Rich> {
    let line = |change: &Change| {
        let mut text = Rich::new(words.label(change_key(change.kind)), SMALL);
        text.push(words.either(&change.title_en, &change.title_zh), BODY);
        let moved = from_to(change);
        if !moved.is_empty() {
            text.push(format!(" {moved}"), STRONG);
        }
        let date = change.date.as_ref().map(|d| words.date(d));
        let marks = words.marks_of(&change.sources);
        let aside: Vec<String> = date.into_iter().chain(Some(marks)).collect();
        let aside: Vec<&str> = aside
            .iter()
            .map(String::as_str)
            .filter(|t| !t.is_empty())
            .collect();
        if !aside.is_empty() {
            text.push(format!(" {}", aside.join(" ")), SMALL);
        }
        text
    };
    summary.changes.iter().map(line).collect()
}

/// Each conflict in a line of its own.
pub(crate) fn conflicts(summary: &Summary, words: &Words) -> Vec<Rich> {
    let line = |conflict: &OpenConflict| {
        let mut text = Rich::new(words.either(&conflict.text_en, &conflict.text_zh), BODY);
        let marks = words.marks_of(&conflict.sources);
        if !marks.is_empty() {
            text.push(format!("  {marks}"), SMALL);
        }
        text
    };
    summary.conflicts.iter().map(line).collect()
}

/// Lines with a mark in front of each.
pub(crate) fn listed(lines: &[Rich], mark: &str, width: f32) -> Vec<Fragment> {
    let mark = Rich::new(mark, BODY);
    lines
        .iter()
        .flat_map(|line| list_entry(&mark, line, 11.0, width, 0.8))
        .collect()
}

/// One series in a line: its name, the answer, what it rests on, the source and the method. The rest of what it says
/// stands in the details.
pub(crate) fn in_a_line(one: &HomeReadings, words: &Words) -> (String, Rich) {
    let mut text = Rich::default();
    for (n, (en, zh)) in one.lines.iter().take(2).enumerate() {
        let style = if n == 0 { STRONG } else { BODY };
        if n > 0 {
            text.push(words.comma(), BODY);
        }
        text.push(words.told_of(en, zh), style);
    }
    let marks = words.marks_of(&one.sources);
    let method = words.either(&one.method_en, &one.method_zh);
    text.push(format!(" {marks} {}", method.trim()), TINY);
    (words.label(&format!("page-home-{}", one.series)), text)
}

/// Width and height of the picture beside a line.
const BESIDE: (f32, f32) = (86.0, 26.0);

/// One series in a line with a small picture at its right end; never divided.
pub(crate) fn beside_its_picture(
    one: &HomeReadings,
    words: &Words,
    width: f32,
) -> Option<Fragment> {
    let (label, text) = in_a_line(one, words);
    let mut all = Rich::new(label, STRONG);
    all.append(text);
    let drawing = one.picture.as_ref().and_then(|picture| {
        let plot = Plot {
            bare: true,
            ..plot(picture, words, BESIDE.1)
        };
        plot.fragment(BESIDE.0, 0.0)
    });
    let room = width - drawing.as_ref().map_or(0.0, |_| BESIDE.0 + 8.0);
    let mut row = Fragment {
        gap: 4.0,
        ..Fragment::default()
    };
    for line in paragraph(&all, room, 0.0) {
        let height = row.height;
        row.items
            .extend(line.items.iter().map(|i| i.shifted(0.0, height)));
        row.height += line.height;
    }
    if let Some(drawing) = drawing {
        let told = one.lines.iter().map(|(en, zh)| words.told_of(en, zh));
        let told = told.collect::<Vec<_>>().join(words.stop());
        row.height = row.height.max(drawing.height);
        let figure = drawing.into_figure(&told, BESIDE.0);
        let x = width - BESIDE.0;
        row.items
            .extend(figure.items.iter().map(|i| i.shifted(x, 0.0)));
    }
    (row.height > 0.0).then_some(row)
}

/// One series: heading, answer, lines, picture (none of height 0), method.
pub(crate) fn block(one: &HomeReadings, words: &Words, width: f32, height: f32) -> Vec<Fragment> {
    let title = Rich::new(words.word(&format!("page-home-{}", one.series)), HEADING);
    let marks = Rich::new(words.marks_of(&one.sources), SMALL);
    let mut out = heading(&title, &marks, width, SECTION_GAP);
    let answer = Style {
        weight: STRONG.weight,
        ..LEAD
    };
    for (n, (en, zh)) in one.lines.iter().enumerate() {
        let style = if n == 0 { answer } else { BODY };
        let mut lines = paragraph(&Rich::new(words.told_of(en, zh), style), width, 0.0);
        lines.iter_mut().for_each(|l| l.keep_next = true);
        out.extend(lines);
    }
    if let Some(picture) = one.picture.as_ref().filter(|_| height > 0.0) {
        let told = one.lines.iter().map(|(en, zh)| words.told_of(en, zh));
        let told = told.collect::<Vec<_>>().join(words.stop());
        let drawing = plot(picture, words, height).fragment(width, 9.0);
        out.extend(drawing.map(|f| Fragment {
            keep_next: true,
            ..f.into_figure(&told, width)
        }));
    }
    let method = words.either(&one.method_en, &one.method_zh);
    out.extend(paragraph(&Rich::new(method, TINY), width, 1.0));
    out
}

#[expect(clippy::cast_precision_loss, reason = "places of a drawing")]
fn drawn(thousandths: i64) -> f32 {
    thousandths as f32 / 1_000.0
}

/// The picture as a plot.
pub(crate) fn plot(picture: &Picture, words: &Words, height: f32) -> Plot {
    let line = |part: fn(&PicturePoint) -> Option<i64>| -> Vec<(i64, f32)> {
        picture
            .points
            .iter()
            .filter_map(|p| Some((p.at, drawn(part(p)?))))
            .collect()
    };
    let lower = line(|p| p.second);
    let mut curves = vec![Curve {
        name: String::new(),
        points: line(|p| Some(p.first)),
        stroke: Stroke::Marked,
    }];
    if !lower.is_empty() {
        curves.push(Curve {
            name: String::new(),
            points: lower,
            stroke: Stroke::Dashed,
        });
    }
    let ends = [picture.points.first(), picture.points.last()];
    let ticks = ends
        .into_iter()
        .flatten()
        .zip([&picture.from, &picture.until])
        .filter_map(|(point, day)| Some((point.at, words.date(day.as_ref()?))))
        .collect();
    Plot {
        height,
        target: picture.target.map(|(low, high)| (drawn(low), drawn(high))),
        limits: picture.limits.iter().map(|l| drawn(*l)).collect(),
        curves,
        ticks,
        ..Plot::default()
    }
}
