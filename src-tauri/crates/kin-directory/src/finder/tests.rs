use super::Finder;
use crate::{Directory, Entry, List, Place};

fn finder(all: &[(&str, &[&str], &str, &str)]) -> Finder {
    let entries = (0..)
        .zip(all)
        .map(|(number, (name, also, city, state)): (usize, _)| Entry {
            name: (*name).to_owned(),
            also: also.iter().map(|one| (*one).to_owned()).collect(),
            places: vec![Place {
                city: (*city).to_owned(),
                state: (*state).to_owned(),
                post_code: format!("9{number:04}-0001"),
                country: "US".to_owned(),
            }],
            address: format!("https://h{number}.example.org/r4"),
            ..Entry::default()
        })
        .collect();
    Finder::new(vec![Directory {
        lists: vec![List::default()],
        entries,
    }])
}

fn hospitals() -> Finder {
    finder(&[
        (
            "University of California San Francisco",
            &["UCSF Health"],
            "San Francisco",
            "CA",
        ),
        ("University of California San Diego", &[], "San Diego", "CA"),
        (
            "Massachusetts General Hospital",
            &["Mass General Brigham"],
            "Boston",
            "MA",
        ),
        ("Boston Children\u{2019}s Hospital", &[], "Boston", "MA"),
        ("Mayo Clinic", &[], "Rochester", "MN"),
        ("Mayo Clinic Arizona", &[], "Phoenix", "AZ"),
        ("Mayor Family Medicine", &[], "Houston", "TX"),
        ("St. Mary Medical Center", &[], "Walla Walla", "WA"),
        ("Saint Mary Hospital", &[], "Reno", "NV"),
        ("Hôpital Général Hautepierre", &[], "Straßburg", ""),
        ("北京协和医院", &["PUMCH"], "北京", ""),
        ("北京医院", &[], "北京", ""),
        ("Cleveland Clinic", &[], "Cleveland", "OH"),
        ("Stanford Health Care", &["GoodHealth"], "Palo Alto", "CA"),
        ("Rochester Regional Health", &[], "Rochester", "NY"),
        ("John Smith MD", &[], "Reno", "NV"),
    ])
}

fn first<'a>(finder: &'a Finder, text: &str) -> &'a str {
    let found = finder.find(text, 0, 5);
    found.hits.first().map_or("", |hit| &hit.entry.name)
}

#[test]
fn what_people_type_finds_what_they_mean() {
    let finder = hospitals();
    for (typed, name) in [
        ("mayo", "Mayo Clinic"),
        ("Mayo Clinic", "Mayo Clinic"),
        ("clinic mayo", "Mayo Clinic"),
        ("mayo arizona", "Mayo Clinic Arizona"),
        ("mayo phoenix", "Mayo Clinic Arizona"),
        ("mayo rochester", "Mayo Clinic"),
        ("rochester ny", "Rochester Regional Health"),
        ("rochester", "Rochester Regional Health"),
        ("UCSF", "University of California San Francisco"),
        ("ucsd", "University of California San Diego"),
        ("mgh", "Massachusetts General Hospital"),
        ("mass general", "Massachusetts General Hospital"),
        (
            "univ of california san francisco",
            "University of California San Francisco",
        ),
        ("boston childrens", "Boston Children\u{2019}s Hospital"),
        ("bostn children", "Boston Children\u{2019}s Hospital"),
        ("clevland clinc", "Cleveland Clinic"),
        ("cleveland", "Cleveland Clinic"),
        ("stnaford", "Stanford Health Care"),
        ("stanf", "Stanford Health Care"),
        ("stenf", "Stanford Health Care"),
        ("good health", "Stanford Health Care"),
        (
            "massachusets genral hospitl",
            "Massachusetts General Hospital",
        ),
        ("saint mary walla walla", "St. Mary Medical Center"),
        ("st mary reno", "Saint Mary Hospital"),
        ("hopital general", "Hôpital Général Hautepierre"),
        ("strassburg", "Hôpital Général Hautepierre"),
        ("协和", "北京协和医院"),
        ("协和医院", "北京协和医院"),
        ("协和 北京", "北京协和医院"),
        ("北京医院", "北京医院"),
        ("pumch", "北京协和医院"),
        ("california stanford", "Stanford Health Care"),
        ("90004", "Mayo Clinic"),
    ] {
        assert_eq!(first(&finder, typed), name, "{typed}");
    }
}

#[test]
fn what_is_meant_by_nothing_is_not_found() {
    let finder = hospitals();
    for typed in ["", "   ", "!!", "zzzzqq", "xqxqxq jkjkjk", "上海"] {
        assert_eq!(finder.find(typed, 0, 5).total, 0, "{typed}");
    }
    let maryland = finder.find("maryland", 0, 5);
    assert!(
        maryland
            .hits
            .iter()
            .all(|hit| hit.entry.name != "John Smith MD"),
        "a doctor is not in Maryland"
    );
}

#[test]
fn a_page_goes_on_where_the_one_before_ended() {
    let finder = hospitals();
    let all = finder.find("hospital", 0, 100);
    assert_eq!((all.total, all.hits.len()), (3, 3));
    let names = |from: usize, limit: usize| -> Vec<String> {
        let found = finder.find("hospital", from, limit);
        assert_eq!(found.total, 3);
        found
            .hits
            .iter()
            .map(|hit| hit.entry.name.clone())
            .collect()
    };
    let together: Vec<String> = [names(0, 2), names(2, 2)].concat();
    assert_eq!(together, names(0, 100));
    assert!(names(7, 2).is_empty());
}

#[test]
fn the_place_that_was_typed_is_shown() {
    let place = |city: &str, code: &str| Place {
        city: city.to_owned(),
        post_code: code.to_owned(),
        ..Place::default()
    };
    let finder = Finder::new(vec![Directory {
        lists: Vec::new(),
        entries: vec![Entry {
            name: "Labs".to_owned(),
            places: vec![place("Anchorage", "99508"), place("Juneau", "99801")],
            ..Entry::default()
        }],
    }]);
    let city = |typed: &str| finder.find(typed, 0, 1).hits[0].place.unwrap().city.clone();
    assert_eq!(city("labs"), "Anchorage");
    assert_eq!(city("labs juneau"), "Juneau");
    assert_eq!(city("99801"), "Juneau");
}

#[test]
fn two_directories_name_a_place_once() {
    let directory = |list: &str, name: &str| Directory {
        lists: vec![List {
            title: list.to_owned(),
            ..List::default()
        }],
        entries: vec![Entry {
            name: name.to_owned(),
            address: "https://a.example.org".to_owned(),
            ..Entry::default()
        }],
    };
    let finder = Finder::new(vec![
        directory("ours", "Anna"),
        directory("added", "ANNA"),
        directory("third", "Berta"),
    ]);
    assert_eq!(finder.len(), 2);
    let found = finder.find("berta", 0, 5);
    assert_eq!(found.hits[0].list.unwrap().title, "third");
    assert_eq!(finder.find("anna", 0, 5).total, 1);
}

#[test]
fn a_name_of_words_that_say_nothing_is_found() {
    let entry = |name: &str| Entry {
        name: name.to_owned(),
        address: "https://a.example.org".to_owned(),
        ..Entry::default()
    };
    let entries = vec![entry("The And"), entry("Clinic of the Lake")];
    let finder = Finder::new(vec![Directory {
        lists: Vec::new(),
        entries,
    }]);
    let found = finder.find("the and", 0, 5);
    assert_eq!(found.hits[0].entry.name, "The And");
    assert_eq!(found.total, 1, "they say nothing elsewhere");
}
