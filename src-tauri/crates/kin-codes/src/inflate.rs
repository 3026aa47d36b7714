//! Raw DEFLATE (RFC 1951) with a limit: what is unpacked never grows beyond it.

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

/// Bytes that are unpacked at a time.
const STEP: usize = 16 * 1024;

/// Why it cannot be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is broken, or ends too early.
    Broken,
    /// It has the two bytes of a zlib header (RFC 1950) in front.
    Zlib,
    /// Something stands behind its end.
    Trailing,
    /// It becomes larger than the limit.
    TooLarge,
}

/// Unpacks all of it.
pub(crate) fn unpack(packed: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    let zlib = matches!(packed, [0x78, second, ..] if (0x7800 | u16::from(*second)) % 31 == 0);
    let broken = if zlib { Fault::Zlib } else { Fault::Broken };
    let mut state = InflateState::new_boxed(DataFormat::Raw);
    let mut out = Vec::new();
    let mut step = vec![0_u8; STEP];
    let mut rest = packed;
    loop {
        let done = inflate(&mut state, rest, &mut step, MZFlush::None);
        rest = rest.get(done.bytes_consumed..).unwrap_or_default();
        let new = step.get(..done.bytes_written).unwrap_or_default();
        if out.len() + new.len() > limit {
            return Err(Fault::TooLarge);
        }
        out.extend_from_slice(new);
        match done.status {
            Ok(MZStatus::StreamEnd) if rest.is_empty() => return Ok(out),
            Ok(MZStatus::StreamEnd) => return Err(Fault::Trailing),
            Ok(MZStatus::Ok) if done.bytes_consumed + done.bytes_written > 0 => {}
            _ => return Err(broken),
        }
    }
}

/// Packs, as small as it goes.
pub(crate) fn pack(plain: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec(plain, 10)
}

#[cfg(test)]
mod tests {
    use super::{Fault, pack, unpack};
    use proptest::prelude::*;

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = pack(&vec![b'0'; 8 << 20]);
        assert!(bomb.len() < 10_000, "it is small");
        assert_eq!(unpack(&bomb, 1 << 20), Err(Fault::TooLarge));
        assert_eq!(unpack(&bomb, 8 << 20).unwrap().len(), 8 << 20);
        assert_eq!(unpack(&bomb, (8 << 20) - 1), Err(Fault::TooLarge));
    }

    #[test]
    fn each_fault_has_its_name() {
        let good = pack(b"{\"iss\":\"https://example.org\"}");
        let zlib = miniz_oxide::deflate::compress_to_vec_zlib(b"{\"iss\":1}", 6);
        assert_eq!(unpack(&zlib, 100), Err(Fault::Zlib));
        let mut longer = good.clone();
        longer.push(0);
        assert_eq!(unpack(&longer, 100), Err(Fault::Trailing));
        for n in 0..good.len() {
            assert_eq!(unpack(&good[..n], 100), Err(Fault::Broken), "cut at {n}");
        }
        assert_eq!(unpack(b"{\"iss\":", 100), Err(Fault::Broken));
    }

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(plain: Vec<u8>) {
            prop_assert_eq!(unpack(&pack(&plain), plain.len()).unwrap(), plain);
        }

        #[test]
        fn nothing_makes_it_panic_or_grow(bytes: Vec<u8>) {
            if let Ok(out) = unpack(&bytes, 4096) {
                prop_assert!(out.len() <= 4096);
            }
        }
    }
}
