//! One program for all targets: the environment variable `KINFOLIO_FUZZ_TARGET` names the one to run.
#![no_main]

use std::sync::LazyLock;

static TARGET: LazyLock<kin_fuzz::Target> = LazyLock::new(|| {
    let name = std::env::var("KINFOLIO_FUZZ_TARGET").unwrap_or_default();
    kin_fuzz::target(&name).unwrap_or_else(|| panic!("there is no target {name:?}"))
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| (TARGET.run)(data));
