//! `fusexpr eval` over files that need not fit into memory.
//!
//! A large array in an `.npy` file, or stored in an `.npz` file, is read some rows at a time if the expression can be
//! computed so, and a large result is written so to an `.npy` file. Where it cannot (rows in another order, running
//! sums), or where several large results go to an `.npz` file, all is read as smaller files are; then memory has to
//! suffice.

use crate::advice::{Typed, told};
use crate::cli::{Eval, Operand};
use crate::data::npy::{RowWriter, Rows};
use crate::data::{self, Format};
use crate::operands::Values;
use crate::{Failure, progress};
use fusexpr::{AnyArray, BindError, CallbackError, DType, ErrorKind, Expr, Stream, WriteRows};
use std::fs;
use std::path::{Path, PathBuf};

/// Smaller arrays are read as a whole.
const LARGE: u64 = 64 << 20;

/// What came of the attempt to evaluate by rows.
pub enum Outcome {
    /// The results that have not been written.
    Done(Vec<(String, AnyArray)>),
    /// It is to be done in memory, with these operands. They have all been read, and once only: a pipe gives its data
    /// once.
    InMemory(Values),
}

/// An array that is read some rows at a time.
struct Source<'s> {
    name: String,
    path: &'s Path,
    member: Option<&'s str>,
    rows: Rows,
}

/// Evaluates by rows, if there are large arrays and it can be done.
pub fn evaluate(arguments: &Eval, expr: &Expr) -> Result<Outcome, Failure> {
    let mut sources = sources(arguments, expr);
    if arguments.dtype.is_some() {
        sources.clear();
    }
    let left: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let mut values = Values::read(&arguments.operands, std::slice::from_ref(expr), &left)?;
    if sources.is_empty() {
        return Ok(Outcome::InMemory(values));
    }
    let vars = values.vars();
    let target = arguments.output.as_deref().filter(|path| Format::of(path) == Format::Npy);
    let (mut outputs, mut is_written) = (Vec::new(), false);
    let open = |name: &str, dtype: DType, shape: &[usize]| -> Result<Option<Box<dyn WriteRows>>, CallbackError> {
        outputs.push(name.to_owned());
        let size = shape.iter().fold(dtype.size() as u64, |size, &length| size.saturating_mul(length as u64));
        match target {
            // The result is what the file is for.
            Some(_) if expr.has_result() && name != "out" => {
                Ok((size >= LARGE).then(|| Box::new(Dropped) as Box<dyn WriteRows>))
            }
            Some(path) if outputs.len() > 1 && !expr.has_result() => Err(format!(
                "{}: an .npy file holds one array, not {}; write an .npz file",
                path.display(),
                outputs.join(" and ")
            )
            .into()),
            Some(path) if size >= LARGE => {
                is_written = true;
                Ok(Some(Box::new(Late { path: path.to_owned(), dtype, shape: shape.to_owned(), writer: None })))
            }
            _ => Ok(None),
        }
    };
    let bytes = sources.iter().map(|source| source.rows.size()).sum();
    let outcome = progress::of_bytes(bytes, |progress| {
        let mut stream = Stream::new().sinks(open).progress(progress);
        for source in &mut sources {
            stream = stream.source(source.name.as_str(), &mut source.rows);
        }
        expr.stream(&vars, stream)
    });
    match outcome {
        Ok(_) if is_written => Ok(Outcome::Done(Vec::new())),
        Ok(arrays) => Ok(Outcome::Done(arrays)),
        Err(error) if matches!(error.kind(), ErrorKind::Bind(BindError::NotByRows { .. })) => {
            for Source { name, path, member, .. } in sources {
                let array = match member {
                    Some(member) => data::read_part(path, member)?,
                    None => data::read_meant(path, &name, &format!("`--from {}`", path.display()))?,
                };
                values.add(name, array);
            }
            Ok(Outcome::InMemory(values))
        }
        // What files report names them; there is no place in the expression to show.
        Err(error) if matches!(error.kind(), ErrorKind::Bind(BindError::Rows { .. })) => {
            Err(Failure::Plain(error.to_string()))
        }
        Err(error) if matches!(error.kind(), ErrorKind::Bind(BindError::ShapeTooLarge { .. })) => {
            let help = "write it to an .npy file, `-o FILE.npy`, row by row".to_owned();
            Err(Failure::Expression { error, first_line: 1, help: Some(help).filter(|_| target.is_none()) })
        }
        Err(error) => Err(told(error, Typed::BesideFiles)),
    }
}

/// A file that is opened for its first rows. Before that the program may turn out not to go by rows, and a pipe that is
/// opened and closed is empty to who reads it.
struct Late {
    path: PathBuf,
    dtype: DType,
    shape: Vec<usize>,
    writer: Option<RowWriter>,
}

impl Late {
    fn open(&mut self) -> Result<RowWriter, String> {
        match self.writer.take() {
            Some(writer) => Ok(writer),
            None => RowWriter::create(&self.path, self.dtype, &self.shape),
        }
    }
}

impl WriteRows for Late {
    fn write_rows(&mut self, rows: &[u8]) -> Result<(), CallbackError> {
        let mut writer = self.open()?;
        let written = writer.write_rows(rows);
        self.writer = Some(writer);
        written
    }

    fn finish(mut self: Box<Self>) -> Result<(), CallbackError> {
        Box::new(self.open()?).finish()
    }
}

/// Where rows go that nobody wants.
struct Dropped;

impl WriteRows for Dropped {
    fn write_rows(&mut self, _: &[u8]) -> Result<(), CallbackError> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), CallbackError> {
        Ok(())
    }
}

/// The large arrays that the expression reads, by name.
fn sources<'s>(arguments: &'s Eval, expr: &'s Expr) -> Vec<Source<'s>> {
    let mut sources = Vec::new();
    // What cannot be opened here is told when it is read as a whole.
    let mut add = |name: &str, path: &'s Path, member: Option<&'s str>| {
        // What is no file is opened once only: who writes to a pipe writes to the first that reads.
        if !fs::metadata(path).is_ok_and(|there| there.is_file() && there.len() >= LARGE) {
            return;
        }
        let rows = Rows::open(path, member).ok().filter(|rows| rows.size() >= LARGE);
        sources.extend(rows.map(|rows| Source { name: name.to_owned(), path, member, rows }));
    };
    let given = &arguments.operands;
    for (name, operand) in &given.operands {
        match operand {
            Operand::File(path) if Format::of(path) == Format::Npy => add(name, path, None),
            Operand::Part(path, member) if Format::of(path) == Format::Npz => add(name, path, Some(member)),
            _ => {}
        }
    }
    let others = expr.variables().filter(|name| !given.operands.iter().any(|(known, _)| known == name));
    for name in others {
        let mut holders = given.from.iter().filter(|path| match Format::of(path) {
            Format::Npy => path.file_stem().is_some_and(|stem| stem == name),
            format => format == Format::Npz,
        });
        // A name that is in two files is an error that reading them tells.
        if let (Some(path), None) = (holders.next(), holders.next()) {
            add(name, path, Some(name).filter(|_| Format::of(path) == Format::Npz));
        }
    }
    sources
}
