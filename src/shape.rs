//! Broadcasting.

/// Widens `shape` by broadcasting it with another one; says whether they fit.
pub fn broadcast_into(shape: &mut Vec<usize>, other: &[usize]) -> bool {
    if other.len() > shape.len() {
        let missing = other.len() - shape.len();
        shape.splice(0..0, std::iter::repeat_n(1, missing));
    }
    let offset = shape.len() - other.len();
    for (axis, &length) in shape[offset..].iter_mut().zip(other) {
        match (*axis, length) {
            (x, y) if x == y => {}
            (1, y) => *axis = y,
            (_, 1) => {}
            _ => return false,
        }
    }
    true
}

/// Whether an array of one shape can stand for one of another.
pub fn fits(shape: &[usize], target: &[usize]) -> bool {
    let Some(offset) = target.len().checked_sub(shape.len()) else { return false };
    shape.iter().zip(&target[offset..]).all(|(&x, &y)| x == y || x == 1)
}

/// How many elements a shape has, if memory can address an array of them.
pub fn checked_len(shape: &[usize], element_size: usize) -> Option<usize> {
    // As ndarray does: axes of length 0 do not excuse the others.
    let mut bytes = element_size;
    for &length in shape.iter().filter(|&&length| length != 0) {
        bytes = bytes.checked_mul(length).filter(|&bytes| isize::try_from(bytes).is_ok())?;
    }
    Some(shape.iter().product())
}

/// A shape as Python writes it: `(3, 4)`, `(3,)`, `()`.
pub fn display(shape: &[usize]) -> String {
    match shape {
        [one] => format!("({one},)"),
        _ => {
            let lengths: Vec<_> = shape.iter().map(usize::to_string).collect();
            format!("({})", lengths.join(", "))
        }
    }
}
