//! One spelling for what papers write in many: full-width letters, radicals that stand for characters, raised digits.

/// The characters that the 214 radicals of U+2F00 to U+2FD5 stand for, in their order.
///
/// # Source
/// Unicode Character Database 15.1, compatibility decompositions of the block "Kangxi Radicals".
const RADICALS: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Radicals of the block "CJK Radicals Supplement" that fonts put in place of the character.
///
/// # Source
/// Unicode Character Database 15.1, EquivalentUnifiedIdeograph.txt.
const FURTHER: [(char, char); 20] = [
    ('⺟', '母'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻩', '黄'),
];

/// Whether a letter is a Chinese character.
pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// One letter in its usual spelling.
fn usual(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\t' => ' ',
        // Full-width signs and letters.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{2F00}'..='\u{2FD5}' => {
            let at = usize::try_from(u32::from(c) - 0x2F00).unwrap_or(0);
            RADICALS.chars().nth(at).unwrap_or(c)
        }
        '\u{2E80}'..='\u{2EFF}' => {
            let known = FURTHER.iter().find(|(from, _)| *from == c);
            known.map_or(c, |(_, to)| *to)
        }
        'µ' | 'μ' => 'u',
        '−' | '–' | '—' | '―' | '﹣' | '‐' | '‑' | '─' => '-',
        '〜' | '∼' | '˜' => '~',
        '﹤' | '‹' => '<',
        '﹥' | '›' => '>',
        '≦' | '⩽' => '≤',
        '≧' | '⩾' => '≥',
        '×' | '✕' | '╳' => 'x',
        '﹪' | '٪' => '%',
        '∶' | '﹕' => ':',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '⇧' | '⬆' | '▲' | '△' | '🠕' => '↑',
        '⇩' | '⬇' | '▼' | '▽' | '🠗' => '↓',
        other => other,
    }
}

/// The digit of a raised one.
const fn raised(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴' => '4',
        '⁵' => '5',
        '⁶' => '6',
        '⁷' => '7',
        '⁸' => '8',
        '⁹' => '9',
        _ => return None,
    })
}

/// The text in the usual spelling: no control signs, no marks of direction, raised digits behind `^`.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut before_raised = false;
    for c in text.chars() {
        if let Some(digit) = raised(c) {
            if !before_raised {
                plain.push('^');
            }
            plain.push(digit);
            before_raised = true;
            continue;
        }
        before_raised = false;
        let unseen = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}');
        let c = usual(c);
        if !unseen && !c.is_control() {
            plain.push(c);
        }
    }
    plain.trim().to_owned()
}

/// The text without spaces between Chinese characters: 姓 名 is 姓名.
pub(super) fn joined(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut joined = String::with_capacity(text.len());
    let mut before = None;
    for (at, c) in chars.iter().enumerate() {
        if *c == ' ' {
            let next = chars.get(at..).unwrap_or_default();
            let next = next.iter().find(|c| **c != ' ');
            let between = before.is_some_and(is_han) && next.is_some_and(|c| is_han(*c));
            if between {
                continue;
            }
        } else {
            before = Some(*c);
        }
        joined.push(*c);
    }
    joined
}

/// A name to look up: small letters, without spaces, points and marks; `%`, `#`, `/` and `+` tell things apart.
pub(super) fn key(name: &str) -> String {
    plain(name)
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'α' => 'a',
            'β' => 'b',
            'γ' => 'r',
            other => other,
        })
        .filter(|c| c.is_alphanumeric() || matches!(c, '%' | '#' | '/' | '+'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_for_many() {
        assert_eq!(plain("ＷＢＣ　１２．５"), "WBC 12.5");
        assert_eq!(plain("×10⁹／L"), "x10^9/L");
        assert_eq!(plain("μmol/L µmol/L"), "umol/L umol/L");
        assert_eq!(plain("⾎红蛋⽩ 四川⼤学"), "血红蛋白 四川大学");
        assert_eq!(plain("3.9～6.1 ≦5\u{202e}"), "3.9~6.1 ≤5");
        assert_eq!(joined("姓 名: 张 三  WBC 5"), "姓名: 张三  WBC 5");
        assert_eq!(key("★γ-谷氨酰转移酶 (GGT)"), "r谷氨酰转移酶ggt");
        assert_eq!(key("NEUT%"), "neut%");
        assert_eq!(RADICALS.chars().count(), 214);
    }
}
