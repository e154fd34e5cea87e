"""Prints docs/text-results.md from the runs that scripts/text-results.sh left in a folder."""

import bisect
import collections
import glob
import json
import math
import os
import re
import sys


def rows(files):
    """Label and words of every row: lower case, punctuation apart, Chinese characters one by one."""
    for file in files:
        with open(file, encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                columns = line.rstrip("\n").split("\t")
                yield columns[3], re.findall(r"[\u4e00-\u9fff]|[^\W]+|[^\w\s]", columns[4].lower())


def naive_bayes(folder):
    """Test accuracy of multinomial naive Bayes on words, counts increased by one."""
    train = glob.glob(os.path.join(folder, "train.tsv")) or sorted(glob.glob(os.path.join(folder, "arrivals", "*.tsv")))
    texts, words = collections.Counter(), collections.defaultdict(collections.Counter)
    for label, text in rows(train):
        texts[label] += 1
        words[label].update(text)
    known = set().union(*words.values())
    totals = {label: sum(counts.values()) + len(known) for label, counts in words.items()}
    right = []
    for label, text in rows([os.path.join(folder, "test.tsv")]):
        text = [word for word in text if word in known]
        right.append(label == max(words, key=lambda of: math.log(texts[of]) + sum(math.log((words[of][w] + 1) / totals[of]) for w in text)))
    return sum(right) / len(right)


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


def tagged(runs, sets):
    """The part on named entities: F1 of each type, beside the baselines."""
    rows, types = [], []
    for name in sets:
        result, job, epochs = run(runs, name)
        if result is None or "entities" not in result["test"]:
            continue
        entities = result["test"]["entities"]
        baselines = {"majority": "not measured", "dictionary": "not measured", "surer": "not measured"}
        of_type = {}
        baseline_file = os.path.join(runs, name + ".baseline.json")
        if os.path.exists(baseline_file):
            with open(baseline_file, encoding="utf-8") as file:
                found = json.load(file)
            baselines = {way: "%.1f %%" % (100 * found[way]["f1"]) for way in baselines}
            best = max(baselines, key=lambda way: found[way]["f1"])
            of_type = {one["name"]: "%.1f %%" % (100 * one["f1"]) for one in found[best]["perType"]}
        rows.append("| %s | %s, %s | %d | %s | %s | %.1f %% | %.1f %% | **%.1f %%** | %s | %s | %s | `bin/perennial train conf/text-%s.yaml` |" % (
            name, result["model"], setting(job, "tokenizer"), result["workers"], setting(job, "localSteps"), epochs, 100 * entities["precision"],
            100 * entities["recall"], 100 * entities["f1"], baselines["majority"], baselines["dictionary"], baselines["surer"], name))
        for one in entities["perType"]:
            types.append("| %s | %s | %d | %.1f %% | %.1f %% | %.1f %% | %s |" % (
                name, one["name"], one["entities"], 100 * one["precision"], 100 * one["recall"], 100 * one["f1"], of_type.get(one["name"], "not measured")))
    if not rows:
        return
    print("\n## Named entities\n")
    print("Counted as conlleval does, on the test split. Beside them what looking words up finds (`bin/perennial data baseline`): each word its most frequent tag")
    print("of the training set (*majority*), the training entities as a dictionary, and those of them that mostly are entities there (*surer*).")
    print("Tagging every word `O`, the most frequent tag, finds nothing: F1 0.\n")
    print("| set | model, tokens | workers | H | epochs | precision | recall | F1 | majority | dictionary | surer | command |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    print("\n| set | type | entities | precision | recall | F1 | F1 of the best baseline |")
    print("|---|---|---|---|---|---|---|")
    print("\n".join(types))


STAGES = [("1-shakespeare", "shakespeare", ""), ("2-austen", "then austen", "none"), ("3-manual", "then infantry_manual", "none"),
          ("2-austen-replay", "then austen", "a quarter"), ("3-manual-replay", "then infantry_manual", "a quarter")]
DOMAINS = ["shakespeare", "austen", "infantry_manual"]


def continued(runs):
    """The part on continued pre-training: loss on each domain after each stage."""
    rows = []
    for stage, shown, replay in STAGES:
        losses = []
        for domain in DOMAINS:
            file_name = os.path.join(runs, "continued", stage + "." + domain + ".json")
            if not os.path.exists(file_name):
                return
            with open(file_name, encoding="utf-8") as file:
                losses.append(json.load(file)["loss"])
        with open(os.path.join(runs, "continued", stage, "result.json"), encoding="utf-8") as file:
            result = json.load(file)
        rows.append("| %s | %s | %d | %s |" % (shown, replay, result["examples"], " | ".join("%.3f" % loss for loss in losses)))
    print("\n## Continued pre-training\n")
    print("`scripts/text-continued.sh`: a `transformer-lm` of 2 blocks, 64 wide, over characters (`conf/text-continued.yaml`), each stage starting from the")
    print("one before (`start`), one seed. Nats a character on the test split of each text; *old text* is the share of the stage's training text that is from")
    print("the texts before.\n")
    print("| stage | old text | windows | shakespeare | austen | infantry_manual |")
    print("|---|---|---|---|---|---|")
    print("\n".join(rows))


def run(runs, name):
    """Result, job and epochs of a run; None for each where there is no tested one."""
    folder = os.path.join(runs, name)
    if not os.path.exists(os.path.join(folder, "result.json")):
        return None, None, None
    with open(os.path.join(folder, "result.json"), encoding="utf-8") as file:
        result = json.load(file)
    if not result.get("test"):
        return None, None, None
    with open(os.path.join(folder, "job.yaml"), encoding="utf-8") as file:
        job = file.read()
    with open(os.path.join(folder, "provenance.json"), encoding="utf-8") as file:
        train = json.load(file)["data"]["train"]["examples"]
    epochs = "%.1f" % (result["examples"] / train)
    if result["status"] != "done":
        epochs += " of " + setting(job, "epochs") + " (" + result["status"] + ")"
    return result, job, epochs


def setting(job, key):
    """A value of a run's job.yaml, whose settings are all written out."""
    found = re.search(r"^\s*" + key + r": (.*)$", job, re.M)
    return found.group(1) if found else "?"


def main():
    runs, sets = sys.argv[1], sys.argv[2:]
    print("# Results on texts\n")
    print("Written by `scripts/text-results.sh` from the runs themselves. Test accuracy; one seed; the test splits are those of the sets as they")
    print("came (some of their examples are kept back, so published figures are not exactly comparable). The baseline is")
    print("`bin/perennial data baseline`: Spark's logistic regression on TF-IDF of the same words, one setting for all. Naive Bayes is")
    print("multinomial, on words, and computed by the script.")
    print("A run marked stopped was ended before its last epoch.\n")
    print("| set | model | workers | H | epochs | test accuracy | loss | baseline | naive Bayes | command |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name in sets:
        result, job, epochs = run(runs, name)
        if result is None or "entities" in result["test"]:
            continue
        baseline = "not measured"
        baseline_file = os.path.join(runs, name + ".baseline.json")
        if os.path.exists(baseline_file):
            with open(baseline_file, encoding="utf-8") as file:
                baseline = "%.1f %%" % (100 * json.load(file)["accuracy"])
        command = "`bin/perennial train conf/text-%s.yaml%s`" % (
            name.split("-")[0], " --set data=" + name.replace("-", "/") if "-" in name else "")
        print("| %s | %s | %d | %s | %s | %.1f %% | %.3f | %s | %.1f %% | %s |" % (
            name.replace("-", "/"), result["model"], result["workers"], setting(job, "localSteps"), epochs,
            100 * result["test"]["accuracy"], result["test"]["loss"], baseline,
            100 * naive_bayes(os.path.join(os.environ["PERENNIAL_DATA"], name.replace("-", "/"))), command))
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
    tagged(runs, sets)
    continued(runs)


if __name__ == "__main__":
    main()
