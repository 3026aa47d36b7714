//! A blood pressure in one line, as people write it down: `128/82 70`, `高压128低压82脉搏70`, two or three of them.

/// One reading of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuickReading {
    /// The upper number in mmHg.
    pub systolic: u16,
    /// The lower number.
    pub diastolic: u16,
    /// The pulse in beats a minute.
    pub pulse: Option<u16>,
    /// The pulse was said to be irregular.
    pub irregular: bool,
}

/// Why a line is no reading. Nothing is guessed: what is not understood is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuickProblem {
    /// Nothing was written.
    Empty,
    /// A reading lacks one of its two numbers.
    Incomplete,
    /// A word or a number that has no place in it.
    NotUnderstood,
    /// Kilopascal; readings are taken in mmHg.
    OtherUnit,
    /// More readings than a sitting has.
    TooMany,
}

impl QuickProblem {
    /// Its name for machines.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Incomplete => "incomplete",
            Self::NotUnderstood => "not-understood",
            Self::OtherUnit => "kilopascal",
            Self::TooMany => "too-many",
        }
    }
}

/// Readings of a sitting at most.
const MOST: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Number(u16),
    Slash,
    Systolic,
    Diastolic,
    Pulse,
    Irregular,
    Next,
    Nothing,
    Kilopascal,
}

/// Words of a line, the longer ones before those that they begin with.
const WORDS: &[(&str, Token)] = &[
    ("systolic", Token::Systolic),
    ("upper", Token::Systolic),
    ("sys", Token::Systolic),
    ("收缩压", Token::Systolic),
    ("高压", Token::Systolic),
    ("上压", Token::Systolic),
    ("diastolic", Token::Diastolic),
    ("lower", Token::Diastolic),
    ("dia", Token::Diastolic),
    ("舒张压", Token::Diastolic),
    ("低压", Token::Diastolic),
    ("下压", Token::Diastolic),
    ("pulse", Token::Pulse),
    ("heart rate", Token::Pulse),
    ("hr", Token::Pulse),
    ("脉搏不齐", Token::Irregular),
    ("脉搏不规则", Token::Irregular),
    ("心律不齐", Token::Irregular),
    ("心跳不齐", Token::Irregular),
    ("脉律不齐", Token::Irregular),
    ("不规则", Token::Irregular),
    ("不齐", Token::Irregular),
    ("irregular", Token::Irregular),
    ("脉搏", Token::Pulse),
    ("脉率", Token::Pulse),
    ("心率", Token::Pulse),
    ("心跳", Token::Pulse),
    ("mm[hg]", Token::Nothing),
    ("mm hg", Token::Nothing),
    ("mmhg", Token::Nothing),
    ("毫米汞柱", Token::Nothing),
    ("kpa", Token::Kilopascal),
    ("千帕", Token::Kilopascal),
    ("次/分钟", Token::Nothing),
    ("次/分", Token::Nothing),
    ("次每分钟", Token::Nothing),
    ("beats/min", Token::Nothing),
    ("/min", Token::Nothing),
    ("bpm", Token::Nothing),
    ("blood pressure", Token::Nothing),
    ("bp", Token::Nothing),
    ("血压", Token::Nothing),
    ("over", Token::Slash),
    ("次", Token::Nothing),
    ("脉", Token::Pulse),
    ("p", Token::Pulse),
];

/// Full-width forms as the keyboard of a Chinese computer gives them, and letters made small.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => {
                let half = u32::from(c).saturating_sub(0xfee0);
                char::from_u32(half).unwrap_or(c)
            }
            '\u{3000}' => ' ',
            '⁄' | '∕' | '÷' => '/',
            c => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn tokens(text: &str) -> Result<Vec<Token>, QuickProblem> {
    let plain = plain(text);
    let mut rest = plain.as_str();
    let mut out = Vec::new();
    while let Some(first) = rest.chars().next() {
        if let Some((word, token)) = WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
            out.push(*token);
            rest = rest.strip_prefix(word).unwrap_or_default();
            continue;
        }
        if first.is_ascii_digit() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, tail) = rest
                .split_at_checked(digits)
                .ok_or(QuickProblem::NotUnderstood)?;
            // Three digits are all a reading has; a point would make two readings out of one number.
            let point = tail.strip_prefix('.').is_some_and(|t| t.starts_with(digit));
            if digits > 3 || point {
                return Err(QuickProblem::NotUnderstood);
            }
            let number = number.parse().map_err(|_| QuickProblem::NotUnderstood)?;
            out.push(Token::Number(number));
            rest = tail;
            continue;
        }
        match first {
            '/' | '\\' | '|' => out.push(Token::Slash),
            ';' | '\n' => out.push(Token::Next),
            ' ' | '\t' | '\r' | ',' | '、' | '.' | '。' | ':' | '-' | '–' | '—' | '=' => {}
            _ => return Err(QuickProblem::NotUnderstood),
        }
        let mut chars = rest.chars();
        chars.next();
        rest = chars.as_str();
    }
    Ok(out)
}

const fn digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[derive(Debug, Clone, Copy, Default)]
struct Draft {
    systolic: Option<u16>,
    diastolic: Option<u16>,
    pulse: Option<u16>,
    irregular: bool,
}

#[derive(Debug, Default)]
struct Reader {
    draft: Draft,
    label: Option<Token>,
    done: Vec<QuickReading>,
}

impl Reader {
    fn close(&mut self) -> Result<(), QuickProblem> {
        let draft = std::mem::take(&mut self.draft);
        match (draft.systolic, draft.diastolic) {
            (None, None) if draft.pulse.is_none() => {
                // "128/82 70; irregular" speaks of the one before.
                match self.done.last_mut() {
                    Some(last) => last.irregular |= draft.irregular,
                    None if draft.irregular => return Err(QuickProblem::Incomplete),
                    None => {}
                }
                Ok(())
            }
            (Some(systolic), Some(diastolic)) => {
                self.done.push(QuickReading {
                    systolic,
                    diastolic,
                    pulse: draft.pulse,
                    irregular: draft.irregular,
                });
                if self.done.len() > MOST {
                    return Err(QuickProblem::TooMany);
                }
                Ok(())
            }
            _ => Err(QuickProblem::Incomplete),
        }
    }

    fn number(&mut self, number: u16, begins: bool) -> Result<(), QuickProblem> {
        let label = self.label.take();
        if label.is_none() && begins {
            if self.draft.diastolic.is_some() {
                self.close()?;
            }
            // "70 128/82": nobody knows what the 70 is.
            if self.draft.systolic.is_some() || self.draft.pulse.is_some() {
                return Err(QuickProblem::NotUnderstood);
            }
        }
        let full = |draft: &Draft| match label {
            Some(Token::Systolic) => draft.systolic.is_some(),
            Some(Token::Diastolic) => draft.diastolic.is_some(),
            Some(_) => draft.pulse.is_some(),
            None => draft.systolic.is_some() && draft.diastolic.is_some() && draft.pulse.is_some(),
        };
        if full(&self.draft) {
            self.close()?;
        }
        let draft = &mut self.draft;
        let place = match label {
            Some(Token::Systolic) => &mut draft.systolic,
            Some(Token::Diastolic) => &mut draft.diastolic,
            Some(_) => &mut draft.pulse,
            None if draft.systolic.is_none() => &mut draft.systolic,
            None if draft.diastolic.is_none() => &mut draft.diastolic,
            None => &mut draft.pulse,
        };
        *place = Some(number);
        Ok(())
    }
}

/// Reads a line. Numbers without a word are the upper, the lower and the pulse, in this order; a number before a
/// slash begins the next reading.
///
/// # Errors
/// [`QuickProblem`]: nothing, or not all of it, was understood.
pub fn read_quick(text: &str) -> Result<Vec<QuickReading>, QuickProblem> {
    let tokens = tokens(text)?;
    let mut reader = Reader::default();
    let mut after = tokens.iter().skip(1);
    let mut before = None;
    for token in &tokens {
        let next = after.next();
        match token {
            Token::Number(n) => {
                let begins = next == Some(&Token::Slash) && before != Some(&Token::Slash);
                reader.number(*n, begins)?;
            }
            Token::Systolic | Token::Diastolic | Token::Pulse => reader.label = Some(*token),
            Token::Irregular => reader.draft.irregular = true,
            Token::Next => reader.close()?,
            Token::Kilopascal => return Err(QuickProblem::OtherUnit),
            Token::Slash | Token::Nothing => {}
        }
        before = Some(token);
    }
    reader.close()?;
    if reader.done.is_empty() {
        Err(QuickProblem::Empty)
    } else {
        Ok(reader.done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u16, u16, u16, bool)> {
        read_quick(text)
            .unwrap_or_else(|e| panic!("{text}: {e:?}"))
            .into_iter()
            .map(|r| (r.systolic, r.diastolic, r.pulse.unwrap_or(0), r.irregular))
            .collect()
    }

    #[test]
    fn a_reading_is_understood_however_it_is_written() {
        for text in [
            "128/82 70",
            "128 82 70",
            "128/82/70",
            "128-82, 70",
            "128 / 82 P70",
            "BP 128/82 mmHg, pulse 70 bpm",
            "128 over 82 pulse 70",
            "sys 128 dia 82 hr 70",
            "１２８／８２　７０",
            "高压128低压82脉搏70",
            "高压128，低压82，心率70次/分",
            "收缩压：128 舒张压：82 脉搏：70",
            "血压128/82毫米汞柱 脉搏70次/分钟",
            "低压82高压128脉70",
            "脉搏70 高压128 低压82",
        ] {
            assert_eq!(read(text), vec![(128, 82, 70, false)], "{text}");
        }
        assert_eq!(read("128/82"), vec![(128, 82, 0, false)]);
        assert_eq!(read("128/82 70 irregular"), vec![(128, 82, 70, true)]);
        assert_eq!(read("128/82 70 心律不齐"), vec![(128, 82, 70, true)]);
    }

    #[test]
    fn a_sitting_has_two_or_three() {
        let two = vec![(128, 82, 70, false), (126, 80, 68, false)];
        for text in [
            "128/82 70 126/80 68",
            "128/82 70; 126/80 68",
            "128/82 70, 126/80 68",
            "128/82 70\n126/80 68",
            "128 82 70 126 80 68",
            "高压128低压82脉搏70；高压126低压80脉搏68",
            "高压128低压82脉搏70高压126低压80脉搏68",
        ] {
            assert_eq!(read(text), two, "{text}");
        }
        assert_eq!(
            read("128/82 126/80"),
            vec![(128, 82, 0, false), (126, 80, 0, false)]
        );
        assert_eq!(read("128/82; 126/80; 124/79").len(), 3);
    }

    #[test]
    fn nothing_is_guessed() {
        for (text, why) in [
            ("", QuickProblem::Empty),
            ("  ，", QuickProblem::Empty),
            ("128", QuickProblem::Incomplete),
            ("128/", QuickProblem::Incomplete),
            ("pulse 70", QuickProblem::Incomplete),
            ("128 82 126 80", QuickProblem::Incomplete),
            ("12882", QuickProblem::NotUnderstood),
            ("128.5/82", QuickProblem::NotUnderstood),
            ("70 128/82", QuickProblem::NotUnderstood),
            ("128/82 left", QuickProblem::NotUnderstood),
            ("17.1/10.9 kPa", QuickProblem::NotUnderstood),
            ("17/11 kPa", QuickProblem::OtherUnit),
            ("1/2 1/2 1/2 1/2 1/2 1/2 1/2", QuickProblem::TooMany),
        ] {
            assert_eq!(read_quick(text), Err(why), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_back(s in 30_u16..350, d in 10_u16..250, p in 20_u16..250) {
            for text in [format!("{s}/{d} {p}"), format!("高压{s}低压{d}脉搏{p}")] {
                let want = QuickReading { systolic: s, diastolic: d, pulse: Some(p), irregular: false };
                proptest::prop_assert_eq!(read_quick(&text), Ok(vec![want]));
            }
        }
        #[test]
        fn any_text_gives_an_answer(text in ".{0,60}") {
            drop(read_quick(&text));
        }
    }
}
