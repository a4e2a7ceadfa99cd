import { once } from 'node:events'
import type { Command } from 'commander'
import type { Context, Environment } from '../context.js'
import type { ExitStatus } from '../errors.js'
import { colorsFor } from '../output/colors.js'
import type { Output } from '../output/terminal.js'
import type { StoredBucket } from '../sandbox/stored-bucket.js'
import { addExamples, type Cli, COMMON, Flag, type Run } from './shared/command.js'

const BUCKET = 'training-data'

interface DemoOptions {
  readonly serve?: boolean
}

export function declare(command: Command, cli: Cli): void {
  const serve = new Flag('--serve', 'Keep the server running until Ctrl-C, and print how to use it', COMMON)
  command.usage('[flags]').addOption(serve)
  addExamples(command, [['List, abort and verify sample uploads', 'cwmpu demo']])
  command.action(cli.action((run: Run<DemoOptions>) => demo(cli, run)))
}

/** Starts a server on the loopback interface with a bucket of sample uploads, and runs the real commands on it. */
async function demo(cli: Cli, run: Run<DemoOptions>): Promise<ExitStatus> {
  const { clock, options, terminal } = run
  const [{ Sandbox, listen }, { fillDemoBucket }] = await Promise.all([
    import('../sandbox/server.js'),
    import('../sandbox/stored-bucket.js'),
  ])
  const sandbox = new Sandbox(clock.now)
  const bucket = sandbox.createBucket(BUCKET)
  fillDemoBucket(bucket, clock.now())
  const { uploads } = bucket
  if (options.serve) {
    // The AWS CLI, Boto3 and s3cmd cannot list a bucket with an escape character in a key.
    for (const [id, { key }] of uploads) if (key.includes('\u001b')) uploads.delete(id)
  }
  const { endpoint, close } = await listen(sandbox.handle)
  // AWS_ENDPOINT_URL_S3 comes before any other variable for the endpoint.
  const variables = { AWS_ENDPOINT_URL_S3: endpoint, AWS_ACCESS_KEY_ID: 'demo', AWS_SECRET_ACCESS_KEY: 'demo' }
  const { stdout } = terminal
  try {
    const title = `# Embedded S3 server at ${endpoint} with ${uploads.size} sample uploads`
    await stdout.write(`${colorsFor(stdout).dim(title)}\n`)
    if (options.serve) await serveUntilStopped(variables, run)
    else await runSteps(bucket, variables, cli, run)
  } finally {
    await close()
  }
  return 'done'
}

async function serveUntilStopped(variables: Environment, { terminal, signal }: Run): Promise<void> {
  const exports = Object.entries(variables).map(([name, value = '']) => `export ${name}=${value}\n`)
  const aws = `aws --endpoint-url ${variables['AWS_ENDPOINT_URL_S3'] ?? ''} s3api list-multipart-uploads --bucket ${BUCKET}`
  await terminal.stdout.write(`${exports.join('')}cwmpu list ${BUCKET}\n${aws}\n`)
  await terminal.stderr.write('Press Ctrl-C to stop the server.\n')
  if (!signal.aborted) await once(signal, 'abort')
  signal.throwIfAborted()
}

/** Runs the main job. It shows what a terminal shows, and ignores the configuration of the user. */
async function runSteps({ uploads }: StoredBucket, variables: Environment, cli: Cli, context: Context): Promise<void> {
  const { terminal, signal } = context
  const [first] = uploads.values()
  const steps: (readonly [purpose: string, ...argv: string[]])[] = [
    ['List the incomplete uploads', 'list', BUCKET],
    ['Abort one upload', 'abort', BUCKET, '--key', first?.key ?? '', '--upload-id', first?.uploadId ?? ''],
    ['Show what would be aborted', 'abort-all', BUCKET, '--older-than', '1d', '--dry-run'],
    ['Abort all uploads (without --yes, it asks first)', 'abort-all', BUCKET, '--yes'],
    ['Check that none remain (exit code 0)', 'verify', BUCKET],
  ]
  const { dim, heading } = colorsFor(terminal.stdout)
  const stdout = Object.create(terminal.stdout, { isTerminal: { value: true } }) as Output
  const environment = { HOME: '/nonexistent', ...variables }
  for (const [purpose, ...argv] of steps) {
    const commandLine = `cwmpu ${argv.join(' ')}`
    await terminal.stdout.write(`\n${dim(`# ${purpose}`)}\n${heading(`$ ${commandLine}`)}\n`)
    const code = await cli.run(argv, { ...context, terminal: { ...terminal, stdout }, environment })
    if (signal.aborted) return
    if (code !== 0) throw new Error(`${commandLine} exited with ${code} in the demo`)
  }
}
