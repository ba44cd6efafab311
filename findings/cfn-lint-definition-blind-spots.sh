#!/usr/bin/env bash
# cfn-lint 1.58.0, seen 2026-11-29.
#
# E3601 checks the definition of an AWS::StepFunctions::StateMachine, yet says nothing of a Next that names no
# state, of a DefinitionString that is not JSON at all (its last brace is missing), of a Wait with both Seconds
# and SecondsPath, of a state nobody can reach, nor of the same state name in two branches. A DefinitionString
# behind Fn::Sub is not looked at. What it does find has the place of the whole property, not of the state.
#
# Seen: one finding in the whole template, E3601 for `Parameters` in a JSONata state
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target lib cfn-lint==1.58.0
cat >t.yaml <<'YAML'
Resources:
  NextNowhere: {Type: 'AWS::StepFunctions::StateMachine', Properties: {RoleArn: 'arn:aws:iam::123456789012:role/r', DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Nowhere"}}}'}}
  NotJson: {Type: 'AWS::StepFunctions::StateMachine', Properties: {RoleArn: 'arn:aws:iam::123456789012:role/r', DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}'}}
  TwoWaits: {Type: 'AWS::StepFunctions::StateMachine', Properties: {RoleArn: 'arn:aws:iam::123456789012:role/r', Definition: {StartAt: A, States: {A: {Type: Wait, Seconds: 1, SecondsPath: $.x, End: true}, Alone: {Type: Succeed}}}}}
  SameName: {Type: 'AWS::StepFunctions::StateMachine', Properties: {RoleArn: 'arn:aws:iam::123456789012:role/r', Definition: {StartAt: A, States: {A: {Type: Parallel, End: true, Branches: [{StartAt: X, States: {X: {Type: Succeed}}}, {StartAt: X, States: {X: {Type: Succeed}}}]}}}}}
  Seen: {Type: 'AWS::StepFunctions::StateMachine', Properties: {RoleArn: 'arn:aws:iam::123456789012:role/r', DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Pass","QueryLanguage":"JSONata","Parameters":{},"End":true}}}'}}
YAML
PYTHONPATH=lib python3 lib/bin/cfn-lint --format parseable t.yaml >out || true
[ "$(cut -d: -f6 out | sort | uniq -c | tr -s ' ')" = " 1 E3601" ] && grep -q "'Parameters' was unexpected" out
