//! What is worked out of many things, kept until one of them is different.

use std::cell::RefCell;
use std::fmt::Debug;
use std::sync::Arc;

/// The last value made, with all it was made of. Drawing asks for it too.
#[derive(Debug)]
pub(super) struct Memo<Of, Made> {
    last: RefCell<Option<(Of, Arc<Made>)>>,
}

impl<Of, Made> Default for Memo<Of, Made> {
    fn default() -> Self {
        Self {
            last: RefCell::new(None),
        }
    }
}

impl<Of: PartialEq, Made> Memo<Of, Made> {
    /// The same value as before if it would be made of the same.
    pub(super) fn made(&self, of: Of, make: impl FnOnce(&Of) -> Made) -> Arc<Made> {
        if let Some((known, made)) = &*self.last.borrow()
            && *known == of
        {
            return made.clone();
        }
        let value = Arc::new(make(&of));
        self.last.replace(Some((of, value.clone())));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_anew_only_of_something_else() {
        let memo = Memo::default();
        let made = RefCell::new(0);
        let ask = |of: u8| {
            let value = memo.made(of, |of| {
                *made.borrow_mut() += 1;
                of * 2
            });
            (*value, *made.borrow())
        };
        assert_eq!(ask(1), (2, 1));
        assert_eq!(ask(1), (2, 1));
        assert_eq!(ask(3), (6, 2));
        assert_eq!(ask(1), (2, 3), "only the last is kept");
    }
}
