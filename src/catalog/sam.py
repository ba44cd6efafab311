#!/usr/bin/env python3
"""Writes sam.txt beside this file: what the policy templates of SAM grant.

    pip download --no-deps aws-sam-translator==1.110.0
    src/catalog/sam.py aws_sam_translator-1.110.0-*.whl

Read from samtranslator/policy_templates_data/policy_templates.json (Apache License 2.0). sam.txt has a line for each
statement: the template, its actions with commas, its resources with blanks. `@` stands for region and account, and all
ARNs begin with `arn:PARTITION:`; `${Name}` is a parameter of the template.
"""
import json
import pathlib
import sys
import zipfile

path = "samtranslator/policy_templates_data/policy_templates.json"
templates = json.loads(zipfile.ZipFile(sys.argv[1]).read(path))["Templates"]

def arn(resource):
    if isinstance(resource, dict) and "Ref" in resource:
        return "${%s}" % resource["Ref"]
    if not isinstance(resource, dict):
        return resource
    text, names = resource["Fn::Sub"], {}
    if isinstance(text, list):
        text, names = text
    text = text.replace("arn:${AWS::Partition}:", "").replace("${AWS::Region}:${AWS::AccountId}", "@")
    for name, value in names.items():
        text = text.replace("${%s}" % name, arn(value))
    return text

def all_of(given):
    return given if isinstance(given, list) else [given]

lines = []
for name, template in sorted(templates.items()):
    for statement in template["Definition"]["Statement"]:
        resources = " ".join(arn(one) for one in all_of(statement["Resource"]))
        lines.append(f"{name} {','.join(all_of(statement['Action']))} {resources}")
(pathlib.Path(__file__).parent / "sam.txt").write_text("\n".join(lines) + "\n")
