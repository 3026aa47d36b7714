//! The printed file judged by software that is not ours: poppler reads the text and the fonts,
//! zbar reads the code. Where a tool is missing the test says `skipped` and passes.

mod common;
#[path = "common/torture.rs"]
mod torture;

use common::{empty, full, huge, rich};
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};
use kin_print::{Paper, PrintOptions, essential_text, print_recovery_sheet, print_summary, qr_png};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Output of a tool, or `None` when it is not installed.
#[expect(clippy::print_stdout, reason = "a test that cannot run says so")]
fn run(tool: &str, arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(tool).args(arguments).output() else {
        println!("skipped: {tool} is not installed");
        return None;
    };
    assert!(
        output.status.success(),
        "{tool}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

#[test]
fn text_comes_back_and_fonts_are_cut() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("summary.pdf");
    let mut summary = rich(Both);
    summary.person.name.text = "Łukasz 王喆".into();
    let pdf = print_summary(&summary, &PrintOptions::default()).unwrap();
    assert!(pdf.len() < 500_000, "{} bytes", pdf.len());
    std::fs::write(&file, pdf).unwrap();
    let Some(words) = run("pdftotext", &["-layout", text(&file), "-"]) else {
        return;
    };
    for expected in [
        "Łukasz 王喆",
        "ALLERGIES 过敏",
        "Penicillin 青霉素",
        "肾功能指标一年来升高，",
        "118 H ↑",
        "µmol/L",
        "估算肾小球滤过率",
        "低密度脂蛋白胆固醇",
        "以原始文件为准。",
        "颈椎病（神经根型）",
    ] {
        assert!(
            words.contains(expected),
            "pdftotext does not give back {expected:?}:\n{words}"
        );
    }
    let Some(fonts) = run("pdffonts", &[text(&file)]) else {
        return;
    };
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!((3..=5).contains(&rows.len()), "{fonts}");
    for row in rows {
        assert!(
            row.contains("Identity-H") && row.contains("yes yes yes"),
            "embedded, cut, with Unicode: {row}"
        );
    }
    let Some(info) = run("pdfinfo", &[text(&file)]) else {
        return;
    };
    assert!(
        info.contains("Title:           Medical summary 医疗摘要"),
        "{info}"
    );
    for private in ["Łukasz", "王喆", "Hypertension", "PDF/X"] {
        assert!(!info.contains(private), "{private} in {info}");
    }
    assert!(info.contains("JavaScript:      no"), "{info}");
}

#[test]
fn the_code_in_the_corner_is_read_from_a_coarse_scan_of_the_paper() {
    let folder = tempfile::tempdir().unwrap();
    for (name, summary) in [
        ("en", rich(En)),
        ("zh", rich(ZhCn)),
        ("both", rich(Both)),
        ("huge", huge(ZhCn, 50)),
        ("empty", empty(En)),
    ] {
        let file = folder.path().join(format!("{name}.pdf"));
        let pages = folder.path().join(name);
        std::fs::write(
            &file,
            print_summary(&summary, &PrintOptions::default()).unwrap(),
        )
        .unwrap();
        let drawn = run(
            "pdftoppm",
            &[
                "-r",
                // Dots per inch: an office scanner at its coarsest, or a fax.
                "130",
                "-l",
                "1",
                "-singlefile",
                "-gray",
                "-png",
                text(&file),
                text(&pages),
            ],
        );
        if drawn.is_none() {
            return;
        }
        let picture = folder.path().join(format!("{name}.png"));
        let Some(read) = run(
            "zbarimg",
            &[
                "--quiet",
                "--raw",
                "-Sdisable",
                "-Sqrcode.enable",
                text(&picture),
            ],
        ) else {
            return;
        };
        assert_eq!(
            read.trim_end(),
            essential_text(&summary, summary.language),
            "{name}"
        );
    }
}

#[test]
fn the_picture_of_the_code_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("code.png");
    let words = essential_text(&rich(Both), Both);
    std::fs::write(&file, qr_png(&words, 6).unwrap()).unwrap();
    let Some(read) = run(
        "zbarimg",
        &[
            "--quiet",
            "--raw",
            "-Sdisable",
            "-Sqrcode.enable",
            text(&file),
        ],
    ) else {
        return;
    };
    assert_eq!(read.trim_end(), words);
}

#[test]
fn a_long_record_is_printed_soon() {
    let summary = huge(Both, 60);
    let rows: usize = summary.sections.iter().map(|s| s.rows.len()).sum();
    assert!(rows >= 500, "{rows}");
    print_summary(&empty(En), &PrintOptions::default()).unwrap();
    let start = Instant::now();
    let pdf = print_summary(&summary, &PrintOptions::default()).unwrap();
    // The goal is 1.5 s in release on an idle computer; this only catches what grows too fast.
    assert!(
        start.elapsed().as_secs() < 60,
        "{:?} for {rows} rows",
        start.elapsed()
    );
    assert!(pdf.len() < 1_500_000, "{} bytes", pdf.len());
}

#[test]
fn the_code_on_the_recovery_sheet_is_read_by_a_camera() {
    let code = "WC2QK-7RXD0-R1Z8J-NPJDZ-9RZY5-GP";
    for lang in [kin_i18n::Lang::En, kin_i18n::Lang::ZhCn] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sheet.pdf");
        let pages = folder.path().join("page");
        let pdf = print_recovery_sheet("Mei 李梅", "kinfolio", code, "2026-11-25", lang, Paper::A4)
            .unwrap();
        std::fs::write(&file, pdf).unwrap();
        let drawn = run(
            "pdftoppm",
            &["-r", "150", "-gray", "-png", text(&file), text(&pages)],
        );
        if drawn.is_none() {
            return;
        }
        let pictures: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "png"))
            .collect();
        assert_eq!(pictures.len(), 1, "one page");
        let Some(read) = run(
            "zbarimg",
            &[
                "--quiet",
                "--raw",
                "-Sdisable",
                "-Sqrcode.enable",
                text(&pictures[0]),
            ],
        ) else {
            return;
        };
        assert_eq!(read.trim_end(), code, "{lang:?}");
        let words = run("pdftotext", &["-layout", text(&file), "-"]).unwrap_or_default();
        for wanted in ["Mei 李梅", "kinfolio", "WC2QK", "GP", "2026"] {
            assert!(
                words.contains(wanted),
                "{wanted} stands on the sheet: {words}"
            );
        }
    }
}

/// Poppler reads the structure: what is a heading, a table, a head, a drawing, and in which order.
#[test]
fn pages_are_tagged_for_those_who_hear_them() {
    let folder = tempfile::tempdir().unwrap();
    for (name, language, large) in [
        ("en", En, false),
        ("zh", ZhCn, false),
        ("both", Both, false),
        ("large", Both, true),
    ] {
        let file = folder.path().join(format!("{name}.pdf"));
        let options = PrintOptions {
            large,
            ..PrintOptions::default()
        };
        std::fs::write(&file, print_summary(&rich(language), &options).unwrap()).unwrap();
        let Some(info) = run("pdfinfo", &[text(&file)]) else {
            return;
        };
        assert!(info.contains("Tagged:          yes"), "{info}");
        let tree = run("pdfinfo", &["-struct-text", text(&file)]).unwrap();
        for expected in [
            "Document",
            "H1 (block)",
            "H2 (block)",
            "P (block)",
            "Table",
            "TR",
            "TH",
            "TD",
            "Figure",
        ] {
            assert!(tree.contains(expected), "{name}: no {expected} in\n{tree}");
        }
        let at = |words: &str| {
            tree.find(words)
                .unwrap_or_else(|| panic!("{name}: {words} is not in the structure"))
        };
        let allergy = if language == ZhCn {
            "青霉素"
        } else {
            "Penicillin"
        };
        let medicine = if language == ZhCn {
            "二甲双胍 500 mg"
        } else {
            "Metformin"
        };
        assert!(
            at("Li Hua") < at(allergy) && at(allergy) < at(medicine),
            "{name}: read in order:\n{tree}"
        );
        // Running heads and feet are not read again on every page.
        assert!(!tree.contains("Kinfolio 家康册 ·"), "{name}: {tree}");
        let pdf = lopdf::Document::load(&file).unwrap();
        let catalog = pdf.catalog().unwrap();
        assert!(
            catalog.has(b"Outlines") && catalog.has(b"MarkInfo"),
            "{name}"
        );
        assert_eq!(
            catalog.get(b"Lang").unwrap().as_str().unwrap(),
            if language == ZhCn {
                b"zh-CN".as_slice()
            } else {
                b"en".as_slice()
            }
        );
        for page in pdf.get_pages().into_values() {
            let content = pdf.get_page_content(page);
            let content = String::from_utf8_lossy(&content);
            let (begun, ended) = (
                content.matches("BDC").count() + content.matches("BMC").count(),
                content.matches("EMC").count(),
            );
            assert_eq!(begun, ended, "{name}: every mark is closed");
        }
        if language == Both {
            assert!(
                tree.contains("Span (inline)"),
                "{name}: Chinese says that it is Chinese: {tree}"
            );
        }
        if large {
            let plain = print_summary(&rich(language), &PrintOptions::default()).unwrap();
            let few = lopdf::Document::load_mem(&plain).unwrap().get_pages().len();
            assert!(pdf.get_pages().len() > few, "large print needs more pages");
        }
    }
}

/// A word as poppler sees it: left, top, right, bottom and the text.
struct Word {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    text: String,
}

/// Pages of a file by `pdftotext -bbox`: width, height, words. `None` when poppler is not installed.
#[expect(clippy::unwrap_used, reason = "a part of a test")]
fn boxes(pdf: &[u8]) -> Option<Vec<(f64, f64, Vec<Word>)>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.pdf");
    std::fs::write(&file, pdf).unwrap();
    let html = run("pdftotext", &["-bbox", text(&file), "-"])?;
    let number = |line: &str, name: &str| -> f64 {
        let from = line.split(&format!("{name}=\"")).nth(1).unwrap();
        from.split('"').next().unwrap().parse().unwrap()
    };
    let mut pages = Vec::new();
    for line in html.lines().map(str::trim) {
        if line.starts_with("<page ") {
            pages.push((number(line, "width"), number(line, "height"), Vec::new()));
        } else if line.starts_with("<word ") {
            let inside = line.split('>').nth(1).unwrap_or_default();
            let text = inside.split("</word").next().unwrap_or_default();
            pages.last_mut().unwrap().2.push(Word {
                left: number(line, "xMin"),
                top: number(line, "yMin"),
                right: number(line, "xMax"),
                bottom: number(line, "yMax"),
                text: text
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&amp;", "&"),
            });
        }
    }
    Some(pages)
}

/// Another reader's view of the layout: every word within the page's margins, no two over each other.
#[test]
fn poppler_sees_every_word_on_the_page_and_none_over_another() {
    for language in [En, ZhCn, Both] {
        for (name, summary) in torture::torture(language) {
            let what = format!("{name}, {language:?}");
            let pdf = print_summary(&summary, &PrintOptions::default()).unwrap();
            let Some(pages) = boxes(&pdf) else {
                return;
            };
            assert!(pages.len() >= 2, "{what}: {} pages", pages.len());
            for (n, (width, height, words)) in pages.iter().enumerate() {
                assert!(!words.is_empty(), "{what}: page {n} is empty");
                for word in words {
                    assert!(
                        word.left >= 38.0
                            && word.right <= width - 38.0
                            && word.top >= 20.0
                            && word.bottom <= height - 20.0,
                        "{what}: page {n}: {:?} at {} {} {} {}",
                        word.text,
                        word.left,
                        word.top,
                        word.right,
                        word.bottom
                    );
                }
                for (i, a) in words.iter().enumerate() {
                    for b in words.iter().skip(i + 1) {
                        // A box is as high as the font's tallest mark: its middle is where the ink is.
                        let middle = |w: &Word| {
                            let third = (w.bottom - w.top) / 3.0;
                            (w.top + third, w.bottom - third)
                        };
                        let ((a_top, a_bottom), (b_top, b_bottom)) = (middle(a), middle(b));
                        // The right half of a full-width closing mark is empty, and another mark may stand in it.
                        let ink = |w: &Word| {
                            let closing =
                                w.text.ends_with(['，', '。', '、', '；', '：', '）', '》']);
                            let half = (w.bottom - w.top) / 2.9;
                            w.right - if closing { half } else { 0.0 }
                        };
                        let over_x = ink(a).min(ink(b)) - a.left.max(b.left);
                        let over_y = a_bottom.min(b_bottom) - a_top.max(b_top);
                        assert!(
                            over_x <= 0.6 || over_y <= 0.1,
                            "{what}: page {n}: {:?} over {:?}",
                            a.text,
                            b.text
                        );
                    }
                }
            }
        }
    }
}

/// Another reader finds every title, in both languages, and the running head on every page.
#[test]
fn poppler_reads_every_title_and_the_head_of_each_page() {
    let signs = |c: char| !c.is_whitespace() && c != '\u{a0}';
    for language in [En, ZhCn, Both] {
        let summary = full(language);
        let pdf = print_summary(&summary, &PrintOptions::default()).unwrap();
        let Some(pages) = boxes(&pdf) else {
            return;
        };
        let all: String = pages
            .iter()
            .flat_map(|(_, _, words)| words.iter().flat_map(|w| w.text.chars()))
            .filter(|c| signs(*c))
            .collect();
        for row in summary.sections.iter().flat_map(|s| &s.rows) {
            let wanted = match language {
                En => vec![&row.title_en],
                ZhCn => vec![&row.title_zh],
                Both => vec![&row.title_zh],
            };
            for title in wanted.into_iter().filter(|t| !t.is_empty()) {
                // A narrow column breaks between characters and the reader puts columns between them.
                let parts = title.split_whitespace();
                for part in parts {
                    let part: String = part.chars().filter(|c| signs(*c)).take(4).collect();
                    assert!(all.contains(&part), "{language:?}: {part} of {title}");
                }
            }
        }
        for (n, (_, _, words)) in pages.iter().enumerate().skip(1) {
            let head: String = words
                .iter()
                .filter(|w| w.bottom < 60.0)
                .map(|w| w.text.as_str())
                .collect();
            assert!(
                head.contains("Li") && head.contains("Hua"),
                "page {n}: {head}"
            );
            assert!(head.contains("1954"), "page {n}: {head}");
        }
    }
}

/// Those who hear the page hear every space, and each cell with the head of its own column.
#[test]
fn what_is_heard_has_its_spaces_and_its_cells() {
    let folder = tempfile::tempdir().unwrap();
    for language in [En, ZhCn, Both] {
        let file = folder.path().join("heard.pdf");
        let pdf = print_summary(&common::full(language), &PrintOptions::default()).unwrap();
        std::fs::write(&file, pdf).unwrap();
        let Some(tree) = run("pdfinfo", &["-struct-text", text(&file)]) else {
            return;
        };
        if language == En {
            for words in [
                "Amlodipine 5 mg 10 mg → 5 mg",
                "ALLERGIES Penicillin",
                "1. Must metformin",
                "• stopped: Hydro",
            ] {
                assert!(tree.contains(words), "{words}: {tree}");
            }
        }
        // Every row of a table has as many cells as the others.
        let mut rows: Vec<usize> = Vec::new();
        let mut tables = 0;
        for line in tree.lines().map(str::trim) {
            match line.split([' ', ':']).next().unwrap_or_default() {
                "Table" => {
                    rows.clear();
                    tables += 1;
                }
                "TR" => rows.push(0),
                "TH" | "TD" => {
                    if let Some(last) = rows.last_mut() {
                        *last += 1;
                    }
                }
                "H2" | "P" => {
                    let first = rows.first().copied().unwrap_or_default();
                    assert!(
                        rows.iter().all(|n| *n == first),
                        "{language:?}: {rows:?} cells before {line}\n{tree}"
                    );
                    rows.clear();
                }
                _ => {}
            }
        }
        assert!(tables > 8, "{tables} tables");
    }
}
