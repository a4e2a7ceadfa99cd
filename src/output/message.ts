import { colorsFor } from './colors.js'
import type { Screen } from './terminal.js'
import { widthOf, wrapFor } from './text.js'

/** Sentences that end in a command to copy, such as `List the IDs with: cwmpu list my-bucket`. */
const WITH_COMMAND = /^([^]*:) ((?:aws|cwmpu|s3cmd|ulimit) .*?)( \(request ID .*\))?\n$/

/** Renders a line such as `error: …`. If it has to be wrapped, a command to copy stays on one line. */
export function renderMessage(text: string, screen: Screen): string {
  const { error, warning } = colorsFor(screen)
  const isWide = screen.isTerminal && widthOf(text) > screen.width
  const [, sentences = '', command, requestId = ''] = (isWide ? WITH_COMMAND.exec(text) : undefined) ?? []
  const lines =
    command === undefined ? wrapFor(screen, text) : `${wrapFor(screen, sentences + requestId)}\n  ${command}\n`
  return lines.replace(/^error:/, (label) => error(label)).replace(/^warning:/, (label) => warning(label))
}
