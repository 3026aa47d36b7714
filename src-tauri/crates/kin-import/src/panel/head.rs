//! What stands around the results: whose paper it is, of which day, from where.

use super::dates::dates;
use super::rows::Row;
use super::spell::{is_han, joined};
use serde::{Deserialize, Serialize};

/// What a date on a paper is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOf {
    /// The sample was taken.
    Collected,
    /// The laboratory received it.
    Received,
    /// It was measured.
    Tested,
    /// The report was made.
    Reported,
    /// The paper does not say.
    Unknown,
}

/// A date on a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DateOnPaper {
    /// What it is of.
    pub of: DateOf,
    /// As printed.
    pub text: String,
    /// As it can be read: one way, several, or none.
    pub ways: Vec<String>,
}

/// What stands around the results.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// Names of patients as printed; more than one where pages are of different people.
    pub names: Vec<String>,
    /// Sex as printed.
    pub sex: Option<String>,
    /// Birth date as printed, and the ways it can be read.
    pub born: Option<DateOnPaper>,
    /// Age as printed.
    pub age: Option<String>,
    /// Hospital or laboratory as printed.
    pub institution: Option<String>,
    /// Department as printed.
    pub department: Option<String>,
    /// What the sample is, as printed.
    pub specimen: Option<String>,
    /// The dates, each once.
    pub dates: Vec<DateOnPaper>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Name,
    Sex,
    Age,
    Born,
    Department,
    Specimen,
    Date(DateOf),
    Institution,
    /// Ends the value before it.
    Other,
}

/// Labels, the longer before the shorter.
///
/// # Source
/// Heads of routine sheets: mainland China, LabCorp, Quest Diagnostics, German laboratories.
const LABELS: &[(&str, Label)] = &[
    ("标本采集时间", Label::Date(DateOf::Collected)),
    ("采样时间", Label::Date(DateOf::Collected)),
    ("采集时间", Label::Date(DateOf::Collected)),
    ("采血时间", Label::Date(DateOf::Collected)),
    ("采样日期", Label::Date(DateOf::Collected)),
    ("采集日期", Label::Date(DateOf::Collected)),
    ("采血日期", Label::Date(DateOf::Collected)),
    ("标本接收时间", Label::Date(DateOf::Received)),
    ("接收时间", Label::Date(DateOf::Received)),
    ("收样时间", Label::Date(DateOf::Received)),
    ("收到时间", Label::Date(DateOf::Received)),
    ("送检日期", Label::Date(DateOf::Received)),
    ("送检时间", Label::Date(DateOf::Received)),
    ("检验时间", Label::Date(DateOf::Tested)),
    ("检验日期", Label::Date(DateOf::Tested)),
    ("检测时间", Label::Date(DateOf::Tested)),
    ("检测日期", Label::Date(DateOf::Tested)),
    ("报告时间", Label::Date(DateOf::Reported)),
    ("报告日期", Label::Date(DateOf::Reported)),
    ("审核时间", Label::Date(DateOf::Reported)),
    ("审核日期", Label::Date(DateOf::Reported)),
    ("打印时间", Label::Other),
    ("打印日期", Label::Other),
    ("出生日期", Label::Born),
    ("出生年月", Label::Born),
    ("患者姓名", Label::Name),
    ("病人姓名", Label::Name),
    ("姓名", Label::Name),
    ("性别", Label::Sex),
    ("年龄", Label::Age),
    ("送检科室", Label::Department),
    ("申请科室", Label::Department),
    ("科室", Label::Department),
    ("科别", Label::Department),
    ("标本类型", Label::Specimen),
    ("标本种类", Label::Specimen),
    ("样本类型", Label::Specimen),
    ("样本种类", Label::Specimen),
    ("标本", Label::Specimen),
    ("样本", Label::Specimen),
    ("医疗机构", Label::Institution),
    ("检验机构", Label::Institution),
    ("送检医院", Label::Other),
    ("送检医生", Label::Other),
    ("申请医生", Label::Other),
    ("临床诊断", Label::Other),
    ("门诊号", Label::Other),
    ("住院号", Label::Other),
    ("病历号", Label::Other),
    ("病案号", Label::Other),
    ("床号", Label::Other),
    ("病区", Label::Other),
    ("样本号", Label::Other),
    ("标本号", Label::Other),
    ("条码号", Label::Other),
    ("条码", Label::Other),
    ("检验者", Label::Other),
    ("审核者", Label::Other),
    ("检验者", Label::Other),
    ("备注", Label::Other),
    ("诊断", Label::Other),
    ("date collected", Label::Date(DateOf::Collected)),
    ("collection date", Label::Date(DateOf::Collected)),
    ("collected", Label::Date(DateOf::Collected)),
    ("abnahmedatum", Label::Date(DateOf::Collected)),
    ("entnahmedatum", Label::Date(DateOf::Collected)),
    ("entnahme", Label::Date(DateOf::Collected)),
    ("abnahme", Label::Date(DateOf::Collected)),
    ("date received", Label::Date(DateOf::Received)),
    ("received", Label::Date(DateOf::Received)),
    ("eingang", Label::Date(DateOf::Received)),
    ("date reported", Label::Date(DateOf::Reported)),
    ("report date", Label::Date(DateOf::Reported)),
    ("reported", Label::Date(DateOf::Reported)),
    ("befunddatum", Label::Date(DateOf::Reported)),
    ("date entered", Label::Other),
    ("date of birth", Label::Born),
    ("birth date", Label::Born),
    ("geburtsdatum", Label::Born),
    ("geb.", Label::Born),
    ("dob", Label::Born),
    ("patient name", Label::Name),
    ("patient", Label::Name),
    ("name", Label::Name),
    ("gender", Label::Sex),
    ("geschlecht", Label::Sex),
    ("sex", Label::Sex),
    ("age", Label::Age),
    ("alter", Label::Age),
    ("specimen type", Label::Specimen),
    ("sample type", Label::Specimen),
    ("specimen", Label::Specimen),
    ("material", Label::Specimen),
    ("performing laboratory", Label::Institution),
    ("performing lab", Label::Institution),
    ("laboratory", Label::Institution),
    ("specimen id", Label::Other),
    ("patient id", Label::Other),
    ("account", Label::Other),
    ("physician", Label::Other),
    ("ordering", Label::Other),
    ("phone", Label::Other),
    ("fasting", Label::Other),
];

/// Words that end or hold the name of a place that makes reports.
const PLACES: [&str; 7] = [
    "卫生服务中心",
    "卫生院",
    "体检中心",
    "检验中心",
    "检验所",
    "诊所",
    "医院",
];
const PLACES_LATIN: [&str; 10] = [
    "hospital",
    "clinic",
    "laboratory",
    "laboratories",
    "labcorp",
    "quest diagnostics",
    "klinikum",
    "krankenhaus",
    "laborpraxis",
    "medical center",
];

/// A sign that parts the cells of a row.
const CELL: char = '\u{1}';

/// Where a label begins and what it is: at the beginning of a word, with a colon or the end of its cell behind it.
fn labels(row: &str) -> Vec<(usize, usize, Label)> {
    let lower = row.to_ascii_lowercase();
    let mut found: Vec<(usize, usize, Label)> = Vec::new();
    for (text, label) in LABELS {
        let mut from = 0;
        while let Some(at) = lower.get(from..).and_then(|rest| rest.find(text)) {
            let (begin, end) = (from + at, from + at + text.len());
            from = end;
            if found.iter().any(|(b, e, _)| begin < *e && *b < end) {
                continue;
            }
            let before = lower.get(..begin).and_then(|s| s.chars().next_back());
            let behind = lower.get(end..).unwrap_or_default();
            let latin = text.is_ascii();
            let begins = before.is_none_or(|c| !c.is_alphanumeric() || (!latin && !is_han(c)));
            let trimmed = behind.trim_start_matches(' ');
            let ends = trimmed.starts_with(':')
                || (!latin && (trimmed.starts_with(CELL) || trimmed.is_empty()));
            // German sheets write `geb. 01.02.1950`.
            if begins && (ends || *text == "geb.") {
                let colon = behind.len() - trimmed.len() + usize::from(trimmed.starts_with(':'));
                found.push((begin, end + colon, *label));
            }
        }
    }
    found.sort_by_key(|(begin, ..)| *begin);
    found
}

impl Head {
    /// Takes what a row says; gives the labels that were found.
    pub(super) fn take(&mut self, row: &Row) -> bool {
        let cells: Vec<&str> = row.cells.iter().map(|c| c.text.as_str()).collect();
        let text = joined(&cells.join(&CELL.to_string()));
        let labels = labels(&text);
        for (at, (_, from, label)) in labels.iter().enumerate() {
            let to = labels.get(at + 1).map_or(text.len(), |(begin, ..)| *begin);
            let value = text.get(*from..to).unwrap_or_default();
            let value = value.trim_start_matches([CELL, ' ', ':']);
            let value = value.split(CELL).next().unwrap_or_default().trim();
            if !value.is_empty() && value.chars().count() <= 100 {
                self.put(*label, value);
            }
        }
        if self.institution.is_none() && row.page == 1 && row.row <= 12 {
            self.institution = row.cells.iter().find_map(|cell| place(&cell.text));
        }
        !labels.is_empty()
    }

    fn put(&mut self, label: Label, value: &str) {
        let first = |slot: &mut Option<String>, value: &str| {
            if slot.is_none() {
                *slot = Some(value.to_owned());
            }
        };
        match label {
            Label::Name => {
                let name = value.to_owned();
                if !self.names.contains(&name) && self.names.len() < 20 {
                    self.names.push(name);
                }
            }
            Label::Sex => first(&mut self.sex, value.split(' ').next().unwrap_or_default()),
            Label::Age => first(&mut self.age, value),
            Label::Department => first(&mut self.department, value),
            Label::Specimen => first(&mut self.specimen, value),
            Label::Institution => first(&mut self.institution, value),
            Label::Born if self.born.is_none() => {
                self.born = Some(DateOnPaper {
                    of: DateOf::Unknown,
                    text: value.to_owned(),
                    ways: dates(value),
                });
            }
            Label::Date(of) => {
                let date = DateOnPaper {
                    of,
                    text: value.to_owned(),
                    ways: dates(value),
                };
                if !self.dates.contains(&date) && self.dates.len() < 50 {
                    self.dates.push(date);
                }
            }
            Label::Born | Label::Other => {}
        }
    }

    /// The moment at which the sample was taken, where the paper says it once and clearly.
    pub(super) fn collected(&self) -> Option<&str> {
        let mut all = self
            .dates
            .iter()
            .filter(|date| date.of == DateOf::Collected);
        let one = all.next()?;
        match (all.next(), one.ways.as_slice()) {
            (None, [way]) => Some(way),
            _ => None,
        }
    }

    /// Whether the sample is none of blood, as far as the paper says what it is.
    pub(super) fn is_of_blood(&self) -> Option<bool> {
        let specimen = self.specimen.as_deref()?.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|w| specimen.contains(w));
        if has(&[
            "尿",
            "粪",
            "便",
            "脑脊液",
            "胸水",
            "腹水",
            "积液",
            "痰",
            "唾液",
            "urine",
            "urin",
            "stool",
            "csf",
            "fluid",
            "saliva",
            "liquor",
        ]) {
            return Some(false);
        }
        has(&["血", "blood", "serum", "plasma", "edta", "blut", "citrat"]).then_some(true)
    }
}

/// The name of a hospital or laboratory in a heading.
fn place(text: &str) -> Option<String> {
    let text = joined(text);
    if text.contains(':') || text.chars().count() > 60 {
        return None;
    }
    for word in PLACES {
        if let Some(at) = text.find(word) {
            let name = text.get(..at + word.len())?;
            return (name.chars().count() > word.chars().count()).then(|| name.trim().to_owned());
        }
    }
    let lower = text.to_lowercase();
    PLACES_LATIN
        .iter()
        .any(|word| lower.contains(word))
        .then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::rows_of_text;
    use super::*;

    fn head(text: &str) -> Head {
        let mut head = Head::default();
        for row in rows_of_text(text) {
            head.take(&row.spelled());
        }
        head
    }

    #[test]
    fn heads_of_chinese_american_and_german_sheets() {
        let one = head(
            "        和平县人民医院检验报告单\n姓 名：王小明  性别：男  年龄：61岁  科室：心内科\n标本类型：血清   采样时间：2024-05-18 07:35  报告时间:2024-05-18 10:02\n",
        );
        assert_eq!(one.names, ["王小明"]);
        assert_eq!(
            (one.sex.as_deref(), one.age.as_deref()),
            (Some("男"), Some("61岁"))
        );
        assert_eq!(one.institution.as_deref(), Some("和平县人民医院"));
        assert_eq!(one.collected(), Some("2024-05-18T07:35"));
        assert_eq!(one.dates.len(), 2);
        assert_eq!(one.is_of_blood(), Some(true));

        let two = head(
            "Valley Regional Laboratory\nPatient Name: DOE, JANE    DOB: 02/03/1950   Sex: F\nDate Collected: 05/06/2024   Date Reported: 05/07/2024\n",
        );
        assert_eq!(two.names, ["DOE, JANE"]);
        assert_eq!(two.born.unwrap().ways, ["1950-02-03", "1950-03-02"]);
        assert_eq!(two.dates[0].ways, ["2024-05-06", "2024-06-05"]);

        let three = head(
            "Name: Erika Muster   geb. 02.03.1950\nEntnahme: 18.05.2024 08:10   Material: Serum\n",
        );
        assert_eq!(three.born.as_ref().unwrap().ways, ["1950-03-02"]);
        assert_eq!(three.collected(), Some("2024-05-18T08:10"));
        assert_eq!(
            head("TEST NAME   RESULT\n项目名称   结果\n"),
            Head::default()
        );
    }
}
