//! Codes that come one after another, from a camera or from several files, in any order and many times.

use crate::{Card, Chunk, CodeError, CodeLimits, Gathered, gather};
use std::collections::BTreeMap;

/// Choices of parts that are tried where parts of several cards of the same length are mixed.
const CHOICES: usize = 256;

/// What one text was.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Taken {
    /// A whole card; with the last part of one, too.
    Card,
    /// A part of a card.
    Part {
        /// How many different parts of cards of this length are here.
        have: u16,
        /// How many parts the card has.
        all: u16,
    },
    /// A link.
    Link,
    /// Something that was here before.
    Again,
}

/// What came together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    /// Signed texts, each of one card, in the order in which they were whole.
    pub cards: Vec<String>,
    /// Links.
    pub links: Vec<String>,
    /// Cards of which parts are missing: how many are here, how many there are.
    pub unfinished: Vec<(u16, u16)>,
}

/// The parts of cards of one length: for each number all texts that came.
type Pile = BTreeMap<u16, Vec<String>>;

/// Takes the texts of codes.
#[derive(Debug, Clone, Default)]
pub struct Collector {
    limits: CodeLimits,
    cards: Vec<String>,
    links: Vec<String>,
    /// Parts that are not used up, by how many their card has.
    piles: BTreeMap<u16, Pile>,
    /// Parts of cards that are whole.
    used: Vec<Chunk>,
}

impl Collector {
    /// With these limits.
    #[must_use]
    pub fn new(limits: CodeLimits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// Takes the text of one code, one line of a file, or a file with cards in it.
    ///
    /// # Errors
    /// As [`gather()`], but parts may be missing; [`CodeError::TooLarge`] beyond [`CodeLimits::cards`].
    pub fn take(&mut self, text: &str) -> Result<Taken, CodeError> {
        let text = text.trim();
        if let Ok(chunk) = Chunk::parse(text, &self.limits)
            && chunk.all > 1
        {
            return self.part(chunk);
        }
        match gather(text.as_bytes(), &self.limits)? {
            Gathered::Cards(cards) => {
                let mut taken = Taken::Again;
                for card in cards {
                    if self.card(card)? {
                        taken = Taken::Card;
                    }
                }
                Ok(taken)
            }
            Gathered::Link(link) => {
                if self.links.contains(&link) {
                    return Ok(Taken::Again);
                }
                self.room(self.links.len())?;
                self.links.push(link);
                Ok(Taken::Link)
            }
        }
    }

    fn room(&self, have: usize) -> Result<(), CodeError> {
        let limit = self.limits.cards as u64;
        (have < self.limits.cards)
            .then_some(())
            .ok_or(CodeError::TooLarge { limit })
    }

    /// Whether it is a new one.
    fn card(&mut self, card: String) -> Result<bool, CodeError> {
        if self.cards.contains(&card) {
            return Ok(false);
        }
        self.room(self.cards.len())?;
        self.cards.push(card);
        Ok(true)
    }

    fn part(&mut self, chunk: Chunk) -> Result<Taken, CodeError> {
        let waiting = self.piles.values().flat_map(BTreeMap::values).map(Vec::len);
        self.room(waiting.sum::<usize>() / usize::from(self.limits.chunks.max(1)))?;
        if self.used.contains(&chunk) {
            return Ok(Taken::Again);
        }
        let all = chunk.all;
        let pile = self.piles.entry(all).or_default();
        let place = pile.entry(chunk.number).or_default();
        if place.contains(&chunk.text) {
            return Ok(Taken::Again);
        }
        place.push(chunk.text.clone());
        let have = u16::try_from(pile.len()).unwrap_or(u16::MAX);
        let with = (chunk.number, chunk.text.as_str());
        let Some(choice) = whole(pile, all, with, &self.limits) else {
            return Ok(Taken::Part { have, all });
        };
        for (number, text) in (1..).zip(&choice) {
            if let Some(texts) = pile.get_mut(&number) {
                texts.retain(|one| one != text);
                if texts.is_empty() {
                    pile.remove(&number);
                }
            }
            self.used.push(Chunk {
                number,
                all,
                text: text.clone(),
            });
        }
        self.card(choice.concat())?;
        Ok(Taken::Card)
    }

    /// What came together so far.
    #[must_use]
    pub fn collected(&self) -> Collected {
        let left = self.piles.iter().filter(|(_, pile)| !pile.is_empty());
        let unfinished = left.map(|(all, pile)| {
            let have = u16::try_from(pile.len()).unwrap_or(u16::MAX);
            (have, *all)
        });
        Collected {
            cards: self.cards.clone(),
            links: self.links.clone(),
            unfinished: unfinished.collect(),
        }
    }
}

/// A card out of parts, `with` among them: where there is more than one way, that which can be unpacked. (A card that
/// is defect comes out where its parts are the only ones: it is named later.)
fn whole(
    pile: &Pile,
    all: u16,
    (number, text): (u16, &str),
    limits: &CodeLimits,
) -> Option<Vec<String>> {
    if pile.len() < usize::from(all) {
        return None;
    }
    let mut ways: Vec<Vec<String>> = vec![Vec::new()];
    for (at, texts) in pile {
        let fitting: Vec<&String> = if *at == number {
            texts.iter().filter(|one| *one == text).collect()
        } else {
            texts.iter().collect()
        };
        ways = ways
            .iter()
            .flat_map(|way| {
                let longer = |one: &&String| [way.as_slice(), &[(*one).clone()]].concat();
                fitting.iter().map(longer).collect::<Vec<_>>()
            })
            .take(CHOICES)
            .collect();
    }
    if let [only] = ways.as_slice() {
        return Some(only.clone());
    }
    let good = |way: &&Vec<String>| Card::parse(&way.concat(), limits).is_ok();
    ways.iter().find(good).cloned()
}

#[cfg(test)]
mod tests {
    use super::{Collected, Collector, Taken};
    use crate::{CardSigningKey, CodeError, CodeLimits, sign_card, to_numeric};
    use proptest::prelude::*;

    fn card(name: &str) -> String {
        let content = format!(
            r#"{{"iss":"https://example.org","nbf":1,"vc":{{"type":["https://smarthealth.cards#health-card"],"credentialSubject":{{"fhirVersion":"4.0.1","fhirBundle":{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","name":[{{"text":"{name}"}}]}}}}]}}}}}}}}"#
        );
        sign_card(&content, &CardSigningKey::generate().unwrap()).unwrap()
    }

    /// The codes of a card in so many parts.
    fn parts(card: &str, all: usize) -> Vec<String> {
        let each = card.len().div_ceil(all);
        let texts = card
            .as_bytes()
            .chunks(each)
            .map(|c| std::str::from_utf8(c).unwrap());
        (1..)
            .zip(texts)
            .map(|(n, text)| format!("shc:/{n}/{all}/{}", to_numeric(text).unwrap()))
            .collect()
    }

    #[test]
    fn cards_links_and_parts_come_in_any_order_and_again() {
        let (one, two) = (card("One"), card("Two"));
        let codes = parts(&two, 3);
        let mut all = Collector::new(CodeLimits::default());
        let part = |have| Ok(Taken::Part { have, all: 3 });
        assert_eq!(all.take(&codes[2]), part(1));
        assert_eq!(all.take(&one), Ok(Taken::Card));
        assert_eq!(
            all.take(&format!(" shc:/{} \n", to_numeric(&one).unwrap())),
            Ok(Taken::Again)
        );
        assert_eq!(all.take(&codes[2]), Ok(Taken::Again));
        assert_eq!(all.take("shlink:/eyJ1"), Ok(Taken::Link));
        assert_eq!(
            all.take("https://v.example.org/#shlink:/eyJ1"),
            Ok(Taken::Again)
        );
        assert_eq!(all.take(&codes[0]), part(2));
        assert_eq!(all.collected().unfinished, [(2, 3)]);
        assert_eq!(all.take("WIFI:S:home;;"), Err(CodeError::NoCode));
        assert_eq!(all.take(&codes[1]), Ok(Taken::Card));
        assert_eq!(
            all.take(&codes[1]),
            Ok(Taken::Again),
            "a camera sees it longer"
        );
        assert_eq!(
            all.collected(),
            Collected {
                cards: vec![one, two],
                links: vec!["shlink:/eyJ1".to_owned()],
                unfinished: Vec::new(),
            }
        );
    }

    #[test]
    fn parts_of_two_cards_of_one_length_are_told_apart() {
        let (one, two) = (card("One"), card("Two, another"));
        let (a, b) = (parts(&one, 2), parts(&two, 2));
        for order in [
            [&a[0], &b[0], &a[1], &b[1]],
            [&a[0], &b[0], &b[1], &a[1]],
            [&b[1], &a[1], &a[0], &b[0]],
        ] {
            let mut all = Collector::new(CodeLimits::default());
            for code in order {
                all.take(code).unwrap();
            }
            let mut cards = all.collected().cards;
            cards.sort();
            let mut wanted = vec![one.clone(), two.clone()];
            wanted.sort();
            assert_eq!(cards, wanted);
            assert!(all.collected().unfinished.is_empty());
        }
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let limits = CodeLimits {
            cards: 3,
            ..CodeLimits::default()
        };
        let mut all = Collector::new(limits);
        for n in 0..3 {
            assert_eq!(all.take(&format!("eyJ{n}")), Ok(Taken::Card));
        }
        assert_eq!(all.take("eyJ3"), Err(CodeError::TooLarge { limit: 3 }));
        let mut all = Collector::new(CodeLimits {
            cards: 3,
            chunks: 100,
            ..CodeLimits::default()
        });
        let mut refused = false;
        for n in 10..78 {
            for number in 1..60 {
                refused |= all.take(&format!("shc:/{number}/99/{n}")).is_err();
            }
        }
        assert!(refused, "parts without a card are not kept for ever");
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(texts in proptest::collection::vec("(shc:/[0-9]/[0-9]/[0-9]{0,6}|eyJ[a-z]{0,3}|\\PC{0,20})", 0..20)) {
            let mut all = Collector::new(CodeLimits::default());
            for text in &texts {
                drop(all.take(text));
            }
            let end = all.collected();
            prop_assert!(end.cards.len() + end.links.len() <= texts.len() + 1);
        }
    }
}
