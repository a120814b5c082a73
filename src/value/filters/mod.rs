//! The filters of office texts: `{{ 人数|thousands }}`, `{{ 投资|yoy(prior.投资) }}`, `{{ 活动|sum("人数") }}`.
//!
//! [`register`] adds them to an environment; [`FILTERS`] lists them; docs/filters.md shows each with
//! examples, which the tests run. Numbers may be numbers or texts that are numbers (`3.20`, `1,000`,
//! `80%`, `1000万`) and are reckoned with exactly. What cannot be done is an error that carries a
//! [`Problem`](crate::Problem); see [`problems_of`](super::problems_of).
//!
//! A missing value is an undefined-value error where the environment is strict, and passes through
//! undefined where it is lenient, so that whoever prints it can leave it blank or mark it.

mod call;
mod change;
mod condition;
mod date;
mod figure;
mod numeral;
mod rows;

use call::{Call, Missing};
use minijinja::value::{Kwargs, Rest};
use minijinja::{Environment, Error, State, Value};

/// A filter: its names and how it is written.
#[derive(Debug)]
pub struct Filter {
    /// The name that the documentation uses.
    pub name: &'static str,
    /// Other names for the same.
    pub aliases: &'static [&'static str],
    /// How it is written, with all its arguments.
    pub usage: &'static str,
    missing: Missing,
    body: fn(&mut Call<'_, '_, '_>) -> Result<Value, Error>,
}

macro_rules! filters {
    ($($name:literal $(/ $alias:literal)*, $usage:literal, $missing:ident, $body:path;)*) => {
        /// Every filter that [`register`] adds.
        pub static FILTERS: &[Filter] = &[$(Filter {
            name: $name,
            aliases: &[$($alias),*],
            usage: $usage,
            missing: Missing::$missing,
            body: $body,
        }),*];
    };
}

filters! {
    "cn" / "中文数字", "{{ 12|cn }}", Refused, numeral::cn;
    "cn_upper" / "大写", "{{ 12|cn_upper }}", Refused, numeral::cn_upper;
    "cn_year" / "中文年份", "{{ 年度|cn_year }}", Refused, numeral::cn_year;
    "level" / "序号", "{{ loop.index|level(1) }}", Refused, numeral::level;
    "date" / "日期", "{{ 日期|date(\"%Y年%-m月%-d日\") }}", Refused, date::date;
    "cn_date" / "中文日期", "{{ 日期|cn_date }}", Refused, date::cn_date;
    "thousands" / "千分位", "{{ 金额|thousands(2) }}", Refused, figure::thousands;
    "fixed" / "小数", "{{ 金额|fixed(2) }}", Refused, figure::fixed;
    "wan" / "万", "{{ 金额|wan(2) }}", Refused, figure::wan;
    "yi" / "亿", "{{ 金额|yi(2) }}", Refused, figure::yi;
    "wan_yuan" / "万元", "{{ 金额|wan_yuan(2) }}", Refused, figure::wan_yuan;
    "yi_yuan" / "亿元", "{{ 金额|yi_yuan(2) }}", Refused, figure::yi_yuan;
    "percent" / "百分比", "{{ 比例|percent(1) }}", Refused, figure::percent;
    "unit" / "单位", "{{ 人数|unit(\"人次\") }}", Accepted, figure::unit;
    "yoy" / "同比", "{{ 次数|yoy(prior.次数, \"较上年\", 1, zero=\"上年为零\", missing=\"上年无此项\") }}", Refused, change::yoy;
    "ppt" / "百分点", "{{ 比例|ppt(prior.比例, \"较上年\", 1) }}", Refused, change::ppt;
    "sum" / "求和", "{{ 活动|sum(\"人数\", 类别=\"培训\") }}", Refused, rows::sum;
    "count" / "计数", "{{ 活动|count(类别=\"培训\") }}", Refused, rows::count;
    "avg" / "平均", "{{ 活动|avg(\"人数\", 1, 类别=\"培训\") }}", Refused, rows::avg;
    "max" / "最大", "{{ 活动|max(\"人数\", 类别=\"培训\") }}", Refused, rows::max;
    "min" / "最小", "{{ 活动|min(\"人数\", 类别=\"培训\") }}", Refused, rows::min;
}

/// Adds every filter, under all its names, to an environment. `sum`, `count`, `max` and `min` replace
/// the engine's own and do what those do when called their way.
pub fn register(env: &mut Environment<'_>) {
    for filter in FILTERS {
        for name in std::iter::once(&filter.name).chain(filter.aliases) {
            env.add_filter(
                *name,
                move |state: &mut State, value: &Value, rest: Rest<Value>, named: Kwargs| {
                    Call::new(filter, name, state, value, rest.0, named).run()
                },
            );
        }
    }
}
