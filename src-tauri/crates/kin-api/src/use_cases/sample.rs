//! The sample family: three invented people in a vault of their own.

use crate::dto::{AppState, AppStatus, Empty, PersonRequest};
use crate::error::ApiResult;
use crate::session::{SAMPLE_PASSPHRASE, Session};
use kin_vault::{KdfStrength, NewVault, Passphrase, Vault, VaultError};

pub(crate) fn vault_open_sample(session: &Session, _: Empty) -> ApiResult<AppStatus> {
    session.switch(true);
    let opened = open(session);
    if opened.is_err() {
        session.switch(false);
    }
    opened?;
    session.status()
}

pub(crate) fn vault_close_sample(session: &Session, _: Empty) -> ApiResult<AppStatus> {
    session.switch(false);
    session.status()
}

fn open(session: &Session) -> ApiResult<()> {
    let passphrase = Passphrase::new(SAMPLE_PASSPHRASE).map_err(VaultError::from)?;
    match session.status()?.state {
        AppState::Unlocked => return Ok(()),
        AppState::Locked => session.unlock_by(|locked| locked.unlock(None, &passphrase))?,
        AppState::NoVault => {
            let (vault, _) = Vault::create(
                &session.dir(),
                &NewVault {
                    nickname: "Wei",
                    colour: "teal",
                    passphrase: &passphrase,
                    kdf: session.kdf(),
                    now: &session.clock().now_text(),
                },
            )?;
            session.take(vault)?;
        }
    }
    Ok(())
}
