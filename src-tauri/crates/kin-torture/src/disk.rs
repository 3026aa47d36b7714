//! A disk that forgets: what a recording of file operations leaves when the power goes.
//!
//! The strict reading: bytes are on the disk once their file was synced, names once their folder
//! was; everything else may be there or not, a write also by halves, sector by sector. SQLite's
//! shared memory is outside: it is made anew after a crash.

use crate::Try;
use crate::ground::Dice;
use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::Path;

/// What is on a sector of a disk, in bytes.
const SECTOR: usize = 512;

/// One operation as `faults.c` noted it; paths are below the recorded folder.
#[derive(Debug)]
pub(crate) enum Op {
    Create(String),
    Write(String, usize, Vec<u8>),
    Sync(String),
    Cut(String, usize),
    Rename(String, String),
    Unlink(String),
    MakeDir(String),
    /// A step was acknowledged.
    Acknowledged,
}

/// Reads a recording.
pub(crate) fn recording(mut bytes: &[u8]) -> Try<Vec<Op>> {
    let mut all = Vec::new();
    while let Some(end) = bytes.iter().position(|b| *b == b'\n') {
        let (line, rest) = bytes.split_at(end);
        let line = std::str::from_utf8(line)?;
        let mut fields = line.split('\t');
        let mut field = || fields.next().ok_or("a line of the recording is short");
        let (op, a, b) = (field()?, field()?.to_owned(), field()?.to_owned());
        let (at, len): (usize, usize) = (field()?.parse()?, field()?.parse()?);
        let rest = rest.get(1..).unwrap_or_default();
        let (data, rest) = rest.split_at_checked(len).ok_or("the recording is cut")?;
        bytes = rest;
        all.push(match op {
            "c" => Op::Create(a),
            "w" => Op::Write(a, at, data.to_vec()),
            "s" => Op::Sync(a),
            "t" => Op::Cut(a, at),
            "r" => Op::Rename(a, b),
            "u" | "d" => Op::Unlink(a),
            "m" => Op::MakeDir(a),
            "k" => Op::Acknowledged,
            other => return Err(format!("no such operation: {other}").into()),
        });
    }
    Ok(all)
}

/// What `synchronous=NORMAL` would have synced: of the write-ahead log only its head and what
/// stands before a checkpoint.
pub(crate) fn as_normal(ops: &[Op], at: usize) -> bool {
    let Some(Op::Sync(log)) = ops.get(at) else {
        return true;
    };
    let Some(main) = log.strip_suffix("-wal") else {
        return true;
    };
    let before = ops.get(..at).unwrap_or_default().iter().rev();
    let head = |op: &Op| matches!(op, Op::Write(path, 0, data) if path == log && data.len() == 32);
    let mut own = before.filter(|op| matches!(op, Op::Write(path, ..) if path == log));
    if own.next().is_some_and(head) {
        return true;
    }
    let after = ops.get(at + 1..).unwrap_or_default().iter();
    let next = after.into_iter().find_map(|op| match op {
        Op::Write(path, ..) if path == main => Some(true),
        Op::Write(path, ..) | Op::Cut(path, _) if path == log => Some(false),
        _ => None,
    });
    next == Some(true)
}

/// What stays of that which was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Nothing.
    Nothing,
    /// All names, no bytes: files that are there and empty.
    Names,
    /// All bytes, no names: files that were made or renamed and are not.
    Bytes,
    /// Some writes, and of the names in each folder the first few.
    Some,
    /// Single sectors of the writes, and of the names in each folder the first few.
    Sectors,
}

pub(crate) const KEPT: [Kept; 5] = [
    Kept::Nothing,
    Kept::Names,
    Kept::Bytes,
    Kept::Some,
    Kept::Sectors,
];

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Cut(usize),
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Self::Write(at, data) => put(to, *at, data),
            Self::Cut(len) => to.resize(*len, 0),
        }
    }
}

fn put(to: &mut Vec<u8>, at: usize, data: &[u8]) {
    let end = at + data.len();
    if to.len() < end {
        to.resize(end, 0);
    }
    if let Some(place) = to.get_mut(at..end) {
        place.copy_from_slice(data);
    }
}

type Id = usize;

#[derive(Debug)]
enum Node {
    File {
        synced: Vec<u8>,
        waiting: Vec<Change>,
    },
    /// Names as the running program sees them.
    Folder(BTreeMap<String, Id>),
}

/// A change of names: what goes away, what comes.
#[derive(Debug)]
struct Naming {
    gone: Option<(Id, String)>,
    come: Option<(Id, String, Id)>,
    synced: bool,
}

impl Naming {
    /// The folder whose sync makes it last.
    fn folder(&self) -> Id {
        let come = self.come.as_ref().map(|c| c.0);
        come.or_else(|| self.gone.as_ref().map(|g| g.0))
            .unwrap_or(0)
    }

    fn apply(&self, names: &mut BTreeMap<Id, BTreeMap<String, Id>>) {
        if let Some((folder, name)) = &self.gone {
            let names = names.entry(*folder).or_default();
            // A rename takes away what it moves, not what came there meanwhile.
            if self
                .come
                .as_ref()
                .is_none_or(|c| names.get(name) == Some(&c.2))
            {
                names.remove(name);
            }
        }
        if let Some((folder, name, id)) = &self.come {
            names.entry(*folder).or_default().insert(name.clone(), *id);
        }
    }
}

/// The disk while a recording runs over it.
#[derive(Debug)]
pub(crate) struct Disk {
    nodes: Vec<Node>,
    /// Names on the disk at the start.
    first: BTreeMap<Id, BTreeMap<String, Id>>,
    namings: Vec<Naming>,
    pub(crate) acknowledged: usize,
}

impl Disk {
    /// Everything in a folder, synced long ago.
    pub(crate) fn of(folder: &Path) -> Try<Self> {
        let mut disk = Self {
            nodes: vec![Node::Folder(BTreeMap::new())],
            first: BTreeMap::new(),
            namings: Vec::new(),
            acknowledged: 0,
        };
        disk.take(folder, 0)?;
        for (id, node) in disk.nodes.iter().enumerate() {
            if let Node::Folder(names) = node {
                disk.first.insert(id, names.clone());
            }
        }
        Ok(disk)
    }

    fn take(&mut self, folder: &Path, at: Id) -> Try<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with("-shm") {
                continue;
            }
            let id = self.nodes.len();
            if entry.path().is_dir() {
                self.nodes.push(Node::Folder(BTreeMap::new()));
                self.take(&entry.path(), id)?;
            } else {
                self.nodes.push(Node::File {
                    synced: fs::read(entry.path())?,
                    waiting: Vec::new(),
                });
            }
            self.names(at)?.insert(name, id);
        }
        Ok(())
    }

    fn names(&mut self, folder: Id) -> Try<&mut BTreeMap<String, Id>> {
        match self.nodes.get_mut(folder) {
            Some(Node::Folder(names)) => Ok(names),
            _ => Err("not a folder".into()),
        }
    }

    fn find(&mut self, path: &str) -> Try<Id> {
        let mut id = 0;
        for part in path.split('/').filter(|p| !p.is_empty()) {
            let found = self.names(id)?.get(part).copied();
            id = found.ok_or_else(|| format!("{path} is not there"))?;
        }
        Ok(id)
    }

    fn place(&mut self, path: &str) -> Try<(Id, String)> {
        let (folder, name) = path.rsplit_once('/').ok_or("no folder")?;
        Ok((self.find(folder)?, name.to_owned()))
    }

    fn named(&mut self, gone: Option<(Id, String)>, come: Option<(Id, String, Id)>) -> Try<()> {
        if let Some((folder, name)) = &gone {
            self.names(*folder)?.remove(name);
        }
        if let Some((folder, name, id)) = &come {
            self.names(*folder)?.insert(name.clone(), *id);
        }
        self.namings.push(Naming {
            gone,
            come,
            synced: false,
        });
        Ok(())
    }

    fn add(&mut self, path: &str, node: Node) -> Try<()> {
        let (folder, name) = self.place(path)?;
        let id = self.nodes.len();
        self.nodes.push(node);
        self.named(None, Some((folder, name, id)))
    }

    fn change(&mut self, path: &str, change: Change) -> Try<()> {
        let id = self.find(path)?;
        match self.nodes.get_mut(id) {
            Some(Node::File { waiting, .. }) => waiting.push(change),
            _ => return Err(format!("{path} is no file").into()),
        }
        Ok(())
    }

    /// Does one operation.
    pub(crate) fn play(&mut self, op: &Op) -> Try<()> {
        match op {
            Op::Create(path) => self.add(
                path,
                Node::File {
                    synced: Vec::new(),
                    waiting: Vec::new(),
                },
            ),
            Op::MakeDir(path) => self.add(path, Node::Folder(BTreeMap::new())),
            Op::Write(path, at, data) => self.change(path, Change::Write(*at, data.clone())),
            Op::Cut(path, len) => self.change(path, Change::Cut(*len)),
            Op::Sync(path) => self.sync(path),
            Op::Rename(from, to) => {
                let id = self.find(from)?;
                let gone = self.place(from)?;
                let (folder, name) = self.place(to)?;
                self.named(Some(gone), Some((folder, name, id)))
            }
            Op::Unlink(path) => {
                let gone = self.place(path)?;
                self.named(Some(gone), None)
            }
            Op::Acknowledged => {
                self.acknowledged += 1;
                Ok(())
            }
        }
    }

    fn sync(&mut self, path: &str) -> Try<()> {
        let id = self.find(path)?;
        match self.nodes.get_mut(id) {
            Some(Node::File { synced, waiting }) => {
                for change in waiting.drain(..) {
                    change.apply(synced);
                }
            }
            _ => {
                for naming in self.namings.iter_mut().filter(|n| n.folder() == id) {
                    naming.synced = true;
                }
            }
        }
        Ok(())
    }

    /// What a power cut leaves.
    pub(crate) fn crash(&self, kept: Kept, dice: &mut Dice) -> Image {
        // Of the names of each folder that were not synced, so many reached the disk, in order.
        let mut room: BTreeMap<Id, u64> = BTreeMap::new();
        for naming in self.namings.iter().filter(|n| !n.synced) {
            *room.entry(naming.folder()).or_default() += 1;
        }
        for n in room.values_mut() {
            *n = match kept {
                Kept::Nothing | Kept::Bytes => 0,
                Kept::Names => *n,
                Kept::Some | Kept::Sectors => dice.below(*n + 1),
            };
        }
        let mut names = self.first.clone();
        for naming in &self.namings {
            let left = room.entry(naming.folder()).or_default();
            if naming.synced {
                naming.apply(&mut names);
            } else if *left > 0 {
                *left -= 1;
                naming.apply(&mut names);
            }
        }
        let mut image = Image(Vec::new());
        self.fill(0, "", &names, kept, dice, &mut image);
        image
    }

    fn fill(
        &self,
        folder: Id,
        path: &str,
        names: &BTreeMap<Id, BTreeMap<String, Id>>,
        kept: Kept,
        dice: &mut Dice,
        image: &mut Image,
    ) {
        for (name, id) in names.get(&folder).into_iter().flatten() {
            let path = format!("{path}{name}");
            let Some(Node::File { synced, waiting }) = self.nodes.get(*id) else {
                image.0.push((path.clone(), None));
                self.fill(*id, &format!("{path}/"), names, kept, dice, image);
                continue;
            };
            let mut bytes = synced.clone();
            for change in waiting {
                match (kept, change) {
                    (Kept::Nothing | Kept::Names, _) => {}
                    (Kept::Bytes, _) => change.apply(&mut bytes),
                    (Kept::Sectors, Change::Write(at, data)) => {
                        torn(*at, data, dice, &mut bytes);
                    }
                    (Kept::Some | Kept::Sectors, _) => {
                        if dice.below(2) == 0 {
                            change.apply(&mut bytes);
                        }
                    }
                }
            }
            image.0.push((path, Some(bytes)));
        }
    }
}

/// What is on the disk after a power cut: folders, and files with their bytes.
#[derive(Debug, Hash)]
pub(crate) struct Image(Vec<(String, Option<Vec<u8>>)>);

impl Image {
    /// The same for the same bytes under the same names.
    pub(crate) fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// Writes it into an empty folder.
    pub(crate) fn write(&self, to: &Path) -> Try<()> {
        for (path, bytes) in &self.0 {
            let path = to.join(path);
            match bytes {
                Some(bytes) => fs::write(path, bytes)?,
                None => fs::create_dir(path)?,
            }
        }
        Ok(())
    }
}

/// Some sectors of a write.
fn torn(at: usize, data: &[u8], dice: &mut Dice, bytes: &mut Vec<u8>) {
    let mut from = 0;
    while from < data.len() {
        // Sectors are where the disk has them, not where the write begins.
        let to = (from + SECTOR - (at + from) % SECTOR).min(data.len());
        if let (Some(part), true) = (data.get(from..to), dice.below(2) == 0) {
            put(bytes, at + from, part);
        }
        from = to;
    }
}
