//! Imports point one way: a file names only files that stand before it in [`ORDER`].
//!
//! The test reads the paths of every file under `src`, in `use` items and elsewhere, follows what a `mod.rs` passes on
//! to the file that it comes from, and fails for what stands behind, so that no circle of files can come to be. (An
//! allowed set of folders for each folder, which this was before, neither sees a circle that it allows nor the inside
//! of folders.) What a `mod.rs` names of its own folder does not count: it is the folder's table of contents. Nor do
//! unit tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The files of the library, each before those that may name it; `folder: files` in a line.
const ORDER: &str = "
    : level tier integer recent shape span
    math: arithmetic constant_power error_function exponential far_angle float_parts trigonometric gamma half hyperbolic
        logarithm digamma inverse_hyperbolic inverse_normal inverse_trigonometric log_sum modified_bessel normal power
        remainder root
    math/complex: part arithmetic exponential hyperbolic logarithm root inverse
    time: unit calendar ticks text
    : character
    element: table dtype elem rust_types scalar promote cast
    : options
    ops: declare domain kernel
    ops/number: convert capability boolean character complex float half integer time
    ops: exact lanes moments rows op operation table lookup call fold reference assembly
    error: cause shorten nearest
    error/foreign: row names signs words
    error: bind compile kind report located
    syntax: operator tree token classify rejected parse plain
    program: integers instruction pass slots listing verify
    native: assembler forms variant no_machine_code code encodings select convert constant_power plan lower memory body
        emit unit
    array: geometry overlap any texts operand output outputs vars rows new_output
    compile: graph identities integers array_graph arrays_listing signature words
    compile/infer: context matching integers known compare power texts times types written lookup index
    compile/infer/functions: declaration parameters arguments places moves sequences fill shapes joins sizes typed text time
        reduce means scans softmax elements choices search table reference call
    compile/infer: suggest attribute choose call expression statements
    compile/plan: affine pass_graph dependence hoist ready tiling lower whole planned materialise unfuse passes pieces
        in_place carry
    compile/emit: select schedule allocate row_fusion
    compile: needs pipeline
    exec: probe
    exec/bind: arrays description memory layout units route link scratch bound pointers prepare calls
    exec/machine: block cancel pools gather stream_store copy ways run write_back threads
    exec/fold: tree lines scan
    exec/drive: row_group pass tiles row_chunks passes
    exec/drive/stream: obstacle chunk compute pipeline
    exec/inspect: stopwatch dry_run
    evaluate: programs unknown resolve new_outputs expr describe call evaluation cache stream
    inspect: json spec inferred
    inspect/explain: estimate savings passes explanation as_text as_json as_dot machine_code
    inspect/profile: work runner measured
    inspect: expr
";

/// The files of a source tree by module path: `exec/machine/run`; that of a `mod.rs` is its folder's.
struct Sources(BTreeMap<String, String>);

impl Sources {
    fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        rust_files(root, &mut files);
        let mut sources = BTreeMap::new();
        for file in files {
            let text = std::fs::read_to_string(&file).expect("the file is readable");
            let path = file.strip_prefix(root).expect("it is below").with_extension("");
            let path = path.to_str().expect("names are plain").replace('\\', "/");
            let module = path.strip_suffix("/mod").unwrap_or(&path).to_owned();
            sources.insert(if module == "lib" { String::new() } else { module }, code_of(&text));
        }
        Self(sources)
    }

    fn is_folder(&self, module: &str) -> bool {
        self.0.keys().any(|other| other.strip_prefix(module).is_some_and(|rest| rest.starts_with('/')))
    }

    /// The modules that a file names, each as the file that what is named comes from.
    fn named_by(&self, module: &str) -> BTreeSet<String> {
        let mut named = BTreeSet::new();
        // All of what is above, `super::*`, is the file itself for a module within it.
        for path in paths(&self.0[module]).into_iter().filter(|path| path.len() > 1) {
            let found = self.resolve(module, &path);
            if found != module {
                named.insert(found);
            }
        }
        named
    }

    /// The file behind a path that stands in the file of `module`.
    fn resolve(&self, module: &str, path: &[String]) -> String {
        let mut at = if path[0] == "crate" { String::new() } else { module.to_owned() };
        let mut rest = path;
        while let Some((first, behind)) = rest.split_first() {
            match first.as_str() {
                "crate" | "self" => {}
                "super" => at = at.rsplit_once('/').map_or(String::new(), |(above, _)| above.to_owned()),
                name => match self.step(&at, name) {
                    Some((below, is_final)) => {
                        at = below;
                        if is_final {
                            break;
                        }
                    }
                    None => break,
                },
            }
            rest = behind;
        }
        at
    }

    /// Where a name leads from a module: to a module below, or to where it is passed on from.
    fn step(&self, at: &str, name: &str) -> Option<(String, bool)> {
        let below = if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") };
        if self.0.contains_key(&below) {
            return Some((below, false));
        }
        let passed_on = self.0[at].split("pub use ").skip(1).chain(self.0[at].split("pub(crate) use ").skip(1));
        let paths = passed_on.flat_map(|item| expand(item.split(';').next().unwrap_or_default()));
        let path = paths.into_iter().find(|path| path.last().is_some_and(|last| last == name) && path.len() > 1)?;
        if ["crate", "super", "self"].contains(&path[0].as_str()) {
            return None;
        }
        let (mut found, mut is_final) = (at.to_owned(), true);
        for part in &path {
            match self.step(&found, part) {
                Some((next, ends)) => (found, is_final) = (next, ends),
                None => break,
            }
        }
        Some((found, is_final || self.0.contains_key(at)))
    }
}

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

/// The text without comments and unit tests.
fn code_of(text: &str) -> String {
    let code = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The paths that begin at the crate or above, with those in braces one by one.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let starts = ["crate::", "super::"].into_iter().flat_map(|start| code.match_indices(start)).map(|(at, _)| at);
    for start in starts {
        let before = &code[..start];
        let is_inside = before.ends_with(|c: char| c.is_alphanumeric() || "_:$".contains(c));
        // Who may see an item is no import.
        if !is_inside && !before.ends_with("pub(in ") {
            paths.extend(expand(&code[start..start + length_of_path(&code[start..])]));
        }
    }
    paths
}

/// How long the path is that a text begins with, with its braces.
fn length_of_path(text: &str) -> usize {
    let mut depth = 0;
    for (i, c) in text.char_indices() {
        match c {
            '{' if depth > 0 || text[..i].ends_with("::") => depth += 1,
            '}' if depth == 1 => return i + 1,
            '}' if depth > 0 => depth -= 1,
            _ if depth > 0 || c.is_alphanumeric() || c == '_' || c == ':' => {}
            _ => return i,
        }
    }
    text.len()
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`.
fn expand(path: &str) -> Vec<Vec<String>> {
    let words = |text: &str| -> Vec<String> {
        let text = text.split(" as ").next().unwrap_or_default();
        text.split("::").map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let Some((head, list)) = path.split_once('{') else { return vec![words(path)] };
    let list = list.rsplit_once('}').map_or(list, |(inside, _)| inside);
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in list.chars() {
        match c {
            ',' if depth == 0 => parts.push(String::new()),
            _ => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                parts.last_mut().expect("there is one").push(c);
            }
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| expand(part)).map(|rest| [words(head), rest].concat()).collect()
}

/// The places of all files in an order.
fn places(order: &str) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    let mut folder = "";
    for word in order.split_whitespace() {
        match word.strip_suffix(':') {
            Some(name) => folder = name,
            None => {
                let file = if folder.is_empty() { word.to_owned() } else { format!("{folder}/{word}") };
                assert!(places.insert(file.clone(), places.len()).is_none(), "`{file}` stands twice in the order");
            }
        }
    }
    places
}

/// What names something that stands behind it, or is not in the order.
fn wrong(sources: &Sources, order: &str) -> Vec<String> {
    let places = places(order);
    // What comes from a folder as such comes from all of it.
    let last =
        |folder: &str| places.iter().filter(|(file, _)| file.starts_with(&format!("{folder}/"))).map(|(_, i)| *i).max();
    let mut wrong = Vec::new();
    for module in sources.0.keys().filter(|module| !module.is_empty()) {
        let is_folder = sources.is_folder(module);
        let place = if is_folder { last(module) } else { places.get(module).copied() };
        let Some(place) = place else {
            wrong.push(format!("`{module}` has no place in the order"));
            continue;
        };
        for named in sources.named_by(module) {
            let is_own = is_folder && named.starts_with(&format!("{module}/"));
            let its_place = if sources.is_folder(&named) { last(&named) } else { places.get(&named).copied() };
            if !named.is_empty() && !is_own && its_place.is_some_and(|its| its >= place) {
                wrong.push(format!("`{module}` names `{named}`, which stands behind it"));
            }
        }
    }
    wrong.extend(
        places.keys().filter(|file| !sources.0.contains_key(*file)).map(|file| format!("there is no `{file}`")),
    );
    wrong
}

#[test]
fn imports_point_one_way() {
    let sources = Sources::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let wrong = wrong(&sources, ORDER);
    assert!(wrong.is_empty(), "imports point the wrong way:\n{}", wrong.join("\n"));
}

#[test]
fn what_points_the_wrong_way_is_found() {
    let file = |name: &str, text: &str| (name.to_owned(), code_of(text));
    let sources = Sources(BTreeMap::from([
        file("", "pub mod low;\npub mod high;"),
        file("low", "use crate::high::Roof; // a comment names crate::nothing"),
        file("high", "mod floor;\nmod roof;\npub use roof::Roof;"),
        file("high/floor", "use super::{roof::{Roof, Tile}, floor};\nfn f() { crate::low::g() }"),
        file("high/roof", "use crate::low;\n#[cfg(test)]\nmod tests { use super::floor; }"),
    ]));
    let expected = |text: &str| vec![text.to_owned()];
    assert_eq!(
        wrong(&sources, ": low\n high: roof floor"),
        expected("`low` names `high/roof`, which stands behind it")
    );
    assert_eq!(
        wrong(&sources, "high: roof floor\n : low"),
        ["`high/floor` names `low`, which stands behind it", "`high/roof` names `low`, which stands behind it",]
    );
    let found = wrong(&sources, ": low\n high: floor roof attic");
    assert_eq!(
        found,
        [
            "`high/floor` names `high/roof`, which stands behind it",
            "`low` names `high/roof`, which stands behind it",
            "there is no `high/attic`",
        ]
    );
}
