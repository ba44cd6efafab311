#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 (constructs 10.8.1), seen 2026-11-30.
#
# Match.prefix and its sisters stand for a list, not for one matcher. As the whole value of a field they are right; beside
# a literal, as in ['paid', Match.prefix('re')], the list lands inside the list, and EventBridge takes no nested list.
# A literal <b> in RuleTargetInput.fromObject goes into the InputTemplate as it is, where EventBridge reads it as the
# name of a variable that the InputPathsMap does not have. Two paths that differ only in . and - are refused with a
# message on their shared key instead of getting two keys.
#
# Seen: {"status":["paid",[{"prefix":"re"}]]} | {"a":"<b>","c":<detail-k>}
#       Single key 'detail-a-b' is used for two different JSON paths: '$.detail.a.b' and '$.detail.a-b'
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null
cat >t.js <<'JS'
const { App, Stack } = require("aws-cdk-lib");
const { EventField, Match, Rule, RuleTargetInput } = require("aws-cdk-lib/aws-events");
const { SfnStateMachine } = require("aws-cdk-lib/aws-events-targets");
const { DefinitionBody, Pass, StateMachine } = require("aws-cdk-lib/aws-stepfunctions");
function rule(detail, input) {
  const app = new App();
  const stack = new Stack(app, "S");
  const machine = new StateMachine(stack, "M", { definitionBody: DefinitionBody.fromChainable(new Pass(stack, "P")) });
  new Rule(stack, "R", { eventPattern: { detail }, targets: [new SfnStateMachine(machine, { input: RuleTargetInput.fromObject(input) })] });
  const resources = Object.values(app.synth().getStackByName("S").template.Resources);
  return resources.find((one) => one.Type === "AWS::Events::Rule").Properties;
}
const made = rule({ status: ["paid", Match.prefix("re")] }, { a: "<b>", c: EventField.fromPath("$.detail.k") });
console.log(JSON.stringify(made.EventPattern.detail), "|", made.Targets[0].InputTransformer.InputTemplate);
try {
  rule({ a: ["b"] }, { a: EventField.fromPath("$.detail.a-b"), b: EventField.fromPath("$.detail.a.b") });
  console.log("no error");
} catch (error) {
  console.log(error.message.split("\n")[0]);
}
JS
seen=$(node t.js 2>/dev/null)
echo "$seen"
[ "$seen" = "{\"status\":[\"paid\",[{\"prefix\":\"re\"}]]} | {\"a\":\"<b>\",\"c\":<detail-k>}
Single key 'detail-a-b' is used for two different JSON paths: '\$.detail.a.b' and '\$.detail.a-b'" ]
