#!/usr/bin/env bash
# serverless 3.40.0 with serverless-step-functions 3.28.1, seen 2026-11-30.
#
# An http event of a state machine gets a mapping template only for StartExecution: it wraps the body as input and names
# the execution after $context.requestId. The same event with action: StartSyncExecution gets none, and its body passes
# as it is: the caller has to send stateMachineArn and input, or nothing starts. So a route that changes its action from
# one to the other also changes what its callers have to send.
#
# Seen: StartExecution NEVER, name $context.requestId; StartSyncExecution WHEN_NO_TEMPLATES, templates 0
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
      type: EXPRESS
      name: one
      events:
        - http: {path: a, method: POST}
        - http: {path: b, method: POST, action: StartSyncExecution}
      definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}
YAML
SLS_TELEMETRY_DISABLED=1 node node_modules/.bin/serverless package >log 2>&1 || { cat log; exit 1; }
seen=$(node -e "
  const resources = require('./.serverless/cloudformation-template-update-stack.json').Resources;
  const of = (id) => resources[id].Properties.Integration;
  const [run, sync] = [of('ApiGatewayMethodAPost'), of('ApiGatewayMethodBPost')];
  const name = JSON.stringify(run.RequestTemplates).match(/\\\$context\.requestId/)[0];
  const action = (one) => JSON.stringify(one.Uri).match(/action\/(\w+)/)[1];
  console.log(action(run), run.PassthroughBehavior + ', name', name + ';', action(sync), sync.PassthroughBehavior + ', templates', Object.keys(sync.RequestTemplates).length);")
echo "$seen"
[ "$seen" = 'StartExecution NEVER, name $context.requestId; StartSyncExecution WHEN_NO_TEMPLATES, templates 0' ]
