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
        "可用的文种：{kinds}" / "the kinds are: {kinds}";
}
