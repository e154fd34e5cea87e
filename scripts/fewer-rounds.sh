#!/usr/bin/env bash
# Fewer rounds: the Net on CIFAR-10 at equal examples, by workers W, local steps H, outer optimizer and seed.
#
#   scripts/fewer-rounds.sh FOLDER [SEED...]     default: seed 1
#
# A cell that has ended is not run again and one that was stopped goes on, so the grid may be stopped at any time. In the end it prints a table of test accuracies
# and the difference of each from H = 1 with plain averaging of as many workers.
set -euo pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${1:?a folder for the runs}
shift
seeds=("$@")
if [ $# -eq 0 ]; then seeds=(1); fi
mkdir -p "$folder"

cell() { # WORKERS H OUTER SEED SETTINGS...
  local name=w$1-h$2-$3-seed$4 settings=(--set "workers=$1" --set "localSteps=$2" --set "outer.optimizer=$3" --set "seed=$4")
  shift 4
  if grep -qs '"status" : "done"' "$folder/$name/result.json"; then return; fi
  echo "fewer-rounds: $name" >&2
  "$home/bin/perennial" train "$home/conf/cifar10-lenet.yaml" --resume auto "${settings[@]}" --set "output=$folder/$name" --set evaluateEvery=0 --set checkpointEvery=200 \
    --set keep=1 "$@" > "$folder/$name.txt" 2> "$folder/$name.err"
}

for seed in "${seeds[@]}"; do
  for workers in 1 2 4; do
    for steps in 50 10 1; do
      cell "$workers" "$steps" average "$seed" --set outer.momentum= --set outer.learningRate=1.0
      cell "$workers" "$steps" nesterov "$seed" --set outer.momentum=0.4
      cell "$workers" "$steps" slowmo "$seed" --set outer.momentum=0.4
    done
  done
done

python3 - "$folder" <<'PY'
import json, pathlib, re, statistics, sys

cells = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*/result.json")):
    result = json.loads(file.read_text())
    if result["status"] == "done":
        workers, steps, outer = re.fullmatch(r"w(\d+)-h(\d+)-(\w+)-seed\d+", file.parent.name).groups()
        cells.setdefault((int(workers), int(steps), outer), []).append(100 * result["test"]["accuracy"])

def told(accuracies):
    error = statistics.stdev(accuracies) / len(accuracies) ** 0.5 if len(accuracies) > 1 else None
    return f"{statistics.mean(accuracies):.1f}" + (f" ± {error:.1f}" if error is not None else "")

print("| workers | outer optimizer | " + " | ".join(f"H = {steps}" for steps in (1, 10, 50)) + " | H = 50 less plain averaging at H = 1 |")
print("|---|---|---|---|---|---|")
for workers in (1, 2, 4):
    for outer in ("average", "nesterov", "slowmo"):
        row = [cells.get((workers, steps, outer)) for steps in (1, 10, 50)]
        base = cells.get((workers, 1, "average"))
        difference = f"{statistics.mean(row[2]) - statistics.mean(base):+.1f}" if row[2] and base else ""
        print(f"| {workers} | {outer} | " + " | ".join(told(one) if one else "" for one in row) + f" | {difference} |")
PY
