//! `F`: the official format.

entries! {
    BAD_CHARACTER = "F001", Error, "文字中有 Word 不能保存的字符 {code}" / "the text holds a character that Word cannot store: {code}",
        "请删除该字符后重试" / "delete the character and try again";
    NOT_BUILT = "F002", Error, "文档没有生成" / "the document was not built",
        "这是本程序的缺陷，请把命令和数据发给开发者" / "this is a defect of the program: please report the command and the data";
    FOREIGN_FORM = "F004", Error, "这个文件用少见的格式（如“Strict Open XML”）保存，不能直接套用公文样式" / "the file is stored in an uncommon form (such as Strict Open XML) that cannot take our styles",
        "请在 Word 或 WPS 中打开，另存为普通的 .docx 后再试" / "open it in Word or WPS, save it as an ordinary .docx and try again";
    BAD_RULE = "F005", Error, "版式规则“{field}”的值“{value}”不能识别" / "the rule {field} has a value that cannot be understood: {value}",
        "可以写：{known}" / "it can be: {known}";
    NO_ROOM = "F006", Error, "页边距太大，版心不足 50 毫米见方" / "the margins leave a type area of less than 50 mm by 50 mm",
        "请把版式规则中的“页边距”改小" / "make the margins in the rules smaller";
    NO_PART = "F007", Error, "没有“{name}”这一部件或样式" / "there is no part or style called {name}",
        "可用的部件：{parts}；可用的样式：{styles}" / "the parts are: {parts}; the styles are: {styles}";
    NO_KIND = "F003", Error, "没有“{kind}”这一文种" / "there is no kind of document called {kind}",
        "{near}可用的文种：{kinds}" / "{near}the kinds are: {kinds}";
    NOT_TEXT = "F008", Error, "不是可以读取的文字稿" / "not a draft that can be read: the content is no text",
        "请用 Word 文档（.docx）或纯文本、Markdown 文件" / "give a Word document (.docx), plain text or Markdown";
    UNDECODABLE = "F009", Error, "这里有不能识别的文字（按 {encoding} 编码读取），文件可能已损坏" / "a character here cannot be read as {encoding}; the file may be damaged",
        "请用记事本打开文件，另存为 UTF-8 编码后重试" / "open the file in an editor, save it as UTF-8 and try again";
    UNKNOWN_RULE = "F010", Error, "版式规则中没有“{field}”这一项" / "there is no rule called {field}",
        "可以写：{known}" / "the rules here are: {known}";
    NO_PROFILE = "F011", Error, "没有名为“{name}”的版式，也没有这个文件" / "there is no profile called {name}, and no such file",
        "可以写 exact、inkgrid，或本单位版式规则文件的路径" / "write exact, inkgrid, or the path of a file with your house's rules";
    NO_FONTS = "F012", Error, "没有名为“{name}”的一套字体" / "there is no set of fonts called {name}",
        "可以写：方正_GB2312、方正_GBK、系统" / "it can be gb2312, gbk or system";
    BAD_LAYOUT = "F013", Error, "部件清单的写法不对：{detail}" / "the list of parts is not written right: {detail}",
        "应写成“部件: [版头, 标题, 主送, 正文, 署名, 版记]”，自己的段落写成“{样式: 公文正文, 文字: …}”" / "write “parts: [版头, 标题, …]”, and a paragraph of your own as “{style: 公文正文, text: …}”";
    NO_TITLE = "F014", Warning, "没有认出标题" / "no title was recognised",
        "请把标题单独写一行，放在文稿最前面，以“通知”“报告”“总结”等文种结尾" / "put the title on a line of its own at the top; it ends with a kind of document";
    NO_WORD = "F020", Error, "用词表第{line}行不能识别：{text}" / "line {line} of the word list is no entry: {text}",
        "每行写：误写、正写、把握（certain、doubtful 或 hint），用制表符隔开；误写至少两个字" / "each line holds the wrong form, the right form and certain, doubtful or hint, parted by tabs; a wrong form has two characters or more";
    BAD_SETTINGS = "F030", Error, "设置文件有误：{what}" / "the settings cannot be used: {what}",
        "[check] 下可写 select、ignore（规则或规则族，如 [\"PU\", \"LV03\"]）、class（formal 或 material）、profile、lexicon、baseline" / "under [check] there are select and ignore (rules or families, as [\"PU\", \"LV03\"]), class (formal or material), profile, lexicon, baseline";
    NO_SUCH_RULE = "F031", Error, "没有规则“{name}”" / "there is no rule “{name}”",
        "规则如 PU03，规则族如 PU；全部规则见 hongtou check --rules" / "a rule is like PU03, a family like PU; hongtou check --rules lists them";
}
