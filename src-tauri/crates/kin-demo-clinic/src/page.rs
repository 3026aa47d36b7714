//! The pages that a person sees. English and Chinese stand side by side: the clinic does not know
//! who reads.

use crate::auth::PASSPHRASE;
use crate::http::{Call, Reply};
use crate::{Faults, State};
use std::fmt::Write as _;
use std::time::Duration;

/// How long a slow answer takes.
const SLOW: Duration = Duration::from_millis(800);

const STYLE: &str = "font:1.125rem/1.6 system-ui,'Noto Sans CJK SC',sans-serif;max-width:36em;margin:2em auto;padding:0 1em;color:#1b2733;background:#fff";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn page(title: &str, body: &str) -> Reply {
    Reply::page(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>body{{{STYLE}}}button{{font:inherit;padding:.5em 1.2em;margin:.5em .5em 0 0;min-height:44px}}\
         label{{display:block;padding:.35em 0}}input,select{{font:inherit}}input[type=password]{{padding:.4em}}\
         .note{{border-left:4px solid #2b6cb0;padding:.2em 1em;background:#eef4fb}}</style>\
         <body><p class=\"note\">Kinfolio demo clinic · 家康册演示诊所<br>All patients are made up. · 所有病人均为虚构。</p>{body}"
    ))
}

pub(crate) fn sign_in(state: &State, wish: &str, wrong: bool) -> Reply {
    let mut choices = String::new();
    for (place, (id, name)) in state.data.patients().into_iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(
            choices,
            "<label><input type=\"radio\" name=\"patient\" value=\"{}\" required{}> {}</label>",
            escape(&id),
            if place == 0 { " checked" } else { "" },
            escape(&name)
        );
    }
    let told = if wrong {
        "<p role=\"alert\"><strong>This password is not right. · 密码不正确。</strong></p>"
    } else {
        ""
    };
    page(
        "Sign in · 登录",
        &format!(
            "<h1>Sign in · 登录</h1>{told}<form method=\"post\" action=\"/auth/sign-in\">\
             <input type=\"hidden\" name=\"wish\" value=\"{}\">{choices}\
             <label>Password · 密码 (<code>{PASSPHRASE}</code>) <input type=\"password\" name=\"passphrase\" required autofocus></label>\
             <button>Sign in · 登录</button></form>",
            escape(wish)
        ),
    )
}

pub(crate) fn consent(state: &mut State, id: &str) -> Reply {
    let names = state.data.patients();
    let Some(wish) = state.auth.wish(id) else {
        return Reply::text(400, "this sign-in has ended");
    };
    let name = names
        .into_iter()
        .find(|(one, _)| Some(one) == wish.patient.as_ref())
        .map(|(_, name)| name)
        .unwrap_or_default();
    let mut scopes = String::new();
    for scope in &wish.scopes {
        let _ = write!(scopes, "<li><code>{}</code></li>", escape(scope));
    }
    let offline = if wish.scopes.iter().any(|scope| scope == "offline_access") {
        "<label><input type=\"checkbox\" name=\"offline\" value=\"1\" checked> Stay connected · 保持连接</label>"
    } else {
        ""
    };
    page(
        "Allow? · 允许吗？",
        &format!(
            "<h1>Allow Kinfolio to read the record of {}? · 允许家康册读取这份病历吗？</h1>\
             <form method=\"post\" action=\"/auth/consent\"><input type=\"hidden\" name=\"wish\" value=\"{}\">\
             {offline}<details><summary>What exactly · 具体内容</summary><ul>{scopes}</ul></details>\
             <button name=\"answer\" value=\"yes\">Allow · 允许</button>\
             <button name=\"answer\" value=\"no\">Do not allow · 不允许</button></form>",
            escape(&name),
            escape(id)
        ),
    )
}

/// The clinic's own page: new results, and the switchboard.
pub(crate) fn home(state: &mut State, call: &Call) -> Reply {
    let mut told = "";
    if call.post {
        // Only a form of this very page may turn the switches.
        if call.header("origin") != Some(state.base.as_str()) {
            return Reply::text(403, "not from here");
        }
        if !call.sent("result").is_empty() {
            drop(state.data.new_result(call.sent("result")));
            told =
                "<p role=\"status\"><strong>A new result is there. · 有一项新结果。</strong></p>";
        } else {
            state.faults = read_faults(call);
            told = "<p role=\"status\"><strong>Set. · 已设置。</strong></p>";
        }
    }
    let mut body = format!(
        "<h1>Demo clinic · 演示诊所</h1>{told}<p>Address for Kinfolio · 在家康册中输入的地址: <code>{}/fhir</code></p><h2>New results · 新结果</h2><form method=\"post\" action=\"/\">",
        state.base
    );
    for (id, name) in state.data.patients() {
        let _ = write!(
            body,
            "<button name=\"result\" value=\"{}\">{}</button>",
            escape(&id),
            escape(&name)
        );
    }
    body.push_str("</form><h2>Faults · 故障</h2><form method=\"post\" action=\"/\">");
    let on = &state.faults;
    for (name, words, set) in [
        ("busy", "Busy three times (429) · 忙", on.busy > 0),
        ("slow", "Slow · 慢", !on.slow.is_zero()),
        (
            "broken",
            "Observation answers 500 · 化验出错",
            on.broken_type.is_some(),
        ),
        (
            "gap",
            "Immunization is refused · 不给疫苗记录",
            on.gap.is_some(),
        ),
        (
            "category",
            "Observation wants a category · 须分类查询",
            on.category_needed.is_some(),
        ),
        ("expired", "The access has expired · 访问已过期", on.expired),
        (
            "revoked",
            "The consent was withdrawn · 已撤回同意",
            on.revoked,
        ),
        (
            "patient",
            "Another patient is named · 病人不符",
            on.wrong_patient,
        ),
        ("endless", "Pages without end · 无尽的页", on.endless),
        (
            "issuer",
            "Another issuer answers · 签发者不符",
            on.wrong_issuer,
        ),
        ("refresh", "No lasting access · 不给长期访问", on.no_refresh),
        (
            "key",
            "Lasting access by a key only · 只凭密钥长期访问",
            on.keys_only,
        ),
        (
            "web",
            "The answer goes to the web only (https) · 只回到网上的网页",
            on.web_only,
        ),
        (
            "images-slow",
            "Images come slowly · 影像很慢",
            !on.images_slow.is_zero(),
        ),
        (
            "images-refused",
            "Images are refused · 不给影像",
            on.images_refused,
        ),
        (
            "images-elsewhere",
            "Images are on another server · 影像在另一台服务器上",
            on.images_elsewhere,
        ),
    ] {
        let _ = write!(
            body,
            "<label><input type=\"checkbox\" name=\"{name}\" value=\"1\"{}> {words}</label>",
            if set { " checked" } else { "" }
        );
    }
    body.push_str("<button>Set · 设置</button></form>");
    page("Demo clinic · 演示诊所", &body)
}

fn read_faults(call: &Call) -> Faults {
    let on = |name: &str| !call.sent(name).is_empty();
    let kind = |name: &str, kind: &str| on(name).then(|| kind.to_owned());
    Faults {
        busy: if on("busy") { 3 } else { 0 },
        slow: if on("slow") { SLOW } else { Duration::ZERO },
        broken_type: kind("broken", "Observation"),
        gap: kind("gap", "Immunization"),
        category_needed: kind("category", "Observation"),
        expired: on("expired"),
        revoked: on("revoked"),
        wrong_patient: on("patient"),
        endless: on("endless"),
        other_origin: None,
        wrong_issuer: on("issuer"),
        no_refresh: on("refresh"),
        keys_only: on("key"),
        web_only: on("web"),
        images_slow: if on("images-slow") {
            SLOW
        } else {
            Duration::ZERO
        },
        images_refused: on("images-refused"),
        images_elsewhere: on("images-elsewhere"),
    }
}
