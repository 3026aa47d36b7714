//! What a link says: where, with which key, until when, how.
//!
//! # Source
//! SMART Health Links, "SMART Health Links Payload".

use crate::card::seconds;
use crate::{CodeError, CodeLimits, Gathered, gather};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kin_crypto::safe::LinkKey;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use url::{Host, Url};

/// Longest name of a link that is shown, in characters.
const LABEL: usize = 80;

/// How a link works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkFlags {
    /// L: what is behind it changes; it may be asked again.
    pub long_term: bool,
    /// P: it wants a passcode.
    pub passcode: bool,
    /// U: one file, without a table of contents.
    pub direct: bool,
}

/// What is not as the standard says and does no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum LinkNote {
    /// `exp` counts milliseconds; it is read as such.
    Milliseconds,
    /// `exp` is there and no date after 1970: whether the link has ended is not known.
    EndUnreadable,
}

impl LinkNote {
    /// The stable code, kebab-case.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Milliseconds => "link-milliseconds",
            Self::EndUnreadable => "link-end-unreadable",
        }
    }
}

/// A link. Its key opens what is behind it, so it has no Debug.
pub struct Link {
    /// Where to ask.
    pub url: Url,
    /// What opens the files.
    pub key: LinkKey,
    /// How it works.
    pub flags: LinkFlags,
    /// Until when, seconds since 1970 UTC.
    pub expires: Option<i64>,
    /// What its maker calls it, one line of at most 80 characters. Anybody may have written it.
    pub label: String,
    /// What is not as it should be and does no harm.
    pub notes: BTreeSet<LinkNote>,
}

#[derive(Deserialize)]
struct Payload<'a> {
    #[serde(default)]
    url: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    flag: Option<String>,
    #[serde(default)]
    label: Option<String>,
    #[serde(default, borrow)]
    exp: Option<&'a RawValue>,
    #[serde(default, borrow)]
    v: Option<&'a RawValue>,
}

impl Link {
    /// Reads a link: `shlink:/…`, alone or behind the address of a viewer, also with words around, as it comes in a message.
    ///
    /// # Errors
    /// [`CodeError::NoCode`] and those whose names begin with `Link`. Whether it has expired is asked later.
    pub fn parse(text: &str, limits: &CodeLimits) -> Result<Self, CodeError> {
        if text.len() > limits.link_chars {
            let limit = limits.link_chars as u64;
            return Err(CodeError::TooLarge { limit });
        }
        let link = match gather(text.as_bytes(), limits) {
            Ok(Gathered::Link(link)) => link,
            Ok(Gathered::Cards(_)) => return Err(CodeError::NoCode),
            Err(why) => among_words(text).ok_or(why)?,
        };
        let coded = link.trim_start_matches("shlink:/").trim_end_matches('=');
        let payload = URL_SAFE_NO_PAD.decode(coded);
        Self::from_payload(&payload.map_err(|_| CodeError::LinkDamaged)?)
    }

    /// Reads the JSON that a link carries.
    ///
    /// # Errors
    /// Those whose names begin with `Link`.
    pub fn from_payload(json: &[u8]) -> Result<Self, CodeError> {
        let read: Payload<'_> = serde_json::from_slice(json).map_err(|_| CodeError::LinkDamaged)?;
        let version = read.v.map_or("1", |v| v.get().trim_matches('"'));
        if !matches!(version, "1" | "1.0") {
            return Err(CodeError::LinkVersion);
        }
        // Unknown flags are ignored, as the standard says.
        let flag = read.flag.unwrap_or_default();
        let flags = LinkFlags {
            long_term: flag.contains('L'),
            passcode: flag.contains('P'),
            direct: flag.contains('U'),
        };
        if flags.direct && flags.passcode {
            return Err(CodeError::LinkFlags);
        }
        let mut notes = BTreeSet::new();
        let end = read
            .exp
            .and_then(seconds)
            .filter(|(moment, _)| *moment >= 0);
        match end {
            None if read.exp.is_some() => notes.insert(LinkNote::EndUnreadable),
            Some((_, true)) => notes.insert(LinkNote::Milliseconds),
            _ => false,
        };
        let label = read.label.unwrap_or_default();
        let plain = label.chars().filter(|c| !c.is_control());
        Ok(Self {
            url: address(&read.url)?,
            key: LinkKey::from_text(&read.key).map_err(|_| CodeError::LinkKey)?,
            flags,
            expires: end.map(|(moment, _)| moment),
            label: plain.take(LABEL).collect(),
            notes,
        })
    }

    /// The server that is asked: what a person is shown before the first contact.
    #[must_use]
    pub fn host(&self) -> String {
        shown_host(&self.url)
    }

    /// Whether it has ended. `now` is in seconds since 1970 UTC.
    #[must_use]
    pub fn expired(&self, now: i64) -> bool {
        self.expires.is_some_and(|end| end <= now)
    }

    /// Whether the server is this computer: for trying out, never for others.
    #[must_use]
    pub fn is_local(&self) -> bool {
        local(&self.url)
    }
}

/// Host and port of an address.
pub(crate) fn shown_host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

pub(crate) fn local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(v4)) => v4.is_loopback(),
        Some(Host::Ipv6(v6)) => v6.is_loopback(),
        None => false,
    }
}

/// An address that may be asked: by HTTPS, or on this computer; without a name and password in it.
pub(crate) fn allowed(url: &Url) -> bool {
    let way = url.scheme() == "https" || (url.scheme() == "http" && local(url));
    way && url.has_host() && url.username().is_empty() && url.password().is_none()
}

/// The one link in a message. Where there are two it is nobody's guess which one is meant.
fn among_words(text: &str) -> Option<String> {
    let mut found = None;
    for (at, begin) in text.match_indices("shlink:/") {
        let coded = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '=');
        let rest = text.get(at + begin.len()..)?;
        let link = rest.get(..rest.find(|c| !coded(c)).unwrap_or(rest.len()))?;
        if *found.get_or_insert(link) != link {
            return None;
        }
    }
    found.map(|link| format!("shlink:/{link}"))
}

fn address(text: &str) -> Result<Url, CodeError> {
    let url = Url::parse(text).map_err(|_| CodeError::LinkAddress)?;
    allowed(&url).then_some(url).ok_or(CodeError::LinkAddress)
}

#[cfg(test)]
mod tests {
    use super::{Link, LinkFlags, LinkNote};
    use crate::{CodeError, CodeLimits};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    const KEY: &str = "rxTgYlOaKJPFtcEd0qcceN8wEU4p94SqAwIWQe6uX7Q";

    fn link(more: &str) -> Result<Link, CodeError> {
        Link::from_payload(
            format!(r#"{{"url":"https://example.org/m","key":"{KEY}"{more}}}"#).as_bytes(),
        )
    }

    #[test]
    fn every_flag_is_read_and_unknown_ones_are_not() {
        for (flag, l, p, u) in [
            ("", false, false, false),
            ("L", true, false, false),
            ("LP", true, true, false),
            ("PL", true, true, false),
            ("LU", true, false, true),
            ("U", false, false, true),
            ("LXZ", true, false, false),
            ("lpu", false, false, false),
        ] {
            let read = link(&format!(r#","flag":"{flag}""#)).unwrap();
            let flags = LinkFlags {
                long_term: l,
                passcode: p,
                direct: u,
            };
            assert_eq!(read.flags, flags, "{flag}");
        }
        assert_eq!(link(r#","flag":"PU""#).err(), Some(CodeError::LinkFlags));
        assert_eq!(link("").unwrap().flags, LinkFlags::default());
    }

    #[test]
    fn the_end_is_read_as_it_is_meant() {
        for (exp, end, note) in [
            ("1694096319.865", Some(1_694_096_319), None),
            ("1", Some(1), None),
            ("\"1694096319\"", Some(1_694_096_319), None),
            (
                "\"1767225600000\"",
                Some(1_767_225_600),
                Some(LinkNote::Milliseconds),
            ),
            (
                "1767225600000",
                Some(1_767_225_600),
                Some(LinkNote::Milliseconds),
            ),
            ("null", None, None),
            ("\"tomorrow\"", None, Some(LinkNote::EndUnreadable)),
            (
                "\"2026-12-01T00:00:00Z\"",
                None,
                Some(LinkNote::EndUnreadable),
            ),
            ("\"\"", None, Some(LinkNote::EndUnreadable)),
            ("-5", None, Some(LinkNote::EndUnreadable)),
            ("-1767225600000", None, Some(LinkNote::EndUnreadable)),
            ("1.694096319865E9", Some(1_694_096_319), None),
            ("1e99", None, Some(LinkNote::EndUnreadable)),
            ("99999999999999999999", None, Some(LinkNote::EndUnreadable)),
            ("{\"at\":1}", None, Some(LinkNote::EndUnreadable)),
            ("true", None, Some(LinkNote::EndUnreadable)),
        ] {
            let read = link(&format!(r#","exp":{exp}"#)).unwrap();
            assert_eq!(read.expires, end, "{exp}");
            assert_eq!(read.notes.into_iter().next(), note, "{exp}");
        }
        let read = link(r#","exp":100"#).unwrap();
        assert!(read.expired(100) && !read.expired(99));
    }

    #[test]
    fn the_link_in_a_message_is_found_and_of_two_none() {
        let limits = CodeLimits::default();
        let json = format!(r#"{{"url":"https://example.org/m","key":"{KEY}"}}"#);
        let link = format!("shlink:/{}", URL_SAFE_NO_PAD.encode(&json));
        for text in [
            format!("Dear Dr Lee,\nhere it is: {link}."),
            format!("<https://viewer.example.org/a?b#{link}>\n(also {link})"),
            format!("我的记录：{link}，谢谢"),
            format!("http://localhost:3000/#{link}"),
        ] {
            let read = Link::parse(&text, &limits);
            let host = read.map(|link| link.host());
            assert_eq!(host.as_deref(), Ok("example.org"), "{text}");
        }
        let other = json.replace("/m", "/n");
        let other = format!("shlink:/{}", URL_SAFE_NO_PAD.encode(other));
        let two = Link::parse(&format!("{link} or {other}"), &limits);
        assert_eq!(two.err(), Some(CodeError::NoCode));
    }

    #[test]
    fn each_defect_has_its_name() {
        let fault = |json: &str| Link::from_payload(json.as_bytes()).err().unwrap();
        assert_eq!(fault("not json"), CodeError::LinkDamaged);
        assert_eq!(fault("{}"), CodeError::LinkAddress);
        for url in [
            "http://example.org/m",
            "http://192.168.1.1/m",
            "ftp://example.org/m",
            "https://user:word@example.org/m",
            "https://",
            "file:///etc/passwd",
            "/m",
        ] {
            let json = format!(r#"{{"url":"{url}","key":"{KEY}"}}"#);
            assert_eq!(fault(&json), CodeError::LinkAddress, "{url}");
        }
        for key in [
            "",
            "AAAA",
            "rxTgYlOaKJPFtcEd0qcceN8wEU4p94SqAwIWQe6uX7",
            "?",
        ] {
            let json = format!(r#"{{"url":"https://example.org/m","key":"{key}"}}"#);
            assert_eq!(fault(&json), CodeError::LinkKey, "{key}");
        }
        assert_eq!(link(r#","v":2"#).err(), Some(CodeError::LinkVersion));
        for v in ["1", "1.0", "\"1\"", "null"] {
            assert!(link(&format!(r#","v":{v}"#)).is_ok(), "{v}");
        }
        for v in ["1.5", "\"1a\"", "{}"] {
            let read = link(&format!(r#","v":{v}"#));
            assert_eq!(read.err(), Some(CodeError::LinkVersion), "{v}");
        }
        let limits = CodeLimits::default();
        let parse = |text: &str| Link::parse(text, &limits).err().unwrap();
        assert_eq!(parse("shlink:/!!"), CodeError::LinkDamaged);
        assert_eq!(parse("eyJ"), CodeError::NoCode);
        let long = format!("shlink:/{}", "A".repeat(5000));
        assert_eq!(parse(&long), CodeError::TooLarge { limit: 4096 });
    }

    #[test]
    fn a_name_is_one_short_line_and_the_host_is_shown() {
        let long = format!(r#","label":"a\nb\u0007{}""#, "x".repeat(200));
        let read = link(&long).unwrap();
        assert!(read.label.starts_with("abx") && read.label.len() == 80);
        assert_eq!(read.host(), "example.org");
        let local = format!(r#"{{"url":"http://localhost:8090/m","key":"{KEY}"}}"#);
        let local = Link::from_payload(local.as_bytes()).unwrap();
        assert_eq!(
            (local.host().as_str(), local.is_local()),
            ("localhost:8090", true)
        );
    }
}
