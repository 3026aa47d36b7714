//! `kinfolio share …` and `kinfolio link-host`

use crate::args::{
    HostAddOptions, LinkHostOptions, LinkMakeOptions, SelectOptions, Selecting, ShareHostWord,
    ShareLinkWord, ShareWord,
};
use crate::ask::Core;
use crate::bring;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use crate::portal::{end_with_parent, first_line};
use kin_api::{ApiError, ErrorCode};
use kin_i18n::{Catalogue, Lang};
use kin_link_host::HostError;
use serde_json::{Value, json};
use std::io::Write as _;

const LINK_HEADS: &[&str] = &[
    "cli-head-link",
    "cli-head-label",
    "cli-head-state",
    "cli-head-server",
    "cli-head-until",
    "cli-head-used",
];

fn link_row(link: &Value) -> Vec<String> {
    ["id", "label", "stateText", "server", "expiresText", "used"]
        .iter()
        .map(|name| clean(&field(link, name)))
        .collect()
}

const HOST_HEADS: &[&str] = &[
    "cli-head-place",
    "cli-head-label",
    "cli-head-kind",
    "cli-head-server",
];

fn host_row(host: &Value) -> Vec<String> {
    ["id", "label", "kind", "host"]
        .iter()
        .map(|name| clean(&field(host, name)))
        .collect()
}

/// The one of a list whose id begins like that, or whose label it is.
fn find(list: &[Value], wanted: &str, none: ErrorCode) -> Result<Value, Failure> {
    let fits = |one: &&Value| {
        (!wanted.is_empty() && field(one, "id").starts_with(wanted))
            || field(one, "label") == wanted
    };
    let mut found = list.iter().filter(fits);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.clone()),
        _ => Err(none.into()),
    }
}

fn host(core: &Core, person: &str, wanted: &str) -> Result<Value, Failure> {
    let all = core.ask("share_hosts", json!({ "person": person }))?;
    find(items(&all, "hosts"), wanted, ErrorCode::ShareHostUnknown)
}

fn link(core: &Core, person: &str, wanted: &str) -> Result<Value, Failure> {
    let all = core.ask("share_links", json!({ "person": person }))?;
    find(items(&all, "links"), wanted, ErrorCode::ShareLinkUnknown)
}

/// Starts a job, waits for it; what it made.
fn job(core: &Core, command: &str, request: Value) -> Result<Value, Failure> {
    let job = core.ask(command, request)?;
    bring::wait(core, &field(&job, "id"))
}

pub(crate) fn share(core: &Core, word: &ShareWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        ShareWord::List => list(core, out),
        ShareWord::Link(word) => links(core, word, out),
        ShareWord::Host(word) => hosts(core, word, out),
        ShareWord::Package(options) => package(core, options, out),
        ShareWord::Moving(options) => moving(core, options, out),
        ShareWord::Revoke { link_id } => {
            core.confirm("cli-share-revoke-ask", &[])?;
            change(core, link_id, json!({"action": "revoke"}), out)
        }
        ShareWord::Tidy => {
            let person = core.person_id()?;
            let done = job(core, "share_link_tidy", json!({ "person": person }))?;
            out.document(&done);
            let (removed, left) = (field(&done, "removed"), field(&done, "left"));
            out.say(
                "cli-share-tidied",
                &[("removed", &removed), ("left", &left)],
            );
            if left == "0" {
                Ok(())
            } else {
                Err(Failure::Part)
            }
        }
    }
}

fn selection(core: &Core, options: &Selecting) -> Value {
    json!({
        "purpose": options.purpose,
        "sections": Some(&options.sections).filter(|s| !s.is_empty()),
        "since": options.since,
        "language": core.global.lang,
        "reason": options.reason,
        "questions": options.questions,
        "leftOut": options.left_out,
        "topics": options.topics,
    })
}

/// A page that opens in a browser and a package for `age`, both with the same six words.
fn package(core: &Core, options: &SelectOptions, out: &mut Out) -> Result<(), Failure> {
    let request = json!({
        "person": core.person_id()?,
        "options": selection(core, &options.selecting),
        "formats": ["viewer", "package"],
    });
    let made = core.ask("summary_make", request)?;
    std::fs::create_dir_all(&options.out).map_err(|_| ErrorCode::CannotWrite)?;
    let mut files = Vec::new();
    for file in items(&made, "files") {
        files.push(crate::summary::write(core, file, &options.out)?);
    }
    for file in &files {
        out.say("cli-written", &[("path", &field(file, "path"))]);
    }
    let words = field(&made, "words");
    if !words.is_empty() {
        out.say("cli-six-words", &[("words", &words)]);
    }
    let selected = made.get("selected").cloned().unwrap_or_default();
    out.document(&json!({"files": files, "selected": selected, "words": words}));
    Ok(())
}

/// The codes of a moving sequence as pictures: so many that one in five may be missing.
fn moving(core: &Core, options: &SelectOptions, out: &mut Out) -> Result<(), Failure> {
    let options_of = selection(core, &options.selecting);
    let request = json!({"person": core.person_id()?, "options": options_of, "kept": true});
    let begun = core.ask("moving_begin", request)?;
    let pictures: u32 = field(&begun, "pictures").parse().unwrap_or(0);
    std::fs::create_dir_all(&options.out).map_err(|_| ErrorCode::CannotWrite)?;
    let token = field(&begun, "token");
    for number in 1..=pictures {
        let frame = core.bytes("moving_frame", json!({"token": token, "number": number}))?;
        let name = format!("moving-{number:04}.png");
        kin_api::save_file(&options.out.join(name), &frame)?;
    }
    let (n, needed) = (pictures.to_string(), field(&begun, "parts"));
    out.say("cli-share-moving", &[("n", &n), ("parts", &needed)]);
    out.document(&json!({
        "pictures": pictures,
        "parts": begun.get("parts"),
        "bytes": begun.get("bytes"),
        "perSecond": begun.get("perSecond"),
        "folder": options.out.to_string_lossy(),
    }));
    Ok(())
}

fn list(core: &Core, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    let mut log = core.ask("share_log", json!({ "person": person }))?;
    let links = core.ask("share_links", json!({ "person": person }))?;
    let rows = items(&log, "shares")
        .iter()
        .map(|share| {
            ["atText", "by", "format", "entries"]
                .iter()
                .map(|name| field(share, name))
                .collect()
        })
        .collect();
    let heads = [
        "cli-head-at",
        "cli-head-by",
        "cli-head-format",
        "cli-head-entries",
    ];
    out.table(&heads, rows);
    let open = items(&links, "links");
    if !open.is_empty() {
        out.table(LINK_HEADS, open.iter().map(link_row).collect());
    }
    if let (Some(log), Some(links)) = (log.as_object_mut(), links.get("links")) {
        log.insert("links".to_owned(), links.clone());
    }
    out.document(&log);
    Ok(())
}

fn change(core: &Core, wanted: &str, how: Value, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    let link = link(core, &person, wanted)?;
    let mut request = how;
    if let Some(request) = request.as_object_mut() {
        request.insert("person".to_owned(), person.into());
        request.insert("link".to_owned(), field(&link, "id").into());
    }
    let changed = job(core, "share_link_change", request)?;
    out.document(&changed);
    out.table(LINK_HEADS, vec![link_row(&changed)]);
    Ok(())
}

fn links(core: &Core, word: &ShareLinkWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        ShareLinkWord::Make(options) => make(core, options, out),
        ShareLinkWord::Code {
            link_id,
            viewer,
            out: file,
        } => {
            let person = core.person_id()?;
            let link = link(core, &person, link_id)?;
            let code = core.ask(
                "share_link_code",
                json!({"person": person, "link": field(&link, "id"), "viewer": viewer}),
            )?;
            if let Some(file) = file {
                let token = field(code.get("file").unwrap_or(&Value::Null), "token");
                let bytes = core.bytes("output", json!({ "token": token }))?;
                kin_api::save_file(file, &bytes)?;
            }
            out.document(&code);
            let shown = match field(&code, "viewerText") {
                text if text.is_empty() => field(&code, "text"),
                text => text,
            };
            out.line(&shown);
            Ok(())
        }
        ShareLinkWord::Accesses { link_id } => {
            let person = core.person_id()?;
            let link = link(core, &person, link_id)?;
            let request = json!({"person": person, "link": field(&link, "id")});
            let seen = job(core, "share_link_accesses", request)?;
            out.document(&seen);
            let rows = items(&seen, "accesses").iter().map(|access| {
                ["atText", "recipient", "whatText"]
                    .iter()
                    .map(|name| clean(&field(access, name)))
                    .collect()
            });
            let heads = ["cli-head-at", "cli-head-who", "cli-head-what"];
            out.table(&heads, rows.collect());
            Ok(())
        }
        ShareLinkWord::Pause { link_id } => change(core, link_id, json!({"action": "pause"}), out),
        ShareLinkWord::Resume { link_id } => {
            change(core, link_id, json!({"action": "resume"}), out)
        }
        ShareLinkWord::Refresh { link_id } => {
            change(core, link_id, json!({"action": "refresh"}), out)
        }
        ShareLinkWord::Rearm {
            link_id,
            hours,
            uses,
        } => {
            let how = json!({"action": "rearm", "hours": hours, "uses": uses});
            change(core, link_id, how, out)
        }
    }
}

fn make(core: &Core, options: &LinkMakeOptions, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    let host = host(core, &person, &options.host_id)?;
    let passcode = match &options.passcode_file {
        Some(path) => Some(first_line(path)?),
        None => None,
    };
    let mut made = job(
        core,
        "share_link_make",
        json!({
            "person": person,
            "options": selection(core, &options.selecting),
            "host": field(&host, "id"),
            "hours": Some(options.hours).filter(|hours| *hours > 0),
            "uses": options.uses,
            "passcode": passcode.as_ref().map(|code| code.as_str()),
            "label": options.label,
            "longTerm": options.long_term,
            "profile": options.profile,
        }),
    )?;
    let code = core.ask(
        "share_link_code",
        json!({"person": person, "link": field(&made, "id")}),
    )?;
    out.table(LINK_HEADS, vec![link_row(&made)]);
    out.line(&field(&code, "text"));
    if let (Some(made), Some(text)) = (made.as_object_mut(), code.get("text")) {
        made.insert("text".to_owned(), text.clone());
    }
    out.document(&made);
    Ok(())
}

fn hosts(core: &Core, word: &ShareHostWord, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    match word {
        ShareHostWord::Add(options) => add(core, &person, options, out),
        ShareHostWord::List => {
            let all = core.ask("share_hosts", json!({ "person": person }))?;
            out.document(&all);
            out.table(
                HOST_HEADS,
                items(&all, "hosts").iter().map(host_row).collect(),
            );
            Ok(())
        }
        ShareHostWord::Remove { host_id } => {
            let host = host(core, &person, host_id)?;
            let request = json!({"person": person, "host": field(&host, "id")});
            let left = core.ask("share_host_remove", request)?;
            out.document(&left);
            out.table(
                HOST_HEADS,
                items(&left, "hosts").iter().map(host_row).collect(),
            );
            Ok(())
        }
    }
}

fn add(core: &Core, person: &str, options: &HostAddOptions, out: &mut Out) -> Result<(), Failure> {
    let secret = match &options.secret_file {
        Some(path) => Some(first_line(path)?),
        None => None,
    };
    let folder = match &options.published_folder {
        Some(path) => Some(core.session.register_file(path)?.token),
        None => None,
    };
    let added = job(
        core,
        "share_host_add",
        json!({
            "person": person,
            "kind": options.kind_of_place,
            "label": options.label,
            "address": options.read_address,
            "storage": options.storage,
            "user": options.user,
            "secret": secret.as_ref().map(|text| text.as_str()),
            "bucket": options.bucket,
            "region": options.region,
            "prefix": options.prefix,
            "publicRead": options.public_read,
            "folder": folder,
        }),
    )?;
    out.document(&added);
    out.table(HOST_HEADS, vec![host_row(&added)]);
    Ok(())
}

/// Serves links until it is stopped.
pub(crate) fn serve(options: &LinkHostOptions, json: bool, lang: Lang) -> Result<(), Failure> {
    let host = kin_link_host::serve(&options.data, options.listen).map_err(|error| {
        let code = match error {
            HostError::Port => ErrorCode::PortalNoEar,
            HostError::InUse => ErrorCode::VaultInUse,
            _ => ErrorCode::CannotWrite,
        };
        Failure::Api(ApiError::from(code))
    })?;
    let (address, key) = (format!("http://{}", host.address()), host.host_key());
    let text = if json {
        json!({"address": address, "hostKey": key}).to_string()
    } else {
        let args = [("address", address.as_str()), ("key", key)];
        Catalogue::text(lang, "cli-serving-links", &args)
    };
    let mut stdout = std::io::stdout();
    let said = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
    said.map_err(|_| ErrorCode::CannotWrite)?;
    if options.with_parent {
        end_with_parent();
    }
    host.wait();
    Ok(())
}
