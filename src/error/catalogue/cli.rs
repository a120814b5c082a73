//! `C`: the command line.

entries! {
    USAGE = "C001", Error, "命令的写法不对：{detail}" / "the command is not written right: {detail}",
        "用 hongtou {command} --help 查看用法" / "see hongtou {command} --help";
    UNKNOWN_COMMAND = "C002", Error, "没有“{word}”这个命令" / "there is no command “{word}”",
        "用 hongtou --help 查看全部命令" / "hongtou --help lists the commands";
    UNKNOWN_OPTION = "C003", Error, "没有“{word}”这个选项" / "there is no option “{word}”",
        "用 hongtou {command} --help 查看全部选项" / "hongtou {command} --help lists the options";
    MISSING_ARGUMENT = "C004", Error, "缺少必须写的内容：{word}" / "missing: {word}",
        "用 hongtou {command} --help 查看用法" / "see hongtou {command} --help";
    BAD_VALUE = "C005", Error, "“{option}”不能是“{value}”" / "“{value}” is no value for “{option}”",
        "{advice}" / "{advice}";
    NO_TEMPLATE = "C006", Error, "没有名为“{name}”的内置模板" / "no shipped template is named “{name}”",
        "内置模板有：{names}；也可以写模板文件的路径" / "the shipped ones are {names}; a path of a file is the other way";
    STDIN_TWICE = "C007", Error, "标准输入（-）只能读一次" / "standard input (-) can be read only once",
        "请把其中一个“-”换成文件名" / "put a file's name for one of the “-”";
    TERMINAL_OUTPUT = "C008", Error, "不能把 Word 文档输出到屏幕" / "a Word document is not written to a terminal",
        "请用 -o 指定文件名，或把输出接到别的命令" / "name a file with -o, or pipe the output";
}
