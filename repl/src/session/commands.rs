//! The table of commands.
//!
//! A row is all there is to a command: the look-up, suggestions, `:help`, completion, hints, and whether its argument
//! may go on in the next line come from it.

use super::{Flow, Session};
use crate::Failure;
use crate::plot::Kind;
use fusexpr::syntax::nearest;
use std::io::Write;

/// A command.
pub struct Command {
    /// Its name, without the colon.
    pub name: &'static str,
    /// What it is called too.
    pub aliases: &'static [&'static str],
    /// What is written after it.
    pub arguments: &'static str,
    /// What that is.
    pub takes: Takes,
    /// What it does.
    pub help: &'static str,
    /// How it may be used.
    pub example: &'static str,
    run: fn(&mut Session, &str, &mut dyn Write) -> Result<Flow, Failure>,
}

/// What a command's arguments are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// There are none.
    Nothing,
    /// Names of variables, and in the end perhaps a file.
    Names,
    /// Names of variables, and a file.
    Files,
    /// An expression, which may go on in the next line.
    Expression,
    /// One thing that can be set, and its value.
    Setting,
    /// The value of what the command is named after.
    Value,
    /// What there is help about.
    Topic,
}

/// All of them, in the order of the overview.
pub static COMMANDS: &[Command] = &[
    Command {
        name: "load",
        aliases: &[],
        arguments: "[NAME] FILE",
        takes: Takes::Files,
        help: "binds the arrays of a file, or one of them to NAME",
        example: ":load x data/x.npy",
        run: |session, text, out| session.load(&words(text)?, out).map(next),
    },
    Command {
        name: "save",
        aliases: &[],
        arguments: "NAME… FILE",
        takes: Takes::Files,
        help: "writes variables to a file",
        example: ":save y y.npy",
        run: |session, text, _| session.save(&words(text)?).map(next),
    },
    Command {
        name: "vars",
        aliases: &[],
        arguments: "",
        takes: Takes::Nothing,
        help: "lists the variables: type, bytes, where from",
        example: ":vars",
        run: |session, _, out| session.list_variables(out).map(next),
    },
    Command {
        name: "drop",
        aliases: &[],
        arguments: "NAME…",
        takes: Takes::Names,
        help: "unbinds variables",
        example: ":drop x y",
        run: |session, text, _| session.drop_variables(&words(text)?).map(next),
    },
    Command {
        name: "type",
        aliases: &[],
        arguments: "EXPR",
        takes: Takes::Expression,
        help: "tells type and shape, and evaluates nothing",
        example: ":type arange(3) * 0.5",
        run: |session, text, out| session.show_type(text, out).map(next),
    },
    Command {
        name: "explain",
        aliases: &[],
        arguments: "EXPR",
        takes: Takes::Expression,
        help: "shows what it is compiled to",
        example: ":explain sum(arange(9)**2)",
        run: |session, text, out| session.explain(text, out).map(next),
    },
    Command {
        name: "time",
        aliases: &[],
        arguments: "EXPR",
        takes: Takes::Expression,
        help: "tells how long an evaluation takes",
        example: ":time sum(random(1000, 1000))",
        run: |session, text, out| session.time(text, out).map(next),
    },
    Command {
        name: "profile",
        aliases: &[],
        arguments: "EXPR",
        takes: Takes::Expression,
        help: "measures each instruction of an expression",
        example: ":profile sqrt(random(1000, 1000))",
        run: |session, text, out| session.profile(text, out).map(next),
    },
    Command {
        name: "plot",
        aliases: &[],
        arguments: "EXPR, … [FILE]",
        takes: Takes::Expression,
        help: "draws lines or a heat map, or a picture file",
        example: ":plot sin(linspace(0, tau, 100))",
        run: |session, text, out| session.draw(Kind::Plot, text, out).map(next),
    },
    Command {
        name: "hist",
        aliases: &[],
        arguments: "EXPR, … [FILE]",
        takes: Takes::Expression,
        help: "draws how often values occur, or a picture file",
        example: ":hist random(1000)**2",
        run: |session, text, out| session.draw(Kind::Histogram, text, out).map(next),
    },
    Command {
        name: "threads",
        aliases: &[],
        arguments: "[N|all]",
        takes: Takes::Value,
        help: "tells or sets how many threads are used",
        example: ":threads 2",
        run: |session, text, out| session.set(&named("threads", text)?, out).map(next),
    },
    Command {
        name: "level",
        aliases: &[],
        arguments: "[base|v3|v4|best]",
        takes: Takes::Value,
        help: "tells or sets which instructions are used",
        example: ":level base",
        run: |session, text, out| session.set(&named("level", text)?, out).map(next),
    },
    Command {
        name: "set",
        aliases: &[],
        arguments: "[NAME [VALUE]]",
        takes: Takes::Setting,
        help: "tells or sets how values are computed and shown",
        example: ":set precision 3",
        run: |session, text, out| session.set(&words(text)?, out).map(next),
    },
    Command {
        name: "run",
        aliases: &[],
        arguments: "FILE",
        takes: Takes::Files,
        help: "runs a script, up to its first error",
        example: ":run setup.fx",
        run: |session, text, out| session.run_file(&words(text)?, out),
    },
    Command {
        name: "help",
        aliases: &["?", "h"],
        arguments: "[NAME]",
        takes: Takes::Topic,
        help: "gives an overview, or tells about a name",
        example: ":help clip",
        run: |session, text, out| session.help(text, out).map(next),
    },
    Command {
        name: "quit",
        aliases: &["q", "exit"],
        arguments: "",
        takes: Takes::Nothing,
        help: "leaves, as Ctrl-D does",
        example: ":quit",
        run: |_, _, _| Ok(Flow::Quit),
    },
];

fn next((): ()) -> Flow {
    Flow::Next
}

/// The words of `:set` that a command of a setting's name stands for.
fn named(setting: &str, text: &str) -> Result<Vec<String>, Failure> {
    Ok(std::iter::once(setting.to_string()).chain(words(text)?).collect())
}

impl Command {
    /// How it is written.
    pub fn usage(&self) -> String {
        format!(":{} {}", self.name, self.arguments).trim_end().to_string()
    }
}

/// What stands after the colon of a command line.
pub fn line_of(piece: &str) -> Option<&str> {
    piece.trim_start().strip_prefix(':')
}

/// A command line's command and what stands after it.
pub fn split(line: &str) -> (&str, &str) {
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (name, rest.trim())
}

/// The expression of a command line, if its command takes one.
pub fn expression_of(line: &str) -> Option<&str> {
    let (name, rest) = split(line);
    let command = named_exactly(name)?;
    (command.takes == Takes::Expression).then_some(rest)
}

/// The command of a name.
pub fn named_exactly(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name || command.aliases.contains(&name))
}

/// The command that a line stands for without a colon, as other programs have it, and its arguments: `exit`, `quit()`,
/// `help(sin)`, `?sin`. A variable of such a name comes first.
pub fn spoken(piece: &str, is_variable: impl Fn(&str) -> bool) -> Option<(&'static Command, &str)> {
    let is_topic = |text: &str| !text.contains(|c: char| c.is_whitespace() || "()=?".contains(c));
    let text = piece.trim();
    if let Some(topic) = text.strip_prefix('?').or_else(|| text.strip_suffix('?')) {
        return named_exactly("help").map(|command| (command, topic.trim())).filter(|(_, topic)| is_topic(topic));
    }
    let (word, rest) = text.split_at(text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len()));
    let command = match word {
        "exit" | "quit" | "help" if !is_variable(word) => named_exactly(word)?,
        _ => return None,
    };
    let in_brackets = rest.trim_start().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let argument = in_brackets.unwrap_or(rest).trim().trim_matches(['"', '\'']);
    let is_meant = match command.takes {
        Takes::Nothing => argument.is_empty(),
        _ => is_topic(argument) && (argument.is_empty() || in_brackets.is_some() || argument.starts_with(is_of_name)),
    };
    is_meant.then_some((command, argument))
}

/// Whether a topic that stands beside `help` may begin so; what begins with an operator is an expression.
fn is_of_name(first: char) -> bool {
    first.is_alphabetic() || first == ':'
}

/// The command of a name, or the error that there is none.
pub fn find(name: &str) -> Result<&'static Command, Failure> {
    named_exactly(name).ok_or_else(|| {
        let near = nearest(name, COMMANDS.iter().map(|command| command.name));
        let help = near.map_or("`:help` lists them".to_string(), |near| format!("did you mean `:{near}`?"));
        Failure::Plain(format!("there is no command `:{name}`; {help}"))
    })
}

/// Runs a command.
pub fn run(session: &mut Session, command: &Command, arguments: &str, out: &mut dyn Write) -> Result<Flow, Failure> {
    let is_needed = !command.arguments.is_empty() && !command.arguments.starts_with('[');
    let is_misused = match command.takes {
        Takes::Nothing => !arguments.is_empty(),
        Takes::Files => arguments.is_empty(),
        _ => is_needed && arguments.is_empty(),
    };
    if is_misused {
        return Err(misused(command));
    }
    (command.run)(session, arguments, out)
}

/// The error of wrong arguments.
pub fn misused(command: &Command) -> Failure {
    Failure::Plain(format!("this command is written `{}`", command.usage()))
}

/// The words of a text; one in quotes, or a name in backticks, may hold spaces.
fn words(text: &str) -> Result<Vec<String>, Failure> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '"' | '\'' | '`' => rest[1..].split_once(first).ok_or_else(|| {
                Failure::Plain(format!("the quote that begins with {} does not end", crate::data::tame(rest)))
            })?,
            _ => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        words.push(word.to_string());
        rest = after.trim_start();
    }
    Ok(words)
}
