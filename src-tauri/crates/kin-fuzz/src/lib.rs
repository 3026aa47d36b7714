//! Fuzz targets: every parser of foreign bytes, with what must hold for any input.
//!
//! A target takes bytes, hands them to one parser of the product and panics when something that must
//! always hold does not: a round trip, an account that does not add up, a limit that was not kept,
//! a reading that differs from the one of another parser. `cargo xtask fuzz` puts libFuzzer in front
//! of them (`src-tauri/fuzz`, a workspace of its own); the tests of this crate run the committed
//! corpora and every input that ever failed, with the ordinary compiler.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a target panics when something that must always hold does not"
)]

mod api;
mod codes;
mod corpus;
mod devices;
mod directory;
mod documents;
mod fhir;
mod model;
mod papers;
mod pieces;
mod portal;
mod radio;
mod requests;
mod seeds;
mod vault;

pub use corpus::{pack, read_packed, unpack};
pub use seeds::{Seed, backup_of, dictionary, payload_of, tar_file};
pub use vault::SOMEBODY;

/// One parser.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name: also that of its corpus.
    pub name: &'static str,
    /// Longest input that is tried, bytes.
    pub longest: usize,
    /// Hands the bytes to the parser.
    pub run: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Seed>,
}

const fn target_of(
    name: &'static str,
    longest: usize,
    run: fn(&[u8]),
    seeds: fn() -> Vec<Seed>,
) -> Target {
    Target {
        name,
        longest,
        run,
        seeds,
    }
}

/// All of them.
pub const TARGETS: &[Target] = &[
    target_of("fhir-file", 8192, fhir::file, seeds::files),
    target_of("fhir-limits", 4096, fhir::limits, seeds::files),
    target_of("fhir-resource", 8192, fhir::resource, seeds::resources),
    target_of("narrative", 4096, fhir::narrative, seeds::narratives),
    target_of("ips-check", 16384, fhir::ips, seeds::documents),
    target_of("values", 256, model::values, seeds::values),
    target_of("names", 512, model::names, seeds::names),
    target_of("catalogue", 256, model::catalogue, seeds::names),
    target_of("search", 512, vault::search, seeds::searches),
    target_of("vault-files", 4096, vault::files, seeds::vault_files),
    target_of("backup-outer", 8192, vault::outer, seeds::outers),
    target_of("backup-payload", 8192, vault::payload, seeds::payloads),
    target_of("block", 4096, vault::block, seeds::blocks),
    target_of("slot", 1024, vault::slot, seeds::slots),
    target_of("typed-secrets", 256, vault::typed, seeds::typed),
    target_of("reader-pipe", 8192, api::pipe, seeds::pipes),
    target_of("settings", 1024, api::settings, seeds::settings),
    target_of("attachment", 512, api::attachment, seeds::attachments),
    target_of("request-locked", 2048, requests::locked, requests::seeds),
    target_of("request", 2048, requests::open, requests::seeds),
    target_of("portal-sign-in", 4096, portal::sign_in, portal::sign_ins),
    target_of("portal-pages", 4096, portal::pages, portal::readings),
    target_of("hospital-list", 4096, directory::list, directory::lists),
    target_of("hospital-index", 4096, directory::index, directory::indexes),
    target_of("device-file", 4096, devices::file, devices::files),
    target_of(
        "health-connect",
        8192,
        devices::health_connect,
        devices::databases,
    ),
    target_of("wrapped", 8192, devices::wrapped, devices::wraps),
    target_of("package", 8192, api::package, api::packages),
    target_of("document", 8192, documents::document, documents::documents),
    target_of("radio-device", 1024, radio::device, radio::devices),
    target_of("paper-text", 4096, papers::text, papers::texts),
    target_of("paper-pdf", 8192, papers::pdf, papers::pdfs),
    target_of("code-card", 4096, codes::cards, codes::some_cards),
    target_of("code-link", 1024, codes::links, codes::some_links),
    target_of("code-manifest", 4096, codes::manifest, codes::manifests),
    target_of("code-sealed", 2048, codes::sealed, codes::some_sealed),
    target_of("code-collector", 4096, codes::collected, codes::lines),
    target_of("code-picture", 8192, codes::picture, codes::pictures),
    target_of("code-moving", 4096, pieces::moving, pieces::films),
    target_of("fhir-xml", 8192, pieces::xml, pieces::xmls),
    target_of("dose-words", 2048, pieces::dose, pieces::doses),
    target_of("box-text", 1024, pieces::medicine_box, pieces::boxes),
    target_of("ktc-check", 8192, pieces::handed_over, pieces::bundles),
    target_of("beside-a-record", 2048, pieces::beside, pieces::pieces),
];

/// The one with this name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().copied().find(|t| t.name == name)
}

/// Computes a value for nothing but not to fail over it.
pub(crate) fn only_run<T>(value: T) {
    drop(std::hint::black_box(value));
}

/// Text of any bytes: what is no UTF-8 is replaced, as nothing else could get this far.
pub(crate) fn text(data: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// Two texts of one input, cut at the first zero byte.
pub(crate) fn two(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|b| *b == 0) {
        Some(at) => (
            data.get(..at).unwrap_or_default(),
            data.get(at + 1..).unwrap_or_default(),
        ),
        None => (data, &[]),
    }
}
