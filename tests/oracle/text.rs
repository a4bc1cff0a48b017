//! How programs are written: with all parentheses, or with none that precedence makes needless.
//!
//! The interpreter works on the tree and the engine on the text, so the text tests precedence and associativity.

use super::program::{Argument, Ending, Given, Item, Node, Statement, Target};

// The levels of precedence, loosest first, as the language's definition numbers them.
const CONDITIONAL: u8 = 1;
const NOT: u8 = 4;
const COMPARISON: u8 = 5;
const UNARY: u8 = 12;
const POWER: u8 = 13;
const POSTFIX: u8 = 14;

/// The text of a program.
pub fn text(program: &[Statement], all_parentheses: bool) -> String {
    let mut writer = Writer { all_parentheses, text: String::new() };
    for (i, statement) in program.iter().enumerate() {
        writer.statement(statement);
        if i + 1 < program.len() {
            writer.push(match statement.ending {
                Ending::Line => "\n",
                Ending::Semicolon => "; ",
                Ending::Comment => "  # a = b; c\n",
                Ending::BlankLine => "\n\n",
            });
        }
    }
    writer.text
}

fn binary_level(operator: &str) -> u8 {
    match operator {
        "or" => 2,
        "and" => 3,
        "|" => 6,
        "^" => 7,
        "&" => 8,
        "<<" | ">>" => 9,
        "+" | "-" => 10,
        "*" | "/" | "//" | "%" => 11,
        "**" => POWER,
        _ => unreachable!("{operator} is no binary operator"),
    }
}

fn level(node: &Node) -> u8 {
    match node {
        Node::Int(value) if value.sign() == num_bigint::Sign::Minus => UNARY,
        Node::Float(value) if value.is_sign_negative() => UNARY,
        Node::Unary("not", _) => NOT,
        Node::Unary(..) => UNARY,
        Node::Binary(operator, ..) => binary_level(operator),
        Node::Comparison(..) | Node::Membership { .. } => COMPARISON,
        Node::Conditional { .. } => CONDITIONAL,
        _ => POSTFIX,
    }
}

struct Writer {
    all_parentheses: bool,
    text: String,
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.target {
            None => {}
            Some(Target::Name(name)) => self.push(name),
            Some(Target::Part(name, items)) => {
                self.push(name);
                self.items(items);
            }
        }
        if statement.target.is_some() {
            self.push(&format!(" {}= ", statement.augmented.unwrap_or_default()));
        }
        self.write(&statement.value, 0);
    }

    /// Writes a node where only operators of at least this level may stand bare.
    fn write(&mut self, node: &Node, least: u8) {
        let parentheses = level(node) < least || (self.all_parentheses && level(node) < POSTFIX && least > 0);
        if parentheses {
            self.push("(");
        }
        self.bare(node);
        if parentheses {
            self.push(")");
        }
    }

    fn bare(&mut self, node: &Node) {
        match node {
            Node::Int(value) => self.push(&value.to_string()),
            Node::Float(value) => self.push(&format!("{value:?}")),
            Node::Bool(value) => self.push(if *value { "True" } else { "False" }),
            Node::Constant(name) => self.push(name),
            Node::Name(name) => self.push(name),
            Node::Unary("not", x) => {
                self.push("not ");
                self.write(x, NOT);
            }
            Node::Unary(operator, x) => {
                self.push(operator);
                self.write(x, UNARY);
            }
            Node::Binary("**", x, y) => {
                self.write(x, POSTFIX);
                self.push("**");
                self.write(y, UNARY);
            }
            Node::Binary(operator, x, y) => {
                self.write(x, binary_level(operator));
                self.push(&format!(" {operator} "));
                self.write(y, binary_level(operator) + 1);
            }
            Node::Comparison(first, rest) => {
                self.write(first, COMPARISON + 1);
                for (operator, x) in rest {
                    self.push(&format!(" {operator} "));
                    self.write(x, COMPARISON + 1);
                }
            }
            Node::Membership { item, list, negated } => {
                self.write(item, COMPARISON + 1);
                self.push(if *negated { " not in (" } else { " in (" });
                self.list(list, |writer, x| writer.argument_value(x));
                self.push(")");
            }
            Node::Conditional { condition, then, otherwise } => {
                self.write(then, CONDITIONAL + 1);
                self.push(" if ");
                self.write(condition, CONDITIONAL + 1);
                self.push(" else ");
                self.write(otherwise, CONDITIONAL);
            }
            Node::Call(name, operands) => {
                self.push(&format!("{name}("));
                self.list(operands, |writer, x| writer.argument_value(x));
                self.push(")");
            }
            Node::Field(x, name) => {
                // `2.real` would be a malformed number.
                let is_number = matches!(**x, Node::Int(_) | Node::Float(_));
                self.write(x, if is_number { POSTFIX + 1 } else { POSTFIX });
                self.push(&format!(".{name}"));
            }
            Node::Index(x, items) => {
                self.write(x, POSTFIX);
                self.items(items);
            }
            Node::Whole(name, arguments) => {
                self.push(&format!("{name}("));
                self.list(arguments, Self::argument);
                self.push(")");
            }
        }
    }

    fn argument_value(&mut self, node: &Node) {
        self.write(node, if self.all_parentheses { CONDITIONAL } else { 0 });
    }

    fn argument(&mut self, argument: &Argument) {
        if argument.by_keyword {
            self.push(&format!("{}=", argument.parameter));
        }
        match &argument.value {
            Given::Value(node) => self.argument_value(node),
            Given::Text(text) => self.push(&format!("\"{text}\"")),
            Given::Type(dtype) if dtype.is_time() => self.push(&format!("\"{dtype}\"")),
            Given::Type(dtype) => self.push(dtype.name()),
            Given::Nothing => self.push("None"),
            Given::Tuple(nodes) => {
                self.push("(");
                self.list(nodes, |writer, x| writer.argument_value(x));
                self.push(if nodes.len() == 1 { ",)" } else { ")" });
            }
        }
    }

    fn items(&mut self, items: &[Item]) {
        self.push("[");
        self.list(items, |writer, item| match item {
            Item::At(at) => writer.write(at, 0),
            Item::Rest => writer.push("..."),
            Item::NewAxis => writer.push("None"),
            Item::Range { start, stop, step } => {
                writer.bound(start);
                writer.push(":");
                writer.bound(stop);
                if step.is_some() {
                    writer.push(":");
                    writer.bound(step);
                }
            }
        });
        self.push("]");
    }

    fn bound(&mut self, bound: &Option<Node>) {
        if let Some(bound) = bound {
            self.write(bound, CONDITIONAL + 1);
        }
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            write(self, item);
        }
    }
}
