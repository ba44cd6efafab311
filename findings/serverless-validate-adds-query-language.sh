#!/usr/bin/env bash
# serverless 3.40.0 with serverless-step-functions 3.28.1 (which brings asl-validator 3.16.0), seen 2026-11-30.
#
# `validate: true` sounds like a look at the definition, but what is deployed is another one: every state gets a
# QueryLanguage of its own ("JSONPath", or "JSONata" where the machine says so at its top), because the validator's
# schema fills in defaults in the very object that is written to the template afterwards. Without `validate` the
# states stay as they are.
#
# Seen: {"Type":"Succeed"} without validate, {"Type":"Succeed","QueryLanguage":"JSONPath"} with it
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund serverless@3.40.0 serverless-step-functions@3.28.1 >/dev/null
state() {
  cat >serverless.yml <<YAML
service: demo
frameworkVersion: '3'
provider: {name: aws}
plugins: [serverless-step-functions]
stepFunctions:
  validate: $1
  stateMachines:
    one:
      definition: {StartAt: A, States: {A: {Type: Succeed}}}
YAML
  SLS_TELEMETRY_DISABLED=1 node node_modules/.bin/serverless package >log 2>&1 || { cat log; exit 1; }
  node -e "
    const resources = require('./.serverless/cloudformation-template-update-stack.json').Resources;
    const text = resources.OneStepFunctionsStateMachine.Properties.DefinitionString;
    console.log(JSON.stringify(JSON.parse(text['Fn::Sub']?.[0] ?? text).States.A));"
}
[ "$(state false)" = '{"Type":"Succeed"}' ]
[ "$(state true)" = '{"Type":"Succeed","QueryLanguage":"JSONPath"}' ]
