//! What is wrong with the command line, the expression, or the way to a file.

use super::{Folder, PROGRAM, Run, npy, printed, refused};

/// What clap says of a bad word.
fn bad_word(word: &str, place: &str, reason: &str) -> Run {
    refused(&format!("invalid value '{word}' for '{place}': {reason}\n\nFor more information, try '--help'."))
}

#[test]
fn operands_that_cannot_be_read() {
    let form = "an operand is written NAME=FILE or NAME=NUMBER";
    let large = "the integer does not fit 64 bits; write it as a float, for instance 1e20";
    for (word, reason) in [
        ("x", form),
        ("=3", "a name is missing before the `=`"),
        ("x=", "nothing follows the `=`"),
        ("x=99999999999999999999", large),
        ("x=-9223372036854775809", large),
    ] {
        assert_eq!(Folder::new().run(&["eval", "x", word]), bad_word(word, "[NAME=VALUE]...", reason));
    }
    assert_eq!(Folder::new().run(&["eval", "x", "x=1", "y=2", "x=3"]), refused("`x` is given twice"));
}

#[test]
fn specs_that_cannot_be_read() {
    for (word, reason) in [
        ("x", "an operand is written NAME=TYPE[SHAPE] or NAME=NUMBER"),
        ("x=f8", "there is no element type `f8`"),
        ("x=f64[3", "the shape lacks its `]`"),
        ("x=f64[3]]", "`3]` is no length of an axis"),
        ("x=f64[,]", "`` is no length of an axis"),
        ("x=f64[2,,3]", "`` is no length of an axis"),
        ("x=f64[2,-3]", "`-3` is no length of an axis"),
        ("x=f64[99999999999999999999]", "`99999999999999999999` is no length of an axis"),
    ] {
        assert_eq!(Folder::new().run(&["explain", "x", word]), bad_word(word, "[NAME=TYPE]...", reason));
    }
}

#[test]
fn options_that_cannot_be_read() {
    for (option, value, name, reason) in [
        ("--threads", "0", "N", "0 is not in 1..=65535"),
        ("--level", "v9", "LEVEL", "there is no level `v9`; the levels are base, v3 and v4"),
        ("--dtype", "f8", "TYPE", "there is no element type `f8`"),
    ] {
        let run = Folder::new().run(&["eval", "1", option, value]);
        assert_eq!(run, bad_word(value, &format!("{option} <{name}>"), reason));
    }
    let run = Folder::new().run(&["eval", "1", "--dtype", "f32", "--casting", "loose"]);
    assert_eq!(
        run,
        bad_word(
            "loose",
            "--casting <RULE>",
            "there is no casting rule `loose`; the rules are no, equiv, safe, same_kind and unsafe"
        )
    );
    for arguments in [&["eval", "1", "--casting", "safe"][..], &["eval", "1", "--nonsense"], &["eval"]] {
        let run = Folder::new().run(arguments);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.stderr.contains("Usage: fusexpr"), "{}", run.stderr);
    }
}

#[test]
fn an_expression_is_reported_with_carets() {
    let run = Folder::new().run(&["eval", "a * (b + c", "a=1", "b=2", "c=3"]);
    assert_eq!(run, refused("`(` is never closed\n  |\n1 | a * (b + c\n  |     ^"));
    let run = Folder::new().run(&["eval", "widht * 2", "width=3"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr.starts_with("error: there is no variable `widht`\n  |\n1 | widht * 2\n  | ^^^^^\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_name_without_an_operand() {
    let help = |arguments: &[&str]| {
        let run = Folder::new().run(arguments);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        run.stderr.lines().find_map(|line| line.strip_prefix("help: ")).unwrap_or_default().to_string()
    };
    let file = "give it as an operand, `b=FILE` or `b=NUMBER`";
    assert_eq!(help(&["eval", "a+b", "a=1"]), file);
    assert_eq!(help(&["eval", "b = b+1"]), file);
    assert_eq!(help(&["plot", "a+b", "a=1"]), file);
    assert_eq!(help(&["profile", "a+b", "a=1"]), file);
    assert_eq!(help(&["explain", "a+b", "a=1"]), "give it as an operand, `b=f64[100]` or `b=NUMBER`");
    assert_eq!(help(&["eval", "width", "widht=1"]), "did you mean `widht`?");
    assert_eq!(help(&["explain", "a += 1", "a=3"]), "give `a` as an array, or choose another name");
    let number = "give it as an operand that is a number, `NAME=NUMBER`, and use the name here";
    assert_eq!(help(&["explain", "arange(n)", "n=i64"]), number);
    assert_eq!(help(&["eval", "arange(sum(x))", "x=arange(3)"]), number);
}

#[test]
fn values_that_cannot_be() {
    let run = Folder::new().run(&["eval", "x", "x=1 & 2.5"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    let begin = "error: invalid value 'x=1 & 2.5' for '[NAME=VALUE]...': `&` is not defined for i64 and f64; ";
    assert!(run.stderr.starts_with(begin), "{}", run.stderr);
}

#[test]
fn shapes_that_do_not_fit() {
    let folder = Folder::new()
        .with("a.npy", npy::file(1, "'|u1'", false, "(2,)", &[1, 2]))
        .with("b.npy", npy::file(1, "'|u1'", false, "(3,)", &[1, 2, 3]));
    let run = folder.run(&["eval", "a + b", "a=a.npy", "b=b.npy"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.starts_with("error: operands of shapes (2,) and (3,)"), "{}", run.stderr);
}

#[test]
fn casts_that_are_not_allowed() {
    let run = Folder::new().run(&["eval", "x / 2", "x=3", "--dtype", "i32"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    let message =
        "error: a result of type f64 cannot be written into an output of type i32 under the casting rule `same_kind`\n";
    assert!(run.stderr.starts_with(message), "{}", run.stderr);
}

#[test]
fn expressions_that_cannot_be_read() {
    let folder = Folder::new().with("bytes.txt", b"x + \xff").with("long.txt", " ".repeat((1 << 20) + 1));
    let missing = "No such file or directory (os error 2)";
    assert_eq!(folder.run(&["eval", "@bytes.txt"]), refused("bytes.txt: not valid UTF-8 at byte 4"));
    assert_eq!(folder.run(&["eval", "@nowhere.txt"]), refused(&format!("nowhere.txt: {missing}")));
    assert_eq!(folder.run(&["explain", "@nowhere.txt"]), refused(&format!("nowhere.txt: {missing}")));
    assert_eq!(folder.run(&["eval", "@"]), refused(&format!(": {missing}")));
    assert_eq!(folder.run(&["eval", "@."]), refused(".: Is a directory (os error 21)"));
    let long = "more than the 1,048,576 bytes that an expression may have";
    assert_eq!(folder.run(&["eval", "@long.txt"]), refused(&format!("long.txt: {long}")));
    assert_eq!(folder.run(&["eval", "@/dev/zero"]), refused(&format!("/dev/zero: {long}")));
    let bytes = folder.run_with_input(&["eval", "-"], b"\xf0\x28");
    assert_eq!(bytes, refused("standard input: not valid UTF-8 at byte 0"));
}

#[test]
fn files_that_cannot_be_opened() {
    let folder = Folder::new();
    let run = |name: &str| folder.run(&["eval", "x", &format!("x={name}")]);
    assert_eq!(run("nowhere.npy"), refused("nowhere.npy: No such file or directory (os error 2)"));
    assert_eq!(run("."), refused(".: Is a directory (os error 21)"));
    let other = "not an .npy file; other formats go by their extension, .npz, .csv or .parquet";
    assert_eq!(run("/dev/null"), refused(&format!("/dev/null: {other}")));
    assert_eq!(run("/dev/zero"), refused(&format!("/dev/zero: {other}")));
    assert_eq!(run("two\nlines"), refused("two\\nlines: No such file or directory (os error 2)"));
}

#[cfg(unix)]
#[test]
fn names_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let file = npy::file(1, "'|u1'", false, "(2,)", &[1, 2]);
    std::fs::write(folder.path().join(OsStr::from_bytes(b"\xff.npy")), file).unwrap();
    let run = |words: &[&[u8]]| folder.run(&words.iter().map(|word| OsStr::from_bytes(word)).collect::<Vec<_>>());
    assert_eq!(run(&[b"eval", b"x", b"x=\xff.npy"]), super::printed("[1 2]\nu8[2]\n"));
    assert_eq!(run(&[b"eval", b"x\xff"]), refused("the expression is not valid UTF-8"));
    assert_eq!(run(&[b"eval", b"x", b"x=\xfe"]), refused("\u{fffd}: No such file or directory (os error 2)"));
}

#[test]
fn a_level_that_there_is_not() {
    let folder = Folder::new();
    let run = |level: &str| -> Run {
        let mut command = folder.command(PROGRAM);
        command.args(["-e", "1 + 1"]).env("FUSEXPR_LEVEL", level).output().expect("it runs").into()
    };
    let reason = "there is no level `v9`; the levels are base, v3 and v4";
    let stderr = format!("-e:1: error: FUSEXPR_LEVEL: {reason}\n");
    assert_eq!(run("v9"), Run { status: Some(1), stdout: String::new(), stderr });
    assert_eq!(run("base"), printed("2\ni64[]\n"));
}
