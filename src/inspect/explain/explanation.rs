//! What became of a program, and what it can be asked.
//!
//! The program that is explained is the one that runs: names are resolved, the program is compiled and kept as for an
//! evaluation, with the lengths of all axes known. The graph of arrays, which no evaluation needs once there is a
//! program, is inferred anew. To keep it with each program instead would cost every program its memory, for the few
//! that are explained.

use super::passes::{PassDescription, described};
use super::savings::{Savings, savings};
use crate::array::Output;
use crate::compile::ArrayGraph;
use crate::compile::arrays_listing::ArraysListing;
use crate::compile::graph::NodeId;
use crate::element::DType;
use crate::error::Error;
use crate::evaluate::{Expr, Request};
use crate::exec;
use crate::exec::Compiled;
use crate::inspect::inferred::Inferred;
use crate::level::Level;
use crate::program::Listing;
use crate::syntax::Tree;
use std::sync::Arc;

/// What became of a program: its tree, its graph after sharing and folding, what was saved on the way, and the passes
/// compiled from it, with what is to be expected of them.
///
/// Printing it shows all of this; [`Explanation::to_json`] has the same for tools, [`Explanation::to_dot`] the graph
/// for Graphviz.
#[derive(Clone)]
pub struct Explanation {
    pub(in crate::inspect) source: String,
    pub(super) tree: Arc<Tree>,
    pub(super) arrays: ArrayGraph,
    compiled: Arc<Compiled>,
    outputs: Vec<String>,
    is_elementwise: bool,
    pub(in crate::inspect) level: Level,
    pub(super) contract: bool,
    pub(super) savings: Savings,
    pub(in crate::inspect) passes: Vec<PassDescription>,
}

impl Explanation {
    /// Explains a program for operands whose elements are not looked at.
    pub(in crate::inspect) fn new(expr: &Expr, request: Request<'_>) -> Result<Self, Error> {
        request.attempt(|request| match Inferred::new(expr, request)? {
            Some(inferred) => Self::of(expr, request, inferred).map(Some),
            None => Ok(None),
        })
    }

    fn of(expr: &Expr, request: Request<'_>, inferred: Inferred) -> Result<Self, Error> {
        let Inferred { mut names, arrays, values } = inferred;
        let compiled = expr.compiled(request, &mut names)?;
        let tree = expr.parsed();
        let outputs: Vec<String> = names.outputs(tree).map(str::to_owned).collect();
        let imagined: Vec<_> =
            arrays.outputs.iter().map(|output| Output::imagined(output.dtype, &output.shape)).collect();
        let operands: Vec<_> = names.operands(request.vars).collect();
        let imagined = exec::Arrays { operands: &operands, outputs: &imagined };
        let surveyed = exec::survey(&compiled, imagined, expr.options());
        let texts: Vec<&str> = tree.names().iter().map(|name| &*name.text).collect();
        let passes = described(&compiled, surveyed, Listing::new(&compiled.program().integers, &texts, &outputs));
        Ok(Self {
            source: expr.source().to_owned(),
            tree: tree.clone(),
            savings: savings(tree, &arrays, &values),
            passes,
            arrays,
            compiled,
            outputs,
            is_elementwise: expr.is_elementwise(),
            level: names.signature.level,
            contract: names.signature.contract,
        })
    }

    /// The same as JSON, one object: the tree, the graph, what was saved, and each pass with its instructions.
    ///
    /// Places in the source are pairs of byte offsets; numbers that are not finite are null.
    ///
    /// ```
    /// use fusexpr::inspect::{Spec, Updates};
    /// use fusexpr::{DType, Expr};
    ///
    /// let array = Spec::Array { dtype: DType::F64, shape: vec![1000] };
    /// let json = Expr::parse("2*pi*r")?.explain(&[("r", array)], Updates::IntoNew)?.to_json();
    /// assert!(json.contains(r#""text": "2*pi", "value": "6.283185307179586""#));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        self.json().to_string()
    }

    /// The graph after sharing and folding, in the language of Graphviz.
    ///
    /// ```
    /// use fusexpr::inspect::{Spec, Updates};
    /// use fusexpr::{DType, Expr};
    ///
    /// let array = Spec::Array { dtype: DType::F64, shape: vec![1000] };
    /// let dot = Expr::parse("r*r")?.explain(&[("r", array)], Updates::IntoNew)?.to_dot();
    /// assert!(dot.starts_with("digraph fusexpr {") && dot.contains("n0 -> n1"));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn to_dot(&self) -> String {
        let mut text = String::new();
        // A text takes all that is written to it.
        let _ = self.write_dot(&mut text);
        text
    }

    /// The outputs: names, types and shapes. They stand in the order in which their names are first used; the result of
    /// an expression comes last and is called `out`.
    ///
    /// ```
    /// use fusexpr::inspect::{Spec, Updates};
    /// use fusexpr::{DType, Expr};
    ///
    /// let array = Spec::Array { dtype: DType::F32, shape: vec![9] };
    /// let explanation = Expr::parse("low = min(x); x - mean(x)")?.explain(&[("x", array)], Updates::IntoNew)?;
    /// let outputs: Vec<_> = explanation.outputs().collect();
    /// assert_eq!(outputs, [("low", DType::F32, &[][..]), ("out", DType::F32, &[9])]);
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn outputs(&self) -> impl ExactSizeIterator<Item = (&str, DType, &[usize])> {
        let program = self.compiled.program();
        let kinds = program.outputs.iter().zip(&program.shapes);
        self.outputs.iter().zip(kinds).map(|(name, (&dtype, shape))| (name.as_str(), dtype, &**shape))
    }

    /// The names of the outputs.
    pub(in crate::inspect) fn output_names(&self) -> &[String] {
        &self.outputs
    }

    /// The names of the program.
    pub(super) fn names(&self) -> Vec<&str> {
        self.tree.names().iter().map(|name| &*name.text).collect()
    }

    /// The graph as text.
    pub(super) fn listing<'l>(&'l self, names: &'l [&'l str]) -> ArraysListing<'l> {
        ArraysListing { arrays: &self.arrays, names, outputs: &self.outputs, with_shapes: !self.is_elementwise }
    }

    /// A value's type and shape.
    pub(super) fn kind_of(&self, id: NodeId) -> String {
        let lengths: Vec<_> = self.arrays.shape(id).iter().map(usize::to_string).collect();
        format!("{}[{}]", self.arrays.graph.dtype(id), lengths.join(","))
    }

    /// How often each value of the graph is used, by what is needed.
    pub(super) fn uses(&self) -> Vec<usize> {
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
