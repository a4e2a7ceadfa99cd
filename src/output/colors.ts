import { Chalk } from 'chalk'
import type { Screen } from './terminal.js'

function palette(level: 0 | 1) {
  const { bold: heading, dim, green: success, yellow: warning, red: error } = new Chalk({ level })
  return { heading, dim, success, warning, error, recent: warning }
}

const [PLAIN, COLORED] = [palette(0), palette(1)]

/** Returns colors by meaning. They change nothing if the stream has no color. No information is shown by color alone. */
export function colorsFor({ hasColor }: Pick<Screen, 'hasColor'>) {
  return hasColor ? COLORED : PLAIN
}
