//! The machine code of a program, for those who disassemble it.
//!
//! The library gives bytes: a disassembler would be a dependency of everyone who only evaluates.

use super::as_text::fmt_header;
use super::passes::PassDescription;
use crate::exec::MachineLoop;
use crate::inspect::explain::Explanation;
use crate::program::Line;
use std::fmt;
use std::sync::Arc;

/// The machine code of a pass.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PassCode {
    /// What the pass goes over, as the explanation says it.
    pub heading: String,
    /// The loops, in the order in which they run over each block; kernels do what is in none of them.
    pub loops: Vec<LoopCode>,
    /// Why there are none, if there are none.
    pub reason: Option<String>,
}

/// A loop of machine code.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LoopCode {
    /// The instructions and folds that it does the work of, a line each.
    pub instructions: Vec<String>,
    /// How many elements are in a vector.
    pub lanes: usize,
    /// The code for x86-64: a function from its first byte on, which jumps to no place outside of itself.
    pub bytes: Arc<[u8]>,
}

impl Explanation {
    /// The machine code of each pass; a pass that computes what is kept for the tiles of another stands before that.
    ///
    /// ```
    /// use fusexpr::inspect::{Spec, Updates};
    /// use fusexpr::{DType, Expr, Level, Options, Tier};
    ///
    /// let array = Spec::Array { dtype: DType::F64, shape: vec![1000] };
    /// let expr = Expr::parse("r*r + 1")?.with(Options::new().tier(Tier::Native));
    /// let code = expr.explain(&[("r", array)], Updates::IntoNew)?.machine_code();
    /// match &code[0].loops[..] {
    ///     [one] => assert_eq!(one.instructions, ["multiply_add.f64  out ← r, r, 1.0"]),
    ///     _ => assert!(code[0].reason.is_some()), // for instance `there is none for level base`
    /// }
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn machine_code(&self) -> Vec<PassCode> {
        let with_buffers = self.passes.iter().flat_map(|pass| pass.tile_buffers.iter().chain([pass]));
        with_buffers.map(pass_code).collect()
    }
}

fn pass_code(pass: &PassDescription) -> PassCode {
    PassCode {
        heading: Heading(pass).to_string().trim_end().to_owned(),
        loops: pass.loops.iter().map(|of| loop_code(pass, of)).collect(),
        reason: pass.no_machine_code.map(|why| why.to_string()),
    }
}

fn loop_code(pass: &PassDescription, of: &MachineLoop) -> LoopCode {
    let body = pass.body.instructions[of.instructions.clone()].iter();
    let folds = of.folds.iter().map(|&fold| &pass.folds[fold]);
    LoopCode {
        instructions: Line::aligned(body.chain(folds).map(|instruction| &instruction.line)),
        lanes: of.lanes,
        bytes: of.code.clone(),
    }
}

struct Heading<'p>(&'p PassDescription);

impl fmt::Display for Heading<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_header(f, self.0, 0)
    }
}
