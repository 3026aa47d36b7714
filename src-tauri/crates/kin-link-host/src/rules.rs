//! Who gets what: every question about a link is answered while nobody else asks about the same link.

use crate::keep::{Folder, Kept, hex};
use kin_crypto::safe::{lock_passcode, passcode_fits, random_id, same_text, sha256};
use kin_share::host::{LinkSet, LinkState};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Largest sealed file, in bytes: 32 MiB as base64url, and its head.
pub(crate) const LARGEST_FILE: u64 = 44 << 20;
/// Bytes that a folder holds in all.
const ALL_BYTES: u64 = 2 << 30;
/// Links that a folder holds.
const ALL_LINKS: usize = 10_000;
/// How long the address of a file in a table of contents works, in seconds.
const TICKET: i64 = 3_600;
/// Such addresses that work at a time.
const TICKETS: usize = 10_000;
/// A sealed file up to this size is put into the table of contents itself where the receiver leaves it open.
const EMBEDDED: u64 = 4 << 20;
/// How long it is remembered how a link stood after its end, in seconds.
const REMEMBERED: i64 = 30 * 86_400;
/// Longest name of a receiver, in characters.
const RECIPIENT: usize = 80;

/// What is answered.
pub(crate) enum Said {
    /// JSON.
    Json(u16, Value),
    /// The sealed file.
    File(Vec<u8>),
}

/// The one answer for everything that is not there for who asks.
pub(crate) fn nothing() -> Said {
    Said::Json(404, json!({"error": "no such link"}))
}

fn refused(status: u16, why: &str) -> Said {
    Said::Json(status, json!({"error": why}))
}

/// What a receiver says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    #[serde(default)]
    recipient: Option<String>,
    #[serde(default)]
    passcode: Option<String>,
    #[serde(default)]
    embedded_length_max: Option<u64>,
}

/// A table of contents has promised a file.
struct Ticket {
    name: String,
    until: i64,
}

/// The links of a folder.
pub(crate) struct Links {
    folder: Folder,
    host_key: String,
    /// Held while a link is looked at or changed.
    locks: Mutex<BTreeMap<String, Arc<Mutex<()>>>>,
    tickets: Mutex<BTreeMap<String, Ticket>>,
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn who(recipient: Option<&str>) -> Option<String> {
    let plain = recipient?.chars().filter(|c| !c.is_control());
    let text: String = plain.take(RECIPIENT).collect();
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn state(kept: &Kept, now: i64) -> LinkState {
    LinkState {
        active: kept.active(now),
        paused: kept.paused,
        revoked: kept.revoked,
        expires: kept.expires,
        used: kept.used,
        uses: kept.uses,
        tries_left: kept
            .passcode
            .as_ref()
            .map(|_| kept.tries.saturating_sub(kept.wrong)),
        bytes: kept.bytes,
        accesses: kept.accesses.clone(),
    }
}

fn told(state: &LinkState) -> io::Result<Said> {
    Ok(Said::Json(
        200,
        serde_json::to_value(state).map_err(io::Error::from)?,
    ))
}

impl Links {
    pub(crate) const fn new(folder: Folder, host_key: String) -> Self {
        Self {
            folder,
            host_key,
            locks: Mutex::new(BTreeMap::new()),
            tickets: Mutex::new(BTreeMap::new()),
        }
    }

    /// Runs `work` while nobody else looks at this link.
    fn alone<T>(&self, name: &str, work: impl FnOnce() -> T) -> T {
        let lock = Arc::clone(hold(&self.locks).entry(name.to_owned()).or_default());
        let done = {
            let _held = hold(&lock);
            work()
        };
        let mut locks = hold(&self.locks);
        // Nobody waits for it: the map and this function have it.
        if Arc::strong_count(&lock) == 2 {
            locks.remove(name);
        }
        done
    }

    /// Whether somebody may make links here.
    pub(crate) fn may_make(&self, host_key: &str) -> bool {
        same_text(
            &hex(&sha256(host_key.as_bytes())),
            &hex(&sha256(self.host_key.as_bytes())),
        )
    }

    /// Makes or changes a link.
    pub(crate) fn set(
        &self,
        link: &str,
        token: &str,
        wanted: &LinkSet,
        now: i64,
    ) -> io::Result<Said> {
        let name = Folder::name(link);
        let owner = hex(&sha256(token.as_bytes()));
        if self.folder.load(&name)?.is_none() {
            // A link that is there belongs to who made it; a new one needs the key of the host.
            let key = wanted.host_key.as_deref().unwrap_or_default();
            if !self.may_make(key) {
                return Ok(refused(403, "the host key is needed"));
            }
            self.sweep(now)?;
        }
        let (links, bytes) = self.folder.all()?;
        let more = wanted.file.as_ref().map_or(0, |file| file.len() as u64);
        if bytes.saturating_add(more) > ALL_BYTES || links.len() >= ALL_LINKS {
            return Ok(refused(507, "the host is full"));
        }
        // Slow on purpose, so not while the link is held.
        let passcode = match &wanted.passcode {
            Some(code) => Some(lock_passcode(code).map_err(|_| io::ErrorKind::Other)?),
            None => None,
        };
        self.alone(&name, || {
            let mut kept = match self.folder.load(&name)? {
                Some(kept) if !same_text(&kept.owner, &owner) => return Ok(nothing()),
                Some(kept) => kept,
                None => Kept {
                    owner,
                    ..Kept::default()
                },
            };
            let old = kept.file;
            if let Some(file) = &wanted.file {
                let number = old.map_or(1, |number| number.saturating_add(1));
                self.folder.store_file(&name, number, file.as_bytes())?;
                kept.file = Some(number);
                kept.bytes = file.len() as u64;
                kept.changed = now;
                kept.revoked = false;
            }
            kept.base.clone_from(&wanted.base);
            kept.content_type.clone_from(&wanted.content_type);
            kept.expires = wanted.expires;
            kept.uses = wanted.uses;
            kept.passcode = passcode;
            kept.tries = wanted.tries;
            kept.long_term = wanted.long_term;
            kept.direct = wanted.direct;
            kept.paused = wanted.paused;
            if wanted.rearm {
                kept.used = 0;
                kept.wrong = 0;
            }
            self.folder.store(&name, &kept)?;
            if let Some(old) = old.filter(|old| Some(*old) != kept.file) {
                self.folder.drop_file(&name, old)?;
            }
            told(&state(&kept, now))
        })
    }

    /// Runs `work` on a link of who has this token.
    fn owned(
        &self,
        link: &str,
        token: &str,
        work: impl FnOnce(&str, Kept) -> io::Result<Said>,
    ) -> io::Result<Said> {
        let name = Folder::name(link);
        let owner = hex(&sha256(token.as_bytes()));
        self.alone(&name, || match self.folder.load(&name)? {
            Some(kept) if same_text(&kept.owner, &owner) => work(&name, kept),
            _ => Ok(nothing()),
        })
    }

    /// How a link stands, for its owner.
    pub(crate) fn state(&self, link: &str, token: &str, now: i64) -> io::Result<Said> {
        self.owned(link, token, |_, kept| told(&state(&kept, now)))
    }

    /// Takes a link back: its file is gone.
    pub(crate) fn revoke(&self, link: &str, token: &str, now: i64) -> io::Result<Said> {
        self.owned(link, token, |name, mut kept| {
            kept.revoked = true;
            self.without_file(name, &mut kept)?;
            told(&state(&kept, now))
        })
    }

    /// Stores that there is no file, and then lets it go.
    fn without_file(&self, name: &str, kept: &mut Kept) -> io::Result<()> {
        let old = kept.file.take();
        kept.bytes = 0;
        self.folder.store(name, kept)?;
        match old {
            Some(old) => self.folder.drop_file(name, old),
            None => Ok(()),
        }
    }

    /// Gives the file of a direct link.
    pub(crate) fn direct(&self, link: &str, recipient: Option<&str>, now: i64) -> io::Result<Said> {
        let Some(recipient) = who(recipient) else {
            return Ok(refused(400, "who receives it must be named: recipient"));
        };
        let name = Folder::name(link);
        self.alone(&name, || {
            let Some(mut kept) = self.folder.load(&name)? else {
                return Ok(nothing());
            };
            match kept.file {
                Some(number) if kept.direct && kept.active(now) => {
                    let bytes = self.folder.load_file(&name, number)?;
                    kept.used = kept.used.saturating_add(1);
                    kept.note(now, &recipient, "opened");
                    self.folder.store(&name, &kept)?;
                    Ok(Said::File(bytes))
                }
                _ => Ok(nothing()),
            }
        })
    }

    /// Gives the table of contents.
    pub(crate) fn listed(&self, link: &str, body: &[u8], now: i64) -> io::Result<Said> {
        let Ok(asked) = serde_json::from_slice::<Asked>(body) else {
            return Ok(refused(400, "the question is not JSON"));
        };
        let Some(recipient) = who(asked.recipient.as_deref()) else {
            return Ok(refused(400, "who receives it must be named: recipient"));
        };
        let name = Folder::name(link);
        self.alone(&name, || {
            let Some(mut kept) = self.folder.load(&name)? else {
                return Ok(nothing());
            };
            let Some(number) = kept.file.filter(|_| !kept.direct && kept.active(now)) else {
                return Ok(nothing());
            };
            if let Some(locked) = kept.passcode.clone() {
                let wrong = |kept: &Kept| {
                    let left = kept.tries.saturating_sub(kept.wrong);
                    Said::Json(401, json!({"remainingAttempts": left}))
                };
                let Some(passcode) = asked.passcode.as_deref() else {
                    return Ok(wrong(&kept));
                };
                // Counted and on the disk before it is looked at: whoever cuts the power gains no try.
                kept.wrong = kept.wrong.saturating_add(1);
                self.folder.store(&name, &kept)?;
                if !passcode_fits(passcode, &locked) {
                    kept.note(now, &recipient, "wrong-passcode");
                    self.folder.store(&name, &kept)?;
                    return Ok(wrong(&kept));
                }
                kept.wrong = kept.wrong.saturating_sub(1);
            }
            let small = asked.embedded_length_max.unwrap_or(EMBEDDED);
            let mut file = json!({
                "contentType": kept.content_type,
                "fhirVersion": "4.0.1",
                "lastUpdated": jiff::Timestamp::from_second(kept.changed).unwrap_or_default().to_string(),
            });
            let (word, text) = if kept.bytes <= small {
                let bytes = self.folder.load_file(&name, number)?;
                ("embedded", String::from_utf8_lossy(&bytes).into_owned())
            } else {
                let ticket = self.ticket(&name, now)?;
                ("location", format!("{}f/{ticket}", kept.base))
            };
            if let Some(file) = file.as_object_mut() {
                file.insert(word.to_owned(), text.into());
            }
            kept.used = kept.used.saturating_add(1);
            kept.note(now, &recipient, "opened");
            self.folder.store(&name, &kept)?;
            let status = if kept.long_term {
                "can-change"
            } else {
                "finalized"
            };
            Ok(Said::Json(200, json!({"status": status, "files": [file]})))
        })
    }

    fn ticket(&self, name: &str, now: i64) -> io::Result<String> {
        let id = || random_id().map_err(|_| io::Error::from(io::ErrorKind::Other));
        let ticket = format!("{}{}", id()?, id()?);
        let mut tickets = hold(&self.tickets);
        tickets.retain(|_, one| one.until > now);
        if tickets.len() >= TICKETS {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let until = now.saturating_add(TICKET);
        let name = name.to_owned();
        tickets.insert(ticket.clone(), Ticket { name, until });
        Ok(ticket)
    }

    /// Gives the file that a table of contents has promised, unless the link has ended since.
    pub(crate) fn promised(&self, ticket: &str, now: i64) -> io::Result<Said> {
        let name = {
            let tickets = hold(&self.tickets);
            let found = tickets.get(ticket).filter(|one| one.until > now);
            found.map(|one| one.name.clone())
        };
        let Some(name) = name else {
            return Ok(nothing());
        };
        self.alone(&name, || {
            let Some(kept) = self.folder.load(&name)? else {
                return Ok(nothing());
            };
            // The use was counted when it was promised: it may have been the last one.
            let still = Kept {
                uses: None,
                ..kept.clone()
            };
            match kept.file {
                Some(number) if still.active(now) => {
                    Ok(Said::File(self.folder.load_file(&name, number)?))
                }
                _ => Ok(nothing()),
            }
        })
    }

    /// Lets go what is over: the files at once, how the link stood after a month.
    pub(crate) fn sweep(&self, now: i64) -> io::Result<()> {
        let (names, _) = self.folder.all()?;
        for name in names {
            self.alone(&name, || -> io::Result<()> {
                let Some(mut kept) = self.folder.load(&name)? else {
                    return Ok(());
                };
                let over = kept.expires.filter(|end| *end <= now);
                if over.is_some() && kept.file.is_some() {
                    self.without_file(&name, &mut kept)?;
                }
                let ended = if kept.revoked {
                    Some(kept.changed)
                } else {
                    over
                };
                if ended.is_some_and(|end| end.saturating_add(REMEMBERED) <= now) {
                    self.folder.forget(&name)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}
