//! Reading a whole record from a portal, page by page.
//!
//! Real portals refuse some types, want others asked by category, answer slowly, break off in the
//! middle, and hide their errors in good answers. So nothing but the person, the network or an ended
//! access stops a sync: each type that does not come is a [`Gap`] with its reason, and the rest goes on.
//!
//! The reading itself does not understand the record. It passes each answer on as it came, byte for
//! byte, and looks into it only for the next page and for what it refers to.

mod page;
mod plan;
mod retry;

#[cfg(test)]
mod tests;

use crate::fetch::{Authorization, Body, FHIR_JSON, Fetch, NetworkFault, Request};
use crate::{Answer, CapabilityStatement, FhirBase, Granted, Secret, SmartError};
use page::Page;
pub use page::{Found, Told};
pub use plan::Query;
use plan::questions;
pub(crate) use retry::Tries;
use std::collections::BTreeSet;
use url::Url;

/// `_count` is a wish; many servers send fewer.
const WISHED_COUNT: &str = "250";

/// How much of one portal is read at most.
#[derive(Debug, Clone, Copy)]
pub struct SyncLimits {
    /// Bytes of one answer.
    pub answer: u64,
    /// Pages of one search.
    pub pages: usize,
    /// Pages, one after the other, that bring nothing new.
    pub idle_pages: usize,
    /// Resources in all.
    pub resources: usize,
    /// Bytes in all.
    pub bytes: u64,
    /// Things referred to that are fetched one by one.
    pub references: usize,
}

impl Default for SyncLimits {
    /// 32 MiB an answer, 500 MiB and 100,000 resources in all, 500 pages a search.
    fn default() -> Self {
        Self {
            answer: 32 * 1024 * 1024,
            pages: 500,
            idle_pages: 5,
            resources: 100_000,
            bytes: 500 * 1024 * 1024,
            references: 2_000,
        }
    }
}

/// Why something did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum GapReason {
    /// The token does not cover it: the person did not allow it, or the portal never grants it.
    NotGranted,
    /// 401 or 403.
    Refused,
    /// 400, 404, 405, 410, 422, 501: the portal does not offer it, or not in this way.
    NotOffered,
    /// Another 4xx or a 5xx: a fault of the portal.
    ServerFault,
    /// 429 or 503, also after waiting.
    Busy,
    /// 3xx: redirects are not followed, the token would go along.
    Redirected,
    /// What came is no FHIR.
    Broken,
    /// A good answer holds the word that something went wrong.
    FaultInside,
    /// A link leads to another server; the token does not go there.
    ForeignLink,
    /// The pages go round in a circle, or on without anything new.
    Endless,
    /// A limit was reached.
    Limit,
    /// The network did not answer.
    Network(NetworkFault),
    /// Access has ended in the middle; signing in again brings the rest.
    AccessEnded,
}

/// Something that did not come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The resource type; `Binary` for attachments.
    pub kind: String,
    /// The part of it, e.g. `category` and `laboratory`; none for all of it.
    pub part: Option<(String, String)>,
    /// Why.
    pub reason: GapReason,
    /// The HTTP status, where there was one.
    pub status: Option<u16>,
    /// How many: more than one for things referred to.
    pub count: usize,
}

/// One answer, to be kept as it came.
#[derive(Debug)]
pub struct Kept<'a> {
    /// The resource type that was asked for; `Binary` for attachments.
    pub kind: &'a str,
    /// The address, with everything but the token.
    pub url: &'a Url,
    /// `Content-Type`.
    pub media_type: Option<&'a str>,
    /// The answer.
    pub bytes: &'a [u8],
    /// Its resources, where it was read as a record: those of a page, or the one that was asked for.
    pub found: Option<&'a [Found<'a>]>,
    /// Whether it is a page, and not the one resource that was asked for.
    pub page: bool,
}

/// How a sync stands: for the person who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncProgress<'a> {
    /// The type that is read now.
    pub kind: &'a str,
    /// Types done.
    pub done: usize,
    /// Types in all.
    pub of: usize,
    /// Resources so far.
    pub resources: usize,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Resources, each once.
    pub resources: usize,
    /// Answers kept.
    pub pages: usize,
    /// Bytes kept.
    pub bytes: u64,
    /// What did not come, sorted.
    pub gaps: Vec<Gap>,
    /// Types that were asked for and are there, or empty without a fault.
    pub complete: BTreeSet<String>,
}

/// What a sync needs to know.
#[derive(Debug, Clone, Copy)]
pub struct SyncPlan<'a> {
    /// The portal.
    pub base: &'a FhirBase,
    /// `Patient.id`.
    pub patient: &'a str,
    /// What the portal says it can do, where it says so.
    pub capability: Option<&'a CapabilityStatement>,
    /// What was granted.
    pub granted: &'a Granted,
    /// How much is read.
    pub limits: SyncLimits,
}

/// The person's side of a sync.
pub struct SyncHands<'a> {
    /// Keeps an answer.
    pub keep: &'a mut dyn FnMut(Kept<'_>) -> Result<(), SmartError>,
    /// Tells how it stands.
    pub tell: &'a mut dyn FnMut(SyncProgress<'_>),
    /// Renews a token that has ended; the new one is stored before it is given back. One that is
    /// refused at once is not renewed again.
    pub renew: &'a mut dyn FnMut(&mut dyn Fetch) -> Result<Secret, SmartError>,
}

/// Why a search ended before its last page.
struct Stop {
    reason: GapReason,
    status: Option<u16>,
}

impl Stop {
    const fn because(reason: GapReason) -> Self {
        Self {
            reason,
            status: None,
        }
    }
}

/// Stops everything, or only the search.
enum End {
    All(SmartError),
    Search(Stop),
}

struct Run<'a, 'h> {
    plan: SyncPlan<'a>,
    hands: SyncHands<'h>,
    net: &'a mut dyn Fetch,
    token: Secret,
    /// Whether the token is new and has opened nothing yet.
    renewed: bool,
    /// Whether the patient is named as `Patient/ID`, and not by the id alone.
    whole: bool,
    /// Set when nothing more can come: the reason of every further gap.
    over: Option<GapReason>,
    have: BTreeSet<String>,
    references: BTreeSet<String>,
    attachments: BTreeSet<String>,
    report: SyncReport,
}

/// Reads a record.
///
/// # Errors
/// [`SmartError::Cancelled`], and what [`SyncHands::keep`] says. Everything else is a gap of the
/// report; a sync in which nothing came at all has only gaps.
pub fn sync(
    plan: SyncPlan<'_>,
    token: Secret,
    net: &mut dyn Fetch,
    hands: SyncHands<'_>,
) -> Result<SyncReport, SmartError> {
    let mut run = Run {
        plan,
        hands,
        net,
        token,
        renewed: false,
        whole: false,
        over: None,
        have: BTreeSet::new(),
        references: BTreeSet::new(),
        attachments: BTreeSet::new(),
        report: SyncReport::default(),
    };
    let all = questions(plan.capability, plan.granted);
    let of = all.len() + 2;
    run.tell("Patient", 0, of);
    run.patient()?;
    for (done, one) in all.iter().enumerate() {
        run.tell(&one.kind, done + 1, of);
        run.kind(one)?;
    }
    run.by_whole_reference(&all)?;
    run.tell("Binary", of - 1, of);
    run.follow()?;
    run.report.gaps.sort();
    run.report.resources = run.have.len();
    Ok(run.report)
}

impl Run<'_, '_> {
    fn tell(&mut self, kind: &str, done: usize, of: usize) {
        (self.hands.tell)(SyncProgress {
            kind,
            done,
            of,
            resources: self.have.len(),
        });
    }

    fn gap(&mut self, kind: &str, part: Option<(String, String)>, stop: &Stop) {
        let same = |one: &&mut Gap| {
            one.kind == kind
                && one.part == part
                && one.reason == stop.reason
                && one.status == stop.status
        };
        if let Some(one) = self.report.gaps.iter_mut().find(same) {
            one.count += 1;
            return;
        }
        self.report.gaps.push(Gap {
            kind: kind.to_owned(),
            part,
            reason: stop.reason,
            status: stop.status,
            count: 1,
        });
    }

    /// The patient's own entry, by its id.
    fn patient(&mut self) -> Result<(), SmartError> {
        let url = self
            .plan
            .base
            .below(&format!("Patient/{}", self.plan.patient))?;
        match self.one("Patient", &url, FHIR_JSON) {
            Ok(_) => {
                self.report.complete.insert("Patient".to_owned());
                Ok(())
            }
            Err(End::Search(stop)) => {
                self.gap("Patient", None, &stop);
                Ok(())
            }
            Err(End::All(error)) => Err(error),
        }
    }

    /// One type: the plain search, and where that is refused the narrower ones.
    fn kind(&mut self, one: &plan::Questions) -> Result<(), SmartError> {
        if !one.granted {
            self.gap(&one.kind, None, &Stop::because(GapReason::NotGranted));
            return Ok(());
        }
        let plain = match self.search(one, None) {
            Ok(()) => {
                self.report.complete.insert(one.kind.clone());
                return Ok(());
            }
            Err(End::All(error)) => return Err(error),
            Err(End::Search(stop)) => stop,
        };
        let ask_narrower =
            matches!(plain.status, Some(400 | 403 | 422)) && !one.narrower.is_empty();
        if !ask_narrower {
            self.gap(&one.kind, None, &plain);
            return Ok(());
        }
        let mut came = false;
        let mut stops = Vec::new();
        for query in &one.narrower {
            match self.search(one, query.narrowed.as_ref()) {
                Ok(()) => came = true,
                Err(End::All(error)) => return Err(error),
                Err(End::Search(stop)) => stops.push((query.narrowed.clone(), stop)),
            }
        }
        if came {
            for (part, stop) in stops {
                self.gap(&one.kind, part, &stop);
            }
        } else {
            // None of them helped: the first answer is the reason, told once.
            self.gap(&one.kind, None, &plain);
        }
        Ok(())
    }

    /// Where every answer was empty, the server may not know the patient by the id alone: the types
    /// that it has are asked once more, by `Patient/ID`. Both are right (FHIR R4, search, "reference");
    /// most vendors document the first.
    fn by_whole_reference(&mut self, all: &[plan::Questions]) -> Result<(), SmartError> {
        let nothing = self.have.iter().all(|key| key.starts_with("Patient/"));
        if self.over.is_some() || !nothing {
            return Ok(());
        }
        self.whole = true;
        for one in all {
            if one.by == "subject" || !self.report.complete.contains(&one.kind) {
                continue;
            }
            match self.search(one, None) {
                Ok(()) => {}
                Err(End::All(error)) => return Err(error),
                // It has said already that there is nothing.
                Err(End::Search(stop)) if matches!(stop.status, Some(400 | 403 | 404 | 422)) => {}
                Err(End::Search(stop)) => {
                    self.report.complete.remove(&one.kind);
                    self.gap(&one.kind, None, &stop);
                }
            }
        }
        Ok(())
    }

    fn search(
        &mut self,
        one: &plan::Questions,
        narrowed: Option<&(String, String)>,
    ) -> Result<(), End> {
        let patient = if self.whole || one.by == "subject" {
            format!("Patient/{}", self.plan.patient)
        } else {
            self.plan.patient.to_owned()
        };
        let mut parameters = vec![(one.by, patient.as_str()), ("_count", WISHED_COUNT)];
        parameters.extend(narrowed.map(|(name, value)| (name.as_str(), value.as_str())));
        let base = self.plan.base;
        let mut url = base.search(&one.kind, &parameters).map_err(End::All)?;
        let mut seen = BTreeSet::new();
        // A fault inside one page is one of the whole search.
        let (mut idle, mut fault) = (0, false);
        loop {
            if !seen.insert(url.as_str().to_owned()) {
                return Err(End::Search(Stop::because(GapReason::Endless)));
            }
            if seen.len() > self.plan.limits.pages {
                return Err(End::Search(Stop::because(GapReason::Limit)));
            }
            let before = self.have.len();
            let page = self.one(&one.kind, &url, FHIR_JSON)?;
            fault |= page.fault;
            idle = if self.have.len() == before {
                idle + 1
            } else {
                0
            };
            let Some(next) = page.next else {
                return if fault {
                    Err(End::Search(Stop::because(GapReason::FaultInside)))
                } else {
                    Ok(())
                };
            };
            if idle >= self.plan.limits.idle_pages {
                return Err(End::Search(Stop::because(GapReason::Endless)));
            }
            url = base
                .pinned(&next)
                .map_err(|_| End::Search(Stop::because(GapReason::ForeignLink)))?;
        }
    }

    /// Fetches one answer, keeps it, and looks what it refers to.
    fn one(&mut self, kind: &str, url: &Url, accept: &'static str) -> Result<Page, End> {
        let answer = self.ask(url, accept)?;
        let (page, found) =
            Page::parse(&answer.body).map_err(|_| End::Search(Stop::because(GapReason::Broken)))?;
        if page.keys.is_empty() && !page.bundle {
            return Err(End::Search(Stop::because(if page.fault {
                GapReason::FaultInside
            } else {
                GapReason::Broken
            })));
        }
        self.keep(kind, url, &answer, Some(&found), page.bundle)?;
        for key in &page.keys {
            self.have.insert(key.clone());
        }
        self.references.extend(page.references.iter().cloned());
        self.attachments.extend(page.attachments.iter().cloned());
        Ok(page)
    }

    fn keep(
        &mut self,
        kind: &str,
        url: &Url,
        answer: &Answer,
        found: Option<&[Found<'_>]>,
        page: bool,
    ) -> Result<(), End> {
        self.report.bytes += answer.body.len() as u64;
        self.report.pages += 1;
        (self.hands.keep)(Kept {
            kind,
            url,
            media_type: answer.header("content-type"),
            bytes: &answer.body,
            found,
            page,
        })
        .map_err(End::All)?;
        let limits = self.plan.limits;
        if self.report.bytes > limits.bytes || self.have.len() > limits.resources {
            self.over = Some(GapReason::Limit);
        }
        Ok(())
    }

    /// Asks until there is an answer that is worth reading.
    fn ask(&mut self, url: &Url, accept: &'static str) -> Result<Answer, End> {
        if let Some(reason) = self.over {
            return Err(End::Search(Stop::because(reason)));
        }
        let mut tries = retry::Tries::default();
        loop {
            let request = Request {
                url: url.clone(),
                accept,
                body: Body::None,
                authorization: Authorization::Bearer(self.token.clone()),
                limit: self.plan.limits.answer,
            };
            let result = self.net.fetch(&request);
            if let Some(time) = tries.again_after(&result) {
                self.wait(time)?;
                continue;
            }
            let answer = match result {
                Ok(answer) => answer,
                Err(NetworkFault::Cancelled) => return Err(End::All(SmartError::Cancelled)),
                Err(NetworkFault::TooLarge) => {
                    return Err(End::Search(Stop::because(GapReason::Limit)));
                }
                Err(fault) => {
                    // The way is broken: asking for thirty more types would only take time.
                    self.over = Some(GapReason::Network(fault));
                    return Err(End::Search(Stop::because(GapReason::Network(fault))));
                }
            };
            if answer.status == 401 {
                if self.renewed {
                    self.over = Some(GapReason::AccessEnded);
                } else {
                    self.renewed = true;
                    match (self.hands.renew)(self.net) {
                        Ok(token) => {
                            self.token = token;
                            continue;
                        }
                        Err(SmartError::Cancelled) => return Err(End::All(SmartError::Cancelled)),
                        Err(_) => self.over = Some(GapReason::AccessEnded),
                    }
                }
                return Err(End::Search(Stop {
                    reason: GapReason::AccessEnded,
                    status: Some(401),
                }));
            }
            return match reason_of(answer.status) {
                None => {
                    // This token was good: when it ends, that is no refusal either.
                    self.renewed = false;
                    Ok(answer)
                }
                Some(reason) => Err(End::Search(Stop {
                    reason,
                    status: Some(answer.status),
                })),
            };
        }
    }

    fn wait(&mut self, time: std::time::Duration) -> Result<(), End> {
        self.net
            .wait(time)
            .map_err(|_| End::All(SmartError::Cancelled))
    }

    /// Fetches what the record refers to and what did not come by itself: people, places, medicines,
    /// and the contents of documents. Never another patient.
    fn follow(&mut self) -> Result<(), SmartError> {
        let mut left = self.plan.limits.references;
        let mut done = BTreeSet::new();
        // What is fetched may refer to more; the limit ends it, and is told.
        while !self.references.is_empty() || !self.attachments.is_empty() {
            let mut urls = Vec::new();
            for text in std::mem::take(&mut self.references) {
                if let Some((kind, key)) = local_reference(self.plan.base, &text)
                    && kind != "Patient"
                    && !self.have.contains(&key)
                {
                    urls.push((kind, self.plan.base.below(&key)));
                }
            }
            for text in std::mem::take(&mut self.attachments) {
                urls.push(("Binary".to_owned(), self.plan.base.pinned(&text)));
            }
            for (kind, url) in urls {
                let Ok(url) = url else {
                    self.gap(&kind, None, &Stop::because(GapReason::ForeignLink));
                    continue;
                };
                if !done.insert(url.clone()) {
                    continue;
                }
                if left == 0 {
                    self.gap(&kind, None, &Stop::because(GapReason::Limit));
                    continue;
                }
                left -= 1;
                match self.referred(&kind, &url) {
                    Ok(()) => {}
                    Err(End::All(error)) => return Err(error),
                    Err(End::Search(stop)) => self.gap(&kind, None, &stop),
                }
            }
        }
        Ok(())
    }

    fn referred(&mut self, kind: &str, url: &Url) -> Result<(), End> {
        if kind != "Binary" {
            return self.one(kind, url, FHIR_JSON).map(drop);
        }
        // The content itself may be anything; a server may wrap it into a Binary.
        let answer = self.ask(url, FHIR_JSON)?;
        self.keep(kind, url, &answer, None, false)
    }
}

/// The gap that an HTTP status means; none for a good answer.
const fn reason_of(status: u16) -> Option<GapReason> {
    Some(match status {
        200..=299 => return None,
        300..=399 => GapReason::Redirected,
        401 | 403 => GapReason::Refused,
        400 | 404 | 405 | 410 | 422 | 501 => GapReason::NotOffered,
        429 | 503 => GapReason::Busy,
        _ => GapReason::ServerFault,
    })
}

/// The type and `Type/id` of a reference to this server; none for contained, outside and logical ones.
fn local_reference(base: &FhirBase, text: &str) -> Option<(String, String)> {
    if text.starts_with('#') || text.starts_with("urn:") {
        return None;
    }
    let url = base.pinned(text).ok()?;
    let rest = url
        .as_str()
        .strip_prefix(base.as_str())?
        .trim_start_matches('/');
    let rest = rest.split("/_history/").next()?;
    let (kind, id) = rest.split_once('/')?;
    let sound = kind.chars().all(|c| c.is_ascii_alphabetic()) && crate::identity::is_id(id);
    sound.then(|| (kind.to_owned(), format!("{kind}/{id}")))
}
