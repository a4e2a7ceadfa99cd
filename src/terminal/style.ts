import { Chalk } from 'chalk'
import { DAY, type Duration } from '../core/duration.js'
import type { Output } from './terminal.js'

type Paint = (text: string) => string

/** Bytes. */
const LARGE = 10 * 2 ** 30
const OLD: Duration = 30 * DAY

/** Colours with a meaning, plain text where the stream has none. */
export interface Style {
  readonly heading: Paint
  readonly key: Paint
  readonly quiet: Paint
  readonly good: Paint
  readonly warning: Paint
  readonly bad: Paint
}

export function styleOf({ hasColour }: Pick<Output, 'hasColour'>): Style {
  const chalk = new Chalk({ level: hasColour ? 1 : 0 })
  return {
    heading: (text) => chalk.bold(text),
    key: (text) => chalk.cyan(text),
    quiet: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    warning: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
  }
}

/** What is young enough to be alive stands out, and so does what is old. */
export function paintOfAge(age: Duration, style: Style): Paint {
  if (age < DAY) return style.good
  return age > OLD ? style.warning : plain
}

export function paintOfSize(bytes: number, style: Style): Paint {
  return bytes >= LARGE ? style.bad : plain
}

function plain(text: string): string {
  return text
}
