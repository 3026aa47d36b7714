//! `kinfolio card …` and `kinfolio link …`

use crate::args::{CardWord, LinkWord};
use crate::ask::Core;
use crate::bring;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use kin_api::ErrorCode;
use kin_i18n::Catalogue;
use serde_json::{Value, json};
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

/// Longest link that is taken from standard input, in bytes.
const LONGEST_LINK: u64 = 8192;

const HEADS: &[&str] = &[
    "cli-head-source",
    "cli-head-card",
    "cli-head-issuer",
    "cli-head-issued",
    "cli-head-ends",
    "cli-head-trust",
];

fn row(card: &Value) -> Vec<String> {
    [
        "import",
        "number",
        "issuerName",
        "issuedText",
        "expiresText",
        "trustText",
    ]
    .iter()
    .map(|name| field(card, name))
    .collect()
}

/// Looks at a card; needs no vault.
pub(crate) fn verify(core: &Core, file: &Path, out: &mut Out) -> Result<(), Failure> {
    let token = core.session.register_file(file)?;
    let seen = core.ask("cards_look", json!({"files": [token.token]}))?;
    out.document(&seen);
    let cards = items(&seen, "cards");
    out.table(HEADS, cards.iter().map(row).collect());
    let findings = items(&seen, "findings");
    for finding in findings {
        out.line(&clean(&format!(
            "{} [{}]",
            field(finding, "text"),
            field(finding, "code")
        )));
    }
    let refused = findings.iter().any(|f| field(f, "severity") == "error");
    match (refused, cards.is_empty()) {
        (false, _) => Ok(()),
        (true, false) => Err(Failure::Part),
        (true, true) => Err(Failure::Failed),
    }
}

pub(crate) fn card(core: &Core, word: &CardWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        CardWord::Verify { file } => verify(core, file, out),
        CardWord::List => {
            let list = core.ask("cards", json!({"person": core.person_id()?}))?;
            out.document(&list);
            out.table(HEADS, items(&list, "cards").iter().map(row).collect());
            Ok(())
        }
        CardWord::Show {
            import_number,
            card_number,
            out: file,
        } => {
            let person = core.person_id()?;
            let card = core.ask(
                "card_code",
                json!({"person": person, "import": import_number, "number": card_number}),
            )?;
            let picture = file
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("png"));
            let wanted = card.get(if picture { "picture" } else { "file" });
            let wanted = wanted.filter(|output| !output.is_null());
            let token = field(wanted.ok_or(ErrorCode::UnknownOutput)?, "token");
            let bytes = core.bytes("output", json!({"token": token}))?;
            std::fs::write(file, bytes).map_err(|_| ErrorCode::CannotWrite)?;
            out.document(&card);
            out.table(HEADS, card.get("card").map(row).into_iter().collect());
            Ok(())
        }
    }
}

/// Says what the codes in pictures say; needs no vault.
pub(crate) fn qr_read(core: &Core, images: &[PathBuf], out: &mut Out) -> Result<(), Failure> {
    let files = bring::tokens(core, images)?;
    let read = core.ask("codes_read", json!({"files": files}))?;
    out.document(&read);
    let codes = items(&read, "codes");
    if let [only] = codes {
        // One code: its text alone, for whatever comes behind a pipe.
        for line in field(only, "text").lines() {
            out.line(&clean(line));
        }
    } else if !codes.is_empty() {
        let row = |code: &Value| {
            let kind = format!("code-kind-{}", field(code, "kind"));
            vec![
                clean(&field(code, "file")),
                Catalogue::text(core.lang, &kind, &[]),
                clean(&field(code, "text")),
            ]
        };
        let heads = &["cli-head-file", "cli-head-code-kind", "cli-head-code-text"];
        out.table(heads, codes.iter().map(row).collect());
    }
    let findings = items(&read, "findings");
    for finding in findings {
        let (place, text) = (field(finding, "place"), field(finding, "text"));
        out.line(&clean(&format!("{place}: {text}")));
    }
    match (findings.is_empty(), codes.is_empty()) {
        (true, _) => Ok(()),
        (false, false) => Err(Failure::Part),
        (false, true) => Err(Failure::Failed),
    }
}

fn whole_link(given: &str) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given.to_owned());
    }
    let mut text = String::new();
    let read = std::io::stdin()
        .lock()
        .take(LONGEST_LINK)
        .read_to_string(&mut text);
    read.map_err(|_| ErrorCode::FileUnreadable)?;
    Ok(text.trim().to_owned())
}

pub(crate) fn link(core: &Core, word: &LinkWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        LinkWord::Look { health_link } => {
            let seen = core.ask("link_look", json!({"link": whole_link(health_link)?}))?;
            out.document(&seen);
            say(&seen, out);
            Ok(())
        }
        LinkWord::Open {
            health_link,
            passcode_file,
            recipient,
            new_person,
            same_person,
        } => {
            let link = whole_link(health_link)?;
            // Whom it leads to is said before anybody is asked.
            let seen = core.ask("link_look", json!({"link": link}))?;
            if !core.global.json {
                say(&seen, out);
            }
            let host = field(&seen, "host");
            core.confirm("cli-link-ask", &[("host", &host)])?;
            let passcode = match passcode_file {
                Some(path) => Some(crate::portal::first_line(path)?),
                None if field(&seen, "passcode") == "true" && std::io::stdin().is_terminal() => {
                    let question = Catalogue::text(core.lang, "cli-link-passcode", &[]);
                    let typed = rpassword::prompt_password(format!("{question}: "));
                    Some(typed.map_err(|_| ErrorCode::Cancelled)?.into())
                }
                None => None,
            };
            let person = match &core.global.person {
                Some(wanted) => Some(field(&core.find_person(Some(wanted))?, "id")),
                None => None,
            };
            let job = core.ask(
                "link_open",
                json!({
                    "link": link,
                    "passcode": passcode.as_ref().map(|code| code.as_str()),
                    "recipient": recipient,
                    "person": person,
                    "newPersonFromFile": new_person,
                    "confirmOther": same_person,
                }),
            )?;
            let result = bring::wait(core, &field(&job, "id"))?;
            out.document(&result);
            bring::tell(&result, out);
            bring::judge(&result)
        }
    }
}

fn say(seen: &Value, out: &mut Out) {
    let (host, label) = (field(seen, "host"), clean(&field(seen, "label")));
    out.say("cli-link-host", &[("host", &host), ("label", &label)]);
}
