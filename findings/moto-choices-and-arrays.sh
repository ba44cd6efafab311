#!/usr/bin/env bash
# moto 5.2.5 with execute_state_machine, boto3 1.44.8, seen 2026-11-30.
#
# Executions that moto runs end otherwise than on AWS: a Choice rule whose Variable is missing counts as false and
# Default is taken (AWS fails with States.Runtime: Invalid path); a Choice without a match fails with States.Runtime
# (AWS: States.NoChoiceMatched); States.ArrayUnique takes true for 1 and drops it; a Next that names no state is
# accepted by create_state_machine (AWS: InvalidDefinition) and fails only when the execution gets there; an output that
# is a text is given without its quotes, so it is no JSON.
#
# Seen: SUCCEEDED default, FAILED States.Runtime, SUCCEEDED [1, "1", 3], FAILED States.Runtime
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target lib 'moto[stepfunctions]==5.2.5' boto3==1.44.8 2>/dev/null
cat >t.py <<'PY'
import json, time, boto3
from moto import mock_aws

def end(states, data):
    client = boto3.client('stepfunctions', 'us-east-1', aws_access_key_id='x', aws_secret_access_key='x')
    definition = json.dumps({'StartAt': 'A', 'States': states})
    machine = client.create_state_machine(name=f'm{time.time_ns()}', definition=definition, roleArn='arn:aws:iam::123456789012:role/r')
    started = client.start_execution(stateMachineArn=machine['stateMachineArn'], input=json.dumps(data))
    while (seen := client.describe_execution(executionArn=started['executionArn']))['status'] == 'RUNNING':
        time.sleep(0.05)
    return seen['status'], seen.get('error') or seen['output']

rule = {'Variable': '$.x', 'NumericEquals': 3, 'Next': 'B'}
rest = {'B': {'Type': 'Pass', 'End': True}, 'C': {'Type': 'Pass', 'Result': 'default', 'End': True}}
with mock_aws(config={'stepfunctions': {'execute_state_machine': True}}):
    print(*end({'A': {'Type': 'Choice', 'Choices': [rule], 'Default': 'C'}, **rest}, {}))
    print(*end({'A': {'Type': 'Choice', 'Choices': [rule]}, **rest}, {'x': 4}))
    unique = {'Type': 'Pass', 'Parameters': {'r.$': 'States.ArrayUnique($.l)'}, 'OutputPath': '$.r', 'End': True}
    print(*end({'A': unique}, {'l': [1, '1', True, 3, 1]}))
    print(*end({'A': {'Type': 'Pass', 'Next': 'Missing'}}, {}))
PY
[ "$(PYTHONPATH=lib python3 t.py 2>/dev/null)" = 'SUCCEEDED default
FAILED States.Runtime
SUCCEEDED [1, "1", 3]
FAILED States.Runtime' ]
