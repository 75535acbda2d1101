//! A value that tells whether it may have changed, without being compared.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};

/// Of one state of one value: no other has the same. What it is made of means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp(u64);

impl Stamp {
    fn fresh() -> Self {
        static GIVEN: AtomicU64 = AtomicU64::new(0);
        Self(GIVEN.fetch_add(1, Ordering::Relaxed))
    }
}

/// Whoever can change the value gives it another stamp by reaching for it: none can forget to.
#[derive(Debug, Clone)]
pub struct Stamped<T> {
    value: T,
    stamp: Stamp,
}

impl<T> Stamped<T> {
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// To change what nobody asks the stamp about.
    pub(super) fn unseen(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> From<T> for Stamped<T> {
    fn from(value: T) -> Self {
        Self {
            value,
            stamp: Stamp::fresh(),
        }
    }
}

impl<T> Deref for Stamped<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Stamped<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.stamp = Stamp::fresh();
        &mut self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_states_share_a_stamp_but_a_copy_and_its_original() {
        let mut text = Stamped::from(String::from("we"));
        let (begun, other) = (text.stamp(), Stamped::from(String::from("we")));
        assert_ne!(other.stamp(), begun, "it is another one");
        assert_eq!(text.len(), 2);
        assert_eq!(text.stamp(), begun, "it was only read");
        let copy = text.clone();
        text.push('b');
        assert_ne!(text.stamp(), begun);
        assert_eq!(copy.stamp(), begun);
    }
}
