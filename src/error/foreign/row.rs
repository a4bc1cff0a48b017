//! A row of the tables, and the look-up.

/// Spellings of one meaning, separated by blanks, and the help for them.
pub type ForeignRow = (&'static str, &'static str);

/// The help of the row that has this spelling; case counts only where two rows differ in nothing else.
pub fn help_for(rows: &[ForeignRow], spelling: &str) -> Option<&'static str> {
    let find = |is_same: &dyn Fn(&str) -> bool| {
        rows.iter().find(|(spellings, _)| spellings.split(' ').any(is_same)).map(|(_, help)| *help)
    };
    find(&|known| known == spelling).or_else(|| find(&|known| known.eq_ignore_ascii_case(spelling)))
}
