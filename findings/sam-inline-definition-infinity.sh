#!/usr/bin/env bash
# aws-sam-translator 1.115.0, seen 2026-11-30.
#
# An inline Definition with the YAML number .inf goes through the transform without a word; the DefinitionString holds
# the bare word Infinity, which is no JSON, so only the deployment finds it. An object with Ref beside another key is no
# intrinsic for the translator: it stays an object of the definition, while {Ref: X} alone becomes a placeholder.
#
# Seen: "n": Infinity, "other": {"Ref": "X", "more": 1}, "ref": "${definition_substitution_1}"
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target lib aws-sam-translator==1.115.0 2>/dev/null
cat >t.py <<'PY'
from unittest.mock import MagicMock
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

template = yaml_parse('''
Transform: AWS::Serverless-2016-10-31
Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States: {A: {Type: Pass, Result: {n: .inf, other: {Ref: X, more: 1}, ref: {Ref: X}}, End: true}}
''')
made = transform(template, {}, MagicMock(load=lambda: {}))['Resources']['M']['Properties']['DefinitionString']
print(''.join(line.strip() for line in made['Fn::Join'][1]))
PY
[ "$(AWS_DEFAULT_REGION=us-east-1 PYTHONPATH=lib python3 t.py 2>/dev/null)" = \
  '{"StartAt": "A","States": {"A": {"End": true,"Result": {"n": Infinity,"other": {"Ref": "X","more": 1},"ref": "${definition_substitution_1}"},"Type": "Pass"}}}' ]
