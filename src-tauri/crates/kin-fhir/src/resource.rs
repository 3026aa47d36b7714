//! From the bytes of the splitter to an entry: the import path for one resource.
use crate::{FhirError, Limits, RawResource, ScanContext, draft, header::Header, minify};
use kin_model::Draft;

/// Reads one resource after the other, reusing its buffers.
#[derive(Debug, Default)]
pub struct ResourceReader {
    body: Vec<u8>,
    #[expect(dead_code, reason = "being filled in")]
    limits: Limits,
}

impl ResourceReader {
    /// A reader with these limits.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self {
            body: Vec::new(),
            limits,
        }
    }

    /// Minifies, checks and reads one resource.
    ///
    /// # Errors
    /// Why this resource is refused: not JSON, not UTF-8, a key twice, too deep, no type.
    pub fn read<'s>(
        &'s mut self,
        raw: &RawResource<'_>,
        context: &'s ScanContext,
    ) -> Result<Draft<'s>, FhirError> {
        self.body.clear();
        minify(raw.bytes, &mut self.body);
        let text = std::str::from_utf8(&self.body).map_err(|e| FhirError::NotUtf8 {
            offset: e.valid_up_to() as u64,
        })?;
        let header = Header::parse(text)?;
        Ok(draft(&header, &self.body, raw.full_url, context))
    }
}
