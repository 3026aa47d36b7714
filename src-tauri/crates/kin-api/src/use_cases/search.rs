//! Search, with the places that match.

use super::seeing::cursor;
use super::view::Viewer;
use crate::dto::{Mark, MarkField, SearchHit, SearchOrder, SearchPage, SearchRequest};
use crate::error::ApiResult;
use crate::session::Session;
use kin_i18n::Lang;
use kin_vault::SearchOptions;

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn search(session: &Session, request: SearchRequest) -> ApiResult<SearchPage> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let limit = usize::try_from(request.limit.clamp(1, 200)).unwrap_or(1);
    let words = request.words.trim_start();
    if words.trim().is_empty() {
        return Ok(SearchPage {
            hits: Vec::new(),
            next: None,
            more: false,
        });
    }
    let found = record.search(
        words,
        &SearchOptions {
            ranked: request.order == Some(SearchOrder::Best),
            limit,
            before: cursor(request.before.as_deref())?,
            kinds: request.kinds.clone().unwrap_or_default(),
            snippets: true,
            // In English, two letters are the beginning of a word.
            by_sound: session.lang() == Lang::ZhCn,
        },
    )?;
    let hits = found
        .page
        .rows
        .iter()
        .map(|hit| {
            let entry = viewer.entry(&hit.row);
            let mut marks = Vec::new();
            let titles = [Some(&entry.title), entry.title_original.as_ref()];
            for title in titles.into_iter().flatten() {
                push(&mut marks, MarkField::Title, title, &found.words);
            }
            if let Some(snippet) = &hit.snippet {
                push(&mut marks, MarkField::Own, snippet, &found.words);
            }
            SearchHit { entry, marks }
        })
        .collect();
    Ok(SearchPage {
        hits,
        more: found.page.next.is_some(),
        next: found.page.next.map(|n| n.to_string()),
    })
}

fn push(marks: &mut Vec<Mark>, field: MarkField, text: &str, words: &[String]) {
    let ranges = ranges(text, words);
    if !ranges.is_empty() || field == MarkField::Own {
        marks.push(Mark {
            field,
            text: text.to_owned(),
            ranges,
        });
    }
}

/// Where the words (lower case) stand in a text, in UTF-16 units, sorted and without overlap.
fn ranges(text: &str, words: &[String]) -> Vec<(u32, u32)> {
    // The text in lower case, each character with its place in the original.
    let mut lower: Vec<(char, u32, u32)> = Vec::new();
    let mut at = 0_u32;
    for c in text.chars() {
        let width = u32::try_from(c.len_utf16()).unwrap_or(1);
        lower.extend(c.to_lowercase().map(|l| (l, at, at + width)));
        at += width;
    }
    let mut found = Vec::new();
    for word in words {
        let word: Vec<char> = word.chars().collect();
        if word.is_empty() {
            continue;
        }
        for window in lower.windows(word.len()) {
            let same = window.iter().zip(&word).all(|((c, ..), w)| c == w);
            if let (true, Some((_, start, _)), Some((_, _, end))) =
                (same, window.first(), window.last())
            {
                found.push((*start, *end));
            }
        }
    }
    found.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for (start, end) in found {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn matches_are_marked_in_utf_16_units() {
        assert_eq!(ranges("Metformin 500 mg", &words(&["metf"])), [(0, 4)]);
        assert_eq!(ranges("二甲双胍 500 mg", &words(&["双胍"])), [(2, 4)]);
        assert_eq!(
            ranges("😀 Blood", &words(&["blood"])),
            [(3, 8)],
            "an emoji has two units"
        );
        assert_eq!(
            ranges("aaa", &words(&["aa", "a"])),
            [(0, 3)],
            "overlaps are one"
        );
        assert_eq!(ranges("Blood", &words(&["sugar", ""])), []);
    }
}
