//! Signing in, consent, tokens.

use crate::http::{Call, Reply};
use crate::{State, page};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kin_crypto::safe::{VerifyingKey, random_id, sha256};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The passphrase of every made-up patient; the page says it.
pub(crate) const PASSPHRASE: &str = "demo";
/// Seconds that a token lasts, as it says.
const LASTS: u64 = 3_600;

/// What a program asked for, until the person has said yes.
pub(crate) struct Wish {
    client: String,
    redirect: String,
    state: String,
    nonce: String,
    challenge: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) patient: Option<String>,
}

/// What a token opens.
#[derive(Clone)]
pub(crate) struct Grant {
    client: String,
    pub(crate) patient: String,
    pub(crate) scopes: BTreeSet<String>,
}

struct Given {
    grant: Grant,
    redirect: String,
    challenge: String,
    nonce: String,
}

#[derive(Default)]
pub(crate) struct Auth {
    wishes: BTreeMap<String, Wish>,
    codes: BTreeMap<String, Given>,
    access: BTreeMap<String, Grant>,
    refresh: BTreeMap<String, Grant>,
    /// Refresh tokens that were used: one that comes again was stolen, and ends all.
    used: BTreeMap<String, String>,
    /// Programs that registered a key after a sign-in.
    keys: BTreeMap<String, (VerifyingKey, Grant)>,
    /// The `jti` of assertions that were taken: each works once.
    spoken: BTreeSet<String>,
}

fn secret() -> String {
    // Without randomness nobody signs in: an empty name is never found.
    random_id().unwrap_or_default()
}

impl Auth {
    /// A token that nobody signed in for.
    pub(crate) fn token_of(&mut self, patient: &str) -> String {
        let token = secret();
        let grant = Grant {
            client: String::new(),
            patient: patient.to_owned(),
            scopes: BTreeSet::from(["patient/*.rs".to_owned()]),
        };
        self.access.insert(token.clone(), grant);
        token
    }

    pub(crate) fn grant(&self, authorization: Option<&str>) -> Option<&Grant> {
        let token = authorization?.strip_prefix("Bearer ")?;
        self.access.get(token).filter(|_| !token.is_empty())
    }

    pub(crate) fn wish(&mut self, id: &str) -> Option<&mut Wish> {
        self.wishes.get_mut(id)
    }
}

impl Grant {
    pub(crate) fn may_read(&self, kind: &str) -> bool {
        ["rs", "read", "r", "s", "cruds"].iter().any(|rights| {
            self.scopes.contains(&format!("patient/*.{rights}"))
                || self.scopes.contains(&format!("patient/{kind}.{rights}"))
        })
    }
}

pub(crate) fn answer(state: &mut State, call: &Call) -> Reply {
    match (call.path.as_str(), call.post) {
        ("/auth/authorize", false) => authorize(state, call),
        ("/auth/sign-in", true) => sign_in(state, call),
        ("/auth/consent", true) => consent(state, call),
        ("/auth/token", true) => token(state, call),
        ("/auth/register", true) if state.faults.keys_only => register(state, call),
        ("/auth/revoke", true) => revoke(state, call),
        _ => Reply::text(404, "not found"),
    }
}

/// A redirect address must be on this computer, with the path that programs register; or on the web.
fn is_registered(redirect: &str, web_only: bool) -> bool {
    url::Url::parse(redirect).is_ok_and(|url| {
        if web_only {
            return url.scheme() == "https" && url.query().is_none();
        }
        url.scheme() == "http"
            && matches!(url.host_str(), Some("127.0.0.1" | "[::1]"))
            && url.path() == "/callback"
            && url.query().is_none()
    })
}

fn authorize(state: &mut State, call: &Call) -> Reply {
    let asked = |name: &str| call.asked(name).to_owned();
    // Without these it is not known who asks: nothing is sent back (RFC 6749 section 4.1.2.1).
    if asked("client_id").is_empty()
        || !is_registered(call.asked("redirect_uri"), state.faults.web_only)
    {
        return Reply::text(400, "unknown program or address");
    }
    let no = |word: &str| {
        back(
            call.asked("redirect_uri"),
            &[("error", word), ("state", call.asked("state"))],
        )
    };
    if call.asked("response_type") != "code" {
        return no("unsupported_response_type");
    }
    let wrong = call.asked("state").len() < 22
        || call.asked("aud").trim_end_matches('/') != format!("{}/fhir", state.base)
        || call.asked("code_challenge_method") != "S256"
        || call.asked("code_challenge").len() != 43;
    if wrong {
        return no("invalid_request");
    }
    let id = secret();
    let wish = Wish {
        client: asked("client_id"),
        redirect: asked("redirect_uri"),
        state: asked("state"),
        nonce: asked("nonce"),
        challenge: asked("code_challenge"),
        scopes: asked("scope")
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        patient: None,
    };
    state.auth.wishes.insert(id.clone(), wish);
    page::sign_in(state, &id, false)
}

fn sign_in(state: &mut State, call: &Call) -> Reply {
    let (id, patient) = (
        call.sent("wish").to_owned(),
        call.sent("patient").to_owned(),
    );
    let right = call.sent("passphrase") == PASSPHRASE && state.data.has(&patient);
    let Some(wish) = state.auth.wish(&id) else {
        return Reply::text(400, "this sign-in has ended");
    };
    if right {
        wish.patient = Some(patient);
        page::consent(state, &id)
    } else {
        page::sign_in(state, &id, true)
    }
}

fn consent(state: &mut State, call: &Call) -> Reply {
    let Some(wish) = state.auth.wishes.remove(call.sent("wish")) else {
        return Reply::text(400, "this sign-in has ended");
    };
    let Some(patient) = wish.patient.filter(|_| call.sent("answer") == "yes") else {
        return back(
            &wish.redirect,
            &[("error", "access_denied"), ("state", &wish.state)],
        );
    };
    let scopes = wish
        .scopes
        .into_iter()
        .filter(|scope| {
            let about_gap = state.faults.gap.as_deref().is_some_and(|gap| {
                scope
                    .strip_prefix("patient/")
                    .is_some_and(|rest| rest.split('.').next() == Some(gap))
            });
            !about_gap && (!call.sent("offline").is_empty() || scope != "offline_access")
        })
        .collect();
    let code = secret();
    let given = Given {
        grant: Grant {
            client: wish.client,
            patient,
            scopes,
        },
        redirect: wish.redirect.clone(),
        challenge: wish.challenge,
        nonce: wish.nonce,
    };
    state.auth.codes.insert(code.clone(), given);
    let issuer = if state.faults.wrong_issuer {
        "https://other-hospital.example"
    } else {
        &state.base
    };
    back(
        &wish.redirect,
        &[("code", &code), ("state", &wish.state), ("iss", issuer)],
    )
}

fn back(redirect: &str, pairs: &[(&str, &str)]) -> Reply {
    match url::Url::parse(redirect) {
        Ok(mut url) => {
            url.query_pairs_mut().extend_pairs(pairs);
            Reply::to(url.into())
        }
        Err(_) => Reply::text(400, "unknown address"),
    }
}

fn no(word: &str) -> Reply {
    Reply::json(400, &json!({"error": word}))
}

/// A member of a JSON object, as text; empty where there is none.
fn member<'a>(from: &'a Value, name: &str) -> &'a str {
    from.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A key for the grant whose token is shown; without a token nobody is registered.
fn register(state: &mut State, call: &Call) -> Reply {
    let grant = state.auth.grant(call.header("authorization")).cloned();
    let Some(grant) = grant else {
        return Reply::json(401, &json!({"error": "invalid_token"}));
    };
    let key = call.json.pointer("/jwks/keys/0").unwrap_or(&Value::Null);
    let text = |name: &str| key.get(name).and_then(Value::as_str).map(str::to_owned);
    let public = VerifyingKey::from_parts(member(key, "kty"), text);
    // Whoever shows the private half, too, has lost it.
    let sound = member(&call.json, "software_id") == grant.client && text("d").is_none();
    let (Ok(public), true) = (public, sound) else {
        return no("invalid_client_metadata");
    };
    let id = secret();
    state.auth.keys.insert(id.clone(), (public, grant));
    Reply::json(201, &json!({"client_id": id}))
}

/// Whose assertion it is: signed with the registered key, for this address, short, not said before.
fn asserted(state: &mut State, call: &Call) -> Option<Grant> {
    let (words, signature) = call.sent("assertion").rsplit_once('.')?;
    let (_, claims) = words.split_once('.')?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    let text = |name: &str| member(&claims, name);
    let number = |name: &str| claims.get(name).and_then(Value::as_i64);
    let (public, grant) = state.auth.keys.get(text("iss"))?;
    let right = public.verify(words.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?)
        && text("sub") == text("iss")
        && text("aud") == format!("{}/auth/token", state.base)
        && number("exp")?.checked_sub(number("iat")?)? <= 300;
    let grant = grant.clone();
    let jti = text("jti").to_owned();
    (right && state.auth.spoken.insert(jti)).then_some(grant)
}

fn token(state: &mut State, call: &Call) -> Reply {
    if state.faults.revoked {
        return no("invalid_grant");
    }
    let (grant, nonce) = match call.sent("grant_type") {
        "authorization_code" => {
            // A code works once, whatever comes of it.
            let Some(given) = state.auth.codes.remove(call.sent("code")) else {
                return no("invalid_grant");
            };
            let challenge = URL_SAFE_NO_PAD.encode(sha256(call.sent("code_verifier").as_bytes()));
            let right = given.challenge == challenge
                && given.redirect == call.sent("redirect_uri")
                && given.grant.client == call.sent("client_id");
            if !right {
                return no("invalid_grant");
            }
            (given.grant, Some(given.nonce))
        }
        "refresh_token" => {
            let old = call.sent("refresh_token").to_owned();
            if let Some(client) = state.auth.used.get(&old).cloned() {
                // It was used before: somebody has a copy. All tokens of the program end.
                state.auth.refresh.retain(|_, grant| grant.client != client);
                state.auth.access.retain(|_, grant| grant.client != client);
                return no("invalid_grant");
            }
            let Some(grant) = state.auth.refresh.remove(&old) else {
                return no("invalid_grant");
            };
            if grant.client != call.sent("client_id") {
                return no("invalid_grant");
            }
            state.auth.used.insert(old, grant.client.clone());
            state.faults.expired = false;
            (grant, None)
        }
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => {
            let Some(grant) = asserted(state, call) else {
                return no("invalid_client");
            };
            state.faults.expired = false;
            (grant, None)
        }
        _ => return no("unsupported_grant_type"),
    };
    let access = secret();
    state.auth.access.insert(access.clone(), grant.clone());
    let scope: Vec<&str> = grant.scopes.iter().map(String::as_str).collect();
    let mut body = json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": LASTS,
        "scope": scope.join(" "),
        "patient": said_patient(state, &grant),
    });
    if let Some(all) = body.as_object_mut() {
        if grant.scopes.contains("offline_access")
            && !state.faults.no_refresh
            && !state.faults.keys_only
        {
            let refresh = secret();
            state.auth.refresh.insert(refresh.clone(), grant.clone());
            all.insert("refresh_token".to_owned(), refresh.into());
        }
        if let (Some(nonce), true) = (nonce, grant.scopes.contains("openid")) {
            all.insert(
                "id_token".to_owned(),
                id_token(state, &grant, &nonce).into(),
            );
        }
    }
    Reply::json(200, &body)
}

fn said_patient(state: &State, grant: &Grant) -> String {
    let other = state
        .data
        .patients()
        .into_iter()
        .find(|(id, _)| *id != grant.patient);
    match other {
        Some((id, _)) if state.faults.wrong_patient => id,
        _ => grant.patient.clone(),
    }
}

/// Unsigned: programs that get it over their own connection need no signature, and this clinic has
/// no connection but the one inside this computer.
fn id_token(state: &State, grant: &Grant, nonce: &str) -> String {
    let claims = json!({
        "iss": state.base,
        "sub": grant.patient,
        "aud": grant.client,
        // Far away: the clinic has no clock of its own.
        "exp": 4_102_444_800_u64,
        "nonce": nonce,
        "fhirUser": format!("{}/fhir/Patient/{}", state.base, grant.patient),
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims))
}

fn revoke(state: &mut State, call: &Call) -> Reply {
    let token = call.sent("token");
    let client = call.sent("client_id");
    let auth = &mut state.auth;
    if auth.refresh.remove(token).is_some() || auth.access.remove(token).is_some() {
        auth.refresh.retain(|_, grant| grant.client != client);
        auth.access.retain(|_, grant| grant.client != client);
    }
    // RFC 7009: an unknown token is no error.
    Reply::json(200, &json!({}))
}
