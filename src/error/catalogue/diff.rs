//! `K`: comparing.

entries! {
    COARSENED = "K001", Warning, "比较未能在限定时间内完成，部分改动按整段或整句显示" / "the comparison ran out of time: some changes are shown by whole paragraphs or sentences",
        "请放宽时间限制，或先分章节比较" / "allow more time, or compare chapter by chapter";
    REDLINE_UNSOUND = "K002", Error, "无法生成修订稿：{part} 中的改动互相重叠" / "the redline cannot be written: changes in {part} overlap",
        "请用 --format text 查看改动，并把两份文件反馈给我们" / "see the changes with --format text, and send us the two files";
}
