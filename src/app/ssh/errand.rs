//! A program that is to have the terminal for a while, and what became of it.

/// What to run, as it was shown. No shell is involved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Why, for the messages: `ssh to web-02`.
    pub what: String,
    pub program: String,
    pub arguments: Vec<String>,
}

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With this exit code.
    Exit(i32),
    /// By the signal of this number.
    Killed(i32),
    /// It could not even be started, and why.
    NotStarted(String),
}

/// What `ssh` exits with when it failed itself; every other code is that of the command it ran
/// (ssh(1)), and the last command of a session may well have failed.
const SSH_FAILED: i32 = 255;

impl Errand {
    /// What went wrong, in a sentence without its full stop; `None`: nothing.
    pub fn failure(&self, end: &End) -> Option<String> {
        let name = self.name();
        match end {
            End::Exit(0) => None,
            End::Exit(code) if name == "ssh" && *code != SSH_FAILED => None,
            End::Exit(code) => Some(format!("{name} ended with exit code {code}")),
            End::Killed(signal) => Some(format!("{name} was ended by signal {signal}")),
            End::NotStarted(why) => Some(format!("{} cannot be started: {why}", self.program)),
        }
    }

    fn name(&self) -> &str {
        self.program.rsplit('/').next().unwrap_or_default()
    }
}

impl End {
    /// Whether the program may have said something before it ended.
    pub fn left_words(&self) -> bool {
        !matches!(self, Self::NotStarted(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errand(program: &str) -> Errand {
        Errand {
            what: "ssh to web-02".into(),
            program: program.into(),
            arguments: Vec::new(),
        }
    }

    #[test]
    fn a_session_whose_last_command_failed_is_no_failure_of_ssh() {
        for program in ["ssh", "/usr/bin/ssh"] {
            let ssh = errand(program);
            assert_eq!(ssh.failure(&End::Exit(0)), None);
            assert_eq!(ssh.failure(&End::Exit(1)), None);
            assert_eq!(ssh.failure(&End::Exit(130)), None);
            assert_eq!(
                ssh.failure(&End::Exit(255)).as_deref(),
                Some("ssh ended with exit code 255")
            );
        }
        let mosh = errand("mosh").failure(&End::Exit(1));
        assert_eq!(mosh.as_deref(), Some("mosh ended with exit code 1"));
    }

    #[test]
    fn only_a_program_that_ran_can_have_said_something() {
        let not_started = End::NotStarted("there is no such program".into());
        assert!(!not_started.left_words());
        assert_eq!(
            errand("shs").failure(&not_started).as_deref(),
            Some("shs cannot be started: there is no such program")
        );
        assert!(End::Killed(15).left_words());
    }
}
