//! Words and marks: nothing said twice, one style of dates and marks for each language, what is doubtful says so.

use super::common::{date, empty, full, rich};
use super::{all_text, flow, page_text};
use crate::{Paper, essential_text, record_text, summary_html, summary_note, summary_text};
use kin_i18n::Lang;
use kin_model::StatusClass;
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};
use kin_model::summary::{Row, Section, Summary};

fn row<'a>(summary: &'a mut Summary, section: Section, title: &str) -> &'a mut Row {
    let found = summary.sections.iter_mut().find(|s| s.section == section);
    let rows = &mut found.unwrap().rows;
    rows.iter_mut().find(|r| r.title_en == title).unwrap()
}

/// The printed text in one line, without the spaces of line breaks.
fn printed(summary: &Summary) -> String {
    all_text(&flow(summary, Paper::A4)).replace('\n', " ")
}

#[test]
fn an_empty_record_says_once_that_it_holds_nothing() {
    for (language, words) in [
        (
            En,
            [
                "No information in this record about",
                "No information in this record.",
                "not written down",
            ],
        ),
        (
            ZhCn,
            [
                "本记录中没有以下方面的信息",
                "本记录中没有过敏信息",
                "本记录中未填写",
            ],
        ),
    ] {
        let text = printed(&empty(language));
        for said in words {
            // Medicines and problems stand beside each other and say it each.
            let most = if said.ends_with('.') { 3 } else { 1 };
            let count = text.matches(said).count();
            assert!(
                (1..=most).contains(&count),
                "{said}: {count} times in {text}"
            );
        }
        assert!(
            !text.contains("Details") && !text.contains("详细内容"),
            "{text}"
        );
        assert!(
            text.contains("Sources and marks") || text.contains("来源与标记"),
            "{text}"
        );
    }
}

/// Marks of punctuation between two Chinese characters, or after one, are those of Chinese.
#[test]
fn chinese_has_full_width_marks() {
    let summary = full(ZhCn);
    let forms = [
        printed(&summary),
        summary_text(&summary),
        summary_note(&summary),
        record_text(&summary, Lang::ZhCn),
        essential_text(&summary, ZhCn),
    ];
    for form in &forms {
        let letters: Vec<char> = form.chars().collect();
        for three in letters.windows(3) {
            let [left, mark, right] = three else { continue };
            let han = crate::linebreak::has_han(&left.to_string());
            let latin = matches!(mark, ':' | ';' | ',') || (*mark == ' ' && *right == '(');
            // The relation "Li Na (daughter)" is the person's own words.
            let own = form.contains("(daughter)") && *right == '(';
            assert!(
                !(han && latin) || own,
                "{}: {}",
                three.iter().collect::<String>(),
                form
            );
        }
        assert!(!form.contains("; "), "{form}");
    }
    assert!(forms[0].contains("转诊：肾内科"), "{}", forms[0]);
    assert!(forms[0].contains("剂量改变："), "{}", forms[0]);
}

/// In Chinese `2026年5月12日`, in English `12 May 2026`, in both languages at once `2026-05-12`.
#[test]
fn a_document_writes_dates_in_one_way() {
    let iso = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        letters.windows(8).any(|w| {
            let digits = |from: usize, to: usize| w[from..to].iter().all(char::is_ascii_digit);
            digits(0, 4) && w[4] == '-' && digits(5, 7) && w[7] == '-'
        })
    };
    let chinese = |text: &str| text.contains("年5月") || text.contains("年 5月");
    for (language, styles) in [
        (En, (true, false, false)),
        (ZhCn, (false, true, false)),
        (Both, (false, false, true)),
    ] {
        let summary = full(language);
        for (form, text) in [
            ("print", printed(&summary)),
            ("text", summary_text(&summary)),
            ("page", summary_html(&summary).unwrap()),
        ] {
            // The made-up conflict and method are free words without days.
            let found = (text.contains(" May 2026"), chinese(&text), iso(&text));
            assert_eq!(found, styles, "{language:?} {form}: {text}");
        }
    }
    for lang in [Lang::En, Lang::ZhCn] {
        assert!(!iso(&record_text(&full(Both), lang)), "{lang:?}");
    }
}

#[test]
fn what_is_no_longer_taken_is_not_among_what_is_taken_now() {
    for language in [En, ZhCn] {
        let mut summary = rich(language);
        let valsartan = row(&mut summary, Section::Medications, "Valsartan 80 mg");
        valsartan.status = Some("proposed".to_owned());
        valsartan.status_class = StatusClass::Planned;
        let lang = if language == En { Lang::En } else { Lang::ZhCn };
        let (now, other, gone, proposed) = match lang {
            Lang::En => (
                "Metformin",
                "stopped, planned or not taken",
                "Hydrochlorothiazide",
                "Valsartan",
            ),
            Lang::ZhCn => ("二甲双胍", "已停用、计划中或未用", "氢氯噻嗪", "缬沙坦"),
        };
        for (form, text) in [
            ("note", summary_note(&summary)),
            ("record text", record_text(&summary, lang)),
            ("text", summary_text(&summary)),
            ("page", summary_html(&summary).unwrap()),
            (
                "print",
                printed(&summary)
                    .split_once(if lang == Lang::En {
                        "Details"
                    } else {
                        "详细内容"
                    })
                    .unwrap()
                    .1
                    .to_owned(),
            ),
        ] {
            let at = |word: &str| {
                text.find(word)
                    .unwrap_or_else(|| panic!("{form}: {word} in {text}"))
            };
            assert!(at(now) < at(other), "{form}: {text}");
            assert!(
                at(other) < at(gone) && at(other) < at(proposed),
                "{form}: {text}"
            );
        }
    }
}

/// A diagnosis that nobody has confirmed, a medicine whose use is not told: nowhere without these words.
#[test]
fn what_is_not_certain_says_so_in_every_form() {
    let mut summary = rich(En);
    let problem = row(&mut summary, Section::Problems, "Hypertension");
    problem.status = Some("provisional".to_owned());
    problem.status_class = StatusClass::Unknown;
    let allergy = row(&mut summary, Section::Allergies, "Peanut");
    allergy.status = Some("unconfirmed".to_owned());
    let medicine = row(&mut summary, Section::Medications, "Valsartan 80 mg");
    medicine.status = None;
    medicine.status_class = StatusClass::Unknown;
    let page = page_text(&flow(&summary, Paper::A4), 0).replace('\n', " ");
    for words in [
        "Hypertension",
        "(provisional)",
        "Peanut (not confirmed)",
        "Valsartan 80 mg (status not given)",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let code = essential_text(&summary, En);
    for words in [
        "Hypertension (provisional)",
        "Peanut (not confirmed)",
        "Valsartan 80 mg (status not given)",
    ] {
        assert!(code.contains(words), "{words}: {code}");
    }
    for text in [
        all_of(&crate::emergency::lay_out(&summary, Paper::A4).unwrap().0),
        all_of(&crate::wallet::lay_out(&summary, Paper::A4).unwrap().0),
    ] {
        for words in ["(provisional", "(not confirmed", "(status not given"] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
    for text in [
        summary_note(&summary),
        summary_text(&summary),
        record_text(&summary, Lang::En),
    ] {
        assert!(
            text.contains("provisional") && text.contains("not confirmed"),
            "{text}"
        );
    }
    let plain = page_text(&flow(&rich(En), Paper::A4), 0);
    assert!(
        !plain.contains("(active)") && !plain.contains("(completed)"),
        "{plain}"
    );
}

fn all_of(flow: &crate::page::Flow) -> String {
    all_text(flow).replace('\n', " ")
}

#[test]
fn the_chinese_code_names_the_person_in_chinese() {
    let summary = rich(ZhCn);
    let code = essential_text(&summary, ZhCn);
    assert!(code.contains("李华") && !code.contains("Li Hua"), "{code}");
    assert!(essential_text(&summary, En).contains("Li Hua"));
    assert!(essential_text(&summary, Both).contains("Li Hua 李华"));
    assert!(page_text(&flow(&summary, Paper::A4), 0).starts_with("李华 Li Hua"));
    let mut latin = rich(ZhCn);
    latin.person.other_names.clear();
    assert!(
        essential_text(&latin, ZhCn).contains("Li Hua"),
        "the only name"
    );
}

#[test]
fn a_device_that_is_out_says_until_when_it_was_in() {
    let mut summary = full(En);
    let pacemaker = row(&mut summary, Section::Devices, "Cardiac pacemaker");
    pacemaker.end = Some(date("2024-02-01"));
    pacemaker.status = Some("completed".to_owned());
    pacemaker.status_class = StatusClass::Past;
    let flow = flow(&summary, Paper::A4);
    let one = page_text(&flow, 0).replace(['\n', '\u{a0}'], " ");
    assert!(
        one.contains("Cardiac pacemaker 3 Jun 2019 – 1 Feb 2024"),
        "{one}"
    );
    let rest = all_text(&flow).replace('\n', " ");
    assert!(rest.matches("1 Feb 2024").count() >= 2, "{rest}");
    for form in [
        summary_text(&summary),
        summary_note(&summary),
        summary_html(&summary).unwrap(),
    ] {
        assert!(form.contains("3 Jun 2019 – 1 Feb 2024"), "{form}");
    }
}
