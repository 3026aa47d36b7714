//! Reading samples: the list of series, and samples in the order of time.

use super::{Series, SeriesId};
use crate::VaultError;
use crate::db::cached;
use crate::keyring::damaged;
use kin_model::{ImportId, Sample, SeriesKey};
use rusqlite::{Connection, OptionalExtension as _, Row, Rows};

/// Samples between two questions whether to go on.
const PAUSE: u32 = 8192;

const RANGE: &str = "SELECT t, v, x, span FROM sample WHERE series = ?1 AND t >= ?2 AND t < ?3 \
     ORDER BY t, v, x, span";

fn sample(row: &Row<'_>) -> Result<Sample, VaultError> {
    Sample::unpacked(row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)
        .ok_or_else(|| damaged("record"))
}

/// All series that hold something.
pub(crate) fn list(conn: &Connection) -> Result<Vec<Series>, VaultError> {
    if crate::db::schema_version(conn)? < 4 {
        return Ok(Vec::new());
    }
    let mut statement = cached(
        conn,
        "SELECT id, codings, title, unit, device, namespace FROM series ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let id: i64 = r.get(0)?;
        let codings: String = r.get(1)?;
        let Some((first, last)) = ends(conn, id)? else {
            continue;
        };
        let (imports, count) = brought(conn, id)?;
        out.push(Series {
            id: SeriesId(id),
            key: SeriesKey {
                codings: serde_json::from_str(&codings).map_err(|_| damaged("record"))?,
                title: r.get(2)?,
                unit: r.get(3)?,
                device: r.get(4)?,
                namespace: r.get(5)?,
            },
            imports,
            first: first.at().ok_or_else(|| damaged("record"))?,
            last: last.at().ok_or_else(|| damaged("record"))?,
            count,
        });
    }
    Ok(out)
}

fn ends(conn: &Connection, series: i64) -> Result<Option<(Sample, Sample)>, VaultError> {
    let one = |sql| -> Result<Option<Sample>, VaultError> {
        cached(conn, sql)?
            .query_row([series], |r| Ok(sample(r)))
            .optional()?
            .transpose()
    };
    let first =
        one("SELECT t, v, x, span FROM sample WHERE series = ?1 ORDER BY t, v, x, span LIMIT 1")?;
    let last = one("SELECT t, v, x, span FROM sample WHERE series = ?1 \
         ORDER BY t DESC, v DESC, x DESC, span DESC LIMIT 1")?;
    Ok(first.zip(last))
}

/// Who brought a series, and how many samples: the runs know, nothing is counted.
fn brought(conn: &Connection, series: i64) -> Result<(Vec<ImportId>, u64), VaultError> {
    let mut statement = cached(
        conn,
        "SELECT import, count FROM sample_run WHERE series = ?1 AND own = 1",
    )?;
    let mut rows = statement.query([series])?;
    let mut imports = Vec::new();
    let mut sum = 0_u64;
    while let Some(r) = rows.next()? {
        imports.push(ImportId(r.get(0)?));
        sum += u64::try_from(r.get::<_, i64>(1)?).unwrap_or(0);
    }
    imports.sort_unstable();
    imports.dedup();
    Ok((imports, sum))
}

/// The samples of one series, `from` to before `until` (seconds since 1970).
pub(crate) fn each(
    conn: &Connection,
    series: SeriesId,
    (from, until): (i64, i64),
    stop: &dyn Fn() -> bool,
    take: &mut dyn FnMut(&Sample),
) -> Result<(), VaultError> {
    if crate::db::schema_version(conn)? < 4 {
        return Ok(());
    }
    let mut statement = cached(conn, RANGE)?;
    let mut rows = statement.query([series.0, from, until])?;
    let mut n = 0_u32;
    while let Some(row) = rows.next()? {
        take(&sample(row)?);
        n = n.wrapping_add(1);
        if n.is_multiple_of(PAUSE) && stop() {
            return Err(VaultError::Locked);
        }
    }
    Ok(())
}

fn pull(rows: &mut Rows<'_>) -> Result<Option<Sample>, VaultError> {
    rows.next()?.map(sample).transpose()
}

/// The samples of several series in one order of time; series of equal moments in their own order.
pub(crate) fn merged(
    conn: &Connection,
    series: &[SeriesId],
    (from, until): (i64, i64),
    stop: &dyn Fn() -> bool,
    take: &mut dyn FnMut(usize, &Sample),
) -> Result<(), VaultError> {
    if crate::db::schema_version(conn)? < 4 {
        return Ok(());
    }
    let mut statements = series
        .iter()
        .map(|_| cached(conn, RANGE))
        .collect::<Result<Vec<_>, _>>()?;
    let mut sources = Vec::with_capacity(series.len());
    for (statement, id) in statements.iter_mut().zip(series) {
        let mut rows = statement.query([id.0, from, until])?;
        let head = pull(&mut rows)?;
        sources.push((rows, head));
    }
    let mut n = 0_u32;
    loop {
        let next = sources
            .iter()
            .enumerate()
            .filter_map(|(i, (_, head))| head.map(|s| (s.seconds, i)))
            .min();
        let Some((rows, head)) = next.and_then(|(_, i)| sources.get_mut(i)) else {
            return Ok(());
        };
        if let (Some((_, i)), Some(sample)) = (next, head.take()) {
            take(i, &sample);
        }
        *head = pull(rows)?;
        n = n.wrapping_add(1);
        if n.is_multiple_of(PAUSE) && stop() {
            return Err(VaultError::Locked);
        }
    }
}
