#!/usr/bin/env bash
#
# Trains conf/text-*.yaml that classify or tag, tests them beside cheap baselines, and writes docs/text-results.md from the runs.
#
#   scripts/text-results.sh FOLDER [SET...]     runs go to FOLDER; a run that is there and done is not repeated
#
# Needs PERENNIAL_DATA with the sets and python3. Two cores take about half an hour for all.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
perennial=${PERENNIAL:-$home/bin/perennial}
[ $# -ge 1 ] || { echo "usage: scripts/text-results.sh FOLDER [SET...]" >&2; exit 2; }
[ -n "${PERENNIAL_DATA:-}" ] || { echo "text-results: PERENNIAL_DATA is not set; it names the folder with the text sets" >&2; exit 2; }
runs=$1
shift
all=(mr sms_spam banking77 clinc150 zh_reviews sib200-eng_Latn sib200-zho_Hans wnut17 btc uner_zh_gsd)
sets=("$@")
[ $# -gt 0 ] || sets=("${all[@]}")
mkdir -p "$runs"

for set in "${sets[@]}"; do
  job=$home/conf/text-${set%%-*}.yaml
  data=${set/-//}
  if [ ! -f "$runs/$set/model/model.json" ]; then
    "$perennial" train "$job" --set "data=$data" --set "output=$runs/$set" --resume auto --json >&2
  fi
  if [ ! -f "$runs/$set.baseline.json" ]; then
    "$perennial" data baseline "$data" --json | tail -n 1 > "$runs/$set.baseline.part"
    mv "$runs/$set.baseline.part" "$runs/$set.baseline.json"
  fi
done

# Requests that are none of the 150: told by how sure the model is. The threshold comes from the validation texts.
if [ -f "$runs/clinc150/model/model.json" ] && [ ! -d "$runs/clinc150-scores" ]; then
  mkdir -p "$runs/clinc150-scores.part"
  for file in valid oos_valid test oos_test; do
    "$perennial" predict --model "$runs/clinc150" --data "$PERENNIAL_DATA/clinc150/$file.tsv" --out "$runs/clinc150-scores.part/$file" >&2
  done
  mv "$runs/clinc150-scores.part" "$runs/clinc150-scores"
fi

python3 "$home/scripts/text_results.py" "$runs" "${all[@]}" > "$home/docs/text-results.md"
echo "text-results: wrote docs/text-results.md" >&2
