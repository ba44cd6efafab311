#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 (constructs 10.8.1), seen 2026-11-30.
#
# JsonPath.numberAt('$.n') is an ordinary JavaScript number, a token of the size of 1e289, so arithmetic on it compiles
# and synth says nothing. Adding 1 or Math.floor leave the token as it is: the template holds the bare path, without
# the addition. Math.max with 10 is always 10, a comparison with 5 is always false, and the length of listAt is always 1.
# JsonPath.mathAdd is what adds.
#
# Seen: {"plus.$":"$.n","floor.$":"$.n","max":10,"more":false,"length":1}
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null
cat >t.js <<'JS'
const { App, Stack } = require("aws-cdk-lib");
const { DefinitionBody, JsonPath, Pass, StateMachine } = require("aws-cdk-lib/aws-stepfunctions");
const app = new App();
const stack = new Stack(app, "S");
const n = JsonPath.numberAt("$.n");
const parameters = { plus: n + 1, floor: Math.floor(n), max: Math.max(n, 10), more: n > 5, length: JsonPath.listAt("$.l").length };
const definitionBody = DefinitionBody.fromChainable(new Pass(stack, "P", { parameters }));
new StateMachine(stack, "M", { definitionBody });
const resources = Object.values(app.synth().getStackByName("S").template.Resources);
const machine = resources.find((one) => one.Type === "AWS::StepFunctions::StateMachine");
console.log(JSON.stringify(JSON.parse(machine.Properties.DefinitionString).States.P.Parameters));
JS
seen=$(node t.js 2>/dev/null)
echo "$seen"
[ "$seen" = '{"plus.$":"$.n","floor.$":"$.n","max":10,"more":false,"length":1}' ]
