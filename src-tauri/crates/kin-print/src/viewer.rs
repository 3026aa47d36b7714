//! The viewer: one web page that holds the summary sealed, and opens it in any browser without a network.
//!
//! The page's policy allows its own script and style by their hashes and nothing else: no connection, no picture, no
//! frame, no form that is sent. What was sealed carries a tag, so that nothing changed is ever shown; its markup is
//! [`crate::summary_html`]'s, in which every text of the record is escaped, and it is parsed into a document where nothing runs.

use crate::PrintError;
use crate::html::{STYLE, escape, main_language, spoken, summary_body};
use crate::record_text::record_text;
use crate::words::Words;
use kin_i18n::Lang;
use kin_model::summary::{Summary, SummaryLanguage};
use std::fmt::Write as _;

const SCRIPT: &str = include_str!("viewer.js");
const OWN_STYLE: &str = include_str!("viewer.css");

/// What is sealed into the page.
#[derive(Debug)]
pub struct ViewerContent {
    /// The doctor's page: markup of a document's body.
    pub page: String,
    /// Text for the doctor's own record, in English.
    pub record_en: String,
    /// The same in Chinese (院外就诊经历).
    pub record_zh: String,
}

/// What the page shows and copies once it is open.
///
/// # Errors
/// As [`crate::summary_html`].
pub fn viewer_content(summary: &Summary) -> Result<ViewerContent, PrintError> {
    Ok(ViewerContent {
        page: summary_body(summary)?,
        record_en: record_text(summary, Lang::En),
        record_zh: record_text(summary, Lang::ZhCn),
    })
}

/// What is sealed, in base64, and how.
#[derive(Debug)]
pub struct SealedText<'a> {
    /// The salt of the words.
    pub salt: &'a str,
    /// The nonce of the cipher.
    pub nonce: &'a str,
    /// The sealed content with its tag.
    pub sealed: &'a str,
    /// Rounds of PBKDF2.
    pub rounds: u32,
    /// What the content is bound to.
    pub bound: &'a str,
}

/// The page around what is sealed. `hash` gives the base64 of a text's SHA-256.
///
/// Nothing in it is of the record: whoever finds the file learns that it is a summary made by Kinfolio, and how long.
#[must_use]
pub fn viewer_html(
    sealed: &SealedText<'_>,
    language: SummaryLanguage,
    hash: &dyn Fn(&str) -> String,
) -> String {
    let words = Words::of(language);
    let plain = |key: &str| escape(&words.word(key));
    let word = |key: &str| spoken(&words.word(key), main_language(language));
    let tag = main_language(language);
    let style = format!("\n{STYLE}{OWN_STYLE}");
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(&style)
    );
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{head}</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <main class=\"gate\" id=\"closed\">\n<form id=\"gate\">\n<h1>{title}</h1>\n<p>{lead}</p>\n\
         <label for=\"typed\">{label}</label>\n<input id=\"typed\" type=\"text\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" autofocus>\n\
         <button id=\"open\" type=\"submit\">{open}</button>\n<p class=\"said\" id=\"told\" role=\"status\"></p>\n\
         <p class=\"small\">{note}</p>\n<noscript><p>{script}</p></noscript>\n</form>\n</main>\n\
         <nav class=\"bar\" id=\"bar\" aria-label=\"{bar}\" hidden>\n",
        head = plain("viewer-title"),
        title = word("viewer-title"),
        lead = word("viewer-lead"),
        label = word("viewer-words"),
        open = word("viewer-open"),
        note = word("viewer-note"),
        script = word("viewer-script"),
        bar = plain("viewer-bar"),
    );
    for (id, key) in [
        ("print", "viewer-print"),
        ("copy-en", "viewer-copy-en"),
        ("copy-zh", "viewer-copy-zh"),
        ("save", "viewer-save"),
        ("close", "viewer-close"),
    ] {
        let class = if id == "print" {
            " class=\"first\""
        } else {
            ""
        };
        // Writing to a String cannot fail.
        writeln!(
            out,
            "<button id=\"{id}\" type=\"button\"{class}>{}</button>",
            word(key)
        )
        .unwrap_or_default();
    }
    write!(
        out,
        "<p class=\"said\" id=\"done\" role=\"status\"></p>\n<textarea class=\"copy\" id=\"copy\" readonly hidden aria-label=\"{}\"></textarea>\n</nav>\n\
         <main id=\"page\" hidden></main>\n<div hidden>\n",
        plain("viewer-copy-box")
    )
    .unwrap_or_default();
    for (id, key) in [
        ("w-working", "viewer-working"),
        ("w-wrong", "viewer-wrong"),
        ("w-old", "viewer-old"),
        ("w-copied", "viewer-copied"),
        ("w-copy-hand", "viewer-copy-hand"),
        ("w-saved", "viewer-saved"),
    ] {
        writeln!(out, "<p id=\"{id}\">{}</p>", word(key)).unwrap_or_default();
    }
    for (id, text) in [
        ("salt", sealed.salt),
        ("nonce", sealed.nonce),
        ("rounds", &sealed.rounds.to_string()),
        ("bound", sealed.bound),
        ("sealed", sealed.sealed),
    ] {
        writeln!(out, "<p id=\"{id}\">{}</p>", escape(text)).unwrap_or_default();
    }
    write!(out, "</div>\n<script>{SCRIPT}</script>\n</body>\n</html>\n").unwrap_or_default();
    out
}
