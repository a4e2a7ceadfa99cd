import { readdirSync, readFileSync } from 'node:fs'
import { fillDemoBucket } from '../../src/sandbox/stored-bucket.js'
import type { Result } from './cwmpu.js'
import { startServer, type TestServer } from './server.js'

const ROOT = new URL('../..', import.meta.url)

/** Path of each page below the root of the repository. */
export const pages = ['.', 'docs'].flatMap((folder) =>
  readdirSync(new URL(folder, ROOT)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : [])),
)

export function readPage(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8')
}

/** Command line of `cwmpu` in a script. */
export interface DocumentedCommand {
  readonly argv: readonly string[]
  /** File to which a script redirects the output. */
  readonly file: string | undefined
  readonly isPiped: boolean
  /** From a comment such as `# exit 2`. */
  readonly exitCode: number | undefined
}

/** Command that a user can copy, not only the name of a command or flag. */
const RUNNABLE = /^cwmpu .*(-bucket|_Bucket|training-data|help|demo$|doctor|completion \w)/

/** Returns the scripts of a page: each `sh` block, and each command in the text. */
export function scriptsOf(page: string): DocumentedCommand[][] {
  const blocks = Array.from(page.matchAll(/^```sh\n(.*?)^```$/gms), ([, script = '']) => script)
  return [...blocks, ...codeSpansOf(page).filter((span) => RUNNABLE.test(span))]
    .map((script) =>
      script
        .replaceAll(/\\\n */g, '')
        .split('\n')
        .flatMap(commandsOf),
    )
    .filter((commands) => commands.length > 0)
}

/** Returns the text of each code span, without the escapes that a table needs. */
export function codeSpansOf(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```$/gms, '')
  return Array.from(prose.matchAll(/`([^`\n]+)`/g), ([, code = '']) => code.replaceAll('\\|', '|'))
}

/** Words of a shell, with operators, comments and quotes. */
const WORDS = /#.*|\|\||&&|[|;>]|(?:'[^']*'|"[^"]*"|[^\s'"|;>&])+/g
const OPERATOR = /^(#.*|\|\||&&|[|;>])$/

function commandsOf(line: string): DocumentedCommand[] {
  const words = line.match(WORDS) ?? []
  const comment = words.find((word) => word.startsWith('#'))
  const exitCode = /# exit (\d+)/.exec(comment ?? '')?.[1]
  const commands: DocumentedCommand[] = []
  for (const [index, word] of words.entries()) {
    if (word !== 'cwmpu' || !OPERATOR.test(words[index - 1] ?? ';')) continue
    const end = words.findIndex((each, at) => at > index && OPERATOR.test(each))
    const argv = words.slice(index + 1, end < 0 ? undefined : end)
    commands.push({
      argv: argv.map((each) => each.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2')),
      file: words[end] === '>' ? words[end + 1] : undefined,
      isPiped: words[end] === '|',
      exitCode: exitCode === undefined ? undefined : Number(exitCode),
    })
  }
  return commands
}

export interface Outcome extends Result {
  readonly command: string
  readonly expected: readonly number[]
}

/** Runs every command of a page on buckets with the uploads of the demo. Each script has new buckets. */
export async function runPage(page: string): Promise<Outcome[]> {
  const files: Record<string, string> = {}
  const outcomes: Outcome[] = []
  for (const commands of scriptsOf(page)) {
    const server = await startServer()
    for (const name of ['my-bucket', 'training-data', 'Old_Bucket'])
      fillDemoBucket(server.sandbox.createBucket(name), server.clock.now())
    for (const command of commands)
      if (!command.argv.includes('--serve')) outcomes.push(await runCommand(command, server, files))
  }
  return outcomes
}

async function runCommand(
  { argv, file, isPiped, exitCode }: DocumentedCommand,
  server: TestServer,
  files: Record<string, string>,
): Promise<Outcome> {
  const local = argv.map((word, index) =>
    argv[index - 1] === '--endpoint' && word !== 'primary' ? server.endpoint : word,
  )
  const result = await server.run(local, {
    tty: file === undefined && !isPiped,
    stdin: argv.some((word) => word.startsWith('--older-than')) ? 'y' : answerFor(argv),
    files,
  })
  if (file !== undefined) files[file] = result.stdout
  const expected = exitCode === undefined ? (argv[0] === 'verify' ? [0, 8] : [0]) : [exitCode]
  return { ...result, command: argv.join(' '), expected }
}

/** Returns the answer to the prompt. To abort a whole bucket, the user types its name. */
function answerFor([command, bucket = '', ...words]: readonly string[]): string {
  const isWhole = command === 'abort-all' && !words.some((word) => /^--(prefix|match|exclude)/.test(word))
  return isWhole ? bucket : 'y'
}
