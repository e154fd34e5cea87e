#!/usr/bin/env bash
# Checks conf/schedules/ with the real things where they can be had: systemd-analyze, Airflow and a validator of Kubernetes' schemas from PyPI, in
# a virtual environment outside the repository. Says of each check whether it was done.
#
# PERENNIAL_VENV  the virtual environment; made where it is missing (default: ~/.cache/perennial/schedules)
set -euo pipefail
home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
schedules=$home/conf/schedules
venv=${PERENNIAL_VENV:-$HOME/.cache/perennial/schedules}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

done_() { printf 'ok      %s\n' "$*"; }
skipped() { printf 'skipped %s\n' "$*"; }

if [ ! -x "$venv/bin/airflow" ]; then
  python3 -m venv "$venv"
  # uv: pip takes the better part of an hour to find versions that go together.
  "$venv/bin/pip" -q install uv
  "$venv/bin/uv" -q pip install --python "$venv/bin/python" 'apache-airflow==2.10.5' 'apache-airflow-providers-apache-spark<5' 'apache-airflow-providers-fab<2' \
    kubernetes-validate pyyaml croniter
fi
python=$venv/bin/python

# ---- crontab ----

"$python" - "$schedules/crontab" <<'PY'
import re, sys
from croniter import croniter

entries = 0
for line in open(sys.argv[1]):
    line = line.rstrip("\n")
    if not line or line.startswith("#") or re.match(r"[A-Z_]+=", line):
        continue
    fields = line.split(None, 5)
    croniter(" ".join(fields[:5]))
    assert not re.search(r"(?<!\\)%", fields[5]), "a percent sign without a backslash ends the command"
    entries += 1
assert entries == 1, entries
PY
# What cron would run, with a program in place of Perennial that shows its arguments.
mkdir -p "$work/bin"
printf '#!/bin/sh\nprintf "%%s " "$@"\n' > "$work/bin/perennial"
chmod +x "$work/bin/perennial"
command=$(grep -E '^[0-9]' "$schedules/crontab" | cut -d' ' -f6- | sed 's/\\%/%/g')
found=$(PERENNIAL_HOME=$work bash -c "$command")
expected="refresh $work/conf/refresh-cifar10.yaml --logical-date $(date -u -d yesterday +%F) --result /var/lib/perennial/cifar10.json "
[ "$found" = "$expected" ] || { echo "crontab runs '$found', expected '$expected'" >&2; exit 1; }
done_ "crontab: its one entry is read, and runs: perennial $found"

# ---- systemd ----

if command -v systemd-analyze > /dev/null; then
  mkdir "$work/units"
  cp "$schedules"/perennial-refresh.* "$work/units"
  SYSTEMD_UNIT_PATH="$work/units:" systemd-analyze verify "$work/units/perennial-refresh.service" "$work/units/perennial-refresh.timer" 2> "$work/verify" || true
  if grep -q perennial-refresh "$work/verify"; then cat "$work/verify" >&2; exit 1; fi
  systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' "$schedules/perennial-refresh.timer")" > /dev/null
  done_ "systemd: systemd-analyze verifies service and timer"
else
  skipped "systemd: there is no systemd-analyze here"
fi

# ---- Kubernetes ----

"$python" - "$schedules" <<'PY'
import sys
import kubernetes_validate, yaml

cron = yaml.safe_load(open(sys.argv[1] + "/cronjob.yaml"))
kubernetes_validate.validate(cron, "1.31", strict=True)
# The operator's schema is not on PyPI: what its documentation asks for.
scheduled = yaml.safe_load(open(sys.argv[1] + "/scheduled-spark-application.yaml"))
assert scheduled["apiVersion"] == "sparkoperator.k8s.io/v1beta2" and scheduled["kind"] == "ScheduledSparkApplication"
assert scheduled["spec"]["concurrencyPolicy"] in ("Allow", "Forbid", "Replace")
template = scheduled["spec"]["template"]
assert template["type"] in ("Java", "Scala") and template["mode"] == "cluster"
for field in ("sparkVersion", "image", "mainClass", "mainApplicationFile", "driver", "executor", "restartPolicy"):
    assert field in template, field
assert all(isinstance(argument, str) for argument in template["arguments"])
PY
done_ "Kubernetes: cronjob.yaml is valid by the schema of batch/v1 (1.31, strict); scheduled-spark-application.yaml has the fields it must have"

# ---- Airflow ----

export AIRFLOW_HOME=$work/airflow AIRFLOW__CORE__LOAD_EXAMPLES=False AIRFLOW__CORE__UNIT_TEST_MODE=False AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="sqlite:///$work/airflow.db"
export AIRFLOW__LOGGING__LOGGING_LEVEL=ERROR AIRFLOW_CONN_SPARK_DEFAULT='spark://local' PERENNIAL_RESULTS=$work
"$venv/bin/airflow" db migrate > "$work/migrate.log" 2>&1 || { cat "$work/migrate.log" >&2; exit 1; }
# A spark-submit that ends as it is told to, and leaves result.json where the real one would.
cat > "$work/bin/spark-submit" <<'SH'
#!/bin/sh
echo "$@" > "$SHIM/arguments"
if [ -f "$SHIM/told" ]; then cp "$SHIM/told" "$SHIM/refresh-2026-01-02.json"; else rm -f "$SHIM/refresh-2026-01-02.json"; fi
exit "$(cat "$SHIM/code")"
SH
chmod +x "$work/bin/spark-submit"
PATH="$work/bin:$PATH" SHIM=$work "$python" - "$schedules" "$work" <<'PY'
import json, pathlib, sys
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.models import DagBag

bag = DagBag(sys.argv[1], include_examples=False)
assert not bag.import_errors, bag.import_errors
dag = bag.get_dag("perennial_refresh_cifar10")
assert dag.catchup and dag.max_active_runs == 1
work = pathlib.Path(sys.argv[2])

def run(code, told=None):
    (work / "code").write_text(str(code))
    (work / "told").unlink(missing_ok=True)
    if told:
        (work / "told").write_text(json.dumps(told))
    task = dag.get_task("refresh").prepare_for_execution()
    context = {"ds": "2026-01-02"}
    task.render_template_fields(context)
    try:
        return task.execute(context) or "done"
    except AirflowFailException as final:
        return "fails: " + str(final).split(":")[0]
    except AirflowException:
        return "is tried again"

expected = {
    (0, None): "done",
    (1, None): "is tried again",
    (2, None): "fails: the job or the data cannot be used",
    (3, None): "fails: the gate rejected the candidate; the champion stays",
    (4, None): "is tried again",
    (143, None): "is tried again",
}
for (code, told), outcome in expected.items():
    found = run(code, told)
    assert found == outcome, (code, found)
# With deploy mode cluster spark-submit ends with 1 whatever Perennial ended with.
assert run(1, {"exitCode": 3, "message": "rejected"}) == "fails: the gate rejected the candidate; the champion stays"
assert run(1, {"exitCode": 4, "error": "locked"}) == "is tried again"
assert run(0, {"exitCode": 0, "status": "published"}) == "published"
arguments = (work / "arguments").read_text()
assert "--class io.perennial.jobs.Main" in arguments and "--logical-date 2026-01-02" in arguments, arguments
PY
done_ "Airflow $("$venv/bin/airflow" version 2> /dev/null | tail -n 1): the DAG is read, its task runs, exit codes 0 1 2 3 4 143 end as docs/schedules.md says"
