//! Evaluates over arrays that are larger than memory, some rows at a time.
//!
//! A source takes part as an operand of which only the type and the shape are known, so the program is found, compiled
//! and kept as for any other call. What is different is who runs it: `exec::stream`, which brings the rows that a pass
//! needs into memory and hands on those that it has made.

use super::call::Workspace;
use super::expr::Expr;
use super::new_outputs::any_zeros;
use super::resolve::{Request, Targets, output_names};
use crate::array::{AnyArray, Operand, Output, ReadRows, Vars, WriteRows};
use crate::element::DType;
use crate::error::{BindError, CallbackError, Error};
use crate::exec::stream::{RowSource, Streamed, execute, failed, obstacle};
use crate::shape;
use std::borrow::Cow;
use std::fmt;

/// What opens a place for the rows of a result, if they are not to be kept in memory.
type OpenSink<'s> = dyn FnMut(&str, DType, &[usize]) -> Result<Option<Box<dyn WriteRows>>, CallbackError> + 's;

/// What [`Expr::stream`] reads, where the rows of results go, and who is told of it.
///
/// Without [`Stream::sinks`] all results are kept in memory; without [`Stream::progress`] nobody is told.
#[must_use]
pub struct Stream<'s> {
    sources: Vec<(Cow<'s, str>, &'s mut dyn ReadRows)>,
    open: Box<OpenSink<'s>>,
    progress: Box<dyn Fn(u64) + Sync + 's>,
}

impl Default for Stream<'_> {
    fn default() -> Self {
        Self { sources: Vec::new(), open: Box::new(|_, _, _| Ok(None)), progress: Box::new(|_| {}) }
    }
}

impl fmt::Debug for Stream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.sources.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Stream").field("sources", &names).finish_non_exhaustive()
    }
}

impl<'s> Stream<'s> {
    /// No sources yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// An operand that is read some rows at a time; one of the same name, here or among the variables, is replaced.
    pub fn source(mut self, name: impl Into<Cow<'s, str>>, rows: &'s mut dyn ReadRows) -> Self {
        let name = name.into();
        self.sources.retain(|(known, _)| *known != name);
        self.sources.push((name, rows));
        self
    }

    /// Where the rows of results go: `open` is asked for each output, in their order, with its name, type and shape.
    /// The rows go to what it gives or, if that is nothing, into a new array.
    pub fn sinks(
        self,
        open: impl FnMut(&str, DType, &[usize]) -> Result<Option<Box<dyn WriteRows>>, CallbackError> + 's,
    ) -> Self {
        Self { open: Box::new(open), ..self }
    }

    /// Who is told now and then, on another thread, of how many bytes have been read.
    pub fn progress(self, progress: impl Fn(u64) + Sync + 's) -> Self {
        Self { progress: Box::new(progress), ..self }
    }
}

impl Expr {
    /// Evaluates over arrays that need not fit into memory: reads some rows of the sources of `stream`, computes what
    /// is made of them, writes the rows of results, and goes on, with a few dozen megabytes in all.
    ///
    /// The outputs are those of [`Expr::eval_all`], in the same order and with the same bits; those that no sink has
    /// taken are returned. A program that needs several passes over memory reads its sources as often.
    ///
    /// ```
    /// use fusexpr::{CallbackError, DType, Expr, ReadRows, Stream, vars};
    ///
    /// /// The numbers from 0 on, as a file would have them.
    /// struct Numbers;
    ///
    /// impl ReadRows for Numbers {
    ///     fn dtype(&self) -> DType {
    ///         DType::F64
    ///     }
    ///
    ///     fn shape(&self) -> &[usize] {
    ///         &[1 << 22]
    ///     }
    ///
    ///     fn read_rows(&mut self, first: usize, rows: &mut [u8]) -> Result<(), CallbackError> {
    ///         for (i, row) in rows.chunks_exact_mut(8).enumerate() {
    ///             row.copy_from_slice(&((first + i) as f64).to_ne_bytes());
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let expr = Expr::parse("mean(x) * scale")?;
    /// let outputs = expr.stream(&vars! { scale: 2.0 }, Stream::new().source("x", &mut Numbers))?;
    /// assert_eq!(outputs[0].1.to_scalar(), Some(4194303.0.into()));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::eval_all`]; [`BindError::NotByRows`] where rows cannot be computed one after the other: those
    /// that are read in another order (a transposed walk), kept for their neighbours, or summed up as they go
    /// (`cumsum`); [`BindError::Rows`] for what a source or a sink reports. Nothing has been finished then.
    pub fn stream(&self, vars: &Vars<'_>, stream: Stream<'_>) -> Result<Vec<(String, AnyArray)>, Error> {
        let Stream { sources, mut open, progress } = stream;
        let mut all = Vars::new();
        for name in vars.names() {
            all.insert(name, vars.get(name).expect("it is one of the names"));
        }
        let mut streamed = Streamed { sources: Vec::new(), sinks: Vec::new() };
        for (name, rows) in sources {
            let operand = operand_of(&name, rows).map_err(|error| error.with_source(&self.source))?;
            all.insert(name.to_string(), operand);
            if let Some(position) = self.tree.find(&name) {
                let (name, text) = (position.index(), &*self.tree.names()[position.index()].text);
                streamed.sources.push(RowSource { name, text, rows });
            }
        }
        // Passes over rows are cut by their lengths, so these are compiled in.
        let request = Request { knows_lengths: true, ..Request::new(&all, Targets::All(None)) };
        self.streamed(request, streamed, &mut *open, &*progress).map_err(|error| self.located(error, request))
    }

    fn streamed(
        &self,
        request: Request<'_>,
        mut streamed: Streamed<'_>,
        open: &mut OpenSink<'_>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<(String, AnyArray)>, Error> {
        self.bound(&request, &[], &mut Workspace::default(), |bound, slots| {
            let compiled = bound.compiled();
            let kinds = compiled.program().outputs.iter().copied().zip(bound.made_shapes()?.to_vec());
            let kinds: Vec<(&str, (DType, Vec<usize>))> = output_names(slots, &self.tree).zip(kinds).collect();
            // For each output an array, unless its rows go to a sink.
            let mut made = Vec::with_capacity(kinds.len());
            for (i, (name, (dtype, shape))) in kinds.iter().enumerate() {
                made.push(match open(name, *dtype, shape).map_err(failed)? {
                    Some(sink) => {
                        streamed.sinks.push((i, sink));
                        None
                    }
                    None => Some(any_zeros(*dtype, shape)?),
                });
            }
            let is_source = |name: usize| streamed.sources.iter().any(|source| source.name == name);
            let written: Vec<usize> = streamed.sinks.iter().map(|(i, _)| *i).collect();
            if let Some(reason) = obstacle(compiled, is_source, &written) {
                return Err(Error::bind(BindError::NotByRows { reason: reason.to_owned() }, None));
            }
            let mut outputs = Vec::with_capacity(made.len());
            for (made, (_, (dtype, shape))) in made.iter_mut().zip(&kinds) {
                outputs.push(match made {
                    Some(array) => Output::from(array),
                    None => Output::imagined(*dtype, shape),
                });
            }
            execute(bound.writing_to(&outputs), &mut streamed, &self.options, progress)?;
            for (_, sink) in streamed.sinks {
                sink.finish().map_err(failed)?;
            }
            let named = kinds.iter().zip(made).filter_map(|((name, _), array)| Some(((*name).to_owned(), array?)));
            Ok(named.collect())
        })
    }
}

/// The operand that stands for rows that are not in memory. These are asked for their type and shape here only.
fn operand_of(name: &str, rows: &dyn ReadRows) -> Result<Operand<'static>, Error> {
    let shape = rows.shape();
    if shape.is_empty() {
        let reason = format!("`{name}` has no axis that rows could lie along");
        return Err(Error::bind(BindError::NotByRows { reason }, None));
    }
    imagined(rows.dtype(), shape)
}

/// An operand of a type and shape, in C order, whose elements are not there.
pub(crate) fn imagined(dtype: DType, shape: &[usize]) -> Result<Operand<'static>, Error> {
    match shape::checked_len(shape, dtype.size()) {
        Some(_) => Ok(Operand::imagined(dtype, shape)),
        None => Err(Error::bind(BindError::ShapeTooLarge { shape: shape::display(shape) }, None)),
    }
}
