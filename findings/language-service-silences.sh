#!/usr/bin/env bash
# amazon-states-language-service 1.16.1 (behind the editor's own diagnostics), seen 2026-11-30.
#
# It finds a missing Next target and an unknown field, but says nothing about: a JSONata expression that does not
# parse, Parameters in a JSONata state, a Map without a processor or with both Iterator and ItemProcessor, one state
# name in two scopes, States.ALL before other retriers, HeartbeatSeconds above TimeoutSeconds, an InputPath that is no
# path. On the other side it refuses InputType PARQUET, which AWS takes.
#
# Seen: eight times "nothing", then Value is not accepted. Valid values: "CSV", "JSON", "JSONL", "MANIFEST".
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund amazon-states-language-service@1.16.1 >/dev/null
cat >t.js <<'JS'
const { getLanguageService, TextDocument } = require('amazon-states-language-service');
const service = getLanguageService({});
const pass = { Type: 'Pass', End: true }, task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
const inner = { StartAt: 'B', States: { B: pass } }, same = { StartAt: 'A', States: { A: pass } };
const reader = { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'PARQUET' }, Parameters: { Bucket: 'b', Key: 'k' } };
const states = [
  { ...pass, QueryLanguage: 'JSONata', Output: '{% 1 + %}' },
  { ...pass, QueryLanguage: 'JSONata', Parameters: {} },
  { Type: 'Map', End: true },
  { Type: 'Map', End: true, Iterator: inner, ItemProcessor: inner },
  { Type: 'Parallel', End: true, Branches: [same] },
  { ...task, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] },
  { ...task, HeartbeatSeconds: 9, TimeoutSeconds: 3 },
  { ...pass, InputPath: 'x' },
  { Type: 'Map', End: true, ItemReader: reader, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...inner } },
];
(async () => {
  for (const state of states) {
    const document = TextDocument.create('file:///a.asl.json', 'asl', 1, JSON.stringify({ StartAt: 'A', States: { A: state } }));
    const found = await service.doValidation(document, service.parseJSONDocument(document));
    console.log(found.map(each => each.message).join(' | ') || 'nothing');
  }
})();
JS
[ "$(node t.js)" = "$(printf 'nothing\n%.0s' 1 2 3 4 5 6 7 8)
Value is not accepted. Valid values: \"CSV\", \"JSON\", \"JSONL\", \"MANIFEST\"." ]
