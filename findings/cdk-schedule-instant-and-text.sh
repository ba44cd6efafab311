#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 (constructs 10.8.1), seen 2026-11-30.
#
# ScheduleExpression.at(date, zone) takes an instant and a time zone, and writes the instant's UTC digits beside the
# zone: noon UTC with Europe/Berlin becomes noon in Berlin, an hour before the instant that was given.
# ScheduleTargetInput.fromText writes the text as it is, where RuleTargetInput.fromText (same name, other service)
# writes a JSON text: as the input of a state machine the former is no JSON, so every start is refused.
#
# Seen: at(2027-01-02T12:00:00) Europe/Berlin | scheduler hello | rule "hello"
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null
cat >t.js <<'JS'
const { App, Stack, TimeZone } = require("aws-cdk-lib");
const { Rule, RuleTargetInput } = require("aws-cdk-lib/aws-events");
const { SfnStateMachine } = require("aws-cdk-lib/aws-events-targets");
const { Schedule, ScheduleExpression, ScheduleTargetInput } = require("aws-cdk-lib/aws-scheduler");
const { StepFunctionsStartExecution } = require("aws-cdk-lib/aws-scheduler-targets");
const { DefinitionBody, Pass, StateMachine } = require("aws-cdk-lib/aws-stepfunctions");
const app = new App();
const stack = new Stack(app, "S");
const machine = new StateMachine(stack, "M", { definitionBody: DefinitionBody.fromChainable(new Pass(stack, "P")) });
const schedule = ScheduleExpression.at(new Date("2027-01-02T12:00:00Z"), TimeZone.EUROPE_BERLIN);
new Schedule(stack, "C", { schedule, target: new StepFunctionsStartExecution(machine, { input: ScheduleTargetInput.fromText("hello") }) });
new Rule(stack, "R", { eventPattern: { source: ["a"] }, targets: [new SfnStateMachine(machine, { input: RuleTargetInput.fromText("hello") })] });
const resources = Object.values(app.synth().getStackByName("S").template.Resources);
const made = (type) => resources.find((one) => one.Type === type).Properties;
const scheduled = made("AWS::Scheduler::Schedule");
console.log(scheduled.ScheduleExpression, scheduled.ScheduleExpressionTimezone, "| scheduler", scheduled.Target.Input, "| rule", made("AWS::Events::Rule").Targets[0].Input);
JS
seen=$(node t.js 2>/dev/null)
echo "$seen"
[ "$seen" = 'at(2027-01-02T12:00:00) Europe/Berlin | scheduler hello | rule "hello"' ]
