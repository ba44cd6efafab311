#!/usr/bin/env bash
# aws-sam-translator 1.115.0 with PyYAML 6.0.3, seen 2026-11-30.
#
# An inline Definition of AWS::Serverless::StateMachine is sorted by its keys before it becomes DefinitionString. YAML 1.1
# makes of a bare key what it makes of a bare value, so one key that looks like a number or a switch beside one of text
# ends the whole transformation with a TypeError that names neither the key nor the machine. If every key is a number, it
# works, and keys are sorted as numbers: 9 before 10, where JSON's texts would be sorted the other way round.
#
# Seen: mixed TypeError; numbers {"9": "b", "10": "a"}
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv v && v/bin/pip install -q --disable-pip-version-check aws-sam-translator==1.115.0 PyYAML==6.0.3 boto3
cat >t.py <<'PY'
import json, os, yaml
os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
from samtranslator.translator.transform import transform
class NoPolicies:
    def load(self): return {}
def machine(result):
    text = """
Transform: AWS::Serverless-2016-10-31
Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: arn:aws:iam::123456789012:role/r
      Definition: {StartAt: A, States: {A: {Type: Pass, End: true, Result: %s}}}
""" % result
    made = transform(yaml.safe_load(text), {}, NoPolicies())
    lines = made["Resources"]["M"]["Properties"]["DefinitionString"]["Fn::Join"][1]
    return json.dumps(json.loads("".join(lines))["States"]["A"]["Result"])
def seen(result):
    try: return machine(result)
    except TypeError as error: return "TypeError"
print("mixed", seen("{on: 7, aa: 1}") + "; numbers", seen("{10: a, 9: b}"))
PY
seen=$(v/bin/python t.py 2>/dev/null)
echo "$seen"
[ "$seen" = 'mixed TypeError; numbers {"9": "b", "10": "a"}' ]
