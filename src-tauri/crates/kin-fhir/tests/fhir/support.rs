//! What the tests share: finding the real files and reading them the way an import does.

use kin_fhir::{FhirError, Limits, Piece, ResourceReader, Scan, Splitter, scan};
use kin_model::{Coding, Draft, Kind, PartialDate, StatusClass};
use std::path::{Path, PathBuf};

/// The folder of real test data, or `None` (said once per test).
pub(crate) fn testdata() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let named = std::env::var_os("KINFOLIO_TESTDATA").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root.join("../shared/testdata"));
    if folder.is_dir() {
        Some(folder)
    } else {
        println!("skipped: no test data here");
        None
    }
}

pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return out;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            out.extend(files(&path));
        } else {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// A draft that owns its parts.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) namespace: String,
    pub(crate) resource_type: String,
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) date: Option<PartialDate>,
    pub(crate) value: String,
    pub(crate) unit: String,
    pub(crate) range: String,
    pub(crate) status: String,
    pub(crate) class: StatusClass,
    pub(crate) abnormal: kin_model::Abnormal,
    pub(crate) who: String,
    pub(crate) own_words: String,
    pub(crate) codings: Vec<Coding>,
    pub(crate) body: Vec<u8>,
}

impl Line {
    fn new(d: &Draft<'_>) -> Self {
        let text =
            |c: &Option<std::borrow::Cow<'_, str>>| c.as_deref().unwrap_or_default().to_owned();
        Self {
            namespace: d.namespace.to_string(),
            resource_type: d.resource_type.to_string(),
            id: d.id.to_string(),
            kind: d.kind,
            title: d.title.to_string(),
            date: d.date,
            value: text(&d.value),
            unit: text(&d.unit),
            range: text(&d.range),
            status: text(&d.status),
            class: d.status_class,
            abnormal: d.abnormal,
            who: text(&d.who),
            own_words: d.own_words.clone(),
            codings: d.codings.clone(),
            body: d.body.to_vec(),
        }
    }
}

/// Everything of one file.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) scan: Scan,
    pub(crate) lines: Vec<Line>,
    pub(crate) refused: Vec<(u64, &'static str)>,
}

pub(crate) fn read(bytes: &[u8]) -> Result<Read, FhirError> {
    let limits = Limits::default();
    let scan = scan(bytes, &limits)?;
    let mut splitter = Splitter::new(bytes, limits.clone());
    let mut reader = ResourceReader::new(limits);
    let (mut lines, mut refused) = (Vec::new(), Vec::new());
    while let Some(piece) = splitter.next_piece()? {
        match piece {
            Piece::Resource(raw) => match reader.read(&raw, &scan.context) {
                Ok(draft) => lines.push(Line::new(&draft)),
                Err(e) => refused.push((raw.index, e.code())),
            },
            Piece::Refused(r) => refused.push((r.index, r.why.code())),
        }
    }
    Ok(Read {
        scan,
        lines,
        refused,
    })
}

pub(crate) fn read_file(path: &Path) -> Result<Read, FhirError> {
    read(&std::fs::read(path).expect("the file is there"))
}
