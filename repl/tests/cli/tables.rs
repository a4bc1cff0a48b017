//! `.csv` and `.parquet`: what becomes of cells, lines and names.

use super::{Folder, fixture, printed, refused};

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
        ("2024-05-01 1969-12-31", "['2024-05-01' '1969-12-31']\ndatetime64[D][2]\n"),
        ("2024-05-01  NaT", "['2024-05-01'        'NaT'        'NaT']\ndatetime64[D][3]\n"),
        (" 2024-05-01", "[       'NaT' '2024-05-01']\ndatetime64[D][2]\n"),
        ("2024-05-01 2024-05-01T12:30", "['2024-05-01T00:00' '2024-05-01T12:30']\ndatetime64[m][2]\n"),
        ("2024-05-01T12:30:00.5 2024-05", "['2024-05-01T12:30:00.500' '2024-05-01T00:00:00.000']\ndatetime64[ms][2]\n"),
        ("2024-05-01T12:00+02:00 2024-05-01T12:00Z", "['2024-05-01T10:00' '2024-05-01T12:00']\ndatetime64[m][2]\n"),
        ("1.5  18446744073709551615", "[1.50000000e+00            nan 1.84467441e+19]\nf64[3]\n"),
    ] {
        assert_eq!(column(cells), expected, "{cells:?}");
    }
    for (cells, reason) in [
        ("true 1", "truth values and others in one column are not supported: `1` in line 3"),
        ("1 true", "truth values and others in one column are not supported: `true` in line 3"),
        ("1.5 true", "truth values and others in one column are not supported: `true` in line 3"),
        ("true  false", "truth values of which some are missing are not supported: line 3"),
        (" true", "truth values of which some are missing are not supported: line 3"),
        ("2024-05-01 5", "dates and others in one column are not supported: `5` in line 3"),
        ("5 2024-05-01", "dates and others in one column are not supported: `2024-05-01` in line 3"),
    ] {
        assert_eq!(column(cells), format!("error: t.csv: `x`: {reason}\n"), "{cells:?}");
    }
}

/// What pandas takes for a missing value.
#[test]
fn missing_cells() {
    let words = "NA N/A n/a #N/A #NA <NA> NULL null None NaN nan -NaN -nan 1.#IND -1.#QNAN";
    let count = words.split(' ').count();
    let expected = format!("[ 1.{}]\nf64[{}]\n", " nan".repeat(count), count + 1);
    assert_eq!(column(&format!("1 {words}")).replace("\n ", " "), expected);
    let rows: String = words.split(' ').map(|word| format!("{word},1\n")).collect();
    let folder = Folder::new().with("t.csv", format!("a,b\n{rows}"));
    let run = folder.run(&["eval", "sum(b)", "--from", "t.csv"]);
    assert_eq!(run, printed(&format!("{count}\ni64[]\n")), "no row is taken for a comment");
    assert_eq!(column("none"), "['none']\nU4[1]\n");
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
        "a,b\r1,10\r2,20\r",
        "a,b\r1,10\r\n\r2,20",
        "a, \"b\"\n1, \"10\" \n2,20\n",
        "# by hand\na,b\n#,\n1,10\n  # a pause\n2,20\n",
    ] {
        assert_eq!(eval(text, "a + b"), both, "{text:?}");
    }
    assert_eq!(eval("two words,größe\n1,2\n", "`two words` + größe"), printed("[3]\ni64[1]\n"));
    assert_eq!(eval("a,b\n", "a"), printed("[]\nf64[0]\n"));
    let ragged = "t.csv: line 4 has 1 cells, the header 2";
    assert_eq!(eval("a,b\n\n1,10\n2\n", "a"), refused(ragged));
    assert_eq!(eval("a,b\r\n\r\n1,10\r\n2\r\n", "a"), refused(ragged));
    assert_eq!(eval("a,b\n1,10\n\"2\n\",4\n5,6,7\n", "a"), refused("t.csv: line 5 has 3 cells, the header 2"));
    let twice = "t.csv: `a`: the name stands there more than once; rename all but one";
    assert_eq!(eval("a,b,a\n1,2,3\n", "a"), refused(twice));
    assert_eq!(eval("a,b,a\n1,2,3\n", "b"), printed("[2]\ni64[1]\n"));
    let bytes = Folder::new().with("t.csv", b"a,\xff\n1,2\n\xfe,3\n").run(&["eval", "a", "--from", "t.csv"]);
    let reason = "t.csv: `a`: `\u{fffd}` in line 3 is not UTF-8, but perhaps ISO-8859-1; convert the file to UTF-8";
    assert_eq!(bytes, refused(reason));
}

/// What `numpy.savetxt` writes with `delimiter=","` and `header=…`, and what is not clear about comments.
#[test]
fn headers_in_comments() {
    let eval = |text: &str| Folder::new().with("t.csv", text).run(&["eval", "a*10 + b", "--from", "t.csv"]);
    let rows = "0.000000000000000000e+00,1.000000000000000000e+00\n2.000000000000000000e+00,3.000000000000000000e+00\n";
    let expected = printed("[ 1. 23.]\nf64[2]\n");
    for header in ["# a,b\n", "#a,b\n", "# by NumPy\n# in two lines, or more\n# a,b\n", "## \"a\" , b\n\n", "a,b\n"] {
        assert_eq!(eval(&format!("{header}{rows}")), expected, "{header:?}");
    }
    let numbers = refused("t.csv: the first line has numbers, not names; put a header line before it");
    for header in ["", "# a\n", "# 1,2\n", "# a,b,c\n", "# a,b\n# what it is\n"] {
        assert_eq!(eval(&format!("{header}{rows}")), numbers, "{header:?}");
    }
    let unclear = "t.csv: line 2 may have names or, as the comment before it has as many cells, be the first row; remove \
                   the comment, or the `#` before the names";
    assert_eq!(eval("#a,b,name\n1,2,x\n"), refused(unclear));
    assert_eq!(eval("# anyone, today\na,b\n1,2\n"), printed("[12]\ni64[1]\n"));
    assert_eq!(eval("a,b\n#7,7\n1,2\n# of no use\n#8,8\n"), printed("[12]\ni64[1]\n"));
    assert_eq!(column("\"#7\""), "['#7']\nU2[1]\n");
    for (text, line) in [("a,b\n#7,7\n#8,8\n", 2), ("a,b\nred,1\n#f00,2\n", 3), ("a,b\n1,1\n#2,2\nx,3\n", 3)] {
        let row = "begins with `#`, but has as many cells as a row; write its first cell in quotes, or remove it";
        assert_eq!(eval(text), refused(&format!("t.csv: line {line} {row}")), "{text:?}");
    }
    let blanks = "t.csv: columns are separated by commas, here it seems by ' '; convert the file";
    assert_eq!(eval("# a b\n0.0e+00 1.0e+00\n"), refused(blanks));
}

/// No row is lost to a quote.
#[test]
fn quotes_in_the_wrong_place() {
    let eval = |text: &str| Folder::new().with("t.csv", text).run(&["eval", "x", "--from", "t.csv"]);
    let behind = "text behind the closing quote of a cell; a quote within quotes is doubled";
    for (text, reason) in [
        ("x,y\n1,2\n3,\"4\n5,6\n", "line 3: a quote that is never closed".to_string()),
        ("x,\"y\n1,2\n", "line 1: a quote that is never closed".to_string()),
        ("x,y\r1,2\r3,\"\"\"\r5,6", "line 3: a quote that is never closed".to_string()),
        ("x,y\n1,2\n3,\"4\n5,6\n7,\"8\n", format!("line 5: {behind}")),
        ("x,y\n1,\"2\"\"\"3\n", format!("line 2: {behind}")),
    ] {
        assert_eq!(eval(text), refused(&format!("t.csv: {reason}")), "{text:?}");
    }
    assert_eq!(eval("x,y\n1,5\" pipe\n2,\"6\"\" pipe\"\n"), printed("[1 2]\ni64[2]\n"));
}

#[test]
fn files_that_are_no_text_in_utf_8() {
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for (file, reason) in [
        (utf_16("\u{feff}a,b\n1,2\n"), "text in UTF-16; convert it to UTF-8"),
        (utf_16("a,b\n1,2\n"), "text in UTF-16, it seems; convert it to UTF-8"),
        (vec![0xfe, 0xff, 0, b'a'], "text in UTF-16; convert it to UTF-8"),
        (vec![0xff, 0xfe, 0, 0, b'a', 0, 0, 0], "text in UTF-32; convert it to UTF-8"),
        (vec![0x1f, 0x8b, 8, 0], "compressed by gzip; unpack it"),
        (b"PK\x03\x04".to_vec(), "an archive or a workbook; save its table as text"),
    ] {
        let folder = Folder::new().with("t.csv", file);
        assert_eq!(folder.run(&["eval", "a", "--from", "t.csv"]), refused(&format!("t.csv: {reason}")));
    }
    let folder = Folder::new().with("t.csv", b"a,gr\xf6\xdfe\n1,2\n");
    assert_eq!(folder.run(&["eval", "a", "--from", "t.csv"]), printed("[1]\ni64[1]\n"));
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
        std::fs::write(folder.path().join(name), fixture(name)).unwrap();
        let run = |program: &str| folder.run(&["eval", program, "--from", name]);
        assert_eq!(run("f8_null"), printed("[ 1.5  nan -2.5]\nf64[3]\n"), "{name}");
        assert_eq!(run("f4_null"), printed("[nan 1.5 nan]\nf32[3]\n"), "{name}");
    }
}

#[test]
fn a_compression_that_is_not_known() {
    let run = Folder::new().with("lz4.parquet", fixture("lz4.parquet")).run(&["eval", "f8", "--from", "lz4.parquet"]);
    let reason = "compressed by LZ4_RAW, which is not supported; write it with snappy, gzip or zstd";
    assert_eq!(run, refused(&format!("lz4.parquet: `f8`: {reason}")));
}

/// One that the crate that decodes it does not foresee; the file's other columns are as they were.
#[test]
fn a_page_that_is_malformed() {
    let mut file = fixture("snappy.parquet");
    file[14] = 16;
    let folder = Folder::new().with("t.parquet", file);
    assert_eq!(folder.run(&["eval", "b1", "--from", "t.parquet"]), refused("t.parquet: a page of it is malformed"));
    assert_eq!(folder.run(&["eval", "i1", "--from", "t.parquet"]), printed("[-128  127    1]\ni8[3]\n"));
}

/// Whatever else the headers say: these are the values.
#[test]
fn what_other_writers_get_wrong() {
    let old =
        "[ 1263248596961149231 -2123342786782762096 -4233771963502889892\n -4459245344388224112  2889407964218599581]";
    for (name, values) in
        [("wrong_flag.parquet", "[1 2 3 4 5]"), ("old_arrow.parquet", old), ("no_dictionary.parquet", "[1 2 3 4 5]")]
    {
        let run = Folder::new().with(name, fixture(name)).run(&["eval", "x", "--from", name]);
        assert_eq!(run, printed(&format!("{values}\ni64[5]\n")), "{name}");
    }
}

/// Footers and headers that claim more than there is, in 256 MiB of address space.
#[cfg(target_os = "linux")]
#[test]
fn claims_that_cost_nothing() {
    let check = |file: Vec<u8>, reason: &str| {
        let folder = Folder::new().with("t.parquet", file);
        let run = folder.shell("ulimit -v 262144; ulimit -t 10; fusexpr eval x --from t.parquet");
        assert_eq!(run, refused(&format!("t.parquet: {reason}")));
    };
    // A field that is not known, of 2,000 lists of 2^31 - 1 truth values each.
    let file = fixture("no_dictionary.parquet");
    let (data, tail) = file.split_at(file.len() - 8);
    let length = u32::from_le_bytes(tail[..4].try_into().unwrap()) as usize;
    let (data, footer) = data.split_at(data.len() - length);
    let lists = [&b"\x09\xc8\x01\xf9\xd0\x0f"[..], &b"\xf1\xff\xff\xff\xff\x07".repeat(2000)].concat();
    let footer = [&footer[..footer.len() - 1], &lists, b"\0"].concat();
    let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
    check([data, &footer, &length, b"PAR1"].concat(), "its footer is malformed");
    // A page of 2 GiB.
    let file = fixture("wrong_flag.parquet");
    assert_eq!(file[4..9], *b"\x15\x06\x15\x50\x15", "a page of 40 bytes");
    let file = [&file[..7], b"\xfe\xff\xff\xff\x0f", &file[8..]].concat();
    let left = (64 << 20) + (file.len() << 14) - 40;
    let reason = format!("`x`: 2147483647 bytes of values, and only {left} more are accepted of a file of this length");
    check(file, &reason);
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
