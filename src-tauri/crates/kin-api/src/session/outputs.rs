//! Files that were made and not yet saved: in memory, gone when the vault is locked.

use super::files::new_token;
use crate::dto::OutputFile;
use crate::error::{ApiResult, ErrorCode};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// The newest outputs that are kept at a time.
const KEPT: usize = 24;

#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) bytes: Arc<[u8]>,
}

#[derive(Debug, Default)]
pub(crate) struct Outputs {
    by_token: BTreeMap<String, Output>,
    order: Vec<String>,
}

/// Lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

impl Outputs {
    pub(crate) fn put(
        &mut self,
        name: &str,
        format: &str,
        content_type: &str,
        bytes: Vec<u8>,
    ) -> ApiResult<OutputFile> {
        let token = new_token()?;
        let file = OutputFile {
            token: token.clone(),
            name: name.to_owned(),
            format: format.to_owned(),
            bytes: bytes.len() as u64,
            sha256: hex(&kin_crypto::safe::sha256(&bytes)),
            content_type: content_type.to_owned(),
        };
        let output = Output {
            name: name.to_owned(),
            bytes: bytes.into(),
        };
        self.by_token.insert(token.clone(), output);
        self.order.push(token);
        if self.order.len() > KEPT {
            let oldest = self.order.remove(0);
            self.by_token.remove(&oldest);
        }
        Ok(file)
    }

    pub(crate) fn get(&self, token: &str) -> ApiResult<Output> {
        let found = self.by_token.get(token).cloned();
        Ok(found.ok_or(ErrorCode::UnknownOutput)?)
    }

    pub(crate) fn clear(&mut self) {
        self.by_token.clear();
        self.order.clear();
    }
}
