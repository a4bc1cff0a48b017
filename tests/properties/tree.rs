//! Random expressions: the tree, how it is made, and how it is written.
//!
//! The interpreter works on the tree and the engine on the text, so the text tests precedence and associativity: half
//! of the trees are written with no parenthesis more than the language's table of operators asks for.

use proptest::prelude::*;

/// An expression.
#[derive(Clone, Debug)]
pub enum Tree {
    Int(i64),
    Float(f64),
    Bool(bool),
    Pi,
    /// The variable of this number, modulo how many there are.
    Variable(usize),
    Unary(&'static str, Box<Tree>),
    Binary(&'static str, Box<Tree>, Box<Tree>),
    Comparison(Box<Tree>, Vec<(&'static str, Tree)>),
    Membership {
        item: Box<Tree>,
        list: Vec<Tree>,
        negated: bool,
    },
    Conditional {
        condition: Box<Tree>,
        then: Box<Tree>,
        otherwise: Box<Tree>,
    },
    Call(&'static str, Vec<Tree>),
    Field(Box<Tree>, &'static str),
}

pub const NAMES: [&str; 4] = ["a", "b", "c", "d"];

const CASTS: [&str; 11] = ["bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64"];
const UNARY_FUNCTIONS: [&str; 19] = [
    "absolute",
    "sign",
    "square",
    "reciprocal",
    "floor",
    "ceil",
    "trunc",
    "round",
    "isnan",
    "isinf",
    "isfinite",
    "sqrt",
    "bit_count",
    "copy",
    "conj",
    "rint",
    "ones_like",
    "zeros_like",
    "abs",
];
const BINARY_FUNCTIONS: [&str; 8] = ["minimum", "maximum", "fmin", "fmax", "fmod", "gcd", "lcm", "heaviside"];
const RELATIONS: [&str; 6] = ["<", "<=", ">", ">=", "==", "!="];
const ARITHMETIC: [&str; 6] = ["+", "-", "*", "/", "//", "%"];
const BITS: [&str; 5] = ["&", "|", "^", "<<", ">>"];

fn literal() -> impl Strategy<Value = Tree> {
    let float = prop::sample::select(vec![0.0, 0.5, 1.0, 2.5, 1e-3, 3.25e7, 1e300, 0.1, 123.456]);
    prop_oneof![
        6 => (0_i64..8).prop_map(Tree::Int),
        1 => prop::sample::select(vec![63, 127, 128, 255, 256, 65535, 1 << 31, 1 << 40, i64::MAX]).prop_map(Tree::Int),
        4 => float.prop_map(Tree::Float),
        1 => any::<bool>().prop_map(Tree::Bool),
        1 => Just(Tree::Pi),
    ]
}

/// What may stand in a list after `in`; sometimes what may not.
fn constant() -> impl Strategy<Value = Tree> {
    prop_oneof![
        20 => literal(),
        5 => literal().prop_map(|x| Tree::Unary("-", Box::new(x))),
        1 => (0_usize..4).prop_map(Tree::Variable),
    ]
}

/// A number of decimals: powers of ten beyond 10^22 are not defined to the bit.
fn decimals() -> impl Strategy<Value = Tree> {
    prop_oneof![
        2 => (0_i64..20).prop_map(Tree::Int),
        1 => (0_i64..5).prop_map(|places| Tree::Unary("-", Box::new(Tree::Int(places)))),
    ]
}

/// Trees of some twenty nodes, most of them ill-typed before [`repair`](super::repair::repair).
pub fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![5 => (0_usize..4).prop_map(Tree::Variable), 2 => literal()];
    leaf.prop_recursive(6, 24, 3, |inner| {
        let one = || inner.clone().prop_map(Box::new);
        prop_oneof![
            12 => (prop::sample::select(&ARITHMETIC[..]), one(), one()).prop_map(|(op, x, y)| Tree::Binary(op, x, y)),
            5 => (prop::sample::select(&BITS[..]), one(), one()).prop_map(|(op, x, y)| Tree::Binary(op, x, y)),
            2 => (prop::sample::select(&["and", "or"][..]), one(), one()).prop_map(|(op, x, y)| Tree::Binary(op, x, y)),
            3 => (one(), one()).prop_map(|(x, y)| Tree::Binary("**", x, y)),
            2 => (one(), 0_i64..70).prop_map(|(x, y)| Tree::Binary("**", x, Box::new(Tree::Int(y)))),
            4 => (prop::sample::select(&["-", "-", "+", "~", "not"][..]), one()).prop_map(|(op, x)| Tree::Unary(op, x)),
            4 => (one(), prop::collection::vec((prop::sample::select(&RELATIONS[..]), inner.clone()), 1..4))
                .prop_map(|(first, rest)| Tree::Comparison(first, rest)),
            1 => (one(), prop::collection::vec(constant(), 1..4), any::<bool>())
                .prop_map(|(item, list, negated)| Tree::Membership { item, list, negated }),
            3 => (one(), one(), one())
                .prop_map(|(condition, then, otherwise)| Tree::Conditional { condition, then, otherwise }),
            3 => (prop::sample::select(&CASTS[..]), inner.clone()).prop_map(|(name, x)| Tree::Call(name, vec![x])),
            5 => (prop::sample::select(&UNARY_FUNCTIONS[..]), inner.clone())
                .prop_map(|(name, x)| Tree::Call(name, vec![x])),
            4 => (prop::sample::select(&BINARY_FUNCTIONS[..]), inner.clone(), inner.clone())
                .prop_map(|(name, x, y)| Tree::Call(name, vec![x, y])),
                2 => (inner.clone(), decimals()).prop_map(|(x, y)| Tree::Call("round", vec![x, y])),
            3 => (prop::sample::select(&["where", "clip", "fma"][..]), inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(name, x, y, z)| Tree::Call(name, vec![x, y, z])),
            1 => (one(), prop::sample::select(&["real", "imag"][..])).prop_map(|(x, name)| Tree::Field(x, name)),
        ]
    })
}

// The levels of precedence, loosest first, as the language's definition numbers them.
const CONDITIONAL: u8 = 1;
const NOT: u8 = 4;
const COMPARISON: u8 = 5;
const UNARY: u8 = 12;
const POWER: u8 = 13;
const POSTFIX: u8 = 14;

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

impl Tree {
    /// The operands.
    pub fn operands(&self) -> Vec<&Tree> {
        match self {
            Tree::Int(_) | Tree::Float(_) | Tree::Bool(_) | Tree::Pi | Tree::Variable(_) => Vec::new(),
            Tree::Unary(_, x) | Tree::Field(x, _) => vec![x],
            Tree::Binary(_, x, y) => vec![x, y],
            Tree::Comparison(first, rest) => std::iter::once(&**first).chain(rest.iter().map(|(_, x)| x)).collect(),
            Tree::Membership { item, .. } => vec![item],
            Tree::Conditional { condition, then, otherwise } => vec![condition, then, otherwise],
            Tree::Call(_, arguments) => arguments.iter().collect(),
        }
    }

    /// The same node with its operands changed.
    pub fn map_operands(&self, mut change: impl FnMut(&Tree) -> Tree) -> Tree {
        let mut boxed = |x: &Tree| Box::new(change(x));
        match self {
            Tree::Int(_) | Tree::Float(_) | Tree::Bool(_) | Tree::Pi | Tree::Variable(_) => self.clone(),
            Tree::Unary(op, x) => Tree::Unary(op, boxed(x)),
            Tree::Field(x, name) => Tree::Field(boxed(x), name),
            Tree::Binary(op, x, y) => Tree::Binary(op, boxed(x), boxed(y)),
            Tree::Comparison(first, rest) => {
                let first = boxed(first);
                Tree::Comparison(first, rest.iter().map(|(op, x)| (*op, change(x))).collect())
            }
            Tree::Membership { item, list, negated } => {
                Tree::Membership { item: boxed(item), list: list.clone(), negated: *negated }
            }
            Tree::Conditional { condition, then, otherwise } => {
                Tree::Conditional { condition: boxed(condition), then: boxed(then), otherwise: boxed(otherwise) }
            }
            Tree::Call(name, arguments) => Tree::Call(name, arguments.iter().map(change).collect()),
        }
    }

    /// The text, for a number of variables, with all parentheses or with none that is not needed.
    pub fn text(&self, variables: usize, all_parentheses: bool) -> String {
        let mut text = String::new();
        Writer { variables, all_parentheses, text: &mut text }.write(self, 0);
        text
    }

    fn level(&self) -> u8 {
        match self {
            Tree::Int(_) | Tree::Float(_) | Tree::Bool(_) | Tree::Pi | Tree::Variable(_) => POSTFIX,
            Tree::Call(..) | Tree::Field(..) => POSTFIX,
            Tree::Unary("not", _) => NOT,
            Tree::Unary(..) => UNARY,
            Tree::Binary(op, ..) => binary_level(op),
            Tree::Comparison(..) | Tree::Membership { .. } => COMPARISON,
            Tree::Conditional { .. } => CONDITIONAL,
        }
    }
}

struct Writer<'t> {
    variables: usize,
    all_parentheses: bool,
    text: &'t mut String,
}

impl Writer<'_> {
    /// Writes a tree where only operators of at least this level may stand bare.
    fn write(&mut self, tree: &Tree, least: u8) {
        let parentheses = tree.level() < least || (self.all_parentheses && tree.level() < POSTFIX && least > 0);
        if parentheses {
            self.text.push('(');
        }
        self.write_bare(tree);
        if parentheses {
            self.text.push(')');
        }
    }

    fn write_bare(&mut self, tree: &Tree) {
        match tree {
            Tree::Int(value) => self.push(&value.to_string()),
            Tree::Float(value) => self.push(&format!("{value:?}")),
            Tree::Bool(true) => self.push("True"),
            Tree::Bool(false) => self.push("False"),
            Tree::Pi => self.push("pi"),
            Tree::Variable(i) => self.push(NAMES[i % self.variables]),
            Tree::Unary(op, x) => {
                self.push(op);
                if *op == "not" {
                    self.push(" ");
                }
                self.write(x, if *op == "not" { NOT } else { UNARY });
            }
            Tree::Binary("**", x, y) => {
                self.write(x, POSTFIX);
                self.push("**");
                self.write(y, UNARY);
            }
            Tree::Binary(op, x, y) => {
                let level = binary_level(op);
                self.write(x, level);
                self.push(&format!(" {op} "));
                self.write(y, level + 1);
            }
            Tree::Comparison(first, rest) => {
                self.write(first, COMPARISON + 1);
                for (op, x) in rest {
                    self.push(&format!(" {op} "));
                    self.write(x, COMPARISON + 1);
                }
            }
            Tree::Membership { item, list, negated } => {
                self.write(item, COMPARISON + 1);
                self.push(if *negated { " not in " } else { " in " });
                self.list(list);
            }
            Tree::Conditional { condition, then, otherwise } => {
                self.write(then, CONDITIONAL + 1);
                self.push(" if ");
                self.write(condition, CONDITIONAL + 1);
                self.push(" else ");
                self.write(otherwise, CONDITIONAL);
            }
            Tree::Call(name, arguments) => {
                self.push(name);
                self.list(arguments);
            }
            Tree::Field(x, name) => {
                // `2.real` would be a malformed number.
                let is_number = matches!(**x, Tree::Int(_) | Tree::Float(_));
                self.write(x, if is_number { POSTFIX + 1 } else { POSTFIX });
                self.push(&format!(".{name}"));
            }
        }
    }

    fn list(&mut self, items: &[Tree]) {
        self.push("(");
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.write(item, if self.all_parentheses { CONDITIONAL } else { 0 });
        }
        self.push(")");
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }
}
