//! The safe half: what the rest of the program may use.

mod backup;
mod blob;
mod grant;
mod jose;
mod keys;
mod memory;
mod page;
mod passphrase;
mod random;
mod recovery;
mod sharing;
mod signing;
mod slot;

pub use backup::{BackupReader, BackupWriter};
pub use blob::BlobKey;
pub use grant::{GrantIdentity, LARGEST_LETTER, seal_letter};
pub use jose::{CardKey, CardSigningKey, LinkKey, SealedParts};
pub use keys::{BackupKey, DatabaseKey, DeviceKey, PairKey, RecordKey, RootKey, SealKey};
pub use page::{PAGE_BOUND, PAGE_ROUNDS, SealedPage, open_page, seal_page};
pub use passphrase::{MAX_CHARS, MIN_CHARS, Passphrase, Strength, strength};
pub use random::{random_bytes, random_id};
pub use recovery::{CodeLook, CodeState, RecoveryCode};
pub use sharing::{LinkSecret, lock_passcode, passcode_fits, same_text};
pub use signing::{Signing, SigningKey, VerifyingKey};
pub use slot::{KdfStrength, SlotKind, open_slot, seal_slot};

/// SHA-256 of `bytes` (FIPS 180-4), for files that a stock tool must be able to check.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(bytes).into()
}

/// Passes bytes on and keeps their SHA-256.
pub struct Sha256Writer<W> {
    inner: W,
    hasher: sha2::Sha256,
}

impl<W: std::io::Write> Sha256Writer<W> {
    /// Wraps a writer.
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            hasher: sha2::Digest::new(),
        }
    }

    /// The writer and the digest of everything written.
    pub fn finish(self) -> (W, [u8; 32]) {
        (self.inner, sha2::Digest::finalize(self.hasher).into())
    }
}

impl<W: std::io::Write> std::io::Write for Sha256Writer<W> {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        let n = self.inner.write(buf)?;
        sha2::Digest::update(&mut self.hasher, buf.get(..n).unwrap_or_default());
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{
        BlobKey, CardSigningKey, DatabaseKey, DeviceKey, GrantIdentity, LinkKey, LinkSecret,
        Passphrase, RecordKey, RecoveryCode, RootKey, SealKey, SigningKey,
    };

    /// Does not compile when a type has the trait: the call would then have two meanings.
    macro_rules! has_none_of {
        ($kind:ty: $($bound:path),+) => {$({
            trait Ambiguous<A> { fn known() {} }
            impl<T: ?Sized> Ambiguous<()> for T {}
            struct Has;
            impl<T: ?Sized + $bound> Ambiguous<Has> for T {}
            <$kind as Ambiguous<_>>::known();
        })+};
    }
    macro_rules! secrets {
        ($($kind:ty),+ $(,)?) => {$(
            has_none_of!($kind: std::fmt::Debug, std::fmt::Display, Clone);
        )+};
    }

    #[test]
    fn no_secret_can_be_printed_or_copied() {
        secrets!(
            Passphrase,
            RecoveryCode,
            RootKey,
            RecordKey,
            DeviceKey,
            DatabaseKey,
            SealKey,
            BlobKey,
            GrantIdentity,
            SigningKey,
            CardSigningKey,
            LinkKey,
            LinkSecret,
        );
    }
}
