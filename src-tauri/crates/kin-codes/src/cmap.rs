//! What the letters of a font mean: the table `ToUnicode` of a PDF.
//!
//! # Source
//! ISO 32000-1:2008, 9.10.3; Adobe Technical Note 5411, "ToUnicode Mapping File Tutorial".

use std::collections::BTreeMap;

/// Entries of one table at most: every code of two bytes.
const ENTRIES: usize = 65_536;
/// Characters that one code may stand for.
const CHARACTERS: usize = 16;

/// Codes of one length between two of them.
#[derive(Debug, Clone, Copy)]
struct Space {
    bytes: usize,
    low: u32,
    high: u32,
}

/// From the codes of a font to text.
#[derive(Debug, Default)]
pub(crate) struct ToUnicode {
    spaces: Vec<Space>,
    /// By number of bytes and code.
    texts: BTreeMap<(usize, u32), String>,
}

#[derive(Debug, PartialEq)]
enum Token<'a> {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

/// Takes a table apart into what matters in it.
struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.0 = self.0.trim_ascii_start();
            let (first, rest) = self.0.split_first()?;
            match first {
                b'%' => {
                    let end = rest.iter().position(|b| matches!(b, b'\n' | b'\r'));
                    self.0 = end.and_then(|at| rest.get(at..)).unwrap_or_default();
                }
                b'<' if rest.first() != Some(&b'<') => {
                    let end = rest.iter().position(|b| *b == b'>')?;
                    let digits = rest.get(..end)?;
                    self.0 = rest.get(end + 1..)?;
                    return Some(Token::Hex(hex(digits)));
                }
                b'<' | b'>' => self.0 = rest,
                b'[' => {
                    self.0 = rest;
                    return Some(Token::Open);
                }
                b']' => {
                    self.0 = rest;
                    return Some(Token::Close);
                }
                _ => {
                    let ends = |b: &u8| {
                        b.is_ascii_whitespace() || matches!(b, b'<' | b'>' | b'[' | b']' | b'%')
                    };
                    let end = rest.iter().position(ends).unwrap_or(rest.len()) + 1;
                    let (word, rest) = self.0.split_at_checked(end)?;
                    self.0 = rest;
                    return Some(Token::Word(word));
                }
            }
        }
    }
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let mut values: Vec<u8> = digits
        .iter()
        .filter_map(|b| char::from(*b).to_digit(16))
        .filter_map(|d| u8::try_from(d).ok())
        .collect();
    if values.len() % 2 == 1 {
        values.push(0);
    }
    let pairs = values.chunks_exact(2);
    pairs
        .map(|pair| pair.iter().fold(0, |all, digit| all << 4 | digit))
        .collect()
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |all, byte| (all << 8) | u32::from(*byte))
}

fn text(utf16: &[u8]) -> String {
    let units = utf16
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |all, byte| all << 8 | u16::from(*byte)));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .take(CHARACTERS)
        .collect()
}

/// The text so many codes further on: the last character counts up.
fn further(first: &str, by: u32) -> String {
    let mut chars: Vec<char> = first.chars().collect();
    if let Some(last) = chars.last_mut() {
        let next = u32::from(*last).checked_add(by).and_then(char::from_u32);
        *last = next.unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    chars.into_iter().collect()
}

impl ToUnicode {
    /// Reads the table.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let mut read = Self::default();
        let mut held: Vec<Token<'_>> = Vec::new();
        for token in Tokens(bytes) {
            let Token::Word(word) = &token else {
                if held.len() < ENTRIES * 3 {
                    held.push(token);
                }
                continue;
            };
            match *word {
                b"endcodespacerange" => read.take_spaces(&held),
                b"endbfchar" => read.take_chars(&held),
                b"endbfrange" => read.take_ranges(&held),
                b"begincodespacerange" | b"beginbfchar" | b"beginbfrange" => {}
                _ => continue,
            }
            held.clear();
        }
        read
    }

    fn put(&mut self, code: (usize, u32), text: String) {
        if self.texts.len() < ENTRIES && !text.is_empty() {
            self.texts.insert(code, text);
        }
    }

    fn take_spaces(&mut self, held: &[Token<'_>]) {
        for pair in held.chunks_exact(2) {
            if let [Token::Hex(low), Token::Hex(high)] = pair
                && (1..=4).contains(&low.len())
                && self.spaces.len() < 100
            {
                self.spaces.push(Space {
                    bytes: low.len(),
                    low: number(low),
                    high: number(high),
                });
            }
        }
    }

    fn take_chars(&mut self, held: &[Token<'_>]) {
        for pair in held.chunks_exact(2) {
            if let [Token::Hex(code), Token::Hex(target)] = pair
                && (1..=4).contains(&code.len())
            {
                self.put((code.len(), number(code)), text(target));
            }
        }
    }

    fn take_ranges(&mut self, held: &[Token<'_>]) {
        let mut tokens = held.iter();
        while let (Some(Token::Hex(low)), Some(Token::Hex(high)), Some(target)) =
            (tokens.next(), tokens.next(), tokens.next())
        {
            if !(1..=4).contains(&low.len()) {
                return;
            }
            let (bytes, low, high) = (low.len(), number(low), number(high));
            match target {
                Token::Hex(first) => {
                    let first = text(first);
                    let most = u32::try_from(ENTRIES).unwrap_or(u32::MAX);
                    for by in 0..=high.saturating_sub(low).min(most) {
                        self.put((bytes, low.saturating_add(by)), further(&first, by));
                    }
                }
                Token::Open => {
                    let mut code = low;
                    for token in tokens.by_ref() {
                        let Token::Hex(one) = token else { break };
                        if code <= high {
                            self.put((bytes, code), text(one));
                        }
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    /// Whether it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// How many bytes the next code has. A font with codes of two bytes says so; without a word one or two are tried.
    pub(crate) fn length(&self, bytes: &[u8], usual: usize) -> usize {
        for length in 1..=4_usize {
            let Some(head) = bytes.get(..length) else {
                break;
            };
            let code = number(head);
            let fits = |s: &&Space| s.bytes == length && (s.low..=s.high).contains(&code);
            if self.spaces.iter().any(|space| fits(&space)) {
                return length;
            }
        }
        usual
    }

    /// The text of a code.
    pub(crate) fn get(&self, code: &[u8]) -> Option<&str> {
        let text = self.texts.get(&(code.len(), number(code)));
        text.map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_ranges_and_lists_are_read() {
        let table = ToUnicode::parse(
            b"/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000><FFFF> endcodespacerange\n\
              2 beginbfchar <0003> <0020> <0041> <D842DFB7> endbfchar % a remark\n\
              2 beginbfrange <0010><0012><0061> <0020><0021> [<8840> <00660069>] endbfrange end",
        );
        let get = |code: u16| table.get(&code.to_be_bytes());
        assert_eq!(get(3), Some(" "));
        assert_eq!(get(0x41), Some("\u{20BB7}"));
        assert_eq!(
            (get(0x10), get(0x12), get(0x13)),
            (Some("a"), Some("c"), None)
        );
        assert_eq!((get(0x20), get(0x21)), (Some("血"), Some("fi")));
        assert_eq!(table.length(b"\x00\x03x", 1), 2);
    }

    #[test]
    fn nonsense_ends_and_says_nothing() {
        for bytes in [
            b"".as_slice(),
            b"<",
            b"beginbfrange <00> <FFFFFFFF> <0041> endbfrange",
            b"1 beginbfrange <0000> <FFFF> [ endbfrange endbfchar ]]] <<<",
        ] {
            let table = ToUnicode::parse(bytes);
            assert!(table.texts.len() <= ENTRIES);
        }
    }
}
