import { once } from 'node:events'
import type { Command } from 'commander'
import type { Context, Environment } from '../context.js'
import type { ExitStatus } from '../errors.js'
import { colorsFor } from '../output/colors.js'
import type { Output } from '../output/terminal.js'
import type { StoredBucket } from '../sandbox/stored-bucket.js'
import { addExamples, type Cli, type Run, COMMON, Flag } from './shared/command.js'

const BUCKET = 'training-data'

interface DemoOptions {
  readonly serve?: boolean
}

export function declare(command: Command, cli: Cli): void {
  const serve = new Flag('--serve', 'Keep the server running until Ctrl-C, and print how to use it', COMMON)
  command.usage('[flags]').addOption(serve)
  addExamples(command, [['List, abort and verify sample uploads', 'cwmpu demo']])
  command.action(cli.action((run: Run<DemoOptions>) => demo(run.options, cli, run)))
}

/** Starts a server on the loopback interface with a bucket of sample uploads, and runs the real commands on it. */
async function demo({ serve = false }: DemoOptions, cli: Cli, context: Run): Promise<ExitStatus> {
  const [{ Sandbox, listen }, { fillDemoBucket }] = await Promise.all([
    import('../sandbox/server.js'),
    import('../sandbox/demo-bucket.js'),
  ])
  const sandbox = new Sandbox({ now: context.clock.now })
  const bucket = sandbox.createBucket(BUCKET)
  fillDemoBucket(bucket, context.clock.now())
  if (serve) removeEscapes(bucket)
  const [target] = bucket.uploads.values()
  const server = await listen(sandbox.handle)
  const { stdout } = context.terminal
  const title = `# Embedded S3 server at ${server.endpoint} with ${bucket.uploads.size} sample uploads`
  try {
    await stdout.write(`${colorsFor(stdout).dim(title)}\n`)
    if (serve) await serveUntilStopped(server.endpoint, context)
    else await runSteps(demoSteps(target?.key ?? '', target?.uploadId ?? ''), server.endpoint, cli, context)
  } finally {
    await server.close()
  }
  return 'done'
}

/** Removes uploads with an escape character in the key. The AWS CLI, Boto3 and s3cmd cannot list a bucket with one. */
function removeEscapes({ uploads }: StoredBucket): void {
  for (const [id, { key }] of uploads) if (key.includes('\u001b')) uploads.delete(id)
}

async function serveUntilStopped(endpoint: string, { terminal, signal }: Run): Promise<void> {
  const variables = Object.entries(demoEnvironment(endpoint)).filter(([name]) => name !== 'HOME')
  const lines = variables.map(([name, value = '']) => `export ${name}=${value}\n`).join('')
  const aws = `aws --endpoint-url ${endpoint} s3api list-multipart-uploads --bucket ${BUCKET}`
  await terminal.stdout.write(`${lines}cwmpu list ${BUCKET}\n${aws}\n`)
  await terminal.stderr.write('Press Ctrl-C to stop the server.\n')
  if (!signal.aborted) await once(signal, 'abort')
  signal.throwIfAborted()
}

type Step = readonly [purpose: string, argv: readonly string[]]

async function runSteps(steps: readonly Step[], endpoint: string, cli: Cli, context: Run): Promise<void> {
  const { stdout } = context.terminal
  const { dim, heading } = colorsFor(stdout)
  for (const [purpose, argv] of steps) {
    const commandLine = heading(`$ cwmpu ${argv.join(' ')}`)
    await stdout.write(`\n${dim(`# ${purpose}`)}\n${commandLine}\n`)
    const code = await cli.run(argv, demoContext(context, endpoint))
    if (context.signal.aborted) return
    if (code !== 0) throw new Error(`cwmpu ${argv.join(' ')} exited with ${code} in the demo`)
  }
}

function demoSteps(key: string, uploadId: string): Step[] {
  return [
    ['List the incomplete uploads', ['list', BUCKET]],
    ['Abort one upload', ['abort', BUCKET, '--key', key, '--upload-id', uploadId]],
    ['Show what would be aborted', ['abort-all', BUCKET, '--older-than', '1d', '--dry-run']],
    ['Abort all uploads (without --yes, it asks first)', ['abort-all', BUCKET, '--yes']],
    ['Check that none remain (exit code 0)', ['verify', BUCKET]],
  ]
}

/** Shows what a terminal shows, and ignores the configuration of the user. */
function demoContext(context: Context, endpoint: string): Context {
  const { terminal } = context
  return {
    ...context,
    terminal: { ...terminal, stdout: Object.create(terminal.stdout, { isTerminal: { value: true } }) as Output },
    environment: demoEnvironment(endpoint),
  }
}

function demoEnvironment(endpoint: string): Environment {
  return { HOME: '/nonexistent', AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'demo', AWS_SECRET_ACCESS_KEY: 'demo' }
}
