//! See `hongtou_fuzz::tags`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hongtou_fuzz::tags(bytes));
