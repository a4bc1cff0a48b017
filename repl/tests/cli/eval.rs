//! `fusexpr eval`: operands of every kind, and where an expression may come from.

use super::{Folder, npy, printed};

/// Every type with two rows of values, and how they are shown.
const TYPES: [(&str, &str, &str); 11] = [
    ("bool", "true false false true true false", "[[ True False False]\n [ True  True False]]"),
    ("i8", "-128 127 0 1 -1 5", "[[-128  127    0]\n [   1   -1    5]]"),
    ("i16", "-32768 32767 258 1 -1 5", "[[-32768  32767    258]\n [     1     -1      5]]"),
    (
        "i32",
        "-2147483648 16909060 0 1 -1 5",
        "[[-2147483648    16909060           0]\n [          1          -1           5]]",
    ),
    (
        "i64",
        "72623859790382856 -2 0 1 -1 5",
        "[[72623859790382856                -2                 0]\n [                1                -1                 5]]",
    ),
    ("u8", "255 128 0 1 2 3", "[[255 128   0]\n [  1   2   3]]"),
    ("u16", "65535 258 0 1 2 3", "[[65535   258     0]\n [    1     2     3]]"),
    ("u32", "4294967295 16909060 0 1 2 3", "[[4294967295   16909060          0]\n [         1          2          3]]"),
    (
        "u64",
        "18446744073709551615 7 0 1 2 3",
        "[[18446744073709551615                    7                    0]\n [                   1                    2                    3]]",
    ),
    ("f32", "0.1 -2.5 nan inf 3 -0", "[[ 0.1 -2.5  nan]\n [ inf  3.  -0. ]]"),
    ("f64", "0.1 -2.5 nan -inf 3 -0", "[[ 0.1 -2.5  nan]\n [-inf  3.  -0. ]]"),
];

#[test]
fn reads_every_type_order_layout_and_version() {
    for (dtype, values, expected) in TYPES {
        let rows: Vec<&str> = values.split(' ').collect();
        let columns = [0, 3, 1, 4, 2, 5].map(|i| rows[i]);
        for big_endian in [false, true] {
            for (fortran, words) in [(false, &rows[..]), (true, &columns[..])] {
                for version in [1, 2, 3] {
                    let order = if big_endian { '>' } else { '<' };
                    let descr = format!("'{order}{}'", npy::code(dtype));
                    let data = npy::elements(dtype, big_endian, words.iter().copied());
                    let folder = Folder::new().with("x.npy", npy::file(version, &descr, fortran, "(2, 3)", &data));
                    let run = folder.run(&["eval", "x", "x=x.npy"]);
                    let case = format!("{descr}, fortran {fortran}, version {version}");
                    assert_eq!(run, printed(&format!("{expected}\n{dtype}[2,3]\n")), "{case}");
                }
            }
        }
    }
}

#[test]
fn writes_what_it_reads() {
    for (dtype, values, _) in TYPES {
        let data = npy::elements(dtype, false, values.split(' '));
        let file = npy::file(1, &format!("'<{}'", npy::code(dtype)), false, "(2, 3)", &data);
        let folder = Folder::new().with("x.npy", file);
        assert_eq!(folder.run(&["eval", "x", "x=x.npy", "-o", "y.npy"]), printed(""), "{dtype}");
        let written = folder.read("y.npy");
        let (header, written) = npy::split(&written);
        assert_eq!(written, data, "{dtype}");
        let order = if npy::element(dtype, "0").len() == 1 { '|' } else { '<' };
        assert!(header.contains(&format!("'descr': '{order}{}'", npy::code(dtype))), "{header}");
        assert!(header.contains("'fortran_order': False") && header.contains("'shape': (2, 3)"), "{header}");
    }
}

/// What `numpy.dtype` gives for a name, on a system where a C long has 64 bits.
#[test]
fn other_spellings_of_a_type_are_known() {
    for (names, dtype) in [
        ("b1 |b1 ? <? >b1 bool bool_", "bool"),
        ("|i1 b int8 byte", "i8"),
        ("=i2 h int16 short", "i16"),
        ("i i4 int32 intc", "i32"),
        ("<l q p n int64 int int_ long longlong intp", "i64"),
        (">u1 B uint8 ubyte <ubyte", "u8"),
        ("u2 H uint16 ushort", "u16"),
        ("I uint32 uintc", "u32"),
        ("L <Q P N uint64 uint ulong ulonglong uintp", "u64"),
        ("f <f float32 single", "f32"),
        ("d float64 double float <float64", "f64"),
    ] {
        let data = npy::elements(dtype, cfg!(target_endian = "big"), ["1"; 2]);
        let shown = match dtype {
            "bool" => "[ True False]",
            "f32" | "f64" => "[1. 1.]",
            _ => "[1 1]",
        };
        for name in names.split(' ') {
            let data = if dtype == "bool" { vec![200, 0] } else { data.clone() };
            let folder = Folder::new().with("x.npy", npy::file(1, &format!("'{name}'"), false, "(2,)", &data));
            let run = folder.run(&["eval", "x", "x=x.npy"]);
            assert_eq!(run, printed(&format!("{shown}\n{dtype}[2]\n")), "{name}");
        }
    }
}

/// NumPy reads all of these.
#[test]
fn headers_as_python_writes_them_or_wrote() {
    for header in [
        "{'descr': u'<u2', u'fortran_order': False, 'shape': (2L,), }",
        "{\"descr\": U\"<u2\", 'fortran_order': False, 'shape': (2L, )}",
        "\n{'descr' :'<u2',\n'fortran_order': False, # in rows\n\t'shape': (\n2,\n)\n}\n\n",
        "({'shape': (0x2,), 'fortran_order': False, 'descr': r'\\x3cu2'})\n",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (+2,), 'descr': '<u2'}",
    ] {
        let folder = Folder::new().with("x.npy", npy::with_header(1, header, &[1, 0, 2, 0]));
        assert_eq!(folder.run(&["eval", "x", "x=x.npy"]), printed("[1 2]\nu16[2]\n"), "{header}");
    }
}

#[test]
fn bytes_behind_the_data_are_ignored() {
    let folder = Folder::new().with("x.npy", npy::file(1, "'<u2'", false, "(2,)", &[1, 0, 2, 0, 9, 9, 9]));
    assert_eq!(folder.run(&["eval", "x", "x=x.npy"]), printed("[1 2]\nu16[2]\n"));
}

#[test]
fn a_header_needs_no_newline_nor_padding() {
    let header = "{'descr': '<u2', 'fortran_order': False, 'shape': (2,)}";
    let folder = Folder::new().with("x.npy", npy::with_header(1, header, &[1, 0, 2, 0]));
    assert_eq!(folder.run(&["eval", "x", "x=x.npy"]), printed("[1 2]\nu16[2]\n"));
}

#[test]
fn empty_and_zero_dimensional_files() {
    let folder = Folder::new()
        .with("none.npy", npy::file(1, "'<f8'", false, "(0, 3)", &[]))
        .with("one.npy", npy::file(1, "'<f4'", true, "()", &1.5_f32.to_le_bytes()));
    assert_eq!(folder.run(&["eval", "x", "x=none.npy"]), printed("[]\nf64[0,3]\n"));
    assert_eq!(folder.run(&["eval", "x", "x=one.npy"]), printed("1.5\nf32[]\n"));
}

#[test]
fn numbers_are_weak() {
    let run = |arguments: &[&str]| {
        let data = npy::elements("f32", false, ["1", "2"]);
        let folder = Folder::new()
            .with("x.npy", npy::file(1, "'<f4'", false, "(2,)", &data))
            .with("n.npy", npy::file(1, "'|u1'", false, "(2,)", &[1, 2]));
        folder.run(arguments)
    };
    assert_eq!(run(&["eval", "x*c", "x=x.npy", "c=2.5"]), printed("[2.5 5. ]\nf32[2]\n"));
    assert_eq!(run(&["eval", "n + c", "n=n.npy", "c=3"]), printed("[4 5]\nu8[2]\n"));
    assert_eq!(run(&["eval", "n + c", "n=n.npy", "c=0.5"]), printed("[1.5 2.5]\nf64[2]\n"));
}

#[test]
fn numbers_in_all_their_forms() {
    for (word, expected) in [
        ("5", "5\ni64[]\n"),
        ("-5", "-5\ni64[]\n"),
        ("+5", "5\ni64[]\n"),
        ("18446744073709551615", "18446744073709551615\nu64[]\n"),
        ("2.", "2.0\nf64[]\n"),
        (".5", "0.5\nf64[]\n"),
        ("-1e-300", "-1e-300\nf64[]\n"),
        ("inf", "inf\nf64[]\n"),
        ("-inf", "-inf\nf64[]\n"),
        ("nan", "nan\nf64[]\n"),
        ("true", "True\nbool[]\n"),
        ("False", "False\nbool[]\n"),
    ] {
        assert_eq!(Folder::new().run(&["eval", "x", &format!("x={word}")]), printed(expected), "{word}");
    }
}

#[test]
fn expressions_without_variables_are_values() {
    for (word, expected) in [
        ("0x10", "16\ni64[]\n"),
        ("1_000", "1000\ni64[]\n"),
        ("10**3", "1000\ni64[]\n"),
        ("10.0**-3", "0.001\nf64[]\n"),
        ("pi", "3.141592653589793\nf64[]\n"),
        ("-pi/2", "-1.5707963267948966\nf64[]\n"),
        ("7//2", "3\ni64[]\n"),
        ("sqrt(2)", "1.4142135623730951\nf64[]\n"),
        ("1 < 2", "True\nbool[]\n"),
        ("NaN", "nan\nf64[]\n"),
        ("-Infinity", "-inf\nf64[]\n"),
        ("arange(3)", "[0 1 2]\ni64[3]\n"),
    ] {
        assert_eq!(Folder::new().run(&["eval", "x", &format!("x={word}")]), printed(expected), "{word}");
    }
    let folder = Folder::new()
        .with("x.npy", npy::file(1, "'<f4'", false, "(2,)", &npy::elements("f32", false, ["1", "2"])))
        .with("n.npy", npy::file(1, "'|u1'", false, "(2,)", &[1, 2]));
    assert_eq!(folder.run(&["eval", "x*c", "x=x.npy", "c=5/2"]), printed("[2.5 5. ]\nf32[2]\n"));
    assert_eq!(folder.run(&["eval", "n + c", "n=n.npy", "c=0x10"]), printed("[17 18]\nu8[2]\n"));
    let explained = folder.run(&["explain", "x*c + z", "x=f32[2]", "c=5/2", "z=zeros(3, 1, dtype=f32)"]);
    assert!(explained.stdout.ends_with("\nresult f32[3,2]\n"), "{}", explained.stdout);
}

#[test]
fn a_file_may_have_a_number_for_a_name() {
    let file = npy::file(1, "'|u1'", false, "(2,)", &[1, 2]);
    let folder = Folder::new().with("5", &file).with("e", &file).with("x+y", &file);
    assert_eq!(folder.run(&["eval", "x", "x=./5"]), printed("[1 2]\nu8[2]\n"));
    assert_eq!(folder.run(&["eval", "x", "x=./e"]), printed("[1 2]\nu8[2]\n"));
    assert_eq!(folder.run(&["eval", "x", "x=x+y"]), printed("[1 2]\nu8[2]\n"));
}

#[test]
fn expressions_without_operands() {
    assert_eq!(Folder::new().run(&["eval", "1 + 2"]), printed("3\ni64[]\n"));
    assert_eq!(Folder::new().run(&["eval", "7 / 2"]), printed("3.5\nf64[]\n"));
    assert_eq!(Folder::new().run(&["eval", "-1.5"]), printed("-1.5\nf64[]\n"));
    assert_eq!(Folder::new().run(&["eval", "-(2 + 3)"]), printed("-5\ni64[]\n"));
    assert_eq!(Folder::new().run(&["eval", "1 < 2"]), printed("True\nbool[]\n"));
}

#[test]
fn broadcasts() {
    let folder = Folder::new()
        .with("row.npy", npy::file(1, "'<f8'", false, "(3,)", &npy::elements("f64", false, ["1", "2", "3"])))
        .with("column.npy", npy::file(1, "'<f8'", false, "(2, 1)", &npy::elements("f64", false, ["10", "20"])));
    let run = folder.run(&["eval", "row*2 + column", "row=row.npy", "column=column.npy"]);
    assert_eq!(run, printed("[[12. 14. 16.]\n [22. 24. 26.]]\nf64[2,3]\n"));
}

#[test]
fn expressions_from_files_and_standard_input() {
    let folder = Folder::new().with("sum.txt", "x + 1\n");
    assert_eq!(folder.run(&["eval", "@sum.txt", "x=2"]), printed("3\ni64[]\n"));
    assert_eq!(folder.run_with_input(&["eval", "-", "x=2"], b"x *\t3"), printed("6\ni64[]\n"));
    assert_eq!(folder.run_with_input(&["eval", "-", "--threads", "1"], b"1 + 1"), printed("2\ni64[]\n"));
}

#[test]
fn options_do_not_change_a_result() {
    let words: Vec<String> = (0..5000).map(|i| format!("{}", f64::from(i) * 0.37)).collect();
    let data = npy::elements("f64", false, words.iter().map(String::as_str));
    let folder = Folder::new().with("x.npy", npy::file(1, "'<f8'", false, "(50, 100)", &data));
    let plain = ["eval", "sqrt(x)*x - x/3", "x=x.npy", "-o", "plain.npy"];
    assert_eq!(folder.run(&plain), printed(""));
    for options in [&["--threads", "1"][..], &["--threads", "2"], &["--level", "base"]] {
        let mut arguments = plain;
        arguments[4] = "y.npy";
        assert_eq!(folder.run(&[&arguments, options].concat()), printed(""), "{options:?}");
        assert!(folder.read("y.npy") == folder.read("plain.npy"), "{options:?}");
    }
}

#[test]
fn the_type_of_the_output_can_be_chosen() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["eval", "x / 4", "x=1", "--dtype", "f32"]), printed("0.25\nf32[]\n"));
    assert_eq!(folder.run(&["eval", "x / 4", "x=1", "--dtype", "float64"]), printed("0.25\nf64[]\n"));
    let unsafely = ["eval", "x / 2", "x=5", "--dtype", "i16", "--casting", "unsafe"];
    assert_eq!(folder.run(&unsafely), printed("2\ni16[]\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_with_a_name_is_read_once_and_written_once() {
    let folder = Folder::new().with("x.npy", npy::file(1, "'|u1'", false, "(2,)", &[1, 2]));
    let read = "mkfifo pipe; cat x.npy > pipe & timeout 20 sh -c \"exec $0 eval x+1 x=pipe\"";
    let script = read.replace("$0", super::PROGRAM);
    assert_eq!(folder.shell(&script), printed("[2 3]\nu8[2]\n"));
    let written = "cat pipe > y.npy & fusexpr eval x*2 x=x.npy -o pipe; wait; fusexpr eval y y=y.npy";
    assert_eq!(folder.shell(written), printed("[2 4]\nu8[2]\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn operands_can_come_through_a_pipe() {
    let folder = Folder::new().with("x.npy", npy::file(2, "'>u2'", false, "(2,)", &[0, 1, 0, 2]));
    assert_eq!(folder.shell("cat x.npy | fusexpr eval x+1 x=/dev/stdin"), printed("[2 3]\nu16[2]\n"));
    let run = folder.shell("head -c 130 x.npy | fusexpr eval x+1 x=/dev/stdin");
    assert_eq!(run, super::refused("/dev/stdin: the data ends early: u16[2] takes 4 bytes, 2 are there"));
}
