//! `kinfolio card …` and `kinfolio link …`

use crate::args::{CardWord, IssuersWord, LinkWord};
use crate::ask::Core;
use crate::bring;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use kin_api::ErrorCode;
use kin_i18n::Catalogue;
use serde_json::{Value, json};
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

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
    // What is only looked at came from no source of the record.
    let rows = cards.iter().map(|card| row(card).split_off(1));
    out.table(HEADS.get(1..).unwrap_or_default(), rows.collect());
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
        CardWord::Issuers(word) => issuers(core, word, out),
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
            kin_api::save_file(file, &bytes)?;
            out.document(&card);
            out.table(HEADS, card.get("card").map(row).into_iter().collect());
            Ok(())
        }
    }
}

fn issuers(core: &Core, word: &IssuersWord, out: &mut Out) -> Result<(), Failure> {
    let ask = |address: &str| {
        let host = address.split('/').nth(2).unwrap_or(address);
        core.confirm("cli-issuers-ask", &[("host", host)])
    };
    let list = match word {
        IssuersWord::List => core.ask("card_issuers", json!({}))?,
        IssuersWord::Refresh { list_address } => {
            let now = core.ask("card_issuers", json!({}))?;
            let usual = format!("https://{}", field(&now, "host"));
            ask(list_address.as_ref().unwrap_or(&usual))?;
            let job = core.ask("card_issuers_refresh", json!({"address": list_address}))?;
            bring::wait(core, &field(&job, "id"))?
        }
        IssuersWord::Add {
            issuer_address,
            keys_file,
        } => {
            let keys = match keys_file {
                Some(path) => Some(core.session.register_file(path)?.token),
                None => {
                    ask(issuer_address)?;
                    None
                }
            };
            let request = json!({"issuer": issuer_address, "keys": keys});
            let job = core.ask("card_issuer_add", request)?;
            bring::wait(core, &field(&job, "id"))?
        }
        IssuersWord::Remove { issuer_address } => {
            core.ask("card_issuer_remove", json!({"issuer": issuer_address}))?
        }
    };
    out.document(&list);
    let (n, date) = (field(&list, "issuers"), field(&list, "asOfText"));
    out.say("cli-issuers", &[("n", &n), ("date", &date)]);
    let own = items(&list, "own");
    if !own.is_empty() {
        let row = |one: &Value| {
            ["issuer", "added", "keys"]
                .map(|name| field(one, name))
                .to_vec()
        };
        let heads = &["cli-head-issuer", "cli-head-added-on", "cli-head-keys"];
        out.table(heads, own.iter().map(row).collect());
    }
    Ok(())
}

fn kept_links(list: &Value, out: &mut Out) {
    out.document(list);
    let row = |one: &Value| {
        ["id", "host", "label", "askedText", "byItself", "problem"]
            .map(|name| clean(&field(one, name)))
            .to_vec()
    };
    let heads = &[
        "cli-head-link",
        "cli-head-host",
        "cli-head-name",
        "cli-head-asked",
        "cli-head-by-itself",
        "cli-head-problem",
    ];
    out.table(heads, items(list, "links").iter().map(row).collect());
}

/// The passcode of a link: of a file, or typed where there is somebody to type it.
fn passcode(
    core: &Core,
    file: Option<&Path>,
    wanted: bool,
) -> Result<Option<Zeroizing<String>>, Failure> {
    match file {
        Some(path) => Ok(Some(crate::portal::first_line(path)?)),
        None if wanted && std::io::stdin().is_terminal() => {
            let question = Catalogue::text(core.lang, "cli-link-passcode", &[]);
            let typed = rpassword::prompt_password(format!("{question}: "));
            Ok(Some(typed.map_err(|_| ErrorCode::Cancelled)?.into()))
        }
        None => Ok(None),
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
        LinkWord::List
        | LinkWord::Refresh { .. }
        | LinkWord::Forget { .. }
        | LinkWord::ByItself { .. } => kept(core, word, out),
        LinkWord::Open {
            health_link,
            passcode_file,
            recipient,
            new_person,
            same_person,
            keep_link,
            keep_passcode,
            read_website,
            also,
        } => {
            let link = whole_link(health_link)?;
            // Whom it leads to is said before anybody is asked.
            let seen = core.ask("link_look", json!({"link": link}))?;
            if !core.global.json {
                say(&seen, out);
            }
            let host = field(&seen, "host");
            core.confirm("cli-link-ask", &[("host", &host)])?;
            let wanted = field(&seen, "passcode") == "true";
            let passcode = passcode(core, passcode_file.as_deref(), wanted)?;
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
                    "keep": keep_link,
                    "keepPasscode": keep_passcode,
                }),
            )?;
            let (new_person, same_person) = (*new_person, *same_person);
            let result = bring::wait(core, &field(&job, "id"))?;
            let (mut result, left) = elsewhere(core, result, also, out)?;
            let offered = items(&result, "access").to_vec();
            if offered.is_empty() {
                out.document(&result);
                bring::tell(&result, out);
                let judged = bring::judge(&result);
                return if left {
                    judged.and(Err(Failure::Part))
                } else {
                    judged
                };
            }
            bring::tell(&result, out);
            let mut judged = if items(&result, "files").is_empty() {
                Ok(())
            } else {
                bring::judge(&result)
            };
            let mut read = Vec::new();
            for access in &offered {
                let whose = WhoseAccess {
                    person: person
                        .clone()
                        .or_else(|| Some(field(&result, "person")).filter(|id| !id.is_empty())),
                    new_person,
                    same_person,
                };
                match read_once(core, access, &whose, *read_website, out)? {
                    Some(run) => {
                        judged = judged.and_then(|()| bring::judge(&run));
                        read.push(run);
                    }
                    None => judged = judged.and(Err(Failure::Part)),
                }
            }
            if let Some(result) = result.as_object_mut() {
                result.insert("read".to_owned(), read.into());
            }
            out.document(&result);
            if left {
                judged.and(Err(Failure::Part))
            } else {
                judged
            }
        }
    }
}

/// Files on other servers than the link's own: these are named, and asked where the person says so. `--yes`, which
/// answers for the link's own server, does not; `--also` with their names does. Whether files were left.
fn elsewhere(
    core: &Core,
    result: Value,
    also: &[String],
    out: &mut Out,
) -> Result<(Value, bool), Failure> {
    let Some(more) = result.get("elsewhere").filter(|more| !more.is_null()) else {
        return Ok((result, false));
    };
    let named: Vec<&str> = items(more, "hosts")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let hosts = named.join(", ");
    let args = [("hosts", hosts.as_str())];
    out.say("cli-link-elsewhere", &args);
    out.show()?;
    let known = named.iter().all(|host| also.iter().any(|one| one == host));
    let agreed =
        known || (!core.global.yes && core.confirm("cli-link-elsewhere-ask", &args).is_ok());
    let request = json!({"waiting": field(more, "waiting"), "agreed": agreed});
    let job = core.ask("link_elsewhere", request)?;
    let mut result = bring::wait(core, &field(&job, "id"))?;
    if !agreed {
        out.say("cli-link-elsewhere-left", &args);
        if let Some(result) = result.as_object_mut() {
            result.insert("left".to_owned(), json!(named));
        }
    }
    Ok((result, !agreed))
}

/// Whose record it is that is read with access that came with a link.
struct WhoseAccess {
    person: Option<String>,
    new_person: bool,
    same_person: bool,
}

/// Reads a hospital's website once with access that came with a link, where the person says so: `--yes` alone, which answers
/// for the link's own server, does not.
fn read_once(
    core: &Core,
    access: &Value,
    whose: &WhoseAccess,
    agreed: bool,
    out: &mut Out,
) -> Result<Option<Value>, Failure> {
    let (host, address) = (field(access, "host"), field(access, "address"));
    let until = field(access, "untilText");
    let args = [
        ("host", host.as_str()),
        ("address", address.as_str()),
        ("when", until.as_str()),
    ];
    out.say("cli-link-access", &args);
    out.show()?;
    if !agreed {
        let asked = !core.global.yes && core.confirm("cli-link-access-ask", &args).is_ok();
        if !asked {
            out.say("cli-link-access-left", &[("host", &host)]);
            return Ok(None);
        }
    }
    let job = core.ask(
        "link_access_read",
        json!({
            "access": field(access, "access"),
            "person": whose.person,
            "newPersonFromFile": whose.new_person && whose.person.is_none(),
            "confirmOther": whose.same_person,
        }),
    )?;
    let run = bring::wait(core, &field(&job, "id"))?;
    bring::tell(&run, out);
    Ok(Some(run))
}

/// Links that were kept.
fn kept(core: &Core, word: &LinkWord, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    match word {
        LinkWord::Refresh {
            kept_link: None,
            also,
            ..
        } => refresh_all(core, &person, also, out),
        LinkWord::Refresh {
            kept_link: Some(kept_link),
            passcode_file,
            also,
        } => {
            let list = core.ask("links_kept", json!({"person": person}))?;
            let found = items(&list, "links")
                .iter()
                .find(|one| field(one, "id") == *kept_link);
            let found = found.ok_or(ErrorCode::UnknownLink)?;
            core.confirm("cli-link-ask", &[("host", &field(found, "host"))])?;
            let wanted = field(found, "asksPasscode") == "true";
            let passcode = passcode(core, passcode_file.as_deref(), wanted)?;
            let passcode = passcode.as_ref().map(|code| code.as_str());
            let request = json!({"person": person, "link": kept_link, "passcode": passcode});
            let job = core.ask("link_refresh", request)?;
            let result = bring::wait(core, &field(&job, "id"))?;
            let (result, left) = elsewhere(core, result, also, out)?;
            out.document(&result);
            bring::tell(&result, out);
            let judged = bring::judge(&result);
            if left {
                judged.and(Err(Failure::Part))
            } else {
                judged
            }
        }
        LinkWord::ByItself {
            kept_link,
            on_or_off,
        } => {
            let request =
                json!({"person": person, "link": kept_link, "byItself": on_or_off == "on"});
            kept_links(&core.ask("link_by_itself", request)?, out);
            Ok(())
        }
        LinkWord::Forget { kept_link } => {
            let list = core.ask("link_forget", json!({"person": person, "link": kept_link}))?;
            kept_links(&list, out);
            Ok(())
        }
        _ => {
            kept_links(&core.ask("links_kept", json!({"person": person}))?, out);
            Ok(())
        }
    }
}

/// Asks every kept link, one after the other. One that wants the person, or fails, does not keep the others back.
fn refresh_all(core: &Core, person: &str, also: &[String], out: &mut Out) -> Result<(), Failure> {
    let list = core.ask("links_kept", json!({"person": person}))?;
    let links = items(&list, "links");
    let asks = |one: &&Value| field(one, "asksPasscode") == "true";
    let ended = |one: &&Value| field(one, "expired") == "true";
    let mut hosts: Vec<String> = links
        .iter()
        .filter(|one| !asks(one) && !ended(one))
        .map(|one| field(one, "host"))
        .collect();
    hosts.sort();
    hosts.dedup();
    if links.is_empty() {
        out.say("cli-links-none", &[]);
    } else if !hosts.is_empty() {
        core.confirm("cli-links-ask", &[("hosts", &hosts.join(", "))])?;
    }
    let mut done = Vec::new();
    let (mut good, mut bad) = (0_usize, 0_usize);
    for link in links {
        let (id, host) = (field(link, "id"), field(link, "host"));
        let label = clean(&field(link, "label"));
        let called = if label.is_empty() {
            host.clone()
        } else {
            label
        };
        let mut told = json!({"id": id, "host": host, "label": field(link, "label")});
        let mut put = |name: &str, value: Value| {
            if let Some(told) = told.as_object_mut() {
                told.insert(name.to_owned(), value);
            }
        };
        let skipped = match (ended(&link), asks(&link)) {
            (true, _) => Some(("ended", "cli-links-ended")),
            (_, true) => Some(("passcode", "cli-links-passcode")),
            _ => None,
        };
        if let Some((reason, words)) = skipped {
            out.say(words, &[("link", &called)]);
            put("skipped", json!(reason));
            // One that has ended is no failure: there is nothing to come.
            bad += usize::from(reason != "ended");
            done.push(told);
            continue;
        }
        match refresh_one(core, person, &id, also, out) {
            Ok((result, left)) => {
                bring::tell(&result, out);
                let refused = items(&result, "files")
                    .iter()
                    .flat_map(|file| items(file, "findings"))
                    .any(|finding| field(finding, "severity") == "error");
                good += 1;
                bad += usize::from(left || refused);
                put("result", result);
            }
            Err(Failure::Api(error)) => {
                let (what, _) = crate::fail::of_api(&error, core.lang);
                out.line(&clean(&format!("{called}: {what}")));
                put(
                    "error",
                    json!({"code": error.code.as_str(), "params": error.params}),
                );
                bad += 1;
            }
            Err(other) => return Err(other),
        }
        done.push(told);
    }
    out.document(&json!({ "links": done }));
    match (good, bad) {
        (_, 0) => Ok(()),
        (0, _) => Err(Failure::Failed),
        _ => Err(Failure::Part),
    }
}

fn refresh_one(
    core: &Core,
    person: &str,
    id: &str,
    also: &[String],
    out: &mut Out,
) -> Result<(Value, bool), Failure> {
    let job = core.ask("link_refresh", json!({"person": person, "link": id}))?;
    let result = bring::wait(core, &field(&job, "id"))?;
    elsewhere(core, result, also, out)
}

fn say(seen: &Value, out: &mut Out) {
    out.say("codes-link-title", &[("host", &field(seen, "host"))]);
    let label = clean(&field(seen, "label"));
    if !label.is_empty() {
        out.say("codes-link-called", &[("label", &label)]);
    }
    let date = field(seen, "expiresText");
    match field(seen, "expired") == "true" {
        true => out.say("codes-link-ended", &[("date", &date)]),
        false if !date.is_empty() => out.say("codes-link-expires", &[("date", &date)]),
        false => {}
    }
    if field(seen, "passcode") == "true" {
        out.say("finding-link-passcode-needed", &[]);
    }
    if field(seen, "longTerm") == "true" {
        out.say("codes-link-changes", &[]);
    }
    for note in items(seen, "notes") {
        out.line(&clean(&format!(
            "{} [{}]",
            field(note, "text"),
            field(note, "code")
        )));
    }
}
