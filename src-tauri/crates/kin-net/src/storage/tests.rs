use super::{Shelf, Storage, StorageFault};
use crate::Reach;
use kin_smart::{NetworkFault, Secret};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use url::Url;

/// A server that gives the same answer to everything; its address, and how often it was asked.
fn always(answer: &str) -> (Url, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (asked, count) = (Arc::new(AtomicUsize::new(0)), answer.to_owned());
    let seen = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            seen.fetch_add(1, Ordering::SeqCst);
            let mut question = [0; 4096];
            drop(stream.read(&mut question));
            drop(stream.write_all(count.as_bytes()));
        }
    });
    (url.parse().unwrap(), asked)
}

fn webdav(address: Url) -> Shelf {
    Shelf::WebDav {
        address,
        user: "mei".to_owned(),
        password: Secret::new("lantern".to_owned()),
    }
}

fn s3(address: Url) -> Shelf {
    Shelf::S3 {
        address,
        bucket: "sealed".to_owned(),
        region: String::new(),
        folder: String::new(),
        key_id: "id".to_owned(),
        key: Secret::new("key".to_owned()),
        public: false,
    }
}

fn put(shelf: &Shelf, reach: Reach) -> Result<(), StorageFault> {
    let stop = Arc::new(AtomicBool::new(false));
    Storage::open(shelf, reach, stop)?.put("name", b"sealed".to_vec())
}

#[test]
fn a_private_network_is_not_reached_by_storage_either() {
    for address in [
        "https://192.168.1.1/",
        "https://10.0.0.1/dav/",
        "https://[::1]/",
    ] {
        for shelf in [
            webdav(address.parse().unwrap()),
            s3(address.parse().unwrap()),
        ] {
            let fault = StorageFault::Network(NetworkFault::PrivateAddress);
            assert_eq!(put(&shelf, Reach::Open), Err(fault), "{address}");
        }
    }
    let outside = "https://8.8.8.8/".parse().unwrap();
    let fault = StorageFault::Network(NetworkFault::PrivateAddress);
    assert_eq!(put(&webdav(outside), Reach::ThisComputer), Err(fault));
}

#[test]
fn a_redirect_is_not_followed_and_a_refusal_is_not_tried_again() {
    let (elsewhere, never) = always("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    let redirect = format!(
        "HTTP/1.1 302 Found\r\nLocation: {elsewhere}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    for shelf in [webdav, s3] {
        let (address, _) = always(&redirect);
        assert_eq!(
            put(&shelf(address), Reach::ThisComputer),
            Err(StorageFault::Refused)
        );
        let (address, asked) =
            always("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assert_eq!(
            put(&shelf(address), Reach::ThisComputer),
            Err(StorageFault::NotAllowed)
        );
        assert_eq!(asked.load(Ordering::SeqCst), 1, "once");
    }
    assert_eq!(never.load(Ordering::SeqCst), 0);
}

#[test]
fn an_endless_answer_is_cut_and_a_stop_is_heard() {
    let long = format!(
        "HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n{}",
        "x".repeat(2 << 20)
    );
    let (address, _) = always(&long);
    let fault = StorageFault::Network(NetworkFault::TooLarge);
    assert_eq!(
        put(&webdav(address.clone()), Reach::ThisComputer),
        Err(fault)
    );
    let stop = Arc::new(AtomicBool::new(true));
    let storage = Storage::open(&webdav(address), Reach::ThisComputer, stop).unwrap();
    let fault = StorageFault::Network(NetworkFault::Cancelled);
    assert_eq!(storage.put("name", Vec::new()), Err(fault));
}

#[test]
fn a_name_leads_nowhere_else_and_a_folder_is_not_made() {
    let folder = std::env::temp_dir().join(format!("kinfolio-shelf-{}", std::process::id()));
    let shelf = Shelf::Folder {
        path: folder.clone(),
    };
    let open = || Storage::open(&shelf, Reach::ThisComputer, Arc::default());
    assert_eq!(open().err(), Some(StorageFault::NoPlace));
    std::fs::create_dir(&folder).unwrap();
    let storage = open().unwrap();
    for name in ["", "../x", "a/b", "a.b", "/etc/x", &"a".repeat(129)] {
        assert_eq!(
            storage.put(name, Vec::new()),
            Err(StorageFault::Settings),
            "{name}"
        );
        assert_eq!(storage.remove(name), Err(StorageFault::Settings), "{name}");
    }
    storage.put("name", b"one".to_vec()).unwrap();
    storage.put("name", b"two".to_vec()).unwrap();
    assert_eq!(std::fs::read(folder.join("name")).unwrap(), b"two");
    storage.remove("name").unwrap();
    storage.remove("name").unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    std::fs::remove_dir(&folder).unwrap();
}
