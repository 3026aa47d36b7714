//! Wrong passcodes never exceed their number, however many come at once and whoever pulls the plug.

use crate::asking::{Owned, simple, try_ask};
use kin_link_host::serve;
use kin_share::host::LinkSet;
use serde_json::json;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;

const BUDGET: u32 = 5;
const AT_ONCE: usize = 200;

fn with_passcode(at: SocketAddr, host_key: &str) -> (Owned, u16) {
    let link = Owned::new();
    let wanted = LinkSet {
        passcode: Some("right one".to_owned()),
        tries: BUDGET,
        ..simple(at, host_key)
    };
    let status = link.set(at, &wanted).status;
    (link, status)
}

/// Statuses of so many questions at the same moment; 0: the host was gone.
fn storm(at: SocketAddr, link: &Owned, passcode: &str) -> Vec<(u16, Vec<u8>)> {
    let start = Barrier::new(AT_ONCE);
    let body = json!({"recipient": "guesser", "passcode": passcode}).to_string();
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    let got = try_ask(at, "POST", &link.path, None, &body);
                    got.map_or((0, Vec::new()), |answer| (answer.status, answer.body))
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn two_hundred_wrong_passcodes_at_once_use_up_the_tries_and_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let host = serve(dir.path(), ([127, 0, 0, 1], 0).into()).unwrap();
    let at = host.address();
    let (link, status) = with_passcode(at, host.host_key());
    assert_eq!(status, 200);
    // Without one nothing is counted; the right one gives its try back.
    let asks = json!({"recipient": "Dr. Li"});
    let bare = link.listed(at, &asks);
    assert_eq!(
        (bare.status, bare.json()),
        (401, json!({"remainingAttempts": BUDGET}))
    );
    let right = json!({"recipient": "Dr. Li", "passcode": "right one"});
    for _ in 0..3 {
        assert_eq!(link.listed(at, &right).status, 200);
    }
    assert_eq!(link.state(at)["triesLeft"], BUDGET);

    let answers = storm(at, &link, "wrong one");
    let count = |status: u16| answers.iter().filter(|(s, _)| *s == status).count();
    assert_eq!(count(401), BUDGET as usize, "each try is answered once");
    assert_eq!(
        count(404),
        AT_ONCE - BUDGET as usize,
        "then the link is dead"
    );
    let mut left: Vec<u64> = answers
        .iter()
        .filter(|(status, _)| *status == 401)
        .map(|(_, body)| {
            serde_json::from_slice::<serde_json::Value>(body).unwrap()["remainingAttempts"]
                .as_u64()
                .unwrap()
        })
        .collect();
    left.sort_unstable();
    assert_eq!(
        left,
        [0, 1, 2, 3, 4],
        "nobody is told the same number twice"
    );
    assert_eq!(
        link.listed(at, &right).status,
        404,
        "also for the right one"
    );
    let state = link.state(at);
    assert_eq!(
        (&state["triesLeft"], &state["active"]),
        (&json!(0), &json!(false))
    );
    let wrong = state["accesses"].as_array().unwrap().iter();
    assert_eq!(
        wrong.filter(|a| a["what"] == "wrong-passcode").count(),
        BUDGET as usize
    );
}

/// A host in a process of its own.
struct Process(Child, SocketAddr);

impl Process {
    fn start(folder: &std::path::Path) -> Self {
        let program = env!("CARGO_BIN_EXE_kin-test-link-host");
        let mut child = Command::new(program)
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Self(child, line.trim().parse().unwrap())
    }

    /// `kill -9`.
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn killing_the_host_in_the_middle_gives_no_try_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut host = Process::start(dir.path());
    let key = std::fs::read_to_string(dir.path().join("host.key")).unwrap();
    let (link, status) = with_passcode(host.1, &key);
    assert_eq!(status, 200);
    // Answers that said how the passcode was: over all lives of the host no more than the budget.
    let mut answered = 0;
    for life in 0_u64..8 {
        let at = host.1;
        let told = std::thread::scope(|scope| {
            let storm = scope.spawn(|| storm(at, &link, "wrong one"));
            std::thread::sleep(std::time::Duration::from_millis(15 + 23 * life));
            host.kill();
            storm.join().unwrap()
        });
        answered += told.iter().filter(|(status, _)| *status == 401).count();
        assert!(
            told.iter().all(|(status, _)| *status != 200),
            "a wrong one opens nothing"
        );
        host = Process::start(dir.path());
        let left = link.state(host.1)["triesLeft"].as_u64().unwrap();
        assert!(
            answered as u64 + left <= u64::from(BUDGET),
            "life {life}: {answered} answered, {left} left"
        );
    }
    // What is left is used up, and then it is over for good.
    let told = storm(host.1, &link, "wrong one");
    answered += told.iter().filter(|(status, _)| *status == 401).count();
    assert!(
        answered <= BUDGET as usize,
        "{answered} answers in all lives"
    );
    let right = json!({"recipient": "Dr. Li", "passcode": "right one"});
    assert_eq!(link.listed(host.1, &right).status, 404);
}
