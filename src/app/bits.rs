//! A set of slots, one bit each: ten thousand fit into what the processor keeps at hand.

const WORD: usize = 64;

#[derive(Debug, Clone, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// None of so many.
    pub(super) fn none(slots: usize) -> Self {
        Self {
            words: vec![0; slots.div_ceil(WORD)],
        }
    }

    /// All of so many.
    pub(super) fn all(slots: usize) -> Self {
        Self::none(slots).inverse(slots)
    }

    pub(super) fn has(&self, slot: usize) -> bool {
        let word = self.words.get(slot / WORD);
        word.is_some_and(|word| word >> (slot % WORD) & 1 == 1)
    }

    pub(super) fn insert(&mut self, slot: usize) {
        if slot / WORD >= self.words.len() {
            self.words.resize(slot / WORD + 1, 0);
        }
        self.words[slot / WORD] |= 1 << (slot % WORD);
    }

    /// `true` when it was there.
    pub(super) fn remove(&mut self, slot: usize) -> bool {
        let had = self.has(slot);
        if had {
            self.words[slot / WORD] &= !(1 << (slot % WORD));
        }
        had
    }

    /// Whether it was otherwise before.
    pub(super) fn set(&mut self, slot: usize, is_in: bool) -> bool {
        let had = self.has(slot);
        if is_in {
            self.insert(slot);
        } else {
            self.remove(slot);
        }
        had != is_in
    }

    pub(super) fn len(&self) -> usize {
        let ones = self.words.iter().map(|word| word.count_ones() as usize);
        ones.sum()
    }

    /// Those of so many that are not in it.
    pub(super) fn inverse(&self, slots: usize) -> Self {
        let mut words = vec![u64::MAX; slots.div_ceil(WORD)];
        for (word, own) in words.iter_mut().zip(&self.words) {
            *word = !own;
        }
        if let Some(last) = words.last_mut()
            && !slots.is_multiple_of(WORD)
        {
            *last &= (1 << (slots % WORD)) - 1;
        }
        Self { words }
    }

    /// Only those that the other has too stay.
    pub(super) fn keep(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        for (word, others) in self.words.iter_mut().zip(&other.words) {
            *word &= others;
        }
    }

    /// Only those that the other has not stay.
    pub(super) fn drop_all(&mut self, other: &Self) {
        for (word, others) in self.words.iter_mut().zip(&other.words) {
            *word &= !others;
        }
    }

    /// In ascending order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.words.iter().enumerate();
        words.flat_map(|(number, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest.checked_sub(1)?;
                Some(number * WORD + bit)
            })
        })
    }
}

/// However much room they have.
impl PartialEq for Bits {
    fn eq(&self, other: &Self) -> bool {
        let longer = self.words.len().max(other.words.len());
        let word = |bits: &Self, number| bits.words.get(number).copied().unwrap_or_default();
        (0..longer).all(|number| word(self, number) == word(other, number))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn bits(slots: &BTreeSet<usize>) -> Bits {
        let mut bits = Bits::default();
        for slot in slots {
            bits.insert(*slot);
        }
        bits
    }

    fn set(bits: &Bits) -> BTreeSet<usize> {
        bits.iter().collect()
    }

    proptest! {
        #[test]
        fn they_are_a_set_of_numbers(
            one in prop::collection::btree_set(0usize..200, 0..40),
            other in prop::collection::btree_set(0usize..200, 0..40),
            slot in 0usize..200, slots in 0usize..260,
        ) {
            let (mut a, b) = (bits(&one), bits(&other));
            prop_assert_eq!(set(&a), one.clone());
            prop_assert_eq!(a.len(), one.len());
            prop_assert_eq!(a.has(slot), one.contains(&slot));
            prop_assert_eq!(a == b, one == other);
            let outside = (0..slots).filter(|slot| !one.contains(slot));
            prop_assert_eq!(set(&a.inverse(slots)), outside.collect());
            prop_assert_eq!(set(&Bits::all(slots)), (0..slots).collect());
            let (mut both, mut only) = (a.clone(), a.clone());
            both.keep(&b);
            prop_assert_eq!(set(&both), &one & &other);
            only.drop_all(&b);
            prop_assert_eq!(set(&only), &one - &other);
            prop_assert_eq!(a.remove(slot), one.contains(&slot));
            prop_assert!(!a.has(slot) && a.set(slot, true) && !a.set(slot, true));
            prop_assert!(a.has(slot) && a.set(slot, false));
        }
    }
}
