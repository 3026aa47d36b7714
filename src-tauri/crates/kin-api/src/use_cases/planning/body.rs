//! Body mass index of an adult from the newest weight and height.

use super::super::trend;
use crate::dto::{BodyView, PersonIdRequest};
use crate::error::ApiResult;
use crate::session::Session;
use kin_i18n::Catalogue;
use kin_model::EntryRow;
use kin_rules::body::{BodyMass, HeightUnit, WeightUnit};
use kin_rules::exact::Exact;

/// The criteria are for adults.
const ADULT: u16 = 18;

fn words(row: &EntryRow) -> String {
    let value = row.value.as_deref().unwrap_or_default();
    format!("{value} {}", row.unit.as_deref().unwrap_or_default())
}

fn index(weight: &EntryRow, height: &EntryRow) -> Option<BodyMass> {
    let exact = |row: &EntryRow| Exact::parse(row.value.as_deref()?);
    let weight_unit = match weight.unit.as_deref()? {
        "kg" => WeightUnit::Kilogram,
        "lb" | "[lb_av]" | "lbs" => WeightUnit::Pound,
        _ => return None,
    };
    let height_unit = match height.unit.as_deref()? {
        "cm" => HeightUnit::Centimetre,
        "in" | "[in_i]" => HeightUnit::Inch,
        _ => return None,
    };
    BodyMass::of(exact(weight)?, weight_unit, exact(height)?, height_unit)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn body(session: &Session, request: PersonIdRequest) -> ApiResult<BodyView> {
    let record = session.record(&request.person)?;
    let lang = session.lang();
    let weight = trend::rows(&record, "weight")?.pop();
    let height = trend::rows(&record, "height")?.pop();
    let age = super::super::people::person_view(session, &request.person)?.age;
    let mut view = BodyView {
        line: None,
        words: Vec::new(),
    };
    let (Some(weight), Some(height)) = (weight, height) else {
        return Ok(view);
    };
    let adult = age.is_some_and(|age| age >= ADULT);
    if let Some(index) = index(&weight, &height).filter(|_| adult) {
        let shown = index.shown().to_string();
        let (weight, height) = (words(&weight), words(&height));
        let args = [
            ("bmi", shown.as_str()),
            ("weight", weight.as_str()),
            ("height", height.as_str()),
        ];
        view.line = Some(Catalogue::text(lang, "bmi-line", &args));
        for (key, class) in [("bmi-china", index.china()), ("bmi-who", index.who())] {
            let word = Catalogue::text(lang, &format!("bmi-{}", class.key()), &[]);
            view.words
                .push(Catalogue::text(lang, key, &[("word", &word)]));
        }
    }
    Ok(view)
}
