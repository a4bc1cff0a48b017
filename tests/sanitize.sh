#!/usr/bin/env bash
# Runs what can be run of the unsafe code under Miri, which finds reads and writes outside of arrays, of memory that is
# not initialised, unaligned references, values that are no values (a bool of byte 2) and data races.
#
# Miri interprets the program, some thousand times slower, and knows none of the processor's vector instructions:
# kernels run at level `base`. It needs a nightly toolchain with the components `miri` and `rust-src`.
set -euo pipefail
cd "$(dirname "$0")/.."
export FUSEXPR_LEVEL=base
# rayon's threads go on for ever, and its queues mix integers and pointers.
export MIRIFLAGS="-Zmiri-ignore-leaks -Zmiri-permissive-provenance -Zmiri-disable-isolation"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}/miri"
cargo +nightly miri test --package fusexpr --lib -- exec::
cargo +nightly miri test --package fusexpr-tests --test arrays
cargo +nightly miri test --package fusexpr-tests --test stream -- --skip same_bits --skip refused --skip shrinks
