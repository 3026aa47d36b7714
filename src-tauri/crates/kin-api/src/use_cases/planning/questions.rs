//! Standard questionnaires: asked, added up, their history.

use super::super::seeing::every;
use super::super::typing::{answer_text, answers_of, blank, question_text};
use super::super::view::Viewer;
use crate::dto::{
    OutputFile, PersonIdRequest, QuestionnaireView, QuestionnairesView, QuestionsFilled,
    QuestionsFormRequest, QuestionsScoreRequest, QuestionsScoreView,
};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_fhir::author::{Typed, parse_typed};
use kin_i18n::{Catalogue, Lang};
use kin_model::{Kind, StatusClass, system};
use kin_rules::questions::{ANSWERS, Instrument, Score, score};

/// Most filled questionnaires that are looked at.
const FILLED: usize = 500;

fn view(lang: Lang, instrument: &Instrument, score: Score) -> QuestionsScoreView {
    let total = score.total.to_string();
    QuestionsScoreView {
        total: score.total,
        most: instrument.most(),
        band: score.band.to_owned(),
        band_text: Catalogue::text(
            lang,
            &format!("ask-band-{}-{}", instrument.key, score.band),
            &[("total", &total)],
        ),
        danger_text: score
            .danger
            .then(|| Catalogue::text(lang, "ask-danger", &[])),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn questions_score(
    session: &Session,
    request: QuestionsScoreRequest,
) -> ApiResult<QuestionsScoreView> {
    let instrument = Instrument::of_key(&request.which).ok_or(ErrorCode::BadRequest)?;
    let sum = score(instrument, &request.answers).ok_or(ErrorCode::BadRequest)?;
    Ok(view(session.lang(), instrument, sum))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn questions_form(
    session: &Session,
    request: QuestionsFormRequest,
) -> ApiResult<OutputFile> {
    let instrument = Instrument::of_key(&request.which).ok_or(ErrorCode::BadRequest)?;
    let lang = session.lang();
    let answers: Vec<(String, String)> = ANSWERS
        .iter()
        .zip(0_u8..)
        .map(|(code, n)| ((*code).to_owned(), answer_text(lang, n)))
        .collect();
    let title = Catalogue::text(lang, &format!("ask-title-{}", instrument.key), &[]);
    let asked = blank(instrument, lang);
    let bytes = kin_fhir::author::questionnaire(&asked, &title, instrument.source, &answers);
    session.outputs().put(
        &format!("{}.questionnaire.json", instrument.key),
        "questionnaire",
        "application/fhir+json",
        bytes,
    )
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn questionnaires(
    session: &Session,
    request: PersonIdRequest,
) -> ApiResult<QuestionnairesView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let lang = viewer.lang;
    let mut rows = every(&record, &[Kind::Questionnaire])?;
    rows.retain(|r| !r.hidden && !matches!(r.status_class, StatusClass::Error));
    let mut questionnaires = Vec::new();
    for instrument in Instrument::ALL {
        let own = |r: &&kin_model::EntryRow| {
            let mut codes = r.codings.iter();
            codes.any(|c| c.system == system::LOINC && c.code == instrument.loinc)
        };
        let mut filled = Vec::new();
        for row in rows.iter().filter(own).take(FILLED) {
            let body = record.entry(row.id)?.body;
            let Some(Typed::Asked(asked)) = parse_typed(&body).map(|t| t.typed) else {
                continue;
            };
            let answers = answers_of(&asked);
            // Another program's answers may be of another shape: then they are entries, but no score.
            if let Some(sum) = score(instrument, &answers) {
                filled.push(QuestionsFilled {
                    entry: viewer.entry(row),
                    score: view(lang, instrument, sum),
                    answers,
                });
            }
        }
        let text =
            |part: &str| Catalogue::text(lang, &format!("ask-{part}-{}", instrument.key), &[]);
        questionnaires.push(QuestionnaireView {
            key: instrument.key.to_owned(),
            title: text("title"),
            about: text("about"),
            intro: Catalogue::text(lang, "ask-intro", &[]),
            questions: (0..instrument.items.len())
                .map(|i| question_text(lang, instrument, i))
                .collect(),
            answers: (0..=3).map(|n| answer_text(lang, n)).collect(),
            source: instrument.source.to_owned(),
            danger: instrument.danger.and_then(|n| u32::try_from(n).ok()),
            danger_text: instrument
                .danger
                .map(|_| Catalogue::text(lang, "ask-danger", &[])),
            filled,
        });
    }
    Ok(QuestionnairesView { questionnaires })
}
