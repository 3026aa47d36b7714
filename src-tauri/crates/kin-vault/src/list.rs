//! Pages of entries, newest first, from several ordered streams.
//!
//! Every list is a merge of streams that are each in timeline order already: the table itself, one
//! kind, one concept, or the hits in entries' own words. Nothing is sorted and nothing is counted, so
//! a page costs the same in a record of a million entries as in one of a thousand.

use crate::db::cached;
use crate::read::Reader;
use crate::row::Stored;
use crate::sounds::told;
use crate::words::Query;
use crate::{Filter, Page, VaultError};
use kin_model::Kind;
use rusqlite::{OptionalExtension as _, params};
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};

/// Rows fetched at first from one stream, and at most.
const CHUNK: i64 = 16;
const CHUNK_MOST: i64 = 1_024;
/// Microseconds: opening a stream, and testing one row of the table. Measured; only their ratio counts.
const OPEN_COST: f64 = 14.0;
const TEST_COST: f64 = 1.6;

/// Where candidates come from.
enum Source {
    /// The table itself.
    All,
    Concept(i64),
    /// Hits in own words.
    Own(String),
}

/// A stream of candidates, highest place first.
struct Stream {
    source: Source,
    buffer: VecDeque<(i64, Option<Stored>)>,
    from: i64,
    before: i64,
    chunk: i64,
    dry: bool,
}

impl Stream {
    fn new(source: Source, from: i64, before: i64, limit: usize) -> Self {
        // A page often comes from one stream; a concept is one of many, and the words of a query
        // are matched anew for every fetch.
        let chunk = match source {
            Source::Concept(_) => CHUNK,
            Source::All | Source::Own(_) => i64::try_from(limit.saturating_add(1))
                .unwrap_or(CHUNK_MOST)
                .clamp(CHUNK, CHUNK_MOST),
        };
        Self {
            source,
            buffer: VecDeque::new(),
            from,
            before,
            chunk,
            dry: false,
        }
    }

    /// The highest place left.
    fn peek(&mut self, reader: &Reader) -> Result<Option<i64>, VaultError> {
        if self.buffer.is_empty() && !self.dry {
            self.fetch(reader)?;
        }
        Ok(self.buffer.front().map(|(k, _)| *k))
    }

    fn fetch(&mut self, reader: &Reader) -> Result<(), VaultError> {
        let (from, before, chunk) = (self.from, self.before, self.chunk);
        let conn = &reader.conn;
        let mut got = VecDeque::new();
        match &self.source {
            Source::All => {
                let mut statement = cached(
                    conn,
                    "SELECT k, h, kind, concept, body, import, shape, bits, value, unit, range, \
                     status, who, ns FROM item WHERE k < ?1 AND k >= ?2 ORDER BY k DESC LIMIT ?3",
                )?;
                for row in statement.query_map([before, from, chunk], |r| Stored::read(r, 0))? {
                    let row = row?;
                    got.push_back((row.k, Some(row)));
                }
            }
            Source::Concept(concept) => {
                let mut statement = cached(
                    conn,
                    "SELECT k FROM item WHERE concept = ?1 AND k < ?2 AND k >= ?3 \
                     ORDER BY k DESC LIMIT ?4",
                )?;
                for k in statement.query_map([*concept, before, from, chunk], |r| r.get(0))? {
                    got.push_back((k?, None));
                }
            }
            Source::Own(expression) => {
                let mut statement = cached(
                    conn,
                    "SELECT rowid FROM own_fts WHERE own_fts MATCH ?1 AND rowid < ?2 AND rowid >= ?3 \
                     ORDER BY rowid DESC LIMIT ?4",
                )?;
                let rows =
                    statement.query_map(params![expression, before, from, chunk], |r| r.get(0))?;
                for k in rows {
                    got.push_back((k?, None));
                }
            }
        }
        self.dry = i64::try_from(got.len()).unwrap_or(0) < chunk;
        if let Some((last, _)) = got.back() {
            self.before = *last;
        }
        self.chunk = (chunk * 2).min(CHUNK_MOST);
        self.buffer = got;
        Ok(())
    }
}

/// What a row must be to stand in the list.
struct Test<'a> {
    kinds: HashSet<i64>,
    timeline_only: bool,
    imports: &'a BTreeSet<i64>,
    brought: bool,
    year: Option<u16>,
    include_hidden: bool,
    only_hidden: bool,
    /// Set when the table is read for hits of these concepts.
    concepts: Option<HashSet<i64>>,
}

impl Test<'_> {
    fn passes(&self, reader: &Reader, row: &Stored, own_hit: bool) -> Result<bool, VaultError> {
        if row.is_hidden() && !self.include_hidden && !self.only_hidden {
            return Ok(false);
        }
        if self.only_hidden && !row.is_hidden() {
            return Ok(false);
        }
        if let Some(concepts) = &self.concepts
            && !own_hit
            && !concepts.contains(&row.concept)
        {
            return Ok(false);
        }
        let kind = if self.kinds.is_empty() {
            // Single doses are thousands: they are found only by who asks for them.
            row.kind() != Kind::Dose && (!self.timeline_only || row.kind().in_timeline())
        } else {
            self.kinds.contains(&row.kind)
        };
        if !kind || self.year.is_some_and(|y| row.year() != y) {
            return Ok(false);
        }
        if self.imports.is_empty() || self.imports.contains(&row.import) {
            return Ok(true);
        }
        if self.brought || row.bits & crate::row::ALSO == 0 {
            return Ok(false);
        }
        let others = crate::writer::also_of(&reader.conn, row.h)?;
        Ok(others.iter().any(|o| self.imports.contains(&o.import)))
    }
}

/// Concepts that match a query, with their score.
pub(crate) struct Matches {
    concepts: HashMap<i64, f64>,
    uses: f64,
}

impl Matches {
    fn add(&mut self, concept: i64, score: f64, uses: i64) {
        self.concepts.insert(concept, score);
        self.uses += f64::from(u32::try_from(uses).unwrap_or(u32::MAX));
    }

    /// Adds the concepts whose names sound as typed, and tells the characters that do.
    pub(crate) fn add_heard(
        &mut self,
        reader: &mut Reader,
        letters: &[char],
        kinds: &HashSet<i64>,
        texts: &mut BTreeSet<String>,
    ) -> Result<(), VaultError> {
        let Reader { conn, sounds, .. } = reader;
        sounds.catch_up(conn)?;
        let mut statement = cached(conn, "SELECT kind, uses FROM concept WHERE id = ?1")?;
        for heard in sounds.heard(letters) {
            let row = statement
                .query_row([heard.concept], |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()?;
            // Gone since it was read.
            let Some((kind, uses)) = row else { continue };
            if wanted(kinds, kind) {
                told(texts, heard.text);
                if !self.concepts.contains_key(&heard.concept) {
                    self.add(heard.concept, heard.score, uses);
                }
            }
        }
        Ok(())
    }
}

/// Is this a kind that is searched?
fn wanted(kinds: &HashSet<i64>, kind: i64) -> bool {
    if kinds.is_empty() {
        kind != i64::from(Kind::Dose.code())
    } else {
        kinds.contains(&kind)
    }
}

/// Finds the concepts whose words match.
pub(crate) fn matches(
    reader: &Reader,
    query: &Query,
    kinds: &HashSet<i64>,
    scored: bool,
) -> Result<Matches, VaultError> {
    let mut found = Matches {
        concepts: HashMap::new(),
        uses: 0.0,
    };
    let sql = if scored {
        "SELECT f.rowid, c.kind, c.uses, bm25(concept_fts) FROM concept_fts f \
         JOIN concept c ON c.id = f.rowid WHERE concept_fts MATCH ?1"
    } else {
        "SELECT f.rowid, c.kind, c.uses, 0.0 FROM concept_fts f \
         JOIN concept c ON c.id = f.rowid WHERE concept_fts MATCH ?1"
    };
    let mut statement = cached(&reader.conn, sql)?;
    let mut rows = statement.query([&query.expression])?;
    while let Some(r) = rows.next()? {
        if wanted(kinds, r.get(1)?) {
            found.add(r.get(0)?, r.get(3)?, r.get(2)?);
        }
    }
    Ok(found)
}

/// A page of rows.
pub(crate) fn page(
    reader: &mut Reader,
    filter: &Filter,
    before: Option<i64>,
    limit: usize,
    cancelled: &dyn Fn() -> bool,
) -> Result<Page<Stored>, VaultError> {
    let query = match &filter.query {
        Some(words) if !words.trim().is_empty() => match crate::words::query(words) {
            Some(query) => Some(query),
            // Only signs: nothing can match.
            None => {
                return Ok(Page {
                    rows: Vec::new(),
                    next: None,
                });
            }
        },
        _ => None,
    };
    let kinds: HashSet<i64> = filter.kinds.iter().map(|k| i64::from(k.code())).collect();
    let matches = query
        .as_ref()
        .map(|q| matches(reader, q, &kinds, false))
        .transpose()?;
    let search = query.as_ref().zip(matches.as_ref());
    page_of(reader, filter, search, true, before, limit, cancelled)
}

/// A page of rows, for a search that was prepared.
pub(crate) fn page_of(
    reader: &mut Reader,
    filter: &Filter,
    search: Option<(&Query, &Matches)>,
    timeline_only: bool,
    before: Option<i64>,
    limit: usize,
    cancelled: &dyn Fn() -> bool,
) -> Result<Page<Stored>, VaultError> {
    let imports = if filter.imports.is_empty() {
        BTreeSet::new()
    } else {
        let found = reader.imports_of(&filter.imports)?;
        if found.is_empty() {
            return Ok(Page {
                rows: Vec::new(),
                next: None,
            });
        }
        found
    };
    let (from, to) = reader.bounds(filter, &imports)?;
    let to = before.map_or(to, |b| b.min(to));
    let mut test = Test {
        kinds: filter.kinds.iter().map(|k| i64::from(k.code())).collect(),
        timeline_only,
        imports: &imports,
        brought: filter.brought,
        year: filter.year,
        include_hidden: filter.include_hidden,
        only_hidden: filter.only_hidden,
        concepts: None,
    };
    let sources = sources(reader, filter, search, limit, &mut test)?;
    let streams = sources
        .into_iter()
        .map(|s| Stream::new(s, from, to, limit))
        .collect();
    merge(reader, streams, &test, limit, cancelled)
}

fn sources(
    reader: &Reader,
    filter: &Filter,
    search: Option<(&Query, &Matches)>,
    limit: usize,
    test: &mut Test<'_>,
) -> Result<Vec<Source>, VaultError> {
    let Some((query, matches)) = search else {
        return kind_sources(reader, filter, limit);
    };
    let mut sources = vec![Source::Own(query.expression.clone())];
    let n = float(matches.concepts.len());
    let scan = scan_cost(limit, items(reader)?, matches.uses);
    if n > 16.0 && n * OPEN_COST > scan {
        test.concepts = Some(matches.concepts.keys().copied().collect());
        sources.push(Source::All);
    } else {
        sources.extend(matches.concepts.keys().map(|c| Source::Concept(*c)));
    }
    Ok(sources)
}

/// Streams for a list of some kinds: their concepts, or the table where they are common in it.
fn kind_sources(reader: &Reader, filter: &Filter, limit: usize) -> Result<Vec<Source>, VaultError> {
    if filter.kinds.is_empty() {
        return Ok(vec![Source::All]);
    }
    let kinds: BTreeSet<Kind> = filter.kinds.iter().copied().collect();
    let mut uses = 0.0;
    for kind in &kinds {
        let n: i64 = cached(
            &reader.conn,
            "SELECT coalesce(sum(n), 0) FROM tally WHERE kind = ?1",
        )?
        .query_row([kind.code()], |r| r.get(0))?;
        uses += float(usize::try_from(n).unwrap_or(0));
    }
    let scan = scan_cost(limit, items(reader)?, uses);
    // Not worth counting concepts for.
    if scan < 500.0 {
        return Ok(vec![Source::All]);
    }
    let mut sources = Vec::new();
    for kind in &kinds {
        let mut statement = cached(&reader.conn, "SELECT id FROM concept WHERE kind = ?1")?;
        for id in statement.query_map([kind.code()], |r| r.get(0))? {
            sources.push(Source::Concept(id?));
        }
    }
    if float(sources.len()) * OPEN_COST > scan {
        return Ok(vec![Source::All]);
    }
    Ok(sources)
}

/// Entries of the record that are not hidden.
fn items(reader: &Reader) -> Result<f64, VaultError> {
    let n: i64 = cached(&reader.conn, "SELECT coalesce(sum(n), 0) FROM tally")?
        .query_row([], |r| r.get(0))?;
    Ok(float(usize::try_from(n).unwrap_or(0)))
}

/// Microseconds to find `limit` rows, of which there are `uses`, by walking through the table.
fn scan_cost(limit: usize, items: f64, uses: f64) -> f64 {
    (float(limit) * items / uses.max(1.0)).min(items) * TEST_COST
}

fn float(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn merge(
    reader: &mut Reader,
    mut streams: Vec<Stream>,
    test: &Test<'_>,
    limit: usize,
    cancelled: &dyn Fn() -> bool,
) -> Result<Page<Stored>, VaultError> {
    let mut heap: BinaryHeap<(i64, usize)> = BinaryHeap::new();
    for (i, stream) in streams.iter_mut().enumerate() {
        if i % 64 == 0 && cancelled() {
            return Err(VaultError::Cancelled);
        }
        if let Some(k) = stream.peek(reader)? {
            heap.push((k, i));
        }
    }
    let mut rows: Vec<Stored> = Vec::new();
    let mut last = None;
    let mut steps = 0_u32;
    while rows.len() < limit {
        let Some((k, i)) = heap.pop() else {
            return Ok(Page { rows, next: None });
        };
        let Some(stream) = streams.get_mut(i) else {
            continue;
        };
        let own_hit = matches!(stream.source, Source::Own(_));
        let row = stream.buffer.pop_front().and_then(|(_, row)| row);
        if let Some(next) = stream.peek(reader)? {
            heap.push((next, i));
        }
        steps += 1;
        if steps.is_multiple_of(512) && cancelled() {
            return Err(VaultError::Cancelled);
        }
        if last == Some(k) {
            continue;
        }
        let row = match row {
            Some(row) => Some(row),
            None => reader.at(k)?,
        };
        if let Some(row) = row
            && test.passes(reader, &row, own_hit)?
        {
            last = Some(k);
            rows.push(row);
        }
    }
    let next = if heap.is_empty() {
        None
    } else {
        rows.last().map(|r| r.k)
    };
    Ok(Page { rows, next })
}

/// Scores of the newest hits: the better of concept and own words, lower is better.
pub(crate) fn scores(
    reader: &Reader,
    query: &Query,
    matches: &Matches,
    rows: &[Stored],
) -> Result<Vec<f64>, VaultError> {
    let mut own: HashMap<i64, f64> = HashMap::new();
    if let Some(oldest) = rows.last() {
        let mut statement = cached(
            &reader.conn,
            "SELECT rowid, bm25(own_fts) FROM own_fts WHERE own_fts MATCH ?1 AND rowid >= ?2 \
             ORDER BY rowid DESC LIMIT ?3",
        )?;
        let most = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let mut found = statement.query(params![query.expression, oldest.k, most])?;
        while let Some(r) = found.next()? {
            own.insert(r.get(0)?, r.get(1)?);
        }
    }
    Ok(rows
        .iter()
        .map(|row| {
            let concept = matches.concepts.get(&row.concept).copied().unwrap_or(0.0);
            own.get(&row.k).copied().unwrap_or(0.0).min(concept)
        })
        .collect())
}
