//! `fusexpr explain`. What it shows is the library's and is tested there in full; here, that it arrives.

use super::{Folder, refused};
use fusexpr::Level;

#[test]
fn shows_every_stage() {
    let arguments = ["explain", "a*b + c + d", "a=f64[1000,1000]", "b=f32[1000]", "c=f32", "d=2.5"];
    let run = Folder::new().run(&arguments);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    for part in ["source", "tree", "graph", "program", "blocks: ", "in place: ", "bound by ", "f64", "1000"] {
        assert!(run.stdout.to_lowercase().contains(part), "{part} in {}", run.stdout);
    }
}

#[test]
fn tools_are_given_json_or_a_graph() {
    let folder = Folder::new();
    let arguments = ["explain", "a*b + 1", "a=f64[10]", "b=f32[10]", "--level", "base"];
    let json = folder.run(&[&arguments[..], &["--json"]].concat());
    assert_eq!((json.status, json.stderr.as_str()), (Some(0), ""));
    for part in ["{\n  \"source\": \"a*b + 1\",\n  \"level\": \"base\",", "\"mnemonic\": \"multiply_add.f64\"", "\n}\n"]
    {
        assert!(json.stdout.contains(part), "{part} in {}", json.stdout);
    }
    let dot = folder.run(&[&arguments[..], &["--dot"]].concat());
    assert_eq!((dot.status, dot.stderr.as_str()), (Some(0), ""));
    assert!(dot.stdout.starts_with("digraph fusexpr {\n") && dot.stdout.ends_with("\n}\n"), "{}", dot.stdout);
    assert_eq!(folder.run(&[&arguments[..], &["--dot", "--json"]].concat()).status, Some(2));
}

#[test]
fn machine_code_is_listed_beside_what_it_does() {
    let folder = Folder::new();
    let arguments = ["explain", "a*b + sin(a)", "a=f64[1000000]", "b=f64[1000000]", "--asm"];
    let level = |level| folder.run(&[&arguments[..], &["--level", level]].concat());
    let base = level("base");
    assert_eq!((base.status, base.stderr.as_str()), (Some(0), ""));
    assert_eq!(base.stdout, "no machine code for 1 pass, as there is none for level base\n");
    for (name, register) in [("v3", "ymm"), ("v4", "zmm")] {
        if !name.parse::<Level>().expect("there is such a level").is_available() {
            println!("level {name}: skipped, the processor lacks it");
            continue;
        }
        let run = level(name);
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
        let head = "over [1000000]\n  multiply_add.f64  out ← a, b, r0\n";
        assert!(run.stdout.starts_with(head), "{}", run.stdout);
        // The main loop jumps back to a label that stands before it, and the last instruction returns.
        let lines: Vec<&str> = run.stdout.lines().map(str::trim).collect();
        let vectors = lines.iter().filter(|line| line.contains("vmulpd") && line.contains(register)).count();
        let jumps: Vec<&str> =
            lines.iter().filter_map(|line| line.split_once(" j")?.1.split_whitespace().nth(1)).collect();
        assert!(vectors > 0 && !jumps.is_empty(), "{}", run.stdout);
        assert!(jumps.iter().all(|label| lines.contains(&format!("{label}:").as_str())), "{}", run.stdout);
        assert!(lines.last().is_some_and(|line| line.ends_with("ret")), "{}", run.stdout);
    }
    assert_eq!(folder.run(&[&arguments[..], &["--json"]].concat()).status, Some(2));
    assert_eq!(
        folder.run(&["explain", "a + 1", "a=f64[0]", "--asm"]).stdout,
        "no machine code, as there are no elements\n"
    );
}

#[test]
fn shapes_of_any_size_are_explained_or_refused() {
    let folder = Folder::new();
    let large = folder.run(&["explain", "sum(a*b)", "a=u8[2147483648,1]", "b=u8[1,2147483648]"]);
    assert_eq!((large.status, large.stderr.as_str()), (Some(0), ""));
    for arguments in [
        &["explain", "sum(a*b)", "a=u8[4294967296,1]", "b=u8[1,4294967296]"][..],
        &["explain", "sum(a)", "a=u8[4294967296,4294967296]"],
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
        assert!(run.stderr.contains("(4294967296, 4294967296)"), "{}", run.stderr);
    }
}

#[test]
fn reads_shapes_in_all_their_forms() {
    let folder = Folder::new();
    for spec in ["x=i32[]", "x=int32", "x=i32[2]", "x=i32[ 2, 3, ]", "x=i32[0]", "x=5", "x=nan", "x=true"] {
        let run = folder.run(&["explain", "x", spec]);
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{spec}");
    }
    assert_eq!(folder.run_with_input(&["explain", "-", "x=u8[3]"], b"x + 1").status, Some(0));
}

#[test]
fn reports_what_does_not_fit() {
    let run = Folder::new().run(&["explain", "a + b", "a=f64[3]", "b=f64[4]"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.starts_with("error: ") && run.stderr.contains("1 | a + b\n"), "{}", run.stderr);
    let twice = Folder::new().run(&["explain", "a", "a=1", "a=2"]);
    assert_eq!(twice, refused("`a` is given twice"));
}
