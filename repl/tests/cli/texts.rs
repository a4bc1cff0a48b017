//! Texts in files of every format, the fields of structured arrays, and how texts are printed.

use super::{Folder, Run, fixture, npy, printed, refused};

fn folder(names: &[&str]) -> Folder {
    names.iter().fold(Folder::new(), |folder, name| folder.with(name, fixture(name)))
}

const NAMES: &str = "['Anna' 'Bo' '' 'Zoë' '😀' 'a\\x00b']\nU4[6]\n";
const BYTES: &str = "[b'abc' b'x' b'' b'\\xff\\x00\\x01' b\"it's\" b'\"']\nS4[6]\n";
const FORTRAN: &str = "[['Anna' 'Bo' '']\n ['Zoë' '😀' 'a\\x00b']]\nU4[2,3]\n";
const FORTRAN_BYTES: &str = "[[b'abc' b'x']\n [b'' b'\\xff\\x00\\x01']\n [b\"it's\" b'\"']]\nS4[3,2]\n";

#[test]
fn texts_are_printed_as_numpy_prints_them() {
    let folder = folder(&["printed.npz"]);
    let golden = String::from_utf8(fixture("printed.txt")).unwrap();
    let cases: Vec<&str> = golden.split("> ").filter(|case| !case.is_empty()).collect();
    assert_eq!(cases.len(), 8);
    for case in cases {
        let (name, expected) = case.split_once('\n').unwrap();
        assert_eq!(folder.run(&["eval", "x", &format!("x=printed.npz:{name}")]), printed(expected), "{name}");
    }
}

#[test]
fn arrays_of_texts_are_read_and_written() {
    let folder = folder(&["texts.npz"]);
    for (name, shown) in [
        ("U", NAMES),
        ("S", BYTES),
        ("foreign", NAMES),
        ("fortran", FORTRAN),
        ("fortran_bytes", FORTRAN_BYTES),
        ("one", "Anna\nU4[]\n"),
        ("one_byte", "b'x'\nS1[]\n"),
        ("none", "[]\nU3[0,2]\n"),
        ("empty", "[b'' b'']\nS1[2]\n"),
    ] {
        let operand = format!("x=texts.npz:{name}");
        assert_eq!(folder.run(&["eval", "x", &operand]), printed(shown), "{name}");
        for output in ["y.npy", "y.npz"] {
            assert_eq!(folder.run(&["eval", "y = x", &operand, "-o", output]), printed(""), "{name}");
            assert_eq!(folder.run(&["eval", "y", &format!("y={output}")]), printed(shown), "{name} {output}");
        }
        let file = folder.read("y.npy");
        let (header, data) = npy::split(&file);
        let kind = shown.trim_end().rsplit('\n').next().unwrap().split('[').next().unwrap();
        let order = if kind.starts_with('S') { '|' } else { '<' };
        assert!(header.starts_with(&format!("{{'descr': '{order}{kind}', ")), "{header}");
        let width: usize = kind[1..].parse().unwrap();
        assert_eq!(data.len() % (width * if order == '|' { 1 } else { 4 }), 0);
    }
}

#[test]
fn texts_in_expressions() {
    let folder = folder(&["texts.npz"]);
    let eval = |text: &str| folder.run(&["eval", text, "--from", "texts.npz"]);
    assert_eq!(
        eval("U == \"Bo\" or startswith(U, \"Z\")"),
        printed("[False  True False  True False False]\nbool[6]\n")
    );
    assert_eq!(
        eval("where(len(U) > 3, U, \"short\")"),
        printed("['Anna' 'short' 'short' 'short' 'short' 'short']\nU5[6]\n")
    );
    assert_eq!(eval("count_nonzero(foreign == U)"), printed("6\ni64[]\n"));
    assert_eq!(eval("S[::-1] > b\"x\""), printed("[False False  True False False False]\nbool[6]\n"));
    assert_eq!(eval("\"a\\tb\""), printed("a\\tb\nU4[]\n"));
}

#[test]
fn columns_of_texts_are_written_and_read() {
    let folder = folder(&["texts.npz"]);
    for output in ["y.csv", "y.parquet"] {
        let run = folder.run(&["eval", "n = arange(6); x = U", "--from", "texts.npz", "-o", output]);
        assert_eq!(run, printed(""), "{output}");
        assert_eq!(folder.run(&["eval", "x", "--from", output]), printed(NAMES), "{output}");
        assert_eq!(folder.run(&["eval", "n", "--from", output]), printed("[0 1 2 3 4 5]\ni64[6]\n"), "{output}");
    }
    let run = folder.run(&["eval", "x = S", "--from", "texts.npz", "-o", "y.parquet"]);
    assert_eq!(run, printed(""));
    assert_eq!(folder.run(&["eval", "x", "--from", "y.parquet"]), printed(BYTES));
    let run = folder.run(&["eval", "x = S", "--from", "texts.npz", "-o", "bytes.csv"]);
    assert_eq!(run, refused("bytes.csv: the text of row 3 is not UTF-8"));
    assert!(!folder.names().contains(&"bytes.csv".to_string()));
    let run = folder.run(&["eval", "x = S[:3]; y = S[4:]", "--from", "texts.npz", "-o", "bytes.csv"]);
    assert_eq!(
        run,
        refused("bytes.csv: columns have one length, but `y` is S4[2] and `x` has 3 rows; write an .npz file")
    );
    let run = folder.run(&["eval", "x = fortran", "--from", "texts.npz", "-o", "y.csv"]);
    assert_eq!(run, refused("y.csv: a column has one axis, but `x` is U4[2,3]; write an .npz file"));
}

#[test]
fn cells_that_are_quoted() {
    let text = "name,n\n\"a,b\",1\n\"say \"\"x\"\"\",2\n\" blank \",3\n\"line\nbreak\",4\n  trimmed ,5\n\"#1\",6\n";
    let folder = Folder::new().with("t.csv", text);
    let shown = "['a,b' 'say \"x\"' ' blank ' 'line\\nbreak' 'trimmed' '#1']\nU10[6]\n";
    assert_eq!(folder.run(&["eval", "name", "--from", "t.csv"]), printed(shown));
    assert_eq!(folder.run(&["eval", "name = name; n = n", "--from", "t.csv", "-o", "u.csv"]), printed(""));
    let written = String::from_utf8(folder.read("u.csv")).unwrap();
    assert_eq!(written, text.replace("  trimmed ,", "trimmed,"));
    assert_eq!(folder.run(&["eval", "x = where(n > 3, \"\", name)", "--from", "t.csv", "-o", "u.csv"]), printed(""));
    assert_eq!(folder.run(&["eval", "len(x)", "--from", "u.csv"]), printed("[3 7 7 0 0 0]\ni64[6]\n"));
}

#[test]
fn columns_that_turn_out_to_be_texts() {
    let cells =
        |cells: &str| format!("x,n\n{}", cells.split(' ').map(|cell| format!("{cell},1\n")).collect::<String>());
    for (row, shown) in [
        ("1 x", "['1' 'x']\nU1[2]\n"),
        ("x 1", "['x' '1']\nU1[2]\n"),
        ("007 1.50 A4", "['007' '1.50' 'A4']\nU4[3]\n"),
        ("1  NA x", "['1' '' '' 'x']\nU1[4]\n"),
        ("NA  é", "['' '' 'é']\nU1[3]\n"),
        ("x NA nan", "['x' '' '']\nU1[3]\n"),
        ("true 1 x", "['true' '1' 'x']\nU4[3]\n"),
        ("true  x", "['true' '' 'x']\nU4[3]\n"),
        ("2024-05-01 7 x", "['2024-05-01' '7' 'x']\nU10[3]\n"),
        ("2024-02-30", "['2024-02-30']\nU10[1]\n"),
        ("0x10", "['0x10']\nU4[1]\n"),
        ("1_000 50%", "['1_000' '50%']\nU5[2]\n"),
        ("\"1,234.5\"", "['1,234.5']\nU7[1]\n"),
    ] {
        let folder = Folder::new().with("t.csv", cells(row));
        assert_eq!(folder.run(&["eval", "x", "--from", "t.csv"]), printed(shown), "{row:?}");
        assert_eq!(folder.run(&["eval", "x", "x=t.csv:x"]), printed(shown), "{row:?}");
    }
    let bytes = Folder::new().with("t.csv", b"x,n\nx,1\n\xff,2\nz,3\n");
    let reason = "t.csv: `x`: `\u{fffd}` in line 3 is not UTF-8, but perhaps ISO-8859-1; convert the file to UTF-8";
    assert_eq!(bytes.run(&["eval", "x", "--from", "t.csv"]), refused(reason));
    assert_eq!(bytes.run(&["eval", "n", "--from", "t.csv"]), printed("[1 2 3]\ni64[3]\n"));
}

/// A pipe gives its data once, so that what numbers were written as is gone.
#[cfg(target_os = "linux")]
#[test]
fn texts_through_a_pipe() {
    let folder = Folder::new().with("texts", "x,n\na,1\n2,2\n").with("mixed", "x,n\n1,1\na,2\n");
    let eval = |file: &str, text: &str| {
        folder.shell(&format!("ln -sf /dev/stdin t.csv; cat {file} | fusexpr eval '{text}' --from t.csv"))
    };
    assert_eq!(eval("texts", "x"), printed("['a' '2']\nU1[2]\n"));
    assert_eq!(eval("mixed", "n"), printed("[1 2]\ni64[2]\n"));
    let reason = "t.csv: `x`: texts behind other cells, `a` in line 3, take a second look, and a pipe gives its data once; \
                  save it first";
    assert_eq!(eval("mixed", "x"), refused(reason));
}

#[test]
fn one_long_text_among_many() {
    let text = format!("x\n{}\n{}", "y".repeat(2_000_000), "z\n".repeat(20_000));
    let folder = Folder::new().with("t.csv", text);
    let reason = "t.csv: `x`: 20001 texts, of which the longest has 2000000 characters: with room for as many in each they \
                  take 160008000000 bytes, and only 2135588864 are accepted for texts of 2020000 bytes";
    assert_eq!(folder.run(&["eval", "x", "--from", "t.csv"]), refused(reason));
}

#[test]
fn columns_that_others_have_written() {
    for name in ["texts.parquet", "texts_second.parquet"] {
        let folder = folder(&[name]);
        let eval = |text: &str| folder.run(&["eval", text, "--from", name]);
        for column in ["plain", "dictionary", "lengths", "large"] {
            assert_eq!(eval(column), printed("['Anna' 'Bo' '' '' 'Zoë' 'Bo']\nU4[6]\n"), "{name} {column}");
        }
        assert_eq!(eval("all"), printed("['x' 'yy' '' '😀' 'y' 'x']\nU2[6]\n"), "{name}");
        assert_eq!(eval("bytes"), printed("[b'abc' b'xyz' b'' b'' b'\\xff\\x00a' b'abc']\nS3[6]\n"), "{name}");
        assert_eq!(eval("sum(where(plain == \"Bo\", n, 0))"), printed("8\ni64[]\n"), "{name}");
    }
}

#[test]
fn fields_of_structured_arrays() {
    let folder = folder(&["structured.npy", "aligned.npy"]);
    let field = |name: &str| folder.run(&["eval", "x", &format!("x=structured.npy:{name}")]);
    for (name, shown) in [
        ("id", "[ 0 10 20]\ni64[3]\n"),
        ("weight", "[0.5 1.5 2.5]\nf32[3]\n"),
        ("name", "['Anna' 'Bo' 'Zoë']\nU5[3]\n"),
        ("code", "[b'x' b'abc' b'']\nS3[3]\n"),
        ("when", "['2024-05-01T00:00:00' '2024-05-02T00:00:00' '2024-05-03T00:00:00']\ndatetime64[s][3]\n"),
        ("ok", "[False  True False]\nbool[3]\n"),
        ("place", "[[ 0.  0.]\n [ 1. -1.]\n [ 2. -2.]]\nf64[3,2]\n"),
        ("words", "[[['a' 'bc']\n  ['' '0']]\n\n [['a' 'bc']\n  ['' '1']]\n\n [['a' 'bc']\n  ['' '2']]]\nU2[3,2,2]\n"),
        ("größe", "[0.+2.j 1.+2.j 2.+2.j]\nc64[3]\n"),
    ] {
        assert_eq!(field(name), printed(shown), "{name}");
    }
    assert_eq!(field("inner"), refused("structured.npy: `inner`: records within records are not supported"));
    assert_eq!(field("raw"), refused("structured.npy: `raw`: elements of type '|V3' (raw bytes) are not supported"));
    assert_eq!(field("wieght"), refused("structured.npy: there is no field `wieght`; did you mean `weight`?"));
    let all = "`id`, `weight`, `name`, `code`, `when`, `ok`, `place`, `words` and 3 more";
    assert_eq!(field("unlike"), refused(&format!("structured.npy: there is no field `unlike`; it has {all}")));
    let usable = "`id`, `weight`, `name`, `code`, `when`, `ok`, `place`, `words` and 1 more";
    let reason = format!(
        "structured.npy: there is no field `x` in it, but {usable}; name the field that is meant, structured.npy:id, or take \
         all, `--from structured.npy`"
    );
    assert_eq!(folder.run(&["eval", "x", "x=structured.npy"]), refused(&reason));
    assert_eq!(folder.run(&["eval", "name", "name=structured.npy"]), field("name"));
    let run = folder.run(&["eval", "weight*id - place[:, 1]", "--from", "structured.npy"]);
    assert_eq!(run, printed("[ 0. 16. 52.]\nf64[3]\n"));
    for (name, shown) in [
        ("small", "[[0 1 2]\n [3 4 5]]\ni8[2,3]\n"),
        ("large", "[[0.   0.25 0.5 ]\n [0.75 1.   1.25]]\nf64[2,3]\n"),
        ("text", "[[b'a' b'ab' b'abc']\n [b'b' b'' b'c']]\nS3[2,3]\n"),
    ] {
        assert_eq!(folder.run(&["eval", "x", &format!("x=aligned.npy:{name}")]), printed(shown), "{name}");
    }
}

#[test]
fn fields_at_the_prompt_and_through_a_pipe() {
    let folder = folder(&["aligned.npy"]);
    let run =
        folder.run(&["-e", ":load t aligned.npy:text", "-e", "len(t)", "-e", ":type t", "-e", ":load aligned.npy"]);
    let shown = "t: S3[2,3]\n[[1 2 3]\n [1 0 1]]\ni64[2,3]\nS3[2,3]\nsmall: i8[2,3]\nlarge: f64[2,3]\ntext: S3[2,3]\n";
    assert_eq!(run, printed(shown));
    #[cfg(target_os = "linux")]
    {
        let run = folder.shell("ln -sf /dev/stdin p.npy; cat aligned.npy | fusexpr eval 'large*small' --from p.npy");
        assert_eq!(run, printed("[[0.   0.25 1.  ]\n [2.25 4.   6.25]]\nf64[2,3]\n"));
    }
}

#[test]
fn an_array_without_fields() {
    let folder = folder(&["texts.npz"]).with("x.npy", npy::file(1, "'<f8'", false, "(1,)", &[0; 8]));
    let reason = "x.npy: there is no field `y`: its elements are no records; leave the name away";
    assert_eq!(folder.run(&["eval", "x", "x=x.npy:y"]), refused(reason));
}

#[test]
fn texts_are_not_plotted() {
    let folder = folder(&["texts.npz"]);
    let run = |arguments: &[&str]| folder.run(&[arguments, &["--from", "texts.npz"]].concat());
    let reason = "`U` is U4[6], and texts cannot be plotted; plot numbers, such as their lengths";
    for arguments in [&["plot", "U"][..], &["plot", "--hist", "U"], &["plot", "len(U)", "U"]] {
        let Run { stderr, stdout, .. } = run(arguments);
        assert_eq!((stdout.as_str(), stderr), ("", format!("error: {reason}\n")), "{arguments:?}");
    }
}

#[test]
fn types_of_texts_are_explained() {
    let explain = |operands: &[&str]| Folder::new().run(&[&["explain", "name == code"][..], operands].concat());
    let run = explain(&["name=S8[1000]", "code=S8"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("name from character 0 on") && run.stdout.contains("over [1000]"), "{}", run.stdout);
    assert_eq!(explain(&["name=U5[10,20]", "code=U4[20]"]).status, Some(0));
    let run = explain(&["name=U[10]", "code=U4[10]"]);
    assert!(run.stderr.contains("there is no element type `U`"), "{}", run.stderr);
}
