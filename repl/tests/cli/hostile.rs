//! `.npy` files that are broken, cut off, lying or of types that there are no operations for.
//!
//! Every run has 1 GiB of address space, less than what the larger lies amount to.

use super::{Folder, npy, refused};

fn check(file: &[u8], reason: &str) {
    let folder = Folder::new().with("x.npy", file);
    #[cfg(target_os = "linux")]
    let run = folder.shell("ulimit -v 1048576; fusexpr eval x x=x.npy");
    #[cfg(not(target_os = "linux"))]
    let run = folder.run(&["eval", "x", "x=x.npy"]);
    assert_eq!(run, refused(&format!("x.npy: {reason}")));
}

fn check_header(header: &str, reason: &str) {
    check(&npy::with_header(1, header, &[0; 64]), reason);
    check(&npy::with_header(3, header, &[0; 64]), reason);
}

fn check_shape(shape: &str, reason: &str) {
    check(&npy::file(1, "'<f8'", false, shape, &[0; 64]), reason);
}

fn check_descr(descr: &str, reason: &str) {
    check(&npy::file(1, descr, false, "(2,)", &[0; 64]), reason);
}

#[test]
fn not_an_npy_file() {
    for file in [&b""[..], b"\x93", b"\x93NUM", b"hello, world; this is text", b"PK\x03\x04 an archive", &[0; 4096]] {
        check(file, "not an .npy file");
    }
    check(b"\x93NUMPY\x04\x00\x00\x00", "format version 4.0 is not known");
    check(b"\x93NUMPY\x01\x01\x00\x00", "format version 1.1 is not known");
}

#[test]
fn cut_off_in_the_header() {
    let whole = npy::file(1, "'<f8'", false, "(2,)", &[0; 16]);
    for length in 6..128 {
        check(&whole[..length], "the file ends within its header");
    }
}

#[test]
fn cut_off_in_the_data() {
    let whole = npy::file(1, "'<f8'", true, "(2, 1)", &[0; 16]);
    for length in [128, 129, 143] {
        let there = length - 128;
        check(&whole[..length], &format!("the data ends early: f64[2,1] takes 16 bytes, {there} are there"));
    }
}

#[test]
fn a_lie_about_the_header() {
    let reason = "a header of 4294967295 bytes; at most 10000 are accepted";
    check(b"\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr'", reason);
    check(b"\x93NUMPY\x03\x00\xff\xff\xff\xff", reason);
    check(b"\x93NUMPY\x01\x00\xff\xff{'descr'", "a header of 65535 bytes; at most 10000 are accepted");
    check(b"\x93NUMPY\x01\x00\x10\x27{'descr'", "the file ends within its header");
}

#[test]
fn a_lie_about_the_shape() {
    check_shape("(1000000000,)", "the data ends early: f64[1000000000] takes 8000000000 bytes, 64 are there");
    let large = "(4294967296, 4294967296, 4294967296)";
    check_shape(large, "more elements than memory can hold: f64[4294967296,4294967296,4294967296]");
    check_shape("(2305843009213693952,)", "more elements than memory can hold: f64[2305843009213693952]");
    let none = "more elements than memory can hold: f64[0,4611686018427387904,4]";
    check_shape("(0, 4611686018427387904, 4)", none);
    check_shape("(99999999999999999999,)", "the header's `shape` is invalid: (99999999999999999999,)");
    check_shape(&format!("({})", "1, ".repeat(65)), "an array of 65 axes; at most 64 are accepted");
}

#[test]
fn a_shape_that_is_none() {
    for (shape, shown) in
        [("(-3,)", "(-3,)"), ("(2.0,)", "(2.0,)"), ("[2]", "[2]"), ("2", "2"), ("None", "None"), ("('2',)", "('2',)")]
    {
        check_shape(shape, &format!("the header's `shape` is invalid: {shown}"));
    }
}

#[test]
fn a_header_that_is_none() {
    check_header("", "the header is not a Python dictionary: ");
    check_header("hello\n", "the header is not a Python dictionary: hello");
    check_header("[1, 2]\n", "the header is not a Python dictionary: [1, 2]");
    let partial = "{'descr': '<f8', 'shape': (2,)}";
    check_header(partial, &format!("the header lacks one of `descr`, `fortran_order` and `shape`: {partial}"));
    let order = "{'descr': '<f8', 'fortran_order': 1, 'shape': (2,)}";
    check_header(order, "the header's `fortran_order` is invalid: 1");
    let key = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'colour': 'red'}";
    check_header(key, "the header's key 'colour' is not known");
    check(&npy::with_header(3, "é\n", &[]), "the header is not a Python dictionary: é");
    check(b"\x93NUMPY\x01\x00\x02\x00\xff\xfe", "the header is not a Python dictionary: ÿþ");
    check(b"\x93NUMPY\x03\x00\x02\x00\x00\x00\xff\xfe", "the header is not a Python dictionary: \u{fffd}\u{fffd}");
}

#[test]
fn a_header_that_would_exhaust_a_parser() {
    for bracket in ["(", "[", "{", "{1:"] {
        let nested = bracket.repeat(3000);
        let shown: String = nested.chars().take(80).collect();
        check_header(&nested, &format!("the header is not a Python dictionary: {shown}…"));
        let longer = npy::with_header(2, &bracket.repeat(100_000), &[]);
        let reason = format!("a header of {} bytes; at most 10000 are accepted", bracket.len() * 100_000);
        check(&longer, &reason);
    }
    let digits = "9".repeat(9000);
    check_header(&digits, &format!("the header is not a Python dictionary: {}…", &digits[..80]));
    let signs = "-".repeat(9000);
    check_header(&signs, &format!("the header is not a Python dictionary: {}…", &signs[..80]));
}

#[test]
fn types_without_operations() {
    for (descr, reason) in [
        ("'|O'", "elements of type '|O' (Python objects) are not supported"),
        ("'<c32'", "elements of type '<c32' (complex numbers of more than 128 bits) are not supported"),
        ("'<f16'", "elements of type '<f16' (floats of more than 64 bits) are not supported"),
        ("'<U'", "elements of type '<U' (strings) are not supported"),
        ("'|S-3'", "elements of type '|S-3' (byte strings) are not supported"),
        ("'<M8[25s]'", "elements of type '<M8[25s]' (dates and times of this unit) are not supported"),
        ("'|V8'", "elements of type '|V8' (raw bytes) are not supported"),
        ("'<i3'", "elements of type '<i3' are not supported"),
        ("''", "elements of type '' are not supported"),
        ("'\\x1b[31m\\n'", "elements of type '\\x1b[31m\\n' are not supported"),
        ("[('x', '|O')]", "elements of type '|O' (Python objects) are not supported"),
        ("[('x', '|V8')]", "`x`: elements of type '|V8' (raw bytes) are not supported"),
        ("[('x', [('y', '<f8')])]", "`x`: records within records are not supported"),
        ("[('x',)]", "the header's `descr` is invalid: [('x',)]"),
        ("[('x', '<f8', 'y')]", "the header's `descr` is invalid: [('x', '<f8', 'y')]"),
        ("['x']", "the header's `descr` is invalid: ['x']"),
        ("None", "the header's `descr` is invalid: None"),
    ] {
        check_descr(descr, reason);
    }
    let header = "{'descr': [('x', '<f8'), ('y', '<i4')], 'fortran_order': False, 'shape': (3,)}";
    check(
        &npy::with_header(1, header, &[0; 30]),
        "the data ends early: 3 records of 12 bytes take 36 bytes, 30 are there",
    );
    for (descr, shown) in [
        ("'<U9000000000000000000'", "'<U9000000000000000000'"),
        ("[('x', '<f8', (4000000000, 4000000000))]", "[('x', '<f8', (4000000000, 4000000000))]"),
    ] {
        check_descr(descr, &format!("more elements than memory can hold: {shown}"));
    }
}

/// As large as the file says, but not as large as memory.
#[cfg(target_os = "linux")]
#[test]
fn a_file_larger_than_memory() {
    let folder = Folder::new()
        .with("x.npy", npy::file(1, "'<f8'", false, "(1000000000,)", &[]))
        .with("y.npy", npy::file(1, "'<f8'", true, "(1000000000, 1)", &[]));
    for name in ["x.npy", "y.npy"] {
        let file = std::fs::File::options().write(true).open(folder.path().join(name)).unwrap();
        file.set_len(9_000_000_000).expect("a sparse file");
    }
    // In Fortran order it does not go by rows.
    let run = folder.shell("ulimit -v 1048576; fusexpr eval x x=y.npy");
    assert_eq!(run, refused("y.npy: out of memory"));
    let run = folder.shell("ulimit -v 1048576; fusexpr eval x x=x.npy");
    let lines = "the result's shape (1000000000,) has more elements than memory can hold\n\
                 help: write it to an .npy file, `-o FILE.npy`, row by row";
    assert_eq!(run, refused(lines));
}
