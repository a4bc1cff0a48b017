//! Runs a program in the engine and in the interpreter, and compares all that they leave behind, to the bit.

use crate::common::arrays::{Array, difference, elements};
use super::interpret::{Refusal, Typed};
use super::memory::Memory;
use super::program::{Spelling, Statement};
use super::text::{static_name, text};
use crate::common::Value;
use fusexpr::{Casting, Error, Expr, Options, Outputs, Vars};
use std::collections::BTreeMap;

/// A program and what it runs on.
#[derive(Clone, Debug)]
pub struct Case {
    pub program: Vec<Statement>,
    pub inputs: Vec<(String, Array)>,
    /// The outputs, before the run.
    pub outputs: Vec<(String, Array)>,
    pub destination: Destination,
}

/// Where the result goes.
#[derive(Clone, Debug)]
pub enum Destination {
    /// Into outputs by name.
    Outputs,
    /// A bare expression's, into a new array.
    Fresh,
    /// A bare expression's, into an array of the caller's.
    Given(Array),
    /// A bare expression's, into the array of this name, which the program reads.
    InPlace(String, Array),
}

impl Case {
    /// Compares the engine with the interpreter, in every way of evaluation.
    pub fn compare(&self, options: &[Options]) -> Result<(), String> {
        let source = text(&self.program);
        let compared = self.interpret().map_err(|reason| format!("the interpreter refuses it: {reason:?}"));
        let compared = compared.and_then(|(memory, bare)| {
            options.iter().try_for_each(|options| {
                self.compare_one(&source, options, &memory, bare.as_ref())
                    .map_err(|reason| format!("{reason}\nwith {options:?}"))
            })
        });
        let describe = |(name, array): &(String, Array)| format!("{name}: {} {:?}", array.dtype(), array.shape());
        let arrays = || self.inputs.iter().chain(&self.outputs).map(describe).collect::<Vec<_>>().join(", ");
        compared.map_err(|reason| format!("{source}\n  {}\n{reason}", arrays()))
    }

    fn interpret(&self) -> Result<(Memory, Option<Typed>), Refusal> {
        let mut memory = Memory::default();
        for (name, array) in &self.inputs {
            memory.give(name, Typed::of(array));
        }
        for (name, array) in &self.outputs {
            memory.lend(name, Typed::of(array));
        }
        let out = match &self.destination {
            Destination::Outputs | Destination::Fresh => None,
            Destination::Given(array) => Some(array.shape()),
            Destination::InPlace(name, array) => {
                memory.lend(name, Typed::of(array));
                Some(array.shape())
            }
        };
        let mut bare = None;
        for statement in &self.program {
            bare = memory.execute(statement, out)?;
        }
        Ok((memory, bare))
    }

    fn compare_one(
        &self,
        source: &str,
        options: &Options,
        memory: &Memory,
        bare: Option<&Typed>,
    ) -> Result<(), String> {
        let refused = |error: Error| format!("the engine refuses it: {}", error.report());
        let expr = Expr::parse(source).map_err(refused)?.with(options.clone());
        let statics = self.statics();
        let vars = self.vars(&statics);
        let bare = || bare.ok_or("the program ends in no expression");
        match &self.destination {
            Destination::Outputs => {
                let mut arrays = self.outputs.clone();
                let mut outputs = Outputs::new();
                for (name, array) in &mut arrays {
                    outputs.insert(name.as_str(), array.output());
                }
                expr.run(&vars, &mut outputs).map_err(refused)?;
                drop(outputs);
                for ((name, before), (_, after)) in self.outputs.iter().zip(&arrays) {
                    let expected = memory.array(name).expect("it is an output");
                    same(before, after, &expected.elements).map_err(|difference| format!("{name}: {difference}"))?;
                }
                Ok(())
            }
            Destination::Fresh => {
                let (result, expected) = (expr.eval_any(&vars).map_err(refused)?, bare()?);
                if (result.dtype(), result.shape()) != (expected.dtype, &expected.shape) {
                    let kinds = [(result.dtype(), result.shape()), (expected.dtype, &expected.shape)];
                    return Err(format!("the result is {:?} instead of {:?}", kinds[0], kinds[1]));
                }
                let unfused = expr.eval_unfused(&vars).map_err(refused)?;
                let differs = |difference| Err(format!("one operation at a time: {difference}"));
                difference(&elements(&unfused), &elements(&result)).map_or(Ok(()), differs)?;
                difference(&elements(&result), &expected.elements).map_or(Ok(()), Err)
            }
            Destination::Given(before) => {
                let mut after = before.clone();
                expr.evaluate(&vars, after.output()).map_err(refused)?;
                same(before, &after, &written(bare()?, before)?)
            }
            Destination::InPlace(name, before) => {
                let mut after = before.clone();
                expr.evaluate_in_place(name, &vars, after.output()).map_err(refused)?;
                same(before, &after, &written(bare()?, before)?)
            }
        }
    }

    /// The operands: arrays, and the integers that are given by value.
    pub fn vars<'a>(&'a self, statics: &'a BTreeMap<String, i64>) -> Vars<'a> {
        let mut vars = Vars::new();
        for (name, array) in &self.inputs {
            vars.insert(name.as_str(), array.operand());
        }
        for (name, &value) in statics {
            vars.insert(name.as_str(), value);
        }
        vars
    }

    /// The integers that are given by value.
    pub fn statics(&self) -> BTreeMap<String, i64> {
        let statics = self.program.iter().flat_map(Statement::statics);
        let named = statics.filter(|number| number.spelling == Spelling::Named);
        named.map(|number| (static_name(number.value), number.value)).collect()
    }
}

fn written(value: &Typed, array: &Array) -> Result<Vec<Value>, String> {
    let values = value.written(array.dtype(), array.shape(), Casting::SameKind);
    values.map_err(|reason| format!("the interpreter refuses the output: {reason:?}"))
}

/// Compares all of an array with what it was, but for the elements that were to be written.
fn same(before: &Array, after: &Array, elements: &[Value]) -> Result<(), String> {
    let mut expected = before.clone();
    expected.write(elements);
    difference(&after.all_elements(), &expected.all_elements()).map_or(Ok(()), Err)
}
