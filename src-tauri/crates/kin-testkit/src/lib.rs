//! Synthetic people and builders for tests.
