//! From the bytes of the splitter to an entry: the import path for one resource.

use crate::minify::KeyCheck;
use crate::{FhirError, Header, Limits, RawResource, ScanContext, draft};
use kin_model::Draft;

/// A buffer larger than this is given back after use.
const LARGE: usize = 4 << 20;

/// Reads one resource after the other, reusing its buffers.
#[derive(Debug, Default)]
pub struct ResourceReader {
    body: Vec<u8>,
    keys: KeyCheck,
    limits: Limits,
}

impl ResourceReader {
    /// A reader with these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// Minifies, checks and reads one resource. The draft borrows from this reader's buffers.
    ///
    /// # Errors
    /// Why this resource is refused: not JSON, not UTF-8, a key twice, too deep, no type, about somebody else than the
    /// person of the file.
    pub fn read<'s>(
        &'s mut self,
        raw: &RawResource<'_>,
        context: &'s ScanContext,
    ) -> Result<Draft<'s>, FhirError> {
        let text = self.tidy(raw.bytes)?;
        let header = Header::parse(text)?;
        if context.is_about_stranger(&header) {
            return Err(FhirError::OtherPerson);
        }
        Ok(draft(&header, text.as_bytes(), raw.full_url, context))
    }

    /// Minifies and checks the bytes of one resource.
    ///
    /// # Errors
    /// [`FhirError::NotUtf8`], [`FhirError::DuplicateKey`], [`FhirError::OverLimit`].
    pub fn tidy(&mut self, bytes: &[u8]) -> Result<&str, FhirError> {
        self.body.clear();
        // One huge resource does not keep its memory for the rest of the file.
        if self.body.capacity() > LARGE && bytes.len() < LARGE {
            self.body = Vec::new();
        }
        self.keys.minify(bytes, &mut self.body, &self.limits)?;
        std::str::from_utf8(&self.body).map_err(|e| FhirError::NotUtf8 {
            offset: e.valid_up_to() as u64,
        })
    }
}
