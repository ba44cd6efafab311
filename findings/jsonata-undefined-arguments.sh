#!/usr/bin/env bash
# jsonata 2.0.6 (npm), seen 2026-11-30.
#
# A path that finds nothing is undefined, and most functions give undefined for it. As a second or third argument it is
# neither refused by the signature nor passed on: $replace writes the word "undefined" into the text, $split and $contains
# end in a bare TypeError of JavaScript without code, position or token, $pad and $substring act as if it were not there,
# and $join takes it for no separator. A workflow that reads its separator from a field that one input lacks fails
# elsewhere, or not at all.
#
# Seen: "aundefinedc" | TypeError none | TypeError none | "ab  " | "bc" | "ab"
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund jsonata@2.0.6 >/dev/null
cat >t.js <<'JS'
const jsonata = require('jsonata');
const seen = async text => {
  try { return JSON.stringify(await jsonata(text).evaluate({})); }
  catch (error) { return `${error.name ?? 'Error'} ${error.code ?? 'none'}`; }
};
(async () => {
  const all = ['$replace("abc", "b", nope)', '$split("a,b", nope)', '$contains("abc", nope)', '$pad("ab", 4, nope)',
    '$substring("abc", 1, nope)', '$join(["a", "b"], nope)'];
  console.log((await Promise.all(all.map(seen))).join(' | '));
})();
JS
seen=$(node t.js)
echo "$seen"
[ "$seen" = '"aundefinedc" | TypeError none | TypeError none | "ab  " | "bc" | "ab"' ]
