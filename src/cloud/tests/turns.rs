//! Reads and writes beside each other: which wait, which do not, and which are replaced.

use super::*;

#[tokio::test]
async fn a_newer_read_replaces_the_older_of_its_lane() {
    let mut task = Task::start().await;
    task.open().await;
    task.fail(
        "GET",
        "/limits",
        FaultAnswer::Delay(Duration::from_secs(15)),
    );
    task.read(1, Read::Limits);
    // Only once the first is under way is the second a replacement.
    while !task
        .demo
        .requests()
        .iter()
        .any(|line| line.contains("/limits"))
    {
        tokio::task::yield_now().await;
    }
    task.read(2, Read::Limits);
    let Reply::Read { ticket, result, .. } = task.reply().await else {
        panic!("a read");
    };
    assert_eq!(ticket, Ticket(2));
    result.unwrap();
}

#[tokio::test]
async fn a_slow_read_holds_up_no_other() {
    let mut task = Task::start().await;
    task.open().await;
    task.fail(
        "GET",
        "/limits",
        FaultAnswer::Delay(Duration::from_secs(15)),
    );
    task.read(1, Read::Limits);
    task.read(2, Read::Flavors);
    let Reply::Read { ticket, .. } = task.reply().await else {
        panic!("a read");
    };
    assert_eq!(ticket, Ticket(2));
}

#[tokio::test]
async fn a_cloud_that_does_not_answer_leaves_the_next_its_reads() {
    let mut task = Task::start().await;
    task.open().await;
    task.reach_there().await;
    for number in 0..20 {
        let slow = FaultAnswer::Delay(Duration::from_secs(30));
        task.fail("GET", "/servers/slow", slow);
        task.read(number, Read::Server(format!("slow-{number}").into()));
    }
    task.ask(Request::Read {
        ticket: Ticket(99),
        context: THERE,
        read: Read::Limits,
    });
    let Reply::Read { ticket, result, .. } = task.reply().await else {
        panic!("a read");
    };
    assert_eq!(ticket, Ticket(99));
    result.unwrap();
}

#[tokio::test]
async fn a_cloud_that_does_not_answer_leaves_the_next_its_writes_and_files_theirs() {
    let mut task = Task::start().await;
    task.open().await;
    task.reach_there().await;
    let write = |op, context, write| Request::Write {
        op: OpId(op),
        context,
        write,
    };
    for number in 0..4 {
        let slow = FaultAnswer::Delay(Duration::from_secs(30));
        task.fail("DELETE", "/servers/slow", slow);
        task.ask(write(number, HERE, Write::DeleteServer("slow".into())));
    }
    let text = Write::SaveText {
        path: "~/report.md".into(),
        text: "done".into(),
    };
    let writes = [
        (98, THERE, Write::DeleteServer("gone".into()), false),
        (99, HERE, text, true),
    ];
    for (number, context, what, is_file) in writes {
        task.ask(write(number, context, what));
        let Reply::Written { op, result, .. } = task.reply().await else {
            panic!("a write");
        };
        assert_eq!(op, OpId(number));
        assert_eq!(matches!(result, Ok(Written::Saved(_))), is_file);
    }
}

#[tokio::test]
async fn writes_are_counted_until_they_are_answered_though_nobody_listens() {
    let mut task = Task::start().await;
    task.open().await;
    assert!(task.writes.unanswered().is_none());
    for number in 0..6 {
        let slow = FaultAnswer::Delay(Duration::from_millis(300));
        task.fail("DELETE", "/servers/", slow);
        task.ask(Request::Write {
            op: OpId(number),
            context: HERE,
            write: Write::DeleteServer("x".into()),
        });
    }
    drop(task.requests);
    drop(task.replies);
    task.ended.await.unwrap();
    let all = task.writes.unanswered();
    assert_eq!(all.sent + all.unsent, 6);
    tokio::time::timeout(Duration::from_secs(10), task.writes.settled())
        .await
        .expect("they go on");
    assert_eq!(task.writes.unanswered(), Unanswered::default());
}

#[tokio::test]
async fn a_write_is_told_to_be_sent_when_its_turn_has_come() {
    let mut task = Task::start().await;
    task.open().await;
    for number in 0..=WRITES_AT_ONCE as u64 {
        task.ask(Request::Write {
            op: OpId(number),
            context: HERE,
            write: Write::DeleteServer("x".into()),
        });
    }
    let (mut sent, mut under_way) = (Vec::new(), 0);
    while sent.len() <= WRITES_AT_ONCE {
        match task.told().await {
            Reply::Sent { op } => {
                sent.push(op);
                under_way += 1;
            }
            Reply::Written { .. } => under_way -= 1,
            other => panic!("{other:?}"),
        }
        assert!(under_way <= WRITES_AT_ONCE, "{sent:?}");
    }
    assert_eq!(sent.last(), Some(&OpId(WRITES_AT_ONCE as u64)));
}
