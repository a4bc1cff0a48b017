//! Layers point one way: a stage sees itself, what stands before it in the list below, and nothing else.
//!
//! The test reads the `use` lines of every file under `src`, so a wrong import fails here before it becomes a habit.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The modules of the library, and which others each may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("integer", &[]),
    ("span", &[]),
    ("syntax", &["error", "integer", "span"]),
    ("element", &["integer"]),
    ("shape", &[]),
    ("level", &[]),
    ("math", &["level"]),
    ("ops", &["element", "integer", "level", "math"]),
    ("options", &["element", "level"]),
    ("error", &["element", "level", "ops", "span"]),
    ("program", &["element", "integer", "level", "ops"]),
    ("compile", &["element", "error", "integer", "level", "ops", "program", "shape", "span", "syntax"]),
    ("array", &["element", "error", "shape"]),
    ("exec", &["array", "element", "error", "level", "ops", "options", "program", "shape"]),
    (
        "evaluate",
        &[
            "array", "compile", "element", "error", "exec", "level", "ops", "options", "program", "shape", "span",
            "syntax",
        ],
    ),
    (
        "inspect",
        &[
            "array", "compile", "element", "error", "evaluate", "exec", "level", "options", "program", "shape", "span",
            "syntax",
        ],
    ),
];

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is readable") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The modules at the root of the crate that a file names.
fn modules_named(text: &str) -> BTreeSet<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.match_indices("crate::").map(move |(at, found)| &line[at + found.len()..]))
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default())
        .filter(|name| LAYERS.iter().any(|(module, _)| module == name))
        .collect()
}

#[test]
fn layers_point_one_way() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (module, may_name) in LAYERS {
        let mut files = Vec::new();
        let (folder, file) = (source.join(module), source.join(format!("{module}.rs")));
        if folder.is_dir() {
            rust_files(&folder, &mut files);
        } else {
            files.push(file);
        }
        assert!(!files.is_empty(), "the module `{module}` has files");
        for path in files {
            let text = std::fs::read_to_string(&path).expect("the file is readable");
            for named in modules_named(&text) {
                if named != *module && !may_name.contains(&named) {
                    wrong.push(format!("{} names `{named}`", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "layers point the wrong way:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let text = std::fs::read_to_string(library).expect("the file is readable");
    let modules = text.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    let unknown: Vec<_> = modules.filter(|module| LAYERS.iter().all(|(known, _)| known != module)).collect();
    assert!(unknown.is_empty(), "modules without a layer: {unknown:?}");
}
