//! Text for a shell's command line.

use std::borrow::Cow;
use std::fmt::Write;

use super::wrap::is_unsafe;

/// One argument, quoted where the shell would read it otherwise. Names come from the cloud: they
/// may hold anything. What is not seen, and a line break, becomes an escape in `$'…'`: what is read
/// is what is meant, and a paste presses no key.
pub fn quote(argument: &str) -> String {
    if argument.chars().any(is_unsafe) {
        ansi_c(argument).replace('\n', "\\n")
    } else {
        plain(argument)
    }
}

/// The same by single and double quotes alone, as [`shlex::split`] reads them too.
pub fn plain(argument: &str) -> String {
    // The only thing shlex cannot quote is NUL, which no argument can hold.
    let argument: String = argument.chars().filter(|c| *c != '\0').collect();
    shlex::try_quote(&argument).map_or_else(|_| String::new(), Cow::into_owned)
}

/// Arguments that are no options, quoted. Behind `--` where one looks like an option: an id is
/// whatever the cloud says it is.
pub fn operands<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let arguments: Vec<&str> = arguments.into_iter().collect();
    let odd = arguments
        .iter()
        .any(|argument| argument.starts_with(['-', '\0']));
    let dashes = odd.then(|| "--".to_owned());
    dashes
        .into_iter()
        .chain(arguments.into_iter().map(quote))
        .collect()
}

/// `$'…'`, line feeds as they are:
/// <https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html>
pub fn ansi_c(argument: &str) -> String {
    let mut word = String::from("$'");
    for c in argument.chars() {
        match c {
            // No argument can hold it, and bash ends the word there.
            '\0' => {}
            '\n' => word.push(c),
            '\t' => word.push_str("\\t"),
            '\r' => word.push_str("\\r"),
            '\\' | '\'' => word.extend(['\\', c]),
            // An interactive shell may look these two up in its history.
            '!' | '^' => escape(&mut word, c),
            _ if is_unsafe(c) => escape(&mut word, c),
            _ => word.push(c),
        }
    }
    word.push('\'');
    word
}

/// Byte by byte: `\u` depends on the locale. In octal, which ends after three digits, where `\x`
/// would take a digit of the text behind it for its own.
fn escape(word: &mut String, c: char) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        // Writing to a `String` never fails.
        let _ = write!(word, "\\{byte:03o}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_stay_one_argument() {
        for name in ["web-01", "a b", "$(rm -rf ~)", "it's", "`id`", "", "--flag"] {
            let quoted = quote(name);
            assert_eq!(shlex::split(&quoted).unwrap(), [name], "{quoted}");
        }
    }

    #[test]
    fn what_is_not_seen_is_written_as_an_escape_on_one_line() {
        assert_eq!(quote("a\nb"), r"$'a\nb'");
        assert_eq!(quote("\u{1b}[201~1"), r"$'\033[201~1'");
        assert_eq!(quote("\u{202e}it's!"), r"$'\342\200\256it\'s\041'");
        assert_eq!(quote("a\0b\u{7}7"), r"$'ab\0077'");
    }

    #[test]
    fn what_looks_like_an_option_stands_behind_two_dashes() {
        assert_eq!(operands(["a1", "b2"]), ["a1", "b2"]);
        assert_eq!(operands(["a1", "-x"]), ["--", "a1", "-x"]);
        assert_eq!(operands(["--os-cloud=x y"]), ["--", "'--os-cloud=x y'"]);
        assert_eq!(operands(["-\n"]), ["--", r"$'-\n'"]);
    }
}
