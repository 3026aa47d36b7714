//! The client against servers on this computer.

#![expect(
    clippy::unwrap_used,
    reason = "tests may panic: that is how they say no"
)]

use kin_net::{Client, Reach};
use kin_smart::{Answer, Authorization, Body, Fetch as _, NetworkFault, Request, Secret};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tiny_http::{Header, Response, Server};
use url::Url;

fn client(reach: Reach) -> Client {
    Client::new(reach, Arc::new(AtomicBool::new(false))).unwrap()
}

/// Serves `count` questions; each goes through `reply`.
fn serve(
    count: usize,
    reply: impl Fn(&mut tiny_http::Request) -> Response<std::io::Cursor<Vec<u8>>> + Send + 'static,
) -> (String, std::thread::JoinHandle<()>) {
    let server = Server::http("127.0.0.1:0").unwrap();
    let base = format!("http://{}", server.server_addr().to_ip().unwrap());
    let thread = std::thread::spawn(move || {
        for _ in 0..count {
            let Ok(Some(mut request)) = server.recv_timeout(Duration::from_secs(20)) else {
                return;
            };
            let response = reply(&mut request);
            drop(request.respond(response));
        }
    });
    (base, thread)
}

fn get(url: &str) -> Request {
    Request::open(Url::parse(url).unwrap(), 1_000)
}

fn header(answer: &Answer, name: &str) -> String {
    answer.header(name).unwrap_or_default().to_owned()
}

#[test]
fn a_question_goes_out_as_it_was_asked() {
    let (base, thread) = serve(2, |request| {
        let named = |name: &'static str| {
            let found = request.headers().iter().find(|one| one.field.equiv(name));
            found
                .map(|one| one.value.as_str().to_owned())
                .unwrap_or_default()
        };
        let (authorization, accept, kind) = (
            named("authorization"),
            named("accept"),
            named("content-type"),
        );
        let (method, url) = (request.method().to_string(), request.url().to_owned());
        let mut body = String::new();
        request.as_reader().read_to_string(&mut body).unwrap();
        Response::from_string(format!(
            "{method} {url}|{authorization}|{accept}|{kind}|{body}"
        ))
        .with_header(Header::from_bytes("X-Kind", "test").unwrap())
    });
    let mut client = client(Reach::ThisComputer);
    let mut ask = get(&format!("{base}/a?b=c"));
    ask.authorization = Authorization::Bearer(Secret::new("t1".to_owned()));
    let answer = client.fetch(&ask).unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(header(&answer, "x-kind"), "test");
    assert_eq!(answer.body, b"GET /a?b=c|Bearer t1|application/json||");
    ask.authorization = Authorization::Basic("a:b".to_owned(), Secret::new("c d".to_owned()));
    ask.body = Body::Form(vec![("grant_type", Secret::new("x&y".to_owned()))]);
    let answer = client.fetch(&ask).unwrap();
    assert_eq!(
        String::from_utf8(answer.body).unwrap(),
        "POST /a?b=c|Basic YSUzQWI6Yytk|application/json|application/x-www-form-urlencoded|grant_type=x%26y"
    );
    thread.join().unwrap();
}

#[test]
fn a_redirect_is_an_answer_and_the_token_stays_here() {
    let sink_asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sink_asked);
    let (sink, _) = serve(1, move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        Response::from_string("got it")
    });
    let (base, thread) = serve(1, move |_| {
        Response::from_string("")
            .with_status_code(302)
            .with_header(Header::from_bytes("Location", sink.as_str()).unwrap())
    });
    let mut ask = get(&base);
    ask.authorization = Authorization::Bearer(Secret::new("t1".to_owned()));
    assert_eq!(client(Reach::ThisComputer).fetch(&ask).unwrap().status, 302);
    thread.join().unwrap();
    assert_eq!(sink_asked.load(Ordering::SeqCst), 0);
}

#[test]
fn an_answer_may_not_be_larger_than_asked() {
    let (base, thread) = serve(2, |_| Response::from_string("x".repeat(1_001)));
    let mut client = client(Reach::ThisComputer);
    assert_eq!(
        client.fetch(&get(&base)).unwrap_err(),
        NetworkFault::TooLarge
    );
    let mut ask = get(&base);
    ask.limit = 1_001;
    assert_eq!(client.fetch(&ask).unwrap().body.len(), 1_001);
    thread.join().unwrap();
}

#[test]
fn this_computer_and_private_networks_are_out_of_reach_of_a_portal() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let (base, _) = serve(1, move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        Response::from_string("")
    });
    let port = Url::parse(&base).unwrap().port().unwrap();
    let mut client = client(Reach::Open);
    for host in [
        "127.0.0.1",
        "[::1]",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "[::ffff:127.0.0.1]",
        "localhost",
    ] {
        assert_eq!(
            client
                .fetch(&get(&format!("https://{host}:{port}/")))
                .unwrap_err(),
            NetworkFault::PrivateAddress,
            "{host}"
        );
    }
    assert!(
        client.fetch(&get(&base)).is_err(),
        "and nothing without encryption"
    );
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn what_went_wrong_is_told_apart() {
    let mut client = client(Reach::ThisComputer);
    let unused = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    assert_eq!(
        client
            .fetch(&get(&format!("http://127.0.0.1:{unused}/")))
            .unwrap_err(),
        NetworkFault::Connection
    );
    assert_eq!(
        client
            .fetch(&get("http://no-such-name.invalid/"))
            .unwrap_err(),
        NetworkFault::Name
    );
    let stop = Arc::new(AtomicBool::new(true));
    let mut stopped = Client::new(Reach::ThisComputer, stop).unwrap();
    assert_eq!(
        stopped.fetch(&get("http://127.0.0.1:1/")).unwrap_err(),
        NetworkFault::Cancelled
    );
    assert_eq!(
        stopped.wait(Duration::from_secs(60)).unwrap_err(),
        NetworkFault::Cancelled
    );
}

/// A server that takes a question and never answers, or not to the end; when the other side hung up.
fn silent(begins: &'static [u8]) -> (String, std::thread::JoinHandle<Instant>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let mut piece = [0; 4_096];
        assert!(stream.read(&mut piece).unwrap() > 0, "the question");
        stream.write_all(begins).unwrap();
        assert_eq!(stream.read(&mut piece).unwrap_or(0), 0, "nothing more came");
        Instant::now()
    });
    (base, thread)
}

#[test]
fn a_question_on_its_way_is_dropped_when_somebody_says_stop() {
    for begins in [
        &b""[..],
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nthe beginning",
    ] {
        let (base, hung_up) = silent(begins);
        let stop = Arc::new(AtomicBool::new(false));
        let mut client = Client::new(Reach::ThisComputer, Arc::clone(&stop)).unwrap();
        let asking = std::thread::spawn(move || (client.fetch(&get(&base)), client));
        std::thread::sleep(Duration::from_millis(200));
        assert!(!asking.is_finished(), "it waits for the answer");
        let said = Instant::now();
        stop.store(true, Ordering::SeqCst);
        let (answer, client) = asking.join().unwrap();
        assert_eq!(answer.unwrap_err(), NetworkFault::Cancelled);
        let gone = hung_up.join().unwrap();
        assert!(gone - said < Duration::from_secs(1), "{:?}", gone - said);
        drop(client);
    }
}

#[test]
fn who_does_not_want_to_wait_long_says_so() {
    let (base, hung_up) = silent(b"");
    let patience = Duration::from_millis(100);
    let mut client = client(Reach::ThisComputer).within(patience);
    assert_eq!(client.fetch(&get(&base)).unwrap_err(), NetworkFault::Time);
    hung_up.join().unwrap();
}

#[test]
fn a_registration_is_taken_back_with_delete() {
    let (base, thread) = serve(1, |request| {
        let method = request.method().to_string();
        Response::from_string(method)
    });
    let mut ask = get(&base);
    ask.body = Body::Delete;
    let answer = client(Reach::ThisComputer).fetch(&ask).unwrap();
    assert_eq!(answer.body, b"DELETE");
    thread.join().unwrap();
}

/// A certificate that nobody but its maker vouches for, until 2126, and its key: made for this test.
const SELF_MADE: &str = "\
    3082019c30820141a003020102021455008f0727dbfe4762f8accc81b9503bcb728f8a300a06082a8648ce3d04030230 \
    143112301006035504030c096c6f63616c686f73743020170d3236313132373139323730315a180f3231323631313033 \
    3139323730315a30143112301006035504030c096c6f63616c686f73743059301306072a8648ce3d020106082a8648ce \
    3d03010703420004a53ca7d85e3cd631deeb313c5ecdab0f7df0a50a75ce36af5569efeb0b19d52fbdb2dd36755a8bc0 \
    7366feab8020c28c85d894ee0a8fc9ccd41276fd15b37e4ca36f306d301d0603551d0e04160414d31c43fb66ae025318 \
    d45a1334914e1402e03849301f0603551d23041830168014d31c43fb66ae025318d45a1334914e1402e03849300f0603 \
    551d130101ff040530030101ff301a0603551d110413301187047f00000182096c6f63616c686f7374300a06082a8648 \
    ce3d0403020349003046022100b4dfa1bd067beaca6afbe798eb49895d66ee887be94fc5d409b22c7c9e28cea8022100 \
    c6cc3fb743750860d2ce428491cc2af2ab14ad509d9a7fe55924e38d836da627";
const ITS_KEY: &str = "\
    308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420936a35bb3b315fc6d14079a8 \
    acf2001d800bba16bf83421de5812acac57073aea14403420004a53ca7d85e3cd631deeb313c5ecdab0f7df0a50a75ce \
    36af5569efeb0b19d52fbdb2dd36755a8bc07366feab8020c28c85d894ee0a8fc9ccd41276fd15b37e4c";

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_hexdigit).collect();
    let pairs = digits.chunks(2).map(|pair| pair.iter().collect::<String>());
    pairs
        .map(|pair| u8::from_str_radix(&pair, 16).unwrap())
        .collect()
}

#[test]
fn a_server_that_cannot_prove_who_it_is_gets_no_question() {
    let mut client = client(Reach::ThisComputer);
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![unhex(SELF_MADE).into()],
            rustls::pki_types::PrivatePkcs8KeyDer::from(unhex(ITS_KEY)).into(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut tls = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut question = Vec::new();
        while tls.complete_io(&mut stream).is_ok_and(|(read, _)| read > 0) {
            let mut piece = [0; 1024];
            while let Ok(n @ 1..) = tls.reader().read(&mut piece) {
                question.extend_from_slice(piece.get(..n).unwrap_or_default());
            }
        }
        question
    });
    let url = format!("https://127.0.0.1:{port}/Patient/1");
    assert_eq!(
        client.fetch(&get(&url)).unwrap_err(),
        NetworkFault::Certificate
    );
    assert!(server.join().unwrap().is_empty(), "not even the address");
}
