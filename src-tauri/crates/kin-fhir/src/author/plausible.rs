//! What a value can be, and what is rare enough to ask "is this right?".
//!
//! These bounds are no clinical advice: they catch typing slips (a digit too many, the wrong unit).
//! # Source
//! Impossible bounds: chosen wide of the extremes seen in living people, own judgement, 2026-11.
//! Unusual bounds: own judgement, 2026-11, beyond the emergency thresholds of the sources in
//! `clinical.md` (2025 AHA/ACC point 10: 180/120; ADA Standards of Care, table 6.2: 54 and 250
//! mg/dL), so that a true emergency value is asked about but never refused. To be confirmed.
//! Glucose units: 5.5 "mg/dL" and 110 "mmol/L" are the other unit (standards note, section 10).

use super::{GlucoseUnit, Measure};
use crate::FhirError;
use kin_model::{Decimal, Finding, Severity};

/// Bounds in the unit typed: below or above the outer pair a value is refused, outside the inner
/// pair it is asked about. As text, compared as exact decimals.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    impossible_below: &'static str,
    unusual_below: &'static str,
    unusual_above: &'static str,
    impossible_above: &'static str,
}

const fn bounds(
    impossible_below: &'static str,
    unusual_below: &'static str,
    unusual_above: &'static str,
    impossible_above: &'static str,
) -> Bounds {
    Bounds {
        impossible_below,
        unusual_below,
        unusual_above,
        impossible_above,
    }
}

/// Systolic, `mm[Hg]`.
pub(super) const SYSTOLIC: Bounds = bounds("30", "80", "220", "350");
/// Diastolic, `mm[Hg]`.
pub(super) const DIASTOLIC: Bounds = bounds("10", "40", "130", "250");
/// Pulse and heart rate, /min.
pub(super) const PULSE: Bounds = bounds("10", "40", "150", "350");

/// Bounds of a glucose reading in its unit.
pub(super) const fn glucose(unit: GlucoseUnit) -> Bounds {
    match unit {
        GlucoseUnit::MmolPerL => bounds("0.5", "2.5", "22", "85"),
        GlucoseUnit::MgPerDl => bounds("10", "45", "400", "1500"),
    }
}

/// Bounds of another measurement in a UCUM unit; `None` when the unit does not fit.
pub(super) fn measure(what: Measure, unit: &str) -> Option<Bounds> {
    Some(match (what, unit) {
        (Measure::Weight, "kg") => bounds("0.3", "2", "200", "650"),
        (Measure::Weight, "[lb_av]") => bounds("0.6", "4.4", "440", "1440"),
        (Measure::Height, "cm") => bounds("20", "40", "210", "280"),
        (Measure::Height, "[in_i]") => bounds("8", "16", "83", "110"),
        (Measure::Temperature, "Cel") => bounds("20", "35", "41", "46"),
        (Measure::Temperature, "[degF]") => bounds("68", "95", "105.8", "115"),
        (Measure::Oxygen, "%") => bounds("20", "88", "100", "100"),
        (Measure::HeartRate, "/min") => PULSE,
        (Measure::Waist, "cm") => bounds("15", "40", "170", "350"),
        (Measure::Waist, "[in_i]") => bounds("6", "16", "67", "138"),
        (Measure::PeakFlow, "L/min") => bounds("10", "50", "800", "1200"),
        (Measure::Sleep, "h") => bounds("0", "2", "14", "24"),
        (Measure::Steps, "{steps}/d") => bounds("0", "0", "50000", "200000"),
        (Measure::Pain, "{score}") => bounds("0", "0", "10", "10"),
        _ => return None,
    })
}

/// Refuses the impossible, notes the unusual under `unusual-value`.
pub(super) fn check(
    field: &'static str,
    value: &Decimal,
    bounds: &Bounds,
    confirm: &mut Vec<Finding>,
) -> Result<(), FhirError> {
    let exact = value.to_exact().ok_or(FhirError::Impossible {
        field,
        reason: "not-a-number",
    })?;
    let bound = |text: &str| text.parse::<Decimal>().ok().and_then(|d| d.to_exact());
    if bound(bounds.impossible_below).is_some_and(|b| exact < b)
        || bound(bounds.impossible_above).is_some_and(|b| exact > b)
    {
        return Err(FhirError::Impossible {
            field,
            reason: "out-of-range",
        });
    }
    if bound(bounds.unusual_below).is_some_and(|b| exact < b)
        || bound(bounds.unusual_above).is_some_and(|b| exact > b)
    {
        confirm.push(Finding::new("unusual-value", Severity::Warning, field, ""));
    }
    Ok(())
}
