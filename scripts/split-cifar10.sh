#!/usr/bin/env bash
# Split CIFAR-10: ten classes in five tasks of two, one after another, by each strategy and seed; joint learns all ten at once.
#
#   scripts/split-cifar10.sh FOLDER [NETWORK]     NETWORK: a built-in model (default: lenet)
#
# A cell that has ended is not run again and one that was stopped goes on, so the grid may be stopped at any time. The table at the end says of each
# cell the class- and task-incremental average accuracy, forgetting, and the share of joint.
set -euo pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${1:?a folder for the results}
network=${2:-lenet}
# A record of CIFAR-10 has 3,073 bytes; with derpp 48 more for its logits.
cell() { # NAME TASKS SETTINGS...
  local name=$1 tasks=$2
  shift 2
  if [ -f "$folder/$name/result.json" ]; then return; fi
  echo "split-cifar10: $name" >&2
  "$home/bin/perennial" continual "$home/conf/split-cifar10.yaml" --network "$network" --tasks "$tasks" --output "$folder/$name" "$@" > /dev/null
}

for seed in 1 2 3; do
  cell "joint-seed$seed" 1 --set strategy=finetune --set "seed=$seed"
  cell "finetune-seed$seed" 5 --set strategy=finetune --set "seed=$seed"
  for size in 200 500; do
    cell "er-$size-seed$seed" 5 --set strategy=replay --set "replay.bytes=$((size * 3073))" --set "seed=$seed"
    alpha=$([ "$size" = 200 ] && echo 0.1 || echo 0.2)
    cell "derpp-$size-seed$seed" 5 --set strategy=derpp --set "replay.bytes=$((size * 3121))" --set "derpp.alpha=$alpha" --set "seed=$seed"
    # The labels of the buffer with the weight that er gives them, where the paper has half of it.
    cell "derpp-$size-beta1-seed$seed" 5 --set strategy=derpp --set "replay.bytes=$((size * 3121))" --set "derpp.alpha=$alpha" --set derpp.beta=1 --set "seed=$seed"
  done
  # At equal compute: half of what these train on is old, so half the epochs are as many examples as finetune's and joint's.
  cell "er-500-equal-seed$seed" 5 --set strategy=replay --set "replay.bytes=$((500 * 3073))" --set epochs=2.5 --set "seed=$seed"
  cell "derpp-500-equal-seed$seed" 5 --set strategy=derpp --set "replay.bytes=$((500 * 3121))" --set derpp.alpha=0.2 --set epochs=2.5 --set "seed=$seed"
done
cell ewc-seed1 5 --set strategy=ewc --set seed=1
cell lwf-seed1 5 --set strategy=lwf --set seed=1

python3 - "$folder" <<'PY'
import json, pathlib, re, statistics, sys

cells = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*/result.json")):
    name = re.sub(r"-seed\d+$", "", file.parent.name)
    cells.setdefault(name, []).append(json.loads(file.read_text()))

def mean(values):
    values = [value for value in values if value is not None]
    if not values:
        return "       -"
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0
    return f"{100 * statistics.mean(values):5.1f} +-{100 * error:4.1f}"

joint = statistics.mean(one["classIncremental"]["average"] for one in cells["joint"])
print(f"{'':17} {'seeds':>5} {'class-inc.':>13} {'task-inc.':>13} {'forgetting':>13} {'of joint':>9}")
for name in sorted(cells, key=lambda name: -statistics.mean(one["classIncremental"]["average"] for one in cells[name])):
    ones = cells[name]
    own = [one["classIncremental"]["average"] for one in ones]
    print(f"{name:17} {len(ones):5} {mean(own):>13} {mean([one['taskIncremental']['average'] for one in ones]):>13}"
          f" {mean([one['classIncremental'].get('forgetting') for one in ones]):>13} {statistics.mean(own) / joint:9.2f}")
PY
