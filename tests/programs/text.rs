//! How programs are written: with no parenthesis that precedence makes needless.

use super::program::{Ending, Item, Node, Spelling, Statement, Static, Target};

// Levels of precedence, as the language's definition numbers them.
const COMPARISON: u8 = 5;
const SUM: u8 = 10;
const PRODUCT: u8 = 11;
const UNARY: u8 = 12;
const POSTFIX: u8 = 14;

/// The text of a program.
pub fn text(program: &[Statement]) -> String {
    let mut text = String::new();
    for (i, one) in program.iter().enumerate() {
        text.push_str(&statement(one));
        if i + 1 < program.len() {
            text.push_str(match one.ending {
                Ending::Line => "\n",
                Ending::Semicolon => "; ",
                Ending::Comment => "  # a = b; c\n",
                Ending::BlankLine => "\n\n",
            });
        }
    }
    text
}

fn statement(statement: &Statement) -> String {
    let value = node(&statement.value, 0);
    let operator = statement.augmented.unwrap_or_default();
    match &statement.target {
        None => value,
        Some(Target::Name(name)) => format!("{name} {operator}= {value}"),
        Some(Target::Part(name, items)) => format!("{name}[{}] {operator}= {value}", list(items, item)),
    }
}

/// A static integer's name, for those that have one.
pub fn static_name(value: i64) -> String {
    format!("{}{}", if value < 0 { "minus" } else { "plus" }, value.unsigned_abs())
}

fn integer(of: &Static) -> String {
    let value = of.value;
    match of.spelling {
        Spelling::Literal => value.to_string(),
        Spelling::Computed => format!("{} - 2*3", value + 6),
        Spelling::Named => static_name(value),
    }
}

fn item(item: &Item) -> String {
    let bound = |x: &Option<Static>| x.as_ref().map(integer).unwrap_or_default();
    match item {
        Item::At(at) => integer(at),
        Item::Range { start, stop, step: None } => format!("{}:{}", bound(start), bound(stop)),
        Item::Range { start, stop, step } => format!("{}:{}:{}", bound(start), bound(stop), bound(step)),
        Item::Rest => "...".to_owned(),
        Item::NewAxis => "None".to_owned(),
    }
}

fn list<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    items.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn float(value: f64) -> String {
    if value.is_nan() { "nan".to_owned() } else { format!("{value:?}") }
}

fn level(node: &Node) -> u8 {
    match node {
        Node::Apply(">", _) => COMPARISON,
        Node::Apply("-", operands) if operands.len() == 1 => UNARY,
        Node::Apply("+" | "-", _) => SUM,
        Node::Apply("*", _) => PRODUCT,
        _ => POSTFIX,
    }
}

/// Writes an expression where only operators of at least this level may stand bare.
fn node(of: &Node, least: u8) -> String {
    let bare = bare(of);
    if level(of) < least { format!("({bare})") } else { bare }
}

fn bare(of: &Node) -> String {
    match of {
        Node::Int(value) => value.to_string(),
        Node::Float(value) => float(*value),
        Node::Name(name) => name.clone(),
        Node::Apply(operator @ ("+" | "-" | "*" | ">"), operands) => match &operands[..] {
            [x] => format!("{operator}{}", node(x, UNARY)),
            [x, y] => {
                // A comparison within a comparison would be a chain.
                let left = if level(of) == COMPARISON { COMPARISON + 1 } else { level(of) };
                format!("{} {operator} {}", node(x, left), node(y, level(of) + 1))
            }
            _ => unreachable!("an operator has one or two operands"),
        },
        Node::Apply(name, operands) => format!("{name}({})", list(operands, |x| node(x, 0))),
        Node::Index(x, items) => format!("{}[{}]", node(x, POSTFIX), list(items, item)),
        Node::Roll { x, by, axis } => format!("roll({}, {}{})", node(x, 0), integer(by), along(*axis)),
        Node::Shift { x, by, axis, mode, value } => {
            let mode = mode.name().map(|mode| format!(", mode=\"{mode}\"")).unwrap_or_default();
            let value = match *value {
                0.0 => String::new(),
                value if value.fract() == 0.0 => format!(", value={}", value as i64),
                value => format!(", value={}", float(value)),
            };
            format!("shift({}, {}{}{mode}{value})", node(x, 0), integer(by), along(*axis))
        }
        Node::Arange(numbers) => format!("arange({})", list(numbers, integer)),
        Node::FloatArange(numbers) => format!("arange({})", list(numbers, |x| float(*x))),
        Node::Linspace(start, stop, length) => {
            format!("linspace({}, {}, {})", float(*start), float(*stop), integer(length))
        }
        Node::Position(axis) => format!("index({axis})"),
        Node::Pick(_) | Node::Line(_) => unreachable!("only fitted programs are written"),
    }
}

fn along(axis: Option<i64>) -> String {
    axis.map(|axis| format!(", axis={axis}")).unwrap_or_default()
}
