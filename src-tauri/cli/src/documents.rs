//! `kinfolio document …`: papers are added, read into drafts, and their results confirmed line by line.

use crate::args::DocumentWord;
use crate::ask::Core;
use crate::entries::list_kind;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub(crate) fn run(core: &Core, word: &DocumentWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        DocumentWord::List => list_kind(core, "document", out),
        DocumentWord::Add {
            paper_files,
            title,
            at,
            kind_text,
            paper_type,
            institution,
            note,
        } => {
            let request = json!({
                "title": title, "date": at, "institution": institution, "note": note,
                "kind": paper_type.as_deref().unwrap_or("other"),
            });
            match (paper_files.as_slice(), paper_type, institution) {
                // In words of one's own.
                ([file], None, None) => {
                    let token = core.session.register_file(file)?;
                    let form = json!({
                        "type": "document", "file": token.token,
                        "title": title.clone().unwrap_or(token.name),
                        "at": at, "kindText": kind_text, "note": note,
                    });
                    let entry = core.ask(
                        "entry_add",
                        json!({"person": core.person_id()?, "form": form, "confirmed": core.global.yes}),
                    )?;
                    crate::typing::tell(&entry, out);
                    Ok(())
                }
                (files, ..) => add(core, files, request, out),
            }
        }
        DocumentWord::Read { paper } => read(core, paper, out),
        DocumentWord::Confirm { .. } => confirm(core, word, out),
    }
}

fn add(core: &Core, files: &[PathBuf], mut request: Value, out: &mut Out) -> Result<(), Failure> {
    let mut tokens = Vec::new();
    for file in files {
        tokens.push(core.session.register_file(file)?.token);
    }
    if let Some(request) = request.as_object_mut() {
        request.insert("person".to_owned(), json!(core.person_id()?));
        request.insert("files".to_owned(), json!(tokens));
    }
    let added = core.ask("document_add", request)?;
    let id = field(&added, "id");
    let full = core.ask("entry", json!({"person": core.person_id()?, "id": id}))?;
    let mut entry = full.get("entry").cloned().unwrap_or_default();
    let there = added.get("alreadyThere") == Some(&Value::Bool(true));
    if let Some(entry) = entry.as_object_mut() {
        for name in ["import", "alreadyThere"] {
            entry.insert(
                name.to_owned(),
                added.get(name).cloned().unwrap_or_default(),
            );
        }
    }
    out.document(&entry);
    let key = if there {
        "cli-document-there"
    } else {
        "cli-document-added"
    };
    out.say(key, &[("id", &id)]);
    Ok(())
}

const HEADS: &[&str] = &[
    "cli-head-line",
    "cli-head-name",
    "cli-head-value",
    "cli-head-unit",
    "cli-head-range",
    "cli-head-code",
    "cli-head-doubts",
];

/// An id of the record has 16 hexadecimal digits; everything else is a file.
fn is_id(paper: &str) -> bool {
    paper.len() == 16 && paper.bytes().all(|b| b.is_ascii_hexdigit()) && !Path::new(paper).exists()
}

fn read(core: &Core, paper: &str, out: &mut Out) -> Result<(), Failure> {
    let mut request = json!({"person": core.person_id()?});
    let (name, value) = if is_id(paper) {
        ("document", paper.to_owned())
    } else {
        ("file", core.session.register_file(Path::new(paper))?.token)
    };
    if let Some(request) = request.as_object_mut() {
        request.insert(name.to_owned(), json!(value));
    }
    let view = core.ask("paper_read", request)?;
    out.document(&view);
    let lines = items(&view, "lines");
    let rows = lines.iter().map(|line| {
        let doubts: Vec<String> = items(line, "doubts")
            .iter()
            .map(|d| field(d, "code"))
            .collect();
        let mark = if line.get("entry").is_some_and(Value::is_string) {
            "="
        } else {
            ""
        };
        vec![
            format!("{}{mark}", field(line, "n")),
            clean(&field(line, "name")),
            clean(&format!("{} {}", field(line, "value"), field(line, "mark"))),
            clean(&field(line, "unit")),
            clean(&field(line, "range")),
            field(line, "loinc"),
            doubts.join(", "),
        ]
    });
    out.table(HEADS, rows.collect());
    for doubt in items(&view, "doubts") {
        out.line(&format!(
            "{} [{}]",
            field(doubt, "text"),
            field(doubt, "code")
        ));
    }
    let subject = view.get("subject").cloned().unwrap_or_default();
    if field(&subject, "outcome") == "other" {
        let differs: Vec<&str> = items(&subject, "differs")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let differs = crate::fail::differing(&differs, out.lang());
        out.say("err-wrong-person", &[("differs", &differs)]);
    }
    let (id, n) = (field(&view, "document"), lines.len().to_string());
    if id.is_empty() {
        out.say("cli-document-file", &[("n", &n)]);
    } else {
        out.say("cli-document-lines", &[("n", &n), ("id", &id)]);
    }
    Ok(())
}

/// The numbers of `1,3-5`; `all` is everything.
fn chosen(lines: &str, most: u64) -> Option<Vec<u64>> {
    if lines.trim() == "all" {
        return Some((1..=most).collect());
    }
    let mut numbers = Vec::new();
    for part in lines.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        if first == 0 || first > last || last > most {
            return None;
        }
        numbers.extend(first..=last);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

fn confirm(core: &Core, word: &DocumentWord, out: &mut Out) -> Result<(), Failure> {
    let DocumentWord::Confirm {
        paper_id,
        lines,
        sample_date,
        institution,
        specimen,
        doubtful,
        same_person,
    } = word
    else {
        return Err(Failure::usage("cli-see-help"));
    };
    let person = core.person_id()?;
    let view = core.ask(
        "paper_read",
        json!({"person": person, "document": paper_id}),
    )?;
    let all = items(&view, "lines");
    let wanted = chosen(lines, all.len() as u64).ok_or(Failure::usage("cli-document-no-lines"))?;
    let (mut forms, mut left) = (Vec::new(), Vec::new());
    for line in all {
        let n = line.get("n").and_then(Value::as_u64).unwrap_or(0);
        if !wanted.contains(&n) {
            continue;
        }
        if !items(line, "doubts").is_empty() && !doubtful {
            left.push(n.to_string());
            continue;
        }
        let mut form = json!({});
        if let (Some(form), Some(line)) = (form.as_object_mut(), line.as_object()) {
            for name in [
                "n", "file", "page", "name", "short", "value", "unit", "range", "mark", "date",
            ] {
                form.insert(name.to_owned(), line.get(name).cloned().unwrap_or_default());
            }
        }
        forms.push(form);
    }
    let left = left.join(", ");
    if forms.is_empty() {
        out.document(
            &json!({"added": 0, "changed": 0, "alreadyThere": 0, "entries": [], "left": left}),
        );
        out.say("cli-document-left", &[("lines", &left)]);
        return Err(Failure::Part);
    }
    let or = |given: &Option<String>, name: &str| match given {
        Some(given) => json!(given),
        None => view.get(name).cloned().unwrap_or_default(),
    };
    let done = core.ask(
        "paper_confirm",
        json!({
            "person": person, "document": paper_id, "lines": forms,
            "date": or(sample_date, "date"), "institution": or(institution, "institution"),
            "specimen": or(specimen, "specimen"), "confirmOther": same_person,
        }),
    )?;
    let mut answer = done.clone();
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("left".to_owned(), json!(left));
    }
    out.document(&answer);
    out.say(
        "cli-document-done",
        &[
            ("added", &field(&done, "added")),
            ("changed", &field(&done, "changed")),
            ("there", &field(&done, "alreadyThere")),
        ],
    );
    if left.is_empty() {
        return Ok(());
    }
    out.say("cli-document-left", &[("lines", &left)]);
    Err(Failure::Part)
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn lines_are_chosen_by_number_and_range() {
        assert_eq!(chosen("1,3-5,4", 9), Some(vec![1, 3, 4, 5]));
        assert_eq!(chosen("all", 2), Some(vec![1, 2]));
        for bad in ["", "0", "3-1", "2-10", "x", "1,,2"] {
            assert_eq!(chosen(bad, 9), None, "{bad}");
        }
    }
}
