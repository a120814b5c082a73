//! `D`: data. 001–019 files, 020–039 JSON, 040–069 YAML, 070–079 TOML, 080–089 `--set`, 090–119 tables.

entries! {
    UNREADABLE = "D001", Error, "无法读取数据文件：{reason}" / "the data file cannot be read: {reason}",
        "请核对文件名和所在文件夹" / "check the file's name and folder";
    IS_FOLDER = "D002", Error, "这是文件夹，不是数据文件" / "this is a folder, not a data file",
        "请写出其中某个文件；整个文件夹的数据用 hongtou batch 处理" / "name one of its files; hongtou batch reads a whole folder";
    TOO_LARGE = "D003", Error, "数据文件超过 {limit} MB" / "the data file exceeds {limit} MB",
        "请拆分文件，或用 --max-data 放宽上限" / "split the file, or raise the limit with --max-data";
    NOT_TEXT = "D004", Error, "不是可以读取的数据：内容不是文字" / "no data that can be read: the content is no text",
        "数据请用 JSON、YAML 或 TOML；表格用 hongtou batch 处理" / "give data as JSON, YAML or TOML; hongtou batch reads tables";
    UNDECODABLE = "D005", Error, "这里的字节（{bytes}）不是有效的 {encoding} 文字，文件可能已损坏" / "the bytes here ({bytes}) are no valid {encoding}; the file may be damaged",
        "请用记事本打开文件，另存为 UTF-8 编码" / "open the file in an editor and save it as UTF-8";
    EMPTY = "D006", Error, "数据文件是空的" / "the data file is empty",
        "每行写一项，如“单位: 香港街道”" / "write an item a line, such as “unit: Xianggang”";
    IS_TABLE = "D007", Error, "{kind}里可能有很多条记录，render 一次只填一份" / "{kind} may hold many records; render fills one document",
        "请用 hongtou batch 模板 数据 -o 文件夹，每条记录生成一份" / "use hongtou batch TEMPLATE DATA -o DIR: a document for each record";
    IS_DOCUMENT = "D008", Error, "{kind}不能用作数据" / "{kind} cannot serve as data",
        "请核对参数顺序：先模板，后数据" / "check the order of arguments: first the template, then the data";
    ENCRYPTED = "D009", Error, "{kind}，无法读取" / "{kind}: it cannot be read",
        "请在 Excel 或 WPS 中打开，取消密码后另存" / "open it in Excel or WPS, remove the password and save it";
    TOO_DEEP = "D010", Error, "嵌套超过 {limit} 层" / "nested more than {limit} deep",
        "请检查括号或缩进是否写错" / "check brackets and indentation";
    TOO_MANY_VALUES = "D011", Error, "数据超过 {limit} 项（别名 *名称 按展开后计）" / "more than {limit} values (aliases *name count as what they stand for)",
        "请拆分文件；YAML 里请勿反复引用别名" / "split the file; in YAML do not nest aliases";
    TOP_NOT_MAPPING = "D012", Error, "数据应是“名称: 内容”的形式，这里却是{found}" / "data should be “name: content”; this is {found}",
        "每行写一项，冒号用英文冒号，后面空一格，如“单位: 香港街道”" / "write an item a line with a colon and a space, such as “unit: Xianggang”";
    TOP_IS_LIST = "D013", Error, "数据的最外层是列表，没有名称，模板无法引用" / "the data is a list without a name, so the template cannot refer to it",
        "给列表起个名称，如“活动:”，列表写在它下面；若每项是一份文档，请用 hongtou batch" / "give the list a name, such as “events:”; if each item is a document of its own, use hongtou batch";
    DUPLICATE_KEY = "D014", Error, "“{key}”写了两次，第一次在{first}" / "“{key}” stands twice, first at {first}",
        "请删去一个，或改成不同的名称" / "remove one of them or give it another name";
    WIDE_BLANK = "D015", Error, "这里的空白是全角空格或不间断空格，不是普通空格" / "the blank here is a full-width or no-break space",
        "请改成英文状态下输入的空格" / "type a plain space instead";
    DAMAGED = "D016", Error, "文件损坏：{detail}" / "the file is damaged: {detail}",
        "请重新下载或索取；也可在 Excel 或 WPS 中打开修复后另存为 .xlsx" / "ask for the file again, or open it in Excel or WPS, repair it and save it as .xlsx";
    IS_HTML = "D017", Error, "这其实是网页，不是工作簿（有些系统导出的 .xls 就是网页）" / "this is a web page, not a workbook (some systems export one and call it .xls)",
        "请用 Excel 或 WPS 打开，另存为 .xlsx" / "open it in Excel or WPS and save it as .xlsx";
    UNSUPPORTED = "D018", Error, "不能直接读取{kind}" / "{kind} cannot be read",
        "请用 Excel 或 WPS 打开，另存为 .xlsx" / "open it in Excel or WPS and save it as .xlsx";

    JSON_FULL_WIDTH = "D020", Error, "{found} 是中文标点，JSON 只认英文的 {twin}" / "{found} is full-width; JSON takes {twin} only",
        "请切换到英文输入法，改成 {twin}" / "write {twin}";
    JSON_COMMENT = "D021", Error, "JSON 里不能写注释" / "JSON has no comments",
        "请删去注释；需要注释时可改用 YAML（# 开头）" / "remove the comment, or use YAML";
    JSON_COMMA_BEFORE_END = "D022", Error, "最后一项后面多了一个逗号" / "there is a comma after the last item",
        "请删去这个逗号" / "remove it";
    JSON_COMMA_MISSING = "D023", Error, "两项之间缺少逗号" / "a comma is missing between two items",
        "请在前一项末尾加上英文逗号" / "write a comma after the item before";
    JSON_COLON_MISSING = "D024", Error, "名称后面缺少英文冒号" / "a colon is missing after the name",
        "请写成 \"名称\": 内容" / "write \"name\": content";
    JSON_UNQUOTED = "D025", Error, "文字没有加引号" / "the text has no quotes",
        "名称和文字都要用英文双引号括起来，如 \"香港街道\"" / "names and texts stand in double quotes, such as \"Xianggang\"";
    JSON_SINGLE_QUOTES = "D026", Error, "JSON 只认英文双引号，不能用单引号" / "JSON takes double quotes, not single ones",
        "请改成 \"" / "write \"";
    JSON_FOREIGN_WORD = "D027", Error, "JSON 里没有这个词" / "JSON does not know this word",
        "真假写 true、false，空缺写 null；文字加英文双引号" / "write true, false or null; put texts in double quotes";
    JSON_NUMBER = "D028", Error, "这不是 JSON 的数字写法" / "this is no number of JSON",
        "要原样保留（如编号 007、+5、1,000）请加英文双引号" / "to keep it as it is (007, +5, 1,000), put it in double quotes";
    JSON_ESCAPE = "D029", Error, "反斜杠的用法不对" / "the backslash is misused",
        "反斜杠本身要写两个：\\\\；换行写 \\n，Unicode 字符写 \\u 加四位" / "write a backslash as \\\\, a line break as \\n, a Unicode character as \\u and four digits";
    JSON_LINE_IN_STRING = "D030", Error, "引号里的文字不能直接换行，或者这里漏了后引号" / "a text in quotes cannot run over lines, or its closing quote is missing",
        "文字里的换行写 \\n；否则请补上后引号" / "write \\n for a line break, or add the closing quote";
    JSON_STRING_UNCLOSED = "D031", Error, "前引号没有对应的后引号" / "the quote is never closed",
        "请补上后引号" / "add the closing quote";
    JSON_UNCLOSED = "D032", Error, "这个括号没有对应的后括号" / "the bracket is never closed",
        "请在末尾补上后括号；文件也可能没有保存完整" / "add the closing bracket; or the file was not saved whole";
    JSON_ENDS_EARLY = "D033", Error, "文件到此就结束了，内容不完整" / "the file ends here, incomplete",
        "请核对文件是否保存完整" / "check that the file was saved whole";
    JSON_KEY_MISSING = "D034", Error, "这里应是一个名称" / "a name is missing here",
        "请写成 \"名称\": 内容" / "write \"name\": content";
    JSON_VALUE_MISSING = "D035", Error, "这里缺少内容" / "a value is missing here",
        "暂缺的内容写 null，或删去多余的标点" / "write null for what is missing, or remove the mark";
    JSON_UNEXPECTED = "D036", Error, "这里的字符不合 JSON 的写法" / "this character does not belong here in JSON",
        "文字要用英文双引号括起来" / "put texts in double quotes";
    JSON_TRAILING = "D037", Error, "数据已经结束，后面还有内容" / "there is more after the end of the data",
        "请检查括号是否多写，或删去后面的内容" / "check for a bracket too many, or remove what follows";
    JSON_SECOND_VALUE = "D038", Error, "数据已经结束，后面又是一条数据" / "after the end of the data there is another one",
        "若每行是一条记录，请用 hongtou batch；只填一份请只留一条" / "if each line is a record, use hongtou batch; else keep one of them";

    YAML_FULL_WIDTH = "D040", Error, "{found} 是全角符号，YAML 只认英文（半角）的" / "{found} is full-width; YAML takes the ASCII mark only",
        "改成“{mended}”；如果这本来就是文字，请用英文引号括起来" / "write “{mended}”; if it is meant as text, put it in ASCII quotes";
    YAML_COLON_TIGHT = "D041", Error, "冒号后面缺少空格" / "there is no space after the colon",
        "改成“{mended}”；如果这本来就是文字，请用英文引号括起来" / "write “{mended}”; if it is meant as text, put it in quotes";
    YAML_TAB = "D042", Error, "行首用了制表符（Tab）缩进，YAML 只认空格" / "the line is indented with a tab; YAML takes spaces only",
        "请把制表符换成空格，每层两个" / "replace the tab by spaces, two for each level";
    YAML_QUOTE_UNCLOSED = "D043", Error, "前引号没有对应的后引号" / "the quote is never closed",
        "请补上后引号；文字里的英文双引号前加反斜杠：\\\"" / "add the closing quote; write a quote within the text as \\\"";
    YAML_AFTER_QUOTE = "D044", Error, "后引号的后面还有文字" / "there is text after the closing quote",
        "整段文字用英文单引号括起来，如 '\"十四五\"规划'，或把引号改成中文引号" / "put the whole text in single quotes, such as '\"First\" draft'";
    YAML_BRACKET_UNCLOSED = "D045", Error, "“{open}”没有对应的后括号" / "“{open}” is never closed",
        "请补上后括号；以 [ 或 { 开头的文字要用英文引号括起来" / "add the closing bracket; put a text that begins with [ or { in quotes";
    YAML_BRACKET_MISMATCH = "D046", Error, "前括号是“{open}”，后括号却是“{found}”" / "“{open}” is closed by “{found}”",
        "请让前后括号成对" / "make the brackets match";
    YAML_BRACKET_STRAY = "D047", Error, "多了一个后括号" / "there is a closing bracket too many",
        "请删去，或用英文引号把这段文字括起来" / "remove it, or put the text in quotes";
    YAML_FLOW = "D048", Error, "括号里的写法不对" / "the content of the brackets is wrong",
        "各项之间用英文逗号分开，末尾补上后括号" / "separate items by commas and close the bracket";
    YAML_SECOND_COLON = "D049", Error, "一行里有两个“: ”，或这一行的缩进不对" / "a second “: ” in the line, or the line is wrongly indented",
        "文字里有冒号时用英文引号括起来，如 备注: \"时间: 周三\"；否则请核对缩进" / "put a text with a colon in quotes, such as note: \"time: noon\"; else check the indentation";
    YAML_COLON_MISSING = "D050", Error, "这一行不是“名称: 内容”的写法" / "this line is no “name: content”",
        "名称后面写英文冒号和一个空格；接着上一行的文字要比上一行多缩进" / "write a colon and a space after the name; indent a text that continues the line above";
    YAML_INDENTATION = "D051", Error, "这一行的缩进与上面各行对不上" / "the indentation of this line matches none above",
        "同一层的各行左边要对齐，下一层多缩进两个空格" / "align the lines of a level; indent the next level by two spaces";
    YAML_DASH = "D052", Error, "列表项的短横写法不对" / "the dash of a list item is wrong",
        "短横后面空一格（“- 内容”），同一列表的短横上下对齐" / "write “- item” with a space, the dashes of a list aligned";
    YAML_ANCHOR = "D053", Error, "* 开头的是引用，却找不到它指的内容" / "a text that begins with * is a reference, and there is nothing it refers to",
        "以 * 或 & 开头的文字要用英文引号括起来" / "put a text that begins with * or & in quotes";
    YAML_CHARACTER = "D054", Error, "文字不能以这个字符开头" / "a text cannot begin with this character",
        "请用英文引号把整段文字括起来" / "put the whole text in quotes";
    YAML_ESCAPE = "D055", Error, "双引号里的反斜杠用法不对" / "the backslash in the double quotes is misused",
        "反斜杠本身要写两个：\\\\，或改用英文单引号" / "write a backslash as \\\\, or use single quotes";
    YAML_EXCLAMATION = "D056", Error, "! 开头的是类型标记，这里不认识" / "a text that begins with ! is a type, and this one is unknown",
        "以 ! 开头的文字要用英文引号括起来" / "put a text that begins with ! in quotes";
    YAML_TAG = "D057", Error, "不支持类型标记 {tag}" / "the type {tag} is not supported",
        "请删去标记；以 ! 开头的文字要用英文引号括起来" / "remove it; put a text that begins with ! in quotes";
    YAML_KEY_MISSING = "D058", Error, "冒号前面缺少名称" / "there is no name before the colon",
        "请写成“名称: 内容”" / "write “name: content”";
    YAML_COMPLEX_KEY = "D059", Error, "名称只能是文字，不能是列表或一组键值" / "a name is a text, not a list or a mapping",
        "请写成“名称: 内容”；以 [ 或 { 开头的文字要用英文引号括起来" / "write “name: content”; put a text that begins with [ or { in quotes";
    YAML_MERGE = "D060", Error, "<< 后面应引用一组键值（*名称）" / "<< takes a mapping (*name)",
        "请先用 &名称 标出那组键值，再写 <<: *名称" / "mark the mapping with &name and write <<: *name";
    YAML_SELF_REFERENCE = "D061", Error, "引用指向了它自己所在的内容" / "the reference stands inside what it refers to",
        "请删去这个引用" / "remove the reference";
    YAML_MANY_DOCUMENTS = "D062", Error, "文件里有好几份数据（用 --- 隔开），render 一次只填一份" / "the file holds several documents (separated by ---); render fills one",
        "请用 hongtou batch 模板 数据 -o 文件夹，每份数据生成一份；只填一份请删去其余" / "use hongtou batch TEMPLATE DATA -o DIR, or keep one of them";
    YAML_SYNTAX = "D063", Error, "这里不合 YAML 的写法" / "this is no valid YAML",
        "每行写“名称: 内容”；有特殊符号的文字用英文引号括起来" / "write “name: content” on each line; put texts with special characters in quotes";

    TOML_FULL_WIDTH = "D070", Error, "{found} 是中文标点，TOML 只认英文的" / "{found} is full-width; TOML takes the ASCII mark only",
        "请切换到英文输入法改写；文字要用英文双引号括起来" / "write the ASCII mark; put texts in double quotes";
    TOML_DUPLICATE = "D071", Error, "这个名称写了两次" / "this name stands twice",
        "请删去一个；列表的每一项用 [[名称]]" / "remove one of them; write each item of a list as [[name]]";
    TOML_VALUE_MISSING = "D072", Error, "名称后面缺少“= 内容”" / "there is no “= content” after the name",
        "请写成 名称 = \"内容\"" / "write name = \"content\"";
    TOML_UNQUOTED = "D073", Error, "文字没有加引号" / "the text has no quotes",
        "TOML 的文字要用英文双引号括起来，如 \"香港街道\"" / "texts stand in double quotes, such as \"Xianggang\"";
    TOML_NUMBER = "D074", Error, "这不是 TOML 的数字写法" / "this is no number of TOML",
        "要原样保留（如编号 007）请加英文双引号" / "to keep it as it is (007), put it in double quotes";
    TOML_ESCAPE = "D075", Error, "双引号里的反斜杠用法不对" / "the backslash in the double quotes is misused",
        "反斜杠本身要写两个：\\\\，或改用英文单引号" / "write a backslash as \\\\, or use single quotes";
    TOML_CHINESE_KEY = "D076", Error, "TOML 的中文名称要加引号" / "in TOML a name that is not ASCII stands in quotes",
        "请写成 \"名称\" = …、[\"名称\"]；中文名称较多时用 YAML 更方便" / "write \"name\" = …, [\"name\"]; YAML needs no quotes";
    TOML_UNCLOSED = "D077", Error, "引号或括号没有成对" / "a quote or bracket is never closed",
        "请补上后引号或后括号；文字不能直接换行，换行写 \\n" / "close it; write \\n for a line break within a text";
    TOML_SYNTAX = "D078", Error, "这里不合 TOML 的写法" / "this is no valid TOML",
        "每行写 名称 = 内容，文字加英文双引号" / "write name = content on each line, texts in double quotes";

    SET_NO_EQUALS = "D080", Error, "--set {setting} 里没有英文等号" / "--set {setting} has no =",
        "请写成 --set 名称=内容，如 --set 单位.名称=香港街道" / "write --set name=content";
    SET_PATH = "D081", Error, "--set 的名称“{path}”写法不对" / "the name “{path}” of --set cannot be read",
        "用点分层，列表项从 0 数起，如 单位.名称、活动[0].人数；带点的名称写 数据[\"甲.乙\"]" / "write a.b, list[0].c, or data[\"a.b\"] for a name with a dot";
    SET_INTO_SCALAR = "D082", Error, "“{path}”是{found}，里面没有“{name}”可以设置" / "“{path}” is {found}; “{name}” cannot be set in it",
        "请核对 --set 的名称；要整个替换，请写 --set {path}=内容" / "check the name; to replace it, write --set {path}=content";
    SET_INTO_LIST = "D083", Error, "“{path}”是列表，要指明第几项" / "“{path}” is a list: say which item",
        "第一项写 {path}[0].{name}" / "the first item is {path}[0].{name}";
    SET_NO_LIST = "D084", Error, "“{path}”是{found}，不是列表，没有第 [{index}] 项" / "“{path}” is {found}, not a list; it has no item [{index}]",
        "请核对 --set 的名称" / "check the name of --set";
    SET_INDEX = "D085", Error, "“{path}”只有 {length} 项，没有 [{index}]" / "“{path}” has {length} items, and no [{index}]",
        "列表项从 0 数起，最后一项是 [{last}]" / "items count from 0; the last is [{last}]";

    NO_HEADER = "D090", Error, "在“{sheet}”里找不到表头" / "no header was found in “{sheet}”",
        "表头要有各列的名称；请用 --header-row 指明是第几行（两行表头写 2-3）" / "the header names the columns; say which row it is with --header-row (2-3 for two rows)";
    DUPLICATE_COLUMN = "D091", Error, "有两列都叫“{name}”，另一列在 {first}" / "two columns are called “{name}”; the other is at {first}",
        "请改成不同的名称" / "give them different names";
    NO_SHEET = "D092", Error, "没有名为“{sheet}”的工作表" / "there is no sheet “{sheet}”",
        "工作簿里有：{sheets}" / "the workbook has: {sheets}";
    NO_ROWS = "D093", Error, "工作簿里没有可读的内容" / "there is nothing to read in the workbook",
        "请核对文件；数据所在的工作表不能隐藏" / "check the file; the sheet with the data must not be hidden";
    ERROR_CELL = "D094", Error, "“{name}”的单元格是错误值 {error}" / "the cell of “{name}” holds the error {error}",
        "请在表格中改正公式或数据" / "mend the formula or the data";
    NO_RESULT = "D095", Error, "“{name}”的公式没有存储结果" / "the formula of “{name}” has no stored result",
        "请用 Excel 或 WPS 打开表格，保存一次后再用" / "open the workbook in Excel or WPS and save it once";
    ROW_TOO_WIDE = "D096", Error, "这一行有 {found} 项，表头只有 {expected} 列" / "the row has {found} fields, the header {expected} columns",
        "内容里有分隔符（如逗号）时，请用英文双引号把它括起来" / "put a field that contains the separator in double quotes";
    CSV_QUOTE_UNCLOSED = "D097", Error, "从这一行起英文双引号没有成对，后面很多行被并成了一项" / "from this row on the quotes do not match, and many rows became one field",
        "请补上或删去多余的英文双引号" / "add the missing quote or remove the stray one";
    SEPARATOR_FULL_WIDTH = "D098", Error, "各列之间用了全角逗号“，”，读不出列" / "the columns are separated by full-width commas",
        "请改成英文逗号，或在 Excel 中另存为 CSV" / "use ASCII commas, or save the table as CSV from Excel";
    LINE_NOT_MAPPING = "D099", Error, "这一行不是一条记录" / "this line is no record",
        "JSON Lines 的每一行写成 {\"名称\": 内容, …}" / "each line of JSON Lines is {\"name\": value, …}";
    ITEM_NOT_MAPPING = "D100", Error, "列表的第 {number} 项不是一条记录" / "item {number} of the list is no record",
        "每一项都要写成“名称: 内容”" / "each item is a mapping of names to values";
    FOLDER_EMPTY = "D101", Error, "文件夹里没有数据文件" / "there are no data files in the folder",
        "放入 .xlsx、.csv、.json、.yaml 等文件" / "put .xlsx, .csv, .json or .yaml files into it";
    KEY_UNKNOWN = "D102", Warning, "工作表“{sheet}”有 {count} 行在主表里找不到对应的记录（如“{key}”），未使用" / "{count} rows of sheet “{sheet}” belong to no record of the first sheet (such as “{key}”) and are not used",
        "请核对名称是否一致" / "check that the names agree";
    KEY_EMPTY = "D103", Warning, "工作表“{sheet}”有 {count} 行没有写明属于哪条记录，未使用" / "{count} rows of sheet “{sheet}” do not say to which record they belong and are not used",
        "请补上名称" / "fill in the name";
    SHEET_HIDDEN = "D104", Info, "工作表“{sheet}”是隐藏的，未读取" / "sheet “{sheet}” is hidden and was not read",
        "需要时请取消隐藏" / "unhide it if it is needed";
    SHEET_NO_HEADER = "D105", Info, "工作表“{sheet}”没有表头，未读取" / "sheet “{sheet}” has no header and was not read",
        "" / "";
    SHEET_NO_KEY = "D106", Info, "工作表“{sheet}”没有与主表对应的列，未读取" / "sheet “{sheet}” has no column that ties it to the first, and was not read",
        "要作为明细，请加一列（如“单位”），与主表同名；用 --key 指明也可以" / "add a column of the same name as in the first sheet, or name it with --key";
    ROWS_HIDDEN = "D107", Info, "工作表“{sheet}”有 {count} 行是隐藏的，已一并读取" / "{count} rows of sheet “{sheet}” are hidden; they were read",
        "不需要时请删去这些行" / "delete them if they are not wanted";
    TOTAL_SKIPPED = "D108", Info, "“{text}”行不是一条记录，已跳过" / "the row “{text}” is a total and was left out",
        "" / "";
    FOOTNOTE_SKIPPED = "D109", Info, "表下的说明“{text}”不是一条记录，已跳过" / "the remark “{text}” below the table was left out",
        "" / "";
    NUMBER_ONLY_SKIPPED = "D110", Info, "这一行只有序号，已跳过" / "the row holds nothing but its number and was left out",
        "" / "";
    COLUMN_NUMBERS_SKIPPED = "D111", Info, "这一行是栏次，不是记录，已跳过" / "the row numbers the columns and was left out",
        "" / "";
    COLUMN_UNNAMED = "D112", Warning, "{column} 列有内容，但没有表头，未读取" / "column {column} has content but no name, and was not read",
        "请补上表头" / "name it in the header";
    DIGITS_LOST = "D113", Warning, "“{name}”的数超过 15 位，Excel 只保留前 15 位，后面的已变成 0" / "a number of “{name}” has more than 15 digits; Excel keeps only 15",
        "身份证号、编码等请先把单元格设为文本再填写" / "format cells for codes as text before filling them in";
    SHEET_USED = "D114", Info, "以工作表“{sheet}”为主表，每行一条记录" / "sheet “{sheet}” is taken as the first table, a record on each row",
        "如果不对，请用 --sheet 指明" / "name another with --sheet if it is wrong";
    EXAMPLE_SKIPPED = "D115", Info, "“{text}”行是示例，已跳过" / "the row “{text}” is an example and was left out",
        "" / "";
    HEADER_AGAIN_SKIPPED = "D116", Info, "这一行重复了表头，已跳过" / "the row repeats the header and was left out",
        "" / "";
    TOO_MANY_COLUMNS = "D117", Error, "“{sheet}”的表头有 {found} 列，超过 {limit} 列" / "the header of “{sheet}” has {found} columns, more than {limit}",
        "请核对文件：一般是分隔符或表头行认错了，可用 --header-row 指明" / "check the file: most often the separator or the header was mistaken; --header-row says which row it is";
}
