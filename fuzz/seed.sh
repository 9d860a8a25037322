#!/bin/sh
# Writes the samples of a format into the corpus of a target, in front of each the bytes that choose a layout.
#
#     fuzz/seed.sh TARGET FORMAT…        e.g. fuzz/seed.sh inspect csv dbf xlsx xls xml json
set -eu
cd "$(dirname "$0")"
target=$1
shift
mkdir -p "corpus/$target"
for format in "$@"; do
    find "../tests/samples/$format" -type f -size -64k ! -name README.md ! -name expected.csv | while read -r file; do
        name=$(basename "$file")
        for first in 0 1 2 3 4 5 6 7; do
            for second in 000 001 040; do
                { printf "\\00$first\\$second"; cat "$file"; } > "corpus/$target/$format-$first$second-$name"
            done
        done
    done
done
