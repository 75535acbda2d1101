//! What the word being typed into the filter line could become: a key, or a value that is there.

use std::sync::Arc;

use super::filter::{canonical, is_age, looks_like_a_key, word_start, written};
use super::table::{Row, Table};

/// What stands under the filter line while somebody types into it.
#[derive(Debug, PartialEq, Eq)]
pub struct Completion {
    /// From which byte on a candidate takes the place of what was typed.
    start: usize,
    end: usize,
    /// The key whose values are offered, as it was typed; `None`: keys are.
    key: Option<String>,
    pub candidates: Vec<Candidate>,
    /// What is wrong with the word.
    pub note: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As it is shown.
    pub label: Arc<str>,
    /// How many rows have the value.
    pub rows: Option<usize>,
}

impl Completion {
    /// `cursor`: in characters.
    pub fn of<R: Row>(table: &Table<R>, typed: &str, cursor: usize) -> Self {
        let end = typed
            .char_indices()
            .nth(cursor)
            .map_or(typed.len(), |(at, _)| at);
        let mut start = word_start(typed, end);
        if typed[start..end].starts_with('!') {
            start += 1;
        }
        let word = typed[start..end].to_lowercase().replace('"', "");
        let mut completion = Self {
            start,
            end,
            key: None,
            candidates: Vec::new(),
            note: None,
        };
        match word.split_once(':') {
            None => completion.candidates = keys::<R>(&word),
            Some(("age", age)) => completion.note = age_note(age),
            Some((key, value)) if R::KEYS.contains(&canonical(key)) => {
                completion.candidates = values(table, key, value);
                completion.key = Some(key.to_owned());
            }
            Some((key, _)) if looks_like_a_key(key) => {
                let keys = R::KEYS.join(" ");
                completion.note = Some(format!("{key}: is no key, but a word. Keys: {keys}"));
            }
            Some(_) => {}
        }
        completion
    }

    /// What `Tab` makes of the line, and where the cursor is then, in characters: what all
    /// candidates begin with; where that is nothing new, the first.
    pub fn take(&self, typed: &str) -> Option<(String, usize)> {
        let first = self.typed_as(self.candidates.first()?);
        let word = typed[self.start..self.end].to_lowercase();
        let mut common = first.clone();
        for candidate in &self.candidates {
            let text = self.typed_as(candidate);
            if text.starts_with(&word) {
                let pairs = common.char_indices().zip(text.chars());
                let same = pairs.take_while(|((_, a), b)| a == b).last();
                common.truncate(same.map_or(0, |((at, c), _)| at + c.len_utf8()));
            }
        }
        let is_new = common.len() > word.len() && common.starts_with(&word);
        let taken = if is_new { common } else { first };
        let line = format!("{}{taken}{}", &typed[..self.start], &typed[self.end..]);
        let cursor = line[..self.start + taken.len()].chars().count();
        (line != typed).then_some((line, cursor))
    }

    fn typed_as(&self, candidate: &Candidate) -> String {
        match &self.key {
            Some(key) => written(key, &candidate.label),
            None => candidate.label.to_string(),
        }
    }
}

fn keys<R: Row>(begun: &str) -> Vec<Candidate> {
    let keys = R::KEYS.iter().filter(|key| key.starts_with(begun));
    keys.map(|key| Candidate {
        label: format!("{key}:").into(),
        rows: None,
    })
    .collect()
}

/// The values that hold what was typed; those that begin with it come first, then the frequent.
fn values<R: Row>(table: &Table<R>, key: &str, part: &str) -> Vec<Candidate> {
    let counts = table.values(canonical(key));
    let found = counts.iter().filter(|(value, _)| value.contains(part));
    let (mut first, rest): (Vec<_>, Vec<_>) = found.partition(|(value, _)| value.starts_with(part));
    first.extend(rest);
    let candidates = first.into_iter();
    candidates
        .map(|(value, rows)| Candidate {
            label: value.clone(),
            rows: Some(*rows),
        })
        .collect()
}

fn age_note(age: &str) -> Option<String> {
    (!is_age(age)).then(|| "older: age:>7d · younger: age:<2h · units s m h d w y".into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::fixture::servers;
    use crate::app::instances::Column;
    use crate::openstack::compute::Server;

    fn table() -> Table<Server> {
        let mut table = Table::new(Column::Name);
        for server in servers() {
            table.put(server);
        }
        table.settle();
        table
    }

    fn offered(typed: &str) -> String {
        let completion = Completion::of(&table(), typed, typed.chars().count());
        let candidates = completion.candidates.iter();
        let words: Vec<_> = candidates
            .map(|candidate| match candidate.rows {
                Some(rows) => format!("{} {rows}", candidate.label),
                None => candidate.label.to_string(),
            })
            .chain(completion.note)
            .collect();
        words.join(" · ")
    }

    fn tabbed(typed: &str) -> String {
        let completion = Completion::of(&table(), typed, typed.chars().count());
        completion
            .take(typed)
            .map_or_else(|| typed.to_owned(), |(line, _)| line)
    }

    #[test]
    fn keys_are_offered_first_and_then_the_values_that_are_there() {
        assert_eq!(offered("web st"), "status:");
        assert_eq!(offered("i"), "id: · ip: · image:");
        assert_eq!(offered("status:sh"), "shelved 1 · shutoff 1");
        assert_eq!(offered("!status:err"), "error 1");
        assert_eq!(offered("status:er"), "error 1 · verify_resize 1");
        assert_eq!(offered("zone:"), "nova 12");
        assert_eq!(offered("status:nothing"), "");
    }

    #[test]
    fn an_unknown_key_is_told_with_those_that_exist_and_an_address_is_none() {
        let told = offered("color:red");
        assert!(
            told.starts_with("color: is no key, but a word. Keys: "),
            "{told}"
        );
        assert!(told.contains("status"), "{told}");
        assert_eq!(offered("2001:db8"), "");
        assert_eq!(offered("dead:beef"), "");
        assert!(offered("age:").contains("age:>7d"));
        assert!(offered("age:soond").contains("age:>7d"));
        assert_eq!(offered("age:>7d"), "");
    }

    #[test]
    fn tab_adds_what_is_common_and_then_takes_the_first() {
        assert_eq!(tabbed("sta"), "status:");
        assert_eq!(tabbed("web stat"), "web status:");
        assert_eq!(tabbed("status:sh"), "status:shelved");
        assert_eq!(tabbed("status:s"), "status:sh");
        assert_eq!(tabbed("!status:er"), "!status:error");
        assert_eq!(tabbed("status:error"), "status:error");
        assert_eq!(tabbed("nothing-like-it"), "nothing-like-it");
    }

    #[test]
    fn what_stands_behind_the_cursor_stays() {
        let completion = Completion::of(&table(), "sta web", 3);
        assert_eq!(completion.take("sta web"), Some(("status: web".into(), 7)));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_tab_leaves_what_stands_before_the_word_and_the_cursor_in_the_line(
            typed in "[a-zäß!:\" ]{0,12}", cursor in 0usize..14
        ) {
            let completion = Completion::of(&table(), &typed, cursor);
            if let Some((line, cursor)) = completion.take(&typed) {
                prop_assert!(line.starts_with(&typed[..completion.start]));
                prop_assert!(cursor <= line.chars().count());
                prop_assert!(line.ends_with(&typed[completion.end..]));
            }
        }
    }
}
