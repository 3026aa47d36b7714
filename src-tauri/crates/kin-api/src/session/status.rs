//! What the page is told of the vault as a whole.

use super::{Session, State, hold};
use crate::dto::{AppState, AppStatus, KeyholderView, QuickUnlockView};
use crate::error::ApiResult;
use kin_vault::Vault;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

impl Session {
    /// Where the vault stands.
    pub(crate) fn status(&self) -> ApiResult<AppStatus> {
        self.look()?;
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        let quick_unlock = self.quick_unlock(&state);
        let recovery_due = match &*state {
            State::Open(open) if !self.is_sample() => crate::use_cases::keys::recovery_due(open),
            _ => false,
        };
        let renewing = matches!(&*state, State::Open(open) if open.vault.is_renewing());
        let holders = |locked: Vec<kin_vault::Keyholder>| {
            locked
                .into_iter()
                .map(|k| KeyholderView {
                    id: k.id.as_str().to_owned(),
                    nickname: k.nickname,
                    colour: k.colour,
                })
                .collect::<Vec<_>>()
        };
        let (at, keyholders, keyholder, read_only) = match &*state {
            State::Closed => (AppState::NoVault, Vec::new(), None, false),
            State::Locked(locked) => (AppState::Locked, holders(locked.keyholders()), None, false),
            State::Open(open) => (
                AppState::Unlocked,
                open.vault
                    .info()
                    .map(|i| holders(vec![i.keyholder]))
                    .unwrap_or_default(),
                Some(open.keyholder.clone()),
                open.read_only,
            ),
        };
        drop(state);
        Ok(AppStatus {
            state: at,
            unfinished: at == AppState::NoVault && Vault::is_unfinished(&self.dir()),
            elsewhere: self
                .elsewhere()
                .map(|folder| folder.to_string_lossy().into_owned()),
            sample: self.is_sample(),
            keyholders,
            keyholder,
            last_keyholder: self.last_keyholder(),
            settings: self.settings(),
            today: self.clock().today_text(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            read_only,
            retry_after_seconds: hold(&self.0.throttle).wait(self.clock().ticks()),
            quick_unlock,
            recovery_due,
            renewing,
            restored: at != AppState::Unlocked && self.0.restored.load(Ordering::Relaxed),
            wrong_tries: (at == AppState::Unlocked)
                .then(|| self.wrong_tries())
                .flatten(),
        })
    }

    /// Where quick unlock stands.
    fn quick_unlock(&self, state: &State) -> QuickUnlockView {
        let possible = self.keychain().is_some();
        let id = |k: kin_vault::Keyholder| k.id.as_str().to_owned();
        let keyholders = match state {
            State::Locked(locked) if possible => {
                let all = locked.keyholders().into_iter();
                all.filter(|k| locked.has_quick_unlock(&k.id))
                    .map(id)
                    .collect()
            }
            State::Open(open) if possible && open.vault.has_quick_unlock() => {
                vec![id(open.vault.keyholder())]
            }
            _ => Vec::new(),
        };
        QuickUnlockView {
            possible,
            keyholders,
        }
    }
}
