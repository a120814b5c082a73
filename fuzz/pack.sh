#!/bin/sh
# Packs what fuzzing found worth keeping into fuzz/corpus/TARGET.zip: of the inputs that reach something new, some
# 300 of all sizes. Run it after run.sh, which builds the targets.
#
#     fuzz/pack.sh [TARGET…]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- package xml tags data
host=$(rustc -vV | sed -n 's/^host: //p')
built="${CARGO_TARGET_DIR:-$here/../target}/fuzz/$host/release"
cd "$here"
for target in "$@"; do
	chosen=$(mktemp -d)
	"$built/$target" -merge=1 -max_len=600 -timeout=10 "$chosen" "work/$target" "seeds/$target" >"found/$target.merge.log" 2>&1
	rm -f "corpus/$target.zip"
	mkdir -p corpus
	every=$(($(ls "$chosen" | wc -l) / 300 + 1))
	ls -Sr "$chosen" | awk "NR % $every == 0" | (cd "$chosen" && zip -qX9@ "$here/corpus/$target.zip")
	echo "$target: one in $every of $(ls "$chosen" | wc -l) inputs in corpus/$target.zip"
	rm -r "$chosen"
done
