//! Machines with files and variables: which configuration is found in them, and what it says.

mod entry;
mod faults;

use std::fs;
use std::path::Path;
use std::time::Duration;

use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::*;

/// A machine with a home, a working directory, a site directory and variables.
struct Machine {
    root: TempDir,
    env: Environment,
}

impl Machine {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        let env = Environment {
            vars: BTreeMap::new(),
            home: at("home"),
            cwd: at("work"),
            config_dirs: vec![at("xdg"), at("home/.config"), at("etc")],
        };
        fs::create_dir_all(&env.cwd).unwrap();
        fs::create_dir_all(&env.home).unwrap();
        Self { root, env }
    }

    fn file(self, path: &str, text: &str) -> Self {
        let path = self.root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        private(&path);
        self
    }

    fn var(mut self, name: &str, value: &str) -> Self {
        self.env.vars.insert(name.into(), value.into());
        self
    }

    fn clouds(self, text: &str) -> Self {
        self.file("home/.config/openstack/clouds.yaml", text)
    }

    fn named(&self, name: &str) -> Result<CloudConfig, ConfigError> {
        resolve(&self.env, Source::Named(name), None)
    }

    fn environment(&self) -> Result<CloudConfig, ConfigError> {
        resolve(&self.env, Source::Environment, None)
    }

    fn start(&self) -> Start {
        discover(&self.env, None).unwrap().start
    }
}

#[cfg(unix)]
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn private(_: &Path) {}

const ONE: &str = "clouds:
  one:
    auth:
      auth_url: https://one.example.org:5000/v3
      username: alice
      password: hunter2
      project_name: web
    region_name: North
";

fn password(config: &CloudConfig) -> &str {
    match &config.credential {
        Credential::Password { password, .. } => password.expose_secret(),
        other => panic!("no password: {other:?}"),
    }
}

fn user(config: &CloudConfig) -> &User {
    match &config.credential {
        Credential::Password { user, .. } => user,
        other => panic!("no user: {other:?}"),
    }
}

fn openrc(machine: Machine) -> Machine {
    machine
        .var("OS_AUTH_URL", "https://auth.cloud.ovh.net/v3/")
        .var("OS_IDENTITY_API_VERSION", "3")
        .var("OS_USER_DOMAIN_NAME", "Default")
        .var("OS_PROJECT_DOMAIN_NAME", "Default")
        .var("OS_TENANT_ID", "0123456789abcdef0123456789abcdef")
        .var("OS_TENANT_NAME", "0012345678901234")
        .var("OS_USERNAME", "user-x")
        .var("OS_PASSWORD", "s")
        .var("OS_REGION_NAME", "GRA11")
}

#[test]
fn a_plain_entry_is_read() {
    let config = Machine::new().clouds(ONE).named("one").unwrap();
    assert_eq!(config.auth_url, "https://one.example.org:5000/v3");
    assert_eq!(config.region.as_deref(), Some("North"));
    assert_eq!(config.interfaces, ["public"]);
    assert_eq!(password(&config), "hunter2");
    assert_eq!(
        *user(&config),
        User::Name {
            name: "alice".into(),
            domain: Domain::Id("default".into())
        },
        "a name without any domain is in the one every Keystone has"
    );
    assert_eq!(config.tls, Tls::default());
    assert_eq!(config.warnings, [""; 0]);
}

#[test]
fn the_nearest_file_wins_and_files_of_a_kind_are_not_merged() {
    let two = ONE.replace("one", "two");
    let machine = Machine::new()
        .clouds(ONE)
        .file("etc/openstack/clouds.yaml", &two);
    assert!(machine.named("two").is_err());
    let machine = machine.file("work/clouds.yml", &two);
    assert!(machine.named("two").is_ok(), "the working directory first");
    let machine = machine
        .file("elsewhere/mine.yaml", &ONE.replace("one", "three"))
        .var("OS_CLIENT_CONFIG_FILE", "../elsewhere/mine.yaml");
    assert!(machine.named("three").is_ok(), "but the variable before it");
    let machine = machine.var("OS_CLIENT_CONFIG_FILE", "/nonexistent.yaml");
    assert!(
        machine.named("two").is_ok(),
        "a missing file is passed over"
    );
}

#[test]
fn json_is_read_like_yaml() {
    let json = r#"{"clouds": {"j": {"auth": {"auth_url": "http://h/v3", "username": "u",
        "password": "p", "project_id": "1"}, "verify": false}}}"#;
    let machine = Machine::new().file("xdg/openstack/clouds.json", json);
    let config = machine.named("j").unwrap();
    assert!(!config.tls.verify);
    assert_eq!(config.project, Some(ProjectScope::Id("1".into())));
}

#[test]
fn secrets_come_from_their_own_file_and_win() {
    let machine = Machine::new().clouds(ONE).file(
        "etc/openstack/secure.yaml",
        "clouds: {one: {auth: {password: \"007\"}}}",
    );
    assert_eq!(password(&machine.named("one").unwrap()), "007");
    let machine = machine
        .file("s.yaml", "clouds: {one: {auth: {password: mine}}}")
        .var("OS_CLIENT_SECURE_FILE", "../s.yaml");
    assert_eq!(password(&machine.named("one").unwrap()), "mine");
}

#[test]
fn dashes_and_underscores_are_the_same_except_in_names() {
    let machine = Machine::new().clouds(
        "clouds:
  my-cloud:
    auth:
      auth-url: http://h/v3
      username: u
      password: p
      project-name: p-1
    region-name: R
    compute-endpoint-override: http://nova
",
    );
    let config = machine.named("my-cloud").unwrap();
    assert_eq!(config.region.as_deref(), Some("R"));
    assert_eq!(config.endpoint_overrides["compute"], "http://nova");
    assert!(machine.named("my_cloud").is_err());
}

#[test]
fn a_named_cloud_ignores_who_the_environment_is_and_says_so() {
    let machine = openrc(Machine::new().clouds(ONE)).var("OS_INTERFACE", "internal");
    let config = machine.named("one").unwrap();
    assert_eq!(password(&config), "hunter2");
    assert_eq!(config.region.as_deref(), Some("GRA11"));
    assert_eq!(config.interfaces, ["internal"]);
    let [warning] = config.warnings.as_slice() else {
        panic!("{:?}", config.warnings);
    };
    assert!(
        warning.contains("OS_USERNAME") && !warning.contains("OS_REGION_NAME"),
        "{warning}"
    );
}

#[test]
fn ovhs_openrc_makes_a_cloud() {
    let config = openrc(Machine::new()).environment().unwrap();
    assert_eq!(config.name, "envvars");
    assert_eq!(
        config.project,
        Some(ProjectScope::Id("0123456789abcdef0123456789abcdef".into())),
        "the id wins over the name"
    );
    assert_eq!(config.region.as_deref(), Some("GRA11"));
    assert_eq!(config.warnings, [""; 0]);
}

#[test]
fn an_openrc_for_an_application_credential_drops_the_project_left_over() {
    let config = openrc(Machine::new())
        .var("OS_AUTH_TYPE", "v3applicationcredential")
        .var("OS_APPLICATION_CREDENTIAL_ID", "i")
        .var("OS_APPLICATION_CREDENTIAL_SECRET", "s")
        .environment()
        .unwrap();
    assert_eq!(config.project, None);
    assert!(config.warnings[0].contains("bound to its project"));
}

#[test]
fn an_empty_variable_is_not_set() {
    let machine = openrc(Machine::new()).var("OS_REGION_NAME", "");
    assert_eq!(machine.environment().unwrap().region, None);
    let machine = Machine::new()
        .clouds(ONE)
        .var("OS_CLOUD", "")
        .var("OS_AUTH_URL", "");
    assert_eq!(machine.start(), Start::Named("one".into()));
}

#[test]
fn the_start_follows_from_what_there_is() {
    assert_eq!(Machine::new().start(), Start::FirstRun);
    assert_eq!(
        Machine::new().clouds(ONE).start(),
        Start::Named("one".into())
    );
    let two = format!("{ONE}  two: {{}}\n");
    assert_eq!(Machine::new().clouds(&two).start(), Start::Pick);
    let machine = Machine::new().clouds(&two).var("OS_CLOUD", "two");
    assert_eq!(machine.start(), Start::Named("two".into()));
    assert_eq!(
        discover(&machine.env, Some("one")).unwrap().start,
        Start::Named("one".into()),
        "the command line before the variable"
    );
    assert_eq!(
        openrc(Machine::new().clouds(&two)).start(),
        Start::Environment
    );
    let machine = openrc(Machine::new())
        .var("OS_CLOUD_NAME", "mine")
        .var("OS_CLOUD", "mine");
    assert_eq!(machine.start(), Start::Environment);
}

#[test]
fn what_the_variable_names_is_known_without_a_look_around_unless_it_may_be_the_variables() {
    let named = |vars: &[(&str, &str)]| {
        let machine = Machine::new();
        let machine = vars
            .iter()
            .fold(machine, |it, (name, value)| it.var(name, value));
        super::named(&machine.env).map(str::to_owned)
    };
    assert_eq!(named(&[("OS_CLOUD", "two")]).as_deref(), Some("two"));
    assert_eq!(named(&[("OS_CLOUD", "")]), None);
    assert_eq!(named(&[("OS_CLOUD", "envvars")]), None);
    let mine = [("OS_CLOUD_NAME", "mine"), ("OS_CLOUD", "mine")];
    assert_eq!(named(&mine), None);
}

#[test]
fn the_search_is_told_place_by_place() {
    let found = discover(&Machine::new().clouds(ONE).env, None).unwrap();
    let told: Vec<_> = found
        .searched
        .iter()
        .map(|at| (at.place.as_str(), at.outcome.as_str()))
        .collect();
    assert_eq!(told[0], ("$OS_CLIENT_CONFIG_FILE", "not set"));
    assert_eq!(
        *told.last().unwrap(),
        ("~/.config/openstack/clouds.yaml", "1 cloud")
    );
    assert_eq!(
        found.clouds[0].about,
        "alice @ one.example.org:5000, project web"
    );
    assert!(found.environment.starts_with("No OS_* variables"));
    let half = Machine::new().var("OS_USERNAME", "u").env;
    let found = discover(&half, None).unwrap();
    assert_eq!(
        found.environment,
        "OS_USERNAME is set, but OS_AUTH_URL is missing."
    );
    assert_eq!(found.searched.iter().filter(|at| at.found).count(), 0);
}

#[test]
fn a_token_or_an_application_credential_logs_in_too() {
    let machine = Machine::new().clouds(
        "clouds:
  t:
    auth_type: token
    auth: {auth_url: http://h/v3, token: t, project_id: p}
  a:
    auth: {auth_url: http://h/v3, application_credential_id: i, application_credential_secret: s}
  n:
    auth_type: v3applicationcredential
    auth: {auth_url: http://h/v3, application_credential_name: n, username: u,
      application_credential_secret: s}
",
    );
    assert!(matches!(
        machine.named("t").unwrap().credential,
        Credential::Token(_)
    ));
    let which = |name: &str| match machine.named(name).unwrap().credential {
        Credential::ApplicationCredential { which, .. } => which,
        other => panic!("{other:?}"),
    };
    assert_eq!(which("a"), AppCred::Id("i".into()));
    assert!(matches!(which("n"), AppCred::Name { name, .. } if name == "n"));
}

#[cfg(unix)]
#[test]
fn a_file_everyone_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    let machine = Machine::new().clouds(ONE);
    let file = machine.env.home.join(".config/openstack/clouds.yaml");
    fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    let warnings = machine.named("one").unwrap().warnings;
    assert_eq!(
        warnings,
        ["clouds.yaml is readable by everyone and holds a password: \
             chmod 600 ~/.config/openstack/clouds.yaml"]
    );
    let machine = Machine::new()
        .clouds(&ONE.replace("password: hunter2", "x: y"))
        .file(
            "home/.config/openstack/secure.yaml",
            "clouds: {one: {auth: {password: hunter2}}}",
        );
    assert_eq!(machine.named("one").unwrap().warnings, [""; 0]);
    let file = machine.env.home.join(".config/openstack/secure.yaml");
    fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    let warnings = machine.named("one").unwrap().warnings;
    assert!(
        warnings[0].starts_with("secure.yaml is readable"),
        "{warnings:?}"
    );
}

#[test]
fn what_was_chosen_is_in_before_anything_is_missing() {
    let text = "clouds:
  many:
    auth: {auth_url: http://h/v3, username: u, password: p, project_domain_name: Lab}
    regions:
    - name: North
      values:
        auth: {auth_url: http://north/v3}
    - South
";
    let machine = Machine::new().clouds(text);
    let chosen = |region, project| {
        let choices = Choices {
            region,
            project,
            password: None,
        };
        resolve_with(&machine.env, Source::Named("many"), choices)
    };
    assert!(matches!(
        chosen(None, None),
        Err(ConfigError::Missing {
            what: "project",
            ..
        })
    ));
    let web = ProjectChoice::Name("web".into());
    let config = chosen(Some("South"), Some(&web)).unwrap();
    assert_eq!(config.auth_url, "http://h/v3");
    assert_eq!(config.particular_regions, ["North"]);
    assert_eq!(
        config.project,
        Some(ProjectScope::Name {
            name: "web".into(),
            domain: Domain::Name("Lab".into())
        })
    );
    let config = chosen(Some("North"), Some(&web)).unwrap();
    assert_eq!(config.auth_url, "http://north/v3");
    // The catalog decides about those that are not listed.
    let id = ProjectChoice::Id("1".into());
    let config = chosen(Some("East"), Some(&id)).unwrap();
    assert_eq!(config.region.as_deref(), Some("East"));
    assert_eq!(config.project, Some(ProjectScope::Id("1".into())));
}

#[test]
fn no_secret_shows_in_debug_output() {
    let machine = Machine::new().clouds(ONE).var("OS_PASSWORD", "hunter2");
    let config = machine.named("one").unwrap();
    assert!(!format!("{config:?} {:?}", machine.env).contains("hunter2"));
}
