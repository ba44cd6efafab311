#!/usr/bin/env bash
# aws-cdk-lib 2.276.0 (constructs 10.8.1), seen 2026-11-29.
#
# Three kinds of values in a Pass's `parameters` change without an error: a Date becomes the empty object {}
# (not its ISO text, which JSON.stringify would give), `undefined` in a list is dropped so that what follows
# moves forward (JSON.stringify would write null), and a path token used as a key becomes the literal key
# "$.k". In a DistributedMap a tolerated failure count or percentage of 0 is not written at all.
#
# Seen: {"d":{},"l":["b"],"$.k":1} and no key that begins with Tolerated
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null
cat >t.js <<'JS'
const cdk = require('aws-cdk-lib'), steps = cdk.aws_stepfunctions;
const stack = new cdk.Stack(new cdk.App(), 'S');
const pass = new steps.Pass(stack, 'P', { parameters: { d: new Date(0), l: [undefined, 'b'], [steps.JsonPath.stringAt('$.k')]: 1 } });
const map = new steps.DistributedMap(stack, 'M', { toleratedFailureCount: 0, toleratedFailurePercentage: 0 });
map.itemProcessor(new steps.Pass(stack, 'I'));
console.log(JSON.stringify(stack.resolve(pass.toStateJson()).Parameters));
console.log(JSON.stringify(Object.keys(stack.resolve(map.toStateJson())).filter(key => key.startsWith('Tolerated'))));
JS
[ "$(node t.js)" = '{"d":{},"l":["b"],"$.k":1}
[]' ]
