//! Evaluates over arrays that are larger than memory, some rows at a time.

use super::expr::Expr;
use super::new_outputs::any_zeros;
use super::resolve::with_called_variable;
use crate::array::{AnyArray, Operand, Output, ReadRows, Vars, WriteRows};
use crate::element::DType;
use crate::error::{BindError, CallbackError, Error};
use crate::exec;
use crate::exec::stream::{Source, Streamed, execute, obstacle};
use crate::exec::{Binding, Prepared};
use crate::inspect::{Explanation, Updated};
use crate::shape;

/// What opens a place for the rows of a result, if they are not to be kept in memory.
type Open<'o> = dyn FnMut(&str, DType, &[usize]) -> Result<Option<Box<dyn WriteRows>>, CallbackError> + 'o;

impl Expr {
    /// Evaluates over arrays that need not fit into memory: reads some rows of the `sources`, computes what is made of
    /// them, writes the rows of results, and goes on, with a few dozen megabytes in all.
    ///
    /// The outputs are those of [`Expr::eval_all`], with the same bits. For each of them `open` is asked, with its name,
    /// type and shape: its rows go to what it gives, or, if that is nothing, into a new array, which is returned.
    /// `progress` is told now and then, on another thread, of how many bytes have been read. A program that needs several
    /// passes over memory reads its sources as often.
    ///
    /// ```
    /// use fusexpr::{DType, Expr, ReadRows, CallbackError, vars};
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
    /// let outputs = expr.stream(&vars! { scale: 2.0 }, &mut [("x", &mut Numbers)], &mut |_, _, _| Ok(None), &|_| {})?;
    /// assert_eq!(outputs[0].1.to_scalar(), Some(4194303.0.into()));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::eval_all`]; [`BindError::NotByRows`] where rows cannot be computed one after the other: those that
    /// are read in another order (a transposed walk), kept for their neighbours, or summed up as they go (`cumsum`);
    /// [`BindError::Rows`] for what a source or a sink reports. Nothing has been finished then.
    pub fn stream(
        &self,
        vars: &Vars<'_>,
        sources: &mut [(&str, &mut dyn ReadRows)],
        open: &mut Open<'_>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<(String, AnyArray)>, Error> {
        let parsed = self.parsed();
        let mut all = Vars::new();
        for name in vars.names() {
            all.insert(name, vars.get(name).expect("it is one of the names"));
        }
        for (name, rows) in &*sources {
            let (dtype, shape) = (rows.dtype(), rows.shape());
            if shape.is_empty() {
                let reason = format!("`{name}` has no axis that rows could lie along");
                return Err(Error::bind(BindError::NotByRows { reason }, None).with_source(parsed.source));
            }
            if shape::checked_len(shape, dtype.size()).is_none() {
                let kind = BindError::ShapeTooLarge { shape: shape::display(shape) };
                return Err(Error::bind(kind, None).with_source(parsed.source));
            }
            all.insert(*name, Operand::imagined(dtype, shape));
        }
        let located = |error: Error| with_called_variable(error, &all).with_source(parsed.source);
        let failed = |cause: CallbackError| Error::bind(BindError::Rows { cause: cause.into() }, None);
        let refused = |reason: &str| located(Error::bind(BindError::NotByRows { reason: reason.to_owned() }, None));
        let explanation = Explanation::new(parsed, &all, Updated::IntoNew).map_err(located)?;
        let names: Vec<&str> = parsed.tree.names().iter().map(|name| &*name.text).collect();
        let mut streamed = Streamed { sources: Vec::new(), sinks: Vec::new() };
        for (name, rows) in sources {
            if let Some(position) = names.iter().position(|known| known == name) {
                let (dtype, shape) = all.get(name).map(|rows| (rows.dtype(), rows.shape())).expect("it was added");
                let row_bytes = shape[1..].iter().product::<usize>() * dtype.size();
                streamed.sources.push(Source { name: position, text: name, dtype, row_bytes, rows: &mut **rows });
            }
        }
        // For each output an array, unless its rows go to a sink.
        let mut made = Vec::new();
        for (i, (name, dtype, shape)) in explanation.outputs().enumerate() {
            made.push(match open(name, dtype, shape).map_err(failed)? {
                Some(sink) => {
                    streamed.sinks.push((i, sink));
                    None
                }
                None => Some(any_zeros(dtype, shape).map_err(located)?),
            });
        }
        let compiled = explanation.compiled();
        let is_source = |name: usize| streamed.sources.iter().any(|source| source.name == name);
        let written: Vec<usize> = streamed.sinks.iter().map(|(i, _)| *i).collect();
        if let Some(reason) = obstacle(compiled, is_source, &written) {
            return Err(refused(reason));
        }
        let mut outputs = Vec::with_capacity(made.len());
        for (made, (_, dtype, shape)) in made.iter_mut().zip(explanation.outputs()) {
            outputs.push(match made {
                Some(array) => Output::from(array),
                None => Output::imagined(dtype, shape),
            });
        }
        let operand = |name: usize| all.get(names[name]).expect("the name was found among the operands");
        let arrays = exec::Arrays { operand, outputs: &outputs };
        let mut binding = Binding::default();
        let Prepared::Ready = exec::prepare(compiled, &arrays, &mut binding).map_err(located)? else {
            unreachable!("an explanation is of a program that can run")
        };
        execute(compiled, &arrays, &mut streamed, parsed.options, progress, &mut binding)?;
        for (_, sink) in streamed.sinks {
            sink.finish().map_err(failed)?;
        }
        let mut named: Vec<_> = explanation.output_names().iter().cloned().zip(made).collect();
        // As `eval_all` has it.
        named.rotate_left(usize::from(self.has_result()));
        Ok(named.into_iter().filter_map(|(name, array)| Some((name, array?))).collect())
    }
}
