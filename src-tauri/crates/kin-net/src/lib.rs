//! The only door to the network. Nothing here runs unless a person asks for it.
//!
//! [`Client`] asks one server at a time, as [`kin_smart::Fetch`] wants it: HTTPS, no redirects, no
//! cookies, no address inside a private network, answers no larger than was asked for;
//! stopped in the middle of one, it drops the connection.
//! [`Storage`] keeps sealed files where a person has a place for them, over the same client.
//! [`Callback`] waits on this computer for the answer of a sign-in in the browser.

mod callback;
mod client;
mod guard;
mod storage;

pub use callback::{Callback, PORTS};
pub use client::{Client, Reach};
pub use storage::{Shelf, Storage, StorageFault};
