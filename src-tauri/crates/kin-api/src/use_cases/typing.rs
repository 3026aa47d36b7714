//! Typing it in.
use crate::dto::*;
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_model::EntryId;
use kin_vault::Record;
pub(crate) fn form_of(_: &[u8]) -> Option<Form> {
    None
}
pub(crate) fn store(_: &Session, _: &Record, _: &str, _: &[u8]) -> ApiResult<EntryId> {
    Err(ErrorCode::Internal.into())
}
pub(crate) fn form_check(_: &Session, _: FormCheckRequest) -> ApiResult<FormCheckView> {
    Err(ErrorCode::Internal.into())
}
pub(crate) fn entry_add(_: &Session, _: EntryAddRequest) -> ApiResult<EntryView> {
    Err(ErrorCode::Internal.into())
}
pub(crate) fn entry_edit(_: &Session, _: EntryEditRequest) -> ApiResult<EntryView> {
    Err(ErrorCode::Internal.into())
}
pub(crate) fn entry_form(_: &Session, _: EntryRequest) -> ApiResult<Form> {
    Err(ErrorCode::Internal.into())
}
