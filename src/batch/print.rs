//! Fingerprints: of a file's bytes, and of all that goes into a report.

use crate::package::Package;
use crate::value::Shown;
use minijinja::value::{Value, ValueKind};
use twox_hash::xxhash3_128::Hasher;

/// The fingerprint (XXH3, 128 bits) of bytes. It tells whether something changed; it is no proof against
/// forgery.
pub(super) fn of_bytes(bytes: &[u8]) -> u128 {
    Hasher::oneshot(bytes)
}

/// What goes into a fingerprint, each piece with its kind and length so that none runs into the next.
#[derive(Debug, Default)]
pub(super) struct Pieces(Vec<u8>);

impl Pieces {
    pub(super) fn text(&mut self, text: &str) {
        self.piece(b't', text.as_bytes());
    }

    fn piece(&mut self, kind: u8, bytes: &[u8]) {
        self.0.push(kind);
        self.0.extend_from_slice(&bytes.len().to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    /// A value, as the template sees it.
    pub(super) fn value(&mut self, value: &Value) {
        if let Some(shown) = value.downcast_object_ref::<Shown>() {
            self.piece(b's', shown.text().as_bytes());
            return self.text(shown.exact());
        }
        match (value.kind(), value.as_str()) {
            (_, Some(text)) => self.text(text),
            (ValueKind::Map, _) => {
                self.piece(b'{', &[]);
                for (key, value) in value.as_object().and_then(|o| o.try_iter_pairs()).into_iter().flatten() {
                    self.value(&key);
                    self.value(&value);
                }
                self.piece(b'}', &[]);
            }
            (ValueKind::Seq | ValueKind::Iterable, _) => {
                self.piece(b'[', &[]);
                value.try_iter().into_iter().flatten().for_each(|item| self.value(&item));
                self.piece(b']', &[]);
            }
            (ValueKind::Undefined | ValueKind::None, _) => self.piece(b'-', &[]),
            _ => self.piece(b'n', value.to_string().as_bytes()),
        }
    }

    /// The parts of a template.
    pub(super) fn package(&mut self, package: &Package) {
        for name in package.names() {
            self.text(name);
            self.piece(b'p', &package.read(name).unwrap_or_default());
        }
    }

    pub(super) fn finish(&self) -> u128 {
        of_bytes(&self.0)
    }
}
