//! Large files as age streams under a random key.

use super::slot::{MACHINE_LOG_N, age_reader, age_writer, stanza_log_n};
use crate::CryptoError;
use age::secrecy::{ExposeSecret as _, SecretString};
use std::io::{Read, Write};
use zeroize::Zeroizing;

/// The key of a record's large files.
pub struct BlobKey(SecretString);

impl BlobKey {
    pub(crate) const fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// What `age -d` is to be given as the passphrase of such a file; wiped when dropped.
    #[must_use]
    pub fn age_passphrase(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.expose_secret().to_owned())
    }

    /// Encrypts all of `input` into `output`; memory does not grow with the length.
    /// Returns the bytes read.
    ///
    /// # Errors
    /// [`CryptoError::Io`].
    pub fn encrypt(
        &self,
        input: &mut dyn Read,
        output: &mut dyn Write,
    ) -> Result<u64, CryptoError> {
        let mut writer = age_writer(self.0.clone(), MACHINE_LOG_N, output)?;
        let read = std::io::copy(input, &mut writer)?;
        writer.finish()?;
        Ok(read)
    }

    /// Decrypts all of `file` into `output`. Nothing written to `output` may be used before this
    /// returns `Ok`: age releases plaintext before a cut shows. Returns the bytes written.
    ///
    /// # Errors
    /// [`CryptoError::Damaged`], [`CryptoError::WrongSecret`], [`CryptoError::WorkFactor`].
    pub fn decrypt(&self, file: &[u8], output: &mut dyn Write) -> Result<u64, CryptoError> {
        let log_n = stanza_log_n(file)?;
        if log_n != MACHINE_LOG_N {
            return Err(CryptoError::WorkFactor { log_n });
        }
        let mut reader = age_reader(self.0.clone(), log_n, file)?;
        std::io::copy(&mut reader, output).map_err(|_| CryptoError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use crate::CryptoError;
    use crate::safe::RecordKey;

    #[test]
    fn a_large_file_goes_round_and_a_cut_one_is_refused() {
        let key = RecordKey::generate().unwrap().blobs("r", 1).unwrap();
        let plain: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let mut file = Vec::new();
        let n = key.encrypt(&mut plain.as_slice(), &mut file).unwrap();
        assert_eq!(n, 300_000);
        let mut back = Vec::new();
        key.decrypt(&file, &mut back).unwrap();
        assert_eq!(back, plain);
        for cut in [file.len() - 1, file.len() - 70_000, 100] {
            let mut sink = Vec::new();
            assert!(matches!(
                key.decrypt(&file[..cut], &mut sink),
                Err(CryptoError::Damaged)
            ));
        }
        let other = RecordKey::generate().unwrap().blobs("r", 1).unwrap();
        let mut sink = Vec::new();
        assert!(matches!(
            other.decrypt(&file, &mut sink),
            Err(CryptoError::WrongSecret)
        ));
    }
}
