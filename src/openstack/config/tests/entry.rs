//! What an entry of clouds.yaml may say beside who logs in where, and in how many spellings.

use super::*;

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
