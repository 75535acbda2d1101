//! Text for a shell's command line.

/// One argument, quoted where the shell would read it otherwise. Names come from the cloud: they
/// may hold anything.
pub fn quote(argument: &str) -> String {
    // The only thing shlex cannot quote is NUL, which no argument can hold.
    let argument: String = argument.chars().filter(|c| *c != '\0').collect();
    shlex::try_quote(&argument).map_or_else(|_| String::new(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_stay_one_argument() {
        for name in [
            "web-01",
            "a b",
            "$(rm -rf ~)",
            "it's",
            "`id`",
            "a\nb",
            "",
            "--flag",
            "\u{1b}[2J",
        ] {
            let quoted = quote(name);
            assert_eq!(shlex::split(&quoted).unwrap(), [name], "{quoted}");
        }
    }
}
