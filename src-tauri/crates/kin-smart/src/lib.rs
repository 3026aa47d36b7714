//! SMART on FHIR: finding out how to sign in at a hospital's portal, signing in, reading the record.
//!
//! The way through it: [`FhirBase`] (the address) -> [`SmartConfiguration`] (how to sign in) ->
//! [`Attempt`] (one sign-in) -> [`exchange`] and [`Tokens`] -> [`identify`] (whose record) ->
//! [`sync()`] (all of it, page by page).
//!
//! Nothing here opens a connection: [`Fetch`] stands for the network, so every rule about what is
//! asked, believed and sent where is tested in memory. Which server may see a token is decided in
//! one place, [`FhirBase::pinned`].

mod access;
mod address;
mod authorize;
mod bounce;
mod capability;
mod discovery;
mod error;
mod fetch;
mod identity;
mod images;
mod lenient;
mod own_key;
mod register;
mod scopes;
mod secret;
mod sync;
mod token;
mod vendors;

pub use access::LinkAccess;
pub use address::FhirBase;
pub use authorize::{Attempt, Code, OAuthRefusal};
pub use bounce::{BOUNCE_PAGE, BouncePage};
pub use capability::{CapabilityStatement, LARGEST_CAPABILITY, TypeAbility};
pub use discovery::{Doubt, FoundIn, Hindrance, LARGEST_CONFIGURATION, SmartConfiguration};
pub use error::{IdTokenFault, SmartError};
pub use fetch::{Answer, Authorization, Body, FHIR_JSON, Fetch, NetworkFault, Request};
pub use identity::{Patient, identify};
pub use images::{Archive, Image, ImageLimits, Study, image_address, instance_uid};
pub use kin_crypto::safe::Signing;
pub use own_key::{ClientKey, RegisteredKey, register_key, registered_key, renew_with_key};
pub use register::{Registered, Registration, register, registered, unregister};
pub use scopes::{Granted, scopes_to_ask};
pub use secret::Secret;
pub use sync::{
    Found, Gap, GapReason, Kept, Query, SyncHands, SyncLimits, SyncPlan, SyncProgress, SyncReport,
    Told, sync,
};
pub use token::{Client, LARGEST_TOKEN_ANSWER, Tokens, exchange, renew, revoke};
pub use vendors::{Lasting, Vendor, vendor};
