#!/usr/bin/env bash
# aws-sam-translator 1.115.0, seen 2026-11-30.
#
# AutoPublishAlias means two things. On a function, the events of the same resource call the alias. On a state machine
# a version and the alias are made, too, but every event (rule, schedule, scheduler, API) still starts the machine
# itself, so that a gradual deployment of the alias changes nothing for what the template starts.
#
# Seen: function {"Ref": "FAliaslive"}; machine MAliaslive made, events start {"Ref": "M"}
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv v && v/bin/pip install -q --disable-pip-version-check aws-sam-translator==1.115.0 boto3
cat >t.py <<'PY'
import json, os
os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
from samtranslator.translator.transform import transform
class NoPolicies:
    def load(self): return {}
role = "arn:aws:iam::123456789012:role/r"
rule = {"Type": "EventBridgeRule", "Properties": {"Pattern": {"source": ["shop"]}}}
made = transform({"Transform": "AWS::Serverless-2016-10-31", "Resources": {
    "F": {"Type": "AWS::Serverless::Function", "Properties": {"Runtime": "python3.13", "Handler": "a.h", "Role": role,
        "InlineCode": "h = print", "AutoPublishAlias": "live", "Events": {"E": rule}}},
    "M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Role": role, "AutoPublishAlias": "live",
        "Definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}, "Events": {"E": rule,
        "S": {"Type": "Schedule", "Properties": {"Schedule": "rate(1 minute)"}},
        "T": {"Type": "ScheduleV2", "Properties": {"ScheduleExpression": "rate(1 minute)"}}}}}}}, {}, NoPolicies())["Resources"]
function = made["FE"]["Properties"]["Targets"][0]["Arn"]
starts = [made[rule]["Properties"]["Targets"][0]["Arn"] for rule in ["ME", "MS"]] + [made["MT"]["Properties"]["Target"]["Arn"]]
assert all(arn == starts[0] for arn in starts)
alias = "MAliaslive" if made["MAliaslive"]["Type"].endswith("StateMachineAlias") else "none"
print(f"function {json.dumps(function)}; machine {alias} made, events start {json.dumps(starts[0])}")
PY
seen=$(v/bin/python t.py 2>/dev/null | grep function)
echo "$seen"
[ "$seen" = 'function {"Ref": "FAliaslive"}; machine MAliaslive made, events start {"Ref": "M"}' ]
