//! What a server says of itself, before anybody signs in.

use super::{errors, net, start};
use crate::dto::{FindingView, JobId, JobResult, PortalLookRequest, PortalLookView};
use crate::error::{ApiResult, ErrorCode};
use crate::session::{Job, Session, Stage};
use kin_i18n::{Catalogue, Lang};
use kin_model::Severity;
use kin_smart::{
    CapabilityStatement, Doubt, FHIR_JSON, Fetch, FhirBase, LARGEST_CAPABILITY,
    LARGEST_CONFIGURATION, Lasting, NetworkFault, Request, SmartConfiguration, SmartError, vendor,
};

/// What was found at an address.
pub(super) struct Found {
    pub(super) config: Result<SmartConfiguration, SmartError>,
    pub(super) capability: Option<CapabilityStatement>,
}

/// What a server can do, where it says so.
pub(super) fn capability(
    net: &mut dyn Fetch,
    base: &FhirBase,
) -> Result<Option<CapabilityStatement>, NetworkFault> {
    let Ok(url) = base.below("metadata") else {
        return Ok(None);
    };
    let mut request = Request::open(url, LARGEST_CAPABILITY);
    request.accept = FHIR_JSON;
    let answer = match net.fetch(&request) {
        // Too much to say is as good as nothing.
        Err(NetworkFault::TooLarge) => return Ok(None),
        other => other?,
    };
    Ok(if answer.is_ok() {
        CapabilityStatement::parse(&answer.body).ok()
    } else {
        None
    })
}

/// Asks both documents; nobody signs in.
pub(super) fn discover(net: &mut dyn Fetch, base: &FhirBase) -> ApiResult<Found> {
    let url = base
        .below(".well-known/smart-configuration")
        .map_err(errors::smart)?;
    let answer = net.fetch(&Request::open(url, LARGEST_CONFIGURATION));
    let config = match answer {
        Ok(answer) if answer.is_ok() => SmartConfiguration::parse(base, &answer.body),
        Ok(_) => Err(SmartError::NotFhir),
        Err(NetworkFault::TooLarge) => Err(SmartError::TooLarge {
            limit: LARGEST_CONFIGURATION,
        }),
        Err(fault) => return Err(errors::network(fault)),
    };
    let capability = capability(net, base).map_err(errors::network)?;
    let config = match (config, &capability) {
        (Ok(config), _) => Ok(config),
        (Err(_), Some(said)) => SmartConfiguration::from_capability(base, said).map_err(|_| {
            // A FHIR server, but one without a way to sign in.
            SmartError::Unusable(kin_smart::Hindrance::NoAuthorization)
        }),
        (Err(error), None) => Err(error),
    };
    Ok(Found { config, capability })
}

fn finding(prefix: &str, code: &str, severity: Severity, lang: Lang) -> FindingView {
    FindingView {
        code: code.to_owned(),
        severity,
        place: String::new(),
        text: Catalogue::text(lang, &format!("portal-{prefix}-{code}"), &[]),
    }
}

const fn doubt(one: Doubt) -> &'static str {
    match one {
        Doubt::PkceNotSaid => "pkce-not-said",
        Doubt::NoPublicClient => "no-public-client",
        Doubt::NoOfflineAccess => "no-offline-access",
        Doubt::NoPatientContext => "no-patient-context",
        _ => "other",
    }
}

fn look(session: &Session, job: &Job, base: &FhirBase) -> ApiResult<PortalLookView> {
    job.set_stage(Stage {
        code: "looking",
        ..Stage::default()
    });
    let mut net = net(base, job)?;
    let Found { config, capability } = discover(&mut net, base)?;
    let config = match config {
        Ok(config) => Some(config),
        Err(SmartError::Unusable(_)) => None,
        Err(error) => return Err(errors::smart(error)),
    };
    let lang = session.lang();
    let hindrances = config.as_ref().map_or_else(
        || vec![kin_smart::Hindrance::NoAuthorization],
        SmartConfiguration::hindrances,
    );
    let doubts = config.as_ref().map(SmartConfiguration::doubts);
    let known = base.is_here()
        || super::store::client_of_another(session, base.as_str(), false, None).is_some();
    let can_register = config
        .as_ref()
        .is_some_and(|one| one.registration.is_some());
    let capability = capability.unwrap_or_default();
    let software = super::label_of(&capability.software.unwrap_or_default());
    let mut doubts: Vec<&str> = doubts.unwrap_or_default().into_iter().map(doubt).collect();
    let maker = vendor(&software, base.host());
    let web_only = maker.is_some_and(|one| one.web_only);
    if web_only {
        doubts.push("web-only");
    }
    if let Some(maker) = maker {
        let each_time = doubt(Doubt::NoOfflineAccess);
        if maker.lasting == Lasting::EachTime && !doubts.contains(&each_time) {
            doubts.push(each_time);
        }
    }
    Ok(PortalLookView {
        address: base.as_str().to_owned(),
        host: base.host().to_owned(),
        software,
        fhir_version: super::label_of(&capability.fhir_version.unwrap_or_default()),
        can_connect: hindrances.is_empty(),
        needs_client_id: !known && !can_register,
        can_register,
        problems: hindrances
            .into_iter()
            .map(|one| finding("hindrance", errors::hindrance(one), Severity::Error, lang))
            .collect(),
        doubts: doubts
            .into_iter()
            .map(|one| finding("doubt", one, Severity::Info, lang))
            .collect(),
        web_only,
        bounce_page: super::store::bounce_page_of(session, base.as_str()).unwrap_or_default(),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn portal_look(session: &Session, request: PortalLookRequest) -> ApiResult<JobId> {
    let base = FhirBase::parse(&request.address).map_err(errors::smart)?;
    start(session, move |session, job| {
        let looked = look(session, job, &base);
        job.check()?;
        looked.map(JobResult::PortalLook)
    })
}

/// The sign-in of a portal, or why there is none.
pub(super) fn usable(found: Found) -> ApiResult<(SmartConfiguration, CapabilityStatement)> {
    let config = found.config.map_err(errors::smart)?;
    config.usable().map_err(errors::smart)?;
    Ok((config, found.capability.unwrap_or_default()))
}

/// A portal without a name for this program, and without a way to get one.
pub(super) fn needs_client() -> crate::error::ApiError {
    ErrorCode::PortalNeedsClientId.into()
}
