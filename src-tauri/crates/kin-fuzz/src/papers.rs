//! Papers: whatever stands on them, drafts keep the digits that are printed, and reading a line again says the same.

use crate::Seed;
use kin_codes::{CodeLimits, words_in_pdf};
use kin_import::{Doubt, TypedLine, read_line, read_paper, rows_of_text, text_of};

const TEXTS: &[&str] = &[
    "和平县人民医院\n姓 名：王小明  性别：男  年龄：61岁\n标本：血清  采样时间：2024-05-18 07:35\n项目  简称  结果  提示  单位  参考区间\n白细胞计数  WBC  11.20  ↑  ×10^9/L  3.5-9.5\n血红蛋白  HGB  128  ↓  g/L  130-175\n",
    "项目  结果  单位  参考值  项目  结果  单位  参考值\n谷丙转氨酶  ４５  Ｕ／Ｌ  9-50  肌酐  104 ↑  μmol/L  57～97\n",
    "Patient Name: DOE, JANE  DOB: 02/03/1950\nDate Collected: 05/06/2024\nTEST\tRESULT\tFLAG\tUNITS\tREFERENCE RANGE\nGlucose\t108\tHigh\tmg/dL\t70-99\nHIV\tNon-Reactive\t\t\tNon-Reactive\n",
    "Untersuchung;Ergebnis;Einheit;Referenzbereich\nKalium;4,2;mmol/l;3,5 - 5,1\nTSH;1,234;mU/l;< OR = 4,0\n",
    "Glucose 5.6 mmol/L 3.9-6.1\n\u{c}尿蛋白  阴性(-)  ±\n",
];

/// A text: limits hold, what is printed stays printed, codes and numbers are only there where nothing speaks against them.
pub(crate) fn text(data: &[u8]) {
    let Some(text) = text_of(data) else { return };
    let rows = rows_of_text(&text);
    let paper = read_paper(&rows);
    assert!(
        paper.lines.len() <= 500 && paper.rest.len() <= 200,
        "limits hold"
    );
    assert_eq!(paper, read_paper(&rows), "the same paper reads the same");
    for (n, line) in (1_u32..).zip(&paper.lines) {
        assert_eq!(line.n, n, "lines are numbered in their order");
        assert!(
            !line.name.is_empty() && !line.value.is_empty(),
            "a line has a name and a value"
        );
        assert!(line.page >= 1 && line.row >= 1, "a line stands somewhere");
        if let Some(number) = &line.number {
            let plain = |c: char| c.is_ascii_digit();
            let digits: String = number.chars().filter(|c| plain(*c)).collect();
            let printed: String = line.value.chars().filter(|c| plain(*c)).collect();
            assert!(printed.contains(&digits), "no digit is made up");
            assert!(
                number.parse::<kin_model::Decimal>().is_ok(),
                "a number is one"
            );
        }
        if line.loinc.is_some() {
            assert!(line.number.is_some(), "a code has a number");
            assert!(
                !line.doubts.contains(&Doubt::UnitUnusual),
                "a code fits its unit"
            );
            assert!(
                line.ucum.is_some() || line.unit.is_empty(),
                "a code has a unit that is known"
            );
        }
        assert!(
            line.comparator.is_none() || line.number.is_some(),
            "a sign stands before a number"
        );
        // Looked at alone, the value is the same.
        let again = read_line(&TypedLine {
            name: line.name.clone(),
            short: line.short.clone(),
            value: line.value.clone(),
            unit: line.unit.clone(),
            range: line.range.clone(),
            mark: line.mark.clone(),
            specimen: None,
        });
        assert_eq!(again.number, line.number, "the same line reads the same");
        assert_eq!(
            again.comparator, line.comparator,
            "the same line reads the same"
        );
    }
}

/// A PDF: rows are in their order, and what they say reads as a paper.
pub(crate) fn pdf(data: &[u8]) {
    let limits = CodeLimits {
        page_bytes: 1 << 20,
        ..CodeLimits::default()
    };
    let Ok(words) = words_in_pdf(data, &limits) else {
        return;
    };
    assert!(words.read <= words.pages, "no more pages than there are");
    let mut before = (0, 0);
    for row in &words.rows {
        assert!(
            row.page >= 1 && row.page <= words.read && row.down <= 1000,
            "a row lies on its page"
        );
        assert!((row.page, 0) >= (before.0, 0), "pages come in their order");
        before = (row.page, row.down);
        for cell in &row.cells {
            assert!(
                cell.left <= cell.right && cell.right <= 1000,
                "a cell lies on its page"
            );
            assert!(!cell.text.trim().is_empty(), "a cell says something");
        }
    }
}

/// Texts to begin with.
pub(crate) fn texts() -> Vec<Seed> {
    TEXTS.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// A PDF of one page.
pub(crate) fn pdfs() -> Vec<Seed> {
    let content = "BT /F1 10 Tf 1 0 0 1 50 700 Tm [(Glu) -20 (cose)] TJ 1 0 0 1 300 700 Tm (5.6) Tj T* (x) ' ET q 1 0 0 1 2 2 cm /Span <</ActualText (y)>> BDC BT /F2 8 Tf 50 600 Td <0001> Tj ET EMC Q";
    let table =
        "1 begincodespacerange <0000><FFFF> endcodespacerange 1 beginbfchar <0001><8840> endbfchar";
    let parts = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 1000/W[1[500] 2 9 700]>>".to_owned(),
        format!("<</Length {}>>stream\n{table}\nendstream", table.len()),
    ];
    let mut file = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (n, part) in (1..).zip(&parts) {
        places.push(file.len());
        file.push_str(&format!("{n} 0 obj\n{part}\nendobj\n"));
    }
    let start = file.len();
    file.push_str(&format!(
        "xref\n0 {}\n0000000000 65535 f \n",
        parts.len() + 1
    ));
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    file.push_str(&format!(
        "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
        parts.len() + 1
    ));
    vec![file.into_bytes()]
}
