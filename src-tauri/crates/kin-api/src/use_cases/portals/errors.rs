//! What went wrong on the way to a portal, as a face hears it.

use crate::error::{ApiError, ErrorCode};
use crate::error_map::mib;
use kin_smart::{Hindrance, NetworkFault, OAuthRefusal, SmartError};

/// The stable code of a hindrance.
pub(super) const fn hindrance(why: Hindrance) -> &'static str {
    match why {
        Hindrance::NoAuthorization => "no-authorization",
        Hindrance::NoToken => "no-token",
        Hindrance::NoPkce => "no-pkce",
        Hindrance::OnlyFromInside => "only-from-inside",
        Hindrance::NoCode => "no-code",
        Hindrance::TokenElsewhere => "token-elsewhere",
        _ => "other",
    }
}

pub(super) fn network(fault: NetworkFault) -> ApiError {
    match fault {
        NetworkFault::Name => ErrorCode::PortalNameUnknown,
        NetworkFault::Certificate => ErrorCode::PortalCertificate,
        NetworkFault::Connection => ErrorCode::PortalUnreachable,
        NetworkFault::Time => ErrorCode::PortalTooSlow,
        NetworkFault::PrivateAddress => ErrorCode::PortalPrivateAddress,
        NetworkFault::Cancelled => ErrorCode::Cancelled,
        NetworkFault::TooLarge => {
            return ApiError::from(ErrorCode::PortalTooLarge).with("limit", mib(32 << 20));
        }
        _ => ErrorCode::PortalBrokenOff,
    }
    .into()
}

pub(super) fn smart(error: SmartError) -> ApiError {
    match error {
        SmartError::Address => ErrorCode::PortalAddress,
        SmartError::AddressNotSecure => ErrorCode::PortalUnsafeAddress,
        SmartError::NotFhir => ErrorCode::PortalNotFhir,
        SmartError::Unusable(why) => {
            return ApiError::from(ErrorCode::PortalNoSignIn).with("reason", hindrance(why));
        }
        SmartError::TooLarge { limit } => {
            return ApiError::from(ErrorCode::PortalTooLarge).with("limit", mib(limit));
        }
        SmartError::ForeignState => ErrorCode::PortalStateChanged,
        SmartError::ForeignIssuer => ErrorCode::PortalOtherIssuer,
        SmartError::Refused(OAuthRefusal::AccessDenied) => ErrorCode::PortalDenied,
        SmartError::Refused(OAuthRefusal::UnauthorizedClient) => {
            return ApiError::from(ErrorCode::PortalUnknownProgram).with("own", "no");
        }
        SmartError::Refused(why) => {
            let reason = match why {
                OAuthRefusal::InvalidScope => "invalid-scope",
                OAuthRefusal::InvalidGrant => "invalid-grant",
                OAuthRefusal::InvalidRequest => "invalid-request",
                OAuthRefusal::ServerError => "server-error",
                _ => "other",
            };
            return ApiError::from(ErrorCode::PortalRefused).with("reason", reason);
        }
        SmartError::AccessEnded => ErrorCode::PortalSignInAgain,
        SmartError::IdToken(_) => ErrorCode::PortalIdentity,
        SmartError::NoPatient => ErrorCode::PortalNoPatient,
        SmartError::ForeignOrigin => ErrorCode::PortalForeignLink,
        SmartError::Network(fault) => return network(fault),
        SmartError::Status { status } => {
            return ApiError::from(ErrorCode::PortalStatus).with("status", status);
        }
        SmartError::Key => ErrorCode::PortalKey,
        SmartError::Cancelled => ErrorCode::Cancelled,
        _ => ErrorCode::PortalBrokenAnswer,
    }
    .into()
}
