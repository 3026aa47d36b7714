//! Which addresses may stand in the directory.

use crate::limits::LONGEST_ADDRESS;
use std::net::IpAddr;
use url::{Host, Position, Url};

/// Why an address is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AddressFault {
    /// It is not the address of a web server, or holds a name and passphrase.
    NotAnAddress,
    /// It is not encrypted (`http://`) and not on this computer.
    NotEncrypted,
    /// It leads into a private network.
    Private,
}

/// Brings an address into its one form: `https`, small letters in the host, no `?` and `#`, no slash
/// at the end, nothing behind the base of the FHIR server.
///
/// # Errors
/// Why it is not taken. Only an address on this computer (the demo clinic) may be `http`.
pub fn check_address(text: &str) -> Result<String, AddressFault> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_ADDRESS || text.contains(char::is_whitespace) {
        return Err(AddressFault::NotAnAddress);
    }
    let mut url = Url::parse(text).map_err(|_| AddressFault::NotAnAddress)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressFault::NotAnAddress);
    }
    let here = match url.host() {
        Some(Host::Ipv4(ip)) => address_of(IpAddr::V4(ip))?,
        Some(Host::Ipv6(ip)) => address_of(IpAddr::V6(ip))?,
        Some(Host::Domain("localhost")) => true,
        // A name without a dot is known in one building only.
        Some(Host::Domain(name)) if !name.trim_end_matches('.').contains('.') => {
            return Err(AddressFault::Private);
        }
        Some(Host::Domain(name)) if name.split('.').next().is_none_or(str::is_empty) => {
            return Err(AddressFault::NotAnAddress);
        }
        Some(Host::Domain(name))
            if [".local", ".localhost", ".internal", ".lan"]
                .iter()
                .any(|end| name.ends_with(end)) =>
        {
            return Err(AddressFault::Private);
        }
        Some(Host::Domain(_)) => false,
        None => return Err(AddressFault::NotAnAddress),
    };
    match url.scheme() {
        "https" => {}
        "http" if here => {}
        "http" => return Err(AddressFault::NotEncrypted),
        _ => return Err(AddressFault::NotAnAddress),
    }
    url.set_query(None);
    url.set_fragment(None);
    // Of the path only: a host may be called like the end of one.
    let mut path = url.path();
    let base = loop {
        path = path.trim_end_matches('/');
        let ends = ["/.well-known/smart-configuration", "/metadata"];
        match ends.iter().find_map(|end| path.strip_suffix(end)) {
            Some(rest) => path = rest,
            None => break path,
        }
    };
    let address = format!("{}{base}", &url[..Position::BeforePath]);
    // Letters that are no ASCII have become longer.
    if address.len() > LONGEST_ADDRESS {
        return Err(AddressFault::NotAnAddress);
    }
    Ok(address)
}

/// Whether a bare number is this computer.
fn address_of(ip: IpAddr) -> Result<bool, AddressFault> {
    if ip.is_loopback() {
        return Ok(true);
    }
    let private = match ip {
        IpAddr::V4(ip) => {
            ip.is_private() || ip.is_link_local() || ip.is_unspecified() || ip.is_multicast()
        }
        IpAddr::V6(ip) => {
            ip.is_unique_local()
                || ip.is_unicast_link_local()
                || ip.is_unspecified()
                || ip.is_multicast()
                || ip.to_ipv4_mapped().is_some()
        }
    };
    if private {
        Err(AddressFault::Private)
    } else {
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::{AddressFault, check_address};

    #[test]
    fn one_server_has_one_form() {
        for text in [
            "https://ehr.example.org/r4",
            " https://EHR.example.org:443/r4/ ",
            "https://ehr.example.org/r4/metadata",
            "https://ehr.example.org/r4/.well-known/smart-configuration?x=1#y",
            "https://ehr.example.org/r4//",
            "https://ehr.example.org/r4/.well-known/smart-configuration/metadata",
        ] {
            assert_eq!(
                check_address(text).as_deref(),
                Ok("https://ehr.example.org/r4"),
                "{text}"
            );
        }
        assert_eq!(
            check_address("http://127.0.0.1:8080/fhir").as_deref(),
            Ok("http://127.0.0.1:8080/fhir"),
            "the demo clinic is on this computer"
        );
    }

    #[test]
    fn what_is_not_safe_is_not_taken() {
        for (text, why) in [
            ("", AddressFault::NotAnAddress),
            ("ehr.example.org", AddressFault::NotAnAddress),
            ("ftp://ehr.example.org", AddressFault::NotAnAddress),
            ("javascript:alert(1)", AddressFault::NotAnAddress),
            (
                "https://user:pw@ehr.example.org/",
                AddressFault::NotAnAddress,
            ),
            ("https://ehr.example.org/a b", AddressFault::NotAnAddress),
            (
                "https:///.well-known/smart-configuration",
                AddressFault::NotAnAddress,
            ),
            ("https://.example.org/metadata", AddressFault::NotAnAddress),
            ("http://ehr.example.org/r4", AddressFault::NotEncrypted),
            (
                "http://localhost.example.org/r4",
                AddressFault::NotEncrypted,
            ),
            ("https://10.1.2.3/r4", AddressFault::Private),
            ("https://192.168.1.9/r4", AddressFault::Private),
            ("https://169.254.169.254/latest", AddressFault::Private),
            ("https://[fe80::1]/r4", AddressFault::Private),
            ("https://[::ffff:10.0.0.1]/r4", AddressFault::Private),
            ("https://fhirserver/r4", AddressFault::Private),
            ("https://ehr.hospital.local/r4", AddressFault::Private),
        ] {
            assert_eq!(check_address(text), Err(why), "{text}");
        }
        // Each of the second becomes six.
        for path in ["x".repeat(600), "é".repeat(200)] {
            assert_eq!(
                check_address(&format!("https://a.org/{path}")),
                Err(AddressFault::NotAnAddress)
            );
        }
    }
}
