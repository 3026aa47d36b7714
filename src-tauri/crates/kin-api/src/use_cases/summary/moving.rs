//! A summary that crosses as a moving sequence of codes: begun once, then asked for picture by picture.

use super::{LogLine, log, select, without};
use crate::dto::{MovingBeginRequest, MovingFrameRequest, MovingView};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use kin_vault::VaultError;

/// Codes a second: what a camera of 15 pictures a second reads without missing many.
const PER_SECOND: u32 = 6;
/// Pixels of one module: a code of 105 modules with its margin is 630 pixels wide.
const SCALE: u8 = 6;

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn moving_begin(
    session: &Session,
    request: MovingBeginRequest,
) -> ApiResult<MovingView> {
    let selection = select::select(session, &request.person, &request.options, false)?;
    let mut parts = without::parts(session, &selection)?;
    let token = kin_crypto::safe::random_id().map_err(VaultError::from)?;
    let view = MovingView {
        token: token.clone(),
        parts: parts.parts(),
        pictures: request
            .kept
            .then(|| parts.pictures())
            .transpose()
            .map_err(|_| ApiError::from(ErrorCode::Internal))?,
        bytes: parts.bytes() as u64,
        per_second: PER_SECOND,
    };
    *session.moving() = Some((token, parts));
    log(
        &selection.record,
        vec![LogLine::of(session, &selection, "moving")],
    )?;
    super::super::family::note(session, &selection.record, "share", "moving");
    Ok(view)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn moving_frame(session: &Session, request: MovingFrameRequest) -> ApiResult<Vec<u8>> {
    let text = {
        let mut moving = session.moving();
        let (_, parts) = moving
            .as_mut()
            .filter(|(token, _)| *token == request.token)
            .ok_or_else(|| ApiError::from(ErrorCode::UnknownOutput))?;
        // Beyond a million it starts again.
        let number = request.number.saturating_sub(1) % 1_000_000 + 1;
        parts
            .part(number)
            .map_err(|_| ApiError::from(ErrorCode::UnknownOutput))?
    };
    Ok(kin_print::moving_png(&text, SCALE)?)
}
