//! Reads Terraform's language by its specification, as far as a resource of literals goes.
//! <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// Attributes by name, blocks as lists by type, comments under `#`.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) attributes: Map<String, Value>,
    pub(super) blocks: Vec<(String, Vec<String>, Self)>,
    pub(super) comments: Vec<String>,
}

impl Body {
    pub(super) fn block(&self, kind: &str) -> Option<&Self> {
        let mut blocks = self.blocks.iter();
        blocks.find_map(|(name, _, body)| (name == kind).then_some(body))
    }
}

/// What `count.index` and `var.admin_pass` are.
pub(super) struct Scope<'a> {
    pub(super) index: u32,
    pub(super) password: &'a str,
}

pub(super) fn read(text: &str, scope: &Scope<'_>) -> Body {
    let mut reader = Reader { rest: text, scope };
    let body = reader.body(false);
    assert_eq!(reader.rest, "");
    body
}

struct Reader<'a> {
    rest: &'a str,
    scope: &'a Scope<'a>,
}

impl<'a> Reader<'a> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches(' ');
    }

    fn take(&mut self, token: &str) -> bool {
        self.space();
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn must(&mut self, token: &str) {
        assert!(self.take(token), "{token:?} expected: {}", self.rest);
    }

    fn line(&mut self) -> &'a str {
        let (line, rest) = self.rest.split_once('\n').unwrap();
        self.rest = rest;
        line
    }

    fn word(&mut self) -> &'a str {
        self.space();
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (word, rest) = self.rest.split_at(end.unwrap());
        self.rest = rest;
        word
    }

    fn body(&mut self, inner: bool) -> Body {
        let mut body = Body::default();
        loop {
            self.space();
            if self.take("\n") {
                continue;
            }
            if self.take("#") {
                body.comments.push(self.line().trim().to_owned());
            } else if (inner && self.take("}")) || self.rest.is_empty() {
                return body;
            } else {
                let name = self.word().to_owned();
                assert!(!name.is_empty(), "{}", self.rest);
                if self.take("=") {
                    let value = self.value();
                    let before = body.attributes.insert(name, value);
                    assert_eq!(before, None, "an attribute said twice");
                } else {
                    let mut labels = Vec::new();
                    while !self.take("{") {
                        labels.push(self.string());
                    }
                    self.must("\n");
                    body.blocks.push((name, labels, self.body(true)));
                }
                self.must("\n");
            }
        }
    }

    fn value(&mut self) -> Value {
        self.space();
        if self.rest.starts_with('"') {
            return json!(self.string());
        }
        if self.take("[") {
            let mut items = Vec::new();
            while !self.take("]") {
                items.push(self.value());
                if !self.take(",") {
                    assert!(self.rest.starts_with(']'));
                }
            }
            return json!(items);
        }
        if self.take("{") {
            self.must("\n");
            let mut object = Map::new();
            while !self.take("}") {
                let key = self.string();
                self.must("=");
                let before = object.insert(key, self.value());
                assert_eq!(before, None);
                self.must("\n");
            }
            return json!(object);
        }
        if self.take("<<") {
            return json!(self.heredoc());
        }
        match self.word() {
            "true" => json!(true),
            "false" => json!(false),
            "string" => json!("string"),
            "var" => {
                self.must(".admin_pass");
                json!(self.scope.password)
            }
            number if number.parse::<u64>().is_ok() => json!(number.parse::<u64>().unwrap()),
            function => self.call(function),
        }
    }

    fn call(&mut self, function: &str) -> Value {
        self.must("(");
        let value = self.value();
        let text = value.as_str().unwrap();
        self.must(")");
        json!(match function {
            "base64encode" => STANDARD.encode(text),
            "chomp" => text.trim_end_matches(['\n', '\r']).to_owned(),
            "pathexpand" => text.replacen('~', "$HOME", 1),
            "filebase64" => format!("the base64 of {text}"),
            other => panic!("{other}"),
        })
    }

    /// No escapes but those of `${` and `%{`; each line keeps its line feed.
    fn heredoc(&mut self) -> String {
        let mark = self.line();
        let mut text = String::new();
        loop {
            let line = self.line();
            if line.trim() == mark {
                // The line feed behind the mark is white space within parentheses.
                return text;
            }
            text.push_str(&template(line, |_| panic!("a template in {line}")));
            text.push('\n');
        }
    }

    fn string(&mut self) -> String {
        self.must("\"");
        let mut raw = String::new();
        let mut rest = self.rest.chars();
        loop {
            match rest.next().unwrap() {
                '"' => break,
                '\\' => raw.extend(['\\', rest.next().unwrap()]),
                '\n' => panic!("a line ends within quotes"),
                c => raw.push(c),
            }
        }
        self.rest = rest.as_str();
        let index = self.scope.index;
        let text = template(&raw, |inner| {
            assert_eq!(inner, "count.index + 1");
            (index + 1).to_string()
        });
        unescape(&text)
    }
}

/// As the scanner does: any character behind a `$` but `{` belongs to the literal.
fn template(raw: &str, fill: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let opens = |two: &str| rest.starts_with(two);
        if opens("$${") || opens("%%{") {
            text.extend([c, '{']);
            rest = &rest[3..];
        } else if opens("${") || opens("%{") {
            let (inner, more) = rest[2..].split_once('}').unwrap();
            text.push_str(&fill(inner));
            rest = more;
        } else if matches!(c, '$' | '%') {
            let two: String = rest.chars().take(2).collect();
            text.push_str(&two);
            rest = &rest[two.len()..];
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    text
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match rest.next().unwrap() {
            'n' => plain.push('\n'),
            'r' => plain.push('\r'),
            't' => plain.push('\t'),
            long @ ('u' | 'U') => {
                let length = if long == 'U' { 8 } else { 4 };
                let digits: String = rest.by_ref().take(length).collect();
                let code = u32::from_str_radix(&digits, 16).unwrap();
                plain.push(char::from_u32(code).unwrap());
            }
            c @ ('"' | '\\') => plain.push(c),
            c => panic!("\\{c}"),
        }
    }
    plain
}
