#!/usr/bin/env bash
# jsonata 2.2.2, seen 2026-11-29.
#
# A text in single quotes cannot hold a single quote: the escape \' does not exist and is the error S0103, while
# \" is an escape in both kinds of quotes. In a definition, where the expression itself stands in a JSON text,
# the only ways are a double-quoted text (written \") or the escape \u0027. A semicolon behind the last
# expression of a block is ignored: (1; 2;) is 2, not undefined.
#
# Seen: S0103 | say "x" | it's | 2
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund jsonata@2.2.2 >/dev/null
cat >t.js <<'JS'
const jsonata = require('jsonata');
const of = async text => { try { return await jsonata(text).evaluate({}); } catch (error) { return error.code; } };
(async () => console.log([await of(String.raw`'it\'s'`), await of(String.raw`'say \"x\"'`), await of(String.raw`'it\u0027s'`), await of('(1; 2;)')].join(' | ')))();
JS
[ "$(node t.js)" = "S0103 | say \"x\" | it's | 2" ]
