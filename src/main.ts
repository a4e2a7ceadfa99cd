import { setMaxListeners } from 'node:events'
import { internalErrorMessage, run } from './cli.js'
import { EXIT_CODES, statusOfSignal, type StopReason } from './errors.js'
import { systemTerminal } from './output/system-terminal.js'
import { home, systemClock as clock } from './system.js'

const stopping = new AbortController()
setMaxListeners(0, stopping.signal) // Every delay before a retry listens to it.

/** Stops the run at the first signal, which finishes requests in flight. The second ends the process at once. */
function onSignal(signal: NodeJS.Signals, reason: StopReason): void {
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(EXIT_CODES[statusOfSignal(stopping.signal)])
    stopping.abort(reason)
  })
}
onSignal('SIGINT', 'interrupted')
onSignal('SIGTERM', 'terminated')
onSignal('SIGHUP', 'hangup')

// Until the run has returned, it has failed. Node exits with 0 if nothing is left to wait for.
process.exitCode = EXIT_CODES['internal-error']
const onEarlyEnd = () => process.stderr.write(internalErrorMessage(new Error('the run ended without a result')))
process.once('beforeExit', onEarlyEnd)
process.on('uncaughtException', (error) => {
  process.stderr.write(internalErrorMessage(error))
  process.exit(EXIT_CODES['internal-error'])
})

// The SDK's warning about the version of Node is for developers.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

void start()

async function start(): Promise<void> {
  process.env['HOME'] ??= home()
  // process.exit would cut off text that a pipe has not accepted yet.
  process.exitCode = await run(process.argv.slice(2), {
    terminal: systemTerminal(process, process.env, stopping),
    environment: process.env,
    clock,
    signal: stopping.signal,
    connect: async (options, dependencies) => {
      // By default, V8 lets the heap grow to four times of what is in use. 2.5 times are enough.
      const v8 = await import('node:v8')
      v8.setFlagsFromString('--heap-growing-percent=150')
      return (await import('./service/client.js')).connect(options, { ...dependencies, clock })
    },
    diagnose: async (options, dependencies) =>
      (await import('./service/client.js')).diagnose(options, { ...dependencies, clock }),
    readFile: async function* (path) {
      yield* (await import('./read-file.js')).readFile(path, stopping.signal)
    },
  })
  process.off('beforeExit', onEarlyEnd)
  // Everything is written by now. A child process or a socket that a library left open must not delay the exit.
  setTimeout(() => process.exit(), 100).unref()
}
