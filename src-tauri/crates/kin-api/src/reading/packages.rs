//! What is handed over without a server comes back: the archive of a package, and what a page with a lock holds; and zips,
//! of those or of the records that a hospital or an app packs. Packages and pages are opened with their six words before (`use_cases/import/packages.rs`); here they are taken apart, closed in.

use super::codes::Zipped;
use super::{Apart, PACKED, whole_file};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_fhir::ips::read::{is_xml, xml_to_json};
use kin_fhir::{FhirError, ForeignFormat};
use kin_model::{Finding, Severity};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::io::{Cursor, Read};

/// Bytes of the document in it, and of a page with it: 64 MiB.
const MOST: u64 = 64 << 20;
/// Bytes of a file with a lock in a zip, and of all in it: 32 and 256 MiB.
const IN_ZIP: u64 = 32 << 20;
const ZIP: u64 = 256 << 20;
/// Bytes of all records of a zip together, told as FHIR: 128 MiB. They are held as a whole.
const RECORDS: u64 = 128 << 20;
/// Bytes of a file in a zip that say what it is.
const LOOK: u64 = 4096;
/// Bytes of a picture or a text of codes in a zip, and of all that its codes say: 16 and 32 MiB.
const CODES: u64 = 16 << 20;
const ALL_CODES: usize = 32 << 20;
/// Pictures in one zip that may be without a code, beside as many as have one; more are not looked at.
const WITHOUT_CODE: usize = 40;
/// Files with a lock in one zip.
const LOCKED_IN_ZIP: usize = 4;
/// How a zip begins.
pub(crate) const PK: &[u8] = b"PK\x03\x04";
/// Members of an archive that are looked at.
const MEMBERS: usize = 32;
/// How an age file begins.
pub(crate) const AGE: &[u8] = b"age-encryption.org/v1\n";
/// What stands in a page with a lock, and nowhere else.
const LOCKED_PAGE: &[u8] = b"<p id=\"bound\">kinfolio-page-1</p>";
/// How a page with a lock begins.
pub(crate) const PAGE: &[u8] = b"<!doctype html>\n<html lang=";

/// What is in a file.
pub(super) enum Inside<'r> {
    /// A document: FHIR, JSON.
    Document(Vec<u8>),
    /// A zip that holds files with a lock or codes, and what is beside them.
    Zip(Vec<Apart>),
    /// A zip of records.
    Records(Records),
    /// It is none of these: its first bytes, and the rest.
    Nothing(Vec<u8>, &'r mut dyn Read),
}

/// The records of a zip, told as FHIR one after the other.
pub(super) struct Records {
    pub(super) fhir: Vec<u8>,
    pub(super) zipped: Zipped,
}

fn unread(source: std::io::Error) -> Finding {
    whole_file(&FhirError::Read { offset: 0, source })
}

pub(super) fn locked() -> Finding {
    Finding::new("package-locked", Severity::Error, "", "")
}

fn broken() -> Finding {
    Finding::new("package-broken", Severity::Error, "", "")
}

/// Looks into a file; `head` are its first bytes.
pub(super) fn inside(mut head: Vec<u8>, source: &mut dyn Read) -> Result<Inside<'_>, Finding> {
    if head.starts_with(AGE) {
        return Err(locked());
    }
    if head.starts_with(PK) {
        let zip = of_zip(Box::new(head.as_slice().chain(source)), true)?;
        return Ok(match zip.apart.is_empty() {
            true => Inside::Records(zip.records),
            false => Inside::Zip(zip.apart),
        });
    }
    if head.get(257..262) == Some(b"ustar") {
        let whole = head.as_slice().chain(source);
        return document_of(whole).map(Inside::Document);
    }
    let page = head.starts_with(PAGE);
    let content = [br#"{"ips":""#.as_slice(), br#"{"page":""#];
    if !page && !content.iter().any(|begin| head.starts_with(begin)) {
        return Ok(Inside::Nothing(head, source));
    }
    let room = MOST.saturating_sub(head.len() as u64);
    let rest: &mut dyn Read = &mut *source;
    let more = rest.take(room.saturating_add(1)).read_to_end(&mut head);
    more.map_err(unread)?;
    if page {
        let holds = head.windows(LOCKED_PAGE.len()).any(|w| w == LOCKED_PAGE);
        return match holds {
            true => Err(locked()),
            false => Ok(Inside::Nothing(head, source)),
        };
    }
    #[derive(Deserialize)]
    struct Content {
        ips: String,
    }
    match serde_json::from_slice::<Content>(&head) {
        Ok(content) => Ok(Inside::Document(content.ips.into_bytes())),
        Err(_) => Err(broken()),
    }
}

/// What is in a zip.
struct Unzipped {
    /// Files with a lock, what its codes say, and remarks about what is beside them.
    apart: Vec<Apart>,
    records: Records,
}

/// The codes of the files in a zip.
#[derive(Default)]
struct Coded {
    apart: Vec<Apart>,
    /// Files that have some, and pictures that have none.
    files: u32,
    blank: usize,
    /// Bytes that they say.
    bytes: usize,
}

impl Coded {
    /// Takes the codes of a file, where it has some.
    fn take(&mut self, mut bytes: Vec<u8>, rest: &mut dyn Read) -> std::io::Result<bool> {
        if self.blank > WITHOUT_CODE + self.apart.len() || self.bytes > ALL_CODES {
            return Ok(false);
        }
        let room = CODES.saturating_sub(bytes.len() as u64);
        rest.take(room + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > CODES {
            return Ok(false);
        }
        let codes = super::codes::in_zip(&bytes);
        if codes.is_empty() {
            self.blank += 1;
            return Ok(false);
        }
        self.files += 1;
        self.bytes += codes.iter().map(Apart::bytes).sum::<usize>();
        self.apart.extend(codes);
        Ok(true)
    }
}

/// A zip: files with a lock that were sent, records as a hospital or an app packs them, or pictures of codes: those of a
/// moving code above all. What is none of them is counted, not read; a zip with nothing of them is no record. Codes
/// beside records are counted too: a letter may have one.
fn of_zip(mut source: Box<dyn Read + '_>, codes: bool) -> Result<Unzipped, Finding> {
    // Of a telephone's export only the records of hospitals are read here.
    let head = super::devices::head(&mut source)?;
    let export = kin_import::sniff(&head) == Some(kin_import::Kind::AppleZip);
    let source = Box::new(Cursor::new(head).chain(source));
    let total = if export { PACKED.total } else { ZIP };
    let mut found = Vec::new();
    let mut coded = Coded::default();
    let mut records = Records {
        fhir: Vec::new(),
        zipped: Zipped::default(),
    };
    let mut others = 0_u32;
    let damaged = || kin_import::ImportError::Damaged { what: "zip" };
    let gone = kin_import::entries_of_zip(source, total, &mut |name, member| {
        let file = name.rsplit('/').next().unwrap_or_default();
        if file.is_empty() || file.starts_with("._") || name.starts_with("__MACOSX") {
            return Ok(());
        }
        if export && !name.contains(kin_import::APPLE_RECORDS) {
            return Ok(());
        }
        let mut member = match kin_import::unwrap(member, PACKED) {
            Ok(member) => member,
            Err(kin_import::ImportError::Read(_)) => return Err(damaged()),
            Err(_) => {
                others += 1;
                return Ok(());
            }
        };
        let room = RECORDS.saturating_sub(records.fhir.len() as u64);
        let bytes = match wanted(&mut member, room) {
            Ok(bytes) => bytes,
            // What is wrong is this member's own wrapping.
            Err(_) if member.fault().is_some() => Vec::new(),
            Err(_) => return Err(damaged()),
        };
        if bytes.starts_with(AGE) || bytes.starts_with(PAGE) {
            let fits = bytes.len() as u64 <= IN_ZIP && found.len() < LOCKED_IN_ZIP;
            let page = || bytes.windows(LOCKED_PAGE.len()).any(|w| w == LOCKED_PAGE);
            if fits && (bytes.starts_with(AGE) || page()) {
                found.push(Apart::Locked(STANDARD.encode(&bytes)));
                return Ok(());
            }
        } else if may_be_record(&bytes) {
            let told = (bytes.len() as u64 <= room).then(|| as_records(&bytes));
            if let Some((fhir, document)) = told.flatten() {
                records.zipped.documents |= document;
                records.fhir.extend_from_slice(&fhir);
                records.fhir.push(b'\n');
                return Ok(());
            }
            if codes && super::codes::may_hold_codes(&bytes) {
                let cards = coded
                    .take(bytes, &mut std::io::empty())
                    .map_err(|_| damaged())?;
                others += u32::from(!cards);
                return Ok(());
            }
        } else if codes && super::codes::may_hold_codes(&bytes) {
            others += u32::from(!coded.take(bytes, &mut member).map_err(|_| damaged())?);
            return Ok(());
        }
        others += 1;
        Ok(())
    });
    if records.fhir.is_empty() {
        found.append(&mut coded.apart);
    } else {
        others = others.saturating_add(coded.files);
    }
    if found.is_empty() && records.fhir.is_empty() {
        return Err(whole_file(&FhirError::Format(ForeignFormat::Zip)));
    }
    if found.is_empty() {
        // What comes after the damage cannot even be counted.
        if let Err(error) = gone {
            return Err(super::devices::whole(&error));
        }
        records.zipped.left = others;
    } else if gone.is_err() {
        found.push(Apart::Bad(broken()));
    }
    if !found.is_empty() && (others > 0 || !records.fhir.is_empty()) {
        let more = others.saturating_add(u32::from(!records.fhir.is_empty()));
        let left = Finding::new("zip-left", Severity::Warning, "", more.to_string());
        found.push(Apart::Bad(left));
    }
    Ok(Unzipped {
        apart: found,
        records,
    })
}

/// A file in a zip, where its first bytes may be those of one that is wanted; else these alone. Of one that is too
/// large a byte more than may be.
fn wanted(member: &mut dyn Read, room: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut member = member.take(room.max(IN_ZIP) + 1);
    (&mut member).take(LOOK).read_to_end(&mut bytes)?;
    if bytes.starts_with(AGE) || bytes.starts_with(PAGE) {
        member.take(IN_ZIP).read_to_end(&mut bytes)?;
    } else if may_be_record(&bytes) {
        member.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Whether the first bytes of a file in a zip may be those of a record.
fn may_be_record(head: &[u8]) -> bool {
    let bare = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let begin = bare.trim_ascii_start().first();
    matches!(begin, Some(b'{' | b'[')) || is_xml(head) || kin_import::is_document(head)
}

/// A file in a zip told as FHIR, and whether it is a clinical document; nothing where it is none or is broken: its
/// brackets would not match those of the next one.
fn as_records(bytes: &[u8]) -> Option<(Cow<'_, [u8]>, bool)> {
    if kin_import::is_document(bytes) {
        let told = kin_import::document_as_fhir(bytes).ok()?;
        return Some((Cow::Owned(told), true));
    }
    if is_xml(bytes) {
        let small = bytes.len() <= kin_import::LARGEST_DOCUMENT;
        let told = small.then(|| xml_to_json(bytes).ok()).flatten()?;
        return Some((Cow::Owned(told), false));
    }
    let bare = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    memchr::memmem::find(bare, b"\"resourceType\"")?;
    let mut values = serde_json::Deserializer::from_slice(bare).into_iter::<IgnoredAny>();
    values
        .all(|value| value.is_ok())
        .then_some((Cow::Borrowed(bare), false))
}

/// The files with a lock in a zip, in base64; none where it is no zip, or the zip of a device.
pub(super) fn locked_in_zip(source: &mut dyn Read) -> Result<Vec<String>, Finding> {
    super::wrapped::within(source, locked_in_zip_bare)
}

fn locked_in_zip_bare(source: &mut dyn Read) -> Result<Vec<String>, Finding> {
    let head = super::devices::head(source)?;
    if kin_import::sniff(&head).is_some() || !head.starts_with(PK) {
        return Ok(Vec::new());
    }
    let zip = of_zip(Box::new(head.as_slice().chain(source)), false);
    let apart = zip.map(|zip| zip.apart).unwrap_or_default();
    let locked = apart.into_iter().filter_map(|part| match part {
        Apart::Locked(bytes) => Some(bytes),
        _ => None,
    });
    Ok(locked.collect())
}

/// The document of a package's archive. What is beside it, the same on paper and as text, is left.
fn document_of(archive: impl Read) -> Result<Vec<u8>, Finding> {
    let mut archive = tar::Archive::new(archive.take(MOST * 2));
    let members = archive.entries().map_err(|_| broken())?;
    for member in members.take(MEMBERS) {
        let member = member.map_err(|_| broken())?;
        let path = member.path_bytes();
        if !path.ends_with(b".ips.json") {
            continue;
        }
        if member.size() > MOST {
            return Err(broken());
        }
        let mut bytes = Vec::new();
        let read = member.take(MOST).read_to_end(&mut bytes);
        read.map_err(|_| broken())?;
        return Ok(bytes);
    }
    Err(broken())
}

#[cfg(test)]
mod tests {
    use super::{Inside, inside};

    fn look(bytes: &[u8]) -> Result<String, String> {
        let (head, rest) = bytes.split_at(bytes.len().min(4096));
        let mut rest = rest;
        match inside(head.to_vec(), &mut rest) {
            Ok(Inside::Document(json)) => Ok(String::from_utf8(json).unwrap()),
            Ok(Inside::Zip(apart)) => Ok(format!("{apart:?}")),
            Ok(Inside::Records(records)) => Ok(format!(
                "{} and {} others",
                String::from_utf8(records.fhir).unwrap(),
                records.zipped.left
            )),
            Ok(Inside::Nothing(head, rest)) => {
                let mut whole = head;
                rest.read_to_end(&mut whole).unwrap();
                assert_eq!(whole, bytes, "it goes on as it came");
                Err("nothing".to_owned())
            }
            Err(why) => Err(why.code),
        }
    }

    fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, bytes) in members {
            let mut header = tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            archive.append_data(&mut header, name, *bytes).unwrap();
        }
        archive.into_inner().unwrap()
    }

    #[test]
    fn the_document_of_a_package_and_of_a_page_is_found() {
        let pdf = vec![b'%'; 9000];
        let whole = archive(&[("summary.pdf", &pdf), ("summary.ips.json", b"{}")]);
        assert_eq!(look(&whole), Ok("{}".to_owned()));
        let page = br#"{"ips":"{\"a\":1}","page":"<p>","recordEn":"","recordZh":""}"#;
        assert_eq!(look(page), Ok(r#"{"a":1}"#.to_owned()));
        let page = br#"{"page":"<p>","recordEn":"","recordZh":"","ips":"{\"a\":1}"}"#;
        assert_eq!(look(page), Ok(r#"{"a":1}"#.to_owned()));
    }

    #[test]
    fn what_is_locked_or_damaged_is_named_and_everything_else_goes_on() {
        let page = format!(
            "<!doctype html>\n<html lang=\"en\">{}<p id=\"bound\">kinfolio-page-1</p>",
            " ".repeat(9000)
        );
        assert_eq!(look(page.as_bytes()), Err("package-locked".to_owned()));
        let age = b"age-encryption.org/v1\n-> scrypt ";
        assert_eq!(look(age), Err("package-locked".to_owned()));
        let broken = Err("package-broken".to_owned());
        assert_eq!(look(br#"{"ips":"{}""#), broken);
        assert_eq!(look(br#"{"ips":"{}","ips":"{}"}"#), broken);
        assert_eq!(look(&archive(&[("other.json", b"{}")])), broken);
        let mut cut = archive(&[("summary.pdf", &[b'%'; 9000])]);
        cut.truncate(5000);
        assert_eq!(look(&cut), broken);
        for other in [
            "<!doctype html>\n<html lang=\"en\"><p>Hello</p>",
            r#"{"resourceType":"Patient"}"#,
            "",
        ] {
            assert_eq!(look(other.as_bytes()), Err("nothing".to_owned()));
        }
    }
}
