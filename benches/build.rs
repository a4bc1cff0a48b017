//! Draws the expressions of the question `random`, so that their loops are compiled.

#[path = "common/drawn.rs"]
mod drawn;
#[path = "common/generator.rs"]
#[allow(dead_code)] // what fills arrays
mod generator;

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=common/drawn.rs");
    println!("cargo::rerun-if-changed=common/generator.rs");
    println!("cargo::rerun-if-env-changed=FUSEXPR_BENCH_SEED");
    let seed = std::env::var("FUSEXPR_BENCH_SEED").ok();
    let folder = std::env::var("OUT_DIR").expect("cargo says where");
    let loops = drawn::source(&drawn::draw(seed.as_deref()));
    std::fs::write(Path::new(&folder).join("drawn.rs"), loops).expect("the folder can be written to");
}
