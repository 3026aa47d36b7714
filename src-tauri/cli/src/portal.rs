//! `kinfolio portal …` and `kinfolio demo-clinic`

use crate::args::{ClinicOptions, ConnectOptions, DirectoryWord, PortalWord};
use crate::ask::Core;
use crate::bring::error_of;
use crate::fail::Failure;
use crate::out::{Out, aside, clean, field, items};
use kin_api::{ApiError, ErrorCode};
use kin_demo_clinic::{Clinic, Faults};
use kin_i18n::{Catalogue, Lang};
use serde_json::{Value, json};
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

pub(crate) fn run(core: &Core, word: &PortalWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        PortalWord::Find { name_words, hits } => find(core, &name_words.join(" "), *hits, out),
        PortalWord::Directory(word) => directory(core, word, out),
        PortalWord::Look { address } => look(core, address, out),
        PortalWord::BouncePage { out: file } => bounce_page(core, file, out),
        PortalWord::Connect(options) => connect(core, options, out),
        PortalWord::List => {
            let list = portals(core, &core.person_id()?)?;
            out.document(&list);
            table(items(&list, "portals"), out);
            Ok(())
        }
        PortalWord::News => news(core, out),
        PortalWord::Sync { portal } => sync(core, portal.as_deref(), out),
        PortalWord::Images { entry } => images(core, entry, out),
        PortalWord::Remove { portal, erase } => remove(core, portal, *erase, out),
    }
}

fn find(core: &Core, words: &str, limit: u32, out: &mut Out) -> Result<(), Failure> {
    let found = core.ask("portal_find", json!({"words": words, "limit": limit}))?;
    out.document(&found);
    hits(items(&found, "hits"), out);
    let total = field(&found, "total");
    let as_of = field(&found, "asOfText");
    if total == "0" {
        out.say("cli-portal-found-none", &[]);
    } else if as_of.is_empty() {
        out.say("cli-portal-found", &[("total", &total)]);
    } else {
        let args = [("total", total.as_str()), ("day", as_of.as_str())];
        out.say("cli-portal-found-of", &args);
    }
    Ok(())
}

fn hits(hits: &[Value], out: &mut Out) {
    let rows = hits
        .iter()
        .map(|one| {
            ["name", "place", "software", "address", "list"]
                .iter()
                .map(|name| clean(&field(one, name)))
                .collect()
        })
        .collect();
    out.table(
        &[
            "cli-head-name",
            "cli-head-place",
            "cli-head-software",
            "cli-head-address",
            "cli-head-list",
        ],
        rows,
    );
}

fn directory(core: &Core, word: &DirectoryWord, out: &mut Out) -> Result<(), Failure> {
    let shown = match word {
        DirectoryWord::List => {
            let all = core.ask("portal_directory", json!({}))?;
            out.document(&all);
            all
        }
        DirectoryWord::Add { file } => {
            let token = core.session.register_file(file)?;
            let done = core.ask("portal_directory_add", json!({"file": token.token}))?;
            out.document(&done);
            out.say(
                "cli-portal-list-added",
                &[
                    ("title", &clean(&field(&done, "title"))),
                    ("added", &field(&done, "added")),
                    ("left", &field(&done, "leftOut")),
                ],
            );
            done.get("directory").cloned().unwrap_or_default()
        }
        DirectoryWord::Remove { list_title } => {
            let all = core.ask("portal_directory_remove", json!({"title": list_title}))?;
            out.document(&all);
            all
        }
    };
    let rows = items(&shown, "lists")
        .iter()
        .map(|one| {
            ["title", "dateText", "licence", "entries"]
                .iter()
                .map(|name| clean(&field(one, name)))
                .collect()
        })
        .collect();
    out.table(
        &[
            "cli-head-list",
            "cli-head-at",
            "cli-head-licence",
            "cli-head-hospitals",
        ],
        rows,
    );
    Ok(())
}

/// The address that is meant, and what it is called: an address, or words that mean one hospital.
fn address_of(core: &Core, meant: &str) -> Result<(String, Option<String>), Failure> {
    let plain = meant.trim();
    if plain.contains("://") || (plain.contains('.') && !plain.contains(char::is_whitespace)) {
        return Ok((plain.to_owned(), None));
    }
    let found = core.ask("portal_find", json!({"words": plain, "limit": 2}))?;
    let all = items(&found, "hits");
    let same = |one: &&Value| field(one, "name").to_lowercase() == plain.to_lowercase();
    let one = match all {
        [one] => Some(one),
        [one, other] if same(&one) && !same(&other) => Some(one),
        _ => None,
    };
    let one = one.ok_or(ErrorCode::PortalNoHit)?;
    Ok((field(one, "address"), Some(field(one, "name"))))
}

fn look(core: &Core, address: &str, out: &mut Out) -> Result<(), Failure> {
    let (address, _) = address_of(core, address)?;
    let job = core.ask("portal_look", json!({"address": address}))?;
    let seen = wait(core, &job, false)?;
    out.document(&seen);
    out.line(&clean(&format!(
        "{} · {} · FHIR {}",
        field(&seen, "host"),
        field(&seen, "software"),
        field(&seen, "fhirVersion")
    )));
    let yes = field(&seen, "canConnect") == "true";
    out.say(
        if yes {
            "cli-portal-can-connect"
        } else {
            "cli-portal-cannot-connect"
        },
        &[],
    );
    if yes && field(&seen, "needsClientId") == "true" {
        out.say("cli-portal-needs-client", &[]);
    }
    for finding in items(&seen, "problems")
        .iter()
        .chain(items(&seen, "doubts"))
    {
        out.line(&clean(&format!(
            "{} [{}]",
            field(finding, "text"),
            field(finding, "code")
        )));
    }
    Ok(())
}

/// A secret from a file: its first line.
pub(crate) fn first_line(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|_| ErrorCode::FileUnreadable)?;
    let text = Zeroizing::new(text);
    let line = text.lines().next().unwrap_or_default().trim();
    Ok(Zeroizing::new(line.to_owned()))
}

/// A private key from a file.
fn whole(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|_| ErrorCode::FileUnreadable)?;
    Ok(Zeroizing::new(text))
}

/// Writes the page for hospitals that send the sign-in back only to the web.
fn bounce_page(core: &Core, file: &Path, out: &mut Out) -> Result<(), Failure> {
    let made = core.ask("portal_bounce_page", json!({}))?;
    let (_, bytes) = core.session.output(&field(&made, "token"))?;
    kin_api::save_file(file, &bytes)?;
    let path = file.to_string_lossy();
    out.document(
        &json!({"path": path, "bytes": made.get("bytes"), "sha256": field(&made, "sha256")}),
    );
    out.say("cli-written", &[("path", &path)]);
    out.say("cli-portal-bounce-next", &[]);
    Ok(())
}

fn connect(core: &Core, options: &ConnectOptions, out: &mut Out) -> Result<(), Failure> {
    let person = match &core.global.person {
        Some(wanted) => Some(field(&core.find_person(Some(wanted))?, "id")),
        None => None,
    };
    let secret = match &options.client_secret_file {
        Some(path) => Some(first_line(path)?),
        None => None,
    };
    let key = match &options.client_key_file {
        Some(path) => Some(whole(path)?),
        None => None,
    };
    let client = options.client_id.as_ref().map(|id| {
        json!({
            "id": id,
            "secret": secret.as_ref().map(|s| s.as_str()),
            "key": key.as_ref().map(|s| s.as_str()),
        })
    });
    let (address, name) = address_of(core, &options.address)?;
    let job = core.ask(
        "portal_connect",
        json!({
            "person": person,
            "newPersonFromPortal": options.new_person,
            "confirmOther": options.same_person,
            "address": address,
            "label": options.label.as_ref().or(name.as_ref()),
            "client": client,
            "bouncePage": options.bounce_page,
        }),
    )?;
    let portal = wait(core, &job, !options.no_browser)?;
    out.say(
        "cli-portal-connected",
        &[("label", &clean(&field(&portal, "label")))],
    );
    if options.no_sync {
        out.document(&portal);
        table(std::slice::from_ref(&portal), out);
        return Ok(());
    }
    let request = json!({"person": field(&portal, "person"), "portal": field(&portal, "portal")});
    let done = wait(core, &core.ask("portal_sync", request)?, false)?;
    out.document(&done);
    tell(&done, out);
    judge(&done)
}

fn portals(core: &Core, person: &str) -> Result<Value, Failure> {
    core.ask("portals", json!({"person": person}))
}

/// The portals that are meant: by id, the beginning of the id, or name; all without a word.
fn meant(core: &Core, person: &str, wanted: Option<&str>) -> Result<Vec<Value>, Failure> {
    let list = portals(core, person)?;
    let all = items(&list, "portals");
    let Some(wanted) = wanted else {
        return Ok(all.to_vec());
    };
    let folded = wanted.trim().to_lowercase();
    let found: Vec<Value> = all
        .iter()
        .filter(|one| {
            field(one, "label").to_lowercase() == folded
                || (folded.len() >= 4 && field(one, "portal").starts_with(&folded))
        })
        .cloned()
        .collect();
    if found.len() == 1 {
        Ok(found)
    } else {
        Err(ErrorCode::PortalUnknown.into())
    }
}

/// What the hospitals of everybody have brought since their records were looked at.
fn news(core: &Core, out: &mut Out) -> Result<(), Failure> {
    let found = core.ask("portal_news", json!({}))?;
    out.document(&found);
    let people = core.ask("people_list", json!({}))?;
    let name = |id: &str| {
        let known = items(&people, "people")
            .iter()
            .find(|p| field(p, "id") == id);
        known.map_or_else(String::new, |p| field(p, "name"))
    };
    let rows = items(&found, "news")
        .iter()
        .map(|one| {
            let who = name(&field(one, "person"));
            vec![
                clean(&who),
                clean(&field(one, "label")),
                field(one, "fresh"),
            ]
        })
        .collect();
    out.table(&["cli-head-person", "cli-head-name", "cli-head-new"], rows);
    Ok(())
}

fn sync(core: &Core, wanted: Option<&str>, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    let all = meant(core, &person, wanted)?;
    if all.is_empty() {
        return Err(ErrorCode::PortalUnknown.into());
    }
    let one = all.len() == 1;
    let (mut synced, mut failed) = (Vec::new(), Vec::new());
    let (mut whole, mut first) = (true, None);
    for portal in &all {
        let request = json!({"person": person, "portal": field(portal, "portal")});
        let done = core
            .ask("portal_sync", request)
            .and_then(|job| wait(core, &job, false));
        match done {
            Ok(done) => {
                tell(&done, out);
                whole &= judge(&done).is_ok();
                synced.push(done);
            }
            Err(Failure::Api(error)) if !one => {
                let label = clean(&field(portal, "label"));
                out.say(
                    "cli-portal-failed",
                    &[("label", &label), ("code", error.code.as_str())],
                );
                failed.push(json!({"portal": field(portal, "portal"), "code": error.code}));
                first.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    if let (true, Some(error)) = (synced.is_empty(), first) {
        return Err(error.into());
    }
    out.document(&json!({"synced": synced, "failed": failed}));
    if whole && failed.is_empty() {
        Ok(())
    } else {
        Err(Failure::Part)
    }
}

fn remove(core: &Core, wanted: &str, erase: bool, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    let found = meant(core, &person, Some(wanted))?;
    let portal = found.first().ok_or(ErrorCode::PortalUnknown)?;
    let label = clean(&field(portal, "label"));
    let question = if erase {
        "cli-portal-remove-erase"
    } else {
        "cli-portal-remove"
    };
    core.confirm(question, &[("label", &label)])?;
    let request = json!({"person": person, "portal": field(portal, "portal"), "erase": erase});
    let done = wait(core, &core.ask("portal_remove", request)?, false)?;
    out.document(&done);
    out.say(
        "cli-portal-removed",
        &[("label", &label), ("erased", &field(&done, "erased"))],
    );
    if field(&done, "revoked") != "true" {
        out.say("cli-portal-not-revoked", &[("label", &label)]);
    }
    if field(&done, "unregistered") == "false" {
        out.say("cli-portal-not-unregistered", &[("label", &label)]);
    }
    Ok(())
}

/// Fetches the images of a study.
fn images(core: &Core, entry: &str, out: &mut Out) -> Result<(), Failure> {
    let mut request = json!({"person": core.person_id()?, "id": entry});
    let mut done = wait(core, &core.ask("portal_images", request.clone())?, false)?;
    let host = field(&done, "askHost");
    if !host.is_empty() {
        // Nobody was asked yet: first it is said whom that would be.
        let host = clean(&host);
        aside(&Catalogue::text(
            core.lang,
            "cli-portal-images-elsewhere",
            &[("host", &host)],
        ));
        core.confirm("cli-portal-images-ask", &[("host", &host)])?;
        if let Some(request) = request.as_object_mut() {
            request.insert("agreedHost".to_owned(), json!(field(&done, "askHost")));
        }
        done = wait(core, &core.ask("portal_images", request)?, false)?;
    }
    out.document(&done);
    let rows = items(&done, "images")
        .iter()
        .map(|one| {
            ["title", "size", "entry", "index"]
                .iter()
                .map(|name| field(one, name))
                .collect()
        })
        .collect();
    out.table(
        &[
            "cli-head-title",
            "cli-head-bytes",
            "cli-head-id",
            "cli-head-number",
        ],
        rows,
    );
    out.say(
        "cli-portal-images",
        &[
            ("fetched", &field(&done, "fetched")),
            ("expected", &field(&done, "expected")),
        ],
    );
    let gaps = items(&done, "gaps");
    for gap in gaps {
        out.line(&clean(&format!(
            "{} [{}]",
            field(gap, "text"),
            field(gap, "reason")
        )));
    }
    if gaps.is_empty() && field(&done, "stopped") != "true" {
        Ok(())
    } else {
        Err(Failure::Part)
    }
}

/// Whether all came that the portal offers.
fn judge(done: &Value) -> Result<(), Failure> {
    let portal = done.get("portal").unwrap_or(&Value::Null);
    let missing = items(portal, "gaps")
        .iter()
        .any(|gap| field(gap, "reason") != "not-offered");
    let last = portal.get("lastSync").unwrap_or(&Value::Null);
    let refused = field(last, "refused").parse::<u64>().unwrap_or(0) > 0;
    if missing || refused {
        Err(Failure::Part)
    } else {
        Ok(())
    }
}

fn tell(done: &Value, out: &mut Out) {
    let portal = done.get("portal").unwrap_or(&Value::Null);
    table(std::slice::from_ref(portal), out);
    for gap in items(portal, "gaps") {
        out.line(&clean(&format!(
            "{} [{}]",
            field(gap, "text"),
            field(gap, "reason")
        )));
    }
}

fn table(portals: &[Value], out: &mut Out) {
    let rows = portals
        .iter()
        .map(|one| {
            let last = one.get("lastSync").unwrap_or(&Value::Null);
            let mut row: Vec<String> = ["portal", "label", "host", "stateText"]
                .iter()
                .map(|name| field(one, name))
                .collect();
            row.push(field(last, "atText"));
            row.extend(
                ["added", "updated", "alreadyThere"]
                    .iter()
                    .map(|name| field(last, name)),
            );
            row.push(field(one, "fresh"));
            row
        })
        .collect();
    out.table(
        &[
            "cli-head-portal",
            "cli-head-name",
            "cli-head-host",
            "cli-head-state",
            "cli-head-at",
            "cli-head-added",
            "cli-head-updated",
            "cli-head-already",
            "cli-head-new",
        ],
        rows,
    );
}

/// Waits for a job with a portal, and tells where to sign in.
fn wait(core: &Core, job: &Value, browser: bool) -> Result<Value, Failure> {
    let id: u32 = field(job, "id").parse().map_err(|_| ErrorCode::Internal)?;
    let watched = std::io::stderr().is_terminal();
    let (mut asked, mut said) = (false, String::new());
    loop {
        let job = core.ask("job", json!({"id": id}))?;
        let stage = job.get("stage").unwrap_or(&Value::Null);
        if field(stage, "signIn") == "true" && !asked {
            // The job may just have gone on.
            if let Ok(answer) = core.ask("portal_sign_in_address", json!({"id": id})) {
                asked = true;
                let address = field(&answer, "address");
                let words = Catalogue::text(core.lang, "cli-portal-open", &[]);
                aside(&format!("{words}\n{address}"));
                if browser {
                    // The address stands there to be copied, too.
                    let _ = kin_api::open_in_browser(&address);
                }
            }
        }
        let text = field(stage, "text");
        if watched && text != said {
            aside(&clean(&text));
            said = text;
        }
        match field(&job, "state").as_str() {
            "running" => std::thread::sleep(Duration::from_millis(30)),
            "done" => return Ok(job.get("result").cloned().unwrap_or_default()),
            "cancelled" => return Err(ErrorCode::Cancelled.into()),
            _ => return Err(error_of(&job).into()),
        }
    }
}

fn faults(names: &[String]) -> Faults {
    let mut faults = Faults::default();
    for name in names {
        match name.as_str() {
            "busy" => faults.busy = 3,
            "slow" => faults.slow = Duration::from_millis(800),
            "broken" => faults.broken_type = Some("Observation".to_owned()),
            "gap" => faults.gap = Some("Immunization".to_owned()),
            "category" => faults.category_needed = Some("Observation".to_owned()),
            "expired" => faults.expired = true,
            "revoked" => faults.revoked = true,
            "patient" => faults.wrong_patient = true,
            "endless" => faults.endless = true,
            "issuer" => faults.wrong_issuer = true,
            "key" => faults.keys_only = true,
            "web" => faults.web_only = true,
            "images-slow" => faults.images_slow = Duration::from_millis(800),
            "images-refused" => faults.images_refused = true,
            "images-elsewhere" => faults.images_elsewhere = true,
            _ => faults.no_refresh = true,
        }
    }
    faults
}

/// Serves the demo clinic until the program is stopped.
pub(crate) fn clinic(options: &ClinicOptions, json: bool, lang: Lang) -> Result<(), Failure> {
    let opened = match options.port {
        Some(port) => Clinic::open(port),
        // The usual one, at which it is found by its name.
        None => Clinic::open(kin_demo_clinic::PORT).or_else(|_| Clinic::open(0)),
    };
    let clinic = opened.map_err(|_| {
        let error = ApiError::from(ErrorCode::PortalNoEar);
        Failure::Api(error)
    })?;
    clinic.set_faults(faults(&options.faults));
    let (address, home) = (clinic.fhir(), clinic.home().to_owned());
    let text = if json {
        let people: Vec<Value> = clinic
            .patients()
            .into_iter()
            .map(|(id, name)| json!({"id": id, "name": name}))
            .collect();
        json!({"address": address, "home": home, "patients": people}).to_string()
    } else {
        Catalogue::text(
            lang,
            "cli-demo-clinic",
            &[("address", &address), ("home", &home)],
        )
    };
    let mut stdout = std::io::stdout();
    let said = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
    said.map_err(|_| ErrorCode::CannotWrite)?;
    if options.with_parent {
        end_with_parent();
    }
    clinic.wait();
    Ok(())
}

/// Ends this program when the one that started it is gone.
#[cfg(unix)]
pub(crate) fn end_with_parent() {
    let parent = std::os::unix::process::parent_id();
    std::thread::spawn(move || {
        while std::os::unix::process::parent_id() == parent {
            std::thread::sleep(Duration::from_millis(500));
        }
        std::process::exit(0);
    });
}

#[cfg(not(unix))]
pub(crate) const fn end_with_parent() {}
