//! Search over titles, codes, synonyms, notes and narratives.

use crate::list::{matches, page_of, scores};
use crate::read::Reader;
use crate::row::{OWN, Stored};
use crate::sounds::letters;
use crate::words::{Query, query, snippet};
use crate::{Filter, Hit, Hits, Page, SearchOptions, VaultError};
use std::collections::{BTreeSet, HashSet};

/// Hits that "best match first" looks at.
const RANKED_AMONG: usize = 2_000;
/// Characters before and after a match.
const AROUND: usize = 60;

pub(crate) fn search(
    reader: &mut Reader,
    typed: &str,
    options: &SearchOptions,
    cancelled: &dyn Fn() -> bool,
) -> Result<Hits, VaultError> {
    let Some(query) = query(typed) else {
        return Ok(Hits {
            page: Page {
                rows: Vec::new(),
                next: None,
            },
            words: Vec::new(),
        });
    };
    let kinds: HashSet<i64> = options.kinds.iter().map(|k| i64::from(k.code())).collect();
    let mut matches = matches(reader, &query, &kinds, options.ranked)?;
    let mut heard = BTreeSet::new();
    if options.by_sound
        && let Some(letters) = letters(typed)
    {
        matches.add_heard(reader, &letters, &kinds, &mut heard)?;
    }
    let filter = Filter {
        kinds: options.kinds.clone(),
        ..Filter::default()
    };
    let search = Some((&query, &matches));
    let page = if options.ranked {
        let newest = page_of(
            reader,
            &filter,
            search,
            false,
            None,
            RANKED_AMONG,
            cancelled,
        )?;
        let scores = scores(reader, &query, &matches, &newest.rows)?;
        let mut order: Vec<(f64, Stored)> = scores.into_iter().zip(newest.rows).collect();
        // Stable: among equals the newer one stays first.
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        Page {
            rows: order
                .into_iter()
                .take(options.limit)
                .map(|(_, row)| row)
                .collect(),
            next: None,
        }
    } else {
        page_of(
            reader,
            &filter,
            search,
            false,
            options.before,
            options.limit,
            cancelled,
        )?
    };
    let mut hits = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        hits.push(hit(reader, row, &query, options.snippets)?);
    }
    Ok(Hits {
        page: Page {
            rows: hits,
            next: page.next,
        },
        words: query.words.into_iter().chain(heard).collect(),
    })
}

fn hit(
    reader: &mut Reader,
    row: &Stored,
    query: &Query,
    snippets: bool,
) -> Result<Hit, VaultError> {
    let entry = reader.entry_row(row)?;
    let mut found = None;
    if snippets && row.bits & OWN != 0 {
        let title = entry.title.to_lowercase();
        if !query.words.iter().all(|w| title.contains(w.as_str())) {
            found = snippet(&reader.own_words(row.body)?, &query.words, AROUND);
        }
    }
    Ok(Hit {
        row: entry,
        snippet: found,
    })
}
