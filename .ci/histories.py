#!/usr/bin/env python3
"""Does `sfn mock from` make of a recorded execution what replays it?

usage: .ci/histories.py --sfn PATH --reference DIR [-k TEXT] [-v] [--keep DIR] [-j N]

Each recorded execution of DIR/conformance/cases that can be replayed is
written as GetExecutionHistory returns it, with its definition beside it. `sfn mock from` makes a mock file and a test of
it; then the machine runs on that file alone, and compare.py compares its history with the recording. The test itself is
run by `sfn test`, too.

Recordings have no times: an event is a millisecond after the one before it, a timeout after its time. Names that the
recording replaced are put back as far as the case says what they were; `sfn test` compares the others as text, so a
case may equal the recording while its test does not hold.

Not counted: executions whose items lay in S3, and those with a Map Run: what was called there stands in the histories of
other executions. Exit status 0; the last line is `histories: P of N, T tests hold`.
"""
import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

START = 1795435200.0  # 2026-11-23T12:00:00Z, the day on which the inputs were written
TEXTS = ("input", "output", "parameters")


def as_text(value):
    """A value of an event as AWS has it: JSON text."""
    if isinstance(value, str):
        try:
            json.loads(value)
            return value
        except ValueError:
            pass
    return json.dumps(value)


def named(value, names):
    """`value` with the names that the recording replaced."""
    if isinstance(value, dict):
        return {named(key, names): named(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [named(inner, names) for inner in value]
    if isinstance(value, str):
        for placeholder, name in names:
            value = value.replace(placeholder, name)
        return re.sub(r"<(table|queue|resource|function|bucket):(\d+)>", r"\1-\2", value)
    return value


def details(event):
    """The details of an event and their key."""
    return next(((k, v) for k, v in event.items() if k.endswith("EventDetails")), (None, {}))


def times(events, definition):
    """When each event was, by its id, in milliseconds after the start."""
    at, now, by_id = {}, -1, {event["id"]: event for event in events}
    limit = definition.get("TimeoutSeconds") if isinstance(definition, dict) else None
    for event in events:
        now += 1
        if event["type"].endswith("TimedOut"):
            cause = by_id.get(event["previousEventId"])
            while cause and not cause["type"].endswith("Scheduled"):
                cause = by_id.get(cause["previousEventId"])
            own = details(cause)[1] if cause else {}
            seconds = own.get("heartbeatInSeconds") or own.get("timeoutInSeconds")
            if event["type"] == "ExecutionTimedOut":
                cause, seconds = events[0], limit
            if seconds:
                now = max(now, at[cause["id"]] + 1000 * seconds)
        at[event["id"]] = now
    return at


def document(case):
    """The case's history as GetExecutionHistory returns it."""
    names = [(v, k) for k, v in (case.get("fake_to_placeholder") or {}).items() if len(v) > 3]
    names = sorted(names, key=lambda pair: -len(pair[0])) + [("<partition>", "aws"), ("<region>", "us-east-1")]
    events = sorted(case["history"], key=lambda event: event["id"])
    definition = case["definition"]
    at = times(events, json.loads(definition) if isinstance(definition, str) else definition)
    out = []
    for event in events:
        event = named(event, names)
        key, own = details(event)
        if key:
            own = dict(own)
            for name in TEXTS:
                if name in own and own[name] is not None:
                    own[name] = as_text(own[name])
            if own.get("cause") is not None and not isinstance(own["cause"], str):
                own["cause"] = json.dumps(own["cause"])
            if isinstance(own.get("assignedVariables"), dict):
                own["assignedVariables"] = {k: as_text(v) for k, v in own["assignedVariables"].items()}
            if event["type"] == "ExecutionStarted" and case["input"] is not None:
                given = case["input"]
                own["input"] = given if isinstance(given, str) else json.dumps(given)
            event[key] = own
        event["timestamp"] = START + at[event["id"]] / 1000
        out.append(event)
    return {"events": out}


def is_counted(case):
    """Whether the history holds all that a replay needs."""
    return not case.get("s3_objects") and not any(event["type"].startswith("MapRun") for event in case["history"])


def replay(sfn, case, folder, modules):
    """What differs between the recording and the run of the mocks made of it; and what `sfn test` says."""
    definition = case["definition"]
    path = lambda name: os.path.join(folder, name)
    with open(path("machine.asl.json"), "w") as file:
        file.write(modules["replay"].written(definition if isinstance(definition, str) else json.dumps(definition)))
    with open(path("history.json"), "w") as file:
        file.write(modules["replay"].written(json.dumps(document(case))))
    arn = case.get("executionArn_fake") or ""
    known = ["--describe", "execution.json"] if arn and ":express:" not in arn else []
    with open(path("execution.json"), "w") as file:
        machine = arn.rsplit(":", 1)[0].replace(":execution:", ":stateMachine:")
        json.dump({"executionArn": arn, "stateMachineArn": machine, "name": arn.split(":")[-1]}, file)
    call = lambda *words: subprocess.run([sfn, *words], capture_output=True, text=True, timeout=60, cwd=folder)
    words = ["--machine", "machine.asl.json", *known, "-o", "replay.sfn.yaml", "-t", "it"]
    made = call("mock", "from", "history.json", *words)
    if made.returncode:
        return [f"mock from: exit {made.returncode}: {made.stderr.strip()[:300]}"], ""
    names = ["--account", "111111111111", "--region", "us-east-1"]
    if case.get("state_machine_name"):
        names += ["--machine-name", case["state_machine_name"]]
    if arn and ":express:" not in arn:
        names += ["--name", arn.split(":")[-1]]
    run = call("run", "machine.asl.json", "-m", "replay.sfn.yaml", "-t", "it", "--format", "history", *names)
    test = call("test", "replay.sfn.yaml", "--no-recordings")
    said = "" if test.returncode == 0 else test.stdout.strip()
    try:
        return modules["compare"].compare(case, json.loads(run.stdout))[0], said
    except ValueError:
        return [f"run: exit {run.returncode}: {run.stderr.strip()[:400]}"], said


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sfn", required=True)
    parser.add_argument("--reference", required=True)
    parser.add_argument("-k", default="")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--keep")
    parser.add_argument("-j", type=int, default=2)
    given = parser.parse_args()
    sfn, home = os.path.abspath(given.sfn), os.path.join(os.path.abspath(given.reference), "conformance")
    sys.path.insert(0, home)
    sys.dont_write_bytecode = True
    import compare, replay as recorded  # noqa: E401, PLC0415

    modules = {"compare": compare, "replay": recorded}
    todo, left = [], 0
    for folder, _, files in os.walk(os.path.join(home, "cases")):
        for file in files:
            name = os.path.relpath(os.path.join(folder, file), os.path.join(home, "cases"))
            with open(os.path.join(folder, file)) as opened:
                case = json.load(opened)
            is_meant = case.get("kind") == "history" and case.get("replayable") and given.k in name
            if is_meant and not recorded.about_request(case):
                if is_counted(case):
                    todo.append((name, case))
                else:
                    left += 1

    def one(item):
        name, case = item
        with tempfile.TemporaryDirectory() as folder:
            if given.keep:
                folder = os.path.join(given.keep, name[:-5].replace("/", "-"))
                os.makedirs(folder, exist_ok=True)
                if os.path.exists(os.path.join(folder, "replay.sfn.yaml")):
                    os.remove(os.path.join(folder, "replay.sfn.yaml"))
            try:
                return name, *replay(sfn, case, folder, modules)
            except subprocess.TimeoutExpired:
                return name, ["no answer in a minute"], ""

    with concurrent.futures.ThreadPoolExecutor(given.j) as pool:
        results = list(pool.map(one, sorted(todo, key=lambda item: item[0])))
    for name, differs, said in results:
        if differs:
            print(f"DIFFERS {name}")
            for line in differs[: None if given.v else 2]:
                print(f"     {line[: 4000 if given.v else 240]}")
        elif said and given.v:
            print(f"TEST FAILS {name}\n{said[:1500]}")
    equal = sum(not differs for _, differs, _ in results)
    hold = sum(not said for _, _, said in results)
    print(f"not counted: {left} with items in S3 or a Map Run")
    print(f"histories: {equal} of {len(results)}, {hold} tests hold")


if __name__ == "__main__":
    main()
