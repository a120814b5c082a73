//! See `hongtou_fuzz::data`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hongtou_fuzz::data(bytes));
