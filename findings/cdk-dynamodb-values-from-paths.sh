#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 (constructs 10.8.1), seen 2026-11-29.
#
# DynamoAttributeValue has three sisters that take "a JSON path". Given the same kind of text, only one writes
# a path: mapFromJsonPath('$.m') becomes {"M.$":"$.m"}, while listFromJsonPath('$.l') becomes {"L":"$.l"} and
# booleanFromJsonPath('$.b') becomes {"BOOL":"$.b"}: literal texts, which DynamoDB refuses only at run time.
# Both do write paths when given JsonPath.listAt / JsonPath.stringAt instead. synth says nothing either way.
#
# Seen: {"m":{"M.$":"$.m"},"l":{"L":"$.l"},"b":{"BOOL":"$.b"},"t":{"BOOL.$":"$.b"}}
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null
cat >t.js <<'JS'
const cdk = require('aws-cdk-lib'), steps = cdk.aws_stepfunctions, tasks = cdk.aws_stepfunctions_tasks, V = tasks.DynamoAttributeValue;
const stack = new cdk.Stack(new cdk.App(), 'S');
const put = new tasks.DynamoPutItem(stack, 'P', { table: cdk.aws_dynamodb.Table.fromTableName(stack, 'T', 'orders'), item: {
  m: V.mapFromJsonPath('$.m'), l: V.listFromJsonPath('$.l'), b: V.booleanFromJsonPath('$.b'), t: V.booleanFromJsonPath(steps.JsonPath.stringAt('$.b')) } });
console.log(JSON.stringify(stack.resolve(put.toStateJson()).Parameters.Item));
JS
[ "$(node t.js)" = '{"m":{"M.$":"$.m"},"l":{"L":"$.l"},"b":{"BOOL":"$.b"},"t":{"BOOL.$":"$.b"}}' ]
