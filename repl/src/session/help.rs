//! `:help`: an overview, and what there is to say about each name, from the tables of operations and of commands.
//!
//! The example of a function is made of its parameters and evaluated on the spot, so it cannot be wrong. Of the samples
//! that it may be given, the first is taken that the function has finite values for.

use super::commands::{COMMANDS, Command, named_exactly};
use super::literals::CONSTANTS;
use super::settings::{SETTINGS, Setting};
use super::{Session, commands};
use crate::Failure;
use crate::show::{self, Format};
use fusexpr::syntax::nearest;
use fusexpr::written_here;
use fusexpr::{AnyArray, ArrayFunction, DType, Expr, Kind, Operation, Vars, array_functions, attributes, operations};
use std::collections::BTreeSet;
use std::io::Write;

/// Columns of the overview.
const WIDTH: usize = 78;

impl Session {
    /// Gives an overview, or tells about a name.
    pub(super) fn help(&self, topic: &str, out: &mut dyn Write) -> Result<(), Failure> {
        if topic.is_empty() {
            return self.print(out, &overview());
        }
        if let Some(line) = commands::line_of(topic) {
            return self.print(out, &about_command(commands::find(line)?));
        }
        let mut texts: Vec<String> = operations_of(topic).map(|operation| about_operation(operation, topic)).collect();
        texts.extend(array_functions().filter(|function| function.name() == topic).map(about_array_function));
        if texts.is_empty() {
            texts.extend(named_exactly(topic).map(about_command));
            texts.extend(SETTINGS.iter().filter(|setting| setting.name == topic).map(about_setting));
            texts.extend(CONSTANTS.contains(&topic).then(|| example(topic).unwrap_or_default()));
            let attributes = attributes().filter(|(name, _)| *name == topic);
            texts.extend(attributes.map(|(name, doc)| format!("x.{name}\n{doc}")));
        }
        if texts.is_empty() {
            let topics = topics();
            let help = match written_here(topic) {
                Some(help) => help.to_string(),
                None => nearest(topic, topics.iter().map(String::as_str))
                    .map_or("`:help` gives an overview".to_string(), |near| format!("did you mean `{near}`?")),
            };
            return Err(Failure::Plain(format!("there is no help about `{topic}`; {help}")));
        }
        self.print(out, &texts.join("\n\n"))
    }
}

/// All that there is help about.
pub fn topics() -> BTreeSet<String> {
    let operations = operations().flat_map(|operation| {
        let aliases = operation.aliases().iter().copied();
        std::iter::once(operation.name()).chain(aliases)
    });
    let settings = SETTINGS.iter().map(|setting| setting.name);
    let names = operations.chain(array_functions().map(ArrayFunction::name)).chain(settings).chain(CONSTANTS);
    let names = names.chain(attributes().map(|(name, _)| name));
    names.map(str::to_string).chain(COMMANDS.iter().map(|command| format!(":{}", command.name))).collect()
}

/// The functions that can be called.
pub fn functions() -> impl Iterator<Item = &'static str> {
    let operations = operations().flat_map(|operation| {
        let names = std::iter::once(operation.name()).chain(operation.aliases().iter().copied());
        names.filter(|name| name.starts_with(char::is_alphabetic) && !["and", "or", "not"].contains(name))
    });
    operations.chain(array_functions().map(ArrayFunction::name))
}

/// How a function is called, in all the ways there are.
pub fn signatures(name: &str) -> Vec<String> {
    let operations = operations_of(name).map(Operation::signature);
    let functions = array_functions().filter(|function| function.name() == name).map(ArrayFunction::signature);
    operations.chain(functions).collect()
}

/// The names of a function's parameters.
pub fn parameters(name: &str) -> BTreeSet<&'static str> {
    let operations = operations_of(name).flat_map(|operation| operation.parameters().iter().copied());
    let functions = array_functions().filter(|function| function.name() == name);
    operations.chain(functions.flat_map(|function| function.keywords())).collect()
}

fn operations_of(name: &str) -> impl Iterator<Item = Operation> {
    operations().filter(move |operation| operation.name() == name || operation.aliases().contains(&name))
}

fn overview() -> String {
    let mut text = "\
An expression is evaluated and shown, and bound to `ans`; `y = a*2; z = y + 1` binds
y and z; `x[1:3] = 5` changes a part. A line goes on in the next one while a bracket
is open, after an operator, or after `\\`. `#` starts a comment. Ctrl-C stops what
takes too long, Ctrl-D leaves.
"
    .to_string();
    let widest = COMMANDS.iter().map(|command| command.usage().chars().count()).max().unwrap_or(0);
    for command in COMMANDS {
        text += &format!("\n{:<widest$}  {}", command.usage(), command.help);
    }
    text += "\n\nSettings: ";
    text += &SETTINGS.iter().map(|setting| setting.name).collect::<Vec<_>>().join(" ");
    text += "\nConstants: ";
    text += &CONSTANTS.join(" ");
    text += "\nAttributes:";
    text += &attributes().map(|(name, _)| format!(" .{name}")).collect::<String>();
    text += "\nFunctions, which are methods, too, and may stand behind `np.`:";
    let mut column = usize::MAX;
    let names = operations().map(Operation::name).chain(array_functions().map(ArrayFunction::name));
    for name in names.collect::<BTreeSet<_>>() {
        if column.saturating_add(name.len() + 1) > WIDTH {
            text += "\n ";
            column = 1;
        }
        text += &format!(" {name}");
        column += name.len() + 1;
    }
    text + "\n\n`:help NAME` tells about a function, an operator, a command or a setting."
}

fn about_command(command: &Command) -> String {
    let aliases: String = command.aliases.iter().map(|alias| format!(" :{alias}")).collect();
    let names = if aliases.is_empty() { aliases } else { format!("\nnames :{}{aliases}", command.name) };
    format!("{}\n{}{names}\nfor example\n  > {}", command.usage(), sentence(command.help), command.example)
}

fn about_setting(setting: &Setting) -> String {
    format!(":set {} {}\n{}", setting.name, setting.values, sentence(setting.help))
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn about_operation(operation: Operation, topic: &str) -> String {
    let types: Vec<&str> = operation.types().map(DType::name).collect();
    let names: Vec<&str> = std::iter::once(operation.name()).chain(operation.aliases().iter().copied()).collect();
    let mut lines = vec![operation.signature(), operation.doc().to_string()];
    lines.push(format!("computes in {}", types.join(" ")));
    lines.push(match operation.ulp() {
        ulp if ulp > 0.5 => format!("within {ulp} ULP of the true value"),
        _ => "exact, or correctly rounded".to_string(),
    });
    if names.len() > 1 {
        lines.push(format!("names {}", names.join(" ")));
    }
    let examples = samples(operation).iter().filter_map(|sample| {
        let call = call(operation, topic, sample);
        Some((is_finite(&evaluate(&call)?), example(&call)?))
    });
    let mut examples: Vec<(bool, String)> = examples.collect();
    examples.sort_by_key(|(is_finite, _)| !is_finite);
    lines.extend(examples.into_iter().map(|(_, text)| text).next());
    lines.join("\n")
}

/// Arrays that an operation can be tried on.
fn samples(operation: Operation) -> &'static [&'static str] {
    let kinds: BTreeSet<u8> = operation.types().map(|dtype| dtype.kind() as u8).collect();
    if kinds.contains(&(Kind::Float as u8)) {
        &["linspace(0, 1, 3)", "linspace(1, 2, 3)", "linspace(0, 0.5, 3)"]
    } else if kinds.contains(&(Kind::Signed as u8)) {
        &["arange(3)"]
    } else if kinds.contains(&(Kind::Datetime as u8)) {
        &["datetime64(1000*arange(3), \"h\")"]
    } else {
        &["arange(3) > 1"]
    }
}

/// The operation on a sample, written as the topic is: with a symbol or as a call.
fn call(operation: Operation, topic: &str, sample: &str) -> String {
    let is_logical = operation.types().all(|dtype| dtype == DType::Bool);
    let mut is_first = true;
    let arguments = operation.parameters().iter().map(|parameter| match *parameter {
        "condition" => "arange(3) > 1".to_string(),
        "min" => "0.25".to_string(),
        "max" => "0.75".to_string(),
        "decimals" => "1".to_string(),
        "at_zero" => "0.5".to_string(),
        _ if std::mem::take(&mut is_first) => sample.to_string(),
        _ if is_logical => "True".to_string(),
        _ => "2".to_string(),
    });
    let arguments: Vec<String> = arguments.collect();
    let is_function = topic.starts_with(char::is_alphabetic) && !["and", "or", "not"].contains(&topic);
    match &arguments[..] {
        [x] if topic == "not" => format!("not {x}"),
        [x] if !is_function => format!("{topic}{}", operand(x)),
        [x, y] if !is_function => format!("{} {topic} {y}", operand(x)),
        _ => format!("{}({})", if is_function { topic } else { operation.name() }, arguments.join(", ")),
    }
}

/// A sample as the operand of any operator.
fn operand(sample: &str) -> String {
    if sample.contains('>') { format!("({sample})") } else { sample.to_string() }
}

fn about_array_function(function: ArrayFunction) -> String {
    let call = match function.name() {
        "index" => "zeros(3) + index(0)".to_string(),
        "linspace" => "linspace(0, 1, 5)".to_string(),
        "datetime64" => "datetime64(\"2024-05-01T12:30\")".to_string(),
        "timedelta64" => "timedelta64(90, \"m\")".to_string(),
        "contains" | "startswith" | "endswith" => format!("{}(\"wave\", \"w\")", function.name()),
        "choose" => "choose([0, 1, 0], (arange(3), 10*arange(3)))".to_string(),
        "select" => "select((arange(3) > 1, arange(3) > 0), (7, 8))".to_string(),
        "interp" => "interp(2.5, arange(6), arange(6)**2)".to_string(),
        "broadcast_to" => "broadcast_to(arange(3), (2, 3))".to_string(),
        name => {
            let needs_axes = matches!(name, "fliplr" | "rot90" | "swapaxes" | "moveaxis" | "transpose");
            let arguments = function.required().map(|parameter| match parameter {
                "shape" => "2, 3",
                "shift" | "axis2" | "destination" => "1",
                "axis1" | "source" | "axis" => "0",
                "stop" => "5",
                "v" => "2.5",
                "value" => "7",
                "repeats" | "reps" => "2",
                "dtype" => "f32",
                "arrays" => "(arange(3), arange(3))",
                _ if needs_axes => "arange(6).reshape(2, 3)",
                _ => "arange(6)",
            });
            format!("{name}({})", arguments.collect::<Vec<_>>().join(", "))
        }
    };
    let lines = [function.signature(), function.doc().to_string(), example(&call).unwrap_or_default()];
    lines.join("\n")
}

fn evaluate(source: &str) -> Option<AnyArray> {
    Expr::parse(source).and_then(|expr| expr.eval_any(&Vars::new())).ok()
}

fn is_finite(value: &AnyArray) -> bool {
    value.get::<f64>().is_none_or(|array| array.iter().all(|x| x.is_finite()))
}

/// An example as it looks at the prompt.
fn example(source: &str) -> Option<String> {
    let value = evaluate(source)?;
    let session = format!("> {source}\n{}", show::answer(&value, Format::default()));
    Some(format!("for example\n  {}", session.replace('\n', "\n  ")))
}
