//! Why a code, a card or a link is not taken.

use kin_smart::NetworkFault;
use thiserror::Error;

/// The errors of this crate. None carries an address, a name, a key or a word of a record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CodeError {
    /// Neither a card nor a link is in it.
    #[error("no health card and no health link")]
    NoCode,
    /// It is larger than the limit.
    #[error("larger than {limit}")]
    TooLarge {
        /// Bytes, or how many.
        limit: u64,
    },
    /// The text begins nearly like a card, `shc:` without `/`.
    #[error("the beginning of the code is not that of a card")]
    CodeHeader,
    /// The digits of the code do not come in pairs from 00 to 77.
    #[error("the digits of the code are not those of a card")]
    CodeDigits,
    /// Parts of the card are missing.
    #[error("{have} of {all} parts of the card are here")]
    PartsMissing {
        /// How many are here.
        have: u16,
        /// How many there are.
        all: u16,
    },
    /// Parts of different cards are mixed, or a part's number cannot be.
    #[error("the parts do not belong together")]
    PartsMixed,
    /// A part of a moving sequence of codes is damaged, or what the parts make is none of ours.
    #[error("the moving code is damaged")]
    Moving,
    /// Parts of a moving sequence, or of sheets of codes, are missing.
    #[error("{have} of {all} parts of the moving code are here")]
    MovingMissing {
        /// How many are known.
        have: u32,
        /// How many there are.
        all: u32,
    },
    /// A card is three parts of base64url between points.
    #[error("the card is not a signed text of three parts")]
    CardForm,
    /// The head of the card cannot be read.
    #[error("the head of the card cannot be read")]
    CardHeader,
    /// `alg` is not ES256.
    #[error("the card is signed in a way that is not allowed")]
    CardAlgorithm,
    /// `crit` asks for something that is not understood here.
    #[error("the card asks for something that is not understood")]
    CardCritical,
    /// `zip` is not DEF.
    #[error("the card does not say that it is packed")]
    CardNotPacked,
    /// `kid` is missing.
    #[error("the card does not name its key")]
    CardNoKey,
    /// The content is packed with a zlib header, which is not allowed.
    #[error("the content is packed in another form (zlib)")]
    CardZlib,
    /// The content cannot be unpacked.
    #[error("the content cannot be unpacked")]
    CardPacking,
    /// Something stands behind the packed content.
    #[error("something stands behind the content")]
    CardTrailing,
    /// The content is not the JSON of a card.
    #[error("the content of the card cannot be read")]
    CardContent,
    /// The card is none of health: `vc.type` lacks `#health-card`.
    #[error("not a health card")]
    CardType,
    /// `iss` is not an address that begins with `https://`.
    #[error("the issuer of the card is not a secure address")]
    CardIssuer,
    /// There is no `fhirBundle` in it.
    #[error("the card holds no record")]
    CardNoRecord,
    /// The signature is not 64 bytes.
    #[error("the signature has another form")]
    SignatureForm,
    /// The signature does not belong to the content.
    #[error("the signature is not true: the card was changed, or signed by somebody else")]
    SignatureFalse,
    /// `exp` has passed.
    #[error("the card has expired")]
    CardExpired,
    /// `nbf` is still to come.
    #[error("the card is dated in the future")]
    CardNotYet,
    /// The issuer took the card back.
    #[error("the card was revoked by its issuer")]
    CardRevoked,
    /// A list of issuers or keys is not one.
    #[error("the list of issuers cannot be read")]
    IssuerList,
    /// A list of revoked cards is not one.
    #[error("the list of revoked cards cannot be read")]
    RevocationList,

    /// The text behind `shlink:/` is not base64url of JSON.
    #[error("the link is damaged")]
    LinkDamaged,
    /// `url` is missing, or no `https` address.
    #[error("the link does not lead to a secure address")]
    LinkAddress,
    /// `key` is not 32 bytes.
    #[error("the key of the link is damaged")]
    LinkKey,
    /// The flags contradict each other: U and P.
    #[error("the link contradicts itself")]
    LinkFlags,
    /// `v` is a later version.
    #[error("the link is of a later version")]
    LinkVersion,
    /// `exp` has passed.
    #[error("the link has expired")]
    LinkExpired,
    /// The server says that there is nothing (any more).
    #[error("the link is not active")]
    LinkInactive,
    /// The link asks for a passcode and none was given.
    #[error("the link wants a passcode")]
    PasscodeNeeded,
    /// The passcode is wrong.
    #[error("the passcode is wrong; {remaining:?} tries are left")]
    PasscodeWrong {
        /// How many tries the server leaves; nothing where it does not say.
        remaining: Option<u32>,
    },
    /// The server was asked too often.
    #[error("asked too often")]
    TooOften {
        /// Seconds until it may be asked again; nothing where it does not say.
        seconds: Option<u64>,
    },
    /// The server sends on to another address; this is never followed.
    #[error("the server sends on to another address")]
    Redirected,
    /// The server answered with an error.
    #[error("the server answered {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The table of contents cannot be read.
    #[error("the table of contents cannot be read")]
    Manifest,
    /// A file behind the link is not sealed in the allowed form.
    #[error("the file is not a sealed file of a health link")]
    FileForm,
    /// A file is sealed in a way that is not allowed.
    #[error("the file is sealed in a way that is not allowed")]
    FileAlgorithm,
    /// `crit` of a file asks for something that is not understood here.
    #[error("the file asks for something that is not understood")]
    FileCritical,
    /// The file is on another server than the link, and nobody agreed that it is asked.
    #[error("the file is on another server")]
    Elsewhere,
    /// The key does not open the file, or it was changed.
    #[error("the key of the link does not open the file")]
    FileKey,
    /// The file cannot be unpacked.
    #[error("the file cannot be unpacked")]
    FilePacking,
    /// The network did not answer.
    #[error("no connection: {0:?}")]
    Network(NetworkFault),
}

impl CodeError {
    /// The stable code, kebab-case, for reports and the catalogue.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoCode => "code-none",
            Self::TooLarge { .. } => "code-too-large",
            Self::CodeHeader => "code-header",
            Self::CodeDigits => "code-digits",
            Self::PartsMissing { .. } => "code-parts-missing",
            Self::PartsMixed => "code-parts-mixed",
            Self::Moving => "code-moving",
            Self::MovingMissing { .. } => "code-moving-missing",
            Self::CardForm => "card-form",
            Self::CardHeader => "card-header",
            Self::CardAlgorithm => "card-algorithm",
            Self::CardCritical => "card-critical",
            Self::CardNotPacked => "card-not-packed",
            Self::CardNoKey => "card-no-key",
            Self::CardZlib => "card-zlib",
            Self::CardPacking => "card-packing",
            Self::CardTrailing => "card-trailing",
            Self::CardContent => "card-content",
            Self::CardType => "card-type",
            Self::CardIssuer => "card-issuer",
            Self::CardNoRecord => "card-no-record",
            Self::SignatureForm => "card-signature-form",
            Self::SignatureFalse => "card-signature-false",
            Self::CardExpired => "card-expired",
            Self::CardNotYet => "card-not-yet",
            Self::CardRevoked => "card-revoked",
            Self::IssuerList => "issuer-list",
            Self::RevocationList => "revocation-list",
            Self::LinkDamaged => "link-damaged",
            Self::LinkAddress => "link-address",
            Self::LinkKey => "link-key",
            Self::LinkFlags => "link-flags",
            Self::LinkVersion => "link-version",
            Self::LinkExpired => "link-expired",
            Self::LinkInactive => "link-inactive",
            Self::PasscodeNeeded => "link-passcode-needed",
            Self::PasscodeWrong { .. } => "link-passcode-wrong",
            Self::TooOften { .. } => "link-too-often",
            Self::Redirected => "link-redirected",
            Self::Status { .. } => "link-status",
            Self::Manifest => "link-manifest",
            Self::FileForm => "link-file-form",
            Self::FileAlgorithm => "link-file-algorithm",
            Self::FileCritical => "link-file-critical",
            Self::Elsewhere => "link-elsewhere",
            Self::FileKey => "link-file-key",
            Self::FilePacking => "link-file-packing",
            Self::Network(_) => "link-network",
        }
    }
}
