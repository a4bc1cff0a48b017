//! What the command line may say.
//!
//! Operands are words of the form `NAME=…`, not flags, so that they read like assignments. What is wrong with one word
//! alone is told here, before any file is opened.

use crate::Failure;
use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use clap_lex::OsStrExt;
use fusexpr::{Casting, DType, Expr, Level, Options, Scalar, Spec, Threads};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

#[derive(Parser)]
#[command(
    name = "fusexpr",
    version,
    about = "Evaluates array expressions given as text",
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Evaluates an expression; prints its value, or writes it to a file
    #[command(after_help = EVAL_HELP)]
    Eval(Eval),
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
  fusexpr eval @wave.txt t=0.25 x=x.npy";

const EXPLAIN_HELP: &str = "\
Examples:
  fusexpr explain 'a*b + c' a=f64[1000,1000] b=f32[1000] c=2.5
  fusexpr explain 'exp(-x**2/2)/sqrt(2*pi)' x=f64[1000] --dot | dot -Tsvg > graph.svg";

const PROFILE_HELP: &str = "\
Instructions are measured on one thread; --threads sets how many do the ordinary evaluation beside it.

Example:
  fusexpr profile 'sqrt(x**2 + y**2)' x=x.npy y=y.npy";

#[derive(Args)]
pub struct Eval {
    #[command(flatten)]
    pub source: Source,
    /// Operands: NAME=FILE.npy, or NAME=NUMBER (also inf, nan, true, false), weak as a literal is
    #[arg(value_name = "NAME=VALUE", value_parser = OsStringValueParser::new().try_map(operand))]
    pub operands: Vec<(String, Operand)>,
    /// Write the value to a .npy file instead of printing it
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
pub struct Explain {
    #[command(flatten)]
    pub source: Source,
    /// Operands: NAME=f64[100,3], NAME=f64 for an array without axes, or NAME=2.5
    #[arg(value_name = "NAME=TYPE", value_parser = spec)]
    pub specs: Vec<(String, Spec)>,
    /// Print JSON, for tools
    #[arg(long)]
    pub json: bool,
    /// Print the graph in the language of Graphviz
    #[arg(long, conflicts_with = "json")]
    pub dot: bool,
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
    /// Operands: NAME=FILE.npy, or NAME=NUMBER (also inf, nan, true, false), weak as a literal is
    #[arg(value_name = "NAME=VALUE", value_parser = OsStringValueParser::new().try_map(operand))]
    pub operands: Vec<(String, Operand)>,
    /// Print JSON, for tools
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub run: Run,
}

#[derive(Args)]
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
        let mut options = Options::new().contract(self.contract);
        if let Some(threads) = self.threads {
            options = options.threads(Threads::Exactly(threads.into()));
        }
        if let Some(level) = self.level {
            options = options.level(level);
        }
        options
    }
}

/// The right side of a `NAME=…` for `eval` and `profile`.
#[derive(Clone, Debug)]
pub enum Operand {
    Number(Scalar),
    File(PathBuf),
}

type Outcome<T> = Result<T, String>;

/// Reads `NAME=FILE` or `NAME=NUMBER`. A file whose name is a number is written `./1`.
fn operand(word: OsString) -> Outcome<(String, Operand)> {
    let (name, value) = word.split_once("=").ok_or("an operand is written NAME=FILE or NAME=NUMBER")?;
    let name = valid_name(name.to_str())?;
    let operand = match value.to_str().map(number).transpose()?.flatten() {
        Some(number) => Operand::Number(number),
        None if value.is_empty() => return Err("nothing follows the `=`".to_string()),
        None => Operand::File(value.into()),
    };
    Ok((name, operand))
}

/// Reads `NAME=TYPE[SHAPE]`, `NAME=TYPE` or `NAME=NUMBER`.
fn spec(word: &str) -> Outcome<(String, Spec)> {
    let (name, value) = word.split_once('=').ok_or("an operand is written NAME=TYPE[SHAPE] or NAME=NUMBER")?;
    let name = valid_name(Some(name))?;
    if let Some(number) = number(value)? {
        return Ok((name, Spec::Scalar(number)));
    }
    let (dtype, shape) = value.split_once('[').unwrap_or((value, "]"));
    let dtype = dtype.parse()?;
    let shape = shape.strip_suffix(']').ok_or("the shape lacks its `]`")?.trim();
    let lengths = shape.strip_suffix(',').unwrap_or(shape).split(',').map(str::trim);
    let shape = match shape {
        "" => Vec::new(),
        _ => lengths
            .map(|length| length.parse().map_err(|_| format!("`{length}` is no length of an axis")))
            .collect::<Outcome<_>>()?,
    };
    Ok((name, Spec::Array { dtype, shape }))
}

fn valid_name(name: Option<&str>) -> Outcome<String> {
    match name {
        None => Err("the name is not valid UTF-8".to_string()),
        Some("") => Err("a name is missing before the `=`".to_string()),
        Some(name) => Ok(name.to_string()),
    }
}

/// The value that a text stands for, if it stands for one.
fn number(text: &str) -> Outcome<Option<Scalar>> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    Ok(Some(match text {
        "true" | "True" => Scalar::from(true),
        "false" | "False" => Scalar::from(false),
        _ if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            let signed = text.parse::<i64>().map(Scalar::from);
            signed
                .or_else(|_| text.parse::<u64>().map(Scalar::from))
                .map_err(|_| "the integer does not fit 64 bits; write it as a float, for instance 1e20".to_string())?
        }
        _ => match text.parse::<f64>() {
            Ok(float) => Scalar::from(float),
            Err(_) => return Ok(None),
        },
    }))
}

/// The first name that stands twice among the operands, as an error.
pub fn check_distinct<T>(operands: &[(String, T)]) -> Result<(), Failure> {
    let mut names = std::collections::HashSet::new();
    match operands.iter().find(|(name, _)| !names.insert(name)) {
        Some((name, _)) => Err(Failure::Plain(format!("`{name}` is given twice"))),
        None => Ok(()),
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
    const LONGEST: u64 = 1 << 20;
    let mut bytes = Vec::new();
    reader.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LONGEST {
        return Err("more than the 1,048,576 bytes that an expression may have".to_string());
    }
    String::from_utf8(bytes).map_err(|error| format!("not valid UTF-8 at byte {}", error.utf8_error().valid_up_to()))
}
