//! `B`: many reports from one template, and forms.

entries! {
    NO_RECORDS = "B001", Error, "数据里没有一条记录" / "there is no record in the data",
        "请核对文件：表头下面每个单位填一行；工作表不对时用 --sheet 指明" / "check the file: a row for each unit below the header; --sheet names another sheet";
    NO_KEY = "B002", Error, "不知道用哪一列辨认单位，无法对应{what}" / "no column identifies a unit, so {what} cannot be joined",
        "请用 --key 写明，如 --key 单位" / "name it with --key";
    KEY_MISSING = "B003", Error, "这条记录没有“{name}”，无法辨认是哪个单位" / "the record has no “{name}”, so its unit is unknown",
        "请在表格中补上" / "fill it in";
    DUPLICATE_UNIT = "B004", Error, "“{unit}”重复：第{first}条记录已经是它" / "“{unit}” stands twice: record {first} is the same unit",
        "请核对表格，删去重复的一行，或改正单位名称" / "remove one of them, or correct the name";
    GROUP_MISSING = "B005", Error, "这条记录没有“{name}”，不知道归入哪一份报告" / "the record has no “{name}”, so its group is unknown",
        "请在表格中补上" / "fill it in";
    PRIOR_MISSING = "B006", Warning, "上一年的数据里没有“{unit}”" / "last year's data have no “{unit}”",
        "请核对两年的单位名称是否一致" / "check that both years name the unit alike";
    PRIOR_DUPLICATE = "B007", Warning, "上一年的数据里“{unit}”不止一条，用了第一条" / "last year's data have “{unit}” more than once; the first is used",
        "请核对上一年的表格" / "check last year's table";
    FIELD_MISSING = "B010", Error, "缺少“{name}”" / "“{name}” is missing",
        "请在数据中补上；若允许空着，请用 --missing blank（留空）或 --missing mark（标出）" / "fill it in; if it may be empty use --missing blank or --missing mark";
    COLUMN_MISSING = "B011", Error, "数据里没有“{name}”这一列，模板要用它" / "the data have no column “{name}”, which the template needs",
        "请在表头加上这一列；若名称不同，请改成一致" / "add the column, or give it this name";
    TEXT_AMONG_NUMBERS = "B012", Warning, "“{name}”多数单位填的是数字，这里是“{text}”" / "“{name}” is a number for most units; here it is “{text}”",
        "请核对：需要写数字的，请改成数字" / "check it, and write a number if one is meant";
    NAME_CLASH = "B013", Warning, "文件名“{file}”已被前面的单位占用，改名为“{renamed}”" / "the name “{file}” is taken by an earlier unit; “{renamed}” is used",
        "要让文件名各不相同，请在 --name 里多用一个字段" / "use one more field in --name to tell them apart";
    NAME_CUT = "B014", Warning, "文件名太长，已截短为“{renamed}”" / "the file's name was too long and was cut to “{renamed}”",
        "要自己决定怎样缩短，请改 --name" / "change --name to shorten it yourself";
    NAME_PATTERN = "B015", Error, "--name 的写法不对：{detail}" / "--name is not written right: {detail}",
        "请写成 --name \"{{单位}}{{年度}}年度工作总结\"" / "write --name \"{{unit}} report\"";
    NAME_FIELD = "B016", Error, "文件名要用“{name}”，这条记录没有" / "the file's name needs “{name}”, which the record lacks",
        "请在数据中补上，或改 --name" / "fill it in, or change --name";
    EDITED = "B020", Error, "“{file}”在生成之后被人改过（或不是本程序生成的），没有覆盖" / "“{file}” was edited since it was written (or is not ours) and was not overwritten",
        "要用新生成的覆盖，请加 --force；要保留改动，请先改名或移走" / "overwrite it with --force, or move it away to keep the edits";
    LOCKED = "B021", Error, "另一个 hongtou 正在往这个文件夹里写" / "another hongtou is writing to the folder",
        "请等它结束，或换一个文件夹" / "wait until it has finished, or use another folder";
    IS_INPUT = "B022", Error, "“{file}”是输入文件，不能覆盖" / "“{file}” is an input and is not overwritten",
        "请换一个输出文件夹，或改 --name" / "use another folder, or change --name";
    BAD_SHARD = "B023", Error, "--shard 不能是“{value}”" / "--shard cannot be “{value}”",
        "写成 第几份/共几份，如 --shard 1/4" / "write part/parts, such as --shard 1/4";
    BAD_HEADER_ROW = "B024", Error, "--header-row 不能是“{value}”" / "--header-row cannot be “{value}”",
        "写成行号，两行表头写 2-3" / "write the row's number, 2-3 for two rows";
    BAD_SETTING = "B025", Error, "{detail}" / "{detail}",
        "" / "";
    TARGETS = "B026", Error, "不知道写到哪里" / "where to write to is not said",
        "请用 -o 写一个文件夹，或用 --zip、--merge 写一个文件" / "name a folder with -o, or a file with --zip or --merge";
    INTERRUPTED = "B030", Warning, "已按要求停止：完成 {done} 份，其余没有生成" / "stopped as asked: {done} reports are done, the rest are not",
        "加 --resume 可以接着做" / "go on with --resume";
    JOURNAL = "B031", Error, "进度记录读不出来：{detail}" / "the journal cannot be read: {detail}",
        "请换一个输出文件夹，或删去其中的 .hongtou-journal 后重做" / "use another folder, or delete its .hongtou-journal and start anew";
    STOPPED = "B032", Error, "有单位的数据有问题，按 --fail-fast 的要求没有生成任何报告" / "some units' data are at fault; as --fail-fast asks, nothing was written",
        "请改正上面的问题，或去掉 --fail-fast" / "mend the problems above, or leave out --fail-fast";
    FORM_NO_FIELDS = "B040", Error, "模板里没有要填的字段，做不出填报表" / "the template asks for no field, so there is no form",
        "请核对模板：字段写成 {{单位}}" / "check the template: a field is written {{unit}}";
    FORM_NESTED = "B041", Warning, "“{name}”是列表中的列表，填报表放不下，请用 YAML 或 JSON 提供" / "“{name}” is a list within a list, which the form cannot hold; give it as YAML or JSON",
        "" / "";
    FORM_TOO_WIDE = "B042", Error, "模板有 {found} 个字段，超过一张工作表的 {limit} 列" / "the template has {found} fields, more than the {limit} columns of a sheet",
        "请把模板分成几份" / "split the template";
    MERGE_UNSUPPORTED = "B050", Error, "不能把报告合成一份文件：{detail}" / "the reports cannot be merged: {detail}",
        "请用 -o 写成单独的文件" / "write separate files with -o";
}
