#!/usr/bin/env python3
"""Writes catalog.txt, the AWS APIs that a Task can call by SDK integrations, from botocore's models.

    pip download --no-deps --dest wheels botocore==1.44.8 botocore==1.38.0   # one call for each
    python3 src/catalog/build.py wheels/botocore-1.44.8-*.whl wheels/botocore-1.38.0-*.whl

The same wheels give the same bytes. The first wheel is the newest; what only an older one has is marked
as gone. A parameter is required only if every wheel that has the operation says so, since the models
that Step Functions uses lag behind. Standard library only; botocore is under the Apache License 2.0.

catalog.txt holds a line about its age and one block for each service, sorted by name:

    @cloudwatchlogs CloudWatchLogs - logs    name, prefix of its errors, `-`, `new` (not in documented.txt)
                                             or `gone`; its name in the AWS CLI, if another
                                             by more than hyphens
    Tags:M LogGroupName Limit:i              its operations' parameters, with their types unless strings
    tagLogGroup !0-1                         an operation and its parameters; after `!`, required ones
    startLiveTail !4,5-7 streaming           ... that streams events, is `unsupported` by documented.txt,
                                             or `gone`

Types: `i`nteger `l`ong `f`loat `d`ouble `b`oolean `t`imestamp `L`ist `M`ap `S`tructure, `*` for any JSON.
"""

import gzip
import json
import re
import sys
import zipfile
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
TYPES = {
    "string": "", "integer": "i", "long": "l", "float": "f", "double": "d", "boolean": "b", "timestamp": "t",
    "list": "L", "map": "M", "structure": "S", "blob": "*",
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


def customized(service, operation, parameters):
    if service in ("rds", "docdb", "neptune") and operation in PRESIGNED:
        parameters.setdefault("SourceRegion", ("", False))
    if service == "s3" and operation in ("CopyObject", "UploadPartCopy"):
        # `CopySource`, `Bucket` and `Key` have younger names beside the old ones, and either will do.
        for name in ("Bucket", "Key", "CopySource"):
            parameters[name] = ("", False)
        for name in ("SourceBucket", "SourceKey", "SourceVersionId", "DestinationBucket", "DestinationKey"):
            parameters[name] = ("", False)
    if service == "s3" and operation == "UploadPart":
        parameters["SdkPartType"] = ("", False)
    if service == "sfn":
        # Text that Step Functions makes itself of any JSON, as in AWS's own samples.
        for name in parameters.keys() & {"Input", "Output", "Definition"}:
            parameters[name] = ("*", parameters[name][1])


# --- Reading the models.


class Model:
    """One service in one wheel."""

    def __init__(self, service, folder, model):
        self.service, self.folder, self.shapes = service, folder, model["shapes"]
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

    def parameters(self, name, operation):
        """Name to type and whether it is required."""
        found = {}
        required = self.shapes[operation["input"]["shape"]].get("required", []) if "input" in operation else []
        for member, reference in self.members(operation, "input").items():
            shape = self.shapes[reference["shape"]]
            free = any(reference.get(trait) or shape.get(trait) for trait in ("streaming", "jsonvalue"))
            free = free or shape.get("document") or shape.get("eventstream")
            is_required = member in required and not reference.get("idempotencyToken")
            found[parameter(member)] = ("*" if free else TYPES[shape["type"]], is_required)
        customized(self.service, name, found)
        return found


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


def merged(versions):
    """The parameters of an operation over all wheels that have it."""
    types, required = {}, None
    for parameters in versions:
        for name, (kind, _) in parameters.items():
            types[name] = kind if types.get(name, kind) == kind else "*"
        must = {name for name, (_, must) in parameters.items() if must}
        required = must if required is None else required & must
    return types, required


def ranges(numbers):
    """`!0-1,2,!5` for 0, 1, 2 and 5 of which all but 2 are required."""
    runs = []
    for number, required in sorted(numbers):
        if runs and runs[-1][1:] == [number - 1, required]:
            runs[-1][1] = number
        else:
            runs.append([number, number, required])
    marked = ((a, b, "!" if required else "") for a, b, required in runs)
    return ",".join(f"{mark}{a}" if a == b else f"{mark}{a}-{b}" for a, b, mark in marked)


def block(service, prefix, status, versions, unsupported):
    """The lines of one service; `versions` are its models, newest first."""
    table, lines = {}, []
    cli = versions[0].folder if versions else service
    names = sorted({name for model in versions for name in model.operations})
    for name in names:
        having = [model for model in versions if name in model.operations]
        operations = [(model, *model.operations[name]) for model in having]
        types, required = merged(model.parameters(native, operation) for model, native, operation in operations)
        # Required ones first, for the shorter ranges.
        ordered = sorted(types.items(), key=lambda entry: entry[0] not in required)
        at = [(table.setdefault(entry, len(table)), entry[0] in required) for entry in ordered]
        line = [name, ranges(at) or "-"]
        model, native, operation = operations[0]
        if model.streams(operation):
            line.append("streaming")
        elif native in unsupported:
            line.append("unsupported")
        elif status == "-" and having[0] is not versions[0]:
            line.append("gone")
        lines.append(" ".join(line))
    head = f"@{service} {prefix} {status}" + ("" if cli.replace("-", "") == service else f" {cli}")
    parameters = [name + (kind and f":{kind}") for name, kind in table]
    return [head, " ".join(parameters), *lines]


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
    lines = [f"{built:%B %Y}"]
    for service in sorted({*newest, *documented}):
        versions = [found[service] for found, _ in wheels if service in found]
        prefix, unsupported = documented.get(service, (versions and versions[0][0], set()))
        status = "gone" if service not in newest else "-" if service in documented else "new"
        assert not versions or prefix == versions[0][0], f"{service}: {prefix} is not {versions[0][0]}"
        lines += block(service, prefix, status, [model for _, model in versions], unsupported)
    (HERE / "catalog.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
