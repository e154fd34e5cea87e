#!/usr/bin/env bash
#
# Trains a small language model on Shakespeare, goes on with Austen, then with a manual for infantry, once with the new texts alone and once with a part of the old
# ones among them; after each stage it is tested on all three. scripts/text-results.sh puts the table into docs/text-results.md.
#
#   scripts/text-continued.sh FOLDER       runs go to FOLDER/continued; what is there is not repeated
#
# Needs PERENNIAL_DATA with lm/shakespeare, lm/austen and lm/infantry_manual. Two cores take about six minutes.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
perennial=${PERENNIAL:-$home/bin/perennial}
[ $# -eq 1 ] || { echo "usage: scripts/text-continued.sh FOLDER" >&2; exit 2; }
[ -n "${PERENNIAL_DATA:-}" ] || { echo "text-continued: PERENNIAL_DATA is not set; it names the folder with the text sets" >&2; exit 2; }
mkdir -p "$1/continued"
runs=$(cd "$1/continued" && pwd)
texts=$PERENNIAL_DATA/lm
domains=(shakespeare austen infantry_manual)

# Every character of the three, so that none is unknown to the model that was trained before its text was seen.
if [ ! -f "$runs/tokenizer.json" ]; then
  mkdir -p "$runs/all/arrivals"
  for domain in "${domains[@]}"; do cp "$texts/$domain/train.txt" "$runs/all/arrivals/$domain.txt"; done
  "$perennial" data tokenizer "$runs/all" --kind character --size 1000 --at-least 1 --out "$runs/tokenizer.json" >&2
fi

# old NEW OLD SHARE: lines from all over the old text, SHARE percent as many bytes as the new text has.
old() {
  python3 - "$@" <<'PYTHON'
import sys
new, old, share = sys.argv[1:]
with open(new, "rb") as file:
    wanted = len(file.read()) * int(share) // 100
with open(old, "rb") as file:
    lines = file.read().splitlines(keepends=True)
# Stretches of 40 lines, evenly spread.
stretches = [lines[i:i + 40] for i in range(0, len(lines), 40)]
size = sum(map(len, lines))
taken = 0
for i, stretch in enumerate(stretches):
    if (i + 1) * wanted // len(stretches) > taken:
        sys.stdout.buffer.write(b"".join(stretch))
        taken += size // len(stretches)
PYTHON
}

# stage NAME FOLDER [START]: trains.
stage() {
  local settings=(--set "data=$2" --set "output=$runs/$1" --set "text.tokenizer=$runs/tokenizer.json" --set "maxTestOverlap=1")
  [ $# -lt 3 ] || settings+=(--set "start=$runs/$3" --set inner.learningRate=0.0015)
  [ -f "$runs/$1/model/model.json" ] && [ -f "$runs/$1/result.json" ] || "$perennial" train "$home/conf/text-continued.yaml" "${settings[@]}" ${MASTER:+--set "master=$MASTER"} \
    --resume auto --json >&2
  for domain in "${domains[@]}"; do
    local result=$runs/$1.$domain.json
    if [ ! -f "$result" ]; then
      "$perennial" evaluate --model "$runs/$1" --data "$texts/$domain/test.txt" --json | tail -n 1 > "$result.part"
      mv "$result.part" "$result"
    fi
  done
}

# mixed NAME NEW OLD...: a folder with the new text and parts of the old ones, a quarter of it together.
mixed() {
  local name=$1 new=$2
  shift 2
  mkdir -p "$runs/$name/arrivals"
  cp "$texts/$new/train.txt" "$runs/$name/arrivals/$new.txt"
  cp "$texts/$new/test.txt" "$runs/$name/test.txt"
  for past in "$@"; do old "$texts/$new/train.txt" "$texts/$past/train.txt" $((33 / $#)) > "$runs/$name/arrivals/$past.txt"; done
  echo "$runs/$name"
}

stage 1-shakespeare "$texts/shakespeare"
stage 2-austen "$texts/austen" 1-shakespeare
stage 3-manual "$texts/infantry_manual" 2-austen
stage 2-austen-replay "$(mixed data-2 austen shakespeare)" 1-shakespeare
stage 3-manual-replay "$(mixed data-3 infantry_manual shakespeare austen)" 2-austen-replay
