//! How often the costly things are done. Tests hold that up at a hundred rows and at ten thousand;
//! the program itself counts nothing.

#[cfg(test)]
use std::cell::RefCell;
#[cfg(test)]
use std::collections::BTreeMap;

#[cfg(test)]
thread_local! {
    static DONE: RefCell<BTreeMap<&'static str, usize>> = RefCell::default();
}

/// An instance is judged by the table of rules.
pub(crate) const JUDGED: &str = "judged";
/// A target of a question is looked at again.
pub(crate) const LOOKED_AT: &str = "looked at";
/// The rows of a list are gone through for those in transition.
pub(crate) const SEARCHED: &str = "searched";
/// A line of a reading list is put into words.
pub(crate) const WORDED: &str = "worded";
/// The whole of a long text is gone through.
pub(crate) const LAID_OUT: &str = "laid out";

/// A list is gone through for one thing.
pub(crate) const WALKED: &str = "walked";
/// What a table of the wizard lists is worked out.
pub(crate) const LISTED: &str = "listed";
/// What of a launch may lie on a disk is worked out.
pub(crate) const KEPT: &str = "kept";

/// It is done once more.
#[cfg_attr(
    not(test),
    expect(clippy::missing_const_for_fn, reason = "tests count")
)]
pub(crate) fn count(what: &'static str) {
    #[cfg(test)]
    DONE.with_borrow_mut(|done| *done.entry(what).or_default() += 1);
    #[cfg(not(test))]
    let _ = what;
}

/// How often it is done meanwhile.
#[cfg(test)]
pub(crate) fn counted(what: &'static str, meanwhile: impl FnOnce()) -> usize {
    let so_far = || DONE.with_borrow(|done| done.get(what).copied().unwrap_or(0));
    let before = so_far();
    meanwhile();
    so_far() - before
}
