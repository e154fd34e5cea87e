#!/bin/sh
# What Spark asks an executor's machine: which GPUs it has, by the numbers of nvidia-smi.
addresses=$(nvidia-smi --query-gpu=index --format=csv,noheader | sed 's/.*/"&"/' | paste -sd, -)
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
