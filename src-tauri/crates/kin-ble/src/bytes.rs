//! Reading little-endian fields one after the other.

use crate::{BleError, Number};
use kin_model::PartialDate;

pub(crate) struct Bytes<'b>(pub(crate) &'b [u8]);

impl Bytes<'_> {
    pub(crate) fn u8(&mut self) -> Result<u8, BleError> {
        let (first, rest) = self.0.split_first().ok_or(BleError::Length)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, BleError> {
        Ok(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    pub(crate) fn i16(&mut self) -> Result<i16, BleError> {
        Ok(i16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    pub(crate) fn number(&mut self) -> Result<Number, BleError> {
        Ok(Number::of_sfloat(self.u16()?))
    }

    /// A `Date Time`; `None` where year, month or day are zero: the device does not know.
    pub(crate) fn date(&mut self) -> Result<Option<PartialDate>, BleError> {
        let year = self.u16()?;
        let (month, day) = (self.u8()?, self.u8()?);
        let (hour, minute, second) = (self.u8()?, self.u8()?, self.u8()?);
        if year == 0 || month == 0 || day == 0 {
            return Ok(None);
        }
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        text.parse().map(Some).map_err(|_| BleError::Date)
    }

    /// Nothing may follow.
    pub(crate) fn end(&self) -> Result<(), BleError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(BleError::Length)
        }
    }
}
