//! What the command line may say.
//!
//! Operands are words of the form `NAME=…`, not flags, so that they read like assignments. What is wrong with one word
//! alone is told here, before any file is opened.

use crate::Failure;
use crate::data::{self, Format};
use crate::plot;
use crate::session::settings::Settings;
use crate::value::written;
use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use clap_lex::OsStrExt;
use fusexpr::inspect::Spec;
use fusexpr::{AnyArray, Casting, DType, Expr, Level, Options, ParseDTypeError, Scalar};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

#[derive(Parser)]
#[command(
    name = "fusexpr",
    version,
    about = "Evaluates array expressions given as text",
    after_help = SESSION_HELP,
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub session: Session,
}

const SESSION_HELP: &str = "\
Without a command it runs a script, or what is typed at its prompt (`:help` there says more).
Examples:
  fusexpr
  fusexpr wave.fx
  fusexpr -e 'x = linspace(0, 1, 5)' -e 'sum(x**2)'";

#[derive(Args)]
pub struct Session {
    /// Script to run, or an expression such as 2**10; - reads it from standard input, as is done where that is no
    /// terminal
    #[arg(value_name = "FILE", conflicts_with = "execute", allow_negative_numbers = true)]
    pub script: Option<PathBuf>,
    /// Statements to run; given several times, one after the other
    #[arg(short, long, value_name = "STATEMENTS", allow_hyphen_values = true)]
    pub execute: Vec<String>,
    /// Go on after an error; the status is 1 all the same
    #[arg(long)]
    pub keep_going: bool,
    /// Edit lines with the keys of vi
    #[arg(long)]
    pub vi: bool,
    #[command(flatten)]
    pub run: Run,
}

#[derive(Subcommand)]
pub enum Command {
    /// Evaluates an expression; prints its value, or writes it to a file
    #[command(after_help = EVAL_HELP)]
    Eval(Eval),
    /// Draws expressions as lines, a heat map or a histogram, on the terminal or into a file
    #[command(after_help = PLOT_HELP)]
    Plot(Plot),
    /// Shows what an expression is compiled to for operands of some types and shapes
    #[command(after_help = EXPLAIN_HELP)]
    Explain(Explain),
    /// Evaluates an expression again and again, and shows where the time goes
    #[command(after_help = PROFILE_HELP)]
    Profile(Profile),
}

const EVAL_HELP: &str = "\
Examples:
  fusexpr eval 'sqrt(x**2 + y**2)' x=x.npy y=y.npy -o r.npy
  fusexpr eval '2*pi*r' r=6371
  fusexpr eval 'n = f32(nir); r = f32(red); (n-r)/(n+r)' --from scene.npz -o ndvi.npy
  fusexpr eval 'lo = min(x); hi = max(x)' x=table.csv:height
  fusexpr eval @wave.txt t=0.25 x=x.npy

Large .npy files, and stored members of .npz files, are read some rows at a time where that is possible, and a large
result is written so to an .npy file: they need not fit into memory.";

const PLOT_HELP: &str = "\
Examples:
  fusexpr plot 'sin(x)' 'cos(x)' x=x.npy
  fusexpr plot 'abs(u)**2' u=field.npy -o field.png
  fusexpr plot --hist 'x - mean(x)' x=x.npy --size 100x30";

const EXPLAIN_HELP: &str = "\
Examples:
  fusexpr explain 'a*b + c' a=f64[1000,1000] b=f32[1000] c=2.5
  fusexpr explain 'exp(-x**2/2)/sqrt(2*pi)' x=f64[1000] --dot | dot -Tsvg > graph.svg
  fusexpr explain 'a*b + c' a=f64[1000000] b=f64[1000000] c=2.5 --asm

Machine code is made for passes that have enough to do; FUSEXPR_TIER=native makes it for all.";

const PROFILE_HELP: &str = "\
Instructions are measured on one thread; --threads sets how many do the ordinary evaluation beside it.

Example:
  fusexpr profile 'sqrt(x**2 + y**2)' x=x.npy y=y.npy";

#[derive(Args)]
pub struct Eval {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub operands: Operands,
    /// Write what is computed to a file instead of printing it, or to standard output as -: the value of the last
    /// expression, or what assignments leave; one array to .npy, any to .npz, columns to .csv or .parquet
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Type of the output, if not the expression's own
    #[arg(long, value_name = "TYPE")]
    pub dtype: Option<DType>,
    /// Casts allowed for that: no, equiv, safe, same_kind (by default) or unsafe
    #[arg(long, value_name = "RULE", requires = "dtype")]
    pub casting: Option<Casting>,
    #[command(flatten)]
    pub run: Run,
}

#[derive(Args)]
pub struct Operands {
    /// Operands: NAME=FILE, NAME=FILE.npz:MEMBER, NAME=FILE.csv:COLUMN (or .parquet), NAME=FILE.npy:FIELD of a
    /// structured array, or NAME=NUMBER, weak as a literal is: any expression without variables, such as -2.5, 10**3 or
    /// pi/4
    #[arg(value_name = "NAME=VALUE", value_parser = OsStringValueParser::new().try_map(operand))]
    pub operands: Vec<(String, Operand)>,
    /// Files whose arrays are operands by their names: an .npz file's members, a .csv or .parquet file's columns
    #[arg(long, value_name = "FILE")]
    pub from: Vec<PathBuf>,
}

#[derive(Args)]
pub struct Plot {
    /// The expression; @FILE reads it from a file, - from standard input
    #[arg(value_name = "EXPR", allow_hyphen_values = true, value_parser = OsStringValueParser::new().try_map(word))]
    pub first: Word,
    /// More expressions, and operands: a name and `=` without a space, then a file or a number as for `eval`
    #[arg(value_name = "EXPR|NAME=VALUE", value_parser = OsStringValueParser::new().try_map(word))]
    pub rest: Vec<Word>,
    /// Files whose arrays are operands by their names
    #[arg(long, value_name = "FILE")]
    pub from: Vec<PathBuf>,
    /// Draw a picture instead, FILE.png or FILE.svg
    #[arg(short, long, value_name = "FILE", value_parser = OsStringValueParser::new().try_map(picture))]
    pub output: Option<PathBuf>,
    /// Draw how often values occur
    #[arg(long)]
    pub hist: bool,
    /// Columns and rows of the drawing; by default the terminal's, or 80x24
    #[arg(long, value_name = "COLSxROWS", value_parser = size, conflicts_with = "output")]
    pub size: Option<(usize, usize)>,
    #[command(flatten)]
    pub run: Run,
}

#[derive(Args)]
pub struct Explain {
    #[command(flatten)]
    pub source: Source,
    // No doc comment, which would take the shape for a link.
    #[arg(
        value_name = "NAME=TYPE",
        value_parser = spec,
        help = "Operands: NAME=f64[100,3], NAME=U8[100] for texts of at most 8 characters (S8: bytes), NAME=f64 for an \
                array without axes, or NAME=2.5"
    )]
    pub specs: Vec<(String, Spec)>,
    /// Print JSON, for tools
    #[arg(long)]
    pub json: bool,
    /// Print the graph in the language of Graphviz
    #[arg(long, conflicts_with = "json")]
    pub dot: bool,
    /// Print the machine code, beside the instructions that each loop of it does the work of
    #[arg(long, conflicts_with_all = ["json", "dot"])]
    pub asm: bool,
    /// Instructions to use: base, v3 or v4; the best there are by default
    #[arg(long)]
    pub level: Option<Level>,
    /// Allow a product and a sum to be rounded once
    #[arg(long)]
    pub contract: bool,
}

#[derive(Args)]
pub struct Profile {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub operands: Operands,
    /// Print JSON, for tools
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub run: Run,
}

#[derive(Args, Clone)]
pub struct Source {
    /// The expression; @FILE reads it from a file, - from standard input
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    pub expression: OsString,
}

#[derive(Args)]
pub struct Run {
    /// Threads to use; all cores by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Instructions to use: base, v3 or v4; the best there are by default
    #[arg(long)]
    pub level: Option<Level>,
    /// Allow a product and a sum to be rounded once
    #[arg(long)]
    pub contract: bool,
}

impl Run {
    pub fn options(&self) -> Options {
        self.settings().options()
    }

    /// What a session begins with.
    pub fn settings(&self) -> Settings {
        let Self { threads, level, contract } = *self;
        Settings { threads, level, contract, ..Settings::default() }
    }
}

/// The right side of a `NAME=…` for `eval` and `profile`.
#[derive(Clone, Debug)]
pub enum Operand {
    Number(Scalar),
    Array(AnyArray),
    File(PathBuf),
    /// One of the arrays of a file.
    Part(PathBuf, String),
}

type Outcome<T> = Result<T, String>;

/// Reads `NAME=FILE` or `NAME=NUMBER`. A file whose name is a number, or any other value, is written `./1`.
fn operand(word: OsString) -> Outcome<(String, Operand)> {
    let (name, value) = word.split_once("=").ok_or("an operand is written NAME=FILE or NAME=NUMBER")?;
    let name = valid_name(name.to_str())?;
    let operand = match value.to_str().map(written).transpose()?.flatten() {
        Some(array) => array.to_scalar().map_or_else(|| Operand::Array(array), Operand::Number),
        None if value.is_empty() => return Err("nothing follows the `=`".to_string()),
        None => match value.to_str().and_then(part) {
            Some((path, part)) => Operand::Part(path.into(), part.to_string()),
            None => Operand::File(value.into()),
        },
    };
    Ok((name, operand))
}

/// One of the words for `plot`.
#[derive(Clone)]
pub enum Word {
    Expression(Source),
    Operand(String, Operand),
}

/// Reads an operand or an expression. What begins with a name and an `=` is an operand; in an expression there is a
/// space before the `=`, or the one of `==` behind it.
fn word(word: OsString) -> Outcome<Word> {
    let is_operand = word.split_once("=").is_some_and(|(name, value)| {
        let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        name.to_str().is_some_and(is_name) && !value.starts_with("=")
    });
    if is_operand {
        operand(word).map(|(name, operand)| Word::Operand(name, operand))
    } else {
        Ok(Word::Expression(Source { expression: word }))
    }
}

fn picture(path: OsString) -> Outcome<PathBuf> {
    plot::Format::of(Path::new(&path)).map(|_| path.into())
}

/// Reads `COLSxROWS`.
fn size(word: &str) -> Outcome<(usize, usize)> {
    let numbers = word.split_once('x').map(|(columns, rows)| (columns.parse(), rows.parse()));
    match numbers {
        Some((Ok(columns), Ok(rows))) => Ok((columns, rows)),
        _ => Err("a size is written COLSxROWS, for instance 80x24".to_string()),
    }
}

/// Splits `table.csv:column` behind the first name of a file that has such parts.
pub fn part(value: &str) -> Option<(&str, &str)> {
    let splits = value.match_indices(':').map(|(place, _)| (&value[..place], &value[place + 1..]));
    splits.filter(|(_, part)| !part.is_empty()).find(|(path, _)| Format::known(Path::new(path)).is_some())
}

/// Reads `NAME=TYPE[SHAPE]`, `NAME=TYPE` or `NAME=NUMBER`.
fn spec(word: &str) -> Outcome<(String, Spec)> {
    let (name, value) = word.split_once('=').ok_or("an operand is written NAME=TYPE[SHAPE] or NAME=NUMBER")?;
    let name = valid_name(Some(name))?;
    if let Some(array) = written(value)? {
        let spec = || Spec::Array { dtype: array.dtype(), shape: array.shape().to_vec() };
        return Ok((name, array.to_scalar().map_or_else(spec, Spec::Scalar)));
    }
    // Of dates the unit stands in brackets too, before the shape.
    let is_type = value.parse::<DType>().is_ok();
    let (dtype, shape) = value.rsplit_once('[').filter(|_| !is_type).unwrap_or((value, "]"));
    let text = data::texts::named(dtype);
    let dtype = match text {
        Some((dtype, _)) => dtype,
        None => dtype.parse().map_err(|error: ParseDTypeError| error.to_string())?,
    };
    let shape = shape.strip_suffix(']').ok_or("the shape lacks its `]`")?.trim();
    let lengths = shape.strip_suffix(',').unwrap_or(shape).split(',').map(str::trim);
    let mut shape: Vec<usize> = match shape {
        "" => Vec::new(),
        _ => lengths
            .map(|length| length.parse().map_err(|_| format!("`{length}` is no length of an axis")))
            .collect::<Outcome<_>>()?,
    };
    shape.extend(text.map(|(_, width)| width));
    Ok((name, Spec::Array { dtype, shape }))
}

fn valid_name(name: Option<&str>) -> Outcome<String> {
    match name {
        None => Err("the name is not valid UTF-8".to_string()),
        Some("") => Err("a name is missing before the `=`".to_string()),
        Some(name) => Ok(name.to_string()),
    }
}

impl Source {
    /// The expression, from wherever it is.
    pub fn parse(&self) -> Result<Expr, Failure> {
        let text = if self.expression == "-" {
            read_text(io::stdin().lock()).map_err(|reason| format!("standard input: {reason}"))?
        } else if let Some(path) = self.expression.strip_prefix("@") {
            let path = Path::new(path);
            let text = File::open(path).map_err(|error| error.to_string()).and_then(read_text);
            text.map_err(|reason| format!("{}: {reason}", path.display()))?
        } else {
            self.expression.to_str().ok_or_else(|| "the expression is not valid UTF-8".to_string())?.to_string()
        };
        Ok(Expr::parse(&text)?)
    }
}

fn read_text(reader: impl Read) -> Outcome<String> {
    /// What the library accepts; an endless device must not fill memory before it is asked.
    const LONGEST: u64 = crate::session::pieces::LONGEST as u64;
    let mut bytes = Vec::new();
    reader.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LONGEST {
        return Err("more than the 1,048,576 bytes that an expression may have".to_string());
    }
    String::from_utf8(bytes).map_err(|error| format!("not valid UTF-8 at byte {}", error.utf8_error().valid_up_to()))
}
