#!/usr/bin/env bash
# moto 5.2.5 with its extra `stepfunctions`, boto3 1.44.8, seen 2026-11-30.
#
# The extra that is named after Step Functions installs no JSONata. create_state_machine takes a definition that needs
# it; the execution then fails with States.Runtime, and the cause is Python's TypeError. So do variables in JSONPath
# states, which have nothing to do with JSONata: moto looks them up through the same missing engine.
#
# Seen: FAILED States.Runtime TypeError('NoneType' object is not callable), twice
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target lib 'moto[stepfunctions]==5.2.5' boto3==1.44.8 2>/dev/null
cat >t.py <<'PY'
import json, time, boto3
from moto import mock_aws

machines = [
    {'QueryLanguage': 'JSONata', 'StartAt': 'A', 'States': {'A': {'Type': 'Pass', 'Output': '{% 1 + 1 %}', 'End': True}}},
    {'StartAt': 'A', 'States': {
        'A': {'Type': 'Pass', 'Assign': {'v': 1}, 'Next': 'B'},
        'B': {'Type': 'Pass', 'Parameters': {'r.$': '$v'}, 'End': True}}},
]
with mock_aws(config={'stepfunctions': {'execute_state_machine': True}}):
    client = boto3.client('stepfunctions', 'us-east-1', aws_access_key_id='x', aws_secret_access_key='x')
    for number, machine in enumerate(machines):
        made = client.create_state_machine(name=f'm{number}', definition=json.dumps(machine), roleArn='arn:aws:iam::123456789012:role/r')
        started = client.start_execution(stateMachineArn=made['stateMachineArn'], input='{}')
        while (seen := client.describe_execution(executionArn=started['executionArn']))['status'] == 'RUNNING':
            time.sleep(0.05)
        print(seen['status'], seen['error'], seen['cause'])
PY
line="FAILED States.Runtime TypeError('NoneType' object is not callable)"
[ "$(PYTHONPATH=lib python3 t.py 2>/dev/null)" = "$line
$line" ]
