//! Programs of several statements, several outputs, and operands from files as a whole.

use super::{Folder, Run, npy, printed, refused};

/// Two arrays of three numbers in an archive, two others in a table.
fn folder() -> Folder {
    let folder = Folder::new().with("t.csv", "height,width\n1,10\n2,20\n3,30\n");
    let made = folder.run(&["eval", "nir = 3*arange(3.0) + 1; red = arange(3.0); pi = 3", "-o", "scene.npz"]);
    assert_eq!(made, printed(""));
    folder
}

#[test]
fn a_program_that_assigns() {
    let folder = folder();
    let program = "ratio = (nir-red)/(nir+red)";
    assert_eq!(folder.run(&["eval", program, "--from", "scene.npz", "-o", "ratio.npy"]), printed(""));
    let shown = printed("[1.         0.6        0.55555556]\nf64[3]\n");
    assert_eq!(folder.run(&["eval", "ratio", "--from", "ratio.npy"]), shown);
    assert_eq!(folder.run(&["eval", program, "--from", "scene.npz"]), shown);
    assert_eq!(folder.run(&["eval", "x", "x=ratio.npy"]), shown);
    let both = folder.run(&["eval", "d = nir - red; s = nir + red; d / s", "--from", "scene.npz"]);
    assert_eq!(both, shown, "what is read again is no output");
}

#[test]
fn several_outputs_are_printed_with_their_names() {
    let folder = folder();
    let run = folder.run(&["eval", "area = height*width; n = sum(height); area > 15", "--from", "t.csv"]);
    assert_eq!(run, printed("6\nn i64[]\n[False  True  True]\nout bool[3]\n"));
    let run = folder.run(&["eval", "x += 1; x[0] = 7", "x=t.csv:height"]);
    assert_eq!(run, printed("[7 3 4]\ni64[3]\n"));
}

#[test]
fn several_outputs_are_written() {
    let folder = folder();
    let program = "area = height*width; half = height/2";
    for output in ["y.npz", "y.csv", "y.parquet"] {
        assert_eq!(folder.run(&["eval", program, "--from", "t.csv", "-o", output]), printed(""));
        let run = folder.run(&["eval", "a = area*1; b = half*1", "--from", output]);
        assert_eq!(run, printed("[10 40 90]\na i64[3]\n[0.5 1.  1.5]\nb f64[3]\n"), "{output}");
    }
    let npz = folder.run(&["eval", "m = height[None] * width[:, None]; m", "--from", "t.csv", "-o", "m.npz"]);
    assert_eq!(npz, printed(""));
    assert_eq!(folder.run(&["eval", "sum(m)", "m=m.npz:out"]), printed("360\ni64[]\n"));
}

/// The README's example. Without the conversion integers wrap, as NumPy's do.
#[test]
fn bands_of_unsigned_integers() {
    let folder = Folder::new();
    let bands = "nir = u16(arange(3) + 40000); red = u16(40002 - arange(3)); nir = nir; red = red";
    assert_eq!(folder.run(&["eval", bands, "-o", "scene.npz"]), printed(""));
    let ndvi = "n = f32(nir); r = f32(red); (n-r)/(n+r)";
    assert_eq!(folder.run(&["eval", ndvi, "--from", "scene.npz", "-o", "ndvi.npy"]), printed(""));
    let shown = printed("[-2.4999375e-05  0.0000000e+00  2.4999375e-05]\nf32[3]\n");
    assert_eq!(folder.run(&["eval", "ndvi", "--from", "ndvi.npy"]), shown);
    let wrapped = folder.run(&["eval", "nir - red", "--from", "scene.npz"]);
    assert_eq!(wrapped, printed("[65534     0     2]\nu16[3]\n"));
}

/// What is assigned on the way, to operands or other names, is not what the file is for.
#[test]
fn the_last_expression_is_written() {
    let folder = folder();
    for (program, expected) in [
        ("x = x + 1; x = x*2; x", "[4 6 8]\ni64[3]\n"),
        ("x += 1; x*2", "[4 6 8]\ni64[3]\n"),
        ("x[0] = 7; x /= 2; x", "[3.5 1.  1.5]\nf64[3]\n"),
        ("t = x*1; x = x + 5; t", "[1 2 3]\ni64[3]\n"),
        ("n = sum(x); half = x/2; x - 1", "[0 1 2]\ni64[3]\n"),
    ] {
        for output in ["y.npy", "y.npz", "y.csv", "y.parquet"] {
            assert_eq!(folder.run(&["eval", program, "x=t.csv:height", "-o", output]), printed(""), "{program}");
            let run = folder.run(&["eval", "out", &format!("out={output}")]);
            assert_eq!(run, printed(expected), "{program} in {output}");
        }
    }
    let plotted = |program| folder.run(&["plot", program, "x=t.csv:height", "--size", "40x10"]).status;
    assert_eq!((plotted("x += 1; x*2"), plotted("y = x*2")), (Some(0), Some(0)));
}

#[test]
fn one_type_for_all_outputs() {
    let run = folder().run(&["eval", "a = height; b = height/2", "--from", "t.csv", "--dtype", "f32"]);
    assert_eq!(run, printed("[1. 2. 3.]\na f32[3]\n[0.5 1.  1.5]\nb f32[3]\n"));
}

#[test]
fn names_from_several_places() {
    let folder = folder();
    let run = |arguments: &[&str]| folder.run(&[&["eval"], arguments].concat());
    let all = ["--from", "scene.npz", "--from", "t.csv"];
    assert_eq!(run(&[&["red + height"], &all[..]].concat()), printed("[1. 3. 5.]\nf64[3]\n"));
    assert_eq!(run(&[&["red + height", "red=10"], &all[..]].concat()), printed("[11 12 13]\ni64[3]\n"));
    assert_eq!(run(&["a + b", "a=scene.npz:red", "b=t.csv:width"]), printed("[10. 21. 32.]\nf64[3]\n"));
    assert_eq!(run(&["pi + e*0", "--from", "scene.npz"]), printed("3.0\nf64[]\n"));
    let twice = "`red` is in scene.npz and in scene.npz; say which one is meant, red=FILE";
    assert_eq!(run(&["red", "--from", "scene.npz", "--from", "scene.npz"]), refused(twice));
    assert_eq!(run(&["nir", "--from", "nowhere.npz"]), refused("nowhere.npz: No such file or directory (os error 2)"));
}

#[test]
fn a_name_that_no_file_has() {
    let report = |run: Run| {
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
        run.stderr
    };
    let missing = report(folder().run(&["eval", "nri + red", "--from", "scene.npz"]));
    assert!(missing.starts_with("error: there is no variable `nri`\n  |\n1 | nri + red\n"), "{missing}");
    assert!(missing.contains("help: did you mean `nir`?"), "{missing}");
    let twice = report(folder().run(&["eval", "out = red; red*2", "--from", "scene.npz"]));
    assert!(twice.starts_with("error: there is no output for the result of this expression\n"), "{twice}");
}

/// Only what is read is looked at: a member that is broken does not matter to the others.
#[test]
fn members_that_are_not_asked_for() {
    let folder = folder();
    let mut archive = folder.read("scene.npz");
    let place = archive.windows(6).rposition(|window| window == b"\x93NUMPY").expect("there are members");
    archive[place] = b'x';
    std::fs::write(folder.path().join("scene.npz"), archive).unwrap();
    assert_eq!(folder.run(&["eval", "nir - red", "--from", "scene.npz"]), printed("[1. 3. 5.]\nf64[3]\n"));
    assert_eq!(folder.run(&["eval", "x", "x=scene.npz:pi"]), refused("scene.npz: `pi`: not an .npy file"));
}

#[test]
fn a_file_may_be_read_and_overwritten() {
    let folder = folder();
    for _ in 0..2 {
        assert_eq!(folder.run(&["eval", "height += 1; width = width", "--from", "t.csv", "-o", "t.csv"]), printed(""));
    }
    assert_eq!(String::from_utf8(folder.read("t.csv")).unwrap(), "height,width\n3,10\n4,20\n5,30\n");
    assert_eq!(folder.names(), ["scene.npz", "t.csv"]);
}

#[test]
fn an_operand_that_names_a_part() {
    let data = npy::elements("f64", false, ["1", "2"]);
    let folder = folder().with("odd:name.npy", npy::file(1, "'<f8'", false, "(2,)", &data));
    assert_eq!(folder.run(&["eval", "x", "x=odd:name.npy"]), printed("[1. 2.]\nf64[2]\n"));
    assert_eq!(folder.run(&["eval", "x*2", "x=./scene.npz:red"]), printed("[0. 2. 4.]\nf64[3]\n"));
    let empty = folder.run(&["eval", "x", "x=scene.npz:"]);
    assert_eq!(empty, refused("scene.npz:: No such file or directory (os error 2)"));
}
