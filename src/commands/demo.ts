import type { Context } from '../context.js'
import type { ExitStatus, ExitCode } from '../errors.js'
import { styleOf } from '../terminal/style.js'

/** Runs a whole command line. */
export type Run = (argv: readonly string[], context: Context) => Promise<ExitCode>

const BUCKET = 'training-data'

/** Starts a store on the loopback, fills a bucket, and runs the real commands against it, one after another. */
export async function demo(context: Context, run: Run): Promise<ExitStatus> {
  const [{ Sandbox, listen }, { fillDemoBucket }] = await Promise.all([
    import('../sandbox/server.js'),
    import('../sandbox/demo-bucket.js'),
  ])
  const sandbox = new Sandbox({ now: context.clock.now })
  const bucket = sandbox.createBucket(BUCKET)
  fillDemoBucket(bucket, context.clock.now())
  const [doomed] = bucket.uploads.values()
  const server = await listen(sandbox.handle)
  const inside = insideDemo(context, server.endpoint)
  const { output } = context.terminal
  const style = styleOf(output)
  try {
    await output.write(
      style.quiet(`# An S3 store of our own, at ${server.endpoint}: some jobs have crashed here.\n`),
    )
    for (const [story, argv] of storyOf(doomed?.key ?? '', doomed?.uploadId ?? '')) {
      const commandLine = style.heading(`$ cwmpu ${argv.join(' ')}`)
      await output.write(`\n${style.quiet(`# ${story}`)}\n${commandLine}\n`)
      const code = await run(argv, inside)
      if (context.stop.aborted) return 'done'
      if (code !== 0) throw new Error(`cwmpu ${argv.join(' ')} ended with ${code} in the demo`)
    }
  } finally {
    await server.close()
  }
  return 'done'
}

function storyOf(key: string, uploadId: string): [story: string, argv: string[]][] {
  const at = ['--bucket', BUCKET]
  return [
    ['What is eating the bucket?', ['list', ...at]],
    ['One upload, exactly: a key can have several.', ['abort', ...at, '--key', key, '--upload-id', uploadId]],
    ['What would go, if all but the last day went?', ['abort-all', ...at, '--older-than', '1d', '--dry-run']],
    ['All of it. Without --yes, it would ask first.', ['abort-all', ...at, '--yes']],
    ['Is it clear? Exit code 0 says so to scripts.', ['verify', ...at]],
  ]
}

/** The demo shows what a terminal shows, speaks to its own store, and knows nothing of the person's set-up. */
function insideDemo(context: Context, endpoint: string): Context {
  const { terminal } = context
  return {
    ...context,
    terminal: { ...terminal, output: { ...terminal.output, width: terminal.output.width, isTerminal: true } },
    environment: {
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'demo',
      AWS_SECRET_ACCESS_KEY: 'demo',
    },
  }
}
