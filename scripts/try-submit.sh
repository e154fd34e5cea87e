#!/usr/bin/env bash
#
# Tries a Spark distribution's own spark-submit with perennial.jar: client and cluster mode on a standalone cluster of one worker, on the
# loopback interface; then client mode on one where all authenticate themselves and everything that travels or is spilled is encrypted. All runs
# must end with the same parametersSha256, and one with another secret must not begin.
#
#   SPARK_HOME       a Spark 3.5; otherwise that of an installed pyspark (pip install 'pyspark==3.5.*'); skips (77) where there is neither
#   PERENNIAL_JAR    the jar; otherwise jobs/target/perennial.jar
#
# Exit codes: 0 all work, 1 one does not, 77 skipped.

set -u

. "$(dirname "${BASH_SOURCE[0]}")/find-spark.sh"

work=$(mktemp -d)
export SPARK_HOME=$spark SPARK_LOCAL_IP=127.0.0.1 SPARK_LOG_DIR=$work/logs SPARK_WORKER_DIR=$work/worker SPARK_NO_DAEMONIZE=1 PERENNIAL_JAR=$jar
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE
processes=()

finish() {
  local pid
  for pid in ${processes[@]+"${processes[@]}"}; do
    kill "$pid" 2> /dev/null
  done
  wait 2> /dev/null
  rm -rf "$work"
}
trap finish EXIT

# Starts a master and a worker that log under a name; one core is for the driver of cluster mode, two are for its workers.
cluster() {
  local name=$1 port=$((20000 + RANDOM % 20000))
  master=spark://127.0.0.1:$port
  "$spark/bin/spark-class" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0 > "$work/$name-master.log" 2>&1 &
  processes+=($!)
  await "$work/$name-master.log" "I have been elected leader"
  "$spark/bin/spark-class" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 3 --memory 4g --webui-port 0 "$master" > "$work/$name-worker.log" 2>&1 &
  processes+=($!)
  await "$work/$name-worker.log" "Successfully registered with master"
}

cluster plain

# Trains the quickstart for a moment and prints the checksum of its parameters.
submit() {
  local mode=$1 options=$2
  PERENNIAL_SUBMIT_OPTS="--master $master --conf spark.cores.max=2 --conf spark.executor.cores=1 --executor-memory 1g --driver-memory 1g
      --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 $options" \
    "$home/bin/perennial" train --set epochs= --set examples=640 --set slotsTimeout=300 --set "output=$work/$mode" > "$work/$mode.log" 2>&1
  local code=$? sum
  sum=$(sed -n 's/.*"parametersSha256" *: *"\([0-9a-f]*\)".*/\1/p' "$work/$mode/result.json" 2> /dev/null)
  if [ $code -ne 0 ] || [ -z "$sum" ]; then
    echo "failed: $mode mode, exit code $code"
    cat "$work/$mode/result.json" 2> /dev/null
    tail -n 30 "$work/$mode.log"
    tail -n 30 "$work"/worker/driver-*/std* 2> /dev/null
    exit 1
  fi
  echo "$sum"
}

# In a function's subshell exit would end that alone.
client=$(submit client "") || { echo "$client"; exit 1; }
echo "client mode   $client"
cluster=$(submit cluster "--deploy-mode cluster --conf spark.standalone.submit.waitAppCompletion=true") || { echo "$cluster"; exit 1; }
echo "cluster mode  $cluster"
for pid in "${processes[@]}"; do kill "$pid"; done
wait 2> /dev/null
processes=()

# Settings of every process of the cluster, as an administrator gives them; a driver reads them from the same folder.
settings() {
  mkdir -p "$1"
  printf '%s\n' 'spark.authenticate true' "spark.authenticate.secret $2" 'spark.network.crypto.enabled true' 'spark.network.crypto.saslFallback false' \
    'spark.io.encryption.enabled true' > "$1/spark-defaults.conf"
}
settings "$work/conf-secure" "$RANDOM$RANDOM$RANDOM"
settings "$work/conf-other" another
export SPARK_CONF_DIR=$work/conf-secure
cluster secure
secure=$(submit secure "") || { echo "$secure"; exit 1; }
echo "authenticated and encrypted  $secure"
if [ "$client" != "$cluster" ] || [ "$client" != "$secure" ]; then
  echo "failed: they differ"
  exit 1
fi
export SPARK_CONF_DIR=$work/conf-other
# A subshell, which its exit ends alone.
if (submit intruder "") > /dev/null; then
  echo "failed: a driver with another secret was let in"
  exit 1
fi
if ! grep -q -i -E "authent|sasl|challenge|All masters are unresponsive|CryptoException|AEADBadTag" "$work/intruder.log"; then
  echo "failed: a driver with another secret ended otherwise"
  tail -n 30 "$work/intruder.log"
  exit 1
fi
echo "another secret is turned away"
echo "ok: $("$spark/bin/spark-submit" --version 2>&1 | sed -n 's/.*version \([0-9.]*\).*/Spark \1/p' | head -n 1)"
