//! The languages of the product.

use std::fmt;
use std::str::FromStr;

/// A language that every text exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// English, `en`.
    #[default]
    En,
    /// Simplified Chinese, `zh-CN`.
    ZhCn,
}

impl Lang {
    /// Every language.
    pub const ALL: &'static [Self] = &[Self::En, Self::ZhCn];

    /// The BCP 47 tag: `en` or `zh-CN`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The tag is none of [`Lang::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the language must be en or zh-CN")]
pub struct UnknownLang;

impl FromStr for Lang {
    type Err = UnknownLang;

    /// Reads `en`, `zh-CN` and the forms that systems use for them (`en_GB.UTF-8`, `zh`, `zh-Hans-CN`).
    fn from_str(s: &str) -> Result<Self, UnknownLang> {
        let first = s.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match first.to_ascii_lowercase().as_str() {
            "en" => Ok(Self::En),
            "zh" => Ok(Self::ZhCn),
            _ => Err(UnknownLang),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_round_and_system_forms_are_read() {
        for lang in Lang::ALL {
            assert_eq!(lang.as_str().parse(), Ok(*lang), "tag of {lang}");
        }
        for (tag, lang) in [
            ("en_GB.UTF-8", Lang::En),
            ("zh-Hans-CN", Lang::ZhCn),
            ("ZH", Lang::ZhCn),
        ] {
            assert_eq!(tag.parse(), Ok(lang), "{tag}");
        }
        for bad in ["", "de", "english", "C"] {
            assert!(
                bad.parse::<Lang>().is_err(),
                "{bad:?} is no language of ours"
            );
        }
    }
}
