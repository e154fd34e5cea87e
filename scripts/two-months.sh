#!/usr/bin/env bash
# Two months of daily refreshes: a model of six CIFAR-10 classes is published, sixty days of arrivals come in (new classes, corrupted
# images, bad files, a day of flipped labels), and each day a refresh is a process of its own, six of them killed with SIGKILL and started again. Beside it
# the same days without replay, and a network that is trained on everything at once. docs/two-months.md tells what comes of it.
#
#   scripts/two-months.sh FOLDER [DATA [PER_CLASS FIRST]]
#
#   FOLDER     for everything; 8 GB. Run again with the same folder it goes on where it stopped
#   DATA       a data set of ten classes of colour images (default: cifar10, from PERENNIAL_DATA); shapes10 needs no download
#   PER_CLASS  images of each class in the end, and FIRST of those of each of the six classes for the first version (default: 3600 2000)
#
# In the end FOLDER holds table.txt, accuracy.svg and result.json. Exit code 0 if everything holds that must, 1 if not.
set -euo pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "${1:?a folder for the stream, the registry and the results}"
folder=$(cd -P "$1" && pwd)
data=${2:-cifar10}
sizes=()
if [ $# -ge 4 ]; then sizes=(--per-class "$3" --first "$4"); fi
export PERENNIAL_MODELS=$folder/models
settings=(--set "arrivals=$folder/arrivals" --set "test=$folder/first" --set "base=$folder/first")
mkdir -p "$folder/arrivals" "$folder/log"
touch "$folder/days.tsv" "$folder/kills.tsv"

# A refresh of a few hundred images is mostly the start of a JVM, which these options halve: the second compiler for only what is really hot (but SHA-256 takes
# ten times as long without it), the simplest collector, and an archive of the loaded classes that the first refresh leaves.
fast="-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"
fast+=" -XX:+UseSerialGC -Xshare:auto -Xlog:disable -Xlog:all=error:stderr"
archive=$folder/log/classes.jsa
user_options=${SPARK_SUBMIT_OPTS:-}
options() {
  if [ -f "$archive" ]; then echo "$fast -XX:SharedArchiveFile=$archive $user_options"; else echo "$fast -XX:ArchiveClassesAtExit=$archive $user_options"; fi
}

perennial() { "$home/bin/perennial" "$@"; }
say() { printf '%4d s  %s\n' "$SECONDS" "$*" >&2; }

# ---- the stream, and the first version ----

say "the stream"
perennial stream make "$folder" --data "$data" ${sizes[@]+"${sizes[@]}"} > /dev/null
if [ ! -f "$folder/first-run/result.json" ]; then
  say "the first version: six classes"
  perennial train "$home/conf/two-months-first.yaml" --resume auto --set "data=$folder/first" --set "output=$folder/first-run" > "$folder/log/first.txt" 2> "$folder/log/first.err"
fi
for model in replay finetune; do
  if [ ! -f "$folder/models/$model/history/000001.json" ]; then perennial models publish "$folder/first-run" --name "$model" --reason "first version" > /dev/null; fi
done

# ---- sixty days, each refresh a process ----

# From which day on the next refresh is killed, and when: by a file that is there from then on. One that ends before leaves it to the day after.
from=(2026-01-02 2026-01-14 2026-01-25 2026-02-03 2026-02-14 2026-02-24)
moments=("with its plan written" "with its training set written" "while it trained" "with its candidate trained" "while it wrote the version"
  "just after it had published")

reached() { # MOMENT ENTRIES-BEFORE
  local model=$folder/models/replay
  local work=$model/work
  case $1 in
    "with its plan written") compgen -G "$work/*/plan.json" ;;
    "with its training set written") compgen -G "$work/*/data/dataset.json" ;;
    "while it trained") compgen -G "$work/*/run/checkpoints/round-*/checkpoint.json" ;;
    "with its candidate trained") compgen -G "$work/*/run/result.json" ;;
    "while it wrote the version") compgen -G "$model/.staging-*" ;;
    "just after it had published") [ "$(entries)" -gt "$2" ] ;;
  esac > /dev/null
}

entries() { find "$folder/models/replay/history" -name '0*.json' | wc -l; }

refresh() { # DATE
  SPARK_SUBMIT_OPTS=$(options) perennial refresh "$home/conf/refresh-two-months.yaml" --logical-date "$1" "${settings[@]}" > "$folder/log/$1.txt" 2>> "$folder/log/$1.err"
}

kill_at() { # DATE MOMENT
  local before pid
  before=$(entries)
  SPARK_SUBMIT_OPTS=$(options) "$home/bin/perennial" refresh "$home/conf/refresh-two-months.yaml" --logical-date "$1" "${settings[@]}" > /dev/null 2>> "$folder/log/$1.err" &
  pid=$!
  until reached "$2" "$before"; do
    if ! kill -0 "$pid" 2> /dev/null; then
      say "$1  ended before it could be killed $2; the next day is"
      return
    fi
    sleep 0.01
  done
  kill -KILL "$pid"
  wait "$pid" 2> /dev/null || true
  printf '%s\t%s\n' "$1" "$2" >> "$folder/kills.tsv"
  say "$1  killed $2"
}

# On one day nothing is delivered, and it is refreshed all the same.
for date in $(sed -n 's/.*"date" *: *"\([0-9-]*\)".*/\1/p' "$folder/plan.json"); do
  if grep -q "^$date" "$folder/days.tsv"; then continue; fi
  if [ -d "$folder/deliveries/$date" ]; then cp -Rp "$folder/deliveries/$date/." "$folder/arrivals/"; fi
  killed=$(wc -l < "$folder/kills.tsv")
  if [ "$killed" -lt "${#moments[@]}" ] && [[ ! $date < ${from[$killed]} ]] && ! grep -q "^$date" "$folder/kills.tsv"; then kill_at "$date" "${moments[$killed]}"; fi
  code=0
  refresh "$date" || code=$?
  case $code in
    0 | 3) ;;
    *)
      say "$date  ended with exit code $code, see $folder/log/$date.err"
      exit 1
      ;;
  esac
  printf '%s\t%s\n' "$date" "$code" >> "$folder/days.tsv"
  say "$date  $(head -n 1 "$folder/log/$date.txt")"
done

# ---- everything at once, beside the same days without replay; epochs: as many examples as first version and refreshes learned from ----

joint=
if [ ! -f "$folder/joint-run/result.json" ]; then
  say "everything at once"
  "$home/bin/perennial" train "$home/conf/two-months-first.yaml" --resume auto --set "data=$folder/joint" --set "output=$folder/joint-run" --set epochs=29 \
    > "$folder/log/joint.txt" 2> "$folder/log/joint.err" &
  joint=$!
  trap 'if [ -n "$joint" ]; then kill "$joint" 2> /dev/null || true; fi' EXIT
fi

# ---- the same days without replay: one process, and a gate that lets forgetting pass ----

if [ ! -f "$folder/finetune.done" ]; then
  say "the same days without replay"
  code=0
  perennial refresh "$home/conf/refresh-two-months.yaml" --logical-date 2026-01-01..2026-03-01 "${settings[@]}" --set model=finetune --set strategy=finetune --set replay.share= \
    --set replay.bytes= --set serve.decay= --set gate.maxDrop=1 --set gate.maxClassDrop=1 --set gate.minGain=-1 > "$folder/log/finetune.txt" 2>> "$folder/log/finetune.err" || code=$?
  case $code in
    0 | 3) touch "$folder/finetune.done" ;;
    *)
      say "the days without replay ended with exit code $code, see $folder/log/finetune.err"
      exit 1
      ;;
  esac
fi

# ---- what came of it ----

if [ -n "$joint" ]; then
  say "waits for joint training"
  wait "$joint" || {
    say "joint training failed, see $folder/log/joint.err"
    exit 1
  }
  joint=
fi
say "the report"
code=0
perennial stream report "$folder" --kills "${#moments[@]}" || code=$?
say "done: $folder/table.txt, $folder/accuracy.svg"
exit $code
