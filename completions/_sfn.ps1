
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'sfn' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'sfn'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'sfn' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a workflow once and show every step')
            [CompletionResult]::new('r', 'r', [CompletionResultType]::ParameterValue, 'Run a workflow once and show every step')
            [CompletionResult]::new('trace', 'trace', [CompletionResultType]::ParameterValue, 'Show a run that was saved')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Find what AWS would refuse in definitions')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Find what AWS would refuse in definitions')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Find what AWS would refuse in definitions')
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'Evaluate a JSONPath, an intrinsic function or JSONata')
            [CompletionResult]::new('e', 'e', [CompletionResultType]::ParameterValue, 'Evaluate a JSONPath, an intrinsic function or JSONata')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a diagnostic or an AWS error name')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the machines found in a folder')
            [CompletionResult]::new('render', 'render', [CompletionResultType]::ParameterValue, 'Print a definition after substitution')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sfn;run' {
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'The input: JSON, @FILE, or `-` for standard input')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'The input: JSON, @FILE, or `-` for standard input')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'A mock file (repeatable; later ones win). Without any, those beside the definition are used')
            [CompletionResult]::new('--mocks', '--mocks', [CompletionResultType]::ParameterName, 'A mock file (repeatable; later ones win). Without any, those beside the definition are used')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Take input and mocks from this test case')
            [CompletionResult]::new('--case', '--case', [CompletionResultType]::ParameterName, 'Take input and mocks from this test case')
            [CompletionResult]::new('--mock', '--mock', [CompletionResultType]::ParameterName, 'One quick answer for a state: JSON, throw:ERROR, payload:JSON or response:STATUS (repeatable)')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Begin with this state: the input is its input [default: the test case''s, else StartAt]')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'End with this state: its output is the output [default: the test case''s, else the end]')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'A value for ${NAME} in the definition (repeatable)')
            [CompletionResult]::new('--sub', '--sub', [CompletionResultType]::ParameterName, 'A value for ${NAME} in the definition (repeatable)')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A value for a parameter of the template (repeatable)')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Run as a workflow of this type [default: what the template says, else standard]')
            [CompletionResult]::new('--clock', '--clock', [CompletionResultType]::ParameterName, 'How time passes: waits take no time, real time, or time N times as fast [default: virtual]')
            [CompletionResult]::new('--start', '--start', [CompletionResultType]::ParameterName, 'When the run starts [default: now, or 2026-01-01T00:00:00Z with --seed]')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Seed for UUIDs, random numbers and jitter: the same seed gives the same bytes [default: 1]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Stop after this much real time, with exit code 124')
            [CompletionResult]::new('--max-steps', '--max-steps', [CompletionResultType]::ParameterName, 'Stop after this many events, with exit code 124')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Stop once the run takes more memory, with exit code 6 [default: 512MB]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Merged into the context object `$$`')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The execution''s name')
            [CompletionResult]::new('--machine-name', '--machine-name', [CompletionResultType]::ParameterName, 'The machine''s name [default: from the file]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: 123456789012]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region [default: us-east-1]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'The execution role''s ARN [default: made from the account]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to print [default: human]')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'The same as -q, none or -v')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Show only these states, with their parents and children')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Show the whole value at this path wherever a state changes it (repeatable)')
            [CompletionResult]::new('--save-trace', '--save-trace', [CompletionResultType]::ParameterName, 'Save the run in this file: `sfn trace FILE` shows it again. It holds all data, secrets too')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line per state')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line per state')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more of each state; twice: everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more of each state; twice: everything')
            [CompletionResult]::new('--by-time', '--by-time', [CompletionResultType]::ParameterName, 'Show the steps of branches and items in the order they happened')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress while the run takes long')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;r' {
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'The input: JSON, @FILE, or `-` for standard input')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'The input: JSON, @FILE, or `-` for standard input')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'A mock file (repeatable; later ones win). Without any, those beside the definition are used')
            [CompletionResult]::new('--mocks', '--mocks', [CompletionResultType]::ParameterName, 'A mock file (repeatable; later ones win). Without any, those beside the definition are used')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Take input and mocks from this test case')
            [CompletionResult]::new('--case', '--case', [CompletionResultType]::ParameterName, 'Take input and mocks from this test case')
            [CompletionResult]::new('--mock', '--mock', [CompletionResultType]::ParameterName, 'One quick answer for a state: JSON, throw:ERROR, payload:JSON or response:STATUS (repeatable)')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Begin with this state: the input is its input [default: the test case''s, else StartAt]')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'End with this state: its output is the output [default: the test case''s, else the end]')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'A value for ${NAME} in the definition (repeatable)')
            [CompletionResult]::new('--sub', '--sub', [CompletionResultType]::ParameterName, 'A value for ${NAME} in the definition (repeatable)')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A value for a parameter of the template (repeatable)')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Run as a workflow of this type [default: what the template says, else standard]')
            [CompletionResult]::new('--clock', '--clock', [CompletionResultType]::ParameterName, 'How time passes: waits take no time, real time, or time N times as fast [default: virtual]')
            [CompletionResult]::new('--start', '--start', [CompletionResultType]::ParameterName, 'When the run starts [default: now, or 2026-01-01T00:00:00Z with --seed]')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Seed for UUIDs, random numbers and jitter: the same seed gives the same bytes [default: 1]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Stop after this much real time, with exit code 124')
            [CompletionResult]::new('--max-steps', '--max-steps', [CompletionResultType]::ParameterName, 'Stop after this many events, with exit code 124')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Stop once the run takes more memory, with exit code 6 [default: 512MB]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Merged into the context object `$$`')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The execution''s name')
            [CompletionResult]::new('--machine-name', '--machine-name', [CompletionResultType]::ParameterName, 'The machine''s name [default: from the file]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account [default: 123456789012]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region [default: us-east-1]')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'The execution role''s ARN [default: made from the account]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to print [default: human]')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'The same as -q, none or -v')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Show only these states, with their parents and children')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Show the whole value at this path wherever a state changes it (repeatable)')
            [CompletionResult]::new('--save-trace', '--save-trace', [CompletionResultType]::ParameterName, 'Save the run in this file: `sfn trace FILE` shows it again. It holds all data, secrets too')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line per state')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line per state')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more of each state; twice: everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more of each state; twice: everything')
            [CompletionResult]::new('--by-time', '--by-time', [CompletionResultType]::ParameterName, 'Show the steps of branches and items in the order they happened')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress while the run takes long')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;trace' {
            [CompletionResult]::new('--definition', '--definition', [CompletionResultType]::ParameterName, 'The definition, or a template that holds it, of an execution of AWS: its history does not have it')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'A value for ${NAME} in the definition (repeatable)')
            [CompletionResult]::new('--sub', '--sub', [CompletionResultType]::ParameterName, 'A value for ${NAME} in the definition (repeatable)')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A value for a parameter of the template (repeatable)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to print [default: human]')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'The same as -q, none or -v')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Show only these states, with their parents and children')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Show the whole value at this path wherever a state changes it (repeatable)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line per state')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line per state')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more of each state; twice: everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more of each state; twice: everything')
            [CompletionResult]::new('--by-time', '--by-time', [CompletionResultType]::ParameterName, 'Show the steps of branches and items in the order they happened')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;validate' {
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'A value for ${NAME}')
            [CompletionResult]::new('--sub', '--sub', [CompletionResultType]::ParameterName, 'A value for ${NAME}')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A value for a parameter of the template')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Check as a workflow of this type [default: what the template says, else standard]')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Do not report warnings and notes with this code, or whose code begins so')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Do not report warnings and notes with this code, or whose code begins so')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Do not report warnings and notes with this code, or whose code begins so')
            [CompletionResult]::new('-D', '-D ', [CompletionResultType]::ParameterName, 'Report warnings and notes with this code as errors; `warnings` means all warnings')
            [CompletionResult]::new('--deny', '--deny', [CompletionResultType]::ParameterName, 'Report warnings and notes with this code as errors; `warnings` means all warnings')
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Report only warnings and notes with this code, or whose code begins so; errors are always reported')
            [CompletionResult]::new('--stdin-name', '--stdin-name', [CompletionResultType]::ParameterName, 'A name for standard input; its ending says JSON or YAML')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print what was found [default: human]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--strict-subs', '--strict-subs', [CompletionResultType]::ParameterName, 'Report every ${NAME} without a value as an error')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Fix in the files what can certainly be fixed')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'With --fix: say what would change, and change nothing')
            [CompletionResult]::new('--statistics', '--statistics', [CompletionResultType]::ParameterName, 'Print how often each code was found instead of the findings')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever is found')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;check' {
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'A value for ${NAME}')
            [CompletionResult]::new('--sub', '--sub', [CompletionResultType]::ParameterName, 'A value for ${NAME}')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A value for a parameter of the template')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Check as a workflow of this type [default: what the template says, else standard]')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Do not report warnings and notes with this code, or whose code begins so')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Do not report warnings and notes with this code, or whose code begins so')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Do not report warnings and notes with this code, or whose code begins so')
            [CompletionResult]::new('-D', '-D ', [CompletionResultType]::ParameterName, 'Report warnings and notes with this code as errors; `warnings` means all warnings')
            [CompletionResult]::new('--deny', '--deny', [CompletionResultType]::ParameterName, 'Report warnings and notes with this code as errors; `warnings` means all warnings')
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Report only warnings and notes with this code, or whose code begins so; errors are always reported')
            [CompletionResult]::new('--stdin-name', '--stdin-name', [CompletionResultType]::ParameterName, 'A name for standard input; its ending says JSON or YAML')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print what was found [default: human]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--strict-subs', '--strict-subs', [CompletionResultType]::ParameterName, 'Report every ${NAME} without a value as an error')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Fix in the files what can certainly be fixed')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'With --fix: say what would change, and change nothing')
            [CompletionResult]::new('--statistics', '--statistics', [CompletionResultType]::ParameterName, 'Print how often each code was found instead of the findings')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever is found')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;lint' {
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'A value for ${NAME}')
            [CompletionResult]::new('--sub', '--sub', [CompletionResultType]::ParameterName, 'A value for ${NAME}')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A value for a parameter of the template')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Check as a workflow of this type [default: what the template says, else standard]')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Do not report warnings and notes with this code, or whose code begins so')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Do not report warnings and notes with this code, or whose code begins so')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Do not report warnings and notes with this code, or whose code begins so')
            [CompletionResult]::new('-D', '-D ', [CompletionResultType]::ParameterName, 'Report warnings and notes with this code as errors; `warnings` means all warnings')
            [CompletionResult]::new('--deny', '--deny', [CompletionResultType]::ParameterName, 'Report warnings and notes with this code as errors; `warnings` means all warnings')
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Report only warnings and notes with this code, or whose code begins so; errors are always reported')
            [CompletionResult]::new('--stdin-name', '--stdin-name', [CompletionResultType]::ParameterName, 'A name for standard input; its ending says JSON or YAML')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print what was found [default: human]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--strict-subs', '--strict-subs', [CompletionResultType]::ParameterName, 'Report every ${NAME} without a value as an error')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Fix in the files what can certainly be fixed')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'With --fix: say what would change, and change nothing')
            [CompletionResult]::new('--statistics', '--statistics', [CompletionResultType]::ParameterName, 'Print how often each code was found instead of the findings')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever is found')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;eval' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'The language')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'The input, `$` and `$states.input`: JSON, @FILE, or `-` for standard input')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'The input, `$` and `$states.input`: JSON, @FILE, or `-` for standard input')
            [CompletionResult]::new('--result', '--result', [CompletionResultType]::ParameterName, 'What `$states.result` is')
            [CompletionResult]::new('--var', '--var', [CompletionResultType]::ParameterName, 'A variable (repeatable)')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The context object: `$$` of JSONPath, `$states.context`')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Seed for UUIDs and random numbers')
            [CompletionResult]::new('--start', '--start', [CompletionResultType]::ParameterName, 'What `$now()` is [default: now]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Show every part of the expression with its value')
            [CompletionResult]::new('--aws', '--aws', [CompletionResultType]::ParameterName, 'As in a state: JSONata 2.0.6 with AWS''s functions and limits, no input but `$states.input`')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;e' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'The language')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'The input, `$` and `$states.input`: JSON, @FILE, or `-` for standard input')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'The input, `$` and `$states.input`: JSON, @FILE, or `-` for standard input')
            [CompletionResult]::new('--result', '--result', [CompletionResultType]::ParameterName, 'What `$states.result` is')
            [CompletionResult]::new('--var', '--var', [CompletionResultType]::ParameterName, 'A variable (repeatable)')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The context object: `$$` of JSONPath, `$states.context`')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Seed for UUIDs and random numbers')
            [CompletionResult]::new('--start', '--start', [CompletionResultType]::ParameterName, 'What `$now()` is [default: now]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Show every part of the expression with its value')
            [CompletionResult]::new('--aws', '--aws', [CompletionResultType]::ParameterName, 'As in a state: JSONata 2.0.6 with AWS''s functions and limits, no input but `$states.input`')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;explain' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print what was found')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;render' {
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'A value for ${NAME}')
            [CompletionResult]::new('--sub', '--sub', [CompletionResultType]::ParameterName, 'A value for ${NAME}')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A value for a parameter of the template')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to print')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--compact', '--compact', [CompletionResultType]::ParameterName, 'JSON on one line')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;completions' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: sfn.toml here or in a folder above]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Apply [profile.NAME] on top of the settings')
            [CompletionResult]::new('--allow-read', '--allow-read', [CompletionResultType]::ParameterName, 'Let definitions, templates and mock files name files in this folder, which is outside the project')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours')
            [CompletionResult]::new('--unicode', '--unicode', [CompletionResultType]::ParameterName, 'Use marks such as ✓ beyond ASCII')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of a line (default: the terminal''s, between 60 and 120; 100 for files and pipes)')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show passwords, tokens and other secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'sfn;help' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a workflow once and show every step')
            [CompletionResult]::new('trace', 'trace', [CompletionResultType]::ParameterValue, 'Show a run that was saved')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Find what AWS would refuse in definitions')
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'Evaluate a JSONPath, an intrinsic function or JSONata')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a diagnostic or an AWS error name')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the machines found in a folder')
            [CompletionResult]::new('render', 'render', [CompletionResultType]::ParameterValue, 'Print a definition after substitution')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sfn;help;run' {
            break
        }
        'sfn;help;trace' {
            break
        }
        'sfn;help;validate' {
            break
        }
        'sfn;help;eval' {
            break
        }
        'sfn;help;explain' {
            break
        }
        'sfn;help;list' {
            break
        }
        'sfn;help;render' {
            break
        }
        'sfn;help;completions' {
            break
        }
        'sfn;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
