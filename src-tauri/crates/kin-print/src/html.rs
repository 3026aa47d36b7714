//! The summary as one self-contained HTML page: no script, nothing loaded, prints well.

use crate::PrintError;
use crate::details::nothing_key;
use crate::essential::essential_text_of;
use crate::page_one::full_name;
use crate::plain::{allergies_first, facts, nothing_words, section_title, standing};
use crate::qr::qr_svg;
use crate::rows::{any_untranslated, by_use, icd10};
use crate::tags::languages;
use crate::words::{Words, further};
use kin_model::summary::{Nothing, Row, Section, Summary, SummaryLanguage, SummarySection};
use kin_model::{Abnormal, Kind};
use std::fmt::Write as _;

pub(crate) const STYLE: &str = include_str!("summary.css");

/// The whole summary as an HTML page (UTF-8). Every text of the record is escaped; the content
/// security policy allows the page's own style and nothing else.
///
/// # Errors
/// [`PrintError::TooLongForCode`] never in practice: the code's text is bounded.
pub fn summary_html(summary: &Summary) -> Result<String, PrintError> {
    let words = Words::new(summary);
    let language = main_language(summary.language);
    let body = summary_body(summary)?;
    Ok(format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#content\">{}</a>\n<main id=\"content\" tabindex=\"-1\">\n{body}</main>\n</body>\n</html>\n",
        escape(&words.word("print-title")),
        spoken(&words.word("print-to-content"), language)
    ))
}

/// The language that the page is in for the most part.
pub(crate) const fn main_language(language: SummaryLanguage) -> &'static str {
    match language {
        SummaryLanguage::ZhCn => "zh-CN",
        SummaryLanguage::En | SummaryLanguage::Both => "en",
    }
}

/// Escaped text in which stretches in the other language say so, for a voice that reads it aloud.
pub(crate) fn spoken(text: &str, language: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut rest = characters.as_slice();
    let mut out = String::with_capacity(text.len());
    for (tag, length) in languages(&characters, language) {
        let (run, tail) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        rest = tail;
        let run: String = run.iter().collect();
        match tag {
            Some(tag) => write!(out, "<span lang=\"{tag}\">{}</span>", escape(&run)),
            None => write!(out, "{}", escape(&run)),
        }
        .unwrap_or_default();
    }
    out
}

/// What stands between `<main>` and `</main>`: the doctor's page.
pub(crate) fn summary_body(summary: &Summary) -> Result<String, PrintError> {
    let words = Words::new(summary);
    let code = qr_svg(&essential_text_of(summary, summary.language))?;
    let mut body = String::new();
    head(summary, &words, &code, &mut body);
    // Allergies stand before everything else.
    let (first, rest) = allergies_first(summary);
    first
        .iter()
        .for_each(|section| section_html(section, &words, &mut body));
    reason(summary, &words, &mut body);
    for (n, (heading, lines)) in standing(summary, &words).into_iter().enumerate() {
        open(&mut body, &words, &format!("s-standing-{n}"), "", &heading);
        body.push_str("<ul>\n");
        lines
            .iter()
            .for_each(|line| element(&mut body, &words, "li", "", line));
        body.push_str("</ul>\n</section>\n");
    }
    rest.iter()
        .for_each(|section| section_html(section, &words, &mut body));
    tail(summary, &words, &mut body);
    Ok(body)
}

/// Text made safe for element content and quoted attributes. Control characters but line breaks go.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Adds an element with escaped text; `class` may be empty.
fn element(out: &mut String, words: &Words, name: &str, class: &str, text: &str) {
    let class = if class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{class}\"")
    };
    let text = spoken(text, main_language(words.language));
    // Writing to a String cannot fail.
    writeln!(out, "<{name}{class}>{text}</{name}>").unwrap_or_default();
}

/// Opens a part of the page that is named by its heading.
fn open(out: &mut String, words: &Words, id: &str, class: &str, heading: &str) {
    let class = if class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{class}\"")
    };
    let heading = spoken(heading, main_language(words.language));
    writeln!(
        out,
        "<section{class} aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading}</h2>"
    )
    .unwrap_or_default();
}

fn head(summary: &Summary, words: &Words, code: &str, out: &mut String) {
    out.push_str("<header>\n<div>\n");
    element(out, words, "h1", "", &full_name(&summary.person, words));
    element(out, words, "p", "facts", &facts(summary, words).join(" · "));
    let made = words.text("print-made", &[("date", &words.date(&summary.made))]);
    let count = words.text(
        "print-source-count",
        &[("count", &summary.source_count.to_string())],
    );
    element(
        out,
        words,
        "p",
        "",
        &format!("{} · {made}", words.word("print-title")),
    );
    element(
        out,
        words,
        "p",
        "small",
        &format!("{count} · {}", words.word("print-letters")),
    );
    if let Some(since) = &summary.since {
        element(
            out,
            words,
            "p",
            "small",
            &words.text("print-only-since", &[("date", &words.date(since))]),
        );
    }
    let alt = escape(&words.word("print-code-alt"));
    let code = code.replacen(
        "<svg ",
        &format!("<svg role=\"img\" aria-label=\"{alt}\" "),
        1,
    );
    write!(out, "</div>\n<figure>{code}").unwrap_or_default();
    element(
        out,
        words,
        "figcaption",
        "",
        &words.word("print-code-caption"),
    );
    out.push_str("</figure>\n</header>\n");
}

fn reason(summary: &Summary, words: &Words, out: &mut String) {
    let questions: Vec<&str> = summary
        .questions
        .iter()
        .map(|q| q.trim())
        .filter(|q| !q.is_empty())
        .collect();
    if summary.reason.trim().is_empty() && questions.is_empty() {
        return;
    }
    open(out, words, "s-reason", "", &words.word("print-reason"));
    if !summary.reason.trim().is_empty() {
        element(out, words, "p", "", summary.reason.trim());
    }
    if !questions.is_empty() {
        out.push_str("<ol>\n");
        for question in questions {
            element(out, words, "li", "", question);
        }
        out.push_str("</ol>\n");
    }
    out.push_str("</section>\n");
}

fn section_html(section: &SummarySection, words: &Words, out: &mut String) {
    if section.section == Section::PatientStory && section.rows.is_empty() {
        return;
    }
    let alarm = section.section == Section::Allergies
        && section.nothing.is_none()
        && !section.rows.is_empty();
    let class = if alarm { "alarm" } else { "" };
    let id = section_id(section.section);
    if section.section == Section::Medications {
        return medicines_html(section, words, out);
    }
    open(out, words, &id, class, &words.section(section.section));
    if section.rows.is_empty() || section.nothing == Some(Nothing::KnownNone) {
        let text = if section.section == Section::Allergies {
            nothing_words(section, words)
        } else {
            words.word(nothing_key(Some(section)))
        };
        element(out, words, "p", "", &text);
    }
    if !section.rows.is_empty() {
        table(section, &id, words, out);
    }
    left_off_html(section, words, out);
    out.push_str("</section>\n");
}

/// What is taken now, and under a heading of its own what was stopped, is planned or is not taken.
fn medicines_html(section: &SummarySection, words: &Words, out: &mut String) {
    let (now, other) = by_use(section);
    let id = section_id(section.section);
    let part = |rows: Vec<&Row>| SummarySection {
        rows: rows.into_iter().cloned().collect(),
        ..section.clone()
    };
    let (now, other) = (part(now), part(other));
    open(out, words, &id, "", &section_title(section, words));
    if section.rows.is_empty() || section.nothing == Some(Nothing::KnownNone) {
        element(out, words, "p", "", &words.word(nothing_key(Some(section))));
    } else if now.rows.is_empty() {
        element(out, words, "p", "", &words.word("print-medicines-none-now"));
    }
    if !now.rows.is_empty() {
        table(&now, &id, words, out);
    }
    if !other.rows.is_empty() {
        let id = format!("{id}-other");
        out.push_str("</section>\n");
        open(out, words, &id, "", &words.word("print-medicines-other"));
        table(&other, &id, words, out);
    }
    left_off_html(section, words, out);
    out.push_str("</section>\n");
}

fn left_off_html(section: &SummarySection, words: &Words, out: &mut String) {
    if section.left_off > 0 {
        let count = section.left_off.to_string();
        let text = words.text("print-left-off", &[("count", &count)]);
        element(out, words, "p", "small", &text);
    }
}

/// The columns of a section's table in which some row says something.
fn columns(section: &SummarySection, words: &Words) -> Vec<&'static str> {
    let any = |says: &dyn Fn(&Row) -> bool| section.rows.iter().any(says);
    let measured = any(&|r| words.value(r).is_some());
    [
        ("print-what", true),
        ("print-value", measured),
        (
            "print-range",
            measured && any(&|r| r.range.as_deref().is_some_and(|t| !t.trim().is_empty())),
        ),
        (
            "print-status",
            !measured && any(&|r| words.status(r).is_some()),
        ),
        ("print-date", any(&|r| words.when(r).is_some())),
        ("print-source", any(&|r| !words.marks(r).is_empty())),
    ]
    .into_iter()
    .filter(|(_, said)| *said)
    .map(|(key, _)| key)
    .collect()
}

/// The class of a column: its width, and how it stands on a narrow screen.
fn class(key: &str) -> &str {
    match key {
        "print-value" => "n",
        "print-range" => "r",
        "print-status" => "t",
        "print-date" => "d",
        _ => "s",
    }
}

/// Roles are written out: on a narrow screen a row is no row to the browser any more.
fn table(section: &SummarySection, id: &str, words: &Words, out: &mut String) {
    let keys = columns(section, words);
    write!(out, "<table role=\"table\" aria-labelledby=\"{id}\">\n<thead role=\"rowgroup\"><tr role=\"row\">").unwrap_or_default();
    let language = main_language(words.language);
    for (n, key) in keys.iter().enumerate() {
        let head = spoken(&words.word(key), language);
        let class = if n == 0 { "w" } else { class(key) };
        write!(
            out,
            "<th role=\"columnheader\" scope=\"col\" class=\"{class}\">{head}</th>"
        )
        .unwrap_or_default();
    }
    out.push_str("</tr></thead>\n<tbody role=\"rowgroup\">\n");
    for row in &section.rows {
        row_html(row, &keys, words, out);
    }
    out.push_str("</tbody>\n</table>\n");
}

/// The name of a section within the page.
fn section_id(section: Section) -> String {
    let key = crate::words::section_key(section);
    format!("s-{}", key.trim_start_matches("summary-section-"))
}

fn row_html(row: &Row, keys: &[&str], words: &Words, out: &mut String) {
    let language = main_language(words.language);
    let escaped = |text: &str| spoken(text, language);
    let mut what = escaped(&words.title(row).plain());
    if let Some(code) = icd10(row) {
        write!(what, " <small>{}</small>", escaped(code)).unwrap_or_default();
    }
    if let Some(note) = further(row, words) {
        let note = escaped(&note);
        // How a medicine is taken is no small print.
        if row.kind == Kind::Medication {
            write!(what, "<br>{note}").unwrap_or_default();
        } else {
            write!(what, "<br><small>{note}</small>").unwrap_or_default();
        }
    }
    write!(
        out,
        "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{what}</th>"
    )
    .unwrap_or_default();
    for key in keys.iter().skip(1) {
        let text = match *key {
            "print-value" => words.value(row).unwrap_or_default(),
            "print-range" => row.range.clone().unwrap_or_default(),
            "print-status" => words.status(row).unwrap_or_default(),
            "print-date" => words.when(row).unwrap_or_default(),
            _ => words.marks(row),
        };
        let mut said = escaped(&text);
        if *key == "print-value" && row.abnormal != Abnormal::No {
            said = format!("<strong>{said}</strong>");
        }
        let class = class(key);
        let named = if *key == "print-range" && !text.trim().is_empty() {
            format!(" data-head=\"{}\"", escape(&words.word(key)))
        } else {
            String::new()
        };
        write!(
            out,
            "<td role=\"cell\" class=\"{class}\"{named}>{said}</td>"
        )
        .unwrap_or_default();
    }
    out.push_str("</tr>\n");
}

fn tail(summary: &Summary, words: &Words, out: &mut String) {
    if let Some(story) = &summary.story {
        let text = story.plain_text();
        if !text.trim().is_empty() {
            let heading = words.section(Section::PatientStory);
            open(out, words, "s-story", "", &heading);
            for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
                element(out, words, "p", "", line);
            }
            if story.cut {
                element(out, words, "p", "small", &words.word("print-cut"));
            }
            out.push_str("</section>\n");
        }
    }
    out.push_str("<footer>\n");
    element(out, words, "h2", "", &words.word("print-sources"));
    let list = words.dated_source_list();
    if !list.is_empty() {
        out.push_str("<ul>\n");
        list.iter()
            .for_each(|source| element(out, words, "li", "", source));
        out.push_str("</ul>\n");
    }
    element(out, words, "p", "small", &words.word("print-flags"));
    if any_untranslated(summary, words) {
        element(out, words, "p", "small", &words.word("print-untranslated"));
    }
    element(out, words, "p", "small", &words.word("print-derived"));
    element(
        out,
        words,
        "p",
        "small",
        &format!("{} Kinfolio 家康册", words.word("print-decide")),
    );
    out.push_str("</footer>\n");
}
