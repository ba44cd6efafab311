#!/usr/bin/env python3
"""Do recorded executions come out over the API as they do from `sfn run`?

usage: .ci/conformance_api.py --sfn PATH --reference DIR [-k TEXT] [-v] [-j N]

For each recorded execution of DIR/conformance/cases that can be replayed, `sfn serve --clock virtual` is started with the
mock file that DIR/conformance/replay.py makes of it. The machine is made by CreateStateMachine and started by StartExecution
(StartSyncExecution for EXPRESS ones), and what GetExecutionHistory or DescribeExecution say is compared with the recording,
as replay.py compares what `sfn run` prints. Executions start now: a case that waits for a moment of the day on which it was
recorded starts with `sfn run` alone.

Exit status 0; the last line is `conformance over the API: P of N`.
"""
import argparse
import concurrent.futures
import glob
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time

ACCOUNT = "111111111111"


class Refused(Exception):
    pass


class Api:
    """A server that serves one case, and a connection to it."""

    def __init__(self, sfn, folder):
        command = [sfn, "serve", "--port", "0", "--clock", "virtual", "--account", ACCOUNT, "--region", "us-east-1",
                   "-m", "mocks.sfn.yaml"]
        self.process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
        lines = []
        for line in self.process.stderr:
            lines.append(line)
            if line.strip() == "Ready.":
                break
        found = re.search(r"listening on http://(\S+)", "".join(lines))
        if not found:
            raise Refused("the server does not start: " + "".join(lines)[:300])
        self.connection = http.client.HTTPConnection(found[1], timeout=20)

    def ask(self, operation, **members):
        headers = {"x-amz-target": "AWSStepFunctions." + operation, "content-type": "application/x-amz-json-1.0"}
        self.connection.request("POST", "/", json.dumps(members), headers)
        answer = self.connection.getresponse()
        body = json.loads(answer.read())
        if answer.status != 200:
            raise Refused(f"{operation}: {json.dumps(body)[:300]}")
        return body

    def close(self):
        self.connection.close()
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()


def history(api, arn):
    events, token = [], {}
    while True:
        page = api.ask("GetExecutionHistory", executionArn=arn, maxResults=1000, **token)
        events += page["events"]
        if "nextToken" not in page:
            return events
        token = {"nextToken": page["nextToken"]}


def replayed(api, case, command, folder):
    """What the API says of the case: its history, or its result."""
    option = {word: command[at + 1] for at, word in enumerate(command[:-1]) if word.startswith("-")}
    name = option.get("--machine-name", "machine")
    with open(os.path.join(folder, "machine.asl.json")) as file:
        definition = file.read()
    with open(os.path.join(folder, "input.json")) as file:
        given = file.read()
    kind = option["--type"].upper()
    machine = api.ask("CreateStateMachine", name=name, type=kind, definition=definition,
                      roleArn=f"arn:aws:iam::{ACCOUNT}:role/role")["stateMachineArn"]
    if kind == "EXPRESS":
        return api.ask("StartSyncExecution", stateMachineArn=machine, input=given)
    named = {"name": option["--name"]} if "--name" in option else {}
    arn = api.ask("StartExecution", stateMachineArn=machine, input=given, **named)["executionArn"]
    until = time.monotonic() + 20
    while True:
        told = api.ask("DescribeExecution", executionArn=arn)
        if told["status"] != "RUNNING":
            break
        if time.monotonic() > until:
            raise Refused("it still runs after 20 s")
        time.sleep(0.002)
    return history(api, arn) if case["kind"] == "history" else told


def run(sfn, path, replay):
    with open(path) as file:
        case = json.load(file)
    with tempfile.TemporaryDirectory() as folder:
        command = replay.command(sfn, case, folder)
        api = None
        try:
            api = Api(sfn, folder)
            said = replayed(api, case, command, folder)
            return replay.compare.compare(case, said)[0]
        except (Refused, OSError, http.client.HTTPException, ValueError) as error:
            return [str(error) or repr(error)]
        finally:
            if api:
                api.close()


def counts(case, replay):
    """Whether the API can tell of it: a history is asked for of Standard executions only."""
    ran = case.get("kind") in replay.KINDS[:4] and case.get("replayable") and not replay.about_request(case)
    return ran and not (case["kind"] == "history" and case["type"] == "EXPRESS")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sfn", required=True)
    parser.add_argument("--reference", required=True)
    parser.add_argument("-k", default="")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("-j", type=int, default=4)
    given = parser.parse_args()
    place = os.path.join(given.reference, "conformance")
    sys.path.insert(0, place)
    sys.dont_write_bytecode = True
    import replay  # of the reference
    todo = []
    for path in sorted(glob.glob(os.path.join(place, "cases", "**", "*.json"), recursive=True)):
        with open(path) as file:
            case = json.load(file)
        if given.k in path and counts(case, replay):
            todo.append(path)
    sfn, passed = os.path.abspath(given.sfn), 0
    with concurrent.futures.ThreadPoolExecutor(given.j) as pool:
        for path, bad in zip(todo, pool.map(lambda path: run(sfn, path, replay), todo)):
            passed += not bad
            if bad:
                print("FAIL", os.path.relpath(path, place))
            for line in bad[:None if given.v else 2]:
                print("    ", line if given.v else line[:260])
    print(f"conformance over the API: {passed} of {len(todo)}")


main()
