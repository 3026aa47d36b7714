//! The words that only this entry has.

use crate::Header;
use crate::header::{Annotation, Concept, Item, Many, NarrativeElement, Section};
use base64::Engine as _;
use kin_model::Kind;

/// Most bytes of own words per entry; a long document's full text is not a line of the index.
const MOST: usize = 64 << 10;

/// Adds words, separated by a blank.
pub(super) fn add(out: &mut String, words: &str) {
    let words = words.trim();
    if words.is_empty() || out.len() >= MOST {
        return;
    }
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(words);
}

fn concepts(out: &mut String, list: &Many<Concept<'_>>) {
    for words in list.iter().filter_map(Concept::words) {
        add(out, &words);
    }
}

fn notes(out: &mut String, list: &Many<Annotation<'_>>) {
    for note in list.iter() {
        // Markdown may hold HTML, and some sources put a whole narrative there.
        let text = note.text.as_str();
        if text.trim_start().starts_with('<') {
            add(out, &crate::narrative::words(text));
        } else {
            add(out, text);
        }
    }
}

fn items(out: &mut String, list: &Many<Item<'_>>, depth: u8) {
    // Deeper than any questionnaire; the resource's depth is limited before, this keeps the stack small.
    if depth > 24 {
        return;
    }
    for item in list.iter() {
        add(out, item.text.as_str());
        if let Some(words) = item.product.words() {
            add(out, &words);
        }
        if let (Some(value), _) = super::value::shown(&item.value) {
            add(out, &value);
        }
        items(out, &item.answer, depth + 1);
        items(out, &item.item, depth + 1);
    }
}

fn narrative(out: &mut String, text: &NarrativeElement<'_>) {
    let div = text.div.text();
    if !div.is_empty() {
        add(out, &crate::narrative::words(div.as_str()));
    }
}

fn sections(out: &mut String, list: &Many<Section<'_>>, depth: u8) {
    if depth > 24 {
        return;
    }
    for section in list.iter() {
        add(out, section.title.as_str());
        narrative(out, &section.text);
        sections(out, &section.section, depth + 1);
    }
}

/// Plain text and HTML that a document carries inside.
fn inline_text(out: &mut String, h: &Header<'_>) {
    let files = h
        .content
        .iter()
        .map(|c| &c.attachment)
        .chain(h.presented_form.iter());
    for file in files {
        let content_type = file.content_type.as_str();
        let html =
            content_type.starts_with("text/html") || content_type.starts_with("application/xhtml");
        if !html && !content_type.starts_with("text/plain") {
            continue;
        }
        let data = file.data.text();
        if data.is_empty() || data.as_str().len() > 4 * MOST {
            continue;
        }
        let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(data.as_str()) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        if html {
            add(out, &crate::narrative::words(&text));
        } else {
            add(out, &text);
        }
    }
}

/// Everything that search must find for this entry and that its concept does not say.
pub(super) fn own_words(h: &Header<'_>, kind: Kind, value: Option<&str>) -> String {
    let mut out = String::new();
    let mut own = |words: &str| add(&mut out, words);
    match kind {
        Kind::Note => own(h.value.text.as_str()),
        // A number needs no index; a string or a coded answer does.
        Kind::Result | Kind::SocialHistory => {
            if matches!(h.value.named, "String" | "CodeableConcept")
                && let Some(value) = value
            {
                own(value);
            }
            for part in h.component.iter() {
                if matches!(part.value.named, "String" | "CodeableConcept")
                    && let (Some(value), _) = super::value::shown(&part.value)
                {
                    add(&mut out, &value);
                }
            }
        }
        Kind::Allergy | Kind::Medication | Kind::Visit | Kind::FamilyHistory | Kind::Report => {
            if let Some(value) = value {
                own(value);
            }
        }
        Kind::Cost => items(&mut out, &h.item, 0),
        Kind::Questionnaire => items(&mut out, &h.item, 0),
        _ => {}
    }
    notes(&mut out, &h.note);
    add(&mut out, h.comment.as_str());
    add(&mut out, h.comments.as_str());
    if h.conclusion.as_str().chars().count() > 120 || kind != Kind::Report {
        add(&mut out, h.conclusion.as_str());
    }
    concepts(&mut out, &h.conclusion_code);
    add(&mut out, h.instruction.as_str());
    if kind != Kind::Visit {
        concepts(&mut out, &h.reason);
    }
    concepts(&mut out, &h.indication);
    concepts(&mut out, &h.explanation.reason);
    concepts(&mut out, &h.explanation.not_given);
    concepts(&mut out, &h.status_reason);
    concepts(&mut out, &h.body_site);
    for reaction in h.reaction.iter() {
        add(&mut out, reaction.description.as_str());
        notes(&mut out, &reaction.note);
    }
    for condition in h.condition.iter() {
        notes(&mut out, &condition.note);
    }
    if kind == Kind::CarePlan {
        add_words(&mut out, &h.description);
        for activity in h.activity.iter() {
            add_words(&mut out, &activity.detail.code);
            add(&mut out, activity.detail.description.as_str());
            concepts(&mut out, &activity.outcome);
            notes(&mut out, &activity.progress);
        }
    }
    for part in h.payload.iter() {
        add(&mut out, part.text.as_str());
        add(&mut out, part.attachment.title.as_str());
    }
    for more in h.recommendation.iter().skip(1) {
        concepts(&mut out, &more.vaccine);
    }
    for prediction in h.prediction.iter() {
        add_words(&mut out, &prediction.outcome);
    }
    if kind == Kind::Imaging {
        for series in h.series.iter() {
            add(&mut out, series.description.as_str());
            add_words(&mut out, &series.body_site);
        }
    }
    sections(&mut out, &h.section, 0);
    if matches!(kind, Kind::Document | Kind::Note | Kind::Report) {
        add_words(&mut out, &h.description);
        for content in h.content.iter() {
            add(&mut out, content.attachment.title.as_str());
        }
        for form in h.presented_form.iter() {
            add(&mut out, form.title.as_str());
        }
        inline_text(&mut out, h);
    }
    let more = matches!(h.narrative.status.as_str(), "additional" | "extensions");
    if (more && kind != Kind::Directory)
        || kind == Kind::Other
        || h.resource_type() == "Composition"
    {
        narrative(&mut out, &h.narrative);
    }
    if out.len() > MOST {
        let end = (0..=MOST)
            .rev()
            .find(|i| out.is_char_boundary(*i))
            .unwrap_or(0);
        out.truncate(end);
    }
    out
}

fn add_words(out: &mut String, concept: &Concept<'_>) {
    if let Some(words) = concept.words() {
        add(out, &words);
    }
}
