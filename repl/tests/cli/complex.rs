//! Complex numbers in files, printed and drawn.

use super::{Folder, npy, printed, refused};

const WORDS: [&str; 3] = ["1;2", "0.5;-0.25", "-3;0"];
const SHOWN: &str = "[ 1. +2.j    0.5-0.25j -3. +0.j  ]";

/// A folder with the numbers in both types and byte orders.
fn folder() -> Folder {
    let file = |dtype: &str, is_big: bool| {
        let order = if is_big { '>' } else { '<' };
        npy::file(1, &format!("'{order}{}'", npy::code(dtype)), false, "(3,)", &npy::elements(dtype, is_big, WORDS))
    };
    Folder::new()
        .with("z.npy", file("c128", false))
        .with("w.npy", file("c64", false))
        .with("big.npy", file("c128", true))
        .with("bigger.npy", file("c64", true))
}

#[test]
fn arrays_come_and_go() {
    let folder = folder();
    for (name, dtype) in [("z.npy", "c128"), ("w.npy", "c64"), ("big.npy", "c128"), ("bigger.npy", "c64")] {
        let run = folder.run(&["eval", "z", &format!("z={name}")]);
        assert_eq!(run, printed(&format!("{SHOWN}\n{dtype}[3]\n")), "{name}");
        for output in ["y.npy", "y.npz"] {
            let run = folder.run(&["eval", "y = z*1j", &format!("z={name}"), "-o", output]);
            assert_eq!(run, printed(""), "{name} {output}");
            let expected = format!("[-2.  +1.j   0.25+0.5j -0.  -3.j ]\n{dtype}[3]\n");
            assert_eq!(folder.run(&["eval", "y", &format!("y={output}")]), printed(&expected), "{name} {output}");
        }
    }
    folder.run(&["eval", "z", "z=w.npy", "-o", "y.npy"]);
    assert_eq!(folder.read("y.npy"), folder.read("w.npy"));
    let run = folder.run(&["eval", "z.real", "z=z.npy", "-o", "x.npy"]);
    assert_eq!(run, printed(""));
    assert_eq!(folder.run(&["eval", "x", "x=x.npy"]), printed("[ 1.   0.5 -3. ]\nf64[3]\n"));
}

#[test]
fn tables_take_what_they_can() {
    let folder = folder();
    assert_eq!(folder.run(&["eval", "y = z", "z=z.npy", "-o", "y.csv"]), printed(""));
    assert_eq!(String::from_utf8(folder.read("y.csv")).unwrap(), "y\n(1+2j)\n(0.5-0.25j)\n(-3+0j)\n");
    let run = folder.run(&["eval", "y = z", "z=z.npy", "-o", "y.parquet"]);
    let reason = "y.parquet: a .parquet file has no complex numbers: write `z.real` and `z.imag` as two columns";
    assert_eq!(run, refused(reason));
}

#[test]
fn a_plot_is_of_absolute_values_and_says_so() {
    let run = folder().run(&["plot", "z", "z=z.npy"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.contains("abs(z)"), "{}", run.stdout);
}
