#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 (constructs 10.8.1), seen 2026-11-29.
#
# In a state machine whose queryLanguage is JSONata, Pass.jsonPath(...) is written without a QueryLanguage of
# its own. The state is therefore a JSONata state that holds JSONPath's `Parameters`, which AWS refuses. Likewise
# Choice.jsonata(...).when(Condition.stringEquals(...)) writes `Variable` into a JSONata Choice. toGraphJson and
# synth succeed for both (a warning E3601 at synth is all).
#
# Seen: P {"Type":"Pass","Parameters":{"a.$":"$.x"},"Next":"C"}
#       C {"Type":"Choice","Choices":[{"Variable":"$.a","StringEquals":"b","Next":"Q"}]}
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null
cat >t.js <<'JS'
const cdk = require('aws-cdk-lib'), steps = cdk.aws_stepfunctions;
const app = new cdk.App(), stack = new cdk.Stack(app, 'S');
const chain = steps.Pass.jsonPath(stack, 'P', { parameters: { a: steps.JsonPath.stringAt('$.x') } })
  .next(steps.Choice.jsonata(stack, 'C').when(steps.Condition.stringEquals('$.a', 'b'), steps.Pass.jsonata(stack, 'Q')));
new steps.StateMachine(stack, 'M', { definitionBody: steps.DefinitionBody.fromChainable(chain), queryLanguage: steps.QueryLanguage.JSONATA });
const resources = Object.values(app.synth().getStackByName('S').template.Resources);
const text = resources.find(r => r.Type === 'AWS::StepFunctions::StateMachine').Properties.DefinitionString;
const { P, C } = JSON.parse(text).States;
console.log(JSON.stringify(P)); console.log(JSON.stringify(C));
JS
[ "$(node t.js 2>/dev/null)" = '{"Type":"Pass","Parameters":{"a.$":"$.x"},"Next":"C"}
{"Type":"Choice","Choices":[{"Variable":"$.a","StringEquals":"b","Next":"Q"}]}' ]
