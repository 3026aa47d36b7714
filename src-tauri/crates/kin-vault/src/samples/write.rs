//! Writing samples: staged, sorted, inserted in runs, and taken back with their import.

use super::{SeriesId, fields};
use crate::db::cached;
use crate::digest::Table;
use crate::intern::hash64;
use crate::row::Fields;
use crate::writer::Writer;
use crate::{Counts, VaultError};
use kin_model::{Sample, SeriesKey};
use rusqlite::{OptionalExtension as _, params, params_from_iter};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Samples of one run: about 10 MiB.
const RUN: usize = 200_000;
/// Samples that an undo looks at in one step.
const STEP: i64 = 20_000;

/// Where samples of that time are there already: one that is the same but for the zone it is told in is there.
///
/// `OR FAIL`, here and below: by itself SQLite keeps what each statement changes, to take that alone back when it fails,
/// and that is half of the time. Nothing needs it: an import in which a statement fails is taken back as a whole.
const INSERT: &str = "INSERT OR FAIL INTO sample(series, t, v, x, span, import) \
     SELECT ?1,?2,?3,?4,?5,?6 WHERE NOT EXISTS (SELECT 1 FROM sample WHERE series = ?1 AND t = ?2 \
     AND v = ?3 AND span = ?5 AND (x & ?7) = (?4 & ?7))";
/// Rows of one statement where nothing can be there already: what a statement costs by itself is then shared.
const TOGETHER: usize = 16;
const INSERT_RUN: &str = "INSERT INTO sample_run(import, n, series, own, first, last, count, z) \
     VALUES (?1,?2,?3,?4,?5,?6,?7,?8)";

/// What an import brought, or found there, of one series.
struct Run {
    series: i64,
    own: bool,
    first: i64,
    last: i64,
    count: i64,
    /// For what was found there: the stamps, in their order; `None` when it was all there was
    /// between first and last.
    z: Option<Vec<u8>>,
}

/// The samples of an import on their way.
#[derive(Default)]
pub(crate) struct Staging {
    import: i64,
    staged: Vec<(i64, Sample)>,
    series: HashMap<SeriesKey, i64>,
    runs: i64,
    scratch: Fields,
    /// Added, and there already, of those that are written.
    pub(crate) counted: (u64, u64),
}

impl Staging {
    pub(crate) fn new(import: i64) -> Self {
        Self {
            import,
            ..Self::default()
        }
    }

    /// The name of a series; it is made when it is new.
    pub(crate) fn series(
        &mut self,
        w: &mut Writer,
        key: &SeriesKey,
    ) -> Result<SeriesId, VaultError> {
        if let Some(id) = self.series.get(key) {
            return Ok(SeriesId(*id));
        }
        let codings = serde_json::to_string(&key.codings)
            .map_err(|_| VaultError::Damaged { what: "record" })?;
        let parts = [
            codings.as_str(),
            &key.title,
            &key.unit,
            &key.device,
            &key.namespace,
        ];
        let bytes = parts.map(str::as_bytes);
        let hash = hash64(&w.intern.salt, b's', &bytes);
        let found: Option<i64> = cached(&w.conn, "SELECT id FROM series WHERE key = ?1")?
            .query_row([hash], |r| r.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => {
                cached(
                    &w.conn,
                    "INSERT INTO series(key, codings, title, unit, device, namespace) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    hash, parts[0], parts[1], parts[2], parts[3], parts[4]
                ])?;
                let id = w.conn.last_insert_rowid();
                w.digest.row(&w.conn, Table::Series, (id, 0), true)?;
                id
            }
        };
        self.series.insert(key.clone(), id);
        Ok(SeriesId(id))
    }

    /// Takes one sample.
    pub(crate) fn add(
        &mut self,
        w: &mut Writer,
        series: SeriesId,
        sample: Sample,
        counts: &mut Counts,
    ) -> Result<(), VaultError> {
        self.staged.push((series.0, sample));
        if self.staged.len() >= RUN {
            self.flush(w, counts)?;
        }
        Ok(())
    }

    /// Inserts what is staged, in the order of the table.
    pub(crate) fn flush(&mut self, w: &mut Writer, counts: &mut Counts) -> Result<(), VaultError> {
        let mut staged = std::mem::take(&mut self.staged);
        staged.sort_unstable();
        for group in staged.chunk_by(|a, b| a.0 == b.0) {
            self.insert(w, group, counts)?;
        }
        staged.clear();
        self.staged = staged;
        Ok(())
    }

    fn insert(
        &mut self,
        w: &mut Writer,
        group: &[(i64, Sample)],
        counts: &mut Counts,
    ) -> Result<(), VaultError> {
        let Some(((series, head), (_, tail))) = group.first().zip(group.last()) else {
            return Ok(());
        };
        let mut own: Option<(i64, i64, i64)> = None;
        let mut found: Vec<&Sample> = Vec::new();
        if Self::is_empty_between(w, *series, head.seconds, tail.seconds)? {
            let fresh = self.insert_fresh(w, *series, group, counts)?;
            own = Some((head.seconds, tail.seconds, fresh));
        } else {
            let fresh = self.once(group, counts);
            let mut statement = cached(&w.conn, INSERT)?;
            for sample in fresh {
                let is_new = statement.execute(params![
                    series,
                    sample.seconds,
                    sample.digits,
                    sample.packed(),
                    sample.span,
                    self.import,
                    kin_model::SAMPLE_IDENTITY
                ])? == 1;
                if is_new {
                    fields(&mut self.scratch, *series, sample, self.import);
                    w.digest.fields(Table::Sample, &self.scratch, true);
                    counts.added += 1;
                    self.counted.0 += 1;
                    let (first, _, n) = own.unwrap_or((sample.seconds, 0, 0));
                    own = Some((first, sample.seconds, n + 1));
                } else {
                    counts.already_there += 1;
                    self.counted.1 += 1;
                    found.push(sample);
                }
            }
        }
        if let Some((first, last, count)) = own {
            self.put(
                w,
                &Run {
                    series: *series,
                    own: true,
                    first,
                    last,
                    count,
                    z: None,
                },
            )?;
        }
        if !found.is_empty() {
            // Everything between first and last is of this import: one line says so.
            let n = found.len() + usize::try_from(own.map_or(0, |o| o.2)).unwrap_or(0);
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            let there: i64 = cached(
                &w.conn,
                "SELECT count(*) FROM (SELECT 1 FROM sample WHERE series = ?1 AND t >= ?2 \
                 AND t <= ?3 LIMIT ?4)",
            )?
            .query_row([*series, head.seconds, tail.seconds, n + 1], |r| r.get(0))?;
            let z = (there != n).then(|| stamps(&found));
            self.put(
                w,
                &Run {
                    series: *series,
                    own: false,
                    first: head.seconds,
                    last: tail.seconds,
                    count: i64::try_from(found.len()).unwrap_or(i64::MAX),
                    z,
                },
            )?;
        }
        Ok(())
    }

    /// The samples of a sorted group, each once: the same line twice in one file, or the same measurement told in two
    /// zones, is already there.
    fn once<'g>(&mut self, group: &'g [(i64, Sample)], counts: &mut Counts) -> Vec<&'g Sample> {
        let mut out: Vec<&Sample> = Vec::with_capacity(group.len());
        for (_, sample) in group {
            let mut near = out
                .iter()
                .rev()
                .take_while(|kept| (kept.seconds, kept.digits) == (sample.seconds, sample.digits));
            if near.any(|kept| kept.is_same(sample)) {
                counts.already_there += 1;
                self.counted.1 += 1;
            } else {
                out.push(sample);
            }
        }
        out
    }

    /// True when the series has nothing at these times yet.
    fn is_empty_between(
        w: &Writer,
        series: i64,
        first: i64,
        last: i64,
    ) -> Result<bool, VaultError> {
        let any: bool = cached(
            &w.conn,
            "SELECT EXISTS (SELECT 1 FROM sample WHERE series = ?1 AND t >= ?2 AND t <= ?3)",
        )?
        .query_row([series, first, last], |r| r.get(0))?;
        Ok(!any)
    }

    /// Inserts a sorted group of which nothing is there yet; gives how many, without lines that stand twice.
    fn insert_fresh(
        &mut self,
        w: &mut Writer,
        series: i64,
        group: &[(i64, Sample)],
        counts: &mut Counts,
    ) -> Result<i64, VaultError> {
        let fresh = self.once(group, counts);
        for rows in fresh.chunks(TOGETHER) {
            let mut values = vec![series, self.import];
            for sample in rows {
                values.extend([
                    sample.seconds,
                    sample.digits,
                    sample.packed(),
                    i64::from(sample.span),
                ]);
                fields(&mut self.scratch, series, sample, self.import);
                w.digest.fields(Table::Sample, &self.scratch, true);
            }
            if rows.len() == TOGETHER {
                cached(&w.conn, &INSERT_TOGETHER)?.execute(params_from_iter(values))?;
            } else {
                w.conn
                    .prepare(&together(rows.len()))?
                    .execute(params_from_iter(values))?;
            }
        }
        counts.added += fresh.len() as u64;
        self.counted.0 += fresh.len() as u64;
        Ok(i64::try_from(fresh.len()).unwrap_or(i64::MAX))
    }

    fn put(&mut self, w: &mut Writer, run: &Run) -> Result<(), VaultError> {
        self.runs += 1;
        put_run(w, self.import, self.runs, run)
    }
}

static INSERT_TOGETHER: LazyLock<String> = LazyLock::new(|| together(TOGETHER));

/// A statement that inserts so many rows: series and import, then four values for each.
fn together(rows: usize) -> String {
    let mut sql = String::from("INSERT OR FAIL INTO sample(series, t, v, x, span, import) VALUES ");
    for row in 0..rows {
        let first = 3 + row * 4;
        let comma = if row == 0 { "" } else { "," };
        let _ = write!(
            sql,
            "{comma}(?1,?{},?{},?{},?{},?2)",
            first,
            first + 1,
            first + 2,
            first + 3
        );
    }
    sql
}

fn put_run(w: &mut Writer, import: i64, n: i64, run: &Run) -> Result<(), VaultError> {
    cached(&w.conn, INSERT_RUN)?.execute(params![
        import, n, run.series, run.own, run.first, run.last, run.count, run.z
    ])?;
    w.digest.row(&w.conn, Table::SampleRun, (import, n), true)
}

/// 64 bits for a sample within its series, whatever zone it is told in.
fn stamp(s: &Sample) -> u64 {
    stamp_of(s, s.identity())
}

/// The same as it was made before the zone was left out; such stamps are in older records.
fn stamp_with_zone(s: &Sample) -> u64 {
    stamp_of(s, s.packed())
}

fn stamp_of(s: &Sample, x: i64) -> u64 {
    let mut bytes = Vec::with_capacity(32);
    for n in [s.seconds, s.digits, x, i64::from(s.span)] {
        bytes.extend_from_slice(&n.to_le_bytes());
    }
    let hash = blake3::hash(&bytes);
    u64::from_le_bytes(hash.as_bytes().first_chunk().copied().unwrap_or_default())
}

fn stamps(found: &[&Sample]) -> Vec<u8> {
    let mut all: Vec<u64> = found.iter().map(|s| stamp(s)).collect();
    all.sort_unstable();
    all.iter().flat_map(|n| n.to_le_bytes()).collect()
}

// --- taking back --------------------------------------------------------------------------------

/// What a later import says it found.
struct Claim {
    import: i64,
    first: i64,
    last: i64,
    stamps: Option<Vec<u64>>,
}

impl Claim {
    fn covers(&self, sample: &Sample) -> bool {
        self.first <= sample.seconds
            && sample.seconds <= self.last
            && self.stamps.as_ref().is_none_or(|all| {
                let has = |stamp: u64| all.binary_search(&stamp).is_ok();
                has(stamp(sample)) || has(stamp_with_zone(sample))
            })
    }
}

/// Takes back the samples of an import: gone, or of the oldest later import that brought them too.
/// Gives how many are gone and how many stay.
pub(crate) fn undo(w: &mut Writer, import: i64) -> Result<(u64, u64), VaultError> {
    let mut spans: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    {
        let mut statement = cached(
            &w.conn,
            "SELECT series, first, last FROM sample_run WHERE import = ?1 AND own = 1",
        )?;
        let mut rows = statement.query([import])?;
        while let Some(r) = rows.next()? {
            let (first, last): (i64, i64) = (r.get(1)?, r.get(2)?);
            let span = spans.entry(r.get(0)?).or_insert((first, last));
            *span = (span.0.min(first), span.1.max(last));
        }
    }
    let (mut gone, mut kept) = (0, 0);
    for (series, (first, last)) in &spans {
        let claims = claims(w, *series, import)?;
        let mut heirs: BTreeMap<i64, Run> = BTreeMap::new();
        gone += take_back(w, import, (*series, *first, *last), &claims, &mut heirs)?;
        for (heir, run) in heirs {
            kept += u64::try_from(run.count).unwrap_or(0);
            let n: i64 = cached(
                &w.conn,
                "SELECT coalesce(max(n), 0) + 1 FROM sample_run WHERE import = ?1",
            )?
            .query_row([heir], |r| r.get(0))?;
            put_run(w, heir, n, &run)?;
        }
    }
    forget_runs(w, import)?;
    for series in spans.keys() {
        let any: bool = cached(
            &w.conn,
            "SELECT EXISTS (SELECT 1 FROM sample WHERE series = ?1)",
        )?
        .query_row([series], |r| r.get(0))?;
        if !any {
            w.digest.row(&w.conn, Table::Series, (*series, 0), false)?;
            cached(&w.conn, "DELETE FROM series WHERE id = ?1")?.execute([series])?;
        }
    }
    Ok((gone, kept))
}

fn claims(w: &Writer, series: i64, import: i64) -> Result<Vec<Claim>, VaultError> {
    let mut statement = cached(
        &w.conn,
        "SELECT import, first, last, z FROM sample_run WHERE series = ?1 AND import > ?2 \
         AND own = 0",
    )?;
    let mut rows = statement.query([series, import])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let z: Option<Vec<u8>> = r.get(3)?;
        let stamps = z.map(|z| {
            let (all, _) = z.as_chunks::<8>();
            all.iter().map(|b| u64::from_le_bytes(*b)).collect()
        });
        out.push(Claim {
            import: r.get(0)?,
            first: r.get(1)?,
            last: r.get(2)?,
            stamps,
        });
    }
    out.sort_by_key(|c| c.import);
    Ok(out)
}

/// The samples of an import in one series, step by step.
fn take_back(
    w: &mut Writer,
    import: i64,
    (series, first, last): (i64, i64, i64),
    claims: &[Claim],
    heirs: &mut BTreeMap<i64, Run>,
) -> Result<u64, VaultError> {
    let mut gone = 0;
    let mut scratch = Fields::default();
    let mut from = first;
    loop {
        let mut found: Vec<Sample> = Vec::new();
        let mut seen = 0;
        let mut next = None;
        {
            let mut statement = cached(
                &w.conn,
                "SELECT t, v, x, span, import FROM sample WHERE series = ?1 AND t >= ?2 \
                 AND t <= ?3 ORDER BY t, v, x, span",
            )?;
            let mut rows = statement.query([series, from, last])?;
            while let Some(r) = rows.next()? {
                let t: i64 = r.get(0)?;
                // A step ends between two seconds, never within one.
                if seen >= STEP && found.last().is_none_or(|s| s.seconds < t) {
                    next = Some(t);
                    break;
                }
                seen += 1;
                if r.get::<_, i64>(4)? == import {
                    let sample = Sample::unpacked(t, r.get(1)?, r.get(2)?, r.get(3)?);
                    found.push(sample.ok_or(VaultError::Damaged { what: "record" })?);
                }
            }
        }
        for sample in &found {
            fields(&mut scratch, series, sample, import);
            w.digest.fields(Table::Sample, &scratch, false);
            let (t, v, x) = (sample.seconds, sample.digits, sample.packed());
            let span = i64::from(sample.span);
            if let Some(claim) = claims.iter().find(|c| c.covers(sample)) {
                cached(
                    &w.conn,
                    "UPDATE sample SET import = ?6 WHERE series = ?1 AND t = ?2 AND v = ?3 \
                     AND x = ?4 AND span = ?5",
                )?
                .execute([series, t, v, x, span, claim.import])?;
                fields(&mut scratch, series, sample, claim.import);
                w.digest.fields(Table::Sample, &scratch, true);
                let run = heirs.entry(claim.import).or_insert(Run {
                    series,
                    own: true,
                    first: t,
                    last: t,
                    count: 0,
                    z: None,
                });
                run.last = t;
                run.count += 1;
            } else {
                cached(
                    &w.conn,
                    "DELETE FROM sample WHERE series = ?1 AND t = ?2 AND v = ?3 AND x = ?4 \
                     AND span = ?5",
                )?
                .execute([series, t, v, x, span])?;
                gone += 1;
            }
        }
        match next {
            Some(t) => from = t,
            None => return Ok(gone),
        }
    }
}

fn forget_runs(w: &mut Writer, import: i64) -> Result<(), VaultError> {
    let runs: Vec<i64> = cached(&w.conn, "SELECT n FROM sample_run WHERE import = ?1")?
        .query_map([import], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    for n in runs {
        w.digest
            .row(&w.conn, Table::SampleRun, (import, n), false)?;
    }
    cached(&w.conn, "DELETE FROM sample_run WHERE import = ?1")?.execute([import])?;
    Ok(())
}
