//! The hospital's list against the person's own, and the checks that need no licensed data.

use super::listed::{keys, listed, my_listed, their_listed};
use super::{Mine, hands, mine, save, take_over, theirs};
use crate::dto::{
    CompareView, ConcernView, EntryView, MedChecksView, MedReconcileView, MedSettleRequest,
    MedTextRequest, MedTextView, PersonIdRequest, RemarkView,
};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use crate::use_cases::seeing::{holding, hospital_medicines};
use crate::use_cases::view::{Viewer, terms_lang};
use kin_i18n::{Catalogue, Lang};
use kin_model::{EntryId, EntryRow, Kind};
use kin_rules::dosing::planned_on;
use kin_rules::exact::Exact;
use kin_rules::medicines::{
    Concern, Listed, Pair, Reaction, Verdict, above_most, check, reconcile,
};
use kin_rules::time::Day;
use kin_terms::{box_text, classes_of_allergy, classes_of_medicine, known_in_part, substances};
use kin_vault::Record;
use std::collections::BTreeSet;

/// How the setting of a settled line begins.
pub(super) const SETTLED: &str = "med.settled.";

/// Both lists and how they compare.
pub(super) struct Both {
    pub(super) mine: Vec<Mine>,
    pub(super) theirs: Vec<EntryRow>,
    my_lines: Vec<Listed>,
    their_lines: Vec<Listed>,
    pub(super) pairs: Vec<Pair>,
}

fn both(record: &Record, all: Vec<Mine>, theirs: Vec<EntryRow>, today: Day) -> ApiResult<Both> {
    let mine: Vec<Mine> = all.into_iter().filter(|m| m.medicine.active).collect();
    let my_lines: Vec<Listed> = mine.iter().map(|m| my_listed(m, today)).collect();
    let their_lines = theirs
        .iter()
        .map(|row| their_listed(record, row, today))
        .collect::<ApiResult<Vec<_>>>()?;
    let pairs = reconcile(&my_lines, &their_lines);
    Ok(Both {
        mine,
        theirs,
        my_lines,
        their_lines,
        pairs,
    })
}

pub(super) fn load(session: &Session, record: &Record) -> ApiResult<Both> {
    let theirs = hospital_medicines(record, &hands(record)?)?;
    both(record, mine(record)?, theirs, super::now(session)?.day())
}

/// Entries of hospitals that say what a medicine of the own list says: they are shown once.
pub(super) fn theirs_that_are_mine(all: &[Mine], hospital: &[EntryRow]) -> BTreeSet<EntryId> {
    let active: Vec<&Mine> = all.iter().filter(|m| m.medicine.active).collect();
    let derived: BTreeSet<&str> = active
        .iter()
        .filter_map(|m| m.medicine.course.derived_from.as_deref())
        .collect();
    let mut found: BTreeSet<EntryId> = hospital
        .iter()
        .filter(|row| derived.contains(row.id.to_string().as_str()))
        .map(|row| row.id)
        .collect();
    let my_lines: Vec<Listed> = active.iter().map(|m| listed(&m.row)).collect();
    let their_lines: Vec<Listed> = hospital.iter().map(listed).collect();
    for pair in reconcile(&my_lines, &their_lines) {
        let both = pair.mine.is_some();
        found.extend(
            pair.theirs
                .filter(|_| both)
                .and_then(|t| Some(hospital.get(t)?.id)),
        );
    }
    found
}

const fn verdict_code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::OtherStrength => "other-strength",
        Verdict::OtherDose => "other-dose",
        Verdict::OtherTimes => "other-times",
        Verdict::OnlyMine => "only-mine",
        Verdict::OnlyTheirs => "only-theirs",
        Verdict::NotCompared => "not-compared",
        Verdict::Agrees => "agrees",
    }
}

/// The name of a line: another one as soon as either side says something else, so that what was
/// settled is asked anew.
pub(super) fn key(both: &Both, pair: &Pair) -> String {
    let mut said = String::from(verdict_code(pair.verdict));
    let lines = [
        pair.mine.and_then(|n| both.my_lines.get(n)),
        pair.theirs.and_then(|n| both.their_lines.get(n)),
    ];
    for line in lines {
        match line {
            Some(l) => said.push_str(&format!(
                "|{}|{:?}|{:?}|{:?}|{:?}",
                l.id, l.strengths, l.spoken, l.intakes, l.as_needed
            )),
            None => said.push_str("|-"),
        }
    }
    let digest = kin_crypto::safe::sha256(said.as_bytes());
    let mut key = String::with_capacity(16);
    for byte in digest.iter().take(8) {
        key.push_str(&format!("{byte:02x}"));
    }
    key
}

fn compare(
    session: &Session,
    record: &Record,
    viewer: &Viewer,
    both: &Both,
) -> ApiResult<Vec<CompareView>> {
    let lang = session.lang();
    let mut lines = Vec::new();
    for pair in &both.pairs {
        let key = key(both, pair);
        let settled = record.setting(&format!("{SETTLED}{key}"))?;
        let code = verdict_code(pair.verdict);
        let needs = !matches!(pair.verdict, Verdict::Agrees | Verdict::NotCompared);
        // Without a hospital's list there is nothing to compare with.
        let alone = both.theirs.is_empty();
        lines.push(CompareView {
            text: Catalogue::text(lang, &format!("med-compare-{code}"), &[]),
            verdict: code.to_owned(),
            mine: pair
                .mine
                .and_then(|n| both.mine.get(n))
                .map(|m| viewer.entry(&m.row)),
            theirs: pair
                .theirs
                .and_then(|n| both.theirs.get(n))
                .map(|r| viewer.entry(r)),
            settled_text: settled
                .as_ref()
                .map(|s| Catalogue::text(lang, &format!("med-settled-{s}"), &[])),
            open: needs && !alone && settled.is_none(),
            settled,
            key,
        });
    }
    lines.sort_by_key(|l| !l.open);
    Ok(lines)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_reconcile(
    session: &Session,
    request: PersonIdRequest,
) -> ApiResult<MedReconcileView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let both = load(session, &record)?;
    let lines = compare(session, &record, &viewer, &both)?;
    let open = u64::try_from(lines.iter().filter(|l| l.open).count()).unwrap_or(u64::MAX);
    let n = open.to_string();
    let sentence = if both.theirs.is_empty() {
        Catalogue::text(session.lang(), "med-compare-no-list", &[])
    } else {
        Catalogue::text(session.lang(), "med-compare-open", &[("n", &n)])
    };
    Ok(MedReconcileView {
        lines,
        open,
        sentence,
    })
}

pub(crate) fn med_settle(
    session: &Session,
    request: MedSettleRequest,
) -> ApiResult<MedReconcileView> {
    let record = session.record(&request.person)?;
    let both = load(session, &record)?;
    let pair = both
        .pairs
        .iter()
        .copied()
        .find(|p| key(&both, p) == request.key)
        .ok_or(ErrorCode::UnknownEntry)?;
    let setting = format!("{SETTLED}{}", request.key);
    match request.choice.as_str() {
        "open" => record.forget_setting(&setting)?,
        "mine" | "ask" => record.set_setting(&setting, &request.choice)?,
        "theirs" => {
            record.forget_setting(&setting)?;
            follow(session, &record, &request.person, both, pair)?;
        }
        _ => return Err(ErrorCode::BadRequest.into()),
    }
    let person = request.person;
    med_reconcile(session, PersonIdRequest { person })
}

/// Changes the person's list to what the hospital's says.
fn follow(
    session: &Session,
    record: &Record,
    person: &str,
    both: Both,
    pair: Pair,
) -> ApiResult<()> {
    let their = pair.theirs.and_then(|n| both.theirs.get(n)).map(|r| r.id);
    let my = pair.mine.and_then(|n| both.mine.into_iter().nth(n));
    match (my, their) {
        (None, Some(their)) => {
            take_over(session, record, person, their)?;
        }
        (Some(mut my), None) => {
            let reason = Catalogue::text(session.lang(), "med-not-in-hospital-list", &[]);
            super::plan::end(&mut my, session.clock().today(), Some(&reason));
            save(session, record, person, &my)?;
        }
        (Some(mut my), Some(their)) => {
            let new = theirs(&record.entry(their)?);
            // The times were made for another dose: they end, and the days before stay as they were.
            super::change::replace(session, record, &mut my, None)?;
            my.medicine.name = new.name;
            my.medicine.strength = None;
            my.medicine.dosage = new.dosage;
            my.medicine.course.codes = new.course.codes;
            my.medicine.course.derived_from = new.course.derived_from;
            save(session, record, person, &my)?;
        }
        (None, None) => {}
    }
    Ok(())
}

/// Medicines as they are taken: the own list, and what only hospitals say unless the person has settled
/// that it is not taken.
fn taken<'b>(record: &Record, both: &'b Both) -> ApiResult<Vec<(&'b EntryRow, &'b Listed)>> {
    let mut found: Vec<(&EntryRow, &Listed)> = both
        .mine
        .iter()
        .map(|m| &m.row)
        .zip(&both.my_lines)
        .collect();
    for pair in &both.pairs {
        let (None, Some(n)) = (pair.mine, pair.theirs) else {
            continue;
        };
        let settled = record.setting(&format!("{SETTLED}{}", key(both, pair)))?;
        if settled.as_deref() != Some("mine") {
            found.extend(both.theirs.get(n).zip(both.their_lines.get(n)));
        }
    }
    Ok(found)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_checks(session: &Session, request: PersonIdRequest) -> ApiResult<MedChecksView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let lang = session.lang();
    let both = load(session, &record)?;
    let taken = taken(&record, &both)?;
    let allergies = holding(&record, Kind::Allergy)?;
    let reactions: Vec<Reaction> = allergies.iter().map(reaction).collect();
    let lines: Vec<Listed> = taken.iter().map(|(_, l)| (*l).clone()).collect();
    let mut concerns: Vec<ConcernView> = check(&lines, &reactions)
        .iter()
        .filter_map(|c| concern(lang, c, &viewer, &taken, &allergies))
        .collect();
    concerns.extend(above(session, &viewer, &both.mine)?);
    let unknown_medicines = taken
        .iter()
        .filter(|(row, l)| l.substances.is_empty() || known_in_part(&row.title))
        .map(|(row, _)| viewer.entry(row));
    let unknown_allergies = allergies
        .iter()
        .zip(&reactions)
        .filter(|(_, r)| r.substances.is_empty() && r.classes.is_empty())
        .map(|(row, _)| viewer.entry(row));
    let words = |keys: &[&str]| {
        keys.iter()
            .map(|key| Catalogue::text(lang, key, &[]))
            .collect()
    };
    Ok(MedChecksView {
        medicines: u64::try_from(taken.len()).unwrap_or(u64::MAX),
        allergies: u64::try_from(allergies.len()).unwrap_or(u64::MAX),
        concerns,
        unknown: unknown_medicines.chain(unknown_allergies).collect(),
        checked: words(&[
            "med-checked-twice",
            "med-checked-allergy",
            "med-checked-most",
        ]),
        not_checked: words(&[
            "med-unchecked-interactions",
            "med-unchecked-dose",
            "med-unchecked-state",
            "med-unchecked-cross",
        ]),
    })
}

fn reaction(row: &EntryRow) -> Reaction {
    let found = substances(&row.codings, &row.title);
    let classes = classes_of_allergy(&row.codings, &row.title, &found);
    Reaction {
        id: row.id.to_string(),
        substances: keys(&found),
        classes: classes.iter().map(|c| c.key.to_owned()).collect(),
    }
}

fn concern(
    lang: Lang,
    concern: &Concern,
    viewer: &Viewer,
    taken: &[(&EntryRow, &Listed)],
    allergies: &[EntryRow],
) -> Option<ConcernView> {
    let row = |n: usize| taken.get(n).map(|(row, _)| *row);
    let (code, rows, what) = match concern {
        Concern::Twice {
            medicines: (a, b),
            substance,
        } => (
            "twice",
            [row(*a)?, row(*b)?],
            substance_name(lang, row(*a)?, substance),
        ),
        Concern::Allergy {
            medicine,
            allergy,
            substance,
        } => {
            let medicine = row(*medicine)?;
            let name = substance_name(lang, medicine, substance);
            ("allergy", [medicine, allergies.get(*allergy)?], name)
        }
        Concern::AllergyGroup {
            medicine,
            allergy,
            class,
        } => {
            let medicine = row(*medicine)?;
            let found = substances(&medicine.codings, &medicine.title);
            let classes = classes_of_medicine(&medicine.codings, &found);
            let class = classes.iter().find(|c| c.key == class)?;
            let name = class.name(terms_lang(lang)).to_owned();
            ("allergy-group", [medicine, allergies.get(*allergy)?], name)
        }
    };
    let entries: Vec<EntryView> = rows.iter().map(|r| viewer.entry(r)).collect();
    let title = |n: usize| entries.get(n).map(|e| e.title.clone()).unwrap_or_default();
    let (first, second) = (title(0), title(1));
    let args = [
        ("first", first.as_str()),
        ("second", second.as_str()),
        ("what", what.as_str()),
    ];
    Some(ConcernView {
        code: code.to_owned(),
        text: Catalogue::text(lang, &format!("med-concern-{code}"), &args),
        next: Catalogue::text(lang, &format!("med-concern-next-{code}"), &[]),
        entries,
    })
}

fn substance_name(lang: Lang, row: &EntryRow, key: &str) -> String {
    substances(&row.codings, &row.title)
        .iter()
        .find(|s| s.key == key)
        .map_or_else(
            || key.to_owned(),
            |s| s.names.in_lang(terms_lang(lang)).to_owned(),
        )
}

/// Plans that ask for more on a day than the doctor's maximum.
fn above(session: &Session, viewer: &Viewer, all: &[Mine]) -> ApiResult<Vec<ConcernView>> {
    let (lang, today) = (session.lang(), super::now(session)?.day());
    let mut found = Vec::new();
    for mine in all {
        let Some(plan) = &mine.medicine.course.plan else {
            continue;
        };
        let Some(most) = plan.most_per_day.as_ref().and_then(Exact::of) else {
            continue;
        };
        // A week shows every day of the week; longer rhythms are looked at by whole rounds.
        let day = (0..60).map(|n| planned_on(plan, today.plus(n))).max();
        if let Some(day) = day.filter(|day| above_most(*day, most)) {
            let entry = viewer.entry(&mine.row);
            let args = [
                ("first", entry.title.clone()),
                ("day", super::words::amount_text(lang, day, &plan.unit)),
                ("most", super::words::amount_text(lang, most, &plan.unit)),
            ];
            let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
            found.push(ConcernView {
                code: "above-most".to_owned(),
                text: Catalogue::text(lang, "med-concern-above-most", &args),
                next: Catalogue::text(lang, "med-concern-next-above-most", &[]),
                entries: vec![entry],
            });
        }
    }
    Ok(found)
}

/// What is to be asked at the next visit, and the entry that it is about: lines that were marked so, and what the
/// checks found.
pub(crate) fn asked(
    session: &Session,
    record: &Record,
    person: &str,
) -> ApiResult<Vec<(EntryView, RemarkView)>> {
    let lang = session.lang();
    let viewer = Viewer::new(session, person, record)?;
    let both = load(session, record)?;
    let mut found: Vec<(EntryView, RemarkView)> = Vec::new();
    for line in compare(session, record, &viewer, &both)? {
        if line.settled.as_deref() != Some("ask") {
            continue;
        }
        let words = |entry: &Option<EntryView>| {
            entry.as_ref().map_or_else(
                || "–".to_owned(),
                |e| format!("{} {}", e.title, e.value_text.clone().unwrap_or_default()),
            )
        };
        let text = Catalogue::text(
            lang,
            "med-question",
            &[
                ("what", &line.text),
                ("mine", words(&line.mine).trim()),
                ("theirs", words(&line.theirs).trim()),
            ],
        );
        let remark = RemarkView {
            code: line.verdict.clone(),
            count: 0,
            text,
        };
        found.extend(line.mine.or(line.theirs).map(|entry| (entry, remark)));
    }
    let person = person.to_owned();
    let checks = med_checks(session, PersonIdRequest { person })?;
    for concern in checks.concerns {
        let remark = RemarkView {
            code: concern.code,
            count: 0,
            text: concern.text,
        };
        let first = concern.entries.into_iter().next();
        found.extend(first.map(|entry| (entry, remark)));
    }
    Ok(found)
}

/// The same without the entries.
pub(super) fn questions(
    session: &Session,
    record: &Record,
    person: &str,
) -> ApiResult<Vec<RemarkView>> {
    let asked = asked(session, record, person)?;
    Ok(asked.into_iter().map(|(_, remark)| remark).collect())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_from_text(session: &Session, request: MedTextRequest) -> ApiResult<MedTextView> {
    if request.text.len() > 20_000 {
        return Err(ErrorCode::BadRequest.into());
    }
    let found = box_text(&request.text);
    let key = if found.name.is_some() {
        "med-box-found"
    } else {
        "med-box-nothing"
    };
    Ok(MedTextView {
        name: found.name,
        strength: found.strength,
        form: found.form,
        pack: found.pack,
        approval: found.approval,
        left: found.left,
        text: Catalogue::text(session.lang(), key, &[]),
    })
}
