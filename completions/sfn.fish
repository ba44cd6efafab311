# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_sfn_global_optspecs
    string join \n C/directory= config= profile= allow-read= allow-run allow-net= allow-aws= no-build color= unicode= width= show-secrets h/help V/version
end

function __fish_sfn_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_sfn_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_sfn_using_subcommand
    set -l cmd (__fish_sfn_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c sfn -n "__fish_sfn_needs_command" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_needs_command" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_needs_command" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_needs_command" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_needs_command" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_needs_command" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_needs_command" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_needs_command" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_needs_command" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_needs_command" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_needs_command" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_needs_command" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_needs_command" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "run" -d 'Run a workflow once and show every step'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "r" -d 'Run a workflow once and show every step'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "state" -d 'Run one state alone, like TestState'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "test" -d 'Run test cases'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "t" -d 'Run test cases'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "review" -d 'Accept or reject changed snapshots'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "trace" -d 'Show a run that was saved'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "validate" -d 'Find what AWS would refuse in definitions'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "check" -d 'Find what AWS would refuse in definitions'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "lint" -d 'Find what AWS would refuse in definitions'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "explore" -d 'Try every outcome of every call, and show what goes wrong'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "policy" -d 'Print the permissions that a machine\'s role needs, or check a role'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "cost" -d 'Say what executions cost, and what could be saved'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "watch" -d 'Check and test again whenever a file changes'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "w" -d 'Check and test again whenever a file changes'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "serve" -d 'Serve AWS\'s API on this machine'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "view" -d 'See and edit workflows in a browser'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "mock" -d 'Make, check and explain mock files'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "eval" -d 'Evaluate a JSONPath, an intrinsic function or JSONata'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "e" -d 'Evaluate a JSONPath, an intrinsic function or JSONata'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "emit" -d 'Say which machines an event would start'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "explain" -d 'Explain a diagnostic or an AWS error name'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "list" -d 'List the machines found in a folder'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "render" -d 'Print a definition after substitution'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "fmt" -d 'Format definitions'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "format" -d 'Format definitions'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "convert" -d 'Write a definition in the other query language'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "diff" -d 'Compare two definitions by state'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "graph" -d 'Draw a workflow'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "init" -d 'Write settings, mocks and first tests'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "schema" -d 'Print a JSON Schema of what is read or printed'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c sfn -n "__fish_sfn_needs_command" -f -a "help" -d 'Print the help of a command, or a page about a topic'
complete -c sfn -n "__fish_sfn_using_subcommand run" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand run" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand run" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand run" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand run" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand run" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -s i -l input -d 'The input: JSON, @FILE, or `-` for standard input' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -s m -l mocks -d 'A mock file (repeatable; later ones win). Without any, those beside the definition are used' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -s t -l case -d 'Take input and mocks from this test case' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l mock -d 'One quick answer for a state: JSON, throw:ERROR, payload:JSON or response:STATUS (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l from -d 'Begin with this state: the input is its input [default: the test case\'s, else StartAt]' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l until -d 'End with this state: its output is the output [default: the test case\'s, else the end]' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -s s -l sub -d 'A value for ${NAME} in the definition (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l param -d 'A value for a parameter of the template (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l type -d 'Run as a workflow of this type [default: what the template says, else standard]' -r -f -a "standard\t'Up to a year, 25,000 events'
express\t'Up to five minutes, no event quota'"
complete -c sfn -n "__fish_sfn_using_subcommand run" -l clock -d 'How time passes: waits take no time, real time, or time N times as fast [default: virtual]' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l start -d 'When the run starts [default: now, or 2026-01-01T00:00:00Z with --seed]' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l seed -d 'Seed for UUIDs, random numbers and jitter: the same seed gives the same bytes [default: 1]' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l timeout -d 'Stop after this much real time, with exit code 124' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l max-steps -d 'Stop after this many events, with exit code 124' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l max-memory -d 'Stop once the run takes more memory, with exit code 6 [default: 512MB]' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l context -d 'Merged into the context object `$$`' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l name -d 'The execution\'s name' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l machine-name -d 'The machine\'s name [default: from the file]' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l account -d 'The account [default: 123456789012]' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l region -d 'The region [default: us-east-1]' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l role -d 'The execution role\'s ARN [default: made from the account]' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l format -d 'What to print [default: human]' -r -f -a "human\t'a trace on standard error, the output on standard output'
history\t'the events as GetExecutionHistory returns them'
json\t'status, output, path, states and calls in one document'
jsonl\t'one line per event, as it happens'
mermaid\t'the definition with the run painted on it, for a page of Markdown'
svg\t'the same as a picture'"
complete -c sfn -n "__fish_sfn_using_subcommand run" -l view -d 'The same as -q, none or -v' -r -f -a "compact\t'One line per state'
default\t'What each state changed'
full\t'Every field the data went through'"
complete -c sfn -n "__fish_sfn_using_subcommand run" -l only -d 'Show only these states, with their parents and children' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l full -d 'Show the whole value at this path wherever a state changes it (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l save-trace -d 'Save the run in this file: `sfn trace FILE` shows it again. It holds all data, secrets too' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand run" -l trace-out -d 'Write the run to this file as spans of OpenTelemetry (OTLP, JSON)' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand run" -l break -d 'Stop here: at a state, at an error (States.Timeout, error:NAME), or where \'{% JSONATA %}\' is true, of one state: \'STATE if {% JSONATA %}\' (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand run" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand run" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand run" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand run" -l json -d 'The same as --format json'
complete -c sfn -n "__fish_sfn_using_subcommand run" -s q -l quiet -d 'One line per state'
complete -c sfn -n "__fish_sfn_using_subcommand run" -s v -l verbose -d 'Show more of each state; twice: everything'
complete -c sfn -n "__fish_sfn_using_subcommand run" -l by-time -d 'Show the steps of branches and items in the order they happened'
complete -c sfn -n "__fish_sfn_using_subcommand run" -l no-progress -d 'Show no progress while the run takes long'
complete -c sfn -n "__fish_sfn_using_subcommand run" -l step -d 'Stop before every state: step on, back and into branches and items, look at data, change it (`help` lists how)'
complete -c sfn -n "__fish_sfn_using_subcommand run" -l watch -d 'Do it again whenever a file changes'
complete -c sfn -n "__fish_sfn_using_subcommand run" -l no-clear -d 'Write one page after the other instead of clearing the screen'
complete -c sfn -n "__fish_sfn_using_subcommand run" -l bell -d 'Ring the terminal\'s bell once a job has ended'
complete -c sfn -n "__fish_sfn_using_subcommand run" -l poll -d 'Look at the files four times a second: for file systems that do not say what changes'
complete -c sfn -n "__fish_sfn_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand run" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand r" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand r" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand r" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand r" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand r" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand r" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -s i -l input -d 'The input: JSON, @FILE, or `-` for standard input' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -s m -l mocks -d 'A mock file (repeatable; later ones win). Without any, those beside the definition are used' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -s t -l case -d 'Take input and mocks from this test case' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l mock -d 'One quick answer for a state: JSON, throw:ERROR, payload:JSON or response:STATUS (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l from -d 'Begin with this state: the input is its input [default: the test case\'s, else StartAt]' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l until -d 'End with this state: its output is the output [default: the test case\'s, else the end]' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -s s -l sub -d 'A value for ${NAME} in the definition (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l param -d 'A value for a parameter of the template (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l type -d 'Run as a workflow of this type [default: what the template says, else standard]' -r -f -a "standard\t'Up to a year, 25,000 events'
express\t'Up to five minutes, no event quota'"
complete -c sfn -n "__fish_sfn_using_subcommand r" -l clock -d 'How time passes: waits take no time, real time, or time N times as fast [default: virtual]' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l start -d 'When the run starts [default: now, or 2026-01-01T00:00:00Z with --seed]' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l seed -d 'Seed for UUIDs, random numbers and jitter: the same seed gives the same bytes [default: 1]' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l timeout -d 'Stop after this much real time, with exit code 124' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l max-steps -d 'Stop after this many events, with exit code 124' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l max-memory -d 'Stop once the run takes more memory, with exit code 6 [default: 512MB]' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l context -d 'Merged into the context object `$$`' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l name -d 'The execution\'s name' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l machine-name -d 'The machine\'s name [default: from the file]' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l account -d 'The account [default: 123456789012]' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l region -d 'The region [default: us-east-1]' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l role -d 'The execution role\'s ARN [default: made from the account]' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l format -d 'What to print [default: human]' -r -f -a "human\t'a trace on standard error, the output on standard output'
history\t'the events as GetExecutionHistory returns them'
json\t'status, output, path, states and calls in one document'
jsonl\t'one line per event, as it happens'
mermaid\t'the definition with the run painted on it, for a page of Markdown'
svg\t'the same as a picture'"
complete -c sfn -n "__fish_sfn_using_subcommand r" -l view -d 'The same as -q, none or -v' -r -f -a "compact\t'One line per state'
default\t'What each state changed'
full\t'Every field the data went through'"
complete -c sfn -n "__fish_sfn_using_subcommand r" -l only -d 'Show only these states, with their parents and children' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l full -d 'Show the whole value at this path wherever a state changes it (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l save-trace -d 'Save the run in this file: `sfn trace FILE` shows it again. It holds all data, secrets too' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand r" -l trace-out -d 'Write the run to this file as spans of OpenTelemetry (OTLP, JSON)' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand r" -l break -d 'Stop here: at a state, at an error (States.Timeout, error:NAME), or where \'{% JSONATA %}\' is true, of one state: \'STATE if {% JSONATA %}\' (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand r" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand r" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand r" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand r" -l json -d 'The same as --format json'
complete -c sfn -n "__fish_sfn_using_subcommand r" -s q -l quiet -d 'One line per state'
complete -c sfn -n "__fish_sfn_using_subcommand r" -s v -l verbose -d 'Show more of each state; twice: everything'
complete -c sfn -n "__fish_sfn_using_subcommand r" -l by-time -d 'Show the steps of branches and items in the order they happened'
complete -c sfn -n "__fish_sfn_using_subcommand r" -l no-progress -d 'Show no progress while the run takes long'
complete -c sfn -n "__fish_sfn_using_subcommand r" -l step -d 'Stop before every state: step on, back and into branches and items, look at data, change it (`help` lists how)'
complete -c sfn -n "__fish_sfn_using_subcommand r" -l watch -d 'Do it again whenever a file changes'
complete -c sfn -n "__fish_sfn_using_subcommand r" -l no-clear -d 'Write one page after the other instead of clearing the screen'
complete -c sfn -n "__fish_sfn_using_subcommand r" -l bell -d 'Ring the terminal\'s bell once a job has ended'
complete -c sfn -n "__fish_sfn_using_subcommand r" -l poll -d 'Look at the files four times a second: for file systems that do not say what changes'
complete -c sfn -n "__fish_sfn_using_subcommand r" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand r" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand state" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand state" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand state" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand state" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand state" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand state" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l request -d 'The JSON of a TestState request, instead of all else that says what to run' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -s i -l input -d 'The input: JSON, @FILE, or `-` for standard input [default: {}]' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l mock -d 'What comes of its work: the result of a Task, Map or Parallel' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l error -d 'What its work fails with, the cause behind a colon' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l validate -d 'How strictly the result is checked against the model of the API [default: present]' -r -f -a "strict\t'What the model requires has to be there, too'
present\t'What is there has to be as the model says'
none\t'Not at all'"
complete -c sfn -n "__fish_sfn_using_subcommand state" -l retry-count -d 'How often the retrier was used before that its error meets' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l iteration-failures -d 'How many iterations of the Map failed' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l items -d 'What the ItemReader of the Map has read, as it is in its source' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l variables -d 'Variables that are assigned before it: a JSON object' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l context -d 'The whole context object `$$`, instead of one that is made' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l inspect -d 'How much to show: what changed, every field, everything' -r -f -a "info\t'What it changed'
debug\t'Every field the data went through'
trace\t'Everything'"
complete -c sfn -n "__fish_sfn_using_subcommand state" -l format -d 'What to print: a trace and the output, or TestState\'s response' -r -f -a "human\t''
json\t''"
complete -c sfn -n "__fish_sfn_using_subcommand state" -s m -l mocks -d 'A mock file (repeatable). Without any, those beside the definition are used' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -s s -l sub -d 'A value for ${NAME} in the definition (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l param -d 'A value for a parameter of the template (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l seed -d 'Seed for UUIDs, random numbers and jitter [default: 1]' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l timeout -d 'Stop after this much real time, with exit code 124' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l account -d 'The account [default: 123456789012]' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l region -d 'The region [default: us-east-1]' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l role -d 'The execution role\'s ARN [default: made from the account]' -r
complete -c sfn -n "__fish_sfn_using_subcommand state" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand state" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand state" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand state" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand state" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand test" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand test" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand test" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand test" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand test" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand test" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -s k -l filter -d 'Only tests with this in their name, with a tag (tag:WORD), of a machine (machine:NAME) or file (file:PART), or that did not pass in the last call (failed()); repeatable' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -s j -l jobs -d 'How many tests run side by side [default: the number of cores]' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l shuffle -d 'Begin the tests in an order drawn from a seed' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l stress -d 'Run each test with the seeds 1 to N; one that names a seed itself, with that' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l trace-out -d 'Write the runs to this file as spans of OpenTelemetry (OTLP, JSON), a document a line' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand test" -s u -l update -d 'What becomes of a run that is not what its snapshot says [default: new; no if the variable CI is set]' -r -f -a "no\t'It is reported, nothing is written'
new\t'It waits for review beside the snapshot: sfn review'
always\t'It becomes the snapshot'"
complete -c sfn -n "__fish_sfn_using_subcommand test" -l unreferenced -d 'What becomes of snapshots that no test asks for' -r -f -a "ignore\t'Nothing'
warn\t'They are named'
reject\t'They are named, and the exit code is 1'
delete\t'They are removed'"
complete -c sfn -n "__fish_sfn_using_subcommand test" -l no-tests -d 'What it means if no test is found [default: fail]' -r -f -a "pass\t'Nothing: exit code 0'
fail\t'An error: exit code 4'"
complete -c sfn -n "__fish_sfn_using_subcommand test" -l format -d 'How to print the results [default: human]' -r -f -a "human\t'a line a test, a page for each that fails'
json\t'one document'
jsonl\t'one line per test'
junit\t'JUnit XML, for CI servers'
tap\t'Test Anything Protocol, version 14'
github\t'annotations of GitHub Actions'"
complete -c sfn -n "__fish_sfn_using_subcommand test" -l report-junit -d 'Write JUnit XML to this file, too' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand test" -l report-json -d 'Write one JSON document to this file, too' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand test" -l report-tap -d 'Write TAP to this file, too' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand test" -l timeout -d 'The real time that one test may take' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l coverage -d 'Show which branches of the machines the tests take; with a file, write it there, too (.info, .json, .html)' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand test" -l coverage-min -d 'Fail if the tests take fewer of all branches than this' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l coverage-format -d 'The format of the file [default: by the end of its name]' -r -f -a "lcov\t'LCOV, for genhtml, Codecov and editors'
json\t'one document'
html\t'one page'"
complete -c sfn -n "__fish_sfn_using_subcommand test" -l suggest -d 'Print tests that take the branches which are left, or add them to FILE, a test file that is there or not yet' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand test" -l target -d 'Run each test once more at this server of AWS\'s API, or at AWS itself, and say event by event what is different' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l target-role -d 'The role of the machines that are made there [default: that of the template]' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l target-region -d 'The region there [default: us-east-1]' -r
complete -c sfn -n "__fish_sfn_using_subcommand test" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l last-failed -d 'Only tests that did not pass in the last call, and new ones; all if there are none'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l list -d 'List the tests, run none'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l fail-fast -d 'Begin no more tests after one that does not pass'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l no-fail-fast -d 'Run all tests, whatever the settings say'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l no-recordings -d 'Keep no recordings of tests that fail, and no results, in .sfn/'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l check -d 'Compare snapshots and write none, as --update no'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l review -d 'Go on to review what changed, as sfn review does'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l github -d 'Print annotations for GitHub Actions, too'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l no-progress -d 'Show no progress while the tests take long'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l watch -d 'Do it again whenever a file changes'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l no-clear -d 'Write one page after the other instead of clearing the screen'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l bell -d 'Ring the terminal\'s bell once a job has ended'
complete -c sfn -n "__fish_sfn_using_subcommand test" -l poll -d 'Look at the files four times a second: for file systems that do not say what changes'
complete -c sfn -n "__fish_sfn_using_subcommand test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand test" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand t" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand t" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand t" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand t" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand t" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand t" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -s k -l filter -d 'Only tests with this in their name, with a tag (tag:WORD), of a machine (machine:NAME) or file (file:PART), or that did not pass in the last call (failed()); repeatable' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -s j -l jobs -d 'How many tests run side by side [default: the number of cores]' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l shuffle -d 'Begin the tests in an order drawn from a seed' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l stress -d 'Run each test with the seeds 1 to N; one that names a seed itself, with that' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l trace-out -d 'Write the runs to this file as spans of OpenTelemetry (OTLP, JSON), a document a line' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand t" -s u -l update -d 'What becomes of a run that is not what its snapshot says [default: new; no if the variable CI is set]' -r -f -a "no\t'It is reported, nothing is written'
new\t'It waits for review beside the snapshot: sfn review'
always\t'It becomes the snapshot'"
complete -c sfn -n "__fish_sfn_using_subcommand t" -l unreferenced -d 'What becomes of snapshots that no test asks for' -r -f -a "ignore\t'Nothing'
warn\t'They are named'
reject\t'They are named, and the exit code is 1'
delete\t'They are removed'"
complete -c sfn -n "__fish_sfn_using_subcommand t" -l no-tests -d 'What it means if no test is found [default: fail]' -r -f -a "pass\t'Nothing: exit code 0'
fail\t'An error: exit code 4'"
complete -c sfn -n "__fish_sfn_using_subcommand t" -l format -d 'How to print the results [default: human]' -r -f -a "human\t'a line a test, a page for each that fails'
json\t'one document'
jsonl\t'one line per test'
junit\t'JUnit XML, for CI servers'
tap\t'Test Anything Protocol, version 14'
github\t'annotations of GitHub Actions'"
complete -c sfn -n "__fish_sfn_using_subcommand t" -l report-junit -d 'Write JUnit XML to this file, too' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand t" -l report-json -d 'Write one JSON document to this file, too' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand t" -l report-tap -d 'Write TAP to this file, too' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand t" -l timeout -d 'The real time that one test may take' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l coverage -d 'Show which branches of the machines the tests take; with a file, write it there, too (.info, .json, .html)' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand t" -l coverage-min -d 'Fail if the tests take fewer of all branches than this' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l coverage-format -d 'The format of the file [default: by the end of its name]' -r -f -a "lcov\t'LCOV, for genhtml, Codecov and editors'
json\t'one document'
html\t'one page'"
complete -c sfn -n "__fish_sfn_using_subcommand t" -l suggest -d 'Print tests that take the branches which are left, or add them to FILE, a test file that is there or not yet' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand t" -l target -d 'Run each test once more at this server of AWS\'s API, or at AWS itself, and say event by event what is different' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l target-role -d 'The role of the machines that are made there [default: that of the template]' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l target-region -d 'The region there [default: us-east-1]' -r
complete -c sfn -n "__fish_sfn_using_subcommand t" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l last-failed -d 'Only tests that did not pass in the last call, and new ones; all if there are none'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l list -d 'List the tests, run none'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l fail-fast -d 'Begin no more tests after one that does not pass'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l no-fail-fast -d 'Run all tests, whatever the settings say'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l no-recordings -d 'Keep no recordings of tests that fail, and no results, in .sfn/'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l check -d 'Compare snapshots and write none, as --update no'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l review -d 'Go on to review what changed, as sfn review does'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l github -d 'Print annotations for GitHub Actions, too'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l no-progress -d 'Show no progress while the tests take long'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l watch -d 'Do it again whenever a file changes'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l no-clear -d 'Write one page after the other instead of clearing the screen'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l bell -d 'Ring the terminal\'s bell once a job has ended'
complete -c sfn -n "__fish_sfn_using_subcommand t" -l poll -d 'Look at the files four times a second: for file systems that do not say what changes'
complete -c sfn -n "__fish_sfn_using_subcommand t" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand t" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand review" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand review" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand review" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand review" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand review" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand review" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand review" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand review" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand review" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand review" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand review" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand review" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand review" -l list -d 'List what waits for review'
complete -c sfn -n "__fish_sfn_using_subcommand review" -l accept -d 'Accept all of it'
complete -c sfn -n "__fish_sfn_using_subcommand review" -l reject -d 'Reject all of it'
complete -c sfn -n "__fish_sfn_using_subcommand review" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand review" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand trace" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l definition -d 'The definition, or a template that holds it, of an execution of AWS: its history does not have it' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -s s -l sub -d 'A value for ${NAME} in the definition (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l param -d 'A value for a parameter of the template (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l diff -d 'Compare with this run: where the two part, and what differs from there' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l break -d 'Stop here: at a state, at an error (States.Timeout, error:NAME), or where \'{% JSONATA %}\' is true, of one state: \'STATE if {% JSONATA %}\' (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l format -d 'What to print [default: human]' -r -f -a "human\t'a trace on standard error, the output on standard output'
history\t'the events as GetExecutionHistory returns them'
json\t'status, output, path, states and calls in one document'
jsonl\t'one line per event, as it happens'
mermaid\t'the definition with the run painted on it, for a page of Markdown'
svg\t'the same as a picture'"
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l view -d 'The same as -q, none or -v' -r -f -a "compact\t'One line per state'
default\t'What each state changed'
full\t'Every field the data went through'"
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l only -d 'Show only these states, with their parents and children' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l full -d 'Show the whole value at this path wherever a state changes it (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l step -d 'Stop before every state: step on, back and into branches and items, look at data, change it (`help` lists how)'
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l json -d 'The same as --format json'
complete -c sfn -n "__fish_sfn_using_subcommand trace" -s q -l quiet -d 'One line per state'
complete -c sfn -n "__fish_sfn_using_subcommand trace" -s v -l verbose -d 'Show more of each state; twice: everything'
complete -c sfn -n "__fish_sfn_using_subcommand trace" -l by-time -d 'Show the steps of branches and items in the order they happened'
complete -c sfn -n "__fish_sfn_using_subcommand trace" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand trace" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand validate" -s s -l sub -d 'A value for ${NAME}' -r
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l param -d 'A value for a parameter of the template' -r
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l type -d 'Check as a workflow of this type [default: what the template says, else standard]' -r -f -a "standard\t'Up to a year, 25,000 events'
express\t'Up to five minutes, no event quota'"
complete -c sfn -n "__fish_sfn_using_subcommand validate" -s A -l allow -l ignore -d 'Do not report warnings and notes with this code, or whose code begins so' -r
complete -c sfn -n "__fish_sfn_using_subcommand validate" -s D -l deny -d 'Report warnings and notes with this code as errors; `warnings` means all warnings' -r
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l select -d 'Report only warnings and notes with this code, or whose code begins so; errors are always reported' -r
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l stdin-name -d 'A name for standard input; its ending says JSON or YAML' -r
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l format -d 'How to print what was found [default: human]' -r -f -a "human\t'with the lines in question'
short\t'one line a finding'
json\t'one document'
jsonl\t'one JSON object a line and finding'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'annotations of GitHub Actions'
junit\t'JUnit XML, a test case a definition'"
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l strict-subs -d 'Report every ${NAME} without a value as an error'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l fix -d 'Fix in the files what can certainly be fixed'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l diff -d 'With --fix: say what would change, and change nothing'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l statistics -d 'Print how often each code was found instead of the findings'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l exit-zero -d 'Exit with 0 whatever is found'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l watch -d 'Do it again whenever a file changes'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l no-clear -d 'Write one page after the other instead of clearing the screen'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l bell -d 'Ring the terminal\'s bell once a job has ended'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -l poll -d 'Look at the files four times a second: for file systems that do not say what changes'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand validate" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand check" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand check" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand check" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand check" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand check" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand check" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand check" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand check" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand check" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand check" -s s -l sub -d 'A value for ${NAME}' -r
complete -c sfn -n "__fish_sfn_using_subcommand check" -l param -d 'A value for a parameter of the template' -r
complete -c sfn -n "__fish_sfn_using_subcommand check" -l type -d 'Check as a workflow of this type [default: what the template says, else standard]' -r -f -a "standard\t'Up to a year, 25,000 events'
express\t'Up to five minutes, no event quota'"
complete -c sfn -n "__fish_sfn_using_subcommand check" -s A -l allow -l ignore -d 'Do not report warnings and notes with this code, or whose code begins so' -r
complete -c sfn -n "__fish_sfn_using_subcommand check" -s D -l deny -d 'Report warnings and notes with this code as errors; `warnings` means all warnings' -r
complete -c sfn -n "__fish_sfn_using_subcommand check" -l select -d 'Report only warnings and notes with this code, or whose code begins so; errors are always reported' -r
complete -c sfn -n "__fish_sfn_using_subcommand check" -l stdin-name -d 'A name for standard input; its ending says JSON or YAML' -r
complete -c sfn -n "__fish_sfn_using_subcommand check" -l format -d 'How to print what was found [default: human]' -r -f -a "human\t'with the lines in question'
short\t'one line a finding'
json\t'one document'
jsonl\t'one JSON object a line and finding'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'annotations of GitHub Actions'
junit\t'JUnit XML, a test case a definition'"
complete -c sfn -n "__fish_sfn_using_subcommand check" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l strict-subs -d 'Report every ${NAME} without a value as an error'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l fix -d 'Fix in the files what can certainly be fixed'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l diff -d 'With --fix: say what would change, and change nothing'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l statistics -d 'Print how often each code was found instead of the findings'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l exit-zero -d 'Exit with 0 whatever is found'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l watch -d 'Do it again whenever a file changes'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l no-clear -d 'Write one page after the other instead of clearing the screen'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l bell -d 'Ring the terminal\'s bell once a job has ended'
complete -c sfn -n "__fish_sfn_using_subcommand check" -l poll -d 'Look at the files four times a second: for file systems that do not say what changes'
complete -c sfn -n "__fish_sfn_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand check" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand lint" -s s -l sub -d 'A value for ${NAME}' -r
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l param -d 'A value for a parameter of the template' -r
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l type -d 'Check as a workflow of this type [default: what the template says, else standard]' -r -f -a "standard\t'Up to a year, 25,000 events'
express\t'Up to five minutes, no event quota'"
complete -c sfn -n "__fish_sfn_using_subcommand lint" -s A -l allow -l ignore -d 'Do not report warnings and notes with this code, or whose code begins so' -r
complete -c sfn -n "__fish_sfn_using_subcommand lint" -s D -l deny -d 'Report warnings and notes with this code as errors; `warnings` means all warnings' -r
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l select -d 'Report only warnings and notes with this code, or whose code begins so; errors are always reported' -r
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l stdin-name -d 'A name for standard input; its ending says JSON or YAML' -r
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l format -d 'How to print what was found [default: human]' -r -f -a "human\t'with the lines in question'
short\t'one line a finding'
json\t'one document'
jsonl\t'one JSON object a line and finding'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'annotations of GitHub Actions'
junit\t'JUnit XML, a test case a definition'"
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l strict-subs -d 'Report every ${NAME} without a value as an error'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l fix -d 'Fix in the files what can certainly be fixed'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l diff -d 'With --fix: say what would change, and change nothing'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l statistics -d 'Print how often each code was found instead of the findings'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l exit-zero -d 'Exit with 0 whatever is found'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l watch -d 'Do it again whenever a file changes'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l no-clear -d 'Write one page after the other instead of clearing the screen'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l bell -d 'Ring the terminal\'s bell once a job has ended'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -l poll -d 'Look at the files four times a second: for file systems that do not say what changes'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand lint" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand explore" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -s i -l input -d 'The only input to begin with: JSON, @FILE, or `-` for standard input [default: those of tests]' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -s m -l mocks -d 'A mock or test file (repeatable) [default: those of the project]' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l write-tests -d 'Add the ways to findings to this test file' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l property -d 'Look for runs that break this property, and for nothing else (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l faults -d 'The most faults on one way: errors, time limits that run out, members left out' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l forks -d 'The most forks' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l depth -d 'The most states on one way' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l timeout -d 'Stop after this much real time' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -s j -l jobs -d 'How many threads work [default: the number of cores]' -r
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l format -d 'How to print what is found [default: human]' -r -f -a "human\t'A block a finding'
json\t'One document'"
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand explore" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand explore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand explore" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand policy" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l check -d 'Say what the role of the machine in this template, or this policy, lacks and has too much of' -r
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l format -d 'How to print it [default: json; with --check: human, or json]' -r -f -a "json\t'a policy document'
sam\t'`Policies` of a machine of SAM, or of a role of CloudFormation'
cdk\t'statements of the CDK, in TypeScript'
tf\t'a policy document of Terraform'"
complete -c sfn -n "__fish_sfn_using_subcommand policy" -s s -l sub -d 'A value for ${NAME}' -r
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l param -d 'A value for a parameter of the template' -r
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand policy" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand policy" -s q -l quiet -d 'Do not print notes'
complete -c sfn -n "__fish_sfn_using_subcommand policy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand policy" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand cost" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand cost" -s i -l input -d 'The only input: JSON, @FILE, or `-` for standard input [default: those of tests]' -r
complete -c sfn -n "__fish_sfn_using_subcommand cost" -s m -l mocks -d 'A mock or test file (repeatable) [default: those of the project]' -r
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l runs -d 'How many executions a month has' -r
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l region -d 'The region whose prices count [default: that of the machine]' -r
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l express-memory -d 'The memory of an Express execution in MB [default: estimated as AWS\'s price page does]' -r
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l format -d 'How to print it [default: human]' -r -f -a "human\t'A line a run'
json\t'One document'"
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand cost" -l count-start-end -d 'Count the start and the end of an execution as transitions, too'
complete -c sfn -n "__fish_sfn_using_subcommand cost" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand cost" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand watch" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand watch" -s k -l filter -d 'Only tests with this in their name, with a tag (tag:WORD), of a machine (machine:NAME) or file (file:PART); repeatable' -r
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l no-clear -d 'Write one page after the other instead of clearing the screen'
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l bell -d 'Ring the terminal\'s bell once a job has ended'
complete -c sfn -n "__fish_sfn_using_subcommand watch" -l poll -d 'Look at the files four times a second: for file systems that do not say what changes'
complete -c sfn -n "__fish_sfn_using_subcommand watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand watch" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand w" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand w" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand w" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand w" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand w" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand w" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand w" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand w" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand w" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand w" -s k -l filter -d 'Only tests with this in their name, with a tag (tag:WORD), of a machine (machine:NAME) or file (file:PART); repeatable' -r
complete -c sfn -n "__fish_sfn_using_subcommand w" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand w" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand w" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand w" -l no-clear -d 'Write one page after the other instead of clearing the screen'
complete -c sfn -n "__fish_sfn_using_subcommand w" -l bell -d 'Ring the terminal\'s bell once a job has ended'
complete -c sfn -n "__fish_sfn_using_subcommand w" -l poll -d 'Look at the files four times a second: for file systems that do not say what changes'
complete -c sfn -n "__fish_sfn_using_subcommand w" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand w" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand serve" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l param -d 'A value for a parameter of the templates' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l port -d 'The port, 0 for any that is free (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l host -d 'The address to listen on; any but a loopback address lets other machines in' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -s m -l mocks -d 'A mock file (repeatable; later ones win)' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l clock -d 'How time passes: waits take no time, real time, or time N times as fast [default: real, or by `WAIT_TIME_SCALE`]' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l account -d 'The account of clients whose access key is not an account' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l region -d 'The region of clients that do not sign for one' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l seed -d 'Seed for names, ids, random numbers and jitter [default: another one each time]' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l db -d 'Keep everything in this file, encrypted, and go on with it at the next start' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l store-key -d 'The key of the store, 64 hexadecimal digits [default: in FILE.key, made with the store]' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l keep -d 'Keep at most N executions that have ended; all of them for 90 days if it is not given' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l max-memory -d 'About how much memory executions and their histories may take; of those that have ended, the first ones are forgotten' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l events-to -d 'Write the events about changes of status here, a line each, or POST each to a URL' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l logs-to -d 'Write the log records of CloudWatch here, as each machine\'s logging asks for them' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l trace-out -d 'Write every execution here as spans of OpenTelemetry (OTLP, JSON), a document a line, or POST each to a collector' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l emf-to -d 'Write metrics here in CloudWatch\'s embedded format, a line each; `GET /metrics` has them for Prometheus' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l lambda-endpoint -d 'A server that runs the functions which no mock answers, as `LAMBDA_ENDPOINT` of Step Functions Local; variables such as `DYNAMODB_ENDPOINT` name those of other services' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l forward -d 'A server, such as LocalStack or moto, for calls of other services that no mock answers' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l credentials -d 'Take only requests that are signed with this access key (repeatable) [default: any will do, and none]' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l cors -d 'Let pages of this origin read answers' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l keep-executions -d 'How many executions `GET /_sfn/executions` has at most' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l log-format -d 'How to say what happens: for people, or a JSON object a line, requests too' -r -f -a "human\t'A line for people'
json\t'A JSON object a line'"
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l max-body -d 'The most bytes of a request' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l max-connections -d 'The most connections at a time; further ones wait' -r
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l watch -d 'Deploy templates again when they change'
complete -c sfn -n "__fish_sfn_using_subcommand serve" -l healthcheck -d 'Say by the exit code whether the server at this address and port is well, and serve nothing'
complete -c sfn -n "__fish_sfn_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand serve" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand view" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand view" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand view" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand view" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand view" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand view" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand view" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand view" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand view" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand view" -l definition -d 'The definition of an execution of AWS: its history does not have it' -r
complete -c sfn -n "__fish_sfn_using_subcommand view" -l port -d 'The port, 0 for any that is free' -r
complete -c sfn -n "__fish_sfn_using_subcommand view" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand view" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand view" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand view" -l open -d 'Open the page in the browser'
complete -c sfn -n "__fish_sfn_using_subcommand view" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand view" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -f -a "from" -d 'Make mocks and a test of an execution that really happened'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -f -a "import" -d 'Convert a MockConfigFile.json of Step Functions Local'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -f -a "init" -d 'Write a mock file with one answer for each task, or a test that takes one way'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -f -a "lint" -d 'Find what is wrong in mock and test files'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -f -a "record" -d 'Run a workflow with real services and write their answers down as mocks'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and not __fish_seen_subcommand_from from import init lint record show" -f -a "show" -d 'Show which answer a state\'s calls get, and why'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l machine -d 'The definition, or a template that holds it [default: the only machine of the project]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l describe -d 'The answer of DescribeExecution, which has the names of the execution' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l child -d 'The history of an execution of its Map Run, or a folder of such (repeatable)' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l nested -d 'The history of an execution that it started, or a folder of such, behind the machine of these (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -s t -l case -d 'What to call the test' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -s o -l output -d 'Write the file instead of printing it' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -s s -l sub -d 'A value for ${NAME} in the definition (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l param -d 'A value for a parameter of the template (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l force -d 'Replace the file if it is there'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from from" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l machine -d 'The definition of a machine, or of the only one (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -s o -l output -d 'Write the files to this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l force -d 'Replace files that are there'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l for -d 'The way that a test is to take, such as \'Charge Card/Catch 2\'' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -s o -l output -d 'Write this file instead of printing it; a test is added to those that it has' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l force -d 'Replace the file if it is there'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from init" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -s D -l deny -d 'Report warnings as errors' -r -f -a "warnings\t''"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l format -d 'How to print what was found [default: human]' -r -f -a "human\t'with the lines in question'
short\t'one line a finding'
json\t'one document'
jsonl\t'one JSON object a line and finding'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'annotations of GitHub Actions'
junit\t'JUnit XML, a test case a definition'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from lint" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -s i -l input -d 'The input: JSON, @FILE, or `-` for standard input' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -s m -l mocks -d 'A mock file (repeatable; later ones win). Without any, those beside the definition are used' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -s t -l case -d 'Take input and mocks from this test case' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l mock -d 'One quick answer for a state: JSON, throw:ERROR, payload:JSON or response:STATUS (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l from -d 'Begin with this state: the input is its input [default: the test case\'s, else StartAt]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l until -d 'End with this state: its output is the output [default: the test case\'s, else the end]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -s s -l sub -d 'A value for ${NAME} in the definition (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l param -d 'A value for a parameter of the template (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l type -d 'Run as a workflow of this type [default: what the template says, else standard]' -r -f -a "standard\t'Up to a year, 25,000 events'
express\t'Up to five minutes, no event quota'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l clock -d 'How time passes: waits take no time, real time, or time N times as fast [default: virtual]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l start -d 'When the run starts [default: now, or 2026-01-01T00:00:00Z with --seed]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l seed -d 'Seed for UUIDs, random numbers and jitter: the same seed gives the same bytes [default: 1]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l timeout -d 'Stop after this much real time, with exit code 124' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l max-steps -d 'Stop after this many events, with exit code 124' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l max-memory -d 'Stop once the run takes more memory, with exit code 6 [default: 512MB]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l context -d 'Merged into the context object `$$`' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l name -d 'The execution\'s name' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l machine-name -d 'The machine\'s name [default: from the file]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l account -d 'The account [default: 123456789012]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l region -d 'The region [default: us-east-1]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l role -d 'The execution role\'s ARN [default: made from the account]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l format -d 'What to print [default: human]' -r -f -a "human\t'a trace on standard error, the output on standard output'
history\t'the events as GetExecutionHistory returns them'
json\t'status, output, path, states and calls in one document'
jsonl\t'one line per event, as it happens'
mermaid\t'the definition with the run painted on it, for a page of Markdown'
svg\t'the same as a picture'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l view -d 'The same as -q, none or -v' -r -f -a "compact\t'One line per state'
default\t'What each state changed'
full\t'Every field the data went through'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l only -d 'Show only these states, with their parents and children' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l full -d 'Show the whole value at this path wherever a state changes it (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l save-trace -d 'Save the run in this file: `sfn trace FILE` shows it again. It holds all data, secrets too' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l trace-out -d 'Write the run to this file as spans of OpenTelemetry (OTLP, JSON)' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l break -d 'Stop here: at a state, at an error (States.Timeout, error:NAME), or where \'{% JSONATA %}\' is true, of one state: \'STATE if {% JSONATA %}\' (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l mode -d 'When calls are made and recorded' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l endpoint -d 'The URL to ask instead of AWS\'s own, where the mock file names none' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l json -d 'The same as --format json'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -s q -l quiet -d 'One line per state'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -s v -l verbose -d 'Show more of each state; twice: everything'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l by-time -d 'Show the steps of branches and items in the order they happened'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l no-progress -d 'Show no progress while the run takes long'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l step -d 'Stop before every state: step on, back and into branches and items, look at data, change it (`help` lists how)'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l watch -d 'Do it again whenever a file changes'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l no-clear -d 'Write one page after the other instead of clearing the screen'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l bell -d 'Ring the terminal\'s bell once a job has ended'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l poll -d 'Look at the files four times a second: for file systems that do not say what changes'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from record" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -s i -l input -d 'The input of the state, or of the test: JSON, @FILE, or `-` for standard input [default: {}]' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l variables -d 'Variables that are assigned before: a JSON object' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -s t -l case -d 'Every call that the state makes in this test of the mock files' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l call -d 'Only the calls with this number, from 1, as the state or each of its items counts them' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -s m -l mocks -d 'A mock file (repeatable). Without any, those beside the definition are used' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -s s -l sub -d 'A value for ${NAME} in the definition (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l format -d 'How to print it' -r -f -a "human\t''
json\t''"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand mock; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand eval" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l lang -d 'The language' -r -f -a "auto\t'What it looks like'
jsonpath\t'A path'
jsonata\t'JSONata'
intrinsic\t'`States.…`'"
complete -c sfn -n "__fish_sfn_using_subcommand eval" -s i -l input -d 'The input, `$` and `$states.input`: JSON, @FILE, or `-` for standard input' -r
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l result -d 'What `$states.result` is' -r
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l var -d 'A variable (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l context -d 'The context object: `$$` of JSONPath, `$states.context`' -r
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l format -d 'How to print the result' -r -f -a "human\t'The value on standard output, all else on standard error'
json\t'One document: {"value": …}, {"undefined": true} or {"error": {"code", "message", "position"}}'"
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l seed -d 'Seed for UUIDs and random numbers' -r
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l start -d 'What `$now()` is [default: now]' -r
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l explain -d 'Show every part of the expression with its value'
complete -c sfn -n "__fish_sfn_using_subcommand eval" -l aws -d 'As in a state: JSONata 2.0.6 with AWS\'s functions and limits, no input but `$states.input`'
complete -c sfn -n "__fish_sfn_using_subcommand eval" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand eval" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand e" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand e" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand e" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand e" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand e" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand e" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand e" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand e" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand e" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand e" -l lang -d 'The language' -r -f -a "auto\t'What it looks like'
jsonpath\t'A path'
jsonata\t'JSONata'
intrinsic\t'`States.…`'"
complete -c sfn -n "__fish_sfn_using_subcommand e" -s i -l input -d 'The input, `$` and `$states.input`: JSON, @FILE, or `-` for standard input' -r
complete -c sfn -n "__fish_sfn_using_subcommand e" -l result -d 'What `$states.result` is' -r
complete -c sfn -n "__fish_sfn_using_subcommand e" -l var -d 'A variable (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand e" -l context -d 'The context object: `$$` of JSONPath, `$states.context`' -r
complete -c sfn -n "__fish_sfn_using_subcommand e" -l format -d 'How to print the result' -r -f -a "human\t'The value on standard output, all else on standard error'
json\t'One document: {"value": …}, {"undefined": true} or {"error": {"code", "message", "position"}}'"
complete -c sfn -n "__fish_sfn_using_subcommand e" -l seed -d 'Seed for UUIDs and random numbers' -r
complete -c sfn -n "__fish_sfn_using_subcommand e" -l start -d 'What `$now()` is [default: now]' -r
complete -c sfn -n "__fish_sfn_using_subcommand e" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand e" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand e" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand e" -l explain -d 'Show every part of the expression with its value'
complete -c sfn -n "__fish_sfn_using_subcommand e" -l aws -d 'As in a state: JSONata 2.0.6 with AWS\'s functions and limits, no input but `$states.input`'
complete -c sfn -n "__fish_sfn_using_subcommand e" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand e" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand emit" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l bus -d 'The bus that the event is put on [default: any]' -r
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l param -d 'A value for a parameter of the template' -r
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l format -d 'How to print what starts [default: human]' -r -f -a "human\t'A block an event'
json\t'One document'"
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand emit" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand emit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand emit" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand explain" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand explain" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand explain" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand list" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand list" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand list" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand list" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand list" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand list" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand list" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand list" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand list" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand list" -l format -d 'How to print what was found' -r -f -a "human\t'A line a machine'
json\t'One document'"
complete -c sfn -n "__fish_sfn_using_subcommand list" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand list" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand list" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand list" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand render" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand render" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand render" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand render" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand render" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand render" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand render" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand render" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand render" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand render" -s s -l sub -d 'A value for ${NAME}' -r
complete -c sfn -n "__fish_sfn_using_subcommand render" -l param -d 'A value for a parameter of the template' -r
complete -c sfn -n "__fish_sfn_using_subcommand render" -l format -d 'What to print' -r -f -a "json\t'Strict JSON, indented'
yaml\t'YAML'"
complete -c sfn -n "__fish_sfn_using_subcommand render" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand render" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand render" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand render" -l compact -d 'JSON on one line'
complete -c sfn -n "__fish_sfn_using_subcommand render" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand render" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l stdin-name -d 'A name for standard input; its ending says JSON or YAML' -r
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l check -d 'Write nothing; list what is not formatted, show the differences and exit with 1'
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -l diff -d 'Write nothing; show the differences'
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand fmt" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand format" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand format" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand format" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand format" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand format" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand format" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand format" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand format" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand format" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand format" -l stdin-name -d 'A name for standard input; its ending says JSON or YAML' -r
complete -c sfn -n "__fish_sfn_using_subcommand format" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand format" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand format" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand format" -l check -d 'Write nothing; list what is not formatted, show the differences and exit with 1'
complete -c sfn -n "__fish_sfn_using_subcommand format" -l diff -d 'Write nothing; show the differences'
complete -c sfn -n "__fish_sfn_using_subcommand format" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand format" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand convert" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l to -d 'The language to write it in' -r -f -a "jsonata\t'JSONata'
jsonpath\t'JSONPath and intrinsic functions'"
complete -c sfn -n "__fish_sfn_using_subcommand convert" -s o -l output -d 'Write it to this file' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand convert" -s i -l input -d 'An input to run both on: JSON, @FILE, or `-` for standard input [default: those of tests]' -r
complete -c sfn -n "__fish_sfn_using_subcommand convert" -s m -l mocks -d 'A mock or test file (repeatable) [default: those of the project]' -r
complete -c sfn -n "__fish_sfn_using_subcommand convert" -s s -l sub -d 'A value for ${NAME}, to run both with; the text keeps the name' -r
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l timeout -d 'Stop running after this much real time' -r
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l format -d 'How to print the report [default: human]' -r -f -a "human\t'A line a state that stays or is not proven'
json\t'One document'"
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l write -d 'Change the definition\'s own file'
complete -c sfn -n "__fish_sfn_using_subcommand convert" -l no-proof -d 'Run nothing'
complete -c sfn -n "__fish_sfn_using_subcommand convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand convert" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand diff" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand diff" -s s -l sub -d 'A value for ${NAME}' -r
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l param -d 'A value for a parameter of the template' -r
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l format -d 'How to print the differences [default: human]' -r -f -a "human\t'A block a state'
json\t'One document'"
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand diff" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand diff" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand graph" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand graph" -s s -l sub -d 'A value for ${NAME}' -r
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l param -d 'A value for a parameter of the template' -r
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l format -d 'What to draw [default: what the ending of -o says, else human]' -r -f -a "human\t'boxes and lines in the terminal'
ascii\t'the same in plain ASCII'
mermaid\t'text that GitHub and many others draw'
dot\t'text for Graphviz'
svg\t'a picture'
html\t'a page with the picture'
json\t'where everything is, in one document'"
complete -c sfn -n "__fish_sfn_using_subcommand graph" -s o -l output -d 'Write it to this file' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l direction -d 'Where the machine goes on: tb, from top to bottom, or lr, from left to right' -r -f -a "tb\t'From top to bottom'
lr\t'From left to right'"
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l depth -d 'Draw so many levels of states inside of others; 1 draws those of the machine itself' -r
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l trace -d 'Show what a run did: a file of `sfn run --save-trace`, which holds its definition, or a history of AWS' -r
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l coverage -d 'Show what tests cover: a file of `sfn test --coverage=FILE.json`' -r
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l diff -d 'Show what differs from another definition, or from a revision of git' -r
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand graph" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand graph" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand graph" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand init" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand init" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand init" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand init" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand init" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand init" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand init" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand init" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand init" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand init" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand init" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand init" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand init" -l dry-run -d 'Say what would be written, and write nothing'
complete -c sfn -n "__fish_sfn_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand init" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand schema" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand schema" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand schema" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand completions" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand completions" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand completions" -s V -l version -d 'Print version'
complete -c sfn -n "__fish_sfn_using_subcommand help" -s C -l directory -d 'Work in this folder' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand help" -l config -d 'The settings file [default: sfn.toml here or in a folder above]' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand help" -l profile -d 'Apply [profile.NAME] on top of the settings' -r
complete -c sfn -n "__fish_sfn_using_subcommand help" -l allow-read -d 'Let definitions, templates and mock files name files in this folder, which is outside the project' -r -F
complete -c sfn -n "__fish_sfn_using_subcommand help" -l allow-net -d 'Let answers of mock files reach this host, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand help" -l allow-aws -d 'Let answers of mock files call this service of AWS, or all (repeatable)' -r
complete -c sfn -n "__fish_sfn_using_subcommand help" -l color -d 'Use colours' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand help" -l unicode -d 'Use marks such as ✓ beyond ASCII' -r -f -a "auto\t'If the stream can show it'
always\t'Always'
never\t'Never'"
complete -c sfn -n "__fish_sfn_using_subcommand help" -l width -d 'Columns of a line (default: the terminal\'s, between 60 and 120; 100 for files and pipes)' -r
complete -c sfn -n "__fish_sfn_using_subcommand help" -l allow-run -d 'Let answers of mock files start processes: commands and Lambda handlers'
complete -c sfn -n "__fish_sfn_using_subcommand help" -l no-build -d 'Take the definitions as they are: `[project] build` is done'
complete -c sfn -n "__fish_sfn_using_subcommand help" -l show-secrets -d 'Show passwords, tokens and other secrets; `sfn test` never does'
complete -c sfn -n "__fish_sfn_using_subcommand help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sfn -n "__fish_sfn_using_subcommand help" -s V -l version -d 'Print version'
