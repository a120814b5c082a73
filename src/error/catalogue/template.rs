//! `T`: templates and what filling them finds; `H`: hints.

entries! {
    UNCLOSED_TAG = "T001", Error, "标签没有写完，缺少结尾的“{close}”" / "the tag is not closed: “{close}” is missing",
        "请在同一段内补上“{close}”；若本来就要显示“{open}”，请写成“{literal}”" / "add “{close}” in the same paragraph; to show “{open}” itself, write “{literal}”";
    STRAY_CLOSE = "T002", Warning, "这里有“{close}”，前面却没有对应的“{open}”，按普通文字保留" / "“{close}” without “{open}” before it is kept as text",
        "若是字段，请写成 {{字段名}}（前后各两个大括号）" / "if it is a field, write {{name}} with two braces on each side";
    EMPTY_TAG = "T003", Error, "标签里没有内容" / "the tag is empty",
        "请写上字段名，例如 {{单位}}；若不需要，请删除这个标签" / "write a field's name, such as {{name}}, or delete the tag";
    SYNTAX = "T004", Error, "标签的写法不对：{detail}" / "the tag cannot be understood: {detail}",
        "请检查引号、括号是否成对，运算符两边是否都有内容" / "check that quotes and brackets are paired and that operators have both sides";
    UNCLOSED_BLOCK = "T005", Error, "“{open}”没有对应的“{close}”" / "“{open}” has no “{close}”",
        "请在这一部分结束的地方加上 {% {close} %}" / "add {% {close} %} where this part ends";
    UNEXPECTED_END = "T006", Error, "“{close}”前面没有对应的“{open}”" / "“{close}” has no “{open}” before it",
        "请删除它，或在前面补上 {% {open} … %}" / "delete it, or add {% {open} … %} before it";
    MISMATCHED_END = "T007", Error, "“{close}”与前面的“{open}”（{where}）不配对" / "“{close}” does not match “{open}” ({where})",
        "两段标签必须一层套一层，不能交叉：请先写 {% {wanted} %}" / "blocks must nest, not cross: write {% {wanted} %} first";
    UNKNOWN_STATEMENT = "T008", Error, "不认识的标签“{word}”" / "“{word}” is no statement",
        "可用的有 for、if、elif、else、set、with、macro、raw 等；若要输出字段，请用 {{ }}" / "there are for, if, elif, else, set, with, macro, raw and others; to print a field use {{ }}";
    MISPLACED_BRANCH = "T009", Error, "“{word}”不在 {within} 之内" / "“{word}” stands outside {within}",
        "请检查前面的 {% if … %} 或 {% for … %} 是否漏写或提前结束" / "check whether {% if … %} or {% for … %} before it is missing or ends too early";
    UNKNOWN_FILTER = "T010", Error, "没有名为“{name}”的过滤器" / "there is no filter “{name}”",
        "过滤器写在竖线后面，例如 {{ 日期|date }}；全部过滤器见文档 filters" / "a filter stands after the bar, as in {{ day|date }}; the page “filters” lists them";
    UNKNOWN_TEST = "T011", Error, "没有名为“{name}”的判断" / "there is no test “{name}”",
        "is 后面可写 defined、none、number、string、even、odd 等" / "after “is” there are defined, none, number, string, even, odd and others";
    MISSING_FIELD = "T012", Error, "数据里没有字段“{name}”{turns}" / "the data has no field “{name}”{turns}",
        "请在数据中补上“{name}”；若允许空着，请用 --missing blank 或 {{ {name}|default(\"\") }}" / "add “{name}” to the data; if it may be empty use --missing blank or {{ {name}|default(\"\") }}";
    UNKNOWN_FUNCTION = "T013", Error, "没有名为“{name}”的函数" / "there is no function “{name}”",
        "若“{name}(…)”整体是字段名，请写成 数据[\"{name}(…)\"]" / "if “{name}(…)” as a whole is a field's name, write data[\"{name}(…)\"]";
    CANNOT_PLACE = "T014", Error, "“{open}”与“{close}”（{where}）之间无法构成完整的段落、表格行或单元格" / "what lies between “{open}” and “{close}” ({where}) is no whole number of paragraphs, rows or cells",
        "{advice}" / "{advice}";
    UNSUPPORTED = "T015", Error, "不支持“{word}”" / "“{word}” is not supported",
        "{advice}" / "{advice}";
    NOT_IN_TABLE = "T016", Error, "“{tag}”要求写在表格里，这里不是表格" / "“{tag}” asks for a table, but stands outside one",
        "请把它移到表格的行内；若是段落，请用 {%p … %} 或不写前缀" / "move it into a table's row; for paragraphs use {%p … %} or no prefix";
    NOT_TEXT = "T017", Error, "“{name}”是{kind}，不能直接输出{turns}" / "“{name}” is {kind} and cannot be printed{turns}",
        "列表请用 {% for 项 in {name} %} 逐项输出，或用 {{ {name}|join(\"、\") }}；对象请写明要哪一项，例如 {{ {name}.名称 }}" / "print a list with {% for x in {name} %} or {{ {name}|join(\", \") }}, and of an object one of its fields, as in {{ {name}.title }}";
    FORBIDDEN_CHARACTER = "T018", Error, "“{name}”的值里有 Word 不允许的控制字符（{code}，第 {position} 个字符）{turns}" / "the value of “{name}” holds a control character that Word forbids ({code}, character {position}){turns}",
        "请在数据中删除这个看不见的字符，多半是从别的系统复制来的" / "delete this invisible character from the data; it was probably copied from another program";
    NOT_A_LIST = "T019", Error, "“{name}”不是列表，不能用 for 逐项输出" / "“{name}” is no list and cannot be looped over",
        "请把数据中的“{name}”写成列表；只有一项也要写成列表" / "make “{name}” a list in the data, even if it has one item";
    CANNOT_COMPUTE = "T020", Error, "无法计算“{name}”：{detail}{turns}" / "“{name}” cannot be computed: {detail}{turns}",
        "请检查数据中相应的值：参与计算的必须是数字，文字和数字不能直接相加" / "check the values in the data: only numbers can be calculated with";
    OUT_OF_FUEL = "T021", Error, "模板运算量超过上限（{limit} 步），已停止" / "the template took more than {limit} steps and was stopped",
        "请检查是否有循环次数过大的 range 或互相嵌套的大循环；确有需要可用 --max-fuel 放宽" / "look for a huge range or big nested loops; if it is meant so, raise --max-fuel";
    OUTPUT_TOO_LARGE = "T022", Error, "生成的内容超过上限（{limit} 字节），已停止" / "the output passed {limit} bytes and was stopped",
        "请检查循环次数和数据量；确有需要可用 --max-output 放宽" / "check the loops and the data; if it is meant so, raise --max-output";
    MARKUP_IN_EXPRESSION = "T023", Error, "“{name}”的内容跨越多个{level}，不能参与运算或再加过滤器" / "“{name}” holds whole {level}s and cannot be part of an expression or filtered",
        "请让 {{ {name} }} 单独成段（或单独占一行表格），不要加过滤器" / "let {{ {name} }} stand alone, without filters";
    TOO_COMPLEX = "T024", Error, "模板嵌套或递归过深" / "the template nests or recurses too deeply",
        "请减少 for、if 的层数，或检查宏是否无休止地调用自己" / "use fewer levels of for and if, or see whether a macro calls itself for ever";
    CROSSES_STORY = "T025", Error, "“{open}”在{from}，“{close}”却在{to}，一段标签不能跨越两处" / "“{open}” stands in {from} but “{close}” in {to}: a block cannot cross",
        "请把两个标签放进同一处（同在正文、同一文本框或同一页眉）" / "put both tags into the same place: the body, one text box or one header";
    LOOP_CONTROL = "T026", Error, "“{word}”只能写在 for 循环里面" / "“{word}” stands outside a loop",
        "请删除它，或移到 {% for %} 与 {% endfor %} 之间" / "delete it or move it between {% for %} and {% endfor %}";
    ODD_NAME = "T027", Error, "字段“{name}”不在数据里（名称含括号、斜线或以数字开头）{turns}" / "the data has no field “{name}”{turns} (a name with brackets or a slash, or one that begins with a digit)",
        "请核对名称；也可写成 数据[\"{name}\"]" / "check how it is spelt; data[\"{name}\"] is another way to write it";
    DIFFERENT_BRANCH = "T028", Error, "表格里的“{word}”前面还有内容，无法分清从哪里开始" / "there is content before “{word}” in its row",
        "请把“{word}”放在这一行（格）的最前面" / "put “{word}” at the very start of its row or cell";
    BAD_ARGUMENTS = "T029", Error, "“{name}”的参数不对：{detail}" / "“{name}” has wrong arguments: {detail}",
        "请对照文档 filters 检查参数的个数和写法" / "compare the arguments with the page “filters”";
    TOP_LEVEL = "T030", Error, "数据的最外层不是“字段: 值”的形式" / "the data is no mapping of fields to values",
        "请写成 单位: 某某社区 这样的形式（JSON 为 {\"单位\": \"某某社区\"}）" / "write it as name: value (in JSON {\"name\": \"value\"})";

    FILTERED_MARKUP = "T031", Error, "filter 的内容跨越多个{level}，过滤器只能用于一段文字" / "the body of filter holds whole {level}s; a filter works on text only",
        "请把 filter 和 endfilter 写在同一段文字里，不要跨段" / "put filter and endfilter into one stretch of text";

    NO_RESULT = "T032", Error, "“{name}”没有结果：列表是空的，或没有这一项{turns}" / "“{name}” has no result: the list is empty or has no such item{turns}",
        "请检查数据；若允许没有，可写 {{ ({name})|default(\"\") }}" / "check the data; if it may be so, write {{ ({name})|default(\"\") }}";
    MORE_PROBLEMS = "T034", Error, "另有 {count} 处问题没有列出" / "{count} more problems are not listed",
        "请先改正以上各处，再运行一次" / "mend those above first, then run it again";
    NO_METHOD = "T033", Error, "值没有名为“{method}”的方法{turns}" / "the value has no method “{method}”{turns}",
        "请用过滤器，全部过滤器见文档 filters" / "use a filter; the page “filters” lists them";

    SECOND_ELSE = "T035", Error, "同一个 {block} 里，else 之后又写了“{word}”" / "“{word}” comes after the else of the same {block}",
        "一个 {block} 只能有一个 else，放在最后；中间的条件请写 {% elif 条件 %}" / "a {block} has one else, at its end; write the conditions before it as {% elif condition %}";
    ALWAYS_TRUE = "T036", Error, "“{operator}”旁边只写了“{text}”，这个条件总是成立（或总是不起作用）" / "“{text}” alone beside “{operator}” makes the condition always true, or does nothing",
        "“{operator}”两边都要写完整的条件，例如 类别 == \"社区\" or 类别 == \"园区\"；也可写 类别 in [\"社区\", \"园区\"]" / "write a whole condition on both sides, as in kind == \"a\" or kind == \"b\"; or kind in [\"a\", \"b\"]";

    HINT_NEAR = "H001", Info, "是否想写“{near}”？" / "did you mean “{near}”?", "" / "";
    HINT_EQUALS = "H002", Info, "判断相等要写两个等号：==" / "to compare write two equals signs: ==", "" / "";
    HINT_ELIF = "H003", Info, "“否则如果”请写 {% elif … %}" / "write {% elif … %}", "" / "";
    HINT_QUOTE = "H004", Info, "引号没有成对，请补上缺少的引号" / "a quote is missing", "" / "";
    HINT_BRACKET = "H005", Info, "括号没有成对，请补上缺少的括号" / "a bracket is missing", "" / "";
    HINT_AND_OR = "H006", Info, "“并且”“或者”“不是”请写 and、or、not，不要写 &&、||、!" / "write and, or, not instead of &&, ||, !", "" / "";
    HINT_SPACE = "H007", Info, "字段名中间不能有空格；请去掉空格，或写成 数据[\"{name}\"]" / "a field's name has no blanks in it: remove them or write data[\"{name}\"]", "" / "";
    HINT_FOR = "H008", Info, "循环的写法是 {% for 项 in 列表 %}" / "a loop is written {% for x in list %}", "" / "";
    HINT_IF = "H009", Info, "条件的写法是 {% if 条件 %}，例如 {% if 人数 > 0 %}" / "a condition is written {% if condition %}, as in {% if count > 0 %}", "" / "";
    HINT_SET = "H010", Info, "赋值的写法是 {% set 名称 = 值 %}" / "an assignment is written {% set name = value %}", "" / "";
    HINT_NO_ARGUMENTS = "H011", Info, "“{word}”后面不写内容" / "nothing follows “{word}”", "" / "";
    HINT_TERNARY = "H012", Info, "三元写法是 甲 if 条件 else 乙" / "write a if condition else b", "" / "";
    HINT_FILTER = "H014", Info, "函数 {name} 请写成过滤器：{{ 值|{filter} }}" / "write {name} as a filter: {{ value|{filter} }}", "" / "";
    HINT_LOOP = "H015", Info, "loop 只能写在 {% for %} 与 {% endfor %} 之间" / "loop has a meaning only between {% for %} and {% endfor %}", "" / "";
    HINT_EXTRA = "H013", Info, "“{text}”附近多了或少了内容：文字要加引号，运算符两边都要有内容" / "something is missing or too much near “{text}”: text needs quotes, an operator both sides", "" / "";
    HINT_KEYWORD = "H016", Info, "关键字要用英文：“{word}”请写 {keyword}" / "write {keyword}", "" / "";
    HINT_END = "H017", Info, "中间不能有空格，请写 {% {keyword} %}" / "write {% {keyword} %}, without a blank", "" / "";
    HINT_STATEMENT = "H018", Info, "语句要写在 {% %} 里：{% {text} %}" / "a statement stands between {% and %}: {% {text} %}", "" / "";
    HINT_OPERATORS = "H019", Info, "大于请写 >，小于写 <，等于写 ==，不等于写 !=，并且写 and，或者写 or，不是写 not" / "write >, <, ==, !=, and, or, not", "" / "";
    HINT_ARGUMENT = "H020", Info, "括号里的文字要加引号，例如 |date(\"%Y年\")、|join(\"、\")" / "a text in brackets needs quotes, as in |date(\"%Y\") or |join(\", \")", "" / "";
    HINT_FILTER_ARGUMENT = "H021", Info, "过滤器的参数要放在括号里，例如 |date(\"%Y年\")" / "the arguments of a filter stand in brackets, as in |date(\"%Y\")", "" / "";
    HINT_CONDITION_END = "H022", Info, "条件后面不写“:”或 then" / "no “:” or “then” follows the condition", "" / "";
    HINT_UNEQUAL = "H023", Info, "不等于请写 !=" / "write != for unequal", "" / "";
    HINT_ONE_FIELD = "H024", Info, "一个标签只写一个字段：{{ 甲 }}、{{ 乙 }}" / "one field a tag: {{ a }}, {{ b }}", "" / "";
    HINT_DOT = "H025", Info, "字段里的一项用点连接，例如 单位.名称" / "a field within a field follows a dot, as in unit.name", "" / "";
    HINT_NAME_ONLY = "H026", Info, "标签里只写字段名，不加别的符号：{{ 标题 }}" / "write the field's name and no other sign: {{ title }}", "" / "";
    HINT_PUNCTUATION = "H027", Info, "标签里不能有标点“{sign}”，请移到标签外面" / "put the punctuation “{sign}” outside the tag", "" / "";
    HINT_QUOTES = "H028", Info, "若“{name}”是文字而不是字段，请加引号：\"{name}\"" / "if “{name}” is a text and no field, it needs quotes: \"{name}\"", "" / "";
    HINT_OUTSIDE = "H029", Info, "“{first}”是 {% {head} %} 的循环变量，只能在这个循环里面用；请把这个标签移进循环" / "“{first}” is the variable of {% {head} %} and known only inside it: move the tag into the loop", "" / "";
    HINT_PRIOR = "H030", Info, "没有给出上年的数据：请加 --prior 上年的数据文件" / "last year's data is not given: add --prior FILE", "" / "";
    HINT_OF_LIST = "H031", Info, "“{base}”是列表（{count} 项）：请用 {% for 项 in {base} %}{{ 项.{last} }}{% endfor %}，或写明第几项：{base}[0].{last}" / "“{base}” is a list of {count} items: write {% for x in {base} %}{{ x.{last} }}{% endfor %}, or which item: {base}[0].{last}", "" / "";
    HINT_OF_VALUE = "H032", Info, "“{base}”的值是“{value}”，不是一组字段，下面没有“{last}”" / "the value of “{base}” is “{value}” and has no field “{last}”", "" / "";
    HINT_BEYOND = "H033", Info, "“{base}”只有 {count} 项；方括号里从 0 数起，第 1 项是 {base}[0]" / "“{base}” has {count} items; they count from 0: the first is {base}[0]", "" / "";
    HINT_ONE_BRACE = "H034", Info, "结尾的大括号只写了一个，请写成“{close}”" / "there is only one brace at its end: write “{close}”", "" / "";
}
