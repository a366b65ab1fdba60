//! Randomness: the one place of the program that draws it. Keys, origins, nonces and salts come
//! from here, straight from the operating system.
#![allow(
    clippy::disallowed_methods,
    reason = "this module is the randomness that the other crates are given"
)]

use crate::failure::{Failure, Kind};

/// `N` random bytes. Fails where the operating system has none to give.
pub fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::new(Kind::Store, format!("the operating system gave no randomness: {error}"))
            .hint("nothing was written; keys and salts are never made from anything weaker")
    })?;
    Ok(bytes)
}

/// Fills the bytes; false where the operating system has no randomness to give.
pub fn fill(bytes: &mut [u8]) -> bool {
    getrandom::fill(bytes).is_ok()
}
