#!/usr/bin/env bash
#
# Builds docker/Dockerfile and runs what is in it, with buildah and no container engine: the quickstart by itself, then master, two workers and the
# quickstart on them with the very commands and environment of docker/compose.yaml. Needs root: buildah isolates by chroot, so the containers share
# this machine's network and no limit of memory holds.
#
#   PERENNIAL_JAR   jobs/target/perennial.jar must be there, as the Dockerfile takes it
#   IMAGES          folder of buildah's store (default: ~/.cache/perennial/images)
#   SPARK_HOME      a Spark 3.5; otherwise that of an installed pyspark. Only for the stand-in
#
# The image's base is Spark's own (docker.io/apache/spark). Where it is not in the store, and the registry is out of reach, a stand-in of its name is
# made: Debian by debootstrap, OpenJDK 17, Spark from SPARK_HOME, user 185, an entry point that passes everything through.
#
# Exit codes: 0 both ended well with the same parameters, 1 one did not, 77 skipped.

set -u

. "$(dirname "${BASH_SOURCE[0]}")/find-spark.sh"
cd "$home" || exit 1
if ! command -v buildah > /dev/null || [ "$(id -u)" -ne 0 ]; then
  echo "skipped: needs buildah (Debian has it) and root"
  exit 77
fi
store=${IMAGES:-$HOME/.cache/perennial/images}
mkdir -p "$store"
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
base=$(sed -n 's/^ARG SPARK_IMAGE=//p' docker/Dockerfile)
image=localhost/perennial:0.1.0
containers=()
processes=()
work=$(mktemp -d)

b() { buildah --root "$store/root" --runroot "$store/run" "$@"; }

# Ends a process and all that it started: buildah passes no signal on.
end() {
  local child
  for child in $(pgrep -P "$1"); do end "$child"; done
  kill "$1" 2> /dev/null
}

finish() {
  local it
  for it in ${processes[@]+"${processes[@]}"}; do end "$it"; done
  wait 2> /dev/null
  for it in ${containers[@]+"${containers[@]}"}; do b rm "$it" > /dev/null 2>&1; done
  rm -rf "$work"
}
trap finish EXIT

stand_in() {
  local root=$store/base container
  command -v debootstrap > /dev/null || { echo "skipped: neither $base nor debootstrap (for a stand-in)"; exit 77; }
  echo "a stand-in for $base is made"
  debootstrap --variant=minbase --include=openjdk-17-jre-headless,procps,tini bookworm "$root" > "$work/debootstrap.log" 2>&1 \
    || { echo "skipped: no Debian can be had"; tail -n 3 "$work/debootstrap.log"; exit 77; }
  mkdir -p "$root/opt/spark/work-dir" "$root/opt/java"
  cp -r "$spark/bin" "$spark/jars" "$spark/sbin" "$root/opt/spark/"
  ln -s /usr/lib/jvm/java-17-openjdk-amd64 "$root/opt/java/openjdk"
  printf '#!/bin/bash\nexec "$@"\n' > "$root/opt/entrypoint.sh"
  chmod +x "$root/opt/entrypoint.sh"
  echo 'spark:x:185:185::/opt/spark:/bin/bash' >> "$root/etc/passwd"
  echo 'spark:x:185:' >> "$root/etc/group"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  container=$(b from scratch)
  b add -q "$container" "$root" / > /dev/null
  b config --user 185 --entrypoint '["/opt/entrypoint.sh"]' --workingdir /opt/spark/work-dir "$container"
  b commit -q "$container" "$base" > /dev/null
  b rm "$container" > /dev/null
  rm -rf "$root"
}

b inspect --type image "$base" > /dev/null 2>&1 || b pull -q "$base" > /dev/null 2>&1 || stand_in
b bud -q --network host --layers=false --pull-never -f docker/Dockerfile -t "$image" . > "$work/build.log" 2>&1 \
  || { echo "failed: the image cannot be built"; tail -n 20 "$work/build.log"; exit 1; }
echo "ok: docker/Dockerfile is built"

mkdir -p "$work/data/runs"
chown -R 185:185 "$work/data"

# A container of the image in which the names of compose.yaml are this machine.
container() {
  local name hosts=()
  for name in master worker-1 worker-2 quickstart; do hosts+=(--add-host "$name:127.0.0.1"); done
  b from --pull-never "${hosts[@]}" "$image"
}

# Runs a command in a container, as its user: run CONTAINER HOSTNAME COMMAND...
run() {
  local container=$1 host=$2
  shift 2
  b run --network host --hostname "$host" ${options[@]+"${options[@]}"} -v "$work/data:/data" "$container" -- "$@"
}

sum() { sed -n 's/.*"parametersSha256" *: *"\([0-9a-f]*\)".*/\1/p' "$work/data/runs/$1/result.json" 2> /dev/null; }

alone=$(container) || exit 1
containers+=("$alone")
echo "in it: $(run "$alone" quickstart id), $(run "$alone" quickstart java -version 2>&1 | head -n 1)"
run "$alone" quickstart perennial train --set output=/data/runs/alone > "$work/alone.log" 2>&1 || { echo "failed: the quickstart"; tail -n 30 "$work/alone.log"; exit 1; }
grep -i accuracy "$work/alone.log" | head -n 1
echo "alone    $(sum alone)"

# A service's command, or its environment as NAME=value lines.
compose() {
  python3 - "$1" "$2" << 'PY'
import sys, yaml
service = yaml.safe_load(open("docker/compose.yaml"))["services"][sys.argv[1]]
if sys.argv[2] == "command":
    print("\n".join(service["command"]))
else:
    for name, value in service.get("environment", {}).items():
        print("%s=%s" % (name, value))
PY
}

start() {
  local service=$1 name
  name=$(container) || exit 1
  containers+=("$name")
  mapfile -t command < <(compose "$service" command)
  run "$name" "$service" "${command[@]}" > "$work/$service.log" 2>&1 &
  processes+=($!)
}

start master
await "$work/master.log" "I have been elected leader"
start worker-1
start worker-2
await "$work/worker-1.log" "Successfully registered with master"
await "$work/worker-2.log" "Successfully registered with master"
job=$(container) || exit 1
containers+=("$job")
mapfile -t command < <(compose quickstart command)
options=()
while IFS= read -r setting; do options+=(--env "$setting"); done < <(compose quickstart environment)
run "$job" quickstart "${command[@]}" > "$work/job.log" 2>&1 \
  || { echo "failed: the quickstart on the two workers"; tail -n 30 "$work/job.log"; exit 1; }
grep -i accuracy "$work/job.log" | head -n 1
echo "cluster  $(sum quickstart), executors started: $(grep -c "Asked to launch executor" "$work"/worker-1.log) and $(grep -c "Asked to launch executor" "$work"/worker-2.log)"
if [ -z "$(sum alone)" ] || [ "$(sum alone)" != "$(sum quickstart)" ]; then
  echo "failed: the two differ"
  exit 1
fi
echo "ok"
