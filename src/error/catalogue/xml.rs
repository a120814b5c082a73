//! `X`: the XML of a part.

entries! {
    NOT_WELL_FORMED = "X001", Error, "文件内部的“{part}”不是合格的 XML（第{line}行第{column}列：{detail}）" / "the part “{part}” is not well-formed XML (line {line}, column {column}: {detail})",
        "文件已损坏。请在 Word 或 WPS 中打开并修复后另存，或向提供者重新索取" / "the file is damaged: open it in Word or WPS, let it repair and save it again, or ask for a new copy";
    TOO_DEEP = "X002", Error, "文件内部的“{part}”嵌套超过 {limit} 层" / "the part “{part}” nests deeper than {limit} levels",
        "正常文档不会这样；若确信文件可靠，可用 --max-xml-depth 放宽" / "no ordinary document does; if you trust the file, raise --max-xml-depth";
    UNKNOWN_ENCODING = "X003", Error, "文件内部的“{part}”使用了无法识别的编码{encoding}" / "the part “{part}” is in an encoding that cannot be read: {encoding}",
        "请在 Word 或 WPS 中打开后另存为 .docx" / "open it in Word or WPS and save it as .docx";
    DOCTYPE = "X004", Error, "文件内部的“{part}”含有 DOCTYPE 声明，为安全起见不予读取" / "the part “{part}” has a DOCTYPE, which is refused for safety",
        "Word 文档不允许 DOCTYPE，请用 Word 或 WPS 重新保存" / "a Word document must have none: save it again in Word or WPS";
}
