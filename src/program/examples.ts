import type { Command } from 'commander'
import { quiet, title } from './paint.js'

type Example = readonly [why: string, commandLine: string]

/** What to type, and why, by the words of a command; `''` is the program. */
const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  '': [
    ['What is eating the bucket?', 'cwmpu list --bucket my-bucket'],
    [
      'What is a week old: see what would go, then abort it',
      'cwmpu abort-all --bucket my-bucket --older-than 7d --dry-run\ncwmpu abort-all --bucket my-bucket --older-than 7d',
    ],
    ['What is in the way, if that does not work?', 'cwmpu doctor --bucket my-bucket'],
    ['The whole story, without an account', 'cwmpu demo'],
  ],
  list: [
    [
      'What is left behind of a job, a week old or older',
      'cwmpu list --bucket my-bucket --prefix checkpoints/ --older-than 7d',
    ],
    ['The ten largest', 'cwmpu list --bucket my-bucket --sort size --limit 10'],
    ['How many bytes, by prefix', 'cwmpu list --bucket my-bucket --summary --by prefix'],
    ['Every key, for a script', "cwmpu list --bucket my-bucket --json | jq -r '.Uploads[].Key'"],
  ],
  abort: [
    [
      'One upload, exactly: a key can have several',
      'cwmpu abort --bucket my-bucket --key data/part-7 --upload-id 2~Vx9',
    ],
    [
      'A listing, once it has been looked through',
      'cwmpu list --bucket my-bucket -o ndjson > reviewed.ndjson\ncwmpu abort --bucket my-bucket --from reviewed.ndjson',
    ],
  ],
  'abort-all': [
    ['See what would go', 'cwmpu abort-all --bucket my-bucket --older-than 7d --dry-run'],
    ['All of it, before the bucket is deleted', 'cwmpu abort-all --bucket my-bucket'],
    [
      'In a CronJob: nobody is asked, and a thousand at most',
      'cwmpu abort-all --bucket my-bucket --older-than 7d --yes --max 1000',
    ],
  ],
  verify: [
    ['May the bucket be deleted? Exit code 0 says so, 8 says no', 'cwmpu verify --bucket my-bucket'],
    ['Is anything older than a week left, in any bucket?', 'cwmpu verify --all-buckets --older-than 7d'],
  ],
  lifecycle: [
    [
      'What keeps them from coming back, and what none of it covers',
      'cwmpu lifecycle show --bucket my-bucket',
    ],
    ['Have the store abort what is a week old, by itself', 'cwmpu lifecycle set --bucket my-bucket --days 7'],
  ],
  'lifecycle show': [
    [
      'What keeps them from coming back, and what none of it covers',
      'cwmpu lifecycle show --bucket my-bucket',
    ],
  ],
  'lifecycle set': [
    ['See what would change', 'cwmpu lifecycle set --bucket my-bucket --days 7 --dry-run'],
    ['Have the store abort what is a week old, by itself', 'cwmpu lifecycle set --bucket my-bucket --days 7'],
    [
      'A second rule, for what is only passing through',
      'cwmpu lifecycle set --bucket my-bucket --days 1 --prefix tmp/ --id passing',
    ],
  ],
  doctor: [
    ['What is connected to, as whom?', 'cwmpu doctor'],
    [
      'May uploads of this bucket be listed? Is there a rule that aborts them?',
      'cwmpu doctor --bucket my-bucket',
    ],
    ['From inside a CoreWeave cluster', 'cwmpu doctor --bucket my-bucket --endpoint lota'],
  ],
  demo: [['On a store of its own, at an address of this machine', 'cwmpu demo']],
  completion: [
    ['In ~/.bashrc', 'eval "$(cwmpu completion bash)"'],
    ['In ~/.zshrc, after compinit', 'eval "$(cwmpu completion zsh)"'],
    ['In ~/.config/fish/config.fish', 'cwmpu completion fish | source'],
    [
      'With the names of buckets, of which each Tab asks the store',
      'eval "$(cwmpu completion bash --buckets)"',
    ],
  ],
}

/** Has the help of a command, and of those that belong to it, begin with what to type. `path`: its words. */
export function showExamples(command: Command, path: string): void {
  const examples = EXAMPLES[path]
  if (examples) command.addHelpText('before', () => render(examples))
  for (const each of command.commands) showExamples(each, `${path} ${each.name()}`)
}

function render(examples: readonly Example[]): string {
  const blocks = examples.map(([why, lines]) => `  ${quiet(`# ${why}`)}\n${lines.replace(/^/gm, '  $ ')}\n`)
  return `${title('Examples:')}\n${blocks.join('\n')}`
}
