//! The years of two yearly reports, and what should have rolled from the one to the other.

use super::change::{Change, Kind};
use super::passage::Passage;
use crate::text::year::{self, Mention, Setting};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The year of the old document and that of the new one.
///
/// ```
/// use hongtou::diff::years::Years;
/// let years: Years = "2025:2026".parse().unwrap();
/// assert_eq!((years.old, years.new), (2025, 2026));
/// assert_eq!(years.rolled(2026), Some(2027)); // next year's plan
/// assert_eq!(years.rolled(1921), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Years {
    /// The year that the old document reports on.
    pub old: u16,
    /// The year that the new document reports on.
    pub new: u16,
}

impl Years {
    /// What a year of the old document should be in the new one: for the year it reports on, the one before
    /// (with which it compares) and the one after (for which it plans). `None` for others, which stay.
    pub fn rolled(self, year: u16) -> Option<u16> {
        let near = year.abs_diff(self.old) <= 1;
        near.then(|| year.checked_add(self.new.checked_sub(self.old)?)).flatten()
    }
}

impl FromStr for Years {
    type Err = ();

    /// Reads `OLD:NEW`, two years of four digits of which the second is later.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (old, new) = text.split_once([':', '：']).ok_or(())?;
        let year = |text: &str| text.trim().trim_end_matches('年').parse::<u16>().ok();
        let years = Years { old: year(old).ok_or(())?, new: year(new).ok_or(())? };
        let sound = (1900..2100).contains(&years.old) && years.old < years.new && years.new < 2100;
        if sound { Ok(years) } else { Err(()) }
    }
}

/// The years of two documents: those of their titles, else those that changed most often, else the ones
/// mentioned most.
pub(super) fn detect(passages: &[Passage], changes: &[Change]) -> Option<Years> {
    let texts = |of: fn(&Passage) -> String| {
        passages.iter().map(of).filter(|t| !t.trim().is_empty()).collect::<Vec<_>>()
    };
    let (olds, news) = (texts(Passage::old_text), texts(Passage::new_text));
    let pair = |old: Option<u16>, new: Option<u16>| {
        let years = Years { old: old?, new: new? };
        (years.old < years.new && years.new - years.old <= 10).then_some(years)
    };
    let rolled = rolled_most(changes);
    let step = rolled.map(|years| years.new - years.old);
    let from_title = || match (title(&olds), title(&news), step) {
        (Some(old), _, Some(step)) => Some(Years { old, new: old + step }),
        (None, Some(new), Some(step)) => Some(Years { old: new - step, new }),
        _ => None,
    };
    pair(title(&olds), title(&news))
        .or_else(from_title)
        .or(rolled)
        .or_else(|| pair(title(&olds).or_else(|| most(&olds)), most(&news)))
        .or_else(|| pair(signed(&olds), signed(&news)))
}

/// The year in the title: the first of the first lines that names one.
fn title(texts: &[String]) -> Option<u16> {
    let lines = texts.iter().flat_map(|text| text.lines()).take(4).filter(|line| line.chars().count() <= 40);
    lines.flat_map(year::find).find_map(|m| m.year.filter(|_| m.setting == Setting::Plain))
}

/// The year of the day on which it was signed, from the last lines.
fn signed(texts: &[String]) -> Option<u16> {
    let lines = texts.iter().rev().take(6).filter(|text| text.chars().count() <= 20);
    lines.flat_map(|line| year::find(line)).find_map(|m| m.year)
}

/// The year mentioned most; of equals the latest.
fn most(texts: &[String]) -> Option<u16> {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    for mention in texts.iter().flat_map(|text| year::find(text)).filter(|m| m.setting == Setting::Plain) {
        *counts.entry(mention.year.unwrap_or(0)).or_default() += 1;
    }
    counts.remove(&0);
    counts.into_iter().max_by_key(|&(year, count)| (count, year)).map(|(year, _)| year)
}

/// The step that most years took, from the year that took it most often.
fn rolled_most(changes: &[Change]) -> Option<Years> {
    let mut counts: BTreeMap<(u16, u16), usize> = BTreeMap::new();
    for change in changes.iter().filter(|c| c.kind == Kind::Year) {
        if let (Some(old), Some(new)) = (only(&change.old), only(&change.new))
            && old < new
            && new - old <= 10
        {
            *counts.entry((old, new)).or_default() += 1;
        }
    }
    let (&(old, new), _) =
        counts.iter().max_by_key(|&(&(old, _), &count)| (count, std::cmp::Reverse(old)))?;
    Some(Years { old, new })
}

/// The one year of a text.
pub(super) fn only(text: &str) -> Option<u16> {
    match year::find(text.trim()).as_slice() {
        [Mention { year, .. }] => *year,
        _ => None,
    }
}

/// Whether a change of year is as it should be: it rolled, or a blank was filled with the year or the next.
pub(super) fn is_expected(change: &Change, years: Years) -> bool {
    let Some(new) = only(&change.new) else { return false };
    match only(&change.old) {
        Some(old) => years.rolled(old) == Some(new),
        None => new == years.new || new == years.new + 1,
    }
}
