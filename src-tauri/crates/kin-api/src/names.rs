//! Names of the domain that a face lists.

use kin_model::Kind;
use kin_model::summary::Topic;

/// `as_str` of everything in `ALL`, made when the program is built.
macro_rules! names {
    ($all:expr) => {{
        let mut names = [""; $all.len()];
        let mut all = $all;
        let mut rest: &mut [&'static str] = &mut names;
        while let ([one, more @ ..], [slot, tail @ ..]) = (all, rest) {
            *slot = one.as_str();
            all = more;
            rest = tail;
        }
        names
    }};
}

/// The name of every kind of entry.
pub const KIND_NAMES: [&str; Kind::ALL.len()] = names!(Kind::ALL);

/// The name of every topic that goes along only when it is ticked, in the order in which they are shown.
pub const TOPIC_NAMES: [&str; Topic::ALL.len()] = names!(Topic::ALL);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_the_domain() {
        let kinds: Vec<&str> = Kind::ALL.iter().map(|k| k.as_str()).collect();
        assert_eq!(KIND_NAMES.to_vec(), kinds);
        let topics: Vec<&str> = Topic::ALL.iter().map(|t| t.as_str()).collect();
        assert_eq!(TOPIC_NAMES.to_vec(), topics);
    }
}
