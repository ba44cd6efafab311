//! `Seal`: encrypts records, each for its place alone: one that is moved to another place does not open there.

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, Generate as _, KeyInit as _, Nonce, Payload};

use super::Place;

/// The bytes of a nonce, which stands before what is encrypted. They are drawn anew for every record.
const NONCE: usize = 24;

/// Encrypts with one key.
pub struct Seal(XChaCha20Poly1305);

impl Seal {
    pub fn new(key: [u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(&key.into()))
    }

    /// What is written for a record.
    pub fn close(&self, place: Place, record: &[u8]) -> Vec<u8> {
        let nonce = Nonce::<XChaCha20Poly1305>::generate();
        let payload = Payload { msg: record, aad: &bound(place) };
        let closed = self.0.encrypt(&nonce, payload).expect("a record fits into memory");
        [nonce.as_slice(), &closed].concat()
    }

    /// The record that was written, if it was by this key for this place.
    pub fn open(&self, place: Place, written: &[u8]) -> Option<Vec<u8>> {
        let (nonce, closed) = written.split_at_checked(NONCE)?;
        let nonce = <[u8; NONCE]>::try_from(nonce).ok()?;
        self.0.decrypt(&nonce.into(), Payload { msg: closed, aad: &bound(place) }).ok()
    }
}

fn bound((kind, owner, number): Place) -> [u8; 17] {
    let mut bytes = [0; 17];
    bytes[0] = kind;
    bytes[1..9].copy_from_slice(&owner.to_be_bytes());
    bytes[9..].copy_from_slice(&number.to_be_bytes());
    bytes
}
