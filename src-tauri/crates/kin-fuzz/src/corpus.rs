//! Many small inputs in one file: each with its length in front, shortest first.

use std::io;
use std::path::Path;

/// Packs inputs.
#[must_use]
pub fn pack(mut inputs: Vec<Vec<u8>>) -> Vec<u8> {
    inputs.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    inputs.dedup();
    let mut out = Vec::new();
    for input in inputs {
        let length = u32::try_from(input.len()).unwrap_or(0);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&input);
    }
    out
}

/// Unpacks them; `None` when the file was cut or changed.
#[must_use]
pub fn unpack(mut packed: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut out = Vec::new();
    while !packed.is_empty() {
        let (length, rest) = packed.split_at_checked(4)?;
        let length = usize::try_from(u32::from_le_bytes(length.try_into().ok()?)).ok()?;
        let (input, rest) = rest.split_at_checked(length)?;
        out.push(input.to_vec());
        packed = rest;
    }
    Some(out)
}

/// Reads a packed file; no inputs when it is not there.
///
/// # Errors
/// It cannot be read, or is none.
pub fn read_packed(path: &Path) -> io::Result<Vec<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => unpack(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
