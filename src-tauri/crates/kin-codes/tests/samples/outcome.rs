//! What becomes of a file, in one line.

use kin_codes::{
    Card, CardSigningKey, CodeError, CodeLimits, Content, Gathered, Issuers, Link, LinkKey,
    Revocation, Trust, gather, open_jwe, sign_card,
};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) const DEMO: &str = "https://raw.githubusercontent.com/seanno/shc-demo-data/main";
const SPEC: &str = "https://spec.smarthealth.cards/examples/issuer";
const BAD_CRL: &str =
    "https://raw.githubusercontent.com/smart-on-fhir/health-cards-dev-tools/main/testdata/badcrl";
/// 2024-06-01, when none of the samples that are meant to hold has expired.
pub(crate) const NOW: i64 = 1_717_200_000;
/// The key of nearly all public links.
const KEY: &str = "rxTgYlOaKJPFtcEd0qcceN8wEU4p94SqAwIWQe6uX7Q";

pub(crate) fn testdata() -> Option<PathBuf> {
    let named = std::env::var_os("KINFOLIO_TESTDATA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/testdata");
    let found = named.unwrap_or(beside);
    if found.join("shc").is_dir() {
        return Some(found);
    }
    println!("skipped: no samples");
    None
}

/// Named tests, and one that no file is forgotten.
macro_rules! samples {
    ($folder:literal; $($name:ident: $kind:ident $path:literal => $outcome:literal;)+) => {
        $(
            #[test]
            fn $name() {
                let Some(root) = testdata() else { return };
                let bytes = std::fs::read(root.join($path)).unwrap();
                let outcome = $kind(&root, &bytes);
                println!("OUT {} {} => {outcome}", $path, stringify!($kind));
                assert_eq!(outcome, $outcome, "{}", $path);
            }
        )+

        #[test]
        fn no_file_is_forgotten() {
            let Some(root) = testdata() else { return };
            let known = [$($path),+];
            for found in files(&root.join($folder)) {
                let path = found.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                assert!(
                    known.contains(&path.as_str()) || path.starts_with("shl/ktc-"),
                    "{path} has no line"
                );
            }
        }
    };
}

pub(crate) fn files(dir: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push(path);
        }
    }
    all
}

/// The issuers of the samples: one that is listed, one whose keys alone are known, and those with bad lists.
fn issuers(root: &Path) -> Issuers {
    let read = |path: &str| fs::read(root.join("shc").join(path)).unwrap();
    let mut issuers = Issuers::from_snapshot(&read("issuer/demo-directory-snapshot.json")).unwrap();
    let known = issuers.add_keys(SPEC, &read("issuer/spec-examples-jwks.json"));
    assert_eq!(known.unwrap(), []);
    issuers
        .add_revocations(SPEC, &read("issuer/spec-examples-crl.json"))
        .unwrap();
    let kid = "hrvC0uzB16UXK83BnPo7Glg685b1D6iYOyJd5hpRaAA";
    for case in ["invalid-method", "too-long-rid"] {
        let iss = format!("{BAD_CRL}/{case}");
        let keys = read(&format!("dev-tools/badcrl/{case}/.well-known/jwks.json"));
        assert_eq!(issuers.add_keys(&iss, &keys).unwrap(), []);
        let list = read(&format!(
            "dev-tools/badcrl/{case}/.well-known/crl/{kid}.json"
        ));
        let refused = issuers.add_revocations(&iss, &list);
        assert_eq!(refused, Err(CodeError::RevocationList));
    }
    issuers
}

fn judged(text: &str, issuers: &Issuers) -> String {
    let limits = CodeLimits::default();
    let card = match Card::parse(text, &limits) {
        Ok(card) => card,
        Err(why) => return why.code().to_owned(),
    };
    let verdict = match issuers.judge(&card.head, NOW) {
        Ok(trust) => {
            let revocation = match &trust {
                Trust::IssuerListed { revocation, .. } | Trust::IssuerUnknown { revocation } => {
                    *revocation
                }
                _ => Revocation::NotUsed,
            };
            let revocation = match revocation {
                Revocation::NotUsed => "",
                Revocation::NotRevoked => ", not revoked",
                Revocation::Unknown => ", revocation not known",
            };
            format!("{}{revocation}", trust.code())
        }
        Err(why) => why.code().to_owned(),
    };
    let notes: Vec<&str> = card.head.notes.iter().map(|note| note.code()).collect();
    let bundle: serde_json::Value = serde_json::from_str(&card.bundle).unwrap();
    let resources = bundle["entry"].as_array().map_or(0, Vec::len);
    if notes.is_empty() {
        format!("{verdict}; {resources} resources")
    } else {
        format!("{verdict}; {resources} resources; {}", notes.join(", "))
    }
}

/// A file with cards.
pub(crate) fn card(root: &Path, bytes: &[u8]) -> String {
    let issuers = issuers(root);
    match gather(bytes, &CodeLimits::default()) {
        Ok(Gathered::Cards(all)) => {
            let each: Vec<String> = all.iter().map(|one| judged(one, &issuers)).collect();
            each.join(" | ")
        }
        Ok(_) => "a link".to_owned(),
        Err(why) => why.code().to_owned(),
    }
}

/// The content of a card: signed here, then read.
pub(crate) fn payload(_: &Path, bytes: &[u8]) -> String {
    let key = CardSigningKey::generate().unwrap();
    let text = std::str::from_utf8(bytes).unwrap();
    judged(&sign_card(text, &key).unwrap(), &Issuers::default())
}

/// The record of a card: put into a card, signed here, then read.
pub(crate) fn bundle(root: &Path, bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).unwrap();
    let content = format!(
        r#"{{"iss":"{SPEC}","nbf":1,"vc":{{"type":["https://smarthealth.cards#health-card"],"credentialSubject":{{"fhirVersion":"4.0.1","fhirBundle":{text}}}}}}}"#
    );
    payload(root, content.as_bytes())
}

/// Keys that an issuer publishes.
pub(crate) fn keys(_: &Path, bytes: &[u8]) -> String {
    let mut issuers = Issuers::default();
    let mut add = |iss: &str| match issuers.add_keys(iss, bytes) {
        Ok(faults) => format!("{} keys, {faults:?}", issuers.key_ids(iss).len()),
        Err(why) => why.code().to_owned(),
    };
    // Certificates name the issuer of the specification.
    let of_demo = bytes.windows(6).any(|w| w == b"bRwVim");
    add(if of_demo { DEMO } else { SPEC })
}

/// Cards that an issuer took back.
pub(crate) fn crl(_: &Path, bytes: &[u8]) -> String {
    match Issuers::default().add_revocations(SPEC, bytes) {
        Ok(()) => "read".to_owned(),
        Err(why) => why.code().to_owned(),
    }
}

/// A list of issuers.
pub(crate) fn issuers_list(bytes: &[u8]) -> Result<Issuers, CodeError> {
    Issuers::from_snapshot(bytes)
}

/// What holds no code.
pub(crate) fn none(_: &Path, bytes: &[u8]) -> String {
    match gather(bytes, &CodeLimits::default()) {
        Ok(_) => "a code".to_owned(),
        Err(why) => why.code().to_owned(),
    }
}

fn said(link: Result<Link, CodeError>) -> String {
    match link {
        Ok(link) => {
            let flags: String = [
                (link.flags.long_term, 'L'),
                (link.flags.passcode, 'P'),
                (link.flags.direct, 'U'),
            ]
            .iter()
            .filter_map(|(on, letter)| on.then_some(*letter))
            .collect();
            let ended = if link.expired(NOW) { ", ended" } else { "" };
            format!("{} [{flags}] {}{ended}", link.host(), link.label)
        }
        Err(why) => why.code().to_owned(),
    }
}

/// A link.
pub(crate) fn link(_: &Path, bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).unwrap();
    said(Link::parse(text, &CodeLimits::default()))
}

/// What a link carries.
pub(crate) fn payload_link(_: &Path, bytes: &[u8]) -> String {
    said(Link::from_payload(bytes))
}

fn opened(root: &Path, text: &str, key: &str) -> String {
    let limits = CodeLimits::default();
    let key = LinkKey::from_text(key).unwrap();
    match open_jwe(text, &key, &limits) {
        Ok(opened) => {
            let said = opened.content_type.clone().unwrap_or_default();
            let content = Content::of(&opened.bytes, opened.content_type.as_deref());
            let inside = if content == Content::Card {
                card(root, &opened.bytes)
            } else {
                format!("{} bytes", opened.bytes.len())
            };
            format!("{content:?} [{said}] {inside}")
        }
        Err(why) => why.code().to_owned(),
    }
}

/// A sealed file of the public links.
pub(crate) fn jwe(root: &Path, bytes: &[u8]) -> String {
    opened(root, std::str::from_utf8(bytes).unwrap(), KEY)
}

/// The worked example of the specification.
pub(crate) fn vector(root: &Path, bytes: &[u8]) -> String {
    let vector: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    let text = |name: &str| vector[name].as_str().unwrap().to_owned();
    opened(root, &text("jwe"), &text("key"))
}

/// A picture of codes.
pub(crate) fn picture(root: &Path, bytes: &[u8]) -> String {
    let limits = CodeLimits::default();
    match kin_codes::codes_in_picture(bytes, &limits) {
        Ok(texts) => {
            let text = texts.join("\n");
            match gather(text.as_bytes(), &limits) {
                Ok(Gathered::Link(_)) => link(root, text.as_bytes()),
                _ => card(root, text.as_bytes()),
            }
        }
        Err(why) => why.code().to_owned(),
    }
}

/// A drawing of a code: no picture file, and not read.
pub(crate) fn drawing(root: &Path, bytes: &[u8]) -> String {
    none(root, bytes)
}

/// A table of contents, as a server answers it.
pub(crate) fn manifest(_: &Path, bytes: &[u8]) -> String {
    use kin_codes::{Asking, Receiving};
    use kin_smart::{Answer, Fetch, NetworkFault, Request};
    struct One<'a>(&'a [u8]);
    impl Fetch for One<'_> {
        fn fetch(&mut self, request: &Request) -> Result<Answer, NetworkFault> {
            let first = request.url.host_str() == Some("example.org");
            Ok(Answer {
                status: if first { 200 } else { 404 },
                headers: Vec::new(),
                body: self.0.to_vec(),
            })
        }
        fn wait(&mut self, _: std::time::Duration) -> Result<(), NetworkFault> {
            Ok(())
        }
    }
    let link = format!(r#"{{"url":"https://example.org/m","key":"{KEY}"}}"#);
    let link = Link::from_payload(link.as_bytes()).unwrap();
    let asking = Asking {
        recipient: "a test".to_owned(),
        passcode: None,
        now: NOW,
        also: std::collections::BTreeSet::new(),
    };
    let limits = CodeLimits::default();
    let mut server = One(bytes);
    let got = Receiving::ask(&mut server, &link, &asking, &limits).and_then(|mut got| {
        // Files on other servers, as somebody who agrees gets them.
        got.go_on(&mut server, &link, true, &limits)?;
        Ok(got)
    });
    match got {
        Ok(got) => format!("{} files, {:?}", got.files.len(), got.gaps),
        Err(why) => why.code().to_owned(),
    }
}

/// A list of issuers with their keys.
pub(crate) fn issuers_file(_: &Path, bytes: &[u8]) -> String {
    match issuers_list(bytes) {
        Ok(found) => {
            let (issuers, keys) = found.counts();
            format!("{issuers} issuers, {keys} keys, {}", found.as_of)
        }
        Err(why) => why.code().to_owned(),
    }
}

#[test]
fn parts_of_one_card_in_three_files_are_put_together() {
    let Some(root) = testdata() else { return };
    let mut all = Vec::new();
    for n in [2, 0, 1] {
        let name = format!("shc/spec/example-02-f-qr-code-numeric-value-{n}.txt");
        all.extend(fs::read(root.join(name)).unwrap());
        all.push(b'\n');
    }
    let whole = card(&root, &all);
    let file = fs::read(root.join("shc/spec/example-02-e-file.smart-health-card")).unwrap();
    assert_eq!(whole, card(&root, &file));
    assert!(
        whole.starts_with("issuer-listed, not revoked; 8 resources"),
        "{whole}"
    );
}

#[test]
fn the_list_that_ships_is_the_public_one() {
    let Some(root) = testdata() else { return };
    let public = fs::read(root.join("shc/issuer/vci_snapshot.json")).unwrap();
    let public = Issuers::from_snapshot(&public).unwrap();
    let ours = kin_codes::built_in().unwrap();
    assert_eq!(ours.as_of, public.as_of);
    assert_eq!(ours.counts(), public.counts());
    let list: serde_json::Value =
        serde_json::from_slice(&fs::read(root.join("shc/issuer/vci_snapshot.json")).unwrap())
            .unwrap();
    for one in list["issuerInfo"].as_array().unwrap() {
        let iss = one["issuer"]["iss"].as_str().unwrap();
        let keys: BTreeSet<&str> = public.key_ids(iss);
        assert_eq!(ours.key_ids(iss), keys, "{iss}");
    }
}
