//! What the doctor is to be told or asked at the next visit: symptoms that carry the flag, and what is open of the
//! medicines.

use super::super::medicines;
use super::super::seeing::newest;
use super::super::view::Viewer;
use super::now;
use crate::dto::{PersonIdRequest, VisitRemark, VisitRemarksView};
use crate::error::ApiResult;
use crate::session::Session;
use kin_fhir::author::{Typed, parse_typed};
use kin_i18n::Catalogue;
use kin_model::{Kind, StatusClass};
use kin_rules::time::Day;

/// Newest symptoms that are looked at.
const LOOK_AT: usize = 500;
/// Days after which a symptom is no news for a visit.
const DAYS: i64 = 365;
/// Most that are told.
const MOST: usize = 20;

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn visit_remarks(
    session: &Session,
    request: PersonIdRequest,
) -> ApiResult<VisitRemarksView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let oldest = now(session)?.day().plus(-DAYS);
    // What the comparison of the lists and the checks of the medicines say is to be asked stands first.
    let mut remarks: Vec<VisitRemark> = Vec::new();
    for (entry, remark) in medicines::asked(session, &record, &request.person)? {
        let text = remark.text;
        if remarks.len() < MOST && remarks.iter().all(|r| r.text != text) {
            remarks.push(VisitRemark { entry, text });
        }
    }
    let most = remarks.len().saturating_add(MOST);
    for row in newest(&record, &[Kind::Symptom], LOOK_AT)? {
        let day = row.date.as_ref().and_then(Day::of);
        let withdrawn = row.hidden || matches!(row.status_class, StatusClass::Error);
        if withdrawn || day.is_some_and(|d| d < oldest) {
            continue;
        }
        let Some(Typed::Symptom(symptom)) =
            parse_typed(&record.entry(row.id)?.body).map(|t| t.typed)
        else {
            continue;
        };
        if !symptom.tell_doctor {
            continue;
        }
        let entry = viewer.entry(&row);
        let mut parts = vec![symptom.name];
        parts.extend(symptom.place);
        parts.extend(symptom.severity.map(|n| format!("{n}/10")));
        let what = parts.join(kin_i18n::pause(viewer.lang));
        let text = Catalogue::text(
            viewer.lang,
            "plan-visit-remark",
            &[("what", &what), ("date", &entry.date_text)],
        );
        remarks.push(VisitRemark { entry, text });
        if remarks.len() >= most {
            break;
        }
    }
    Ok(VisitRemarksView { remarks })
}
