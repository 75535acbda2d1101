//! The way in: what is found on a machine, what is asked, what is refused and why.

use super::common::drive::{Configuration, Drive};
use super::steps::{SIZE, logins, opened};

const PLACE: &str = ".config/openstack/clouds.yaml";

fn on(files: &[(&str, &str)], vars: &[(&str, &str)]) -> Drive {
    let mut drive = Drive::configured(&Configuration { files, vars }, SIZE);
    drive.idle();
    drive
}

fn cloud(name: &str, password: &str, region: &str) -> String {
    format!(
        "  {name}:
    auth:
      auth_url: AUTH_URL
      username: demo
      {password}
      project_name: demo
      user_domain_name: Default
      project_domain_name: Default
    region_name: {region}
"
    )
}

fn clouds(entries: &[String]) -> String {
    format!("clouds:\n{}", entries.concat())
}

fn secret(name: &str) -> String {
    cloud(name, "password: secret", "RegionOne")
}

#[track_caller]
fn shows(drive: &mut Drive, words: &[&str]) {
    let screen = drive.screen();
    for words in words {
        assert!(screen.contains(words), "{words:?} is missing:\n{screen}");
    }
}

#[test]
fn of_several_clouds_one_is_picked() {
    let file = clouds(&[
        secret("first"),
        cloud("second", "password: secret", "RegionTwo"),
    ]);
    let mut drive = on(&[(PLACE, &file)], &[]);
    shows(&mut drive, &["Which cloud?", "first", "second"]);
    assert_eq!(logins(&drive, 0), 0);
    drive.keys("Down Enter");
    let mut drive = opened(drive);
    shows(&mut drive, &["second / RegionTwo / demo", "edge-01"]);
}

#[test]
fn the_only_cloud_is_opened_at_once() {
    let drive = on(&[(PLACE, &clouds(&[secret("only")]))], &[]);
    shows(
        &mut opened(drive),
        &["only / RegionOne / demo", "bastion-01"],
    );
}

#[test]
fn the_variables_of_an_openrc_are_enough() {
    let drive = on(
        &[],
        &[
            ("OS_AUTH_URL", "AUTH_URL"),
            ("OS_USERNAME", "demo"),
            ("OS_PASSWORD", "secret"),
            ("OS_PROJECT_NAME", "demo"),
            ("OS_USER_DOMAIN_NAME", "Default"),
            ("OS_PROJECT_DOMAIN_NAME", "Default"),
            ("OS_REGION_NAME", "RegionTwo"),
        ],
    );
    shows(&mut opened(drive), &["RegionTwo / demo", "edge-01"]);
}

#[test]
fn a_token_of_the_environment_that_is_none_is_told_in_keystones_words() {
    let mut drive = on(
        &[],
        &[
            ("OS_AUTH_URL", "AUTH_URL"),
            ("OS_AUTH_TYPE", "token"),
            ("OS_TOKEN", "rubbish"),
            ("OS_PROJECT_NAME", "demo"),
            ("OS_PROJECT_DOMAIN_NAME", "Default"),
        ],
    );
    let said = [
        "The cloud of OS_AUTH_URL refuses the token: it has expired, was",
        "revoked, or is not of this cloud.",
        "Keystone says: Could not recognize Fernet token",
    ];
    shows(&mut drive, &said);
    assert!(
        !drive.screen().contains("no Identity API"),
        "{}",
        drive.screen()
    );
}

#[test]
fn with_nothing_configured_the_places_are_listed_and_1_starts_the_demo() {
    let mut drive = on(&[], &[]);
    let places = [
        "no cloud found",
        "clouds.yaml",
        "OS_* variables",
        "Try the demo cloud",
    ];
    shows(&mut drive, &places);
    drive.keys("1");
    shows(&mut opened(drive), &["[DEMO]", "bastion-01"]);
}

#[test]
fn a_missing_password_is_asked_for_unseen_and_a_wrong_one_may_be_tried_again() {
    let file = clouds(&[cloud("asks", "user_domain_name: Default", "RegionOne")]);
    let file = file.replacen("      user_domain_name: Default\n", "", 1);
    let mut drive = on(&[(PLACE, &file)], &[]);
    shows(&mut drive, &["Password", "demo"]);
    drive.text("xyzzy");
    let screen = drive.screen();
    assert!(
        !screen.contains("xyz") && screen.contains("*****"),
        "{screen}"
    );
    drive.keys("Enter");
    drive.idle();
    shows(
        &mut drive,
        &["asks refuses these credentials", "p type the password"],
    );
    assert!(!drive.screen().contains("xyzzy"));
    drive.keys("p");
    drive.paste("secret");
    assert!(!drive.screen().contains("secret"), "{}", drive.screen());
    drive.keys("Enter");
    shows(
        &mut opened(drive),
        &["asks / RegionOne / demo", "bastion-01"],
    );
}

#[test]
fn a_wrong_password_is_a_sentence_not_an_exit() {
    let file = clouds(&[cloud("wrong", "password: nonsense", "RegionOne")]);
    let mut drive = on(&[(PLACE, &file)], &[]);
    shows(
        &mut drive,
        &["wrong refuses these credentials", "Keystone says", "q quit"],
    );
    assert_eq!(logins(&drive, 0), 1);
    assert!(!drive.screen().contains("nonsense"));
    drive.keys("q");
    assert!(drive.ended());
}

#[test]
fn an_unknown_cloud_is_named_with_those_that_exist() {
    let file = clouds(&[secret("first"), secret("second")]);
    let mut drive = on(&[(PLACE, &file)], &[("OS_CLOUD", "thrid")]);
    shows(
        &mut drive,
        &["thrid", "first", "second", "c pick another cloud"],
    );
    drive.keys("c");
    drive.idle();
    drive.keys("Enter");
    shows(&mut opened(drive), &["first / RegionOne / demo"]);
}

#[test]
fn an_unknown_region_is_named_with_those_that_exist_and_one_can_be_picked() {
    let file = clouds(&[cloud("far", "password: secret", "regionone")]);
    let mut drive = on(&[(PLACE, &file)], &[]);
    shows(
        &mut drive,
        &["no region regionone", "RegionOne", "RegionTwo"],
    );
    drive.keys("Down Enter");
    shows(&mut opened(drive), &["far / RegionTwo / demo", "edge-01"]);
}

#[test]
fn a_file_that_is_no_yaml_is_named_with_the_line() {
    let file = "clouds:\n  broken:\n    auth: {auth_url: [\n    region_name: x\n  other: }\n";
    let mut drive = on(&[(PLACE, file)], &[]);
    shows(&mut drive, &["~/.config/openstack/clouds.yaml", "line "]);
    std::fs::write(drive.home().join(PLACE), "clouds: {}\n").unwrap();
    drive.keys("r");
    drive.idle();
    shows(&mut drive, &["Try the demo cloud"]);
}

#[test]
fn an_address_nobody_listens_at_is_said_in_a_sentence() {
    let file = clouds(&[secret("nowhere")]).replace("AUTH_URL", "http://127.0.0.1:9/v3");
    let mut drive = on(&[(PLACE, &file)], &[]);
    shows(&mut drive, &["nowhere cannot be reached", "r try again"]);
}

#[test]
fn the_demo_opens_whatever_the_configuration_is_like() {
    let mut drive = on(&[], &[]);
    let place = drive.home().join(PLACE);
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(place, "clouds: [\n").unwrap();
    drive.keys("1");
    let mut drive = opened(drive);
    shows(&mut drive, &["[DEMO]", "bastion-01"]);
    drive.keys("c");
    drive.idle();
    shows(&mut drive, &["Switch context", "RegionTwo"]);
}
