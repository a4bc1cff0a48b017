//! What all formats of files have in common: every type comes back, what was made elsewhere is read, and what cannot be
//! read or written is said.

use super::{Folder, fixture, npy, printed, refused};

/// Every type, the name that `fixtures/make.py` gives it, its edge values, and how they are shown.
const TYPES: [(&str, &str, &str, &str); 11] = [
    ("bool", "b1", "true false true", "[ True False  True]"),
    ("i8", "i1", "-128 127 1", "[-128  127    1]"),
    ("i16", "i2", "-32768 32767 1", "[-32768  32767      1]"),
    ("i32", "i4", "-2147483648 2147483647 1", "[-2147483648  2147483647           1]"),
    (
        "i64",
        "i8",
        "-9223372036854775808 9223372036854775807 1",
        "[-9223372036854775808  9223372036854775807                    1]",
    ),
    ("u8", "u1", "0 255 1", "[  0 255   1]"),
    ("u16", "u2", "0 65535 1", "[    0 65535     1]"),
    ("u32", "u4", "0 4294967295 1", "[         0 4294967295          1]"),
    ("u64", "u8", "0 18446744073709551615 1", "[                   0 18446744073709551615                    1]"),
    ("f32", "f4", "0.1 NaN -inf", "[ 0.1  nan -inf]"),
    ("f64", "f8", "0.1 NaN -0", "[ 0.1  nan -0. ]"),
];

fn made(folder: Folder, name: &str) -> Folder {
    folder.with(name, fixture(name))
}

#[test]
fn every_type_comes_back() {
    for (dtype, code, values, shown) in TYPES {
        let data = npy::elements(dtype, false, values.split(' '));
        let file = npy::file(1, &format!("'<{}'", npy::code(dtype)), false, "(3,)", &data);
        let folder = Folder::new().with("x.npy", file);
        assert_eq!(npy::code(dtype), code);
        for output in ["y.npy", "y.npz", "y.csv", "y.parquet", "Y.NPZ", "Y.CSV", "Y.Parquet"] {
            assert_eq!(folder.run(&["eval", "y = x", "x=x.npy", "-o", output]), printed(""), "{dtype} {output}");
            // Text does not tell widths apart: a column of it takes the widest type of its kind that it needs.
            let found = match (output.to_ascii_lowercase().ends_with("csv"), dtype) {
                (true, "i8" | "i16" | "i32" | "u8" | "u16" | "u32") => "i64",
                (true, "f32") => "f64",
                _ => dtype,
            };
            let expected = printed(&format!("{shown}\n{found}[3]\n"));
            assert_eq!(folder.run(&["eval", "z", &format!("z={output}")]), expected, "{dtype} {output}");
            let back = folder.run(&[
                "eval",
                "z",
                &format!("z={output}"),
                "--dtype",
                dtype,
                "--casting",
                "unsafe",
                "-o",
                "z.npy",
            ]);
            assert_eq!(back, printed(""));
            assert_eq!(npy::split(&folder.read("z.npy")).1, data, "{dtype} {output}");
        }
    }
}

#[test]
fn every_type_that_others_have_written_is_read() {
    for name in ["stored.npz", "deflated.npz", "plain.parquet", "snappy.parquet", "gzip.parquet", "zstd.parquet"] {
        let folder = made(Folder::new(), name);
        for (dtype, code, _, shown) in TYPES {
            let expected = printed(&format!("{shown}\n{dtype}[3]\n"));
            assert_eq!(folder.run(&["eval", "x", &format!("x={name}:{code}")]), expected, "{name}");
            assert_eq!(folder.run(&["eval", code, "--from", name]), expected, "{name}");
        }
    }
}

/// Dates of a unit and NaT, and how they are shown.
#[test]
fn dates_come_back() {
    for (unit, values, shown) in [
        ("M", "652 NaT -1", "['2024-05'     'NaT' '1969-12']"),
        ("D", "19844 NaT -1", "['2024-05-01'        'NaT' '1969-12-31']"),
        ("s", "1714566896 NaT -1", "['2024-05-01T12:34:56'                 'NaT' '1969-12-31T23:59:59']"),
        ("ms", "1 NaT -1", "['1970-01-01T00:00:00.001'                     'NaT'\n '1969-12-31T23:59:59.999']"),
        (
            "us",
            "1714566896000001 NaT 5",
            "['2024-05-01T12:34:56.000001'                        'NaT'\n '1970-01-01T00:00:00.000005']",
        ),
        (
            "ns",
            "NaT NaT 0",
            "[                          'NaT'                           'NaT'\n '1970-01-01T00:00:00.000000000']",
        ),
    ] {
        let dtype = format!("datetime64[{unit}]");
        let data = npy::elements(&dtype, false, values.split(' '));
        let file = npy::file(1, &format!("'<{}'", npy::code(&dtype)), false, "(3,)", &data);
        let folder = Folder::new().with("x.npy", file);
        for output in ["y.npy", "y.npz", "y.csv", "y.parquet"] {
            assert_eq!(folder.run(&["eval", "y = x", "x=x.npy", "-o", output]), printed(""), "{dtype} {output}");
            // A table of the format has days, and no unit between those and thousandths of a second.
            let (found, back) = match (output, unit) {
                ("y.parquet", "M") => ("D", r#"datetime64(z, "M")"#),
                ("y.parquet", "s") => ("ms", r#"datetime64(z, "s")"#),
                _ => (unit, "z"),
            };
            let expected = printed(&format!("{shown}\ndatetime64[{unit}][3]\n"));
            assert_eq!(folder.run(&["eval", back, &format!("z={output}")]), expected, "{dtype} {output}");
            let run = folder.run(&["eval", "z[:1]", &format!("z={output}")]);
            assert!(run.stdout.ends_with(&format!("datetime64[{found}][1]\n")), "{dtype} {output}: {}", run.stdout);
        }
    }
}

/// Lengths of time have a place in arrays, and are numbers in text; tables of the other format refuse them.
#[test]
fn lengths_of_time_come_back() {
    let data = npy::elements("timedelta64[h]", true, ["3", "NaT", "-20"]);
    let folder = Folder::new().with("x.npy", npy::file(1, "'>m8[h]'", false, "(3,)", &data));
    for output in ["y.npy", "y.npz"] {
        assert_eq!(folder.run(&["eval", "y = x", "x=x.npy", "-o", output]), printed(""), "{output}");
        let expected = printed("[    3 'NaT'   -20]\ntimedelta64[h][3]\n");
        assert_eq!(folder.run(&["eval", "z", &format!("z={output}")]), expected, "{output}");
    }
    assert_eq!(folder.run(&["eval", "y = x[::2]", "x=x.npy", "-o", "y.csv"]), printed(""));
    assert_eq!(folder.read("y.csv"), b"y\n3\n-20\n");
    let refusal = "y.parquet: lengths of time have no type in a .parquet file; write them as numbers, `i64(x)`";
    assert_eq!(folder.run(&["eval", "y = x", "x=x.npy", "-o", "y.parquet"]), refused(refusal));
}

#[test]
fn dates_that_others_have_written_are_read() {
    let folder = made(Folder::new(), "snappy.parquet");
    for (name, expected) in [
        ("dates", "['1970-01-02' '1970-01-03' '1970-01-04']\ndatetime64[D][3]\n"),
        (
            "times",
            "['1970-01-01T00:00:00.000001' '1970-01-01T00:00:00.000002'\n '1970-01-01T00:00:00.000003']\n\
             datetime64[us][3]\n",
        ),
    ] {
        assert_eq!(folder.run(&["eval", "x", &format!("x=snappy.parquet:{name}")]), printed(expected), "{name}");
    }
}

#[test]
fn a_part_that_is_not_there_or_of_no_use() {
    let folder =
        made(made(Folder::new(), "stored.npz"), "snappy.parquet").with("t.csv", "height,width,name\n1,2,bob\n");
    for (word, reason) in [
        ("x=stored.npz:forttran", "stored.npz: there is no member `forttran`; did you mean `fortran`?"),
        ("x=t.csv:heigth", "t.csv: there is no column `heigth`; did you mean `height`?"),
        ("x=t.csv:depth", "t.csv: there is no column `depth`; it has `height`, `width`, `name`"),
        ("x=t.csv:name", "t.csv: `name`: texts are not supported: `bob` in line 2"),
        (
            "x=t.csv",
            "t.csv: there is no column `x` in it, but `height`, `width`; name the column that is meant, t.csv:height, or \
             take all, `--from t.csv`",
        ),
        ("x=stored.npz:texts", "stored.npz: `texts`: elements of type '<U2' (strings) are not supported"),
        ("x=snappy.parquet:texts", "snappy.parquet: `texts`: texts are not supported"),
        ("x=snappy.parquet:decimals", "snappy.parquet: `decimals`: decimals are not supported"),
        ("x=snappy.parquet:halves", "snappy.parquet: `halves`: 16-bit floats are not supported"),
        ("x=snappy.parquet:lists", "snappy.parquet: `lists`: lists are not supported"),
        (
            "x=snappy.parquet:i4_null",
            "snappy.parquet: `i4_null`: the value of row 1 is missing, which only floats and dates can tell; convert the column to \
             floats or fill the gaps",
        ),
        (
            "x=snappy.parquet:b1_null",
            "snappy.parquet: `b1_null`: the value of row 1 is missing, which only floats and dates can tell; convert the column to \
             floats or fill the gaps",
        ),
        ("x=nowhere.npz:a", "nowhere.npz: No such file or directory (os error 2)"),
    ] {
        assert_eq!(folder.run(&["eval", "x", word]), refused(reason), "{word}");
    }
}

#[test]
fn files_that_are_none() {
    let folder = Folder::new()
        .with("text.npz", "hello, world")
        .with("text.parquet", "hello, world")
        .with("none.npz", "")
        .with("none.parquet", "")
        .with("none.csv", "")
        .with("numbers.csv", "1,2\n3,4\n")
        .with("semicolons.csv", "a;b\n1;2\n")
        .with("data.txt", "a,b\n1,2\n");
    let table = "not a .parquet file, or cut off: it has no footer";
    let archive = "not an .npz file, or cut off: it has no table of members";
    for (name, reason) in [
        ("text.npz", archive),
        ("none.npz", archive),
        ("text.parquet", table),
        ("none.parquet", table),
        ("none.csv", "empty; a header line with the columns' names comes first"),
        ("numbers.csv", "the first line has numbers, not names; put a header line before it"),
        ("semicolons.csv", "columns are separated by commas, here it seems by ';'; convert the file"),
        ("data.txt", "not an .npy file; other formats go by their extension, .npz, .csv or .parquet"),
    ] {
        assert_eq!(folder.run(&["eval", "a", "--from", name]), refused(&format!("{name}: {reason}")));
    }
    for name in ["folder.npy", "folder.npz", "folder.csv", "folder.parquet"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        let run = folder.run(&["eval", "a", "--from", name]);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
        assert!(run.stderr.starts_with(&format!("error: {name}: ")), "{}", run.stderr);
    }
}

#[test]
fn what_does_not_fit_the_format() {
    let data = npy::elements("f64", false, ["1", "2"]);
    let folder = Folder::new().with("x.npy", npy::file(1, "'<f8'", false, "(2,)", &data));
    for (program, output, reason) in [
        ("a = x; b = x", "y.npy", "2 arrays, `a`, `b`, for a file of one; write an .npz file"),
        (
            "a = x; b = x[:1]",
            "y.csv",
            "columns have one length, but `b` is f64[1] and `a` has 2 rows; write an .npz file",
        ),
        ("a = x; b = x[None]", "y.parquet", "a column has one axis, but `b` is f64[1,2]; write an .npz file"),
        ("sum(x)", "y.csv", "a column has one axis, but `out` is f64[]; write an .npz file"),
    ] {
        let run = folder.run(&["eval", program, "x=x.npy", "-o", output]);
        assert_eq!(run, refused(&format!("{output}: {reason}")));
    }
    assert_eq!(folder.names(), ["x.npy"]);
}

/// A name that stands for another format is no slip of the pen: who writes it expects that format.
#[test]
fn formats_that_are_not_written() {
    let folder = Folder::new();
    for name in ["r.txt", "r.png", "r.xlsx", "r.npy.gz", "r.v2"] {
        let extension = name.rsplit('.').next().unwrap();
        let reason = format!("{name}: arrays are not written as .{extension}, but as .npy, .npz, .csv or .parquet");
        assert_eq!(folder.run(&["eval", "x", "-o", name]), refused(&reason), "before the expression is looked at");
        let save = folder.run(&["-e", "x = 3", "-e", &format!(":save x {name}")]);
        assert_eq!((save.status, save.stderr), (Some(1), format!("-e:2: error: {reason}\n")));
    }
    assert_eq!(folder.names(), [""; 0]);
    assert_eq!(folder.run(&["eval", "3", "-o", "r"]), printed(""));
    assert_eq!(folder.run(&["eval", "x", "x=r"]), printed("3\ni64[]\n"));
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn devices_that_are_full_and_others() {
        let folder = Folder::new();
        for extension in ["npy", "npz", "csv", "parquet"] {
            for device in ["full", "null", "stdout"] {
                symlink(format!("/dev/{device}"), folder.path().join(format!("{device}.{extension}"))).unwrap();
            }
            let full = format!("full.{extension}");
            let run = folder.run(&["eval", "x = arange(3)", "-o", &full]);
            assert_eq!(run, refused(&format!("{full}: No space left on device (os error 28)")));
            assert_eq!(folder.run(&["eval", "x = arange(3)", "-o", &format!("null.{extension}")]), printed(""));
            let copy =
                folder.shell(&format!("fusexpr eval 'x = arange(3)' -o stdout.{extension} | cat > copy.{extension}"));
            assert_eq!(copy, printed(""));
            let read = folder.run(&["eval", "x", &format!("x=copy.{extension}")]);
            assert_eq!(read, printed("[0 1 2]\ni64[3]\n"), "{extension}");
        }
    }

    #[test]
    fn a_full_disk_leaves_no_half_file() {
        for extension in ["npz", "csv", "parquet"] {
            let name = format!("y.{extension}");
            let folder = Folder::new().with(&name, "as it was");
            let run =
                folder.shell(&format!("trap '' XFSZ; ulimit -f 16; fusexpr eval 'x = sqrt(arange(50000))' -o {name}"));
            assert_eq!(run, refused(&format!("{name}: File too large (os error 27)")));
            assert_eq!(folder.read(&name), b"as it was");
            assert_eq!(folder.names(), [name]);
        }
    }

    #[test]
    fn files_that_may_not_be_read() {
        let folder = made(Folder::new(), "stored.npz");
        fs::set_permissions(folder.path().join("stored.npz"), fs::Permissions::from_mode(0o000)).unwrap();
        if fs::File::open(folder.path().join("stored.npz")).is_ok() {
            return println!("skipped: this user may read everything");
        }
        let run = folder.run(&["eval", "f8", "--from", "stored.npz"]);
        assert_eq!(run, refused("stored.npz: Permission denied (os error 13)"));
    }

    #[test]
    fn tables_and_arrays_through_pipes() {
        let folder = made(Folder::new(), "stored.npz").with("t.csv", "a,b\n1,2.5\n");
        symlink("/dev/stdin", folder.path().join("in.csv")).unwrap();
        symlink("/dev/stdin", folder.path().join("in.npz")).unwrap();
        symlink("/dev/stdin", folder.path().join("in.parquet")).unwrap();
        assert_eq!(folder.shell("cat t.csv | fusexpr eval a+b --from in.csv"), printed("[3.5]\nf64[1]\n"));
        let pipe = "not a file; what comes through a pipe has no end to begin at; save it first";
        assert_eq!(folder.shell("cat stored.npz | fusexpr eval a --from in.npz"), refused(&format!("in.npz: {pipe}")));
        assert_eq!(
            folder.shell("cat t.csv | fusexpr eval a --from in.parquet"),
            refused(&format!("in.parquet: {pipe}"))
        );
    }
}
