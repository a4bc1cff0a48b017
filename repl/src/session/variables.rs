//! What is bound to names.

use crate::Failure;
use fusexpr::inspect::Spec;
use fusexpr::syntax::nearest;
use fusexpr::{AnyArray, DType, Expr, Operand, Scalar, Vars};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value.
#[derive(Clone)]
pub enum Value {
    /// A number made of literals, weak as they are.
    Number(Scalar),
    /// Anything else. Work that goes on in another thread may hold it too.
    Array(Arc<AnyArray>),
}

impl Value {
    /// Its element type.
    pub fn dtype(&self) -> DType {
        match self {
            Self::Number(number) => number.dtype(),
            Self::Array(array) => array.dtype(),
        }
    }

    /// Its shape.
    pub fn shape(&self) -> &[usize] {
        match self {
            Self::Number(_) => &[],
            Self::Array(array) => array.shape(),
        }
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.shape().iter().product()
    }

    /// Bytes that the elements take.
    pub fn bytes(&self) -> usize {
        self.len() * self.dtype().size()
    }

    /// The value as a number, if it is one.
    pub fn as_number(&self) -> Option<Scalar> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Array(array) => array.to_scalar(),
        }
    }
}

/// A value and where it is from.
#[derive(Clone)]
pub struct Variable {
    /// The value.
    pub value: Value,
    /// The statement or the file.
    pub origin: String,
}

/// Values by name; cloning copies no array.
#[derive(Clone, Default)]
pub struct Variables(BTreeMap<String, Variable>);

impl Variables {
    /// Binds a name.
    pub fn bind(&mut self, name: String, value: Value, origin: &str) {
        const SHOWN: usize = 40;
        let mut origin: String = origin.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((cut, _)) = origin.char_indices().nth(SHOWN) {
            origin.truncate(cut);
            origin.push('…');
        }
        self.0.insert(name, Variable { value, origin });
    }

    /// Unbinds names, all or none.
    pub fn drop_all(&mut self, names: &[String]) -> Result<(), Failure> {
        names.iter().try_for_each(|name| self.find(name).map(|_| ()))?;
        names.iter().for_each(|name| {
            self.0.remove(name);
        });
        Ok(())
    }

    /// The value of a name, if it has one.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).map(|variable| &variable.value)
    }

    /// The value of a name that should have one.
    pub fn find(&self, name: &str) -> Result<&Value, Failure> {
        self.get(name).ok_or_else(|| {
            let help = nearest(name, self.names()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            Failure::Plain(format!("there is no variable `{name}`{help}"))
        })
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// All of them, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Variable)> {
        self.0.iter().map(|(name, variable)| (name.as_str(), variable))
    }

    /// What an expression is evaluated with: all variables but those that it assigns to and does not read before.
    pub fn operands<'a>(&'a self, expr: &Expr) -> Vars<'a> {
        let mut operands = Vars::new();
        for (name, variable) in self.iter().filter(|(name, _)| is_operand(expr, name)) {
            operands.insert(name, self.operand(expr, name, &variable.value));
        }
        operands
    }

    /// What statements are evaluated with that are to leave all that they assign: what is among the operands and
    /// assigned to is an output, so a name that is new stands for nothing there.
    pub fn operands_of_statements<'a>(&'a self, expr: &'a Expr) -> Vars<'a> {
        let mut operands = self.operands(expr);
        for name in expr.assigned() {
            match self.get(name) {
                Some(value) => operands.insert(name, self.operand(expr, name, value)),
                None if expr.variables().all(|read| read != name) => operands.insert(name, false),
                None => continue, // it is read too soon, and that is to be told
            };
        }
        operands
    }

    fn operand<'a>(&self, expr: &Expr, name: &str, value: &'a Value) -> Operand<'a> {
        match (self.number(expr, name), value) {
            (Some(number), _) => Operand::from(number),
            (None, Value::Number(number)) => Operand::from(*number),
            (None, Value::Array(array)) => Operand::from(&**array),
        }
    }

    /// What an expression is explained with.
    pub fn specs<'a>(&'a self, expr: &Expr) -> Vec<(&'a str, Spec)> {
        let spec = |name: &'a str| {
            let value = &self.0[name].value;
            let spec = match self.number(expr, name) {
                Some(number) => Spec::Scalar(number),
                None => Spec::Array { dtype: value.dtype(), shape: value.shape().to_vec() },
            };
            (name, spec)
        };
        self.names().filter(|name| is_operand(expr, name)).map(spec).collect()
    }

    /// The value of a name where it is to be given as a number.
    fn number(&self, expr: &Expr, name: &str) -> Option<Scalar> {
        match self.get(name)? {
            Value::Number(number) => Some(*number),
            value => value.as_number().filter(|_| expr.statics().any(|fixed| fixed == name)),
        }
    }
}

fn is_operand(expr: &Expr, name: &str) -> bool {
    expr.assigned().all(|assigned| assigned != name) || expr.variables().any(|read| read == name)
}
