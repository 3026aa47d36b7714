//! Summaries made by hand: a full one, an empty one, a huge one. All invented.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "shared by tests and the example, each of which uses a part"
)]

use kin_model::standing::{HomeReadings, OpenConflict, Picture, PicturePoint};
use kin_model::summary::{
    EntryIdText, Nothing, Row, Section, SourceMark, Summary, SummaryLanguage, SummarySection,
};
use kin_model::visit::{Change, ChangeKind, VisitKind};
use kin_model::{
    Abnormal, CodedText, Coding, Contact, Kind, Narrative, Node, PartialDate, PersonDetails,
    PersonName, Sex, StatusClass, system,
};

/// A date from its FHIR text.
pub fn date(text: &str) -> PartialDate {
    text.parse().unwrap()
}

/// A row with a title in both languages.
pub fn row(kind: Kind, en: &str, zh: &str) -> Row {
    Row {
        entry: EntryIdText(format!("{en}{zh}")),
        kind,
        title_en: en.to_owned(),
        title_zh: zh.to_owned(),
        untranslated: false,
        noted: None,
        code: CodedText::default(),
        date: None,
        end: None,
        value: None,
        unit: None,
        range: None,
        abnormal: Abnormal::No,
        status: None,
        status_class: StatusClass::Current,
        note: None,
        aside: None,
        sources: vec![source('H', "Central Hospital 市中心医院")],
    }
}

/// A source.
pub fn source(letter: char, label: &str) -> SourceMark {
    SourceMark {
        letter,
        label: label.to_owned(),
        brought: "2026-11-20".parse().ok(),
    }
}

fn coded(mut row: Row, system: &str, code: &str) -> Row {
    row.code.codings.push(Coding {
        system: system.to_owned(),
        code: code.to_owned(),
        display: None,
    });
    row
}

fn section(section: Section, rows: Vec<Row>) -> SummarySection {
    let nothing = rows.is_empty().then_some(Nothing::NoInformation);
    SummarySection {
        section,
        rows,
        nothing,
        left_off: 0,
    }
}

fn dated(kind: Kind, en: &str, zh: &str, day: &str, status: (&str, StatusClass)) -> Row {
    Row {
        date: Some(date(day)),
        status: Some(status.0.to_owned()),
        status_class: status.1,
        ..row(kind, en, zh)
    }
}

const ACTIVE: (&str, StatusClass) = ("active", StatusClass::Current);
const DONE: (&str, StatusClass) = ("completed", StatusClass::Past);

fn medicine(en: &str, zh: &str, day: &str, note: &str) -> Row {
    Row {
        note: Some(note.to_owned()),
        ..dated(Kind::Medication, en, zh, day, ACTIVE)
    }
}

fn result(
    names: (&str, &str, &str),
    unit: &str,
    range: &str,
    values: &[(&str, &str, Abnormal)],
    label: &str,
) -> Vec<Row> {
    values
        .iter()
        .rev()
        .map(|(day, value, abnormal)| {
            let base = dated(
                Kind::Result,
                names.0,
                names.1,
                day,
                ("final", StatusClass::Past),
            );
            coded(
                Row {
                    entry: EntryIdText(format!("{}{day}", names.2)),
                    value: Some((*value).to_owned()),
                    unit: Some(unit.to_owned()),
                    range: Some(range.to_owned()),
                    abnormal: *abnormal,
                    sources: vec![source('H', label)],
                    ..base
                },
                system::LOINC,
                names.2,
            )
        })
        .collect()
}

fn vital(en: &str, zh: &str, loinc: &str, day: &str, value: &str, unit: &str) -> Row {
    coded(
        Row {
            value: Some(value.to_owned()),
            unit: Some(unit.to_owned()),
            sources: vec![source('D', "Omron HEM-7600T")],
            ..dated(Kind::VitalSign, en, zh, day, ("final", StatusClass::Past))
        },
        system::LOINC,
        loinc,
    )
}

fn vitals() -> Vec<Row> {
    let pressures = [
        "131/84", "138/82", "134/86", "142/88", "136/81", "133/79", "139/85", "128/80", "134/83",
        "131/82", "137/84", "129/78", "135/86", "132/81",
    ];
    let mut rows: Vec<Row> = pressures
        .iter()
        .enumerate()
        .map(|(n, value)| {
            let day = format!("2026-05-{:02}T07:{:02}:00+08:00", 6 + n, 10 + n);
            vital("Blood pressure", "血压", "85354-9", &day, value, "mm[Hg]")
        })
        .rev()
        .collect();
    rows.push(vital(
        "Pulse",
        "脉搏",
        "8867-4",
        "2026-05-19T07:23:00+08:00",
        "72",
        "/min",
    ));
    rows.push(vital(
        "Body weight",
        "体重",
        "29463-7",
        "2026-05-18",
        "63.4",
        "kg",
    ));
    rows.push(vital(
        "Glucose, fasting",
        "空腹血糖",
        "14771-0",
        "2026-05-19",
        "6.6",
        "mmol/L",
    ));
    rows.push(vital(
        "Oxygen saturation",
        "血氧饱和度",
        "59408-5",
        "2026-05-10",
        "97",
        "%",
    ));
    rows
}

fn results() -> Vec<Row> {
    use Abnormal::{High, Low, No};
    let days = ["2025-05-14", "2025-11-20", "2026-02-18", "2026-05-12"];
    let all =
        |values: [(&'static str, Abnormal); 4]| -> Vec<(&'static str, &'static str, Abnormal)> {
            days.iter()
                .zip(values)
                .filter(|(_, v)| !v.0.is_empty())
                .map(|(d, v)| (*d, v.0, v.1))
                .collect()
        };
    let (one, two) = (
        "Central Hospital 市中心医院",
        "Second People’s Hospital 第二人民医院",
    );
    let mut rows = Vec::new();
    rows.extend(result(
        ("Creatinine", "肌酐", "14682-9"),
        "umol/L",
        "41–81",
        &all([("88", High), ("96", High), ("104", High), ("118", High)]),
        two,
    ));
    rows.extend(result(
        ("eGFR (CKD-EPI)", "估算肾小球滤过率", "98979-8"),
        "mL/min/1.73 m²",
        "> 60",
        &all([("58", Low), ("53", Low), ("48", Low), ("41", Low)]),
        two,
    ));
    rows.extend(result(
        ("Hemoglobin A1c", "糖化血红蛋白", "4548-4"),
        "%",
        "4.0–6.0",
        &all([("7.4", High), ("7.2", High), ("", No), ("7.1", High)]),
        one,
    ));
    rows.extend(result(
        ("Urine albumin/creatinine", "尿白蛋白肌酐比", "9318-7"),
        "mg/g",
        "< 30",
        &all([("", No), ("64", High), ("", No), ("180", High)]),
        two,
    ));
    rows.extend(result(
        ("Potassium", "钾", "2823-3"),
        "mmol/L",
        "3.5–5.3",
        &all([("4.4", No), ("4.6", No), ("", No), ("4.9", No)]),
        one,
    ));
    rows.extend(result(
        ("LDL cholesterol", "低密度脂蛋白胆固醇", "22748-8"),
        "mmol/L",
        "< 3.4",
        &all([("3.9", High), ("", No), ("", No), ("2.6", No)]),
        one,
    ));
    rows
}

/// A full record of a 72-year-old, for a referral.
pub fn rich(language: SummaryLanguage) -> Summary {
    let zh = language == SummaryLanguage::ZhCn;
    let both = language == SummaryLanguage::Both;
    let say = |en: &str, cn: &str| {
        if both {
            format!("{en} {cn}")
        } else if zh {
            cn.to_owned()
        } else {
            en.to_owned()
        }
    };
    let allergies = vec![
        Row {
            note: Some(say("rash, whole body", "全身皮疹")),
            ..dated(Kind::Allergy, "Penicillin", "青霉素", "2019", ACTIVE)
        },
        Row {
            note: Some(say("swelling of the lips", "口唇肿胀")),
            sources: vec![source('P', "Li Hua 李华")],
            ..dated(Kind::Allergy, "Peanut", "花生", "1998", ACTIVE)
        },
    ];
    let problems = vec![
        coded(
            dated(Kind::Condition, "Hypertension", "高血压", "2011", ACTIVE),
            system::ICD10,
            "I10",
        ),
        coded(
            dated(
                Kind::Condition,
                "Type 2 diabetes mellitus",
                "2型糖尿病",
                "2015-03",
                ACTIVE,
            ),
            system::ICD10,
            "E11.9",
        ),
        coded(
            dated(
                Kind::Condition,
                "Chronic kidney disease stage 3a",
                "慢性肾脏病3a期",
                "2023-06-02",
                ACTIVE,
            ),
            system::ICD10,
            "N18.3",
        ),
        Row {
            untranslated: true,
            title_en: "颈椎病（神经根型）".to_owned(),
            sources: vec![source('H', "Second People’s Hospital 第二人民医院")],
            ..dated(Kind::Condition, "", "颈椎病（神经根型）", "2024-09", ACTIVE)
        },
    ];
    let mut amlodipine = medicine("Amlodipine 5 mg", "氨氯地平 5 mg", "2026-04-20", "1–0–0");
    amlodipine.sources.push(source('C', "Li Na 李娜"));
    let medicines = vec![
        medicine("Metformin 500 mg", "二甲双胍 500 mg", "2015-04", "1–0–1"),
        amlodipine,
        medicine("Atorvastatin 20 mg", "阿托伐他汀 20 mg", "2022-01", "0–0–1"),
        medicine("Valsartan 80 mg", "缬沙坦 80 mg", "2018", "1–0–0"),
        Row {
            end: Some(date("2026-04-20")),
            status: Some("stopped".to_owned()),
            status_class: StatusClass::Past,
            ..medicine(
                "Hydrochlorothiazide 12.5 mg",
                "氢氯噻嗪 12.5 mg",
                "2020-02",
                "1–0–0",
            )
        },
    ];
    let mut sections = vec![
        section(Section::Allergies, allergies),
        section(Section::Problems, problems),
        section(Section::Medications, medicines),
        section(Section::VitalSigns, vitals()),
        section(Section::Results, results()),
        section(
            Section::Immunizations,
            vec![
                dated(
                    Kind::Immunization,
                    "Influenza, inactivated",
                    "流感疫苗（灭活）",
                    "2025-10-11",
                    DONE,
                ),
                dated(
                    Kind::Immunization,
                    "Pneumococcal polysaccharide (PPSV23)",
                    "23价肺炎球菌多糖疫苗",
                    "2021-11-02",
                    DONE,
                ),
            ],
        ),
        section(
            Section::Procedures,
            vec![Row {
                sources: vec![source('P', "Li Hua 李华")],
                ..dated(
                    Kind::Procedure,
                    "Cholecystectomy",
                    "胆囊切除术",
                    "2008",
                    DONE,
                )
            }],
        ),
        section(
            Section::PastProblems,
            vec![dated(
                Kind::Condition,
                "Pneumonia",
                "肺炎",
                "2017-01",
                ("resolved", StatusClass::Past),
            )],
        ),
        section(Section::Devices, Vec::new()),
        section(
            Section::SocialHistory,
            vec![dated(
                Kind::SocialHistory,
                "Never smoked",
                "从不吸烟",
                "2026-05-19",
                ("final", StatusClass::Current),
            )],
        ),
        section(Section::Plan, Vec::new()),
        section(
            Section::Visits,
            vec![
                dated(
                    Kind::Visit,
                    "Outpatient visit, cardiology",
                    "心内科门诊",
                    "2026-04-20T09:30:00+08:00",
                    ("finished", StatusClass::Past),
                ),
                dated(
                    Kind::Visit,
                    "Inpatient stay, respiratory medicine",
                    "呼吸科住院",
                    "2017-01-08",
                    ("finished", StatusClass::Past),
                ),
            ],
        ),
    ];
    sections.push(SummarySection {
        section: Section::FamilyHistory,
        rows: Vec::new(),
        nothing: Some(Nothing::LeftOut),
        left_off: 0,
    });
    let text = say(
        "I walk half an hour every morning. In the evening my ankles are swollen since the new tablet.",
        "我每天早上走半小时。换了新药以后，傍晚脚踝会肿。",
    );
    Summary {
        person: PersonDetails {
            name: PersonName {
                text: "Li Hua".to_owned(),
                ..PersonName::default()
            },
            other_names: vec![PersonName {
                text: "李华".to_owned(),
                ..PersonName::default()
            }],
            born: Some(date("1954-03-18")),
            sex: Sex::Female,
            relation: "mother".to_owned(),
            colour: "plum".to_owned(),
            phone: "138 0000 0000".to_owned(),
            identifiers: Vec::new(),
            contacts: Vec::new(),
            doctor: None,
        },
        made: date("2026-05-20"),
        age: Some(72),
        language,
        reason: say(
            "Kidney value rising for a year; ankles swollen in the evening.",
            "肾功能指标一年来升高，傍晚脚踝肿。",
        ),
        questions: vec![
            say("Must metformin be changed?", "二甲双胍需要调整吗？"),
            say("Is the swelling from amlodipine?", "脚肿与氨氯地平有关吗？"),
        ],
        since: Some(date("2026-03-03")),
        sections,
        story: Some(Narrative {
            nodes: vec![Node::Text { text }],
            cut: false,
        }),
        source_count: 5,
        visit: kin_model::visit::VisitKind::default(),
        specialty: None,
        changes: Vec::new(),
        compared_with: None,
        home: Vec::new(),
        conflicts: Vec::new(),
    }
}

/// A record that holds nothing yet.
pub fn empty(language: SummaryLanguage) -> Summary {
    let mut summary = rich(language);
    summary.person.other_names.clear();
    summary.person.phone.clear();
    summary.person.born = None;
    summary.age = None;
    summary.person.sex = Sex::Unknown;
    summary.reason.clear();
    summary.questions.clear();
    summary.since = None;
    summary.story = None;
    summary.source_count = 1;
    summary.sections = [
        Section::Allergies,
        Section::Problems,
        Section::Medications,
        Section::Immunizations,
        Section::Results,
        Section::Procedures,
        Section::Devices,
    ]
    .into_iter()
    .map(|s| section(s, Vec::new()))
    .collect();
    summary
}

/// `rows` rows in every section, with long words, long notes and many sources.
pub fn huge(language: SummaryLanguage, rows: usize) -> Summary {
    let mut summary = rich(language);
    for section in &mut summary.sections {
        let Some(model) = section.rows.first().cloned() else {
            continue;
        };
        section.rows = (0..rows)
            .map(|n| Row {
                entry: EntryIdText(n.to_string()),
                title_en: format!(
                    "{} number {n} with a name that goes on for quite a while",
                    model.title_en
                ),
                title_zh: format!(
                    "{}第{n}条，名称相当长以便检验换行的规则（包括括号）",
                    model.title_zh
                ),
                note: Some(if n % 7 == 0 {
                    "N-acetyl-".repeat(20)
                } else {
                    "taken after meals; 饭后服用，避免与葡萄柚同服。".to_owned()
                }),
                date: Some(date(&format!(
                    "20{:02}-{:02}-{:02}",
                    n % 26,
                    n % 12 + 1,
                    n % 28 + 1
                ))),
                sources: vec![
                    source('H', &format!("Hospital {} 医院", n % 9)),
                    source('P', "Li Hua"),
                ],
                code: CodedText::default(),
                ..model.clone()
            })
            .collect();
    }
    summary
}

fn contact(name: &str, relation: &str, phone: &str) -> Contact {
    Contact {
        name: name.to_owned(),
        relation: relation.to_owned(),
        phone: phone.to_owned(),
    }
}

/// A week of blood pressures as a picture.
pub fn picture() -> Picture {
    let monday = 1_778_457_600;
    Picture {
        unit: "mmHg".to_owned(),
        points: (0..24)
            .map(|n| PicturePoint {
                at: monday + n * 25_200,
                first: 128_000 + (n * 7 % 13) * 1_000,
                second: Some(79_000 + (n * 5 % 9) * 1_000),
            })
            .collect(),
        limits: vec![135_000, 85_000],
        target: None,
        from: Some(date("2026-05-11")),
        until: Some(date("2026-05-17")),
    }
}

/// Readings at home as they are computed.
pub fn home() -> Vec<HomeReadings> {
    let lines = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter()
            .map(|(en, zh)| ((*en).to_owned(), (*zh).to_owned()))
            .collect()
    };
    vec![
        HomeReadings {
            series: "blood-pressure".to_owned(),
            method_en: "Method: Chinese guideline on home blood pressure 2019, first 1 day not counted; limits: Chinese hypertension guideline 2024".to_owned(),
            method_zh: "方法：中国家庭血压监测指南 2019，前 1 天不计；界值：中国高血压防治指南 2024".to_owned(),
            lines: lines(&[
                ("134.2/83.1 mmHg", "134.2/83.1 mmHg"),
                (
                    "mean of 24 readings on 7 days, 11 May 2026 – 17 May 2026",
                    "7 天 24 次测量的均值，2026年5月11日 – 2026年5月17日",
                ),
                ("morning 137.1/85.0 · evening 131.3/81.2", "早 137.1/85.0 · 晚 131.3/81.2"),
                (
                    "Below the limit for high blood pressure at home (135/85)",
                    "低于家庭高血压界值（135/85）",
                ),
            ]),
            entries: Vec::new(),
            sources: vec![source('D', "Omron HEM-7600T")],
            picture: Some(picture()),
        },
        HomeReadings {
            series: "glucose".to_owned(),
            method_en: "Method: ranges of International consensus on time in range 2019, adults".to_owned(),
            method_zh: "方法：血糖目标范围内时间国际共识 2019，成人".to_owned(),
            lines: lines(&[
                (
                    "71.1 % of readings 3.9–10.0 mmol/L",
                    "71.1 % 的测量在 3.9–10.0 mmol/L",
                ),
                (
                    "38 readings on 14 days, 6 May 2026 – 19 May 2026",
                    "14 天 38 次测量，2026年5月6日 – 2026年5月19日",
                ),
                (
                    "mean 7.12 mmol/L · lowest 4.1 · highest 12.8",
                    "均值 7.12 mmol/L · 最低 4.1 · 最高 12.8",
                ),
            ]),
            entries: Vec::new(),
            sources: vec![source('P', "Li Hua 李华")],
            picture: Some(Picture {
                unit: "mmol/L".to_owned(),
                points: picture()
                    .points
                    .iter()
                    .map(|p| PicturePoint {
                        first: p.first / 18,
                        second: None,
                        ..*p
                    })
                    .collect(),
                limits: Vec::new(),
                target: Some((3_900, 10_000)),
                ..picture()
            }),
        },
    ]
}

/// [`rich`] with everything that page one can say.
pub fn full(language: SummaryLanguage) -> Summary {
    let mut summary = rich(language);
    let both = language == SummaryLanguage::Both;
    let zh = language == SummaryLanguage::ZhCn;
    summary.person.contacts = vec![contact("Li Na", "daughter", "139 0000 0001")];
    summary.person.doctor = Some(contact("Dr Wang, Riverside Practice", "", "010 0000 0002"));
    summary.visit = VisitKind::Referral;
    summary.specialty = Some("nephrology".to_owned());
    summary.compared_with = Some(date("2026-03-03"));
    let rows = |summary: &Summary, section: Section| -> Vec<Row> {
        let found = summary.sections.iter().find(|s| s.section == section);
        found.map_or_else(Vec::new, |s| s.rows.clone())
    };
    let medicines = rows(&summary, Section::Medications);
    let results = rows(&summary, Section::Results);
    let entry = |rows: &[Row], n: usize| rows[n].entry.clone();
    let change = |kind, row: &Row, from: &str, to: &str, unit: &str| Change {
        kind,
        entry: Some(row.entry.clone()),
        title_en: row.title_en.clone(),
        title_zh: row.title_zh.clone(),
        from: Some(from.to_owned()).filter(|t| !t.is_empty()),
        to: Some(to.to_owned()).filter(|t| !t.is_empty()),
        unit: Some(unit.to_owned()).filter(|t| !t.is_empty()),
        date: row.end.or(row.date),
        sources: row.sources.clone(),
    };
    summary.changes = vec![
        change(
            ChangeKind::MedicineChanged,
            &medicines[1],
            "10 mg",
            "5 mg",
            "",
        ),
        change(ChangeKind::MedicineStopped, &medicines[4], "", "", ""),
        change(ChangeKind::ResultMoved, &results[0], "104", "118", "umol/L"),
    ];
    summary.home = home();
    summary.home.push(HomeReadings {
        series: "medicine".to_owned(),
        method_en: String::new(),
        method_zh: String::new(),
        lines: vec![(
            "30 days: taken 55 of 60 planned; left out 2, nothing noted 3".to_owned(),
            "近 30 天：计划 60 次，已用 55 次；未用 2 次，未记录 3 次".to_owned(),
        )],
        entries: vec![entry(&medicines, 0)],
        sources: vec![source('P', "Li Hua 李华")],
        picture: None,
    });
    let mut ten = medicines[1].clone();
    ten.entry = EntryIdText("amlodipine-10".to_owned());
    ten.title_en = "Amlodipine 10 mg".to_owned();
    ten.title_zh = "氨氯地平 10 mg".to_owned();
    ten.sources = vec![source('H', "Second People’s Hospital 第二人民医院")];
    summary.conflicts = vec![OpenConflict {
        text_en: "Two doses of one medicine: Amlodipine 5 mg, 1–0–0 / Amlodipine 10 mg, 1–0–0"
            .to_owned(),
        text_zh: "同一药物有两种剂量：氨氯地平 5 mg，1–0–0 / 氨氯地平 10 mg，1–0–0".to_owned(),
        entries: vec![entry(&medicines, 1), ten.entry.clone()],
        sources: medicines[1]
            .sources
            .iter()
            .chain(&ten.sources)
            .cloned()
            .collect(),
    }];
    let severe = if both {
        "; severe 重度"
    } else if zh {
        "；重度"
    } else {
        "; severe"
    };
    let past = ("final", StatusClass::Past);
    for section in &mut summary.sections {
        match section.section {
            Section::Allergies => {
                if let Some(note) = section.rows[0].note.as_mut() {
                    note.push_str(severe);
                }
            }
            Section::Medications => section.rows.insert(2, ten.clone()),
            Section::Devices => {
                section.rows = vec![dated(
                    Kind::Device,
                    "Cardiac pacemaker",
                    "心脏起搏器",
                    "2019-06-03",
                    ACTIVE,
                )];
                section.nothing = None;
            }
            Section::FamilyHistory => {
                section.rows = vec![Row {
                    note: Some("mother".to_owned()),
                    ..dated(Kind::FamilyHistory, "Stroke", "脑卒中", "2020", past)
                }];
                section.nothing = None;
            }
            _ => {}
        }
    }
    let wish = dated(
        Kind::AdvanceDirective,
        "Advance decision",
        "预立医疗指示",
        "2024-02-01",
        ACTIVE,
    );
    summary
        .sections
        .push(section(Section::AdvanceDirectives, vec![wish]));
    let letter = dated(
        Kind::Document,
        "Discharge letter",
        "出院小结",
        "2017-01-20",
        ("current", StatusClass::Current),
    );
    summary
        .sections
        .push(section(Section::Documents, vec![letter]));
    summary
}
