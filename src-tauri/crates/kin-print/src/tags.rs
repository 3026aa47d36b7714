//! What the lines of a page are, for those who hear the page instead of seeing it: headings, paragraphs,
//! tables with their heads, pictures with words. Written into the PDF as its structure tree.
//!
//! # Source
//! ISO 32000-1:2008, 14.6 (marked content), 14.7 (logical structure), 14.8 (tagged PDF), 14.9 (language,
//! alternate text).

use crate::linebreak::is_cjk;
use crate::text::Placed;
use lopdf::{Dictionary, Object, ObjectId, dictionary};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What something on the page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// A heading of level 1 or 2.
    Heading(u8),
    Paragraph,
    Table,
    Row,
    /// The head of a column.
    ColumnHead,
    /// The first cell of a row, which names it.
    RowHead,
    Cell,
    /// A drawing, with what it shows in words.
    Figure(String),
    /// Words in another language than the document's.
    Span(&'static str),
}

/// One element of the structure; the lines that belong to it share it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) role: Role,
    pub(crate) parent: Option<Rc<Self>>,
}

impl Node {
    pub(crate) fn new(role: Role) -> Rc<Self> {
        Rc::new(Self { role, parent: None })
    }

    pub(crate) fn within(role: Role, parent: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self {
            role,
            parent: Some(Rc::clone(parent)),
        })
    }
}

/// The structure of a document in the making: elements in the order in which they first appear.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    elements: Vec<Element>,
    of: BTreeMap<*const Node, usize>,
    /// For each page the element of each marked content, by its number.
    pages: Vec<Vec<usize>>,
}

#[derive(Debug)]
struct Element {
    node: Rc<Node>,
    parent: Option<usize>,
    /// Its content and its elements, in the order in which they are read.
    kids: Vec<Kid>,
    /// What a heading says, and where it stands: page, distance from the lower edge.
    said: String,
    at: Option<(usize, f32)>,
}

#[derive(Debug, Clone, Copy)]
enum Kid {
    /// Page and number of marked content.
    Content(usize, usize),
    /// Number of an element.
    Element(usize),
}

impl Tree {
    /// A new piece of marked content of this element on a page: its number on that page.
    pub(crate) fn content(&mut self, node: &Rc<Node>, page: usize) -> usize {
        let element = self.element(node);
        while self.pages.len() <= page {
            self.pages.push(Vec::new());
        }
        let Some(numbers) = self.pages.get_mut(page) else {
            return 0;
        };
        let number = numbers.len();
        numbers.push(element);
        if let Some(element) = self.elements.get_mut(element) {
            element.kids.push(Kid::Content(page, number));
        }
        number
    }

    /// Notes the words of a heading, for the bookmarks.
    pub(crate) fn said(&mut self, node: &Rc<Node>, glyphs: &[Placed], page: usize, y: f32) {
        if !matches!(node.role, Role::Heading(_)) {
            return;
        }
        let element = self.element(node);
        if let Some(element) = self.elements.get_mut(element) {
            if !element.said.is_empty() {
                element.said.push(' ');
            }
            element.said.extend(glyphs.iter().map(|g| g.character));
            element.at.get_or_insert((page, y));
        }
    }

    fn element(&mut self, node: &Rc<Node>) -> usize {
        if let Some(known) = self.of.get(&Rc::as_ptr(node)) {
            return *known;
        }
        let parent = node.parent.as_ref().map(|parent| self.element(parent));
        let number = self.elements.len();
        self.elements.push(Element {
            node: Rc::clone(node),
            parent,
            kids: Vec::new(),
            said: String::new(),
            at: None,
        });
        self.of.insert(Rc::as_ptr(node), number);
        if let Some(parent) = parent.and_then(|p| self.elements.get_mut(p)) {
            parent.kids.push(Kid::Element(number));
        }
        number
    }

    /// Writes the tree and the bookmarks into a document whose pages carry the marks.
    pub(crate) fn write(&self, document: &mut lopdf::Document) -> Option<()> {
        let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
        let root = document.new_object_id();
        let whole = document.new_object_id();
        let ids: Vec<ObjectId> = self
            .elements
            .iter()
            .map(|_| document.new_object_id())
            .collect();
        for (element, id) in self.elements.iter().zip(&ids) {
            let parent = element.parent.and_then(|p| ids.get(p)).unwrap_or(&whole);
            let mut kids: Vec<Object> = Vec::new();
            let mut first = None;
            for kid in &element.kids {
                kids.push(match kid {
                    Kid::Element(child) => Object::Reference(*ids.get(*child)?),
                    Kid::Content(page, number) => {
                        let page = *pages.get(*page)?;
                        first.get_or_insert(page);
                        Object::Dictionary(dictionary! {
                            "Type" => "MCR",
                            "Pg" => page,
                            "MCID" => i64::try_from(*number).ok()?,
                        })
                    }
                });
            }
            let mut out = dictionary! {
                "Type" => "StructElem",
                "S" => Object::Name(name(&element.node.role).into()),
                "P" => *parent,
                "K" => kids,
            };
            if let Some(page) = first {
                out.set("Pg", page);
            }
            match &element.node.role {
                Role::ColumnHead => out.set("A", scope("Column")),
                Role::RowHead => out.set("A", scope("Row")),
                Role::Figure(words) => out.set("Alt", text(words)),
                Role::Span(language) => out.set("Lang", Object::string_literal(*language)),
                _ => {}
            }
            document.objects.insert(*id, Object::Dictionary(out));
        }
        let top: Vec<Object> = self
            .elements
            .iter()
            .zip(&ids)
            .filter(|(e, _)| e.parent.is_none())
            .map(|(_, id)| Object::Reference(*id))
            .collect();
        let whole_element = dictionary! {
            "Type" => "StructElem",
            "S" => "Document",
            "P" => root,
            "K" => top,
        };
        document
            .objects
            .insert(whole, Object::Dictionary(whole_element));
        let mut numbers: Vec<Object> = Vec::new();
        for (n, page) in pages.iter().enumerate() {
            let key = i64::try_from(n).ok()?;
            let elements = self.pages.get(n).map(Vec::as_slice).unwrap_or_default();
            let list: Vec<Object> = elements
                .iter()
                .filter_map(|e| ids.get(*e))
                .map(|id| Object::Reference(*id))
                .collect();
            numbers.push(Object::Integer(key));
            numbers.push(Object::Array(list));
            let page = document.get_object_mut(*page).ok()?.as_dict_mut().ok()?;
            page.set("StructParents", key);
            // The order of the Tab key is that of the structure.
            page.set("Tabs", Object::Name(b"S".to_vec()));
        }
        let parents = document.add_object(dictionary! { "Nums" => numbers });
        let root_element = dictionary! {
            "Type" => "StructTreeRoot",
            "K" => vec![Object::Reference(whole)],
            "ParentTree" => parents,
            "ParentTreeNextKey" => i64::try_from(pages.len()).ok()?,
        };
        document
            .objects
            .insert(root, Object::Dictionary(root_element));
        let outlines = self.bookmarks(document, &pages);
        let catalog = document.catalog_mut().ok()?;
        catalog.set("StructTreeRoot", root);
        catalog.set("MarkInfo", dictionary! { "Marked" => true });
        if let Some(outlines) = outlines {
            catalog.set("Outlines", outlines);
        }
        Some(())
    }

    /// The headings as bookmarks.
    fn bookmarks(&self, document: &mut lopdf::Document, pages: &[ObjectId]) -> Option<ObjectId> {
        let headings: Vec<(&str, ObjectId, f32)> = self
            .elements
            .iter()
            .filter(|e| e.node.role == Role::Heading(2))
            .filter_map(|e| {
                let (page, y) = e.at?;
                Some((e.said.as_str(), *pages.get(page)?, y))
            })
            .collect();
        if headings.is_empty() {
            return None;
        }
        let outlines = document.new_object_id();
        let ids: Vec<ObjectId> = headings.iter().map(|_| document.new_object_id()).collect();
        for (n, ((said, page, y), id)) in headings.iter().zip(&ids).enumerate() {
            let to = vec![
                Object::Reference(*page),
                Object::Name(b"XYZ".to_vec()),
                Object::Null,
                Object::Real(*y),
                Object::Null,
            ];
            let mut out = dictionary! {
                "Title" => text(said),
                "Parent" => outlines,
                "Dest" => to,
            };
            if let Some(before) = n.checked_sub(1).and_then(|n| ids.get(n)) {
                out.set("Prev", *before);
            }
            if let Some(after) = ids.get(n + 1) {
                out.set("Next", *after);
            }
            document.objects.insert(*id, Object::Dictionary(out));
        }
        let root = dictionary! {
            "Type" => "Outlines",
            "First" => *ids.first()?,
            "Last" => *ids.last()?,
            "Count" => i64::try_from(ids.len()).ok()?,
        };
        document.objects.insert(outlines, Object::Dictionary(root));
        Some(outlines)
    }
}

/// The standard structure type.
pub(crate) const fn name(role: &Role) -> &'static str {
    match role {
        Role::Heading(1) => "H1",
        Role::Heading(_) => "H2",
        Role::Paragraph => "P",
        Role::Table => "Table",
        Role::Row => "TR",
        Role::ColumnHead | Role::RowHead => "TH",
        Role::Cell => "TD",
        Role::Figure(_) => "Figure",
        Role::Span(_) => "Span",
    }
}

fn scope(of: &str) -> Dictionary {
    dictionary! { "O" => "Table", "Scope" => Object::Name(of.into()) }
}

/// A text of a PDF in any script (UTF-16BE with its mark).
fn text(words: &str) -> Object {
    Object::String(utf16(words.trim()), lopdf::StringFormat::Hexadecimal)
}

/// The bytes of such a text.
pub(crate) fn utf16(words: &str) -> Vec<u8> {
    let mut bytes = vec![0xfe, 0xff];
    for unit in words.encode_utf16() {
        bytes.extend(unit.to_be_bytes());
    }
    bytes
}

/// Letters of another script than the document's that make a run worth marking: shorter ones are
/// units and flags, which every voice spells.
const WORD: usize = 3;

/// The glyphs in stretches of one language; `None` is the document's own.
pub(crate) fn stretches<'g>(
    glyphs: &'g [Placed],
    document: &str,
) -> Vec<(Option<&'static str>, &'g [Placed])> {
    let characters: Vec<char> = glyphs.iter().map(|g| g.character).collect();
    let mut rest = glyphs;
    let mut out = Vec::new();
    for (tag, length) in languages(&characters, document) {
        let (run, tail) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        out.push((tag, run));
        rest = tail;
    }
    out
}

/// How many characters are in which language; `None` is the document's own.
pub(crate) fn languages(text: &[char], document: &str) -> Vec<(Option<&'static str>, usize)> {
    let chinese = document.starts_with("zh");
    let foreign = |c: &char| {
        if chinese {
            c.is_ascii_alphabetic()
        } else {
            is_cjk(*c)
        }
    };
    let own = |c: &char| {
        if chinese {
            is_cjk(*c)
        } else {
            c.is_alphabetic() && !is_cjk(*c)
        }
    };
    let tag = if chinese { "en" } else { "zh-CN" };
    let mut out: Vec<(Option<&'static str>, usize)> = Vec::new();
    let mut push = |tag: Option<&'static str>, length: usize| match out.last_mut() {
        _ if length == 0 => {}
        Some((last, count)) if *last == tag => *count += length,
        _ => out.push((tag, length)),
    };
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.iter().take_while(|c| !foreign(c)).count();
        push(None, plain);
        let (_, tail) = rest.split_at_checked(plain).unwrap_or((rest, &[]));
        // A foreign stretch goes on over digits and marks up to its last letter.
        let room = tail.iter().take_while(|c| !own(c)).count();
        let length = tail
            .iter()
            .take(room)
            .rposition(foreign)
            .map_or(0, |last| last + 1);
        let (there, tail) = tail.split_at_checked(length).unwrap_or((tail, &[]));
        let letters = there.iter().filter(|c| foreign(c)).count();
        let worth = !chinese || letters >= WORD;
        push(worth.then_some(tag), length);
        rest = tail;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::languages;

    fn runs(text: &str, document: &str) -> Vec<(Option<&'static str>, String)> {
        let all: Vec<char> = text.chars().collect();
        let mut from = 0;
        languages(&all, document)
            .into_iter()
            .map(|(tag, length)| {
                let run = all[from..from + length].iter().collect();
                from += length;
                (tag, run)
            })
            .collect()
    }

    #[test]
    fn each_language_is_a_run_and_no_character_is_lost() {
        assert_eq!(
            runs("Metformin 二甲双胍 500 mg", "en"),
            [
                (None, "Metformin ".to_owned()),
                (Some("zh-CN"), "二甲双胍".to_owned()),
                (None, " 500 mg".to_owned())
            ]
        );
        assert_eq!(
            runs("高血压 5 mg，Central Hospital 2 期", "zh-CN"),
            [
                (None, "高血压 5 mg，".to_owned()),
                (Some("en"), "Central Hospital".to_owned()),
                (None, " 2 期".to_owned())
            ],
            "units are no words"
        );
        assert_eq!(
            runs("颈椎病（神经根型），2019 年", "en"),
            [(Some("zh-CN"), "颈椎病（神经根型），2019 年".to_owned())]
        );
        for text in ["", "a", "中", "12 %", "a中b中c", "，，", "é中"] {
            for document in ["en", "zh-CN"] {
                let back: String = runs(text, document).into_iter().map(|r| r.1).collect();
                assert_eq!(back, text);
            }
        }
    }
}
