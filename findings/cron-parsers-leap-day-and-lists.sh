#!/usr/bin/env bash
# aws-cron-parser 1.1.12 (npm) and its Python twin pyawscron 1.0.7, seen 2026-11-30.
#
# EventBridge's cron(0 0 29 2 ? *) comes next on 29 February 2028. In JavaScript the answer is 1 March 2027, a day that
# the expression never names; in Python the same code raises ValueError. A list of minutes that is not in order
# (5,3) makes JavaScript skip the earlier one: after 09:00 it gives 09:05, Python 09:03. Both take * for both the day
# of the month and the day of the week, which EventBridge refuses.
#
# Seen: 2027-03-01T00:00:00.000Z 2026-11-30T09:05:00.000Z 2026-11-30T10:00:00.000Z
#       ValueError 2026-11-30 09:03:00+00:00 2026-11-30 10:00:00+00:00
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-cron-parser@1.1.12 >/dev/null
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target lib pyawscron==1.0.7 2>/dev/null
cat >t.js <<'JS'
const { parse, next } = require('aws-cron-parser');
const after = new Date('2026-11-30T09:00:00Z');
console.log(['0 0 29 2 ? *', '5,3 * * * ? *', '0 10 * * * *'].map(each => next(parse(each), after).toISOString()).join(' '));
JS
cat >t.py <<'PY'
from datetime import datetime, timezone
from pyawscron import AWSCron

def next_of(expression):
    try:
        return str(AWSCron(expression).occurrence(datetime(2026, 11, 30, 9, tzinfo=timezone.utc)).next())
    except ValueError as error:
        return type(error).__name__

print(*map(next_of, ['0 0 29 2 ? *', '5,3 * * * ? *', '0 10 * * * *']))
PY
[ "$(node t.js)" = '2027-03-01T00:00:00.000Z 2026-11-30T09:05:00.000Z 2026-11-30T10:00:00.000Z' ]
[ "$(PYTHONPATH=lib python3 t.py)" = 'ValueError 2026-11-30 09:03:00+00:00 2026-11-30 10:00:00+00:00' ]
