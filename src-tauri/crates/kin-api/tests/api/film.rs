//! The moving code as a camera sees it: codes are drawn, some are dropped, some come blurred and noisy, and what is left is
//! read as pictures. `cargo xtask bench moving` runs all sizes and prints the table; the ordinary run does the smallest.

use kin_codes::{CodeLimits, MOVING_BYTES, MovingParts, MovingReader, codes_in_picture};
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// Codes a second, as `moving_begin` says.
const PER_SECOND: f64 = 6.0;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// A FHIR Bundle of about so many bytes: resources of the sample family.
fn document(bytes: usize) -> Vec<u8> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/sample-family");
    let text = std::fs::read(folder.join("li-hua-central-hospital.json")).unwrap();
    let bundle: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let mut out = String::from(r#"{"resourceType":"Bundle","type":"collection","entry":["#);
    for (n, entry) in bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .cycle()
        .enumerate()
    {
        let entry = entry.to_string();
        // The second time round with other ids, so that packing does not find the whole again.
        let entry = if n < 388 {
            entry
        } else {
            entry.replace("20", &format!("{}", 21 + n % 60))
        };
        if out.len() + entry.len() + 3 > bytes {
            break;
        }
        write!(out, "{}{entry}", if n == 0 { "" } else { "," }).unwrap();
    }
    out.push_str("]}");
    out.into_bytes()
}

/// A document that packing makes hardly smaller: the worst there is.
fn unpackable(bytes: usize) -> Vec<u8> {
    let mut dice = Dice(7);
    (0..bytes)
        .map(|_| u8::try_from(dice.roll(256)).unwrap())
        .collect()
}

/// The picture as a camera that shook has it: blurred by `radius` twice, with noise.
fn blurred(picture: &[u8], radius: usize, dice: &mut Dice) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture))
        .read_info()
        .unwrap();
    let mut shades = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut shades).unwrap();
    let (width, height) = (frame.width as usize, frame.height as usize);
    for _ in 0..2 {
        for across in [true, false] {
            let from = shades.clone();
            for y in 0..height {
                for x in 0..width {
                    let (at, most) = if across { (x, width) } else { (y, height) };
                    let range = at.saturating_sub(radius)..(at + radius + 1).min(most);
                    let count = range.len();
                    let sum: usize = range
                        .map(|n| {
                            usize::from(if across {
                                from[y * width + n]
                            } else {
                                from[n * width + x]
                            })
                        })
                        .sum();
                    shades[y * width + x] = u8::try_from(sum / count).unwrap();
                }
            }
        }
    }
    for shade in &mut shades {
        *shade = shade.saturating_add(u8::try_from(dice.roll(24)).unwrap());
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, frame.width, frame.height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&shades)
        .unwrap();
    out
}

struct Film {
    packed: usize,
    parts: u32,
    shown: u32,
    dropped: u32,
    blurred: u32,
    unread: u32,
    reading: Duration,
    slowest: Duration,
}

impl Film {
    fn seconds(&self) -> f64 {
        f64::from(self.shown) / PER_SECOND
    }
}

/// Shows the document until it is read whole: of a hundred codes `drop` are not seen at all, `blur` come blurred.
fn film(document: &[u8], drop: u64, blur: u64, seed: u64) -> Film {
    let limits = CodeLimits::default();
    let mut dice = Dice(seed);
    let mut parts = MovingParts::new(document, MOVING_BYTES).unwrap();
    let mut film = Film {
        packed: parts.bytes(),
        parts: parts.parts(),
        shown: 0,
        dropped: 0,
        blurred: 0,
        unread: 0,
        reading: Duration::ZERO,
        slowest: Duration::ZERO,
    };
    let mut reader = MovingReader::default();
    while !reader.progress().is_whole() {
        film.shown += 1;
        assert!(film.shown < film.parts * 20 + 50, "{:?}", reader.progress());
        let text = parts.part(film.shown).unwrap();
        let fate = dice.roll(100);
        if fate < drop {
            film.dropped += 1;
            continue;
        }
        let mut picture = kin_print::moving_png(&text, 6).unwrap();
        if fate < drop + blur {
            film.blurred += 1;
            // 2 of 6 pixels of a module are read; 5 seldom.
            let radius = if dice.roll(2) == 0 { 2 } else { 5 };
            picture = blurred(&picture, radius, &mut dice);
        }
        let start = Instant::now();
        let seen = codes_in_picture(&picture, &limits).unwrap_or_default();
        let took = start.elapsed();
        film.reading += took;
        film.slowest = film.slowest.max(took);
        film.unread += u32::from(seen.is_empty());
        for text in seen {
            reader.take(&text).unwrap();
        }
    }
    assert_eq!(reader.whole().unwrap().unwrap(), document, "every byte");
    film
}

#[test]
fn ten_kilobytes_cross_although_codes_are_dropped_and_blurred() {
    let film = film(&document(10_000), 20, 20, 3);
    assert!(film.dropped > 0 && film.blurred > 0, "{}", film.shown);
    assert!(film.seconds() < 15.0, "{}", film.seconds());
}

#[test]
#[ignore = "minutes; cargo xtask bench moving"]
fn bench_moving() {
    println!(
        "| document | packed | codes | lost | blurred | shown | not read | seconds at 6 a second | reading a picture (slowest) |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let (mut passed, mut failed) = (0, 0);
    let mut row = |name: &str, document: &[u8], drop: u64, blur: u64, most: f64| {
        let film = film(document, drop, blur, 11);
        let good = film.seconds() < most;
        if good {
            passed += 1;
        } else {
            failed += 1;
        }
        println!(
            "| {name} | {} | {} | {drop} % ({}) | {blur} % ({}) | {} | {} | {:.1} (limit {most:.0}) {} | {} ms ({} ms) |",
            film.packed,
            film.parts,
            film.dropped,
            film.blurred,
            film.shown,
            film.unread,
            film.seconds(),
            if good { "passed" } else { "FAILED" },
            film.reading.as_millis() / u128::from((film.shown - film.dropped).max(1)),
            film.slowest.as_millis(),
        );
    };
    for (bytes, most) in [(10_000, 20.0), (100_000, 60.0), (300_000, 180.0)] {
        let document = document(bytes);
        for (drop, blur) in [(0, 0), (20, 0), (20, 20)] {
            row(
                &format!("{} KB FHIR", bytes / 1_000),
                &document,
                drop,
                blur,
                most,
            );
        }
    }
    // Random bytes: no document packs as badly.
    row("100 KB of random bytes", &unpackable(100_000), 20, 0, 60.0);
    // Told, not judged: nobody has set a limit for it.
    let most = film(&unpackable(300_000), 20, 0, 11).seconds();
    println!("300 KB of random bytes, 20 % lost: {most:.1} s");
    println!("{passed} passed, {failed} failed");
    assert_eq!(failed, 0);
}
