//! Parts lost, mixed, damaged and made to do harm.

use super::{
    HEAD, MovingLimits, MovingParts, MovingReader, Progress, byte_string, byte_string_head,
};
use crate::CodeError;
use crate::inflate::pack;
use proptest::prelude::*;

/// Text that packing makes little smaller.
fn document(bytes: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        b"0123456789abcdef{}:,\" "[usize::try_from((state >> 33) % 22).unwrap()]
    };
    (0..bytes).map(|_| next()).collect()
}

#[test]
fn the_plain_parts_alone_make_the_document() {
    let document = document(5_000);
    let mut parts = MovingParts::new(&document, 200).unwrap();
    let all: Vec<String> = (1..=parts.parts())
        .map(|n| parts.part(n).unwrap())
        .collect();
    assert!(all.len() > 10 && all.len() < 30, "{}", all.len());
    let mut reader = MovingReader::default();
    for (n, text) in all.iter().enumerate().rev() {
        assert_eq!(reader.whole(), Ok(None), "not before part {n}");
        reader.take(text).unwrap();
    }
    assert!(reader.progress().is_whole());
    assert_eq!(reader.whole().unwrap().unwrap(), document);
}

#[test]
fn a_part_holds_to_what_a_code_holds_in_little_room() {
    let mut parts = MovingParts::new(&document(2_000), 480).unwrap();
    for n in 1..=parts.parts() + 5 {
        let text = parts.part(n).unwrap();
        let small = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b":/-".contains(&b);
        assert!(text.bytes().all(small), "{text}");
        assert!(text.starts_with("UR:BYTES/"), "{text}");
        assert!(text.len() < 1_080, "{}", text.len());
    }
}

#[test]
fn going_back_gives_the_same_part() {
    let mut parts = MovingParts::new(&document(3_000), 200).unwrap();
    let later = parts.part(40).unwrap();
    let first = parts.part(1).unwrap();
    assert_eq!(parts.part(40).unwrap(), later);
    assert_eq!(parts.part(1).unwrap(), first);
    assert_eq!(parts.part(0), Err(CodeError::Moving));
    assert_eq!(parts.part(2_000_000), Err(CodeError::Moving));
}

#[test]
fn parts_of_two_documents_are_told_apart() {
    let mut one = MovingParts::new(&document(3_000), 200).unwrap();
    let mut other = MovingParts::new(&document(3_100), 200).unwrap();
    let mut reader = MovingReader::default();
    let progress = reader.take(&one.part(2).unwrap()).unwrap();
    assert_eq!(
        progress,
        Progress {
            seen: 1,
            needed: one.parts()
        }
    );
    assert_eq!(
        reader.take(&other.part(3).unwrap()),
        Err(CodeError::PartsMixed)
    );
    assert_eq!(reader.progress(), progress, "what was taken stays");
}

#[test]
fn what_is_no_part_or_damaged_has_its_name() {
    let part = MovingParts::new(&document(900), 100)
        .unwrap()
        .part(3)
        .unwrap();
    let take = |text: &str| MovingReader::default().take(text);
    for text in [
        "",
        "shc:/5676",
        "ur:",
        "ur:crypto-psbt/1-2/aeae",
        "UR:BYTE",
        "日本語日本語",
    ] {
        assert_eq!(take(text), Err(CodeError::NoCode), "{text}");
    }
    let cut = part.get(..part.len() - 2).unwrap();
    let swapped = part.replacen("3-", "4-", 1);
    for text in [
        cut,
        swapped.as_str(),
        "ur:bytes/aeaeae",
        "ur:bytes/1-2",
        "ur:bytes/0-0/aeaeaeae",
        "ur:bytes/x-y/ae",
    ] {
        assert_eq!(take(text), Err(CodeError::Moving), "{text}");
    }
    let crowd = part.replacen(
        &format!(
            "3-{}",
            part.split_once("3-").unwrap().1.split('/').next().unwrap()
        ),
        "3-4000000000",
        1,
    );
    assert!(
        matches!(take(&crowd), Err(CodeError::TooLarge { .. })),
        "{crowd}"
    );
    let long = format!("{part}{}", "AE".repeat(2_200));
    assert!(matches!(take(&long), Err(CodeError::TooLarge { .. })));
}

/// A sequence with any content.
fn sequence(content: &[u8]) -> MovingReader {
    let mut message = byte_string_head(content.len());
    message.extend_from_slice(content);
    read(&message)
}

fn read(message: &[u8]) -> MovingReader {
    let mut encoder = ur::Encoder::bytes(message, 300).unwrap();
    let mut reader = MovingReader::default();
    for _ in 0..encoder.fragment_count() {
        reader.take(&encoder.next_part().unwrap()).unwrap();
    }
    reader
}

#[test]
fn a_bomb_and_a_lie_about_the_length_stop_where_they_should() {
    let bomb = pack(&vec![b'0'; 40 << 20]);
    let with = |said: &str, packed: &[u8]| {
        let mut content = format!("{HEAD}{said}\n").into_bytes();
        content.extend_from_slice(packed);
        sequence(&content).whole()
    };
    assert!(
        matches!(with("41943040", &bomb), Err(CodeError::TooLarge { .. })),
        "beyond the limit"
    );
    assert_eq!(
        with("100", &bomb),
        Err(CodeError::TooLarge { limit: 100 }),
        "more than it says"
    );
    assert_eq!(
        with("100", &pack(b"{}")),
        Err(CodeError::Moving),
        "less than it says"
    );
    assert_eq!(with("2", &pack(b"{}")), Ok(Some(b"{}".to_vec())));
    assert_eq!(with("-2", &pack(b"{}")), Err(CodeError::Moving));
    assert_eq!(sequence(b"a wallet").whole(), Err(CodeError::Moving));
    assert_eq!(read(b"no byte string").whole(), Err(CodeError::Moving));
}

#[test]
fn mixed_parts_are_not_kept_without_end() {
    let limits = MovingLimits {
        kept_times: 0,
        ..MovingLimits::default()
    };
    // 400 parts: two hundred may be kept with these limits, and it is not whole by then.
    let mut parts = MovingParts::new(&document(30_000), 40).unwrap();
    let first = parts.parts() + 1;
    let mut reader = MovingReader::new(limits);
    let mut refused = 0;
    for number in first..first + 300 {
        match reader.take(&parts.part(number).unwrap()) {
            Ok(progress) => assert!(!progress.is_whole()),
            Err(error) => {
                assert_eq!(error, CodeError::TooLarge { limit: 200 });
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 100);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_folder_of_pictures_does_without_one_in_five(bytes in 1_usize..12_000, from in 0_u32..5) {
        let document = document(bytes);
        let mut parts = MovingParts::new(&document, 200).unwrap();
        let pictures = parts.pictures().unwrap();
        prop_assert!(pictures >= parts.parts() + parts.parts() / 2 + 2);
        let mut reader = MovingReader::default();
        for number in (1..=pictures).filter(|number| number % 5 != from) {
            reader.take(&parts.part(number).unwrap()).unwrap();
        }
        prop_assert_eq!(reader.whole().unwrap(), Some(document), "{} of {}", pictures, parts.parts());
    }

    #[test]
    fn whatever_is_lost_the_rest_makes_it(bytes in 1_usize..6_000, lost in proptest::collection::vec(0_u8..100, 400), rate in 0_u8..60) {
        let document = document(bytes);
        let mut parts = MovingParts::new(&document, 60).unwrap();
        let mut reader = MovingReader::default();
        let mut number = 0;
        while !reader.progress().is_whole() {
            number += 1;
            prop_assert!(number < 30 * parts.parts() + 100, "{:?} of {number}", reader.progress());
            let text = parts.part(number).unwrap();
            if lost[usize::try_from(number).unwrap() % lost.len()] >= rate {
                reader.take(&text).unwrap();
            } else if lost.iter().all(|l| *l < rate) {
                return Ok(());
            }
        }
        prop_assert_eq!(reader.whole().unwrap().unwrap(), document);
    }

    #[test]
    fn any_text_is_only_refused(rest in ".{0,200}", digits in "[0-9]{1,12}-[0-9]{1,12}", letters in "[a-z]{0,200}") {
        let mut reader = MovingReader::default();
        let _ = reader.take(&rest);
        let _ = reader.take(&format!("ur:bytes/{rest}"));
        let text = format!("ur:bytes/{digits}/{letters}");
        prop_assert!(reader.take(&text).is_err());
        prop_assert_eq!(reader.whole(), Ok(None));
    }

    #[test]
    fn a_byte_string_is_what_its_head_says(content in proptest::collection::vec(any::<u8>(), 0..70_000)) {
        let mut message = byte_string_head(content.len());
        message.extend_from_slice(&content);
        prop_assert_eq!(byte_string(&message), Some(content.as_slice()));
        message.push(0);
        prop_assert_eq!(byte_string(&message), None);
    }
}
