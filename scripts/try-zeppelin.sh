#!/usr/bin/env bash
#
# Runs the notes of notebooks/ through Zeppelin's own Spark interpreter, as far as Maven Central has it: 0.9.0-preview1 is the newest whose Scala 2.12
# part is there, with its opening of Spark's shell made anew for Spark 3.5 (scripts/zeppelin). Each paragraph's output must be of the type that Zeppelin should draw, progress must show, and cancel must stop a training that the next
# run of the paragraph continues. The notes are also read by Zeppelin's own class for notes (0.10.0).
#
#   SPARK_HOME            a Spark 3.5; otherwise that of an installed pyspark (pip install 'pyspark==3.5.*'); skips (77) where there is neither
#   PERENNIAL_JAR         the jar; otherwise jobs/target/perennial.jar
#   PERENNIAL_NOTES_DATA, PERENNIAL_NOTES_DAYS, EXAMPLES   as try-notebooks.sh takes them
#
#   try-zeppelin.sh [NOTE.zpln...]     all of notebooks/ by default
#
# Exit codes: 0 all is well, 1 something is not, 77 skipped.

set -u

. "$(dirname "${BASH_SOURCE[0]}")/find-spark.sh"
if [ $# -gt 0 ]; then notes=("$@"); else notes=("$home"/notebooks/*.zpln); fi

interpreter=0.9.0-preview1
engine=0.10.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Only what is needed of all that Zeppelin depends on; the rest is Spark's.
artifacts=(org.apache.zeppelin:spark-scala-2.12:$interpreter org.apache.zeppelin:spark-interpreter:$interpreter org.apache.zeppelin:spark-shims:$interpreter
  org.apache.zeppelin:spark3-shims:$interpreter org.apache.zeppelin:zeppelin-interpreter-shaded:$interpreter
  org.apache.zeppelin:zeppelin-zengine:$engine org.apache.zeppelin:zeppelin-interpreter:$engine org.apache.zeppelin:zeppelin-common:$engine
  com.google.code.gson:gson:2.8.9 org.apache.commons:commons-configuration2:2.7 org.apache.commons:commons-text:1.8 commons-logging:commons-logging:1.2
  commons-beanutils:commons-beanutils:1.9.4 org.apache.commons:commons-exec:1.3)
{
  echo '<project><modelVersion>4.0.0</modelVersion><groupId>try</groupId><artifactId>try</artifactId><version>1</version><packaging>pom</packaging><dependencies>'
  for artifact in "${artifacts[@]}"; do
    IFS=: read -r group name version <<< "$artifact"
    echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>" \
      "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>"
  done
  echo '</dependencies></project>'
} > "$work/pom.xml"
mkdir -p "$work/interpreter/spark/scala-2.12" "$work/classes"
if ! mvn -q -B -ntp -f "$work/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/lib" > "$work/fetch.log" 2>&1; then
  echo "skipped: Zeppelin's interpreter cannot be had"
  grep -m 3 ERROR "$work/fetch.log"
  exit 77
fi
lib=$work/lib

export SPARK_HOME=$spark SPARK_LOCAL_IP=127.0.0.1 OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE ZEPPELIN_HOME=$work PERENNIAL_NOTES=$work/notes
export PERENNIAL_NOTES_DATA=${PERENNIAL_NOTES_DATA:-shapes10} PERENNIAL_NOTES_DAYS=${PERENNIAL_NOTES_DAYS:-2} EXAMPLES=${EXAMPLES:-1280}
export SPARK_SUBMIT_OPTS="-Dorg.eclipse.deeplearning4j.helpers.disable=false -Dorg.bytedeco.javacpp.maxphysicalbytes=0"
libraries=$lib/spark-interpreter-$interpreter.jar:$lib/spark-shims-$interpreter.jar:$lib/spark3-shims-$interpreter.jar:$lib/zeppelin-interpreter-shaded-$interpreter.jar

paths=()
for note in "${notes[@]}"; do paths+=("$(cd "$(dirname "$note")" && pwd)/$(basename "$note")"); done

echo "notes as Zeppelin $engine reads them:"
reading=$(printf '%s:' "$lib"/{zeppelin-zengine,zeppelin-interpreter,zeppelin-common}-$engine.jar "$lib"/{gson,commons}-*.jar \
  "$spark"/jars/{slf4j,log4j,commons-lang3,commons-io,commons-collections,commons-codec,guava,libthrift,jersey,jakarta,javax}*.jar)
java -cp "$reading" "$home/scripts/zeppelin/ReadNotes.java" "${paths[@]}" || { echo "failed: a note cannot be read"; exit 1; }

scala=$work/interpreter/spark/scala-2.12/spark-scala-2.12.jar
cp "$lib/spark-scala-2.12-$interpreter.jar" "$scala"
mkdir -p "$work/shell"
javac -proc:none -d "$work/shell" -cp "$scala:$libraries:$spark/jars/*" "$home/scripts/zeppelin/org/apache/zeppelin/spark/SparkScala212Interpreter.java" \
  && jar --update --file "$scala" -C "$work/shell" . \
  && javac -proc:none -d "$work/classes" -cp "$libraries:$spark/jars/*" "$home/scripts/zeppelin/TryZeppelin.java" \
  && jar --create --file "$work/try.jar" -C "$work/classes" . || exit 1
# As Zeppelin starts its interpreter: by spark-submit, its jars on the driver's class path, the note's jars in spark.jars.
(cd "$work" && "$spark/bin/spark-submit" --class TryZeppelin --master 'local[2]' --driver-memory 2g --conf spark.ui.enabled=false \
    --driver-class-path "$libraries" --jars "$jar" "$work/try.jar" "${paths[@]}") 2> "$work/err"
code=$?
if [ $code -ne 0 ]; then
  echo "failed: exit code $code"
  tail -n 40 "$work/err"
  exit 1
fi
echo "ok: Zeppelin $interpreter's Spark interpreter on Spark $("$spark/bin/spark-submit" --version 2>&1 | sed -n 's/.*version \([0-9.]*\).*/\1/p' | head -n 1)"
