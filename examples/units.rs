//! Writes fixtures/街道: what 32 communities of one (made-up) district reported in two years, with a ledger of
//! their activities, and a copy with the mistakes that offices meet.
//!
//! `cargo run --example units`
//!
//! The figures are variations of those in fixtures/社区/data.yaml; the same every time.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

const STREETS: [(&str, &str); 4] = [
    ("芙蓉路街道", "香港路 海恒 望江路 莲花 习友路 翡翠湖 始信路 繁华"),
    ("锦绣街道", "石门 紫云 佛掌 青鸾 佛子岭 桃花潭 月亮湾 松林"),
    ("高刘街道", "长岗 临湖 南塘 双枣 柏堂 烟墩 新民 三岗"),
    ("临湖街道", "滨河 启明 明珠 丹霞 宿松路 天都 玉屏 金寨路"),
];

/// The columns that hold figures: name, the figure of the community that is the model, whole hundreds or not.
const FIGURES: [(&str, u32, u32); 11] = [
    ("集中学习次数", 29, 1),
    ("清扫活动次数", 12, 1),
    ("参加培训人次", 10, 1),
    ("培训班期数", 4, 1),
    ("居民受教育率", 80, 5),
    ("反邪教活动次数", 2, 1),
    ("参与宣教人次", 500, 50),
    ("发放资料份数", 3000, 100),
    ("禁毒责任书份数", 1621, 1),
    ("出租房屋间数", 210, 1),
    ("外来人口人数", 740, 1),
];

const KINDS: [(&str, &str, u32); 4] = [
    ("学习", "党员集中学习", 35),
    ("清扫", "周末卫生大扫除", 28),
    ("培训", "居民技能培训班", 40),
    ("宣教", "禁毒反邪教宣传", 120),
];

/// A small generator of numbers, the same everywhere.
struct Dice(u64);

impl Dice {
    /// A number below `n`.
    fn roll(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(n)).unwrap_or_default()
    }
}

struct Unit {
    street: &'static str,
    name: String,
    figures: Vec<u32>,
    built: u32,
}

/// The units in a year; the first is the model.
fn units(year: u32) -> Vec<Unit> {
    let mut units = Vec::new();
    for (street, names) in STREETS {
        for name in names.split(' ') {
            let mut dice = Dice(units.len() as u64 + 1);
            let size = if units.is_empty() { 100 } else { 60 + dice.roll(80) };
            let built = if units.is_empty() { 2023 } else { 2008 + dice.roll(15) };
            let growth = 85 + dice.roll(13);
            let mut figure = |(name, model, step): (&str, u32, u32)| {
                let of_unit = model * if name == "居民受教育率" { 100 } else { size } / 100;
                let of_year = if year == 2024 { of_unit } else { of_unit * growth / 100 };
                let wobble = if model > 20 { dice.roll(model / 10) } else { dice.roll(2) };
                ((of_year + wobble) / step * step).max(1)
            };
            let figures = FIGURES.map(&mut figure).to_vec();
            units.push(Unit { street, name: format!("{name}社区"), figures, built });
        }
    }
    if let Some(first) = units.first_mut().filter(|_| year == 2024) {
        first.figures = FIGURES.map(|(_, model, _)| model).to_vec();
    }
    units
}

const HEADER: u32 = 2;

fn summary(sheet: &mut Worksheet, year: u32) -> Result<(), XlsxError> {
    let (bold, title) =
        (Format::new().set_bold().set_text_wrap(), Format::new().set_bold().set_font_size(16));
    sheet.set_name("汇总表")?;
    sheet.write_with_format(0, 0, format!("各社区{year}年精神文明建设工作情况统计表"), &title)?;
    sheet.write(1, 0, "填报单位：经开区文明办")?;
    let names =
        ["街道", "单位.名称", "年度"].into_iter().chain(FIGURES.map(|f| f.0)).chain(["服务中心修建年份"]);
    for (column, name) in (0..).zip(names) {
        sheet.write_with_format(HEADER, column, name, &bold)?;
    }
    for (row, unit) in (HEADER + 1..).zip(units(year)) {
        sheet.write(row, 0, unit.street)?.write(row, 1, &unit.name)?.write(row, 2, year)?;
        for (column, figure) in (3..).zip(unit.figures.iter().chain([&unit.built])) {
            sheet.write(row, column, *figure)?;
        }
    }
    sheet.set_freeze_panes(HEADER + 1, 2)?;
    Ok(())
}

fn ledger(sheet: &mut Worksheet, year: u16) -> Result<(), XlsxError> {
    let (bold, date) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    sheet.set_name("活动台账")?;
    for (column, name) in (0..).zip(["单位.名称", "日期", "类别", "活动名称", "人数"]) {
        sheet.write_with_format(0, column, name, &bold)?;
    }
    let mut row = 1;
    for (number, unit) in (1u64..).zip(units(u32::from(year))) {
        let mut dice = Dice(number * 1000);
        for month in (1..=12u8).filter(|month| (u64::from(*month) + number) % 3 != 0) {
            let (kind, name, people) = KINDS[usize::from(month) % KINDS.len()];
            let day = u8::try_from(1 + dice.roll(28)).unwrap_or(1);
            sheet.write(row, 0, &unit.name)?;
            sheet.write_with_format(row, 1, &ExcelDateTime::from_ymd(year, month, day)?, &date)?;
            sheet.write(row, 2, kind)?.write(row, 3, name)?;
            sheet.write(row, 4, people / 2 + dice.roll(people))?;
            row += 1;
        }
    }
    sheet.set_column_width(1, 12)?;
    Ok(())
}

/// The mistakes: two figures missing, a text where a number belongs, a unit that stands twice, an error cell.
fn mistakes(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.clear_cell(HEADER + 3, 4);
    sheet.clear_cell(HEADER + 5, 11);
    sheet.write(HEADER + 8, 3, "约二十次")?;
    sheet.write(HEADER + 11, 1, "石门社区")?;
    sheet.write_formula(HEADER + 14, 9, Formula::new("=J16/0").set_result("#DIV/0!"))?;
    Ok(())
}

fn main() -> Result<(), XlsxError> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/街道");
    for (name, year, faulty) in [("2023年", 2023, false), ("2024年", 2024, false), ("2024年有错", 2024, true)]
    {
        let mut book = Workbook::new();
        // The same bytes every time.
        let created = ExcelDateTime::from_ymd(year, 12, 20)?;
        book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&created));
        let sheet = book.add_worksheet();
        summary(sheet, u32::from(year))?;
        if faulty {
            mistakes(sheet)?;
        } else {
            ledger(book.add_worksheet(), year)?;
        }
        book.save(folder.join(format!("{name}.xlsx")))?;
    }
    Ok(())
}
