//! Cards in several codes: given up in 2022, still on paper.

use crate::{CodeError, CodeLimits, from_numeric};
use std::collections::BTreeMap;

/// What one code holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Which part, from 1.
    pub number: u16,
    /// How many parts there are.
    pub all: u16,
    /// This part of the card.
    pub text: String,
}

impl Chunk {
    /// Reads the text of a code: `shc:/…` or `shc:/2/3/…`.
    ///
    /// # Errors
    /// [`CodeError::NoCode`], [`CodeError::CodeHeader`], [`CodeError::CodeDigits`],
    /// [`CodeError::PartsMixed`], [`CodeError::TooLarge`].
    pub fn parse(text: &str, limits: &CodeLimits) -> Result<Self, CodeError> {
        let text = text.trim();
        if text.len() / 2 > limits.card_chars {
            let limit = limits.card_chars as u64;
            return Err(CodeError::TooLarge { limit });
        }
        let begins = |with: &str| {
            let head = text.get(..with.len())?;
            let rest = text.get(with.len()..)?;
            head.eq_ignore_ascii_case(with).then_some(rest)
        };
        let Some(rest) = begins("shc:/") else {
            return Err(if begins("shc:").is_some() {
                CodeError::CodeHeader
            } else {
                CodeError::NoCode
            });
        };
        let parts: Vec<&str> = rest.split('/').collect();
        let (number, all, digits) = match parts.as_slice() {
            [digits] => (1, 1, digits),
            [number, all, digits] => {
                let number = number.parse().map_err(|_| CodeError::PartsMixed)?;
                let all = all.parse().map_err(|_| CodeError::PartsMixed)?;
                (number, all, digits)
            }
            _ => return Err(CodeError::CodeDigits),
        };
        if all > limits.chunks {
            let limit = u64::from(limits.chunks);
            return Err(CodeError::TooLarge { limit });
        }
        if number == 0 || number > all {
            return Err(CodeError::PartsMixed);
        }
        Ok(Self {
            number,
            all,
            text: from_numeric(digits)?,
        })
    }
}

/// Codes that come one after another, in any order, some twice.
#[derive(Debug, Clone, Default)]
pub struct Chunks {
    all: u16,
    parts: BTreeMap<u16, String>,
}

impl Chunks {
    /// Takes one more.
    ///
    /// # Errors
    /// [`CodeError::PartsMixed`] where it belongs to another card.
    pub fn add(&mut self, chunk: Chunk) -> Result<(), CodeError> {
        if self.all != 0 && self.all != chunk.all {
            return Err(CodeError::PartsMixed);
        }
        if self
            .parts
            .get(&chunk.number)
            .is_some_and(|had| *had != chunk.text)
        {
            return Err(CodeError::PartsMixed);
        }
        self.all = chunk.all;
        self.parts.insert(chunk.number, chunk.text);
        Ok(())
    }

    /// The card.
    ///
    /// # Errors
    /// [`CodeError::PartsMissing`].
    pub fn card(&self) -> Result<String, CodeError> {
        let have = u16::try_from(self.parts.len()).unwrap_or(u16::MAX);
        if have < self.all || have == 0 {
            return Err(CodeError::PartsMissing {
                have,
                all: self.all,
            });
        }
        Ok(self.parts.values().map(String::as_str).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Chunk, Chunks};
    use crate::{CodeError, CodeLimits};

    fn chunk(text: &str) -> Result<Chunk, CodeError> {
        Chunk::parse(text, &CodeLimits::default())
    }

    #[test]
    fn parts_come_in_any_order_and_twice() {
        let mut chunks = Chunks::default();
        for text in [
            "shc:/3/3/29",
            "shc:/1/3/56",
            "SHC:/3/3/29",
            " shc:/2/3/76\r\n",
        ] {
            assert!(chunks.card().is_err(), "not all are here yet");
            chunks.add(chunk(text).unwrap()).unwrap();
        }
        assert_eq!(chunks.card().unwrap(), "eyJ");
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        let mut chunks = Chunks::default();
        chunks.add(chunk("shc:/1/2/56").unwrap()).unwrap();
        assert_eq!(
            chunks.card(),
            Err(CodeError::PartsMissing { have: 1, all: 2 })
        );
        for other in ["shc:/1/3/56", "shc:/1/2/57", "shc:/56"] {
            let added = chunks.add(chunk(other).unwrap());
            assert_eq!(added, Err(CodeError::PartsMixed), "{other}");
        }
        for (text, code) in [
            ("shc:/0/2/56", CodeError::PartsMixed),
            ("shc:/3/2/56", CodeError::PartsMixed),
            ("shc:/x/2/56", CodeError::PartsMixed),
            ("shc:/1/2/3/56", CodeError::CodeDigits),
            ("shc:/1/60000/56", CodeError::TooLarge { limit: 100 }),
            ("shc:5676", CodeError::CodeHeader),
            ("shlink:/5676", CodeError::NoCode),
            ("", CodeError::NoCode),
        ] {
            assert_eq!(chunk(text), Err(code), "{text}");
        }
    }
}
