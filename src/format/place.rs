//! Where signature and date stand (7.3.5.2), for names and dates of any length.

use super::page::Profile;

/// The width of a text in characters (一字): half-width letters and digits count half.
pub fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

/// Where a line of the signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// So many twips from the left.
    Left(i32),
    /// Flush right, so many twips from the right.
    Right(i32),
}

/// The places of the organs' names and of the date where no seal is put (7.3.5.2).
///
/// Every name ends two characters from the right; the date begins two characters right of the last
/// name's first. When the date is longer than that name it is the date that ends two characters from the
/// right, and the name begins two characters left of it.
///
/// ```
/// use hongtou::format::{Profile, place::{self, Side}};
/// let exact = Profile::exact();
/// let (names, date) = place::signature(&["香港路社区居民委员会"], "2024年12月20日", &exact);
/// assert_eq!((names, date), (vec![Side::Left(16 * 316)], Side::Left(18 * 316)));
/// let (names, date) = place::signature(&["县委"], "2024年12月20日", &exact);
/// assert_eq!((names, date), (vec![Side::Left(17 * 316)], Side::Right(2 * 316)));
/// ```
pub fn signature(names: &[&str], date: &str, profile: &Profile) -> (Vec<Side>, Side) {
    let line = f64::from(profile.body.characters);
    let right = f64::from(profile.blanks.signature);
    let shift = f64::from(profile.blanks.date);
    let d = width(date);
    let n = names.last().map_or(d, |name| width(name));
    let mut places: Vec<Side> =
        names.iter().map(|name| Side::Left(indent(line - right - width(name), profile))).collect();
    // What is left blank behind a date that begins where it should.
    let rest = right + n - shift - d;
    if rest >= 1.0 {
        return (places, Side::Left(indent(line - right - n + shift, profile)));
    }
    if rest >= 0.0 {
        // Some programs widen digits beside Chinese: from the right such a date stays on its line.
        return (places, Side::Right(indent(rest, profile)));
    }
    if let Some(last) = places.last_mut() {
        *last = Side::Left(indent(line - right - shift - d, profile));
    }
    (places, Side::Right(profile.characters(profile.blanks.signature)))
}

/// The places of the organs' names and of the date where seals are put (7.3.5.1): the date ends four
/// characters from the right, and every name is centred on it.
///
/// ```
/// use hongtou::format::{Profile, place::{self, Side}};
/// let (names, date) = place::sealed(&["滨湖区文明办公室"], "2024年12月20日", &Profile::exact());
/// assert_eq!((names, date), (vec![Side::Right(1106)], Side::Right(4 * 316)));
/// ```
pub fn sealed(names: &[&str], date: &str, profile: &Profile) -> (Vec<Side>, Side) {
    let centre = f64::from(profile.blanks.seal) + width(date) / 2.0;
    let place = |name: &&str| Side::Right(indent(centre - width(name) / 2.0, profile));
    (names.iter().map(place).collect(), Side::Right(profile.characters(profile.blanks.seal)))
}

fn indent(characters: f64, profile: &Profile) -> i32 {
    (characters.max(0.0) * f64::from(profile.body.character)).round() as i32
}
