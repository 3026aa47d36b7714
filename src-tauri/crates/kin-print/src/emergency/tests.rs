use super::{blood_groups, code_text, in_both, lay_out};
use crate::ESSENTIAL_LIMIT;
use crate::page::Paper;
use crate::page::{Flow, Item, SIDE};
use crate::tests::common::{empty, huge, rich, row, source};
use crate::words::Words;
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};
use kin_model::summary::{Row, Section, Summary};
use kin_model::{Coding, Contact, Kind, StatusClass, system};

pub(crate) fn text(flow: &Flow) -> String {
    let mut out = String::new();
    for item in flow.pages.iter().flatten() {
        if let Item::Text { line, .. } = item {
            out.extend(line.glyphs.iter().map(|g| g.character));
            out.push('\n');
        }
    }
    out
}

fn contacts(summary: &mut Summary) {
    summary.person.contacts = vec![
        Contact {
            name: "Li Na 李娜".to_owned(),
            relation: "daughter 女儿".to_owned(),
            phone: "139 0000 0000".to_owned(),
        },
        Contact {
            name: "Wang Wei 王伟".to_owned(),
            relation: String::new(),
            phone: "138 1111 1111".to_owned(),
        },
    ];
    summary.person.doctor = Some(Contact {
        name: "Dr. Chen 陈医生".to_owned(),
        relation: "Riverside Clinic".to_owned(),
        phone: "010 2222 2222".to_owned(),
    });
}

#[test]
fn it_is_one_page_in_both_languages_with_what_an_emergency_asks_for() {
    for language in [En, ZhCn, Both] {
        let mut summary = rich(language);
        contacts(&mut summary);
        for paper in [Paper::A4, Paper::Letter] {
            let (flow, _) = lay_out(&summary, paper).unwrap();
            assert_eq!(flow.pages.len(), 1);
            let said = text(&flow).replace('\n', " ");
            for expected in [
                "Emergency information",
                "急救信息",
                "Li Na 李娜",
                "139 0000 0000",
                "Dr. Chen 陈医生",
                "Penicillin 青霉素",
                "Peanut 花生",
                "Metformin 二甲双胍 500 mg",
                "Hypertension 高血压",
                "since 2011",
            ] {
                assert!(said.contains(expected), "{expected} in {said}");
            }
            assert!(
                !said.contains("Hydrochlorothiazide"),
                "what was stopped is not taken: {said}"
            );
            let (width, height) = paper.size();
            for item in &flow.pages[0] {
                let (left, top, right, bottom) = item.bounds();
                assert!(
                    left >= SIDE - 0.1 && right <= width - SIDE + 0.1,
                    "{item:?}"
                );
                assert!(top >= 20.0 && bottom <= height - 20.0, "{item:?}");
                if let Item::Text { line, .. } = item {
                    for glyph in &line.glyphs {
                        assert!(glyph.style.size >= 7.7, "large enough for a door");
                    }
                }
            }
        }
    }
}

#[test]
fn a_long_record_stays_on_one_page_and_says_what_is_missing() {
    for summary in [huge(Both, 60), empty(En)] {
        let (flow, _) = lay_out(&summary, Paper::A4).unwrap();
        assert_eq!(flow.pages.len(), 1);
    }
    let said = text(&lay_out(&huge(Both, 60), Paper::A4).unwrap().0);
    assert!(said.contains("more: see the full summary"), "{said}");
    let said = text(&lay_out(&empty(En), Paper::A4).unwrap().0).replace('\n', " ");
    assert!(said.contains("not known: nothing in the record"), "{said}");
    assert!(said.contains("No contact is noted."), "{said}");
    assert!(!said.contains("none known"), "{said}");
}

fn group(value: &str, letter: char, label: &str) -> Row {
    let mut row = Row {
        value: Some(value.to_owned()),
        status_class: StatusClass::Past,
        sources: vec![source(letter, label)],
        ..row(Kind::Result, "ABO and Rh group", "ABO 与 Rh 血型")
    };
    row.code.codings.push(Coding {
        system: system::LOINC.to_owned(),
        code: "882-1".to_owned(),
        display: None,
    });
    row
}

#[test]
fn a_blood_group_is_printed_only_when_two_sources_agree() {
    let with = |rows: Vec<Row>| {
        let mut summary = rich(Both);
        for section in &mut summary.sections {
            if section.section == Section::Results {
                section.rows.extend(rows.clone());
            }
        }
        let words = Words::new(&summary);
        let found = blood_groups(&summary, &words).len();
        let said = text(&lay_out(&summary, Paper::A4).unwrap().0).replace('\n', " ");
        assert_eq!(said.contains("Blood group"), found > 0, "{said}");
        found
    };
    let (one, two) = (
        group("A positive", 'H', "One"),
        group("a positive ", 'H', "Two"),
    );
    assert_eq!(with(vec![]), 0);
    assert_eq!(with(vec![one.clone()]), 0, "told once");
    assert_eq!(with(vec![one.clone(), one.clone()]), 0, "twice by the same");
    assert_eq!(with(vec![one.clone(), two.clone()]), 1);
    let other = group("O positive", 'H', "Three");
    assert_eq!(with(vec![one.clone(), two, other]), 0, "sources differ");
    let typed = [
        group("A positive", 'P', "Li Hua"),
        group("A positive", 'C', "Li Na"),
    ];
    assert_eq!(with(typed.to_vec()), 0, "no hospital among them");
    let by_hand = group("A positive", 'P', "Li Hua");
    assert_eq!(with(vec![one, by_hand]), 1);
}

#[test]
fn the_code_names_the_first_one_to_call_and_stays_bounded() {
    let mut summary = rich(En);
    contacts(&mut summary);
    let both = in_both(&summary);
    let words = Words::new(&both);
    for limit in [ESSENTIAL_LIMIT, 440] {
        let text = code_text(&both, &words, limit);
        assert!(text.len() <= limit, "{} bytes", text.len());
        assert!(text.contains("139 0000 0000"), "{text}");
        assert!(text.contains("Penicillin"), "{text}");
    }
}

#[test]
fn no_list_gives_way_wholly_to_another() {
    let said = text(&lay_out(&huge(Both, 60), Paper::A4).unwrap().0).replace('\n', " ");
    for words in ["Penicillin number 0", "Metformin", "Hypertension"] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert_eq!(said.matches("Sources").count(), 1, "named once: {said}");
}
