//! The identity files of a keyholder: what a passphrase, a recovery code or the key in the computer's
//! keychain opens.

use crate::files::{Holds, Layout, read_small, remove_if_there, write_atomic};
use crate::keyring::{KeyChain, Public, VERSION, damaged, hex, known_version, read_public, wiped};
use crate::{KeyholderId, VaultError};
use kin_crypto::CryptoError;
use kin_crypto::safe::{
    GrantIdentity, KdfStrength, RootKey, SlotKind, open_slot, seal_slot, sha256,
};
use kin_model::PersonId;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use zeroize::{Zeroize as _, Zeroizing};

/// The inside of `identity*.age`.
#[derive(Serialize, Deserialize)]
struct Identity {
    v: u32,
    keyholder: String,
    root: String,
    x25519: String,
    /// While all keys are renewed ([`crate::renew`]): what the keyring may still be closed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    former: Option<Former>,
}

/// The keys before a renewal.
#[derive(Serialize, Deserialize)]
struct Former {
    root: String,
    x25519: String,
}

wiped! {
    Identity: root, x25519;
    Former: root, x25519;
}

/// What a keyholder's secret opens.
pub(crate) struct Opened {
    pub(crate) root: RootKey,
    pub(crate) grant: GrantIdentity,
    /// The keys before a renewal that has not come to its end.
    pub(crate) former: Option<Arc<Self>>,
}

impl Opened {
    /// New keys.
    pub(crate) fn generate() -> Result<Self, VaultError> {
        Ok(Self {
            root: RootKey::generate()?,
            grant: GrantIdentity::generate(),
            former: None,
        })
    }

    /// The root in use and the X25519 identity, from their texts.
    fn parse(root: &str, x25519: &str) -> Result<Self, VaultError> {
        Ok(Self {
            root: RootKey::from_text(root).map_err(|_| damaged("identity"))?,
            grant: GrantIdentity::from_text(x25519).map_err(|_| damaged("identity"))?,
            former: None,
        })
    }

    /// The same with the keys before it, or without.
    pub(crate) fn with_former(&self, former: Option<Arc<Self>>) -> Result<Self, VaultError> {
        let (root, x25519) = self.texts();
        let (root, x25519) = (Zeroizing::new(root), Zeroizing::new(x25519));
        Ok(Self {
            former,
            ..Self::parse(&root, &x25519)?
        })
    }

    /// The text of the root and of the X25519 identity.
    fn texts(&self) -> (String, String) {
        let text = |text: &Zeroizing<String>| text.as_str().to_owned();
        (text(&self.root.to_text()), text(&self.grant.to_text()))
    }
}

/// Which identity file.
#[derive(Clone, Copy)]
pub(crate) enum Slot {
    Passphrase,
    Recovery,
    /// Quick unlock: an extra, never the only one.
    Device,
}

impl Slot {
    pub(crate) const fn file(self) -> &'static str {
        match self {
            Self::Passphrase => "identity.age",
            Self::Recovery => "identity.recovery.age",
            Self::Device => "identity.device.age",
        }
    }

    /// Notes the SHA-256 of the file that is there now.
    fn note(self, public: &mut Public, digest: String) {
        match self {
            Self::Passphrase => public.identity_sha256 = digest,
            Self::Recovery => public.recovery_sha256 = digest,
            Self::Device => public.device_sha256 = Some(digest),
        }
    }
}

/// Where an identity file lies.
fn path_of(layout: &Layout, id: &KeyholderId, slot: Slot) -> PathBuf {
    layout.keyholder(&id.0).join(slot.file())
}

/// The SHA-256 of an identity file; `None` when there is none.
pub(crate) fn digest_of(
    layout: &Layout,
    id: &KeyholderId,
    slot: Slot,
) -> Result<Option<String>, VaultError> {
    let bytes = read_small(&path_of(layout, id, slot))?;
    Ok(bytes.map(|bytes| hex(&sha256(&bytes))))
}

/// Writes one identity file; returns its SHA-256 for `public.json`.
pub(crate) fn write_identity(
    layout: &Layout,
    id: &KeyholderId,
    opened: &Opened,
    slot: Slot,
    secret: SlotKind<'_>,
    kdf: KdfStrength,
) -> Result<String, VaultError> {
    let file = seal_identity(id, opened, secret, kdf)?;
    let path = path_of(layout, id, slot);
    write_atomic(&path, &file, Holds::Keys)?;
    Ok(hex(&sha256(&file)))
}

/// Puts a new identity file in the place of the old one, so that at every moment one of the two is
/// whole and known: on an error the old secret still opens, after success the new one.
pub(crate) fn replace_identity(
    chain: &KeyChain,
    opened: &Opened,
    (slot, secret): (Slot, SlotKind<'_>),
    kdf: KdfStrength,
) -> Result<(), VaultError> {
    let file = seal_identity(&chain.keyholder, opened, secret, kdf)?;
    place_identity(chain, slot, &file)
}

/// The bytes of an identity file, to put them back with [`place_identity`].
pub(crate) fn identity_file(chain: &KeyChain, slot: Slot) -> Result<Vec<u8>, VaultError> {
    let path = path_of(&chain.layout, &chain.keyholder, slot);
    read_small(&path)?.ok_or_else(|| damaged("identity"))
}

/// Puts the bytes of an identity file back and writes nothing else.
pub(crate) fn put_back_identity(
    chain: &KeyChain,
    slot: Slot,
    file: &[u8],
) -> Result<(), VaultError> {
    let path = path_of(&chain.layout, &chain.keyholder, slot);
    chain.heed(write_atomic(&path, file, Holds::Keys))
}

/// Writes an identity file, announced in `public.json` before and after.
pub(crate) fn place_identity(chain: &KeyChain, slot: Slot, file: &[u8]) -> Result<(), VaultError> {
    let (layout, id) = (&chain.layout, &chain.keyholder);
    let digest = hex(&sha256(file));
    let path = path_of(layout, id, slot);
    let (mut public, _) = chain.public()?;
    // What was announced before may have come, and noting it may have failed: there is room for one announcement.
    if let Some(announced) = public.next_sha256.take() {
        for one in [Slot::Passphrase, Slot::Recovery, Slot::Device] {
            // A file that cannot be read is not the one: it holds up nobody's new passphrase.
            let there = digest_of(layout, id, one).ok().flatten();
            if there.as_ref() == Some(&announced) {
                one.note(&mut public, announced.clone());
            }
        }
    }
    public.next_sha256 = Some(digest.clone());
    chain.write_public(&public)?;
    let before = read_small(&path)?;
    if let Err(error) = chain.heed(write_atomic(&path, file, Holds::Keys)) {
        // It may have got its name before the error: nobody will ever know the secret of that one.
        if let Some(before) = before
            && read_small(&path).ok().flatten().as_ref() != Some(&before)
        {
            write_atomic(&path, &before, Holds::Keys).unwrap_or_default();
        }
        return Err(error);
    }
    slot.note(&mut public, digest);
    public.next_sha256 = None;
    // The new file is in place and announced: a failure to tidy up is no failure of the change.
    chain.write_public(&public).unwrap_or_default();
    Ok(())
}

fn seal_identity(
    id: &KeyholderId,
    opened: &Opened,
    secret: SlotKind<'_>,
    kdf: KdfStrength,
) -> Result<Vec<u8>, VaultError> {
    let (root, x25519) = opened.texts();
    let former = opened.former.as_ref().map(|former| {
        let (root, x25519) = former.texts();
        Former { root, x25519 }
    });
    let identity = Identity {
        v: VERSION,
        keyholder: id.0.clone(),
        root,
        x25519,
        former,
    };
    let plain = Zeroizing::new(serde_json::to_vec(&identity).map_err(|_| damaged("identity"))?);
    Ok(seal_slot(secret, kdf, &plain)?)
}

/// Opens one identity file.
pub(crate) fn open_identity(
    layout: &Layout,
    id: &KeyholderId,
    slot: Slot,
    secret: SlotKind<'_>,
) -> Result<Opened, VaultError> {
    let path = path_of(layout, id, slot);
    let file = read_small(&path)?.ok_or_else(|| damaged("identity"))?;
    let plain = match open_slot(secret, &file) {
        Ok(plain) => plain,
        Err(CryptoError::WrongSecret) => {
            // A changed file and a wrong secret fail alike inside age; the digest tells.
            let public = read_public(layout, id)?;
            let known = match slot {
                Slot::Passphrase => public.identity_sha256,
                Slot::Recovery => public.recovery_sha256,
                // An extra that is thrown away when it does not fit: nobody needs to know why.
                Slot::Device => return Err(VaultError::NoQuickUnlock),
            };
            let digest = hex(&sha256(&file));
            if known != digest && public.next_sha256.as_ref() != Some(&digest) {
                return Err(damaged("identity"));
            }
            return Err(match slot {
                Slot::Passphrase => VaultError::WrongPassphrase,
                Slot::Recovery | Slot::Device => VaultError::WrongRecoveryCode,
            });
        }
        Err(CryptoError::Io(e)) => return Err(e.into()),
        Err(_) => return Err(damaged("identity")),
    };
    let (keyholder, opened) = parse_identity(&plain)?;
    if keyholder != *id {
        return Err(damaged("identity"));
    }
    Ok(opened)
}

/// Reads the inside of an identity file: whose it is, and what it opens.
pub(crate) fn parse_identity(plain: &[u8]) -> Result<(KeyholderId, Opened), VaultError> {
    known_version(plain, "identity")?;
    let identity: Identity = serde_json::from_slice(plain).map_err(|_| damaged("identity"))?;
    if identity.keyholder.parse::<PersonId>().is_err() {
        return Err(damaged("identity"));
    }
    let mut opened = Opened::parse(&identity.root, &identity.x25519)?;
    if let Some(former) = &identity.former {
        opened.former = Some(Arc::new(Opened::parse(&former.root, &former.x25519)?));
    }
    Ok((KeyholderId(identity.keyholder.clone()), opened))
}

/// True when there is an identity file of that kind.
pub(crate) fn has_identity(layout: &Layout, id: &KeyholderId, slot: Slot) -> bool {
    path_of(layout, id, slot).is_file()
}

/// Removes an identity file that is an extra.
pub(crate) fn forget_device_identity(layout: &Layout, id: &KeyholderId) -> Result<(), VaultError> {
    remove_if_there(&path_of(layout, id, Slot::Device))
}
