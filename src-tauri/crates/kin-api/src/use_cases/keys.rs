//! The recovery paper: looked at while it is typed, tried, reminded of; the passphrase once more;
//! quick unlock through the computer's keychain.

use super::vault::{keyholder, tried};
use crate::dto::{
    AppStatus, KeyholderRehearseRequest, PassphraseRequest, QuickUnlockRequest,
    QuickUnlockSetRequest, RecoveryCodeLook, RecoveryCodeRequest, RecoveryCodeState,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Open, Session};
use kin_vault::{CodeState, DeviceKey, KeyholderId, RecoveryCode, VaultError};

/// Set while a recovery code was made and its paper never tried.
const DUE: &str = "recovery-due";

/// Was the recovery paper never tried?
pub(crate) fn recovery_due(open: &Open) -> bool {
    open.vault.setting(DUE).as_deref() == Some("yes")
}

/// A new code was made: its paper is to be tried.
pub(crate) fn set_recovery_due(open: &Open, due: bool) -> ApiResult<()> {
    let value = if due { "yes" } else { "no" };
    if due || recovery_due(open) {
        open.vault.set_setting(DUE, value)?;
    }
    Ok(())
}

/// A new recovery code, noted as one that is still to be tried from the paper. That is noted first: what came after the
/// code might fail, and then nobody would ever see it.
pub(crate) fn new_recovery_code(open: &Open) -> ApiResult<kin_vault::RecoveryCode> {
    let due = recovery_due(open);
    set_recovery_due(open, true)?;
    let code = open.vault.new_recovery_code();
    if code.is_err() {
        drop(set_recovery_due(open, due));
    }
    Ok(code?)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn recovery_look(
    _: &Session,
    request: RecoveryCodeRequest,
) -> ApiResult<RecoveryCodeLook> {
    let look = RecoveryCode::look(request.code.expose());
    let state = match look.state {
        CodeState::Short => RecoveryCodeState::Short,
        CodeState::Unknown => RecoveryCodeState::Unknown,
        CodeState::Long => RecoveryCodeState::Long,
        CodeState::Typo => RecoveryCodeState::Typo,
        CodeState::Whole => RecoveryCodeState::Whole,
    };
    Ok(RecoveryCodeLook {
        state,
        shown: look.shown.as_str().to_owned(),
        typed: u32::try_from(look.typed).unwrap_or(u32::MAX),
        of: u32::try_from(RecoveryCode::CHARS).unwrap_or(u32::MAX),
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn recovery_rehearse(
    session: &Session,
    request: RecoveryCodeRequest,
) -> ApiResult<AppStatus> {
    let code = RecoveryCode::parse(request.code.expose())
        .map_err(|e| ApiError::from(VaultError::from(e)))?;
    session.with(|open| {
        if !open.vault.verify_recovery_code(&code)? {
            return Err(ErrorCode::WrongRecoveryCode.into());
        }
        set_recovery_due(open, false)
    })?;
    session.status()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn keyholder_rehearse(
    session: &Session,
    request: KeyholderRehearseRequest,
) -> ApiResult<()> {
    let code = RecoveryCode::parse(request.code.expose())
        .map_err(|e| ApiError::from(VaultError::from(e)))?;
    session.try_secret(|| {
        let everybody = session.keyholders()?;
        let who = everybody
            .into_iter()
            .find(|k| k.id.as_str() == request.keyholder)
            .ok_or(VaultError::NoSuchKeyholder)?;
        let open = session.with(|open| Ok(open.vault.verify_recovery_code_of(&who.id, &code)?));
        let opens = match open {
            Err(error) if error.code == ErrorCode::Locked => {
                session.with_locked(|locked| Ok(locked.verify_recovery_code_of(&who.id, &code)?))?
            }
            other => other?,
        };
        if opens {
            Ok(())
        } else {
            Err(ErrorCode::WrongRecoveryCode.into())
        }
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn passphrase_confirm(session: &Session, request: PassphraseRequest) -> ApiResult<()> {
    session.try_secret(|| {
        let passphrase = tried(&request.passphrase)?;
        session.with(|open| {
            if open.vault.verify_passphrase(&passphrase)? {
                Ok(())
            } else {
                Err(ErrorCode::WrongPassphrase.into())
            }
        })
    })?;
    session.confirm();
    Ok(())
}

/// The name in the keychain: says which vault and whose, both random.
fn keychain_name(vault: &str, who: &KeyholderId) -> String {
    format!("{vault}/{}", who.as_str())
}

/// What the keychain keeps for the one who unlocked is of no use any more.
pub(crate) fn forget_quick_unlock(session: &Session) {
    let Some(keychain) = session.keychain() else {
        return;
    };
    let name = session.with(|open| {
        let info = open.vault.info()?;
        Ok(keychain_name(&info.vault_id, &info.keyholder.id))
    });
    if let Ok(name) = name {
        // The slot is gone already: a key that stays in the keychain opens nothing.
        keychain.remove(&name).unwrap_or_default();
    }
}

pub(crate) fn quick_unlock_set(
    session: &Session,
    request: QuickUnlockSetRequest,
) -> ApiResult<AppStatus> {
    let keychain = session.keychain().ok_or(ErrorCode::NoQuickUnlock)?;
    if request.on {
        session.need_confirmed()?;
        let key = DeviceKey::generate().map_err(|e| ApiError::from(VaultError::from(e)))?;
        session.with(|open| {
            let info = open.vault.info()?;
            let name = keychain_name(&info.vault_id, &info.keyholder.id);
            keychain
                .put(&name, &key.to_text())
                .map_err(|_| ErrorCode::NoQuickUnlock)?;
            // Read back before the slot is written: a keychain that forgets is none.
            let kept = keychain.get(&name).ok().flatten();
            if kept.as_deref() != Some(&*key.to_text()) {
                return Err(ErrorCode::NoQuickUnlock.into());
            }
            Ok(open.vault.set_quick_unlock(&key)?)
        })?;
    } else {
        session.with(|open| Ok(open.vault.forget_quick_unlock()?))?;
        forget_quick_unlock(session);
    }
    session.status()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "use cases take their request whole"
)]
pub(crate) fn vault_unlock_quick(
    session: &Session,
    request: QuickUnlockRequest,
) -> ApiResult<AppStatus> {
    let keychain = session.keychain().ok_or(ErrorCode::NoQuickUnlock)?;
    session.unlock_by(|locked| {
        let refuse = |locked, why| Err(Box::new(kin_vault::Refused { locked, why }));
        let who = match keyholder(&locked, Some(&request.keyholder)) {
            Ok(Some(who)) if locked.has_quick_unlock(&who) => who,
            _ => return refuse(locked, VaultError::NoQuickUnlock),
        };
        let kept = keychain.get(&keychain_name(locked.vault_id(), &who));
        let key = kept
            .ok()
            .flatten()
            .and_then(|text| DeviceKey::from_text(&text).ok());
        match key {
            Some(key) => locked.unlock_quickly(&who, &key),
            None => refuse(locked, VaultError::NoQuickUnlock),
        }
    })?;
    session.status()
}
