//! Narrative XHTML (`text.div`) to a small typed tree that is safe to show.
//!
//! Events of a pull parser, no document tree, no attribute but `colspan` and `rowspan`, no address
//! of any kind. Script, style and embedded objects go with their content; every other unknown
//! element goes and its text stays. XHTML that does not parse becomes plain text, so nothing that
//! a person could read is lost. A document type declaration is refused: a narrative needs none,
//! and it is where entity attacks live.

use crate::Limits;
use kin_model::{Narrative, Node, Tag};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// What becomes of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Kept.
    Keep(Tag),
    /// Goes, its text stays in place.
    Inline,
    /// Goes, its text stays as a paragraph of its own.
    Block,
    /// Goes with everything in it.
    Drop,
}

fn fate(name: &str) -> Fate {
    Fate::Keep(match name {
        "p" => Tag::P,
        "br" | "hr" => Tag::Br,
        "b" | "strong" | "dt" => Tag::B,
        "i" | "em" | "cite" | "dfn" => Tag::I,
        "u" | "ins" => Tag::U,
        "ul" => Tag::Ul,
        "ol" => Tag::Ol,
        "li" => Tag::Li,
        "table" => Tag::Table,
        "thead" => Tag::Thead,
        "tbody" | "tfoot" => Tag::Tbody,
        "tr" => Tag::Tr,
        "td" => Tag::Td,
        "th" => Tag::Th,
        "pre" | "code" | "tt" | "samp" => Tag::Pre,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "caption" => Tag::H,
        "div" | "section" | "article" | "blockquote" | "dl" | "dd" | "address" | "header"
        | "footer" | "figure" | "figcaption" => return Fate::Block,
        "script" | "style" | "head" | "iframe" | "object" | "embed" | "applet" | "svg" | "math"
        | "template" | "noscript" | "textarea" | "select" | "form" | "frameset" | "audio"
        | "video" | "canvas" | "link" | "meta" | "base" | "title" | "xml" => return Fate::Drop,
        _ => return Fate::Inline,
    })
}

/// An element whose end has not come yet.
struct Open {
    tag: Option<Tag>,
    colspan: Option<u8>,
    rowspan: Option<u8>,
    children: Vec<Node>,
}

struct Builder {
    open: Vec<Open>,
    top: Vec<Node>,
    depth_limit: usize,
    dropping: usize,
    levels: Vec<bool>,
    cut: bool,
}

/// Reads a FHIR narrative (`text.div`); never fails: what cannot be read becomes plain text.
#[must_use]
pub fn narrative(xhtml: &str) -> Narrative {
    narrative_within(xhtml, &Limits::default())
}

/// As [`narrative`], with limits of its own.
#[must_use]
pub fn narrative_within(xhtml: &str, limits: &Limits) -> Narrative {
    let max = usize::try_from(limits.narrative_bytes).unwrap_or(usize::MAX);
    let (text, cut) = if xhtml.len() > max {
        (xhtml.get(..floor(xhtml, max)).unwrap_or_default(), true)
    } else {
        (xhtml, false)
    };
    match parse(text, limits, cut) {
        Parsed::Tree(narrative) => narrative,
        Parsed::Declared => Narrative {
            nodes: Vec::new(),
            cut: true,
        },
        Parsed::Broken => Narrative {
            nodes: plain_nodes(text),
            cut,
        },
    }
}

/// The largest character boundary that is not after `max`.
fn floor(text: &str, max: usize) -> usize {
    (0..=max.min(text.len()))
        .rev()
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(0)
}

/// The words of a narrative with single spaces, for the search index.
pub(crate) fn words(xhtml: &str) -> String {
    let text = narrative(xhtml).plain_text();
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

enum Parsed {
    Tree(Narrative),
    Broken,
    Declared,
}

fn parse(text: &str, limits: &Limits, cut: bool) -> Parsed {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut builder = Builder {
        open: Vec::new(),
        top: Vec::new(),
        depth_limit: usize::try_from(limits.narrative_depth).unwrap_or(32),
        dropping: 0,
        levels: Vec::new(),
        cut,
    };
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => builder.start(&start),
            Ok(Event::End(_)) => builder.end(),
            Ok(Event::Empty(start)) => {
                builder.start(&start);
                builder.end();
            }
            Ok(Event::Text(text)) => builder.text(&text.into_inner()),
            Ok(Event::CData(text)) => builder.text(&text.into_inner()),
            Ok(Event::GeneralRef(name)) => {
                let resolved = entity(&name.into_inner());
                builder.text(&resolved);
            }
            Ok(Event::DocType(_)) => return Parsed::Declared,
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => break,
            // A text cut at the limit ends in the middle of something: keep what there is.
            Err(_) if cut => break,
            Err(_) => return Parsed::Broken,
        }
    }
    if !cut && !builder.levels.is_empty() {
        return Parsed::Broken;
    }
    while !builder.levels.is_empty() {
        builder.end();
    }
    Parsed::Tree(Narrative {
        nodes: builder.top,
        cut: builder.cut,
    })
}

fn entity(name: &str) -> Cow<'static, str> {
    let code = match name.strip_prefix('#') {
        Some(n) => match n.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => n.parse().ok(),
        },
        None => {
            return Cow::Borrowed(match name {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" => "'",
                "nbsp" => "\u{a0}",
                "deg" => "°",
                "micro" => "µ",
                "plusmn" => "±",
                "ndash" => "–",
                "mdash" => "—",
                "hellip" => "…",
                "bull" => "•",
                "middot" => "·",
                "le" => "≤",
                "ge" => "≥",
                "copy" => "©",
                "reg" => "®",
                "rsquo" => "’",
                "lsquo" => "‘",
                "rdquo" => "”",
                "ldquo" => "“",
                other => return Cow::Owned(format!("&{other};")),
            });
        }
    };
    let c = code
        .and_then(char::from_u32)
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .unwrap_or(char::REPLACEMENT_CHARACTER);
    Cow::Owned(c.to_string())
}

fn span(start: &BytesStart<'_>, name: &str) -> Option<u8> {
    // Attributes are looked at one by one, at most eight: more than any cell of a narrative has.
    start
        .attributes()
        .with_checks(false)
        .take(8)
        .filter_map(Result::ok)
        .find(|a| a.key.as_ref() == name)
        .and_then(|a| a.value.trim().parse::<u8>().ok())
        .filter(|n| (1..=100).contains(n))
}

impl Builder {
    fn siblings(&mut self) -> &mut Vec<Node> {
        match self.open.last_mut() {
            Some(open) => &mut open.children,
            None => &mut self.top,
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let local = start.local_name();
        let name = local.as_ref().to_ascii_lowercase();
        let fate = fate(&name);
        if self.dropping > 0 || fate == Fate::Drop {
            self.dropping += 1;
            self.levels.push(false);
            return;
        }
        let tag = match fate {
            Fate::Keep(tag) => Some(tag),
            // The outermost div is the narrative itself; one inside is a paragraph.
            Fate::Block if !self.levels.is_empty() => Some(Tag::P),
            _ => None,
        };
        if tag.is_some() && self.open.len() >= self.depth_limit {
            self.cut = true;
            self.levels.push(false);
            return;
        }
        self.levels.push(tag.is_some());
        if tag.is_some() {
            let cell = matches!(tag, Some(Tag::Td | Tag::Th));
            self.open.push(Open {
                tag,
                colspan: if cell { span(start, "colspan") } else { None },
                rowspan: if cell { span(start, "rowspan") } else { None },
                children: Vec::new(),
            });
        }
    }

    fn end(&mut self) {
        let opened = self.levels.pop().unwrap_or(false);
        if self.dropping > 0 {
            self.dropping -= 1;
            return;
        }
        if !opened {
            return;
        }
        let Some(Open {
            tag: Some(tag),
            colspan,
            rowspan,
            children,
        }) = self.open.pop()
        else {
            return;
        };
        let empty_block = children.is_empty() && !matches!(tag, Tag::Br | Tag::Td | Tag::Th);
        if !empty_block {
            self.siblings().push(Node::Element {
                tag,
                colspan,
                rowspan,
                children,
            });
        }
    }

    fn text(&mut self, text: &str) {
        if self.dropping > 0 {
            return;
        }
        let verbatim = self.open.iter().any(|o| o.tag == Some(Tag::Pre));
        let table_part = matches!(
            self.open.last().and_then(|o| o.tag),
            Some(Tag::Table | Tag::Thead | Tag::Tbody | Tag::Tr | Tag::Ul | Tag::Ol)
        );
        let text = if verbatim {
            clean(text)
        } else {
            single_spaces(text)
        };
        if text.is_empty() || (text == " " && (table_part || self.siblings().is_empty())) {
            return;
        }
        match self.siblings().last_mut() {
            Some(Node::Text { text: before }) => {
                let doubled = !verbatim && before.ends_with(' ');
                before.push_str(if doubled {
                    text.strip_prefix(' ').unwrap_or(&text)
                } else {
                    &text
                });
            }
            _ => self.siblings().push(Node::Text { text }),
        }
    }
}

/// Without control characters, which no narrative needs.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

fn single_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_ascii_whitespace() {
            blank = true;
        } else if !c.is_control() {
            if blank {
                out.push(' ');
                blank = false;
            }
            out.push(c);
        }
    }
    if blank {
        out.push(' ');
    }
    out
}

/// The text of broken XHTML: what stands between `<` and `>` goes, also an unfinished tag.
fn plain_nodes(text: &str) -> Vec<Node> {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let (words, tail) = match rest.find('<') {
            Some(i) => rest.split_at(i),
            None => (rest, ""),
        };
        push_words(words, &mut out);
        if tail.is_empty() {
            break;
        }
        let name_end = tail
            .char_indices()
            .skip(1)
            .find(|(_, c)| !c.is_ascii_alphanumeric() && *c != '/')
            .map_or(tail.len(), |(i, _)| i);
        let name = tail
            .get(1..name_end)
            .unwrap_or_default()
            .to_ascii_lowercase();
        // A "<" that begins no tag is a sign: "potassium < 3.5".
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
            && !tail.starts_with("<!")
            && !tail.starts_with("<?")
        {
            out.push('<');
            rest = tail.get(1..).unwrap_or_default();
            continue;
        }
        if name == "script" || name == "style" {
            let close = format!("</{name}");
            let lower = tail.to_ascii_lowercase();
            rest = lower
                .find(&close)
                .and_then(|i| tail.get(i..))
                .and_then(|t| t.split_once('>'))
                .map_or("", |(_, after)| after);
            continue;
        }
        out.push(' ');
        rest = tail.split_once('>').map_or("", |(_, after)| after);
    }
    let text = single_spaces(&out).trim().to_owned();
    if text.is_empty() {
        Vec::new()
    } else {
        vec![Node::Text { text }]
    }
}

fn push_words(words: &str, out: &mut String) {
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match after.split_once(';') {
            Some((name, tail))
                if name.len() <= 10
                    && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#') =>
            {
                out.push_str(&entity(name));
                rest = tail;
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(xhtml: &str) -> String {
        narrative(xhtml).plain_text().trim().to_owned()
    }

    fn json(xhtml: &str) -> String {
        serde_json::to_string(&narrative(xhtml)).unwrap()
    }

    #[test]
    fn tables_lists_and_emphasis_are_kept() {
        let n = narrative(
            "<div xmlns=\"http://www.w3.org/1999/xhtml\">\n <h2>Results</h2>\n<table border='1'><tr><th colspan=\"2\" onclick='x()'>Na</th></tr>\n<tr><td>140</td><td>mmol&#47;L &amp; &lt;ok&gt;</td></tr></table><p>Take <b>one</b>\n  daily</p></div>",
        );
        assert!(!n.cut);
        assert_eq!(
            serde_json::to_value(&n.nodes).unwrap(),
            serde_json::json!([
                {"type":"element","tag":"h","children":[{"type":"text","text":"Results"}]},
                {"type":"text","text":" "},
                {"type":"element","tag":"table","children":[
                    {"type":"element","tag":"tr","children":[{"type":"element","tag":"th","colspan":2,"children":[{"type":"text","text":"Na"}]}]},
                    {"type":"element","tag":"tr","children":[
                        {"type":"element","tag":"td","children":[{"type":"text","text":"140"}]},
                        {"type":"element","tag":"td","children":[{"type":"text","text":"mmol/L & <ok>"}]}]}]},
                {"type":"element","tag":"p","children":[{"type":"text","text":"Take "},{"type":"element","tag":"b","children":[{"type":"text","text":"one"}]},{"type":"text","text":" daily"}]}
            ])
        );
    }

    /// Nothing of these may survive as anything but text of a node.
    #[test]
    fn hostile_payloads_leave_only_text() {
        for payload in [
            "<div><script>alert(1)</script>ok</div>",
            "<div><img src=x onerror=alert(1)>ok</img></div>",
            "<div><img src=\"http://track.example/p.gif\"/>ok</div>",
            "<div><svg onload=\"alert(1)\"><script>alert(1)</script></svg>ok</div>",
            "<div><a href=\"javascript:alert(1)\">ok</a></div>",
            "<div><p style=\"background:url(http://evil.example)\">ok</p></div>",
            "<div><iframe src=\"http://evil.example\">x</iframe>ok</div>",
            "<div><object data=\"x\"><embed src=\"y\"/></object>ok</div>",
            "<div><math><mtext><script>alert(1)</script></mtext></math>ok</div>",
            "<div><style>@import 'http://evil.example'</style>ok</div>",
            "<div><form action=\"http://evil.example\"><input/></form>ok</div>",
            "<div><link rel='stylesheet' href='http://evil.example'/>ok</div>",
            "<div><meta http-equiv='refresh' content='0;url=http://evil.example'/>ok</div>",
            "<div><template><script>alert(1)</script></template>ok</div>",
            "<div><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>ok</div>",
            "<div><SCRIPT>alert(1)</SCRIPT>ok</div>",
            "<div><td colspan='999' onmouseover='alert(1)'>ok</td></div>",
            "<div><script>alert(1)</script>ok",
            "<div><img src=x onerror=alert(1)//ok",
            "<div>ok<script>alert(1)",
            "<div>ok</p></div><script>alert(1)</script>",
            "<scr<script>ipt>alert(1)</script>ok",
        ] {
            let out = json(payload);
            for bad in [
                "script",
                "onerror",
                "onload",
                "onclick",
                "onmouseover",
                "javascript:",
                "http",
                "evil",
                "src",
                "href",
                "style",
                "999",
            ] {
                assert!(
                    !out.to_ascii_lowercase().contains(bad),
                    "{bad} of {payload} in {out}"
                );
            }
        }
        assert_eq!(plain("<div><script>alert(1)</script>ok</div>"), "ok");
        assert_eq!(
            plain("<div>&lt;script&gt;alert(1)&lt;/script&gt;</div>"),
            "<script>alert(1)</script>",
            "as text it is harmless and stays"
        );
    }

    #[test]
    fn declarations_and_entities_are_refused() {
        let bomb =
            "<!DOCTYPE div [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><div>&b;</div>";
        assert_eq!(
            narrative(bomb),
            Narrative {
                nodes: vec![],
                cut: true
            }
        );
        assert_eq!(
            plain("<div>a&nbsp;b &unknown; &#x41;&#0;</div>"),
            "a\u{a0}b &unknown; A\u{fffd}"
        );
    }

    #[test]
    fn broken_xhtml_becomes_plain_text() {
        assert_eq!(plain("<div>Sodium <b>140</div>"), "Sodium 140");
        assert_eq!(
            plain("potassium < 3.5 & rising"),
            "potassium < 3.5 & rising"
        );
        assert_eq!(plain("<div>Take one<br>daily</div>"), "Take one daily");
        assert_eq!(plain("no markup at all"), "no markup at all");
        assert_eq!(plain(""), "");
    }

    #[test]
    fn long_and_deep_ones_are_cut() {
        let long = format!("<div>{}</div>", "血糖 ".repeat(100_000));
        let n = narrative(&long);
        assert!(n.cut);
        assert!(n.plain_text().len() <= 256 << 10);
        let deep = format!(
            "<div>{}ok{}</div>",
            "<b>".repeat(20_000),
            "</b>".repeat(20_000)
        );
        let n = narrative(&deep);
        assert!(n.cut);
        assert_eq!(n.plain_text().trim(), "ok", "the text stays");
        fn depth(nodes: &[Node]) -> usize {
            nodes
                .iter()
                .map(|n| match n {
                    Node::Element { children, .. } => 1 + depth(children),
                    Node::Text { .. } => 0,
                })
                .max()
                .unwrap_or(0)
        }
        assert_eq!(depth(&n.nodes), 32);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[<>/a-d=\"' &;#x0-9!\\[\\]?-]{0,200}") {
            prop_assert!(narrative(&text).plain_text().len() <= 4 * text.len() + 64);
        }
        #[test]
        fn text_survives(word in "[a-z\u{4e00}-\u{4e20}]{1,20}") {
            let expect = word.clone();
            prop_assert_eq!(plain(&format!("<div><p><span class='x'>{word}</span></p></div>")), expect);
        }
    }
}
