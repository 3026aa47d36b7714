//! Paper and plain forms of a summary: PDF, QR code, text, HTML, and the recovery sheet.
//!
//! The one input is [`kin_model::summary::Summary`]; every form says the same. The PDF is laid out
//! by a small engine of our own (text and line breaking, blocks, pages) over printpdf's page
//! operations. printpdf's HTML layout was tried and rejected: it embeds whole fonts (10 MB of
//! Chinese), cuts table rows at page ends and leaves no margin on later pages.

mod block;
mod details;
mod emergency;
mod essential;
mod font;
mod foot;
mod grid;
mod html;
mod limits;
mod linebreak;
mod look;
mod medicine_report;
mod note;
mod page;
mod page_lists;
mod page_one;
mod pdf;
mod plain;
mod plot;
mod print;
mod qr;
mod readings;
mod record_text;
mod recovery;
mod report;
mod results;
mod rows;
mod series;
mod sheets;
mod standing;
mod story;
mod tags;
mod text;
mod viewer;
mod wallet;
mod words;

pub use emergency::print_emergency;
pub use essential::{ESSENTIAL_LIMIT, essential_text};
pub use html::summary_html;
pub use medicine_report::{MedicineReport, ReportDay, ReportPart, print_medicine_report};
pub use note::summary_note;
pub use page::Paper;
pub use plain::summary_text;
pub use plot::{Band, Curve, Plot, Stroke};
pub use print::{PrintOptions, print_summary};
pub use qr::{card_png, card_svg, moving_png, qr_png, qr_svg};
pub use record_text::record_text;
pub use recovery::print_recovery_sheet;
pub use report::{Part, Report, Share, print_report};
pub use sheets::{SheetHead, print_code_sheets};
pub use story::print_story;
pub use viewer::{SealedText, ViewerContent, viewer_content, viewer_html};
pub use wallet::print_wallet;

/// Why nothing could be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrintError {
    /// An embedded typeface could not be read or cut: the program is damaged.
    #[error("an embedded typeface could not be read or cut")]
    Font,
    /// The text is longer than a QR code holds.
    #[error("the text is too long for a QR code")]
    TooLongForCode,
    /// The PDF could not be written.
    #[error("the PDF could not be written")]
    Pdf,
    /// The picture of a code could not be written.
    #[error("the picture of the code could not be written")]
    Picture,
}

#[cfg(test)]
mod tests;
