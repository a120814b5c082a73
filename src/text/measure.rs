//! Measure words: what follows a figure and says of what it is one.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The measure words that reports count in, units of measure included.
const WORDS: &str = "
    次 个 名 人 人次 户 户次 份 期 项 家 间 场 场次 处 件 条 元 年 年度 月 个月 季度 日 天
    周 批 批次 支 位 所 座 台 台次 辆 辆次 车次 套 册 篇 亩 公顷 公里 千米 米 厘米 平方米
    平方公里 立方米 吨 公斤 千克 克 小时 分钟 课时 学时 学分 节 门 类 种 级 岁 届 轮 轮次 层
    楼 栋 幢 起 例 宗 桩 张 幅 块 面 棵 株 盏 只 头 本 队 支队 组 章 款 号 倍 成 页 字
    句 遍 趟 回 顿 刻 百分点 个百分点 升 瓦 千瓦 千瓦时 度 兆 箱 袋 瓶 包 盒 桶 车 艘 架 列
    部 枚 面次 站 片 排 行 列次 口 对 双 国 省 市 县 区 乡 镇 村 社区 街道 大
";

/// The words by their first character.
static BY_FIRST: LazyLock<HashMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let mut words: HashMap<char, Vec<&str>> = HashMap::new();
    for word in WORDS.split_whitespace() {
        words.entry(word.chars().next().unwrap_or(' ')).or_default().push(word);
    }
    words
});

/// The longest measure word at the start of a text.
///
/// ```
/// assert_eq!(hongtou::text::measure::at_start("人次，发放资料"), Some("人次"));
/// ```
pub fn at_start(text: &str) -> Option<&'static str> {
    let words = BY_FIRST.get(&text.chars().next()?)?;
    words.iter().copied().filter(|word| text.starts_with(word)).max_by_key(|word| word.len())
}
