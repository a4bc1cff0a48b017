//! Random programs, right ones mostly: every choice is made with the operands' types, shapes and values known.
//!
//! Random parts hardly ever fit each other. Where two lengths differ, both operands are sliced to the shorter; where a
//! type is refused, operands are cast; what nothing reads becomes an output. One in some forty of what does not fit
//! stays as it is, to be refused by both sides.

use super::fit::fit_items;
use crate::common::arrays::Mood;
use crate::common::{Random, available_levels};
use crate::oracle::case::{Case, Destination, Spec, Variable, Way};
use crate::oracle::memory::{Memory, Slot};
use crate::oracle::program::{Item, Node, Statement};
use crate::oracle::typed::{Refusal, Typed};
use crate::oracle::{Interpreter, Scope};
use fusexpr::{Casting, DType, Threads, TimeUnit};

/// A program in the making.
pub struct Drawer {
    pub random: Random,
    pub at: Interpreter,
    pub memory: Memory,
    /// The shape that operands are broadcast to.
    pub common: Vec<usize>,
    /// What can be read.
    pub readable: Vec<String>,
    pub variables: Vec<(String, Variable)>,
    /// Names bound by the program whose value no statement has read.
    pub unread: Vec<String>,
    /// Names that the program has bound.
    pub bound: Vec<String>,
    /// Whether something was left as it is although it will be refused.
    pub is_refused: bool,
    /// Whether arrays mostly hold anything at all, special values too.
    pub is_wild: bool,
}

/// A node and what it stands for.
pub type Part = (Node, Typed);

#[derive(Clone, Copy, PartialEq)]
enum End {
    Outputs,
    Result,
    Given,
    InPlace,
    All,
}

/// The case of a number.
pub fn draw(number: u64) -> Case {
    let mut random = Random(number);
    let levels = available_levels();
    let level = if random.below(3) == 0 { None } else { Some(levels[random.below(levels.len())]) };
    let casting = match random.below(10) {
        0 => Casting::Unsafe,
        1 => Casting::ALL[random.below(Casting::ALL.len())],
        _ => Casting::SameKind,
    };
    let common = shape(&mut random);
    let drawer = Drawer {
        at: Interpreter { casting, level },
        memory: Memory::default(),
        common,
        readable: Vec::new(),
        variables: Vec::new(),
        unread: Vec::new(),
        bound: Vec::new(),
        is_refused: false,
        is_wild: random.below(3) == 0,
        random,
    };
    drawer.case()
}

/// Shapes of up to five axes: small ones, lengths around the borders of blocks and leaves, now and then many elements.
fn shape(random: &mut Random) -> Vec<usize> {
    const BORDERS: [usize; 13] = [2, 31, 32, 33, 63, 65, 255, 256, 257, 1023, 1024, 1025, 2049];
    let small = |random: &mut Random| match random.below(14) {
        0 => 0,
        1 | 2 => 1,
        _ => 2 + random.below(5),
    };
    let border = BORDERS[random.below(BORDERS.len())];
    match random.below(40) {
        0..=19 => (0..random.below(4)).map(|_| small(random)).collect(),
        20..=23 => (0..random.below(6)).map(|_| small(random).min(4)).collect(),
        24..=31 => vec![border],
        32 | 33 => vec![1 + random.below(3), border],
        34 | 35 => vec![border, 1 + random.below(3)],
        36 | 37 => vec![1 + random.below(40), 1 + random.below(40)],
        38 => vec![1 + random.below(4), 1 + random.below(20), 1 + random.below(20)],
        _ => match random.below(6) {
            0 => vec![20_000 + random.below(20_000)],
            1 => vec![3, 9_001],
            2 => vec![9_001, 3],
            3 => vec![150, 160],
            _ => vec![2_000 + random.below(3_000)],
        },
    }
}

impl Drawer {
    pub fn chance(&mut self, one_in: usize) -> bool {
        self.random.below(one_in) == 0
    }

    pub fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.random.below(all.len())].clone()
    }

    fn case(mut self) -> Case {
        let endings =
            [End::Outputs, End::Outputs, End::Outputs, End::Result, End::Result, End::Given, End::InPlace, End::All];
        let ending = self.pick(&endings);
        for name in ["a", "b", "c"].into_iter().take(1 + self.random.below(3)) {
            let spec = self.array(true);
            self.give(name, Variable::Array(spec));
        }
        for name in ["p", "q"].into_iter().take(self.random.below(3)) {
            let value = self.value();
            self.give(name, value);
        }
        let mut owned = Vec::new();
        let count = if ending == End::InPlace { 1 } else { self.random.below(3) };
        for name in ["u", "v"].into_iter().take(count) {
            let spec = self.array(false);
            match ending {
                End::Outputs | End::InPlace => {
                    self.memory.lend(name, Slot::Array(crate::oracle::case::typed(&spec.build())));
                    self.readable.push(name.to_owned());
                    owned.push((name.to_owned(), spec));
                }
                _ => self.give(name, Variable::Array(spec)),
            }
        }
        let count = 1 + [0, 0, 1, 2, 4][self.random.below(5)];
        let mut program = Vec::new();
        for i in 0..count {
            let is_last = i + 1 == count;
            let statement = match ending {
                End::Outputs | End::All => self.statement(i),
                _ if is_last => self.bare_expression(),
                _ => self.temporary(i),
            };
            program.push(statement);
            if self.is_refused {
                break;
            }
        }
        let is_bare = program.last().is_some_and(|statement: &Statement| statement.target.is_none());
        if !self.is_refused && ending == End::All && self.chance(3) {
            program.push(self.bare_expression());
        } else if self.is_refused && !is_bare && !matches!(ending, End::Outputs | End::All) {
            program.push(Statement::new(None, Node::name(&self.readable[0].clone())));
        }
        self.finish(program, ending, owned)
    }

    fn finish(mut self, program: Vec<Statement>, ending: End, owned: Vec<(String, Spec)>) -> Case {
        let destination = match ending {
            End::Result if self.chance(4) => Destination::FreshAs(self.dtype()),
            End::Result => Destination::Fresh,
            End::All => Destination::All(if self.chance(6) { Some(self.dtype()) } else { None }),
            End::InPlace => {
                let (name, spec) = owned.into_iter().next().expect("an array can be updated");
                Destination::InPlace(name, spec)
            }
            End::Given => {
                let last = program.last().expect("a program has a statement");
                let value = self.at.value(&last.value, &Scope { memory: &self.memory, frame: None });
                Destination::Given(self.output(value.as_ref().ok(), &program))
            }
            End::Outputs => {
                let is_assigned = |name: &String| {
                    program
                        .iter()
                        .any(|statement| statement.target.as_ref().is_some_and(|target| target.name() == name))
                };
                let mut outputs = Vec::new();
                for (name, spec) in owned {
                    match is_assigned(&name) {
                        true => outputs.push((name, spec)),
                        false => self.variables.push((name, Variable::Array(spec))),
                    }
                }
                for name in self.bound.clone() {
                    let is_known = outputs.iter().any(|(known, _)| *known == name);
                    if !is_known && (self.unread.contains(&name) || self.chance(3)) {
                        let value = self.memory.get(&name).cloned();
                        let spec = self.output(value.as_ref(), &program);
                        outputs.push((name, spec));
                    }
                }
                Destination::Outputs(outputs)
            }
        };
        let all = [Threads::Serial, Threads::Exactly(1), Threads::Exactly(2), Threads::Exactly(3), Threads::Pool];
        let blocks = [None, None, Some(1), Some(7), Some(64), Some(256), Some(1000), Some(1 << 20)];
        let ways = (0..1 + self.random.below(3))
            .map(|_| Way { threads: self.pick(&all), block: self.pick(&blocks) })
            .collect();
        Case {
            program,
            all_parentheses: self.chance(3),
            variables: self.variables.clone(),
            destination,
            casting: self.at.casting,
            level: self.at.level,
            contract: self.chance(20),
            ways,
        }
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Variables and outputs.

    fn give(&mut self, name: &str, variable: Variable) {
        self.memory.give(name, variable.typed());
        if !matches!(variable, Variable::Static(_)) {
            self.readable.push(name.to_owned());
        }
        self.variables.push((name.to_owned(), variable));
    }

    /// The name of an integer that is given by value and compiled in.
    pub fn static_name(&mut self, value: i64) -> String {
        let name = format!("{}{}", if value < 0 { "minus" } else { "plus" }, value.unsigned_abs());
        if !self.variables.iter().any(|(known, _)| *known == name) {
            self.give(&name, Variable::Static(value));
        }
        name
    }

    pub fn dtype(&mut self) -> DType {
        let usual = [DType::F64, DType::F64, DType::F32, DType::I64, DType::I32];
        let dtype = if self.chance(3) { self.pick(&usual) } else { self.pick(DType::ALL) };
        // Units that have one in common, mostly.
        let units = if self.chance(4) { TimeUnit::ALL } else { &[TimeUnit::Day, TimeUnit::Hour, TimeUnit::Second] };
        match dtype {
            DType::Datetime64(_) => DType::Datetime64(self.pick(&units[..units.len().min(13)])),
            DType::Timedelta64(_) => DType::Timedelta64(self.pick(units)),
            dtype => dtype,
        }
    }

    fn mood(&mut self) -> Mood {
        match self.random.below(4) {
            0 => Mood::Moderate,
            1 => Mood::Small,
            _ if self.is_wild => Mood::Wild,
            _ => self.pick(&[Mood::Moderate, Mood::Small, Mood::Wild]),
        }
    }

    fn array(&mut self, may_repeat: bool) -> Spec {
        let dropped = if self.chance(4) { self.random.below(self.common.len() + 1) } else { 0 };
        let mut shape = self.common[dropped..].to_vec();
        for length in &mut shape {
            if self.random.below(6) == 0 {
                *length = 1;
            }
        }
        let layout = if self.chance(3) { 0 } else { self.random.next() };
        Spec { dtype: self.dtype(), shape, layout, may_repeat, mood: self.mood(), values: self.random.next() }
    }

    fn value(&mut self) -> Variable {
        let integers = [-1000, -129, -1, 0, 1, 2, 3, 7, 31, 64, 127, 128, 255, 300, 70_000, i64::MIN, i64::MAX];
        match self.random.below(8) {
            0 => Variable::Bool(self.chance(2)),
            1 => Variable::Float(self.pick(&[0.0, -0.0, 0.5, -1.5, 1e10, 1e-300, 1e39, f64::INFINITY, f64::NAN])),
            2 | 3 => Variable::Float(self.pick(&[0.5, 2.0, -1.5, 3.25])),
            4 => Variable::Unsigned(self.pick(&[u64::MAX, 1 << 63, 5])),
            5 => Variable::Signed(self.pick(&integers)),
            _ => Variable::Signed(self.pick(&[1, 2, 3, -1])),
        }
    }

    /// An array for a value: of its type and shape, of another type that it may be cast to, or with an axis more.
    fn output(&mut self, value: Option<&Typed>, program: &[Statement]) -> Spec {
        let Some(value) = value else { return self.array(false) };
        let own = value.strong().map_or(value.dtype, |value| value.dtype);
        let dtype = if self.chance(3) { self.dtype() } else { own };
        let fits = value.cast_into(dtype, self.at.casting).is_ok();
        let dtype = if fits || self.chance(10) { dtype } else { own };
        let mut shape = value.shape.clone();
        let has_index = program.iter().flat_map(Statement::nodes).any(|node| matches!(node, Node::Whole("index", _)));
        if !has_index && self.chance(10) {
            shape.insert(0, 2);
        }
        if self.chance(60)
            && let Some(first) = shape.first_mut()
        {
            *first += 1;
        }
        let layout = if self.chance(3) { 0 } else { self.random.next() };
        Spec { dtype, shape, layout, may_repeat: false, mood: Mood::Wild, values: self.random.next() }
    }

    /// The value of a node by itself.
    pub fn value_of(&self, node: &Node) -> Result<Typed, Refusal> {
        self.at.value(node, &Scope { memory: &self.memory, frame: None })
    }

    /// An index into an array of a shape.
    pub fn items(&mut self, shape: &[usize]) -> Vec<Item> {
        let count = 1 + self.random.below(shape.len() + 1);
        let items: Vec<Item> = (0..count).map(|_| self.item()).collect();
        if self.chance(60) { items } else { fit_items(&items, shape) }
    }

    fn item(&mut self) -> Item {
        match self.random.below(12) {
            0 | 1 => {
                let at = self.random.below(15) as i64 - 7;
                Item::At(self.static_integer(at))
            }
            2 => Item::Rest,
            3 => Item::NewAxis,
            _ => {
                let bound = |drawer: &mut Self| {
                    let value = match drawer.random.below(8) {
                        0 => drawer.random.below(3000) as i64 - 1500,
                        _ => drawer.random.below(15) as i64 - 7,
                    };
                    if drawer.chance(2) { None } else { Some(drawer.static_integer(value)) }
                };
                let (start, stop) = (bound(self), bound(self));
                let steps = [1, 2, 3, -1, -1, -2, -3, 0];
                let step = match self.random.below(2) {
                    0 => None,
                    _ => {
                        let last = usize::from(!self.chance(60));
                        let step = self.random.below(steps.len() - last);
                        Some(self.static_integer(steps[step]))
                    }
                };
                Item::Range { start, stop, step }
            }
        }
    }

    /// A known integer: as a literal, a sum, or a name.
    pub fn static_integer(&mut self, value: i64) -> Node {
        match self.random.below(10) {
            0 => Node::Binary("-", Box::new(Node::int(value + 6)), Box::new(Node::int(6))),
            1 => Node::Name(self.static_name(value)),
            _ => Node::int(value),
        }
    }
}
