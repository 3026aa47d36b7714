//! A spreadsheet as programs write it: dates as numbers with a format, numbers as text, two sheets.

use super::*;
use flate2::{Compression, Crc, write::DeflateEncoder};
use std::io::Write as _;

/// A zip with a directory at its end, as spreadsheets are.
pub(super) fn zip<B: AsRef<[u8]>>(parts: &[(&str, B)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let text = text.as_ref();
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text).unwrap();
        let packed = packed.finish().unwrap();
        let mut crc = Crc::new();
        crc.update(text);
        let mut head = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        head.extend_from_slice(&crc.sum().to_le_bytes());
        head.extend_from_slice(&u32::try_from(packed.len()).unwrap().to_le_bytes());
        head.extend_from_slice(&u32::try_from(text.len()).unwrap().to_le_bytes());
        head.extend_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
        head.extend_from_slice(&[0, 0]);
        let at = u32::try_from(out.len()).unwrap();
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&head);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&head);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let begin = u32::try_from(out.len()).unwrap();
    let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
    let size = u32::try_from(directory.len()).unwrap();
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend_from_slice(&count);
    out.extend_from_slice(&count);
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&begin.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

/// A cell: `=text`, else a number; `@` in front of it is a moment, `#` a day, `%` a time of day.
fn cell(at: &str, value: &str) -> String {
    if let Some(text) = value.strip_prefix('=') {
        return format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    }
    let styled =
        |style: u8, number: &str| format!(r#"<c r="{at}" s="{style}"><v>{number}</v></c>"#);
    match value.split_at_checked(1) {
        Some(("@", number)) => styled(1, number),
        Some(("#", number)) => styled(2, number),
        Some(("%", number)) => styled(3, number),
        _ if value.is_empty() => String::new(),
        _ => styled(0, value),
    }
}

fn sheet(rows: &[&[&str]]) -> String {
    let mut text = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (n, row) in (1..).zip(rows) {
        text.push_str(&format!(r#"<row r="{n}">"#));
        for (column, value) in ('A'..).zip(*row) {
            text.push_str(&cell(&format!("{column}{n}"), value));
        }
        text.push_str("</row>");
    }
    text + "</sheetData></worksheet>"
}

/// ISO/IEC 29500 (Office Open XML), the least of it that is a workbook.
fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const PART: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let (mut names, mut links, mut types) = (String::new(), String::new(), String::new());
    for (n, (name, _)) in (1..).zip(sheets) {
        names.push_str(&format!(
            r#"<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>"#
        ));
        links.push_str(&format!(
            r#"<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        ));
        types.push_str(&format!(
            r#"<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{PART}.worksheet+xml"/>"#
        ));
    }
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{PART}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{PART}.styles+xml"/>{types}</Types>"#
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{names}</sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}/relationships">{links}<Relationship Id="rId99" Type="{REL}/styles" Target="styles.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!(
                r#"<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy/m/d h:mm"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="20"/></cellXfs></styleSheet>"#
            ),
        ),
    ];
    for (n, (_, rows)) in (1..).zip(sheets) {
        parts.push((format!("xl/worksheets/sheet{n}.xml"), sheet(rows)));
    }
    let parts: Vec<(&str, String)> = parts.iter().map(|(n, t)| (n.as_str(), t.clone())).collect();
    zip(&parts)
}

#[test]
fn a_workbook_of_two_sheets_is_read_with_its_dates_and_numbers() {
    // 46207 is 2026-07-04; thirds of a day are eight hours.
    let pressure: &[&[&str]] = &[
        &["=家庭血压记录"],
        &["=测量时间", "=高压", "=低压", "=脉搏", "=备注"],
        &["@46207.333333333336", "=128", "=82", "70", "=早上"],
        &["@46207.836805555555", "131", "85", "=７２", ""],
        &["@46208", "129", "=81 ", "", "=midnight"],
        &["@46208.333333333336", "=2047", "=2047", "", ""],
    ];
    let glucose: &[&[&str]] = &[
        &["=Date", "=Time", "=Glucose (mmol/L)", "=Tags"],
        &["#46207", "%0.33680555555555558", "=6,1", "=Fasting"],
        &["#46208", "%0.5", "7.25", ""],
        &["#46209", "", "=LO", ""],
    ];
    let bytes = book(&[("血压", pressure), ("Sugar", glucose)]);
    assert_eq!(sniff(&bytes), Some(crate::Kind::Sheet));
    let (lines, counts) = facts(&bytes, &[]);
    assert_eq!(
        lines,
        [
            "2026-07-04T08:00:00+02:00 128/82 70",
            "2026-07-04T20:05:00+02:00 131/85 72",
            "2026-07-05T00:00:00+02:00 129/81 ",
            "高压",
            "2026-07-04T08:05:00+02:00 6.1 mmol/L Fasting",
            "2026-07-05T12:00:00+02:00 7.25 mmol/L Unknown",
            "2026-07-06 <2.2 mmol/L 14743-9",
        ]
    );
    assert_eq!(counts["refused device-error"], 1);
    // What is open is asked for each sheet by its name.
    let bare: &[&[&str]] = &[
        &["=Date", "=Glucose"],
        &["#46207", "=110"],
        &["#46208", "98"],
    ];
    let look = looked(&book(&[("A", bare), ("B", bare)]), &[]);
    assert_eq!(keys(&look.questions), ["unit.2", "table2.unit.2"]);
    let names: Vec<&str> = look.questions.iter().map(|q| q.section.as_str()).collect();
    assert_eq!(names, ["A", "B"]);
    // A damaged one is an error, not half a table.
    let cut = &bytes[..bytes.len() / 2];
    let head = &cut[..cut.len().min(HEAD)];
    assert!(look_at(head).is_err());
}

fn look_at(bytes: &[u8]) -> Result<Look, crate::ImportError> {
    look(
        crate::Kind::Sheet,
        bytes,
        &mut std::io::empty(),
        &hints(&[]),
    )
}
