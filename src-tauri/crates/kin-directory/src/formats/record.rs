//! One flat record of a list that is not FHIR: its columns are recognised by their names.

use crate::lenient::{members, scalar};
use crate::{Entry, Place};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Name,
    Address,
    Also,
    City,
    State,
    PostCode,
    Country,
    Software,
    Version,
}

/// Names of columns, small letters and digits only, the better ones first.
const COLUMNS: &[(Column, &[&str])] = &[
    (
        Column::Name,
        &[
            "organizationname",
            "orgname",
            "brandname",
            "displayname",
            "facilityname",
            "practicename",
            "healthsystem",
            "name",
            "organization",
            "organisation",
            "title",
            "医院名称",
            "名称",
        ],
    ),
    (
        Column::Address,
        &[
            "fhirpatientfacinguri",
            "fhirbaseurl",
            "fhirurl",
            "fhirendpoint",
            "fhirserviceurl",
            "servicebaseurl",
            "baseurl",
            "endpointurl",
            "r4url",
            "url",
            "uri",
            "endpoint",
            "address",
            "地址",
        ],
    ),
    (
        Column::Also,
        &[
            "alias",
            "aliases",
            "othernames",
            "othername",
            "also",
            "aka",
            "portalname",
            "别名",
        ],
    ),
    (Column::City, &["organizationcity", "city", "town", "城市"]),
    (
        Column::State,
        &["organizationstate", "state", "province", "region", "省份"],
    ),
    (
        Column::PostCode,
        &[
            "organizationzipcode",
            "zipcode",
            "zip",
            "postalcode",
            "postcode",
            "邮编",
        ],
    ),
    (Column::Country, &["country", "countrycode", "国家"]),
    (
        Column::Software,
        &["software", "ehr", "vendor", "developer", "platform"],
    ),
    (Column::Version, &["fhirversion", "version"]),
];

/// What a column of this name is, and how good the name is for it (less is better).
pub(super) fn column(name: &str) -> Option<(Column, usize)> {
    let plain: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    COLUMNS.iter().find_map(|(column, names)| {
        let good = names.iter().position(|one| *one == plain)?;
        Some((*column, good))
    })
}

/// Collects the fields of one record; a better named column wins.
#[derive(Default)]
pub(super) struct Fields(BTreeMap<Column, (usize, Vec<String>)>);

impl Fields {
    pub(super) fn put(&mut self, column: Column, good: usize, texts: Vec<String>) {
        let texts: Vec<String> = texts
            .into_iter()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        // "address" is an address of the network in some lists and of a street in others.
        let fits = column != Column::Address || texts.iter().any(|text| text.contains("://"));
        let better = self.0.get(&column).is_none_or(|(known, _)| good < *known);
        if fits && better && !texts.is_empty() {
            self.0.insert(column, (good, texts));
        }
    }

    fn text(&mut self, column: Column) -> String {
        let texts = self.0.remove(&column).map(|(_, texts)| texts);
        texts
            .and_then(|texts| texts.into_iter().next())
            .unwrap_or_default()
    }

    /// None where neither name nor address is among them.
    pub(super) fn entry(mut self) -> Option<Entry> {
        let place = Place {
            city: self.text(Column::City),
            state: self.text(Column::State),
            post_code: self.text(Column::PostCode),
            country: self.text(Column::Country),
        };
        let also = self.0.remove(&Column::Also).map(|(_, texts)| texts);
        let entry = Entry {
            name: self.text(Column::Name),
            also: also
                .unwrap_or_default()
                .iter()
                .flat_map(|text| text.split([';', '|']))
                .map(str::to_owned)
                .collect(),
            places: if place.is_empty() {
                Vec::new()
            } else {
                vec![place]
            },
            software: self.text(Column::Software),
            fhir_version: self.text(Column::Version),
            address: self.text(Column::Address),
            list: 0,
        };
        (!entry.name.is_empty() || !entry.address.is_empty()).then_some(entry)
    }
}

/// Of a JSON object.
pub(super) fn of_json(raw: &RawValue) -> Option<Entry> {
    let all: BTreeMap<String, &RawValue> = serde_json::from_str(raw.get()).ok()?;
    let mut fields = Fields::default();
    for (name, value) in all {
        if let Some((column, good)) = column(&name) {
            let texts = if value.get().starts_with('[') {
                members(value)
            } else {
                scalar(value).into_iter().collect()
            };
            fields.put(column, good, texts);
        }
    }
    fields.entry()
}
