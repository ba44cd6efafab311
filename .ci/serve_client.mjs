// A session of @aws-sdk/client-sfn with `sfn serve`: node session.mjs URL
import {
  SFNClient, CreateStateMachineCommand, CreateActivityCommand, StartExecutionCommand, DescribeExecutionCommand,
  GetActivityTaskCommand, SendTaskSuccessCommand, StartSyncExecutionCommand, paginateGetExecutionHistory,
} from "@aws-sdk/client-sfn";
import assert from "node:assert/strict";

const client = new SFNClient({
  endpoint: process.argv[2], region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" },
  disableHostPrefix: true,
});
const roleArn = "arn:aws:iam::123456789012:role/R";
const { activityArn } = await client.send(new CreateActivityCommand({ name: "queue" }));
const task = { StartAt: "T", States: { T: { Type: "Task", Resource: activityArn, End: true } } };
const { stateMachineArn } = await client.send(
  new CreateStateMachineCommand({ name: "work", definition: JSON.stringify(task), roleArn }));
const { executionArn, startDate } = await client.send(
  new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ n: 7 }) }));
assert(startDate instanceof Date);
const job = await client.send(new GetActivityTaskCommand({ activityArn, workerName: "w" }));
assert.deepEqual(JSON.parse(job.input), { n: 7 });
await client.send(new SendTaskSuccessCommand({ taskToken: job.taskToken, output: JSON.stringify({ ok: true }) }));
let said;
do said = await client.send(new DescribeExecutionCommand({ executionArn })); while (said.status === "RUNNING");
assert.equal(said.status, "SUCCEEDED");
assert.deepEqual(JSON.parse(said.output), { ok: true });
const types = [];
for await (const page of paginateGetExecutionHistory({ client, pageSize: 2 }, { executionArn }))
  types.push(...page.events.map((event) => event.type));
assert.equal(types[0], "ExecutionStarted");
assert.equal(types.at(-1), "ExecutionSucceeded");
const fail = { StartAt: "F", States: { F: { Type: "Fail", Error: "E", Cause: "c" } } };
const express = await client.send(new CreateStateMachineCommand(
  { name: "quick", type: "EXPRESS", definition: JSON.stringify(fail), roleArn }));
const sync = await client.send(new StartSyncExecutionCommand({ stateMachineArn: express.stateMachineArn }));
assert.deepEqual([sync.status, sync.error, sync.cause], ["FAILED", "E", "c"]);
await assert.rejects(
  client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x` })), { name: "StateMachineDoesNotExist" });
console.log("ok");
