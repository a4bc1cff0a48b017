#!/usr/bin/env bash
# Builds the tests for aarch64 and runs them under qemu, an emulator: what a processor without the levels of x86-64
# does. It needs `qemu-aarch64` and the linker and libraries of that target (on Debian and Ubuntu the packages
# `qemu-user` and `gcc-aarch64-linux-gnu`). The build takes some six minutes, the tests five.
#
# Left out is `processes`: the emulator does not keep the limits that it sets on its own threads and memory.
set -euo pipefail
cd "$(dirname "$0")/.."
target=aarch64-unknown-linux-gnu
rustup target add "$target"
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="qemu-aarch64 -L /usr/aarch64-linux-gnu"
tests=(numpy golden conformance programs reductions edges calls arrays integers interface stream sharing many_programs)
cargo test --release --target "$target" --package fusexpr-tests --no-fail-fast "${tests[@]/#/--test=}"
