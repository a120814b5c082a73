//! Writes the workbooks of fixtures/批量: one district's communities in two years, with a ledger of their
//! activities, and a broken copy. The names are invented and the figures are plausible variations of one report.
//!
//! `cargo run --example batch_fixtures -- fixtures/批量`

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::path::Path;

const STREETS: [(&str, [&str; 9]); 4] = [
    ("和平街道", ["阳光", "春晖", "新华", "友谊", "长青", "紫荆", "文苑", "康乐", "金桥"]),
    ("滨河街道", ["临江", "望湖", "柳岸", "清泉", "渔家", "水榭", "听涛", "映月", "虹桥"]),
    ("东风街道", ["育才", "工农", "红旗", "朝霞", "建设", "胜利", "向阳", "光明", "丰收"]),
    ("南山街道", ["松涛", "翠竹", "云岭", "杏林", "石榴", "梅园", "茶亭", "古槐", "百合"]),
];

const COLUMNS: [&str; 16] = [
    "街道",
    "单位.名称",
    "年度",
    "集中学习次数",
    "清扫活动次数",
    "参加培训人次",
    "培训班期数",
    "居民受教育率",
    "反邪教活动次数",
    "参与宣教人次",
    "发放资料份数",
    "禁毒责任书份数",
    "出租房屋间数",
    "外来人口人数",
    "服务中心修建年份",
    "联系电话",
];

const KINDS: [&str; 5] = ["集中学习", "卫生清扫", "志愿服务", "文艺演出", "法治宣传"];

/// A generator of plausible figures; the same every time (Lehmer, 48271 modulo 2³¹ − 1).
struct Figures(u64);

impl Figures {
    fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 = self.0 * 48271 % 0x7FFF_FFFF;
        low + self.0 % (high - low + 1)
    }
}

/// The figures of a community in a year, in the order of the columns from 集中学习次数 on.
fn figures(year: u64, community: u64) -> [u64; 11] {
    let mut draw = Figures(community * 7919 + 17);
    let base = [
        draw.between(20, 36),
        draw.between(8, 16),
        draw.between(8, 40),
        draw.between(3, 6),
        draw.between(72, 95),
        draw.between(1, 4),
        draw.between(3, 9) * 100,
        draw.between(15, 45) * 100,
        draw.between(900, 2600),
        draw.between(90, 420),
        draw.between(300, 1500),
    ];
    let mut grow = Figures(community * 104_729 + year);
    base.map(|figure| {
        let percent = grow.between(96, 118);
        if year == 2024 { (figure * percent / 100).max(1) } else { figure }
    })
    .map_rate()
}

trait Rate {
    fn map_rate(self) -> Self;
}

impl Rate for [u64; 11] {
    /// A rate stays below one hundred, people are counted in tens.
    fn map_rate(mut self) -> Self {
        self[4] = self[4].min(98);
        for n in [6, 7] {
            self[n] = self[n] / 10 * 10;
        }
        self
    }
}

fn communities() -> impl Iterator<Item = (u64, &'static str, String)> {
    let all = STREETS.iter().flat_map(|(street, names)| names.iter().map(move |name| (*street, *name)));
    all.enumerate().map(|(i, (street, name))| (i as u64, street, format!("{name}社区")))
}

fn fill(sheet: &mut Worksheet, year: u64) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name("填报")?;
    sheet.write_with_format(0, 0, format!("庐江区{year}年度社区精神文明建设工作数据汇总表"), &bold)?;
    sheet.write(1, 0, format!("填报单位：区文明办　　填报日期：{year}年12月20日"))?;
    for (column, name) in (0u16..).zip(COLUMNS) {
        sheet.write_with_format(2, column, name, &bold)?;
    }
    for (i, street, name) in communities() {
        let row = 3 + i as u32;
        sheet.write(row, 0, street)?.write(row, 1, name)?.write(row, 2, year as u32)?;
        for (column, figure) in (3u16..).zip(figures(year, i)) {
            sheet.write(row, column, figure as u32)?;
        }
        sheet.write(row, 14, 2023 - (i % 6) as u32)?;
        sheet.write(row, 15, format!("0551-6{:07}", 1_000_000 + i * 37_511))?;
    }
    Ok(())
}

fn ledger(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("台账")?;
    for (column, name) in (0u16..).zip(["单位.名称", "日期", "类别", "活动", "人数"]) {
        sheet.write(0, column, name)?;
    }
    let day = Format::new().set_num_format("yyyy年m月d日");
    let mut row = 1;
    for (i, _, name) in communities() {
        let mut draw = Figures(i * 31 + 5);
        for _ in 0..draw.between(4, 9) {
            let kind = KINDS[draw.between(0, 4) as usize];
            let date = ExcelDateTime::from_ymd(2024, draw.between(1, 12) as u8, draw.between(1, 28) as u8)?;
            sheet.write(row, 0, name.as_str())?;
            sheet.write_with_format(row, 1, &date, &day)?;
            sheet.write(row, 2, kind)?.write(row, 3, format!("{kind}活动"))?;
            sheet.write(row, 4, draw.between(12, 160) as u32)?;
            row += 1;
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("batch_fixtures FOLDER")?;
    let folder = Path::new(&folder);
    let created = ExcelDateTime::from_ymd(2024, 12, 20)?;
    let properties = rust_xlsxwriter::DocProperties::new().set_creation_datetime(&created);
    for year in [2023u64, 2024] {
        let mut book = Workbook::new();
        book.set_properties(&properties);
        fill(book.add_worksheet(), year)?;
        if year == 2024 {
            ledger(book.add_worksheet())?;
        }
        book.save(folder.join(format!("{year}年填报表.xlsx")))?;
    }
    // The broken copy: a figure is missing, a text stands for a number, a unit comes twice, a cell is an error.
    let mut book = Workbook::new();
    book.set_properties(&properties);
    let sheet = book.add_worksheet();
    fill(sheet, 2024)?;
    sheet.write_blank(5, 3, &Format::new())?;
    sheet.write(5, 3, "")?;
    sheet.write(8, 10, "三千多份")?;
    sheet.write(12, 1, "阳光社区")?;
    sheet.write_formula(15, 11, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"))?;
    book.save(folder.join("有错的填报表.xlsx"))?;
    Ok(())
}
