#!/usr/bin/env bash
# aws-sam-translator 1.115.0, seen 2026-11-30.
#
# Intrinsics of an inline Definition become entries of DefinitionSubstitutions named definition_substitution_1 and so on.
# An entry of that name which the template has itself is replaced without a word, and a ${definition_substitution_1} that
# the author wrote into the definition gets the other value.
#
# Seen: both texts ${definition_substitution_1}, which is {"Fn::GetAtt": ["F", "Arn"]}, not mine
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv v && v/bin/pip install -q --disable-pip-version-check aws-sam-translator==1.115.0 boto3
cat >t.py <<'PY'
import json, os
os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
from samtranslator.translator.transform import transform
class NoPolicies:
    def load(self): return {}
name = "definition_substitution_1"
made = transform({"Transform": "AWS::Serverless-2016-10-31", "Resources": {"M": {
    "Type": "AWS::Serverless::StateMachine", "Properties": {"Role": "arn:aws:iam::123456789012:role/r",
    "DefinitionSubstitutions": {name: "mine"}, "Definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True,
    "Result": {"a": "${%s}" % name, "b": {"Fn::GetAtt": ["F", "Arn"]}}}}}}}}}, {}, NoPolicies())["Resources"]["M"]["Properties"]
result = json.loads("".join(made["DefinitionString"]["Fn::Join"][1]))["States"]["A"]["Result"]
assert result["a"] == result["b"]
value = made["DefinitionSubstitutions"][name]
print("both texts", result["a"] + ", which is", json.dumps(value) + ("" if value == "mine" else ", not mine"))
PY
seen=$(v/bin/python t.py 2>/dev/null | grep both)
echo "$seen"
[ "$seen" = 'both texts ${definition_substitution_1}, which is {"Fn::GetAtt": ["F", "Arn"]}, not mine' ]
