//! See `hongtou_fuzz::package`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hongtou_fuzz::package(bytes));
