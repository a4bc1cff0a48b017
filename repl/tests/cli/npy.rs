//! `.npy` files as bytes, written after NumPy's description of the format.

/// A file with a header of any text.
pub fn with_header(version: u8, header: &str, data: &[u8]) -> Vec<u8> {
    let mut file = b"\x93NUMPY".to_vec();
    file.extend([version, 0]);
    match version {
        1 => file.extend(u16::try_from(header.len()).unwrap().to_le_bytes()),
        _ => file.extend(u32::try_from(header.len()).unwrap().to_le_bytes()),
    }
    file.extend(header.as_bytes());
    file.extend(data);
    file
}

/// A file as NumPy would write it; `descr` and `shape` are Python.
pub fn file(version: u8, descr: &str, fortran: bool, shape: &str, data: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    let mut header = format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}");
    let start = if version == 1 { 10 } else { 12 };
    while (start + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    with_header(version, &(header + "\n"), data)
}

/// The text of a file's header, and its data.
pub fn split(file: &[u8]) -> (&str, &[u8]) {
    assert!(file.starts_with(b"\x93NUMPY\x01\x00"), "a file of version 1");
    let end = 10 + usize::from(u16::from_le_bytes([file[8], file[9]]));
    assert_eq!(end % 64, 0, "the data is aligned");
    assert_eq!(file[end - 1], b'\n');
    (std::str::from_utf8(&file[10..end]).unwrap(), &file[end..])
}

/// The code that stands for a type in a header, without the byte order.
pub fn code(dtype: &str) -> String {
    let dated = [("datetime64", "M8"), ("timedelta64", "m8")];
    if let Some((name, code)) = dated.into_iter().find(|(name, _)| dtype.starts_with(name)) {
        return dtype.replace(name, code);
    }
    let code = match dtype {
        "bool" => "b1",
        "i8" => "i1",
        "i16" => "i2",
        "i32" => "i4",
        "i64" => "i8",
        "u8" => "u1",
        "u16" => "u2",
        "u32" => "u4",
        "u64" => "u8",
        "f32" => "f4",
        "f64" => "f8",
        _ => panic!("{dtype} is no type"),
    };
    code.to_owned()
}

/// A number as the bytes of an element, most significant first.
pub fn element(dtype: &str, word: &str) -> Vec<u8> {
    macro_rules! bytes {
        ($type:ty) => {
            word.parse::<$type>().unwrap().to_be_bytes().to_vec()
        };
    }
    match dtype {
        "bool" => vec![u8::from(word == "true")],
        "i8" => bytes!(i8),
        "i16" => bytes!(i16),
        "i32" => bytes!(i32),
        "i64" => bytes!(i64),
        "u8" => bytes!(u8),
        "u16" => bytes!(u16),
        "u32" => bytes!(u32),
        "u64" => bytes!(u64),
        "f32" => bytes!(f32),
        "f64" => bytes!(f64),
        _ if dtype.contains("64[") && word == "NaT" => i64::MIN.to_be_bytes().to_vec(),
        _ if dtype.contains("64[") => bytes!(i64),
        _ => panic!("{dtype} is no type"),
    }
}

/// Elements in either byte order.
pub fn elements<'a>(dtype: &str, big_endian: bool, words: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let swap = |mut bytes: Vec<u8>| {
        if !big_endian {
            bytes.reverse();
        }
        bytes
    };
    words.into_iter().flat_map(|word| swap(element(dtype, word))).collect()
}
