//! Opening a record's database: the key first, then the settings, then the tests that fail closed.

use crate::VaultError;
use crate::schema;
use kin_crypto::safe::DatabaseKey;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Makes the file and its tables.
    Create,
    /// Makes an empty file that a copy is written into.
    Copy,
    /// The one that writes.
    Write,
    /// Reads only.
    Read,
}

/// Page cache of the writer. Runs are sorted: each passes once through the tables, and a larger cache
/// than what the work of one pass needs gains nothing; the memory is better spent on longer runs.
const WRITE_CACHE_KIB: i64 = 16 << 10;
/// Page cache of a reader.
const READ_CACHE_KIB: i64 = 12 << 10;

/// Settings of the library, once per process and before the first key: its memory is locked (no
/// swap), what held keys or pages is wiped, and nothing is logged to stderr.
pub(crate) fn library() -> Result<(), VaultError> {
    static READY: OnceLock<bool> = OnceLock::new();
    let ready = *READY.get_or_init(|| {
        let prepare = || -> rusqlite::Result<bool> {
            if !kin_memory::install() {
                return Ok(false);
            }
            let conn = Connection::open_in_memory()?;
            conn.execute_batch(
                "PRAGMA cipher_memory_security = ON; PRAGMA cipher_log_level = NONE;",
            )?;
            let version: String = conn.query_row("PRAGMA cipher_version", [], |r| r.get(0))?;
            let mut temp_in_memory = false;
            let mut options = conn.prepare("PRAGMA compile_options")?;
            for option in options.query_map([], |r| r.get::<_, String>(0))? {
                let option = option?;
                temp_in_memory |= option == "TEMP_STORE=2" || option == "TEMP_STORE=3";
            }
            Ok(!version.is_empty() && temp_in_memory)
        };
        prepare().unwrap_or(false)
    });
    if ready {
        Ok(())
    } else {
        Err(VaultError::Unprotected {
            what: "cipher library",
        })
    }
}

/// Opens a database in the order that keeps every page behind the key.
pub(crate) fn open(
    path: &Path,
    key: &DatabaseKey,
    role: Role,
    read_only: bool,
) -> Result<Connection, VaultError> {
    library()?;
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if matches!(role, Role::Create | Role::Copy) {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    } else if !path.is_file() {
        return Err(VaultError::Damaged { what: "record" });
    }
    drop_closed_index(path);
    let conn = Connection::open_with_flags(path, flags)?;
    unlock(&conn, key)?;
    // The first read of a page: fails when the key is wrong or the page was changed.
    let objects: i64 = conn.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0))?;
    let cache = if role == Role::Read {
        READ_CACHE_KIB
    } else {
        WRITE_CACHE_KIB
    };
    conn.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{cache};"
    ))?;
    conn.set_prepared_statement_cache_capacity(128);
    match role {
        Role::Create => schema::create(&conn)?,
        Role::Write | Role::Read if objects == 0 => {
            return Err(VaultError::Damaged { what: "record" });
        }
        Role::Write | Role::Read | Role::Copy => {}
    }
    if role == Role::Read || read_only {
        conn.execute_batch("PRAGMA query_only = ON;")?;
    }
    if role != Role::Copy {
        is_encrypted(path)?;
    }
    Ok(conn)
}

/// Opens a database as it stands, for reading alone, without the small files that SQLite keeps beside
/// it: on a full disk there is no room for them. Nobody may write meanwhile, which holds because a
/// record that was opened like this is not written ([`crate::Record`]) and one process has the vault.
/// A log that is not empty holds what was saved last: then nothing is read past it.
pub(crate) fn open_as_it_stands(path: &Path, key: &DatabaseKey) -> Result<Connection, VaultError> {
    library()?;
    let mut log = path.file_name().unwrap_or_default().to_owned();
    log.push("-wal");
    let log = path.with_file_name(log);
    let empty = !log.exists() || std::fs::metadata(&log).is_ok_and(|meta| meta.len() == 0);
    let Some(name) = path.to_str().filter(|_| empty && cfg!(unix)) else {
        return Err(VaultError::DiskFull);
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-~".contains(&b);
    let escaped: String = name
        .bytes()
        .map(|b| match plain(b) {
            true => char::from(b).to_string(),
            false => format!("%{b:02x}"),
        })
        .collect();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let conn = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags)?;
    unlock(&conn, key)?;
    let objects: i64 = conn.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0))?;
    if objects == 0 {
        return Err(VaultError::Damaged { what: "record" });
    }
    conn.execute_batch(&format!(
        "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{READ_CACHE_KIB};
         PRAGMA query_only = ON;"
    ))?;
    conn.set_prepared_statement_cache_capacity(128);
    is_encrypted(path)?;
    Ok(conn)
}

/// The key first, then what holds for every connection.
fn unlock(conn: &Connection, key: &DatabaseKey) -> Result<(), VaultError> {
    let pragma = Zeroizing::new(format!("PRAGMA key = \"{}\";", key.pragma_value().as_str()));
    conn.execute_batch(&pragma)?;
    conn.execute_batch("PRAGMA cipher_memory_security = ON; PRAGMA cipher_log_level = NONE;")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Plans must not depend on bound values: without this SQLite compiles a cached statement anew
    // at every execution, and each of the many small allocations of that is locked in memory.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(())
}

/// SQLite gives the index of its log the rights of the database. One that was made while the database
/// could not be written (a copy from a disc, a folder that was closed for a while) stays so, and every
/// change is refused from then on. It holds nothing that is not in the log: it is made anew.
fn drop_closed_index(path: &Path) {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push("-shm");
    let index = path.with_file_name(name);
    let closed = |path: &Path| std::fs::metadata(path).is_ok_and(|m| m.permissions().readonly());
    if closed(&index) && !closed(path) {
        // Where it cannot be removed nothing is lost: changes are refused as before.
        std::fs::remove_file(index).unwrap_or_default();
    }
}

/// The file on disk must not be a readable SQLite file.
fn is_encrypted(path: &Path) -> Result<(), VaultError> {
    let mut head = Vec::with_capacity(16);
    File::open(path)?.take(16).read_to_end(&mut head)?;
    if head.starts_with(b"SQLite format 3") {
        return Err(VaultError::Unprotected {
            what: "page encryption",
        });
    }
    Ok(())
}

/// Version of the schema in a record.
pub(crate) fn schema_version(conn: &Connection) -> Result<u32, VaultError> {
    Ok(conn.query_row("PRAGMA user_version", [], |r| r.get(0))?)
}

/// A prepared statement. Every statement of the crate goes through here, so that a test can look at
/// the plan of each one that was really used.
pub(crate) fn cached<'c>(
    conn: &'c Connection,
    sql: &str,
) -> rusqlite::Result<rusqlite::CachedStatement<'c>> {
    #[cfg(test)]
    tests::USED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .insert(sql.to_owned());
    conn.prepare_cached(sql)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    /// Statements used by the tests of this process.
    pub(crate) static USED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
}
