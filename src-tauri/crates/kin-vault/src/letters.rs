//! Grant letters: how a key to a record gets to another keyholder.
//!
//! `records/<rid>/inbox/<pid>.age` is sealed to the reader's X25519 recipient, is opened once and
//! then removed, and is worth nothing after 14 days. age does not say who wrote a file, and whoever
//! can write the folder can plant one. So a letter counts only when it carries the proof of a key
//! that the two keyholders share already ([`Contact`]), or when its reader has compared six words
//! with its writer in person. Until then it is shown, and opens nothing.

use crate::access;
use crate::files::{Holds, Layout, private_folder, read_small, remove_if_there, write_atomic};
use crate::history::{self, SealLine};
use crate::holders;
use crate::keyring::{Contact, EpochKey, KeyChain, Pinned, Ring, damaged, hex, read_public, unhex};
use crate::{
    Fingerprint, Holder, KeyholderId, Letter, LetterState, Record, Right, Unlocked, VaultError, db,
};
use jiff::{Timestamp, ToSpan as _};
use kin_crypto::safe::{PairKey, RecordKey, seal_letter};
use kin_model::{PersonDetails, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use zeroize::{Zeroize as _, Zeroizing};

/// Days that a letter can be taken.
const DAYS: i64 = 14;

/// The inside of a letter.
#[derive(Serialize, Deserialize)]
pub(crate) struct Content {
    v: u32,
    vault_id: String,
    to: String,
    by: String,
    by_name: String,
    by_recipient: String,
    pub(crate) rid: PersonId,
    key: String,
    epoch: u32,
    old_keys: Vec<EpochKey>,
    role: String,
    details: PersonDetails,
    seal: Option<SealLine>,
    pair: String,
    issued: String,
}

impl Drop for Content {
    fn drop(&mut self) {
        self.key.zeroize();
        self.pair.zeroize();
    }
}

/// A letter as it is sealed: the content as text, and the proof over that text.
#[derive(Serialize, Deserialize)]
struct Envelope {
    content: String,
    proof: String,
    /// Proofs by what the two shared before its writer renewed all keys: the reader may not know the new one yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    again: Vec<String>,
}

impl Drop for Envelope {
    fn drop(&mut self) {
        self.content.zeroize();
    }
}

/// A letter that was opened.
pub(crate) struct OpenLetter {
    pub(crate) content: Content,
    fingerprint: Fingerprint,
    /// The proof is that of a keyholder this one knows.
    pub(crate) proven: bool,
}

fn inbox(layout: &Layout, rid: &PersonId, pid: &str) -> PathBuf {
    let name = format!("{pid}.age");
    layout.record(rid.as_str()).join("inbox").join(name)
}

fn message(content: &str) -> Vec<u8> {
    [b"kinfolio/v1/letter|".as_slice(), content.as_bytes()].concat()
}

fn is_over(issued: &str, now: &str) -> bool {
    let (Ok(issued), Ok(now)) = (issued.parse::<Timestamp>(), now.parse::<Timestamp>()) else {
        return true;
    };
    issued
        .checked_add((DAYS * 24).hours())
        .is_ok_and(|end| now > end)
}

/// The six words of a keyholder's public key, read out before the first letter to them.
pub(crate) fn key_words(vault_id: &str, pid: &str, recipient: &str) -> Fingerprint {
    Fingerprint::of(format!("kinfolio/v1/recipient|{vault_id}|{pid}|{recipient}").as_bytes())
}

/// Puts a letter with the pinned key of `rid` into the reader's inbox; returns its six words.
pub(crate) fn write(
    chain: &KeyChain,
    rid: &PersonId,
    to: &KeyholderId,
    recipient: &str,
    right: Right,
    now: &str,
) -> Result<Fingerprint, VaultError> {
    let by = read_public(&chain.layout, &chain.keyholder)?;
    // Whoever has renewed all keys does not open what is sealed to the former one, and somebody else might.
    if read_public(&chain.layout, to).is_ok_and(|public| public.recipient != recipient) {
        return Err(VaultError::KeyholderChanged);
    }
    let ring = chain.ring();
    let pinned = ring
        .records
        .iter()
        .find(|r| r.rid == *rid)
        .ok_or(VaultError::NoSuchPerson)?;
    let contact = ring.contacts.get(to.as_str());
    let contact = contact.filter(|c| c.recipient == recipient);
    let contact = contact.ok_or(VaultError::WordsNotCompared)?;
    let pair = Zeroizing::new(contact.pair.clone());
    let former = Zeroizing::new(contact.former.clone());
    let content = Content {
        v: 1,
        vault_id: ring.vault_id.clone(),
        to: to.as_str().to_owned(),
        by: chain.keyholder.as_str().to_owned(),
        by_name: by.nickname,
        by_recipient: chain.opened().grant.recipient(),
        rid: rid.clone(),
        key: pinned.key.clone(),
        epoch: pinned.epoch,
        old_keys: pinned.old_keys.clone(),
        role: right.as_str().to_owned(),
        details: pinned.details.clone(),
        seal: pinned.seal.clone(),
        pair: pair.as_str().to_owned(),
        issued: now.to_owned(),
    };
    drop(ring);
    let text = Zeroizing::new(serde_json::to_string(&content).map_err(|_| damaged("letter"))?);
    let message = message(&text);
    let proof = |pair: &str| -> Result<String, VaultError> {
        let pair = PairKey::from_text(pair).map_err(|_| damaged("keyring"))?;
        Ok(hex(&pair.mac(&message)))
    };
    let envelope = Envelope {
        content: text.as_str().to_owned(),
        proof: proof(&pair)?,
        again: former
            .iter()
            .map(|pair| proof(pair))
            .collect::<Result<_, _>>()?,
    };
    let plain = Zeroizing::new(serde_json::to_vec(&envelope).map_err(|_| damaged("letter"))?);
    let file = seal_letter(recipient, &plain)?;
    let path = inbox(&chain.layout, rid, to.as_str());
    chain.may_write()?;
    if let Some(folder) = path.parent() {
        chain.heed(private_folder(folder))?;
    }
    chain.heed(write_atomic(&path, &file, Holds::Keys))?;
    Ok(Fingerprint::of(&message))
}

/// Reads the inside of a letter.
fn parse(plain: &[u8]) -> Result<(Envelope, Content), VaultError> {
    let none = |_| VaultError::NoSuchLetter;
    let envelope: Envelope = serde_json::from_slice(plain).map_err(none)?;
    let content: Content = serde_json::from_str(&envelope.content).map_err(none)?;
    Ok((envelope, content))
}

/// Whether these bytes are a letter as it stands inside the seal.
pub(crate) fn is_letter(plain: &[u8]) -> bool {
    parse(plain).is_ok()
}

/// Opens the letter in this keyholder's inbox of one record, if there is one for them.
pub(crate) fn open(chain: &KeyChain, rid: &PersonId) -> Result<OpenLetter, VaultError> {
    let path = inbox(&chain.layout, rid, chain.keyholder.as_str());
    let file = read_small(&path)?.ok_or(VaultError::NoSuchLetter)?;
    let none = |_| VaultError::NoSuchLetter;
    let plain = chain.opened().grant.open_letter(&file).map_err(none)?;
    let (envelope, content) = parse(&plain)?;
    let message = message(&envelope.content);
    let ring = chain.ring();
    let meant = content.v == 1
        && content.to == chain.keyholder.as_str()
        && content.vault_id == ring.vault_id
        && content.rid == *rid;
    if !meant {
        return Err(VaultError::NoSuchLetter);
    }
    let proven = ring.contacts.get(&content.by).is_some_and(|contact| {
        PairKey::from_text(&contact.pair).is_ok_and(|pair| {
            let proofs = std::iter::once(&envelope.proof).chain(&envelope.again);
            let mut proofs = proofs.filter_map(|proof| unhex(proof));
            proofs.any(|proof| pair.verify(&message, &proof))
        })
    });
    Ok(OpenLetter {
        content,
        fingerprint: Fingerprint::of(&message),
        proven,
    })
}

/// Takes a letter: the key, the right and its giver are pinned from now on.
///
/// Without `compared` nobody is asked, so a letter does only what its writer may do by the record itself: an
/// owner gives a key, a newer key, another right. It takes nothing from who made the record, and no key that
/// this keyholder has.
fn take(
    chain: &KeyChain,
    letter: &OpenLetter,
    compared: bool,
    now: &str,
) -> Result<(), VaultError> {
    let content = &letter.content;
    if is_over(&content.issued, now) {
        return Err(VaultError::LetterExpired);
    }
    let rid = &content.rid;
    let key = RecordKey::from_text(&content.key).map_err(|_| VaultError::NoSuchLetter)?;
    let path = chain.layout.record(rid.as_str()).join("record.db");
    let database = key.database(rid.as_str(), content.epoch)?;
    let seal_key = key.seal(rid.as_str(), content.epoch)?;
    // A key that does not open the record, or a record that has not got what this keyholder saved
    // last, is not taken.
    let conn = db::open(&path, &database, db::Role::Read, true)?;
    if !compared && holders::right_of(&conn, &content.by)? != Some(Right::Owner) {
        return Err(VaultError::WordsNotCompared);
    }
    if content
        .seal
        .as_ref()
        .is_some_and(|s| !s.is_genuine(&seal_key))
    {
        return Err(VaultError::NoSuchLetter);
    }
    let mut newer = false;
    let mine = match chain.seal(rid) {
        Some(seal) => {
            let pin = chain.pin(rid)?;
            newer = content.epoch > pin.epoch;
            if content.epoch < pin.epoch {
                return Err(VaultError::NoSuchLetter);
            }
            let other = content.epoch == pin.epoch && content.key != *pin.key.to_text();
            let less = pin.made && Right::parse(&content.role) != pin.right;
            if !compared && (other || less) {
                return Err(VaultError::WordsNotCompared);
            }
            if !seal.is_genuine(&pin.key.seal(rid.as_str(), pin.epoch)?) {
                return Err(damaged("keyring"));
            }
            Some(seal.under(content.epoch, &seal_key))
        }
        None => None,
    };
    let mine = match history::compare(&conn, mine.as_ref(), &seal_key) {
        // An owner has accepted an older state and given the key anew: both have spoken about it.
        Err(VaultError::OlderThanSaved { .. }) if compared => None,
        compared => compared.map(|_| mine)?,
    };
    history::compare(&conn, content.seal.as_ref(), &seal_key)?;
    drop(conn);
    let newest = |a: Option<SealLine>, b: Option<SealLine>| match (a, b) {
        (Some(a), Some(b)) if b.seq > a.seq => Some(b),
        (Some(a), _) => Some(a),
        (None, b) => b,
    };
    let seal = newest(mine, content.seal.clone());
    chain.change(|ring| {
        let at = ring.records.iter().position(|r| r.rid == *rid);
        let before = at.map(|at| ring.records.remove(at));
        ring.records.push(pinned(content, before, compared, seal));
        // Who has renewed all keys is known by the new ones from here on: the proof is that of the former pair, with a
        // newer key of the record. Whoever had both before could write such a letter too until this one is taken.
        if compared || newer {
            let contact = Contact::new(content.by_recipient.clone(), content.pair.clone());
            ring.contacts.insert(content.by.clone(), contact);
        }
        Ok(())
    })?;
    remove_if_there(&inbox(&chain.layout, rid, chain.keyholder.as_str()))
}

/// The record as a letter tells it, with what this keyholder knew of it before.
fn pinned(
    content: &Content,
    before: Option<Pinned>,
    compared: bool,
    seal: Option<SealLine>,
) -> Pinned {
    let mut new = Pinned {
        rid: content.rid.clone(),
        key: content.key.clone(),
        epoch: content.epoch,
        role: content.role.clone(),
        granted_by: content.by.clone(),
        details: content.details.clone(),
        seal,
        old_keys: content.old_keys.clone(),
        next: None,
        regrant: Vec::new(),
        letters: BTreeMap::new(),
    };
    let Some(mut before) = before else {
        return new;
    };
    // Large files may be closed with any key there was: none is forgotten, and none takes another's place.
    let mut old_keys = std::mem::take(&mut before.old_keys);
    if before.epoch < content.epoch {
        old_keys.push(EpochKey {
            epoch: before.epoch,
            key: before.key.clone(),
        });
    } else {
        new.next = before.next.take();
    }
    for told in std::mem::take(&mut new.old_keys) {
        if old_keys.iter().all(|old| old.epoch != told.epoch) {
            old_keys.push(told);
        }
    }
    old_keys.sort_by_key(|old| old.epoch);
    new.old_keys = old_keys;
    new.regrant = std::mem::take(&mut before.regrant);
    new.letters = std::mem::take(&mut before.letters);
    if !compared {
        new.granted_by = std::mem::take(&mut before.granted_by);
    }
    new
}

fn find_contact<'r>(ring: &'r Ring, pid: &str, recipient: &str) -> Option<&'r Contact> {
    ring.contacts.get(pid).filter(|c| c.recipient == recipient)
}

impl Unlocked {
    /// The six words of a keyholder's public key: both sides read them out before the first grant.
    ///
    /// # Errors
    /// [`VaultError::NoSuchKeyholder`].
    pub fn key_words(&self, who: &KeyholderId) -> Result<Fingerprint, VaultError> {
        let chain = self.chain();
        if *who == chain.keyholder {
            // What this keyholder really holds, whatever lies in the folder.
            let own = chain.opened().grant.recipient();
            return Ok(key_words(self.vault_id(), who.as_str(), &own));
        }
        let public = read_public(&chain.layout, who).map_err(|_| VaultError::NoSuchKeyholder)?;
        Ok(key_words(self.vault_id(), who.as_str(), &public.recipient))
    }

    /// True when the keyholder's public key is the one that was compared or made here.
    #[must_use]
    pub fn is_known(&self, who: &KeyholderId) -> bool {
        let chain = self.chain();
        read_public(&chain.layout, who).is_ok_and(|public| {
            find_contact(&chain.ring(), who.as_str(), &public.recipient).is_some()
        })
    }

    /// Gives a keyholder a key to a record, or another right to it. `compared`: the six words of
    /// [`Self::key_words`] were compared in person; needed once for each keyholder. Returns the six
    /// words of the letter.
    ///
    /// # Errors
    /// [`VaultError::NotAllowed`], [`VaultError::WordsNotCompared`],
    /// [`VaultError::KeyholderChanged`], [`VaultError::NoSuchKeyholder`].
    pub fn grant(
        &self,
        person: &PersonId,
        to: &KeyholderId,
        right: Right,
        compared: bool,
        now: &str,
    ) -> Result<Fingerprint, VaultError> {
        let record = self.record(person)?;
        record.may(Right::Owner)?;
        let chain = self.chain();
        if *to == chain.keyholder {
            return Err(VaultError::CannotRemove);
        }
        let public = read_public(&chain.layout, to).map_err(|_| VaultError::NoSuchKeyholder)?;
        let known = chain
            .ring()
            .contacts
            .get(to.as_str())
            .map(|c| c.recipient.clone());
        match known {
            Some(recipient) if recipient == public.recipient => {}
            Some(_) if !compared => return Err(VaultError::KeyholderChanged),
            None if !compared => return Err(VaultError::WordsNotCompared),
            _ => {
                let pair = PairKey::generate()?.to_text().as_str().to_owned();
                let recipient = public.recipient.clone();
                chain.change(|ring| {
                    let contact = Contact::new(recipient, pair);
                    ring.contacts.insert(to.as_str().to_owned(), contact);
                    Ok(())
                })?;
            }
        }
        self.name_holder(&record, to, &public.nickname, &public.recipient, right, now)?;
        let words = self.write(&record, to, &public.recipient, right, now)?;
        // Where this cannot be noted it is written once more at the next unlocking, which does no harm.
        drop(chain.change(|ring| {
            ring.pinned(person)?.regrant.retain(|id| id != to.as_str());
            Ok(())
        }));
        Ok(words)
    }

    /// Writes a letter, and first where the access log stood: what its reader does comes after. It is owed until the
    /// caller notes that it is there: who is named in the record and finds no letter gets it at the next unlocking.
    fn write(
        &self,
        record: &Record,
        to: &KeyholderId,
        recipient: &str,
        right: Right,
        now: &str,
    ) -> Result<Fingerprint, VaultError> {
        let (chain, person) = (self.chain(), record.person());
        let newest = record.read(|r| Ok(access::tail(&r.conn)?.map_or(0, |mark| mark.seq)))?;
        chain.change(|ring| {
            let pinned = ring.pinned(person)?;
            pinned.letters.insert(to.as_str().to_owned(), newest);
            if !pinned.regrant.iter().any(|id| id == to.as_str()) {
                pinned.regrant.push(to.as_str().to_owned());
            }
            Ok(())
        })?;
        write(chain, person, to, recipient, right, now)
    }

    /// Writes a keyholder into the record, before they get the key: nobody holds one unseen.
    pub(crate) fn name_holder(
        &self,
        record: &Record,
        to: &KeyholderId,
        name: &str,
        recipient: &str,
        right: Right,
        now: &str,
    ) -> Result<(), VaultError> {
        let chain = self.chain();
        let by_name = record.keyholder_name();
        let mut rows = Vec::new();
        let known = record.holders()?;
        // A record from before version 2 names nobody yet: its maker comes first.
        rows.extend(known.iter().find(|h| h.id == chain.keyholder).cloned());
        rows.push(Holder {
            id: to.clone(),
            name: name.to_owned(),
            right,
            recipient: recipient.to_owned(),
            by: chain.keyholder.clone(),
            by_name: by_name.clone(),
            at: now.to_owned(),
        });
        record.change("grant", to.as_str(), &by_name, now, false, |w| {
            for row in &rows {
                holders::put(w, row)?;
            }
            Ok(())
        })
    }

    /// The letters that wait for this keyholder, from somebody they have not met.
    #[must_use]
    pub fn letters(&self, now: &str) -> Vec<Letter> {
        self.inboxes()
            .into_iter()
            .filter_map(|rid| {
                let letter = open(self.chain(), &rid).ok()?;
                let content = &letter.content;
                Some(Letter {
                    details: content.details.clone(),
                    by: KeyholderId(content.by.clone()),
                    by_name: content.by_name.clone(),
                    right: Right::parse(&content.role),
                    issued: content.issued.clone(),
                    expired: is_over(&content.issued, now),
                    known: self.chain().ring().records.iter().any(|r| r.rid == rid),
                    fingerprint: letter.fingerprint,
                    person: rid,
                })
            })
            .collect()
    }

    /// Records whose letter for this keyholder cannot be read: what it would open stays closed.
    pub(crate) fn damaged_letters(&self) -> u64 {
        let damaged = |rid: &PersonId| open(self.chain(), rid).is_err();
        self.inboxes().iter().filter(|rid| damaged(rid)).count() as u64
    }

    /// Letters that were written from here, are not there any more, and were never used: lost, or
    /// thrown away. Who they were for cannot know of them. One that is still owed is not lost.
    pub(crate) fn gone_letters(&self, person: &PersonId) -> u64 {
        let holders = self.record(person).and_then(|record| record.holders());
        let owed = {
            let ring = self.chain().ring();
            let pinned = ring.records.iter().find(|r| r.rid == *person);
            pinned.map(|r| r.regrant.clone()).unwrap_or_default()
        };
        let gone = |holder: &Holder| {
            let path = inbox(&self.chain().layout, person, holder.id.as_str());
            !path.is_file()
                && !owed.iter().any(|id| id == holder.id.as_str())
                && self.is_unused(person, &holder.id)
        };
        holders.map_or(0, |all| all.iter().filter(|one| gone(one)).count() as u64)
    }

    /// Records with a letter for this keyholder.
    pub(crate) fn inboxes(&self) -> Vec<PersonId> {
        let chain = self.chain();
        let Ok(folders) = std::fs::read_dir(chain.layout.records()) else {
            return Vec::new();
        };
        let mut out: Vec<PersonId> = folders
            .filter_map(|f| f.ok()?.file_name().to_str()?.parse().ok())
            .filter(|rid| inbox(&chain.layout, rid, chain.keyholder.as_str()).is_file())
            .collect();
        out.sort();
        out
    }

    /// Takes a letter after its six words were compared with its writer in person.
    ///
    /// # Errors
    /// [`VaultError::NoSuchLetter`], [`VaultError::LetterExpired`], [`VaultError::OlderThanSaved`].
    pub fn accept_letter(&self, person: &PersonId, now: &str) -> Result<(), VaultError> {
        let letter = open(self.chain(), person)?;
        take(self.chain(), &letter, true, now)?;
        self.was_taken(person, now);
        Ok(())
    }

    /// The record is opened with what the letter brought, and says that it was taken: its writer sees
    /// no other sign of it. What cannot be written now is said by the first opening.
    fn was_taken(&self, person: &PersonId, now: &str) {
        self.forget_record(person);
        let noted = self.record(person);
        drop(noted.and_then(|record| record.log_access("take", "", now)));
    }

    /// Throws a letter away unread.
    ///
    /// # Errors
    /// [`VaultError::NoSuchLetter`], [`VaultError::Io`].
    pub fn refuse_letter(&self, person: &PersonId) -> Result<(), VaultError> {
        let chain = self.chain();
        let path = inbox(&chain.layout, person, chain.keyholder.as_str());
        if !path.is_file() {
            return Err(VaultError::NoSuchLetter);
        }
        remove_if_there(&path)
    }

    /// What is left to do at unlocking: takes letters of keyholders that are known, and writes those
    /// that a change of key still owes.
    pub fn catch_up(&self, now: &str) {
        if self.chain().read_only {
            return;
        }
        for rid in self.inboxes() {
            let Ok(letter) = open(self.chain(), &rid) else {
                continue;
            };
            if letter.proven && take(self.chain(), &letter, false, now).is_ok() {
                self.was_taken(&rid, now);
            }
        }
        self.clear_leftovers();
        self.meet();
        for (person, _) in self.people() {
            // What cannot be written now is written another time.
            drop(self.write_owed(&person, now));
        }
    }

    /// Letters with a new key to everybody who keeps access.
    pub(crate) fn write_owed(&self, person: &PersonId, now: &str) -> Result<(), VaultError> {
        let chain = self.chain();
        let owed = chain.ring().pinned(person)?.regrant.clone();
        if owed.is_empty() {
            return Ok(());
        }
        let record = self.record(person)?;
        for holder in record.holders()? {
            if owed.contains(&holder.id.0) {
                // The record may name a former key of somebody whose new one was compared or proven since.
                let public = read_public(&chain.layout, &holder.id).ok();
                let known = public.filter(|_| self.is_known(&holder.id));
                let recipient = known.map_or(holder.recipient, |public| public.recipient);
                match self.write(&record, &holder.id, &recipient, holder.right, now) {
                    // Somebody another owner brought in, or whose keys are new: the words must be compared
                    // here first.
                    Ok(_) | Err(VaultError::WordsNotCompared | VaultError::KeyholderChanged) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        chain.change(|ring| {
            ring.pinned(person)?.regrant.clear();
            Ok(())
        })
    }

    /// What became of the letter to a keyholder.
    #[must_use]
    pub fn letter_to(&self, person: &PersonId, to: &KeyholderId, now: &str) -> LetterState {
        // The writer cannot open it again: the time of the file says how old it is, and the words
        // were shown when it was written.
        let path = inbox(&self.chain().layout, person, to.as_str());
        let Ok(written) = std::fs::metadata(path).and_then(|m| m.modified()) else {
            return if self.is_unused(person, to) {
                LetterState::Gone
            } else {
                LetterState::Taken
            };
        };
        let Ok(written) = Timestamp::try_from(written) else {
            return LetterState::Expired;
        };
        if is_over(&written.to_string(), now) {
            LetterState::Expired
        } else {
            LetterState::Waiting(written.to_string())
        }
    }

    /// A letter was written to a keyholder, and the record has not seen them since.
    fn is_unused(&self, person: &PersonId, to: &KeyholderId) -> bool {
        let written = {
            let ring = self.chain().ring();
            let pinned = ring.records.iter().find(|r| r.rid == *person);
            pinned.and_then(|r| r.letters.get(to.as_str()).copied())
        };
        let Some(written) = written else {
            return false;
        };
        let seen = self
            .record(person)
            .and_then(|record| record.read(|r| access::is_after(&r.conn, to.as_str(), written)));
        seen.is_ok_and(|seen| !seen)
    }
}
