#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 (constructs 10.8.1), seen 2026-11-29.
#
# EvaluateExpression passes the values of '$.a + $.b' under keys that are themselves paths: the payload template
# has "$.a.$": "$.a", so the function receives an object with the key "$.a". A reader of definitions that takes a
# key beginning with "$." for a mistake, or strips more than the last two characters, breaks such machines.
#
# Seen: {"expression":"$.a + $.b","expressionAttributeValues":{"$.a.$":"$.a","$.b.$":"$.b"}}
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null
cat >t.js <<'JS'
const cdk = require('aws-cdk-lib'), tasks = cdk.aws_stepfunctions_tasks;
const stack = new cdk.Stack(new cdk.App(), 'S');
console.log(JSON.stringify(stack.resolve(new tasks.EvaluateExpression(stack, 'E', { expression: '$.a + $.b' }).toStateJson()).Parameters));
JS
[ "$(node t.js 2>/dev/null)" = '{"expression":"$.a + $.b","expressionAttributeValues":{"$.a.$":"$.a","$.b.$":"$.b"}}' ]
