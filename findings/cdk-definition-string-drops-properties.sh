#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 (constructs 10.8.1), seen 2026-11-29.
#
# A StateMachine made with DefinitionBody.fromString ignores its properties `timeout`, `comment` and
# `queryLanguage` without a word; with fromChainable the same properties are written into the definition. A
# five-second timeout set this way does not exist after deployment.
#
# Seen: {"StartAt":"A","States":{"A":{"Type":"Succeed"}}}
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null
cat >t.js <<'JS'
const cdk = require('aws-cdk-lib'), steps = cdk.aws_stepfunctions;
const app = new cdk.App(), stack = new cdk.Stack(app, 'S');
new steps.StateMachine(stack, 'M', { definitionBody: steps.DefinitionBody.fromString('{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'),
  timeout: cdk.Duration.seconds(5), comment: 'c', queryLanguage: steps.QueryLanguage.JSONATA });
const resources = Object.values(app.synth().getStackByName('S').template.Resources);
console.log(resources.find(r => r.Type === 'AWS::StepFunctions::StateMachine').Properties.DefinitionString);
JS
[ "$(node t.js 2>/dev/null)" = '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}' ]
