#!/usr/bin/env bash
# aws-local-stepfunctions 3.0.0, seen 2026-11-30.
#
# Succeeds where AWS does otherwise: a Pass whose Result is false or null passes its input on; a JSONata state passes
# its input on, too, its Output is never looked at; States.StringSplit takes the separators as one text (AWS: each
# character separates); States.MathAdd keeps fractions (AWS rounds), though the literal 1.6 is refused as an argument;
# ArrayGetItem beyond the end is null (AWS fails); a ResultPath below a number replaces the number (AWS:
# States.ResultPathMatchFailure). A recursive path without a match fails (AWS: an empty list).
#
# Seen: {"x":1,"f":1.6} {"x":1,"f":1.6} {"x":1,"f":1.6} ["a,,b;c"] 2.6 null {"x":{"y":5},"f":1.6} fails
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-local-stepfunctions@3.0.0 >/dev/null
cat >t.js <<'JS'
const { StateMachine } = require('aws-local-stepfunctions');
const give = parameter => ({ Parameters: { 'r.$': parameter }, OutputPath: '$.r' });
const states = [
  { Result: false },
  { Result: null },
  { QueryLanguage: 'JSONata', Output: '{% $states.input.x + 1 %}' },
  give("States.StringSplit('a,,b;c', ',;')"),
  give('States.MathAdd($.f, 1)'),
  give('States.ArrayGetItem(States.Array(1), 5)'),
  { Result: 5, ResultPath: '$.x.y' },
  give('$..missing'),
];
(async () => {
  const seen = [];
  for (const state of states) {
    const machine = new StateMachine({ StartAt: 'A', States: { A: { Type: 'Pass', End: true, ...state } } });
    seen.push(await machine.run({ x: 1, f: 1.6 }).result.then(JSON.stringify, () => 'fails'));
  }
  console.log(seen.join(' '));
})();
JS
[ "$(node t.js)" = '{"x":1,"f":1.6} {"x":1,"f":1.6} {"x":1,"f":1.6} ["a,,b;c"] 2.6 null {"x":{"y":5},"f":1.6} fails' ]
