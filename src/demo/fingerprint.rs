//! The fingerprint Nova still shows of a key: the MD5 of its bytes. For nothing else.

use md5::{Digest, Md5};

/// `1a:c9:b3:…`
pub(super) fn fingerprint(data: &[u8]) -> String {
    let bytes: Vec<String> = Md5::digest(data)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    bytes.join(":")
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn the_fingerprint_of_nothing_is_the_rfcs() {
        assert_eq!(
            fingerprint(b""),
            "d4:1d:8c:d9:8f:00:b2:04:e9:80:09:98:ec:f8:42:7e"
        );
        assert_eq!(
            fingerprint(b"message digest"),
            "f9:6b:69:7d:7c:b7:93:8d:52:5a:2f:31:aa:f1:61:d0"
        );
    }
}
