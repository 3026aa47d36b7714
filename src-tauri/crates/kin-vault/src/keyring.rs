//! Who can open what: the files of a keyholder and the keys inside.

use crate::files::{Holds, Layout, read_small, write_atomic};
use crate::history::SealLine;
use crate::identity::{Opened, Slot, digest_of};
use crate::{KeyholderId, Right, VaultError};
use kin_crypto::safe::{
    KdfStrength, PairKey, RecordKey, RootKey, SlotKind, open_slot, seal_slot, sha256,
};
use kin_model::{PersonDetails, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::{Zeroize as _, Zeroizing};

/// `people/<pid>/public.json`: what the unlock screen needs. In clear, and said to be.
///
/// Before anybody has unlocked, only `sum` can be compared: it tells rot, not malice. After that the
/// key in the keyring proves `seal`.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Public {
    pub(crate) v: u32,
    pub(crate) nickname: String,
    pub(crate) colour: String,
    /// Recipient for grant letters (X25519).
    pub(crate) recipient: String,
    /// SHA-256 of `identity.age`: tells a damaged file from a wrong passphrase.
    pub(crate) identity_sha256: String,
    /// SHA-256 of `identity.recovery.age`.
    pub(crate) recovery_sha256: String,
    /// SHA-256 of an identity file that is about to take the place of an old one: written before
    /// the file, so that a new file is never called damaged when the power goes in between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next_sha256: Option<String>,
    /// SHA-256 of `identity.device.age`; `None` where there is none, or before this was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) device_sha256: Option<String>,
    /// Proof over everything above, with [`Ring::shown_key`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seal: Option<String>,
    /// SHA-256 of everything above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sum: Option<String>,
}

impl Public {
    fn bytes(&self) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec(self).map_err(|_| damaged("identity"))
    }

    fn compute_seal(&self, key: &str) -> Result<String, VaultError> {
        let bare = Self {
            seal: None,
            sum: None,
            ..self.clone()
        };
        let message = [b"kinfolio/v1/public|".as_slice(), &bare.bytes()?].concat();
        let key = PairKey::from_text(key).map_err(|_| damaged("keyring"))?;
        Ok(hex(&key.mac(&message)))
    }

    fn compute_sum(&self) -> Result<String, VaultError> {
        let bare = Self {
            sum: None,
            ..self.clone()
        };
        Ok(hex(&sha256(&bare.bytes()?)))
    }

    /// The same with its seal, where there is a key for that, and its sum.
    pub(crate) fn sealed(&self, key: Option<&str>) -> Result<Self, VaultError> {
        let mut public = self.clone();
        public.seal = key.map(|key| public.compute_seal(key)).transpose()?;
        public.sum = Some(public.compute_sum()?);
        Ok(public)
    }

    /// True when its keyholder wrote it, by the key in their keyring.
    pub(crate) fn is_sealed_with(&self, key: &str) -> bool {
        self.compute_seal(key)
            .is_ok_and(|seal| self.seal.as_ref() == Some(&seal))
    }
}

/// A new key for [`Public::seal`].
pub(crate) fn new_shown_key() -> Result<String, VaultError> {
    Ok(PairKey::generate()?.to_text().as_str().to_owned())
}

/// `public.json` is, byte for byte, what this program writes.
pub(crate) fn is_as_written(layout: &Layout, id: &KeyholderId, public: &Public) -> bool {
    let path = layout.keyholder(&id.0).join("public.json");
    let found = read_small(&path).ok().flatten();
    public.bytes().is_ok_and(|bytes| found == Some(bytes))
}

/// Types whose secrets are wiped when they are dropped.
macro_rules! wiped {
    ($( $name:ident: $( $field:ident ),+; )+) => {
        $( impl Drop for $name {
            fn drop(&mut self) {
                $( self.$field.zeroize(); )+
            }
        } )+
    };
}
pub(crate) use wiped;
wiped! {
    Pinned: key;
    EpochKey: key;
    Contact: pair, former;
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |n: u8| {
        HEX.get(usize::from(n & 15))
            .copied()
            .map_or('0', char::from)
    };
    bytes
        .iter()
        .flat_map(|b| [digit(b >> 4), digit(*b)])
        .collect()
}

/// The bytes behind lower-case hex digits; `None` for anything else.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    rest.is_empty().then_some(())?;
    pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect()
}

/// Version of the JSON inside identity files, keyrings and letters.
pub(crate) const VERSION: u32 = 1;

/// Refuses what a newer program wrote: that is neither damage nor a wrong passphrase.
pub(crate) fn known_version(plain: &[u8], what: &'static str) -> Result<(), VaultError> {
    #[derive(Deserialize)]
    struct Head {
        v: u32,
    }
    let head: Head = serde_json::from_slice(plain).map_err(|_| damaged(what))?;
    match head.v {
        VERSION => Ok(()),
        found if found > VERSION => Err(VaultError::NewerFormat {
            found,
            known: VERSION,
        }),
        _ => Err(damaged(what)),
    }
}

pub(crate) const fn damaged(what: &'static str) -> VaultError {
    VaultError::Damaged { what }
}

pub(crate) fn read_public(layout: &Layout, id: &KeyholderId) -> Result<Public, VaultError> {
    let path = layout.keyholder(&id.0).join("public.json");
    let bytes = read_small(&path)?.ok_or_else(|| damaged("identity"))?;
    let public: Public = serde_json::from_slice(&bytes).map_err(|_| damaged("identity"))?;
    // An older file has no sum.
    if public.sum.is_some() && public.sum != Some(public.compute_sum()?) {
        return Err(damaged("identity"));
    }
    Ok(public)
}

/// Writes `public.json` as it is, sealed before.
pub(crate) fn put_public(
    layout: &Layout,
    id: &KeyholderId,
    sealed: &Public,
) -> Result<(), VaultError> {
    let path = layout.keyholder(&id.0).join("public.json");
    write_atomic(&path, &sealed.bytes()?, Holds::Data)
}

/// One record as its keyholder knows it: the pin against a planted or older one.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pinned {
    pub(crate) rid: PersonId,
    pub(crate) key: String,
    pub(crate) epoch: u32,
    /// `owner`, `edit` or `read`.
    pub(crate) role: String,
    /// The keyholder who gave access.
    pub(crate) granted_by: String,
    /// A copy of the record's own details, so that names show before a record is opened.
    pub(crate) details: PersonDetails,
    /// The state that was last saved.
    pub(crate) seal: Option<SealLine>,
    /// Keys of former epochs: large files that were stored then are still closed with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) old_keys: Vec<EpochKey>,
    /// A change of key that has begun (see [`crate::rotate`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<EpochKey>,
    /// Keyholders who still need a letter with the new key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) regrant: Vec<String>,
    /// Of each letter written from here: its reader, and the newest line of the access log then.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) letters: BTreeMap<String, i64>,
}

/// A record's key in one epoch.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct EpochKey {
    pub(crate) epoch: u32,
    pub(crate) key: String,
}

/// Another keyholder whose key was compared in person, or who was made at this keyholder's side.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) recipient: String,
    /// Shared by the two: proves who wrote a letter.
    pub(crate) pair: String,
    /// What the two shared before this keyholder renewed all keys, newest last: the other one knows the new `pair` from
    /// the next letter on, and until then one of these proves who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) former: Vec<String>,
}

impl Contact {
    pub(crate) const fn new(recipient: String, pair: String) -> Self {
        Self {
            recipient,
            pair,
            former: Vec::new(),
        }
    }

    /// Another secret from now on; the former one is remembered for who does not know it yet.
    pub(crate) fn renew(&mut self) -> Result<(), VaultError> {
        /// More than anybody renews keys within the life of a letter.
        const REMEMBERED: usize = 8;
        let pair = PairKey::generate()?.to_text().as_str().to_owned();
        self.former.push(std::mem::replace(&mut self.pair, pair));
        if self.former.len() > REMEMBERED {
            self.former.remove(0).zeroize();
        }
        Ok(())
    }
}

/// What a record is opened with.
pub(crate) struct Pin {
    pub(crate) key: RecordKey,
    pub(crate) epoch: u32,
    pub(crate) old: Vec<(RecordKey, u32)>,
    pub(crate) right: Right,
    /// The keyholder made the record: it is theirs, whatever others who hold its key write.
    pub(crate) made: bool,
}

/// The inside of `keyring.age`.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ring {
    pub(crate) v: u32,
    pub(crate) keyholder: String,
    pub(crate) vault_id: String,
    /// The format as last seen: `vault.json` in clear may not go back behind it.
    pub(crate) major: u32,
    pub(crate) minor: u32,
    /// Goes up with every write.
    pub(crate) counter: u64,
    pub(crate) records: Vec<Pinned>,
    pub(crate) settings: BTreeMap<String, String>,
    /// Records that were being made or destroyed: a folder with that name is nobody's, and goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) leftover: Vec<PersonId>,
    /// Keyholders that this one knows.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) contacts: BTreeMap<String, Contact>,
    /// There is a spare, `keyring.prev.age`: one that is missing was lost.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) spare: bool,
    /// Proves that this keyholder wrote their `public.json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shown_key: Option<String>,
    /// `public.json` as it was last written, and before that what a write that was cut short may have
    /// left: an older whole copy is told from it, and a lost one is written anew. Empty before this
    /// was noted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) shown: Vec<Public>,
    /// Other keyholders whose files were here once: of one who still holds a key they are missed when
    /// they are gone. A restored backup begins without them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) met: BTreeSet<String>,
    /// A renewal of all keys has begun and not come to its end ([`crate::renew`]).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) renewing: bool,
}

impl Ring {
    /// True unless this is known not to be what was written last.
    pub(crate) fn knows(&self, public: &Public) -> bool {
        self.shown.is_empty() || self.shown.iter().any(|s| s.sum == public.sum)
    }

    pub(crate) fn pinned(&mut self, rid: &PersonId) -> Result<&mut Pinned, VaultError> {
        self.records
            .iter_mut()
            .find(|r| r.rid == *rid)
            .ok_or(VaultError::NoSuchPerson)
    }
}

fn ring_path(layout: &Layout, id: &str, file: &str) -> std::path::PathBuf {
    layout.keyholder(id).join(file)
}

fn parse_ring(root: &RootKey, id: &str, file: &[u8]) -> Result<Ring, VaultError> {
    let plain = open_slot(SlotKind::Root(root), file).map_err(|_| damaged("keyring"))?;
    parse_ring_text(id, &plain)
}

/// Reads the inside of a keyring.
pub(crate) fn parse_ring_text(id: &str, plain: &[u8]) -> Result<Ring, VaultError> {
    let bad = || damaged("keyring");
    known_version(plain, "keyring")?;
    let ring: Ring = serde_json::from_slice(plain).map_err(|_| bad())?;
    if ring.keyholder == id {
        Ok(ring)
    } else {
        Err(bad())
    }
}

/// Reads the keyring; the second value is false when only the previous generation could be read.
pub(crate) fn read_ring(
    layout: &Layout,
    id: &str,
    root: &RootKey,
) -> Result<(Ring, bool), VaultError> {
    for (file, newest) in [("keyring.age", true), ("keyring.prev.age", false)] {
        match read_small(&ring_path(layout, id, file))?.map(|b| parse_ring(root, id, &b)) {
            Some(Ok(ring)) => return Ok((ring, newest)),
            // Whole, and not ours to read: the generation before must not be taken for the newest.
            Some(Err(error @ VaultError::NewerFormat { .. })) => return Err(error),
            Some(Err(_)) | None => {}
        }
    }
    Err(damaged("keyring"))
}

/// False when there must be a spare keyring and it does not open: then there is nothing to fall back
/// to.
pub(crate) fn is_spare_whole(layout: &Layout, id: &str, root: &RootKey, must: bool) -> bool {
    match ring_path(layout, id, "keyring.prev.age") {
        path if path.exists() => read_small(&path)
            .ok()
            .flatten()
            .is_some_and(|bytes| parse_ring(root, id, &bytes).is_ok()),
        _ => !must,
    }
}

/// The open keyring, shared by all records.
pub(crate) struct KeyChain {
    pub(crate) layout: Layout,
    pub(crate) keyholder: KeyholderId,
    opened: Mutex<Arc<Opened>>,
    pub(crate) read_only: bool,
    /// False when `keyring.age` was damaged and the previous generation was taken.
    pub(crate) whole: bool,
    ring: Mutex<Ring>,
    /// `keyring.age` was read or written whole in this session: it may become the previous
    /// generation without being opened again.
    known_good: AtomicBool,
    /// The disk did not confirm something in this session.
    unconfirmed: AtomicBool,
}

impl KeyChain {
    pub(crate) fn new(
        layout: Layout,
        keyholder: KeyholderId,
        opened: Arc<Opened>,
        read_only: bool,
        whole: bool,
        ring: Ring,
    ) -> Self {
        Self {
            layout,
            keyholder,
            opened: Mutex::new(opened),
            read_only,
            whole,
            ring: Mutex::new(ring),
            known_good: AtomicBool::new(whole),
            unconfirmed: AtomicBool::new(false),
        }
    }

    /// Refuses to write once the disk has not confirmed something in this session. After a failed fsync a system may
    /// forget what it could not store and confirm the next one: what is on the disk is known again only when it has
    /// been read anew, at the next unlocking.
    pub(crate) fn may_write(&self) -> Result<(), VaultError> {
        match self.unconfirmed.load(Ordering::Acquire) {
            true => Err(VaultError::Unconfirmed),
            false => Ok(()),
        }
    }

    /// What failed may still put back what it has changed: only then does nothing more go out.
    pub(crate) fn tidy<T>(&self, put_back: impl FnOnce() -> T) -> T {
        let failed = self.unconfirmed.swap(false, Ordering::AcqRel);
        let outcome = put_back();
        self.unconfirmed.fetch_or(failed, Ordering::AcqRel);
        outcome
    }

    /// Remembers when the disk did not confirm what was written.
    pub(crate) fn heed<T>(&self, outcome: Result<T, VaultError>) -> Result<T, VaultError> {
        match outcome {
            Err(VaultError::SyncFailed) => {
                self.unconfirmed.store(true, Ordering::Release);
                Err(VaultError::Unconfirmed)
            }
            other => other,
        }
    }

    /// What the keyholder's secret has opened: the root that closes the keyring, and their part of letters.
    pub(crate) fn opened(&self) -> Arc<Opened> {
        Arc::clone(&self.opened.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keyring, for reading.
    pub(crate) fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the keyring and makes that durable, or changes nothing.
    pub(crate) fn change<T>(
        &self,
        change: impl FnOnce(&mut Ring) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        if self.read_only {
            return Err(VaultError::ReadOnly);
        }
        self.may_write()?;
        let mut ring = self.ring();
        let before = Zeroizing::new(serde_json::to_vec(&*ring).map_err(|_| damaged("keyring"))?);
        let outcome = change(&mut ring).and_then(|value| {
            ring.counter += 1;
            let known_good = self.known_good.swap(false, Ordering::AcqRel);
            write_ring(&self.layout, &self.opened().root, &mut ring, known_good)?;
            self.known_good.store(true, Ordering::Release);
            Ok(value)
        });
        if let Err(error) = &outcome {
            *ring = serde_json::from_slice(&before).map_err(|_| damaged("keyring"))?;
            // It may have got its name before the disk failed, and nothing is written later that would correct it.
            if matches!(error, VaultError::SyncFailed) {
                write_ring(&self.layout, &self.opened().root, &mut ring, false).unwrap_or_default();
            }
        }
        self.heed(outcome)
    }

    /// Closes the keyring with other keys, the spare as well, and uses them from now on. True when nothing on the disk
    /// is closed with the former ones any more; until then the identity files must hold both. An error changes nothing.
    pub(crate) fn close_with(&self, next: Arc<Opened>) -> Result<bool, VaultError> {
        if self.read_only {
            return Err(VaultError::ReadOnly);
        }
        self.may_write()?;
        let mut ring = self.ring();
        ring.counter += 1;
        self.known_good.store(false, Ordering::Release);
        let written = self.heed(write_ring(&self.layout, &next.root, &mut ring, false));
        let whole = written.is_ok();
        if let Err(error) = written {
            // It may have got its name before the error.
            let path = ring_path(&self.layout, &self.keyholder.0, "keyring.age");
            let file = read_small(&path).ok().flatten();
            if file.is_none_or(|f| parse_ring(&next.root, &self.keyholder.0, &f).is_err()) {
                return Err(error);
            }
        }
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = next;
        self.known_good.store(whole, Ordering::Release);
        drop(ring);
        // Once more: what was just written becomes the spare.
        Ok(self.change(|_| Ok(())).is_ok() && whole)
    }

    /// What a record is opened with.
    pub(crate) fn pin(&self, rid: &PersonId) -> Result<Pin, VaultError> {
        let key = |text: &str| RecordKey::from_text(text).map_err(|_| damaged("keyring"));
        let ring = self.ring();
        let pinned = ring
            .records
            .iter()
            .find(|r| r.rid == *rid)
            .ok_or(VaultError::NoSuchPerson)?;
        let old = pinned.old_keys.iter().rev();
        Ok(Pin {
            key: key(&pinned.key)?,
            epoch: pinned.epoch,
            old: old
                .map(|o| Ok((key(&o.key)?, o.epoch)))
                .collect::<Result<_, VaultError>>()?,
            right: Right::parse(&pinned.role),
            made: pinned.granted_by == self.keyholder.0,
        })
    }

    /// The key for the seal of `public.json`, where there is one.
    pub(crate) fn shown_key(&self) -> Option<String> {
        self.ring().shown_key.clone()
    }

    /// What `public.json` says, and true; where it is lost, changed or an older copy, what was last
    /// written there.
    pub(crate) fn public(&self) -> Result<(Public, bool), VaultError> {
        let (layout, id) = (&self.layout, &self.keyholder);
        let found = read_public(layout, id);
        let ring = self.ring();
        let right = |public: &Public| {
            let key = ring.shown_key.as_ref();
            ring.knows(public) && key.is_none_or(|key| public.is_sealed_with(key))
        };
        match found {
            Ok(public) if right(&public) => {
                let whole = is_as_written(layout, id, &public);
                return Ok((public, whole));
            }
            Ok(_) | Err(VaultError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
        let digest = |slot: Slot| digest_of(layout, id, slot);
        let identity = digest(Slot::Passphrase)?.ok_or_else(|| damaged("identity"))?;
        let fits = |p: &&Public| {
            p.identity_sha256 == identity || p.next_sha256.as_ref() == Some(&identity)
        };
        let last = ring.shown.iter().rev().find(fits).or(ring.shown.last());
        if let Some(public) = last {
            return Ok((public.clone(), false));
        }
        let public = Public {
            v: 1,
            nickname: String::new(),
            colour: String::new(),
            recipient: self.opened().grant.recipient(),
            identity_sha256: identity,
            recovery_sha256: digest(Slot::Recovery)?.unwrap_or_default(),
            next_sha256: None,
            device_sha256: digest(Slot::Device)?,
            seal: None,
            sum: None,
        };
        Ok((public, false))
    }

    /// Writes `public.json`. The keyring knows it before it is there.
    pub(crate) fn write_public(&self, public: &Public) -> Result<(), VaultError> {
        let sealed = public.sealed(self.shown_key().as_deref())?;
        self.change(|ring| {
            ring.shown.push(sealed.clone());
            Ok(())
        })?;
        self.heed(put_public(&self.layout, &self.keyholder, &sealed))?;
        // It is in place: what may have been there before counts no more, at the latest at the next
        // unlocking.
        let settled = self.change(|ring| {
            ring.shown = vec![sealed];
            Ok(())
        });
        settled.unwrap_or_default();
        Ok(())
    }

    /// Seals `public.json` where an older version did not, and notes what stands there. What cannot
    /// be written now is written another time.
    pub(crate) fn settle_shown(&self) {
        if self.read_only {
            return;
        }
        let sealed = || -> Result<(), VaultError> {
            let (layout, id) = (&self.layout, &self.keyholder);
            let mut public = read_public(layout, id)?;
            let Some(key) = self.shown_key() else {
                let key = new_shown_key()?;
                public.device_sha256 = digest_of(layout, id, Slot::Device)?;
                // The file first: without a key in the keyring its seal claims nothing.
                let sealed = public.sealed(Some(&key))?;
                self.heed(put_public(layout, id, &sealed))?;
                return self.change(|ring| {
                    ring.shown_key = Some(key);
                    ring.shown = vec![sealed];
                    Ok(())
                });
            };
            let own = self.opened().grant.recipient();
            let (mine, settled) = {
                let ring = self.ring();
                let mine = ring.knows(&public) && public.is_sealed_with(&key);
                (mine, ring.shown.len() == 1)
            };
            // A renewal of all keys was cut off before the new recipient was shown.
            if mine && public.recipient != own {
                public.recipient = own;
                return self.write_public(&public);
            }
            if settled || !mine {
                return Ok(());
            }
            self.change(|ring| {
                ring.shown = vec![public];
                Ok(())
            })
        };
        sealed().unwrap_or_default();
    }

    /// The format as it was last written here.
    pub(crate) fn seen(&self) -> (u32, u32) {
        let ring = self.ring();
        (ring.major, ring.minor)
    }

    /// The sealed state of a record.
    pub(crate) fn seal(&self, rid: &PersonId) -> Option<SealLine> {
        let ring = self.ring();
        let pinned = ring.records.iter().find(|r| r.rid == *rid)?;
        pinned.seal.clone()
    }

    /// Stores the sealed state of a record.
    pub(crate) fn set_seal(&self, rid: &PersonId, seal: SealLine) -> Result<(), VaultError> {
        self.change(|ring| {
            let pinned = ring
                .records
                .iter_mut()
                .find(|r| r.rid == *rid)
                .ok_or(VaultError::NoSuchPerson)?;
            // A line of a key that is not the record's any more says nothing, and nobody could check it.
            if seal.epoch == pinned.epoch {
                pinned.seal = Some(seal);
            }
            Ok(())
        })
    }
}

/// What a backup leaves out is not missed in the restored vault: the spare keyring is made anew, quick
/// unlock belongs to the old computer.
pub(crate) fn settle_restored(
    layout: &Layout,
    id: &KeyholderId,
    root: &RootKey,
) -> Result<(), VaultError> {
    let (mut ring, _) = read_ring(layout, &id.0, root)?;
    // Their files are in their own backups only.
    ring.met.clear();
    let mut public = read_public(layout, id)?;
    let known = ring.knows(&public);
    if public.device_sha256.take().is_some() {
        let sealed = public.sealed(ring.shown_key.as_deref())?;
        put_public(layout, id, &sealed)?;
        if known {
            ring.shown = vec![sealed];
        }
    }
    write_ring(layout, root, &mut ring, true)
}

/// Writes the keyring: encrypted, read back and opened, the old one kept as the previous generation.
pub(crate) fn write_ring(
    layout: &Layout,
    root: &RootKey,
    ring: &mut Ring,
    known_good: bool,
) -> Result<(), VaultError> {
    let path = ring_path(layout, &ring.keyholder, "keyring.age");
    let previous = ring_path(layout, &ring.keyholder, "keyring.prev.age");
    // Only a readable keyring may become the previous generation.
    let old = read_small(&path)?
        .filter(|old| !old.is_empty())
        .filter(|old| known_good || parse_ring(root, &ring.keyholder, old).is_ok());
    ring.spare |= old.is_some();
    let plain = Zeroizing::new(serde_json::to_vec(ring).map_err(|_| damaged("keyring"))?);
    let file = seal_slot(SlotKind::Root(root), KdfStrength::Person, &plain)?;
    if parse_ring(root, &ring.keyholder, &file).is_err() {
        return Err(damaged("keyring"));
    }
    if let Some(old) = old {
        write_atomic(&previous, &old, Holds::Keys)?;
    }
    write_atomic(&path, &file, Holds::Keys)
}
