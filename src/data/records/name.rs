//! Names of columns as templates use them.

/// A column's name, with the names of its groups before it.
pub(super) type Path = Vec<String>;

/// A heading without line breaks, without the blanks that spread Chinese words (`单 位`), and
/// without the stars that mark what must be filled in.
pub(super) fn clean(text: &str) -> String {
    let stars = |c: char| c == '*' || c == '＊' || c.is_whitespace();
    let mut out = String::new();
    let mut blank = false;
    for c in text.trim_matches(stars).chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        // A blank parts words of Latin letters only.
        if blank && c.is_ascii() && out.chars().next_back().is_some_and(|last| last.is_ascii()) {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// The path of headings from the group down; a heading such as `单位.名称` is a path of its own.
pub(super) fn path(headings: &[String]) -> Option<Path> {
    let mut path = Path::new();
    for heading in headings {
        let steps: Vec<&str> = heading.split('.').collect();
        if steps.len() > 1 && steps.iter().all(|step| is_identifier(step)) {
            path.extend(steps.into_iter().map(str::to_string));
        } else {
            path.push(heading.clone());
        }
    }
    (!path.is_empty()).then_some(path)
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_cleaned() {
        for (heading, want) in [
            ("推荐\n排序", "推荐排序"),
            ("姓    名", "姓名"),
            ("Unit\nName", "Unit Name"),
            ("* 单位", "单位"),
            ("党员 数（人）＊", "党员数（人）"),
            ("2024 年", "2024年"),
            ("\u{3000}", ""),
        ] {
            assert_eq!(clean(heading), want);
        }
    }

    #[test]
    fn dots_part_identifiers_only() {
        let of = |heading: &str| path(&[heading.to_string()]).unwrap_or_default().join("|");
        assert_eq!(of("单位.名称"), "单位|名称");
        assert_eq!(of("1.名称"), "1.名称");
        assert_eq!(of("No."), "No.");
        assert_eq!(of("增长3.5%"), "增长3.5%");
    }
}
