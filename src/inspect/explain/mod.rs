//! Shows what becomes of a program.
//!
//! [`notes`] finds what was saved, [`sheet`] describes each pass with what [`estimate`] expects of it; an explanation is
//! printed by [`text`], and given to tools by [`data`] and [`dot`].

mod data;
mod dot;
pub(super) mod estimate;
mod notes;
pub(super) mod sheet;
pub(super) mod text;

pub(super) use data::{instruction_json, sheet_json};

use crate::array::{Operand, Output, Vars};
use crate::compile::array_graph::ArraysListing;
use crate::compile::graph::{Axes, NodeId};
use crate::compile::signature::constant;
use crate::compile::{ArrayGraph, InputType, Needs, OutputSlot, OutputType, Signature, infer, translate};
use crate::element::{DType, Scalar};
use crate::error::{BindError, Error};
use crate::evaluate::{RESULT, level, type_of, unknown_variable};
use crate::exec::Compiled;
use crate::level::Level;
use crate::options::Options;
use crate::program::Listing;
use crate::syntax::Tree;
use crate::{exec, shape};
use notes::{Notes, notes};
use sheet::{Sheet, sheets};
use std::sync::Arc;

/// What an operand will be, without its elements.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Spec {
    /// An array; of no axes, it is one value of a type that counts.
    Array {
        /// The type of its elements.
        dtype: DType,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// A value, weak as a literal is.
    Scalar(Scalar),
}

impl Spec {
    /// An operand of this kind, without elements.
    pub(super) fn operand(&self) -> Operand<'static> {
        match self {
            Spec::Array { dtype, shape } => Operand::imagined(*dtype, shape),
            Spec::Scalar(value) => Operand::from(*value),
        }
    }
}

/// What became of a program: its tree, its graph after sharing and folding, what was saved on the way, and the passes
/// compiled from it, with what is to be expected of them.
///
/// Printing it shows all of this; [`Explanation::to_json`] has the same for tools, [`Explanation::to_dot`] the graph for
/// Graphviz.
#[derive(Clone)]
pub struct Explanation {
    source: Arc<str>,
    tree: Arc<Tree>,
    arrays: ArrayGraph,
    compiled: Arc<Compiled>,
    slots: Vec<OutputSlot>,
    outputs: Vec<String>,
    is_plain: bool,
    level: Level,
    contract: bool,
    notes: Notes,
    sheets: Vec<Sheet>,
}

/// What becomes of an operand that is assigned to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Updated {
    /// It is updated in place, as by [`Expr::run`](crate::evaluate::Expr::run).
    InPlace,
    /// It stays, and a new array takes the value, as by [`Expr::eval_all`](crate::evaluate::Expr::eval_all).
    IntoNew,
}

/// A program, parsed, and how it is to be evaluated.
#[derive(Clone, Copy)]
pub(crate) struct Parsed<'e> {
    pub(crate) source: &'e Arc<str>,
    pub(crate) tree: &'e Arc<Tree>,
    pub(crate) needs: &'e Needs,
    pub(crate) options: &'e Options,
}

impl Explanation {
    /// Explains a program for operands whose elements are not looked at.
    pub(crate) fn new(parsed: Parsed<'_>, vars: &Vars<'_>, updated: Updated) -> Result<Self, Error> {
        let Parsed { source, tree, needs, options, .. } = parsed;
        let Inferred { signature, arrays, values } = Inferred::new(parsed, vars, updated)?;
        for output in &arrays.outputs {
            if shape::checked_len(&output.shape, output.dtype.size()).is_none() {
                return Err(too_large(&output.shape));
            }
        }
        let mut program = translate(&arrays, &signature, false)?;
        if needs.is_plain {
            // As it will be: lengths that are not known say nothing about what stays in cache.
            program.bands = vec![1; program.passes.len()];
        }
        let name = |slot: &OutputSlot| slot.name.map_or(RESULT, |i| &*tree.names()[i].text).to_owned();
        let outputs: Vec<String> = signature.outputs.iter().map(name).collect();
        let compiled = Arc::new(Compiled::new(program, signature.level));
        let names: Vec<&str> = tree.names().iter().map(|name| &*name.text).collect();
        let imagined: Vec<_> =
            arrays.outputs.iter().map(|output| Output::imagined(output.dtype, &output.shape)).collect();
        let operands: Vec<Option<&Operand<'_>>> = names.iter().map(|name| vars.get(name)).collect();
        let surveyed = exec::survey(&compiled, exec::Arrays { operands: &operands, outputs: &imagined }, options);
        let sheets = sheets(&compiled, surveyed, Listing::new(&compiled.program().integers, &names, &outputs));
        Ok(Self {
            source: source.clone(),
            tree: tree.clone(),
            notes: notes(tree, &arrays, &values),
            sheets,
            arrays,
            compiled,
            slots: signature.outputs,
            outputs,
            is_plain: needs.is_plain,
            level: signature.level,
            contract: signature.contract,
        })
    }

    /// The type of the result, or of the first output.
    pub fn dtype(&self) -> DType {
        self.compiled.program().outputs[0]
    }

    /// The shape of the result, or of the first output.
    pub fn shape(&self) -> &[usize] {
        &self.compiled.program().shapes[0]
    }

    /// The same as JSON, one object: the tree, the graph, what was saved, and each pass with its instructions.
    ///
    /// Places in the source are pairs of byte offsets; numbers that are not finite are null.
    ///
    /// ```
    /// use fusexpr::{DType, Expr, Spec};
    ///
    /// let array = Spec::Array { dtype: DType::F64, shape: vec![1000] };
    /// let json = Expr::parse("2*pi*r")?.explain(&[("r", array)])?.to_json();
    /// assert!(json.contains(r#""text": "2*pi", "value": "6.283185307179586""#));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        self.json().to_string()
    }

    /// The graph after sharing and folding, in the language of Graphviz.
    ///
    /// ```
    /// use fusexpr::{DType, Expr, Spec};
    ///
    /// let array = Spec::Array { dtype: DType::F64, shape: vec![1000] };
    /// let dot = Expr::parse("r*r")?.explain(&[("r", array)])?.to_dot();
    /// assert!(dot.starts_with("digraph fusexpr {") && dot.contains("n0 -> n1"));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn to_dot(&self) -> String {
        let mut text = String::new();
        // A text takes all that is written to it.
        let _ = self.write_dot(&mut text);
        text
    }

    /// The outputs: names, types and shapes; the result of an expression comes first and is called `out`.
    ///
    /// ```
    /// use fusexpr::{DType, Expr, Spec};
    ///
    /// let array = Spec::Array { dtype: DType::F32, shape: vec![9] };
    /// let explanation = Expr::parse("low = min(x); x - mean(x)")?.explain(&[("x", array)])?;
    /// let outputs: Vec<_> = explanation.outputs().collect();
    /// assert_eq!(outputs, [("out", DType::F32, &[9][..]), ("low", DType::F32, &[])]);
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn outputs(&self) -> impl Iterator<Item = (&str, DType, &[usize])> {
        let program = self.compiled.program();
        let kinds = program.outputs.iter().zip(&program.shapes);
        self.outputs.iter().zip(kinds).map(|(name, (&dtype, shape))| (name.as_str(), dtype, &**shape))
    }

    /// The text that was parsed.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The level that it was compiled for.
    pub(super) fn level(&self) -> Level {
        self.level
    }

    /// The names of the outputs.
    pub(crate) fn output_names(&self) -> &[String] {
        &self.outputs
    }

    /// For each output, the name that it takes the value of, and whether it has one before.
    pub(super) fn slots(&self) -> &[OutputSlot] {
        &self.slots
    }

    /// The program.
    pub(crate) fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// Its passes.
    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The names of the program.
    fn names(&self) -> Vec<&str> {
        self.tree.names().iter().map(|name| &*name.text).collect()
    }

    /// The graph as text.
    fn listing<'l>(&'l self, names: &'l [&'l str]) -> ArraysListing<'l> {
        ArraysListing { arrays: &self.arrays, names, outputs: &self.outputs, with_shapes: !self.is_plain }
    }

    /// A value's type and shape.
    fn kind_of(&self, id: NodeId) -> String {
        let lengths: Vec<_> = self.arrays.shape(id).iter().map(usize::to_string).collect();
        format!("{}[{}]", self.arrays.graph.dtype(id), lengths.join(","))
    }

    /// How often each value of the graph is used, by what is needed.
    fn uses(&self) -> Vec<usize> {
        let graph = &self.arrays.graph;
        let is_needed = graph.reachable(self.arrays.roots());
        let mut uses = vec![0; is_needed.len()];
        let operands = graph.nodes().filter(|(id, _)| is_needed[id.index()]);
        for (_, node) in operands {
            node.operands().iter().for_each(|x| uses[x.index()] += 1);
        }
        self.arrays.roots().for_each(|root| uses[root.index()] += 1);
        uses
    }
}

impl std::fmt::Debug for Explanation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Explanation").field(&self.source).finish()
    }
}

fn too_large(shape: &[usize]) -> Error {
    Error::bind(BindError::ShapeTooLarge { shape: shape::display(shape) }, None)
}

/// The graph of a program, and what it is made for.
struct Inferred {
    signature: Signature,
    arrays: ArrayGraph,
    /// What the nodes of the tree became.
    values: Vec<NodeId>,
}

impl Inferred {
    /// The graph that an evaluation would have: with what is given by value compiled in only where that is asked for.
    fn new(parsed: Parsed<'_>, vars: &Vars<'_>, updated: Updated) -> Result<Self, Error> {
        let names = parsed.tree.names();
        let given =
            |name: usize| vars.get(&names[name].text).and_then(Operand::as_value).expect("it is given by value");
        match Self::with_values(parsed, vars, updated, false) {
            Ok(inferred) if inferred.arrays.integers.program().can_convert(given) => Ok(inferred),
            Err(error) if !vars.has_values() => Err(error),
            _ => Self::with_values(parsed, vars, updated, true),
        }
    }

    fn with_values(parsed: Parsed<'_>, vars: &Vars<'_>, updated: Updated, knows_values: bool) -> Result<Self, Error> {
        let signature = signature(parsed, vars, updated, knows_values)?;
        let (arrays, values) = infer::infer_with_values(parsed.tree, &signature)?;
        Ok(Self { signature, arrays, values })
    }
}

/// What a program is compiled for: operands given, and new outputs for all that is assigned and not read after that.
fn signature(parsed: Parsed<'_>, vars: &Vars<'_>, updated: Updated, knows_values: bool) -> Result<Signature, Error> {
    let Parsed { tree, needs, options, .. } = parsed;
    let (mut inputs, mut slots) = (Vec::new(), Vec::new());
    let (mut lengths, mut output_lengths) = (Vec::new(), Vec::new());
    if tree.result().is_some() {
        slots.push(OutputSlot { name: None, output: OutputType::New(None) });
    }
    for (i, name) in tree.names().iter().enumerate() {
        let operand = vars.get(&name.text);
        if let Some(operand) = operand {
            let shape = operand.shape();
            if shape.len() > Axes::MOST {
                let kind = BindError::TooManyAxes { name: name.text.to_string(), rank: shape.len() };
                return Err(Error::bind(kind, Some(name.span)));
            }
            if shape::checked_len(shape, operand.dtype().size()).is_none() {
                return Err(too_large(shape));
            }
        }
        if name.assigned.is_some() {
            match operand {
                Some(_) if updated == Updated::IntoNew => {
                    slots.push(OutputSlot { name: Some(i), output: OutputType::New(None) });
                }
                Some(operand) if operand.is_value() => {
                    let kind = BindError::AssignedVariable { name: name.text.to_string() };
                    return Err(Error::bind(kind, name.assigned));
                }
                Some(operand) => {
                    let (dtype, shape) = (operand.dtype(), operand.shape());
                    if name.is_free {
                        inputs.push(InputType::Output(slots.len()));
                    }
                    output_lengths.extend_from_slice(shape);
                    slots.push(OutputSlot { name: Some(i), output: OutputType::Array(dtype, shape.len()) });
                }
                None if needs.is_left[i] => slots.push(OutputSlot { name: Some(i), output: OutputType::New(None) }),
                None => {}
            }
        }
        if !name.is_free {
            inputs.push(InputType::Bound);
        }
        if inputs.len() > i {
            continue;
        }
        inputs.push(match operand {
            Some(operand) => {
                let input = type_of(operand, needs.statics[i] || knows_values);
                if let InputType::Array(..) = input {
                    lengths.extend_from_slice(operand.shape());
                }
                input
            }
            None if constant(&name.text).is_some() => InputType::Constant,
            None => return Err(unknown_variable(&name.text, name.span, vars.names())),
        });
    }
    lengths.extend(output_lengths);
    let Options { casting, contract, .. } = *options;
    let level = level(options)?;
    Ok(Signature { inputs, outputs: slots, lengths, casting, contract, level, is_unfused: false })
}
