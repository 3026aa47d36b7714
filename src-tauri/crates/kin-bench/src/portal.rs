//! Reading a portal, against downloading the same pages and bringing them in as files.

use crate::arms::{Measured, cpu_seconds, measure_arm, peak_kb, reset_peak};
use crate::goal::{Board, Need};
use crate::{Options, Outcome};
use kin_api::{Response, Session, SessionConfig};
use kin_demo_clinic::Clinic;
use kin_net::{Client, Reach};
use kin_smart::{Authorization, Body, FHIR_JSON, Fetch as _, Request, Secret};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;
use url::Url;

/// Issue 4: 50,000 resources from this computer, at most 1.3 times the floor; memory bounded.
pub(crate) fn suite(options: &Options, board: &mut Board) -> Outcome<()> {
    let count: usize = if options.full { 50_000 } else { 10_000 };
    let clinic = Clinic::open(0)?;
    let patients = clinic.patients();
    let (patient, _) = patients.first().ok_or("the clinic has no patients")?;
    clinic.many_results(patient, count);
    let (mut ratios, mut peaks, mut wall) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.pairs {
        let (a, b) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let token = clinic.token_of(patient);
        let what = [clinic.fhir(), patient.clone(), token].map(PathBuf::from);
        let lower = measure_arm("portal-floor", a.path(), &what)?;
        let ours = measure_arm("portal-sync", b.path(), &what)?;
        if ours.rows != lower.rows || ours.rows < count as u64 {
            return Err(format!("the arms saw {} and {}", ours.rows, lower.rows).into());
        }
        ratios.push(ours.cpu / lower.cpu);
        wall.push(ours.seconds / lower.seconds);
        #[expect(clippy::cast_precision_loss, reason = "megabytes")]
        peaks.push(ours.rss_kb as f64 / 1024.0);
    }
    board.judge(
        &format!("portal, {count}: reading / download and import (CPU)"),
        &ratios,
        Need::AtMost(1.3),
    );
    board.judge(
        &format!("portal, {count}: reading / download and import (time)"),
        &wall,
        Need::AtMost(1.3),
    );
    board.judge(
        &format!("portal, {count}: peak memory, MiB"),
        &peaks,
        Need::AtMost(100.0),
    );
    Ok(())
}

/// A vault of the whole program, and what it answers.
struct App(Session);

impl App {
    fn new(dir: &Path) -> Outcome<Self> {
        let app = Self(Session::new(SessionConfig::new(&dir.join("vault"))));
        app.ask(
            "vault_create",
            json!({"nickname": "Mei", "passphrase": "quiet river carries seven lanterns home", "lang": "en"}),
        )?;
        Ok(app)
    }

    fn ask(&self, name: &str, request: Value) -> Outcome<Value> {
        match self.0.dispatch(name, request) {
            Ok(Response::Json(value)) => Ok(value),
            Ok(Response::Bytes(_)) => Ok(Value::Null),
            Err(error) => Err(format!("{name}: {}", error.code).into()),
        }
    }

    /// Waits until a job has come to its end, or to its sign-in.
    fn wait(&self, job: &Value) -> Outcome<Value> {
        loop {
            let view = self.ask("job", json!({"id": at(job, "/id")}))?;
            let running = at(&view, "/state") == "running";
            if !running || at(&view, "/stage/signIn") == true {
                return Ok(view);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

fn word<'a>(value: &'a Value, pointer: &str) -> Outcome<&'a str> {
    Ok(at(value, pointer)
        .as_str()
        .ok_or("an answer of another shape")?)
}

/// One question as a browser asks it; the whole answer.
fn browse(address: &Url, form: Option<&[(&str, &str)]>) -> Outcome<String> {
    let host = format!(
        "{}:{}",
        address.host_str().unwrap_or_default(),
        address.port().unwrap_or(80)
    );
    let path = address.query().map_or_else(
        || address.path().to_owned(),
        |q| format!("{}?{q}", address.path()),
    );
    let mut text = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    if let Some(form) = form {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        text = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: \
             application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
    }
    let mut stream = TcpStream::connect(&host)?;
    stream.write_all(text.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// What stands between two texts.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Outcome<&'a str> {
    let (_, rest) = text
        .split_once(before)
        .ok_or("an answer of another shape")?;
    Ok(rest.split(after).next().unwrap_or_default())
}

/// Connects as a person does in the browser; the portal.
fn connect(app: &App, fhir: &str, patient: &str) -> Outcome<Value> {
    let request = json!({"address": fhir, "newPersonFromPortal": true});
    let job = app.ask("portal_connect", request)?;
    app.wait(&job)?;
    let answer = app.ask("portal_sign_in_address", json!({"id": at(&job, "/id")}))?;
    let address = Url::parse(word(&answer, "/address")?)?;
    let page = browse(&address, None)?;
    let wish = between(&page, "name=\"wish\" value=\"", "\"")?;
    let sign_in = [("wish", wish), ("patient", patient), ("passphrase", "demo")];
    browse(&address.join("/auth/sign-in")?, Some(&sign_in))?;
    let consent = [("wish", wish), ("answer", "yes"), ("offline", "1")];
    let sent = browse(&address.join("/auth/consent")?, Some(&consent))?;
    let back = sent
        .lines()
        .find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("location").then_some(value)
        })
        .ok_or("the clinic did not send back")?;
    browse(&Url::parse(back)?, None)?;
    loop {
        let view = app.ask("job", json!({"id": at(&job, "/id")}))?;
        match at(&view, "/state").as_str() {
            Some("running") => std::thread::sleep(Duration::from_millis(20)),
            Some("done") => return Ok(at(&view, "/result").clone()),
            _ => return Err("the clinic could not be connected".into()),
        }
    }
}

fn text(args: &[PathBuf], n: usize) -> Outcome<&str> {
    Ok(args
        .get(n)
        .and_then(|arg| arg.to_str())
        .ok_or("an argument is missing")?)
}

fn measured(work: impl FnOnce() -> Outcome<Value>, rows: &str) -> Outcome<Measured> {
    let rss_before_kb = peak_kb();
    reset_peak();
    let (cpu, began) = (cpu_seconds(), std::time::Instant::now());
    let end = work()?;
    let (cpu, seconds) = (cpu_seconds() - cpu, began.elapsed().as_secs_f64());
    if at(&end, "/state") != "done" {
        return Err(format!("the work ended as {}", at(&end, "/error/code")).into());
    }
    let rows = end.pointer(rows).and_then(Value::as_array);
    let rows = rows
        .into_iter()
        .flatten()
        .filter_map(|file| at(file, "/added").as_u64())
        .sum();
    Ok(Measured {
        cpu,
        seconds,
        rows,
        rss_kb: peak_kb(),
        rss_before_kb,
        ..Measured::default()
    })
}

/// The program reads the portal.
pub(crate) fn sync(dir: &Path, args: &[PathBuf]) -> Outcome<Measured> {
    let app = App::new(dir)?;
    let portal = connect(&app, text(args, 0)?, text(args, 1)?)?;
    let request = json!({"person": at(&portal, "/person"), "portal": at(&portal, "/portal")});
    measured(
        || app.wait(&app.ask("portal_sync", request)?),
        "/result/run/files",
    )
}

/// The same pages are downloaded, written down and brought in as files.
pub(crate) fn floor(dir: &Path, args: &[PathBuf]) -> Outcome<Measured> {
    let app = App::new(dir)?;
    let (fhir, patient, token) = (text(args, 0)?, text(args, 1)?, text(args, 2)?);
    let mut net = Client::new(Reach::ThisComputer, std::sync::Arc::default())
        .map_err(|fault| format!("{fault:?}"))?;
    let mut get = |address: &str| -> Outcome<Vec<u8>> {
        let request = Request {
            url: Url::parse(address)?,
            accept: FHIR_JSON,
            body: Body::None,
            authorization: Authorization::Bearer(Secret::new(token.to_owned())),
            limit: 64 << 20,
        };
        let answer = net.fetch(&request).map_err(|fault| format!("{fault:?}"))?;
        Ok(answer.body)
    };
    let statement: Value = serde_json::from_slice(&get(&format!("{fhir}/metadata"))?)?;
    let kinds: Vec<String> = at(&statement, "/rest/0/resource")
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|kind| Some(at(kind, "/type").as_str()?.to_owned()))
        .collect();
    measured(
        || {
            let mut files = Vec::new();
            for kind in &kinds {
                let mut next = Some(format!("{fhir}/{kind}?patient={patient}&_count=250"));
                while let Some(address) = next {
                    let page = get(&address)?;
                    // Cheaper than reading the page: what a download of known addresses would cost.
                    let seen = String::from_utf8_lossy(&page);
                    next = seen.split("\"next\"").nth(1).and_then(|rest| {
                        let url = between(rest, "\"url\":\"", "\"").ok()?;
                        Some(url.to_owned())
                    });
                    let file = dir.join(format!("{kind}-{}.json", files.len()));
                    std::fs::write(&file, &page)?;
                    let file = app.0.register_file(&file);
                    files.push(file.map_err(|e| e.code.to_string())?.token);
                }
            }
            app.wait(&app.ask(
                "import_run",
                json!({"files": files, "newPersonFromFile": true}),
            )?)
        },
        "/result/files",
    )
}
