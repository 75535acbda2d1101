//! Texts that many rows have alike, such as a flavor's name, kept once for all of them.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// How many are held before those that no row has any more are looked for.
const LEAST: usize = 1024;

/// A table of shared texts. It holds no more than twice what is in use.
#[derive(Default)]
pub(crate) struct Strings(Mutex<Held>);

#[derive(Default)]
struct Held {
    texts: HashSet<Arc<str>>,
    /// Of how many texts the unused are to be dropped next.
    sweep_at: usize,
}

impl Strings {
    /// The one of its kind.
    pub(crate) fn share(&self, text: &str) -> Arc<str> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held.texts.get(text) {
            return known.clone();
        }
        if held.texts.len() >= held.sweep_at {
            held.texts.retain(|text| Arc::strong_count(text) > 1);
            held.sweep_at = LEAST.max(2 * held.texts.len());
        }
        let text: Arc<str> = text.into();
        held.texts.insert(text.clone());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once() {
        let strings = Strings::default();
        let (one, other) = (strings.share("m1.small"), strings.share("m1.small"));
        assert!(Arc::ptr_eq(&one, &other));
    }

    #[test]
    fn what_no_row_has_any_more_is_let_go() {
        let strings = Strings::default();
        let kept = strings.share("kept");
        for number in 0..100 * LEAST {
            strings.share(&number.to_string());
        }
        assert!(strings.0.lock().unwrap().texts.len() <= LEAST);
        assert!(Arc::ptr_eq(&kept, &strings.share("kept")));
    }
}
