//! The one Fluent catalogue, English and Simplified Chinese: app, printed pages and command line
//! take every word from here.
//!
//! Each `.ftl` file in `locales/en` and `locales/zh-CN` is embedded at build time; the webview
//! bundles the same files. A test demands the same keys and the same variables in both languages.
//! Numbers and dates are passed as text that is already formatted: the catalogue never rounds or
//! groups digits. A whole number may still choose a plural form.

mod catalogue;
mod date;
mod join;
mod lang;

pub use catalogue::{Catalogue, keys, text};
pub use date::{date_text, day_text, month_text};
pub use join::{between_sentences, comma, pause, semicolon};
pub use lang::{Lang, UnknownLang};
