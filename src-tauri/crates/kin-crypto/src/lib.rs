//! Keys, key slots, recovery codes, encrypted files: the only door to ciphers.
