//! `kinfolio link-host`: what stands behind the links that a family hands out.
//!
//! It keeps sealed files, never a key; who reads its folder learns when somebody opened something and what
//! they called themselves, nothing of what is in it, and not even the addresses of the links (the names of
//! the files are hashes of them).
//!
//! It speaks plain HTTP on this computer; a web server in front of it (Caddy, nginx) gives it HTTPS and keeps
//! slow and endless callers away. One process serves one folder.
//!
//! Rejected: a database (one small file for each link, replaced whole, can be read and repaired by hand); an
//! asynchronous server (a family's host answers some questions a day).

mod door;
mod keep;
mod rules;

pub use door::{Host, serve};
pub use keep::HostError;
