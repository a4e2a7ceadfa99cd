import { Chalk } from 'chalk'
import type { Output } from './terminal.js'

type Paint = (text: string) => string

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
