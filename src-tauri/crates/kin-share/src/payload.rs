//! What a link says, and what it may be.

use crate::ShareError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kin_codes::{CodeError, seal_jwe};
use kin_crypto::safe::LinkSecret;
use url::{Host, Url};
use zeroize::Zeroizing;

/// Longest address in a link, in characters ("SMART Health Links Payload": `url` SHALL be at most 128).
pub const LONGEST_ADDRESS: usize = 128;
/// Longest name of a link, in characters.
pub const LABEL: usize = 80;
/// Lengths of a passcode, in characters.
const PASSCODE: std::ops::RangeInclusive<usize> = 4..=64;
/// Largest file, sealed or not, in bytes.
const FILE: u64 = 32 << 20;

/// Where links lead to: the address below which each link has a name of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    base: Url,
    /// A host of ours; else a plain file.
    ours: bool,
}

fn local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(v4)) => v4.is_loopback(),
        Some(Host::Ipv6(v6)) => v6.is_loopback(),
        None => false,
    }
}

impl Place {
    /// Reads an address that a person typed: HTTPS, or this computer; nothing behind `?` or `#`.
    ///
    /// # Errors
    /// [`ShareError::HostAddress`], [`ShareError::AddressTooLong`].
    pub fn parse(text: &str, ours: bool) -> Result<Self, ShareError> {
        let place = Self {
            ours,
            ..Self::written_at(text)?
        };
        // 43 characters make every name as long as another.
        place.address(&"A".repeat(43)).map(|_| place)
    }

    /// Reads the address of a folder that is only written to: it may be longer.
    ///
    /// # Errors
    /// [`ShareError::HostAddress`].
    pub fn written_at(text: &str) -> Result<Self, ShareError> {
        let mut base = Url::parse(text.trim()).map_err(|_| ShareError::HostAddress)?;
        let way = base.scheme() == "https" || (base.scheme() == "http" && local(&base));
        let plain = base.username().is_empty() && base.password().is_none();
        if !way || !plain || !base.has_host() || base.query().is_some() || base.fragment().is_some()
        {
            return Err(ShareError::HostAddress);
        }
        if !base.path().ends_with('/') {
            let path = format!("{}/", base.path());
            base.set_path(&path);
        }
        Ok(Self { base, ours: false })
    }

    /// The address below which links lie, ending in `/`.
    #[must_use]
    pub const fn base(&self) -> &Url {
        &self.base
    }

    /// Whether the host is one of ours.
    #[must_use]
    pub const fn is_ours(&self) -> bool {
        self.ours
    }

    /// Whether it is this computer: for trying out, never for others.
    #[must_use]
    pub fn is_local(&self) -> bool {
        local(&self.base)
    }

    /// The server, with its port where it is not the usual one.
    #[must_use]
    pub fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        match self.base.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// The address of a link of this name.
    ///
    /// # Errors
    /// [`ShareError::AddressTooLong`].
    pub fn address(&self, name: &str) -> Result<Url, ShareError> {
        let path = if self.ours {
            format!("l/{name}")
        } else {
            name.to_owned()
        };
        let url = self.base.join(&path).map_err(|_| ShareError::HostAddress)?;
        let chars = url.as_str().chars().count();
        if chars > LONGEST_ADDRESS {
            let limit = LONGEST_ADDRESS;
            return Err(ShareError::AddressTooLong { chars, limit });
        }
        Ok(url)
    }
}

/// What kind of link it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// A SMART Health Link as the standard has it.
    Plain,
    /// For the check-in at a clinic: one file, an end, no passcode.
    CheckIn,
}

/// What a person wants of a link.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// Which kind.
    pub profile: Profile,
    /// Until when, seconds since 1970 UTC.
    pub expires: Option<i64>,
    /// How often it may be opened; nothing: as often as somebody likes.
    pub uses: Option<u32>,
    /// A passcode for it.
    pub passcode: Option<Zeroizing<String>>,
    /// What is behind it will change.
    pub long_term: bool,
    /// What it is called.
    pub label: String,
}

/// A link, ready to be shown.
pub struct ShareLink {
    /// Where it leads to.
    pub url: Url,
    /// One file that is fetched straight, without a table of contents.
    pub direct: bool,
    secret: LinkSecret,
    expires: Option<i64>,
    flag: String,
    label: String,
}

impl ShareLink {
    /// Holds wishes against the rules, and makes the link of this secret at this place.
    ///
    /// # Errors
    /// [`ShareError::NotAllowed`]: a plain file knows no passcode and does not count; a link for check-in has an
    /// end and no passcode. [`ShareError::Passcode`]; those of [`Place::address`].
    pub fn make(place: &Place, secret: LinkSecret, wishes: &Wishes) -> Result<Self, ShareError> {
        let not = |rule| Err(ShareError::NotAllowed { rule });
        let check_in = wishes.profile == Profile::CheckIn;
        if let Some(passcode) = &wishes.passcode {
            if check_in {
                return not("check-in-passcode");
            }
            if !place.ours {
                return not("plain-passcode");
            }
            if !PASSCODE.contains(&passcode.chars().count()) {
                return Err(ShareError::Passcode);
            }
        }
        if check_in && wishes.expires.is_none() {
            return not("check-in-end");
        }
        if !place.ours && wishes.uses.is_some() {
            return not("plain-uses");
        }
        let direct = check_in || !place.ours;
        // In the order of the alphabet, as the standard wants it.
        let mut flag = String::new();
        for (letter, on) in [
            ('L', wishes.long_term),
            ('P', wishes.passcode.is_some()),
            ('U', direct),
        ] {
            if on {
                flag.push(letter);
            }
        }
        let url = place.address(&secret.address()?)?;
        let plain = wishes.label.chars().filter(|c| !c.is_control());
        Ok(Self {
            url,
            direct,
            secret,
            expires: wishes.expires,
            flag,
            label: plain.take(LABEL).collect(),
        })
    }

    /// What the link carries, as JSON.
    ///
    /// # Errors
    /// [`ShareError::Key`].
    fn payload(&self) -> Result<Zeroizing<String>, ShareError> {
        let key = self.secret.file_key()?.to_text();
        let mut payload = serde_json::Map::new();
        payload.insert("url".to_owned(), self.url.as_str().into());
        payload.insert("key".to_owned(), key.as_str().into());
        if let Some(end) = self.expires {
            payload.insert("exp".to_owned(), end.into());
        }
        if !self.flag.is_empty() {
            payload.insert("flag".to_owned(), self.flag.as_str().into());
        }
        if !self.label.is_empty() {
            payload.insert("label".to_owned(), self.label.as_str().into());
        }
        payload.insert("v".to_owned(), 1.into());
        Ok(Zeroizing::new(
            serde_json::Value::Object(payload).to_string(),
        ))
    }

    /// `shlink:/…`
    ///
    /// # Errors
    /// [`ShareError::Key`].
    pub fn text(&self) -> Result<Zeroizing<String>, ShareError> {
        let coded = URL_SAFE_NO_PAD.encode(self.payload()?.as_bytes());
        Ok(Zeroizing::new(format!("shlink:/{coded}")))
    }

    /// The same behind the address of a page that shows what a link leads to: what is behind `#` never leaves
    /// the browser of who opens it.
    ///
    /// # Errors
    /// [`ShareError::Key`].
    pub fn behind(&self, viewer: &Url) -> Result<Zeroizing<String>, ShareError> {
        let mut viewer = viewer.clone();
        viewer.set_fragment(None);
        Ok(Zeroizing::new(format!("{viewer}#{}", &*self.text()?)))
    }

    /// Seals what is behind the link; not packed, for receivers whose libraries do not unpack.
    ///
    /// # Errors
    /// [`ShareError::Key`], [`ShareError::TooLarge`].
    pub fn seal(&self, bytes: &[u8], content_type: &str) -> Result<String, ShareError> {
        if bytes.len() as u64 > FILE {
            return Err(ShareError::TooLarge { limit: FILE });
        }
        let key = self.secret.file_key()?;
        seal_jwe(bytes, content_type, &key).map_err(|error| match error {
            CodeError::TooLarge { limit } => ShareError::TooLarge { limit },
            _ => ShareError::Key,
        })
    }

    /// What the owner proves with at a host of ours that the link is theirs.
    ///
    /// # Errors
    /// [`ShareError::Key`].
    pub fn token(&self) -> Result<Zeroizing<String>, ShareError> {
        Ok(self.secret.token()?)
    }

    /// The name of the file where the link is a plain one.
    ///
    /// # Errors
    /// [`ShareError::Key`].
    pub fn name(&self) -> Result<String, ShareError> {
        Ok(self.secret.address()?)
    }
}

#[cfg(test)]
#[path = "payload/tests.rs"]
mod tests;
