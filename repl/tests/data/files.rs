//! Files of every format that are mutated.

/// Their names and contents.
pub const FILES: [(&str, &[u8]); 18] = [
    ("stored.npz", include_bytes!("../cli/fixtures/stored.npz")),
    ("deflated.npz", include_bytes!("../cli/fixtures/deflated.npz")),
    ("plain.parquet", include_bytes!("../cli/fixtures/plain.parquet")),
    ("snappy.parquet", include_bytes!("../cli/fixtures/snappy.parquet")),
    ("gzip.parquet", include_bytes!("../cli/fixtures/gzip.parquet")),
    ("zstd.parquet", include_bytes!("../cli/fixtures/zstd.parquet")),
    ("kinds.parquet", include_bytes!("../cli/fixtures/kinds.parquet")),
    ("old_arrow.parquet", include_bytes!("../cli/fixtures/old_arrow.parquet")),
    ("no_dictionary.parquet", include_bytes!("../cli/fixtures/no_dictionary.parquet")),
    ("texts.npz", include_bytes!("../cli/fixtures/texts.npz")),
    ("structured.npy", include_bytes!("../cli/fixtures/structured.npy")),
    ("aligned.npy", include_bytes!("../cli/fixtures/aligned.npy")),
    ("texts.parquet", include_bytes!("../cli/fixtures/texts.parquet")),
    ("texts_second.parquet", include_bytes!("../cli/fixtures/texts_second.parquet")),
    ("members.npz", include_bytes!("../cli/fixtures/members.npz")),
    ("comments.csv", b"# by hand\n# a,b\n1,NA\n\"2\",1e3\r#3,4\r\n5,6\n"),
    ("table.csv", b"i,f,\"a,b\",b,s\n1,1.5,18446744073709551615,true,x\n-2,,3,false,\"y\"\"\nz\"\n"),
    ("x.npy", b"\x93NUMPY\x01\0\x3b\0{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1)} \n0123456789abcdef"),
];
