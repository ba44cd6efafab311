#!/usr/bin/env python3
"""Runs the product on a folder of reduced inputs, one folder a fault, and says which behave.

    .ci/cases.py --sfn target/release/sfn FOLDER [NAME...]

Each case is copied to a temporary place, so that nothing it writes stays. What is right stands in CASES
below, as the checks of one function a case. Folders without a function here are named as not run.
The last line counts: `cases: 38 passed, 2 failed, 1 not run`.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

MEMORY = 512 * 1024 * 1024
"""No input may need more than this many bytes of memory."""
SECONDS = 2.0
"""No input may take longer without being told to: seconds of a processor, for the machine may have other work."""
AT_MOST = 20
"""Nor may it wait: seconds of the clock."""
CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
CASES = {}


def case(function):
    """Registers a function as the checks of the folder that its name says (`_` for `-`)."""
    CASES[function.__name__.replace("_", "-")] = function
    return function


def processor():
    """How many seconds the programs that have ended were at work."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Run:
    """What one run of the product did."""

    def __init__(self, process, out, err, seconds, peak):
        self.code, self.out, self.err, self.seconds, self.peak = process, out, err, seconds, peak

    @property
    def text(self):
        """Both streams as text."""
        return (self.out + self.err).decode("utf-8", "replace")

    def json(self):
        """Standard output as JSON."""
        return json.loads(self.out)


class Case:
    """A copy of one folder, and what went wrong in it."""

    def __init__(self, sfn, folder):
        self.sfn, self.folder, self.wrong = sfn, folder, []

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def make(self, command, cwd=None):
        """Prepares the input."""
        subprocess.run(command, shell=True, cwd=cwd or self.folder, check=True, stdout=subprocess.DEVNULL)

    def run(self, *args, cwd=None, seconds=None, memory=MEMORY):
        """Runs the product; it must end in time and within the memory, and must not be killed. Seconds that are given
        are those of the clock: it was told to end in them."""
        began, used = time.monotonic(), processor()
        limit = None if memory is None else lambda: resource.setrlimit(resource.RLIMIT_AS, (8 * memory, 8 * memory))
        child = subprocess.Popen([self.sfn, *args], cwd=cwd or self.folder, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit)
        try:
            out, err = child.communicate(timeout=AT_MOST)
        except subprocess.TimeoutExpired:
            child.kill()
            out, err = child.communicate()
        took = time.monotonic() - began
        used = processor() - used
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        shown = "sfn " + " ".join(args)
        in_time = took <= seconds if seconds else used <= SECONDS and took < AT_MOST
        words = f"{shown}: took {took:.1f} s and {used:.1f} s of a processor, at most {seconds or SECONDS} allowed"
        self.check(in_time, words)
        self.check(child.returncode >= 0 and child.returncode not in (101, 134), f"{shown}: died with {child.returncode}")
        if memory is not None:
            self.check(peak <= memory, f"{shown}: needed {peak >> 20} MB, at most {memory >> 20} allowed")
        return Run(child.returncode, out, err, took, peak)

    def check(self, holds, words):
        if not holds:
            self.wrong.append(words)

    def exits(self, run, *codes):
        self.check(run.code in codes, f"exit {run.code}, not {' or '.join(map(str, codes))}: {run.text[-300:]}")

    def holds(self, text, *parts):
        for part in parts:
            self.check(part in text, f"missing {part!r} in: {text[:600]}")

    def lacks(self, text, *parts):
        for part in parts:
            self.check(part not in text, f"should not hold {part!r}: {text[:600]}")

    def output(self, expected, *args, cwd=None):
        """The output of a run that succeeds."""
        run = self.run("run", *args, "--format", "json", cwd=cwd)
        self.exits(run, 0)
        if run.code == 0:
            found = run.json()["output"]
            same = json.dumps(found) == json.dumps(expected)
            self.check(same, f"output is {json.dumps(found)}, not {json.dumps(expected)}")

    def findings(self, *args):
        run = self.run("validate", *args, "--format", "json")
        try:
            return run, run.json()["diagnostics"]
        except (ValueError, KeyError):
            self.check(False, f"no JSON: {run.text[:300]}")
            return run, []


def aws(found):
    return found.get("aws") or {}


# ---- calls ----

@case
def arn_partition(c):
    _, found = c.findings("definition.asl.json")
    c.check(sum("Resource" in (f["pointer"] or "") for f in found) >= 2, f"two findings at Resource wanted: {found}")


@case
def aws_words_for_types(c):
    _, found = c.findings("definition.asl.json")
    want = {"code": "SCHEMA_VALIDATION_FAILED", "message": "Expected value of type Integer", "location": "/States/W/Seconds"}
    c.check(bool(found) and aws(found[0]) == want, f"AWS's words: {[aws(f) for f in found]}")
    _, found = c.findings("error-output.asl.json")
    said = [(aws(f).get("code"), aws(f).get("message")) for f in found]
    c.check(("UNSUPPORTED_JSONATA_EXPRESSION", "Field '$states.errorOutput' does not exist.") in said, f"AWS's words: {said}")


@case
def params_nested_unknown(c):
    run, found = c.findings("definition.asl.json")
    c.exits(run, 1)
    c.check(any(aws(f).get("location") == "/States/Call/Parameters"
                and aws(f)["message"].startswith('The field "name" is not supported by Step Functions') for f in found), str(found))


def says(c, run, found, message):
    c.exits(run, 1)
    c.check(any(aws(f).get("code") == "SCHEMA_VALIDATION_FAILED" and aws(f).get("message") == message
                and aws(f).get("location") == "/States/Call/Parameters" for f in found), f"{message!r} not in {found}")


@case
def params_optimized_type(c):
    says(c, *c.findings("definition.asl.json"), "The value for the field 'NumberOfWorkers' must be an INTEGER")


@case
def params_optimized_unknown(c):
    says(c, *c.findings("definition.asl.json"), "The field 'MessageBody' is required but was missing")


def fails_at_start(c, ending):
    run = c.run("run", "definition.asl.json", "input.json", "-m", "mocks.sfn.yaml", "--format", "json")
    c.exits(run, 1)
    if run.code == 1:
        told = run.json()
        c.check(told["status"] == "FAILED" and told["error"] == "States.Runtime", str(told))
        c.check(told["cause"].endswith(ending), told["cause"])
    history = c.run("run", "definition.asl.json", "input.json", "-m", "mocks.sfn.yaml", "--format", "history")
    c.lacks(history.text, "TaskScheduled", "LambdaFunctionScheduled")


@case
def params_runtime_nested_type(c):
    fails_at_start(c, "The Parameters '{\"TableName\":\"orders\",\"Item\":{\"id\":{\"S\":{\"no\":1}}}}' could not be used "
                      "to start the Task: [The value for the field 'S' must be a STRING]")


@case
def params_runtime_number_payload(c):
    fails_at_start(c, "The Parameters '{\"FunctionName\":\"add-one\",\"Payload\":1}' could not be used to start the Task: "
                      "[The value for the field 'Payload' must be a STRING]")


# ---- languages ----

@case
def help_intrinsic_in_variable(c):
    run, found = c.findings("definition.asl.json")
    c.exits(run, 1)
    first = next((f for f in found if f["code"] == "SFN300"), {"help": "", "pointer": ""})
    c.check(first["pointer"] == "/States/C/Choices/0/Variable", first["pointer"])
    c.holds((first["help"] or "").lower(), "intrinsic", "pass")


@case
def jsonata_forgotten_braces(c):
    run, found = c.findings("definition.asl.json")
    c.exits(run, 0)
    text = " ".join(f"{f['message']} {f['help']}" for f in found)
    c.holds(text, "{% $states.input.id %}", "{% $states.input.name %}", "{% 'order ' & $states.input.id %}",
            "{% $states.input.total %}", "$states.input.city")


@case
def jsonata_infinity(c):
    c.output({"rate": "Infinity", "in_array": ["Infinity"], "in_object": {"k": "Infinity"}, "minus": "-Infinity",
              "over": "Infinity"}, "definition.asl.json", "input.json")


def more(c, old, new):
    """The definition with a number changed."""
    with open(c.path("definition.asl.json")) as file:
        text = file.read()
    assert old in text
    with open(c.path("other.asl.json"), "w") as file:
        file.write(text.replace(old, new))


def breaks_memory(c, run):
    c.exits(run, 1)
    c.holds(run.text, "States.QueryEvaluationError", "Expression evaluation memory limit exceeded")


@case
def jsonata_range_memory(c):
    c.output({"r": 873782}, "definition.asl.json", "input.json")
    more(c, "873782", "873783")
    breaks_memory(c, c.run("run", "other.asl.json", "input.json", "--format", "json"))


@case
def jsonata_string_memory(c):
    breaks_memory(c, c.run("run", "definition.asl.json", "input.json", "--format", "json"))
    more(c, "23", "22")
    c.output({"r": 4194304}, "other.asl.json", "input.json")


@case
def jsonata_undefined_separator(c):
    run = c.run("run", "definition.asl.json", "input.json", "--format", "json")
    c.exits(run, 1)
    c.holds(run.text, "States.QueryEvaluationError")


@case
def yaml_block_scalar(c):
    run, found = c.findings("definition.asl.yaml")
    c.exits(run, 1)
    first = next((f for f in found if f["code"] == "SFN305"), {"line": 0, "message": "", "help": ""})
    c.check(first["line"] in (6, 7), f"line {first['line']}")
    c.holds(first["message"] + (first["help"] or ""), "|-")


# ---- templates ----

@case
def null_optional_field(c):
    c.exits(c.run("validate", "serverless.yml"), 0)


@case
def sam_intrinsic_is_text(c):
    c.output({"choice": "1", "flag": "true", "mapped": "7", "ref": "5"}, "template.yaml")
    c.exits(c.run("validate", "wait.yaml"), 1)


@case
def sam_key_order(c):
    c.output({"Beta": 3, "alpha": 2, "zeta": 1}, "template.yaml")


@case
def sls_pseudo(c):
    c.output("${AWS::Region}", "serverless.yml#plain")
    c.output("us-east-1", "serverless.yml#mixed")
    c.output("${Lit} us-east-1", "serverless.yml#esc")
    run = c.run("run", "serverless.yml#dates", "--format", "json")
    c.holds(run.text, '"day":"2024-01-01T00:00:00.000Z"', '"at":"2024-01-01T08:00:00.000Z"', '"quoted":"2024-01-01"',
            '"n":1,', '"e":1000,', "12345678901234567000")


@case
def sls_string_definition(c):
    c.exits(c.run("validate", "serverless.yml"), 1)


@case
def template_yaml11(c):
    c.exits(c.run("validate", "template.yaml"), 0)
    # Keys in SAM's order.
    c.output({"at": 750, "many": 1000, "mode": 420, "open": False, "sci": "1e3"}, "silent.yaml")


@case
def terraform_local_module(c):
    listed = c.run("list")
    c.exits(listed, 0)
    c.holds(listed.text, "main.tf#module.payments", "main.tf#module.refunds")
    c.lacks(listed.text, "broken", "files/pay.json", "modules/machine")
    c.exits(c.run("validate"), 0)
    c.exits(c.run("validate", "main.tf"), 0)
    shown = c.run("render", "main.tf#module.payments", "--compact")
    c.holds(shown.text, '{"StartAt":"Pay","States":{"Pay":{"Type":"Task","Resource":"arn:aws:lambda:eu-west-1:123456789012:function:pay","End":true}}}')


# ---- outputs ----

@case
def outputs(c):
    run = c.run("validate", "ctl.asl.json", "--format", "github")
    c.check(not CONTROL.search(run.out + run.err), f"raw control characters: {run.out[:200]!r}")
    run = c.run("validate", "ctl.asl.json", "--format", "json")
    c.check(run.json()["machines"][0]["states"] == 2, str(run.json()["machines"]))
    c.make("mkdir a b; cp ctl.asl.json a/machine.asl.json; cp ctl.asl.json b/machine.asl.json")
    run = c.run("validate", "a/machine.asl.json", "b/machine.asl.json", "--format", "junit")
    pairs = re.findall(r'<testcase[^>]*', run.text)
    c.check(len(set(re.sub(r' time="[^"]*"', "", pair) for pair in pairs)) == len(pairs) > 1, str(pairs))
    c.holds(run.text, ' time="')
    run = c.run("validate", "--format", "sarif", c.path("ctl.asl.json"))
    uri = re.search(r'"uri":\s*"([^"]*)"', run.text)
    c.check(bool(uri) and (uri[1].startswith("file:///") or not uri[1].startswith("/")), str(uri and uri[1]))
    c.holds(run.text, "informationUri", "automationDetails", "fullName", "partialFingerprints")
    c.lacks(run.text.replace(" ", ""), '"fullyQualifiedName":""')


# ---- items ----

@case
def zstd_frames(c):
    if not (shutil.which("zstd") and shutil.which("pzstd")):
        return "needs zstd and pzstd"
    c.make("bash make.sh")
    c.output([{"i": 0}, {"i": 1}, {"i": 2}, {"i": 3}], "two.asl.json")
    c.output([{"i": 0}, {"i": 1}], "pzstd.asl.json")
    return None


# ---- safety ----

@case
def hostile_any_file_is_read(c):
    c.make("mkdir -p proj/.git outside; echo 'a note of somebody else' > outside/note.txt; cp *.tf *.yaml *.yml *.json proj/")
    inside = c.path("proj")
    for args in (["validate", "sam.yaml"], ["run", "main.tf"], ["run", "serverless.yml"], ["run", "task.asl.json"]):
        run = c.run(*args, cwd=inside)
        c.check(run.code not in (0, 1) or args[0] == "validate" and run.code == 1, f"{args}: exit {run.code}")
        c.lacks(run.text, "somebody else")
        c.holds(run.text, "--allow-read")


@case
def hostile_control_characters(c):
    c.make("cp esc.asl.json \"$(printf 'a\\033[31m.asl.json')\"")
    for args in (["validate", "raw2.asl.yaml"], ["validate", "bad.asl.json"], ["validate", "raw.asl.json"],
                 ["validate", "bad.asl.json", "--format", "github"], ["validate", "bad.asl.json", "--format", "short"],
                 ["validate", "bad.asl.json", "--format", "junit"], ["eval", '$error("\u009b31m")'], ["list"],
                 ["run", "x\x1b[31m.json"], ["run", "esc.asl.json"], ["run", "esc.asl.json", "-vv"]):
        run = c.run(*args)
        found = CONTROL.search(run.out + run.err)
        c.check(not found, f"{args}: raw {found and found[0]!r}")


@case
def hostile_express_maps_eat_memory(c):
    run = c.run("run", "nest.asl.json", "-q", "-i", "@hundred.json", "--type", "express")
    c.exits(run, 6, 124)
    c.holds(run.text, "--max-")
    c.exits(c.run("run", "nest.asl.json", "-q", "-i", "@hundred.json", "--type", "express", "--timeout", "1s"), 6, 124)


@case
def hostile_fix_on_a_full_disk(c):
    tiny = c.path("tiny")
    os.mkdir(tiny)
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tiny], capture_output=True).returncode:
        return "needs to mount a file system"
    try:
        machine = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Comment": "", "Next": "Bb"}, "Bbb": {"Type": "Succeed"}}}
        machine["States"]["A"]["Comment"] = "x" * (40960 - len(json.dumps(machine)))
        before = json.dumps(machine)
        with open(os.path.join(tiny, "d.asl.json"), "w") as file:
            file.write(before)
        c.make("dd if=/dev/zero of=fill bs=1k count=100 2>/dev/null || true", cwd=tiny)
        run = c.run("validate", "d.asl.json", "--fix", cwd=tiny)
        c.check(run.code != 0, "exit 0")
        with open(os.path.join(tiny, "d.asl.json")) as file:
            c.check(file.read() == before, "the definition was damaged")
        c.check(sorted(os.listdir(tiny)) == ["d.asl.json", "fill"], f"left behind: {os.listdir(tiny)}")
    finally:
        subprocess.run(["umount", tiny], check=True)
    return None


@case
def hostile_fix_outside(c):
    c.make("""mkdir -p proj other
echo '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Bb"},"Bbb":{"Type":"Succeed"}}}' > other/def.asl.json
cp other/def.asl.json before.json
printf 'Resources:\\n  M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: ../other/def.asl.json}}\\n' > proj/template.yaml""")
    c.run("validate", "template.yaml", "--fix", cwd=c.path("proj"))
    c.run("validate", "template.yaml", "--fix", "--allow-read", "../other", cwd=c.path("proj"))
    c.make("cmp before.json other/def.asl.json")


@case
def hostile_items_through_links(c):
    c.make("mkdir -p in outside; echo '{\"note\":\"from-outside\"}' > outside/note.json; ln -s ../outside in/dir; ln -s ../outside/note.json in/x.jsonl")
    run = c.run("run", "m.asl.json", "-q")
    c.check(run.code != 0, "exit 0")
    c.check(subprocess.run(["grep", "-rq", "from-outside", c.path("real")], capture_output=True).returncode != 0, "the item was read")
    c.lacks(run.text, "from-outside")


@case
def hostile_json_gzip_bomb(c):
    c.make("python3 make.py")
    run = c.run("run", "t.asl.json", "-q")
    c.exits(run, 6)
    c.exits(c.run("run", "t.asl.json", "-q", "--timeout", "500ms"), 6, 124)


@case
def hostile_jsonl_held_back(c):
    for args in (["--format", "jsonl"], ["--save-trace", "saved"]):
        with open(c.path("o"), "wb") as out, open(c.path("e"), "wb") as err:
            child = subprocess.Popen([c.sfn, "run", "w.asl.json", "--clock", "real", *args], cwd=c.folder, stdout=out, stderr=err)
            time.sleep(1)
            told = os.path.getsize(c.path("saved" if "saved" in args else "o"))
            child.terminate()
            code = child.wait(timeout=5)
        c.check(told > 0, f"{args}: nothing written after a second")
        c.check(code in (130, 143, -15), f"{args}: exit {code} after SIGTERM")
        c.check(os.path.getsize(c.path("saved" if "saved" in args else "o")) >= told, f"{args}: lost what was written")


@case
def hostile_jsonpath_regex(_):
    return "has no input of its own; the languages' tests hold the budget"


@case
def hostile_many_dangling_names(c):
    c.make("python3 make.py")
    c.exits(c.run("validate", "n5000.json"), 1)


@case
def hostile_many_findings_on_one_line(c):
    with open(c.path("many.asl.json"), "w") as file:
        file.write("{" + ",".join(f'"a{i}":1' for i in range(80000)) + ',"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}')
    c.exits(c.run("validate", "many.asl.json", "--format", "short"), 1)
    c.exits(c.run("validate", "many.asl.json"), 1)
    c.exits(c.run("validate", "many.asl.json", "--format", "json"), 1)


@case
def hostile_results_through_a_linked_target(c):
    plain = "version: 1\nmocks:\n  s3: {b: in}\n"

    def attempt(prepare, mocks):
        c.make("rm -rf in home target link; mkdir -p in home; echo '{\"a\":1}' > in/x.jsonl; " + prepare)
        with open(c.path("map.sfn.yaml"), "w") as file:
            file.write(mocks)
        run = c.run("run", "map.asl.json", "-q")
        left = subprocess.run(["find", "home", "-type", "f"], cwd=c.folder, capture_output=True, text=True).stdout
        c.check(not left, f"{prepare}: wrote {left}")
        c.check(run.code != 0, f"{prepare}: exit 0")

    attempt("mkdir -p target/sfn; ln -s ../../home target/sfn/s3", plain)
    attempt("ln -s home target", plain)
    attempt("ln -s home link", "version: 1\nmocks:\n  s3: {b: in, .conf: link}\n")


@case
def hostile_secrets_shown(c):
    for args in (["run", "choice.asl.json"], ["run", "choice.asl.json", "-vv"], ["run", "jsonata.asl.json"],
                 ["run", "jsonata.asl.json", "-vv"], ["eval", "$.password * 2", "--lang", "jsonata"]):
        run = c.run(*args, "-i", '{"password":"SEC01"}')
        c.lacks(run.err.decode(), "SEC01")
    # A field each of the further words, and the pair of a header list.
    words = ["passwd", "pwd", "credentials", "privateKey", "AccessKeyId", "cookie"]
    given = {word: "SEC01" for word in words} | {"h": [{"Name": "Authorization", "Value": "Bearer SEC01"}]}
    with open(c.path("p.asl.json"), "w") as file:
        json.dump({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}, file)
    run = c.run("run", "p.asl.json", "-vv", "-i", json.dumps(given))
    c.lacks(run.err.decode(), "SEC01")
    shown = c.run("run", "p.asl.json", "-vv", "-i", json.dumps({"NextToken": "T1", "max_tokens": 77123, "tokenType": "bearer"}))
    c.holds(shown.err.decode(), "T1", "77123", "bearer")


@case
def hostile_tf_template_includes_itself(c):
    for args in (["validate", "a.tf"], ["list"], ["validate"]):
        run = c.run(*args)
        c.check(run.code in (0, 1, 3, 6), f"{args}: exit {run.code}")
    c.run("validate", "a.tf", cwd=c.path("mutual"))


@case
def hostile_timeout_not_heeded(c):
    c.make("python3 make.py")
    for name in ("map", "rows", "blank"):
        run = c.run("run", f"{name}.asl.json", "-q", "--timeout", "1s", seconds=1.5)
        c.exits(run, 124, 6)
    # The language's own bound of steps may come first.
    c.exits(c.run("run", "recursion.asl.json", "-q", "--timeout", "500ms", seconds=1.0), 124, 1)


def play(sfn, source, name):
    """Runs one case; gives its faults, or a text why it was not run."""
    with tempfile.TemporaryDirectory() as place:
        folder = os.path.join(place, name)
        shutil.copytree(os.path.join(source, name), folder)
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)
        c = Case(sfn, folder)
        skipped = CASES[name](c)
        return c.wrong, skipped


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sfn", required=True)
    parser.add_argument("folder")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    sfn = os.path.abspath(args.sfn)
    present = sorted(name for name in os.listdir(args.folder) if os.path.isdir(os.path.join(args.folder, name)))
    passed = failed = left = 0
    for name in args.names or present:
        if name not in CASES:
            print(f"NOT RUN {name}: no checks are written for it")
            left += 1
            continue
        # A process of its own each, so that the peak of memory is that of this case.
        child = os.fork()
        if child == 0:
            wrong, skipped = play(sfn, args.folder, name)
            if skipped:
                print(f"NOT RUN {name}: {skipped}")
            for words in wrong:
                print(f"WRONG {name}: {words}")
            sys.stdout.flush()
            os._exit(2 if skipped else bool(wrong))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        passed, failed, left = passed + (code == 0), failed + (code not in (0, 2)), left + (code == 2)
    print(f"cases: {passed} passed, {failed} failed, {left} not run")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
