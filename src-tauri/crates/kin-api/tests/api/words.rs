//! Every code has its words in both languages.

use kin_api::ErrorCode;
use kin_i18n::{Catalogue, Lang};

#[test]
fn every_error_says_what_happened_and_what_to_do_next() {
    for lang in Lang::ALL {
        for code in ErrorCode::ALL {
            for half in ["err", "rec"] {
                let text = Catalogue::find(*lang, &format!("{half}-{code}"), &[]);
                assert!(text.is_some_and(|t| t.len() > 5), "{lang}: {half}-{code}");
            }
        }
    }
}

#[test]
fn every_reason_to_refuse_a_file_has_words() {
    let codes = [
        "no-resources",
        "several-people",
        "more-findings",
        "not-json",
        "truncated",
        "not-utf-8",
        "duplicate-key",
        "no-resource-type",
        "entry-without-resource",
        "not-an-object",
        "limit-total-bytes",
        "limit-object-bytes",
        "limit-depth",
        "limit-bundle-depth",
        "format-ccda",
        "document-to-read",
        "over-limit",
        "device-file-damaged",
        "format-pdf",
        "format-empty",
        "format-other-json",
        "format-unknown",
        "operation-outcome",
        "names-left-out",
        "version-older",
        "version-newer",
    ];
    for lang in Lang::ALL {
        for code in codes {
            let text = Catalogue::find(*lang, &format!("finding-{code}"), &[("detail", "x")]);
            assert!(text.is_some(), "{lang}: finding-{code}");
        }
    }
}
