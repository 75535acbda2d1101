//! Reads a bash command line, by the manual's rules for quoting.
//! <https://www.gnu.org/software/bash/manual/html_node/Quoting.html>

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A script's last command, and what its process substitutions would hold.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) comments: Vec<String>,
    pub(super) words: Vec<String>,
    pub(super) files: BTreeMap<String, Vec<u8>>,
}

pub(super) fn read(text: &str, password: &str) -> Script {
    let mut rest = text;
    let mut script = Script::default();
    while let Some(comment) = rest.strip_prefix("# ") {
        let (line, more) = comment.split_once('\n').unwrap();
        script.comments.push(line.to_owned());
        rest = more;
    }
    // The last line may be a comment too; the command before it ends with its line.
    if let Some((command, comment)) = rest.trim_end().rsplit_once("\n# ") {
        script.comments.push(comment.to_owned());
        rest = &rest[..=command.len()];
    }
    let prompt = "read -rsp 'Admin password: ' ADMIN_PASS && \\\n";
    let (password, rest) = match rest.strip_prefix(prompt) {
        Some(rest) => (Some(password), rest),
        None => (None, rest),
    };
    let mut reader = Reader {
        rest: rest.chars().peekable(),
        password,
        script,
    };
    reader.command('\n');
    assert_eq!(reader.rest.next(), None, "one command only:\n{text}");
    reader.script
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    password: Option<&'a str>,
    script: Script,
}

impl Reader<'_> {
    fn command(&mut self, end: char) {
        let words = self.words(end);
        self.script.words = words;
    }

    fn words(&mut self, end: char) -> Vec<String> {
        let mut words = Vec::new();
        let mut word: Option<String> = None;
        loop {
            let c = self.rest.next().expect("an unfinished command");
            match c {
                _ if c == end => {
                    words.extend(word);
                    return words;
                }
                ' ' | '|' => {
                    words.extend(word.take());
                    if c == '|' {
                        words.push("|".to_owned());
                    }
                }
                '\\' if self.rest.next_if_eq(&'\n').is_some() => {}
                '<' => {
                    assert_eq!((self.rest.next(), &word), (Some('('), &None));
                    word = Some(self.substitution());
                }
                _ => {
                    let part = self.part(c, word.is_none());
                    word.get_or_insert_default().push_str(&part);
                }
            }
        }
    }

    fn part(&mut self, c: char, begins: bool) -> String {
        match c {
            '\'' => self.until('\''),
            '"' => self.double(),
            '$' => {
                assert_eq!(self.rest.next(), Some('\''));
                self.ansi_c()
            }
            // Only at the start of a word, and only then, it is the home directory.
            '~' if begins => {
                assert_eq!(self.rest.peek(), Some(&'/'));
                "$HOME".to_owned()
            }
            c if c.is_ascii_alphanumeric() || "+-./:@]_=%".contains(c) => c.to_string(),
            c => panic!("{c:?} means something to bash"),
        }
    }

    fn until(&mut self, end: char) -> String {
        let rest = self.rest.by_ref();
        rest.take_while(|c| *c != end).collect()
    }

    fn double(&mut self) -> String {
        let mut text = String::new();
        loop {
            match self.rest.next().unwrap() {
                '"' => return text,
                '\\' => match self.rest.next().unwrap() {
                    '\n' => {}
                    c if "$`\"\\".contains(c) => text.push(c),
                    c => text.extend(['\\', c]),
                },
                '$' => {
                    let name: String = self.rest.by_ref().take(10).collect();
                    assert_eq!(name, "ADMIN_PASS");
                    text.push_str(self.password.expect("asked for before"));
                }
                '`' | '!' => panic!("means something within quotes"),
                c => text.push(c),
            }
        }
    }

    fn ansi_c(&mut self) -> String {
        let mut bytes = Vec::new();
        loop {
            match self.rest.next().unwrap() {
                '\'' => return String::from_utf8(bytes).unwrap(),
                '\\' => match self.rest.next().unwrap() {
                    't' => bytes.push(b'\t'),
                    'r' => bytes.push(b'\r'),
                    first @ '0'..='3' => {
                        let rest: String = self.rest.by_ref().take(2).collect();
                        let digits = format!("{first}{rest}");
                        bytes.push(u8::from_str_radix(&digits, 8).unwrap());
                    }
                    c @ ('\\' | '\'') => bytes.push(c as u8),
                    c => panic!("\\{c}"),
                },
                c => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
            }
        }
    }

    fn substitution(&mut self) -> String {
        let words = self.words(')');
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        let bytes = match &words[..] {
            ["printf", "%s", text] => text.as_bytes().to_vec(),
            ["printf", "%s", text, "|", "base64", "-d"] => STANDARD.decode(text).unwrap(),
            other => panic!("{other:?}"),
        };
        let name = format!("/dev/fd/{}", 63 - self.script.files.len());
        self.script.files.insert(name.clone(), bytes);
        name
    }
}
