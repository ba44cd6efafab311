#!/usr/bin/env bash
# aws-sam-translator 1.115.0, seen 2026-11-30.
#
# An Api event of an EXPRESS state machine calls StartExecution, as for a STANDARD one: the caller gets an ARN and never
# the result; StartSyncExecution has to be written by hand. The body goes through escapeJavaScript, which turns an
# apostrophe into \' : that is no JSON, so an input with one is refused, unless UnescapeMappingTemplate is set. HttpApi,
# which functions take, is not an event of a state machine: the message blames a missing or invalid Type.
#
# Seen: EXPRESS action/StartExecution; escapeJavaScript True; unescaped True; HttpApi refused
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv v && v/bin/pip install -q --disable-pip-version-check aws-sam-translator==1.115.0 boto3
cat >t.py <<'PY'
import os
os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
from samtranslator.translator.transform import transform
class NoPolicies:
    def load(self): return {}
def integration(kind="Api", **more):
    made = transform({"Transform": "AWS::Serverless-2016-10-31", "Resources": {"M": {
        "Type": "AWS::Serverless::StateMachine", "Properties": {"Type": "EXPRESS", "Role": "arn:aws:iam::123456789012:role/r",
        "Definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}},
        "Events": {"E": {"Type": kind, "Properties": {"Path": "/x", "Method": "post", **more}}}}}}}, {}, NoPolicies())
    return made["Resources"]["ServerlessRestApi"]["Properties"]["Body"]["paths"]["/x"]["post"]["x-amazon-apigateway-integration"]
def template(made): return made["requestTemplates"]["application/json"]["Fn::Sub"]
plain, unescaped = integration(), integration(UnescapeMappingTemplate=True)
try: refused = bool(integration("HttpApi")) and "taken"
except Exception as error: refused = "refused" if "invalid value for key Type" in str(error.causes[0].message) else "else"
print("EXPRESS", plain["uri"]["Fn::Sub"].split(":")[-1], end="; ")
print("escapeJavaScript", "escapeJavaScript" in template(plain) and "replaceAll" not in template(plain), end="; ")
print("unescaped", "replaceAll" in template(unescaped), end="; ")
print("HttpApi", refused)
PY
seen=$(v/bin/python t.py 2>/dev/null | grep -o 'EXPRESS.*')
echo "$seen"
[ "$seen" = 'EXPRESS action/StartExecution; escapeJavaScript True; unescaped True; HttpApi refused' ]
