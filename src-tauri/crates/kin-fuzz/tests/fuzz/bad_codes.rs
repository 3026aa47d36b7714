//! Bad codes, cards, links, tables of contents, sealed files and pictures, each with the verdict that it must get.

use kin_codes::{
    Asking, CardSigningKey, CodeLimits, Issuers, Link, LinkKey, Receiving, codes_in_pdf,
    codes_in_picture, gather, open_jwe, seal_jwe, sign_card, to_numeric,
};
use kin_smart::{Answer, Fetch, NetworkFault, Request, Secret};

const KEY: &str = "rxTgYlOaKJPFtcEd0qcceN8wEU4p94SqAwIWQe6uX7Q";
const NOW: i64 = 1_800_000_000;
const CONTENT: &str = r#"{"iss":"https://clinic.example.org/cards","nbf":1715107763,"vc":{"type":["https://smarthealth.cards#health-card"],"credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":{"resourceType":"Bundle","type":"collection","entry":[]}}}}"#;

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = three
            .iter()
            .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte))
            << (8 * (3 - three.len()));
        for at in 0..=three.len() {
            out.push(char::from(LETTERS[number >> (18 - 6 * at) & 63]));
        }
    }
    out
}

/// Raw DEFLATE without packing: stored blocks.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let blocks: Vec<&[u8]> = bytes.chunks(65_535).collect();
    for (at, block) in blocks.iter().enumerate() {
        let length = u16::try_from(block.len()).unwrap();
        out.push(u8::from(at + 1 == blocks.len()));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    out
}

/// A card with this head, content and signature, as they are.
fn made(head: &str, content: &[u8], signature: &[u8]) -> String {
    format!(
        "{}.{}.{}",
        base64(head.as_bytes()),
        base64(content),
        base64(signature)
    )
}

const HEAD: &str = r#"{"alg":"ES256","zip":"DEF","kid":"k"}"#;

/// What is said of a text with a card in it.
fn card(text: &str) -> &'static str {
    let limits = CodeLimits::default();
    let read = gather(text.as_bytes(), &limits).and_then(|found| found.cards(&limits));
    let issuers = Issuers::default();
    let judged = read.and_then(|cards| {
        for card in &cards {
            issuers.judge(&card.head, NOW)?;
        }
        Ok(cards)
    });
    judged.map_or_else(|why| why.code(), |_| "taken")
}

#[test]
fn bad_cards_are_each_named() {
    let key = CardSigningKey::generate().unwrap();
    let signed = |content: &str| sign_card(content, &key).unwrap();
    let good = signed(CONTENT);
    let with = |from: &str, to: &str| signed(&CONTENT.replace(from, to));
    let packed = stored(CONTENT.as_bytes());
    let of = |head: &str| made(head, &packed, &[0; 64]);
    let digits = to_numeric(&good).unwrap();
    let zlib = [b"\x78\x9c".as_slice(), &packed].concat();
    let trailing = [packed.as_slice(), b"more"].concat();
    let bomb = made(HEAD, &stored(&vec![b' '; 5 << 20]), &[0; 64]);
    let cases: Vec<(&str, String, &str)> = vec![
        ("a good one", good.clone(), "taken"),
        ("nothing", String::new(), "code-none"),
        ("words", "hello".to_owned(), "code-none"),
        ("half a beginning", "shc:5676".to_owned(), "code-header"),
        ("no digits", "shc:/".to_owned(), "card-form"),
        (
            "an odd number of digits",
            "shc:/567".to_owned(),
            "code-digits",
        ),
        ("a digit too high", "shc:/5678".to_owned(), "code-digits"),
        ("letters for digits", "shc:/56ab".to_owned(), "code-digits"),
        (
            "more behind the digits",
            format!("shc:/{digits} x"),
            "code-digits",
        ),
        (
            "a part alone",
            "shc:/1/3/5676".to_owned(),
            "code-parts-missing",
        ),
        (
            "part nought",
            "shc:/0/3/5676".to_owned(),
            "code-parts-mixed",
        ),
        (
            "part four of three",
            "shc:/4/3/5676".to_owned(),
            "code-parts-mixed",
        ),
        (
            "part of none",
            "shc:/1/0/5676".to_owned(),
            "code-parts-mixed",
        ),
        (
            "a number too long",
            "shc:/99999999/3/56".to_owned(),
            "code-parts-mixed",
        ),
        (
            "parts that differ",
            "shc:/1/2/56\nshc:/1/2/57\nshc:/2/2/56".to_owned(),
            "code-parts-mixed",
        ),
        (
            "a thousand parts",
            "shc:/1/1000/56".to_owned(),
            "code-too-large",
        ),
        (
            "a hundred and one cards",
            "eyJ\n".repeat(101),
            "code-too-large",
        ),
        (
            "a text without an end",
            "eyJ".repeat(2 << 20),
            "code-too-large",
        ),
        ("one piece", "eyJ".to_owned(), "card-form"),
        ("two pieces", "eyJ.eyJ".to_owned(), "card-form"),
        ("four pieces", "eyJ.eyJ.eyJ.eyJ".to_owned(), "card-form"),
        ("no base64", "eyJ!.e30.AA".to_owned(), "card-form"),
        (
            "no JSON in its head",
            made("{\"x", &packed, &[0; 64]),
            "card-header",
        ),
        (
            "signed by nobody",
            of(r#"{"alg":"none","zip":"DEF","kid":"k"}"#),
            "card-algorithm",
        ),
        (
            "signed with a secret",
            of(r#"{"alg":"HS256","zip":"DEF","kid":"k"}"#),
            "card-algorithm",
        ),
        (
            "signed with RSA",
            of(r#"{"alg":"RS256","zip":"DEF","kid":"k"}"#),
            "card-algorithm",
        ),
        (
            "signed with another curve",
            of(r#"{"alg":"ES384","zip":"DEF","kid":"k"}"#),
            "card-algorithm",
        ),
        (
            "with an extension that must be understood",
            of(r#"{"alg":"ES256","zip":"DEF","kid":"k","crit":["exp"],"exp":1}"#),
            "card-critical",
        ),
        (
            "with an empty list of such extensions",
            of(r#"{"alg":"ES256","zip":"DEF","kid":"k","crit":[]}"#),
            "card-critical",
        ),
        (
            "without an algorithm",
            of(r#"{"zip":"DEF","kid":"k"}"#),
            "card-algorithm",
        ),
        (
            "not packed",
            of(r#"{"alg":"ES256","kid":"k"}"#),
            "card-not-packed",
        ),
        (
            "packed with gzip",
            of(r#"{"alg":"ES256","zip":"GZ","kid":"k"}"#),
            "card-not-packed",
        ),
        (
            "without a key",
            of(r#"{"alg":"ES256","zip":"DEF"}"#),
            "card-no-key",
        ),
        ("a zlib header", made(HEAD, &zlib, &[0; 64]), "card-zlib"),
        (
            "more behind the content",
            made(HEAD, &trailing, &[0; 64]),
            "card-trailing",
        ),
        (
            "no packing at all",
            made(HEAD, CONTENT.as_bytes(), &[0; 64]),
            "card-packing",
        ),
        (
            "cut packing",
            made(HEAD, &packed[..40], &[0; 64]),
            "card-packing",
        ),
        ("nothing packed", made(HEAD, b"", &[0; 64]), "card-packing"),
        ("a bomb", bomb, "code-too-large"),
        (
            "no JSON in it",
            made(HEAD, &stored(b"hello"), &[0; 64]),
            "card-content",
        ),
        (
            "a number for content",
            made(HEAD, &stored(b"7"), &[0; 64]),
            "card-content",
        ),
        (
            "another type",
            with("#health-card", "#gift-card"),
            "card-type",
        ),
        (
            "no record",
            with("\"fhirBundle\"", "\"other\""),
            "card-no-record",
        ),
        (
            "an issuer without https",
            with("https://clinic", "http://clinic"),
            "card-issuer",
        ),
        ("no issuer", with("\"iss\"", "\"is\""), "card-issuer"),
        (
            "ended",
            with("\"nbf\"", "\"exp\":1000,\"nbf\""),
            "card-expired",
        ),
        (
            "a signature too short",
            made(HEAD, &packed, &[0; 63]),
            "card-signature-form",
        ),
        (
            "a signature too long",
            made(HEAD, &packed, &[0; 65]),
            "card-signature-form",
        ),
        (
            "no signature",
            made(HEAD, &packed, &[]),
            "card-signature-form",
        ),
        (
            "an empty file of cards",
            r#"{"verifiableCredential":[]}"#.to_owned(),
            "code-none",
        ),
        (
            "a file of numbers",
            r#"{"verifiableCredential":[7]}"#.to_owned(),
            "code-none",
        ),
        (
            "a link where a card should be",
            "shlink:/eyJ1".to_owned(),
            "code-none",
        ),
    ];
    assert!(cases.len() >= 50);
    let mut wrong = Vec::new();
    for (what, text, wanted) in &cases {
        let got = card(text);
        if got != *wanted {
            wrong.push(format!("{what}: {got}, not {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn bad_links_are_each_named() {
    let limits = CodeLimits::default();
    let say = |json: &str| {
        let link = format!("shlink:/{}", base64(json.as_bytes()));
        Link::parse(&link, &limits).map_or_else(|why| why.code(), |_| "taken")
    };
    let url = |url: &str| format!(r#"{{"url":"{url}","key":"{KEY}"}}"#);
    let more = |more: &str| format!(r#"{{"url":"https://x.org/m","key":"{KEY}"{more}}}"#);
    let cases: Vec<(String, &str)> = vec![
        (url("https://x.org/m"), "taken"),
        ("{}".to_owned(), "link-address"),
        ("[]".to_owned(), "link-address"),
        ("7".to_owned(), "link-damaged"),
        ("{".to_owned(), "link-damaged"),
        (url("http://x.org/m"), "link-address"),
        (url("http://192.168.1.1/m"), "link-address"),
        (url("http://169.254.169.254/latest"), "link-address"),
        (url("ftp://x.org/m"), "link-address"),
        (url("file:///etc/passwd"), "link-address"),
        (url("javascript:alert(1)"), "link-address"),
        (url("data:text/plain,x"), "link-address"),
        (url("https://name:word@x.org/m"), "link-address"),
        (url("//x.org/m"), "link-address"),
        (more(r#","flag":"PU""#), "link-flags"),
        (more(r#","v":2"#), "link-version"),
        (more(r#","v":"3""#), "link-version"),
        (more(r#","key":"AAAA""#), "link-damaged"),
        (r#"{"url":"https://x.org/m"}"#.to_owned(), "link-key"),
        (
            r#"{"url":"https://x.org/m","key":"short"}"#.to_owned(),
            "link-key",
        ),
        (
            format!(r#"{{"url":"https://x.org/m","key":"{KEY}A"}}"#),
            "link-key",
        ),
        (
            more(&format!(r#","x":"{}""#, "y".repeat(4000))),
            "code-too-large",
        ),
    ];
    for (json, wanted) in &cases {
        assert_eq!(say(json), *wanted, "{json}");
    }
    for (text, wanted) in [
        ("shlink:/", "link-damaged"),
        ("shlink:/%%%", "link-damaged"),
        ("shlink:", "code-none"),
        ("see shlink:/eyJ1", "link-damaged"),
    ] {
        let got = Link::parse(text, &limits).map_or_else(|why| why.code(), |_| "taken");
        assert_eq!(got, wanted, "{text}");
    }
}

/// A server with one answer to the first question and another to all others.
struct Host {
    first: (u16, Vec<u8>),
    then: (u16, Vec<u8>),
    asked: Vec<String>,
}

impl Fetch for Host {
    fn fetch(&mut self, request: &Request) -> Result<Answer, NetworkFault> {
        let (status, body) = if self.asked.is_empty() {
            &self.first
        } else {
            &self.then
        };
        self.asked.push(request.url.host_str().unwrap().to_owned());
        Ok(Answer {
            status: *status,
            headers: vec![(
                "location".to_owned(),
                "https://elsewhere.example.org/".to_owned(),
            )],
            body: body.clone(),
        })
    }

    fn wait(&mut self, _: std::time::Duration) -> Result<(), NetworkFault> {
        Ok(())
    }
}

#[test]
fn bad_answers_of_a_server_are_each_named_and_lead_nowhere() {
    let limits = CodeLimits::default();
    let key = LinkKey::from_text(KEY).unwrap();
    let link = Link::from_payload(
        format!(r#"{{"url":"https://x.org/m","key":"{KEY}","flag":"P"}}"#).as_bytes(),
    )
    .unwrap();
    let file = seal_jwe(
        br#"{"resourceType":"Patient"}"#,
        "application/fhir+json",
        &key,
    )
    .unwrap();
    let ask = |first: (u16, &str), then: (u16, &str)| {
        let mut host = Host {
            first: (first.0, first.1.as_bytes().to_vec()),
            then: (then.0, then.1.as_bytes().to_vec()),
            asked: Vec::new(),
        };
        let asking = Asking {
            recipient: "x".to_owned(),
            passcode: Some(Secret::new("1234".to_owned())),
            now: NOW,
            also: std::collections::BTreeSet::new(),
        };
        let got = Receiving::ask(&mut host, &link, &asking, &limits);
        (got, host.asked)
    };
    for (status, body, wanted) in [
        (404, "", "link-inactive"),
        (401, r#"{"remainingAttempts":0}"#, "link-passcode-wrong"),
        (401, "nonsense", "link-passcode-wrong"),
        (429, "", "link-too-often"),
        (302, "", "link-redirected"),
        (307, "", "link-redirected"),
        (500, "", "link-status"),
        (200, "", "link-manifest"),
        (200, "[]", "link-manifest"),
        (200, r#"{"files":7}"#, "link-manifest"),
    ] {
        let (got, asked) = ask((status, body), (200, ""));
        assert_eq!(
            got.err().map(|why| why.code()),
            Some(wanted),
            "{status} {body}"
        );
        assert_eq!(asked, ["x.org"], "asked once, and nobody else");
    }
    let crowd = format!(r#"{{"files":[{}]}}"#, vec!["{}"; 10_000].join(","));
    let (got, asked) = ask((200, &crowd), (200, ""));
    let few = got
        .as_ref()
        .map_or(0, |got| got.files.len() + got.gaps.len());
    assert!(
        few <= limits.files + 1 && asked.len() <= limits.files + 1,
        "ten thousand files: {few}"
    );
    for location in [
        "http://127.0.0.1/f",
        "http://10.0.0.1/f",
        "https://[::1]:1/f",
        "file:///etc/passwd",
        "ftp://x.org/f",
        "https://a:b@x.org/f",
    ] {
        let table = format!(r#"{{"files":[{{"location":"{location}"}},{{"embedded":"{file}"}}]}}"#);
        let (got, asked) = ask((200, &table), (200, "secret"));
        let got = got.unwrap();
        assert_eq!(
            got.files.len(),
            1,
            "the good one beside it came: {location}"
        );
        let inner = asked
            .iter()
            .any(|host| host.as_str() == "127.0.0.1" || host.as_str() == "10.0.0.1");
        assert!(!inner, "no inner host was asked: {asked:?}");
        assert_eq!(got.gaps.len(), 1, "{location}");
        assert!(got.elsewhere().is_empty(), "nobody is asked about a trick");
    }
    let table = r#"{"files":[{"location":"https://files.org/f"}]}"#;
    let (got, asked) = ask((200, table), (200, "secret"));
    let named = got.unwrap().elsewhere();
    assert_eq!(named, ["files.org".to_owned()].into());
    assert_eq!(
        asked,
        ["x.org"],
        "another server is named before it is asked"
    );
}

#[test]
fn bad_seals_are_each_named() {
    let limits = CodeLimits::default();
    let key = LinkKey::from_text(KEY).unwrap();
    let good = seal_jwe(b"{}", "application/fhir+json", &key).unwrap();
    let pieces: Vec<&str> = good.split('.').collect();
    let head = |json: &str| format!("{}.{}", base64(json.as_bytes()), pieces[1..].join("."));
    let flipped = |at: usize| {
        let mut all: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
        let first = if all[at].starts_with('A') { "B" } else { "A" };
        all[at].replace_range(0..1, first);
        all.join(".")
    };
    let other = LinkKey::generate().unwrap();
    let cases: Vec<(&str, String, &str)> = vec![
        ("no seal", "hello".to_owned(), "link-file-form"),
        ("three pieces", "a.b.c".to_owned(), "link-file-form"),
        (
            "a wrapped key",
            head(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#),
            "link-file-algorithm",
        ),
        (
            "a key from a passphrase",
            head(r#"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":4000000000}"#),
            "link-file-algorithm",
        ),
        (
            "another cipher",
            head(r#"{"alg":"dir","enc":"A128CBC-HS256"}"#),
            "link-file-algorithm",
        ),
        ("no algorithm", head("{}"), "link-file-algorithm"),
        (
            "none",
            head(r#"{"alg":"none","enc":"A256GCM"}"#),
            "link-file-algorithm",
        ),
        (
            "a critical word",
            head(r#"{"alg":"dir","enc":"A256GCM","crit":["x"]}"#),
            "link-file-critical",
        ),
        (
            "another packing",
            head(r#"{"alg":"dir","enc":"A256GCM","zip":"BR"}"#),
            "link-file-algorithm",
        ),
        (
            "another head",
            head(r#"{"alg":"dir","enc":"A256GCM","x":1}"#),
            "link-file-key",
        ),
        ("a changed nonce", flipped(2), "link-file-key"),
        ("a changed content", flipped(3), "link-file-key"),
        ("a changed seal", flipped(4), "link-file-key"),
        (
            "another key",
            seal_jwe(b"{}", "x", &other).unwrap(),
            "link-file-key",
        ),
    ];
    for (what, text, wanted) in &cases {
        let got = open_jwe(text, &key, &limits).map_or_else(|why| why.code(), |_| "taken");
        assert_eq!(got, *wanted, "{what}");
    }
}

#[test]
fn bad_pictures_have_no_codes_and_do_no_harm() {
    let limits = CodeLimits::default();
    // A picture of a hundred thousand by a hundred thousand points that is 60 bytes long.
    let mut vast = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    vast.extend_from_slice(&100_000_u32.to_be_bytes());
    vast.extend_from_slice(&100_000_u32.to_be_bytes());
    vast.extend_from_slice(b"\x08\0\0\0\0\0\0\0\0");
    let mut wide = b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0".to_vec();
    wide.extend_from_slice(b"\xff\xd9");
    for bytes in [
        b"".as_slice(),
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\0\x02",
        &vast,
        &wide,
    ] {
        assert!(codes_in_picture(bytes, &limits).is_err(), "{bytes:?}");
    }
    for bytes in [
        b"%PDF-".as_slice(),
        b"%PDF-1.4\nstartxref\n999999\n%%EOF",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 99>>endobj\ntrailer<</Root 1 0 R>>",
        b"%PDF-1.7\n1 0 obj<</Length 1 0 R>>stream\nx",
    ] {
        let read = codes_in_pdf(bytes, &limits);
        assert!(read.is_err() || read == Ok(Vec::new()), "{read:?}");
    }
}
