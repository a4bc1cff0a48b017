//! What every name stands for, statement after statement.
//!
//! Each right-hand side is computed completely before anything is written; nothing is fused, nothing is done in place.

use super::program::{Statement, Target};
use super::typed::{Known, Refusal, Typed, broadcast};
use super::{Interpreter, Scope, elementwise};
use fusexpr::{Casting, DType};
use std::collections::BTreeMap;

/// Where the value of a name, or of the bare expression, goes.
#[derive(Clone, Debug)]
pub enum Slot {
    /// Into the caller's array.
    Array(Typed),
    /// Into a new array, of this type or the value's own.
    New(Option<DType>),
}

/// Names and the caller's arrays.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Variables, temporaries, and outputs that were assigned: these keep the value in its own type.
    values: BTreeMap<String, Typed>,
    /// Where the values of names go.
    slots: BTreeMap<String, Slot>,
    /// Bound names whose value no statement has read.
    unread: BTreeMap<String, bool>,
    /// Where the value of the bare expression goes.
    pub result: Option<Slot>,
}

impl Slot {
    fn store(&mut self, value: &Typed, casting: Casting) -> Result<(), Refusal> {
        match self {
            Slot::Array(array) => *array = value.written(array.dtype, &array.shape, casting)?,
            Slot::New(None) => drop(value.strong()?),
            Slot::New(Some(dtype)) => drop(value.cast_into(*dtype, casting)?),
        }
        Ok(())
    }
}

impl Memory {
    /// Adds a variable.
    pub fn give(&mut self, name: &str, value: Typed) {
        self.values.insert(name.to_owned(), value);
    }

    /// Adds an output.
    pub fn lend(&mut self, name: &str, slot: Slot) {
        self.slots.insert(name.to_owned(), slot);
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<&Typed> {
        self.values.get(name).or_else(|| self.array(name))
    }

    /// An output's array.
    pub fn array(&self, name: &str) -> Option<&Typed> {
        match self.slots.get(name) {
            Some(Slot::Array(array)) => Some(array),
            _ => None,
        }
    }

    /// Runs a whole program; gives the value of the bare expression.
    pub fn run(&mut self, at: &Interpreter, program: &[Statement]) -> Result<Option<Typed>, Refusal> {
        let mut bare = None;
        for statement in program {
            bare = self.execute(at, statement)?;
        }
        match self.unread.iter().find(|(name, unread)| **unread && !self.slots.contains_key(*name)) {
            Some((name, _)) => Err(format!("{name} is never read").into()),
            None => Ok(bare),
        }
    }

    /// Runs a statement; gives the value of a bare expression.
    pub fn execute(&mut self, at: &Interpreter, statement: &Statement) -> Result<Option<Typed>, Refusal> {
        let name = statement.target.as_ref().map(Target::name);
        let without = Scope { memory: self, frame: None };
        let region = match &statement.target {
            Some(Target::Part(name, items)) => {
                let array = self.get(name).ok_or_else(|| Refusal::Refused(format!("no array {name}")))?;
                Some(at.part(&array.shape, items, &without)?)
            }
            _ => None,
        };
        let slot = name.map_or(self.result.as_ref(), |name| self.slots.get(name));
        let frame = match (&region, slot) {
            (Some((shape, _)), _) => shape.clone(),
            (None, Some(Slot::Array(array))) => array.shape.clone(),
            (None, _) => self.right_side(at, statement, None)?.shape,
        };
        let value = self.right_side(at, statement, Some(&frame))?;
        self.unread.iter_mut().filter(|(name, _)| statement.reads(name)).for_each(|(_, unread)| *unread = false);
        let Some(target) = &statement.target else {
            if let Some(slot) = &mut self.result {
                slot.store(&value, at.casting)?;
            }
            return Ok(Some(value));
        };
        let name = target.name();
        let value = match region {
            Some((room, places)) => self.replaced(at, name, &value, &room, &places)?,
            None => value,
        };
        if self.unread.insert(name.to_owned(), true) == Some(true) && !self.slots.contains_key(name) {
            return Err(format!("{name} is never read").into());
        }
        if let Some(slot) = self.slots.get_mut(name) {
            slot.store(&value, at.casting)?;
        }
        self.give(name, value);
        Ok(None)
    }

    /// The value of a statement's right side, with the operator of an augmented assignment applied.
    fn right_side(&self, at: &Interpreter, statement: &Statement, frame: Option<&[usize]>) -> Result<Typed, Refusal> {
        let scope = Scope { memory: self, frame };
        let value = at.value(&statement.value, &scope)?;
        match (statement.augmented, statement.old_value()) {
            (Some(operator), Some(old)) => elementwise::operator(at, operator, &[at.value(&old, &scope)?, value]),
            _ => Ok(value),
        }
    }

    /// The value of a name with a part of it replaced.
    fn replaced(
        &self,
        at: &Interpreter,
        name: &str,
        value: &Typed,
        room: &[usize],
        places: &[usize],
    ) -> Result<Typed, Refusal> {
        let mut array = self.get(name).expect("the part was found in it").strong()?;
        // NumPy lets go of leading axes of length 1.
        let extra = value.shape.len().saturating_sub(room.len());
        if value.shape[..extra].iter().any(|&length| length != 1) {
            return Err("the part's shape does not fit".into());
        }
        let value = Typed { shape: value.shape[extra..].to_vec(), ..value.clone() };
        if broadcast(&value.shape, room).as_deref() != Some(room) {
            return Err("the part's shape does not fit".into());
        }
        let part = value.written(array.dtype, room, at.casting)?;
        let mut slack = array.slack.take().unwrap_or_else(|| vec![0.0; array.elements.len()]);
        for (i, &place) in places.iter().enumerate() {
            array.elements[place] = part.elements[i];
            slack[place] = part.slack.as_ref().map_or(0.0, |slack| slack[i]);
        }
        let slack = slack.iter().any(|&slack| slack > 0.0).then_some(slack);
        Ok(Typed { slack, known: Known::InRun, moved: true, ..array })
    }
}
