//! `.csv` and `.parquet`: what becomes of cells, lines and names.

use super::{Folder, printed, refused};

/// What a column of these cells becomes.
fn column(cells: &str) -> String {
    let text = format!("x,pad\n{}", cells.split(' ').map(|cell| format!("{cell},0\n")).collect::<String>());
    let run = Folder::new().with("t.csv", text).run(&["eval", "x", "--from", "t.csv"]);
    if run.status == Some(0) { run.stdout } else { run.stderr }
}

#[test]
fn types_are_found() {
    for (cells, expected) in [
        ("1 -2 3", "[ 1 -2  3]\ni64[3]\n"),
        ("+1 007", "[1 7]\ni64[2]\n"),
        ("1 9223372036854775807", "[                  1 9223372036854775807]\ni64[2]\n"),
        ("1 18446744073709551615 2", "[                   1 18446744073709551615                    2]\nu64[3]\n"),
        ("-1 18446744073709551615", "[-1.00000000e+00  1.84467441e+19]\nf64[2]\n"),
        ("18446744073709551615 -1", "[ 1.84467441e+19 -1.00000000e+00]\nf64[2]\n"),
        ("18446744073709551616", "[1.84467441e+19]\nf64[1]\n"),
        ("1 2.5", "[1.  2.5]\nf64[2]\n"),
        ("2.5 1", "[2.5 1. ]\nf64[2]\n"),
        ("1e3 .5 -2. inf -Infinity NaN nan", "[ 1.e+03  5.e-01 -2.e+00     inf    -inf     nan     nan]\nf64[7]\n"),
        ("true False TRUE", "[ True False  True]\nbool[3]\n"),
        (" 1  2", "[nan  1. nan  2.]\nf64[4]\n"),
        ("1 NA", "[ 1. nan]\nf64[2]\n"),
        ("NA", "[nan]\nf64[1]\n"),
        ("1.5  18446744073709551615", "[1.50000000e+00            nan 1.84467441e+19]\nf64[3]\n"),
    ] {
        assert_eq!(column(cells), expected, "{cells:?}");
    }
    for (cells, reason) in [
        ("1 x", "`x` in line 3"),
        ("x 1", "`x` in line 2"),
        ("true 1", "`1` in line 3"),
        ("1 true", "`true` in line 3"),
        ("1.5 true x", "`true` in line 3"),
        ("true  false", "empty in line 3"),
        (" true", "`true` in line 3"),
        ("0x10", "`0x10` in line 2"),
        ("1_000", "`1_000` in line 2"),
    ] {
        let report = format!("error: t.csv: `x`: not a column of one kind of numbers or truth values: {reason}\n");
        assert_eq!(column(cells), report, "{cells:?}");
    }
}

#[test]
fn lines_and_names() {
    let eval = |text: &str, program: &str| Folder::new().with("t.csv", text).run(&["eval", program, "--from", "t.csv"]);
    let both = printed("[11 22]\ni64[2]\n");
    for text in [
        "a,b\n1,10\n2,20\n",
        "a,b\r\n1,10\r\n2,20\r\n",
        "\u{feff}a,b\n1,10\n2,20",
        "a , b\n 1 , 10\n\n2\t,20\n\n",
        "\"a\",\"b\"\n\"1\",\"10\"\n2,\"20\"\n",
        "name,a,b\n\"line\nbreak\",1,10\n\"quo\"\"te\",2,20\n",
        ",a,b\n0,1,10\n1,2,20\n",
        "a,b,c,c\n1,10,x,y\n2,20,x,y\n",
    ] {
        assert_eq!(eval(text, "a + b"), both, "{text:?}");
    }
    assert_eq!(eval("two words,größe\n1,2\n", "`two words` + größe"), printed("[3]\ni64[1]\n"));
    assert_eq!(eval("a,b\n", "a"), printed("[]\nf64[0]\n"));
    let ragged = "t.csv: line 4 has 1 cells, the header 2";
    assert_eq!(eval("a,b\n\n1,10\n2\n", "a"), refused(ragged));
    assert_eq!(eval("a,b\r\n\r\n1,10\r\n2\r\n", "a"), refused(ragged));
    assert_eq!(eval("a,b\n1,10\n\"2\n\",4\n5,6,7\n", "a"), refused("t.csv: line 5 has 3 cells, the header 2"));
    assert_eq!(eval("a,b,a\n1,2,3\n", "a"), refused("t.csv: two columns are called `a`; rename one"));
    assert_eq!(eval("a,b,a\n1,2,3\n", "b"), printed("[2]\ni64[1]\n"));
    let bytes = Folder::new().with("t.csv", b"a,\xff\n1,2\n\xfe,3\n").run(&["eval", "a", "--from", "t.csv"]);
    let reason = "t.csv: `a`: not a column of one kind of numbers or truth values: `\u{fffd}` in line 3";
    assert_eq!(bytes, refused(reason));
}

#[test]
fn a_table_is_written() {
    let folder = Folder::new().with("t.csv", "a,b,c\n1,0.1,true\n2,1e300,false\n3,,true\n");
    let program = "a = a; `b,\"` = b; c = c; ` d` = f32(b)";
    assert_eq!(folder.run(&["eval", program, "--from", "t.csv", "-o", "y.csv"]), printed(""));
    let written = String::from_utf8(folder.read("y.csv")).unwrap();
    let expected = "a,\"b,\"\"\",c,\" d\"\n1,0.1,true,0.1\n2,1e300,false,inf\n3,NaN,true,NaN\n";
    assert_eq!(written, expected);
    let back = folder.run(&["eval", "`b,\"`", "--from", "y.csv"]);
    assert_eq!(back, printed("[1.e-001 1.e+300     nan]\nf64[3]\n"));
}

#[test]
fn missing_values_of_a_parquet_file() {
    let folder = Folder::new();
    for name in ["plain.parquet", "gzip.parquet", "zstd.parquet"] {
        let file = std::fs::read(format!("{}/tests/cli/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        std::fs::write(folder.path().join(name), file).unwrap();
        let run = |program: &str| folder.run(&["eval", program, "--from", name]);
        assert_eq!(run("f8_null"), printed("[ 1.5  nan -2.5]\nf64[3]\n"), "{name}");
        assert_eq!(run("f4_null"), printed("[nan 1.5 nan]\nf32[3]\n"), "{name}");
    }
}

#[test]
fn a_compression_that_is_not_known() {
    let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/fixtures/lz4.parquet")).unwrap();
    let run = Folder::new().with("lz4.parquet", file).run(&["eval", "f8", "--from", "lz4.parquet"]);
    let reason = "compressed by LZ4_RAW, which is not supported; write it with snappy, gzip or zstd";
    assert_eq!(run, refused(&format!("lz4.parquet: `f8`: {reason}")));
}

/// One that the crate that reads it does not foresee; the file's other columns are as they were.
#[test]
fn a_page_that_is_malformed() {
    let mut file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/fixtures/snappy.parquet")).unwrap();
    file[14] = 16;
    let folder = Folder::new().with("t.parquet", file);
    assert_eq!(folder.run(&["eval", "b1", "--from", "t.parquet"]), refused("t.parquet: a page of it is malformed"));
    assert_eq!(folder.run(&["eval", "i1", "--from", "t.parquet"]), printed("[-128  127    1]\ni8[3]\n"));
}

/// More rows than a group of a written file has, and than a batch.
#[test]
fn long_columns() {
    let folder = Folder::new();
    let program = "i = arange(1100000); x = i / 7; b = i % 3 == 0";
    assert_eq!(folder.run(&["eval", &format!("{program}; i = i"), "-o", "t.parquet"]), printed(""));
    let check = "n = sum(i); same = all(x == i / 7) & all(b == (i % 3 == 0)); n = n * same";
    let run = folder.run(&["eval", check, "--from", "t.parquet"]);
    assert_eq!(run, printed(&format!("{}\ni64[]\n", 1_100_000_u64 * 1_099_999 / 2)));
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_without_an_end() {
    let folder = Folder::new().with("head", "a,b\n1,2\n").with("quote", "a,b\n1,2\n\"");
    let limit = "a line of more than 4194304 bytes, or a quote that is never closed; at most that many are accepted";
    let eval = "ulimit -v 262144; ln -sf /dev/stdin t.csv; fusexpr eval a --from t.csv";
    for (script, line) in [
        ("head -c 1073741824 /dev/zero | tr '\\0' 'x'", 1),
        ("(cat head; head -c 1073741824 /dev/zero | tr '\\0' '7')", 3),
        ("(cat head; head -c 1073741824 /dev/zero | tr '\\0' ',')", 3),
        ("(cat quote; yes 1,2)", 3),
    ] {
        let run = folder.shell(&format!("{script} 2> /dev/null | ({eval})"));
        assert_eq!(run, refused(&format!("t.csv: line {line}: {limit}")), "{script}");
    }
}
