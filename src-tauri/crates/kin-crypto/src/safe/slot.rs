//! Key slots: small age files with one scrypt recipient.
//!
//! The work factor is fixed by us and read before anything is computed: a changed file must
//! neither weaken a slot unnoticed nor make the program work for hours. age's own choice by timing
//! is not used, because a slow machine or a debug build would silently choose a weak factor.

use super::keys::{DeviceKey, RootKey};
use super::passphrase::Passphrase;
use super::recovery::RecoveryCode;
use crate::CryptoError;
use age::secrecy::SecretString;
use std::io::{Read, Write};
use zeroize::Zeroizing;

/// How much work one guess of a passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KdfStrength {
    /// scrypt N = 2^18: 256 MiB and about a second. What people get.
    Person,
    /// scrypt N = 2^15, the lowest that is accepted: only for tests, refused in release builds.
    Test,
}

/// What kind of secret closes a slot. Decides which work factors are written and accepted.
#[derive(Clone, Copy)]
pub enum SlotKind<'a> {
    /// A passphrase: written at the given strength, read at 2^15 to 2^20.
    Passphrase(&'a Passphrase),
    /// A recovery code, 130 random bits: written at 2^14, read at exactly that.
    Recovery(&'a RecoveryCode),
    /// A random root key: written and read at exactly 2^10.
    Root(&'a RootKey),
    /// A random key that the operating system's keychain keeps: written and read at exactly 2^10.
    Device(&'a DeviceKey),
}

pub(crate) const MACHINE_LOG_N: u8 = 10;
const RECOVERY_LOG_N: u8 = 14;

impl SlotKind<'_> {
    fn secret(&self) -> SecretString {
        match self {
            Self::Passphrase(p) => SecretString::from(p.expose().to_owned()),
            Self::Recovery(code) => SecretString::from(code.expose().to_owned()),
            Self::Root(root) => root.as_age_secret(),
            Self::Device(key) => key.as_age_secret(),
        }
    }

    fn accepts(&self, log_n: u8) -> bool {
        match self {
            Self::Passphrase(_) => (15..=20).contains(&log_n),
            Self::Recovery(_) => log_n == RECOVERY_LOG_N,
            Self::Root(_) | Self::Device(_) => log_n == MACHINE_LOG_N,
        }
    }
}

/// Encrypts `plain` so that only the secret of `kind` opens it. `strength` counts for passphrases.
///
/// # Errors
/// [`CryptoError::TestStrength`] for the test strength outside debug builds.
pub fn seal_slot(
    kind: SlotKind<'_>,
    strength: KdfStrength,
    plain: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    let log_n = match (&kind, strength) {
        (SlotKind::Passphrase(_), KdfStrength::Person) => 18,
        (SlotKind::Passphrase(_), KdfStrength::Test) if cfg!(debug_assertions) => 15,
        (SlotKind::Passphrase(_), KdfStrength::Test) => return Err(CryptoError::TestStrength),
        (SlotKind::Recovery(_), _) => RECOVERY_LOG_N,
        (SlotKind::Root(_) | SlotKind::Device(_), _) => MACHINE_LOG_N,
    };
    let mut out = Vec::with_capacity(plain.len().saturating_add(256));
    let mut writer = age_writer(kind.secret(), log_n, &mut out)?;
    writer.write_all(plain)?;
    writer.finish()?;
    Ok(out)
}

/// Decrypts a slot.
///
/// # Errors
/// [`CryptoError::WrongSecret`] when the secret does not fit; [`CryptoError::Damaged`] when the
/// file is cut or changed; [`CryptoError::WorkFactor`] when its work factor is not one of ours.
/// (A change inside the wrapped file key itself cannot be told from a wrong secret here: the
/// caller keeps a digest of the file for that.)
pub fn open_slot(kind: SlotKind<'_>, file: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let log_n = stanza_log_n(file)?;
    if !kind.accepts(log_n) {
        return Err(CryptoError::WorkFactor { log_n });
    }
    let mut plain = Zeroizing::new(Vec::with_capacity(file.len()));
    age_reader(kind.secret(), log_n, file)?
        .read_to_end(&mut plain)
        .map_err(|_| CryptoError::Damaged)?;
    Ok(plain)
}

/// Starts an age file with one scrypt recipient.
pub(crate) fn age_writer<W: Write>(
    secret: SecretString,
    log_n: u8,
    out: W,
) -> Result<age::stream::StreamWriter<W>, CryptoError> {
    let mut recipient = age::scrypt::Recipient::new(secret);
    recipient.set_work_factor(log_n);
    let encryptor =
        age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            .map_err(|_| CryptoError::Damaged)?;
    Ok(encryptor.wrap_output(out)?)
}

/// Opens an age file up to its payload.
pub(crate) fn age_reader<R: Read>(
    secret: SecretString,
    log_n: u8,
    input: R,
) -> Result<age::stream::StreamReader<R>, CryptoError> {
    let decryptor = age::Decryptor::new(input).map_err(damaged)?;
    let mut identity = age::scrypt::Identity::new(secret);
    identity.set_max_work_factor(log_n);
    decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(damaged)
}

fn damaged(error: age::DecryptError) -> CryptoError {
    match error {
        age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed
        | age::DecryptError::NoMatchingKeys => CryptoError::WrongSecret,
        age::DecryptError::Io(e) if e.kind() != std::io::ErrorKind::UnexpectedEof => {
            CryptoError::Io(e)
        }
        _ => CryptoError::Damaged,
    }
}

/// The work factor of the one scrypt stanza, from the first bytes of a file.
///
/// # Source
/// C2SP age specification, "The scrypt recipient type": it must be the only stanza.
pub(crate) fn stanza_log_n(file: &[u8]) -> Result<u8, CryptoError> {
    let head = file.get(..file.len().min(512)).unwrap_or_default();
    let mut lines = head.split(|b| *b == b'\n');
    if lines.next() != Some(b"age-encryption.org/v1") {
        return Err(CryptoError::Damaged);
    }
    let stanza = lines
        .next()
        .and_then(|l| std::str::from_utf8(l).ok())
        .ok_or(CryptoError::Damaged)?;
    let parts: Vec<&str> = stanza.split(' ').collect();
    let ["->", "scrypt", salt, log_n] = parts.as_slice() else {
        return Err(CryptoError::Damaged);
    };
    let body = lines.next().ok_or(CryptoError::Damaged)?;
    let end = lines.next().ok_or(CryptoError::Damaged)?;
    let digits_only = log_n.bytes().all(|b| b.is_ascii_digit()) && !log_n.starts_with('0');
    if salt.len() != 22 || body.len() != 43 || !end.starts_with(b"--- ") || !digits_only {
        return Err(CryptoError::Damaged);
    }
    log_n.parse().map_err(|_| CryptoError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(s: &str) -> Passphrase {
        Passphrase::new(s).unwrap()
    }

    #[test]
    fn the_right_secret_opens_and_a_wrong_one_does_not() {
        let right = pass("correct horse");
        let file = seal_slot(SlotKind::Passphrase(&right), KdfStrength::Test, b"root key").unwrap();
        let opened = open_slot(SlotKind::Passphrase(&right), &file).unwrap();
        assert_eq!(opened.as_slice(), b"root key");
        assert!(matches!(
            open_slot(SlotKind::Passphrase(&pass("correct house")), &file),
            Err(CryptoError::WrongSecret)
        ));
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let root = RootKey::generate().unwrap();
        let file = seal_slot(SlotKind::Root(&root), KdfStrength::Person, b"keyring").unwrap();
        for i in 0..file.len() {
            let mut bad = file.clone();
            bad[i] ^= 1;
            let outcome = open_slot(SlotKind::Root(&root), &bad);
            assert!(outcome.is_err(), "flip of byte {i} went unnoticed");
        }
        for cut in [0, 1, 21, 22, file.len() / 2, file.len() - 1] {
            assert!(open_slot(SlotKind::Root(&root), &file[..cut]).is_err());
        }
    }

    #[test]
    fn work_factors_that_we_do_not_write_are_refused_before_any_work() {
        let root = RootKey::generate().unwrap();
        let file = seal_slot(SlotKind::Root(&root), KdfStrength::Person, b"x").unwrap();
        let text = String::from_utf8_lossy(&file[..80]).into_owned();
        let at = text.find(" 10\n").unwrap() + 1;
        for wanted in [b"22", b"30", b"11"] {
            let mut heavy = file.clone();
            heavy[at..at + 2].copy_from_slice(wanted);
            assert!(matches!(
                open_slot(SlotKind::Root(&root), &heavy),
                Err(CryptoError::WorkFactor { .. })
            ));
        }
        // A machine slot does not pass for a person's slot.
        assert!(matches!(
            open_slot(SlotKind::Passphrase(&pass("whatever it is")), &file),
            Err(CryptoError::WorkFactor { log_n: 10 })
        ));
    }

    #[test]
    fn a_recovery_code_opens_its_slot() {
        let code = RecoveryCode::generate().unwrap();
        let file = seal_slot(SlotKind::Recovery(&code), KdfStrength::Person, b"r").unwrap();
        let typed = RecoveryCode::parse(&code.grouped()).unwrap();
        assert_eq!(
            open_slot(SlotKind::Recovery(&typed), &file)
                .unwrap()
                .as_slice(),
            b"r"
        );
    }

    #[test]
    fn a_device_key_opens_its_slot_and_no_other() {
        let key = DeviceKey::generate().unwrap();
        let file = seal_slot(SlotKind::Device(&key), KdfStrength::Person, b"d").unwrap();
        assert_eq!(
            stanza_log_n(&file).unwrap(),
            10,
            "32 random bytes need no stretching"
        );
        let again = DeviceKey::from_text(&key.to_text()).unwrap();
        assert_eq!(
            open_slot(SlotKind::Device(&again), &file)
                .unwrap()
                .as_slice(),
            b"d"
        );
        let other = DeviceKey::generate().unwrap();
        assert!(matches!(
            open_slot(SlotKind::Device(&other), &file),
            Err(CryptoError::WrongSecret)
        ));
    }

    #[cfg(not(debug_assertions))]
    #[test]
    fn release_builds_refuse_the_test_strength() {
        assert!(matches!(
            seal_slot(
                SlotKind::Passphrase(&pass("long enough")),
                KdfStrength::Test,
                b""
            ),
            Err(CryptoError::TestStrength)
        ));
    }
}
