//! What is told about the language and the commands: the manual's examples and `:help`.

use super::Folder;
use super::transcript::{check, renewed};
use std::fs;
use std::path::Path;

/// The sessions in the manual are one, from its beginning to its end.
#[test]
fn the_examples_of_the_manual_are_true() {
    const BEGIN: &str = "```session\n";
    const END: &str = "```\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/repl.md");
    let manual = fs::read_to_string(&path).expect("the manual is readable");
    let parts: Vec<(&str, &str)> =
        manual.split(BEGIN).skip(1).map(|part| part.split_once(END).expect("the block ends")).collect();
    assert!(parts.len() > 5);
    let whole: String = parts.iter().map(|(session, _)| *session).collect();
    let renewed = renewed(&whole, &Folder::new());
    let mut rest = renewed.as_str();
    let mut today = manual.split(BEGIN).next().unwrap_or_default().to_string();
    for (i, (_, text)) in parts.iter().enumerate() {
        // The block goes up to the first line typed in the next one.
        let typed = |session: &str| session.lines().filter(|line| line.starts_with("> ")).count();
        let count = typed(parts[i].0);
        let lines = rest.match_indices("> ").filter(|(at, _)| *at == 0 || rest[..*at].ends_with('\n'));
        let end = lines.map(|(at, _)| at).nth(count).unwrap_or(rest.len());
        let (block, others) = rest.split_at(end);
        today += &format!("{BEGIN}{block}{END}{text}");
        rest = others;
    }
    check(&path, &today);
}

#[test]
fn help_knows_every_name() {
    let operations = fusexpr::operations()
        .flat_map(|operation| std::iter::once(operation.name()).chain(operation.aliases().iter().copied()));
    let names: Vec<&str> = operations.chain(fusexpr::array_functions().map(|function| function.name())).collect();
    assert!(names.len() > 150);
    let script: String = names.iter().map(|name| format!(":help {name}\n")).collect();
    let run = Folder::new().run_with_input(&["--keep-going"], script.as_bytes());
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    // Each with an example, and that with its value.
    let examples = run.stdout.lines().filter(|line| line.starts_with("  > ")).count();
    assert!(examples >= names.len(), "{examples} examples of {} names", names.len());
    for name in ["zeros", "random", "clip", "sum"] {
        assert!(run.stdout.contains(&format!("> {name}(")), "{name}");
    }
}
