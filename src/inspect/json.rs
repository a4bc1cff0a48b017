//! Writes JSON: what explains and profiles a program, for tools.
//!
//! A value is built and then printed, indented by two columns; lists of plain values stand on one line. Values are
//! nested a few levels deep, as what they describe is, so printing may recurse. A crate for this would be a dependency
//! of everyone who only evaluates.

use std::fmt;

/// A value.
#[derive(Clone, Debug)]
pub enum Json {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Integer(u64),
    /// A number; what is not finite is written as null.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, in the order that its fields were added.
    Object(Vec<(&'static str, Json)>),
}

impl Json {
    /// A list of values.
    pub fn list<T: Into<Json>>(values: impl IntoIterator<Item = T>) -> Json {
        Json::List(values.into_iter().map(Into::into).collect())
    }

    /// Whether it takes several lines: what holds lists of plain values at most does not.
    fn is_nested(&self) -> bool {
        let is_deep = |value: &Json| matches!(value, Json::Object(_)) || value.is_nested();
        match self {
            Json::List(values) => values.iter().any(is_deep),
            Json::Object(fields) => fields.iter().any(|(_, value)| is_deep(value)),
            _ => false,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, indent: usize) -> fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => write!(f, "{value}"),
            Json::Integer(value) => write!(f, "{value}"),
            Json::Number(value) if value.is_finite() => write!(f, "{value}"),
            Json::Number(_) => f.write_str("null"),
            Json::Text(text) => write_text(f, text),
            Json::List(values) => self.write_items(f, indent, "[]", values, |f, value, indent| value.write(f, indent)),
            Json::Object(fields) => self.write_items(f, indent, "{}", fields, |f, (name, value), indent| {
                write_text(f, name)?;
                f.write_str(": ")?;
                value.write(f, indent)
            }),
        }
    }

    /// Writes what stands between brackets.
    fn write_items<T>(
        &self,
        f: &mut fmt::Formatter<'_>,
        indent: usize,
        brackets: &str,
        items: &[T],
        write: impl Fn(&mut fmt::Formatter<'_>, &T, usize) -> fmt::Result,
    ) -> fmt::Result {
        let (open, close) = brackets.split_at(1);
        let is_nested = self.is_nested();
        f.write_str(open)?;
        for (i, item) in items.iter().enumerate() {
            match (is_nested, i) {
                (true, 0) => write!(f, "\n{:1$}", "", indent + 2)?,
                (true, _) => write!(f, ",\n{:1$}", "", indent + 2)?,
                (false, 0) => {}
                (false, _) => f.write_str(", ")?,
            }
            write(f, item, indent + 2)?;
        }
        if is_nested {
            write!(f, "\n{:indent$}", "")?;
        }
        f.write_str(close)
    }
}

/// Writes a text in quotes.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            // The separators are allowed in JSON, and end a line in older JavaScript.
            c if c < ' ' || matches!(c, '\u{7f}' | '\u{2028}' | '\u{2029}') => write!(f, "\\u{:04x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}

impl From<usize> for Json {
    fn from(value: usize) -> Self {
        Json::Integer(value as u64)
    }
}

impl From<f64> for Json {
    fn from(value: f64) -> Self {
        Json::Number(value)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(text)
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Json::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        let text = Json::from("\"a\\b\"\n\r\t\u{1}\u{7f}\u{2028}é𝜋");
        assert_eq!(text.to_string(), "\"\\\"a\\\\b\\\"\\n\\r\\t\\u0001\\u007f\\u2028é𝜋\"");
        assert_eq!(Json::Object(vec![("a\"b", Json::Null)]).to_string(), "{\"a\\\"b\": null}");
    }

    #[test]
    fn numbers_that_are_not_finite_are_null() {
        let numbers = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.5, -0.0, 3.0, 1e300, 5e-324];
        let text = Json::list(numbers).to_string();
        let back: Vec<&str> = text.trim_matches(['[', ']']).split(", ").collect();
        assert_eq!(back[..3], ["null"; 3]);
        for (text, number) in back[3..].iter().zip(&numbers[3..]) {
            assert_eq!(text.parse::<f64>().map(f64::to_bits), Ok(number.to_bits()));
        }
        assert_eq!(Json::Integer(u64::MAX).to_string(), "18446744073709551615");
    }

    #[test]
    fn what_holds_others_takes_lines() {
        let inner = Json::Object(vec![("x", Json::from(1_usize)), ("y", Json::from(None::<f64>))]);
        let empty = Json::List(Vec::new());
        let all = Json::Object(vec![("empty", empty), ("list", Json::List(vec![inner.clone(), inner]))]);
        let expected = "\
{
  \"empty\": [],
  \"list\": [
    {\"x\": 1, \"y\": null},
    {\"x\": 1, \"y\": null}
  ]
}";
        assert_eq!(all.to_string(), expected);
    }
}
