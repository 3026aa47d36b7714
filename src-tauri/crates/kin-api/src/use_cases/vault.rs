//! Making, opening, locking and checking the vault; settings.

use crate::dto::{
    AppStatus, Empty, FindingView, JobId, JobResult, OutputFile, PassphraseChangeRequest,
    PassphraseRequest, PassphraseStrength, PassphraseStrengthRequest, RecoveryCodeView,
    RecoverySheetRequest, SecretText, Settings, SettingsRequest, SuggestedPassphrase,
    UnlockRecoveryRequest, UnlockRequest, VaultCheckRequest, VaultCheckView, VaultCreateRequest,
    VaultInfo, VaultMendRequest, VaultMended, VaultUseRequest,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Jobs, Session};
use crate::use_cases::keys::{forget_quick_unlock, new_recovery_code, set_recovery_due};
use crate::words;
use kin_crypto::CryptoError;
use kin_crypto::safe::{MAX_CHARS, MIN_CHARS};
use kin_model::Severity;
use kin_vault::{
    KeyholderId, Locked, NewVault, Passphrase, RecoveryCode, Strength, Vault, VaultError,
};
use std::collections::BTreeSet;

/// Highest score of a passphrase that is refused: fewer than a million guesses find it, which are eleven days' work for
/// one computer at our cost of a guess.
///
/// # Source
/// D. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016: 0 is under 10^3 guesses, 1 under
/// 10^6.
const TOO_COMMON: u8 = 1;

/// What whoever guesses knows: the nickname of who chooses the passphrase, those of the others, and, where the vault is
/// open, the people's names. Each as a whole, in one word, and in its parts.
fn known_names(session: &Session, nickname: Option<&str>) -> Vec<String> {
    let mut names: Vec<String> = nickname.map(str::to_owned).into_iter().collect();
    // Whoever looks at the sample family and makes a vault of their own is not of that family.
    if !session.is_sample() {
        let keyholders = session.keyholders().unwrap_or_default();
        names.extend(keyholders.into_iter().map(|k| k.nickname));
        let people = session.with(|open| Ok(open.vault.people()));
        for (_, details) in people.unwrap_or_default() {
            names.push(details.name.text);
            names.extend(details.other_names.into_iter().map(|name| name.text));
        }
    }
    let mut known = BTreeSet::new();
    for name in &names {
        let parts = name.split(|c: char| !c.is_alphanumeric());
        known.extend(parts.map(str::to_lowercase));
        known.insert(name.split_whitespace().collect::<String>().to_lowercase());
        known.insert(name.trim().to_lowercase());
    }
    // A single letter stands in every passphrase.
    known
        .into_iter()
        .filter(|part| part.chars().count() > 1)
        .collect()
}

/// How hard a passphrase is to guess for somebody who knows the family, and why it is refused, if it is: what the meter
/// shows and what is refused are one.
fn judged(
    session: &Session,
    typed: &SecretText,
    nickname: Option<&str>,
) -> (Strength, Option<ErrorCode>) {
    let known = known_names(session, nickname);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let strength = kin_vault::strength(typed.expose(), &known);
    let refused = if strength.chars > MAX_CHARS {
        Some(ErrorCode::PassphraseTooLong)
    } else if strength.chars < MIN_CHARS {
        Some(ErrorCode::PassphraseTooShort)
    } else if strength.score <= TOO_COMMON {
        Some(ErrorCode::PassphraseTooCommon)
    } else {
        None
    };
    (strength, refused)
}

/// A passphrase that is to be used from now on by somebody of this nickname, where it is new.
pub(crate) fn new_passphrase(
    session: &Session,
    typed: &SecretText,
    nickname: Option<&str>,
) -> ApiResult<Passphrase> {
    if let (_, Some(refused)) = judged(session, typed, nickname) {
        return Err(refused.into());
    }
    Passphrase::new(typed.expose()).map_err(|e| VaultError::from(e).into())
}

/// A passphrase that is tried: one of a length that is never accepted is simply wrong.
pub(crate) fn tried(typed: &SecretText) -> ApiResult<Passphrase> {
    Passphrase::new(typed.expose()).map_err(|e| match e {
        CryptoError::PassphraseLength => ErrorCode::WrongPassphrase.into(),
        other => VaultError::from(other).into(),
    })
}

pub(crate) fn code_view(code: &RecoveryCode) -> RecoveryCodeView {
    RecoveryCodeView {
        recovery_code: code.grouped().as_str().to_owned(),
    }
}

pub(crate) fn app_status(session: &Session, _: Empty) -> ApiResult<AppStatus> {
    session.status()
}

pub(crate) fn activity(_: &Session, _: Empty) -> ApiResult<()> {
    Ok(())
}

pub(crate) fn vault_create(
    session: &Session,
    request: VaultCreateRequest,
) -> ApiResult<RecoveryCodeView> {
    let nickname = request.nickname.trim();
    if nickname.is_empty() || nickname.chars().count() > 60 {
        return Err(crate::error_map::form_problem("nickname", "empty"));
    }
    session.switch(false);
    session.need_place()?;
    let passphrase = new_passphrase(session, &request.passphrase, Some(nickname))?;
    let status = session.status()?;
    if status.state != crate::dto::AppState::NoVault {
        return Err(ErrorCode::VaultExists.into());
    }
    let (vault, code) = Vault::create(
        &session.dir(),
        &NewVault {
            nickname,
            colour: "teal",
            passphrase: &passphrase,
            kdf: session.kdf(),
            now: &session.clock().now_text(),
        },
    )?;
    session.take(vault)?;
    let settings = Settings {
        lang: request.lang,
        ..session.settings()
    };
    session.set_settings(settings)?;
    session.with(|open| set_recovery_due(open, true))?;
    session.confirm();
    Ok(code_view(&code))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn passphrase_strength(
    session: &Session,
    request: PassphraseStrengthRequest,
) -> ApiResult<PassphraseStrength> {
    let nickname = request.nickname.as_deref();
    let (strength, refused) = judged(session, &request.passphrase, nickname);
    let too_short = refused == Some(ErrorCode::PassphraseTooShort);
    let common = refused == Some(ErrorCode::PassphraseTooCommon);
    let hint = if too_short {
        Some("strength-hint-short")
    } else if common {
        Some("strength-hint-common")
    } else if strength.score < 3 {
        Some("strength-hint-longer")
    } else {
        None
    };
    Ok(PassphraseStrength {
        score: strength.score,
        guesses_log10: strength.guesses_log10,
        too_short,
        common,
        hint: hint.map(str::to_owned),
    })
}

pub(crate) fn suggest_passphrase(_: &Session, _: Empty) -> ApiResult<SuggestedPassphrase> {
    Ok(SuggestedPassphrase {
        passphrase: words::six_words()?,
    })
}

/// The keyholder that is meant: an id, or a nickname without regard to case.
pub(crate) fn keyholder(
    locked: &Locked,
    wanted: Option<&str>,
) -> Result<Option<KeyholderId>, VaultError> {
    let Some(wanted) = wanted.map(str::trim).filter(|w| !w.is_empty()) else {
        return Ok(None);
    };
    locked
        .keyholders()
        .into_iter()
        .find(|k| k.id.as_str() == wanted || k.nickname.to_lowercase() == wanted.to_lowercase())
        .map(|k| Some(k.id))
        .ok_or(VaultError::NoSuchKeyholder)
}

/// Tries a passphrase at the locked vault.
fn unlock(session: &Session, who: Option<&str>, passphrase: &Passphrase) -> ApiResult<()> {
    // One that is open already: it is a passphrase all the same, and proves something.
    if let Ok(right) = session.with(|open| Ok(open.vault.verify_passphrase(passphrase)?)) {
        return right
            .then_some(())
            .ok_or_else(|| VaultError::WrongPassphrase.into());
    }
    session.unlock_by(|locked| match keyholder(&locked, who) {
        Ok(who) => locked.unlock(who.as_ref(), passphrase),
        // The same words after the same time: nobody learns who is in the vault.
        Err(_) => {
            kin_vault::try_in_vain(passphrase, session.kdf());
            let why = VaultError::WrongPassphrase;
            Err(Box::new(kin_vault::Refused { locked, why }))
        }
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn vault_unlock(session: &Session, request: UnlockRequest) -> ApiResult<AppStatus> {
    session.try_secret(|| {
        let passphrase = tried(&request.passphrase)?;
        unlock(session, request.keyholder.as_deref(), &passphrase)
    })?;
    session.confirm();
    session.status()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn vault_mend(session: &Session, request: VaultMendRequest) -> ApiResult<VaultMended> {
    let mut mended: Vec<&str> = Vec::new();
    if session.with(|_| Ok(())).is_err() {
        session.need_place()?;
        let typed = request.passphrase.as_ref();
        let typed = typed.ok_or(ErrorCode::ConfirmPassphrase)?;
        session.try_secret(|| {
            let passphrase = tried(typed)?;
            if session.mend_vault_file(&passphrase)? {
                mended.push("vault-file");
            }
            unlock(session, request.keyholder.as_deref(), &passphrase)
        })?;
        session.confirm();
    }
    mended.extend(session.with(|open| Ok(open.vault.mend()?))?);
    let lang = session.lang();
    let sentence = |code: &str| kin_i18n::text(lang, &format!("mended-{code}"), &[]);
    let text = match mended.as_slice() {
        [] => sentence("nothing"),
        codes => {
            let all: Vec<String> = codes.iter().map(|code| sentence(code)).collect();
            all.join(kin_i18n::between_sentences(lang))
        }
    };
    Ok(VaultMended {
        mended: mended.into_iter().map(str::to_owned).collect(),
        text,
        status: session.status()?,
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn vault_unlock_recovery(
    session: &Session,
    request: UnlockRecoveryRequest,
) -> ApiResult<RecoveryCodeView> {
    let passphrase = new_passphrase(session, &request.new_passphrase, None)?;
    let code = RecoveryCode::parse(request.code.expose())
        .map_err(|e| ApiError::from(VaultError::from(e)))?;
    let who = request.keyholder.as_deref();
    // Nothing is replaced because it is open: the code has to open it.
    let _ = session.lock();
    session.try_secret(|| {
        session.unlock_by(|locked| match keyholder(&locked, who) {
            Ok(who) => locked.unlock_with_recovery(who.as_ref(), &code),
            // As in `unlock`: nobody learns who is in the vault.
            Err(_) => {
                kin_vault::try_in_vain(&passphrase, session.kdf());
                let why = VaultError::WrongRecoveryCode;
                Err(Box::new(kin_vault::Refused { locked, why }))
            }
        })
    })?;
    let kdf = session.kdf();
    let view = session.with(|open| {
        open.vault.set_passphrase(&passphrase, kdf)?;
        Ok(code_view(&new_recovery_code(open)?))
    })?;
    forget_quick_unlock(session);
    session.confirm();
    Ok(view)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "use cases take their request whole"
)]
pub(crate) fn vault_use(session: &Session, request: VaultUseRequest) -> ApiResult<AppStatus> {
    let folder = match &request.folder {
        Some(token) => {
            let path = super::backup::chosen_path(session, token)?;
            Some(std::path::absolute(path).map_err(|_| ErrorCode::NoVaultThere)?)
        }
        None => None,
    };
    session.use_vault(folder.as_deref())?;
    session.status()
}

pub(crate) fn vault_lock(session: &Session, _: Empty) -> ApiResult<AppStatus> {
    let _ = session.lock();
    session.status()
}

pub(crate) fn settings_get(session: &Session, _: Empty) -> ApiResult<Settings> {
    Ok(session.settings())
}

pub(crate) fn settings_set(session: &Session, request: SettingsRequest) -> ApiResult<Settings> {
    session.set_settings(request.settings)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn passphrase_change(
    session: &Session,
    request: PassphraseChangeRequest,
) -> ApiResult<()> {
    let next = new_passphrase(session, &request.next, None)?;
    let kdf = session.kdf();
    session.try_secret(|| {
        let current = tried(&request.current)?;
        session.with(|open| Ok(open.vault.change_passphrase(&current, &next, kdf)?))
    })?;
    forget_quick_unlock(session);
    Ok(())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn recovery_renew(
    session: &Session,
    request: PassphraseRequest,
) -> ApiResult<RecoveryCodeView> {
    session.try_secret(|| {
        let passphrase = tried(&request.passphrase)?;
        session.with(|open| {
            if open.vault.verify_passphrase(&passphrase)? {
                Ok(code_view(&new_recovery_code(open)?))
            } else {
                Err(ErrorCode::WrongPassphrase.into())
            }
        })
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn recovery_sheet(
    session: &Session,
    request: RecoverySheetRequest,
) -> ApiResult<OutputFile> {
    let code = RecoveryCode::parse(request.recovery_code.expose())
        .map_err(|e| ApiError::from(VaultError::from(e)))?;
    let lang = request.lang.parse().unwrap_or_else(|_| session.lang());
    let nickname = match &request.keyholder {
        None => session.by()?,
        Some(id) => session
            .keyholders()?
            .into_iter()
            .find(|k| k.id.as_str() == id)
            .map(|k| k.nickname)
            .ok_or(VaultError::NoSuchKeyholder)?,
    };
    // The usual place is called "vault", which says nothing: its name is that of the program.
    let folder = session.dir();
    let vault = match folder.file_name().unwrap_or_default().to_string_lossy() {
        name if name == "vault" => "Kinfolio".to_owned(),
        name => name.into_owned(),
    };
    let pdf = crate::use_cases::summary::recovery_sheet_pdf(
        lang,
        &nickname,
        &vault,
        code.grouped().as_str(),
        &session.clock().today_text(),
    )?;
    session
        .outputs()
        .put("recovery-sheet.pdf", "pdf", "application/pdf", pdf)
}

pub(crate) fn vault_check(
    session: &Session,
    request: VaultCheckRequest,
) -> ApiResult<VaultCheckView> {
    let report = session.with(|open| Ok(open.vault.check(request.full)?))?;
    checked(session, &report)
}

/// The full check as a job: it reads everything that is stored.
pub(crate) fn vault_check_all(session: &Session, _: Empty) -> ApiResult<JobId> {
    let id = Jobs::start(session, |session, job| {
        let told = std::cell::Cell::new(0);
        let tell = |done: u64, total: u64| {
            job.set_total(total);
            job.add_done(done.saturating_sub(told.get()));
            told.set(done.max(told.get()));
            !job.is_cancelled()
        };
        let report = session.with(|open| Ok(open.vault.check_telling(true, &tell)?))?;
        checked(session, &report).map(JobResult::Checked)
    })?;
    Ok(JobId { id })
}

/// What a check found, in words, and what this computer has seen of it before.
fn checked(session: &Session, report: &kin_vault::CheckReport) -> ApiResult<VaultCheckView> {
    let lang = session.lang();
    let older = session.older_than_seen()?;
    // What this computer has seen says more of it.
    let told = |p: &&kin_vault::Problem| {
        let person = p.person.as_ref();
        p.code != "older-than-saved" || !person.is_some_and(|person| older.contains_key(person))
    };
    let mut problems: Vec<FindingView> = report
        .problems
        .iter()
        .filter(told)
        .map(|p| {
            let count = p.count.to_string();
            FindingView {
                code: p.code.to_owned(),
                severity: Severity::Error,
                place: p
                    .person
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                text: kin_i18n::text(lang, &format!("check-{}", p.code), &[("count", &count)]),
            }
        })
        .collect();
    let (gone, saved) = session.gone_since_seen()?;
    if gone > 0 {
        let (gone, saved) = (gone.to_string(), super::view::moment_text(&saved, lang));
        let args = [("count", gone.as_str()), ("saved", saved.as_str())];
        problems.push(FindingView {
            code: "records-gone".to_owned(),
            severity: Severity::Error,
            place: String::new(),
            text: kin_i18n::text(lang, "check-records-gone", &args),
        });
    }
    for (person, older) in &older {
        let (missing, saved) = (
            older.missing.to_string(),
            super::view::moment_text(&older.saved, lang),
        );
        let args = [("missing", missing.as_str()), ("saved", saved.as_str())];
        problems.push(FindingView {
            code: "older-than-seen".to_owned(),
            severity: Severity::Error,
            place: person.to_string(),
            text: kin_i18n::text(lang, "check-older-than-seen", &args),
        });
    }
    Ok(VaultCheckView {
        ok: problems.is_empty(),
        problems,
    })
}

pub(crate) fn vault_info(session: &Session, _: Empty) -> ApiResult<VaultInfo> {
    let place = session.dir().to_string_lossy().into_owned();
    session.with(|open| {
        let info = open.vault.info()?;
        let mut entries = 0;
        for (id, _) in open.vault.people() {
            // A record that does not open is named elsewhere.
            if let Ok(record) = open.vault.record(&id) {
                entries += crate::use_cases::people::entry_count(&record)?;
            }
        }
        Ok(VaultInfo {
            place,
            format: info.major,
            people: info.people as u64,
            entries,
            bytes: info.bytes,
            keyholders: open.vault.keyholders().len() as u64,
        })
    })
}
