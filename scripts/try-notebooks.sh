#!/usr/bin/env bash
#
# Runs the notes of notebooks/ in a Spark distribution's own spark-shell: their %spark paragraphs, in order, with spark.jars set to the shipped
# jar, as a note's %spark.conf does it. Looks at what each paragraph printed.
#
#   SPARK_HOME            a Spark 3.5; otherwise that of an installed pyspark (pip install 'pyspark==3.5.*'); skips (77) where there is neither
#   PERENNIAL_JAR         the jar; otherwise jobs/target/perennial.jar
#   PERENNIAL_NOTES_DATA  what the CIFAR-10 note looks at, otherwise the drawn shapes10; cifar10 needs PERENNIAL_DATA
#   PERENNIAL_NOTES_DAYS  arrivals of the refresh note, otherwise 2
#   EXAMPLES              what a training sees in place of its epochs, otherwise 1280; "all": the epochs that the note says
#
#   try-notebooks.sh [NOTE.zpln...]     all of notebooks/ by default
#
# Exit codes: 0 every note ran and printed what it should, 1 one did not, 77 skipped.

set -u

. "$(dirname "${BASH_SOURCE[0]}")/find-spark.sh"
if [ $# -gt 0 ]; then notes=("$@"); else notes=("$home"/notebooks/*.zpln); fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SPARK_HOME=$spark SPARK_LOCAL_IP=127.0.0.1 OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE
export PERENNIAL_NOTES_DATA=${PERENNIAL_NOTES_DATA:-shapes10}
export PERENNIAL_NOTES_DAYS=${PERENNIAL_NOTES_DAYS:-2} EXAMPLES=${EXAMPLES:-1280}
export SPARK_SUBMIT_OPTS="-Dscala.usejavacp=true -Dorg.eclipse.deeplearning4j.helpers.disable=false -Dorg.bytedeco.javacpp.maxphysicalbytes=0"

failed=0
for note in "${notes[@]}"; do
  name=$(basename "$note" .zpln)
  export PERENNIAL_NOTES=$work/$name
  mkdir -p "$PERENNIAL_NOTES"
  # A line before each paragraph parts what it prints from the rest.
  python3 - "$note" > "$work/$name.scala" << 'PY'
import json, os, re, sys
paragraphs = [p for p in json.load(open(sys.argv[1]))["paragraphs"] if p["text"].startswith("%spark\n")]
for number, paragraph in enumerate(paragraphs):
    code = paragraph["text"][len("%spark\n"):].strip()
    if os.environ["EXAMPLES"] != "all":
        code = re.sub(r'"epochs=\d+"', '"epochs=", "examples=%s"' % os.environ["EXAMPLES"], code)
    print('println("=== paragraph %d: %s")' % (number, paragraph["title"]))
    print(code)
print('println("=== end of %d paragraphs")' % len(paragraphs))
print(':quit')
PY
  (cd "$work" && "$spark/bin/spark-submit" --class org.apache.spark.repl.Main --name "$name" --master 'local[2]' \
      --driver-memory 2g --conf spark.ui.enabled=false --conf "spark.jars=$jar" spark-shell -I "$work/$name.scala") > "$work/$name.out" 2> "$work/$name.err" < /dev/null
  if python3 - "$note" "$work/$name.out" << 'PY'
import json, re, sys
paragraphs = [p for p in json.load(open(sys.argv[1]))["paragraphs"] if p["text"].startswith("%spark\n")]
text = open(sys.argv[2], errors="replace").read()
parts = re.split(r"(?m)^=== ", text)[1:]
problems = []
if len(parts) != len(paragraphs) + 1:
    problems.append("%d of %d paragraphs were reached" % (len(parts) - 1, len(paragraphs)))
for paragraph, part in zip(paragraphs, parts):
    code, output = paragraph["text"], part.split("\n", 1)[1] if "\n" in part else ""
    error = re.search(r"(?m)^(.*(?:error:|Exception).*)$", output)
    if error:
        problems.append("%s: %s" % (paragraph["title"], error.group(1)[:200]))
    for call, wanted in ((r"Perennial\.(table|rounds|classes|history|refreshes|classify)\(", "%table "), (r"Perennial\.(html|images|mistakes)\(", "%html ")):
        if re.search(call, code):
            shown = output[output.index(wanted):] if output.startswith(wanted) or "\n" + wanted in output else ""
            if not shown:
                problems.append("%s: printed no %s" % (paragraph["title"], wanted.strip()))
            elif wanted == "%table " and len(shown.strip().split("\n")) < 2:
                problems.append("%s: a table without rows" % paragraph["title"])
    if "Perennial.train(" in code and not re.search(r": done, test accuracy ", output):
        problems.append("%s: the run did not end well" % paragraph["title"])
    accuracy = re.search(r"accuracy [0-9.]+ %", output)
    first = output.strip().split("\n")[0][:90] if output.strip() else "(nothing)"
    print("  %-28s %s" % (paragraph["title"][:28], accuracy.group(0) if accuracy else first))
for problem in problems:
    print("  PROBLEM " + problem)
sys.exit(1 if problems else 0)
PY
  then echo "ok: $name"
  else
    echo "failed: $name"
    tail -n 40 "$work/$name.err"
    failed=1
  fi
done
exit $failed
