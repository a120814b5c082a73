#!/bin/sh
# Measures hongtou, docxtpl, docxtemplater and easy-template-x side by side on one job and prints a Markdown
# table. The peers are installed from PyPI and npm into a cache; nothing else is touched.
#
#     scripts/side_by_side.sh [FOLDER]
#
# FOLDER (default: a new temporary one) takes the templates, the records and the reports: on an ordinary disk,
# so that what is measured is files. Needs cargo, python3, node, npm and GNU time. Run it on an idle machine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
cache=${HONGTOU_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/hongtou-peers}
work=${1:-$(mktemp -d)}/side-by-side
threads=$(nproc)
gnu_time=${GNU_TIME:-/usr/bin/time}

mkdir -p "$cache/node"
[ -x "$cache/venv/bin/python" ] || python3 -m venv "$cache/venv"
"$cache/venv/bin/python" -m pip install --quiet docxtpl==0.20.2
[ -d "$cache/node/node_modules/easy-template-x" ] && [ -d "$cache/node/node_modules/docxtemplater" ] ||
	(cd "$cache/node" && npm install --silent --no-fund --no-audit docxtemplater pizzip easy-template-x >/dev/null)
(cd "$root" && cargo build --quiet --release --example many_reports)
ours=${CARGO_TARGET_DIR:-$root/target}/release/examples/many_reports

python=$cache/venv/bin/python
version() { node -p "require('$cache/node/node_modules/$1/package.json').version"; }
run() { # NAME LABEL COMMAND…
	name=$1
	printf '%s\n' "$2" >"$work/$name.label"
	shift 2
	"$gnu_time" -v -o "$work/$name.time" "$@" >"$work/$name.seconds"
}

"$python" "$here/side_by_side.py" make "$work"
run 1-hongtou "hongtou, 1 thread" "$ours" "$work/docxtpl.docx" "$work/records.json" "$work/out/hongtou" 1 9
run 2-hongtou-all "hongtou, $threads threads" "$ours" "$work/docxtpl.docx" "$work/records.json" "$work/out/hongtou-all" "$threads" 9
run 3-docxtpl "docxtpl 0.20.2" "$python" "$here/side_by_side.py" docxtpl "$work" 5
run 4-docxtemplater "docxtemplater $(version docxtemplater)" node "$here/side_by_side.mjs" docxtemplater "$work" 9 "$cache/node"
run 5-easy-template-x "easy-template-x $(version easy-template-x)" node "$here/side_by_side.mjs" easy-template-x "$work" 9 "$cache/node"
"$python" "$here/side_by_side.py" table "$work"
echo "reports: $work" >&2
