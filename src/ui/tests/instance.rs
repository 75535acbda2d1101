//! The details of an instance, tab by tab.

use insta::assert_snapshot;

use super::{COLOR, LARGE, SMALL, USUAL, at, drawn, mask, rows, shown};
use crate::app::details::fixture::{WEB_02, actions, event, port};
use crate::app::fixture::{Bench, error, images, odd_servers};
use crate::cloud::message::{Data, Read};
use crate::openstack::Kind;
use crate::openstack::compute::{ConsoleKind, RemoteConsole};

fn overview(size: (u16, u16)) -> Bench {
    let mut bench = Bench::on_web_02(size);
    bench.keys("<Enter>");
    bench.overview_read();
    bench
}

#[test]
fn the_overview_fills_the_screen() {
    assert_snapshot!(shown(&overview(USUAL)), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 12]  2 Images 10               Inst 12/20  vCPU 31/50  RAM 61/96G
    ── web-02 ─ ◐ ACTIVE:upload ─────────────────── n p next, previous · Esc back ──
     [Overview]  Interfaces   Log   Console   Action Log
     Instance
     Name           web-02
     ID             3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de
     Description    -
     Project        -
     Status         ◐ ACTIVE
     Task           Image Uploading (image_uploading)
     Power          Running
     Locked         no
     Zone           nova
     Created        2026-11-10 11:04Z (1 week, 5 days)
     Launched       2026-11-22 09:12Z (1 hour, 51 minutes)
     Hostname       web-02
     Config drive   no
     Host ID        7d1e3c584b0f

     Specs
     Tab tab                                                       lines 1–17 of 48

     S snapshot D delete │ y copy m menu c context t jobs e msgs ? help q quit
    ");
}

#[test]
fn the_overview_stands_in_two_columns_where_there_is_room() {
    assert_snapshot!(shown(&overview(LARGE)), @"
     horizon-tui  prod-eu / RegionOne / web-team                                                                     ● live
     [1 Instances 12]  2 Images 10                                                       Inst 12/20  vCPU 31/50  RAM 61/96G
    ── web-02 ─ ◐ ACTIVE:upload ─────────────────────────────────────────────────────────── n p next, previous · Esc back ──
     [Overview]  Interfaces   Log   Console   Action Log
     Instance                                                    IP Addresses
     Name           web-02                                         private
     ID             3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de             10.0.0.12  fixed
     Description    -                                                203.0.113.40  floating, of 10.0.0.12
     Project        -
     Status         ◐ ACTIVE                                     Security Groups
     Task           Image Uploading (image_uploading)              default
     Power          Running                                          ALLOW IPv4 to ANY
     Locked         no                                             web
     Zone           nova                                             ALLOW IPv4 22/tcp from 0.0.0.0/0
     Created        2026-11-10 11:04Z (1 week, 5 days)               ALLOW IPv4 443/tcp from 0.0.0.0/0
     Launched       2026-11-22 09:12Z (1 hour, 51 minutes)
     Hostname       web-02                                       Volumes Attached
     Config drive   no                                             data-02 on /dev/vdb
     Host ID        7d1e3c584b0f                                     100 GB · in-use · kept
                                                                     5d0e7f61-data-02
     Specs
     Flavor         m1.small                                     Snapshots of it
     RAM            2 GB                                           web-02-snap-1122  saving  2026-11-22 11:03Z (1 minute)
     vCPUs          1 vCPU
     Disk           20 GB
     Swap           512 MB
       hw:cpu_policy = shared

     Metadata
     Key pair       alice-ed25519
     Image          ubuntu-24.04
     Image ID       ubuntu-24.04





     Tab tab

     S snapshot D delete P power R resize E edit A attach │ y copy m menu c context t jobs e msgs ? help : cmd q quit
    ");
}

#[test]
fn the_overview_serves_on_the_smallest_screen() {
    assert_snapshot!(shown(&overview(SMALL)), @"
     prod-eu / RegionOne / web-team                      ● live
     [1 Inst 12]  2 Img 10               Inst 12/20  RAM 61/96G
    ── web-02 ─ ◐ ACTIVE:upload ────────────── n p · Esc back ──
     [Overview]  Interfaces   Log   Console   Action Log
     Instance
     Name           web-02
     ID             3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de
     Description    -
     Project        -
     Status         ◐ ACTIVE
     Task           Image Uploading (image_uploading)
     Power          Running
     Locked         no
     Tab tab                                    lines 1–9 of 48

     S D │ y copy m menu c context t jobs e msgs ? help q quit
    ");
}

#[test]
fn each_section_tells_how_it_stands_by_itself() {
    let mut bench = Bench::on_web_02(LARGE);
    bench.keys("<Enter>");
    let id = || WEB_02.into();
    let refused = error(Kind::Forbidden, Some(403), "Policy doesn't allow it");
    bench.answer(&Read::ServerVolumes(id()), Err(refused));
    let lost = error(Kind::Timeout, None, "no answer");
    bench.answer(&Read::ServerPorts(id()), Err(lost));
    assert_snapshot!(rows(&bench, 2..37), @"
    ── web-02 ─ ◐ ACTIVE:upload ─────────────────────────────────────────────────────────── n p next, previous · Esc back ──
     [Overview]  Interfaces   Log   Console   Action Log
     Instance                                                    IP Addresses
     Name           web-02                                         private
     ID             3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de             10.0.0.12  fixed
     Description    -                                                203.0.113.40  floating
     Project        -
     Status         ◐ ACTIVE                                     Security Groups
     Task           Image Uploading (image_uploading)              default
     Power          Running                                        web
     Locked         no                                             ✗ cannot be read: no answer
     Zone           nova
     Created        2026-11-10 11:04Z (1 week, 5 days)           Volumes Attached
       ◐ loading …                                                 5d0e7f61-data-02  kept
                                                                   ✗ the cloud does not let you see this: 403 Policy
     Specs                                                         doesn't allow it
     Flavor         m1.small
     RAM            2 GB                                         Snapshots of it
     vCPUs          1 vCPU                                         web-02-snap-1122  saving  2026-11-22 11:03Z (1 minute)
     Disk           20 GB

     Metadata
     Key pair       alice-ed25519
     Image          ubuntu-24.04
     Image ID       ubuntu-24.04
    ");
}

#[test]
fn a_fault_comes_first_with_what_it_means_and_what_to_try() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("j<Enter>");
    assert_snapshot!(rows(&bench, 2..12), @"
    ── batch-07 ─ ✗ ERROR ───────────────────────── n p next, previous · Esc back ──
     [Overview]  Interfaces   Log   Console   Action Log
     ✗ Fault
     Message        No valid host was found. There are not enough hosts available.
     Means          No host can take it
     Try            Choose a smaller flavor, any zone, no hints or server group; or
                    try again later.
     Code           500

     Instance
    ");
    assert_snapshot!(mask(&drawn(&bench, COLOR)).lines().nth(4).unwrap(), @" eeeeeee");
}

#[test]
fn an_instance_that_is_gone_says_so_over_what_was_known() {
    let mut bench = overview(USUAL);
    bench.wait(1100);
    let gone = error(Kind::NotFound, Some(404), "not found");
    bench.answer(&Read::Server(WEB_02.into()), Err(gone));
    assert_snapshot!(rows(&bench, 2..7), @"
    ── web-02 ─ ✗ gone, as of 11:04:01Z ─────────── n p next, previous · Esc back ──
     [Overview]  Interfaces   Log   Console   Action Log
     Instance
     Name           web-02
     ID             3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de
    ");
}

fn interfaces(size: (u16, u16)) -> Bench {
    let mut bench = overview(size);
    bench.keys("i");
    let mut second = port("", &["10.0.1.12", "2001:db8::12"]);
    second.status = "DOWN".into();
    second.port_security = false;
    second.security_groups.clear();
    let ports = vec![port("web", &["10.0.0.12"]), second];
    bench.wait_s(11);
    bench.answer(
        &Read::ServerPorts(WEB_02.into()),
        Ok(Data::ServerPorts(ports)),
    );
    bench
}

#[test]
fn interfaces_are_listed_and_the_one_under_the_cursor_is_told_in_full() {
    let mut bench = interfaces(USUAL);
    assert_snapshot!(rows(&bench, 2..22), @"
    ── web-02 ─ ◐ ACTIVE:upload ─────────────────── n p next, previous · Esc back ──
      Overview  [Interfaces]  Log   Console   Action Log
     ● Active net-private      10.0.0.12        fa:16:3e:aa:bb:01 web
       Name         web
       ID           port-web
       Network      net-private
       Fixed IPs    10.0.0.12
       MAC          fa:16:3e:aa:bb:01
       Admin        UP
       Groups       default, web
       Security     on
       VNIC type    normal
     ○ Down   net-private      10.0.1.12 2001:db8::12 fa:16:3e:aa:bb:01 port-






     Tab tab · Enter edit the port
    ");
    bench.keys("j");
    assert_snapshot!(rows(&bench, 4..16), @"
    ● Active net-private      10.0.0.12        fa:16:3e:aa:bb:01 web
    ○ Down   net-private      10.0.1.12 2001:db8::12 fa:16:3e:aa:bb:01 port-
      Name         -
      ID           port-
      Network      net-private
      Fixed IPs    10.0.1.12, 2001:db8::12
      MAC          fa:16:3e:aa:bb:01
      Admin        UP
      Groups       -
      Security     off
      VNIC type    normal
    ");
    assert_snapshot!(rows(&at(interfaces(SMALL), SMALL), 2..14), @"
    ── web-02 ─ ◐ ACTIVE:upload ────────────── n p · Esc back ──
      Overview  [Interfaces]  Log   Console   Action Log
     ● Active net-private      10.0.0.12        web
       Name         web
       ID           port-web
       Network      net-private
       Fixed IPs    10.0.0.12
       MAC          fa:16:3e:aa:bb:01
       Admin        UP
       Groups       default, web
       Security     on
     Tab tab · Enter edit the port              lines 1–9 of 11
    ");
}

fn log(size: (u16, u16)) -> Bench {
    let mut bench = Bench::on_web_02(size);
    bench.keys("o");
    let lines: Vec<_> = (1..=40)
        .map(|line| format!("[{line:>5}.0] \u{1b}[32mline\u{1b}[0m {line}\r"))
        .collect();
    let read = Read::ConsoleLog {
        server: WEB_02.into(),
        lines: Some(500),
    };
    bench.answer(&read, Ok(Data::ConsoleLog(lines.join("\n"))));
    bench
}

#[test]
fn a_log_is_read_from_its_end_and_says_how_much_of_it_there_is() {
    let mut bench = log(USUAL);
    assert_snapshot!(rows(&bench, 2..24), @"
    ── web-02 ─ ◐ ACTIVE:upload ─────────────────── n p next, previous · Esc back ──
      Overview   Interfaces  [Log]  Console   Action Log
     [   24.0] line 24
     [   25.0] line 25
     [   26.0] line 26
     [   27.0] line 27
     [   28.0] line 28
     [   29.0] line 29
     [   30.0] line 30
     [   31.0] line 31
     [   32.0] line 32
     [   33.0] line 33
     [   34.0] line 34
     [   35.0] line 35
     [   36.0] line 36
     [   37.0] line 37
     [   38.0] line 38
     [   39.0] line 39
     [   40.0] line 40
     Tab tab · / search · f follow · + more · - fewer · 0 a…  40 lines, 500 at most

     S snapshot D delete │ y copy m menu c context t jobs e msgs ? help q quit
    ");
    bench.keys("/line 3");
    assert_snapshot!(rows(&bench, 16..22), @"
    [   36.0] line 36
    [   37.0] line 37
    [   38.0] line 38
    [   39.0] line 39
    [   40.0] line 40
    Search   [line 3                                                             ]
    ");
    bench.keys("<Enter>");
    assert_snapshot!(rows(&bench, 20..22), @"
    [   40.0] line 40
    Tab tab · / search · f follow · + m…  40 lines, 500 at most · “line 3” 2 of 11
    ");
    assert_snapshot!(mask(&drawn(&bench, COLOR)).lines().nth(4).unwrap(), @" n   nnnnn nnnn nn");
    assert_snapshot!(rows(&log(SMALL), 2..14), @"
    ── web-02 ─ ◐ ACTIVE:upload ────────────── n p · Esc back ──
      Overview   Interfaces  [Log]  Console   Action Log
     [   32.0] line 32
     [   33.0] line 33
     [   34.0] line 34
     [   35.0] line 35
     [   36.0] line 36
     [   37.0] line 37
     [   38.0] line 38
     [   39.0] line 39
     [   40.0] line 40
     Tab tab · / search · f follow · + …  40 lines, 500 at most
    ");
}

#[test]
fn a_log_that_nova_does_not_give_is_explained() {
    let mut bench = Bench::on_web_02(USUAL);
    bench.keys("o");
    let read = Read::ConsoleLog {
        server: WEB_02.into(),
        lines: Some(500),
    };
    let words = "Instance web-02 is not ready";
    bench.answer(&read, Err(error(Kind::Conflict, Some(409), words)));
    assert_snapshot!(rows(&bench, 4..8), @"
    ✗ cannot be read: 409 Instance web-02 is not ready
    An instance that is on no host (being built, shelved) has no console. r tries
    again.
    ");
}

#[test]
fn a_console_is_asked_for_first_and_then_told_with_its_dangers() {
    let mut bench = Bench::on_web_02(USUAL);
    bench.keys("ol");
    assert_snapshot!(rows(&bench, 2..22), @"
    ── web-02 ─ ◐ ACTIVE:upload ─────────────────── n p next, previous · Esc back ──
      Overview   Interfaces   Log  [Console]  Action Log
       Enter asks the cloud for the address of the console of web-02. Whoever has
       that address has the keyboard: it is asked for only when you want it, and
       forgotten when you leave this tab.














     Tab tab · Enter get the address · b browser · y copy
    ");
    bench.keys("<Enter>");
    let read = Read::RemoteConsole {
        server: WEB_02.into(),
        kind: None,
    };
    let console = RemoteConsole {
        kind: ConsoleKind::NoVnc,
        url: "http://203.0.113.1:6080/vnc_auto.html?path=%3Ftoken%3D8f2c41de".into(),
    };
    bench.answer(&read, Ok(Data::RemoteConsole(console)));
    assert_snapshot!(rows(&bench, 4..14), @"
    Type           noVNC, in a browser
    Valid          to be opened soon after 11:04:00Z: the cloud does not say how
                   long; ten minutes unless its operator chose otherwise
    Address        http://203.0.113.1:6080/vnc_auto.html?path=%3Ftoken%3D8f2c41de

      b opens it in the browser of this machine, y copies it. It holds a token:
      treat it as a password. The browser is told by a file only you can read, so
      that no list of processes shows it.
    ");
    bench.keys("h<Tab>");
    bench.wait(400);
    bench.keys("<Enter>");
    let words = "Cannot 'get_vnc_console' instance while it is in vm_state building";
    bench.answer(&read, Err(error(Kind::Conflict, Some(409), words)));
    assert_snapshot!(rows(&bench, 4..9), @"
    ✗ There is no console
      It has a console only while it runs on a host. The cloud says: 409 Cannot
      'get_vnc_console' instance while it is in vm_state building
      Enter asks again.
    ");
}

fn action_log(size: (u16, u16)) -> Bench {
    let mut bench = Bench::on_web_02(size);
    bench.keys("<Enter>h");
    let read = Read::InstanceActions(WEB_02.into());
    bench.answer(&read, Ok(Data::InstanceActions(actions())));
    bench.wait(400);
    bench
}

#[test]
fn the_action_log_tells_what_was_done_how_long_it_took_and_how_it_ended() {
    let mut bench = action_log(USUAL);
    assert_snapshot!(rows(&bench, 2..9), @"
    ── web-02 ─ ◐ ACTIVE:upload ─────────────────── n p next, previous · Esc back ──
      Overview   Interfaces   Log   Console  [Action Log]
     ◐ 2026-11-22 11:03:40Z Create Image              running   by d41d8cd9…  req-…
     ✗ 2026-11-22 10:30:00Z Resize                9s  Error     by d41d8cd9…  req-…
     ● 2026-11-22 09:12:10Z Create               34s  no error  by d41d8cd9…  req-…
    ");
    assert_snapshot!(rows(&bench, 20..24), @"

    Tab tab · Enter steps · y copy the request id

    S snapshot D delete │ y copy m menu c context t jobs e msgs ? help q quit
    ");
    assert_snapshot!(rows(&action_log(LARGE), 4..8), @"
    ◐ 2026-11-22 11:03:40Z Create Image              running   by d41d8cd9…  req-createImage
    ✗ 2026-11-22 10:30:00Z Resize                9s  Error     by d41d8cd9…  req-resize
    ● 2026-11-22 09:12:10Z Create               34s  no error  by d41d8cd9…  req-create
    ");
    bench.keys("j<Enter>");
    let read = Read::ActionEvents {
        server: WEB_02.into(),
        request: "req-resize".into(),
    };
    let mut failed = event("compute_prep_resize", "10:30:01", Some("10:30:09"), "Error");
    failed.details = Some("No valid host was found.\nThere are not enough hosts.".into());
    failed.host = Some("cmp-7".into());
    let events = vec![
        event(
            "conductor_migrate_server",
            "10:30:00",
            Some("10:30:01"),
            "Success",
        ),
        failed,
    ];
    bench.answer(&read, Ok(Data::ActionEvents(events)));
    assert_snapshot!(rows(&bench, 4..16), @"
    ◐ 2026-11-22 11:03:40Z Create Image              running   by d41d8cd9…  req-…
    ✗ 2026-11-22 10:30:00Z Resize                9s  Error     by d41d8cd9…  req-…
      Request      req-resize
      User         d41d8cd98f00b204
      Message      Error
        10:30:00      1s  ● Success  conductor_migrate_server
        10:30:01      8s  ✗ Error  compute_prep_resize  on cmp-7
          No valid host was found.
          There are not enough hosts.
    ● 2026-11-22 09:12:10Z Create               34s  no error  by d41d8cd9…  req-…
    ");
    assert_snapshot!(mask(&drawn(&bench, COLOR)).lines().skip(4).take(9).collect::<Vec<_>>().join("\n"), @"
     ccnnnnnnnnnn nnnnnnnnn nnnnnn nnnnn              ccccccccddddddddddddddddddddd
    RRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR
     dddddddddddddddnnnnnnnnnn
     dddddddddddddddnnnnnnnnnnnnnnnn
     dddddddddddddddnnnnn
         nnnnnnnn      nn  ggggggggg  nnnnnnnnnnnnnnnnnnnnnnnn
         nnnnnnnn      nn  eeeeeee  nnnnnnnnnnnnnnnnnnn  nn nnnnn
           nn nnnnn nnnn nnn nnnnnn
           nnnnn nnn nnn nnnnnn nnnnnn
    ");
}

#[test]
fn a_policy_that_hides_the_action_log_is_told() {
    let mut bench = Bench::on_web_02(USUAL);
    bench.keys("<Enter>h");
    let refused = error(
        Kind::Forbidden,
        Some(403),
        "Policy doesn't allow os_compute_api:os-instance-actions:list",
    );
    bench.answer(&Read::InstanceActions(WEB_02.into()), Err(refused));
    assert_snapshot!(rows(&bench, 4..7), @"
    ✗ the cloud does not let you see this: 403 Policy doesn't allow
    os_compute_api:os-instance-actions:list
    ");
}

#[test]
fn the_keys_of_the_details_are_told() {
    let mut bench = Bench::on_web_02(USUAL);
    bench.keys("<Enter>?");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
    ┌ Keys of the details ─────────────────────────────────────────────────────────┐
    │ Tab l →           Next tab                                                   │
    │ Shift+Tab h ←     Previous tab                                               │
    │ n p               Next, previous instance                                    │
    │ j k PgUp PgDn g G Scroll                                                     │
    │ r                 Read everything shown again                                │
    │ Esc q             Back to the list                                           │
    │ ? F1              These keys                                                 │
    │ :                 Everything that can be done to the instance                │
    │                                                                              │
    │ INTERFACES                                                                   │
    │ Enter             Edit the port and its security groups                      │
    │                                                                              │
    │ LOG                                                                          │
    │ /                 Search the log                                             │
    │ Enter             Next place found                                           │
    │ Backspace         Place found before                                         │
    │ f                 Follow the log: read it every few seconds                  │
    │ + =               More lines                                                 │
    │ -                 Fewer lines                                                │
    │ ↑ ↓ PgUp PgDn g G scroll · y copy · Esc close                                │
    └──────────────────────────────────────────────────────────────────────────────┘
     S snapshot D delete │ y copy m menu c context t jobs e msgs ? help q quit
    ");
}

#[test]
fn a_row_that_says_little_has_details_that_say_what_is_not_known() {
    let mut bench = Bench::holding(odd_servers(), images(), USUAL);
    bench.keys("/9c0b<Enter><Enter>");
    assert_snapshot!(rows(&bench, 2..22), @"
    ── 9c0b1f57-0000-4000-8000-00000… ─ ? UNKNOWN ─ n p next, previous · Esc back ──
     [Overview]  Interfaces   Log   Console   Action Log
     Instance
     Name           9c0b1f57-0000-4000-8000-00000000down
     ID             9c0b1f57-0000-4000-8000-00000000down
     Description    -
     Project        -
     Status         ? UNKNOWN
     Task           None
     Power          -
     Locked         no
     Zone           -
     Created        -
       ◐ loading …

     Specs
     Flavor         Not available

     Metadata
     Tab tab                                                       lines 1–17 of 32
    ");
}

#[test]
fn a_delete_that_is_held_back_is_told_where_the_instance_stands() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("<Enter>D");
    bench.confirm_with("y");
    assert_snapshot!(rows(&bench, 2..3), @"── bastion-01 ─ … del in 8s  U ──────────────── n p next, previous · Esc back ──");
}
