#!/usr/bin/env bash
# stepfunctions 2.3.0 (the AWS Step Functions Data Science SDK for Python) with sagemaker 2.257.7, seen 2026-11-30.
#
# In a Chain, what follows a Choice becomes its Default. A default that was set before is replaced without a word: the
# state it named is not in the definition any more, and the state behind the Choice does not run after the other rules,
# as it would behind a Parallel. A numeric rule refuses the text '5' but takes True, which is written as it is.
# (Installed alone, the same release brings sagemaker 3, with which it cannot be imported.)
#
# Seen: Default B, NumericEquals True, states B C P (no D)
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv v && v/bin/pip install -q --disable-pip-version-check stepfunctions==2.3.0 sagemaker==2.257.7 'setuptools<80'
cat >t.py <<'PY'
import logging
logging.disable(logging.CRITICAL)
from stepfunctions.steps import Chain, Choice, ChoiceRule, Graph, Pass
choice = Choice("C")
choice.add_choice(rule=ChoiceRule.NumericEquals(variable="$.n", value=True), next_step=Pass("P"))
choice.default_choice(Pass("D"))
states = Graph(Chain([choice, Pass("B")])).to_dict()["States"]
print(states["C"]["Default"], states["C"]["Choices"][0]["NumericEquals"], sorted(states))
PY
seen=$(AWS_DEFAULT_REGION=us-east-1 v/bin/python -W ignore t.py 2>/dev/null)
echo "$seen"
[ "$seen" = "B True ['B', 'C', 'P']" ]
