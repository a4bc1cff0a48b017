//! Files of every format that are mutated.

/// Their names and contents.
pub const FILES: [(&str, &[u8]); 8] = [
    ("stored.npz", include_bytes!("../cli/fixtures/stored.npz")),
    ("deflated.npz", include_bytes!("../cli/fixtures/deflated.npz")),
    ("plain.parquet", include_bytes!("../cli/fixtures/plain.parquet")),
    ("snappy.parquet", include_bytes!("../cli/fixtures/snappy.parquet")),
    ("gzip.parquet", include_bytes!("../cli/fixtures/gzip.parquet")),
    ("zstd.parquet", include_bytes!("../cli/fixtures/zstd.parquet")),
    ("table.csv", b"i,f,\"a,b\",b,s\n1,1.5,18446744073709551615,true,x\n-2,,3,false,\"y\"\"\nz\"\n"),
    ("x.npy", b"\x93NUMPY\x01\0\x3b\0{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1)} \n0123456789abcdef"),
];
