//! Files that are larger than the memory there is, made sparse; the limit is one of the address space.

use super::{Folder, PROGRAM, npy, printed};
use std::fs::OpenOptions;

/// Elements of a file of 512 MiB.
const LENGTH: u64 = 1 << 26;

/// Zeros.
fn sparse(folder: &Folder, name: &str) {
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({LENGTH},), }}\n");
    let start = npy::with_header(1, &header, &[]);
    let path = folder.path().join(name);
    std::fs::write(&path, &start).expect("a file can be written");
    let file = OpenOptions::new().write(true).open(path).expect("it is there");
    file.set_len(start.len() as u64 + 8 * LENGTH).expect("a sparse file can be made");
}

#[test]
fn results_are_written_as_the_files_are_read() {
    let folder = Folder::new();
    sparse(&folder, "x.npy");
    sparse(&folder, "y.npy");
    // 768 MiB, of which threads and the program itself take their part.
    let run = folder
        .shell("ulimit -v 786432; fusexpr eval --threads 2 'x - 2*y + index(0)' --from x.npy --from y.npy -o r.npy");
    assert_eq!(run, printed(""));
    assert_eq!(folder.names(), ["r.npy", "x.npy", "y.npy"]);
    let run = folder.shell("ulimit -v 786432; fusexpr eval --threads 2 'max(abs(r - arange(n)))' r=r.npy n=67108864");
    assert_eq!(run, printed("0.0\nf64[]\n"));
    let run =
        folder.shell("ulimit -v 786432; fusexpr eval --threads 2 'n = count_nonzero(r); total = sum(r)' --from r.npy");
    let total = LENGTH * (LENGTH - 1) / 2;
    let total = format!("{:?}", total as f64).replace("e15", "e+15");
    assert_eq!(run, printed(&format!("{}\nn i64[]\n{total}\ntotal f64[]\n", LENGTH - 1)));
}

#[test]
fn operands_that_are_assigned_to_go_by_rows() {
    let folder = Folder::new();
    sparse(&folder, "x.npy");
    for program in ["x += 1; x *= 2", "x = x + 1; x = x*2; x", "n = sum(x); y = x - 5; x = x + 1; x*2"] {
        let eval = format!("ulimit -v 786432; fusexpr eval --threads 2 '{program}' x=x.npy -o r.npy");
        assert_eq!(folder.shell(&eval), printed(""), "{program}");
        let run = folder.shell("ulimit -v 786432; fusexpr eval --threads 2 'all(r == 2)' r=r.npy");
        assert_eq!(run, printed("True\nbool[]\n"), "{program}");
    }
}

/// A reversed array does not go by rows; pipes have been read, and not yet been opened to write, when that is known.
#[test]
fn pipes_beside_a_large_file_are_opened_once() {
    let folder = Folder::new().with("c.npy", npy::file(1, "'|u1'", false, "(1,)", &[7]));
    sparse(&folder, "x.npy");
    let eval = format!("exec {PROGRAM} eval 'max(x[::-1] + c)' x=x.npy c=pipe");
    let run = folder.shell(&format!("mkfifo pipe; cat c.npy > pipe & timeout 60 sh -c \"{eval}\""));
    assert_eq!(run, printed("7.0\nf64[]\n"));
    let eval = format!("exec {PROGRAM} eval 'x[::-1] + 1' x=x.npy -o pipe");
    let run = folder.shell(&format!("tail -c 8 pipe | od -An -tf8 & timeout 60 sh -c \"{eval}\"; wait"));
    assert_eq!(run, printed("                        1\n"));
}

#[test]
fn a_failure_leaves_nothing_behind() {
    let folder = Folder::new();
    sparse(&folder, "x.npy");
    let run = folder.shell("ulimit -v 786432; ulimit -f 100000; trap '' XFSZ; fusexpr eval 'x + 1' x=x.npy -o r.npy");
    assert_eq!((run.status, run.stderr.as_str()), (Some(2), "error: r.npy: File too large (os error 27)\n"));
    assert_eq!(folder.names(), ["x.npy"]);
    let run = folder.shell("ulimit -v 786432; fusexpr eval 'a = x + 1; b = x - 1' --from x.npy -o r.npy");
    let reason = "error: r.npy: an .npy file holds one array, not a and b; write an .npz file\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(2), reason));
    assert_eq!(folder.names(), ["x.npy"]);
}
