//! The layout by geometry and text, the bound of the code's text, odd input.

#[path = "../tests/common/mod.rs"]
pub(crate) mod common;
#[path = "../tests/common/torture.rs"]
mod torture;

mod checklist;
mod handed;
mod large;
mod layout;
mod room;
mod wording;

use crate::essential::{ESSENTIAL_LIMIT, essential_text};
use crate::limits::{Limits, List};
use crate::page::{Flow, Item, SIDE, TOP};
use crate::page_one::{Drawn, PageOne};
use crate::print::{PrintOptions, lay_out, print_summary};
use crate::qr::qr_version;
use crate::words::{Words, further};
use crate::{Paper, font, print_recovery_sheet, qr_png, qr_svg, summary_html, summary_text};
use common::{date, empty, huge, rich, row, source};
use kin_i18n::Lang;
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};
use kin_model::summary::{Nothing, Row, Section, Summary, SummaryLanguage, SummarySection};
use kin_model::{Kind, StatusClass};

pub(crate) fn flow(summary: &Summary, paper: Paper) -> Flow {
    let options = PrintOptions {
        paper,
        ..PrintOptions::default()
    };
    lay_out(summary, &options, &Words::new(summary)).unwrap()
}

pub(crate) fn page_text(flow: &Flow, page: usize) -> String {
    let mut out = String::new();
    for item in &flow.pages[page] {
        if let Item::Text { line, .. } = item {
            out.extend(line.glyphs.iter().map(|g| g.character));
            out.push('\n');
        }
    }
    out
}

pub(crate) fn all_text(flow: &Flow) -> String {
    (0..flow.pages.len()).map(|n| page_text(flow, n)).collect()
}

/// Nothing outside the margins, no two texts over each other, on any page.
pub(crate) fn check_geometry(flow: &Flow, what: &str) {
    let (width, height) = flow.size();
    for (n, page) in flow.pages.iter().enumerate() {
        let mut texts = Vec::new();
        for item in page {
            let (left, top, right, bottom) = item.bounds();
            assert!(
                left >= SIDE - 0.1,
                "{what}: page {n}: {item:?} begins at {left}"
            );
            assert!(
                right <= width - SIDE + 0.1,
                "{what}: page {n}: ends at {right}: {item:?}"
            );
            assert!(top >= TOP - 7.0, "{what}: page {n}: top {top}");
            assert!(
                bottom <= height - 28.0,
                "{what}: page {n}: bottom {bottom} of {height}"
            );
            if let Item::Text { line, .. } = item
                && !line.glyphs.is_empty()
            {
                texts.push((left, top, right, bottom, line));
            }
        }
        for (i, a) in texts.iter().enumerate() {
            for b in texts.iter().skip(i + 1) {
                let over_x = a.2.min(b.2) - a.0.max(b.0);
                let over_y = a.3.min(b.3) - a.1.max(b.1);
                assert!(
                    over_x <= 0.1 || over_y <= 0.1,
                    "{what}: page {n}: texts overlap: {:?} and {:?}",
                    a.4.glyphs.iter().map(|g| g.character).collect::<String>(),
                    b.4.glyphs.iter().map(|g| g.character).collect::<String>()
                );
            }
        }
    }
}

#[test]
fn nothing_overlaps_or_leaves_the_margins() {
    for language in [En, ZhCn, Both] {
        for paper in [Paper::A4, Paper::Letter] {
            check_geometry(
                &flow(&rich(language), paper),
                &format!("rich {language:?} {paper:?}"),
            );
            check_geometry(
                &flow(&empty(language), paper),
                &format!("empty {language:?} {paper:?}"),
            );
            check_geometry(
                &flow(&huge(language, 30), paper),
                &format!("huge {language:?} {paper:?}"),
            );
        }
    }
}

#[test]
fn page_one_of_a_usual_record_is_one_page_in_every_language_and_paper() {
    for language in [En, ZhCn, Both] {
        for paper in [Paper::A4, Paper::Letter] {
            let flow = flow(&rich(language), paper);
            let second = page_text(&flow, 1);
            let details = Words::of(language).word("print-details");
            assert!(
                second.contains(&details),
                "{language:?} {paper:?}: page two begins the details"
            );
        }
    }
}

#[test]
fn page_one_has_the_doctors_minute() {
    let flow = flow(&rich(Both), Paper::A4);
    let lines = page_text(&flow, 0);
    // A narrow column may break a title between its words.
    let one = lines.replace('\n', " ");
    for words in [
        "Li Hua 李华",
        "1954-03-18",
        "ALLERGIES 过敏",
        "Penicillin 青霉素",
        "rash, whole body 全身皮疹",
        "H1\u{a0}Central Hospital 市中心医院",
        "Must metformin be changed? 二甲双胍需要调整吗？",
        "Metformin 二甲双胍 500 mg",
        "1–0–1",
        "Hypertension 高血压 I10",
        "118 H ↑",
        "104 H ↑",
        "41 L ↓",
        "41–81",
        "132/81 mmHg",
        "New since 2026-03-03 以来的新情况",
        "↗",
        "颈椎病（神经根型）*",
        "page 1 of 3",
        "The original documents decide. 以原始文件为准。",
    ] {
        assert!(one.contains(words), "page one lacks {words:?}:\n{one}");
    }
    assert!(
        !one.contains("Hydrochlorothiazide"),
        "a stopped medicine is not taken now"
    );
    let all = all_text(&flow);
    for words in [
        "Hydrochlorothiazide",
        "stopped 已停止",
        "Left out by the person 本人选择不提供: Family history 家族史",
        "H2\u{a0}Second",
        "Omron HEM-7600T",
    ] {
        assert!(all.contains(words), "the details lack {words:?}");
    }
}

#[test]
fn every_page_names_the_person_and_its_number() {
    let flow = flow(&rich(En), Paper::A4);
    let count = flow.pages.len();
    for n in 0..count {
        let text = page_text(&flow, n);
        assert!(
            text.contains("Li Hua")
                && text.contains("18 Mar 1954")
                && text.contains("made 20 May 2026"),
            "page {n}"
        );
        assert!(
            text.contains(&format!("page {} of {count}", n + 1)),
            "page {n}"
        );
        assert!(text.contains("The original documents decide."), "page {n}");
    }
}

#[test]
fn no_information_is_never_read_as_none() {
    let mut summary = empty(En);
    let one = page_text(&flow(&summary, Paper::A4), 0);
    assert!(
        one.contains("No information in this record. This does not mean “none”: please ask."),
        "{one}"
    );
    let set = |summary: &mut Summary, nothing, rows| {
        summary.sections[0] = SummarySection {
            section: Section::Allergies,
            rows,
            nothing,
            left_off: 0,
        };
    };
    set(
        &mut summary,
        Some(Nothing::KnownNone),
        vec![row(Kind::Allergy, "No known allergy", "无已知过敏")],
    );
    let known = page_text(&flow(&summary, Paper::A4), 0);
    assert!(
        known.contains("None known, as the source says: No known allergy"),
        "{known}"
    );
    assert!(
        known.contains("Central Hospital"),
        "the source of the negation is named"
    );
    set(&mut summary, Some(Nothing::LeftOut), Vec::new());
    assert!(
        page_text(&flow(&summary, Paper::A4), 0).contains("Left out by the person: please ask.")
    );
    summary.sections.remove(0);
    assert!(
        page_text(&flow(&summary, Paper::A4), 0).contains("Left out by the person: please ask."),
        "an absent section was left out"
    );
    set_rows_without_reason(&mut summary);
    assert!(
        page_text(&flow(&summary, Paper::A4), 0).contains("This does not mean"),
        "an empty section without a reason is no information"
    );
}

fn set_rows_without_reason(summary: &mut Summary) {
    summary.sections.insert(
        0,
        SummarySection {
            section: Section::Allergies,
            rows: Vec::new(),
            nothing: None,
            left_off: 0,
        },
    );
}

#[test]
fn every_row_of_a_long_record_is_printed() {
    let summary = huge(En, 200);
    let flow = flow(&summary, Paper::A4);
    check_geometry(&flow, "200 rows in every section");
    let text: String = all_text(&flow).split_whitespace().collect();
    for n in [0, 57, 123, 199] {
        assert!(
            text.contains(&format!("Hypertensionnumber{n}withaname")),
            "row {n} is there"
        );
    }
    let words = "N-acetyl-".repeat(20);
    assert!(
        text.contains(&words),
        "a word wider than its column is printed whole over several lines"
    );
}

#[test]
fn untranslated_words_are_marked_in_the_language_they_are_not_in() {
    let foreign = Row {
        untranslated: true,
        title_en: "颈椎病".into(),
        ..row(Kind::Condition, "", "颈椎病")
    };
    for (language, marked) in [(En, true), (ZhCn, false), (Both, true)] {
        assert_eq!(
            Words::of(language).title(&foreign).untranslated,
            marked,
            "{language:?}"
        );
    }
    let english = Row {
        untranslated: true,
        title_zh: "Gout".into(),
        ..row(Kind::Condition, "Gout", "")
    };
    for (language, marked) in [(En, false), (ZhCn, true), (Both, true)] {
        let title = Words::of(language).title(&english);
        assert_eq!(
            (title.untranslated, title.main.as_str()),
            (marked, "Gout"),
            "{language:?}"
        );
    }
}

#[test]
fn a_reaction_and_a_result_in_words_are_told_in_the_language_of_the_form() {
    let said = |kind, value: &str| Row {
        value: Some(value.into()),
        ..row(kind, "Penicillin", "青霉素")
    };
    let rash = said(Kind::Allergy, "皮疹");
    let negative = said(Kind::Result, "Negative");
    let own = said(Kind::Allergy, "felt odd 不舒服");
    let number = said(Kind::Result, "4.10");
    let cases = [
        (En, "Rash", "Negative"),
        (ZhCn, "皮疹", "阴性"),
        (Both, "皮疹 Rash", "Negative 阴性"),
    ];
    for (language, reaction, result) in cases {
        let words = Words::of(language);
        let read = |row| words.reading(row).unwrap().into_owned();
        assert_eq!(further(&rash, &words).unwrap(), reaction);
        assert_eq!(words.value(&negative).unwrap(), result);
        assert_eq!(read(&own), "felt odd 不舒服", "what is not known stays");
        assert_eq!(read(&number), "4.10");
    }
}

/// A doctor looks at page one first: what has room there stands there.
#[test]
fn page_one_has_no_room_for_another_problem_or_medicine_that_stands_only_overleaf() {
    let mut full = 0;
    for language in [En, ZhCn, Both] {
        for count in [6, 8, 11, 16, 30] {
            let mut summary = rich(language);
            for section in &mut summary.sections {
                if matches!(section.section, Section::Problems | Section::Medications) {
                    let rows = section
                        .rows
                        .iter()
                        .filter(|row| row.status_class == StatusClass::Current);
                    section.rows = rows.cycle().take(count).cloned().collect();
                }
            }
            let page = PageOne {
                pages: crate::page_one::Pages::Unknown,
                summary: &summary,
                words: &Words::new(&summary),
                limits: Limits::MOST,
                code: None,
            };
            let Drawn { at, limits, .. } = page.fit(Paper::A4);
            assert_eq!(at.page, 0, "{language:?} {count}: {limits:?}");
            for list in [List::Problems, List::Medicines] {
                if limits.of(list) >= count {
                    continue;
                }
                let Some(longer) = limits.longer(list, &Limits::MOST) else {
                    continue;
                };
                full += 1;
                let mut flow = Flow::new(Paper::A4);
                let end = PageOne {
                    limits: longer,
                    ..page
                }
                .draw(&mut flow);
                assert!(
                    end.page > 0,
                    "{language:?} {count}: {longer:?} would have had room"
                );
            }
        }
    }
    assert!(full > 5, "lists were cut: {full}");
}

#[test]
fn the_text_of_the_code_is_bounded_and_keeps_what_matters() {
    for language in [En, ZhCn, Both] {
        for (what, summary) in [
            ("rich", rich(language)),
            ("empty", empty(language)),
            ("huge", huge(language, 300)),
        ] {
            let text = essential_text(&summary, language);
            assert!(
                text.len() <= ESSENTIAL_LIMIT,
                "{what} {language:?}: {} bytes",
                text.len()
            );
            assert!(
                qr_version(&text) <= 20,
                "{what} {language:?}: version {}",
                qr_version(&text)
            );
            let chinese = language == ZhCn && what != "empty";
            let name = if chinese { "李华" } else { "Li Hua" };
            assert!(text.contains(name), "{what}: {text}");
            assert!(text.contains("2026-05-20"), "{what}: {text}");
        }
    }
    let text = essential_text(&rich(En), En);
    for words in [
        "Penicillin (rash, whole body)",
        "Peanut",
        "Hypertension",
        "Metformin 500 mg (1–0–1)",
        "BP: 132/81 mmHg (2026-05-19)",
        "Glucose: 6.6 mmol/L",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(
        !text.contains("Hydrochlorothiazide"),
        "only medicines taken now: {text}"
    );
    let long = essential_text(&huge(En, 300), En);
    assert!(
        long.contains("Penicillin number 0") && long.contains(" more"),
        "cut lists say how many more: {long}"
    );
    // Which medicines are taken is worth more than how: names stay while doses give way, and no dose is cut short.
    let mut many = rich(En);
    let medicines = many
        .sections
        .iter_mut()
        .find(|s| s.section == kin_model::summary::Section::Medications);
    for row in &mut medicines.unwrap().rows {
        row.value =
            Some("1 tablet at 08:00 and 18:30 before a meal, every third day of the week".into());
        row.note = None;
    }
    let names = essential_text(&many, En);
    assert!(names.contains("Metformin 500 mg"), "{names}");
    assert!(
        !names.contains("every third…") && !names.contains("before…"),
        "{names}"
    );
    assert!(essential_text(&empty(En), En).contains("Allergies: no information"));
}

#[test]
fn a_summary_that_says_nothing_still_has_a_bounded_code() {
    let mut summary = rich(Both);
    summary.person.name.text = "𠮷".repeat(5000);
    for section in &mut summary.sections {
        for row in &mut section.rows {
            row.title_en = "ü".repeat(3000);
            row.title_zh = "龘".repeat(3000);
            row.note = Some("\u{0}\u{7}\n".repeat(900));
            row.value = Some("9".repeat(4000));
        }
    }
    for language in [En, ZhCn, Both] {
        assert!(essential_text(&summary, language).len() <= ESSENTIAL_LIMIT);
    }
}

#[test]
fn codes_have_their_quiet_zone_and_one_picture_for_each_form() {
    let png = qr_png("hello", 3).unwrap();
    let picture = image::load_from_memory(&png).unwrap().to_luma8();
    assert_eq!(
        picture.width(),
        (21 + 8) * 3,
        "version 1 has 21 modules and 4 quiet ones on each side"
    );
    assert!(
        (0..picture.width()).all(|x| (0..12).all(|y| picture.get_pixel(x, y).0[0] == 255)),
        "quiet zone"
    );
    let svg = qr_svg("hello").unwrap();
    assert!(svg.contains("viewBox=\"0 0 29 29\"") && !svg.contains("script"));
    assert!(
        qr_png(&"x".repeat(3000), 1).is_err(),
        "longer than any code"
    );
}

#[test]
fn html_is_escaped_and_loads_nothing() {
    let mut summary = rich(En);
    summary.person.name.text = "<script>alert(1)</script>".into();
    summary.sections[0].rows[0].note = Some("\"><img src=x onerror=alert(1)>".into());
    let html = summary_html(&summary).unwrap();
    assert!(
        !html.contains("<script") && !html.contains("<img"),
        "text is escaped"
    );
    assert!(html.contains("&lt;script&gt;alert(1)"));
    assert!(html.contains("default-src 'none'"));
    for loading in [
        "src=",
        "href=",
        "url(",
        "@import",
        "http://fonts",
        "https://",
    ] {
        let text = html
            .replace("&quot;&gt;&lt;img src=x", "")
            .replace("href=\"#content\"", "");
        assert!(!text.contains(loading), "{loading} in the page");
    }
    assert!(html.contains("118 µmol/L H ↑"));
    assert_eq!(
        html.matches("<table").count(),
        html.matches("</table>").count()
    );
}

#[test]
fn text_names_every_row_with_its_source() {
    let summary = rich(ZhCn);
    let text = summary_text(&summary);
    let rows: usize = summary.sections.iter().map(|s| s.rows.len()).sum();
    assert_eq!(text.lines().filter(|l| l.starts_with("- ")).count(), rows);
    assert!(
        text.contains(
            "- 肌酐：118 µmol/L H ↑（≈1.33 mg/dL）（参考范围 41–81） — 2026年5月12日 · H2\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("- 氢氯噻嗪 12.5 mg — 1–0–0 · 已停止 · 2020年2月 – 2026年4月20日"),
        "{text}"
    );
}

#[test]
fn nobody_reads_fourteen_digits_and_no_dose_is_lost() {
    let mut summary = rich(En);
    for row in summary.sections.iter_mut().flat_map(|s| &mut s.rows) {
        match row.kind {
            Kind::Result => row.value = Some("118.00456789012345".into()),
            Kind::Medication => row.value = Some("2 tablets at night".into()),
            _ => {}
        }
    }
    let flow = flow(&summary, Paper::A4);
    let one = page_text(&flow, 0).replace('\n', " ");
    let forms = [
        all_text(&flow).replace('\n', " "),
        summary_text(&summary),
        summary_html(&summary).unwrap(),
    ];
    for form in &forms {
        assert!(form.contains("≈118.00"), "rounded and said to be: {form}");
        assert!(!form.contains("118.0045"), "no long digits: {form}");
        assert!(form.contains("2 tablets at night"), "dosage: {form}");
    }
    assert!(
        one.contains("2 tablets at night"),
        "the dosage on page one: {one}"
    );
    let code = essential_text(&summary, SummaryLanguage::En);
    assert!(
        code.contains("2 tablets at night"),
        "the dosage in the code: {code}"
    );
}

#[test]
fn a_row_names_its_source_by_a_mark_and_the_end_by_name_and_day() {
    let mut summary = rich(En);
    let file = "Jena_Terry_5b386eef-1ca3-4f74-85e7-3a5b31602fff.json";
    for row in summary.sections.iter_mut().flat_map(|s| &mut s.rows) {
        for source in &mut row.sources {
            source.label = file.into();
        }
    }
    let text = summary_text(&summary);
    assert!(!text.contains(file), "too long for a line: {text}");
    assert_eq!(
        text.matches("H Jena_Terry_5b386eef-1ca3-4f74…b31602fff.json (20 Nov 2026)")
            .count(),
        1,
        "both ends of the name and the day, once: {text}"
    );
}

#[test]
fn another_name_says_that_it_is_one() {
    let mut summary = rich(En);
    let other = |text: &str| kin_model::PersonName {
        text: text.into(),
        ..Default::default()
    };
    summary.person.name = other("Mrs. Jena Terry");
    summary.person.other_names = vec![other("Mrs. Jena Wintheiser"), other("吉娜")];
    assert!(
        summary_text(&summary).contains("Mrs. Jena Terry 吉娜 (also Mrs. Jena Wintheiser)"),
        "the same in another script stands beside it, another name in brackets"
    );
    // A source that gives the second name once more does not make it a third one.
    summary.person.other_names = vec![other("吉娜"), other("Mrs. Jena Terry")];
    summary.language = ZhCn;
    assert!(
        summary_text(&summary).contains("吉娜 Mrs. Jena Terry\n"),
        "{}",
        summary_text(&summary)
    );
}

#[test]
fn the_recovery_sheet_is_one_page_whatever_the_name() {
    let code = "7QK2M-9TX4H-RB0VW-EZC5N-8JDA3-F6*";
    for lang in [Lang::En, Lang::ZhCn] {
        for paper in [Paper::A4, Paper::Letter] {
            for name in ["Li Na", "李娜", &"M".repeat(500)] {
                let flow =
                    crate::recovery::lay_out(name, name, code, "2026-05-20", lang, paper).unwrap();
                assert_eq!(flow.pages.len(), 1, "{lang} {paper:?}");
                check_geometry(&flow, "recovery");
                let text = all_text(&flow);
                assert!(
                    text.contains("7QK2M – 9TX4H") && text.contains("8JDA3 – F6*"),
                    "{text}"
                );
            }
        }
    }
    assert!(
        print_recovery_sheet("Li Na", "", code, "", Lang::En, Paper::A4)
            .unwrap()
            .starts_with(b"%PDF-")
    );
}

#[test]
fn every_character_that_the_catalogue_uses_can_be_printed() {
    for lang in Lang::ALL {
        for key in kin_i18n::keys() {
            let text = kin_i18n::text(*lang, key, &[]);
            if key.starts_with("print-")
                || key.starts_with("both-")
                || key.starts_with("page-")
                || key.starts_with("specialty-")
                || key.starts_with("recovery-")
                || key.starts_with("summary-")
                || key.starts_with("status-")
                || key.starts_with("emergency-")
                || key.starts_with("wallet-")
                || key.starts_with("change-")
            {
                for c in text.chars().filter(|c| !c.is_control()) {
                    assert!(
                        font::printable(c),
                        "{lang} {key}: {c:?} U+{:04X}",
                        u32::from(c)
                    );
                }
            }
        }
    }
}

#[test]
fn the_catalogue_names_every_kind_and_section() {
    for kind in Kind::ALL {
        let key = format!("kind-{kind}");
        assert!(kin_i18n::keys().contains(&key), "{key}");
    }
    for section in Section::ALL {
        let key = crate::words::section_key(*section);
        assert!(
            key.starts_with("summary-section-") && kin_i18n::keys().iter().any(|k| k == key),
            "{key}"
        );
    }
}

/// A small deterministic stream of numbers: odd texts that are the same in every run.
struct Stream(u64);

impl Stream {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn text(&mut self) -> String {
        let pool: Vec<char> =
            "aZ0 ，。（）“”…—\n\t\u{0}\u{7f}\u{200e}\u{202e}\u{feff}\u{301}é血压龘😀𠮷ﷺกि-/–."
                .chars()
                .collect();
        let length = [0, 1, 3, 12, 60, 500][self.next(6)];
        (0..length).map(|_| pool[self.next(pool.len())]).collect()
    }
}

#[test]
fn odd_texts_never_panic_or_leave_the_page() {
    let mut stream = Stream(20_260_520);
    for round in 0..12 {
        let language = [En, ZhCn, Both][round % 3];
        let mut summary = rich(language);
        summary.person.name.text = stream.text();
        summary.person.phone = stream.text();
        summary.reason = stream.text();
        summary.questions = vec![stream.text(), stream.text()];
        for section in &mut summary.sections {
            for row in &mut section.rows {
                row.title_en = stream.text();
                row.title_zh = stream.text();
                row.note = Some(stream.text());
                row.unit = Some(stream.text());
                row.range = Some(stream.text());
                row.status = Some(stream.text());
                row.value = Some(stream.text());
                row.status_class = [
                    StatusClass::Current,
                    StatusClass::Unknown,
                    StatusClass::Error,
                ][stream.next(3)];
                row.sources = vec![source('H', &stream.text()), source('Z', &stream.text())];
                row.date =
                    [None, Some(date("0001")), Some(date("9999-12-31T23:59:60Z"))][stream.next(3)];
            }
        }
        check_geometry(
            &flow(&summary, Paper::A4),
            &format!("odd texts, round {round}"),
        );
        assert!(!summary_text(&summary).is_empty());
        summary_html(&summary).unwrap();
        assert!(essential_text(&summary, language).len() <= ESSENTIAL_LIMIT);
        if round % 4 == 0 {
            print_summary(&summary, &PrintOptions::default()).unwrap();
        }
    }
}

#[test]
fn rare_and_foreign_names_are_printed_and_unknown_signs_are_seen() {
    let mut summary = rich(SummaryLanguage::Both);
    summary.person.name.text = "王喆㛃 Łukasz Őze Nguyễn 😀".into();
    let flow = flow(&summary, Paper::A4);
    let glyphs: Vec<_> = flow.pages[0]
        .iter()
        .filter_map(|i| {
            if let Item::Text { line, .. } = i {
                Some(line)
            } else {
                None
            }
        })
        .flat_map(|l| &l.glyphs)
        .filter(|g| g.style.size > 18.0)
        .collect();
    let missing = font::glyph(font::Weight::Bold, font::MISSING).unwrap();
    for glyph in glyphs {
        let stands_in = glyph.glyph == missing;
        assert_eq!(stands_in, glyph.character == '😀', "{}", glyph.character);
    }
}

#[test]
fn a_module_on_paper_is_large_enough_for_an_office_scanner() {
    let longest = "a".repeat(crate::essential::ESSENTIAL_LIMIT);
    let side = crate::qr::module_on_page(&longest, crate::page_one::code_side());
    assert!(side >= 0.42, "a module is {side} mm wide");
}

#[test]
fn record_text_names_nobody_and_has_a_line_for_what_a_doctor_asks_first() {
    let summary = rich(Both);
    for (lang, heads) in [
        (
            Lang::En,
            [
                "Outside history",
                "Allergies: ",
                "Problems: ",
                "Medicines: ",
            ],
        ),
        (
            Lang::ZhCn,
            ["院外就诊经历", "过敏史：", "现有疾病：", "院外用药："],
        ),
    ] {
        let text = crate::record_text(&summary, lang);
        for head in heads {
            let found = text.lines().any(|line| line.starts_with(head));
            assert!(found, "{head} in {text}");
        }
        assert!(!text.contains(summary.person.name.text.trim()), "{text}");
        assert!(!text.contains('⟦') && !text.contains("。，"), "{text}");
    }
}
