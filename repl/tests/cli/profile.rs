//! `fusexpr profile`. What it measures is the library's; here, that it arrives. Figures are masked.

use super::{Folder, npy, refused};

/// A folder with an array of a hundred numbers.
fn folder() -> Folder {
    let data: Vec<u8> = (0..100).flat_map(|i| f64::from(i).to_le_bytes()).collect();
    Folder::new().with("x.npy", npy::file(1, "'<f8'", false, "(100,)", &data))
}

/// A text with `#` for each number that has been measured: those at the beginning of a line, and the head.
fn masked(text: &str) -> String {
    let mask = |line: &str| {
        let words = line.split_whitespace().map(|word| if word.parse::<f64>().is_ok() { "#" } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    text.lines().map(mask).collect::<Vec<_>>().join("\n")
}

#[test]
fn shows_the_time_of_each_instruction() {
    let arguments = ["profile", "exp(x)*sqrt(c) + x", "x=x.npy", "c=2.5", "--level", "base", "--threads", "1"];
    let run = folder().run(&arguments);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    let expected = "\
# µs a run on one thread at level base, the median of #
# µs in an ordinary evaluation, with # thread
probes lengthen it by # %; times below are with them, on one thread

over [100]
machine code: none, as there is none for level base
ns/element share expected bound
# # % (before the blocks, with what is computed once)
# # % arithmetic exp.f64 r0 ← x
# # % arithmetic multiply_add.f64 out ← r0, s0, x
# # % (from block to block)";
    assert_eq!(masked(&run.stdout), expected);
}

#[test]
fn tools_are_given_json() {
    let run = folder().run(&["profile", "sum(x*x)", "x=x.npy", "--json"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    for part in
        ["{\n  \"source\": \"sum(x*x)\",\n", "\"threads\": 1,\n", "\"kind\": \"fold\"", "\"ns_per_element\": ", "\n}\n"]
    {
        assert!(run.stdout.contains(part), "{part} in {}", run.stdout);
    }
}

#[test]
fn reports_what_does_not_fit() {
    let run = folder().run(&["profile", "x + y", "x=x.npy"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.starts_with("error: there is no variable `y`\n"), "{}", run.stderr);
    assert_eq!(folder().run(&["profile", "x", "x=1", "x=2"]), refused("`x` is given twice"));
    let missing = folder().run(&["profile", "x", "x=z.npy"]);
    assert_eq!(missing.status, Some(2));
    assert!(missing.stderr.starts_with("error: z.npy: "), "{}", missing.stderr);
}
