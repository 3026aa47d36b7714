//! Prints sample summaries for looking at: `cargo run -p kin-print --example sample -- FOLDER`.

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/common/torture.rs"]
mod torture;

use kin_i18n::Lang;
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};
use kin_print::{
    Paper, PrintOptions, print_recovery_sheet, print_summary, summary_html, summary_text,
};
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

#[expect(clippy::print_stdout, reason = "an example tells what it wrote")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    std::fs::create_dir_all(&folder)?;
    for (name, summary, paper) in [
        ("full-both", common::full(Both), Paper::A4),
        ("full-en", common::full(En), Paper::Letter),
        ("full-zh", common::full(ZhCn), Paper::A4),
        ("full-en-a4", common::full(En), Paper::A4),
        ("full-zh-letter", common::full(ZhCn), Paper::Letter),
        ("full-both-letter", common::full(Both), Paper::Letter),
        ("rich-both", common::rich(Both), Paper::A4),
        ("rich-en", common::rich(En), Paper::Letter),
        ("rich-zh", common::rich(ZhCn), Paper::A4),
        ("empty-en", common::empty(En), Paper::A4),
        ("empty-zh", common::empty(ZhCn), Paper::A4),
        ("huge-both", common::huge(Both, 60), Paper::A4),
    ] {
        let start = Instant::now();
        let pdf = print_summary(
            &summary,
            &PrintOptions {
                paper,
                ..PrintOptions::default()
            },
        )?;
        println!("{name}: {} bytes in {:?}", pdf.len(), start.elapsed());
        std::fs::write(folder.join(format!("{name}.pdf")), pdf)?;
    }
    for (language, short) in [(En, "en"), (ZhCn, "zh"), (Both, "both")] {
        for (n, (name, summary)) in torture::torture(language).into_iter().enumerate() {
            let pdf = print_summary(&summary, &PrintOptions::default())?;
            println!("torture-{n}-{short}: {name}");
            std::fs::write(folder.join(format!("torture-{n}-{short}.pdf")), pdf)?;
        }
    }
    for (name, summary) in [
        ("rich", common::rich(Both)),
        ("empty", common::empty(En)),
        ("huge", common::huge(Both, 60)),
    ] {
        let mut summary = summary;
        if name == "rich" {
            let contact = |name: &str, relation: &str, phone: &str| kin_model::Contact {
                name: name.to_owned(),
                relation: relation.to_owned(),
                phone: phone.to_owned(),
            };
            summary.person.contacts = vec![
                contact("Li Na 李娜", "daughter 女儿", "139 0000 0000"),
                contact("Wang Wei 王伟", "neighbour 邻居", "138 1111 1111"),
            ];
            summary.person.doctor = Some(contact(
                "Dr. Chen 陈医生",
                "Riverside Clinic",
                "010 2222 2222",
            ));
        }
        std::fs::write(
            folder.join(format!("emergency-{name}.pdf")),
            kin_print::print_emergency(&summary, Paper::A4)?,
        )?;
        std::fs::write(
            folder.join(format!("wallet-{name}.pdf")),
            kin_print::print_wallet(&summary, Paper::Letter)?,
        )?;
        std::fs::write(
            folder.join(format!("note-{name}.txt")),
            kin_print::summary_note(&summary),
        )?;
        let options = PrintOptions {
            large: true,
            ..PrintOptions::default()
        };
        std::fs::write(
            folder.join(format!("large-{name}.pdf")),
            print_summary(&summary, &options)?,
        )?;
    }
    let mut story = common::full(Both);
    story.reason = "Kidney value rising for a year; ankles swollen in the evening.".to_owned();
    if let Some(pdf) = kin_print::print_story(&story, Paper::A4)? {
        std::fs::write(folder.join("story-both.pdf"), pdf)?;
    }
    for (name, language) in [("en", En), ("zh", ZhCn), ("both", Both)] {
        let mut crowd = common::full(language);
        for section in &mut crowd.sections {
            if section.rows.len() > 1 {
                section.rows = section.rows.iter().cycle().take(24).cloned().collect();
            }
        }
        std::fs::write(
            folder.join(format!("crowd-{name}.pdf")),
            print_summary(&crowd, &PrintOptions::default())?,
        )?;
    }
    for (name, lang) in [("recovery-en", Lang::En), ("recovery-zh", Lang::ZhCn)] {
        let pdf = print_recovery_sheet(
            "Li Na",
            "Kinfolio",
            "7QK2-M9TX-4HRB-0VWE-ZC5N-8JDA-3F6*",
            "2026-05-20",
            lang,
            Paper::A4,
        )?;
        std::fs::write(folder.join(format!("{name}.pdf")), pdf)?;
    }
    std::fs::write(
        folder.join("rich-both.html"),
        summary_html(&common::full(Both))?,
    )?;
    std::fs::write(
        folder.join("rich-both.txt"),
        summary_text(&common::rich(Both)),
    )?;
    Ok(())
}
