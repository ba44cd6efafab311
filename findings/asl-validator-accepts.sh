#!/usr/bin/env bash
# asl-validator 4.0.0, seen 2026-11-29.
#
# The validator that most projects put into CI calls these definitions valid, all of which AWS refuses when the
# machine is created: States.ALL together with another name in a Retry, BackoffRate below 1, IntervalSeconds 0,
# JitterStrategy "full" (AWS wants FULL or NONE), HeartbeatSeconds above TimeoutSeconds, Version "2.0".
# It does refuse a machine that has no terminal state at all, which AWS accepts when it loops.
#
# Seen: all true true true true true true, loop false
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund asl-validator@4.0.0 >/dev/null
cat >t.js <<'JS'
const validate = require('asl-validator');
const task = more => ({ StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true, ...more } } });
const retry = rule => task({ Retry: [{ ErrorEquals: ['X'], ...rule }] });
const machines = [retry({ ErrorEquals: ['States.ALL', 'X'] }), retry({ BackoffRate: 0.5 }), retry({ IntervalSeconds: 0 }),
  retry({ JitterStrategy: 'full' }), task({ TimeoutSeconds: 5, HeartbeatSeconds: 10 }), { ...task({}), Version: '2.0' },
  { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } }];
(async () => { const found = []; for (const machine of machines) found.push((await validate(machine)).isValid); console.log(found.join(' ')); })();
JS
[ "$(node t.js)" = "true true true true true true false" ]
