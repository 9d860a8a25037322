#!/bin/sh
# Writes the samples of a format into the corpus of a target, in front of each the bytes that choose a layout. Archives
# are written as their parts as well, where the target makes archives of parts.
#
#     fuzz/seed.sh TARGET FORMAT…        e.g. fuzz/seed.sh inspect csv dbf xlsx xls xml json
set -euf
cd "$(dirname "$0")"
target=$1
shift
mkdir -p "corpus/$target"
seed() {
    for first in 00 01 02 03 04 05 06 07 40 100 300; do
        for second in 000 001 040 120 320; do
            { printf "\\0$first\\$second"; cat "$2"; } > "corpus/$target/$1-$first$second"
        done
    done
}
made=$(mktemp)
trap 'rm -f "$made"' EXIT
for format in "$@"; do
    find "../tests/samples/$format" -type f -size -64k ! -name README.md ! -name expected.csv | while read -r file; do
        name=$format-$(basename "$file")
        seed "$name" "$file"
        case $name in
            *.xlsx) first=xl/worksheets/sheet1.xml rest="xl/sharedStrings.xml xl/styles.xml" ;;
            *.zip) first='*.dbf' rest='*.[df][bp]t' ;;
            *) continue ;;
        esac
        unzip -p "$file" "$first" > "$made" 2> /dev/null || continue
        for part in $rest; do
            { printf -- '--//--'; unzip -p "$file" "$part" 2> /dev/null || true; } >> "$made"
        done
        seed "$name-parts" "$made"
    done
done
