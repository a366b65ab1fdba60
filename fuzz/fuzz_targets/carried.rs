#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| verbale_fuzz::carried(bytes));
