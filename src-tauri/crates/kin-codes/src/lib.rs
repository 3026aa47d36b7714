//! SMART Health Cards and SMART Health Links.
//!
//! A card's way: text of a code, a file or a link -> [`gather()`] (which cards are in it) -> [`Card::parse`] (what
//! the card says) -> [`Issuers::judge`] (whether its signature is true and who made it). A link's way: [`Link::parse`] ->
//! [`Receiving`] (which server is asked what) -> the files, opened.
//!
//! A crate of its own beside kin-smart: a portal is believed because a person signed in there, a card because of
//! a signature; neither needs the other's rules, and a process that reads foreign files needs only this one.
//! Nothing here opens a connection: [`kin_smart::Fetch`] stands for the network.
//!
//! # Source
//! HL7 SMART Health Cards and Links 1.0.0 (STU 1).

mod card;
mod chunks;
mod cmap;
mod collector;
mod error;
mod gather;
mod inflate;
mod issuers;
mod jwe;
mod jws;
mod limits;
mod link;
mod moving;
mod numeric;
mod pages;
mod picture;
mod receive;
mod words;

pub use card::{Card, CardHead, CardNote};
pub use chunks::{Chunk, Chunks};
pub use collector::{Collected, Collector, Taken};
pub use error::CodeError;
pub use gather::{Gathered, gather, single_texts};
pub use issuers::{Issuers, KeyFault, Revocation, Trust, built_in};
pub use jwe::{Opened, open_jwe, seal_jwe};
pub use jws::sign_card;
pub use kin_crypto::safe::{CardKey, CardSigningKey, LinkKey};
pub use limits::CodeLimits;
pub use link::{Link, LinkFlags, LinkNote};
pub use moving::{
    MOVING_BYTES, MovingLimits, MovingParts, MovingReader, MovingSet, Progress, moving_parts,
};
pub use numeric::{from_numeric, to_numeric};
pub use pages::{codes_in_pdf, is_pdf};
pub use picture::{codes_in_frame, codes_in_picture, is_picture};
pub use receive::{Asking, Content, Received, Receiving};
pub use words::{PdfWords, WordCell, WordRow, words_in_pdf};
