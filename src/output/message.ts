import { colorsFor } from './colors.js'
import type { Screen } from './terminal.js'
import { widthOf, wrapFor } from './text.js'

/** Hint with a command to copy, such as `List the IDs with: cwmpu list my-bucket`. Another sentence can follow. */
const WITH_COMMAND = /: ((?:aws|cwmpu|s3cmd|ulimit) .*?)(?= [A-Z][a-z]+ [a-z]|$)/

/**
 * Renders a line such as `error: …`. If it has to be wrapped, the command of its hint stays on one line. Only the hint
 * is searched: what the message quotes could contain a command of the server.
 */
export function renderMessage(text: string, screen: Screen, hint = ''): string {
  const { error, warning } = colorsFor(screen)
  const [, command = ''] = WITH_COMMAND.exec(hint) ?? []
  const lines = command === '' ? wrapFor(screen, text) : wrapBefore(command, text, screen)
  return lines.replace(/^error:/, (label) => error(label)).replace(/^warning:/, (label) => warning(label))
}

/** Wraps a text that does not fit on one line, and puts a command that it contains on a separate line. */
function wrapBefore(command: string, text: string, screen: Screen): string {
  if (!screen.isTerminal || widthOf(text.trimEnd()) <= screen.width) return text
  const start = text.lastIndexOf(command)
  if (start < 0) return wrapFor(screen, text)
  const rest = text.slice(start + command.length).trim()
  return `${wrapFor(screen, `${text.slice(0, start)}${rest}`.trimEnd())}\n  ${command}\n`
}
