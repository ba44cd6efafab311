#!/usr/bin/env bash
# ministack 1.5.33 (PyPI), seen 2026-11-30.
#
# A path in a payload template is a chain of names and nothing else. Whatever else it is (a filter, a negative slice,
# .length(), a recursive descent, a variable that an earlier state assigned) gives null, and so does a field that is
# missing: on AWS the first five give values, and the last ends the execution with States.Runtime. Here all succeed.
#
# Intrinsic functions are Python's: States.Format writes an object with single quotes and null as None, JsonMerge takes
# true for a deep merge (AWS refuses it) and merges shallowly, ArrayLength counts the letters of a text (AWS fails), and
# base64 that is none decodes to an empty text. IsNull is true for a field that is not there (AWS ends in
# States.Runtime), and IsTimestamp for a bare date (AWS: false).
#
# Seen: filter null, slice null, length null, descent null, missing null, variable null
#       {'b': {'c': 1}} None | {"b": {"d": 2}} | 2 | "" | null True date True
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv v && v/bin/pip install -q --disable-pip-version-check ministack==1.5.33
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
GATEWAY_PORT=$port BIND_HOST=127.0.0.1 TMPDIR=$dir v/bin/ministack >log 2>&1 & server=$!
cat >t.py <<'PY'
import json, sys, time, urllib.request
def call(action, body):
    headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions." + action,
               "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=x"}
    request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/", json.dumps(body).encode(), headers)
    return json.loads(urllib.request.urlopen(request, timeout=30).read())
for _ in range(300):
    try:
        call("ListStateMachines", {})
        break
    except OSError:
        time.sleep(0.1)
made = 0
def run(definition, value):
    global made
    made += 1
    machine = call("CreateStateMachine", {"name": f"m{made}", "definition": json.dumps(definition), "roleArn": "arn:aws:iam::000000000000:role/r"})
    execution = call("StartExecution", {"stateMachineArn": machine["stateMachineArn"], "input": json.dumps(value)})
    while True:
        told = call("DescribeExecution", {"executionArn": execution["executionArn"]})
        if told["status"] != "RUNNING":
            return told
        time.sleep(0.02)
paths = {"filter": "$.l[?(@.x > 1)]", "slice": "$.l[-1:]", "length": "$.l.length()", "descent": "$..x", "missing": "$.no"}
template = {name + ".$": path for name, path in paths.items()}
states = {"A": {"Type": "Pass", "Assign": {"v.$": "$.l"}, "Next": "B"},
          "B": {"Type": "Pass", "Parameters": {**template, "variable.$": "$v"}, "End": True}}
output = json.loads(run({"StartAt": "A", "States": states}, {"l": [{"x": 1}, {"x": 2}]})["output"])
print(", ".join(f"{name} {json.dumps(value)}" for name, value in output.items()))
functions = {"format": "States.Format('{} {}', $.o, $.n)", "merge": "States.JsonMerge($.o, $.p, true)", "length": "States.ArrayLength('xy')",
             "decode": "States.Base64Decode('!!')"}
template = {name + ".$": text for name, text in functions.items()}
value = {"o": {"b": {"c": 1}}, "p": {"b": {"d": 2}}, "n": None, "date": "2026-11-30"}
output = json.loads(run({"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": template, "End": True}}}, value)["output"])
def holds(rule):
    states = {"C": {"Type": "Choice", "Choices": [{**rule, "Next": "Y"}], "Default": "N"},
              "Y": {"Type": "Pass", "Result": True, "End": True}, "N": {"Type": "Pass", "Result": False, "End": True}}
    return json.loads(run({"StartAt": "C", "States": states}, value)["output"])
null, date = holds({"Variable": "$.no", "IsNull": True}), holds({"Variable": "$.date", "IsTimestamp": True})
print(output["format"], json.dumps(output["merge"]), output["length"], json.dumps(output["decode"]), f"null {null} date {date}", sep=" | ")
PY
seen=$(v/bin/python t.py "$port")
echo "$seen"
[ "$seen" = "filter null, slice null, length null, descent null, missing null, variable null
{'b': {'c': 1}} None | {\"b\": {\"d\": 2}} | 2 | \"\" | null True date True" ]
