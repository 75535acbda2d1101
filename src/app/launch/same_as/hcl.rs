//! Terraform's language: its strings, and the layout `terraform fmt` gives.
//! <https://developer.hashicorp.com/terraform/language/expressions/strings>

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;

use super::is_hidden;

/// A quoted string that means this text: no escape is undone twice, no template begins.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let opens = matches!(c, '$' | '%') && rest.peek() == Some(&'{');
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // "$${" is "${", but in "$$${" and "%$${" the first two are a pair already.
            _ if opens && matches!(before, Some('$' | '%')) => escape(&mut quoted, c),
            _ if opens => quoted.extend([c, c]),
            _ if is_hidden(c) => escape(&mut quoted, c),
            _ => quoted.push(c),
        }
        before = Some(c);
    }
    quoted.push('"');
    quoted
}

fn escape(quoted: &mut String, c: char) {
    // Writing to a `String` never fails.
    let _ = match u32::from(c) {
        code @ ..=0xffff => write!(quoted, "\\u{code:04x}"),
        code => write!(quoted, "\\U{code:08x}"),
    };
}

/// The text as lines between `<<EOT` and `EOT`, where it can be: there are no escapes in there,
/// and it always ends with a line feed, which `chomp` takes from what does not. For an argument of
/// a function, in an attribute indented by two.
pub(super) fn heredoc(text: &str) -> Option<String> {
    let lines = text.strip_suffix('\n').unwrap_or(text);
    let hidden = |c| !matches!(c, '\n' | '\t') && is_hidden(c);
    let unsayable = ["$${", "%${", "$%{", "%%{"]
        .iter()
        .any(|open| text.contains(open));
    if !lines.contains('\n') || unsayable || text.chars().any(hidden) {
        return None;
    }
    let mark = (0..=lines.lines().count())
        .map(|n| "EOT".to_owned() + &"_".repeat(n))
        .find(|mark| lines.lines().all(|line| line.trim() != mark))?;
    let lines = lines.replace("${", "$${").replace("%{", "%%{");
    let heredoc = format!("<<{mark}\n{lines}\n{mark}\n  ");
    Some(if text.ends_with('\n') {
        heredoc
    } else {
        format!("chomp({heredoc})")
    })
}

/// Whether Terraform keeps the text as it is: it brings every string into Unicode's normal form C.
/// Only scripts that have no say in that are counted as safe.
pub(super) fn is_kept(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c,
            '\0'..='\u{2ff}' | '\u{400}'..='\u{482}' | '\u{2010}'..='\u{205e}'
            | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}' | '\u{1f300}'..='\u{1faff}')
    })
}

/// The lines between a pair of braces.
#[derive(Debug, Default)]
pub(super) struct Body {
    lines: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    Attribute(String, String),
    /// Anything with lines of its own; attributes are not aligned across it.
    Other(String),
}

impl Body {
    /// `name = value`. A value of several lines has them indented as they shall be.
    pub(super) fn attribute(&mut self, name: &str, value: String) {
        if value.contains('\n') {
            self.lines.push(Line::Other(format!("{name} = {value}")));
        } else {
            self.lines.push(Line::Attribute(name.to_owned(), value));
        }
    }

    /// What is not seen, or would end the line, is left out of it.
    pub(super) fn comment(&mut self, text: &str) {
        let text: String = text.chars().filter(|c| !is_hidden(*c)).collect();
        self.lines.push(Line::Other(format!("# {text}")));
    }

    pub(super) fn block(&mut self, name: &str, body: &Self) {
        let inner = body.indented("    ");
        let block = format!("\n  {name} {{\n{inner}  }}");
        self.lines.push(Line::Other(block));
    }

    /// `{ … }` as a value.
    pub(super) fn object(&self, indent: &str) -> String {
        let inner = self.indented(&format!("{indent}  "));
        format!("{{\n{inner}{indent}}}")
    }

    /// Every line, the `=` of neighbours in one column.
    pub(super) fn indented(&self, indent: &str) -> String {
        let mut text = String::new();
        for group in self
            .lines
            .chunk_by(|a, b| a.is_attribute() && b.is_attribute())
        {
            let names = group.iter().map(|line| match line {
                Line::Attribute(name, _) => columns(name),
                Line::Other(_) => 0,
            });
            let width = names.max().unwrap_or(0);
            for line in group {
                // Writing to a `String` never fails.
                let _ = match line {
                    Line::Attribute(name, value) => {
                        let pad = " ".repeat(width - columns(name));
                        writeln!(text, "{indent}{name}{pad} = {value}")
                    }
                    Line::Other(other) if other.starts_with('\n') => writeln!(text, "{other}"),
                    Line::Other(other) => writeln!(text, "{indent}{other}"),
                };
            }
        }
        text
    }
}

/// As `terraform fmt` counts them: wide ones as one, too.
fn columns(name: &str) -> usize {
    name.graphemes(true).count()
}

impl Line {
    fn is_attribute(&self) -> bool {
        matches!(self, Self::Attribute(..))
    }
}
