#!/usr/bin/env python3
"""Sessions that real clients have with `sfn serve`: boto3 here, the AWS CLI and the SDK for JavaScript as programs.

usage: clients.py --sfn BIN [--cli AWS] [--npm DIR]      exit status 0 if all passed; one line per session

Each session is what somebody's program does, with its own server: machines and executions with pages and errors,
an activity worker in a thread, task tokens, StartSyncExecution, two regions. Needs boto3.
"""
import argparse, json, os, shutil, subprocess, sys, threading, time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

PASS = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
ROLE = "arn:aws:iam::123456789012:role/R"


class Server:
    def __init__(self, sfn, *args):
        command = [sfn, "serve", "--port", "0", *args]
        self.child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        first = next(line for line in self.child.stderr if "listening on" in line)
        self.url = first.split("listening on ")[1].split()[0]
        while self.child.stderr.readline().strip() != "Ready.":
            pass

    def client(self, region="us-east-1", **more):
        config = Config(inject_host_prefix=False, retries={"total_max_attempts": 1}, **more)
        return boto3.client("stepfunctions", endpoint_url=self.url, region_name=region, config=config,
                            aws_access_key_id="test", aws_secret_access_key="test")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        assert self.child.wait(10) == 0, "it ends well"


def until(ask, holds, seconds=30):
    end = time.monotonic() + seconds
    while True:
        got = ask()
        if holds(got):
            return got
        assert time.monotonic() < end, got
        time.sleep(0.02)


def machines(sfn, _):
    with Server(sfn) as server:
        sf = server.client()
        arn = sf.create_state_machine(name="order", definition=PASS, roleArn=ROLE)["stateMachineArn"]
        for at in range(25):
            sf.start_execution(stateMachineArn=arn, name=f"run-{at:02}", input=json.dumps({"at": at}))
        pages = sf.get_paginator("list_executions").paginate(stateMachineArn=arn, PaginationConfig={"PageSize": 10})
        names = [one["name"] for page in pages for one in page["executions"]]
        assert names == [f"run-{at:02}" for at in reversed(range(25))], names
        run = arn.replace(":stateMachine:", ":execution:") + ":run-07"
        said = until(lambda: sf.describe_execution(executionArn=run), lambda said: said["status"] != "RUNNING")
        assert json.loads(said["output"]) == {"at": 7} and said["stopDate"] >= said["startDate"], said
        events = [event["type"] for page in sf.get_paginator("get_execution_history").paginate(
            executionArn=run, PaginationConfig={"PageSize": 2}) for event in page["events"]]
        assert events == ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"], events
        try:
            sf.start_execution(stateMachineArn=arn, name="run-07", input="{}")
            raise AssertionError("a name is taken once")
        except sf.exceptions.ExecutionAlreadyExists as error:
            assert error.response["Error"]["Message"] == f"Execution Already Exists: '{run}'", error


def regions(sfn, _):
    with Server(sfn) as server:
        one, other = server.client("eu-west-1"), server.client("us-gov-west-1")
        arn = one.create_activity(name="queue")["activityArn"]
        assert arn.startswith("arn:aws:states:eu-west-1:"), arn
        assert other.list_activities()["activities"] == []
        assert other.create_activity(name="q")["activityArn"].startswith("arn:aws-us-gov:states:us-gov-west-1:")


def worker(sfn, _):
    with Server(sfn) as server:
        sf = server.client(read_timeout=70)
        queue = sf.create_activity(name="queue")["activityArn"]
        task = {"Type": "Task", "Resource": queue, "End": True, "Retry": [{"ErrorEquals": ["Again"], "IntervalSeconds": 1}]}
        inner = {"StartAt": "T", "States": {"T": task}}
        definition = {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$", "Iterator": inner, "End": True}}}
        arn = sf.create_state_machine(name="work", definition=json.dumps(definition), roleArn=ROLE)["stateMachineArn"]
        failed = set()

        def work():
            mine = server.client(read_timeout=70)
            while True:
                job = mine.get_activity_task(activityArn=queue, workerName="w")
                number = json.loads(job["input"])
                if number == "stop":
                    mine.send_task_success(taskToken=job["taskToken"], output="null")
                    return
                mine.send_task_heartbeat(taskToken=job["taskToken"])
                if number == 3 and number not in failed:
                    failed.add(number)
                    mine.send_task_failure(taskToken=job["taskToken"], error="Again", cause="busy")
                else:
                    mine.send_task_success(taskToken=job["taskToken"], output=json.dumps(number * number))

        threads = [threading.Thread(target=work) for _ in range(3)]
        [thread.start() for thread in threads]
        run = sf.start_execution(stateMachineArn=arn, input=json.dumps(list(range(8))))["executionArn"]
        said = until(lambda: sf.describe_execution(executionArn=run), lambda said: said["status"] != "RUNNING")
        assert json.loads(said["output"]) == [n * n for n in range(8)], said
        sf.start_execution(stateMachineArn=arn, input=json.dumps(["stop"] * 3))
        [thread.join(30) for thread in threads]


def express(sfn, _):
    with Server(sfn, "--clock", "virtual") as server:
        sf = server.client()
        wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 100, "Next": "F"}, "F": {"Type": "Fail", "Error": "E", "Cause": "c"}}}
        arn = sf.create_state_machine(name="quick", definition=json.dumps(wait), roleArn=ROLE, type="EXPRESS")["stateMachineArn"]
        began = time.monotonic()
        said = sf.start_sync_execution(stateMachineArn=arn, name="s")
        assert time.monotonic() - began < 20, "a virtual clock does not wait"
        assert (said["status"], said["error"], said["cause"]) == ("FAILED", "E", "c"), said
        assert said["billingDetails"]["billedDurationInMilliseconds"] >= 100_000, said


def aliases(sfn, _):
    with Server(sfn) as server:
        sf = server.client()
        made = sf.create_state_machine(name="m", definition=PASS, roleArn=ROLE, publish=True)
        second = sf.update_state_machine(stateMachineArn=made["stateMachineArn"], tracingConfiguration={"enabled": True}, publish=True)
        versions = [made["stateMachineVersionArn"], second["stateMachineVersionArn"]]
        routing = [{"stateMachineVersionArn": arn, "weight": 50} for arn in versions]
        alias = sf.create_state_machine_alias(name="live", routingConfiguration=routing)["stateMachineAliasArn"]
        for _ in range(60):
            sf.start_execution(stateMachineArn=alias)
        got = {one["stateMachineVersionArn"] for one in sf.list_executions(stateMachineArn=alias)["executions"]}
        assert got == set(versions), got


def cli(sfn, aws):
    if not aws:
        return "SKIPPED: no AWS CLI"
    with Server(sfn) as server:
        env = {**os.environ, "AWS_ENDPOINT_URL_SFN": server.url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
               "AWS_DEFAULT_REGION": "eu-west-1", "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}

        def run(*words):
            done = subprocess.run([*aws.split(), "stepfunctions", *words, "--output", "json"], env=env, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout) if done.stdout.strip() else {}

        arn = run("create-state-machine", "--name", "order", "--role-arn", ROLE, "--definition", PASS)["stateMachineArn"]
        started = run("start-execution", "--state-machine-arn", arn, "--input", '{"a": 1}')["executionArn"]
        said = until(lambda: run("describe-execution", "--execution-arn", started), lambda said: said["status"] != "RUNNING")
        assert said["status"] == "SUCCEEDED" and said["output"] == '{"a": 1}', said
        assert run("list-state-machines", "--max-items", "1")["stateMachines"][0]["name"] == "order"


def templates(sfn, _):
    """A template with a rule: an event that is put starts its machine; Step Functions and EventBridge at one URL."""
    template = os.path.join(os.path.dirname(__file__), "../fixtures/serve/template.yaml")
    with Server(sfn, template) as server:
        events = boto3.client("events", endpoint_url=server.url, region_name="us-east-1",
                              aws_access_key_id="test", aws_secret_access_key="test")
        entry = {"Source": "shop", "DetailType": "placed", "Detail": json.dumps({"total": 12})}
        put = events.put_events(Entries=[entry])
        assert put["FailedEntryCount"] == 0, put
        sf = server.client()
        arn = "arn:aws:states:us-east-1:123456789012:stateMachine:order-dev"
        runs = until(lambda: sf.list_executions(stateMachineArn=arn)["executions"], lambda runs: runs)
        assert runs[0]["name"].startswith(put["Entries"][0]["EventId"]), runs


def credentials(sfn, _):
    with Server(sfn, "--credentials", "AKID:right") as server:
        def client(key, secret):
            return boto3.client("stepfunctions", endpoint_url=server.url, region_name="us-east-1",
                                aws_access_key_id=key, aws_secret_access_key=secret)
        assert client("AKID", "right").list_activities()["activities"] == []
        for key, secret, code in [("AKID", "wrong", "InvalidSignatureException"), ("OTHER", "right", "UnrecognizedClientException")]:
            try:
                client(key, secret).list_activities()
                raise AssertionError(f"{key} {secret} is taken")
            except ClientError as error:
                assert error.response["Error"]["Code"] == code, error


NPM = ""


def javascript(sfn, _):
    node = shutil.which("node")
    if not node or not os.path.isdir(os.path.join(NPM, "node_modules/@aws-sdk/client-sfn")):
        return "SKIPPED: no node, or no @aws-sdk/client-sfn"
    # A module finds others beside itself only.
    session = shutil.copy(os.path.join(os.path.dirname(__file__), "serve_client.mjs"), NPM)
    with Server(sfn) as server:
        done = subprocess.run([node, session, server.url], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 and done.stdout.strip() == "ok", done.stderr


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sfn", required=True)
    arguments.add_argument("--cli", default="")
    arguments.add_argument("--npm", default="", help="the folder whose node_modules has @aws-sdk/client-sfn")
    given = arguments.parse_args()
    global NPM
    NPM = given.npm
    bad = 0
    for session in (machines, regions, worker, express, aliases, templates, credentials, cli, javascript):
        try:
            print(f"{session.__name__:11} {session(given.sfn, given.cli) or 'ok'}", flush=True)
        except (AssertionError, ClientError, OSError, KeyError) as error:
            bad += 1
            print(f"{session.__name__:11} FAILED: {type(error).__name__}: {str(error)[:600]}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
