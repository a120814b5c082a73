//! `P`: packages and files.

entries! {
    NOT_A_ZIP = "P001", Error, "文件损坏，不是完整的 Word 文档：{detail}" / "the file is damaged, it is no complete Word document: {detail}",
        "请向提供者重新索取此文件，或在 Word、WPS 中打开修复后另存为 .docx" / "ask for the file again, or open it in Word or WPS, repair it and save it as .docx";
}
