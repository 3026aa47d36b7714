//! How portals of one maker differ from the standard: one table, no branches elsewhere.

/// The table; its head says what the columns are.
const TABLE: &str = include_str!("vendors.tsv");

/// How access lasts at the portals of a maker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// By a refresh token, as the standard says.
    Refresh,
    /// A key of this program is registered after the sign-in, and renews by itself.
    Key,
    /// Not at all, for programs without a secret.
    EachTime,
}

/// A maker of portals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vendor {
    /// What it is called.
    pub name: &'static str,
    /// How access lasts.
    pub lasting: Lasting,
    /// Whether lasting access is given only to who asks the person each time (`prompt=consent`).
    pub consent: bool,
    /// Whether the answer of a sign-in may only go to a page on the web, not to this computer.
    pub web_only: bool,
}

struct Line {
    software: &'static str,
    hosts: &'static str,
    vendor: Vendor,
}

fn line(text: &'static str) -> Option<Line> {
    let mut parts = text.split('\t');
    let mut next = || parts.next().filter(|part| !part.is_empty());
    let (name, software, hosts) = (next()?, next()?, next()?);
    let lasting = match next()? {
        "refresh" => Lasting::Refresh,
        "key" => Lasting::Key,
        "each-time" => Lasting::EachTime,
        _ => return None,
    };
    let web_only = match next()? {
        "https" => true,
        "loopback" => false,
        _ => return None,
    };
    let consent = match next()? {
        "consent" => true,
        "-" => false,
        _ => return None,
    };
    Some(Line {
        software,
        hosts,
        vendor: Vendor {
            name,
            lasting,
            consent,
            web_only,
        },
    })
}

fn table() -> impl Iterator<Item = Line> {
    TABLE
        .lines()
        .filter(|text| !text.starts_with('#'))
        .filter_map(line)
}

/// Who made a portal: by what it says runs there, else by the name of its server.
#[must_use]
pub fn vendor(software: &str, host: &str) -> Option<Vendor> {
    let software = software.to_lowercase();
    let host = format!(".{}", host.to_lowercase());
    let says = |one: &Line| one.software.split('|').any(|word| software.contains(word));
    let named = |one: &Line| {
        one.hosts
            .split('|')
            .any(|end| end != "-" && host.ends_with(end))
    };
    table()
        .find(says)
        .or_else(|| table().find(named))
        .map(|one| one.vendor)
}

#[cfg(test)]
mod tests {
    use super::{Lasting, TABLE, table, vendor};
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_sound() {
        let lines = TABLE.lines().filter(|text| !text.starts_with('#')).count();
        assert_eq!(table().count(), lines, "every line is understood");
        let mut seen = BTreeSet::new();
        for one in table() {
            assert!(
                seen.insert(one.vendor.name),
                "{} stands once",
                one.vendor.name
            );
            assert_eq!(one.software, one.software.to_lowercase());
            for end in one.hosts.split('|').filter(|end| *end != "-") {
                assert!(end.starts_with('.'), "{end} is the end of a name");
            }
        }
    }

    #[test]
    fn a_portal_is_known_by_what_it_says_or_by_its_host() {
        let of = |software, host| vendor(software, host).map(|one| one.name);
        assert_eq!(of("Epic", "fhir.hospital.org"), Some("Epic"));
        assert_eq!(of("Cerner Millennium", "x.org"), Some("Oracle Health"));
        assert_eq!(of("", "fhir-myrecord.cerner.com"), Some("Oracle Health"));
        assert_eq!(of("", "cerner.com.evil.example"), None);
        assert_eq!(of("", "notcerner.com"), None);
        assert_eq!(of("HAPI FHIR Server", "fhir.hospital.org"), None);
        assert_eq!(vendor("Epic", "").unwrap().lasting, Lasting::Key);
        assert!(vendor("eClinicalWorks", "").unwrap().web_only);
        assert!(!vendor("Epic", "").unwrap().web_only);
    }
}
