//! Lists of hospitals that others publish, and the index that is made of them.

use crate::Seed;
use kin_directory::{Builder, Directory, Finder, List, check_address, read_list};

const LISTS: &[&str] = &[
    r##"{"resourceType":"Bundle","timestamp":"2026-10-05T08:00:00Z","entry":[{"fullUrl":"https://a.example.org/Organization/1","resource":{"resourceType":"Organization","id":"1","name":"Lakeside General","alias":["LGH"],"address":[{"city":"Duluth","state":"MN","postalCode":"55802"}],"endpoint":[{"reference":"Endpoint/2"}]}},{"resource":{"resourceType":"Endpoint","id":"2","status":"active","address":"https://fhir.a.example.org/r4","period":{"end":"2030-01-01"}}}]}"##,
    r##"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Endpoint","status":"active","name":"Hill","contained":[{"resourceType":"Organization","id":"x","name":"Hill Clinic"}],"managingOrganization":{"reference":"#x"},"address":"https://b.example.org/R4/metadata"}}]}"##,
    r##"{"Endpoints":[{"URL":"https://c.example.org/r4/","OrganizationName":"St. Mary\u2019s","OrganizationZipCode":"92663"}]}"##,
    r##"[{"name":"\u5317\u4eac\u533b\u9662","url":"https://d.example.org","alias":"PUMCH;x"},{"name":"In clear","url":"http://e.example.org"}]"##,
    "name,also,city,url\r\n\"A, B\",x;y,Tulsa,https://f.example.org/fhir\r\n",
    "{\"name\":\"One\",\"url\":\"https://g.example.org\"}\n{\"name\":\"Two\",\"url\":\"https://h.example.org\"}\n",
];

/// A list of any kind: what is taken is safe, complete, kept and found; nothing is lost unsaid.
pub(crate) fn list(data: &[u8]) {
    let Ok(reading) = read_list(data, "2026-11-26") else {
        return;
    };
    let read = reading.entries.len() + reading.left_out.len();
    let mut builder = Builder::default();
    let about = List {
        title: "list".to_owned(),
        date: reading.date.clone(),
        licence: String::new(),
    };
    builder.add(about, reading).expect("few entries");
    let (directory, report) = builder.finish();
    assert_eq!(report.read, read, "all is counted");
    let accounted = directory.entries.len() + report.joined + report.left_out;
    assert_eq!(accounted, read, "each is there, joined or left out");
    for entry in &directory.entries {
        let again = check_address(&entry.address);
        assert_eq!(again.as_deref(), Ok(entry.address.as_str()), "in its form");
        assert!(!entry.name.is_empty(), "it has a name");
        let hidden = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}');
        assert!(!entry.name.contains(hidden), "all of it is seen");
    }
    let packed = Directory::unpack(&directory.pack());
    assert!(
        packed.is_ok_and(|packed| packed == directory),
        "it is kept as it is"
    );
    let finder = Finder::new(vec![directory.clone()]);
    for entry in directory.entries.iter().take(3) {
        let plain = entry
            .name
            .chars()
            .all(|c| c.is_ascii_alphabetic() || c == ' ');
        let found = finder.find(&entry.name, 0, 10);
        assert!(found.hits.len() <= 10 && found.hits.len() <= found.total);
        if plain && entry.name.len() < 100 {
            assert!(found.total > 0, "found by its name: {}", entry.name);
        }
    }
}

/// An index of any bytes, with the sum that a whole one has.
pub(crate) fn index(data: &[u8]) {
    let mut bytes = b"KINDIR\x01".to_vec();
    bytes.extend_from_slice(data);
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in &bytes {
        sum = (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    bytes.extend_from_slice(&sum.to_le_bytes());
    let Ok(directory) = Directory::unpack(&bytes) else {
        return;
    };
    let again = Directory::unpack(&directory.pack());
    assert!(
        again.is_ok_and(|again| again == directory),
        "it stays itself"
    );
    let finder = Finder::new(vec![directory]);
    assert!(finder.find("hospital", 0, 5).hits.len() <= 5);
}

/// Lists to begin with.
pub(crate) fn lists() -> Vec<Seed> {
    LISTS.iter().map(|list| list.as_bytes().to_vec()).collect()
}

/// Indexes to begin with: without their head and their sum.
pub(crate) fn indexes() -> Vec<Seed> {
    LISTS
        .iter()
        .filter_map(|list| {
            let mut builder = Builder::default();
            let reading = read_list(list.as_bytes(), "").ok()?;
            builder.add(List::default(), reading).ok()?;
            let packed = builder.finish().0.pack();
            Some(packed.get(7..packed.len() - 8)?.to_vec())
        })
        .collect()
}
