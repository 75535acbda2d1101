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
fn a_project_named_by_digits_keeps_its_zeros() {
    let machine = Machine::new().clouds(&ONE.replace("web", "0012345678901234"));
    let Some(ProjectScope::Name { name, .. }) = machine.named("one").unwrap().project else {
        panic!("a project by name");
    };
    assert_eq!(name, "0012345678901234");
}

#[test]
fn domains_serve_users_and_projects_alike() {
    let with = |lines: &str| {
        let text = ONE.replace("    region_name", &format!("{lines}    region_name"));
        let config = Machine::new().clouds(&text).named("one").unwrap();
        let (User::Name { domain: user, .. }, Some(ProjectScope::Name { domain, .. })) =
            (user(&config).clone(), config.project)
        else {
            panic!("names");
        };
        (user.to_string(), domain.to_string())
    };
    let pair = |user: &str, project: &str| (user.to_owned(), project.to_owned());
    assert_eq!(with("      domain_name: D\n"), pair("D", "D"));
    assert_eq!(with("      user_domain_name: U\n"), pair("U", "U"));
    assert_eq!(
        with("      user_domain_id: u\n      project_domain_id: p\n"),
        pair("u", "p")
    );
    assert_eq!(
        with("      default_domain: x\n      user_domain_name: U\n"),
        pair("U", "x")
    );
}

#[test]
fn what_stands_beside_auth_wins_over_what_is_in_it() {
    let machine = Machine::new().clouds(&format!("{ONE}    username: bob\n    user_id: ''\n"));
    let User::Name { name, .. } = user(&machine.named("one").unwrap()).clone() else {
        panic!("a name");
    };
    assert_eq!(name, "bob");
}

#[test]
fn regions_offer_a_default_values_and_a_check() {
    let text = "clouds:
  many:
    auth: {auth_url: http://h/v3, username: u, password: p, project_name: x}
    regions:
    - name: North
      values:
        auth: {auth_url: http://north/v3}
    - South
";
    let config = Machine::new().clouds(text).named("many").unwrap();
    assert_eq!(config.region.as_deref(), Some("North"));
    assert_eq!(config.regions, ["North", "South"]);
    assert_eq!(config.auth_url, "http://north/v3");
    let machine = Machine::new().clouds(text).var("OS_REGION_NAME", "South");
    assert_eq!(machine.named("many").unwrap().auth_url, "http://h/v3");
    let machine = machine.var("OS_REGION_NAME", "south");
    let error = machine.named("many").unwrap_err().to_string();
    assert!(error.contains("North, South"), "{error}");
}

#[test]
fn a_profile_fills_what_the_entry_leaves_open() {
    let entry = |profile: &str| {
        format!(
            "clouds: {{o: {{profile: {profile}, auth: {{username: u, password: p, project_id: i}}}}}}"
        )
    };
    let config = Machine::new().clouds(&entry("ovh")).named("o").unwrap();
    assert_eq!(config.auth_url, "https://auth.cloud.ovh.net/v3");
    let config = Machine::new().clouds(&entry("ovh-us")).named("o").unwrap();
    assert_eq!(config.auth_url, "https://auth.cloud.ovh.us/v3");
    let error = Machine::new()
        .clouds(&entry("nowhere"))
        .named("o")
        .unwrap_err();
    assert!(error.to_string().contains("nowhere"), "{error}");
    let machine = Machine::new().clouds(&entry("mine")).file(
        "home/.config/openstack/clouds-public.yaml",
        "public-clouds: {mine: {auth: {auth_url: http://mine/v3}, region_name: M}}",
    );
    let config = machine.named("o").unwrap();
    assert_eq!(
        (config.auth_url.as_str(), config.region.as_deref()),
        ("http://mine/v3", Some("M"))
    );
}

#[test]
fn tls_settings_are_understood_in_all_their_spellings() {
    let with = |line: &str| {
        let machine = Machine::new().clouds(&format!("{ONE}    {line}\n"));
        machine.named("one").unwrap().tls
    };
    for off in [
        "verify: no",
        "verify: false",
        "verify: 'False'",
        "insecure: true",
        "insecure: yes",
    ] {
        assert!(!with(off).verify, "{off}");
    }
    for on in ["verify: true", "insecure: false", "verify: ~"] {
        assert!(with(on).verify, "{on}");
    }
    let machine = Machine::new().clouds(&format!("{ONE}    cacert: ~/ca.pem\n"));
    let home = machine.env.home.clone();
    assert_eq!(
        machine.named("one").unwrap().tls.cacert,
        Some(home.join("ca.pem"))
    );
}

#[test]
fn interfaces_are_read_old_and_new() {
    let with = |line: &str| {
        let machine = Machine::new().clouds(&format!("{ONE}    {line}\n"));
        machine.named("one").unwrap().interfaces
    };
    assert_eq!(with("interface: internal"), ["internal"]);
    assert_eq!(
        with("interface: [internal, public]"),
        ["internal", "public"]
    );
    assert_eq!(with("endpoint_type: adminURL"), ["admin"]);
}

#[test]
fn a_microversion_may_be_capped() {
    let with = |line: &str| {
        let machine = Machine::new().clouds(&format!("{ONE}    {line}\n"));
        machine.named("one").map(|config| config.compute_cap)
    };
    assert_eq!(
        with("compute_api_version: 2.72").unwrap(),
        Some(Microversion(2, 72))
    );
    assert_eq!(with("compute_api_version: '2'").unwrap(), None);
    assert_eq!(with("compute_api_version: 2.0").unwrap(), None);
    assert_eq!(
        with("compute_default_microversion: 2.10").unwrap(),
        Some(Microversion(2, 10))
    );
    assert!(with("compute_default_microversion: latest").is_err());
}

#[test]
fn answers_may_be_waited_for_more_briefly() {
    let with = |line: &str| {
        let machine = Machine::new().clouds(&format!("{ONE}    {line}\n"));
        machine.named("one").map(|config| config.patience.answer)
    };
    let seconds = |s| Some(Duration::from_secs_f64(s));
    assert_eq!(with("api_timeout: 5").unwrap(), seconds(5.0));
    assert_eq!(with("api_timeout: '0.5'").unwrap(), seconds(0.5));
    assert_eq!(with("api_timeout: 0").unwrap(), None);
    assert!(with("api_timeout: soon").is_err());
    assert!(with("api_timeout: -1").is_err());
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
fn each_fault_of_a_file_says_which_and_where() {
    let told = |text: &str| {
        discover(&Machine::new().clouds(text).env, None)
            .unwrap_err()
            .to_string()
    };
    let path = "~/.config/openstack/clouds.yaml";
    assert!(told("clouds:\n  a: [\n").starts_with(&format!("{path} is not valid YAML, line ")));
    assert!(told("- a\n- b\n").starts_with(&format!("{path} should hold a mapping")));
    assert!(told("").starts_with(&format!("{path} should hold a mapping")));
    let machine = Machine::new().clouds(ONE);
    let file = machine.env.home.join(".config/openstack/clouds.yaml");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(
        machine.named("one").unwrap_err().to_string(),
        format!("{path} cannot be read: it is a directory.")
    );
}

#[test]
fn each_gap_in_an_entry_is_named() {
    let told = |from: &str, to: &str| {
        let machine = Machine::new().clouds(&ONE.replace(from, to));
        machine.named("one").unwrap_err()
    };
    let gap = |error: ConfigError| match error {
        ConfigError::Missing { place, what, .. } => (place, what),
        other => panic!("{other}"),
    };
    let place = "Cloud \"one\"".to_owned();
    assert_eq!(gap(told("auth_url", "x")), (place.clone(), "auth_url"));
    assert_eq!(gap(told("username", "x")), (place.clone(), "username"));
    assert_eq!(gap(told("project_name", "x")), (place, "project"));
    assert_eq!(
        told("password: hunter2", "x: y"),
        ConfigError::PasswordMissing {
            user: "alice".into(),
            auth_url: "https://one.example.org:5000/v3".into()
        }
    );
    let machine = Machine::new().clouds(&ONE.replace("password: hunter2", "x: y"));
    let typed = resolve(&machine.env, Source::Named("one"), Some(&"typed".into())).unwrap();
    assert_eq!(password(&typed), "typed");
}

#[test]
fn an_unknown_cloud_is_answered_with_the_known() {
    let error = Machine::new().clouds(ONE).named("two").unwrap_err();
    assert_eq!(
        error.to_string(),
        "There is no cloud named \"two\"; clouds.yaml has one."
    );
    let error = discover(&Machine::new().env, Some("x")).unwrap_err();
    assert!(error.to_string().contains("no clouds.yaml defines any"));
}

#[test]
fn ways_to_log_in_that_are_not_supported_are_named() {
    let told = |kind: &str| {
        let machine = Machine::new().clouds(&format!("{ONE}    auth_type: {kind}\n"));
        machine
            .named("one")
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    assert_eq!(told("v3password"), Ok(()));
    assert!(
        told("v3oidcpassword")
            .unwrap_err()
            .contains("supported are password")
    );
    assert!(told("v2password").unwrap_err().contains("removed"));
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
fn an_address_that_is_none_is_named_with_its_key() {
    let told = |from: &str, to: &str| {
        let machine = Machine::new().clouds(&ONE.replace(from, to));
        machine.named("one").unwrap_err().to_string()
    };
    let error = told("https://one.example.org:5000/v3", "one.example.org:5000");
    assert!(
        error.contains("auth_url \"one.example.org:5000\""),
        "{error}"
    );
    let error = told(
        "region_name: North",
        "image_endpoint_override: ftp://image.example.org",
    );
    assert!(
        error.contains("image_endpoint_override \"ftp://image.example.org\""),
        "{error}"
    );
}

#[test]
fn a_service_may_be_found_elsewhere() {
    let more = "    image_region_name: Core\n    network_interface: internalURL\n    \
                compute_region_name: South\n";
    let config = Machine::new().clouds(&format!("{ONE}{more}"));
    let config = config.named("one").unwrap();
    assert_eq!(config.service_regions["image"], "Core");
    assert_eq!(config.service_interfaces["network"], ["internal"]);
    assert!(config.warnings[0].contains("compute_region_name"));
}

#[test]
fn the_volume_service_may_be_called_by_its_old_names() {
    let volume = |more: &str| {
        let text = format!("{ONE}    {}\n", more.replace('|', "\n    "));
        Machine::new().clouds(&text).named("one").unwrap()
    };
    for word in [
        "block-storage",
        "block_storage",
        "volumev3",
        "volumev2",
        "volume",
    ] {
        let config = volume(&format!("{word}_endpoint_override: http://cinder"));
        assert_eq!(config.endpoint_overrides["block-storage"], "http://cinder");
    }
    let config = volume("volume_endpoint: http://old|block_storage_endpoint: http://new");
    assert_eq!(config.endpoint_overrides["block-storage"], "http://new");
    let config = volume("volumev3_interface: internal|volume_region_name: Core");
    assert_eq!(config.service_interfaces["block-storage"], ["internal"]);
    assert_eq!(config.service_regions["block-storage"], "Core");
}

#[test]
fn no_secret_shows_in_debug_output() {
    let machine = Machine::new().clouds(ONE).var("OS_PASSWORD", "hunter2");
    let config = machine.named("one").unwrap();
    assert!(!format!("{config:?} {:?}", machine.env).contains("hunter2"));
}
