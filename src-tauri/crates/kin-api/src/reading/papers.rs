//! Papers: the words of a PDF or of a text become drafts of results, in the process that is closed in.

use kin_codes::{CodeError, CodeLimits};
use kin_import::{Doubt, Paper, PaperCell, PaperRow, read_paper, rows_of_text, text_of};
use kin_model::{Finding, Severity};
use serde::{Deserialize, Serialize};
use std::io::Read;

/// What a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum PaperKind {
    /// Pages with words.
    Pdf,
    /// Pages without words: a scan.
    Scan,
    /// A picture.
    Picture,
    /// A text.
    #[default]
    Text,
}

/// What was read on a paper.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct PaperRead {
    pub(crate) kind: PaperKind,
    pub(crate) paper: Paper,
    /// Pages that it has.
    pub(crate) pages: u32,
    /// Pages that were looked at.
    pub(crate) read: u32,
    /// Letters whose font does not say what they mean.
    pub(crate) unreadable: u32,
}

/// Reads a paper.
pub(super) fn read(source: &mut dyn Read) -> Result<PaperRead, Finding> {
    super::wrapped::within(source, read_bare)
}

fn read_bare(source: &mut dyn Read) -> Result<PaperRead, Finding> {
    let limits = CodeLimits::default();
    let refused = |code: &str| Finding::new(code, Severity::Error, "", "");
    let mut bytes = Vec::new();
    source
        .take(limits.picture_bytes as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| refused("paper-unreadable"))?;
    if kin_codes::is_picture(&bytes) {
        return Ok(PaperRead {
            kind: PaperKind::Picture,
            pages: 1,
            ..PaperRead::default()
        });
    }
    if !kin_codes::is_pdf(&bytes) {
        let text = text_of(&bytes).ok_or_else(|| refused("paper-unreadable"))?;
        return Ok(PaperRead {
            kind: PaperKind::Text,
            paper: read_paper(&rows_of_text(&text)),
            pages: 1,
            read: 1,
            unreadable: 0,
        });
    }
    let words = kin_codes::words_in_pdf(&bytes, &limits).map_err(|why| match why {
        CodeError::TooLarge { .. } => refused("paper-too-large"),
        _ => refused("paper-unreadable"),
    })?;
    let mut rows: Vec<PaperRow> = Vec::with_capacity(words.rows.len());
    for row in words.rows {
        let before = rows.last().filter(|before| before.page == row.page);
        rows.push(PaperRow {
            page: row.page,
            row: before.map_or(1, |before| before.row.saturating_add(1)),
            down: Some(row.down),
            cells: row
                .cells
                .into_iter()
                .map(|cell| PaperCell {
                    text: cell.text,
                    left: u32::from(cell.left),
                    right: u32::from(cell.right),
                })
                .collect(),
        });
    }
    let mut paper = read_paper(&rows);
    if words.invisible > 0 {
        for line in &mut paper.lines {
            line.doubts.push(Doubt::ReadByMachine);
        }
    }
    Ok(PaperRead {
        kind: if rows.is_empty() {
            PaperKind::Scan
        } else {
            PaperKind::Pdf
        },
        paper,
        pages: words.pages,
        read: words.read,
        unreadable: words.unreadable,
    })
}
