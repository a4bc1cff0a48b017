//! Turns `grammar/fusexpr.lalrpop` into the parser that `src/syntax/parse.rs` includes.

fn main() {
    println!("cargo::rerun-if-changed=grammar/fusexpr.lalrpop");
    lalrpop::Configuration::new()
        .set_in_dir("grammar")
        .set_out_dir(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts"))
        .process()
        .expect("the grammar is unambiguous LR(1)");
}
