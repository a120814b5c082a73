//! `K`: comparing.

entries! {
    COARSENED = "K001", Warning, "比较未能在限定时间内完成，部分改动按整段或整句显示" / "the comparison ran out of time: some changes are shown by whole paragraphs or sentences",
        "请放宽时间限制，或先分章节比较" / "allow more time, or compare chapter by chapter";
    REDLINE_UNSOUND = "K002", Error, "无法生成修订稿：{part} 中的改动互相重叠" / "the redline cannot be written: changes in {part} overlap",
        "请用 --format text 查看改动，并把两份文件反馈给我们" / "see the changes with --format text, and send us the two files";
    YEARS_UNREADABLE = "K003", Error, "年份“{value}”的写法不对" / "“{value}” is not a pair of years",
        "请写成 旧年份:新年份，如 --year 2025:2026" / "write OLD:NEW, such as --year 2025:2026";
    STALE_YEAR = "K010", Warning, "“{year}”似乎没有更新，应为“{due}”" / "“{year}” seems not to have been updated; “{due}” is due",
        "请核对这一年份；如确指{year}，可不改" / "check this year; leave it if {year} is meant";
    BLANK = "K011", Warning, "“{blank}”还没有填写" / "“{blank}” has not been filled in",
        "请填上实际的年份或日期" / "fill in the year or date";
    FIGURE_UNCHANGED = "K012", Info, "这句话有改动，但“{figure}”与旧文档相同" / "this sentence changed, but “{figure}” is as in the old document",
        "请核对是否忘了更新" / "check that it was not forgotten";
    FIGURE_MISSING = "K013", Info, "旧文档有“{figure}”（{old_place}），新文档没有" / "the old document has “{figure}” ({old_place}), the new one has not",
        "请核对是否漏报" / "check that it was not left out";
    BAD_PATTERN = "K020", Error, "“{pattern}”里要有一处 {}，表示单位名称" / "“{pattern}” needs one {} where the unit's name stands",
        "例如 --key '{}*工作总结'；* 表示任意文字，? 表示一个字" / "such as --key '*_{}_*'; * is any text, ? one character";
    PATTERN_FITS_NONE = "K021", Error, "--key 与文件名都不相符，如“{name}”" / "--key fits no file name, such as “{name}”",
        "请对照文件名修改；* 表示任意文字，{} 表示单位名称" / "compare it with the names; * is any text, {} the unit's name";
    FILE_AND_FOLDER = "K022", Error, "一个是文件，一个是文件夹，无法比较" / "one is a file and the other a folder",
        "请都写文件，或都写文件夹" / "name two files or two folders";
    FOLDER_OUTPUT = "K023", Error, "比较两个文件夹时，要用 -o 指定另一个存放结果的文件夹" / "comparing two folders needs another folder for the results, named with -o",
        "例如 hongtou diff 去年 今年 -o 比较结果" / "such as hongtou diff old new -o results";
}
