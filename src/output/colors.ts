import { Chalk } from 'chalk'

type Paint = (text: string) => string

/** Colors by meaning. They change nothing if the stream has no color. No information is shown by color alone. */
export interface Colors {
  readonly heading: Paint
  readonly dim: Paint
  readonly recent: Paint
  readonly success: Paint
  readonly warning: Paint
  readonly error: Paint
}

export function colorsFor({ hasColor }: { readonly hasColor: boolean }): Colors {
  const chalk = new Chalk({ level: hasColor ? 1 : 0 })
  return {
    heading: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    recent: (text) => chalk.yellow(text),
    success: (text) => chalk.green(text),
    warning: (text) => chalk.yellow(text),
    error: (text) => chalk.red(text),
  }
}
