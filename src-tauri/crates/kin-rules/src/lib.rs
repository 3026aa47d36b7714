//! Clinical rules as pure functions: what a home blood pressure check says, what glucose readings say,
//! what a plan of doses asks for and how far it was followed, what two lists of medicines disagree in.
//!
//! Numbers in, numbers and codes out; no IO, no clock, no words for people (those are in the catalogue).
//! A rule is a named, versioned parameter with its source beside it, never a bare number: a protocol, a
//! scheme of categories, a set of ranges. Where `SOURCES.md` calls a source "to be confirmed" the rule was
//! read in a secondary source.
//!
//! Values are exact: they are held as whole millionths of their unit, means and deviations are computed
//! in whole numbers and rounded once, half up, when they are shown. Thresholds are applied to the value
//! measured in the unit measured, never to a converted or rounded one.

pub mod body;
pub mod changes;
pub mod decimate;
pub mod dosing;
pub mod exact;
pub mod glucose;
pub mod medicines;
pub mod pressure;
pub mod questions;
pub mod schedule;
pub mod specialties;
pub mod time;
