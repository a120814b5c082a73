//! `V`: values and filters.

entries! {
    NOT_A_NUMBER = "V001", Error, "“{value}”不是数字，“{filter}”要用数字" / "“{value}” is no number, which “{filter}” needs",
        "数据里只填数字，如 1200、3.5、80%、1000万；单位和“约”“余”等字写在模板里" / "put only the number into the data, such as 1200, 3.5, 80% or 1000万; units and words like 约 or 余 belong in the template";
    CELL_NOT_A_NUMBER = "V002", Error, "第{row}行的“{column}”是“{value}”，不是数字，“{filter}”算不了" / "row {row} has “{value}” for “{column}”, which is no number, so “{filter}” cannot count it",
        "改成数字，如 1200、3.5、80%、1000万；没有数就留空，空格子不计" / "make it a number, such as 1200, 3.5, 80% or 1000万; where there is none leave the cell empty, empty cells are not counted";
    BLANK = "V003", Error, "“{filter}”要用{what}，这一项却是空的" / "“{filter}” needs {what}, but the value is blank",
        "在数据里填上；可以不填的，在模板里写在 {% if 名称 %} 和 {% endif %} 之间" / "fill it in; where it may be left out, put it between {% if name %} and {% endif %} in the template";
    NOT_A_DATE = "V004", Error, "“{value}”不是日期，“{filter}”要用日期" / "“{value}” is no date, which “{filter}” needs",
        "写成 2024-12-20、2024/12/20、2024年12月20日 或 20241220；只到月的写 2024-12" / "write 2024-12-20, 2024/12/20, 2024年12月20日 or 20241220; a month alone is 2024-12";
    NO_SUCH_DATE = "V005", Error, "日期“{value}”不对：{reason}" / "the date “{value}” is wrong: {reason}",
        "核对原始材料，改成确有的日期，如 2024-12-20" / "check the source and give a date that exists, such as 2024-12-20";
    DATE_TOO_COARSE = "V006", Error, "日期“{value}”里没有“{directive}”要的内容（日或时间）" / "the date “{value}” has nothing for “{directive}” (a day or a time)",
        "在数据里把日期写全，或从模板的日期格式里去掉“{directive}”" / "give the whole date in the data, or take “{directive}” out of the date format in the template";
    DATE_FORMAT = "V007", Error, "日期格式里的“{directive}”无法识别" / "“{directive}” in the date format is unknown",
        "常用的有 %Y年%-m月%-d日（2024年12月20日）、%Y-%m-%d（2024-12-20）、%EY年%Em月%Ed日（二〇二四年十二月二十日）、%A（星期五）" / "usual ones are %Y年%-m月%-d日 (2024年12月20日), %Y-%m-%d (2024-12-20), %EY年%Em月%Ed日 (二〇二四年十二月二十日), %A (星期五)";
    BAD_ARGUMENT = "V008", Error, "“{filter}”的“{name}”不能是“{value}”，应是{expected}" / "“{name}” of “{filter}” cannot be “{value}”, it must be {expected}",
        "写法：{usage}" / "usage: {usage}";
    MISSING_ARGUMENT = "V009", Error, "“{filter}”后面的括号里缺少“{name}”" / "“{filter}” lacks “{name}” in its brackets",
        "写法：{usage}" / "usage: {usage}";
    UNKNOWN_ARGUMENT = "V010", Error, "“{filter}”后面的括号里不能写“{name}”" / "“{filter}” takes no “{name}” in its brackets",
        "写法：{usage}" / "usage: {usage}";
    NOT_ROWS = "V011", Error, "“{filter}”要用于一张表（多行），这里却是“{value}”" / "“{filter}” works on a list of rows, but this is “{value}”",
        "写法：{usage}；竖线前面应是数据里那张表的名称" / "usage: {usage}; what stands before the bar must be the name of a list in the data";
    NO_COLUMN = "V012", Error, "表里没有“{column}”这一栏" / "no row has a column “{column}”",
        "核对栏名，一字不差地写；表里现有：{columns}" / "check the name of the column, it must match exactly; the rows have: {columns}";
    NO_SUCH_MARK = "V013", Error, "“{sample}”这种序号最大到 {max}，写不出 {value}" / "marks such as “{sample}” go up to {max}, there is none for {value}",
        "换一种序号，如 {{ loop.index|level(\"（1）\") }}，或减少条数" / "take another kind of mark, such as {{ loop.index|level(\"（1）\") }}, or have fewer items";
    NOT_WHOLE = "V014", Error, "“{value}”不是从 1 起的整数，“{filter}”要用整数" / "“{value}” is no whole number from 1, which “{filter}” needs",
        "用 1、2、3 这样的数；循环里一般写 loop.index" / "use numbers such as 1, 2, 3; in a loop usually loop.index";
    TOO_LARGE = "V015", Error, "“{filter}”的数太大或位数太多，无法准确计算" / "the number is too large or too long for “{filter}” to reckon exactly",
        "核对数据，是否多写了零或重复粘贴" / "check the data for extra noughts or a number pasted twice";
    NOT_A_YEAR = "V016", Error, "“{value}”里没有年份，“{filter}”写不成二〇二四这样的字" / "“{value}” holds no year for “{filter}” to write as 二〇二四",
        "数据里写四位数字的年份，如 2024" / "give the year as four digits, such as 2024";
    CELL_NOT_COMPARABLE = "V017", Error, "第{row}行的“{column}”是“{value}”，不能同“{wanted}”比较" / "row {row} has “{value}” for “{column}”, which cannot be compared with “{wanted}”",
        "改成{expected}；没有就留空，空格子不算" / "make it {expected}; where there is none leave the cell empty, empty cells do not count";
}
