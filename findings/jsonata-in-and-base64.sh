#!/usr/bin/env bash
# jsonata 2.0.6 (npm), seen 2026-11-30.
#
# `=` and $distinct compare objects and lists by what is in them, `in` by identity: an object is not in a list of its
# equals. $base64encode keeps the lower eight bits of each letter, without an error: what $base64decode makes
# of an encoded euro sign is another sign. Whoever replaces States.ArrayContains and the Base64 functions of JSONPath by
# them gets other answers.
#
# Seen: true | false | false | 1 | "¬"
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund jsonata@2.0.6 >/dev/null
cat >t.js <<'JS'
const jsonata = require('jsonata');
const seen = async text => JSON.stringify(await jsonata(text).evaluate({ one: { a: 1 }, list: [{ a: 1 }, { a: 1 }] }));
(async () => {
  const all = ['one = list[0]', 'one in list', '[1] in [[1]]', '$count($distinct(list))',
    '$base64decode($base64encode("€"))'];
  console.log((await Promise.all(all.map(seen))).join(' | '));
})();
JS
seen=$(node t.js)
echo "$seen"
[ "$seen" = 'true | false | false | 1 | "¬"' ]
