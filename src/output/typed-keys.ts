import type { Readable } from 'node:stream'
import type { ReadStream } from 'node:tty'
import type { Duration } from '../core/duration.js'

/** Time without a key after which none is left in the input queue of the terminal. */
const QUIET: Duration = 30
const CTRL_C = 0x03

/**
 * Discards the keys that were typed on a terminal and not read yet. It reads them in raw mode, because otherwise a line
 * without its Enter stays in the terminal. In raw mode, Ctrl-C is a key, not a signal.
 */
export async function discardTyped(
  stdin: Readable & Partial<Pick<ReadStream, 'setRawMode'>>,
  onInterrupt: () => void,
): Promise<void> {
  if (!stdin.setRawMode) return
  stdin.setRawMode(true)
  try {
    await new Promise<void>((resolve) => {
      const stop = () => {
        stdin.off('data', onKeys).off('end', stop).pause()
        clearTimeout(quiet)
        resolve()
      }
      const onKeys = (keys: Buffer) => {
        if (keys.includes(CTRL_C)) onInterrupt()
        quiet.refresh()
      }
      const quiet = setTimeout(stop, QUIET)
      stdin.on('data', onKeys).on('end', stop)
    })
  } finally {
    stdin.setRawMode(false)
  }
}
