//! The program: exit status, what it prints, kill −9 and going on.

use super::scene::{Folder, docx};
use super::{TEMPLATE, UNITS};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn scene(name: &str, csv: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("模板.docx", docx(TEMPLATE));
    folder.write("数据.csv", csv);
    folder
}

fn command(folder: &Folder, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hongtou"));
    command.args(arguments.split_whitespace()).current_dir(folder.path(".")).env("LC_ALL", "zh_CN.UTF-8");
    command
}

fn run(folder: &Folder, arguments: &str) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command(folder, arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

#[test]
fn a_run_tells_what_is_wrong_and_what_it_did() {
    let folder = scene("tells", UNITS);
    let (status, out, err) = run(&folder, "batch 模板.docx 数据.csv -o 报告");
    assert_eq!((status, out.as_str()), (1, ""));
    insta::assert_snapshot!(err, @r"
    单位      位置                 问题
    海恒社区  数据.csv 第3行第3列  错误[B010]: 缺少“培训次数”
    = [B010] 办法: 请在数据中补上；若允许空着，请用 --missing blank（留空）或 --missing mark（标出）
    共 1 处问题。
    共 3 个单位：生成 2 份，数据有问题未生成 1 份
    ");
}

#[test]
fn a_good_run_ends_with_nought() {
    let folder = scene("good", &UNITS.replace(",,", ",5,"));
    assert_eq!(run(&folder, "batch 模板.docx 数据.csv -o 报告 --quiet"), (0, String::new(), String::new()));
    let (status, _, err) = run(&folder, "batch 模板.docx 数据.csv -o 报告 --resume");
    assert_eq!((status, err.as_str()), (0, "共 3 个单位：生成 3 份，其中以前已完成 3 份\n"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = scene("dry", UNITS);
    let (status, out, _) = run(&folder, "batch 模板.docx 数据.csv -o 报告 --dry-run");
    assert_eq!(status, 1);
    assert_eq!(
        out,
        "香港路社区 → 香港路社区.docx\n海恒社区（数据有问题，不生成）\n望江路社区 → 望江路社区.docx\n"
    );
    assert_eq!(folder.names("."), ["数据.csv", "模板.docx"]);
}

#[test]
fn fail_fast_writes_nothing_when_a_unit_is_at_fault() {
    let folder = scene("fail-fast", UNITS);
    let (status, _, err) = run(&folder, "batch 模板.docx 数据.csv -o 报告 --fail-fast");
    assert_eq!(status, 1);
    assert!(err.contains("[B032]"), "{err}");
    assert_eq!(folder.names("."), ["数据.csv", "模板.docx"]);
}

#[test]
fn what_cannot_be_used_ends_with_two() {
    let folder = scene("unusable", UNITS);
    folder.write("占用", "a file where the folder should be");
    for (arguments, code) in [
        ("batch 模板.docx 没有.csv -o 报告", "D0"),
        ("batch 没有.docx 数据.csv -o 报告", "P0"),
        ("batch 模板.docx 数据.csv", "B026"),
        ("batch 模板.docx 数据.csv -o 占用", "P0"),
        ("batch 模板.docx 数据.csv -o 报告 --shard 5/4", "B023"),
        ("batch 模板.docx 数据.csv -o 报告 --name {{单位", "B015"),
        ("batch 模板.docx 数据.csv -o 报告 --header-row 甲", "B024"),
        ("batch 模板.docx 数据.csv --zip 模板.docx", "P0"),
    ] {
        let (status, _, err) = run(&folder, arguments);
        assert_eq!(status, 2, "{arguments}: {err}");
        assert!(err.contains(&format!("[{code}")), "{arguments}: {err}");
    }
}

#[test]
fn json_holds_all_for_programs() {
    let folder = scene("json", UNITS);
    let (status, out, _) = run(&folder, "batch 模板.docx 数据.csv -o 报告 --format json");
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((status, &value["version"]), (1, &1.into()));
    assert_eq!(value["problems"][0]["unit"], "海恒社区");
    assert_eq!(value["problems"][0]["place"], serde_json::json!({"line": 3, "column": 3}));
    assert_eq!(value["summary"]["done"], 2);
}

/// Enough units to be stopped between two of them.
fn many() -> String {
    let mut csv = String::from("单位,年度,培训次数,人次\n");
    (0..400).for_each(|i| csv.push_str(&format!("社区{i},2024,{i},{}\n", i * 10)));
    csv
}

#[test]
fn killed_at_any_moment_a_batch_goes_on_to_the_same_bytes() {
    let whole = scene("kill-whole", &many());
    let started = std::time::Instant::now();
    assert_eq!(run(&whole, "batch 模板.docx 数据.csv -o 报告 -q").0, 0);
    let length = started.elapsed();
    let killed = scene("kill-parts", &many());
    let mut stopped = 0;
    for turn in 1..=12u32 {
        let mut child = command(&killed, "batch 模板.docx 数据.csv -o 报告 --resume")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(length * (turn * 7 % 12 + 1) / 14);
        child.kill().unwrap();
        stopped += u32::from(!child.wait().unwrap().success());
    }
    assert!(stopped > 0, "no run was stopped");
    assert_eq!(run(&killed, "batch 模板.docx 数据.csv -o 报告 --resume -q").0, 0);
    let (whole, killed) = (whole.contents("报告"), killed.contents("报告"));
    assert_eq!(whole.keys().collect::<Vec<_>>(), killed.keys().collect::<Vec<_>>());
    let differing: Vec<_> = whole.iter().filter(|(name, bytes)| killed.get(*name) != Some(bytes)).collect();
    assert!(differing.is_empty(), "{:?}", differing.iter().map(|(name, _)| name).collect::<Vec<_>>());
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_cleanly() {
    let folder = scene("interrupt", &many().replace("社区", &"社区".repeat(9)));
    let mut child =
        command(&folder, "batch 模板.docx 数据.csv -o 报告 --jobs 1").stderr(Stdio::piped()).spawn().unwrap();
    while !folder.path("报告/.hongtou-journal").exists() {
        std::thread::sleep(Duration::from_millis(1));
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was stopped");
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("[B030]"), "{err}");
    let names = folder.names("报告");
    assert!(names.iter().all(|name| !name.ends_with(".tmp")), "{names:?}");
    assert!(names.len() < 401, "it was not stopped");
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let folder = scene("locked", UNITS);
    folder.write("报告/.hongtou-journal", "");
    let lock = std::fs::File::open(folder.path("报告/.hongtou-journal")).unwrap();
    lock.lock().unwrap();
    let (status, _, err) = run(&folder, "batch 模板.docx 数据.csv -o 报告");
    assert_eq!(status, 2);
    assert!(err.contains("[B021]"), "{err}");
}
