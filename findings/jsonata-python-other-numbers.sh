#!/usr/bin/env bash
# jsonata-python 0.7.1 (PyPI) beside jsonata 2.2.2 (npm), seen 2026-11-30.
#
# The Python port passes the suite of the reference, so its answers were expected to be the same. Four plain expressions
# are not: the remainder of a fraction loses its fraction, a whole number of more than 15 digits becomes a text with an
# exponent (the reference cuts digits of fractions alone), $count of null is 0 instead of 1, and $base64encode takes a
# text as UTF-8 where the reference takes it as Latin-1. An expression that is tried in Python before it goes to Step
# Functions may so give another id, another share or another signature there.
#
# Seen: python ["1","1.23456789012346e+15","0","w6k="], reference ["1.5","1234567890123456","1","6Q=="]
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv v && v/bin/pip install --quiet jsonata-python==0.7.1
npm install --silent --no-audit --no-fund jsonata@2.2.2 >/dev/null
cat >expressions.json <<'JSON'
["$string(7.5 % 2)", "$string(1234567890123456)", "$string($count(null))", "$base64encode('é')"]
JSON
cat >t.py <<'PY'
import json, jsonata
print(json.dumps([jsonata.Jsonata(e).evaluate(None) for e in json.load(open("expressions.json"))], separators=(",", ":")))
PY
cat >t.js <<'JS'
const jsonata = require('jsonata');
Promise.all(require('./expressions.json').map(e => jsonata(e).evaluate())).then(r => console.log(JSON.stringify(r)));
JS
[ "$(v/bin/python t.py)" = '["1","1.23456789012346e+15","0","w6k="]' ]
[ "$(node t.js)" = '["1.5","1234567890123456","1","6Q=="]' ]
