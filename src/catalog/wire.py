#!/usr/bin/env python3
"""Writes wire.bin, how the APIs of AWS are spoken on the wire, from the newest of botocore's models.

    python3 src/catalog/wire.py wheels/botocore-1.44.8-*.whl

The same wheel gives the same bytes. It goes with catalog.txt, which says what a Task can pass and get; this is read
only when a call is really made. Standard library only; botocore is under the Apache License 2.0.

wire.bin begins with a line that holds the length of its index; the index has a line for each service, sorted by name,
with the name and where its part starts, in bytes after the index. A part is zlib-compressed JSON:

    {"id": "DynamoDB", "protocol": "json", "json": "1.0", "target": "DynamoDB_20120810", "version": "2012-08-10",
     "host": "dynamodb.{region}.amazonaws.com", "signing": "dynamodb", "region": where it is signed for if always there,
     "errors": {"wire code": "KmsNotFoundException KMSNotFoundException"}, "ops": {"putItem": [name, input, output, {...}]}, "shapes": [...]}

An operation: its name on the wire; its input and output, a shape or null; and what it has beside that of `method`
(POST), `uri` (/), `wrapper` of a query's result, `host` prefix, `md5` where a checksum of the body must be sent,
`unsigned`, `name` and `xmlns` of the body.

Errors are named as by SDK integrations and, where that is another name, as by optimized ones.

A shape is a text: `s` string, `i` integer or long, `f` float or double, `b` boolean, `B` binary, `t` timestamp (`ti`
ISO 8601, `tu` seconds, `tr` RFC 822, where not the protocol's own), `*` any JSON, `j` JSON in a string; or a number, the
place in `shapes` of one of

    ["L", shape, name of an item, is flattened]
    ["M", shape of keys, shape of values, name of keys, name of values, is flattened]
    ["S", {member: [shape, {...}]}, {...}]

A member may have `in` (uri, query, header, headers, status), `name` on the wire, `flat`, `attribute`, `xmlns`, `token`
that is made if none is given, `host` label, `as` Step Functions spells it, if not as it is with a capital. A structure
may have `payload`, the member that is the body, `xmlns`, `name`.
"""

import json
import sys
import zlib
from pathlib import Path

import build

HERE = Path(__file__).parent
SCALARS = {
    "string": "s", "integer": "i", "long": "i", "float": "f", "double": "f", "boolean": "b", "blob": "B",
    "timestamp": "t", "character": "s", "bigdecimal": "f", "biginteger": "i", "byte": "i", "short": "i",
}
FORMATS = {"iso8601": "ti", "unixTimestamp": "tu", "rfc822": "tr"}
# The first that a service speaks.
PROTOCOLS = {
    "json": "json", "rest-json": "rest-json", "rest-xml": "rest-xml", "query": "query", "ec2": "ec2",
    "smithy-rpc-v2-cbor": "cbor",
}


def hosts():
    rows = [line.split() for line in (HERE / "hosts.txt").read_text().splitlines() if not line.startswith("#")]
    return {row[0]: [None if word == "-" else word for word in row[1:]] for row in rows}


class Wire:
    """The shapes of one service, in the order in which they were met."""

    def __init__(self, model):
        self.model, self.service = model.shapes, model.service
        self.numbers, self.shapes = {}, []

    def shape(self, reference):
        """What stands for the shape that a member, or an operation, refers to."""
        shape = self.model[reference["shape"]]
        if reference.get("jsonvalue") or shape.get("jsonvalue"):
            return "j"
        if shape.get("document"):
            return "*"
        if shape.get("eventstream"):
            return "*"
        if shape["type"] == "timestamp":
            return FORMATS.get(reference.get("timestampFormat") or shape.get("timestampFormat"), "t")
        if shape["type"] in SCALARS:
            return SCALARS[shape["type"]]
        name = reference["shape"]
        if name not in self.numbers:
            self.numbers[name] = number = len(self.shapes)
            self.shapes.append(None)
            self.shapes[number] = self.compound(name, shape)
        return self.numbers[name]

    def compound(self, name, shape):
        if shape["type"] == "list":
            item = shape["member"]
            return self.trimmed(["L", self.shape(item), item.get("locationName"), 1 if shape.get("flattened") else None])
        if shape["type"] == "map":
            key, value = shape["key"], shape["value"]
            return self.trimmed([
                "M", self.shape(key), self.shape(value), key.get("locationName"), value.get("locationName"),
                1 if shape.get("flattened") else None,
            ])
        members = {member: self.member(name, member, reference)
                   for member, reference in shape.get("members", {}).items()}
        traits = {}
        if "payload" in shape:
            traits["payload"] = shape["payload"]
        if "locationName" in shape:
            traits["name"] = shape["locationName"]
        if "xmlNamespace" in shape:
            traits["xmlns"] = self.namespace(shape)
        return ["S", members, traits] if traits else ["S", members]

    def member(self, structure, name, reference):
        traits = {}
        if "location" in reference:
            traits["in"] = {"querystring": "query", "statusCode": "status"}.get(
                reference["location"], reference["location"])
        if reference.get("locationName", name) != name:
            traits["name"] = reference["locationName"]
        if "queryName" in reference:
            traits["query"] = reference["queryName"]
        if reference.get("flattened"):
            traits["flat"] = 1
        if reference.get("xmlAttribute"):
            traits["attribute"] = 1
        if "xmlNamespace" in reference:
            traits["xmlns"] = self.namespace(reference)
        if reference.get("idempotencyToken"):
            traits["token"] = 1
        if reference.get("hostLabel"):
            traits["host"] = 1
        if reference.get("streaming") or self.model[reference["shape"]].get("streaming"):
            traits["stream"] = 1
        spelled = build.parameter(name)
        if self.service == "dynamodb" and structure == "AttributeValue" and name == "NULL":
            spelled = "Nul"
        if spelled != name[:1].upper() + name[1:]:
            traits["as"] = spelled
        return self.trimmed([self.shape(reference), traits or None])

    @staticmethod
    def namespace(holder):
        namespace = holder["xmlNamespace"]
        uri = namespace if isinstance(namespace, str) else namespace["uri"]
        prefix = None if isinstance(namespace, str) else namespace.get("prefix")
        return [uri, prefix] if prefix else uri

    @staticmethod
    def trimmed(row):
        while row[-1] is None:
            row.pop()
        return row


def operation(wire, name, operation):
    traits = {}
    if operation["http"]["method"] != "POST":
        traits["method"] = operation["http"]["method"]
    if operation["http"]["requestUri"] != "/":
        traits["uri"] = operation["http"]["requestUri"]
    if "output" in operation and "resultWrapper" in operation["output"]:
        traits["wrapper"] = operation["output"]["resultWrapper"]
    if "endpoint" in operation:
        traits["host"] = operation["endpoint"]["hostPrefix"]
    if operation.get("authtype") == "none" or operation.get("auth") == ["smithy.api#noAuth"]:
        traits["unsigned"] = 1
    if operation.get("httpChecksumRequired") or operation.get("httpChecksum", {}).get("requestChecksumRequired"):
        traits["md5"] = 1
    input, output = operation.get("input"), operation.get("output")
    if input and "locationName" in input:
        traits["name"] = input["locationName"]
    if input and "xmlNamespace" in input:
        traits["xmlns"] = Wire.namespace(input)
    return Wire.trimmed([
        name, wire.shape(input) if input else None, wire.shape(output) if output else None, traits or None,
    ])


def spelled(shape):
    """How Step Functions names an error: by SDK integrations, and by the optimized ones if that is another."""
    sdk, own = build.error(shape), shape if shape.endswith("Exception") else shape + "Exception"
    return sdk if sdk == own else f"{sdk} {own}"


def part(service, model, metadata, host):
    wire = Wire(model)
    spoken = metadata.get("protocols") or [metadata["protocol"]]
    protocol = next(PROTOCOLS[name] for name in PROTOCOLS if name in spoken)
    prefix = metadata["endpointPrefix"]
    template, region, signing = host or (f"{prefix}.{{region}}.amazonaws.com", None, None)
    found = {
        "id": metadata["serviceId"], "protocol": protocol, "version": metadata["apiVersion"], "host": template,
        "signing": signing or metadata.get("signingName", prefix),
    }
    if region:
        found["region"] = region
    for key, name in (("jsonVersion", "json"), ("targetPrefix", "target")):
        if key in metadata:
            found[name] = metadata[key]
    if protocol == "rest-xml" and "xmlNamespace" in metadata:
        found["xmlns"] = metadata["xmlNamespace"]
    if "awsQueryCompatible" in metadata:
        found["compatible"] = 1
    errors = {}
    for name, shape in model.shapes.items():
        if shape.get("exception") or "error" in shape:
            for code in (shape.get("error", {}).get("code"), name):
                errors.setdefault(code or name, spelled(name))
    found["errors"] = dict(sorted(errors.items()))
    found["ops"] = {action: operation(wire, *named) for action, named in model.operations.items()}
    found["shapes"] = wire.shapes
    return found


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    newest, _ = build.models(sys.argv[1])
    known, index, parts, start = hosts(), [], [], 0
    for service, (_, model) in sorted(newest.items()):
        text = json.dumps(part(service, model, model.metadata, known.get(service)), separators=(",", ":"))
        packed = zlib.compress(text.encode(), 9)
        index.append(f"{service} {start}\n")
        parts.append(packed)
        start += len(packed)
    index = "".join(index)
    (HERE / "wire.bin").write_bytes(f"{len(index)}\n{index}".encode() + b"".join(parts))


if __name__ == "__main__":
    main()
