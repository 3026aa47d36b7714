//! The reading process of the tests. With a word behind the usual arguments it is closed in as
//! usual and then misbehaves, as one would that a hostile file had taken over.

use kin_api::reading::{ReaderLimits, close_in, reader_process, serve};
use std::io::{Read as _, Write as _};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse().ok());
    let Some(mode) = words.get(3) else {
        return reader_process().unwrap_or(ExitCode::from(2));
    };
    let usual = ReaderLimits::default();
    let limits = ReaderLimits {
        memory: number(1).unwrap_or(usual.memory),
        cpu_seconds: number(2).unwrap_or(usual.cpu_seconds),
        ..usual
    };
    // What could be held on to before the walls stand.
    let place = words.get(4).cloned().unwrap_or_default();
    // The control: the same lines without walls.
    if words.get(5).is_none() {
        assert!(close_in(&limits), "the walls stand");
    }
    let mut out = std::io::stdout().lock();
    // It says that it is ready, and takes the first of what it is sent.
    out.write_all(b"K\0\0\0\0").unwrap_or_default();
    out.flush().unwrap_or_default();
    std::io::stdin()
        .read_exact(&mut [0; 16])
        .unwrap_or_default();
    misbehave(mode, &place);
    let _ = serve();
    ExitCode::FAILURE
}

#[expect(clippy::panic, reason = "a mistake is what is tried")]
/// The thing is done once; when the wall holds, the process is gone before it has an effect.
fn misbehave(mode: &str, place: &str) {
    let answer = |bytes: &[u8]| {
        let mut out = std::io::stdout().lock();
        out.write_all(bytes).unwrap_or_default();
        out.flush().unwrap_or_default();
    };
    match mode {
        "spin" => loop {
            std::hint::spin_loop();
        },
        "sleep" => loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        },
        "allocate" => {
            let mut all = Vec::new();
            loop {
                all.push(vec![1_u8; 16 << 20]);
                std::hint::black_box(&all);
            }
        }
        "overflow" => {
            std::hint::black_box(deeper(0));
        }
        "abort" => std::process::abort(),
        "panic" => panic!("a mistake"),
        "exit" => std::process::exit(0),
        "exec" => {
            // `sh` would leave a mark.
            let mut command = std::process::Command::new("/bin/sh");
            drop(command.arg("-c").arg(format!("touch {place}")).status());
        }
        "thread" => {
            let mark = place.to_owned();
            let made = std::thread::spawn(move || drop(std::fs::write(mark, "x")));
            drop(made.join());
        }
        "connect" => {
            if let Ok(mut stream) = std::net::TcpStream::connect(place) {
                stream.write_all(b"x").unwrap_or_default();
            }
        }
        "listen" => drop(std::net::TcpListener::bind("127.0.0.1:0")),
        "datagram" => {
            if let Ok(socket) = std::net::UdpSocket::bind("0.0.0.0:0") {
                drop(socket.send_to(b"x", place));
            }
        }
        "write-file" => drop(std::fs::write(place, "x")),
        "read-file" => {
            if let Ok(bytes) = std::fs::read(place) {
                // It would be told in an answer.
                answer(&bytes);
            }
        }
        "list-folder" => drop(std::fs::read_dir("/").map(|found| found.count())),
        "remove-file" => drop(std::fs::remove_file(place)),
        "rename-file" => drop(std::fs::rename(place, format!("{place}.taken"))),
        "link" => drop(std::fs::hard_link(place, format!("{place}.link"))),
        "garbage" => answer(b"these bytes are no frame at all"),
        "huge-answer" => answer(&[b'F', 0xff, 0xff, 0xff, 0xff]),
        "cut-answer" => {
            answer(&[b'F', 0, 1, 0, 0, b'{']);
            std::process::exit(0);
        }
        "wrong-answer" => answer(&[b'O', 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
        "bad-json" => answer(b"F\x04\0\0\0{\"a\""),
        "deep-json" => {
            let mut bytes = vec![b'F', 0, 0, 16, 0];
            bytes.resize(5 + (16 << 16), b'[');
            answer(&bytes);
        }
        "bad-batch" => answer(&[b'B', 3, 0, 0, 0, 1, 0xff, 0xff]),
        "endless-answers" => loop {
            answer(&[b'K', 0, 0, 0, 0]);
        },
        "endless-output" => {
            let zeros = vec![0_u8; 1 << 20];
            loop {
                answer(&zeros);
            }
        }
        _ => {}
    }
}

#[expect(
    unconditional_recursion,
    clippy::arithmetic_side_effects,
    reason = "the stack is meant to overflow"
)]
fn deeper(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 512]);
    deeper(depth + 1) + room.first().copied().unwrap_or_default()
}
