#!/usr/bin/env bash
# serverless 3.40.0 with serverless-step-functions 3.28.1, seen 2026-11-30.
#
# A key of a definition whose value is null is deployed after all other keys of its object, wherever it was written:
# {a: null, b: 1} becomes {"b":1,"a":null}, at every depth; an empty text or object stays in its place, and so does
# null in a list. A machine whose states call nothing gets a role with one statement: Deny, all actions, all resources.
#
# Seen: {"b":1,"e":{},"s":"","n":{"y":2,"z":null},"l":[null,1],"a":null} and [{"Effect":"Deny","Action":"*","Resource":"*"}]
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund serverless@3.40.0 serverless-step-functions@3.28.1 >/dev/null
cat >serverless.yml <<'YAML'
service: demo
frameworkVersion: '3'
provider: {name: aws}
plugins: [serverless-step-functions]
stepFunctions:
  stateMachines:
    one:
      definition:
        StartAt: A
        States:
          A:
            Type: Pass
            Result: {a: null, b: 1, e: {}, s: '', n: {z: null, y: 2}, l: [null, 1]}
            End: true
YAML
SLS_TELEMETRY_DISABLED=1 node node_modules/.bin/serverless package >log 2>&1 || { cat log; exit 1; }
[ "$(node -e "
  const resources = require('./.serverless/cloudformation-template-update-stack.json').Resources;
  const text = resources.OneStepFunctionsStateMachine.Properties.DefinitionString;
  console.log(JSON.stringify(JSON.parse(text['Fn::Sub']?.[0] ?? text).States.A.Result));
  const role = resources.OneStepFunctionsStateMachineRole.Properties.Policies[0];
  console.log(JSON.stringify(role.PolicyDocument.Statement));")" = '{"b":1,"e":{},"s":"","n":{"y":2,"z":null},"l":[null,1],"a":null}
[{"Effect":"Deny","Action":"*","Resource":"*"}]' ]
