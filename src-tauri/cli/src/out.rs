//! Standard output: one JSON document, or tables and sentences.

use crate::fail::Failure;
use comfy_table::{ContentArrangement, Table, presets};
use kin_i18n::{Catalogue, Lang};
use serde_json::Value;
use std::io::{ErrorKind, Write as _};

/// Collects what is to be printed.
pub(crate) struct Out {
    json: bool,
    lang: Lang,
    text: String,
}

/// Text of the record without what would command the terminal or turn the line round.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\n' || c == '\t' { ' ' } else { c })
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
        })
        .collect()
}

impl Out {
    /// The language of the words.
    pub(crate) const fn lang(&self) -> Lang {
        self.lang
    }

    pub(crate) const fn new(json: bool, lang: Lang) -> Self {
        Self {
            json,
            lang,
            text: String::new(),
        }
    }

    /// The document of `--json`.
    pub(crate) fn document(&mut self, value: &Value) {
        if self.json {
            self.text
                .push_str(&serde_json::to_string_pretty(value).unwrap_or_default());
            self.text.push('\n');
        }
    }

    /// A sentence for people.
    pub(crate) fn say(&mut self, key: &str, args: &[(&str, &str)]) {
        self.line(&Catalogue::text(self.lang, key, args));
    }

    /// A word of the catalogue, for a cell of a table.
    pub(crate) fn word(&self, key: &str) -> String {
        Catalogue::text(self.lang, key, &[])
    }

    /// A ready line for people.
    pub(crate) fn line(&mut self, line: &str) {
        if !self.json {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// Text as it is: an original.
    pub(crate) fn raw(&mut self, text: &str) {
        if !self.json {
            self.text.push_str(text);
            self.text.push('\n');
        }
    }

    /// A table; heads are keys of the catalogue.
    pub(crate) fn table(&mut self, heads: &[&str], rows: Vec<Vec<String>>) {
        if self.json {
            return;
        }
        let mut table = Table::new();
        table
            .load_preset(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(heads.iter().map(|key| Catalogue::text(self.lang, key, &[])));
        for row in rows {
            table.add_row(row.iter().map(|cell| clean(cell)));
        }
        for line in table.lines() {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Writes what was said so far: what a question is about stands before the question.
    pub(crate) fn show(&mut self) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        let said = Self {
            text: std::mem::take(&mut self.text),
            ..*self
        };
        said.flush()
    }

    /// Writes it. A reader that has gone away (`| head`) is no failure.
    pub(crate) fn flush(self) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        let written = stdout
            .write_all(self.text.as_bytes())
            .and_then(|()| stdout.flush());
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(kin_api::ErrorCode::CannotWrite.into())
            }
            _ => Ok(()),
        }
    }
}

/// A field of an answer as text; empty when it is not there.
pub(crate) fn field(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    }
}

/// The list under a name.
pub(crate) fn items<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// Says something at once, beside the answer.
pub(crate) fn aside(text: &str) {
    let mut stderr = std::io::stderr();
    writeln!(stderr, "{text}").unwrap_or_default();
    stderr.flush().unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_command_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mred\u{7}\nb\u{202e}c"), "a[31mred bc");
        assert_eq!(clean("血压 132/81"), "血压 132/81");
    }
}
