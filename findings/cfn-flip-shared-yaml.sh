#!/usr/bin/env bash
# cfn-flip 1.3.0 (PyPI), seen 2026-11-30.
#
# to_json on a template whose YAML shares a block by an anchor and the merge key << ends in "Expecting value: line 1
# column 1": the message of the JSON reader that is tried next, so the true reason (no constructor for the merge key)
# is lost. A text such as "1e3" is written by to_yaml without quotes; it stays a text only for readers of YAML 1.1,
# a reader of YAML 1.2 takes it for the number 1000.
#
# Seen: JSONDecodeError Expecting value: line 1 column 1 (char 0) | a: 1e3
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv v && v/bin/pip install -q --disable-pip-version-check cfn-flip==1.3.0
cat >t.py <<'PY'
from cfn_flip import to_json, to_yaml
try:
    said = to_json("Shared: &shared {Type: Pass}\nA:\n  <<: *shared\n  End: true\n")
except Exception as error:
    said = f"{type(error).__name__} {error}"
print(said, "|", to_yaml('{"a": "1e3"}').strip())
PY
seen=$(v/bin/python t.py)
echo "$seen"
[ "$seen" = 'JSONDecodeError Expecting value: line 1 column 1 (char 0) | a: 1e3' ]
