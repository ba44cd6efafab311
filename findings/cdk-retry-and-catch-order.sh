#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 (constructs 10.8.1), seen 2026-11-29.
#
# The order of the calls is not the order of the rules, and the first rule that matches is the one AWS takes:
# - CustomState.addRetry puts the new retrier BEFORE those that its stateJson already has.
# - addCatch without errors (States.ALL) moves behind catchers that are added later; addRetry does the same.
#
# Seen: custom ["B","A"], catch ["X","States.ALL"]
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null
cat >t.js <<'JS'
const cdk = require('aws-cdk-lib'), steps = cdk.aws_stepfunctions, tasks = cdk.aws_stepfunctions_tasks;
const stack = new cdk.Stack(new cdk.App(), 'S');
const custom = new steps.CustomState(stack, 'X', { stateJson: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Retry: [{ ErrorEquals: ['A'] }] } });
custom.addRetry({ errors: ['B'] });
const task = new tasks.CallAwsService(stack, 'T', { service: 's3', action: 'listBuckets', iamResources: ['*'] });
task.addCatch(new steps.Pass(stack, 'All')).addCatch(new steps.Pass(stack, 'One'), { errors: ['X'] });
const names = rules => JSON.stringify(rules.flatMap(rule => rule.ErrorEquals));
console.log(names(custom.toStateJson().Retry), names(stack.resolve(task.toStateJson()).Catch));
JS
[ "$(node t.js)" = '["B","A"] ["X","States.ALL"]' ]
