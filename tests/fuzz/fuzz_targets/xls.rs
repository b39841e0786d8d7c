//! Fuzzes `entry::xls`.
#![no_main]

#[path = "../entry.rs"]
#[allow(dead_code, reason = "every target uses one of the entries")]
mod entry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entry::xls(bytes));
