//! Whether a bench is to be quick: every answer is checked, little is timed.

/// Whether the argument `--quick` or the environment asks for a quick run, or `--bench` is missing, which is how
/// `cargo test` calls a bench.
pub fn is_quick() -> bool {
    let given = |name: &str| std::env::args().any(|argument| argument == name);
    let asked = std::env::var("FUSEXPR_BENCH_QUICK").is_ok_and(|value| !matches!(value.as_str(), "" | "0"));
    asked || given("--quick") || !given("--bench")
}
