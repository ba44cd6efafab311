#!/usr/bin/env bash
# python-hcl2 8.1.4, seen 2026-11-30.
#
# What it loads still has HCL's own marks: the text "m" is loaded with its two quotes, so are the labels of a block
# ('"aws_sfn_state_machine"' is the key to look up), and a heredoc comes with its <<-EOT and its indentation. A block
# gets a key __is_block__. jsonencode(...) stays source text, in which = still separates key and value, so it is no JSON.
#
# Seen: '"aws_sfn_state_machine"' '"m"' '"<<-EOT\n    a\n  EOT"' '${jsonencode({StartAt = "A"})}' True
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target lib python-hcl2==8.1.4 2>/dev/null
cat >a.tf <<'TF'
resource "aws_sfn_state_machine" "x" {
  name = "m"
  comment = <<-EOT
    a
  EOT
  definition = jsonencode({
    StartAt = "A"
  })
}
TF
[ "$(PYTHONPATH=lib python3 -c "
import hcl2
with open('a.tf') as file:
    [(kind, named)] = hcl2.load(file)['resource'][0].items()
[block] = named.values()
print(repr(kind), repr(block['name']), repr(block['comment']), repr(block['definition']), block['__is_block__'])")" = \
  "'\"aws_sfn_state_machine\"' '\"m\"' '\"<<-EOT\\n    a\\n  EOT\"' '\${jsonencode({StartAt = \"A\"})}' True" ]
