//! Handing over by a link: where the sealed file lies, the links to it, who opened them.
//!
//! The network is reached only in jobs that a person started, and to delete plain files whose time is over
//! (`share_link_tidy`), which the person was told when the link was made.

mod hosts;
mod made;
mod store;

use crate::error::{ApiError, ErrorCode};
use crate::session::Session;
use kin_i18n::Catalogue;
use kin_net::StorageFault;
use kin_share::ShareError;
use kin_smart::NetworkFault;

pub(crate) use hosts::{share_host_add, share_host_remove, share_hosts};
pub(crate) use made::{
    share_link_accesses, share_link_change, share_link_code, share_link_make, share_link_tidy,
    share_links,
};

/// A refusal with its reason in words, `share-why-<reason>`.
fn with_reason(session: &Session, reason: &str, detail: &str) -> ApiError {
    let args = [("detail", detail)];
    let why = Catalogue::text(session.lang(), &format!("share-why-{reason}"), &args);
    ApiError::from(ErrorCode::ShareRefused)
        .with("reason", reason)
        .with("why", why)
}

/// A refusal as a face hears it.
fn refused(session: &Session, error: &ShareError) -> ApiError {
    match error {
        ShareError::Network(NetworkFault::Cancelled) => ErrorCode::Cancelled.into(),
        other => with_reason(session, other.code(), &other.detail()),
    }
}

fn stored_fault(session: &Session, fault: StorageFault) -> ApiError {
    let reason = match fault {
        StorageFault::Network(fault) => return refused(session, &ShareError::Network(fault)),
        StorageFault::Settings => "storage-settings",
        StorageFault::NotAllowed => "storage-not-allowed",
        StorageFault::NoPlace => "storage-no-place",
        _ => "storage-refused",
    };
    with_reason(session, reason, "")
}
