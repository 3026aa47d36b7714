//! The one Fluent catalogue, English and Simplified Chinese.
