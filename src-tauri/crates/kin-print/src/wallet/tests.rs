use super::{CARDS, FACE, lay_out};
use crate::emergency;
use crate::page::{Item, Paper, SIDE};
use crate::tests::common::{empty, huge, rich};
use kin_model::Contact;
use kin_model::summary::Summary;
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};

fn check(summary: &Summary, paper: Paper) -> String {
    let (flow, _) = lay_out(summary, paper).unwrap();
    assert_eq!(flow.pages.len(), 1);
    let (width, height) = paper.size();
    let x = (width - 2.0 * FACE.0) / 2.0;
    let mut faces = 0;
    let mut texts = Vec::new();
    for item in &flow.pages[0] {
        let (left, top, right, bottom) = item.bounds();
        assert!(
            left >= SIDE - 0.1 && right <= width - SIDE + 0.1,
            "{item:?}"
        );
        assert!(top >= 20.0 && bottom <= height - 20.0, "{item:?}");
        match item {
            Item::Modules(_) => faces += 1,
            Item::Text { line, .. } => {
                for glyph in &line.glyphs {
                    assert!(glyph.style.size >= 6.5, "readable: {}", glyph.style.size);
                }
                // Nothing crosses the fold.
                let fold = x + FACE.0;
                let how = line
                    .glyphs
                    .first()
                    .is_some_and(|g| g.style.size > 9.0 && g.style.size < 10.0);
                assert!(how || right <= fold - 2.0 || left >= fold + 2.0, "{item:?}");
                texts.push((left, top, right, bottom));
            }
            _ => {}
        }
    }
    assert_eq!(faces, CARDS, "a code on every card");
    for (i, a) in texts.iter().enumerate() {
        for b in texts.iter().skip(i + 1) {
            let over_x = a.2.min(b.2) - a.0.max(b.0);
            let over_y = a.3.min(b.3) - a.1.max(b.1);
            assert!(over_x <= 0.1 || over_y <= 0.1, "texts overlap: {a:?} {b:?}");
        }
    }
    emergency::tests::text(&flow).replace('\n', " ")
}

#[test]
fn four_cards_of_the_size_of_a_bank_card_with_allergies_and_whom_to_call() {
    for language in [En, ZhCn, Both] {
        let mut summary = rich(language);
        summary.person.contacts = vec![Contact {
            name: "Li Na 李娜".to_owned(),
            relation: "daughter 女儿".to_owned(),
            phone: "139 0000 0000".to_owned(),
        }];
        for paper in [Paper::A4, Paper::Letter] {
            // A line may end between any two Chinese characters.
            let said = check(&summary, paper).replace(' ', "");
            for expected in [
                "EMERGENCY CARD",
                "急救卡",
                "Penicillin 青霉素",
                "Li Na 李娜",
                "139 0000 0000",
                "Metformin 二甲双胍 500 mg",
                "Hypertension",
            ] {
                assert_eq!(
                    said.matches(&expected.replace(' ', "")).count(),
                    CARDS,
                    "{expected} in {said}"
                );
            }
        }
    }
}

#[test]
fn what_finds_no_room_is_counted() {
    let said = check(&huge(Both, 60), Paper::A4);
    assert!(said.contains("more 另有"), "{said}");
    let said = check(&empty(En), Paper::Letter);
    assert!(said.contains("nothing in the record"), "{said}");
}

#[test]
fn a_telephone_number_is_never_cut() {
    let mut summary = rich(Both);
    let someone = |phone: &str| Contact {
        name: "Dr. Chen Yun of the Riverside Clinic for Internal Medicine 陈医生".to_owned(),
        relation: "neighbour and friend of the family 邻居".to_owned(),
        phone: phone.to_owned(),
    };
    summary.person.contacts = vec![someone("139 0000 0000"), someone("+86 138 1111 1111")];
    summary.person.doctor = Some(someone("010 2222 2222"));
    let said = check(&summary, Paper::Letter).replace('\u{a0}', " ");
    for phone in ["139 0000 0000", "+86 138 1111 1111", "010 2222 2222"] {
        assert_eq!(said.matches(phone).count(), CARDS, "{phone} in {said}");
    }
}
