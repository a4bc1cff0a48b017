//! Tokens as programs see them that show a text or read it line by line.

use fusexpr::syntax::{Continuation, TokenClass, tokens};
use fusexpr::{Expr, vars};

fn listed(text: &str) -> Vec<(&str, TokenClass)> {
    tokens(text).map(|token| (&text[token.span], token.class)).collect()
}

#[test]
fn every_class_is_told() {
    use TokenClass::*;
    let text = "# first\n`a b`[1:] = f(x, axis=-1) if not 0x1f else \"wrap\"; y\n\n z $ (\n 2 # end\n)";
    let expected = [
        ("# first", Comment),
        ("`a b`", Name),
        ("[", Bracket),
        ("1", Number),
        (":", Punctuation),
        ("]", Bracket),
        ("=", Operator),
        ("f", Function),
        ("(", Bracket),
        ("x", Name),
        (",", Punctuation),
        ("axis", Parameter),
        ("=", Operator),
        ("-", Operator),
        ("1", Number),
        (")", Bracket),
        ("if", Keyword),
        ("not", Keyword),
        ("0x1f", Number),
        ("else", Keyword),
        ("\"wrap\"", String),
        (";", Separator),
        ("y", Name),
        ("\n", Separator),
        ("z", Name),
        ("$", Error),
        ("(", Bracket),
        ("2", Number),
        ("# end", Comment),
        (")", Bracket),
    ];
    assert_eq!(listed(text), expected);
}

#[test]
fn statements_go_on_where_the_parser_reads_on() {
    for (lines, goes_on) in [
        (&["a"][..], false),
        (&[""], false),
        (&["# only this"], false),
        (&["a +"], true),
        (&["a + # and"], true),
        (&["a +", "", "  # and"], true),
        (&["a +", "b"], false),
        (&["y ="], true),
        (&["not"], true),
        (&["x if c else"], true),
        (&["f(a,"], true),
        (&["f(a,", "b)"], false),
        (&["f(a[", "1]"], true),
        (&["a)"], false),
        (&["a;"], false),
        (&["a = 1; b = ("], true),
        (&["a $ ("], false),
        (&["(", "\"open"], false),
        (&["True"], false),
        (&["a + b", "c *"], true),
        (&["a \\"], true),
        (&["\\"], true),
        (&["a \\", "+ b"], false),
        (&["a \\", ""], false),
        (&["a \\ b"], false),
        (&["a # \\"], false),
    ] {
        let mut statement = Continuation::default();
        let last = lines.iter().fold(false, |_, line| statement.goes_on_after(line));
        assert_eq!(last, goes_on, "{lines:?}");
        assert_eq!(Continuation::default().goes_on_after(&lines.join("\n")), goes_on, "{lines:?} at once");
    }
}

#[test]
fn a_line_goes_on_after_a_backslash_at_its_end() {
    let value = |text: &str| Expr::parse(text).and_then(|expr| expr.eval::<f64>(&vars! {})).map(|value| value.sum());
    for text in ["1 \\\n+ 2", "1\\  \r\n+2", "a = 1 \\\n  + 1; a \\\n\\\n + 1", "(1 + \\\n 2) \\\n", "\\\n3"] {
        assert_eq!(value(text).unwrap_or_else(|error| panic!("{text:?}: {error}")), 3.0, "{text:?}");
    }
    for text in ["1 \\ + 2", "1 \\", "1 \\ # more\n+ 2", "a = 1 \\\n\n+ 2"] {
        assert!(value(text).is_err(), "{text:?}");
    }
    assert_eq!(listed("a \\"), [("a", TokenClass::Name), ("\\", TokenClass::Punctuation)]);
    assert_eq!(listed("\\a"), [("\\", TokenClass::Error), ("a", TokenClass::Name)]);
}
