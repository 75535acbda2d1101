//! The questions before something is done to instances, the menus they are in, and what became of
//! many.

use insta::assert_snapshot;

use super::{LARGE, SMALL, USUAL, rows, shown};
use crate::app::fixture::{Bench, error, servers};
use crate::cloud::message::{Page, Read, Reply, Written};
use crate::openstack::Kind;
use crate::openstack::compute::Acted;

#[test]
fn shutting_off_one_says_what_ends_and_cancel_has_the_focus() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("Po");
    assert_snapshot!(rows(&bench, 7..18), @"
     ○│                                                                          │d
     ◌│  This shuts off the instance: what runs in it ends. Its disks and        │y
     ‖│  addresses stay.                                                         │h
     ●│                                                                          │h
     ●│    ● bastion-01   ACTIVE   m1.tiny   10.0.0.5   41d old                  │d
     ●│                                                                          │d
     ◐│  y does it · n or Esc does not                                           │d
     ◐│                                                                          │s
    ──│                                                                          │──
     I│                                      [‹Cancel›]  [ Shut off bastion-01 ] │
     I└──────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn in_production_the_name_is_typed_and_the_title_says_why() {
    let mut bench = Bench::stocked(SMALL).in_production();
    bench.keys("jjRv");
    bench.wait(400);
    bench.keys("db<Enter>");
    assert_snapshot!(shown(&bench), @"
    ┌ Revert resize of instance [PROD] ────────────────────────┐
    │                                                          │
    │  This stops the instance and goes back to the old        │
    │  flavor or host. What was written since the resize may   │
    │  be lost.                                                │
    │                                                          │
    │    ! db-01   VERIFY_RESIZE   m1.large   10.0.1.21   90d  │
    │      old                                                 │
    │                                                          │
    │                                                          │
    │                                                          │
    │  Type   db-01   to go on:  [db         ]                 │
    │  ! type  db-01  to go on                                 │
    │                                                          │
    │                   [‹Cancel›]  [ Revert resize of db-01 ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn rebooting_many_at_120_by_40_names_those_that_are_skipped() {
    let mut bench = Bench::stocked(LARGE);
    bench.keys("*Prreboot");
    assert_snapshot!(rows(&bench, 6..34), @"
    *! VERIFY_RESIZE db-01                      10.0.1.21         m1.large      90d │ Key      alice-ed25519
    *○ SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d │ Created  2026-10-12 11:04Z (1 month,
    *◌ SHELVED       legacy-app                 -                 m1.medium      1y │          1 week)
    *‖ PAUSED        loadg┌ Soft reboot 5 instances ─────────────────────────────────────────────────┐24.04
    *● ACTIVE        tmp-b│                                                                          │24.04
    *● ACTIVE        vpn-g│  These 5 instances are asked to restart. What is not saved in            │
    *● ACTIVE        web-0│  persistent storage is lost.                                             │· 512 MB RAM · 10 GB
    *◐ ACTIVE:upload web-0│                                                                          │, web
    *◐ BUILD:spawn   web-0│    ● bastion-01   ACTIVE   m1.tiny   10.0.0.5   41d old                  │
    *● ACTIVE        wiki │    ● tmp-build-19   ACTIVE   m1.tiny   10.0.9.44   2h old                │
                          │    ● vpn-gw   ACTIVE   m1.small   10.0.0.2, 10.8.0.2, 203.0.113.7        │0.5  fixed
                          │    ● web-01   ACTIVE   m1.small   10.0.0.11   12d old                    │
                          │    ● wiki   ACTIVE   m1.medium   10.0.0.60   77d old                     │
                          │  Skipped, 7 of 12:                                                       │ies with the instance
                          │    batch-07 is ERROR: a soft reboot needs ACTIVE                         │
                          │    db-01 is VERIFY_RESIZE: a soft reboot needs ACTIVE                    │
                          │    db-02-replica is SHUTOFF: a soft reboot needs ACTIVE                  │
                          │    … and 4 more: PgDn                                                    │
                          │                                                                          │
                          │  Type   reboot 5   to go on:  [reboot        ]                           │
                          │                                                                          │
                          │                                                                          │
                          │                                  [‹Cancel›]  [ Soft reboot 5 instances ] │
                          └──────────────────────────────────────────────────────────────────────────┘
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
    ");
}

#[test]
fn starting_many_needs_a_button_only() {
    let mut all = servers();
    for server in &mut all[..3] {
        server.status = crate::openstack::compute::ServerStatus::Shutoff;
    }
    let mut bench = Bench::holding(all, Vec::new(), SMALL);
    bench.keys("<Space>j<Space>j<Space>Ps");
    assert_snapshot!(shown(&bench), @"
    ┌ Start 3 instances ───────────────────────────────────────┐
    │                                                          │
    │  These 3 instances are booted.                           │
    │                                                          │
    │    ○ bastion-01   SHUTOFF   m1.tiny   10.0.0.5   41d     │
    │    ○ batch-07   SHUTOFF   c1.xlarge   4m old             │
    │    ○ db-01   SHUTOFF   m1.large   10.0.1.21   90d old    │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │  Enter on the button or y does it · Esc does not         │
    │                                                          │
    │                                                          │
    │                        [ Cancel ]  [‹Start 3 instances›] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_delete_that_is_locked_elsewhere_says_that_it_cannot_be_done_any_more() {
    let mut bench = Bench::holding(servers(), Vec::new(), SMALL);
    bench.keys("rD");
    let mut changed = servers();
    changed[0].locked = true;
    changed[0].locked_reason = Some("db move".into());
    bench.list(changed);
    assert_snapshot!(shown(&bench), @"
    ┌ Delete instance ─────────────────────────────────────────┐
    │                                                          │
    │  This cannot be done any more.                           │
    │                                                          │
    │    ! bastion-01   is locked (db move): unlock it first   │
    │      (P k)                                               │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │  Nothing can be sent · Esc closes                        │
    │                                                          │
    │                                                          │
    │                         [‹Close›]  [ Delete bastion-01 ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn one_of_three_that_changes_is_left_out_of_the_question() {
    let mut bench = Bench::holding(servers(), Vec::new(), SMALL);
    bench.keys("r<Space>j<Space>j<Space>D");
    let mut changed = servers();
    changed.remove(0);
    bench.list(changed);
    assert_snapshot!(shown(&bench), @"
    ┌ Delete 2 instances ──────────────────────────────────────┐
    │                                                          │
    │  These 2 instances are deleted. They cannot be got back  │
    │  afterwards. 1 left out.                                 │
    │                                                          │
    │    ! bastion-01   is gone already                        │
    │    ✗ batch-07   ERROR   c1.xlarge   4m old               │
    │    ! db-01   VERIFY_RESIZE   m1.large   10.0.1.21   90d  │
    │  Deleted: 2 local disks                                  │
    │                                                          │
    │                                                          │
    │  Type   delete 2   to go on:  [              ]           │
    │  Sent 8 s after you confirm; U undoes until then.        │
    │                                                          │
    │                     [‹Keep all›]  [ Delete 2 instances ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

/// Three were asked: one is over, one refused, one at work.
fn three_shut_off(size: (u16, u16)) -> Bench {
    let mut bench = Bench::stocked(size);
    bench.keys("jjjjjj<Space>jj<Space>jjj<Space>Postop 3");
    bench.confirm_with("<Enter>");
    let ops: Vec<_> = bench.writes().iter().map(|(op, ..)| *op).collect();
    let context = bench.context();
    let accepted = |request: &str| {
        Ok(Written::Acted(Acted {
            request_id: Some(request.into()),
            admin_password: None,
        }))
    };
    let words = "Cannot 'stop' instance web-01 while it is in task_state migrating";
    let refused = Err(error(Kind::Conflict, Some(409), words));
    for (op, result) in ops
        .iter()
        .zip([accepted("req-1"), refused, accepted("req-3")])
    {
        bench.reply(Reply::Written {
            op: *op,
            context,
            result,
        });
    }
    bench.wait_s(2);
    let mut off = servers().remove(6);
    off.status = crate::openstack::compute::ServerStatus::Shutoff;
    bench.server_read(off);
    bench.keys("j");
    bench
}

#[test]
fn each_of_many_has_a_line_with_its_outcome() {
    assert_snapshot!(shown(&three_shut_off(USUAL)), @"
     horizon-tui  prod-eu / RegionOne / web-team                   ● live · t 1 job
     [1 Instances 12]  2 Images 10               Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, ip, id, status:error     12 instances · 2 marked · sort NAME ▲
       STATUS        NAME ▲                     IP                FLAVOR        AGE
     ✗ ERROR         batch-07                   -                 c1.xlarge      4m
     ! VERIFY_RESIZE db-01                      10.0.1.21         m1.large      90d
     ○ SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d
    ┌ Shut off 3 instances ───────────────────────── 1 done, 1 failed, 1 under way ┐
    │ ✓ tmp-build-19  is shut off                                               2s │
    │ ✗ web-01        409 Cannot 'stop' instance web-01 while it is in task_st… 0s │
    │ ◐ wiki          Powering Off                                              2s │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Shut off web-01 failed: 409 Cannot 'stop' instance web-01 while it is in     │
    │ task_state migrating                                                         │
    │ Request  req-7d1e3c58                                                        │
    │ Enter the whole story · Esc close                                            │
    └──────────────────────────────────────────────────────────────────────────────┘
     Image   ubuntu-24.04   Flavor m1.medium  2 vCPU · 4 GB RAM · 40 GB
     Net     private 10.0.0.60   SG default, web
     Disks   40 GB local, dies with the instance
     Key     alice-ed25519   AZ nova   Created 2026-09-06 11:04Z (77d)

     ✗ Shut off web-01 failed: 409 Cannot 'stop' instance web-01 while… · e to read
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn a_lock_is_said_to_be_in_the_way_of_what_was_asked_for_not_of_a_delete() {
    let mut bench = three_shut_off(SMALL);
    let all = servers();
    let named = |name: &str| all.iter().find(|server| server.name == name).cloned();
    let (Some(mut locked), Some(mut off)) = (named("web-01"), named("wiki")) else {
        panic!("both are seeded");
    };
    locked.locked = true;
    off.status = crate::openstack::compute::ServerStatus::Shutoff;
    bench.server_read(off);
    bench.wait_s(30);
    let mut asked = bench.asked().into_iter().rev();
    let Some(poll) = asked.find(|read| matches!(read, Read::Servers { .. })) else {
        panic!("the list is read again");
    };
    let ticket = bench.ticket(&poll);
    bench.page(ticket, Page::Servers(vec![locked]));
    let end = bench.end();
    bench.answer(&poll, Ok(end));
    bench.keys("R");
    assert_snapshot!(shown(&bench), @"
    ┌ Shut off instance ───────────────────────────────────────┐
    │                                                          │
    │    web-01 is locked: unlock it first (P k)               │
    │                                                          │
    │  To do it, lift that first: a separate, deliberate step. │
    │    openstack server unlock web-01                        │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │  y copies the command                                    │
    │                                                [‹Close›] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn each_of_many_at_60_by_16() {
    assert_snapshot!(shown(&three_shut_off(SMALL)), @"
    ┌ Shut off 3 instances ───── 1 done, 1 failed, 1 under way ┐
    │ ✓ tmp-build-19  is shut off                           2s │
    │ ✗ web-01        409 Cannot 'stop' instance web-01 wh… 0s │
    │ ◐ wiki          Powering Off                          2s │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    ├──────────────────────────────────────────────────────────┤
    │ Shut off web-01 failed: 409 Cannot 'stop' instance       │
    │ web-01 while it is in task_state migrating               │
    │ Request  req-7d1e3c58                                    │
    │ Enter the whole story · Esc close                        │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn many_are_one_line_of_the_job_list() {
    let mut bench = three_shut_off(USUAL);
    bench.keys("<Esc>t");
    assert_snapshot!(rows(&bench, 0..5), @"
     horizon-tui  prod-eu / RegionOne / web-team                   ● live · t 1 job
    ┌ Jobs ───────────────────────────────────────────────────────────────────── t ┐
    │ ◐ Shut off 3 instances               1 done, 1 failed, 1 unde…      2s  11:04│
    │                                                                              │
    │ Under way, but not begun in this run:                                        │
    ");
}

#[test]
fn a_menu_that_is_longer_than_the_screen_scrolls() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("m");
    for _ in 0..14 {
        bench.keys("<Down>");
    }
    assert_snapshot!(shown(&bench), @"
    pr┌ Actions ──────────────────────────── ↑ 2 ↓ 0 more ┐ive
    [1│ i  Interfaces                                     │96G
      │    Console                                        │AGE
    ● │    Action log                                     │41d◂
    ✗ │ x  Log in with ssh …                              │ 4m
    ! │ y  Copy …                                         │90d
    ○ │ P  Power …                                        │90d
    ◌ │ R  Resize, rebuild, rescue …                      │ 1y
    ‖ │ E  Edit …                                         │ 6h
    ● │ A  Attach, detach …                               │ 2h
    ● │ S  Create snapshot                                │00d
    ● │ D  Delete                                         │12d
    ◐ │ U  Undo a delete  ✗ nothing is pending            │12d
    ◐ │ L  Launch instance                                │38s
      │                                                   │
    L └───────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_menu_of_power_tells_the_whole_reason_of_the_item_under_the_cursor() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("mP<Down><Down><Down><Down><Down>");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 12]  2 Images 10               Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, ip, id, status:error                12 instances · sort NAME ▲
       STATUS    ┌ Actions ──────────────────────────────────────────┐OR        AGE
     ●┌ Power … ─────────────────────────────────────────────────────────────────┐d◂
     ✗│ s  Start instance  ✗ bastion-01 is ACTIVE: starting needs SHUTOFF        │m
     !│ o  Shut off instance                                                     │d
     ○│ r  Soft reboot instance                                                  │d
     ◌│ h  Hard reboot instance                                                  │y
     ‖│ p  Pause instance                                                        │h
     ●│ u  Resume paused instance  ✗ bastion-01 is ACTIVE: resuming a pause need…│h
     ●│ z  Suspend instance                                                      │d
     ●│ w  Resume suspended instance  ✗ bastion-01 is ACTIVE: resuming a suspend…│d
     ◐│ v  Shelve instance                                                       │d
     ◐│ n  Unshelve instance  ✗ bastion-01 is ACTIVE: unshelving needs SHELVED o…│s
    ──│ l  Lock instance …                                                       │──
     I│ k  Unlock instance  ✗ bastion-01 is not locked                           │
     I│ ✗ bastion-01 is ACTIVE: resuming a pause needs PAUSED                    │
     N└──────────────────────────────────────────────────────────────────────────┘
     Disks   10 G│                                                   │
     Key     alic└───────────────────────────────────────────────────┘


     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn the_footer_begins_with_what_is_likeliest_to_be_done_next() {
    let footer = |keys: &str| {
        let mut bench = Bench::stocked(USUAL);
        bench.keys(keys);
        rows(&bench, 23..24)
    };
    let steps = ["", "jj", "jjj", "jjjj", "jjjjj"].map(footer).join("\n");
    assert_snapshot!(steps, @"
    L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    R c confirm R v revert L launch S snapshot D delete │ / filter ? help
    P s start L launch S snapshot D delete │ Space mark / filter m menu ? help
    P n unshelve L launch S snapshot D delete │ Space mark / filter m menu ? help
    P u resume L launch S snapshot D delete │ Space mark / filter m menu ? help
    ");
}
