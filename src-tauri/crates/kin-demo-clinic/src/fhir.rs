//! The FHIR server of the clinic.

use crate::State;
use crate::auth::Grant;
use crate::http::{Call, Reply};
use crate::images;
use serde_json::{Value, json};

/// Most entries of one page, as a rule.
pub(crate) const LARGEST_PAGE: usize = 50;

pub(crate) fn answer(state: &mut State, call: &Call) -> Reply {
    let path = call
        .path
        .strip_prefix("/fhir")
        .unwrap_or_default()
        .trim_matches('/')
        .to_owned();
    match path.as_str() {
        ".well-known/smart-configuration" => return Reply::json(200, &configuration(state)),
        "metadata" => return Reply::fhir(200, &metadata(state)),
        _ => {}
    }
    if state.faults.is_busy() {
        return Reply::outcome(429, "throttled", "busy").with("retry-after", "1".to_owned());
    }
    let ended = state.faults.expired || state.faults.revoked;
    let grant = state.auth.grant(call.header("authorization"));
    let Some(grant) = grant.filter(|_| !ended).cloned() else {
        return Reply::outcome(401, "login", "sign in");
    };
    let mut parts = path.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(kind), None, None) if !kind.is_empty() => search(state, call, &grant, kind),
        (Some(kind), Some(id), None) => read(state, &grant, kind, id),
        _ => Reply::outcome(404, "not-found", "not found"),
    }
}

fn configuration(state: &State) -> Value {
    let base = &state.base;
    let mut said = json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/auth/authorize"),
        "token_endpoint": format!("{base}/auth/token"),
        "revocation_endpoint": format!("{base}/auth/revoke"),
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "fhirUser", "launch/patient", "offline_access", "patient/*.rs"],
        "capabilities": ["launch-standalone", "client-public", "context-standalone-patient",
            "permission-patient", "permission-offline", "permission-v2", "sso-openid-connect"],
    });
    if let (true, Some(all)) = (state.faults.keys_only, said.as_object_mut()) {
        all.insert(
            "registration_endpoint".to_owned(),
            format!("{base}/auth/register").into(),
        );
    }
    said
}

fn metadata(state: &State) -> Value {
    let kinds: Vec<Value> = state
        .data
        .kinds()
        .into_iter()
        .map(|kind| {
            // Where the images are is read where a study refers to it: it belongs to no patient.
            if kind == "Endpoint" {
                return json!({"type": kind, "interaction": [{"code": "read"}]});
            }
            json!({
                "type": kind,
                "interaction": [{"code": "read"}, {"code": "search-type"}],
                "searchParam": [{"name": "patient", "type": "reference"}, {"name": "category", "type": "token"}],
            })
        })
        .collect();
    let software = if state.faults.web_only {
        "Kinfolio demo clinic (web only)"
    } else {
        "Kinfolio demo clinic"
    };
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "kind": "instance",
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "software": {"name": software},
        "rest": [{"mode": "server", "resource": kinds}],
    })
}

/// What stands against reading a type, if anything.
fn refusal(state: &State, grant: &Grant, kind: &str) -> Option<Reply> {
    if state.faults.gap.as_deref() == Some(kind) || !grant.may_read(kind) {
        return Some(Reply::outcome(403, "forbidden", "not granted"));
    }
    if state.faults.broken_type.as_deref() == Some(kind) {
        return Some(Reply::outcome(500, "exception", "broken"));
    }
    None
}

fn read(state: &State, grant: &Grant, kind: &str, id: &str) -> Reply {
    if let Some(reply) = refusal(state, grant, kind) {
        return reply;
    }
    if kind == "Endpoint" && state.faults.images_elsewhere {
        return Reply::fhir(200, &images::endpoint(&images::elsewhere(&state.base)));
    }
    match state.data.read(&grant.patient, kind, id) {
        Some(found) => Reply::fhir(200, found),
        None => Reply::outcome(404, "not-found", "not found"),
    }
}

fn search(state: &State, call: &Call, grant: &Grant, kind: &str) -> Reply {
    if let Some(reply) = refusal(state, grant, kind) {
        return reply;
    }
    let category = call.asked("category");
    if state.faults.category_needed.as_deref() == Some(kind) && category.is_empty() {
        return Reply::outcome(400, "required", "category is required");
    }
    let asked = call.asked("patient").trim_start_matches("Patient/");
    if asked != grant.patient {
        return Reply::outcome(403, "forbidden", "another patient");
    }
    let all = if kind == "Patient" {
        state.data.search(&grant.patient, kind, "")
    } else {
        state.data.search(&grant.patient, kind, category)
    };
    let count = call
        .asked("_count")
        .parse()
        .unwrap_or(state.page)
        .clamp(1, state.page);
    let from: usize = call.asked("_from").parse().unwrap_or(0);
    let page: Vec<Value> = all
        .iter()
        .skip(from)
        .take(count)
        .map(|resource| {
            let id = resource
                .get("id")
                .and_then(Value::as_str)
                .unwrap_or_default();
            json!({
                "fullUrl": format!("{}/fhir/{kind}/{id}", state.base),
                "resource": resource,
                "search": {"mode": "match"},
            })
        })
        .collect();
    let mut links =
        vec![json!({"relation": "self", "url": address(&state.base, call, kind, count, from)})];
    let more = from.saturating_add(count) < all.len();
    let next = match &state.faults.other_origin {
        Some(other) if more => Some(format!("{other}/{kind}?_from={}", from + count)),
        _ if more || state.faults.endless => Some(address(
            &state.base,
            call,
            kind,
            count,
            from.saturating_add(count),
        )),
        _ => None,
    };
    links.extend(next.map(|url| json!({"relation": "next", "url": url})));
    Reply::fhir(
        200,
        &json!({
            "resourceType": "Bundle",
            "type": "searchset",
            "total": all.len(),
            "link": links,
            "entry": page,
        }),
    )
}

fn address(base: &str, call: &Call, kind: &str, count: usize, from: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &call.query {
        if !matches!(name.as_str(), "_count" | "_from") {
            query.append_pair(name, value);
        }
    }
    query.append_pair("_count", &count.to_string());
    query.append_pair("_from", &from.to_string());
    format!("{base}/fhir/{kind}?{}", query.finish())
}
