//! Which backups hold a person's record: said before it is erased.

use super::memory::{memory, seconds};
use super::rotate::found;
use crate::dto::{BackupsOfView, PersonIdRequest};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use crate::use_cases::moment_text;
use kin_i18n::{between_sentences, text};
use kin_model::PersonId;

/// Every backup in the chosen place that was made after the record had begun: a backup holds everybody of its day. Of a
/// record that does not open nobody knows when it began, so all of them count.
#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn backups_of(session: &Session, request: PersonIdRequest) -> ApiResult<BackupsOfView> {
    let id: PersonId = request
        .person
        .parse()
        .map_err(|_| ErrorCode::UnknownPerson)?;
    let lang = session.lang();
    session.with(|open| {
        let memory = memory(open);
        let begun = open.vault.record(&id).ok().and_then(|r| r.begun().ok());
        let begun = begun.flatten().and_then(|at| seconds(&at));
        let Some(folder) = memory.folder else {
            let text = text(lang, "family-remove-backups-elsewhere", &[]);
            return Ok(BackupsOfView {
                backups: Vec::new(),
                text,
            });
        };
        let place = folder.to_string_lossy().into_owned();
        let vault_id = open.vault.info()?.vault_id;
        let all = found(&folder, &vault_id);
        let holds =
            |made: &str| begun.is_none_or(|begun| seconds(made).is_none_or(|at| at >= begun));
        let holding: Vec<_> = all.iter().filter(|(_, _, b)| holds(&b.made)).collect();
        let (key, args) = match (holding.last(), holding.first()) {
            (Some((_, _, oldest)), Some((_, _, newest))) => (
                "family-remove-backups",
                vec![
                    ("n", holding.len().to_string()),
                    ("oldest", moment_text(&oldest.made, lang)),
                    ("newest", moment_text(&newest.made, lang)),
                ],
            ),
            _ if folder.is_dir() => ("family-remove-backups-none", vec![]),
            _ => ("family-remove-backups-away", vec![]),
        };
        let args: Vec<(&str, &str)> = std::iter::once(("place", place.as_str()))
            .chain(args.iter().map(|(name, value)| (*name, value.as_str())))
            .collect();
        let sentences = [
            text(lang, key, &args),
            text(lang, "family-remove-backups-elsewhere", &[]),
        ];
        Ok(BackupsOfView {
            backups: holding.iter().map(|(_, name, _)| name.clone()).collect(),
            text: sentences.join(between_sentences(lang)),
        })
    })
}
