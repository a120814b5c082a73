#!/bin/sh
# Fuzzes on stable Rust, without cargo-fuzz; needs g++.
#
#     fuzz/run.sh SECONDS [TARGET…]      targets: package xml tags data
#
# Each target starts from fuzz/seeds/TARGET, fuzz/regressions/TARGET, fuzz/corpus/TARGET.zip and what earlier
# runs left in fuzz/work/TARGET (not kept in the repository; pack.sh makes the corpus of it). An input that crashes, hangs or takes over a second fails the
# run and stands in fuzz/found/TARGET. Once it is mended, move it to fuzz/regressions/TARGET under a name that says
# what it was: `cargo test --test fuzz` replays seeds, regressions and corpus. FUZZ_ARGS takes more of libFuzzer's options:
# with "-fork=1 -ignore_crashes=1" it goes on after a find.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- package xml tags data
host=$(rustc -vV | sed -n 's/^host: //p')
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
coverage="$coverage -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
coverage="$coverage -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
export RUSTFLAGS="--cfg fuzzing $coverage ${RUSTFLAGS:-}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$here/../target}/fuzz"
cd "$here"
# With --target the flags do not reach build scripts.
cargo build --quiet --release --target "$host" --bins
failed=0
for target in "$@"; do
	mkdir -p "work/$target" "found/$target" "regressions/$target"
	[ ! -f "corpus/$target.zip" ] || unzip -qo "corpus/$target.zip" -d "work/$target"
	echo "== $target, $seconds s"
	"$CARGO_TARGET_DIR/$host/release/$target" "work/$target" "seeds/$target" "regressions/$target" \
		-max_total_time="$seconds" -timeout=10 -report_slow_units=1 -rss_limit_mb=2048 -max_len=4096 \
		-dict="dictionaries/$target.dict" -artifact_prefix="found/$target/" -print_final_stats=1 ${FUZZ_ARGS:-} \
		>"found/$target.log" 2>&1 || failed=1
	grep -E '^(stat::|SUMMARY|thread .* panicked|==[0-9]+==)|ERROR|Slowest unit' "found/$target.log" | sort | uniq -c || true
	[ -z "$(ls -A "found/$target")" ] || failed=1
done
exit $failed
