//! `P`: packages and files.

entries! {
    NOT_A_ZIP = "P001", Error, "文件损坏，不是完整的 Word 文档（{detail}）" / "the file is damaged, it is no complete Word document ({detail})",
        "请向提供者重新索取此文件；若 Word 或 WPS 能打开并修复，另存为 .docx 后再试" / "ask for the file again; if Word or WPS can open and repair it, save it as .docx and try again";
    ENCRYPTED = "P002", Error, "文件设有打开密码，无法读取" / "the file is protected by a password and cannot be read",
        "请在 Word 或 WPS 中打开，去掉密码（文件→信息→保护文档→用密码进行加密，清空密码）后保存" / "open it in Word or WPS, remove the password and save it";
    OLD_WORD = "P003", Error, "这是旧格式的 Word 或 WPS 文档（.doc / .wps），不是 .docx" / "this is a document of the old format (.doc / .wps), not a .docx",
        "请在 Word 或 WPS 中打开，另存为“Word 文档（.docx）”后再试" / "open it in Word or WPS and save it as a Word document (.docx)";
    OPEN_DOCUMENT = "P004", Error, "这是 OpenDocument 文档（.odt），不是 .docx" / "this is an OpenDocument text (.odt), not a .docx",
        "请在 WPS、Word 或 LibreOffice 中打开，另存为 .docx 后再试" / "open it in Word, WPS or LibreOffice and save it as .docx";
    LOCKED = "P005", Error, "文件被文档加密（安全管控）软件加密，其他程序无法读取" / "the file is locked by document-security software and cannot be read by other programs",
        "请在装有该软件的电脑上申请解密，或向保密管理员索取解密后的文件" / "have it decrypted on a computer with that software, or ask your security officer for a decrypted copy";
    WEB_PAGE = "P006", Error, "这是网页文件，只是取了 .docx 的名字" / "this is a web page under the name of a Word document",
        "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”；若是从网站下载的，可能下载到的是登录页面" / "open it in Word or WPS and save it as .docx; if it was downloaded, it may be the site's login page";
    WORKBOOK = "P007", Error, "这是电子表格，不是 Word 文档" / "this is a workbook, not a Word document",
        "此处需要 Word 文档（.docx）；表格数据请用 hongtou batch 读取" / "a Word document (.docx) is wanted here; hongtou batch reads data from workbooks";
    PRESENTATION = "P008", Error, "这是演示文稿，不是 Word 文档" / "this is a presentation, not a Word document",
        "此处需要 Word 文档（.docx）" / "a Word document (.docx) is wanted here";
    OWNER_FILE = "P009", Error, "这是 Word 打开文档时留下的临时锁文件（以 ~$ 开头），不是文档" / "this is the lock file that Word leaves beside an open document (~$…), not a document",
        "请选择名称中没有 ~$ 的同名文档" / "choose the document of the same name without ~$";
    EMPTY = "P010", Error, "文件是空的（0 字节）" / "the file is empty (0 bytes)",
        "请向提供者重新索取此文件" / "ask for the file again";
    NOT_WORD = "P011", Error, "这不是 Word 文档（{detail}）" / "this is no Word document ({detail})",
        "此处需要 .docx、.docm、.dotx 或 .dotm 文件" / "a .docx, .docm, .dotx or .dotm file is wanted here";
    RTF = "P012", Error, "这是 RTF 文档，不是 .docx" / "this is an RTF document, not a .docx",
        "请在 Word 或 WPS 中打开，另存为 .docx 后再试" / "open it in Word or WPS and save it as .docx";
    PDF = "P013", Error, "这是 PDF 文件，不是 Word 文档" / "this is a PDF, not a Word document",
        "请使用生成该 PDF 的 Word 文档" / "use the Word document that the PDF was made from";
    FLAT_XML = "P014", Error, "这是单一 XML 文件格式的 Word 文档，不是 .docx" / "this is a Word document in a single XML file, not a .docx",
        "请在 Word 或 WPS 中打开，另存为 .docx 后再试" / "open it in Word or WPS and save it as .docx";
    NO_MAIN = "P015", Error, "文件里没有 Word 正文部件" / "the file has no main document part",
        "文件已损坏或不是 Word 文档，请重新索取或另存为 .docx" / "the file is damaged or no Word document: ask for it again or save it as .docx";
    TOO_MANY_ENTRIES = "P016", Error, "压缩包内的部件超过 {limit} 个" / "the package has more than {limit} entries",
        "正常文档不会这样；若确信文件可靠，可用 --max-entries 放宽" / "no ordinary document does; if you trust the file, raise --max-entries";
    PART_TOO_LARGE = "P017", Error, "部件“{part}”解压后超过 {limit} 字节" / "the part “{part}” inflates to more than {limit} bytes",
        "若确信文件可靠，可用 --max-part-size 放宽" / "if you trust the file, raise --max-part-size";
    TOTAL_TOO_LARGE = "P018", Error, "文件解压后总共超过 {limit} 字节" / "the file inflates to more than {limit} bytes in all",
        "若确信文件可靠，可用 --max-total-size 放宽" / "if you trust the file, raise --max-total-size";
    RATIO = "P019", Error, "部件“{part}”的压缩比超过 {limit} 倍，疑似压缩炸弹" / "the part “{part}” is compressed more than {limit}-fold, as a zip bomb is",
        "若确信文件可靠，可用 --max-ratio 放宽" / "if you trust the file, raise --max-ratio";
    DUPLICATE_ENTRY = "P020", Error, "压缩包内有两个同名部件“{part}”" / "two entries of the package are named “{part}”",
        "文件被改动过，请在 Word 或 WPS 中打开后另存，或重新索取" / "the file was tampered with: open it in Word or WPS and save it again, or ask for a new copy";
    BAD_ENTRY_NAME = "P021", Error, "压缩包内有不安全的部件名“{part}”" / "an entry of the package has an unsafe name, “{part}”",
        "文件被改动过，请在 Word 或 WPS 中打开后另存，或重新索取" / "the file was tampered with: open it in Word or WPS and save it again, or ask for a new copy";
    DAMAGED_PART = "P022", Error, "部件“{part}”已损坏，无法解压或校验不符" / "the part “{part}” is damaged: it does not inflate, or its checksum differs",
        "请向提供者重新索取此文件；若 Word 或 WPS 能打开并修复，另存为 .docx 后再试" / "ask for the file again; if Word or WPS can open and repair it, save it as .docx and try again";
    CANNOT_READ = "P023", Error, "无法读取文件：{detail}" / "the file cannot be read: {detail}",
        "请检查文件是否存在、名称是否正确、是否有读取权限" / "check that it exists, how it is spelt, and that you may read it";
    CANNOT_WRITE = "P024", Error, "无法写入文件：{detail}" / "the file cannot be written: {detail}",
        "请检查文件夹是否存在并可写、磁盘是否已满、文件是否正被 Word 或 WPS 打开" / "check that the folder exists and is writable, that the disk is not full and that no program has the file open";
    MISSING_PART = "P025", Error, "文件里缺少部件“{part}”" / "the part “{part}” is missing from the file",
        "文件不完整，请在 Word 或 WPS 中打开后另存，或重新索取" / "the file is incomplete: open it in Word or WPS and save it again, or ask for a new copy";
    OVERWRITES_INPUT = "P026", Error, "输出文件就是输入文件，不能覆盖" / "the output is one of the inputs and would be overwritten",
        "请用 -o 指定另一个文件名" / "name another file with -o";
    MACRO_EXTENSION = "P027", Error, "含宏的文档不能存为 {extension} 文件，Word 会拒绝打开" / "a document with macros cannot be saved as {extension}: Word refuses to open it",
        "请把输出文件的扩展名改为 {wanted}" / "give the output the extension {wanted}";
    CONVERTED = "P028", Info, "不是 .docx，已用 LibreOffice 转换后读取（原文件未改动，版式可能略有出入）" / "no .docx: read after a conversion by LibreOffice (the file itself is untouched, its layout may differ a little)",
        "" / "";
    CONVERT_FAILED = "P029", Error, "不是 .docx，用 LibreOffice 转换未成功（{detail}）" / "no .docx, and its conversion by LibreOffice failed ({detail})",
        "请在 Word 或 WPS 中打开，另存为“Word 文档（.docx）”后再试" / "open it in Word or WPS and save it as a Word document (.docx)";
    WRONG_EXTENSION = "P030", Error, "写出的是 Word 文档（.docx），不能存为 {extension} 文件，否则打不开" / "what is written is a Word document (.docx): as {extension} it would not open",
        "请把输出文件的扩展名改为 .docx；要别的格式，可在 Word 或 WPS 中另存" / "give the output the extension .docx; save it in another format from Word or WPS";
}
