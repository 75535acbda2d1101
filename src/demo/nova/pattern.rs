//! The `name` filter: a regular expression of `MySQL`'s, found anywhere and in either case. Nova
//! escapes `|`, so there is no alternation, and a group without one only groups.

/// One place of a pattern.
#[derive(Debug, Clone)]
enum Atom {
    Start,
    End,
    Any,
    Letter(char),
    /// Negated, and ranges from first to last.
    Class(bool, Vec<(char, char)>),
}

/// An atom, how often at least, and how often at most.
type Part = (Atom, usize, usize);

/// Whether Python would compile it, which is Nova's check.
pub(super) fn is_regex(pattern: &str) -> bool {
    !pattern.is_empty() && parse(pattern).is_some()
}

/// A pattern, read once for all the names it is held against.
pub(super) struct Pattern(Option<Vec<Part>>);

impl Pattern {
    pub(super) fn new(pattern: &str) -> Self {
        Self(parse(&pattern.to_lowercase()))
    }

    /// What is no pattern matches nothing.
    pub(super) fn matches(&self, name: &str) -> bool {
        let Some(parts) = &self.0 else { return false };
        let name: Vec<char> = name.to_lowercase().chars().collect();
        (0..=name.len()).any(|at| matches_at(parts, &name, at))
    }
}

fn matches_at(parts: &[Part], name: &[char], at: usize) -> bool {
    let Some(((atom, least, most), rest)) = parts.split_first() else {
        return true;
    };
    match atom {
        Atom::Start => at == 0 && matches_at(rest, name, at),
        Atom::End => at == name.len() && matches_at(rest, name, at),
        _ => {
            let letters = name[at..].iter().take(*most);
            let run = letters.take_while(|letter| fits(atom, **letter)).count();
            run >= *least
                && (*least..=run)
                    .rev()
                    .any(|count| matches_at(rest, name, at + count))
        }
    }
}

fn fits(atom: &Atom, letter: char) -> bool {
    match atom {
        Atom::Any => true,
        Atom::Letter(wanted) => *wanted == letter,
        Atom::Class(negated, ranges) => {
            let inside = |(low, high): &(char, char)| (*low..=*high).contains(&letter);
            ranges.iter().any(inside) != *negated
        }
        Atom::Start | Atom::End => false,
    }
}

fn parse(pattern: &str) -> Option<Vec<Part>> {
    let mut letters = pattern.chars().peekable();
    let mut parts: Vec<Part> = Vec::new();
    let mut open = 0_u32;
    // Nothing to repeat: at the beginning, or after another repetition.
    let mut repeatable = false;
    while let Some(letter) = letters.next() {
        let atom = match letter {
            '*' | '+' | '?' => {
                let (_, least, most) = parts.last_mut().filter(|_| repeatable)?;
                *least = usize::from(letter == '+');
                *most = if letter == '?' { 1 } else { usize::MAX };
                repeatable = false;
                continue;
            }
            '(' => {
                open += 1;
                repeatable = false;
                continue;
            }
            ')' => {
                open = open.checked_sub(1)?;
                continue;
            }
            '^' => Atom::Start,
            '$' => Atom::End,
            '.' => Atom::Any,
            '\\' => escape(letters.next()?),
            '[' => class(&mut letters)?,
            letter => Atom::Letter(letter),
        };
        parts.push((atom, 1, 1));
        repeatable = true;
    }
    (open == 0).then_some(parts)
}

fn escape(letter: char) -> Atom {
    match letter {
        'd' => Atom::Class(false, vec![('0', '9')]),
        'w' => Atom::Class(false, vec![('a', 'z'), ('0', '9'), ('_', '_')]),
        's' => Atom::Class(false, vec![(' ', ' '), ('\t', '\r')]),
        letter => Atom::Letter(letter),
    }
}

/// The rest of a class, from after its `[`.
fn class(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Atom> {
    let negated = letters.next_if_eq(&'^').is_some();
    let mut ranges: Vec<(char, char)> = Vec::new();
    loop {
        let mut low = letters.next()?;
        if low == ']' && !ranges.is_empty() {
            return Some(Atom::Class(negated, ranges));
        }
        if low == '\\' {
            low = letters.next()?;
        }
        let mut high = low;
        if letters.next_if_eq(&'-').is_some() {
            if letters.peek() == Some(&']') {
                ranges.push(('-', '-'));
            } else {
                high = letters.next()?;
            }
        }
        if high < low {
            return None;
        }
        ranges.push((low, high));
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, is_regex};

    fn matches(pattern: &str, name: &str) -> bool {
        Pattern::new(pattern).matches(name)
    }

    #[test]
    fn a_name_filter_is_found_anywhere_and_in_either_case() {
        assert!(matches("EB-0", "web-01"));
        assert!(!matches("db", "web-01"));
    }

    #[test]
    fn anchors_and_escapes_mean_what_they_do_in_a_regex() {
        assert!(matches("^web", "web-01"));
        assert!(!matches("^eb", "web-01"));
        assert!(matches("01$", "web-01"));
        assert!(matches(r"^web\.01$", "web.01"));
        assert!(!matches(r"^web\.01$", "web-01"));
        assert!(!matches(r"web\$", "web"));
        assert!(matches(r"^web\-01$", "web-01"));
    }

    #[test]
    fn classes_and_repetitions_mean_what_they_do_in_a_regex() {
        assert!(matches("^web-[0-9]+$", "web-12"));
        assert!(!matches("^web-[^0-9]+$", "web-12"));
        assert!(matches(r"^web-\d*2$", "web-12"));
        assert!(matches("we.-?12", "web12"));
        assert!(matches("^[]x-]+$", "]-x"));
    }

    #[test]
    fn a_bar_is_only_a_letter() {
        assert!(!matches("web|db", "web"));
        assert!(matches("web|db", "web|db"));
    }

    #[test]
    fn what_python_would_not_compile_is_no_regex() {
        for bad in ["", "[", "a)(", "*", "a**", "(", r"a\", "[z-a]"] {
            assert!(!is_regex(bad), "{bad}");
        }
        assert!(is_regex(r"\["));
        assert!(is_regex("(a|b)"));
    }
}
