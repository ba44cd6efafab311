//! Where the key of a store comes from: from the user, or from a file beside the store that is made with it.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Generate as _, Key};

use super::Failure;

/// Where the key is.
#[derive(Clone)]
pub enum KeyFrom {
    /// This, 64 hexadecimal digits.
    User(String),
    /// In the file of the store's name with `.key` behind it.
    File,
}

impl KeyFrom {
    /// The key of the store `path`; a new store gets a new one.
    pub(super) fn read(&self, path: &Path, is_new: bool) -> Result<[u8; 32], Failure> {
        match self {
            Self::User(digits) => digits_of(digits).ok_or_else(|| Failure::no_key(path, "SFN_STORE_KEY")),
            Self::File => {
                let file = beside(path);
                if is_new && !file.exists() {
                    return make(&file).map_err(|error| Failure::key_file(&file, &error));
                }
                let mut text = String::new();
                let read = File::open(&file).and_then(|mut file| file.read_to_string(&mut text));
                read.map_err(|error| Failure::key_file(&file, &error))?;
                digits_of(text.trim()).ok_or_else(|| Failure::no_key(path, &file.display().to_string()))
            }
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

fn digits_of(text: &str) -> Option<[u8; 32]> {
    let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut key = [0; 32];
    for (at, byte) in key.iter_mut().enumerate().filter(|_| is_hex) {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    is_hex.then_some(key)
}

/// Makes a key and its file, which only its owner may read.
fn make(file: &Path) -> std::io::Result<[u8; 32]> {
    let key: [u8; 32] = Key::<XChaCha20Poly1305>::generate().into();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    file.write_all(digits.as_bytes())?;
    file.sync_all()?;
    Ok(key)
}
