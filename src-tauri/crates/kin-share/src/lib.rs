//! SMART Health Links that a person hands out.
//!
//! The owner keeps one secret for each link ([`kin_crypto::safe::LinkSecret`]); everything else follows from it:
//! the key of the file, the address, the token that changes the link. So a code can be shown again, filled
//! anew and taken back without anything having been stored but the secret. What a host gets is sealed
//! ([`kin_codes::seal_jwe`]); it never sees the key.
//!
//! A host is either *plain* (a file that anybody may fetch who has the address: WebDAV, S3, a folder of a web
//! server) or one of ours (`kinfolio link-host`), which counts, asks for passcodes and keeps a log. The words
//! between us and ours are in [`host`].
//!
//! # Source
//! HL7 SMART Health Cards and Links 1.0.0 (STU 1), "SMART Health Links"; "Patient-Shared Health Documents via
//! SMART Health Links" 0.10.2 (draft for July 2026) for [`Profile::CheckIn`].

mod error;
pub mod host;
mod payload;

pub use error::ShareError;
pub use payload::{LABEL, LONGEST_ADDRESS, Place, Profile, ShareLink, Wishes};
