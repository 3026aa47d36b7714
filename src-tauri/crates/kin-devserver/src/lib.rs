//! kin-api over loopback HTTP, so that a browser can drive the real page on the real core in tests.
//!
//! Never shipped: a release build refuses to compile. It listens on 127.0.0.1 only, answers only to
//! that host name, and only to the page it served itself: the page gets a random cookie that every
//! request must bring back, so that no other page in the same browser can reach the vault.
#![cfg(debug_assertions)]

mod page;
mod server;

pub use server::{Options, serve};
