use super::{Place, Profile, ShareLink, Wishes};
use crate::ShareError;
use kin_codes::{CodeLimits, Link, open_jwe};
use kin_crypto::safe::LinkSecret;
use zeroize::Zeroizing;

const SECRET: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn wishes() -> Wishes {
    Wishes {
        profile: Profile::Plain,
        expires: Some(1_800_000_000),
        uses: None,
        passcode: None,
        long_term: false,
        label: "Visit\non Friday".to_owned(),
    }
}

fn make(place: &Place, wishes: &Wishes) -> Result<ShareLink, ShareError> {
    ShareLink::make(place, LinkSecret::from_text(SECRET).unwrap(), wishes)
}

fn ours() -> Place {
    Place::parse("https://links.example.org", true).unwrap()
}

fn plain() -> Place {
    Place::parse("https://dav.example.org/public/kinfolio", false).unwrap()
}

#[test]
fn our_own_reader_reads_what_is_made_and_opens_what_is_sealed() {
    let mut wanted = wishes();
    wanted.passcode = Some(Zeroizing::new("2468".to_owned()));
    wanted.long_term = true;
    let link = make(&ours(), &wanted).unwrap();
    let viewer = url::Url::parse("https://viewer.example.org/open#old").unwrap();
    for text in [link.text().unwrap(), link.behind(&viewer).unwrap()] {
        let read = Link::parse(&text, &CodeLimits::default()).unwrap();
        assert_eq!(read.url, link.url);
        assert!(read.flags.long_term && read.flags.passcode && !read.flags.direct);
        assert_eq!(read.expires, Some(1_800_000_000));
        assert_eq!(read.label, "Visiton Friday");
        let sealed = link.seal(b"{}", "application/fhir+json").unwrap();
        let opened = open_jwe(&sealed, &read.key, &CodeLimits::default()).unwrap();
        assert_eq!(opened.bytes, b"{}");
        // Sealed again with another nonce: the same key never seals twice alike.
        assert_ne!(sealed, link.seal(b"{}", "application/fhir+json").unwrap());
    }
    assert!(
        !link
            .text()
            .unwrap()
            .contains(link.token().unwrap().as_str())
    );
    assert!(
        link.behind(&viewer)
            .unwrap()
            .starts_with("https://viewer.example.org/open#shlink:/")
    );
}

#[test]
fn the_same_secret_makes_the_same_code_again() {
    let one = make(&ours(), &wishes()).unwrap().text().unwrap();
    assert_eq!(one, make(&ours(), &wishes()).unwrap().text().unwrap());
    let later = Wishes {
        expires: Some(1_900_000_000),
        ..wishes()
    };
    let other = make(&ours(), &later).unwrap();
    assert_ne!(one, other.text().unwrap(), "another end, another code");
    assert_eq!(
        other.url,
        make(&ours(), &wishes()).unwrap().url,
        "at the same address"
    );
}

#[test]
fn an_address_is_safe_short_and_cannot_be_guessed() {
    for bad in [
        "",
        "links.example.org",
        "http://links.example.org/",
        "ftp://x.org/",
        "https://u:p@x.org/",
        "https://x.org/?a",
        "https://x.org/#a",
        "https://",
    ] {
        assert_eq!(
            Place::parse(bad, true).err(),
            Some(ShareError::HostAddress),
            "{bad}"
        );
    }
    let long = format!("https://{}.org/", "a".repeat(80));
    assert!(matches!(
        Place::parse(&long, true),
        Err(ShareError::AddressTooLong {
            chars: 138,
            limit: 128
        })
    ));
    let (ours, plain) = (
        make(&ours(), &wishes()).unwrap(),
        make(&plain(), &wishes()).unwrap(),
    );
    assert!(ours.url.as_str().len() <= 128);
    let name = ours.url.path().strip_prefix("/l/").unwrap().to_owned();
    assert_eq!(name.len(), 43, "32 bytes are 256 bits");
    assert_eq!(plain.url.path(), format!("/public/kinfolio/{name}"));
    assert_eq!(
        Place::parse("http://127.0.0.1:8480", true).unwrap().host(),
        "127.0.0.1:8480"
    );
}

#[test]
fn each_kind_has_its_rules() {
    let rule = |place: &Place, wishes: &Wishes| make(place, wishes).err().map(|e| e.code());
    let code = || Some(Zeroizing::new("2468".to_owned()));
    let of = |profile| Wishes {
        profile,
        ..wishes()
    };
    assert_eq!(
        rule(
            &plain(),
            &Wishes {
                passcode: code(),
                ..wishes()
            }
        ),
        Some("plain-passcode")
    );
    assert_eq!(
        rule(
            &plain(),
            &Wishes {
                uses: Some(2),
                ..wishes()
            }
        ),
        Some("plain-uses")
    );
    let check_in = of(Profile::CheckIn);
    assert_eq!(
        rule(
            &ours(),
            &Wishes {
                passcode: code(),
                ..check_in.clone()
            }
        ),
        Some("check-in-passcode")
    );
    assert_eq!(
        rule(
            &ours(),
            &Wishes {
                expires: None,
                ..check_in.clone()
            }
        ),
        Some("check-in-end")
    );
    for short in ["123", &"x".repeat(65)] {
        let passcode = Some(Zeroizing::new(short.to_owned()));
        assert_eq!(
            rule(
                &ours(),
                &Wishes {
                    passcode,
                    ..wishes()
                }
            ),
            Some("passcode-length")
        );
    }
    let read = |place: &Place, wishes: &Wishes| {
        let text = make(place, wishes).unwrap().text().unwrap();
        Link::parse(&text, &CodeLimits::default()).unwrap().flags
    };
    assert!(read(&ours(), &check_in).direct, "one file, straight");
    assert!(read(&plain(), &wishes()).direct);
    assert!(!read(&ours(), &wishes()).direct);
    let huge = vec![0; (32 << 20) + 1];
    let link = make(&ours(), &wishes()).unwrap();
    assert_eq!(
        link.seal(&huge, "x").err(),
        Some(ShareError::TooLarge { limit: 32 << 20 })
    );
}
