//! Codes: cards, parts, links, what a server says of a link, sealed files, pictures, and what comes together.

use crate::seeds::Seed;
use crate::{only_run, text, two};
use kin_codes::{
    Asking, Card, CardSigningKey, CodeError, CodeLimits, Collector, Gathered, Issuers, Link,
    LinkKey, Receiving, Taken, codes_in_frame, codes_in_pdf, codes_in_picture, gather, is_pdf,
    is_picture, open_jwe, seal_jwe, sign_card, single_texts, to_numeric,
};
use kin_smart::{Answer, Fetch, NetworkFault, Request, Secret};

const KEY: &str = "rxTgYlOaKJPFtcEd0qcceN8wEU4p94SqAwIWQe6uX7Q";
const NOW: i64 = 1_800_000_000;
const CONTENT: &str = r#"{"iss":"https://clinic.example.org/cards","nbf":1715107763,"vc":{"type":["https://smarthealth.cards#health-card"],"credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"resource:0","resource":{"resourceType":"Patient","name":[{"family":"Zhao"}]}}]}}}}"#;

/// Small enough that a bomb or a crowd is met with short inputs.
fn limits() -> CodeLimits {
    CodeLimits {
        cards: 5,
        chunks: 9,
        card_bytes: 16 << 10,
        files: 4,
        file_bytes: 16 << 10,
        all_bytes: 32 << 10,
        manifest_bytes: 4 << 10,
        picture_pixels: 250_000,
        pages: 2,
        page_bytes: 256 << 10,
        page_pictures: 2,
        ..CodeLimits::default()
    }
}

fn key() -> LinkKey {
    LinkKey::from_text(KEY).expect("32 bytes")
}

/// Cards in a text, taken apart and judged.
pub(crate) fn cards(data: &[u8]) {
    let limits = limits();
    let found = gather(data, &limits);
    if let Ok(Gathered::Cards(all)) = &found {
        assert!(
            !all.is_empty() && all.len() <= limits.cards,
            "as many as allowed"
        );
        let single = single_texts(data, &limits);
        assert_eq!(single.as_ref(), Ok(all), "the same cards one by one");
    }
    if let Ok(Gathered::Link(link)) = &found {
        assert!(link.starts_with("shlink:/"), "a link is a link");
    }
    only_run(single_texts(data, &limits));
    let whole = text(data);
    if let Ok(card) = Card::parse(&whole, &limits) {
        assert!(card.bundle.len() <= limits.card_bytes, "no bomb");
        let issuer = &card.head.issuer;
        assert!(
            issuer.starts_with("https://"),
            "an issuer has a secure address"
        );
        let mut known = Issuers::default();
        let (_, keys) = two(data);
        only_run(known.add_keys(issuer, keys));
        only_run(known.add_revocations(issuer, keys));
        only_run(known.judge(&card.head, NOW));
        // Written as a code and read again it is the same.
        if let Some(digits) = to_numeric(card.head.text.trim()) {
            let again = gather(format!("shc:/{digits}").as_bytes(), &limits);
            assert_eq!(
                again,
                Ok(Gathered::Cards(vec![card.head.text.trim().to_owned()]))
            );
        }
    }
    only_run(Issuers::from_snapshot(data));
}

/// What a link says.
pub(crate) fn links(data: &[u8]) {
    let limits = limits();
    let whole = text(data);
    for link in [Link::parse(&whole, &limits), Link::from_payload(data)]
        .into_iter()
        .flatten()
    {
        let secure = link.url.scheme() == "https" || link.is_local();
        assert!(
            secure && link.url.has_host(),
            "a secure address: {}",
            link.url
        );
        assert!(
            !(link.flags.direct && link.flags.passcode),
            "U and P never together"
        );
        assert!(link.label.chars().count() <= 80, "a short name");
        assert!(!link.label.chars().any(char::is_control), "of one line");
        assert!(!link.host().is_empty(), "somebody can be named");
    }
}

/// A server that says one thing after the other.
struct Host<'d> {
    says: Vec<&'d [u8]>,
    asked: usize,
    most: usize,
}

impl Fetch for Host<'_> {
    fn fetch(&mut self, request: &Request) -> Result<Answer, NetworkFault> {
        self.asked += 1;
        assert!(
            self.asked <= self.most,
            "not asked more often than there may be files"
        );
        let local = matches!(
            request.url.host_str(),
            Some("localhost" | "127.0.0.1" | "[::1]")
        );
        assert!(request.url.scheme() == "https" || local, "{}", request.url);
        let body = self
            .says
            .get((self.asked - 1) % self.says.len().max(1))
            .copied()
            .unwrap_or_default();
        let (head, body) = match body {
            [first, rest @ ..] if *first < b' ' => (*first, rest),
            all => (0, all),
        };
        let status = match head {
            1 => 404,
            2 => 429,
            3 => 500,
            4 => 302,
            5 => 401,
            _ => 200,
        };
        Ok(Answer {
            status,
            headers: vec![("retry-after".to_owned(), text(body).into_owned())],
            body: body.to_vec(),
        })
    }

    fn wait(&mut self, _: std::time::Duration) -> Result<(), NetworkFault> {
        Ok(())
    }
}

/// The table of contents of a link and the files behind it, cut at zero bytes.
pub(crate) fn manifest(data: &[u8]) {
    let limits = limits();
    for flag in ["", "U", "P", "L"] {
        let payload =
            format!(r#"{{"url":"https://links.example.org/m","key":"{KEY}","flag":"{flag}"}}"#);
        let link = Link::from_payload(payload.as_bytes()).expect("a link");
        let mut host = Host {
            says: data.split(|byte| *byte == 0).collect(),
            asked: 0,
            most: limits.files + 1,
        };
        let asking = Asking {
            recipient: "Kinfolio".to_owned(),
            passcode: (flag == "P").then(|| Secret::new("1234".to_owned())),
            now: NOW,
            also: std::collections::BTreeSet::new(),
        };
        if let Ok(mut got) = Receiving::ask(&mut host, &link, &asking, &limits) {
            drop(got.go_on(&mut host, &link, data.len().is_multiple_of(2), &limits));
            assert!(got.elsewhere().is_empty(), "nothing waits for ever");
            assert!(
                got.files.len() + got.gaps.len() <= limits.files,
                "as many files as allowed"
            );
            let bytes: usize = got.files.iter().map(|file| file.bytes.len()).sum();
            assert!(bytes as u64 <= limits.all_bytes, "as many bytes as allowed");
        }
    }
}

/// A sealed file.
pub(crate) fn sealed(data: &[u8]) {
    let limits = limits();
    if let Ok(opened) = open_jwe(&text(data), &key(), &limits) {
        assert!(opened.bytes.len() as u64 <= limits.file_bytes, "no bomb");
    }
    let again = seal_jwe(data, "application/fhir+json", &key()).expect("randomness");
    if let Ok(opened) = open_jwe(&again, &key(), &limits) {
        assert_eq!(opened.bytes, data, "what was sealed comes out");
    } else {
        assert!(data.len() > 16 << 10, "only what is too large does not");
    }
    // One letter less, and it does not open.
    let mut cut = again;
    cut.pop();
    assert!(
        open_jwe(&cut, &key(), &limits).is_err(),
        "a cut seal is refused"
    );
}

/// Pictures, pages, and the picture of a camera.
pub(crate) fn picture(data: &[u8]) {
    let limits = limits();
    let found = if is_pdf(data) {
        codes_in_pdf(data, &limits)
    } else if is_picture(data) {
        codes_in_picture(data, &limits)
    } else if let [width, shades @ ..] = data {
        let width = usize::from(*width) + 1;
        let height = shades.len() / width;
        let shades = shades.get(..width * height).unwrap_or_default().to_vec();
        codes_in_frame(shades, (width, height), &limits)
    } else {
        return;
    };
    if let Ok(texts) = found {
        let once: std::collections::BTreeSet<&String> = texts.iter().collect();
        assert_eq!(once.len(), texts.len(), "each once");
    }
}

/// Texts of codes one after the other, one a line.
pub(crate) fn collected(data: &[u8]) {
    let limits = limits();
    let mut all = Collector::new(limits.clone());
    for line in text(data).lines() {
        let before = all.collected();
        let taken = all.take(line);
        let after = all.collected();
        match taken {
            Ok(Taken::Again) | Err(_) => {
                let same = (before.cards.len(), before.links.len());
                // Several cards in one line: some may have come before one was too many.
                let kept = (after.cards.len(), after.links.len());
                assert!(same == kept || taken == Err(CodeError::TooLarge { limit: 5 }));
            }
            Ok(_) => {}
        }
        assert!(after.cards.len() <= limits.cards && after.links.len() <= limits.cards);
        let again = all.take(line);
        assert!(
            !matches!(again, Ok(Taken::Card | Taken::Link)),
            "what was here is no news"
        );
    }
}

fn card() -> String {
    let key = CardSigningKey::generate().expect("randomness");
    sign_card(CONTENT, &key).expect("a card")
}

fn parts(card: &str, all: usize) -> Vec<String> {
    let each = card.len().div_ceil(all);
    let letters: Vec<char> = card.chars().collect();
    (1..)
        .zip(letters.chunks(each))
        .filter_map(|(n, part)| {
            let part: String = part.iter().collect();
            Some(format!("shc:/{n}/{all}/{}", to_numeric(&part)?))
        })
        .collect()
}

fn bytes(texts: impl IntoIterator<Item = String>) -> Vec<Seed> {
    texts.into_iter().map(String::into_bytes).collect()
}

/// Cards in every form.
pub(crate) fn some_cards() -> Vec<Seed> {
    let card = card();
    let digits = to_numeric(&card).unwrap_or_default();
    bytes([
        card.clone(),
        format!("shc:/{digits}"),
        parts(&card, 3).join("\n"),
        format!(r#"{{"verifiableCredential":["{card}"]}}"#),
        format!(r#"https://v.example.org/#{{"verifiableCredential":["{card}","{card}"]}}"#),
        format!(r#"{{"resourceType":"Parameters","parameter":[{{"name":"verifiableCredential","valueString":"{card}"}}]}}"#),
        format!("{card}\0{}", r#"{"keys":[{"kty":"EC","kid":"x","use":"sig","alg":"ES256","crv":"P-256","x":"AA","y":"AA","crlVersion":1}]}"#),
        r#"{"time":"2026-01-01","issuerInfo":[{"issuer":{"iss":"https://x.org","name":"X"},"keys":[],"crls":[{"kid":"x","method":"rid","ctr":1,"rids":["a.1"]}]}]}"#.to_owned(),
        "shc:/1/2/5676\nshc:/2/2/29".to_owned(),
        "eyJ.e30.AA".to_owned(),
    ])
}

/// Links.
pub(crate) fn some_links() -> Vec<Seed> {
    let payload =
        |more: &str| format!(r#"{{"url":"https://links.example.org/m","key":"{KEY}"{more}}}"#);
    bytes([
        payload(""),
        payload(r#","flag":"LP","label":"Visit","exp":1694096319.865,"v":1"#),
        payload(r#","flag":"U","exp":"1""#),
        r#"{"url":"http://localhost:8080/m","key":"rxTgYlOaKJPFtcEd0qcceN8wEU4p94SqAwIWQe6uX7Q"}"#.to_owned(),
        "shlink:/eyJ1cmwiOiJodHRwczovL2xpbmtzLmV4YW1wbGUub3JnL20iLCJrZXkiOiJyeFRnWWxPYUtKUEZ0Y0VkMHFjY2VOOHdFVTRwOTRTcUF3SVdRZTZ1WDdRIn0".to_owned(),
        "https://v.example.org/#shlink:/eyJ1cmwiOiIifQ".to_owned(),
    ])
}

/// Sealed files.
pub(crate) fn some_sealed() -> Vec<Seed> {
    let sealed = |content: &str| {
        seal_jwe(content.as_bytes(), "application/fhir+json", &key()).unwrap_or_default()
    };
    bytes([
        sealed(r#"{"resourceType":"Patient"}"#),
        sealed(""),
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA"
            .to_owned(),
        "eyJhbGciOiJub25lIn0....".to_owned(),
        "a.b.c".to_owned(),
    ])
}

/// Tables of contents and files.
pub(crate) fn manifests() -> Vec<Seed> {
    let file = seal_jwe(
        br#"{"resourceType":"Patient"}"#,
        "application/fhir+json",
        &key(),
    )
    .unwrap_or_default();
    bytes([
        format!(r#"{{"files":[{{"contentType":"application/fhir+json","embedded":"{file}"}}]}}"#),
        format!("{}\0{file}", r#"{"files":[{"contentType":"application/smart-health-card","location":"https://links.example.org/f"},{"location":"/relative"}],"status":"can-change"}"#),
        format!("{file}\0{file}"),
        "\u{5}{\"remainingAttempts\":2}".to_owned(),
        "\u{2}12".to_owned(),
        "\u{1}".to_owned(),
        r#"{"files":[{"embedded":"x","status":"no-longer-valid"},{"location":"http://10.0.0.1/"},{},{},{},{}]}"#.to_owned(),
    ])
}

/// Texts of codes, a line each.
pub(crate) fn lines() -> Vec<Seed> {
    let (one, two) = (parts(&card(), 2), parts(&card(), 2));
    bytes([
        [one.clone(), two.clone()].concat().join("\n"),
        one.iter()
            .zip(&two)
            .map(|(a, b)| format!("{b}\n{a}"))
            .collect::<Vec<_>>()
            .join("\n"),
        "shlink:/eyJ1\nshlink:/eyJ2\nshlink:/eyJ1\nWIFI:S:x;;".to_owned(),
        "shc:/1/9/56\nshc:/1/9/57\nshc:/2/9/56\nshc:/1/3/56".to_owned(),
        "eyJ1\neyJ2\neyJ3\neyJ4\neyJ5\neyJ6".to_owned(),
    ])
}

/// Pictures: a code as shades, and the beginnings of files.
pub(crate) fn pictures() -> Vec<Seed> {
    // The corner of a code and some points, 21 wide.
    let mut frame = vec![83];
    for row in 0..84_usize {
        for column in 0..84_usize {
            let (x, y) = (column / 4, row / 4);
            let corner = |x: usize, y: usize| {
                x < 7
                    && y < 7
                    && (x.is_multiple_of(6)
                        || y.is_multiple_of(6)
                        || (2..5).contains(&x) && (2..5).contains(&y))
            };
            let dark = corner(x, y)
                || x >= 14 && corner(x - 14, y)
                || y >= 14 && corner(x, y - 14)
                || (x * 7 + y * 5).is_multiple_of(3) && x > 7 && y > 7;
            frame.push(if dark { 10 } else { 240 });
        }
    }
    vec![
        frame,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\0\0\0\0\xe1d\xe1W\0\0\0\x0eIDATx\x9cc`\x18\x05\xc8\0\0\0\x48\0\x01\0\0\0\0IEND\xaeB`\x82".to_vec(),
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9".to_vec(),
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n4 0 obj<</Length 22>>stream\n0 g 1 2 3 4 re f q Q\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF".to_vec(),
    ]
}
