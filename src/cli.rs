//! The command line, and what the environment says about the terminal.

use clap::{Parser, Subcommand, ValueEnum};
use tracing::level_filters::LevelFilter;

use crate::app::Options;
use crate::app::settings::Settings;
use crate::cloud::message::CloudChoice;
use crate::ui::text::Look;

const AFTER_HELP: &str = "\
Without --os-cloud the cloud is the one that OS_CLOUD or the other OS_* variables name, else the
only one in clouds.yaml; if there are several, the program asks.

What can be settled beforehand stands in $XDG_CONFIG_HOME/horizon-tui/config.toml
(~/.config/horizon-tui/config.toml).

A login's token is kept for the next start in $XDG_CACHE_HOME/horizon-tui (~/.cache/horizon-tui),
readable by its owner only; `horizon-tui logout` takes it back.

The log and crash reports go to $XDG_STATE_HOME/horizon-tui (~/.local/state/horizon-tui).

Exit codes:
  0    quit
  1    it could not start, or could not go on; a token could not be revoked
  2    wrong usage
  101  it crashed; a report is in its state directory
  129, 130, 131, 143
       ended by SIGHUP (the terminal went away), SIGINT, SIGQUIT, SIGTERM";

/// The arguments, as they were typed.
#[derive(Debug, Parser)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
#[command(version, about = env!("CARGO_PKG_DESCRIPTION"), long_about = None, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Cli {
    /// The cloud to use: an entry of clouds.yaml
    #[arg(long, value_name = "NAME", conflicts_with = "demo")]
    pub os_cloud: Option<String>,
    /// The region to use
    #[arg(long, value_name = "REGION", conflicts_with = "demo")]
    pub os_region_name: Option<String>,
    /// The project to use
    #[arg(long, value_name = "PROJECT", conflicts_with = "demo")]
    pub os_project_name: Option<String>,
    /// Use a built-in imitation cloud: no account, no network, nothing to break
    #[arg(long)]
    pub demo: bool,
    /// Put so many more instances into the imitation cloud, to try thousands
    #[arg(long, value_name = "COUNT", default_value_t = 0, requires = "demo")]
    pub demo_servers: usize,
    /// Change nothing, whatever is pressed
    #[arg(long)]
    pub read_only: bool,
    /// Neither use nor keep a token of another run: log in anew
    #[arg(long)]
    pub no_cache: bool,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// When to use colors
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// How much to write to the log
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Level::Info)]
    pub log_level: Level,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What is done instead of opening the screen.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Look after the configuration file
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Revoke the tokens kept from earlier runs, and remove their files
    Logout {
        /// Only those of this cloud: an entry of clouds.yaml
        #[arg(long, value_name = "NAME")]
        os_cloud: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Say what the configuration file settles, or what is wrong with it
    Check,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    #[value(help = "Unless NO_COLOR is set")]
    Auto,
    Never,
    Always,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl From<Level> for LevelFilter {
    fn from(level: Level) -> Self {
        match level {
            Level::Off => Self::OFF,
            Level::Error => Self::ERROR,
            Level::Warn => Self::WARN,
            Level::Info => Self::INFO,
            Level::Debug => Self::DEBUG,
            Level::Trace => Self::TRACE,
        }
    }
}

impl Cli {
    /// What the core is told. `settings`: of the configuration file; `named`: what `OS_CLOUD` says,
    /// see [`named`].
    ///
    /// [`named`]: crate::openstack::config::named
    pub fn options(&self, settings: Settings, named: Option<&str>) -> Options {
        let named = self.os_cloud.as_deref().or(named);
        let named = named.map(|name| CloudChoice::Named(name.to_owned()));
        Options {
            cloud: if self.demo {
                Some(CloudChoice::Demo)
            } else {
                named
            },
            region: self.os_region_name.clone(),
            project: self.os_project_name.clone(),
            settings: Settings {
                read_only: self.read_only,
                ..settings
            },
            ..Options::default()
        }
    }

    /// Whose tokens `logout` is about; `None` of it: everybody's. The name may stand before the
    /// word or after it.
    pub fn logged_out(&self) -> Option<Option<&str>> {
        match &self.command {
            Some(Command::Logout { os_cloud }) => {
                Some(os_cloud.as_deref().or(self.os_cloud.as_deref()))
            }
            _ => None,
        }
    }

    /// How to speak to the terminal. `var` gives the environment's variables.
    pub fn look(&self, var: impl Fn(&str) -> Option<String>) -> Look {
        let var = |name: &str| var(name).filter(|value| !value.is_empty());
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => var("NO_COLOR").is_none(),
        };
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(&var);
        // The Linux console is UTF-8, but its font lacks half of what we draw with.
        let ascii = self.ascii
            || var("TERM").as_deref() == Some("linux")
            || !locale.is_some_and(|locale| is_utf8(&locale));
        Look { color, ascii }
    }
}

/// `de_DE.UTF-8`, `C.utf8` …
fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(arguments: &[&str], vars: &[(&str, &str)]) -> (bool, bool) {
        let cli = Cli::try_parse_from([&["horizon-tui"], arguments].concat()).unwrap();
        let look = cli.look(|name| {
            vars.iter()
                .find(|(var, _)| *var == name)
                .map(|(_, value)| (*value).to_owned())
        });
        (look.color, look.ascii)
    }

    #[test]
    fn color_heeds_no_color_and_an_explicit_wish_heeds_nothing_else() {
        let utf8 = ("LANG", "C.UTF-8");
        assert_eq!(look(&[], &[utf8]), (true, false));
        assert_eq!(look(&[], &[utf8, ("NO_COLOR", "1")]), (false, false));
        assert_eq!(look(&[], &[utf8, ("NO_COLOR", "")]), (true, false));
        assert_eq!(look(&["--color", "never"], &[utf8]), (false, false));
        let always = look(&["--color", "always"], &[utf8, ("NO_COLOR", "1")]);
        assert_eq!(always, (true, false));
    }

    #[test]
    fn ascii_is_for_whoever_asks_and_for_locales_and_consoles_without_the_rest() {
        assert!(!look(&[], &[("LC_ALL", "de_DE.utf8"), ("LANG", "C")]).1);
        assert!(look(&[], &[("LC_ALL", "C"), ("LANG", "C.UTF-8")]).1);
        assert!(!look(&[], &[("LC_ALL", ""), ("LANG", "C.UTF-8")]).1);
        assert!(look(&[], &[]).1);
        assert!(look(&[], &[("LANG", "C.UTF-8"), ("TERM", "linux")]).1);
        assert!(look(&["--ascii"], &[("LANG", "C.UTF-8")]).1);
    }

    #[test]
    fn the_demo_is_no_cloud_of_the_configuration() {
        let parse = |arguments: &[&str]| {
            Cli::try_parse_from([&["horizon-tui"], arguments].concat())
                .map(|cli| cli.options(Settings::default(), Some("other")))
        };
        assert_eq!(parse(&["--demo"]).unwrap().cloud, Some(CloudChoice::Demo));
        let named = parse(&["--os-cloud", "lab", "--os-region-name", "RegionTwo"]).unwrap();
        assert_eq!(named.cloud, Some(CloudChoice::Named("lab".to_owned())));
        assert_eq!(named.region.as_deref(), Some("RegionTwo"));
        let other = parse(&[]).unwrap();
        assert_eq!(other.cloud, Some(CloudChoice::Named("other".to_owned())));
        assert!(parse(&["--demo", "--os-cloud", "lab"]).is_err());
    }

    #[test]
    fn a_logout_is_of_one_cloud_or_of_all() {
        let of = |arguments: &[&str]| {
            let cli = Cli::try_parse_from([&["horizon-tui"], arguments].concat()).unwrap();
            cli.logged_out()
                .map(|cloud| cloud.unwrap_or("all").to_owned())
        };
        assert_eq!(of(&["logout"]).as_deref(), Some("all"));
        assert_eq!(of(&["logout", "--os-cloud", "a"]).as_deref(), Some("a"));
        assert_eq!(of(&["--os-cloud", "a", "logout"]).as_deref(), Some("a"));
        assert_eq!(of(&["--os-cloud", "a"]), None);
    }

    #[test]
    fn read_only_is_for_the_whole_run_and_leaves_what_the_file_settles() {
        let settings = Settings {
            undo: std::time::Duration::ZERO,
            ..Settings::default()
        };
        let settled = |arguments: &[&str]| {
            let cli = Cli::try_parse_from([&["horizon-tui"], arguments].concat()).unwrap();
            cli.options(settings.clone(), None).settings
        };
        assert_eq!(settled(&[]), settings);
        let read_only = settled(&["--read-only"]);
        assert!(read_only.read_only && read_only.undo.is_zero());
    }
}
