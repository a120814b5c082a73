//! See `hongtou_fuzz::xml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hongtou_fuzz::xml(bytes));
