//! What a document says, as text that can be shown: the words of each section as the author wrote them, and where
//! there are none, its entries as they name themselves.

use super::tree::{Node, Part};
use std::fmt::Write as _;

/// Elements inside each other that are shown as such.
const DEEP: usize = 24;

/// The statements of a clinical document.
const STATEMENTS: [&str; 8] = [
    "act",
    "encounter",
    "observation",
    "observationMedia",
    "organizer",
    "procedure",
    "substanceAdministration",
    "supply",
];

/// Writes text with the signs of XML spelled out.
fn escaped(out: &mut String, text: &str) {
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            sign if sign.is_control() && !matches!(sign, '\n' | '\t') => out.push(' '),
            sign => out.push(sign),
        }
    }
}

/// One element around text.
pub(super) fn line(out: &mut String, tag: &str, text: &str) {
    let _ = write!(out, "<{tag}>");
    escaped(out, text);
    let _ = write!(out, "</{tag}>");
}

/// All sections of a body, one after the other, each with its heading.
pub(super) fn body(body: &Node) -> String {
    let mut out = String::new();
    for component in body.all("component") {
        for one in component.all("section") {
            section(one, 0, &mut out);
        }
    }
    out
}

fn section(node: &Node, depth: usize, out: &mut String) {
    let heading = node.at(&["title"]).map(Node::words).unwrap_or_default();
    let heading = if heading.is_empty() {
        node.at(&["code"]).and_then(named).unwrap_or_default()
    } else {
        heading
    };
    let mut inside = String::new();
    if let Some(text) = node.at(&["text"])
        && !text.words().is_empty()
    {
        for part in &text.inside {
            narrated(part, 0, &mut inside);
        }
    }
    if inside.is_empty() {
        let mut list = String::new();
        for entry in node.all("entry") {
            for one in entry.nodes() {
                statement(one, 0, &mut list);
            }
        }
        if !list.is_empty() {
            let _ = write!(inside, "<ul>{list}</ul>");
        }
    }
    if depth < DEEP {
        for component in node.all("component") {
            for one in component.all("section") {
                section(one, depth.saturating_add(1), &mut inside);
            }
        }
    }
    if !inside.is_empty() {
        if !heading.is_empty() {
            line(out, "h3", &heading);
        }
        out.push_str(&inside);
    }
}

/// The words of the author.
fn narrated(part: &Part, depth: usize, out: &mut String) {
    let node = match part {
        Part::Text(text) => return escaped(out, text),
        Part::Node(node) => node,
    };
    let tag = match node.name.as_str() {
        "paragraph" => Some("p"),
        "list" if node.attribute("listType") == Some("ordered") => Some("ol"),
        "list" => Some("ul"),
        "item" => Some("li"),
        "caption" | "title" => Some("h4"),
        "br" => {
            out.push_str("<br/>");
            return;
        }
        "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" | "sub" | "sup" => {
            Some(node.name.as_str())
        }
        // Pictures are kept as files of their own.
        "renderMultiMedia" => return,
        // What the author struck out is not said any more.
        "content" if node.attribute("revised") == Some("delete") => return,
        _ => None,
    };
    let tag = tag.filter(|_| depth < DEEP);
    if let Some(tag) = tag {
        let _ = write!(out, "<{tag}");
        for span in ["colspan", "rowspan"] {
            let number = node.attribute(span).and_then(|n| n.parse::<u8>().ok());
            if let Some(number) = number {
                let _ = write!(out, " {span}=\"{number}\"");
            }
        }
        out.push('>');
    }
    for part in &node.inside {
        narrated(part, depth.saturating_add(1), out);
    }
    if let Some(tag) = tag {
        let _ = write!(out, "</{tag}>");
    }
}

/// The name that a code gives itself.
pub(super) fn named(code: &Node) -> Option<String> {
    let shown = code.attribute("displayName").map(str::to_owned);
    let original = || code.at(&["originalText"]).map(Node::words);
    let name = shown.or_else(original).filter(|name| !name.is_empty());
    name.or_else(|| code.attribute("code").map(str::to_owned))
}

/// One statement and those in it, as items of a list.
fn statement(node: &Node, depth: usize, out: &mut String) {
    if !STATEMENTS.contains(&node.name.as_str()) {
        return;
    }
    let mut said = Vec::new();
    let material = ["manufacturedMaterial", "manufacturedLabeledDrug"]
        .iter()
        .find_map(|kind| node.at(&["consumable", "manufacturedProduct", kind]));
    if let Some(material) = material {
        let name = material.at(&["name"]).map(Node::words);
        let name = name.filter(|name| !name.is_empty());
        said.extend(name.or_else(|| material.at(&["code"]).and_then(named)));
    }
    said.extend(node.at(&["code"]).and_then(named));
    let values: Vec<String> = node.all("value").filter_map(value).collect();
    let mut text = said.join(", ");
    if !values.is_empty() {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&values.join(", "));
    }
    for name in ["doseQuantity", "routeCode"] {
        let told = node.at(&[name]).and_then(value);
        if let Some(told) = told {
            let _ = write!(text, ", {told}");
        }
    }
    // What is written otherwise than as a plain fact must not be read as one.
    if node.attribute("negationInd") == Some("true") && !text.is_empty() {
        text = format!("✗ negationInd: {text}");
    }
    if let Some(mood) = node.attribute("moodCode").filter(|mood| *mood != "EVN")
        && !text.is_empty()
    {
        let _ = write!(text, " (moodCode {mood})");
    }
    if let Some(time) = node.at(&["effectiveTime"]).and_then(period)
        && !text.is_empty()
    {
        let _ = write!(text, " ({time})");
    }
    let mut below = String::new();
    if depth < DEEP {
        for link in node.nodes() {
            if matches!(link.name.as_str(), "entryRelationship" | "component") {
                for one in link.nodes() {
                    statement(one, depth.saturating_add(1), &mut below);
                }
            }
        }
    }
    match (text.is_empty(), below.is_empty()) {
        (true, _) => out.push_str(&below),
        (false, true) => line(out, "li", &text),
        (false, false) => {
            out.push_str("<li>");
            escaped(out, &text);
            let _ = write!(out, "<ul>{below}</ul></li>");
        }
    }
}

/// A value as it stands: a name, a number with its unit, a range, words.
fn value(node: &Node) -> Option<String> {
    if let Some(name) = node.attribute("displayName") {
        return Some(name.to_owned());
    }
    if let Some(number) = node.attribute("value") {
        let unit = node.attribute("unit").filter(|unit| *unit != "1");
        return Some(unit.map_or(number.to_owned(), |unit| format!("{number} {unit}")));
    }
    let ends = (node.at(&["low"]), node.at(&["high"]));
    let range = match (ends.0.and_then(value), ends.1.and_then(value)) {
        (Some(low), Some(high)) => Some(format!("{low} – {high}")),
        (Some(low), None) => Some(format!("≥ {low}")),
        (None, Some(high)) => Some(format!("≤ {high}")),
        (None, None) => None,
    };
    let words = || Some(node.words()).filter(|words| !words.is_empty());
    range.or_else(words).or_else(|| named(node))
}

/// A moment or a time as it is shown.
fn period(node: &Node) -> Option<String> {
    let moment = |node: &Node| node.attribute("value").and_then(super::date);
    if let Some(at) = moment(node) {
        return Some(at);
    }
    let low = node.at(&["low"]).and_then(moment);
    let high = node.at(&["high"]).and_then(moment);
    match (low, high) {
        (None, None) => None,
        (low, high) => Some(format!(
            "{} – {}",
            low.unwrap_or_default(),
            high.unwrap_or_default()
        )),
    }
}
