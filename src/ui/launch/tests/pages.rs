//! The pages beyond the shortest way: volumes, ports, Advanced, the same in other words.

use insta::assert_snapshot;
use ratatui::style::Color;
use unicode_width::UnicodeWidthStr;

use super::{begun, screen, shown};
use crate::app::fixture::HOSTILE;
use crate::app::launch::fixture::{Fixture, Play, cloud, loaded, small_cloud};
use crate::openstack::compute::Quota;
use crate::openstack::network::{Port, SecurityGroupRule};
use crate::openstack::volume::{VolumeLimits, VolumeType};
use crate::ui::text::clean;

/// To the page behind Advanced, where Details was left in Count.
pub(super) const TO_ADVANCED: &str = "<A-1><Tab><Tab><Tab><Tab><Tab><Tab><Enter>";

/// A cloud whose rules, ports and volumes have been read.
fn well_read_cloud() -> Fixture {
    let mut fixture = cloud();
    let quota = |used, limit| Quota { used, limit };
    let rule = |group: &str, port, prefix: Option<&str>| SecurityGroupRule {
        group: group.into(),
        ingress: true,
        ip_version: 4,
        protocol: Some("tcp".into()),
        port_min: Some(port),
        port_max: Some(port),
        remote_prefix: prefix.map(str::to_owned),
        remote_group: None,
    };
    let choices = &mut fixture.choices;
    choices.rules = loaded(vec![
        rule("g-web", 80, None),
        rule("g-web", 443, Some("0.0.0.0/0")),
        rule("g-default", 22, Some("203.0.113.0/24")),
    ]);
    choices.routed = loaded(vec!["private".into()]);
    choices.ports = loaded(vec![Port {
        id: "p-1".into(),
        name: "web-vip".into(),
        network: "private".into(),
        addresses: vec!["10.0.0.99".into()],
        admin_up: true,
        status: "DOWN".into(),
        vnic_type: "normal".into(),
        security_groups: Vec::new(),
    }]);
    choices.port_quota = loaded(quota(20, Some(100)));
    choices.volume_types = loaded(vec![VolumeType {
        name: "ssd".into(),
        description: String::new(),
        is_default: true,
    }]);
    choices.volume_limits = loaded(VolumeLimits {
        volumes: Some(quota(4, Some(10))),
        gigabytes: Some(quota(100, None)),
    });
    fixture
}

fn well_read() -> Play {
    let mut play = Play::open(well_read_cloud(), Some("i-24"));
    play.keys("web<Tab><C-u>3<A-2><Space>");
    play
}

#[test]
fn a_new_volume_at_80_by_24() {
    let mut play = well_read();
    play.keys("<A-1><Tab><Tab><Tab><Tab><Tab><Right>");
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ● 1 Details ── ✓ 2 Flavor ── ○ 3 Network ── ○ 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Name        * [web                             ]  makes web-1, web-2, web-3  │
    │               ! an instance named web-1 exists already; names may repeat     │
    │ Count       * [3    ]  1–8 fit your instance quota (12 of 20 used)           │
    │ Description   [                                ]                             │
    │ Avail. zone   [ Any availability zone        ▾ ]  ←/→, 2 zones               │
    │ Boot source * (•) Image  ( ) Instance snapshot  ( ) Volume  ( ) Vol. snap    │
    │       NAME                           VISIBILITY      SIZE  MIN DISK  MIN RAM │
    │   ( ) ubuntu-22.04-lts               public        2.5 GB      8 GB   512 MB │
    │   (•) ubuntu-24.04                   public        2.5 GB     10 GB     1 GB │
    │                                                                              │
    │                                                                              │
    │ Disks         ( ) local disk  (•) new volume  ←/→                            │
    │   Size      * [20    ]  GB; not smaller than the image                       │
    │   Type        [ default (ssd)                ▾ ]  ←/→, of 1                  │
    │               [ ] delete the volume when the instance is deleted             │
    │ Advanced ▸    user data, metadata, tags, config drive, hints … (none set)    │
    │ ← → change                                                                   │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · network ? · key ?           │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · [ ] steps · ? keys                [ Next: Flavor › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
    play.keys("<A-2>");
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ● 2 Flavor ── ○ 3 Network ── ○ 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ ubuntu-24.04 on a volume of 20 GB needs RAM ≥ 1 GB.  Count 3                 │
    │ Instances ████████████████▒▒▒▒▒░░░░░░░  12 + 3 of 20, 5 left                 │
    │ vCPUs     █████████████████▒▒░░░░░░░░░  31 + 3 of 50, 16 left                │
    │ RAM       █████████████████▒▒░░░░░░░░░  61 GB + 6 GB of 96 GB, 29 GB left    │
    │ Volumes 7/10 · Volume GB 160 GB, no limit · Ports 20/100                     │
    │       NAME            vCPU     RAM    ROOT  FITS?                            │
    │   ( ) m1.nano            1   64 MB    1 GB  ✗ RAM 64 MB < image 1 GB         │
    │   ( ) m1.tiny            1  512 MB   10 GB  ✗ RAM 512 MB < image 1 GB        │
    │ ▸ (•) m1.small           1    2 GB   20 GB  ✓ up to 6                        │
    │   ( ) m1.medium          2    4 GB   40 GB  ✓ up to 6                        │
    │   ( ) m1.xlarge          8   16 GB  160 GB  ✗ fits 2: quota vCPU: 24 > 19, … │
    │   ( ) bm.metal          64  256 GB  900 GB  ✗ fits 0: quota vCPU: 192 > 19,… │
    │ m1.small: ephemeral disk 0 GB, swap 0 MB, public                             │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ Space choose · f fits Count · / filter · s sort: RAM · h hide misfits        │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · network ? · key ?           │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · [ ] steps · ? keys   [ ‹ Back ]  [ Next: Network › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn ports_rules_and_advice_at_80_by_24() {
    let mut play = well_read();
    play.keys("<A-3><Space>");
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ● 3 Network ── ○ 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Pick at least one network, or a port. Their order is the NIC order.          │
    │       NAME              SUBNETS                     SHARED  ADMIN  STATUS    │
    │ ▸ [1] private           10.0.0.0/24                 no      up     ● ACTIVE  │
    │   [ ] Ext-Net           external, 192.0.2.0/26, 2…  no      up     ● ACTIVE  │
    │   [ ] lab               10.99.0.0/24                no      down   ✗ DOWN    │
    │   [ ] provider          (no subnet you can see)     no      up     ● ACTIVE  │
    │   [ ] storage           10.8.0.0/22                 no      up     ● ACTIVE  │
    │ id private                                                                   │
    │       PORT              ADDRESSES                             NETWORK        │
    │   [ ] web-vip           10.0.0.99                             private        │
    │       GROUP             RULES                                                │
    │   [x] default           in: tcp 22 from 203.0.113.0/24                       │
    │   [ ] web               in: tcp 80, tcp 443 from any                         │
    │ ! tcp 22 (SSH) is let in only from 203.0.113.0/24                            │
    │ ! private: reachable from outside only with a floating IP, added after the   │
    │ launch                                                                       │
    │ Space choose · J K move in NIC order · / filter                              │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · private · key ?             │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · [ ] steps · ? keys   [ ‹ Back ]  [ Next: Keypair › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_advanced_page_at_two_sizes() {
    let mut play = begun();
    play.keys(TO_ADVANCED);
    play.keys("<Left><Tab>#cloud-config<Enter>packages: [nginx]");
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ● 1 Details ── ✓ 2 Flavor ── ○ 3 Network ── ○ 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ User data     ( ) none  ( ) a file of this machine  (•) typed here           │
    │   Script      [#cloud-config                                 ]               │
    │               [packages: [nginx]                             ]               │
    │               [                                              ]               │
    │               [                                              ]               │
    │               ✓ 31 bytes of 48 KB                                            │
    │ Config drive  [ ] attach a disk that holds the metadata and the user data    │
    │ Partition     (•) Automatic  ( ) Manual                                      │
    │ Server group  [ none                         ▾ ]  loading …                  │
    │ Tags          [                                ]  separated by commas        │
    │ Metadata      [                                              ]               │
    │               [                                              ]               │
    │               key=value, one a line                                          │
    │ Hints         [                                              ]               │
    │               [                                              ]               │
    │ Admin passw.  [                                ]  sent once; never shown, n… │
    │ Enter new line · Tab next field                                              │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · network ? · key ?           │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · Alt+N next · F1 keys              [ Next: Flavor › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
    play.keys("<Tab><Tab><Tab><Tab><Tab>role=web<Enter>tier");
    assert_snapshot!(shown(&play, 60, 16), @"
    ┌ Launch instance ───────── prod-eu / RegionOne / web-team ┐
    │ ●1 Details ✓2 Flavor ○3 Network ○4 Keypair ○5 Review     │
    ├──────────────────────────────────────────────────────────┤
    │               [                                        ] │
    │               ✓ 31 bytes of 48 KB                        │
    │ Config drive  [ ] attach a disk that holds the metadata… │
    │ Partition     (•) Automatic  ( ) Manual                  │
    │ Server group  [ none                         ▾ ]         │
    │ Tags          [                                ]         │
    │ Metadata      [role=web                                ] │
    │               [tier                                    ] │
    │               key=value, one a line                      │
    │ Enter new line · Tab next field                          │
    ├──────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · Alt+N next    [ Next: Flavor › ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn review_on_a_wide_screen_says_the_launch_as_json() {
    let mut play = Play::open(small_cloud(), Some("i-24"));
    play.keys("web<A-2><Space><A-5>x");
    assert_snapshot!(shown(&play, 120, 40), @r#"
    ┌ Launch instance ─────────────────────────────────────────────── draft kept on Esc · prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ○ 3 Network ── ○ 4 Keypair ── ● 5 Review                                              │
    ├────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┤
    │ Name      web   Count 1   AZ nova                                          [1] │ Summary so far                    │
    │ Source    image ubuntu-24.04                                               [1] │ ───────────────────────────────── │
    │ Flavor    m1.small  1 vCPU · 2 GB · 20 GB  (×1: 1 vCPU · 2 GB)             [2] │ Name      web                     │
    │ Network   private                                                          [3] │ Count     1                       │
    │ Security  default                                                          [3] │ AZ        nova                    │
    │ Key pair  alice-ed25519                                                    [4] │ Source    ubuntu-24.04            │
    │ Quota     Instances ████████▒░░░░░  12 + 1 of 20, 7 left                       │ Flavor    m1.small                │
    │           vCPUs     ████████▒░░░░░  31 + 1 of 50, 18 left                      │           1 vCPU · 2 GB           │
    │           RAM       ████████▒░░░░░  61 GB + 2 GB of 96 GB, 33 GB left          │ Network   private                 │
    │ Checked   ✓ quota  ✓ names  ✓ flavor  ✓ network  ? login  (quota of 07:00:00Z) │ Security  default                 │
    │ Same as   ( ) openstack CLI  (•) Nova JSON  ( ) Terraform   x                  │ Key pair  alice-ed25519           │
    │   {                                                                            │                                   │
    │     "server": {                                                                │ Quota with this launch            │
    │       "name": "web",                                                           │ Instances 12 + 1 of 20, 7 left    │
    │       "flavorRef": "f-small",                                                  │ vCPUs     31 + 1 of 50, 18 left   │
    │       "min_count": 1,                                                          │ RAM       61 GB + 2 GB of 96 GB,  │
    │       "max_count": 1,                                                          │ 33 GB left                        │
    │       "OS-DCF:diskConfig": "AUTO",                                             │                                   │
    │       "imageRef": "i-24",                                                      │ Everything required is set.       │
    │       "networks": [                                                            │ Esc goes back to the list and     │
    │         {                                                                      │ keeps this draft.                 │
    │           "uuid": "private"                                                    │                                   │
    │         }                                                                      │                                   │
    │       ],                                                                       │                                   │
    │       "security_groups": [                                                     │                                   │
    │         {                                                                      │                                   │
    │           "name": "g-default"                                                  │                                   │
    │         }                                                                      │                                   │
    │       ],                                                                       │                                   │
    │                                                                                │                                   │
    ├────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  1–5 jump · x y w same as · ? keys                                      [ ‹ Back ]  [‹Launch instance›] │
    └────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
    "#);
}

#[test]
fn review_at_60_by_16_keeps_the_button_and_scrolls_to_the_words() {
    let mut play = Play::open(small_cloud(), Some("i-24"));
    play.keys("web<A-2><Space><A-5><Tab><Tab><Tab>");
    assert_snapshot!(shown(&play, 60, 16), @r"
    ┌ Launch instance ───────── prod-eu / RegionOne / web-team ┐
    │ ✓1 Details ✓2 Flavor ○3 Network ○4 Keypair ●5 Review     │
    ├──────────────────────────────────────────────────────────┤
    │ Same as   (•) openstack CLI  ( ) Nova JSON  ( ) Terrafo… │
    │   openstack --os-region-name RegionOne server create \   │
    │     --flavor m1.small \                                  │
    │     --image ubuntu-24.04 \                               │
    │     --network private \                                  │
    │     --security-group default \                           │
    │     --key-name alice-ed25519 \                           │
    │     --availability-zone nova \                           │
    │     web                                                  │
    │ j k scroll · x other words · y copy · w write to a file  │
    ├──────────────────────────────────────────────────────────┤
    │ [ Cancel ]  1–5 jump     [ ‹ Back ]  [ Launch instance ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

/// The same cloud, where everything that has a name has a hostile one.
fn hostile() -> Fixture {
    fn rename<T>(remote: &mut crate::app::remote::Remote<Vec<T>>, rename: impl Fn(&mut T)) {
        remote.get_mut().into_iter().flatten().for_each(rename);
    }
    let mut fixture = well_read_cloud();
    for image in &mut fixture.images {
        image.name = Some(HOSTILE.into());
    }
    let choices = &mut fixture.choices;
    rename(&mut choices.flavors, |flavor| flavor.name = HOSTILE.into());
    rename(&mut choices.networks, |network| {
        network.name = HOSTILE.into();
    });
    rename(&mut choices.ports, |port| port.name = HOSTILE.into());
    rename(&mut choices.groups, |group| group.name = HOSTILE.into());
    rename(&mut choices.rules, |rule| {
        rule.remote_prefix = Some(HOSTILE.into());
    });
    rename(&mut choices.key_pairs, |pair| {
        pair.fingerprint = HOSTILE.into();
        pair.kind = HOSTILE.into();
    });
    rename(&mut choices.volume_types, |kind| kind.name = HOSTILE.into());
    rename(&mut choices.zones, |zone| *zone = HOSTILE.into());
    fixture
}

#[test]
fn hostile_names_stay_text_and_no_page_has_colours_of_its_own() {
    let pages = [
        "web<Tab>2<Tab><Tab><Right><Tab><Tab><Tab><Right><Tab><Tab><Right><A-2>",
        "<A-1>",
        "<A-2><Space>",
        "<A-3>g<Space><Tab><Space><Tab><Space>",
        "<A-4>g<Space>",
        "<A-5>",
        "<A-5><Tab><Tab><Tab>",
        "x",
        "x",
        "w",
    ];
    let mut play = Play::open(hostile(), Some("i-24"));
    for keys in pages {
        play.keys(keys);
        for (width, height) in [(60, 16), (80, 24), (120, 40)] {
            let buffer = screen(&play, width, height);
            for (place, cell) in buffer.content.iter().enumerate() {
                let symbol = cell.symbol();
                let about = format!("{keys} at {width}x{height}: {symbol:?}");
                assert_eq!(clean(symbol), symbol, "{about}");
                let column = place % usize::from(width);
                assert!(column + symbol.width() <= usize::from(width), "{about}");
                // Light and dark backgrounds alike: none is painted.
                assert_eq!(cell.bg, Color::Reset, "{about}");
                assert!(
                    !matches!(
                        cell.fg,
                        Color::Rgb(..) | Color::Indexed(_) | Color::White | Color::Black
                    ),
                    "{about}: {:?}",
                    cell.fg
                );
            }
        }
    }
}
