//! A streaming splitter: FHIR JSON of any size into its resources, holding one at a time.
//!
//! It takes a Bundle of any type (also a Bundle inside a Bundle), a single resource, resources or
//! Bundles one after the other (NDJSON), an array of them, and `Parameters` that hold any of these. It walks over the text without
//! building it; the only bytes held are those of the resource that is yielded.
//!
//! **What goes on and what does not.** A Bundle entry without a resource, a value that is no
//! object, a resource that is too large or too deep: each is yielded as [`Piece::Refused`] and the
//! next one follows. Broken JSON inside a resource that keeps its brackets is found later, by
//! [`crate::ResourceReader`], and refuses that resource alone. A line of NDJSON whose brackets or
//! quotes do not match is refused and reading goes on at the next line. Brackets that do not match
//! inside one Bundle refuse the file, with the position: nothing after them can be trusted.
//!
//! A document-object-model reader was measured at 13 times the memory of the file; see
//! performance notes in ARCHITECTURE.md.

mod lex;
mod parameters;
mod sniff;
mod window;

#[cfg(test)]
#[expect(
    clippy::string_slice,
    clippy::cast_possible_truncation,
    reason = "tests may panic: that is how they say no"
)]
mod tests;

use crate::{FhirError, ForeignFormat, Limit, Limits};
use serde::{Deserialize, Serialize};
use std::io::Read;
use window::Window;

/// Longest `fullUrl`, type or date that is read.
const SHORT: usize = 4096;

/// What a source of FHIR JSON is, as a report names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceFormat {
    /// One Bundle.
    Bundle,
    /// One resource.
    Resource,
    /// Several resources or Bundles, one after the other, mostly one per line.
    Ndjson,
    /// An array of resources or Bundles.
    Array,
    /// `Parameters` that hold resources or Bundles.
    Parameters,
}

impl SourceFormat {
    /// The name in reports: `fhir-bundle`, `fhir-resource`, `fhir-ndjson`, `fhir-array` or `fhir-parameters`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bundle => "fhir-bundle",
            Self::Resource => "fhir-resource",
            Self::Ndjson => "fhir-ndjson",
            Self::Array => "fhir-array",
            Self::Parameters => "fhir-parameters",
        }
    }
}

/// The elements of a Bundle beside its entries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BundleInfo {
    /// `Bundle.type`.
    pub bundle_type: Option<String>,
    /// `Bundle.id`.
    pub id: Option<String>,
    /// `Bundle.timestamp`.
    pub timestamp: Option<String>,
}

/// One resource as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawResource<'a> {
    /// Position in the file, counted from 0 over taken and refused ones.
    pub index: u64,
    /// Byte offset of the resource in the file (in its UTF-8 form).
    pub offset: u64,
    /// `Bundle.entry.fullUrl`.
    pub full_url: Option<&'a str>,
    /// `resourceType`.
    pub resource_type: &'a str,
    /// The JSON object with its white space.
    pub bytes: &'a [u8],
}

/// A resource or entry that cannot be taken.
#[derive(Debug)]
pub struct RefusedPiece {
    /// Position in the file, counted from 0 over taken and refused ones.
    pub index: u64,
    /// Byte offset in the file.
    pub offset: u64,
    /// `resourceType` where it could be read, else empty.
    pub resource_type: String,
    /// What an entry without a resource names: its `fullUrl` and the address of its request.
    pub names: Vec<String>,
    /// Why.
    pub why: FhirError,
}

/// What a [`Splitter`] yields.
#[derive(Debug)]
pub enum Piece<'a> {
    /// A resource.
    Resource(RawResource<'a>),
    /// Something counted but not taken; the file goes on.
    Refused(RefusedPiece),
}

/// What is open around the reading position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// An array of resources at the top.
    Array,
    /// The members of a Bundle.
    Bundle,
    /// The entries of the Bundle below.
    Entries,
    /// The rest of an entry whose resource was a Bundle.
    EntryRest,
    /// The members of `Parameters` that hold resources.
    Parameters,
    /// The parameters, or the parts of one.
    Parts,
    /// The members of one of them.
    Part,
}

/// What the walk over one object at the place of a resource found.
enum Found {
    /// A resource from `start` to `end`.
    Resource { start: u64, end: u64 },
    /// A Bundle or `Parameters`: its frames are pushed, the position is inside it.
    Opened,
    /// An object that cannot be taken.
    Refused { start: u64, why: FhirError },
}

/// What the entry of a history or a transaction asked for.
#[derive(Default)]
struct Request {
    method: Option<String>,
    url: Option<String>,
}

impl Request {
    /// The type of the resource that it names, e.g. of `Condition/12`; empty where it names none.
    fn resource_type(&self) -> String {
        let url = self.url.as_deref().unwrap_or_default();
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let is_type = |part: &&str| {
            part.starts_with(|c: char| c.is_ascii_uppercase())
                && part.chars().all(|c| c.is_ascii_alphabetic())
        };
        path.split('/').find(is_type).unwrap_or_default().to_owned()
    }
}

/// One step of the walk.
enum Step {
    Resource { start: u64, end: u64 },
    Refused { start: u64, why: FhirError },
    Moved,
    End,
}

/// Splits a stream of FHIR JSON into its resources, holding one at a time.
#[derive(Debug)]
pub struct Splitter<R> {
    window: Window<R>,
    stack: Vec<Frame>,
    started: bool,
    ended: bool,
    index: u64,
    tops: u64,
    top_is_bundle: bool,
    top_is_array: bool,
    top_is_parameters: bool,
    more: bool,
    names: Vec<String>,
    info: Option<BundleInfo>,
    key: Vec<u8>,
    resource_type: String,
    full_url: Option<String>,
}

impl<R: Read> Splitter<R> {
    /// Begins to read.
    pub const fn new(reader: R, limits: Limits) -> Self {
        Self {
            window: Window::new(reader, limits),
            stack: Vec::new(),
            started: false,
            ended: false,
            index: 0,
            tops: 0,
            top_is_bundle: false,
            top_is_array: false,
            top_is_parameters: false,
            more: false,
            names: Vec::new(),
            info: None,
            key: Vec::new(),
            resource_type: String::new(),
            full_url: None,
        }
    }

    /// What the source is; known after the first piece, certain at the end.
    #[must_use]
    pub const fn format(&self) -> Option<SourceFormat> {
        match (self.tops, self.top_is_array, self.top_is_bundle) {
            (0, _, _) => None,
            (1, true, _) => Some(SourceFormat::Array),
            (1, _, true) => Some(SourceFormat::Bundle),
            (1, _, _) if self.top_is_parameters => Some(SourceFormat::Parameters),
            (1, _, false) => Some(SourceFormat::Resource),
            _ => Some(SourceFormat::Ndjson),
        }
    }

    /// The first Bundle's own elements as far as they are read; `None` when there is no Bundle.
    #[must_use]
    pub const fn bundle(&self) -> Option<&BundleInfo> {
        self.info.as_ref()
    }

    /// The last Bundle says that another page of it follows (`link` with `next`).
    #[must_use]
    pub const fn more(&self) -> bool {
        self.more
    }

    /// Bytes taken from the source so far, for a progress bar.
    #[must_use]
    pub const fn bytes_read(&self) -> u64 {
        self.window.raw_read()
    }

    /// The next resource, or `None` at the end.
    ///
    /// # Errors
    /// What makes the whole file unusable: another format, a limit of the file, brackets that do
    /// not match inside a Bundle, a read error. After an error nothing more comes.
    pub fn next_piece(&mut self) -> Result<Option<Piece<'_>>, FhirError> {
        if self.ended {
            return Ok(None);
        }
        if !self.started {
            self.started = true;
            if let Err(e) = self.window.start() {
                self.ended = true;
                return Err(e);
            }
        }
        loop {
            self.window.release();
            self.full_url = None;
            self.names.clear();
            let step = match self.step() {
                Ok(step) => step,
                Err(e) => self.recover(e)?,
            };
            match step {
                Step::Moved => {}
                Step::End => {
                    self.ended = true;
                    return Ok(None);
                }
                Step::Refused { start, why } => {
                    let index = self.index;
                    self.index += 1;
                    return Ok(Some(Piece::Refused(RefusedPiece {
                        index,
                        offset: start,
                        resource_type: std::mem::take(&mut self.resource_type),
                        names: std::mem::take(&mut self.names),
                        why,
                    })));
                }
                Step::Resource { start, end } => {
                    let index = self.index;
                    self.index += 1;
                    return Ok(Some(Piece::Resource(RawResource {
                        index,
                        offset: start,
                        full_url: self.full_url.as_deref(),
                        resource_type: &self.resource_type,
                        bytes: self.window.slice(start, end),
                    })));
                }
            }
        }
    }

    /// After broken JSON: goes on at the next line of NDJSON, or says that the file is unusable.
    fn recover(&mut self, error: FhirError) -> Result<Step, FhirError> {
        // Something without an end: what is wrong is that it has become too long, not where the
        // file happens to stop.
        let error = match (&error, self.window.too_long_since()) {
            (FhirError::Truncated { .. }, Some(start)) => self.too_long(start),
            _ => error,
        };
        let place = match &error {
            FhirError::OverLimit {
                limit: Limit::ObjectBytes,
                offset,
                ..
            } => *offset,
            FhirError::NotJson { offset, .. } | FhirError::Truncated { offset } => *offset,
            _ => {
                self.ended = true;
                return Err(error);
            }
        };
        self.window.release();
        // What stopped the reading may be the beginning of the next line itself.
        let mut begins = self.window.is_line_start();
        // A second top-level value proves lines; before that only an unmistakable next line does.
        let several = self.tops > 1;
        let sure: &[u8] = if several {
            b"{\""
        } else {
            b"{\"resourceType\""
        };
        loop {
            if std::mem::take(&mut begins) {
                self.window.load(sure.len())?;
                if self.window.data().starts_with(sure) {
                    break;
                }
            }
            let data = self.window.data();
            match memchr::memchr(b'\n', data) {
                Some(i) => {
                    self.window.advance(i + 1);
                    self.window.load(sure.len())?;
                    if self.window.data().starts_with(sure) {
                        break;
                    }
                }
                None => {
                    let n = data.len();
                    self.window.advance(n);
                    if !self.window.fill()? {
                        break;
                    }
                }
            }
        }
        let at_end = self.window.peek()?.is_none();
        if at_end && !several {
            self.ended = true;
            return Err(error);
        }
        self.stack.clear();
        if self.tops < 2 {
            self.tops = 2;
        }
        Ok(Step::Refused {
            start: place,
            why: error,
        })
    }

    fn step(&mut self) -> Result<Step, FhirError> {
        self.resource_type.clear();
        match self.stack.last() {
            None => self.top(),
            Some(Frame::Array) => self.element(b']', false),
            Some(Frame::Entries) => self.element(b']', true),
            Some(Frame::Bundle) => self.bundle_member(),
            Some(Frame::Parameters | Frame::Part) => self.parameter_member(),
            Some(Frame::Parts) => self.next_part(),
            Some(Frame::EntryRest) => {
                if self.window.member(&mut self.key)? {
                    self.window.value()?;
                } else {
                    self.stack.pop();
                }
                Ok(Step::Moved)
            }
        }
    }

    fn top(&mut self) -> Result<Step, FhirError> {
        match self.window.solid()? {
            None if self.tops == 0 => Err(FhirError::Format(ForeignFormat::Empty)),
            None => Ok(Step::End),
            // RFC 7464 separates texts by this byte.
            Some(0x1E) => {
                self.window.advance(1);
                Ok(Step::Moved)
            }
            Some(b'[') if self.tops == 0 => {
                self.tops += 1;
                self.top_is_array = true;
                self.window.advance(1);
                self.stack.push(Frame::Array);
                match self.window.need_solid()? {
                    b'{' | b']' => Ok(Step::Moved),
                    _ => Err(FhirError::Format(ForeignFormat::OtherJson)),
                }
            }
            Some(b'{') => {
                self.tops += 1;
                let found = self.object()?;
                if self.tops == 1
                    && matches!(
                        found,
                        Found::Refused {
                            why: FhirError::NoResourceType,
                            ..
                        }
                    )
                    && self.window.solid()?.is_none()
                {
                    return Err(FhirError::Format(ForeignFormat::OtherJson));
                }
                Ok(Self::stepped(found))
            }
            // A comma between or after top-level values: an array whose brackets were lost.
            Some(b',') if self.tops > 0 => {
                self.window.advance(1);
                Ok(Step::Moved)
            }
            Some(_) => {
                self.tops += 1;
                Err(self.window.not_json("an object"))
            }
        }
    }

    fn stepped(found: Found) -> Step {
        match found {
            Found::Resource { start, end } => Step::Resource { start, end },
            Found::Refused { start, why } => Step::Refused { start, why },
            Found::Opened => Step::Moved,
        }
    }

    /// One element of an array of resources or of Bundle entries.
    fn element(&mut self, close: u8, entries: bool) -> Result<Step, FhirError> {
        loop {
            match self.window.need_solid()? {
                b',' => self.window.advance(1),
                b if b == close => {
                    self.window.advance(1);
                    self.stack.pop();
                    return Ok(Step::Moved);
                }
                b'{' if entries => return self.entry(),
                b'{' => return self.object().map(Self::stepped),
                other => {
                    let start = self.window.offset();
                    let why = FhirError::NotAnObject {
                        found: value_name(other),
                    };
                    self.window.value()?;
                    return Ok(Step::Refused { start, why });
                }
            }
        }
    }

    /// One Bundle entry; the position is on its brace.
    fn entry(&mut self) -> Result<Step, FhirError> {
        let start = self.window.offset();
        self.window.advance(1);
        let mut found: Option<Found> = None;
        let mut twice = false;
        let mut request = Request::default();
        let mut answered = false;
        while self.window.member(&mut self.key)? {
            match self.key.as_slice() {
                b"fullUrl" => self.full_url = self.window.short_string(SHORT)?,
                b"resource" if found.is_some() => {
                    twice = true;
                    self.window.value()?;
                }
                b"resource" if self.window.need_solid()? == b'{' => {
                    // Below the frames that object() pushes.
                    let below = self.stack.len();
                    match self.object()? {
                        Found::Opened => {
                            self.stack.insert(below, Frame::EntryRest);
                            return Ok(Step::Moved);
                        }
                        other => found = Some(other),
                    }
                }
                b"request" if found.is_none() && self.window.need_solid()? == b'{' => {
                    request = self.request()?;
                }
                key => {
                    answered |= key == b"response";
                    self.window.value()?;
                }
            }
        }
        match found {
            _ if twice => Ok(Step::Refused {
                start,
                why: FhirError::DuplicateKey { offset: start },
            }),
            Some(Found::Resource { start: at, .. }) if self.window.overflowed() => {
                Ok(Step::Refused {
                    start: at,
                    why: self.too_long(at),
                })
            }
            Some(other) => Ok(Self::stepped(other)),
            None => {
                let why = match request.method.as_deref() {
                    Some("DELETE") => FhirError::Deleted,
                    _ if answered => FhirError::AnswerOnly,
                    _ => FhirError::NoResource,
                };
                self.resource_type = request.resource_type();
                self.names = self
                    .full_url
                    .take()
                    .into_iter()
                    .chain(request.url)
                    .collect();
                Ok(Step::Refused { start, why })
            }
        }
    }

    /// What the entry of a history or a transaction asked for; the position is on its brace.
    fn request(&mut self) -> Result<Request, FhirError> {
        self.window.advance(1);
        let mut request = Request::default();
        while self.window.member(&mut self.key)? {
            match self.key.as_slice() {
                b"method" => request.method = self.window.short_string(SHORT)?,
                b"url" => request.url = self.window.short_string(SHORT)?,
                _ => {
                    self.window.value()?;
                }
            }
        }
        Ok(request)
    }

    fn too_long(&self, start: u64) -> FhirError {
        FhirError::OverLimit {
            limit: Limit::ObjectBytes,
            allowed: self.window.limits.object_bytes,
            found: self.window.offset().saturating_sub(start),
            offset: start,
        }
    }

    /// An object at the place of a resource; the position is on its brace.
    fn object(&mut self) -> Result<Found, FhirError> {
        self.window.hold();
        let start = self.window.offset();
        self.window.advance(1);
        self.resource_type.clear();
        let mut info = BundleInfo::default();
        let mut levels = 0;
        let mut card = false;
        while self.window.member(&mut self.key)? {
            if self.key == b"entry" && self.begins_entries()? {
                self.window.advance(1);
                return self.bundle_begins(start, info, true);
            }
            match self.key.as_slice() {
                b"resourceType" => {
                    let name = self.window.short_string(SHORT)?.unwrap_or_default();
                    if name == "Bundle" {
                        return self.bundle_begins(start, info, false);
                    }
                    self.resource_type = name;
                    if !self.resource_type.is_empty() {
                        // Nothing else has to be known here: run to the closing brace.
                        levels = levels.max(self.window.nested(true)?);
                        break;
                    }
                }
                b"type" => info.bundle_type = self.window.short_string(SHORT)?,
                b"id" => info.id = self.window.short_string(SHORT)?,
                b"timestamp" => info.timestamp = self.window.short_string(SHORT)?,
                key => {
                    card |= key == b"verifiableCredential";
                    levels = levels.max(self.window.value()? + 1);
                }
            }
        }
        let end = self.window.offset();
        if card && self.resource_type.is_empty() && self.tops == 1 && self.stack.is_empty() {
            return Err(FhirError::Format(ForeignFormat::Shc));
        }
        let why = if self.window.overflowed()
            || end.saturating_sub(start) > self.window.limits.object_bytes
        {
            self.too_long(start)
        } else if levels > self.window.limits.depth {
            FhirError::OverLimit {
                limit: Limit::Depth,
                allowed: self.window.limits.depth,
                found: levels,
                offset: start,
            }
        } else if self.resource_type.is_empty() {
            FhirError::NoResourceType
        } else if self.resource_type == "Parameters"
            && parameters::hold_resources(self.window.slice(start, end))
        {
            // Everything of it is still there: walked through once more, from inside.
            self.window.back_to(start + 1);
            self.window.release();
            self.resource_type.clear();
            self.top_is_parameters |= self.tops == 1 && self.stack.is_empty();
            self.stack.push(Frame::Parameters);
            return Ok(Found::Opened);
        } else {
            return Ok(Found::Resource { start, end });
        };
        Ok(Found::Refused { start, why })
    }

    /// At the value of a member `entry` of an object of unknown type: is it a Bundle's?
    fn begins_entries(&mut self) -> Result<bool, FhirError> {
        if self.window.need_solid()? != b'[' {
            return Ok(false);
        }
        let back = self.window.offset();
        self.window.advance(1);
        let mut yes = false;
        if self.window.need_solid()? == b'{' {
            self.window.advance(1);
            if self.window.need_solid()? == b'"' {
                let key = self.window.short_string(64)?.unwrap_or_default();
                yes = matches!(
                    key.as_str(),
                    "resource" | "fullUrl" | "link" | "search" | "request" | "response"
                );
            }
        }
        self.window.back_to(back);
        Ok(yes)
    }

    fn bundle_begins(
        &mut self,
        start: u64,
        info: BundleInfo,
        in_entries: bool,
    ) -> Result<Found, FhirError> {
        self.window.release();
        if self.tops == 1 && self.stack.is_empty() {
            self.top_is_bundle = true;
        }
        if !self.stack.contains(&Frame::Bundle) {
            self.more = false;
        }
        let open = self.stack.iter().filter(|f| **f == Frame::Bundle).count() as u64;
        if open >= self.window.limits.bundle_depth {
            // Walk to its end without looking inside.
            if in_entries {
                self.window.nested(false)?;
            }
            self.window.nested(true)?;
            "Bundle".clone_into(&mut self.resource_type);
            return Ok(Found::Refused {
                start,
                why: FhirError::OverLimit {
                    limit: Limit::BundleDepth,
                    allowed: self.window.limits.bundle_depth,
                    found: open + 1,
                    offset: start,
                },
            });
        }
        if self.info.is_none() {
            self.info = Some(info);
        }
        self.stack.push(Frame::Bundle);
        if in_entries {
            self.stack.push(Frame::Entries);
        }
        Ok(Found::Opened)
    }

    /// The next member of the Bundle on top of the stack.
    fn bundle_member(&mut self) -> Result<Step, FhirError> {
        if !self.window.member(&mut self.key)? {
            self.stack.pop();
            return Ok(Step::Moved);
        }
        let first = self.stack.iter().filter(|f| **f == Frame::Bundle).count() == 1;
        match self.key.as_slice() {
            b"entry" if self.window.need_solid()? == b'[' => {
                self.window.advance(1);
                self.stack.push(Frame::Entries);
            }
            // One entry without its list, as converters from XML write it.
            b"entry" if self.window.need_solid()? == b'{' => return self.entry(),
            key @ (b"type" | b"id" | b"timestamp") if first => {
                let which = key.first().copied();
                let value = self.window.short_string(SHORT)?;
                if let Some(info) = self.info.as_mut() {
                    let slot = match which {
                        Some(b'i') => &mut info.id,
                        _ if key.len() == 4 => &mut info.bundle_type,
                        _ => &mut info.timestamp,
                    };
                    if slot.is_none() {
                        *slot = value;
                    }
                }
            }
            b"link" if first => {
                self.window.hold();
                let start = self.window.offset();
                self.window.value()?;
                let link = self.window.slice(start, self.window.offset());
                self.more = memchr::memmem::find(link, b"\"next\"").is_some();
            }
            _ => {
                self.window.value()?;
            }
        }
        Ok(Step::Moved)
    }

    /// The next member of `Parameters`, or of one parameter or part.
    fn parameter_member(&mut self) -> Result<Step, FhirError> {
        if !self.window.member(&mut self.key)? {
            self.stack.pop();
            return Ok(Step::Moved);
        }
        let whole = self.stack.last() == Some(&Frame::Parameters);
        match (self.key.as_slice(), self.window.need_solid()?) {
            (b"parameter", b'[') if whole => {
                self.window.advance(1);
                self.stack.push(Frame::Parts);
            }
            (b"part", b'[') if !whole => {
                self.window.advance(1);
                self.stack.push(Frame::Parts);
            }
            (b"resource", b'{') if !whole => return self.object().map(Self::stepped),
            _ => {
                self.window.value()?;
            }
        }
        Ok(Step::Moved)
    }

    /// The next parameter of a list of them.
    fn next_part(&mut self) -> Result<Step, FhirError> {
        match self.window.need_solid()? {
            b',' => self.window.advance(1),
            b']' => {
                self.window.advance(1);
                self.stack.pop();
            }
            b'{' => {
                self.window.advance(1);
                self.stack.push(Frame::Part);
            }
            _ => {
                self.window.value()?;
            }
        }
        Ok(Step::Moved)
    }
}

const fn value_name(first: u8) -> &'static str {
    match first {
        b'"' => "text",
        b'[' => "list",
        b'n' => "null",
        b't' | b'f' => "truth value",
        _ => "number",
    }
}
