# Sourced by scripts that try a Spark distribution with the shipped jar: sets home, jar and spark, or ends with 77 and says what is missing; defines await.
#
#   SPARK_HOME       a Spark 3.5; otherwise that of an installed pyspark
#   PERENNIAL_JAR    the jar; otherwise jobs/target/perennial.jar

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jar=${PERENNIAL_JAR:-$home/jobs/target/perennial.jar}
spark=${SPARK_HOME:-$(python3 -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))' 2> /dev/null)}

if [ -z "$spark" ] || [ ! -x "$spark/bin/spark-submit" ]; then
  echo "skipped: no Spark; set SPARK_HOME, or pip install 'pyspark==3.5.*'"
  exit 77
fi
if [ ! -f "$jar" ]; then
  echo "skipped: no $jar; build it with mvn -DskipTests package, or set PERENNIAL_JAR"
  exit 77
fi

# Waits until a file has a line, at most three minutes.
await() {
  local file=$1 text=$2 left=180
  until grep -q "$text" "$file" 2> /dev/null; do
    left=$((left - 1))
    if [ $left -eq 0 ]; then
      echo "failed: no '$text' in $file within three minutes"
      tail -n 20 "$file"
      exit 1
    fi
    sleep 1
  done
}
