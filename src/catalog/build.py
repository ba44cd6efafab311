#!/usr/bin/env python3
"""Writes catalog.txt, the AWS APIs that a Task can call by SDK integrations, from botocore's models.

    pip download --no-deps --dest wheels botocore==1.44.8 botocore==1.38.0   # one call for each
    python3 src/catalog/build.py wheels/botocore-1.44.8-*.whl wheels/botocore-1.38.0-*.whl

The same wheels give the same bytes. The first wheel is the newest; what only an older one has is marked
as gone. A parameter is required only if every wheel that has the operation says so, since the models
that Step Functions uses lag behind. Standard library only; botocore is under the Apache License 2.0.

catalog.txt holds a line with its age and the length of its index; the index, a line for each service with
its name and where its block starts, in bytes from the first block; an empty line; and the blocks, sorted by
name:

    @cloudwatchlogs CloudWatchLogs - logs    name, prefix of its errors, `-`, `new` (not in documented.txt)
                                             or `gone`; its name in the AWS CLI, if another
                                             by more than hyphens
    deleteLogGroup 0 - 90                    an operation with the structures of its input and its output and
                                             the names of its errors, each `-` if it has none
    startLiveTail 52 - 90 streaming          ... that streams events, is `unsupported` by documented.txt,
                                             or `gone`
                                             an empty line, then the structures, one a line
    !LogGroupName{1,512} Tags:M Limit:i{1,}  members, required ones first after `!`; types unless strings
    ConflictException ThrottlingException    ... among them the names of errors, without their prefix,
    ACTIVE FAILED                            and the values of enumerations; tabs are between them

A structure is named by where its line starts, in bytes from the first structure of the service; so a reader
goes straight to it and parses nothing else. Types: `i`nteger `l`ong `f`loat `d`ouble `b`oolean
`t`imestamp, `B` for binary data, `*` for any JSON, `L` a list and `M` a map of what follows (of strings, if
nothing does), a number for the structure that starts there. `{1,512}` after the letter, or alone for a string,
are the limits of a number, of the length of a text or of binary data, of the size of a list or map, as the
newest model has them; `=90` stands for a string that is one of the values in the line that starts there.
"""

import gzip
import json
import re
import sys
import zipfile
from datetime import date
from itertools import accumulate
from pathlib import Path

HERE = Path(__file__).parent
TYPES = {
    "string": "", "integer": "i", "long": "l", "float": "f", "double": "d", "boolean": "b", "timestamp": "t",
    "blob": "B",
}

# --- Names. Step Functions calls things as the AWS SDK for Java 2.x does; these are its rules.

KEYWORDS = set(
    "abstract assert boolean break byte case catch char class const continue default do double else enum "
    "extends false final finally float for goto if implements import instanceof int interface long native "
    "new null package private protected public return short static strictfp super switch synchronized this "
    "throw throws transient true try void volatile while".split()
)
METHODS = set(
    "equals finalize getClass hashCode notify notifyAll toString wait builder sdkFields toBuilder "
    "overrideConfiguration sdkHttpResponse".split()
)


def words(name):
    name = re.sub(r"[^A-Za-z0-9]+", " ", name)
    name = re.sub(r"([^a-z]{2,})v([0-9]+)", r"\1 v\2 ", name)
    name = re.sub(r"([^A-Z]{2,})V([0-9]+)", r"\1 V\2 ", name)
    name = re.sub(r"(?<=[a-z])(?=[A-Z]([a-zA-Z]|[0-9]))", " ", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", name)
    name = re.sub(r"([0-9])([a-zA-Z])", r"\1 \2", name)
    return name.split()


def service_prefix(service_id):
    """`DynamoDb` for `DynamoDB`: what the service's errors begin with."""
    name = "".join(word.capitalize() for word in words(service_id))
    for vendor in ("Amazon", "Aws"):
        name = name.removeprefix(vendor)
    return name.removesuffix("Service")


def uncapitalized(name):
    """`describeDBInstances` for `DescribeDBInstances`, `ssekmsKeyId` for `SSEKMSKeyId`."""
    end = 1
    while end < len(name) and name[end].isupper() and not (end + 1 < len(name) and name[end + 1].islower()):
        end += 1
    return name[:end].lower() + name[end:]


def error(shape):
    """`NoSuchKeyException` for `NoSuchKey`: what follows the prefix of an error's name."""
    name = "".join(word.capitalize() for word in words(shape.removesuffix("Fault")))
    return name if name.endswith("Exception") else name + "Exception"


def action(operation):
    return uncapitalized(re.sub(r"20\d\d_\d\d_\d\d$", "", operation))


def parameter(member):
    """`SsekmsKeyId` for `SSEKMSKeyId`, `EqualsValue` for `equals`."""
    name = uncapitalized(member)
    if name in METHODS or name.lower() in KEYWORDS:
        name = uncapitalized(name + "Value")
    return name[:1].upper() + name[1:]


# --- Where Step Functions takes more or other parameters than the models have: by the customization files of
# --- the SDK for Java unless said otherwise.

PRESIGNED = {
    "CopyDBSnapshot", "CreateDBInstanceReadReplica", "CopyDBClusterSnapshot", "CreateDBCluster",
    "StartDBInstanceAutomatedBackupsReplication",
}


def customized(service, operation, members):
    """Changes the input of an operation: names to types and whether they are required."""
    if service in ("rds", "docdb", "neptune") and operation in PRESIGNED:
        members.setdefault("SourceRegion", ("", False))
    if service == "s3" and operation in ("CopyObject", "UploadPartCopy"):
        # `CopySource`, `Bucket` and `Key` have younger names beside the old ones, and either will do.
        for name in ("Bucket", "Key", "CopySource"):
            members[name] = ("", False)
        for name in ("SourceBucket", "SourceKey", "SourceVersionId", "DestinationBucket", "DestinationKey"):
            members[name] = ("", False)
    if service == "s3" and operation == "UploadPart":
        members["SdkPartType"] = ("", False)
    if service == "sfn":
        # Text that Step Functions makes itself of any JSON, as in AWS's own samples.
        for name in members.keys() & {"Input", "Output", "Definition"}:
            members[name] = ("*", members[name][1])


def read_loosely(service, structure, members):
    """Changes any structure. Published samples give `Input` of a schedule's target as an object, and none is
    known that was refused. DynamoDB's values are read in the SDK's spelling and in the service's own, which
    is also that of the optimized integration: `Bool` and `BOOL`, `Nul` and `NULL`."""
    if members.get("Input", ([None],))[0][:1] == [""]:
        members["Input"] = (["*"], members["Input"][1])
    if service == "s3" and structure.endswith("Output") and "Expires" in members:
        # The header as text, beside the point in time that it may fail to be.
        members["ExpiresString"] = ("", False)
    if service == "dynamodb" and structure == "AttributeValue":
        members["Nul"] = members.pop("NullValue")
        for name, own in (("Nul", "NULL"), ("Bool", "BOOL"), ("Ss", "SS"), ("Ns", "NS"), ("Bs", "BS")):
            members[own] = members[name]


# Services that botocore has no model of, since it does not speak their protocol.
UNMODELLED = {"sagemakerruntimehttp2"}

# --- Reading the models.


class Model:
    """One service in one wheel."""

    def __init__(self, service, folder, model):
        self.service, self.folder, self.shapes = service, folder, model["shapes"]
        self.metadata = model["metadata"]
        self.operations = {
            action(name): (name, operation) for name, operation in sorted(model["operations"].items())
        }
        assert len(self.operations) == len(model["operations"]), f"{service}: two operations of one name"

    def members(self, operation, part):
        shape = operation.get(part)
        return self.shapes[shape["shape"]].get("members", {}) if shape else {}

    def streams(self, operation):
        members = [*self.members(operation, "input").values(), *self.members(operation, "output").values()]
        return any(self.shapes[member["shape"]].get("eventstream") for member in members)

    def is_free(self, reference):
        """Whether a member takes any JSON, whatever its type."""
        shape = self.shapes[reference["shape"]]
        traits = ("jsonvalue", "document", "eventstream")
        return any(reference.get(trait) or shape.get(trait) for trait in traits)

    def errors(self, operation):
        """The names of its errors, without their prefix."""
        return sorted({error(shape["shape"]) for shape in operation.get("errors", [])})

    def required(self, name, is_input):
        """The members of a structure that must be given. The SDK fills in idempotency tokens itself, but for
        what is one in name only, such as the id of the query that Athena is to stop. A body that it reads as
        a stream is an argument of its own there, so no call is without one."""
        shape = self.shapes[name]
        members = shape.get("members", {})
        is_made = lambda member: members[member].get("idempotencyToken") and re.search(
            "token|requestid", member.lower()
        )
        must = {member for member in shape.get("required", []) if not is_made(member)}
        body = shape.get("payload") if is_input else None
        if body and self.shapes[members[body]["shape"]]["type"] == "blob":
            streams = members[body].get("streaming") or self.shapes[members[body]["shape"]].get("streaming")
            must |= {body} if streams else set()
        return must


def models(wheel):
    """Every service in a wheel, by its name in resource ARNs."""
    found = {}
    with zipfile.ZipFile(wheel) as files:
        newest = {}
        for path in files.namelist():
            if match := re.fullmatch(r"botocore/data/([^/]+)/([^/]+)/service-2\.json\.gz", path):
                newest[match[1]] = max(newest.get(match[1], ("", "")), (match[2], path))
        for folder, (_, path) in sorted(newest.items()):
            model = json.loads(gzip.decompress(files.read(path)))
            prefix = service_prefix(model["metadata"]["serviceId"])
            service = prefix.lower()
            # botocore has one service twice, in folders that differ in nothing else.
            found.setdefault(service, (prefix, Model(service, folder, model)))
        built = max(info.date_time[:3] for info in files.infolist())
    return found, date(*built)


# --- Writing the catalogue.


def limits(shape):
    """`{1,512}`, `{0,}`, or nothing. A length that cannot be less than 0 is not said to be at least that."""
    least, most = shape.get("min"), shape.get("max")
    if least == 0 and shape["type"] in ("string", "blob", "list", "map"):
        least = None
    say = lambda number: "" if number is None else f"{number:.15g}" if isinstance(number, float) else str(number)
    return "" if (least, most) == (None, None) else "{%s,%s}" % (say(least), say(most))


class Structures:
    """The structures of one service over all models that have it, and the lines they make.

    A structure is looked at in all models at once: `found` is a list of (model, name of the shape), of the
    newest model first. A type is a list of texts and, for a structure, its number.
    """

    def __init__(self, service):
        self.service, self.numbers, self.members, self.open = service, {}, [], set()

    def number(self, found, operation=None):
        """The structure that `found` is; `operation` names whose input it is."""
        key = (operation, *((id(model), name) for model, name in found))
        if key not in self.numbers:
            self.numbers[key] = number = len(self.members)
            self.members.append({})
            self.members[number] = self.merged(found, operation)
        return self.numbers[key]

    def words(self, values):
        """The number of the line of these values."""
        key = tuple(values)
        if key not in self.numbers:
            self.numbers[key] = len(self.members)
            self.members.append(values)
        return self.numbers[key]

    def merged(self, found, operation):
        """Names to types and whether they are required: only what every model requires is."""
        members, required = {}, None
        for model, name in found:
            must = {parameter(member) for member in model.required(name, operation is not None)}
            required = must if required is None else required & must
            for member, reference in model.shapes[name].get("members", {}).items():
                members.setdefault(parameter(member), []).append((model, reference))
        members = {name: (self.kind(references), name in required) for name, references in members.items()}
        if operation:
            customized(self.service, operation, members)
        read_loosely(self.service, found[0][1], members)
        return members

    def kind(self, references):
        if any(model.is_free(reference) for model, reference in references):
            return ["*"]
        found = [(model, reference["shape"]) for model, reference in references]
        shapes = [model.shapes[name] for model, name in found]
        types = {shape["type"] for shape in shapes}
        if len(types) > 1:
            return ["*"]
        newest = shapes[0]
        if types == {"structure"}:
            return [self.number(found)]
        if types & {"list", "map"}:
            # One that holds itself with no structure between has no end.
            key = tuple((id(model), name) for model, name in found)
            if key in self.open:
                return ["*"]
            self.open.add(key)
            part = "member" if types == {"list"} else "value"
            inner = self.kind([(model, shape[part]) for (model, _), shape in zip(found, shapes)])
            self.open.remove(key)
            return ["L" if types == {"list"} else "M", limits(newest), *inner]
        if types == {"string"} and (values := newest.get("enum")):
            return ["=", self.words(values)]
        return [TYPES[types.pop()], limits(newest)]

    def lines(self):
        """The lines, and where each starts. A start is as long as it is large, so they are tried until they
        agree."""
        starts = [0] * len(self.members)
        while True:
            lines = [self.line(members, starts) for members in self.members]
            ends = list(accumulate(len(line) + 1 for line in lines))
            if starts == (starts := [0, *ends[:-1]]):
                return lines, starts

    def line(self, members, starts):
        if isinstance(members, list):
            return "\t".join(members)
        words = []
        for name, (kind, required) in sorted(members.items(), key=lambda entry: not entry[1][1]):
            kind = "".join(str(starts[part]) if isinstance(part, int) else part for part in kind)
            words.append(("!" if required else "") + name + (kind and (kind if kind[0] == "{" else f":{kind}")))
        return " ".join(words)


def block(service, prefix, status, versions, unsupported):
    """The lines of one service; `versions` are its models, newest first."""
    structures, operations = Structures(service), []
    cli = versions[0].folder if versions else service
    for name in sorted({name for model in versions for name in model.operations}):
        having = [model for model in versions if name in model.operations]
        inputs = [(model, model.operations[name][1]["input"]["shape"])
                  for model in having if "input" in model.operations[name][1]]
        outputs = [(model, model.operations[name][1]["output"]["shape"])
                   for model in having if "output" in model.operations[name][1]]
        model, (native, operation) = having[0], having[0].operations[name]
        note = ""
        if model.streams(operation):
            note = " streaming"
        elif native in unsupported:
            note = " unsupported"
        elif status == "-" and model is not versions[0]:
            note = " gone"
        input = structures.number(inputs, native) if inputs else None
        has_output = outputs and note != " streaming" and any(model.members(model.operations[name][1], "output")
                                                               for model, _ in outputs)
        output = structures.number(outputs) if has_output else None
        errors = model.errors(operation)
        operations.append((name, input, output, structures.words(errors) if errors else None, note))
    head = f"@{service} {prefix} {status}" + ("" if cli.replace("-", "") == service else f" {cli}")
    lines, starts = structures.lines() if operations else ([], [])
    start = lambda number: "-" if number is None else starts[number]
    named = [f"{name} {start(input)} {start(output)} {start(errors)}{note}"
             for name, input, output, errors, note in operations]
    return [head, *named, "", *lines]


def main():
    if not sys.argv[1:]:
        sys.exit(__doc__)
    wheels = [models(wheel) for wheel in sys.argv[1:]]
    documented = {}
    for line in (HERE / "documented.txt").read_text().splitlines():
        if not line.startswith("#"):
            service, prefix, *unsupported = line.split()
            documented[service] = (prefix, set(unsupported))
    newest, built = wheels[0]
    index, blocks, start = [], [], 0
    for service in sorted({*newest, *documented}):
        versions = [found[service] for found, _ in wheels if service in found]
        prefix, unsupported = documented.get(service, (versions and versions[0][0], set()))
        gone = service not in newest and service not in UNMODELLED
        status = "gone" if gone else "-" if service in documented else "new"
        assert not versions or prefix == versions[0][0], f"{service}: {prefix} is not {versions[0][0]}"
        lines = block(service, prefix, status, [model for _, model in versions], unsupported)
        text = "".join(f"{line}\n" for line in lines)
        index.append(f"{service} {start}\n")
        blocks.append(text)
        start += len(text)
    index = "".join(index)
    head = f"{built:%B %Y} {len(index)}\n"
    (HERE / "catalog.txt").write_text(head + index + "\n" + "".join(blocks))


if __name__ == "__main__":
    main()
