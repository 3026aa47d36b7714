//! Health cards of an import: whether they are true, what is kept of them, and showing them again.

use crate::dto::{
    CardCodeRequest, CardCodeView, CardView, CardsLookRequest, CardsLookView, CardsView,
    PersonIdRequest,
};
use crate::error::{ApiResult, ErrorCode};
use crate::reading::{Looked, Reader, refusal};
use crate::session::{Job, Session};
use crate::use_cases::issuers;
use kin_codes::{CardHead, CodeError, Revocation, Trust};
use kin_i18n::{Catalogue, Lang};
use kin_model::{Finding, Severity};
use serde::{Deserialize, Serialize};

/// What a file of cards is called in reports.
pub(super) const KIND: &str = "smart-health-card";

/// What is kept of a card that was brought in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeenCard {
    /// What it says of itself; the signed text is in it.
    #[serde(flatten)]
    head: StoredHead,
    /// `unchecked`, `issuer-unknown`, `issuer-listed`.
    trust: String,
    /// The name of a listed issuer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// `not-used`, `not-revoked`, `unknown`.
    revocation: String,
    /// The day of the list of issuers by which it was judged.
    list: String,
}

/// A card without what the signed text says better.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredHead {
    text: String,
    issuer: String,
    #[serde(default)]
    issued: Option<i64>,
    #[serde(default)]
    expires: Option<i64>,
}

/// Judges the cards of a file; adds what is to be said of each. The error refuses the whole file.
pub(super) fn judge(
    session: &Session,
    heads: Vec<CardHead>,
    now: i64,
    findings: &mut Vec<Finding>,
) -> Result<Vec<SeenCard>, Finding> {
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let issuers = issuers::known(session).map_err(|why| refusal(&why))?;
    let several = heads.len() > 1;
    let mut seen = Vec::new();
    for (number, head) in (1..).zip(heads) {
        let place = if several {
            format!("card {number}")
        } else {
            String::new()
        };
        let trust = issuers.judge(&head, now).map_err(|why| {
            let mut finding = refusal(&why);
            finding.place.clone_from(&place);
            finding
        })?;
        let (code, detail) = match &trust {
            Trust::IssuerListed { name, .. } => ("card-issuer-listed", name.clone()),
            Trust::IssuerUnknown { .. } => ("card-issuer-unknown", host(&head.issuer)),
            Trust::Unchecked { name } => {
                let called = name.clone().unwrap_or_else(|| host(&head.issuer));
                ("card-unchecked", called)
            }
        };
        let severity = match trust {
            Trust::IssuerListed { .. } => Severity::Info,
            _ => Severity::Warning,
        };
        findings.push(Finding::new(code, severity, place.clone(), detail));
        for note in &head.notes {
            findings.push(Finding::new(note.code(), Severity::Info, place.clone(), ""));
        }
        if revocation(&trust) == Revocation::Unknown {
            let finding = Finding::new("card-revocation-unknown", Severity::Warning, place, "");
            findings.push(finding);
        }
        seen.push(SeenCard::new(head, &trust, &issuers.as_of));
    }
    Ok(seen)
}

fn revocation(trust: &Trust) -> Revocation {
    match trust {
        Trust::IssuerListed { revocation, .. } | Trust::IssuerUnknown { revocation } => *revocation,
        _ => Revocation::NotUsed,
    }
}

/// The server in an issuer's address: what a person can recognise.
fn host(issuer: &str) -> String {
    let read = url::Url::parse(issuer).ok();
    let host = read.as_ref().and_then(url::Url::host_str);
    host.unwrap_or(issuer).to_owned()
}

/// The issuer of all the cards, where it is one.
pub(super) fn source_name<'c>(cards: impl Iterator<Item = &'c SeenCard>) -> Option<String> {
    let mut names = cards.map(SeenCard::issuer_name);
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}

impl SeenCard {
    fn new(head: CardHead, trust: &Trust, list: &str) -> Self {
        Self {
            trust: trust.code().to_owned(),
            name: trust.name().map(str::to_owned),
            revocation: match revocation(trust) {
                Revocation::NotUsed => "not-used",
                Revocation::NotRevoked => "not-revoked",
                Revocation::Unknown => "unknown",
            }
            .to_owned(),
            list: list.to_owned(),
            head: StoredHead {
                text: head.text,
                issuer: head.issuer,
                issued: head.issued,
                expires: head.expires,
            },
        }
    }

    fn issuer_name(&self) -> String {
        let named = self.name.clone();
        named.unwrap_or_else(|| host(&self.head.issuer))
    }

    fn view(&self, import: i64, number: u32, lang: Lang) -> CardView {
        let day = |moment: Option<i64>| {
            let moment = jiff::Timestamp::from_second(moment?).ok()?;
            Some(moment.strftime("%Y-%m-%d").to_string())
        };
        let words = |key: &str| {
            let list = kin_i18n::date_text(lang, self.list.get(..10).unwrap_or_default());
            let args = [("issuer", self.issuer_name()), ("list", list)];
            let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
            Catalogue::text(lang, key, &args)
        };
        let issued = day(self.head.issued);
        let expires = day(self.head.expires);
        CardView {
            import,
            number,
            issuer: self.head.issuer.clone(),
            issuer_name: self.issuer_name(),
            trust: self.trust.clone(),
            trust_text: words(match self.trust.as_str() {
                "issuer-listed" => "card-trust-issuer-listed",
                "issuer-unknown" => "card-trust-issuer-unknown",
                _ => "card-trust-unchecked",
            }),
            revocation: self.revocation.clone(),
            issued_text: issued.as_deref().map(|day| kin_i18n::date_text(lang, day)),
            issued,
            expires_text: expires.as_deref().map(|day| kin_i18n::date_text(lang, day)),
            expires,
            fits_code: code_text(&self.head.text)
                .is_some_and(|(start, digits)| kin_print::card_svg(start, &digits).is_ok()),
        }
    }
}

/// The two parts of a code: text, then digits.
fn code_text(card: &str) -> Option<(&'static str, String)> {
    Some(("shc:/", kin_codes::to_numeric(card)?))
}

/// The cards of imports that were not undone, with the import's number.
fn stored(session: &Session, person: &str) -> ApiResult<Vec<(i64, u32, SeenCard)>> {
    let record = session.record(person)?;
    let mut all = Vec::new();
    for info in record.imports()?.iter().filter(|i| i.undone.is_none()) {
        let report: Option<super::StoredReport> = serde_json::from_str(&info.report).ok();
        let cards = report
            .into_iter()
            .flat_map(|r| r.files)
            .flat_map(|f| f.cards);
        all.extend(
            (1..)
                .zip(cards)
                .map(|(n, card)| (info.origin.import.0, n, card)),
        );
    }
    Ok(all)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn cards(session: &Session, request: PersonIdRequest) -> ApiResult<CardsView> {
    let lang = session.lang();
    let all = stored(session, &request.person)?;
    let views = all
        .iter()
        .map(|(import, n, card)| card.view(*import, *n, lang));
    Ok(CardsView {
        cards: views.collect(),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn card_code(session: &Session, request: CardCodeRequest) -> ApiResult<CardCodeView> {
    let all = stored(session, &request.person)?;
    let wanted =
        |(import, n, _): &&(i64, u32, SeenCard)| *import == request.import && *n == request.number;
    let (import, number, card) = all.iter().find(wanted).ok_or(ErrorCode::UnknownCard)?;
    let text = &card.head.text;
    let drawn = code_text(text).and_then(|(start, digits)| {
        let svg = kin_print::card_svg(start, &digits).ok()?;
        let png = kin_print::card_png(start, &digits, 8).ok()?;
        Some((svg, png))
    });
    let file = serde_json::json!({"verifiableCredential": [text]}).to_string();
    let (svg, picture) = drawn.unzip();
    let picture = match picture {
        Some(png) => Some(
            session
                .outputs()
                .put("health-card.png", "qr", "image/png", png)?,
        ),
        None => None,
    };
    let file = session.outputs().put(
        "health-card.smart-health-card",
        "card",
        "application/smart-health-card",
        file.into_bytes(),
    )?;
    Ok(CardCodeView {
        card: card.view(*import, *number, session.lang()),
        svg,
        picture,
        file,
    })
}

/// Looks at files of cards without a record: what they are and whether they are true.
#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn cards_look(session: &Session, request: CardsLookRequest) -> ApiResult<CardsLookView> {
    let chosen = super::files::chosen(session, &request.files)?;
    let size = chosen.files.iter().map(|f| f.size).sum();
    let mut reader = Reader::new(session.reader(), size);
    let job = Job::alone();
    let (now, lang) = (session.clock().unix_seconds(), session.lang());
    let mut view = CardsLookView {
        cards: Vec::new(),
        findings: Vec::new(),
    };
    for piece in super::split::look(session, &job, &mut reader, chosen.files)? {
        let whole = (piece.file.name.clone(), piece.sha256.clone());
        let texts = match &piece.looked {
            Ok(Looked { cards, .. }) => cards.iter().map(|head| head.text.clone()).collect(),
            Err(_) => Vec::new(),
        };
        let mut findings = Vec::new();
        let mut judged = vec![look_at(session, piece.looked, now, &mut findings)];
        if texts.len() > 1 && judged.iter().any(Result::is_err) {
            findings.clear();
            let alone = super::split::alone(session, &job, &mut reader, &whole, texts)?;
            let each = alone.into_iter();
            judged = each
                .map(|piece| look_at(session, piece.looked, now, &mut findings))
                .collect();
        }
        for judged in judged {
            match judged {
                Ok(seen) => {
                    let views = (1..).zip(&seen).map(|(n, card)| card.view(0, n, lang));
                    view.cards.extend(views);
                }
                Err(why) => findings.push(why),
            }
        }
        let words = findings
            .iter()
            .map(|f| super::report::finding_view(f, lang));
        view.findings.extend(words);
    }
    Ok(view)
}

/// Whether what a file was found to be is true.
fn look_at(
    session: &Session,
    looked: Result<Looked, Finding>,
    now: i64,
    findings: &mut Vec<Finding>,
) -> Result<Vec<SeenCard>, Finding> {
    let cards = looked?.cards;
    if cards.is_empty() {
        return Err(refusal(&CodeError::NoCode));
    }
    judge(session, cards, now, findings)
}
