//! Random statements: temporaries, assignments to all or a part of a name, the expression at the end.

use super::draw::Drawer;
use super::fit::cast_to;
use crate::oracle::program::{Ending, Node, Statement, Target};
use crate::oracle::typed::Refusal;

impl Drawer {
    fn ending(&mut self) -> Ending {
        self.pick(&[Ending::Line, Ending::Semicolon, Ending::Comment, Ending::BlankLine])
    }

    pub fn statement(&mut self, number: usize) -> Statement {
        let is_ours = |drawer: &Self, name: &String| {
            drawer.bound.contains(name) || ["u", "v"].contains(&name.as_str()) && drawer.readable.contains(name)
        };
        let ours: Vec<String> = self.readable.iter().filter(|name| is_ours(self, name)).cloned().collect();
        if ours.is_empty() || self.chance(3) {
            return self.temporary(number);
        }
        let name = self.pick(&ours);
        let value = self.memory.get(&name).expect("the name can be read").clone();
        if self.chance(2) && !value.shape.is_empty() {
            let items = self.items(&value.shape);
            return self.assignment(Target::Part(name, items));
        }
        // A value that nothing reads before it is replaced is refused.
        if self.unread.contains(&name) && !self.chance(40) {
            self.temporary(number)
        } else {
            self.assignment(Target::Name(name))
        }
    }

    /// A statement that assigns to all or a part of a name that has a value.
    fn assignment(&mut self, target: Target) -> Statement {
        let place = Statement::new(Some(target.clone()), Node::int(0)).old_value().expect("it has a target");
        let Ok(old) = self.value_of(&place) else { return self.refused(Statement::new(Some(target), place)) };
        let depth = 1 + self.random.below(4);
        let drawn = self.expression(depth);
        let (mut value, typed) = self.fit_to(drawn, &old.shape);
        value = self.with_position(value, old.shape.len());
        let augmented = if self.chance(3) {
            Some(self.pick(&["+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "**"]))
        } else {
            None
        };
        let mut statement = Statement { augmented, ending: self.ending(), ..Statement::new(Some(target), value) };
        if self.try_statement(&statement) {
            return self.run(statement);
        }
        // Another type, or another operator.
        statement.value = cast_to(statement.value.clone(), &typed, old.dtype, self.at.casting);
        for augmented in [statement.augmented, None] {
            statement.augmented = augmented;
            if self.try_statement(&statement) {
                return self.run(statement);
            }
        }
        statement.value = place;
        match self.try_statement(&statement) {
            true => self.run(statement),
            false => self.refused(statement),
        }
    }

    fn refused(&mut self, statement: Statement) -> Statement {
        self.is_refused = true;
        statement
    }

    /// Whether a statement has a value; what has none may stay now and then.
    fn try_statement(&mut self, statement: &Statement) -> bool {
        match self.memory.clone().execute(&self.at, statement) {
            Ok(_) => true,
            Err(Refusal::Fault(_)) => true,
            Err(_) => self.chance(40),
        }
    }

    /// Keeps account of a statement and runs it.
    fn run(&mut self, statement: Statement) -> Statement {
        self.unread.retain(|name| !statement.reads(name));
        if let Some(target) = &statement.target {
            self.unread.push(target.name().to_owned());
            if !self.bound.iter().any(|known| known == target.name()) {
                self.bound.push(target.name().to_owned());
            }
            if !self.readable.iter().any(|known| known == target.name()) {
                self.readable.push(target.name().to_owned());
            }
        }
        if self.memory.execute(&self.at, &statement).is_err() {
            self.is_refused = true;
        }
        statement
    }

    pub fn temporary(&mut self, number: usize) -> Statement {
        let depth = 1 + self.random.below(4);
        let (value, typed) = self.expression(depth);
        let value = self.with_position(value, typed.shape.len());
        let name = format!("t{number}");
        let statement = Statement { ending: self.ending(), ..Statement::new(Some(Target::Name(name)), value) };
        self.run(statement)
    }

    /// The expression at the end, which reads all that nothing has read yet.
    pub fn bare_expression(&mut self) -> Statement {
        let depth = 1 + self.random.below(4);
        let mut drawn = self.expression(depth);
        for name in self.unread.clone() {
            if !drawn.0.reads(&name) {
                let other = (Node::name(&name), self.memory.get(&name).expect("the name was bound").clone());
                let symbol = self.pick(&["+", "*", "-"]);
                drawn = self.combined(
                    &|mut parts| {
                        let y = parts.pop().expect("there are two");
                        Node::Binary(symbol, Box::new(parts.pop().expect("there are two")), Box::new(y))
                    },
                    vec![drawn, other],
                );
            }
        }
        // In place, it is written to what has a shape.
        let own = self.memory.array("u").filter(|_| !self.bound.iter().any(|name| name == "u")).cloned();
        let value = match own {
            Some(array) => {
                let (value, typed) = self.fit_to(drawn, &array.shape);
                let value = self.with_position(value, array.shape.len());
                if self.chance(10) { value } else { cast_to(value, &typed, array.dtype, self.at.casting) }
            }
            None => {
                let rank = drawn.1.shape.len();
                self.with_position(drawn.0, rank)
            }
        };
        Statement { ending: self.ending(), ..Statement::new(None, value) }
    }

    /// A value with the index of its elements in it, now and then, for a frame of some rank.
    fn with_position(&mut self, value: Node, rank: usize) -> Node {
        if rank == 0 || !self.chance(8) {
            return value;
        }
        let along = |drawer: &mut Self| {
            let axis = drawer.random.below(2 * rank) as i64 - rank as i64;
            Node::Whole("index", vec![super::calls::by_place("axis", Node::int(axis))])
        };
        let position = along(self);
        match self.random.below(3) {
            0 => Node::Binary("+", Box::new(value), Box::new(position)),
            1 => Node::Binary("*", Box::new(position), Box::new(value)),
            _ => {
                let condition = Node::Comparison(Box::new(position), vec![(">", along(self))]);
                Node::Call("where", vec![condition, value.clone(), Node::Call("copy", vec![value])])
            }
        }
    }
}
