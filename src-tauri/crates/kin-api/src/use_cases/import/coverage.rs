//! How many codes of files have a name in both languages. No record is touched, and nothing is stored.

use crate::dto::{TermsCoverageRequest, TermsCoverageView, TermsMissingView, TermsSystemView};
use crate::error::ApiResult;
use crate::reading::Reader;
use crate::session::{Job, Session};
use kin_terms::{SystemCoverage, Tally};

/// Codes without a name that are listed where nothing is said.
const LISTED: u32 = 20;
/// And at most.
const MOST_LISTED: u32 = 1000;

fn counted(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn system_view(of: SystemCoverage) -> TermsSystemView {
    TermsSystemView {
        system: of.system,
        codings: counted(of.codings),
        codings_named: counted(of.codings_named),
        codings_shown: counted(of.codings_shown),
        codes: counted(of.codes),
        codes_named: counted(of.codes_named),
        codes_shown: counted(of.codes_shown),
        missing: of
            .missing
            .into_iter()
            .map(|one| TermsMissingView {
                code: one.code,
                system: one.system,
                words: one.words,
                times: counted(one.times),
                shown: one.shown,
            })
            .collect(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn terms_coverage(
    session: &Session,
    request: TermsCoverageRequest,
) -> ApiResult<TermsCoverageView> {
    let chosen = super::files::chosen(session, &request.files)?;
    let size = chosen.files.iter().map(|f| f.size).sum();
    let mut reader = Reader::new(session.reader(), size);
    let job = Job::alone();
    let mut tally = Tally::default();
    let (mut files, mut left_out, mut resources, mut refused, mut beyond) = (0, 0, 0, 0, 0_u64);
    for file in chosen.files {
        let Ok(mut source) = file.open(&job, false) else {
            left_out += 1;
            continue;
        };
        match reader.codings(&job, &mut source)? {
            Ok(found) if found.resources > 0 => {
                files += 1;
                resources += found.resources;
                refused += found.refused;
                beyond = beyond.saturating_add(found.beyond);
                for one in &found.found {
                    tally.add(&one.system, &one.code, &one.words, one.times);
                }
            }
            _ => left_out += 1,
        }
    }
    let most = request.most.unwrap_or(LISTED).min(MOST_LISTED);
    let coverage = tally.coverage(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(TermsCoverageView {
        files,
        left_out,
        resources: counted(resources),
        refused: counted(refused),
        beyond: counted(beyond.saturating_add(coverage.beyond)),
        systems: coverage.systems.into_iter().map(system_view).collect(),
    })
}
