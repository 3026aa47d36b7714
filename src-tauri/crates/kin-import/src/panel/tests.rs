use super::*;

fn sheet(name: &str) -> Paper {
    let path = format!(
        "{}/../../../tests/fixtures/papers/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    read_paper(&rows_of_text(&text))
}

/// Name, code, value, unit, range, mark and doubts of each line, for reading in a test.
fn lines(paper: &Paper) -> Vec<String> {
    paper
        .lines
        .iter()
        .map(|l| {
            let doubts: Vec<&str> = l.doubts.iter().map(|d| d.code()).collect();
            format!(
                "{}|{}|{}{}|{}|{}|{}|{}",
                l.name,
                l.loinc.as_deref().unwrap_or("-"),
                l.comparator.as_deref().unwrap_or_default(),
                l.number.as_deref().unwrap_or(&l.value),
                l.ucum.as_deref().unwrap_or(&l.unit),
                match (&l.low, &l.high) {
                    (None, None) => l.range.clone(),
                    (low, high) => format!(
                        "{}..{}",
                        low.as_deref().unwrap_or_default(),
                        high.as_deref().unwrap_or_default()
                    ),
                },
                l.mark,
                doubts.join(",")
            )
        })
        .collect()
}

#[test]
fn a_chinese_blood_count() {
    let paper = sheet("cn-blood-count.txt");
    assert_eq!(paper.head.names, ["王小明"]);
    assert_eq!(paper.head.institution.as_deref(), Some("和平县人民医院"));
    assert_eq!(paper.date.as_deref(), Some("2024-05-18T07:35"));
    assert_eq!(paper.doubts, []);
    assert_eq!(
        lines(&paper),
        [
            "白细胞计数|26464-8|11.20|10*9/L|3.5..9.5|↑|",
            "中性粒细胞百分比|26511-6|78.1|%|40..75|↑|",
            "红细胞计数|26453-1|4.52|10*12/L|4.3..5.8||",
            "血红蛋白|718-7|128|g/L|130..175|↓|",
            "红细胞压积|20570-8|40.1|%|40..50||",
            "平均红细胞体积|30428-7|88.7|fL|82..100||",
            "血小板计数|26515-7|256|10*9/L|125..350||",
        ]
    );
}

#[test]
fn two_tables_side_by_side_in_full_width_letters() {
    let paper = sheet("cn-two-columns.txt");
    assert_eq!(
        lines(&paper),
        [
            "谷丙转氨酶|1742-6|45|U/L|9..50||",
            "肌酐|14682-9|104|umol/L|57..97|↑|",
            "谷草转氨酶|1920-8|32|U/L|15..40||",
            "尿素氮|-|7.5|mmol/L|3.1..8.0||",
            "总胆红素|14631-6|<3.0|umol/L|..23||",
            "尿酸|14933-6|438|umol/L|208..428|↑|",
        ]
    );
}

#[test]
fn lipids_with_a_short_form_and_ranges_of_one_side() {
    let paper = sheet("cn-lipids.txt");
    assert_eq!(
        lines(&paper),
        [
            "总胆固醇|14647-2|6.05|mmol/L|..5.20|↑|",
            "甘油三酯|14927-8|2.35|mmol/L|..1.70|↑|",
            "高密度脂蛋白胆固醇|14646-4|0.98|mmol/L|1.04..|↓|",
            "低密度脂蛋白胆固醇|22748-8|3.95|mmol/L|..3.37|↑|",
            "空腹血糖|14771-0|7.1|mmol/L|3.9..6.1|↑|",
            "糖化血红蛋白|4548-4|6.9|%|4.0..6.0|↑|",
        ]
    );
}

#[test]
fn urine_gets_no_codes_of_blood() {
    let paper = sheet("cn-urine.txt");
    assert!(
        paper.lines.iter().all(|l| l.loinc.is_none()),
        "{:?}",
        lines(&paper)
    );
    assert_eq!(
        lines(&paper),
        [
            "尿蛋白|-|阴性(-)||阴性||",
            "葡萄糖|-|1+||阴性|↑|",
            "白细胞计数|-|12|/uL|0..10|↑|unit-unusual",
            "比重|-|1.020||1.003..1.030||unit-missing",
        ]
    );
}

#[test]
fn an_american_sheet() {
    let paper = sheet("us-panel.txt");
    assert_eq!(paper.head.names, ["DOE, JANE Q"]);
    assert_eq!(paper.date, None, "05/06 can be read two ways");
    assert_eq!(paper.doubts, [PaperDoubt::DateUnclear]);
    assert_eq!(
        lines(&paper),
        [
            "Glucose|2345-7|108|mg/dL|70..99|High|",
            "BUN|3094-0|14|mg/dL|8..27||",
            "Creatinine|2160-0|0.89|mg/dL|0.57..1.00||",
            "eGFR|69405-9|>59|mL/min/{1.73_m2}|59..||",
            "Potassium|2823-3|5.6|mmol/L|3.5..5.2|High|",
            "CHOLESTEROL, TOTAL|2093-3|212|mg/dL|..200|H|",
            "HEMOGLOBIN A1c|4548-4|5.9|%|..5.7|H|",
            "HIV Screen|-|Non-Reactive||Non-Reactive||",
        ]
    );
}

#[test]
fn a_german_sheet_with_decimal_commas() {
    let paper = sheet("de-labor.txt");
    assert_eq!(paper.date.as_deref(), Some("2024-05-18T08:10"));
    assert_eq!(
        lines(&paper),
        [
            "Natrium|2951-2|139|mmol/L|135..145||",
            "Kalium|2823-3|4.2|mmol/L|3.5..5.1||",
            "Kreatinin|2160-0|1.12|mg/dL|..1.20||",
            "GPT|1742-6|61|U/L|..50|H|",
            "Leukozyten|-|6.4|G/l|4.0..10.0||unit-unknown",
            "TSH|3016-3|1.234|m[IU]/L|0.4..4.0||two-ways",
        ]
    );
}

#[test]
fn a_pasted_table_of_tabs_and_one_without_headings() {
    assert_eq!(
        lines(&sheet("pasted-tabs.tsv")),
        [
            "Glucose|14749-6|5.6|mmol/L|3.9..6.1||",
            "HbA1c|59261-8|41|mmol/mol|20..42||",
            "Ferritin|2276-4|15|ug/L|||",
        ]
    );
    let bare = sheet("no-heading.txt");
    assert_eq!(
        lines(&bare),
        [
            "Glucose|14749-6|5.6|mmol/L|3.9..6.1||no-heading",
            "肌酐|14682-9|88|umol/L|||no-heading",
        ]
    );
}

#[test]
fn what_does_not_agree_is_told() {
    assert_eq!(
        lines(&sheet("doubtful.txt")),
        [
            "葡萄糖|14749-6|56|mmol/L|3.9..6.1|↑|point-lost",
            "肌酐|14682-9|88|umol/L|57..97|↑|mark-against-range",
            "钾|2823-3|6.2|mmol/L|3.5..5.3||mark-missing",
            "钠|-|l40|mmol/L|137..147||not-a-number",
            "血红蛋白|-|130|mmol/L|130..175||unit-unusual",
            "白蛋白|1751-7|42|g/L|40..55||said-twice",
            "白蛋白|1751-7|24|g/L|40..55|↓|said-twice",
            "尿素(GLU)|-|5.1|mmol/L|||name-two-ways",
            "某某因子|-|3.2||||unit-missing",
        ]
    );
}

#[test]
fn hostile_texts_end_and_stay_small() {
    let long = "项目 结果 单位\n".to_owned() + &"葡萄糖 5.6 mmol/L\n".repeat(6_000);
    let paper = read_paper(&rows_of_text(&long));
    assert!(paper.lines.len() <= LINES && paper.doubts.contains(&PaperDoubt::TooLong));
    for text in [
        "",
        "\u{0}\u{202e}\u{1}\u{1}",
        &"a\t".repeat(20_000),
        &"项目  结果\n".repeat(3_000),
        &"(".repeat(10_000),
        &"9".repeat(100_000),
        "项目\t结果\t单位\t参考值\n\t\t\t\n葡萄糖\t\t\t\n",
        "Name:\u{1}Name:\nDOB:::\n:\n",
    ] {
        let paper = read_paper(&rows_of_text(text));
        assert!(paper.lines.len() <= LINES && paper.rest.len() <= REST);
    }
}

#[test]
fn pages_of_several_people_and_days_are_told() {
    let text = "姓名:张三  采样时间:2024-05-18\n项目  结果  单位\n钾  4.1  mmol/L\n\u{c}姓名:李四  采样时间:2024-06-01\n项目  结果  单位\n钾  4.4  mmol/L\n";
    let paper = read_paper(&rows_of_text(text));
    assert_eq!(paper.head.names, ["张三", "李四"]);
    assert_eq!(
        paper.doubts,
        [PaperDoubt::SeveralPeople, PaperDoubt::SeveralDates]
    );
    let dates: Vec<_> = paper.lines.iter().map(|l| l.date.as_deref()).collect();
    assert_eq!(dates, [Some("2024-05-18"), Some("2024-06-01")]);
    assert_eq!(paper.date, None);
}
