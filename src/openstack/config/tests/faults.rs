//! What is wrong with a configuration is said with its place.

use super::*;

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
