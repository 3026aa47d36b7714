//! How much memory a hostile answer of a link's server costs, measured by the system in a process of its own.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that measures itself, without a harness"
)]

use kin_codes::{Asking, CodeError, CodeLimits, Link, LinkKey, Receiving, seal_jwe};
use kin_smart::{Answer, Fetch, NetworkFault, Request};
use std::collections::BTreeSet;
use std::time::Duration;

const MIB: u64 = 1 << 20;

/// A server in memory. What it sends is moved out, as the bytes of a connection are.
/// What a server answers.
type Answers = Box<dyn FnMut(&Request) -> Vec<u8>>;

struct Server(Answers);

impl Fetch for Server {
    fn fetch(&mut self, request: &Request) -> Result<Answer, NetworkFault> {
        let body = (self.0)(request);
        if body.len() as u64 > request.limit {
            return Err(NetworkFault::TooLarge);
        }
        Ok(Answer {
            status: 200,
            headers: Vec::new(),
            body,
        })
    }

    fn wait(&mut self, _: Duration) -> Result<(), NetworkFault> {
        Ok(())
    }
}

fn line(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

/// Bytes that the work needed beside what was there; nothing where the system does not say.
fn needed<T>(work: impl FnOnce() -> T) -> (T, Option<u64>) {
    // Sets the highest mark back to what is used now.
    let reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let before = line("VmRSS:").filter(|_| reset);
    let done = work();
    let most = line("VmHWM:");
    (
        done,
        most.zip(before)
            .map(|(most, before)| most.saturating_sub(before)),
    )
}

fn link(key: &LinkKey) -> Link {
    let text = key.to_text();
    let json = format!(
        r#"{{"url":"https://example.org/m","key":"{}"}}"#,
        text.as_str()
    );
    Link::from_payload(json.as_bytes()).unwrap()
}

fn ask(
    key: &LinkKey,
    limits: &CodeLimits,
    server: impl FnMut(&Request) -> Vec<u8> + 'static,
) -> (Result<Receiving, CodeError>, Option<u64>) {
    let asking = Asking {
        recipient: "Kinfolio".to_owned(),
        passcode: None,
        now: 0,
        also: BTreeSet::new(),
    };
    let link = link(key);
    let mut server = Server(Box::new(server));
    needed(|| Receiving::ask(&mut server, &link, &asking, limits))
}

fn within(case: &str, needed: Option<u64>, most: u64) {
    let Some(needed) = needed else {
        println!("skipped: {case}: this system does not tell");
        return;
    };
    println!("{case}: {} MiB", needed / MIB);
    assert!(needed <= most, "{case}: {} MiB", needed / MIB);
}

/// `{"files":[one,one,…]}` of about so many bytes.
fn manifest(one: &str, bytes: u64) -> Vec<u8> {
    let times = usize::try_from(bytes).unwrap() / (one.len() + 1);
    let mut text = String::with_capacity(one.len() * times + times + 32);
    text.push_str(r#"{"files":["#);
    for _ in 1..times {
        text.push_str(one);
        text.push(',');
    }
    text.push_str(one);
    text.push_str("]}");
    text.into_bytes()
}

/// One test, so that no other one of this process is measured with it.
#[test]
fn what_a_server_sends_costs_no_more_than_its_bytes() {
    let key = LinkKey::generate().unwrap();
    let limits = CodeLimits::default();
    let too_many = CodeError::TooLarge {
        limit: limits.files as u64,
    };

    // Millions of files in a table of contents that is as long as one may be.
    for one in [
        "{}",
        r#"{"location":"https://example.org/1"}"#,
        r#"{"embedded":"eyJ"}"#,
        r#"{"contentType":"\u0061"}"#,
        r#"{"x":[[[[{"a":{}}]]]]}"#,
    ] {
        let body = manifest(one, 40 * MIB);
        let mut body = Some(body);
        let (got, needed) = ask(&key, &limits, move |_| body.take().unwrap());
        assert_eq!(got.err().as_ref(), Some(&too_many), "{one}");
        within(one, needed, 8 * MIB);
    }

    // Ten thousand files, one fewer than that they are too many by bytes.
    let mut body = Some(manifest(r#"{"location":"https://example.org/1"}"#, 400_000));
    let (got, needed) = ask(&key, &limits, move |_| body.take().unwrap());
    assert_eq!(got.err().as_ref(), Some(&too_many));
    within("10,000 files", needed, 8 * MIB);

    // What it says beside the files is not kept.
    let mut beside = br#"{"list":"#.to_vec();
    beside.append(&mut manifest(r#"{"id":"00000000"}"#, 40 * MIB));
    beside.extend_from_slice(br#","files":[]}"#);
    let mut body = Some(beside);
    let (got, needed) = ask(&key, &limits, move |_| body.take().unwrap());
    assert!(got.unwrap().files.is_empty());
    within("a list beside the files", needed, 8 * MIB);

    // Longer than one may be: the connection ends it, and nothing is looked at.
    let (got, needed) = ask(&key, &limits, |request| {
        assert_eq!(request.limit, (128 * MIB) * 4 / 3 + 4096 + MIB);
        vec![b' '; usize::try_from(request.limit).unwrap() + 1]
    });
    assert!(matches!(got, Err(CodeError::TooLarge { .. })));
    within("a body beyond the limit", needed, 180 * MIB);

    // A file inside that is larger than one file may be is refused before it is taken apart.
    let text = "A".repeat(48 << 20);
    let mut body = Some(format!(r#"{{"files":[{{"embedded":"{text}"}}]}}"#).into_bytes());
    drop(text);
    let (got, needed) = ask(&key, &limits, move |_| body.take().unwrap());
    assert!(matches!(got, Err(CodeError::TooLarge { .. })));
    within("one large file inside", needed, 8 * MIB);

    // Thirty-two files that are each as large as one may be: they end where all together are too large.
    let limits = CodeLimits {
        file_bytes: 4 * MIB,
        all_bytes: 16 * MIB,
        ..CodeLimits::default()
    };
    let one = usize::try_from(limits.file_bytes).unwrap() - 1024;
    let sealed = seal_jwe(&vec![b' '; one], "text/plain", &key).unwrap();
    let listed = manifest(r#"{"location":"https://example.org/1"}"#, 37 * 31);
    let (got, needed) = ask(&key, &limits, move |request| {
        let list = request.url.path() == "/m";
        if list {
            listed.clone()
        } else {
            sealed.clone().into_bytes()
        }
    });
    let got = got.unwrap();
    assert_eq!(got.files.len(), 4, "{:?}", got.gaps.first());
    within("as many files as are taken", needed, 16 * MIB + 6 * 4 * MIB);
}
