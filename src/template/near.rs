//! Near names: “did you mean”.

/// The candidate nearest to a name, if one is near enough.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    crate::text::near::nearest(name, candidates, |name| super::fold::fold_name(name).to_lowercase())
}
