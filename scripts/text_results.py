"""Prints docs/text-results.md from the runs that scripts/text-results.sh left in a folder."""

import bisect
import glob
import json
import os
import re
import sys


def surest(folder):
    """The largest probability of every text that was scored."""
    scores = []
    for part in sorted(glob.glob(os.path.join(folder, "predictions", "*.jsonl"))):
        with open(part, encoding="utf-8") as lines:
            scores.extend(max(json.loads(line)["probabilities"]) for line in lines)
    return scores


def area(inside, outside):
    """Area under the ROC curve: how often a text in scope is surer than one that is not."""
    ordered = sorted(outside)
    won = sum((bisect.bisect_left(ordered, x) + bisect.bisect_right(ordered, x)) / 2 for x in inside)
    return won / (len(inside) * len(ordered))


def setting(job, key):
    """A value of a run's job.yaml, whose settings are all written out."""
    found = re.search(r"^\s*" + key + r": (.*)$", job, re.M)
    return found.group(1) if found else "?"


def main():
    runs, sets = sys.argv[1], sys.argv[2:]
    print("# Results on texts\n")
    print("Written by `scripts/text-results.sh` from the runs themselves. Test accuracy; one seed; the test splits are those of the sets as they")
    print("came (some of their examples are kept back, so published figures are not exactly comparable). The baseline is")
    print("`bin/perennial data baseline`: Spark's logistic regression on TF-IDF of the same words, one setting for all.\n")
    print("| set | model | workers | H | epochs | test accuracy | loss | baseline | command |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in sets:
        result_file = os.path.join(runs, name, "result.json")
        if not os.path.exists(result_file):
            continue
        with open(result_file, encoding="utf-8") as file:
            result = json.load(file)
        if result["status"] != "done":
            continue
        with open(os.path.join(runs, name, "job.yaml"), encoding="utf-8") as file:
            job = file.read()
        baseline = "not measured"
        baseline_file = os.path.join(runs, name + ".baseline.json")
        if os.path.exists(baseline_file):
            with open(baseline_file, encoding="utf-8") as file:
                baseline = "%.1f %%" % (100 * json.load(file)["accuracy"])
        command = "`bin/perennial train conf/text-%s.yaml%s`" % (
            name.split("-")[0], " --set data=" + name.replace("-", "/") if "-" in name else "")
        print("| %s | %s | %d | %s | %s | %.1f %% | %.3f | %s | %s |" % (
            name.replace("-", "/"), result["model"], result["workers"], setting(job, "localSteps"), setting(job, "epochs"),
            100 * result["test"]["accuracy"], result["test"]["loss"], baseline, command))
    scores = os.path.join(runs, "clinc150-scores")
    if os.path.isdir(scores):
        valid, test, oos = (surest(os.path.join(scores, split)) for split in ("valid", "test", "oos_test"))
        oos_valid = surest(os.path.join(scores, "oos_valid"))
        threshold = sorted(valid)[len(valid) // 20]
        print("\n## clinc150: requests out of scope\n")
        print("The model knows 150 intents and was shown no request out of scope. How sure it is (its largest probability) tells them apart:")
        print("area under the ROC curve %.3f on the test texts (%d in scope, %d out of it; %.3f on the validation texts). With the threshold that" % (
            area(test, oos), len(test), len(oos), area(valid, oos_valid)))
        print("keeps 95 %% of the validation requests in scope (%.3f), %.1f %% of the test requests in scope are kept and %.1f %% of those out of" % (
            threshold, 100 * sum(x >= threshold for x in test) / len(test), 100 * sum(x < threshold for x in oos) / len(oos)))
        print("scope are found.")


if __name__ == "__main__":
    main()
