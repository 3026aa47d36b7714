//! Names of the domain that a face lists.

use kin_model::Kind;

const COUNT: usize = Kind::ALL.len();

const fn names() -> [&'static str; COUNT] {
    let mut names = [""; COUNT];
    let mut kinds = Kind::ALL;
    let mut rest: &mut [&'static str] = &mut names;
    while let ([kind, more @ ..], [slot, tail @ ..]) = (kinds, rest) {
        *slot = kind.as_str();
        kinds = more;
        rest = tail;
    }
    names
}

/// The name of every kind of entry.
pub const KIND_NAMES: [&str; COUNT] = names();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_the_domain() {
        let kinds: Vec<&str> = Kind::ALL.iter().map(|k| k.as_str()).collect();
        assert_eq!(KIND_NAMES.to_vec(), kinds);
    }
}
