//! The directory of hospitals: looking in it, and the lists that a person adds to it.
//!
//! Nothing here opens a connection: which hospital a person looks for stays on this computer.

use super::label_of;
use crate::dto::{
    Empty, PortalDirectoryAddRequest, PortalDirectoryAdded, PortalDirectoryRemoveRequest,
    PortalDirectoryView, PortalFindRequest, PortalFindView, PortalHit, PortalListView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::mib;
use crate::session::Session;
use kin_directory::{
    Builder, Directory, DirectoryError, Entry, Finder, Hit, LARGEST_LIST, List, Place, Reading,
    read_list,
};
use kin_i18n::{Catalogue, Lang, date_text};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Hits where nothing is said, and at most.
const HITS: u32 = 20;
const MOST_HITS: u32 = 100;

fn unusable(error: DirectoryError) -> ApiError {
    match error {
        DirectoryError::TooLarge { limit } => {
            ApiError::from(ErrorCode::FileTooLarge).with("limit", mib(limit))
        }
        DirectoryError::TooMany { limit } => {
            ApiError::from(ErrorCode::PortalListTooMany).with("limit", limit)
        }
        _ => ErrorCode::PortalNotAList.into(),
    }
}

fn built_in() -> ApiResult<Directory> {
    Directory::built_in().map_err(|_| ErrorCode::Internal.into())
}

/// What the person added. A file that was damaged is as if it were not there: the list it was made
/// of can be added again.
fn own(session: &Session) -> ApiResult<Directory> {
    let bytes = session.own_hospitals()?.unwrap_or_default();
    Ok(Directory::unpack(&bytes).unwrap_or_default())
}

fn today(session: &Session) -> String {
    session.clock().now_text().chars().take(10).collect()
}

/// The demo clinic, where the program was started with one.
fn demo(session: &Session) -> Directory {
    let Some(address) = session.demo_clinic() else {
        return Directory::default();
    };
    let words = |key| Catalogue::text(Lang::En, key, &[]);
    let chinese = |key| Catalogue::text(Lang::ZhCn, key, &[]);
    let (name, other) = ("portal-demo-name", "portal-demo-also");
    let lang = session.lang();
    let shown = Catalogue::text(lang, name, &[]);
    let entry = Entry {
        also: vec![words(name), chinese(name), words(other), chinese(other)],
        name: shown.clone(),
        address,
        ..Entry::default()
    };
    Directory {
        lists: vec![List {
            title: shown,
            date: today(session),
            ..List::default()
        }],
        entries: vec![entry],
    }
}

fn finder(session: &Session) -> ApiResult<Arc<Finder>> {
    if let Some(ready) = &session.portals().finder {
        return Ok(Arc::clone(ready));
    }
    // Not under the lock: it takes a moment.
    let ready = Arc::new(Finder::new(vec![demo(session), own(session)?, built_in()?]));
    session.portals().finder = Some(Arc::clone(&ready));
    Ok(ready)
}

fn place_text(place: &Place) -> String {
    let parts = [&place.city, &place.state, &place.post_code, &place.country];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

fn hit(hit: &Hit<'_>, demo: Option<&str>, lang: Lang) -> PortalHit {
    let entry = hit.entry;
    PortalHit {
        id: entry.id(),
        name: entry.name.clone(),
        also: entry
            .also
            .iter()
            .filter(|one| **one != entry.name)
            .cloned()
            .collect(),
        place: hit.place.map(place_text).unwrap_or_default(),
        software: entry.software.clone(),
        address: entry.address.clone(),
        here: demo == Some(entry.address.as_str()),
        list: hit.list.map(|list| list.title.clone()).unwrap_or_default(),
        list_date_text: hit
            .list
            .map(|list| date_text(lang, &list.date))
            .unwrap_or_default(),
    }
}

/// How old what is shown may be: a list that does not say its day counts as the oldest that does.
fn as_of<'a>(hits: &[Hit<'a>], lists: &'a [List]) -> &'a str {
    let said = |list: &'a List| Some(list.date.as_str()).filter(|day| !day.is_empty());
    let oldest = lists.iter().filter_map(said).min().unwrap_or_default();
    hits.iter()
        .map(|one| one.list.and_then(said).unwrap_or(oldest))
        .min()
        .unwrap_or_default()
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn portal_find(
    session: &Session,
    request: PortalFindRequest,
) -> ApiResult<PortalFindView> {
    let finder = finder(session)?;
    let limit = request.limit.unwrap_or(HITS).clamp(1, MOST_HITS);
    let found = finder.find(
        &request.words,
        0,
        usize::try_from(limit).unwrap_or(usize::MAX),
    );
    let lang = session.lang();
    let demo = session.demo_clinic();
    let as_of = as_of(&found.hits, finder.lists()).to_owned();
    Ok(PortalFindView {
        total: u64::try_from(found.total).unwrap_or(u64::MAX),
        hits: found
            .hits
            .iter()
            .map(|one| hit(one, demo.as_deref(), lang))
            .collect(),
        as_of_text: date_text(lang, &as_of),
        as_of,
    })
}

fn lists(directory: &Directory, own: bool, lang: Lang) -> Vec<PortalListView> {
    let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
    for entry in &directory.entries {
        *counts.entry(entry.list).or_default() += 1;
    }
    (0_usize..)
        .zip(&directory.lists)
        .map(|(number, list)| PortalListView {
            title: list.title.clone(),
            date_text: date_text(lang, &list.date),
            licence: list.licence.clone(),
            entries: counts.get(&number).copied().unwrap_or_default(),
            own,
        })
        .collect()
}

fn view(session: &Session) -> ApiResult<PortalDirectoryView> {
    let lang = session.lang();
    let mut all = lists(&own(session)?, true, lang);
    all.extend(lists(&built_in()?, false, lang));
    Ok(PortalDirectoryView {
        entries: u64::try_from(finder(session)?.len()).unwrap_or(u64::MAX),
        lists: all,
    })
}

pub(crate) fn portal_directory(
    session: &Session,
    request: Empty,
) -> ApiResult<PortalDirectoryView> {
    let Empty {} = request;
    view(session)
}

/// Adds all lists of a directory but one to a builder; each entry keeps its list.
fn add_others(builder: &mut Builder, directory: Directory, without: &str) -> ApiResult<()> {
    let Directory { lists, entries } = directory;
    let mut readings: Vec<Reading> = lists.iter().map(|_| Reading::default()).collect();
    for entry in entries {
        if let Some(reading) = readings.get_mut(entry.list) {
            reading.entries.push(entry);
        }
    }
    for (list, reading) in lists.into_iter().zip(readings) {
        if list.title != without {
            builder.add(list, reading).map_err(unusable)?;
        }
    }
    Ok(())
}

fn keep(session: &Session, directory: &Directory) -> ApiResult<()> {
    session.keep_own_hospitals(&directory.pack())?;
    session.portals().finder = None;
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn portal_directory_add(
    session: &Session,
    request: PortalDirectoryAddRequest,
) -> ApiResult<PortalDirectoryAdded> {
    let chosen = session.files().get(&request.file)?;
    let bytes = chosen.source.bytes(LARGEST_LIST)?;
    let reading = read_list(&bytes, &today(session)).map_err(unusable)?;
    drop(bytes);
    let title = label_of(&chosen.name);
    let list = List {
        title: title.clone(),
        date: reading.date.clone(),
        licence: String::new(),
    };
    // First by itself: what it has, and what was left out of it.
    let mut alone = Builder::default();
    alone.add(list, reading).map_err(unusable)?;
    let (fresh, report) = alone.finish();
    if fresh.entries.is_empty() {
        return Err(ErrorCode::PortalListEmpty.into());
    }
    let added = u64::try_from(fresh.entries.len()).unwrap_or(u64::MAX);
    let mut builder = Builder::default();
    add_others(&mut builder, fresh, "")?;
    add_others(&mut builder, own(session)?, &title)?;
    keep(session, &builder.finish().0)?;
    Ok(PortalDirectoryAdded {
        title,
        added,
        left_out: u64::try_from(report.left_out).unwrap_or(u64::MAX),
        directory: view(session)?,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn portal_directory_remove(
    session: &Session,
    request: PortalDirectoryRemoveRequest,
) -> ApiResult<PortalDirectoryView> {
    let own = own(session)?;
    if !own.lists.iter().any(|list| list.title == request.title) {
        return Err(ErrorCode::PortalNotAList.into());
    }
    let mut builder = Builder::default();
    add_others(&mut builder, own, &request.title)?;
    keep(session, &builder.finish().0)?;
    view(session)
}
