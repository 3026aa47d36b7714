//! The key of one backup, and its payload as an age stream.

use super::keys::{BackupKey, RootKey};
use super::slot::{
    KdfStrength, MACHINE_LOG_N, SlotKind, age_reader, age_writer, open_slot, seal_slot,
    stanza_log_n,
};
use crate::CryptoError;
use std::io::{self, Read, Write};
use zeroize::Zeroizing;

/// Longest beginning that holds the header of an age file with one scrypt recipient.
const HEAD: usize = 512;

/// Encrypts what is written to it; [`Self::finish`] must be called, or the file is cut.
pub struct BackupWriter<W: Write>(age::stream::StreamWriter<W>);

impl<W: Write> BackupWriter<W> {
    /// Writes the last block.
    ///
    /// # Errors
    /// [`CryptoError::Io`].
    pub fn finish(self) -> Result<W, CryptoError> {
        Ok(self.0.finish()?)
    }
}

impl<W: Write> Write for BackupWriter<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.0.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The beginning that was looked at, and what follows.
type Input<R> = io::Chain<io::Cursor<Vec<u8>>, R>;

/// Decrypts. Nothing read from it may be acted on before it has been read to its end without an
/// error: age gives out plaintext before a cut shows.
pub struct BackupReader<R: Read>(age::stream::StreamReader<Input<R>>);

impl<R: Read> Read for BackupReader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf)
    }
}

impl BackupKey {
    /// Starts the payload.
    ///
    /// # Errors
    /// [`CryptoError::Io`].
    pub fn encrypt<W: Write>(&self, out: W) -> Result<BackupWriter<W>, CryptoError> {
        age_writer(self.as_age_secret(), MACHINE_LOG_N, out).map(BackupWriter)
    }

    /// Opens the payload up to its first byte.
    ///
    /// # Errors
    /// [`CryptoError::WrongSecret`], [`CryptoError::Damaged`], [`CryptoError::WorkFactor`].
    pub fn decrypt<R: Read>(&self, mut input: R) -> Result<BackupReader<R>, CryptoError> {
        let mut head = Vec::with_capacity(HEAD);
        input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let log_n = stanza_log_n(&head)?;
        if log_n != MACHINE_LOG_N {
            return Err(CryptoError::WorkFactor { log_n });
        }
        let whole = io::Cursor::new(head).chain(input);
        age_reader(self.as_age_secret(), log_n, whole).map(BackupReader)
    }

    /// The slot that a person's root key opens.
    ///
    /// # Errors
    /// [`CryptoError::Io`].
    pub fn seal(&self, root: &RootKey) -> Result<Vec<u8>, CryptoError> {
        seal_slot(
            SlotKind::Root(root),
            KdfStrength::Person,
            self.to_text().as_bytes(),
        )
    }

    /// Opens [`Self::seal`].
    ///
    /// # Errors
    /// [`CryptoError::WrongSecret`], [`CryptoError::Damaged`].
    pub fn open(root: &RootKey, slot: &[u8]) -> Result<Self, CryptoError> {
        let text = open_slot(SlotKind::Root(root), slot)?;
        let text = Zeroizing::new(String::from_utf8_lossy(&text).into_owned());
        Self::from_text(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_goes_round_and_every_cut_is_an_error() {
        let root = RootKey::generate().unwrap();
        let key = BackupKey::generate().unwrap();
        let key = BackupKey::open(&root, &key.seal(&root).unwrap()).unwrap();
        let plain: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let mut writer = key.encrypt(Vec::new()).unwrap();
        writer.write_all(&plain).unwrap();
        let file = writer.finish().unwrap();
        let mut back = Vec::new();
        key.decrypt(file.as_slice())
            .unwrap()
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, plain);
        for cut in [0, 10, 100, 300, 70_000, file.len() - 65_552, file.len() - 1] {
            let outcome = key
                .decrypt(&file[..cut])
                .and_then(|mut r| Ok(r.read_to_end(&mut Vec::new())?));
            assert!(outcome.is_err(), "cut at {cut}");
        }
        assert!(matches!(
            BackupKey::generate()
                .unwrap()
                .decrypt(file.as_slice())
                .err(),
            Some(CryptoError::WrongSecret)
        ));
    }
}
