//! Rows read where they lie, and files written row after row.

use crate::data::npy::{RowWriter, Rows};
use crate::data::{read_all, write};
use fusexpr::{AnyArray, CallbackError, DType, ReadRows, WriteRows};
use ndarray::{Array2, Array3, ShapeBuilder, arr0};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

fn path(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}

/// All rows of a file, `count` at a time.
fn all(rows: &mut Rows, count: usize) -> Result<Vec<u8>, CallbackError> {
    let (length, size) = (rows.shape()[0], rows.row_size());
    let mut bytes = Vec::new();
    for first in (0..length).step_by(count) {
        let mut buffer = vec![0xaa; count.min(length - first) * size];
        rows.read_rows(first, &mut buffer)?;
        bytes.extend(buffer);
    }
    Ok(bytes)
}

fn array() -> Array3<f32> {
    Array3::from_shape_fn((7, 2, 3), |(i, j, k)| (100 * i + 10 * j + k) as f32)
}

fn bytes() -> Vec<u8> {
    array().iter().flat_map(|x| x.to_ne_bytes()).collect()
}

#[test]
fn rows_of_a_file_and_of_a_member() {
    let folder = TempDir::new().unwrap();
    let (array, other): (AnyArray, AnyArray) = (array().into(), arr0(1_u8).into());
    write(&path(&folder, "x.npy"), &[("x", &array)]).unwrap();
    write(&path(&folder, "x.npz"), &[("other", &other), ("x", &array)]).unwrap();
    for (name, member) in [("x.npy", None), ("x.npz", Some("x"))] {
        for count in [1, 2, 3, 7] {
            let mut rows = Rows::open(&path(&folder, name), member).unwrap();
            assert_eq!((rows.dtype(), rows.shape(), rows.row_size()), (DType::F32, &[7, 2, 3][..], 24));
            assert_eq!(all(&mut rows, count).unwrap(), bytes(), "{name}, {count} at a time");
            // In any order.
            let mut last = vec![0; 24];
            rows.read_rows(6, &mut last).unwrap();
            rows.read_rows(0, &mut []).unwrap();
            assert_eq!(last, bytes()[6 * 24..]);
        }
    }
}

#[test]
fn rows_in_the_other_byte_order() {
    let folder = TempDir::new().unwrap();
    let order = if cfg!(target_endian = "little") { '>' } else { '<' };
    let header = format!("{{'descr': '{order}f4', 'fortran_order': False, 'shape': (7, 2, 3)}}\n");
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    file.extend(header.as_bytes());
    let foreign = |x: &f32| if cfg!(target_endian = "little") { x.to_be_bytes() } else { x.to_le_bytes() };
    file.extend(array().iter().flat_map(foreign));
    fs::write(path(&folder, "x.npy"), file).unwrap();
    let mut rows = Rows::open(&path(&folder, "x.npy"), None).unwrap();
    assert_eq!(all(&mut rows, 2).unwrap(), bytes());
}

#[test]
fn files_without_rows() {
    let folder = TempDir::new().unwrap();
    let none: AnyArray = Array2::<f64>::zeros((0, 3)).into();
    let flat: AnyArray = Array2::<f64>::zeros((3, 0)).into();
    for (name, array) in [("none.npy", &none), ("flat.npy", &flat)] {
        write(&path(&folder, name), &[("x", array)]).unwrap();
        assert!(all(&mut Rows::open(&path(&folder, name), None).unwrap(), 1).unwrap().is_empty());
    }
}

fn refusal(folder: &TempDir, name: &str, member: Option<&str>) -> String {
    let path = path(folder, name);
    let message = Rows::open(&path, member).err().expect("it is refused");
    message.strip_prefix(&format!("{}: ", path.display())).expect("the file is named").to_string()
}

#[test]
fn what_has_no_rows_in_a_row() {
    let folder = TempDir::new().unwrap();
    let fortran: AnyArray = Array2::<f64>::zeros((3, 4).f()).into();
    let (one, x): (AnyArray, AnyArray) = (arr0(1.0).into(), array().into());
    write(&path(&folder, "fortran.npy"), &[("x", &fortran)]).unwrap();
    write(&path(&folder, "one.npy"), &[("x", &one)]).unwrap();
    write(&path(&folder, "x.npz"), &[("red", &x)]).unwrap();
    fs::write(path(&folder, "t.csv"), "x\n1\n").unwrap();
    fs::write(path(&folder, "packed.npz"), include_bytes!("../cli/fixtures/deflated.npz")).unwrap();
    fs::write(path(&folder, "text.npy"), "hello, world").unwrap();
    let whole = fs::read(path(&folder, "fortran.npy")).unwrap();
    fs::write(path(&folder, "cut.npy"), &whole[..whole.len() - 1]).unwrap();
    for (name, member, expected) in [
        ("fortran.npy", None, "it is in Fortran order, in which a row is scattered over all of the file"),
        ("one.npy", None, "an array without axes has no rows"),
        ("x.npz", Some("rde"), "there is no member `rde`; did you mean `red`?"),
        ("x.npz", None, "which member?"),
        ("one.npy", Some("x"), "the fields of records cannot be read row by row"),
        ("t.csv", None, "a table cannot be read row by row"),
        ("packed.npz", Some("f8"), "`f8` is compressed"),
        ("text.npy", None, "not an .npy file"),
        ("cut.npy", None, "it is in Fortran order"),
        ("nowhere.npy", None, "No such file"),
        (".", None, "Is a directory"),
    ] {
        let found = refusal(&folder, name, member);
        assert!(found.starts_with(expected) || found.contains("not a file"), "{name}: {found}");
    }
}

#[test]
fn a_file_that_shrinks() {
    let folder = TempDir::new().unwrap();
    let x: AnyArray = array().into();
    write(&path(&folder, "x.npy"), &[("x", &x)]).unwrap();
    let mut rows = Rows::open(&path(&folder, "x.npy"), None).unwrap();
    let file = fs::OpenOptions::new().write(true).open(path(&folder, "x.npy")).unwrap();
    file.set_len(file.metadata().unwrap().len() - 30).unwrap();
    let mut buffer = vec![0; 48];
    rows.read_rows(0, &mut buffer).unwrap();
    let message = rows.read_rows(5, &mut buffer).unwrap_err().to_string();
    assert!(
        message.ends_with("x.npy: has shrunk since it was opened: rows 5 to 6 are no longer all there"),
        "{message}"
    );
}

/// As in NumPy; in memory a truth value is 0 or 1.
#[test]
fn any_byte_but_0_is_true() {
    let folder = TempDir::new().unwrap();
    let x: AnyArray = Array2::from_elem((2, 2), true).into();
    write(&path(&folder, "x.npy"), &[("x", &x)]).unwrap();
    let mut file = fs::read(path(&folder, "x.npy")).unwrap();
    let data = file.len() - 4;
    file[data..].copy_from_slice(&[0, 1, 2, 255]);
    fs::write(path(&folder, "x.npy"), file).unwrap();
    let mut rows = Rows::open(&path(&folder, "x.npy"), None).unwrap();
    assert_eq!(all(&mut rows, 1).unwrap(), [0, 1, 1, 1]);
    let whole: AnyArray = ndarray::arr2(&[[false, true], [true, true]]).into();
    assert_eq!(read_all(&path(&folder, "x.npy")).unwrap().arrays, [("x".to_string(), whole)]);
}

#[test]
fn a_file_written_row_after_row() {
    let folder = TempDir::new().unwrap();
    let target = path(&folder, "y.npy");
    fs::write(&target, "as it was").unwrap();
    let mut writer = RowWriter::create(&target, DType::F32, &[7, 2, 3]).unwrap();
    for rows in bytes().chunks(48) {
        assert_eq!(fs::read(&target).unwrap(), b"as it was");
        writer.write_rows(rows).unwrap();
    }
    Box::new(writer).finish().unwrap();
    assert_eq!(read_all(&target).unwrap().arrays, [("y".to_string(), array().into())]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_is_not_finished() {
    let folder = TempDir::new().unwrap();
    let target = path(&folder, "y.npy");
    let mut writer = RowWriter::create(&target, DType::U8, &[2, 3]).unwrap();
    writer.write_rows(&[1, 2, 3]).unwrap();
    assert!(writer.write_rows(&[1; 4]).unwrap_err().to_string().ends_with("y.npy: more rows than u8[2,3] has"));
    assert!(Box::new(writer).finish().unwrap_err().to_string().ends_with("y.npy: 3 bytes of u8[2,3] were not written"));
    drop(RowWriter::create(&target, DType::U8, &[2, 3]).unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let message = RowWriter::create(&path(&folder, "no/y.npy"), DType::U8, &[1]).err().unwrap();
    assert!(message.contains("No such file"), "{message}");
    assert!(RowWriter::create(&target, DType::F64, &[usize::MAX, 2]).err().unwrap().contains("more elements"));
}
