//! Files that are cut off anywhere, and files with bytes changed: each is read or refused, soon, and nothing panics.

use crate::data::read_all;
use std::fs;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const FILES: [(&str, &[u8]); 13] = [
    ("stored.npz", include_bytes!("../cli/fixtures/stored.npz")),
    ("deflated.npz", include_bytes!("../cli/fixtures/deflated.npz")),
    ("plain.parquet", include_bytes!("../cli/fixtures/plain.parquet")),
    ("snappy.parquet", include_bytes!("../cli/fixtures/snappy.parquet")),
    ("gzip.parquet", include_bytes!("../cli/fixtures/gzip.parquet")),
    ("zstd.parquet", include_bytes!("../cli/fixtures/zstd.parquet")),
    ("kinds.parquet", include_bytes!("../cli/fixtures/kinds.parquet")),
    ("old_arrow.parquet", include_bytes!("../cli/fixtures/old_arrow.parquet")),
    ("no_dictionary.parquet", include_bytes!("../cli/fixtures/no_dictionary.parquet")),
    ("members.npz", include_bytes!("../cli/fixtures/members.npz")),
    ("comments.csv", b"# by hand\n# a,b\n1,NA\n\"2\",1e3\r#3,4\r\n5,6\n"),
    ("table.csv", b"i,f,\"a,b\",b,s\n1,1.5,18446744073709551615,true,x\n-2,,3,false,\"y\"\"\nz\"\n"),
    ("x.npy", b"\x93NUMPY\x01\0\x3b\0{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1)} \n0123456789abcdef"),
];

/// What a file of a few thousand bytes may take, on a machine that is busy.
const LONGEST: Duration = Duration::from_secs(5);

/// Numbers that are as good as random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn check(folder: &TempDir, name: &str, content: &[u8]) {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let start = Instant::now();
    if let Err(message) = read_all(&path) {
        assert!(message.starts_with(&format!("{}: ", path.display())), "{message}");
        assert!(message.len() < 1000, "{message}");
    }
    assert!(start.elapsed() < LONGEST, "{name}: {:?} for {} bytes", start.elapsed(), content.len());
    fs::remove_file(&path).unwrap(); // writing over a file waits for the disk
}

#[test]
fn files_as_they_are() {
    let folder = TempDir::new().unwrap();
    for (name, content) in FILES {
        fs::write(folder.path().join(name), content).unwrap();
        let found = read_all(&folder.path().join(name));
        assert!(found.is_ok(), "{found:?}");
    }
}

#[test]
fn files_that_are_cut_off() {
    let folder = TempDir::new().unwrap();
    for (name, content) in FILES {
        for length in (0..content.len()).filter(|length| content.len() < 1000 || length % 5 == 0) {
            check(&folder, name, &content[..length]);
        }
    }
}

#[test]
fn files_with_a_byte_changed() {
    let folder = TempDir::new().unwrap();
    for (name, content) in FILES {
        for place in (0..content.len()).filter(|place| content.len() < 1000 || place % 3 == 0) {
            let mut changed = content.to_vec();
            changed[place] = [0, 0x7f, 0x80, 0xff, content[place] ^ 1][place % 5];
            check(&folder, name, &changed);
        }
    }
}

#[test]
fn files_with_several_bytes_changed() {
    let folder = TempDir::new().unwrap();
    let mut numbers = Numbers(1);
    for (name, content) in FILES {
        for _ in 0..400 {
            let mut changed = content.to_vec();
            for _ in 0..1 + numbers.below(8) {
                let place = numbers.below(changed.len());
                changed[place] = numbers.below(256) as u8;
            }
            if numbers.below(4) == 0 {
                let place = numbers.below(changed.len());
                changed.splice(place..place, [0xff; 5]);
            }
            check(&folder, name, &changed);
        }
    }
}
