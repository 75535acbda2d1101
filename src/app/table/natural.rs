//! The order of names.

use std::cmp::Ordering;
use std::iter::Peekable;

/// Compares names as people do: without case, and `web-2` before `web-10`.
pub fn natural(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        let lower = |byte: &u8| char::from(byte.to_ascii_lowercase());
        let (a, b) = unlike(a.as_bytes(), b.as_bytes());
        by_chars(a.iter().map(lower), b.iter().map(lower))
    } else {
        let (a, b) = (a.chars(), b.chars());
        by_chars(
            a.flat_map(char::to_lowercase),
            b.flat_map(char::to_lowercase),
        )
    }
}

/// Both from where they differ on, or from the number that differs: most names of one cloud begin
/// alike.
fn unlike<'a>(a: &'a [u8], b: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let alike = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let digits = a[..alike].iter().rev();
    let digits = digits.take_while(|byte| byte.is_ascii_digit()).count();
    let start = alike - digits;
    (&a[start..], &b[start..])
}

fn by_chars(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> Ordering {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let order = by_number(&mut a, &mut b);
                if order != Ordering::Equal {
                    return order;
                }
            }
            (Some(x), Some(y)) => {
                if x != y {
                    return x.cmp(&y);
                }
                a.next();
                b.next();
            }
        }
    }
}

/// Takes the number at the front of both. Of two without leading zeros the one with more digits is
/// the larger, so that any length works; of as many, the first digit that differs decides.
fn by_number(
    a: &mut Peekable<impl Iterator<Item = char>>,
    b: &mut Peekable<impl Iterator<Item = char>>,
) -> Ordering {
    while a.next_if_eq(&'0').is_some() {}
    while b.next_if_eq(&'0').is_some() {}
    let mut order = Ordering::Equal;
    loop {
        let digits = (
            a.next_if(char::is_ascii_digit),
            b.next_if(char::is_ascii_digit),
        );
        match digits {
            (None, None) => return order,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => order = order.then(x.cmp(&y)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers_and_case_does_not_count() {
        for (less, more) in [
            ("web-2", "web-10"),
            ("web-02", "WEB-3"),
            ("web", "web-1"),
            ("a9b", "a10a"),
            ("v1.9.10", "v1.10.9"),
            ("99999999999999999999998", "99999999999999999999999"),
            ("äpfel-2", "Äpfel-10"),
        ] {
            assert_eq!(natural(less, more), Ordering::Less, "{less} {more}");
            assert_eq!(natural(more, less), Ordering::Greater, "{more} {less}");
        }
        assert_eq!(natural("Web-02", "web-2"), Ordering::Equal);
    }

    proptest! {
        #[test]
        fn it_is_an_order(names in prop::collection::vec("[a-bA-B0-2ä-]{0,6}", 3)) {
            let [a, b, c] = &names[..] else { return Ok(()) };
            prop_assert_eq!(natural(a, b), natural(b, a).reverse());
            let lower = |name: &String| name.to_lowercase().chars().collect::<Vec<_>>();
            let whole = by_chars(lower(a).into_iter(), lower(b).into_iter());
            prop_assert_eq!(natural(a, b), whole);
            if natural(a, b).is_le() && natural(b, c).is_le() {
                prop_assert!(natural(a, c).is_le(), "{} {} {}", a, b, c);
            }
        }
    }
}
