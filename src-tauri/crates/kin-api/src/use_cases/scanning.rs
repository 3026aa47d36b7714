//! Codes in front of a camera: picture by picture, until everything that belongs together is here.

use super::import::in_memory;
use crate::dto::{
    CodeHandedView, CodeTextView, CodesReadRequest, CodesReadView, Empty, PictureTakeRequest,
    ScanEnd, ScanFile, ScanFrameRequest, ScanParts, ScanRequest, ScanTextRequest, ScanView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::mib;
use crate::reading::Reader;
use crate::session::{Job, Session};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_codes::{Chunk, CodeError, CodeLimits, Collector, Gathered, MovingReader, Taken, gather};

/// Points on a side of a camera's picture at most.
const LARGEST_SIDE: u32 = 4096;

/// Bytes of a picture that was pasted at most, as base64; a larger one is chosen as a file.
const LARGEST_PASTED: u64 = 8 << 20;

/// The scan that goes on: there is one camera.
#[derive(Debug, Default)]
pub(crate) struct Scanning {
    number: u32,
    going: Option<Going>,
}

#[derive(Debug)]
struct Going {
    collector: Collector,
    reader: Reader,
    /// A document that comes as a moving sequence, or on sheets.
    moving: MovingReader,
    /// That document, once it is whole.
    document: Option<Vec<u8>>,
}

impl Scanning {
    /// Forgets everything.
    pub(crate) fn forget(&mut self) {
        self.going = None;
    }

    /// Whether it goes on.
    pub(crate) const fn is_going(&self) -> bool {
        self.going.is_some()
    }

    fn of(&mut self, number: u32) -> ApiResult<&mut Going> {
        let going = self.going.as_mut().filter(|_| number == self.number);
        going.ok_or_else(|| ErrorCode::UnknownScan.into())
    }
}

fn counted(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Going {
    /// Takes the codes of one picture.
    fn take(&mut self, number: u32, texts: &[String]) -> ScanView {
        let mut view = ScanView {
            scan: number,
            seen: counted(texts.len()),
            ..ScanView::default()
        };
        for text in texts {
            if MovingReader::is_part(text) {
                match self.part(text) {
                    Ok(news) => view.news |= news,
                    Err(_) => view.other = true,
                }
                continue;
            }
            match self.collector.take(text) {
                Ok(Taken::Again) => {}
                Ok(_) => view.news = true,
                Err(_) => view.other = true,
            }
        }
        let all = self.collector.collected();
        view.cards = counted(all.cards.len());
        view.links = counted(all.links.len());
        let parts = all.unfinished.iter().map(|(have, all)| ScanParts {
            have: u32::from(*have),
            all: u32::from(*all),
        });
        view.parts = parts.collect();
        let moving = self.moving.progress();
        if self.document.is_some() {
            view.cards = view.cards.saturating_add(1);
        } else if moving.needed > 0 {
            view.parts.push(ScanParts {
                have: moving.seen,
                all: moving.needed,
            });
        }
        view
    }

    /// Takes a part of a moving sequence; whether it told something new. One of another document begins anew, unless the
    /// former one is whole.
    fn part(&mut self, text: &str) -> Result<bool, CodeError> {
        if self.document.is_some() {
            return Ok(false);
        }
        let before = self.moving.progress();
        let after = match self.moving.take(text) {
            Err(CodeError::PartsMixed) => {
                self.moving = MovingReader::default();
                self.moving.take(text)?
            }
            taken => taken?,
        };
        if after.is_whole() {
            match self.moving.whole() {
                Ok(document) => self.document = document,
                Err(error) => {
                    self.moving = MovingReader::default();
                    return Err(error);
                }
            }
        }
        Ok(after != before)
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every command")]
pub(crate) fn scan_begin(session: &Session, request: Empty) -> ApiResult<ScanView> {
    let Empty {} = request;
    let limits = CodeLimits::default();
    // Processor time of the reader is counted by what it reads; a camera has no end.
    let reader = Reader::new(session.reader(), limits.all_bytes);
    let mut scanning = session.scanning();
    scanning.number = scanning.number.wrapping_add(1);
    let mut going = Going {
        collector: Collector::new(limits),
        reader,
        moving: MovingReader::default(),
        document: None,
    };
    let view = going.take(scanning.number, &[]);
    scanning.going = Some(going);
    Ok(view)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn scan_frame(session: &Session, request: ScanFrameRequest) -> ApiResult<ScanView> {
    if request.width > LARGEST_SIDE || request.height > LARGEST_SIDE {
        return Err(ErrorCode::BadRequest.into());
    }
    let shades = STANDARD.decode(&request.shades);
    let shades = shades.map_err(|_| ErrorCode::BadRequest)?;
    let wanted = u64::from(request.width) * u64::from(request.height);
    if shades.len() as u64 != wanted || shades.is_empty() {
        return Err(ErrorCode::BadRequest.into());
    }
    let (width, height) = (request.width.to_le_bytes(), request.height.to_le_bytes());
    let picture = [width.as_slice(), &height, &shades].concat();
    let picture = in_memory("", &picture);
    let mut scanning = session.scanning();
    let going = scanning.of(request.scan)?;
    let job = Job::alone();
    let mut source = picture.open(&job, false)?;
    // A picture that ended the reader is one without a code; the next gets a new reader.
    let texts = going.reader.frame(&job, &mut source)?.unwrap_or_default();
    let view = going.take(request.scan, &texts);
    drop(scanning);
    // A camera that was left on keeps no vault open; somebody who shows codes does.
    if view.news {
        session.touch();
    }
    Ok(view)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn scan_text(session: &Session, request: ScanTextRequest) -> ApiResult<ScanView> {
    let mut scanning = session.scanning();
    let going = scanning.of(request.scan)?;
    let text = request.text.expose().to_owned();
    Ok(going.take(request.scan, &[text]))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn scan_end(session: &Session, request: ScanRequest) -> ApiResult<ScanEnd> {
    let mut scanning = session.scanning();
    let going = scanning.of(request.scan)?;
    let (all, document) = (going.collector.collected(), going.document.take());
    scanning.forget();
    drop(scanning);
    let cards = if let Some(document) = document {
        // Somebody who shows a whole record shows no card beside it.
        Some(taken(session, "codes.json", document)?)
    } else if all.cards.is_empty() {
        None
    } else {
        let file = serde_json::json!({"verifiableCredential": all.cards}).to_string();
        Some(taken(
            session,
            "codes.smart-health-card",
            file.into_bytes(),
        )?)
    };
    Ok(ScanEnd {
        cards,
        links: all.links,
    })
}

fn taken(session: &Session, name: &str, bytes: Vec<u8>) -> ApiResult<ScanFile> {
    let file = session.register_bytes(name, bytes)?;
    Ok(ScanFile {
        token: file.token,
        name: file.name,
        size: file.size,
    })
}

/// What the program was started with, once.
#[expect(clippy::unnecessary_wraps, reason = "the shape of every command")]
pub(crate) fn code_handed(session: &Session, request: Empty) -> ApiResult<CodeHandedView> {
    let Empty {} = request;
    Ok(CodeHandedView {
        text: session.handed_code(),
    })
}

/// Takes a picture that was copied, as if it had been chosen as a file.
#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn picture_take(session: &Session, request: PictureTakeRequest) -> ApiResult<ScanFile> {
    if request.bytes.len() as u64 > LARGEST_PASTED {
        let error = ApiError::from(ErrorCode::FileTooLarge);
        return Err(error.with("limit", mib(LARGEST_PASTED)));
    }
    let bytes = STANDARD.decode(&request.bytes);
    let bytes = bytes.map_err(|_| ErrorCode::BadRequest)?;
    let name: String = request.name.chars().filter(|c| !c.is_control()).collect();
    taken(session, &name, bytes)
}

/// What the text of a code is.
fn kind(text: &str, limits: &CodeLimits) -> &'static str {
    if MovingReader::is_part(text) {
        return "moving-part";
    }
    match Chunk::parse(text, limits) {
        Ok(part) if part.all > 1 => return "card-part",
        Ok(_) => return "card",
        Err(CodeError::NoCode) => {}
        Err(_) => return "text",
    }
    match gather(text.as_bytes(), limits) {
        Ok(Gathered::Link(_)) => "link",
        Ok(Gathered::Cards(_)) => "card",
        _ => "text",
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn codes_read(session: &Session, request: CodesReadRequest) -> ApiResult<CodesReadView> {
    let chosen = super::import::chosen(session, &request.files)?;
    let limits = CodeLimits::default();
    let size = chosen.files.iter().map(|file| file.size).sum();
    let mut reader = Reader::new(session.reader(), size);
    let (job, lang) = (Job::alone(), session.lang());
    let mut view = CodesReadView {
        codes: Vec::new(),
        findings: Vec::new(),
    };
    for file in chosen.files {
        let mut source = file.open(&job, false)?;
        match reader.texts(&job, &mut source)? {
            Ok(texts) => view
                .codes
                .extend(texts.into_iter().map(|text| CodeTextView {
                    file: file.name.clone(),
                    kind: kind(&text, &limits).to_owned(),
                    text,
                })),
            Err(mut why) => {
                why.place.clone_from(&file.name);
                view.findings.push(super::import::finding_view(&why, lang));
            }
        }
    }
    Ok(view)
}
